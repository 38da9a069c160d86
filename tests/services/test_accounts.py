"""Accounts: who may make and change them, what is refused, and that no password is kept or logged."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from services import accounts, passwords
from services.account_rules import AccountRefused, Draft, normal_login
from services.accounts import AccountChanged, create, create_first, list_accounts, state_of
from services.actor import Actor, NotAllowed
from services.passwords import COST as REAL_COST
from services.passwords import draw_password, faults_of, hash_password, matches
from services.post_accounts import list_without_account
from services.settings import change_settings, list_settings
from services.store import Store, open_store
from tests.services.signing import CHIEF, MORNING, OTHER, PASSWORD, STAND_ALONE, first_account, signed_in
from tests.services.small_county import LEADER, POLICE, take
from warehouse.audit import list_entries

UNIT_STAFF = Draft("jing1", "人员012", "单位", "HF002")
ROSTER = """单位,角色,姓名,职务,是否班子成员,联系电话,任命日期,备案日期,离任日期
县公安局,首席数据官,人员011,副局长,是,,2023-01-10,2023-01-20,
县公安局,数据专员,人员012,科员,否,,2023-01-10,2023-01-20,
县公安局,政务专员,人员012,科员,否,,2023-01-10,2023-01-20,
海城镇,首席数据官,人员021,镇长,是,,2023-01-10,,
海城镇,数据专员,人员012,科员,否,,2023-01-10,,
海城镇,政务专员,人员029,科员,否,,2023-01-10,,2023-06-30
县本级,首席数据官,人员001,副县长,是,,2023-01-10,,
"""


def logged(store: Store) -> list[tuple[str, str, str]]:
    """Person, act and subject of every entry, the oldest first, the loading of the store left out."""
    found = [(one.actor, one.action, one.subject) for one in reversed(list_entries(store.warehouse))]
    return [one for one in found if one[1] != "入库"]


@pytest.mark.parametrize(
    ("password", "words"),
    [
        ("Ab1-xyz", ["8至64个字符，现为7个"]),
        ("Ab1-" + "x" * 61, ["8至64个字符，现为65个"]),
        ("abcdefgh1", ["至少3种，现有2种"]),
        ("密码密码密码密码", ["至少3种，现有1种"]),
        ("xGuanLi-1", ["不能含登录名"]),
        ("Ａｂｃｄｅｆｇ１", []),
        ("Abcdefg1", []),
        ("abcdefg1密", []),
    ],
)
def test_password_is_refused_by_each_rule_and_says_which(password: str, words: list[str]) -> None:
    found = faults_of(password, "guanli")
    assert len(found) == len(words)
    assert all(word in fault for word, fault in zip(words, found, strict=True))


def test_new_password_is_not_the_former_one_in_other_letters_either() -> None:
    former = hash_password("Abcdefg1")
    assert faults_of("Ａｂｃｄｅｆｇ１", "guanli", former) == ["新密码不能与原密码相同。"]
    assert faults_of("Abcdefg2", "guanli", former) == []


def test_hash_has_its_own_salt_and_carries_its_cost() -> None:
    first, second = hash_password(PASSWORD), hash_password(PASSWORD)
    assert first != second
    assert first.split("$")[:2] == ["scrypt", str(passwords.COST)]
    assert matches(PASSWORD, first) and not matches(PASSWORD + " ", first)
    assert REAL_COST >= 2**15


def test_drawn_passwords_satisfy_the_rules_and_differ() -> None:
    drawn = [draw_password() for _ in range(200)]
    assert len({*drawn}) == 200
    assert [one for one in drawn if faults_of(one, "") or set(one) & set("0O1lIo")] == []


def test_login_name_is_the_same_with_spaces_full_width_and_capital_letters() -> None:
    assert {normal_login(text) for text in ("Li.Ming", " li.ming\t", "ＬＩ．ＭＩＮＧ", "li .ming", "LI.MING　")} == {
        "li.ming"
    }


def test_first_account_manages_accounts_and_ends_stand_alone_mode(store: Store) -> None:
    assert not store.sessions.requires_sign_in
    for role in ("领导", "单位"):
        with pytest.raises(AccountRefused, match="首个账号须能管理账号"):
            create_first(store, Draft("guanli", "人员801", role, "HF002"), PASSWORD, STAND_ALONE)
    with pytest.raises(AccountRefused, match="至少3种"):
        create_first(store, CHIEF, "abcdefgh", STAND_ALONE)
    assert not store.sessions.requires_sign_in
    made, _ = first_account(store)
    assert store.sessions.requires_sign_in and not made.must_change
    with pytest.raises(AccountRefused, match="已经有账号"):
        create_first(store, Draft("guanli2", "人员802", "技术员"), PASSWORD, STAND_ALONE)
    change_settings(store, list_settings(store, STAND_ALONE), {"bureau": "县数据局"}, STAND_ALONE)
    with pytest.raises(AccountRefused, match="首个账号须能管理账号，身份请选“县数据局”或“技术员”"):
        create(_empty(store), [UNIT_STAFF], STAND_ALONE)


def _empty(store: Store) -> Store:
    """The same store as if it had no account."""
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("delete from account")
    return store


def test_store_with_a_disabled_account_only_requires_sign_in_when_opened_again(store: Store) -> None:
    first_account(store)
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("update account set is_enabled = false")
    store.close()
    again = open_store(store.path)
    try:
        assert again.sessions.requires_sign_in
    finally:
        again.close()


def test_every_act_is_refused_to_units_and_leaders(store: Store) -> None:
    made, _ = first_account(store)
    for actor in (POLICE, LEADER):
        for act in (
            lambda who: list_accounts(store, who), lambda who: create(store, [UNIT_STAFF], who),
            lambda who: create_first(store, CHIEF, PASSWORD, who), lambda who: accounts.change(store, made, CHIEF, who),
            lambda who: accounts.disable(store, made, who), lambda who: accounts.enable(store, made, who),
            lambda who: accounts.reset(store, made, who), lambda who: accounts.unlock(store, made, who),
            lambda who: accounts.find(store, "guanli", who),
            lambda who: list_without_account(store, date(2024, 1, 1), who),
        ):  # fmt: skip
            with pytest.raises(NotAllowed, match="当前身份为"):
                act(actor)


@pytest.mark.parametrize(
    ("draft", "words"),
    [
        (Draft("a", "人员012", "领导"), "登录名“a”不能用"),
        (Draft("a" * 31, "人员012", "领导"), "不能用"),
        (Draft("a/b", "人员012", "领导"), "不能用"),
        (Draft("ab", "  ", "领导"), "姓名没有填写"),
        (Draft("ab", "人员012", "局长"), "没有“局长”这个身份"),
        (Draft("ab", "人员012", "单位"), "须选择单位名录中的单位"),
        (Draft("ab", "人员012", "单位", "HF000"), "须选择单位名录中的单位"),
        (Draft("ＧＵＡＮＬＩ ", "人员012", "领导"), "登录名“guanli”已被使用"),
    ],
)
def test_account_that_cannot_be_is_refused_in_words(store: Store, draft: Draft, words: str) -> None:
    _, chief = first_account(store)
    with pytest.raises(AccountRefused, match=words):
        create(store, [draft], chief)
    assert len(list_accounts(store, chief)) == 1


def test_several_accounts_are_made_all_or_none(store: Store) -> None:
    _, chief = first_account(store)
    with pytest.raises(AccountRefused, match="已被使用"):
        create(store, [UNIT_STAFF, Draft("JING1", "人员013", "单位", "HF002")], chief)
    assert len(list_accounts(store, chief)) == 1
    issued = create(store, [UNIT_STAFF, Draft("ld", "人员003", "领导", "HF002")], chief, now=MORNING)
    assert [(one.account.login, one.account.unit, one.account.must_change) for one in issued] == [
        ("jing1", "HF002", True), ("ld", "", True),
    ]  # fmt: skip
    # 县政数局 first, then leaders, then units by protocol order.
    assert [one.login for one in list_accounts(store, chief)] == ["guanli", "ld", "jing1"]
    assert [state_of(one, MORNING) for one in list_accounts(store, chief)] == ["正常", "待改密码", "待改密码"]


def test_second_of_two_people_is_told_and_nothing_is_overwritten(store: Store) -> None:
    _, chief = first_account(store)
    (issued,) = create(store, [UNIT_STAFF], chief)
    seen = issued.account
    second = create(store, [Draft("guanli2", "人员802", "技术员")], chief)[0].account
    accounts.change(store, seen, Draft(seen.login, "人员014", "单位", "HF001"), chief)
    other = Actor("人员802", "技术员", account_id=second.account_id)
    for act in (accounts.disable, accounts.reset, accounts.unlock):
        with pytest.raises(AccountChanged, match="已由人员801修改"):
            act(store, seen, other)
    (now,) = [one for one in list_accounts(store, chief) if one.login == "jing1"]
    assert (now.name, now.unit, now.is_enabled, now.revision) == ("人员014", "HF001", True, 2)


def test_nobody_takes_his_own_rights_or_the_last_manager_away(store: Store) -> None:
    made, chief = first_account(store)
    demoted = Draft(made.login, made.name, "领导")
    for act in (lambda: accounts.disable(store, made, chief), lambda: accounts.change(store, made, demoted, chief)):
        with pytest.raises(NotAllowed, match="不能对自己的账号"):
            act()
    terminal = Actor("终端", "技术员", origin="终端")
    change_settings(store, list_settings(store, chief), {"bureau": "县数据局"}, chief)
    for act in (
        lambda: accounts.disable(store, made, terminal),
        lambda: accounts.change(store, made, demoted, terminal),
    ):
        with pytest.raises(NotAllowed, match="唯一能管理账号的账号"):
            act()
    # Another one that is disabled does not help; one that is enabled does.
    second = create(store, [Draft("guanli2", "人员802", "技术员")], chief)[0].account
    second = accounts.disable(store, second, chief)
    with pytest.raises(NotAllowed, match="唯一能管理账号的账号，不能停用。请先建立另一个县数据局或技术员账号"):
        accounts.disable(store, made, terminal)
    accounts.enable(store, second, chief)
    assert not accounts.disable(store, made, terminal).is_enabled


def test_nobody_resets_his_own_password_since_his_page_ends_before_he_reads_the_new_one(store: Store) -> None:
    made, chief = first_account(store)
    with pytest.raises(NotAllowed, match="请点左边最下面的“修改密码”"):
        accounts.reset(store, made, chief)
    assert not signed_in(store).must_change
    assert accounts.reset(store, made, Actor("终端", "技术员", origin="终端")).account.must_change


def test_own_name_may_be_changed_and_ends_the_session(store: Store) -> None:
    made, chief = first_account(store)
    token = signed_in(store).token
    assert store.sessions.find(token)
    accounts.change(store, made, Draft(made.login, " 人员 803 ", "县政数局"), chief)
    assert [one.name for one in list_accounts(store, chief)] == ["人员 803"]
    assert store.sessions.find(token) is None
    assert store.sessions.why_ended(token) == "您的账号已由管理人员变更，本处已退出。请重新登录。"


def test_password_is_due_after_ninety_days_and_not_when_the_clock_went_back(store: Store) -> None:
    made, _ = first_account(store)
    due = MORNING + timedelta(days=90)
    assert [state_of(made, at) for at in (due - timedelta(seconds=1), due, MORNING - timedelta(days=400))] == [
        "正常", "待改密码", "正常",
    ]  # fmt: skip


def test_acts_are_logged_with_who_and_whom_and_without_any_password(store: Store) -> None:
    made, chief = first_account(store)
    (issued,) = create(store, [UNIT_STAFF], chief)
    again = accounts.reset(store, issued.account, chief)
    now = accounts.disable(store, again.account, chief)
    now = accounts.enable(store, now, chief)
    accounts.unlock(store, now, chief)
    assert logged(store) == [
        ("县政数局（单机模式）", "创建账号", "人员801（guanli）"),
        *(("人员801", act, "人员012（jing1）") for act in ("创建账号", "重置密码", "停用账号", "启用账号", "解锁账号")),
    ]
    everything = repr(store.warehouse.query("select * from audit"))
    for secret in (PASSWORD, OTHER, issued.password, again.password, made.password_hash, now.password_hash):
        assert secret not in everything
    assert PASSWORD not in repr(store.warehouse.query("select * from account"))


def test_everybody_in_post_without_an_account_is_proposed_once(store: Store) -> None:
    _, chief = first_account(store)
    take(store, ROSTER, "名单.csv")
    found = list_without_account(store, date(2024, 1, 31), chief)
    # One person with two posts is one; the namesake in another unit bears its name; who left is not proposed.
    assert [(one.unit, one.posts, one.draft) for one in found] == [
        ("HF000", ("首席数据官",), Draft("人员001", "人员001", "领导")),
        ("HF001", ("首席数据官",), Draft("人员021", "人员021", "单位", "HF001")),
        ("HF001", ("数据专员",), Draft("人员012", "人员012", "单位", "HF001")),
        ("HF002", ("首席数据官",), Draft("人员011", "人员011", "单位", "HF002")),
        ("HF002", ("数据专员", "政务专员"), Draft("县公安局人员012", "人员012", "单位", "HF002")),
    ]
    create(store, [one.draft for one in found[:3]], chief)
    assert [one.name for one in list_without_account(store, date(2024, 1, 31), chief)] == ["人员011", "人员012"]
