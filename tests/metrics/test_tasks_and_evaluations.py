"""Task and evaluation figures: worked by hand."""

from datetime import date

DAY = date(2023, 12, 31)


def task(number, **more):
    usual = {"task_no": number, "assigned_on": date(2023, 3, 1), "content": "议定事项", "unit": "A"}
    return usual | {"due_on": date(2023, 10, 1)} | more


def test_tasks_are_judged_by_the_day_that_counts(county):
    county.register("A", "B")
    county.accept(
        "task",
        [
            task("in time", closed_on=date(2023, 10, 1)),
            task("late", closed_on=date(2023, 10, 2)),
            task("open"),
            task("closed on D", closed_on=DAY),
            task("closed after D", closed_on=date(2024, 1, 1)),
            task("due on D", due_on=DAY),
            task("cancelled", cancelled_on=DAY),
            task("cancelled after D", cancelled_on=date(2024, 1, 1)),
            # Extension approved on the old due day: counts.
            task(
                "extended in time",
                extended_to=date(2023, 11, 1),
                extended_on=date(2023, 10, 1),
                closed_on=date(2023, 11, 1),
            ),
            # Approved a day after it: does not.
            task(
                "extended too late",
                extended_to=date(2023, 11, 1),
                extended_on=date(2023, 10, 2),
                closed_on=date(2023, 11, 1),
            ),
            task("extended past D", extended_to=DAY, extended_on=date(2023, 9, 1)),
            task("approval day missing", extended_to=DAY),
            task("new day missing", extended_on=date(2023, 9, 1)),
        ],
    )
    on_time = {
        "in time": "achieved",
        "late": "missed",
        "open": "missed",
        "closed on D": "missed",
        "closed after D": "missed",
        "cancelled after D": "missed",
        "extended in time": "achieved",
        "extended too late": "missed",
        "approval day missing": "missed",
        "new day missing": "missed",
    }
    assert county.outcomes("task_on_time", DAY) == on_time
    closed = on_time | {"late": "achieved", "closed on D": "achieved", "extended too late": "achieved"}
    assert county.outcomes("task_closed", DAY) == closed
    # On time 2 of 10, closed 5 of 10; B leads none and is not silent.
    assert county.total("task_on_time", DAY) == (2, 10, 0, 0, 0, 0)
    assert county.total("task_closed", DAY) == (5, 10, 0, 0, 0, 0)


def test_latest_confirmed_evaluation_decides(county):
    county.register("A", "B", "C", "D", "E")

    def evaluation(unit, year, day, grade, confirmed=True):
        return {"unit": unit, "period": f"{year}年度", "evaluated_on": day, "grade": grade, "is_confirmed": confirmed}

    first, second = date(2023, 1, 20), date(2023, 12, 20)
    county.accept(
        "evaluation",
        [
            evaluation("A", 2022, first, "良好"),
            evaluation("A", 2023, second, "优秀"),
            evaluation("B", 2022, first, "优秀"),
            evaluation("B", 2023, second, "合格"),
            evaluation("C", 2022, first, "优秀"),
            evaluation("C", 2023, second, "合格", confirmed=False),
            evaluation("D", 2023, second, "优秀", confirmed=None),
            evaluation("E", 2023, date(2024, 1, 1), "优秀"),
        ],
    )
    assert county.unit_outcomes("evaluation_excellent", DAY) == {"A": "achieved", "B": "missed", "C": "achieved"}
    assert county.total("evaluation_excellent", DAY) == (2, 3, 0, 0, 0, 0)
    # A year earlier's grades on 19 December.
    assert county.unit_outcomes("evaluation_excellent", date(2023, 12, 19)) == {
        "A": "missed",
        "B": "achieved",
        "C": "achieved",
    }


def test_grade_not_given_is_no_excellence(county):
    county.register("A")
    row = {"unit": "A", "period": "2023年度", "evaluated_on": DAY, "is_confirmed": True}
    county.accept("evaluation", [row])
    assert county.total("evaluation_excellent", DAY) == (0, 1, 0, 0, 0, 0)
