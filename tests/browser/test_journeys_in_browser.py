"""Whole journeys: a leader from the worst cell to the person and back, the bureau from a blank cell to a changed figure."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from config.contracts import load_contracts
from config.reference import load_areas
from metrics.bridge import find_moved
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY, Figure, Point, Scope, SubjectRow, change_in_points
from metrics.lights import light_of
from metrics.subjects import find_rows
from metrics.versions import points_for
from services.actor import Actor
from services.findings import BLANK_FIELDS
from services.quality import read_quality
from services.rows import explain, known_explanations
from services.store import Store, open_store
from tests.browser.conftest import settle, visit
from tests.browser.latin import latin_on
from ui.navigation import TITLES
from warehouse.register import list_units

Running = tuple[str, "subprocess.Popen[bytes]"]
MAIN = "[data-testid=stMain]"
PHONE = re.compile(r"(?<!\d)(1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")
BUREAU = Actor("核对", "县政数局", "", "测试")


@pytest.fixture(scope="module")
def beside(demo_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The same store opened beside the server, to know what the pages have to show."""
    copy = tmp_path_factory.mktemp("beside") / "store"
    shutil.copytree(demo_folder, copy)
    store = open_store(copy)
    yield store
    store.close()


def count_at(store: Store, metric: str, day: date) -> list[Figure]:
    """Units in register order, the county last, as the pages look back."""
    return count_figures(store.warehouse, points_for(metric, [day], store.warehouse), [metric])


def find_worst(store: Store, day: date) -> tuple[str, Figure, list[SubjectRow], list[str]]:
    """A task area, its worst unit without the target, the misses there and why; every miss has its 情况说明."""
    known = known_explanations(store, day)
    for area in load_areas():
        metric = load_catalog()[area.lead]
        figures = [one for one in count_at(store, area.lead, day) if one.unit != COUNTY and one.denominator]
        lowest = min(Decimal(one.numerator) / one.denominator for one in figures)
        for figure in figures:
            light = light_of(metric, figure)
            if light is None or light.code != "missed" or Decimal(figure.numerator) / figure.denominator != lowest:
                continue
            (point,) = points_for(area.lead, [day], store.warehouse)
            rows = find_rows(store.warehouse, area.lead, point, figure.unit, ("missed", "unreported"))
            said = explain(rows, known)
            if all("承诺" in one and "责任人" in one for one in said):
                return area.id, figure, rows, said
    raise AssertionError("the demo county has no worst unit that explained its misses")


def seen_on(page: Page) -> tuple[str, str]:
    """The address and all words of the page."""
    settle(page)
    return page.url, page.locator(MAIN).inner_text()


def test_leader_goes_from_the_worst_cell_to_why_and_who_and_back_and_hands_the_link_on(
    server: str, page: Page, chromium: Browser, beside: Store, demo_day: date
) -> None:
    area, figure, rows, said = find_worst(beside, demo_day)
    unit = next(one for one in list_units(beside.warehouse) if one.code == figure.unit)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visit(page, f"{server}/?role=领导")
    steps = [seen_on(page)]
    cell = page.locator(f".cdo .matrix td.bad a[title^='{unit.short_name}　{load_catalog()[figure.metric].name}：']")
    expect(cell).to_contain_text("■")
    cell.click()
    expect(page.locator(".cdo h1")).to_have_text(TITLES[area])
    expect(page.locator(f"{MAIN} .cdo tr.on").first).to_contain_text(f"{figure.numerator}/{figure.denominator}")
    steps.append(seen_on(page))
    open_rows = page.locator(".cdo table.rows tr", has=page.locator(".light:not(.good)"))
    assert open_rows.count() == len(rows)
    for row, words in zip(rows, said, strict=True):
        expect(open_rows.filter(has_text=row.label)).to_contain_text(f"情况说明：{words}")
    open_rows.first.locator("a.go").first.click()
    expect(page.locator(".cdo .whole-row h2")).to_contain_text(rows[0].label)
    steps.append(seen_on(page))

    page.get_by_text(f"看{unit.short_name}的“一官两员”和待办事项").click()
    expect(page.locator(".cdo h1")).to_have_text(f"单位情况　{unit.short_name}")
    steps.append(seen_on(page))
    shown = steps[-1][1]
    for post in ("首席数据官", "数据专员", "政务专员"):
        assert re.search(rf"{post}\s+(人员\d+|■ 空缺)", shown), f"{post} is not named"
    assert rows[0].label in shown and said[0] in shown
    assert not PHONE.search(shown)

    for step in (2, 1, 0):
        page.go_back()
        expect(page).to_have_url(steps[step][0])
        page.wait_for_function("words => document.querySelector('h1')?.innerText === words", arg=_title(steps[step]))
        assert seen_on(page) == steps[step]
    for step in (1, 2):
        page.go_forward()
        expect(page).to_have_url(steps[step][0])
        page.wait_for_function("words => document.querySelector('h1')?.innerText === words", arg=_title(steps[step]))
        assert seen_on(page) == steps[step]

    page.get_by_role("button", name="复制链接").click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"as_of={demo_day.isoformat()}" in copied and "role=" not in copied
    context = chromium.new_context(viewport={"width": 1366, "height": 768})
    other = context.new_page()
    visit(other, copied)
    for place in (".cdo h1", ".cdo .say", f"{MAIN} .cdo tr.on >> nth=0", ".cdo .whole-row h2"):
        assert other.locator(place).inner_text() == page.locator(place).inner_text()
    context.close()


def _title(step: tuple[str, str]) -> str:
    return step[1].split("\n", 1)[0]


def test_bureau_goes_from_a_blank_cell_through_the_filled_template_to_the_figure_as_previewed(
    own_server: Running, page: Page, beside: Store, tmp_path: Path
) -> None:
    address, today = own_server[0], date.today()
    # “最近更新日期” left blank keeps a resource out of 更新及时率; today's date must bring it in.
    metric = load_catalog()["fresh"]
    title = load_contracts()["catalog"].field(BLANK_FIELDS["fresh"]).title
    quality = read_quality(beside, Point(today, beside.version()), Scope(), BUREAU)
    finding = next(one for one in quality.select("blank", dataset="catalog") if title in one.what)
    unit = next(one for one in quality.units if one.code == finding.unit)
    counted = {one.unit: (one.numerator, one.denominator) for one in count_at(beside, "fresh", today)}
    own, county = counted[unit.code], counted[COUNTY]

    visit(page, f"{address}/quality?as_of={today}&finding=blank&unit={unit.code}&table=catalog")
    place = page.locator(".cdo table.rows tr", has_text=finding.about).filter(has_text=title)
    expect(place).to_contain_text(f"“{finding.sheet}”表第{finding.row}行")
    with page.expect_download() as started:
        page.get_by_role("button", name=f"下载公共数据资源清单预填表（{unit.short_name}）").click()
    filled = _fill(started.value.path().read_bytes(), finding.about, title, today)
    mended = tmp_path / started.value.suggested_filename
    mended.write_bytes(filled)

    page.get_by_text("到“数据报送”补报或更正").click()
    expect(page.locator(".cdo h1")).to_have_text("数据报送")
    page.wait_for_selector("input[type=file]", state="attached")
    page.set_input_files("input[type=file]", [mended])
    change = page.locator(".cdo table.rows tr", has_text=finding.about).filter(has_text="变更")
    expect(change).to_contain_text(f"{title}：未填报改为")
    tally = page.locator(".cdo table", has_text="变更行").first.locator("td.num")
    counts = [int(text) for text in tally.all_inner_texts()]
    assert counts[:2] == [0, 1] and counts[3] == 0
    moved = page.locator(".cdo .moved tr", has_text=metric.name)
    # One more of the same resources counts as 达成: the numerator rises by one, the denominator stays.
    for line, (done, due) in zip(moved.all(), (own, county), strict=True):
        assert [f"{done}/{due}", f"{done + 1}/{due}"] == re.findall(r"\d+/\d+", line.inner_text())
    promised = moved.last.locator("td.num").last.inner_text().replace("　", " ").split()
    assert latin_on(page) == []
    page.get_by_text("已核对：所报内容不含国家秘密和工作秘密").click()
    page.get_by_role("button", name="确认入库").click()
    expect(page.locator(".cdo .list")).to_contain_text("回执编号")

    visit(page, f"{address}/quality?as_of={today}&finding=blank&unit={unit.code}&table=catalog")
    expect(page.locator(".cdo h1")).to_have_text("数据质量")
    expect(page.locator(".cdo table.rows tr", has_text=finding.about).filter(has_text=title)).to_have_count(0)
    visit(page, f"{address}/data?as_of={today}&metric=fresh&unit={unit.code}")
    table = page.locator(".cdo table", has=page.locator("tr.whole")).first
    assert table.locator("tr.whole td.num").all_inner_texts() == promised
    assert table.locator("tr.on td.num").last.inner_text() == f"{own[0] + 1}/{own[1]}"


def _fill(template: bytes, about: str, title: str, day: date) -> bytes:
    """The workbook with one blank cell of the row of `about` filled, as staff would do it."""
    book = load_workbook(BytesIO(template))
    sheet = book.worksheets[0]
    heads = {str(cell.value).lstrip("*"): cell.column for line in sheet.iter_rows(max_row=6) for cell in line}
    row = next(cell.row for line in sheet.iter_rows() for cell in line if cell.value == about)
    cell = sheet.cell(row, heads[title])
    assert cell.value is None
    cell.value = day
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def test_day_typed_as_comparison_changes_bridge_and_change_words_and_its_link_says_the_same(
    server: str, page: Page, chromium: Browser, beside: Store, demo_day: date
) -> None:
    since = date(2023, 12, 31)
    before, after = (count_at(beside, "approval_opinion", day)[-1] for day in (since, demo_day))
    points = change_in_points(before, after)
    earlier, later = points_for("approval_opinion", [since, demo_day], beside.warehouse)
    moved = find_moved(beside.warehouse, "approval_opinion", earlier, later)
    assert points and moved and all(one.before is None for one in moved)
    visit(page, f"{server}/projects")
    expect(page.locator(MAIN)).not_to_contain_text("2023年12月31日")
    page.get_by_text("筛选和比较").click()
    page.get_by_role("spinbutton", name=re.compile("^年，比较日期")).click()
    page.keyboard.type("20231231")
    page.keyboard.press("Enter")
    expect(page.locator(".cdo .facts")).to_contain_text(
        f"比2023年12月31日{'＋' if points > 0 else '－'}{abs(points)}个百分点"
    )
    expect(page.locator(".cdo .say")).to_contain_text("；与2023年12月31日相比")
    expect(page.get_by_text(f"2023年12月31日以来的变动（全县）：新进入{len(moved)}项")).to_be_visible()
    assert latin_on(page) == []
    link = page.get_by_role("button", name="复制链接").evaluate(
        "button => new URL(button.dataset.copy, location.href).href"
    )
    assert f"since={since}" in link and f"as_of={demo_day}" in link
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    other = context.new_page()
    visit(other, link)
    for place in (".cdo .say", ".cdo .facts", f"{MAIN} [data-testid=stExpander] summary >> nth=0", ".cdo table.rows"):
        assert other.locator(place).inner_text() == page.locator(place).inner_text()
    context.close()
