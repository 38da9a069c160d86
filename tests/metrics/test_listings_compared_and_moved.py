"""Lists compared by name, and the subjects that moved between two days."""

from datetime import date

import pytest

from metrics.bridge import Moved
from metrics.figure import Scope
from metrics.listings.matching import DIRECTIONS, GAPS_LISTED, match_lists
from metrics.listings.moves import group_moves, kind_of
from metrics.versions import points_for
from tests.metrics.rows import DAY, EARLY, at, function, project, resource, system


def matched(county, **scope):
    found = match_lists(county.warehouse, at(county), Scope(**scope))
    return {one.direction.id: (one.compared, one.unmatched, one.blank_rows, one.silent_units) for one in found}


# — lists compared —


def test_lists_are_compared_by_exact_name_within_the_unit_in_each_direction(county):
    county.register("A", "B")
    county.accept(
        "project",
        [
            project("p1", accepted_on=EARLY),
            project("p2", accepted_on=EARLY),  # accepted, and no system names it
            project("p3"),  # not accepted: not asked for a system yet
            project("p1", "B"),
        ],
    )
    county.accept(
        "system",
        [
            system("s1", project_name="p1"),
            system("s2", project_name="p9"),  # no such project
            system("s3"),  # no project named
            system("s1", "B", project_name="p1"),
        ],
    )
    county.accept(
        "catalog",
        [
            resource("r1", source_system="s1"),
            resource("r2", source_system="S1"),  # written differently: no such system
            resource("r3", source_system="S1"),
            resource("r4"),
            resource("r1", "B", source_system="s3"),  # s3 is a system of A, not of B
        ],
    )
    county.accept(
        "function",
        [function("f1", source_system="s1"), function("f2", source_system="s2"), function("f1", "B")],
    )
    # (names compared, without a match, rows without a name, units not compared)
    assert matched(county) == {
        "system_project": (3, 1, 1, 0),  # A: p1, p9; B: p1
        "project_system": (2, 1, 0, 0),  # A: p1, p2; B's p1 is not accepted
        "resource_system": (3, 2, 1, 0),  # A: s1, S1; B: s3
        "system_resource": (4, 3, 0, 0),  # A: s1 found, s2, s3 not; B: s1 not
        "function_system": (2, 0, 1, 0),
        "system_function": (4, 2, 0, 0),  # A: s3; B: s1
        "function_resource": (2, 1, 1, 0),  # A: s2 has no resource
        "resource_function": (3, 2, 1, 0),  # A: S1; B: s3
    }
    gaps = {one.direction.id: one.gaps for one in match_lists(county.warehouse, at(county))}
    assert [(one.unit, one.name, one.row_count) for one in gaps["resource_system"]] == [("A", "S1", 2), ("B", "s3", 1)]


def test_unit_that_never_sent_the_other_list_is_not_compared_but_counted(county):
    county.register("A", "B")
    county.accept("system", [system("s1"), system("s1", "B")])
    county.accept("catalog", [resource("r1", source_system="s1")])
    assert matched(county)["system_resource"] == (1, 0, 0, 1)
    assert matched(county)["resource_system"] == (1, 0, 0, 0)
    assert matched(county)["system_function"] == (0, 0, 0, 2)


def test_compared_lists_of_one_unit_are_those_of_the_scope(county):
    county.register("A", "B")
    county.accept("system", [system("s1"), system("s1", "B"), system("s2", "B")])
    county.accept("catalog", [resource("r1", source_system="s1"), resource("r1", "B", source_system="s1")])
    assert matched(county)["system_resource"] == (3, 1, 0, 0)
    assert matched(county, unit="A")["system_resource"] == (1, 0, 0, 0)
    assert matched(county, unit="B")["system_resource"] == (2, 1, 0, 0)


def test_names_listed_are_bounded_and_the_number_is_whole(county):
    county.register("A")
    county.accept("system", [system(f"s{number:03}") for number in range(GAPS_LISTED + 5)])
    county.accept("catalog", [resource("r1")])
    found = next(one for one in match_lists(county.warehouse, at(county)) if one.direction.id == "system_resource")
    assert (found.unmatched, len(found.gaps), found.gaps[0].name) == (GAPS_LISTED + 5, GAPS_LISTED, "s000")


def test_compared_lists_without_any_upload_are_zeros_in_every_direction(county):
    county.register("A")
    assert matched(county) == {one.id: (0, 0, 0, 0) for one in DIRECTIONS}


# — moves —


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("missed", "achieved", "gained"),
        ("unreported", "achieved", "gained"),
        ("achieved", "missed", "lost"),
        ("achieved", "exempt", "lost"),
        (None, "achieved", "entered"),
        (None, "missed", "entered"),
        ("achieved", None, "left"),
        ("missed", "exempt", "other"),
    ],
)
def test_each_move_belongs_to_one_group(before, after, kind):
    assert kind_of(Moved("k", "l", "A", before, after)) == kind


def test_moves_are_grouped_by_name_between_two_days(county):
    county.register("A")
    half = date(2023, 4, 1)
    county.accept(
        "catalog",
        [
            resource("gained", catalogued_on=date(2023, 5, 1)),
            resource("kept", catalogued_on=EARLY),
            resource("gone", catalogued_on=EARLY, retired_on=date(2023, 6, 1)),
            resource("still open"),
        ],
    )
    found = group_moves(county.warehouse, "catalogued", at(county, half), at(county))
    assert [(group.kind, group.count, [one.label for one in group.first]) for group in found.groups] == [
        ("gained", 1, ["gained"]),
        ("left", 1, ["gone"]),
    ]
    assert found.count == 2


def test_moves_of_a_state_figure_look_through_the_rows_of_the_time(county):
    county.register("A")
    county.accept("system", [system("s1"), system("s2", hosting="市政务云")], on=EARLY)
    county.accept("system", [system("s1", hosting="市政务云"), system("s3")], on=date(2023, 9, 1))
    points = points_for("cloud_migrated", [date(2023, 4, 1), DAY], county.warehouse)
    found = group_moves(county.warehouse, "cloud_migrated", *points)
    # s1 moved to the cloud, s3 is new to the list, s2 is no longer in it.
    assert [(group.kind, [one.label for one in group.first]) for group in found.groups] == [
        ("gained", ["s1"]),
        ("entered", ["s3"]),
        ("left", ["s2"]),
    ]


def test_moves_before_the_first_upload_cannot_be_compared(county):
    county.register("A", on=EARLY)
    points = points_for("cloud_migrated", [date(2023, 1, 10), DAY], county.warehouse)
    found = group_moves(county.warehouse, "cloud_migrated", *points)
    assert (found.is_known, found.groups) == (False, ())


def test_moves_listed_are_bounded_and_the_number_is_whole(county):
    county.register("A")
    county.accept("catalog", [resource(f"r{number}", catalogued_on=date(2023, 5, 1)) for number in range(7)])
    before = at(county, date(2023, 4, 1))
    (group,) = group_moves(county.warehouse, "catalogued", before, at(county), listed=3).groups
    assert (group.count, [one.label for one in group.first]) == (7, ["r0", "r1", "r2"])
