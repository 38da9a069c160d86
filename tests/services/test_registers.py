"""Registers kept in the browser: an edit is an upload of its rows; nobody's row is lost; everything can be undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.contracts import load_contracts
from services import registers
from services.actor import NotAllowed
from services.history import undo
from services.register_acts import confirm_evaluations, correct_first_day
from services.registers import Edit, Refused, RowChanged
from services.store import Store, open_store
from services.submit import accept, examine_upload
from services.templates import fill_register
from services.uploads import list_entries
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, take
from warehouse.audit import list_entries as list_audit

pytestmark = pytest.mark.slow

NOW = datetime(2024, 3, 1, 9)
REPORT = {"unit": "县公安局", "kind": "半年总结", "period": "2023H1", "received_on": "2023.6.20"}
TASK = {
    "task_no": "007", "assigned_on": "2023-06-01", "content": "共享视频接口", "unit": "海城镇", "due_on": "2023-09-30"
}  # fmt: skip


@pytest.fixture(scope="module")
def one_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One store for the properties: each example takes back what it did."""
    opened = open_store(tmp_path_factory.mktemp("registers"))
    take(opened, REGISTER, "单位名录.csv")
    yield opened
    opened.close()


def enter(store: Store, dataset: str, *edits: Edit, reason: str = "") -> int:
    made = registers.commit_edits(store, dataset, edits, BUREAU, reason=reason, now=NOW)
    assert made.version is not None
    return made.version


def only_row(store: Store, dataset: str) -> registers.RegisterRow:
    (row,) = registers.list_rows(store, dataset, BUREAU)
    return row


def contents(store: Store, dataset: str) -> list[tuple]:
    """The present rows as the table holds them, without where they came from."""
    names = ", ".join(f'"{field.name}"' for field in load_contracts()[dataset].fields)
    return store.warehouse.query(
        f"select {names}, month_precise, pending from {dataset} where closed_in is null order by all"
    )


def test_entered_row_is_read_like_a_cell_of_a_workbook_and_says_where_it_comes_from(store: Store) -> None:
    enter(store, "task", Edit(TASK))
    row = only_row(store, "task")
    assert (row.values["task_no"], row.values["unit"], row.values["due_on"]) == ("007", "HF001", date(2023, 9, 30))
    assert row.provenance.startswith("登记台账录入，2024年3月1日9时0分由人员001入库")
    entry = list_entries(store, BUREAU)[0]
    assert (entry.file_name, entry.datasets, entry.has_original, entry.may_undo) == (
        "登记台账录入", ("task",), False, True
    )  # fmt: skip
    assert list_audit(store.warehouse, action="登记台账")[0].actor == "人员001"


def test_edit_of_one_cell_leaves_the_others_as_they_are(store: Store) -> None:
    approval = {
        "unit": "县公安局",
        "metric": "政务信息系统上云率",
        "reason": "专网",
        "approval": "〔2023〕1号",
        "from_on": "2023年6月",
    }
    enter(store, "exemption", Edit(approval))
    row = only_row(store, "exemption")
    assert row.values["metric"] == "cloud_migrated" and row.month_precise == ("from_on",)
    enter(store, "exemption", Edit({"note": "已核"}, row.row_id, row.opened_in))
    after = only_row(store, "exemption")
    assert {**row.values, "note": "已核"} == after.values and after.month_precise == ("from_on",)
    # A day takes the place of the month, and a month that of the day: the row is the same one.
    enter(store, "exemption", Edit({"from_on": date(2023, 6, 5)}, after.row_id, after.opened_in))
    exact = only_row(store, "exemption")
    assert exact.values["from_on"] == date(2023, 6, 5) and exact.month_precise == ()
    enter(store, "exemption", Edit({"from_on": "2023年6月"}, exact.row_id, exact.opened_in))
    assert only_row(store, "exemption").month_precise == ("from_on",)


def test_edit_that_changes_nothing_is_said_and_makes_no_version(store: Store) -> None:
    enter(store, "task", Edit(TASK))
    row, version = only_row(store, "task"), store.version()
    with pytest.raises(Refused) as refused:
        enter(store, "task", Edit({"task_no": str(row.values["task_no"])}, row.row_id, row.opened_in))
    assert [one.code for one in refused.value.problems] == ["nothing_changed"]
    assert store.version() == version


def test_pending_cell_stays_pending_until_it_is_mended(store: Store) -> None:
    text = "单位,报告类型,报告期,报送日期,审核通过日期\n海城镇,半年总结,2023H1,2023-06-20,六月底\n"
    take(store, text, "登记.csv", accept_incomplete=True)
    row = only_row(store, "report")
    assert row.pending == {"accepted_on": "六月底"}
    enter(store, "report", Edit({"note": "催"}, row.row_id, row.opened_in))
    row = only_row(store, "report")
    assert row.pending == {"accepted_on": "六月底"}
    enter(store, "report", Edit({"accepted_on": "2023-06-30"}, row.row_id, row.opened_in))
    row = only_row(store, "report")
    assert row.pending == {} and row.values["accepted_on"] == date(2023, 6, 30)


def test_every_problem_is_told_by_row_and_column_and_nothing_is_stored(store: Store) -> None:
    before = store.version()
    edits = [
        Edit(REPORT | {"received_on": "2023年6月", "clause_count": "约8条"}),
        Edit(TASK | {"unit": "县公安分局"}),
    ]
    problems = registers.check_edits(store, "report", [edits[0], Edit({"unit": "县公安分局"})], BUREAU)
    assert {(one.row, one.title, one.code) for one in problems} == {
        (1, "报送日期", "day_needed"), (1, "逐条梳理条数", "not_a_count"), (2, "报送单位", "unknown_unit"),
        (2, "报告类型", "key_empty"), (2, "报告期", "key_empty"), (2, "报送日期", "required_blank"),
    }  # fmt: skip
    with pytest.raises(Refused):
        enter(store, "report", edits[0])
    with pytest.raises(Refused) as secret:
        enter(store, "task", Edit(TASK | {"note": "机密★10年"}))
    assert [one.code for one in secret.value.problems] == ["secrecy_mark"]
    assert store.version() == before


def test_changed_key_ends_the_old_row_and_opens_the_new_one_in_one_version(store: Store) -> None:
    enter(store, "task", Edit(TASK))
    row = only_row(store, "task")
    version = enter(store, "task", Edit({"task_no": "008"}, row.row_id, row.opened_in))
    assert only_row(store, "task").values["task_no"] == "008"
    assert store.warehouse.query(f"select task_no from task where closed_in = {version}") == [("007",)]
    words = [one.word for one in registers.row_history(store, "task", only_row(store, "task").row_id, BUREAU)]
    assert words == ["修改", "登记"]
    undo(store, version, "误改", BUREAU)
    assert only_row(store, "task").values["task_no"] == "007"


def test_first_day_is_kept_even_when_the_key_changes_and_moves_by_correction_only(store: Store) -> None:
    enter(store, "report", Edit(REPORT))
    row = only_row(store, "report")
    made = registers.commit_edits(
        store,
        "report",
        [Edit({"unit": "海城镇", "received_on": "2023-06-25"}, row.row_id, row.opened_in)],
        BUREAU,
        now=NOW,
    )
    assert [one.code for one in made.kept] == ["first_day_kept"]
    row = only_row(store, "report")
    assert (row.values["unit"], row.values["received_on"]) == ("HF001", date(2023, 6, 20))
    with pytest.raises(NotAllowed):
        correct_first_day(
            store, "report", row.row_id, row.opened_in, "received_on", date(2023, 6, 25), " ", BUREAU, now=NOW
        )
    correct_first_day(
        store, "report", row.row_id, row.opened_in, "received_on", date(2023, 6, 25), "原记错", BUREAU, now=NOW
    )
    assert only_row(store, "report").values["received_on"] == date(2023, 6, 25)
    assert list_audit(store.warehouse, action="更正")


def test_withdrawn_row_needs_a_reason_keeps_its_past_and_comes_back_by_undo(store: Store) -> None:
    enter(store, "report", Edit(REPORT))
    row = only_row(store, "report")
    gone = Edit({}, row.row_id, row.opened_in, withdraw=True)
    with pytest.raises(NotAllowed):
        enter(store, "report", gone)
    version = enter(store, "report", gone, reason="重复登记")
    assert registers.list_rows(store, "report", BUREAU) == []
    past = registers.row_history(store, "report", row.row_id, BUREAU)
    assert [(one.word, one.reason) for one in past] == [("撤回", "重复登记"), ("登记", "")]
    # The entry is found under the unit whose row it took out.
    assert list_entries(store, BUREAU, unit="HF002")[0].version == version
    undo(store, version, "撤回有误", BUREAU)
    assert only_row(store, "report").values == row.values


def test_new_row_under_a_known_key_is_refused_instead_of_overwriting(store: Store) -> None:
    enter(store, "report", Edit(REPORT))
    with pytest.raises(Refused) as refused:
        enter(store, "report", Edit(REPORT | {"received_on": "2023-06-01", "note": "另一人"}))
    assert [one.code for one in refused.value.problems] == ["row_exists"]


def test_two_rows_may_exchange_their_keys(store: Store) -> None:
    enter(store, "task", Edit(TASK), Edit(TASK | {"task_no": "008", "content": "汇聚数据"}))
    first, second = registers.list_rows(store, "task", BUREAU)
    enter(
        store, "task",
        Edit({"task_no": "008"}, first.row_id, first.opened_in), Edit({"task_no": "007"}, second.row_id, second.opened_in),
    )  # fmt: skip
    assert {row.values["task_no"]: row.values["content"] for row in registers.list_rows(store, "task", BUREAU)} == {
        "008": "共享视频接口", "007": "汇聚数据"
    }  # fmt: skip


def test_roles_decide_who_edits_what(store: Store) -> None:
    said = {"metric": "cloud_migrated", "reason": "缺少经费"}
    for actor, dataset in ((POLICE, "report"), (LEADER, "explanation")):
        with pytest.raises(NotAllowed):
            registers.list_rows(store, dataset, actor)
    registers.commit_edits(store, "explanation", [Edit(said | {"unit": "县公安局"})], POLICE, now=NOW)
    with pytest.raises(Refused) as refused:
        registers.commit_edits(store, "explanation", [Edit(said | {"unit": "海城镇"})], POLICE, now=NOW)
    assert [one.code for one in refused.value.problems] == ["unit_not_allowed"]
    enter(store, "explanation", Edit(said | {"unit": "海城镇"}))
    assert [row.values["unit"] for row in registers.list_rows(store, "explanation", POLICE)] == ["HF002"]
    foreign = next(row for row in registers.list_rows(store, "explanation", BUREAU) if row.values["unit"] == "HF001")
    with pytest.raises(NotAllowed):
        registers.commit_edits(
            store, "explanation", [Edit({"reason": "改"}, foreign.row_id, foreign.opened_in)], POLICE, now=NOW
        )


def test_evaluation_counts_once_confirmed_and_is_fixed_until_the_confirmation_is_taken_back(store: Store) -> None:
    enter(
        store, "evaluation", Edit({"unit": "海城镇", "period": "2023", "evaluated_on": "2023-12-20", "score": "95.5"})
    )
    row = only_row(store, "evaluation")
    confirm_evaluations(store, [(row.row_id, row.opened_in)], BUREAU, now=NOW)
    assert list_audit(store.warehouse, action="确认履职评价")[0].actor == "人员001"
    row = only_row(store, "evaluation")
    with pytest.raises(Refused) as refused:
        enter(store, "evaluation", Edit({"score": "99"}, row.row_id, row.opened_in))
    assert [one.code for one in refused.value.problems] == ["confirmed_row"]
    enter(store, "evaluation", Edit({"commended_on": "2024-01-05"}, row.row_id, row.opened_in))
    row = only_row(store, "evaluation")
    confirm_evaluations(store, [(row.row_id, row.opened_in)], BUREAU, confirmed=False, reason="分数有误", now=NOW)
    row = only_row(store, "evaluation")
    enter(store, "evaluation", Edit({"score": "99"}, row.row_id, row.opened_in))
    assert str(only_row(store, "evaluation").values["score"]) == "99.00"


def test_second_of_two_who_saw_the_same_row_is_told_and_may_confirm_anew(store: Store) -> None:
    enter(store, "task", Edit(TASK))
    seen = only_row(store, "task")
    enter(store, "task", Edit({"progress": "已开会"}, seen.row_id, seen.opened_in))
    with pytest.raises(RowChanged) as changed:
        enter(store, "task", Edit({"progress": "已对接"}, seen.row_id, seen.opened_in))
    assert "人员001于2024年3月1日9时0分修改了“007”这一行（“进展情况”由“空白”改为“已开会”）" in str(changed.value)
    (moved,) = changed.value.moved
    assert moved.now is not None
    enter(store, "task", Edit({"progress": "已对接"}, moved.now.row_id, moved.now.opened_in))
    assert only_row(store, "task").values["progress"] == "已对接"


def test_many_at_once_keep_different_rows_and_one_of_the_same_row(store: Store) -> None:
    enter(store, "task", *(Edit(TASK | {"task_no": f"{number:03d}"}) for number in range(6)))
    rows = registers.list_rows(store, "task", BUREAU)
    outcomes: list[str] = []
    start = threading.Barrier(12)

    def work(row: registers.RegisterRow, words: str) -> None:
        start.wait()
        try:
            enter(store, "task", Edit({"progress": words}, row.row_id, row.opened_in))
            outcomes.append("stored")
        except RowChanged:
            outcomes.append("told")

    threads = [
        threading.Thread(target=work, args=(row, f"{row.values['task_no']}：{who}")) for row in rows for who in "甲乙"
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stored"] * 6 + ["told"] * 6
    after = registers.list_rows(store, "task", BUREAU)
    assert all(str(row.values["progress"]).startswith(str(row.values["task_no"])) for row in after)


def test_two_who_add_the_same_new_row_at_once_store_it_once(store: Store) -> None:
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def work() -> None:
        start.wait()
        try:
            enter(store, "task", Edit(TASK))
            outcomes.append("stored")
        except (RowChanged, Refused):
            outcomes.append("told")

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stored", "told", "told", "told"]
    assert len(registers.list_rows(store, "task", BUREAU)) == 1


UNITS = st.sampled_from(["海城镇", "县公安局", "海丰县教育局"])
TEXTS = st.sampled_from(["", "网格数据共享", "催办，限期", "=1+2", "合计", "注：说明", "零报告"])
DAYS = st.dates(date(2023, 1, 1), date(2024, 2, 1))
TASK_VALUES = st.fixed_dictionaries(
    {"task_no": st.sampled_from(["001", "002", "督〔2023〕3号"]), "assigned_on": DAYS, "content": TEXTS, "unit": UNITS,
     "due_on": DAYS, "source": st.sampled_from(["", "联席会议"]), "progress": TEXTS, "closed_on": st.none() | DAYS}
)  # fmt: skip
STEPS = st.lists(st.tuples(st.sampled_from(["add", "change", "withdraw"]), st.integers(0, 5), TASK_VALUES), max_size=6)
PROPERTY = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def act(store: Store, step: tuple[str, int, dict[str, object]]) -> int | None:
    """One edit; None when it is refused, which must leave everything as it was."""
    what, number, values = step
    rows = registers.list_rows(store, "task", BUREAU)
    if what != "add" and not rows:
        return None
    row = rows[number % len(rows)] if rows else None
    edit = Edit(values)
    if what != "add" and row is not None:
        edit = Edit(values if what == "change" else {}, row.row_id, row.opened_in, withdraw=what == "withdraw")
    before = contents(store, "task")
    try:
        return enter(store, "task", edit, reason="测试")
    except Refused:
        assert contents(store, "task") == before
        return None


@PROPERTY
@given(steps=STEPS)
def test_any_edits_undone_in_reverse_order_are_as_before_and_the_export_changes_nothing(
    one_store: Store, steps: list[tuple[str, int, dict[str, object]]]
) -> None:
    before = contents(one_store, "task")
    versions = [version for step in steps if (version := act(one_store, step)) is not None]
    if contents(one_store, "task"):
        draft = examine_upload(one_store, fill_register(one_store, "task"), "督办事项台账.xlsx", BUREAU, now=NOW)
        made = accept(one_store, draft, BUREAU, now=NOW)
        assert [(one.opened, one.closed) for one in made.tables] == [(0, 0)]
        assert made.version is not None
        undo(one_store, made.version, "测试", BUREAU)
    for version in reversed(versions):
        undo(one_store, version, "测试", BUREAU)
    assert contents(one_store, "task") == before


@PROPERTY
@given(values=TASK_VALUES.filter(lambda one: one["content"] not in ("", "零报告")))
def test_edit_stores_what_an_upload_of_the_same_row_stores(one_store: Store, values: dict[str, object]) -> None:
    entered = enter(one_store, "task", Edit(values))
    by_edit, workbook = contents(one_store, "task"), fill_register(one_store, "task")
    undo(one_store, entered, "测试", BUREAU)
    draft = examine_upload(one_store, BytesIO(workbook).getvalue(), "台账.xlsx", BUREAU, now=NOW)
    made = accept(one_store, draft, BUREAU, now=NOW)
    by_upload = contents(one_store, "task")
    assert made.version is not None
    undo(one_store, made.version, "测试", BUREAU)
    assert by_edit == by_upload != []
