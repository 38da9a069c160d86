"""The demo county through the whole program: every step is answered as foretold, and every state can be seen."""

from datetime import date

import pytest

from metrics.counting import count_figures
from metrics.figure import COUNTY, Point
from metrics.versions import known_point
from services.actor import Actor
from services.confirmations import list_confirmations
from services.demo import load_demo
from services.expected import Tally, read_expected
from services.meetings import list_meetings
from services.recount import recount
from services.reminders import list_reminders
from services.rounds import list_rounds
from services.store import open_store
from warehouse.history import list_versions
from warehouse.register import list_units

pytestmark = pytest.mark.slow
HALF_YEAR = date(2025, 6, 30)
BUREAU = Actor(name="人员801", role="县政数局", origin="测试")


@pytest.fixture(scope="module")
def county(tmp_path_factory):
    store = open_store(tmp_path_factory.mktemp("store"))
    summary = load_demo(store, shown=lambda done, total, words: None)
    yield store, summary
    store.close()


def county_figure(store, metric, day):
    found = count_figures(store.warehouse, [known_point(store.warehouse, day)], [metric])
    return next(figure for figure in found if figure.unit == COUNTY)


def test_demo_is_answered_as_foretold_and_says_how_much(county):
    _, summary = county
    assert summary == "演示数据已装入：104份入库，4份有错误未入库，1份重复，2份待审核，1份经审核退回。"


def test_systems_move_to_the_cloud_over_the_years(county):
    store, _ = county
    days = (date(2023, 6, 30), date(2023, 12, 31), date(2024, 6, 30), date(2024, 12, 31), HALF_YEAR)
    rates = [county_figure(store, "cloud_migrated", day).percent for day in days]
    assert rates == sorted(rates)
    assert rates[0] < 30
    assert 55 < rates[-1] < 65


def test_every_outcome_and_a_silent_unit_occur(county):
    store, _ = county
    found = count_figures(store.warehouse, [Point(HALF_YEAR, store.version())])
    for count in ("numerator", "exempt", "unreported", "unknown", "silent_units"):
        assert any(getattr(figure, count) for figure in found), count
    assert any(figure.numerator < figure.denominator for figure in found)


def test_one_unit_stays_silent_in_both_lists(county):
    store, _ = county
    found = count_figures(store.warehouse, [Point(HALF_YEAR, store.version())], ["cloud_migrated", "catalogued"])
    assert {(figure.metric, figure.unit) for figure in found if figure.silent_units and figure.unit != COUNTY} == {
        ("cloud_migrated", "HF040"), ("catalogued", "HF040"),
    }  # fmt: skip


def test_a_unit_was_renamed_and_one_merged_away(county):
    store, _ = county
    by_code = {unit.code: unit for unit in list_units(store.warehouse)}
    assert by_code["HF012"].short_name == "县政务和数据局"
    assert "县政务服务数据管理局" in by_code["HF012"].former_names
    assert by_code["HF042"].left_on == date(2024, 6, 30)


def test_an_upload_was_taken_back_and_sent_again(county):
    store, _ = county
    undone = [version for version in list_versions(store.warehouse) if version.undone_by]
    assert len(undone) == 1
    budgets = store.warehouse.query(
        'select max(budget_wan) from project where closed_in is null and "unit" = ?', ["HF019"]
    )
    assert budgets[0][0] < 1000


def test_cells_wait_to_be_mended_and_promises_moved(county):
    store, _ = county
    waiting = store.warehouse.query("select count(*) from system where closed_in is null and cardinality(pending) > 0")
    ever = store.warehouse.query("select count(*) from system where cardinality(pending) > 0")
    moved = store.warehouse.query(
        'select count(*) from system s join promise p on p.dataset = \'system\' and p.key = s.system_name and p."unit" = s."unit"'
        " where s.closed_in is null and p.closed_in is null and s.cloud_due_on > p.promised_on"
    )
    assert ever[0][0] >= 5
    assert 0 < waiting[0][0] < ever[0][0]
    assert moved[0][0] >= 10


def test_meetings_were_frozen_as_the_data_stood_and_differ_from_today(county):
    store, _ = county
    bureau = Actor(name="人员001", role="县政数局", origin="测试")
    prepared, *held = list_meetings(store, bureau)
    assert not prepared.is_frozen and [one.is_frozen for one in held] == [True] * 4
    first = held[-1]
    assert known_point(store.warehouse, first.held_on).version == first.frozen_version
    assert {one.reasons for one in recount(store, first.id, bureau)} == {("数据更正",)}


def test_rounds_are_real_and_the_last_one_is_open_with_tables_missing(county):
    store, _ = county
    rounds = list_rounds(store, BUREAU)
    assert [one.is_open for one in rounds] == [True] + [False] * 9
    lists = [read_expected(store, one, date(2025, 7, 3), BUREAU) for one in rounds]
    # 26 units by 7 tables; 可塘镇 was late with its systems, 附城镇 and two others still owe something.
    # Of 附城镇's tables one waits and one was returned, 县政府办公室's waits: 173 + 1 + 2 + 1 + 5 = 182.
    assert lists[0].total == Tally(on_time=173, late=1, waiting=2, returned=1, overdue=5)
    assert {"无变化", "零报告", "已报", "逾期未报"} <= {cell.state for cell in lists[0].cells.values()}
    assert [unit.code for unit in lists[0].owing] == ["HF019", "HF020", "HF040"]
    assert all(one.total.received for one in lists)
    assert [one.unit for one in list_reminders(store, rounds[0], BUREAU)] == ["HF040", "HF040", "HF036"]
    assert {one.is_agreed for one in list_confirmations(store, rounds[1], BUREAU)} == {True, False}
