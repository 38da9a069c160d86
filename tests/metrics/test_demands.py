"""Demand figures: worked by hand, with the working days of the National Day weeks of 2023."""

from datetime import date

# Reviewed on Monday 2023-09-18. Working days after it: 19, 20, 21, 22, 25, 26, 27, 28 September (8), the holidays run
# from 29 September to 6 October, Saturday 7 and Sunday 8 October are worked in exchange: the 10th is 8 October.
REVIEWED = date(2023, 9, 18)
ANSWER_DUE = date(2023, 10, 8)
DAY = date(2023, 10, 9)


def demand(name, **more):
    usual = {"unit": "B", "provider": "A", "resource_name": name, "asked_on": date(2023, 9, 15), "review": "通过"}
    return usual | {"reviewed_on": REVIEWED} | more


def accept(county, *demands):
    county.register("A", "B")
    county.accept("demand", list(demands))


def test_answer_is_due_on_the_tenth_working_day_across_a_holiday_with_worked_weekend(county):
    accept(
        county,
        demand("on the last day", answered_on=ANSWER_DUE),
        demand("a day late", answered_on=date(2023, 10, 9)),
        demand("open"),
    )
    assert county.outcomes("demand_answered", ANSWER_DUE) == {}  # on the due day nobody is late
    assert set(county.outcomes("demand_answered", DAY).values()) == {"achieved", "missed"}
    # 1 of 3, all at the provider A; B asked and has none.
    assert county.count("demand_answered", DAY) == {
        "A": (1, 3, 0, 0, 0, 0),
        "B": (0, 0, 0, 0, 0, 0),
        "全县": (1, 3, 0, 0, 0, 0),
    }


def test_answer_runs_from_the_asking_day_without_a_review_day(county):
    # Asked on Friday 2023-09-15: the 10th working day after it is Saturday 7 October.
    accept(county, demand("no review day", reviewed_on=None))
    assert county.total("demand_answered", date(2023, 10, 7)) == (0, 0, 0, 0, 0, 0)
    assert county.total("demand_answered", date(2023, 10, 8)) == (0, 1, 0, 0, 0, 0)


def test_only_passed_demands_since_the_provider_joined_count(county):
    county.register({"code": "A", "joined_on": date(2023, 5, 1)}, {"code": "B", "joined_on": date(2023, 9, 1)})
    old = {"reviewed_on": date(2023, 5, 5)}
    county.accept(
        "demand",
        [
            demand("waiting", review="待审核"),
            demand("sent back", review="退回"),
            demand("withdrawn", review="撤回"),
            demand("before the provider joined", asked_on=date(2023, 4, 30), **old),
            demand("before the asker joined", asked_on=date(2023, 5, 1), **old),
        ],
    )
    keys = county.outcomes("demand_answered", DAY)
    assert keys == {"B / before the asker joined / 2023-05-01": "missed"}


def test_provider_out_of_scope_has_no_demands(county):
    county.register({"code": "A", "batch": "不纳入"}, "B")
    county.accept("demand", [demand("one")])
    assert county.total("demand_answered", DAY) == (0, 0, 0, 0, 0, 0)


def test_satisfaction_waits_twenty_working_days_after_the_answer(county):
    # Answered on Friday 2023-09-01: 20 working days on are 4 to 28 September (19) and 7 October.
    answered = {"answered_on": date(2023, 9, 1)}
    accept(
        county,
        demand("delivered", answer="同意", delivered_on=date(2023, 10, 8), **answered),
        demand("delivered after D", answer="同意", delivered_on=date(2023, 10, 9), **answered),
        demand("not delivered", answer="部分同意", **answered),
        demand("answer blank", **answered),
        demand("refused", answer="不同意", **answered),
        demand("refused yet delivered", answer="不同意", delivered_on=date(2023, 9, 5), **answered),
        demand("not answered"),
        demand("refused on no day", answer="不同意"),
        demand("answered yesterday", answer="同意", answered_on=date(2023, 10, 7)),
        demand(
            "answered yesterday, delivered",
            answer="同意",
            answered_on=date(2023, 10, 7),
            delivered_on=date(2023, 10, 8),
        ),
    )
    on_the_day_after = county.outcomes("demand_satisfied", date(2023, 10, 8))
    assert {key.split(" / ")[1]: outcome for key, outcome in on_the_day_after.items()} == {
        "delivered": "achieved",
        "delivered after D": "missed",
        "not delivered": "missed",
        "answer blank": "missed",
        "refused": "exempt",
        "refused yet delivered": "exempt",
        "answered yesterday, delivered": "achieved",
    }
    # On 7 October, the last of the twenty days, nothing is missed yet: refusals alone stand, beside the rate.
    assert county.total("demand_satisfied", date(2023, 10, 7)) == (0, 0, 2, 0, 0, 0)
