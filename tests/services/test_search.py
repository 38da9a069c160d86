"""Search: closeness, roles, and what a card says."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from services.actor import Actor
from services.meetings import freeze, prepare
from services.search import Hit, find
from services.store import Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, SYSTEMS, take

pytestmark = pytest.mark.slow

DAY = date(2024, 3, 31)
TOWN = Actor(name="人员004", role="单位", unit="HF001", origin="测试")
ROSTER = """单位,角色,姓名,职务,是否班子成员,联系电话,任命日期,备案日期
县公安局,数据专员,人员012,科员,否,13800000012,2023-01-10,2023-01-20
"""
TASKS = """编号,来源,会议名称,交办日期,事项内容,牵头单位,完成时限,办结日期
督〔2023〕1号,联席会议,第一次联席会议,2023-06-01,网格数据共享,县公安局,2023-09-30,
督〔2024〕1号,联席会议,第二次联席会议,2024-01-01,迁移出租屋管理,县公安局,2024-06-30,
"""
EXPLANATIONS = """单位,指标,对象,原因说明,承诺完成日期,责任人
县公安局,政务信息系统上云率(应上尽上口径),出租屋管理,迁云经费不足，联系13800000012,2024-06-30,人员011
"""


@pytest.fixture
def filed(store: Store) -> Store:
    take(
        store,
        SYSTEMS + "县公安局,网格管理平台,在用,自建机房,2022-06-01,\n县公安局,社区网格管理,在用,自建机房,2022-06-01,\n",
        "清单.csv",
    )
    take(store, ROSTER, "名单.csv")
    take(store, TASKS, "督办.csv")
    take(store, EXPLANATIONS, "情况说明.csv")
    return store


def titles(store: Store, text: str, actor: Actor = BUREAU) -> list[str]:
    return [one.title for one in find(store, text, DAY, actor).hits]


def only(store: Store, text: str, actor: Actor = BUREAU) -> Hit:
    (hit,) = find(store, text, DAY, actor).hits
    return hit


def test_equal_names_come_before_prefixes_before_contained_ones(filed: Store) -> None:
    assert titles(filed, "网格管理") == ["网格管理", "网格管理平台", "社区网格管理"]


def test_width_case_and_spaces_make_no_difference(filed: Store) -> None:
    take(filed, SYSTEMS + "县公安局,XP终端管理,在用,自建机房,2022-06-01,\n", "清单二.csv")
    assert titles(filed, " ｘｐ 终端") == ["XP终端管理"]


def test_unit_is_found_by_short_and_full_name_and_alias(filed: Store) -> None:
    assert titles(filed, "海丰县公安局") == ["海丰县公安局"]
    assert titles(filed, "县教育局") == ["海丰县教育局"]
    assert titles(filed, "海城镇政府")[0] == "海城镇人民政府"


def test_card_of_a_system_tells_outcome_reason_who_when_and_the_last_decision(filed: Store) -> None:
    hit, task = find(filed, "出租屋管理", DAY, BUREAU).hits
    assert (task.kind, task.title) == ("task", "督〔2024〕1号　迁移出租屋管理")
    assert hit.facts[0] == ("政务信息系统上云率", "未达成")
    (said,) = hit.why
    assert (said.person, said.promised) == ("人员011", "承诺2024年6月30日前完成")
    assert said.reason == "迁云经费不足，联系138****0012"
    assert hit.decision is not None and hit.decision.task_no == "督〔2024〕1号"
    assert (hit.area, hit.params["row"]) == ("cloud", "HF002 / 出租屋管理")


def test_card_of_a_unit_tells_the_figures_of_the_phase(filed: Store) -> None:
    # 2024: 常态化. 网格管理 on the cloud, three others not: 1/4 = 25.0 %.
    assert ("政务信息系统上云率", "25.0%，1/4") in only(filed, "海丰县公安局").facts


def test_person_is_found_by_the_bureau_with_a_masked_phone_by_leaders_without(filed: Store) -> None:
    assert ("联系电话", "138****0012") in only(filed, "人员012").facts
    assert "联系电话" not in dict(only(filed, "人员012", LEADER).facts)


def test_person_is_found_by_own_unit_and_not_by_another(filed: Store) -> None:
    assert titles(filed, "人员012", POLICE) == ["人员012"]
    assert titles(filed, "人员012", TOWN) == []


def test_restricted_metric_is_found_by_the_bureau_only(filed: Store) -> None:
    assert titles(filed, "国产化适配率") == ["国产化适配率"]
    assert titles(filed, "国产化适配率", LEADER) == []


def test_data_number_leads_to_its_figure(filed: Store) -> None:
    hit = only(filed, "Z12-003")
    # Place 12 of the catalogue is 上云率; place 3 of the register (县本级, 海城镇, 县公安局) is 县公安局.
    assert (hit.title.partition("（")[0], hit.unit) == ("政务信息系统上云率", "HF002")
    assert ("结果", "25.0%，1/4") in hit.facts
    assert ("情况", "县公安局4个应上云系统中1个已上云，3个尚未上云，政务信息系统上云率25.0%。") in hit.facts


def test_data_number_of_the_county_tells_whose_reasons_are_known(filed: Store) -> None:
    hit = only(filed, "Z12-000")
    assert (hit.unit, [(one.unit, one.subject, one.person) for one in hit.why]) == (
        "",
        [("HF002", "出租屋管理", "人员011")],
    )
    assert dict(hit.facts)["情况"].startswith("4个应上云系统中1个已上云，3个尚未上云，")


def test_hits_are_few_and_the_whole_number_is_told(filed: Store) -> None:
    found = find(filed, "网格管理", DAY, BUREAU, most=2)
    assert (len(found.hits), found.total) == (2, 3)


@pytest.mark.parametrize("text", ["", "  ", "“”"])
def test_nothing_typed_finds_nothing(filed: Store, text: str) -> None:
    assert find(filed, text, DAY, BUREAU).hits == ()


def test_empty_store_finds_nothing(tmp_path: object) -> None:
    store = open_store(tmp_path / "empty")  # type: ignore[operator]
    assert find(store, "公安", DAY, BUREAU).total == 0
    store.close()


def test_task_is_found_by_number_and_by_words_of_its_content(filed: Store) -> None:
    hit = only(filed, "督〔2023〕1号")
    assert (hit.kind, hit.title, hit.unit, hit.area) == ("task", "督〔2023〕1号　网格数据共享", "HF002", "tasks")
    facts = dict(hit.facts)
    # 2023-09-30 → 2024-03-31: 31+30+31+31+29+31 = 183 days.
    assert facts["时限"] == "2023年9月30日，逾期183天"
    assert facts["来源"] == "联席会议，第一次联席会议，2023年6月1日交办"
    assert [one.title for one in find(filed, "数据共享", DAY, LEADER).hits] == [hit.title]


def test_scenario_is_found_with_its_users(filed: Store) -> None:
    take(filed, "单位,应用名称,场景名称,上线日期,累计用户数\n县公安局,善美村居,平安村居,2023-05-01,120\n", "场景.csv")
    hit = only(filed, "平安村居")
    assert (hit.kind, hit.area, dict(hit.facts)["累计用户数"]) == ("scenario", "apps", "120")


def test_number_of_a_meeting_before_the_register_moved_is_told_beside_the_present_one(filed: Store) -> None:
    meeting = prepare(filed, BUREAU, name="第一次联席会议", held_on=DAY, as_of=DAY)
    freeze(filed, meeting, BUREAU, now=datetime(2024, 3, 31, 9))
    # 县本级, 海城镇, 县公安局: the third place is 县公安局's
    assert [(one.unit, one.facts[0]) for one in find(filed, "Z12-003", DAY, BUREAU).hits] == [
        ("HF002", ("范围", "县公安局"))
    ]
    take(filed, REGISTER + "HF004,梅陇镇人民政府,梅陇镇,,镇（场、区）,全面推广,2023-09-01,,1\n", "名录.csv")
    now, then = find(filed, "Z12-003", DAY, BUREAU).hits
    assert (now.unit, now.facts[0]) == ("HF004", ("范围", "梅陇镇"))
    assert (then.unit, then.facts[:2]) == ("HF002", (("编号出自", "“第一次联席会议”材料"), ("范围", "县公安局")))
    assert [one.unit for one in find(filed, "Z12-000", DAY, BUREAU).hits] == [""]
