"""System figures: worked by hand. Every system is named after its situation."""

from datetime import date

DAY = date(2023, 12, 31)
REASON = {"exempt_reason": "专网系统", "exempt_approval": "海数领办〔2023〕3号"}


def system(name, **more):
    return {"unit": "A", "system_name": name, "state": "在用", "hosting": "自建机房"} | more


def accept(county, *systems):
    county.register("A", "B")
    county.accept("system", list(systems))


def test_system_is_in_use_between_launch_and_retirement(county):
    accept(
        county,
        system("no dates"),
        system("launched on D", launched_on=DAY),
        system("launched after D", launched_on=date(2024, 1, 1)),
        system("being built", state="在建", launched_on=date(2023, 1, 1)),
        system("retired on D", state="停用", retired_on=DAY),
        system("retired after D", state="停用", retired_on=date(2024, 1, 1)),
        system("stopped without a day", state="停用"),
        system("in use with a past retirement", retired_on=date(2023, 6, 1)),
        system("state not readable", state=None),
    )
    assert set(county.outcomes("mlps_graded", DAY)) == {
        "no dates", "launched on D", "retired after D", "state not readable",
    }  # fmt: skip


def test_cloud_counts_achieved_before_exempt_and_exempt_needs_reason_and_approval(county):
    accept(
        county,
        system("on the city cloud", hosting="市政务云", cloud_on=DAY),
        system("on the cloud after D", hosting="市政务云", cloud_on=date(2024, 1, 1)),
        system("cloud day unknown, launched before", hosting="市政务云", launched_on=date(2020, 1, 1)),
        system("no day at all", hosting="市政务云"),
        system("cloud with approval", hosting="市政务云", cloud_on=date(2023, 5, 1), **REASON),
        system("province", hosting="省政务云"),
        system("above", hosting="上级部门"),
        system("approved to stay", **REASON),
        system("reason without approval", exempt_reason="专网系统"),
        system("approval without reason", exempt_approval="海数领办〔2023〕3号"),
        system("own room"),
        system("hosting not readable", hosting=None),
        system("own room with a cloud day", cloud_on=date(2023, 1, 5)),
    )
    assert county.outcomes("cloud_migrated", DAY) == {
        "on the city cloud": "achieved",
        "on the cloud after D": "missed",
        "cloud day unknown, launched before": "achieved",
        "no day at all": "achieved",
        "cloud with approval": "achieved",
        "province": "exempt",
        "above": "exempt",
        "approved to stay": "exempt",
        "reason without approval": "missed",
        "approval without reason": "missed",
        "own room": "missed",
        "hosting not readable": "missed",
        "own room with a cloud day": "missed",
    }
    # 4 of 4+6 = 10, 3 exempt, B silent.
    assert county.total("cloud_migrated", DAY) == (4, 10, 3, 0, 0, 1)


def test_new_systems_must_be_on_the_cloud_even_with_approval(county):
    accept(
        county,
        system("new on the cloud", launched_on=date(2023, 1, 3), hosting="市政务云"),
        system("new with approval", launched_on=date(2023, 5, 1), **REASON),
        system("new above", launched_on=date(2023, 5, 1), hosting="上级部门"),
        system("old", launched_on=date(2023, 1, 2)),
        system("launch unknown"),
    )
    assert county.outcomes("cloud_new", DAY) == {
        "new on the cloud": "achieved",
        "new with approval": "missed",
        "new above": "exempt",
    }


def test_cloud_plan_stands_on_the_first_promise_and_counts_after_its_day(county):
    accept(
        county,
        system("on plan", hosting="市政务云", cloud_on=date(2023, 6, 1), cloud_due_on=date(2023, 6, 1)),
        system("a day late", hosting="市政务云", cloud_on=date(2023, 6, 2), cloud_due_on=date(2023, 6, 1)),
        system("by the launch day", hosting="市政务云", launched_on=date(2023, 5, 1), cloud_due_on=date(2023, 6, 1)),
        system("not moved", cloud_due_on=date(2023, 6, 1)),
        system("approved since", cloud_due_on=date(2023, 6, 1), **REASON),
        system("due on D", cloud_due_on=DAY),
        system("no plan"),
        system("plan put off", cloud_due_on=date(2023, 6, 1)),
    )
    county.accept(
        "system",
        [system("plan put off", cloud_due_on=date(2024, 6, 1), hosting="市政务云", cloud_on=date(2023, 8, 1))],
        replaces="keys",
    )
    assert county.outcomes("cloud_on_plan", DAY) == {
        "on plan": "achieved",
        "a day late": "missed",
        "by the launch day": "achieved",
        "not moved": "missed",
        "approved since": "exempt",
        "plan put off": "missed",
    }


def test_system_is_covered_by_a_live_catalogued_resource_of_the_same_unit(county):
    county.register("A", "B")
    names = (
        "covered",
        "catalogued on D",
        "catalogued later",
        "not catalogued",
        "retired resource",
        "other unit",
        "none",
    )
    county.accept("system", [*(system(name) for name in names), system("other unit", unit="B")])

    def resource(name, source, **more):
        usual = {"unit": "A", "resource_name": name, "source_system": source, "share_type": "无条件共享"}
        return usual | {"update_cycle": "每年", "catalogued_on": date(2023, 5, 1)} | more

    county.accept(
        "catalog",
        [
            resource("r1", "covered"),
            resource("r2", "covered", catalogued_on=None),
            resource("r3", "catalogued on D", catalogued_on=DAY),
            resource("r4", "catalogued later", catalogued_on=date(2024, 1, 1)),
            resource("r5", "not catalogued", catalogued_on=None),
            resource("r6", "retired resource", retired_on=DAY),
            resource("r7", "other unit", unit="B"),
            resource("r8", None),
        ],
    )
    assert county.outcomes("systems_covered", DAY, unit="A") == {
        "covered": "achieved",
        "catalogued on D": "achieved",
        "catalogued later": "missed",
        "not catalogued": "missed",
        "retired resource": "missed",
        "other unit": "missed",
        "none": "missed",
    }
    assert county.outcomes("systems_covered", DAY, unit="B") == {"other unit": "achieved"}
    # A day earlier the retired resource still lived.
    assert county.outcomes("systems_covered", date(2023, 12, 30), unit="A")["retired resource"] == "achieved"


def test_grading_counts_levels_one_to_four_and_blank_is_unreported(county):
    accept(
        county,
        *(system(level, mlps_level=level) for level in ("一级", "二级", "三级", "四级", "未定级")),
        system("blank"),
    )
    # 4 of 6, one unreported, B silent.
    assert county.total("mlps_graded", DAY) == (4, 6, 0, 1, 0, 1)
    assert county.outcomes("mlps_graded", DAY)["未定级"] == "missed"
    assert county.outcomes("mlps_graded", DAY)["blank"] == "unreported"


def test_grading_test_holds_for_24_12_and_6_months_and_a_later_test_is_unknown(county):
    tested = {
        "二级 24 months to the day": ("二级", date(2021, 12, 31)),
        "二级 a day too old": ("二级", date(2021, 12, 30)),
        "三级 12 months to the day": ("三级", date(2022, 12, 31)),
        "三级 a day too old": ("三级", date(2022, 12, 30)),
        # 2023-06-30 + 6 months = 2023-12-30 < D; 2023-07-01 + 6 months = 2024-01-01.
        "四级 too old": ("四级", date(2023, 6, 30)),
        "四级 in time": ("四级", date(2023, 7, 1)),
        "never tested": ("三级", None),
        "tested after D": ("三级", date(2024, 1, 1)),
        "tested on D": ("三级", DAY),
        "level one": ("一级", None),
        "no level": (None, DAY),
    }
    accept(county, *(system(name, mlps_level=level, mlps_tested_on=day) for name, (level, day) in tested.items()))
    assert county.outcomes("mlps_valid", DAY) == {
        "二级 24 months to the day": "achieved",
        "二级 a day too old": "missed",
        "三级 12 months to the day": "achieved",
        "三级 a day too old": "missed",
        "四级 too old": "missed",
        "四级 in time": "achieved",
        "never tested": "missed",
        "tested after D": "unknown",
        "tested on D": "achieved",
    }
    # The last day of the six months still counts.
    assert county.outcomes("mlps_valid", date(2023, 12, 30))["四级 too old"] == "achieved"
    # 4 of 8; the test after D stands outside the denominator.
    assert county.total("mlps_valid", DAY) == (4, 8, 0, 0, 1, 1)


def test_cryptography_is_asked_of_levels_three_and_four_for_twelve_months(county):
    accept(
        county,
        system("to the day", mlps_level="三级", crypto_tested_on=date(2022, 12, 31)),
        system("too old", mlps_level="四级", crypto_tested_on=date(2022, 12, 30)),
        system("on D", mlps_level="四级", crypto_tested_on=DAY),
        system("after D", mlps_level="四级", crypto_tested_on=date(2024, 1, 1)),
        system("never", mlps_level="三级"),
        system("level two", mlps_level="二级", crypto_tested_on=DAY),
    )
    assert county.outcomes("crypto_valid", DAY) == {
        "to the day": "achieved",
        "too old": "missed",
        "on D": "achieved",
        "after D": "unknown",
        "never": "missed",
    }


def test_leap_day_plus_twelve_months_is_the_28th(county):
    accept(county, system("leap", mlps_level="三级", mlps_tested_on=date(2024, 2, 29)))
    # 2024-02-29 + 12 months = 2025-02-28: valid on that day, not on 1 March.
    assert county.outcomes("mlps_valid", date(2025, 2, 28)) == {"leap": "achieved"}
    assert county.outcomes("mlps_valid", date(2025, 3, 1)) == {"leap": "missed"}


def test_localised_tells_yes_no_and_blank_apart(county):
    accept(county, system("yes", is_localised=True), system("no", is_localised=False), system("blank"))
    assert county.outcomes("localised", DAY) == {"yes": "achieved", "no": "missed", "blank": "unreported"}
