"""Reference tables say what the plan says."""

from datetime import date

import pytest

from config import reference
from config.reference import (
    load_areas,
    load_milestones,
    load_noticed_days,
    load_obligations,
    load_phases,
    load_pilot_end,
    phase_of,
)


def test_obligations_of_the_first_two_years():
    first = [(one.kind, one.period, one.due_on, one.batches) for one in load_obligations() if one.due_on.year < 2025]
    assert first == [
        ("试点工作总结", "试点期", date(2023, 5, 31), ("首批试点",)),
        ("半年度工作总结", "2023年上半年", date(2023, 6, 28), ()),
        ("半年度工作总结", "2023年下半年", date(2023, 12, 25), ()),
        ("半年度工作总结", "2024年上半年", date(2024, 6, 28), ()),
        ("半年度工作总结", "2024年下半年", date(2024, 12, 25), ()),
    ]
    assert {one.notice_days for one in load_obligations()} == {30}
    assert len(load_obligations()) == 1 + 2 * 77  # 2023 to 2099


def test_nine_milestones_and_only_training_waits_for_a_day():
    milestones = load_milestones()
    assert len(milestones) == len({one.id for one in milestones}) == 9
    assert {one.id: one.counted_after for one in milestones if one.counted_after} == {"trained": date(2023, 1, 31)}
    assert load_pilot_end() == date(2023, 12, 31)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2023, 1, 3), "试点期"),
        (date(2023, 5, 31), "试点期"),
        (date(2023, 6, 1), "推广期"),
        (date(2023, 12, 31), "推广期"),
        (date(2024, 1, 1), "常态化"),
        (date(2026, 11, 1), "常态化"),
    ],
)
def test_phase_of_a_day(day, name):
    assert phase_of(day).name == name
    assert len(phase_of(day).cards) == 6


def test_area_titles_are_told_apart():
    assert len(load_areas()) == len({area.id for area in load_areas()}) == len({area.title for area in load_areas()})


def test_noticed_days_say_why():
    days = load_noticed_days()
    assert (days[date(2023, 10, 7)].is_working, days[date(2023, 10, 7)].note) == (True, "国庆节调休")
    assert (days[date(2023, 10, 2)].is_working, days[date(2023, 10, 2)].note) == (False, "国庆节")
    assert date(2023, 10, 14) not in days


def write_reference(folder, name, text, monkeypatch):
    (folder / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr(reference, "REFERENCE_FOLDER", folder)


def test_calendar_with_a_missing_year_is_refused(tmp_path, monkeypatch):
    write_reference(tmp_path, "working_days.csv", "date,is_working,note\n2023-10-01,0,a\n2025-10-01,0,b\n", monkeypatch)
    with pytest.raises(ValueError, match="year"):
        load_noticed_days.__wrapped__()


def test_phases_without_an_open_end_are_refused(tmp_path, monkeypatch):
    closed = '[[phases]]\nname = "试点期"\nlast_day = 2023-05-31\ncards = []\n'
    write_reference(tmp_path, "phases.toml", closed, monkeypatch)
    with pytest.raises(ValueError, match="last one"):
        load_phases.__wrapped__()
