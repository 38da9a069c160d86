"""Project figures: worked by hand. Every project is named after its situation."""

from datetime import date

DAY = date(2023, 12, 31)


def project(name, **more):
    return {"unit": "A", "project_name": name, "state": "正常"} | more


def accept(county, *projects):
    county.register("A", "B")
    county.accept("project", list(projects))


def test_approval_opinion_is_due_by_the_approval_day(county):
    accept(
        county,
        project("same day", approved_on=date(2023, 5, 8), approval_opinion_on=date(2023, 5, 8)),
        project("a day late", approved_on=date(2023, 5, 8), approval_opinion_on=date(2023, 5, 9)),
        project("none", approved_on=date(2023, 5, 8)),
        project("approved on the day of joining", approved_on=date(2023, 1, 3), approval_opinion_on=date(2022, 12, 1)),
        project("approved before joining", approved_on=date(2023, 1, 2)),
        project("approved on D", approved_on=DAY),
        project("approved after D", approved_on=date(2024, 1, 1), approval_opinion_on=date(2023, 12, 1)),
        project("ended", approved_on=date(2023, 5, 8), state="终止"),
        project("on hold", approved_on=date(2023, 5, 8), state="暂停"),
        project("state not readable", approved_on=date(2023, 5, 8), state=None),
        project("not approved"),
    )
    assert county.outcomes("approval_opinion", DAY) == {
        "same day": "achieved",
        "a day late": "missed",
        "none": "missed",
        "approved on the day of joining": "achieved",
        "approved on D": "missed",
        "on hold": "missed",
        "state not readable": "missed",
    }
    # 2 of 7; B sent no ledger and is silent.
    assert county.count("approval_opinion", DAY)["全县"] == (2, 7, 0, 0, 0, 1)
    assert county.count("approval_opinion", DAY)["B"] == (0, 0, 0, 0, 0, 1)


def test_acceptance_opinion_is_due_by_the_acceptance_day(county):
    accept(
        county,
        project("before", accepted_on=date(2023, 8, 1), acceptance_opinion_on=date(2023, 7, 30)),
        project("same day", accepted_on=date(2023, 8, 1), acceptance_opinion_on=date(2023, 8, 1)),
        project("after", accepted_on=date(2023, 8, 1), acceptance_opinion_on=date(2023, 8, 2)),
        project("approval opinion only", accepted_on=date(2023, 8, 1), approval_opinion_on=date(2023, 1, 5)),
        project("accepted before joining", accepted_on=date(2023, 1, 2), acceptance_opinion_on=date(2023, 1, 1)),
        project("accepted on D", accepted_on=DAY),
        project("accepted after D", accepted_on=date(2024, 1, 1), acceptance_opinion_on=date(2023, 12, 1)),
        project("ended", accepted_on=date(2023, 8, 1), state="终止"),
    )
    assert county.outcomes("acceptance_opinion", DAY) == {
        "before": "achieved",
        "same day": "achieved",
        "after": "missed",
        "approval opinion only": "missed",
        "accepted on D": "missed",
    }


def test_schedule_counts_once_the_due_day_is_over(county):
    accept(
        county,
        project("done on the due day", due_on=date(2023, 10, 1), accepted_on=date(2023, 10, 1)),
        project("done a day late", due_on=date(2023, 10, 1), accepted_on=date(2023, 10, 2)),
        project("open", due_on=date(2023, 12, 30)),
        project("due on D", due_on=DAY),
        project("due on the day of joining", due_on=date(2023, 1, 3)),
        project("due before joining", due_on=date(2023, 1, 2)),
        project("no plan", accepted_on=date(2023, 10, 1)),
        project("accepted after D but by the due day", due_on=date(2023, 12, 1), accepted_on=date(2023, 11, 30)),
    )
    assert county.outcomes("project_on_schedule", DAY) == {
        "done on the due day": "achieved",
        "done a day late": "missed",
        "open": "missed",
        "due on the day of joining": "missed",
        "accepted after D but by the due day": "achieved",
    }
    # The due day itself is over one day later.
    assert county.outcomes("project_on_schedule", date(2024, 1, 1))["due on D"] == "missed"


def test_schedule_stands_on_the_first_promise(county):
    accept(
        county,
        project("moved later", due_on=date(2023, 6, 1)),
        project("first promise given late", approved_on=date(2023, 2, 1)),
        project("plan withdrawn", due_on=date(2023, 6, 1)),
    )
    first = county.warehouse.version()
    county.accept(
        "project",
        [
            project("moved later", due_on=date(2024, 6, 1), accepted_on=date(2023, 9, 1)),
            project("first promise given late", approved_on=date(2023, 2, 1), due_on=date(2023, 11, 1)),
            project("plan withdrawn"),
        ],
        on=date(2023, 7, 1),
    )
    assert county.outcomes("project_on_schedule", DAY) == {
        "moved later": "missed",
        "first promise given late": "missed",
        "plan withdrawn": "missed",
    }
    # Seen through the first version, the second project had no plan yet.
    assert set(county.outcomes("project_on_schedule", DAY, version=first)) == {"moved later", "plan withdrawn"}


def test_evaluation_is_due_six_months_after_acceptance(county):
    accept(
        county,
        project("evaluated", accepted_on=date(2023, 11, 1), evaluated_on=DAY),
        project("evaluated after D", accepted_on=date(2023, 6, 30), evaluated_on=date(2024, 1, 1)),
        # 2023-06-30 + 6 months = 2023-12-30 < D; 2023-07-01 + 6 months = 2024-01-01 is not over.
        project("six months over", accepted_on=date(2023, 6, 30)),
        project("six months not over", accepted_on=date(2023, 7, 1)),
        project("accepted before joining", accepted_on=date(2023, 1, 2), evaluated_on=date(2023, 2, 1)),
        project("not accepted", evaluated_on=date(2023, 2, 1)),
    )
    assert county.outcomes("project_evaluated", DAY) == {
        "evaluated": "achieved",
        "evaluated after D": "missed",
        "six months over": "missed",
    }


def test_six_months_end_is_clipped_to_the_month(county):
    accept(county, project("end of August", accepted_on=date(2023, 8, 31)))
    # 31 August + 6 months = 29 February 2024: not over on that day, over on 1 March.
    assert county.outcomes("project_evaluated", date(2024, 2, 29)) == {}
    assert county.outcomes("project_evaluated", date(2024, 3, 1)) == {"end of August": "missed"}


def test_use_is_asked_three_months_after_acceptance(county):
    accept(
        county,
        project("in use", accepted_on=date(2023, 9, 29), usage="在用"),
        project("little used", accepted_on=date(2023, 9, 29), usage="少用"),
        project("blank", accepted_on=date(2023, 9, 29)),
        project("accepted long before joining", accepted_on=date(2020, 1, 1), usage="未使用"),
        # 2023-09-30 + 3 months = 2023-12-30 < D; 2023-10-01 + 3 months = 2024-01-01.
        project("just over", accepted_on=date(2023, 9, 30), usage="在用"),
        project("not over", accepted_on=date(2023, 10, 1), usage="在用"),
    )
    assert county.outcomes("project_in_use", DAY) == {
        "in use": "achieved",
        "little used": "missed",
        "blank": "unreported",
        "accepted long before joining": "missed",
        "just over": "achieved",
    }
    # On the last day of the three months nobody is asked yet.
    assert "just over" not in county.outcomes("project_in_use", date(2023, 12, 30))
    # 2 of 5, one of them unreported, B silent.
    assert county.total("project_in_use", DAY) == (2, 5, 0, 1, 0, 1)
