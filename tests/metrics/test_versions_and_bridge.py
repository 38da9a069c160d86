"""Which rows a past date is seen through, and which subjects moved between two points."""

from datetime import date

from metrics.bridge import Moved, find_moved
from metrics.figure import Point, Scope
from metrics.versions import known_point, known_points, points_by_basis, points_for, present_point


def system(name, hosting="自建机房", unit="A", **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": hosting} | more


def fill(county):
    """Register accepted on 3 January (version 1), systems on 1 March (2) and 1 June (3)."""
    county.register({"code": "B"}, {"code": "A"})
    county.accept("system", [system("s1"), system("s2"), system("gone")], on=date(2023, 3, 1))
    county.accept("system", [system("s1", "市政务云"), system("s2"), system("new")], on=date(2023, 6, 1))


def test_a_past_day_is_seen_through_what_was_accepted_by_its_end(county):
    fill(county)
    days = [date(2023, 6, 1), date(2023, 1, 2), date(2023, 1, 3), date(2023, 5, 31), date(2026, 1, 1)]
    assert [point.version for point in known_points(county.warehouse, days)] == [3, 0, 1, 2, 3]
    assert known_point(county.warehouse, date(2023, 3, 1)) == Point(date(2023, 3, 1), 2)
    assert present_point(county.warehouse, date(2023, 1, 1)) == Point(date(2023, 1, 1), 3)


def test_dated_figures_use_todays_rows_and_state_figures_those_of_the_time(county):
    fill(county)
    days = [date(2023, 4, 30), date(2023, 2, 28), date(2023, 6, 30)]
    assert [point.version for point in points_for("converged", days, county.warehouse)] == [3, 3, 3]
    assert [point.version for point in points_for("cloud_migrated", days, county.warehouse)] == [2, 1, 3]
    assert [point.as_of for point in points_for("cloud_migrated", days, county.warehouse)] == days


def test_points_are_grouped_by_basis(county):
    fill(county)
    grouped = points_by_basis(["fresh", "converged", "cloud_migrated"], [date(2023, 4, 30)], county.warehouse)
    assert grouped == [
        (("fresh", "cloud_migrated"), [Point(date(2023, 4, 30), 2)]),
        (("converged",), [Point(date(2023, 4, 30), 3)]),
    ]


def test_bridge_between_versions_names_who_moved_came_and_went(county):
    fill(county)
    before, after = Point(date(2023, 5, 31), 2), Point(date(2023, 6, 30), 3)
    assert find_moved(county.warehouse, "cloud_migrated", before, after) == [
        Moved("gone", "gone", "A", "missed", None),
        Moved("new", "new", "A", None, "missed"),
        Moved("s1", "s1", "A", "missed", "achieved"),
    ]
    backwards = find_moved(county.warehouse, "cloud_migrated", after, before)
    assert [(one.key, one.before, one.after) for one in backwards] == [
        ("gone", None, "missed"), ("new", "missed", None), ("s1", "achieved", "missed"),
    ]  # fmt: skip
    assert find_moved(county.warehouse, "cloud_migrated", after, after) == []
    assert find_moved(county.warehouse, "cloud_migrated", before, after, Scope(unit="B")) == []


def test_bridge_between_dates_over_the_same_rows(county):
    county.register("B", "A")
    county.accept(
        "system",
        [
            system("a", "市政务云", cloud_on=date(2023, 5, 1)),
            system("b", "市政务云", unit="B", cloud_on=date(2023, 6, 1)),
            system("still", "市政务云", cloud_on=date(2023, 1, 5)),
        ],
    )
    first, last = Point(date(2023, 4, 30), 2), Point(date(2023, 6, 30), 2)
    assert [(one.unit, one.key) for one in find_moved(county.warehouse, "cloud_migrated", first, last)] == [
        ("B", "b"), ("A", "a"),
    ]  # fmt: skip


def test_bridge_adds_up_to_the_difference_of_the_figures(county):
    fill(county)
    before, after = Point(date(2023, 5, 31), 2), Point(date(2023, 6, 30), 3)
    moved = find_moved(county.warehouse, "cloud_migrated", before, after)
    gained = sum(one.after == "achieved" for one in moved) - sum(one.before == "achieved" for one in moved)
    first = county.total("cloud_migrated", before.as_of, version=2)[0]
    assert county.total("cloud_migrated", after.as_of, version=3)[0] - first == gained == 1


def test_relief_between_the_dates_is_a_move(county):
    county.register("A")
    county.accept("system", [system("s")])
    row = {"unit": "A", "metric": "cloud_migrated", "reason": "r", "approval": "a", "from_on": date(2023, 5, 1)}
    version = county.accept("exemption", [row])
    moved = find_moved(
        county.warehouse, "cloud_migrated", Point(date(2023, 4, 30), version), Point(date(2023, 5, 1), version)
    )
    assert [(one.before, one.after) for one in moved] == [("missed", "exempt")]
