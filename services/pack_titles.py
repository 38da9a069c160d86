"""The findings that stand as titles over the common pages of a meeting: the same words on screen and in the deck."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from metrics.sentences import name_units
from services.pack_contents import Pack, PackMetric

_WORDS = ("达标", "基本达标", "未达标", "无数据", "未定目标")
_ORDER = {"missed": 0, "near": 1}


def say_overall(pack: Pack) -> str:
    """How many headline figures stand where, and how many rose and fell."""
    by_word: dict[str, int] = {}
    for one in pack.headlines():
        word = one.county.light.word if one.county.light else "未定目标"
        by_word[word] = by_word.get(word, 0) + 1
    title = "、".join(f"{by_word[word]}项{word}" for word in _WORDS if word in by_word)
    title = f"{len(pack.headlines())}项主要指标：{title}"
    changes = [one.county.change for one in pack.headlines() if one.county.change is not None]
    if changes:
        moved = (("上升", sum(one > 0 for one in changes)), ("下降", sum(one < 0 for one in changes)))
        title += f"；与{pack.compared_words}相比" + "、".join(f"{count}项{word}" for word, count in moved if count)
        title = title if any(count for _, count in moved) else f"{title}均持平"
    return title


def lead_metrics(pack: Pack) -> tuple[PackMetric, ...]:
    """The rates that stand for the task areas of the pack, in its order."""
    return tuple(one for area in pack.areas if (one := pack.metric(area.lead)) and not one.metric.is_count)


def count_missed(pack: Pack, leads: Sequence[PackMetric]) -> dict[str, int]:
    """Unit code → how many of these figures are 未达标; units without any are left out."""
    missed: dict[str, int] = {}
    for unit in pack.judged_units:
        lines = [one.of(unit.code) for one in leads]
        if count := sum(bool(line and line.light and line.light.code == "missed") for line in lines):
            missed[unit.code] = count
    return missed


def count_blank(pack: Pack, leads: Sequence[PackMetric]) -> int:
    """Units that sent nothing, or filled in nothing, of one of these figures."""
    return sum(
        any(
            line and (line.figure.silent_units or line.figure.is_unfilled)
            for line in (one.of(unit.code) for one in leads)
        )
        for unit in pack.judged_units
    )


def say_missed(missed: Mapping[str, int], names: Mapping[str, str], blank: int) -> str:
    """How many units have a task below its target, and which have most. blank: as count_blank."""
    if not missed:
        return "已定目标的任务没有未达标单位" + (f"，{blank}个单位有任务未填报或未报送" if blank else "")
    most = max(missed.values())
    worst = [unit for unit, count in missed.items() if count == most]
    if len(worst) == len(missed):
        return f"{name_units(worst, names)}{'各' if len(worst) > 1 else ''}有{most}项任务未达标"
    return f"{len(missed)}个单位有未达标任务，未达标最多的是{name_units(worst, names)}（{most}项）"


def say_unit_tasks(pack: Pack, leads: Sequence[PackMetric]) -> str:
    """say_missed of a pack; what nobody reported is no success."""
    if is_blank(pack):
        return "尚无数据，不能统计各单位未达标任务"
    return say_missed(count_missed(pack, leads), pack.names, count_blank(pack, leads))


def count_open(one: PackMetric) -> int:
    """Subjects counted and not yet achieved, in the whole scope."""
    return one.county.figure.denominator - one.county.figure.numerator


def find_problems(pack: Pack) -> list[PackMetric]:
    """The rates with open subjects: those below a confirmed target first, then by how many are open."""
    found = [one for one in pack.metrics if count_open(one) and not one.metric.is_count]
    return sorted(
        found, key=lambda one: (_ORDER.get(one.county.light.code if one.county.light else "", 2), -count_open(one))
    )


def is_blank(pack: Pack) -> bool:
    """Whether nothing at all is counted: no unit in scope, or nothing reported yet."""
    return not any(one.county.figure.denominator for one in pack.metrics)


def say_problems(pack: Pack, problems: Sequence[PackMetric]) -> str:
    """Which figures are below their confirmed targets; what nobody reported is no success."""
    if not problems:
        return "尚无数据，不能统计未达成事项" if is_blank(pack) else "没有未达成事项"
    below = [one for one in problems if one.county.light and one.county.light.code == "missed"]
    return (
        f"{len(below)}项指标未达标：{'、'.join(one.short_name for one in below[:4])}" if below else "没有未达标的指标"
    )


def say_matters(pack: Pack) -> str:
    return f"{len(pack.matters)}件事提请协调解决" if pack.matters else "没有需要提请协调解决的事项"


def say_tasks(pack: Pack) -> str:
    """How the tasks handed out stand."""
    if not pack.tasks:
        return "没有督办事项"
    overdue = sum(task.is_overdue for task in pack.tasks)
    closed = sum(task.closed_on is not None for task in pack.tasks)
    states = (("办结", closed), ("在办未到期", len(pack.tasks) - overdue - closed), ("逾期未办结", overdue))
    return f"交办{len(pack.tasks)}项：{'，'.join(f'{word}{count}项' for word, count in states if count)}"
