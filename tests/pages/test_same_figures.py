"""Every figure of every topic page over the demo county equals what the terminal prints for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from config.reference import load_areas, phase_of
from config.settings import load_settings
from exports.papers import export_paper
from metrics.catalog import load_catalog
from services.compared import build_present_pack
from tests.pages.conftest import ROOT, html_of, run_page
from tests.services.small_county import BUREAU
from tests.shared_demo import made_demo
from ui import session
from ui.navigation import GROUPS
from warehouse.register import list_units

pytestmark = pytest.mark.slow

DAY = "2025-06-30"
FILES = {entry.path: entry.file for entries in GROUPS.values() for entry in entries}
AREAS = {area.id for area in load_areas()} & set(FILES)
FIGURE_ROWS = re.compile(
    r"<tr><td><a [^>]*>([^<]+)</a></td>"
    r'<td class="num">([^<]*)</td><td class="num">([^<]*)</td><td class="num">([^<]*)</td><td class="num">([^<]*)</td>'
)
CARD = re.compile(
    r'<div class="n">([^<]+)</div><div class="v"><span>([\d.]+)<small>%</small></span>.*?<div class="f"><span>(\d+/\d+)</span>'
    r'.*?<div class="d"><span>([^<]*)</span>'
)
MOVED = r"(?:上升|下降)[\d.]+个百分点"
SAID = re.compile(r"(?:，|；)([^，；。]+?)(\d+\.\d)%（(\d+/\d+)，数据编号Z\d\d-000）")
NUMBERS = re.compile(r'<td class="num">(—|未填报|\d+\.\d%)</td><td class="num">(\d+)/(\d+)</td>')


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[dict]]]:
    """Metric → what `cli.py figures` prints, units in order and the county last; the pages look at the same store."""
    folder = tmp_path_factory.mktemp("figures") / "store"
    shutil.copytree(made_demo(tmp_path_factory), folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CDO_STORE", str(folder))
        command = [sys.executable, "cli.py", "figures", "--as-of", DAY, "--format", "json"]
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, encoding="utf-8")
        found: dict[str, list[dict]] = {}
        for one in json.loads(answer.stdout):
            found.setdefault(one["metric"], []).append(one)
        load_settings.cache_clear()
        session.open_once.clear()
        yield found
        session.close_store()
    load_settings.cache_clear()


@pytest.mark.parametrize(
    "metric", [one.id for one in load_catalog().values() if one.area in AREAS and not one.is_count]
)
def test_unit_table_shows_what_the_terminal_prints(printed: dict[str, list[dict]], metric: str) -> None:
    shown = html_of(run_page(FILES[load_catalog()[metric].area], as_of=DAY, metric=metric))
    table = shown[shown.index('<tr class="whole') : shown.index("</table>", shown.index('<tr class="whole'))]
    *units, county = printed[metric]
    counted = [(one["numerator"], one["denominator"]) for one in (county, *units) if one["denominator"]]
    assert [(int(done), int(due)) for _, done, due in NUMBERS.findall(table)] == counted
    rates = [percent.rstrip("%") for percent, _, _ in NUMBERS.findall(table)]
    # Half up to one decimal of the exact six places; where nothing was filled in there is no zero.
    assert rates == [
        "未填报" if one["unreported"] == one["denominator"] else _percent(one["numerator"], one["denominator"])
        for one in (county, *units)
        if one["denominator"]
    ]


def test_unit_page_shows_what_the_terminal_prints_for_unit_county_and_kind(printed: dict[str, list[dict]]) -> None:
    unit = printed["approval_opinion"][6]["unit"]
    register = {one.name: one for one in list_units(session.open_once(str(load_settings().store)).warehouse)}
    alike = {one.name for one in register.values() if one.kind == register[unit].kind}
    page = html_of(run_page("unit.py", as_of=DAY, unit=register[unit].code))
    shown = {name: cells for name, *cells in FIGURE_ROWS.findall(page)}
    catalog = load_catalog()
    expected = {}
    for metric, figures in printed.items():
        own = next((one for one in figures if one["unit"] == unit), None)
        if own is None:
            continue
        kind = [one for one in figures if one["unit"] in alike]
        done, due = (sum(one[key] for one in kind) for key in ("numerator", "denominator"))
        if catalog[metric].is_count:
            expected[catalog[metric].name] = [str(own["numerator"]), "", str(figures[-1]["numerator"]), str(done)]
        else:
            counted = f"{own['numerator']}/{own['denominator']}" if own["denominator"] else ""
            rates = [_shown(own), _shown(figures[-1]), _shown({"numerator": done, "denominator": due})]
            expected[catalog[metric].name] = [rates[0], counted, *rates[1:]]
    assert len(expected) > 30
    assert shown == expected


def test_cards_of_the_overview_and_totals_of_the_milestones_show_what_the_terminal_prints(
    printed: dict[str, list[dict]],
) -> None:
    overview = html_of(run_page("overview.py", as_of=DAY))
    for metric in phase_of(date.fromisoformat(DAY)).cards:
        county = printed[metric][-1]
        card = overview[overview.index(f'<div class="n">{load_catalog()[metric].name.partition("（")[0]}</div>') :][
            :400
        ]
        assert f"<span>{_shown(county)[:-1]}<small>%</small></span>" in card
        assert f"<span>{county['numerator']}/{county['denominator']}</span>" in card
    pilot = html_of(run_page("pilot.py", as_of=DAY))
    matrix = pilot[pilot.index('<div class="matrix milestones">') :]
    totals = re.findall(
        r"<td><span>(\d+)/(\d+)</span></td>", matrix[: matrix.index("</tr>", matrix.index("达成／应计"))]
    )
    county = printed["pilot_progress"][-1]
    sums = tuple(sum(int(pair[side]) for pair in totals) for side in (0, 1))
    assert sums == (county["numerator"], county["denominator"])


def test_headline_figures_of_the_page_stand_the_same_in_every_paper_of_the_day(printed: dict[str, list[dict]]) -> None:
    overview = html_of(run_page("overview.py", as_of=DAY))
    cards = {
        name: (value, count, change.replace("＋", "上升").replace("－", "下降"))
        for name, value, count, change in CARD.findall(overview)
    }
    assert len(cards) == 6 and len({change for _, _, change in cards.values()}) > 3
    pack = build_present_pack(session.open_once(str(load_settings().store)), date.fromisoformat(DAY), BUREAU)

    document = Document(BytesIO(export_paper(pack, "brief")))
    text = "\n".join(one.text for one in document.paragraphs)
    told = {name: (value, count) for name, value, count in SAID.findall(text)}
    for name, (value, count, change) in cards.items():
        assert told[name] == (value, count)
        beside = re.findall(rf"{name}{value}%（{count}，数据编号Z\d\d-000），({MOVED}|持平)", text)
        moved = re.findall(rf"(?:，|；){name}({MOVED})", text)
        assert {*beside, *moved} == {change}

    rows = load_workbook(BytesIO(export_paper(pack, "annex")))["指标数字"].iter_rows(min_row=3, values_only=True)
    of_county = {row[2].partition("（")[0]: row for row in rows if row[3] == "全县"}
    for name, (value, count, change) in cards.items():
        row = of_county[name]
        assert (f"{row[5]:.1f}", f"{row[6]}/{row[7]}") == (value, count)
        assert _change_words(row[14]) == change

    deck = Presentation(BytesIO(export_paper(pack, "deck")))
    boxes = [one.text_frame.text for slide in deck.slides for one in slide.shapes if one.has_text_frame]
    for name, (value, count, change) in cards.items():
        (box,) = [one for one in boxes if one.startswith(f"{name}\n") and f"{value}%" in one.split("\n")]
        assert count in box and change in box


def _change_words(points: float | None) -> str:
    assert points is not None
    return f"{'上升' if points > 0 else '下降'}{abs(points):.1f}个百分点" if points else "持平"


def _shown(figure: dict) -> str:
    """As a page shows a rate."""
    return f"{_percent(figure['numerator'], figure['denominator'])}%" if figure["denominator"] else "—"


def _percent(numerator: int, denominator: int) -> str:
    """Half up, in integers."""
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
