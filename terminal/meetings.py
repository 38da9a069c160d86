"""Commands about meetings: list, prepare, check, freeze, and the figures of a frozen one counted again."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from typing import Any

from config.contracts import load_contracts
from config.reference import load_areas
from metrics.figure import COUNTY, Figure
from metrics.lights import Light
from services import figures, meeting_check, meetings, recount
from services.meetings import AgendaItem, Meeting
from services.pack_words import NOT_BEGUN, value_words
from terminal.names import DONE, REFUSED, TERMINAL, UsageError, find_unit, open_named
from terminal.printing import print_records, show_share

_MEETING_TITLES = {
    "id": "编号", "name": "名称", "held_on": "会议日期", "as_of": "数据截至", "state": "状态",
    "frozen_at": "冻结时间", "frozen_version": "数据版本",
}  # fmt: skip
_DIFFERENCE_TITLES = {
    "number": "数据编号", "name": "指标", "unit": "单位", "frozen": "会议所见", "now": "现行口径重算", "reasons": "原因",
}  # fmt: skip


def run_list(options: argparse.Namespace) -> int:
    """Prints the meetings, newest first."""
    with closing(open_named(options)) as store:
        records = [_record(one) for one in meetings.list_meetings(store, TERMINAL)]
    print_records(records, options.format, _MEETING_TITLES)
    return DONE


def run_prepare(options: argparse.Namespace) -> int:
    """Writes down a meeting; prints its number."""
    with closing(open_named(options)) as store:
        pages = [AgendaItem("area", _find_area(text)) for text in options.area or ()]
        pages += [AgendaItem("unit", find_unit(store, text)) for text in options.unit or ()]
        made = meetings.prepare(
            store, TERMINAL, name=options.name, held_on=options.held_on, as_of=options.as_of or options.held_on,
            agenda=pages, notes=options.notes,
        )  # fmt: skip
    print(f"已筹备“{made.name}”，编号{made.id}。核对后用meeting freeze {made.id}冻结。")
    return DONE


def run_check(options: argparse.Namespace) -> int:
    """Prints what should be looked after before freezing; exit status 1 when there is something."""
    with closing(open_named(options)) as store:
        meeting = meetings.read_meeting(store, options.id, TERMINAL)
        found = meeting_check.check_before(store, meeting, TERMINAL)
        names = figures.full_names(store)
    since = found.compared_on
    print(
        f"与{since}相比变动最大的指标："
        if since
        else f"{'上次会议' if found.has_last_meeting else '半年前'}{NOT_BEGUN}"
    )
    for move in found.moves:
        before, after = value_words(move.metric, move.before), value_words(move.metric, move.after)
        print(f"　{move.metric.name}　{before} → {after}")
    titles = {contract.id: contract.title for contract in load_contracts().values()}
    parts = (("未报送的表", found.silent), ("待补正", found.pending), ("提醒", found.warnings))
    for word, findings in parts:
        print(f"{word}：{len(findings)}项")
        for one in findings:
            table = titles.get(one.dataset, "")
            print(f"　{names.get(one.unit, '多个单位')}　{table}　{one.about}　{one.what}")
    print(f"未达成且没有情况说明：{sum(len(one.labels) for one in found.unexplained)}项")
    for miss in found.unexplained:
        print(f"　{names[miss.unit]}　{miss.metric.name}　{'、'.join(miss.labels)}")
    return DONE if found.is_clear else REFUSED


def run_freeze(options: argparse.Namespace) -> int:
    """Freezes a meeting."""
    with closing(open_named(options)) as store:
        meeting = meetings.read_meeting(store, options.id, TERMINAL)
        frozen = meetings.freeze(store, meeting, TERMINAL, progress=show_share)
    print(f"“{frozen.name}”已冻结：数据第{frozen.frozen_version}版，截至{frozen.as_of}。")
    return DONE


def run_recount(options: argparse.Namespace) -> int:
    """Prints the figures that would be others today, with the reasons; exit status 1 when there are any."""
    with closing(open_named(options)) as store:
        differences = recount.recount(store, options.id, TERMINAL)
        records = [_difference(one, figures.full_names(store)) for one in differences]
    print_records(records, options.format, _DIFFERENCE_TITLES)
    return REFUSED if records else DONE


def _record(meeting: Meeting) -> dict[str, Any]:
    return {
        "id": meeting.id, "name": meeting.name, "held_on": meeting.held_on.isoformat(),
        "as_of": meeting.as_of.isoformat(), "state": meeting.state,
        "frozen_at": meeting.frozen_at.isoformat(sep=" ", timespec="minutes") if meeting.frozen_at else None,
        "frozen_version": meeting.frozen_version,
    }  # fmt: skip


def _difference(one: recount.Difference, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "number": one.number, "name": one.name, "unit": COUNTY if one.unit == COUNTY else names.get(one.unit, one.unit),
        "frozen": _counted(one.frozen, one.frozen_light), "now": _counted(one.now, one.now_light),
        "reasons": list(one.reasons),
    }  # fmt: skip


def _counted(figure: Figure | None, light: Light | None) -> str:
    if figure is None:
        return "—"
    share = f"（{figure.percent}%）" if figure.percent is not None else ""
    return f"{figure.numerator}/{figure.denominator}{share}{light.word if light else ''}"


def _find_area(text: str) -> str:
    for area in load_areas():
        if text in (area.id, area.title):
            return area.id
    raise UsageError(f"没有“{text}”这项重点任务。可用：{'、'.join(area.title for area in load_areas())}。")
