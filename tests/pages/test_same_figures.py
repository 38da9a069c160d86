"""Every figure of every topic page over the demo county equals what the terminal prints for it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest

from config.reference import load_areas
from config.settings import load_settings
from metrics.catalog import load_catalog
from tests.pages.conftest import ROOT, html_of, run_page
from tests.shared_demo import made_demo
from ui import session
from ui.navigation import GROUPS

pytestmark = pytest.mark.slow

DAY = "2025-06-30"
FILES = {entry.path: entry.file for entries in GROUPS.values() for entry in entries}
AREAS = {area.id for area in load_areas()} & set(FILES)
NUMBERS = re.compile(r'<td class="num">(—|\d+\.\d%)</td><td class="num">(\d+)/(\d+)</td>')


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
    # Half up to one decimal of the exact six places.
    assert rates == [_percent(one["numerator"], one["denominator"]) for one in (county, *units) if one["denominator"]]


def _percent(numerator: int, denominator: int) -> str:
    """Half up, in integers."""
    tenths = (2000 * numerator + denominator) // (2 * denominator)
    return f"{tenths // 10}.{tenths % 10}"
