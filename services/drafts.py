"""A unit's 半年度工作总结 as a draft: its duty rows, figures and rows in the order the plan asks for.

Three duties and five tasks, each with 举措、成效、问题、下一阶段计划、佐证材料 (实施方案五（一）). What the unit wrote stands
word for word, what the data say stands beside it with its number, and what nobody filed is a marked gap.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date

from config.contracts import load_contracts
from metrics.figure import OPEN_OUTCOMES
from metrics.sentences import UNIT_SUBJECTS, name_open, show_date
from services.actor import Actor, NotAllowed
from services.county_draft import say_figure
from services.pack import Occasion, build_pack, hide_phones
from services.pack_contents import Pack, PackFigure, PackMetric, PackRow, PackUnit
from services.pack_words import say_compared
from services.paper import Block, Paper, gap, ordinal, sentence
from services.store import Store
from warehouse.present import list_present_rows

# Clause of 职责任务落实情况表 → the figures that speak of it.
CLAUSES: Mapping[str, tuple[str, ...]] = {
    "推进数字政府改革建设": ("workplan_filed", "task_closed", "task_on_time", "attended", "trained"),
    "统筹数据融合创新应用": ("functions_covered", "demand_answered", "demand_satisfied"),
    "实施常态化指导监督": ("approval_opinion", "acceptance_opinion"),
    "强化信息化项目全过程管理": ("project_on_schedule", "project_evaluated", "project_in_use"),
    "加快推动系统迁云上云": ("cloud_migrated", "cloud_new", "cloud_on_plan"),
    "有效落实数据共享应用": (
        "lists_filed", "catalogued", "published", "mounted", "converged", "fresh", "systems_covered",
    ),
    "强化“粤系列”“善美系列”应用": ("scenario_live",),
    "强化安全管理体系": ("security_basics", "mlps_graded", "mlps_valid", "crypto_valid"),
}  # fmt: skip
DUTIES = 3
PARTS = ("工作举措", "工作成效", "存在问题", "下一阶段计划", "佐证材料")
_ORGANISATION = ("posts_filled", "units_complete", "cdo_in_leadership")
_PERIOD = re.compile(r"(\d{4})年?(上半年|下半年|H1|H2)")
_MOST_NAMES = 10


class UnknownPeriod(ValueError):
    """The period is not written as 2023年上半年; the text is a Chinese sentence."""


def draft_report(store: Store, unit_code: str, period: str, actor: Actor, *, today: date | None = None) -> Paper:
    """The draft of one unit's half-year report.

    Args:
        period: 2023年上半年 (2023上半年 and 2023H1 mean the same).
        today: figures are as at the period's last day, or today while the period runs.

    Raises:
        UnknownPeriod: the period cannot be read.
        NotAllowed: a unit's staff ask for another unit.
        KeyError: no such unit at that day.
    """
    period, last_day = read_period(period)
    former_end = date(last_day.year - 1, 12, 31) if last_day.month == 6 else date(last_day.year, 6, 30)
    if actor.role == "单位" and actor.unit != unit_code:
        raise NotAllowed(f"单位人员只能起草本单位的总结。其他单位的总结请由{actor.bureau}办理。")
    as_of = min(last_day, today or date.today())
    pack = build_pack(store, as_of, agenda=Occasion(compared_on=former_end, compared_words="上期末"))
    unit = next((one for one in pack.joined_units if one.code == unit_code), None)
    if unit is None:
        raise KeyError(unit_code)
    rows = list_present_rows(store.warehouse, "duty", unit_code)
    duties = {str(row["clause"]): row for row in rows if row["period"] == period}
    return compose_report(pack, unit, period, duties)


def read_period(text: str) -> tuple[str, date]:
    """The period as stored, with its last day. Raises UnknownPeriod."""
    match = _PERIOD.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").upper())
    if match is None:
        raise UnknownPeriod(f"“{text}”不是报告期，请写成2023年上半年的样子。")
    year, is_first = int(match[1]), match[2] in ("上半年", "H1")
    return f"{year}年{'上' if is_first else '下'}半年", date(year, 6, 30) if is_first else date(year, 12, 31)


def list_periods(day: date, joined_on: date | None) -> tuple[str, ...]:
    """The half-year running on a day and the two before it, newest first; none that ended before the unit joined."""
    periods = []
    half = day.year * 2 + (day.month > 6)
    for number in (half, half - 1, half - 2):
        period, last_day = read_period(f"{number // 2}年{'下' if number % 2 else '上'}半年")
        if joined_on is not None and joined_on <= min(last_day, day):
            periods.append(period)
    return tuple(periods)


def compose_report(pack: Pack, unit: PackUnit, period: str, duties: Mapping[str, Mapping[str, object]]) -> Paper:
    """The report's text out of the county's pack and the unit's duty rows by clause."""
    blocks = [
        Block(0, f"根据首席数据官制度试点实施方案要求，现将我单位{period}首席数据官工作情况总结如下。"
                 f"文中数字截至{show_date(pack.as_of)}，"
                 f"{say_compared(pack.compared_on, pack.compared_words)}。"),
        Block(1, "一、总体情况"),
        *_organisation(pack, unit),
        *by_clause("重点任务完成情况", lambda clause: _clause(pack, unit, clause, duties.get(clause, {}))),
    ]  # fmt: skip
    return Paper(
        title=f"{unit.name}{period}首席数据官工作总结",
        day_words=f"（数据截至{show_date(pack.as_of)}）",
        doc_no="",
        addressee=gap("报送对象"),
        blocks=tuple(blocks),
        attachments=(gap("佐证材料清单"),),
        signature=unit.name,
        copies="",
    )


def by_clause(tasks_title: str, compose: Callable[[str], Sequence[str]]) -> Iterator[Block]:
    """二、职责落实情况 and 三、tasks_title: under each clause its five parts; one that nobody knows is a marked gap.

    compose: clause → the texts of PARTS, "" for what is not known.
    """
    for place, clause in enumerate(CLAUSES):
        if place in (0, DUTIES):
            yield Block(1, f"三、{tasks_title}" if place else "二、职责落实情况")
        yield Block(2, f"（{ordinal(place - DUTIES * (place >= DUTIES) + 1)}）{clause}")
        for number, (title, text) in enumerate(zip(PARTS, compose(clause), strict=True), 1):
            yield Block(3, f"{number}.{title}")
            yield Block(0, text or gap(title))


def _organisation(pack: Pack, unit: PackUnit) -> Iterator[Block]:
    words = _figures(pack, unit, _ORGANISATION)
    yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{words}") if words else gap("“一官两员”配备和备案情况"))
    if open_posts := _open(pack, unit, _ORGANISATION[:1]):
        yield Block(0, f"空缺或未填报的岗位：{open_posts}。")
    yield Block(0, gap("本期工作的总体评价"))


def _clause(pack: Pack, unit: PackUnit, clause: str, duty: Mapping[str, object]) -> Sequence[str]:
    metrics = CLAUSES[clause]
    figures = _figures(pack, unit, metrics, is_result=True)
    results = [_told(duty, "results")] if _told(duty, "results") else []
    if figures:
        results.append(sentence(f"截至{show_date(pack.as_of)}，{figures}"))
    problems = [_told(duty, "problems")] if _told(duty, "problems") else []
    if open_rows := _open(pack, unit, metrics):
        problems.append(sentence(f"截至{show_date(pack.as_of)}，尚有未完成事项：{open_rows}"))
    next_steps = [_told(duty, "next_steps")] if _told(duty, "next_steps") else []
    if promised := _promised(pack, unit, metrics):
        next_steps.append(sentence(f"已报情况说明：{promised}"))
    evidence = [_told(duty, "evidence")] if _told(duty, "evidence") else []
    if tables := _tables(pack, unit, metrics):
        evidence.append(sentence(f"数字来源于{tables}"))
    return _told(duty, "measures"), *map("".join, (results, problems, next_steps, evidence))


def _told(duty: Mapping[str, object], part: str) -> str:
    """What the unit wrote, as a sentence; empty when it wrote nothing."""
    text = hide_phones(str(duty.get(part) or "")).strip()
    return sentence(text) if text else ""


def _figures(pack: Pack, unit: PackUnit, metrics: Sequence[str], *, is_result: bool = False) -> str:
    """The unit's figures in words. is_result: only where something has been achieved."""
    found = []
    for one, line in ((one, one.of(unit.code)) for one in map(pack.metric, metrics) if one):
        if line and line.figure.denominator and (line.figure.numerator or not is_result):
            found.append(_said(one, line))
    return "；".join(found)


def _said(one: PackMetric, line: PackFigure) -> str:
    """The figure in words; what a unit has or has not as a whole needs no 100.0% of one."""
    if one.metric.subject in UNIT_SUBJECTS and line.figure.denominator == line.figure.numerator == 1:
        return f"本单位{one.metric.done_words}（{one.short_name}，数据编号{line.number}）"
    return say_figure(one, line)


def _rows(pack: Pack, unit: PackUnit, metrics: Sequence[str]) -> Iterator[tuple[PackMetric, list[PackRow]]]:
    for one in map(pack.metric, metrics):
        if one:
            yield one, [row for row in one.rows if row.row.unit == unit.code]


def _open(pack: Pack, unit: PackUnit, metrics: Sequence[str]) -> str:
    """Per figure what is missed or not filled in, by name; an item not closed is not told again as not closed in time."""
    parts = []
    not_closed: set[str] = set()
    for one, rows in _rows(pack, unit, metrics):
        told = [row.row for row in rows if one.metric.subject != "tasks" or row.row.key not in not_closed]
        if one.metric.subject == "tasks":
            not_closed |= {row.key for row in told if row.outcome in OPEN_OUTCOMES}
        if words := name_open(one.metric, told, _MOST_NAMES):
            whose = "本单位" if one.metric.subject in UNIT_SUBJECTS else ""
            parts.append(f"{whose}{words}（{one.short_name}）")
    return "；".join(parts)


def _promised(pack: Pack, unit: PackUnit, metrics: Sequence[str]) -> str:
    said: dict[str, None] = {}
    for one, rows in _rows(pack, unit, metrics):
        for row in rows:
            if row.explanation and row.row.outcome in OPEN_OUTCOMES:
                said[f"{row.row.label}（{one.short_name}）：{row.explanation}"] = None
    return "；".join(said)


def _tables(pack: Pack, unit: PackUnit, metrics: Sequence[str]) -> str:
    """本单位报送的《…》《…》和县政数局登记的《…》: the tables its rows stand in; files of other days say nothing of this one."""
    found = dict.fromkeys(row.row.dataset for _, rows in _rows(pack, unit, metrics) for row in rows if row.row.row_id)
    kinds = [load_contracts()[one] for one in found if one]
    own = "".join(f"《{kind.title}》" for kind in kinds if kind.is_from_units)
    kept = "".join(f"《{kind.title}》" for kind in kinds if not kind.is_from_units)
    parts = (f"本单位报送的{own}" if own else "", f"{pack.bureau}登记的{kept}" if kept else "")
    return "和".join(part for part in parts if part)
