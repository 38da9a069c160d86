"""The sentence of the first screen, case by case: how it stands, where it lags, what is to be decided."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure
from metrics.lights import light_of
from services.overview import Overview, say_overview
from services.progress import Headline, UnitLine
from warehouse.register import RegisterUnit

DAY = date(2024, 12, 20)
NAMES = {code: f"县{code}局" for code in "ABCDE"}


def headline(metric: str, numerator: int, denominator: int, change: str | None = None) -> Headline:
    figure = Figure(metric, COUNTY, DAY, numerator, denominator, units_in_scope=3)
    known = load_catalog()[metric]
    return Headline(known, figure, light_of(known, figure), (), None, Decimal(change) if change else None)


def unit(code: str) -> RegisterUnit:
    return RegisterUnit(code, NAMES[code], NAMES[code], (), (), "县直部门", "首批试点", DAY, None, ord(code))


def line(code: str, metric: str, numerator: int, denominator: int, silent: int = 0) -> UnitLine:
    figure = Figure(metric, code, DAY, numerator, denominator, silent_units=silent, units_in_scope=1)
    return UnitLine(unit(code), figure, light_of(load_catalog()[metric], figure), None)


def overview(headlines: list[Headline], cells: dict[str, list[UnitLine]]) -> Overview:
    placed = {(code, str(place)): one for code, lines in cells.items() for place, one in enumerate(lines)}
    return Overview("常态化", tuple(headlines), tuple(unit(code) for code in cells), placed)


GOOD, BAD, UNLIT, NONE = (
    headline("report_on_time", 3, 3, "0.0"),
    headline("lists_filed", 1, 3, "-5.0"),
    headline("cloud_migrated", 1, 2, "1.5"),
    headline("attended", 0, 0),
)


@pytest.mark.parametrize(
    ("headlines", "words"),
    [
        ([GOOD], "1项主要指标中**1项达标**（按时报送率）；比上次会议1项持平"),
        (
            [GOOD, BAD, UNLIT, NONE],
            "4项主要指标中**1项达标**（按时报送率），##1项未达标##（清单报送率），**1项无数据**（到会率），"
            "其余1项未定目标；比上次会议1项上升、1项下降、1项持平",
        ),
        ([UNLIT], "1项主要指标均未定目标，只列数字；比上次会议1项上升"),
        ([headline("cloud_migrated", 1, 2)], "1项主要指标均未定目标，只列数字"),
    ],
)
def test_lights_and_changes(headlines: list[Headline], words: str) -> None:
    assert say_overview(overview(headlines, {}), DAY, 0, "上次会议") == f"截至2024年12月20日，{words}。"


def bad(code: str) -> UnitLine:
    return line(code, "lists_filed", 0, 4)


def silent(code: str) -> UnitLine:
    return line(code, "cloud_migrated", 0, 0, silent=1)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"A": [bad("A"), bad("A")], "B": [bad("B")]}, "；##县A局##2类任务未达标"),
        (
            {"A": [bad("A")], "B": [bad("B")], "C": [silent("C")]},
            "；##县A局、县B局##各1类任务未达标；##县C局##1类任务未报",
        ),
        ({code: [bad(code)] for code in "ABCD"}, ""),  # too many to be named
        ({"A": [line("A", "lists_filed", 4, 4)], "B": []}, ""),
        ({"A": [bad("A")]}, ""),  # one unit alone lags behind nobody
    ],
)
def test_who_lags_is_named_while_they_are_few(cells: dict[str, list[UnitLine]], words: str) -> None:
    told = say_overview(overview([UNLIT], cells), DAY, 2, "半年前")
    assert told == f"截至2024年12月20日，1项主要指标均未定目标，只列数字；比半年前1项上升{words}；**2件事提请协调**。"
