"""Resource and function figures: worked by hand. Every resource is named after its situation."""

from datetime import date

import pytest

DAY = date(2024, 3, 31)


def resource(name, **more):
    return {"unit": "A", "resource_name": name, "share_type": "无条件共享", "update_cycle": "不定期"} | more


def accept(county, *resources):
    county.register("A", "B")
    county.accept("catalog", list(resources))


@pytest.mark.parametrize(("metric", "field"), [("catalogued", "catalogued_on"), ("published", "published_on")])
def test_catalogued_and_published_count_live_resources(county, metric, field):
    accept(
        county,
        resource("on D", **{field: DAY}),
        resource("after D", **{field: date(2024, 4, 1)}),
        resource("not", share_type="不予共享"),
        resource("retired on D", retired_on=DAY, **{field: date(2023, 5, 1)}),
        resource("retired after D", retired_on=date(2024, 4, 1), **{field: date(2023, 5, 1)}),
    )
    assert county.outcomes(metric, DAY) == {
        "on D": "achieved",
        "after D": "missed",
        "not": "missed",
        "retired after D": "achieved",
    }
    # 2 of 4, B silent.
    assert county.total(metric, DAY) == (2, 4, 0, 0, 0, 1)


def test_mounted_leaves_out_what_is_not_shared(county):
    accept(
        county,
        resource("mounted", mounted_on=DAY),
        resource("conditional, not mounted", share_type="有条件共享"),
        resource("not shared", share_type="不予共享", mounted_on=DAY),
        resource("sharing not readable", share_type=None),
    )
    assert county.outcomes("mounted", DAY) == {
        "mounted": "achieved",
        "conditional, not mounted": "missed",
        "sharing not readable": "missed",
    }


def test_converged_counts_all_but_no_and_blank_is_unreported_unless_converged(county):
    accept(
        county,
        resource("should and did", should_converge=True, converged_on=DAY),
        resource("should and did not", should_converge=True),
        resource("should, later", should_converge=True, converged_on=date(2024, 4, 1)),
        resource("should not", should_converge=False, converged_on=DAY),
        resource("blank but did", converged_on=DAY),
        resource("blank"),
    )
    assert county.outcomes("converged", DAY) == {
        "should and did": "achieved",
        "should and did not": "missed",
        "should, later": "missed",
        "blank but did": "achieved",
        "blank": "unreported",
    }
    # 2 of 5, one unreported.
    assert county.total("converged", DAY) == (2, 5, 0, 1, 0, 1)


def test_freshness_is_judged_by_cycle(county):
    # D = 2024-03-31. The oldest day still fresh, and the day before it:
    edges = {
        "每日": (date(2024, 3, 30), date(2024, 3, 29)),
        "每周": (date(2024, 3, 24), date(2024, 3, 23)),
        # 29 Feb + 1 month = 29 March < D; 1 March + 1 month = 1 April.
        "每月": (date(2024, 3, 1), date(2024, 2, 29)),
        # 31 Dec + 3 months = 31 March; 30 Dec + 3 months = 30 March.
        "每季度": (date(2023, 12, 31), date(2023, 12, 30)),
        # 30 Sept + 6 months = 30 March; 1 Oct + 6 months = 1 April.
        "每半年": (date(2023, 10, 1), date(2023, 9, 30)),
        "每年": (date(2023, 3, 31), date(2023, 3, 30)),
    }
    mounted = {"mounted_on": date(2023, 1, 10)}
    rows = []
    for cycle, (fresh, stale) in edges.items():
        rows.append(resource(f"{cycle} fresh", update_cycle=cycle, updated_on=fresh, **mounted))
        rows.append(resource(f"{cycle} stale", update_cycle=cycle, updated_on=stale, **mounted))
    accept(county, *rows)
    expected = {f"{cycle} fresh": "achieved" for cycle in edges} | {f"{cycle} stale": "missed" for cycle in edges}
    assert county.outcomes("fresh", DAY) == expected
    # The last day of the cycle still counts, where the month's end does not hide it.
    day_before = county.outcomes("fresh", date(2024, 3, 30))
    assert day_before["每半年 stale"] == "achieved" and day_before["每季度 stale"] == "achieved"
    assert county.outcomes("fresh", date(2024, 3, 29))["每月 stale"] == "achieved"


def test_freshness_leaves_out_unjudged_cycles_and_unmounted_and_tells_blank_from_unknown(county):
    mounted = {"mounted_on": DAY, "updated_on": DAY}
    accept(
        county,
        *(resource(cycle, update_cycle=cycle, **mounted) for cycle in ("实时", "不定期", "不更新", "其他")),
        resource("cycle not readable", update_cycle=None, **mounted),
        resource("not mounted", update_cycle="每年", updated_on=DAY),
        resource("mounted after D", update_cycle="每年", updated_on=DAY, mounted_on=date(2024, 4, 1)),
        resource("blank", update_cycle="每年", mounted_on=DAY),
        resource("updated after D", update_cycle="每年", mounted_on=DAY, updated_on=date(2024, 4, 1)),
        resource("updated on D", update_cycle="每日", **mounted),
    )
    assert county.outcomes("fresh", DAY) == {
        "blank": "unreported",
        "updated after D": "unknown",
        "updated on D": "achieved",
    }
    # 1 of 2 (one unreported); the unknown one stands outside.
    assert county.total("fresh", DAY) == (1, 2, 0, 1, 1, 1)


def test_nil_catalogue_is_not_silence(county):
    accept(county, resource("one"))
    county.accept("catalog", [], nil=("B",))
    assert county.count("catalogued", DAY)["B"] == (0, 0, 0, 0, 0, 0)


def test_functions_tell_yes_no_and_blank_apart(county):
    county.register("A", "B")
    rows = [("yes", True), ("no", False), ("blank", None)]
    county.accept(
        "function",
        [
            {"unit": "A", "function_name": name, "data_produced": "办件数据", "is_catalogued": value}
            for name, value in rows
        ],
    )
    assert county.outcomes("functions_covered", DAY) == {"yes": "achieved", "no": "missed", "blank": "unreported"}
    # 1 of 3, one unreported, B silent.
    assert county.total("functions_covered", DAY) == (1, 3, 0, 1, 0, 1)
