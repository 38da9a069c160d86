"""情况说明: who may explain what, where it then shows, promises that are over, phones masked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from metrics.figure import Scope, SubjectRow
from metrics.listings.explanations import Explanation, find_explanation
from services.actor import NotAllowed
from services.agenda import read_agenda
from services.county_draft import draft_county_paper
from services.explaining import explain_miss, find_said, list_overdue_promises, may_explain, subject_of
from services.pack import build_pack
from services.registers import RowChanged
from services.rows import explain, find_behind, known_explanations
from services.search import find
from services.store import Store, open_store
from tests.services.small_county import BUREAU, LEADER, POLICE, REGISTER, SYSTEMS, opened_copy, take

METRIC = "cloud_migrated"
DAY = date(2024, 1, 10)
NOW = datetime(2024, 1, 10, 9)
SYSTEM = "出租屋管理"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store on disk, made once; each test works in a copy."""
    folder = tmp_path_factory.mktemp("made") / "store"
    with closing(open_store(folder)) as store:
        take(store, REGISTER, "单位名录.csv")
        take(store, SYSTEMS, "政务信息系统清单.csv")
    return folder


@pytest.fixture
def county(made: Path, tmp_path: Path) -> Iterator[Store]:
    """县公安局 misses 上云 with one of two systems."""
    with opened_copy(made, tmp_path) as store:
        yield store


def say(store: Store, actor=POLICE, **changes: object) -> None:
    subject = str(changes.get("subject", SYSTEM))
    said = {
        "unit": "HF002", "metric": METRIC, "subject": subject, "reason": "专线带宽不足，联系13800001234",
        "promised_on": date(2024, 2, 29), "person": "人员011", "day": DAY, "now": NOW,
        "seen": find_said(store, "HF002", METRIC, subject),
    }  # fmt: skip
    explain_miss(store, actor, **(said | changes))


def missed(store: Store) -> list[SubjectRow]:
    return find_behind(store, METRIC, DAY, "HF002", ("missed",), Scope())


def test_unit_explains_its_miss_and_the_words_stand_at_the_row_without_the_phone(county: Store) -> None:
    say(county)
    (row,) = missed(county)
    assert subject_of(row) == SYSTEM
    assert explain([row], known_explanations(county, DAY)) == [
        "专线带宽不足，联系138****1234；承诺2024年2月29日前完成；责任人：人员011"
    ]


def test_explanation_of_the_whole_figure_stands_at_every_miss_without_its_own(county: Store) -> None:
    say(county, subject="", reason="整体安排在二季度")
    assert explain(missed(county), known_explanations(county, DAY))[0].startswith("整体安排在二季度")
    say(county)
    assert explain(missed(county), known_explanations(county, DAY))[0].startswith("专线带宽不足")


def test_subject_named_by_one_part_of_its_key_is_found() -> None:
    row = SubjectRow("report_on_time", DAY, "HF002", "半年度工作总结 / 2023年上半年", "2023年上半年工作总结", "missed")
    said = Explanation("HF002", "report_on_time", "2023年上半年", "起草人员病休", None, "", 1, 1, DAY)
    assert find_explanation(row, {("HF002", "report_on_time", "2023年上半年"): said}) is said


def test_only_the_unit_itself_and_the_bureau_may_explain(county: Store) -> None:
    assert may_explain(POLICE, "HF002") and may_explain(BUREAU, "HF002")
    assert not may_explain(POLICE, "HF001") and not may_explain(LEADER, "HF002")
    for actor, unit in ((POLICE, "HF001"), (LEADER, "HF002")):
        with pytest.raises(NotAllowed, match="只能由本单位或者县政数局填写"):
            say(county, actor, unit=unit)


@pytest.mark.parametrize(
    ("changes", "said"), [({"reason": " "}, "请填写原因说明"), ({"promised_on": date(2024, 1, 9)}, "已经过去")]
)
def test_explanation_without_reason_or_with_a_past_promise_is_refused(county: Store, changes: dict, said: str) -> None:
    with pytest.raises(NotAllowed, match=said):
        say(county, **changes)


def test_words_written_by_somebody_else_meanwhile_are_not_overwritten(county: Store) -> None:
    seen = find_said(county, "HF002", METRIC, SYSTEM)
    say(county, BUREAU, reason="县政数局代填")
    with pytest.raises(RowChanged, match="人员001"):
        say(county, seen=seen)
    kept = find_said(county, "HF002", METRIC, SYSTEM)
    assert kept is not None and kept.reason == "县政数局代填"
    say(county, reason="改为本单位说明")
    again = find_said(county, "HF002", METRIC, SYSTEM)
    assert again is not None and again.reason == "改为本单位说明"


def test_promise_that_is_over_is_marked_at_the_standing_miss_from_the_next_day_on(county: Store) -> None:
    say(county, reason="正在割接")
    row = missed(county)[0]
    known = known_explanations(county, DAY)
    said = {day: explain([replace(row, as_of=day)], known)[0] for day in (date(2024, 2, 29), date(2024, 3, 1))}
    assert said[date(2024, 2, 29)] == "正在割接；承诺2024年2月29日前完成；责任人：人员011"
    assert said[date(2024, 3, 1)] == "正在割接；承诺已逾期（应于2024年2月29日前完成）；责任人：人员011"
    relieved = replace(row, as_of=date(2024, 3, 1), outcome="exempt")
    assert "逾期" not in explain([relieved], known)[0]


def test_papers_mark_and_count_the_promises_that_are_over(county: Store) -> None:
    say(county, reason="正在割接")
    before, after = (build_pack(county, day) for day in (date(2024, 2, 29), date(2024, 3, 1)))
    for pack, late in ((before, False), (after, True)):
        (row,) = [one for one in pack.metric(METRIC).rows if one.explanation]
        assert (row.is_late, "承诺已逾期" in row.explanation) == (late, late)
        notice = "".join(one.text for one in draft_county_paper(pack, "通报").blocks)
        assert ("1个已有情况说明，其中1个承诺已逾期" in notice) is late and "1个已有情况说明" in notice
        (hit,) = find(county, SYSTEM, pack.as_of, BUREAU).hits
        assert ("承诺已逾期" in hit.why[0].promised) is late


def test_promise_that_is_over_is_listed_until_the_miss_is_mended(county: Store) -> None:
    say(county, reason="正在割接")
    assert list_overdue_promises(county, date(2024, 2, 29), Scope(), BUREAU) == []
    after = date(2024, 3, 10)
    (late,) = list_overdue_promises(county, after, Scope(), BUREAU)
    # 29 February to 10 March 2024: 10 days.
    assert (late.said.unit, late.labels, late.days) == ("HF002", (SYSTEM,), 10)
    (matter,) = read_agenda(county, after, Scope(), (), BUREAU, date(2023, 9, 10)).matters
    assert matter.since.endswith("已超过承诺10天")
    mended = SYSTEMS.replace("自建机房,2022-06-01,", "市政务云,2022-06-01,2024-03-01")
    take(county, mended, "政务信息系统清单2.csv", at=datetime(2024, 3, 5, 9))
    assert list_overdue_promises(county, after, Scope(), BUREAU) == []
