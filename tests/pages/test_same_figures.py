"""Every figure of every topic page over the demo county equals what the terminal prints for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date

import pytest

from config.reference import load_areas, phase_of
from config.settings import load_settings
from metrics.catalog import load_catalog
from tests.pages.conftest import ROOT, html_of, run_page
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


def _shown(figure: dict) -> str:
    """As a page shows a rate."""
    return f"{_percent(figure['numerator'], figure['denominator'])}%" if figure["denominator"] else "—"


def _percent(numerator: int, denominator: int) -> str:
    """Half up, in integers."""
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
