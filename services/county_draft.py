"""The county's paper out of a pack: 汇报 for a meeting, 通报 to the units. Facts by plain rules, nothing invented.

Order: 总体情况, 主要做法和成效, 存在问题, 下一步工作, 附件. A unit is praised only by name of a confirmed distinction.
What the data cannot know stands as a marked gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from config.reference import Area
from metrics.listings import Task
from metrics.sentences import name_units, say_open, show_date
from services.agenda import MOST_CHARACTERS, deadline_words
from services.pack_contents import Pack, PackFigure, PackMetric
from services.pack_titles import is_blank
from services.pack_words import change_words, counted_words, explained_words, nothing_words, say_compared, value_words
from services.paper import Block, Paper, gap, ordinal, quoted, sentence
from services.unit_table import unit_table

PaperKind = Literal["汇报", "通报"]
_MOST_UNITS = 8
_MOST_DEADLINES = 10
_TASKS = "督办事项"


def draft_county_paper(pack: Pack, kind: PaperKind) -> Paper:
    """The draft of the county's paper at the pack's day."""
    is_notice = kind == "通报"
    to_meeting = f"向{pack.meeting}" if pack.meeting and not is_notice else ""
    blocks = [
        Block(0, f"现将{pack.scope_name}首席数据官工作情况{to_meeting}{kind}如下。文中数字均截至{show_date(pack.as_of)}，"
                 f"{say_compared(pack.compared_on, pack.compared_words)}，"
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


def say_figure(one: PackMetric, line: PackFigure, *, change: bool = True) -> str:
    """政务信息系统上云率36.0%（32/89，数据编号Z12-000），上升8.3个百分点."""
    if not line.figure.denominator:
        why = "未报送" if line.figure.silent_units else nothing_words(one.metric, line.figure)
        return f"{one.short_name}{why}（数据编号{line.number}）"
    value = "无法计算" if line.figure.is_unfilled else value_words(one.metric, line.figure)
    words = f"{one.short_name}{value}"
    words += f"（{counted_words(line.figure)}，数据编号{line.number}）"
    return f"{words}，{change_words(line.change)}" if change and line.change is not None else words


def _notes(one: PackMetric) -> str:
    """，26个单位已报25个，其中6项未填报，另有31个不纳入; empty when there is nothing to say."""
    figure, measure = one.county.figure, one.metric.subject_noun[0]
    reported = f"，{figure.units_in_scope}个单位已报{figure.units_in_scope - figure.silent_units}个"
    parts = (
        (figure.silent_units, reported),
        (figure.unreported, f"，其中{figure.unreported}{measure}未填报"),
        (figure.exempt, f"，另有{figure.exempt}{measure}不纳入"),
        (figure.unknown, f"，另有{figure.unknown}{measure}无法回溯"),
    )
    return "".join(words for count, words in parts if count)


def _overall(pack: Pack) -> Iterator[Block]:
    lit: dict[str, list[str]] = {}
    for one in pack.headlines():
        lit.setdefault(one.county.light.word if one.county.light else "", []).append(one.short_name)
    parts = [f"{len(names)}项{word}（{'、'.join(names)}）" for word, names in lit.items() if word]
    if names := lit.get(""):
        parts.append(f"{len(names)}项目标未确认、只列数字")
    if parts:
        yield Block(0, f"截至{show_date(pack.as_of)}，{len(pack.headlines())}项主要指标中，{'，'.join(parts)}。")
    figures = [say_figure(one, one.county, change=False) + _notes(one) for one in pack.headlines()]
    yield Block(0, sentence(f"截至{show_date(pack.as_of)}，{'；'.join(figures)}"))
    if pack.changes and pack.compared_on:
        changes = "；".join(change.partition("，")[2].rstrip("。") for change in pack.changes)
        yield Block(0, sentence(f"自{show_date(pack.compared_on)}以来，{changes}"))
    if pack.restated:
        yield Block(0, pack.restated)


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
    found: dict[str, list[str]] = {}
    for area in pack.areas:
        if texts := [text for one in pack.of_area(area) if (text := _problem(pack, area, one))]:
            found[area.title] = ["；".join(texts)]
    if overdue := [task for task in pack.tasks if task.is_overdue]:
        words = "；".join(f"{_task_words(pack, task)}，逾期{-task.days_left}天" for task in overdue)
        found.setdefault(_TASKS, []).append(f"{len(overdue)}项督办事项逾期未办结：{words}")
    if silent := _silent_units(pack):
        found["未报送资料"] = [silent]
    for place, (title, texts) in enumerate(found.items(), 1):
        yield Block(2, f"（{ordinal(place)}）{title}")
        yield from (Block(0, sentence(f"截至{show_date(pack.as_of)}，{text}")) for text in texts)
    if not found:
        nothing = "尚无数据，不能统计未达成事项" if is_blank(pack) else "已统计的指标没有未达成事项"
        yield Block(0, f"截至{show_date(pack.as_of)}，{nothing}。")


def _task_words(pack: Pack, task: Task) -> str:
    """县交通运输局“治超检测记录共享”（督〔2023〕8号），时限2024年4月30日."""
    named = f"{pack.names[task.unit]}{quoted(task.content, MOST_CHARACTERS)}（{task.task_no}）"
    return f"{named}，时限{show_date(task.due_on)}"


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
    words = f"{say_figure(one, line)}{state}，{say_open(one.metric, line.figure)}{named}"
    said = explained_words(one.rows, one.metric.subject_noun[0])
    return f"{words}，{said}" if said else words


def _silent_units(pack: Pack) -> str:
    owed: dict[str, list[str]] = {}
    for one in pack.metrics:
        for line in one.units:
            if line.figure.silent_units:
                titles = owed.setdefault(line.figure.unit, [])
                titles += [title for title in one.sources if title not in titles and one.metric.silent_dataset]
    together: dict[str, list[str]] = {}
    for unit, titles in owed.items():
        together.setdefault("、".join(titles), []).append(pack.names[unit])
    return "；".join(f"{'、'.join(names)}未报送{titles}" for titles, names in together.items())


def _next_steps(pack: Pack, kind: PaperKind) -> Iterator[Block]:
    heads = iter(range(1, 10))
    if pack.matters and kind == "汇报":
        yield Block(2, f"（{ordinal(next(heads))}）提请协调解决事项")
        for number, text in enumerate(_matters(pack), 1):
            yield Block(0, f"{number}.{text}")
    open_tasks = [task for task in pack.tasks if task.closed_on is None and not task.is_overdue]
    if open_tasks:
        yield Block(2, f"（{ordinal(next(heads))}）按期办结督办事项")
        words = "；".join(_task_words(pack, task) for task in open_tasks)
        yield Block(0, sentence(f"截至{show_date(pack.as_of)}，在办{len(open_tasks)}项：{words}"))
    ahead = [one for one in pack.deadlines if one.kind != "task"][:_MOST_DEADLINES]
    if ahead:
        yield Block(2, f"（{ordinal(next(heads))}）近期到期事项")
        yield Block(0, sentence("；".join(deadline_words(one, pack.names) for one in ahead)))
    yield Block(2, f"（{ordinal(next(heads))}）工作要求")
    yield Block(0, gap("对未达成事项的整改要求、责任单位和完成时限"))


def _matters(pack: Pack) -> Iterator[str]:
    """Calls for help one by one; the overdue tasks, told under 存在问题 already, together."""
    overdue = [task for task in pack.tasks if task.is_overdue]
    for matter in pack.matters:
        if pack.task_of(matter) not in overdue:
            yield f"{sentence(pack.names[matter.unit] + matter.sentence)}（{matter.since}）"
    if overdue:
        named = "、".join(f"{pack.names[task.unit]}{task.task_no}" for task in overdue)
        yield f"逾期未办结的督办事项{len(overdue)}项（{named}），请会议研究督促办结。"
