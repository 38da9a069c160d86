"""What the last meeting published and the pages count otherwise for its day: found exactly, said without a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO

import pytest
from docx import Document

from exports.offline import export_offline
from exports.papers import export_paper
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, Figure, Scope
from services.actor import Actor
from services.compared import build_present_pack, compare_with, read_published
from services.county_draft import draft_county_paper
from services.meetings import freeze, frozen_pack, prepare
from services.progress import read_headlines
from services.restated import find_restated, say_restated
from services.store import Store
from tests.services.filed_county import TASKS, fill
from tests.services.small_county import BUREAU, LEADER, POLICE, take
from tests.services.test_compared import MEETING_DAY, hold

DAY = date(2024, 3, 31)
COUNTY_WIDE = Scope()
TASK, AGGREGATED, CLOUD, GOOD = "task_on_time", "converged", "cloud_migrated", "evaluation_excellent"


def figure(metric: str, numerator: int, denominator: int) -> Figure:
    return Figure(metric, COUNTY, MEETING_DAY, numerator, denominator, units_in_scope=3)


def say(*counts: tuple[str, tuple[int, int], tuple[int, int]]) -> str:
    """The sentence for (metric, published, counted now for that day)."""
    published = {metric: figure(metric, *then) for metric, then, _ in counts}
    before = [(load_catalog()[metric], figure(metric, *now)) for metric, _, now in counts]
    return say_restated(find_restated(published, before))


@pytest.mark.parametrize(
    ("counts", "sentence"),
    [
        ([(TASK, (6, 14), (6, 14))], ""),
        ([(AGGREGATED, (74, 122), (83, 122))], "汇聚率上次会议公布60.7%，按现有资料当时为68.0%。"),
        ([(CLOUD, (1, 2), (2, 2))], "政务信息系统上云率上次会议公布50.0%，按当时资料为100.0%。"),
        (
            [(AGGREGATED, (74, 122), (83, 122)), (CLOUD, (1, 2), (1, 2)), (TASK, (6, 14), (8, 14))],
            "2项指标与上次会议公布的数字不同：汇聚率公布60.7%，按现有资料当时为68.0%；"
            "督办事项按期办结率公布42.9%，按现有资料当时为57.1%。",
        ),
        # alike when rounded, and yet not what the paper printed beside it
        ([(TASK, (1, 2), (2, 4))], "督办事项按期办结率上次会议公布50.0%（1/2），按现有资料当时为50.0%（2/4）。"),
        ([(GOOD, (6, 25), (5, 25))], "履职评价优秀数上次会议公布6个，按现有资料当时为5个。"),
        ([(TASK, (0, 0), (1, 4))], "督办事项按期办结率上次会议公布时无数据，按现有资料当时为25.0%。"),
        ([(TASK, (1, 4), (0, 0))], "督办事项按期办结率上次会议公布25.0%，按现有资料当时无数据。"),
    ],
)
def test_sentence(counts: Sequence[tuple[str, tuple[int, int], tuple[int, int]]], sentence: str) -> None:
    assert say(*counts) == sentence


def test_at_most_three_are_named() -> None:
    four = [(one, (1, 2), (2, 2)) for one in (TASK, AGGREGATED, CLOUD, "lists_filed")]
    told = say(*four)
    assert told.startswith("4项指标与上次会议公布的数字不同：") and told.endswith("；另有1项。")
    assert load_catalog()["lists_filed"].name not in told


def read(store: Store, actor: Actor = LEADER, scope: Scope = COUNTY_WIDE, chosen: date | None = None) -> str:
    compared = compare_with(store, DAY, chosen)
    headlines = read_headlines(store, (TASK, CLOUD), DAY, scope, compared.day)
    before = [(one.metric, one.before) for one in headlines]
    return say_restated(find_restated(read_published(store, compared, scope, actor), before))


def test_row_filed_since_the_meeting_is_said_to_whom_it_was_published(store: Store) -> None:
    fill(store)
    hold(store, MEETING_DAY)
    assert read(store) == ""
    # 1 of 2 tasks in time as published; that the other was done in time is filed afterwards: 2 of 2 for the same day
    take(store, TASKS.replace("2023-11-20,\n", "2023-11-20,2023-11-10\n"), "督办事项台账.csv", at=datetime(2024, 2, 10))
    told = "督办事项按期办结率上次会议公布50.0%，按现有资料当时为100.0%。"
    assert read(store) == read(store, BUREAU) == read(store, chosen=MEETING_DAY) == told
    assert read(store, scope=Scope(batch="首批试点")) == ""
    assert read(store, POLICE) == ""  # unit staff get their own unit's part of a meeting
    assert read(store, chosen=date(2024, 1, 30)) == ""
    with store.warehouse.write(makes_version=False) as writer:
        writer.execute("update meeting_results set seal = ''")
    assert read(store) == ""  # the meeting's own page says that it is damaged; the first screen stands


def test_without_a_meeting_nothing_is_said(store: Store) -> None:
    fill(store)
    assert compare_with(store, DAY).meeting is None
    assert read(store) == ""


def test_nothing_filled_in_is_no_zero_that_was_published() -> None:
    unfilled = Figure(AGGREGATED, COUNTY, MEETING_DAY, 0, 4, unreported=4)
    found = find_restated({AGGREGATED: unfilled}, [(load_catalog()[AGGREGATED], figure(AGGREGATED, 1, 4))])
    assert say_restated(found) == "汇聚率上次会议公布时未填报，按现有资料当时为25.0%。"


def test_papers_of_now_and_of_the_next_meeting_say_what_the_last_one_published_otherwise(store: Store) -> None:
    fill(store)
    hold(store, MEETING_DAY)
    assert build_present_pack(store, DAY, BUREAU).restated == ""
    take(store, TASKS.replace("2023-11-20,\n", "2023-11-20,2023-11-10\n"), "督办事项台账.csv", at=datetime(2024, 2, 10))
    told = "督办事项按期办结率上次会议公布50.0%，按现有资料当时为100.0%。"
    pack = build_present_pack(store, DAY, BUREAU)
    assert (pack.compared_on, pack.compared_words, pack.restated) == (MEETING_DAY, "上次会议", told)
    for kind in ("汇报", "通报"):
        blocks = draft_county_paper(pack, kind).blocks
        opening, *_ = [place for place, one in enumerate(blocks) if one.text == "二、主要做法和成效"]
        assert told in [one.text for one in blocks[:opening]]
    assert told in export_offline(pack)
    # a unit is told of its own part of the meeting: 0 of 1 task in time as published, 1 of 1 now
    own = "督办事项按期办结率上次会议公布0.0%，按现有资料当时为100.0%。"
    assert build_present_pack(store, DAY, POLICE).restated == own
    meeting = prepare(store, BUREAU, name="第二次联席会议", held_on=DAY, as_of=DAY)
    frozen = freeze(store, meeting, BUREAU, now=datetime(2024, 3, 31, 9))
    assert frozen_pack(store, frozen.id, LEADER).restated == told
    assert frozen_pack(store, frozen.id, POLICE).restated == ""


def test_papers_of_now_compare_with_the_day_chosen_on_the_page(store: Store) -> None:
    fill(store)
    chosen = build_present_pack(store, DAY, BUREAU, compare_with(store, DAY, date(2023, 12, 31)))
    assert "升降为与2023年12月31日相比" in draft_county_paper(chosen, "通报").blocks[0].text
    # A day before the pilot is no reason to compare with another one.
    before = build_present_pack(store, DAY, BUREAU, compare_with(store, DAY, date(2023, 1, 2)))
    assert (before.compared_on, before.compared_words) == (None, "2023年1月2日")
    page = "".join(one.text for one in Document(BytesIO(export_paper(before, "onepage", unit="HF002"))).paragraphs)
    assert "2023年1月2日试点尚未启动，不作升降比较" in page and "半年前" not in page
