"""Posts, holders and complete units: worked by hand."""

from datetime import date

import pytest

DAY = date(2023, 6, 30)
THREE = ("首席数据官", "数据专员", "政务专员")


def post(unit, role, name, appointed=date(2023, 2, 1), **more):
    return {"unit": unit, "role": role, "name": name, "appointed_on": appointed} | more


def full(unit, *names, filed=date(2023, 3, 1), **more):
    return [post(unit, role, name, filed_on=filed, **more) for role, name in zip(THREE, names, strict=True)]


def test_posts_held_empty_left_and_unreported_are_told_apart(county):
    county.register("A", "B", "C")
    county.accept(
        "roster",
        [
            post("A", "首席数据官", "人员001"),
            post("A", "数据专员", "人员002", date(2023, 6, 30)),  # on the day itself: holds
            post("A", "政务专员", "人员003", ended_on=date(2023, 6, 30)),  # leaves on the day: empty
            post("B", "首席数据官", "人员004", date(2023, 7, 1)),  # not yet
            post("B", "数据专员", "人员005", ended_on=date(2023, 7, 1)),
        ],
    )
    # A 2 of 3, B 1 of 3, C sent no roster: 3 posts unreported; county 2+1+0 = 3 of 9.
    assert county.count("posts_filled", DAY) == {
        "A": (2, 3, 0, 0, 0, 0),
        "B": (1, 3, 0, 0, 0, 0),
        "C": (0, 3, 0, 3, 0, 0),
        "全县": (3, 9, 0, 3, 0, 0),
    }
    assert county.outcomes("posts_filled", DAY, unit="A") == dict(
        zip(THREE, ("achieved", "achieved", "missed"), strict=True)
    )


def test_two_holders_of_one_post_fill_it_once(county):
    county.register("A")
    county.accept("roster", [post("A", "数据专员", "人员001"), post("A", "数据专员", "人员002")])
    assert county.total("posts_filled", DAY) == (1, 3, 0, 0, 0, 0)


def test_county_posts_count_county_units_only(county):
    county.register({"code": "X", "kind": "县本级", "batch": "不纳入"}, "A")
    county.accept(
        "roster", [post("X", "首席数据执行官", "人员001"), post("X", "数据专员", "人员002"), *full("A", "a", "b", "c")]
    )
    # X: 首席数据官 empty, 首席数据执行官 held = 1 of 2; A has no row here, X none among the units.
    assert county.count("county_posts", DAY) == {"X": (1, 2, 0, 0, 0, 0), "全县": (1, 2, 0, 0, 0, 0)}
    assert set(county.count("posts_filled", DAY)) == {"A", "全县"}


def test_county_posts_without_roster_are_unreported_and_gone_after_leaving(county):
    county.register({"code": "X", "kind": "县本级", "batch": "不纳入", "left_on": date(2023, 7, 1)})
    assert county.total("county_posts", DAY) == (0, 2, 0, 2, 0, 0)
    assert county.total("county_posts", date(2023, 7, 1)) == (0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("situation", "rows", "outcome"),
    [
        ("three filed holders", full("A", "人员001", "人员002", "人员003"), "achieved"),
        ("filed on the day", full("A", "人员001", "人员002", "人员003", filed=DAY), "achieved"),
        ("filed later", full("A", "人员001", "人员002", "人员003", filed=date(2023, 7, 1)), "missed"),
        (
            "one never filed",
            full("A", "人员001", "人员002", "人员003")[:2] + [post("A", "政务专员", "人员003")],
            "missed",
        ),
        ("two posts only", full("A", "人员001", "人员002", "人员003")[:2], "missed"),
        ("one person as both 专员", full("A", "人员001", "人员002", "人员002"), "missed"),
        ("the CDO as 专员 too, two people", full("A", "人员001", "人员001", "人员003"), "achieved"),
        (
            "a second 政务专员 beside the double one",
            [*full("A", "人员001", "人员002", "人员002"), post("A", "政务专员", "人员004")],
            "achieved",
        ),
        ("left on the day", full("A", "人员001", "人员002", "人员003", ended_on=DAY), "missed"),
        (
            "a filed former holder and an unfiled present one",
            [
                *full("A", "人员001", "人员002", "人员003")[1:],
                post("A", "首席数据官", "人员001", filed_on=date(2023, 3, 1), ended_on=date(2023, 5, 1)),
                post("A", "首席数据官", "人员009", date(2023, 5, 1)),
            ],
            "missed",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_unit_is_complete_when_all_three_are_held_and_filed(county, situation, rows, outcome):
    county.register("A")
    county.accept("roster", rows)
    assert county.unit_outcomes("units_complete", DAY) == {"A": outcome}
    assert county.unit_outcomes("rollout_coverage", DAY) == {"A": outcome}


def test_unit_without_roster_upload_is_unreported_and_a_nil_return_is_a_miss(county):
    county.register("A", "B")
    county.accept("roster", [], nil=("B",))
    assert county.unit_outcomes("units_complete", DAY) == {"A": "unreported", "B": "missed"}
    assert county.total("units_complete", DAY) == (0, 2, 0, 1, 0, 0)


def test_rollout_covers_the_register_and_completeness_the_units_in_scope(county):
    county.register(
        "A",
        {"code": "B", "batch": "全面推广", "joined_on": date(2023, 9, 1)},
        {"code": "C", "batch": "全面推广", "joined_on": None},
        {"code": "D", "batch": "不纳入", "joined_on": None},
        {"code": "E", "left_on": DAY},
        {"code": "X", "kind": "县本级", "batch": "不纳入"},
    )
    county.accept("roster", [*full("A", "a", "b", "c"), *full("C", "d", "e", "f")])
    # In scope: A alone. Roll-out: A, B, C (D 不纳入, E left on the day, X 县本级): A and C achieved, B unreported.
    assert county.total("units_complete", DAY) == (1, 1, 0, 0, 0, 0)
    assert county.total("rollout_coverage", DAY) == (2, 3, 0, 1, 0, 0)
    # On 2023-09-01 B is in scope too; a day earlier it is not.
    assert county.total("units_complete", date(2023, 9, 1)) == (1, 2, 0, 1, 0, 0)
    assert county.total("units_complete", date(2023, 8, 31)) == (1, 1, 0, 0, 0, 0)
    # E leaves on 30 June: still there on the 29th, among the silent.
    assert county.total("units_complete", date(2023, 6, 29)) == (1, 2, 0, 1, 0, 0)


def test_leadership_is_asked_of_each_holder_and_blank_is_unreported(county):
    county.register("A", "B", "C", "D")
    county.accept(
        "roster",
        [
            post("A", "首席数据官", "人员001", is_leadership=True),
            post("B", "首席数据官", "人员002", is_leadership=False),
            post("C", "首席数据官", "人员003"),
            post("D", "数据专员", "人员004", is_leadership=True),  # D has no CDO: no subject
        ],
    )
    # 1 of 3, of which 1 unreported; nobody is silent for this figure.
    assert county.count("cdo_in_leadership", DAY) == {
        "A": (1, 1, 0, 0, 0, 0),
        "B": (0, 1, 0, 0, 0, 0),
        "C": (0, 1, 0, 1, 0, 0),
        "D": (0, 0, 0, 0, 0, 0),
        "全县": (1, 3, 0, 1, 0, 0),
    }
