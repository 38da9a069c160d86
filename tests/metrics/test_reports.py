"""Report figures: what is owed, what came in, what it contains. Worked by hand."""

from datetime import date

import pytest

FIRST_HALF = ("半年度工作总结", "2023年上半年")
PILOT = ("试点工作总结", "试点期")


def report(unit, which, received, **more):
    kind, period = which
    return {"unit": unit, "kind": kind, "period": period, "received_on": received} | more


def test_due_day_is_inclusive_and_counts_once_it_is_over(county):
    county.register(
        {"code": "A", "batch": "全面推广"}, {"code": "B", "batch": "全面推广"}, {"code": "C", "batch": "全面推广"}
    )
    rows = [report("A", FIRST_HALF, date(2023, 6, 28)), report("B", FIRST_HALF, date(2023, 6, 29))]
    county.accept("report", rows)
    assert county.total("report_on_time", date(2023, 6, 28)) == (0, 0, 0, 0, 0, 0)
    # 29 June: A on time, B a day late (sent), C nothing.
    assert county.total("report_on_time", date(2023, 6, 29)) == (1, 3, 0, 0, 0, 0)
    assert county.total("report_submitted", date(2023, 6, 29)) == (2, 3, 0, 0, 0, 0)
    assert county.outcomes("report_on_time", date(2023, 6, 29), unit="B") == {" / ".join(FIRST_HALF): "missed"}


def test_late_report_is_not_yet_there_on_earlier_days(county):
    county.register({"code": "A", "batch": "全面推广"})
    county.accept("report", [report("A", FIRST_HALF, date(2023, 8, 1))])
    assert county.total("report_submitted", date(2023, 7, 31)) == (0, 1, 0, 0, 0, 0)
    assert county.total("report_submitted", date(2023, 8, 1)) == (1, 1, 0, 0, 0, 0)


def test_only_first_batch_owes_the_pilot_summary(county):
    county.register("A", {"code": "B", "batch": "全面推广"})
    assert county.count("report_submitted", date(2023, 6, 1)) == {
        "A": (0, 1, 0, 0, 0, 0),
        "B": (0, 0, 0, 0, 0, 0),
        "全县": (0, 1, 0, 0, 0, 0),
    }


@pytest.mark.parametrize(
    ("joined", "left", "owed"),
    [
        (date(2023, 5, 29), None, 1),  # 29 May + 30 days = 28 June
        (date(2023, 5, 30), None, 0),
        (date(2023, 1, 3), date(2023, 6, 28), 0),  # left by the due date; out of scope on D anyway
        (date(2023, 1, 3), date(2023, 7, 15), 1),  # still there on D
        (None, None, 0),
    ],
)
def test_unit_owes_a_report_thirty_days_after_joining(county, joined, left, owed):
    county.register({"code": "A", "batch": "全面推广", "joined_on": joined, "left_on": left})
    assert county.total("report_submitted", date(2023, 7, 1))[1] == owed


def test_reports_stay_due_year_after_year(county):
    county.register({"code": "A", "batch": "全面推广"})
    # 28 June and 25 December of 2023, 2024, 2025 and 28 June 2026 = 7.
    assert county.total("report_submitted", date(2026, 6, 29)) == (0, 7, 0, 0, 0, 0)


FULL = {"has_results": True, "has_problems": True, "has_plan": True, "has_evidence": True, "clause_count": 8}


@pytest.mark.parametrize(
    ("which", "change", "outcome"),
    [
        (FIRST_HALF, {}, "achieved"),
        (FIRST_HALF, {"clause_count": 7}, "missed"),
        (FIRST_HALF, {"clause_count": None}, "missed"),
        (FIRST_HALF, {"has_evidence": False}, "missed"),
        (FIRST_HALF, {"has_plan": None}, "unreported"),
        (FIRST_HALF, {"has_plan": None, "clause_count": 7}, "missed"),
        (FIRST_HALF, {"has_plan": None, "has_results": False}, "missed"),
        (PILOT, {"has_evidence": None, "clause_count": None}, "achieved"),
        (PILOT, {"has_evidence": False, "clause_count": 0}, "achieved"),
        (PILOT, {"has_problems": None, "clause_count": None}, "unreported"),
        (PILOT, {"has_problems": False}, "missed"),
        (PILOT, {"has_problems": None, "has_plan": False}, "missed"),
    ],
)
def test_completeness_by_kind_of_report(county, which, change, outcome):
    county.register("A")
    county.accept("report", [report("A", which, date(2023, 5, 1), **(FULL | change))])
    assert county.outcomes("report_complete", date(2023, 5, 1)) == {" / ".join(which): outcome}
    assert county.outcomes("report_complete", date(2023, 4, 30)) == {}
