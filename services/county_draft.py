"""The county's paper out of a pack: 汇报 for a meeting, 通报 to the units. Facts by plain rules, nothing invented.

Order: 总体情况, 主要做法和成效, 存在问题, 下一步工作, 附件. A unit is praised only by name of a confirmed distinction.
What the data cannot know stands as a marked gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Literal

from config.reference import Area
from metrics.listings import DEADLINE_NAMES, Deadline
from metrics.sentences import name_units, show_date
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_words import aside_words, change_words, counted_words, nothing_words, reported_words, value_words
from services.paper import Block, Paper, PaperTable, gap, ordinal, sentence

PaperKind = Literal["汇报", "通报"]
_MOST_UNITS = 8
_MOST_DEADLINES = 10


def draft_county_paper(pack: Pack, kind: PaperKind) -> Paper:
    """The draft of the county's paper at the pack's day."""
    is_notice = kind == "通报"
    to_meeting = f"向{pack.meeting}" if pack.meeting and not is_notice else ""
    blocks = [
        Block(0, f"现将{pack.scope_name}首席数据官工作情况{to_meeting}{kind}如下。文中数字均截至{show_date(pack.as_of)}，"
                 f"升降为与{pack.compared_words}（{show_date(pack.compared_on)}）相比，"
                 "各单位数字见附件，口径见指标口径表。"),
        Block(1, "一、总体情况"),
        *_overall(pack),
        Block(1, "二、主要做法和成效"),
        *_results(pack),
        Block(1, "三、存在问题"),
        *_problems(pack),
        Block(1, "四、下一步工作"),
        *_next_steps(pack, kind),
    ]  # fmt: skip
    return Paper(
        title=f"关于{pack.title}的{kind}",
        day_words=f"（数据截至{show_date(pack.as_of)}）",
        doc_no=gap("发文字号") if is_notice else "",
        addressee=gap("主送机关") if is_notice else "",
        blocks=tuple(blocks),
        attachments=("各单位情况表",),
        signature=gap("成文单位"),
        copies=gap("抄送机关") if is_notice else "",
        tables=(unit_table(pack),),
    )


def unit_table(pack: Pack) -> PaperTable:
    """Every unit by task area in protocol order; heads and rows carry the two halves of the data numbers."""
    leads = [one for area in pack.areas if (one := pack.metric(area.lead)) and not one.metric.is_count]
    rows = [("000", pack.scope_name, *(_cell(one, one.county) for one in leads))]
    for unit in pack.judged_units:
        cells = [one.of(unit.code) for one in leads]
        if any(cells):
            rows.append((f"{unit.place:03d}", unit.short_name, *map(_cell, leads, cells)))
    return PaperTable(
        title=f"各单位情况表（截至{show_date(pack.as_of)}）",
        unit_words="单位：%",
        header=("编号", "单位", *(f"{one.short_name}\n{one.number}" for one in leads)),
        widths=(4, 12, *(8 for _ in leads)),
        rows=tuple(rows),
        note=(
            "注：1.按公文顺序排列，每格下行为分子和分母。2.数据编号由列首编号和行首编号组成，如"
            f"{leads[0].number if leads else 'Z01'}-000。3.●达标，▲基本达标，■未达标，○无数据；目标未确认的指标只列数字。"
            "4.“未报送”指该单位尚未报送有关表格，“—”指没有应统计的对象。"
        ),
    )


def say_figure(one: PackMetric, line: PackFigure, *, change: bool = True) -> str:
    """政务信息系统上云率36.0%（32/89），上升8.3个百分点（数据编号Z12-000）."""
    if not line.figure.denominator:
        why = "未报送" if line.figure.silent_units else nothing_words(one.metric, line.figure)
        return f"{one.short_name}{why}（数据编号{line.number}）"
    words = f"{one.short_name}{value_words(one.metric, line.figure)}"
    if counted := counted_words(line.figure):
        words += f"（{counted}）"
    if change and line.change is not None:
        words += f"，{change_words(line.change)}"
    return f"{words}（数据编号{line.number}）"


def _cell(one: PackMetric, line: PackFigure | None) -> str:
    if line is None:
        return ""
    counted = counted_words(line.figure)
    mark = line.light.shape if line.light else ""
    return f"{mark}{value_words(one.metric, line.figure)}" + (f"\n{counted}" if counted else "")


def _overall(pack: Pack) -> Iterator[Block]:
    lit: dict[str, list[str]] = {}
    for one in pack.headlines():
        lit.setdefault(one.county.light.word if one.county.light else "", []).append(one.short_name)
    parts = [f"{len(names)}项{word}（{'、'.join(names)}）" for word, names in lit.items() if word]
    if names := lit.get(""):
        parts.append(f"{len(names)}项目标未确认、只列数字")
    yield Block(0, f"截至{show_date(pack.as_of)}，{len(pack.headlines())}项主要指标中，{'，'.join(parts)}。")
    figures = []
    for one in pack.headlines():
        notes = [part for part in (reported_words(one.county.figure), aside_words(one.county.figure)) if part]
        figures.append(say_figure(one, one.county, change=False) + (f"，{'，'.join(notes)}" if notes else ""))
    yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{'；'.join(figures)}"))
    if pack.changes:
        changes = "；".join(change.partition("，")[2].rstrip("。") for change in pack.changes)
        yield Block(0, sentence(f"自{show_date(pack.compared_on)}以来，{changes}"))


def _results(pack: Pack) -> Iterator[Block]:
    yield Block(0, gap("组织领导、工作机制等主要做法"))
    place = 0
    for area in pack.areas:
        risen = [one for one in pack.of_area(area) if _is_result(one)]
        if risen:
            place += 1
            yield Block(2, f"（{ordinal(place)}）{area.title}")
            yield Block(
                0, sentence(f"截至{show_date(pack.as_of)}，" + "；".join(say_figure(one, one.county) for one in risen))
            )
    yield Block(2, f"（{ordinal(place + 1)}）通报表扬和优秀案例")
    yield Block(0, praise_words(pack))


def praise_words(pack: Pack) -> str:
    """Confirmed distinctions by unit, or that there are none."""
    if not pack.praise:
        return f"截至{show_date(pack.as_of)}，没有已确认的通报表扬和已入库的优秀案例。"
    words = "；".join(f"{pack.names[one.unit]}{one.words}" for one in pack.praise)
    return sentence(f"截至{show_date(pack.as_of)}，{words}")


def _is_result(one: PackMetric) -> bool:
    line = one.county
    if one.metric.is_count or not line.figure.denominator:
        return False
    return line.figure.numerator == line.figure.denominator or (line.change is not None and line.change > 0)


def _problems(pack: Pack) -> Iterator[Block]:
    place = 0
    for area in pack.areas:
        texts = [text for one in pack.of_area(area) if (text := _problem(pack, area, one))]
        if texts:
            place += 1
            yield Block(2, f"（{ordinal(place)}）{area.title}")
            yield Block(0, sentence(f"截至{show_date(pack.as_of)}，" + "；".join(texts)))
    overdue = [task for task in pack.tasks if task.is_overdue]
    if overdue:
        place += 1
        yield Block(2, f"（{ordinal(place)}）督办事项逾期")
        words = "；".join(
            f"{pack.names[task.unit]}“{task.content}”（{task.task_no}）时限{show_date(task.due_on)}，"
            f"逾期{-task.days_left}天未办结"
            for task in overdue
        )
        yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{words}"))
    if silent := _silent_units(pack):
        place += 1
        yield Block(2, f"（{ordinal(place)}）未报送资料")
        yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{silent}"))
    if not place:
        yield Block(0, f"截至{show_date(pack.as_of)}，已统计的指标没有未达成事项。")


def _problem(pack: Pack, area: Area, one: PackMetric) -> str:
    """What stays open: always below a confirmed target; without one only for the area's lead and where it fell."""
    line = one.county
    open_count = line.figure.denominator - line.figure.numerator
    if one.metric.is_count or not open_count:
        return ""
    fell = line.change is not None and line.change < 0
    lit = line.light is not None and line.light.code in ("near", "missed")
    if not (lit or fell or one.metric.id == area.lead):
        return ""
    state = f"，{line.light.word}" if line.light and lit else ""
    who = [unit.figure.unit for unit in one.units if unit.figure.numerator < unit.figure.denominator]
    named = f"，涉及{name_units(who, pack.names, _MOST_UNITS)}" if who and not pack.scope.unit else ""
    words = f"{say_figure(one, line)}{state}，{open_count}{one.metric.subject_noun[0]}{one.metric.open_words}{named}"
    said = sum(row.row.outcome in ("missed", "unreported") and bool(row.explanation) for row in one.rows)
    return words + (f"，其中{said}{one.metric.subject_noun[0]}已有情况说明" if said else "")


def _silent_units(pack: Pack) -> str:
    owed: dict[str, list[str]] = {}
    for one in pack.metrics:
        for line in one.units:
            if line.figure.silent_units:
                titles = owed.setdefault(line.figure.unit, [])
                titles += [title for title in one.sources if title not in titles and one.metric.silent_dataset]
    return "；".join(f"{pack.names[unit]}未报送{'、'.join(titles)}" for unit, titles in owed.items())


def _next_steps(pack: Pack, kind: PaperKind) -> Iterator[Block]:
    heads = iter(range(1, 10))
    if pack.matters and kind == "汇报":
        yield Block(2, f"（{ordinal(next(heads))}）提请协调解决事项")
        for number, matter in enumerate(pack.matters, 1):
            yield Block(0, f"{number}. {sentence(pack.names[matter.unit] + matter.sentence)}（{matter.since}）")
    open_tasks = [task for task in pack.tasks if task.closed_on is None and not task.is_overdue]
    if open_tasks:
        yield Block(2, f"（{ordinal(next(heads))}）按期办结督办事项")
        words = "；".join(
            f"{pack.names[task.unit]}“{task.content}”（{task.task_no}），时限{show_date(task.due_on)}"
            for task in open_tasks
        )
        yield Block(0, sentence(f"截至{show_date(pack.as_of)}，在办{len(open_tasks)}项：{words}"))
    ahead = [one for one in pack.deadlines if one.kind != "task"][:_MOST_DEADLINES]
    if ahead:
        yield Block(2, f"（{ordinal(next(heads))}）近期到期事项")
        yield Block(0, sentence("；".join(deadline_words(pack, one, pack.as_of) for one in ahead)))
    yield Block(2, f"（{ordinal(next(heads))}）工作要求")
    yield Block(0, gap("对未达成事项的整改要求、责任单位和完成时限"))


def deadline_words(pack: Pack, one: Deadline, as_of: date) -> str:
    """2023年12月25日，2023年下半年工作总结，还差3个单位."""
    day = show_date(one.due_on)
    if one.kind == "report":
        return f"{day}，{one.title}报送截止，还差{pack.names.get(one.unit) or f'{one.open_count}个单位'}"
    kind = "办结" if one.kind == "task" else f"{DEADLINE_NAMES[one.kind]}到期"
    return f"{day}，{pack.names.get(one.unit, '')}“{one.title}”{kind}"
