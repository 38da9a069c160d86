"""Commands about figures: figures, rows, and the papers made from them."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import date

from exports import papers
from exports.draft_report import export_report
from services import drafts, figures
from services.compared import build_present_pack
from services.meetings import frozen_pack
from services.pack import Pack
from services.store import Store
from terminal.names import (
    DONE,
    TERMINAL,
    UsageError,
    check_version,
    find_metric,
    find_outcome,
    find_unit,
    open_named,
    write_output,
)
from terminal.printing import FIGURE_KEYS, FIGURE_TITLES, figure_record, print_records, row_record, show_share


def run_figures(options: argparse.Namespace) -> int:
    """Prints the figures per unit and 全县."""
    with closing(open_named(options)) as store:
        days = options.as_of or [date.today()]
        metrics = [find_metric(text) for text in options.metric] if options.metric else None
        unit = find_unit(store, options.unit) if options.unit else ""
        check_version(store, options.known_at)
        counted = figures.list_figures(store, days, metrics, TERMINAL, unit=unit, known_at=options.known_at)
        names = figures.full_names(store)
        records = [figure_record(figure, names) for figure in counted]
        print_records(records, options.format, dict(zip((*FIGURE_KEYS, "rate"), FIGURE_TITLES, strict=True)))
    return DONE


def run_rows(options: argparse.Namespace) -> int:
    """Prints the subjects behind a figure."""
    with closing(open_named(options)) as store:
        outcomes = tuple(find_outcome(text) for text in options.outcome or ())
        unit = find_unit(store, options.unit) if options.unit else ""
        rows = figures.list_rows(
            store, find_metric(options.metric), options.as_of or date.today(), TERMINAL, unit=unit, outcomes=outcomes
        )
        names = figures.full_names(store)
        titles = {
            "unit": "单位", "key": "对象", "label": "名称", "outcome": "结果",
            "file": "文件", "sheet": "工作表", "row": "行", "version": "版本",
        }  # fmt: skip
        print_records([row_record(row, names) for row in rows], options.format, titles)
    return DONE


def run_export(options: argparse.Namespace) -> int:
    """Writes one of the papers, or all of them as a zip."""
    with closing(open_named(options)) as store:
        unit = find_unit(store, options.unit) if options.unit else ""
        if unit and options.paper != "onepage":
            raise UsageError("--unit 只用于 export onepage。")
        pack = _pack(store, options)
        try:
            content = papers.export_paper(
                pack, options.paper, unit=unit, as_html=options.output.suffix in (".html", ".htm"), tell=show_share
            )
        except papers.UnitNotInScope:
            raise UsageError(f"{options.unit}在{pack.as_of}尚未纳入范围，没有一页纸。") from None
    return write_output(options.output, content)


def _pack(store: Store, options: argparse.Namespace) -> Pack:
    """The pack to make papers from: a frozen meeting's own, or one counted now."""
    if options.meeting is None:
        return build_present_pack(store, options.as_of or date.today(), TERMINAL)
    if options.as_of:
        raise UsageError("--meeting已定下数据截至日期，不能再写--as-of。")
    return frozen_pack(store, options.meeting, TERMINAL)


def run_draft_report(options: argparse.Namespace) -> int:
    """Writes the draft of one unit's half-year report."""
    with closing(open_named(options)) as store:
        unit = find_unit(store, options.unit)
        try:
            paper = drafts.draft_report(store, unit, options.period, TERMINAL)
        except drafts.UnknownPeriod as fault:
            raise UsageError(str(fault)) from None
        except KeyError:
            raise UsageError(f"{options.unit}在{options.period}尚未纳入范围，没有总结可起草。") from None
    return write_output(options.output, export_report(paper))


def run_draft_county(options: argparse.Namespace) -> int:
    """Writes the draft of the county's notice, or of its summary of the pilot."""
    with closing(open_named(options)) as store:
        pack = build_present_pack(store, options.as_of or date.today(), TERMINAL)
    return write_output(options.output, papers.export_paper(pack, options.kind))
