"""The invented people: who held which post from when, with the vacancies and slips the pages have to show."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import count

from bench.demo_county.facts import COUNTY, Holder, Unit, day_between, rng_for, started, units

ROLES = ("首席数据官", "数据专员", "政务专员")
POSITIONS = {
    "镇": {"首席数据官": ("党委委员", "副镇长"), "数据专员": ("党政办副主任", "四级主任科员"), "政务专员": ("公共服务办主任", "便民服务中心主任")},
    "局": {"首席数据官": ("副局长", "党组成员"), "数据专员": ("信息股股长", "信息中心主任"), "政务专员": ("办公室主任", "行政审批股股长")},
}  # fmt: skip
# A new person takes over: unit, role → (old one left, new one appointed or None: the post stays empty, new one filed).
CHANGES = {
    ("HF001", "数据专员"): (date(2024, 2, 29), date(2024, 3, 4), date(2024, 3, 20)),
    ("HF002", "政务专员"): (date(2024, 5, 31), date(2024, 6, 3), date(2024, 7, 1)),
    ("HF004", "首席数据官"): (date(2024, 9, 13), date(2024, 9, 13), date(2024, 10, 8)),
    ("HF007", "政务专员"): (date(2024, 12, 20), None, None),
    ("HF008", "数据专员"): (date(2023, 11, 30), date(2024, 1, 8), date(2024, 1, 12)),
    ("HF012", "首席数据官"): (date(2024, 3, 29), date(2024, 4, 1), date(2024, 4, 9)),
    ("HF016", "政务专员"): (date(2025, 2, 28), None, None),
    ("HF019", "数据专员"): (date(2025, 3, 14), date(2025, 3, 17), date(2025, 4, 2)),
    ("HF005", "政务专员"): (date(2025, 1, 10), date(2025, 1, 13), date(2025, 2, 6)),
}  # fmt: skip
LATE = {  # unit, role → (appointed, filed)
    ("HF007", "首席数据官"): (date(2023, 5, 8), date(2023, 5, 26)),
    ("HF011", "数据专员"): (date(2023, 4, 20), date(2023, 6, 9)),
    ("HF036", "数据专员"): (date(2024, 11, 4), date(2024, 12, 2)),
    ("HF031", "政务专员"): (date(2023, 10, 9), date(2024, 6, 18)),
    ("HF020", "政务专员"): (date(2025, 5, 19), None),
}


@cache
def holders() -> tuple[Holder, ...]:
    """Everyone who ever held a post, in register order."""
    numbers = count(1)
    rows: list[Holder] = [
        Holder(COUNTY, "首席数据官", _name(numbers), "副县长", True, _phone(1), date(2023, 1, 3), date(2023, 1, 6)),
        Holder(
            COUNTY,
            "首席数据执行官",
            _name(numbers),
            "县政务服务数据管理局局长",
            False,
            _phone(2),
            date(2023, 1, 3),
            date(2023, 1, 6),
        ),
    ]
    for unit in units().values():
        if unit.joined is not None and unit.code != COUNTY:
            rows += _of_unit(unit, numbers)
    return tuple(rows)


def data_officer(unit: str, day: date) -> str:
    """Name of the unit's 数据专员 on a day, else of anyone in office, else the bureau's clerk."""
    present = [
        one for one in holders() if one.unit == unit and one.appointed <= day and (not one.ended or one.ended > day)
    ]
    present.sort(key=lambda one: one.role != "数据专员")
    return present[0].name if present else "人员801"


def _of_unit(unit: Unit, numbers: count[int]) -> list[Holder]:
    rng = rng_for("people", unit.code)
    style = "镇" if unit.kind.startswith("镇") else "局"
    rows: list[Holder] = []
    for role in ROLES:
        begun = started(unit) + timedelta(days=3)
        appointed = day_between(rng, begun, begun + timedelta(days=24))
        filed: date | None = day_between(rng, appointed + timedelta(days=2), appointed + timedelta(days=18))
        if (unit.code, role) in LATE:
            appointed, filed = LATE[unit.code, role]
        person = Holder(
            unit.code, role, _name(numbers), rng.choice(POSITIONS[style][role]), role == "首席数据官", _phone(next(numbers)),
            appointed, filed,
        )  # fmt: skip
        rows.append(_peculiar(person, rows))
        if (unit.code, role) in CHANGES:
            left, taken, filed_again = CHANGES[unit.code, role]
            rows[-1] = replace(rows[-1], ended=left)
            if taken:
                rows.append(replace(person, name=_name(numbers), appointed=taken, filed=filed_again, note="接任"))
    return rows


def _peculiar(person: Holder, before: list[Holder]) -> Holder:
    if person.unit == "HF005" and person.role == "政务专员":
        return replace(person, name=before[1].name, phone=before[1].phone, note="暂由数据专员兼任")
    if person.unit == "HF010" and person.role == "首席数据官":
        return replace(person, leads=False, position="应急指挥中心主任", note="经研究由中心主任担任")
    if person.unit == "HF017" and person.role == "首席数据官":
        return replace(person, leads=None)
    return person


def _name(numbers: count[int]) -> str:
    return f"人员{next(numbers):03d}"


def _phone(number: int) -> str:
    return f"0660-66{number:05d}"
