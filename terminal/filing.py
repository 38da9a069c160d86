"""Commands about workbooks: load, check, annotate, template."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from config.code_tables import codes_of, load_code_tables
from config.contracts import load_collected, load_contracts
from services import loading, submit, templates
from services.store import Store
from terminal.names import DONE, REFUSED, TERMINAL, UsageError, find_kind, find_unit, open_named
from terminal.printing import print_receipts, progress_for


def run_load(options: argparse.Namespace) -> int:
    """Reads, checks and accepts files, each whole or not at all."""
    with closing(open_named(options)) as store:
        receipts = loading.load_files(
            store, options.files, TERMINAL, reading_options(store, options), accepting=True, shown=progress_for(options)
        )
        return print_receipts(receipts, options)


def run_check(options: argparse.Namespace) -> int:
    """The same as load, storing nothing."""
    with closing(open_named(options)) as store:
        receipts = loading.load_files(
            store,
            options.files,
            TERMINAL,
            reading_options(store, options),
            accepting=False,
            shown=progress_for(options),
        )
        return print_receipts(receipts, options)


def run_annotate(options: argparse.Namespace) -> int:
    """Writes the marked copy of one workbook."""
    if not options.file.is_file():
        raise UsageError(f"没有{options.file}这个文件。")
    with closing(open_named(options)) as store:
        draft = submit.examine_upload(
            store, options.file, options.file.name, TERMINAL, options=reading_options(store, options)
        )
        try:
            options.output.write_bytes(submit.marked_copy(store, draft))
        finally:
            submit.drop(store, draft)
        print(f"{options.output}：标出{len(draft.examined.problems)}处问题。")
        return DONE if draft.is_acceptable else REFUSED


def run_template(options: argparse.Namespace) -> int:
    """Writes one template, or all of them into a folder."""
    with closing(open_named(options)) as store:
        kinds = list(load_collected()) if options.kind == "all" else [find_kind(options.kind)]
        unit = find_unit(store, options.unit) if options.unit else ""
        many = options.kind == "all"
        if many:
            options.output.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            target = options.output / f"{load_contracts()[kind].title}.xlsx" if many else options.output
            target.write_bytes(templates.fill_template(store, kind, unit))
            print(target)
    return DONE


def reading_options(store: Store, options: argparse.Namespace) -> submit.Options:
    return submit.Options(
        dataset=find_kind(options.dataset) if options.dataset else None,
        reported_on=options.reported_on,
        replaces=options.replace,
        accept_incomplete=getattr(options, "accept_incomplete", False),
        mapping=_mapping(options.map) if options.map else {},
        codes=codes_of({load_code_tables()[one].field: one for one in options.code_table}),
    )


def _mapping(path: Path) -> Mapping[str, str]:
    try:
        return loading.read_mapping(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"列名对照文件{path}读不出来：{error}。") from error
