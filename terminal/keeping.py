"""Commands about the store: status, history, undo, backup, restore, doctor, demo."""

from __future__ import annotations

import argparse
import json
from contextlib import closing

from services import demo, doctor, history
from services.store import open_store
from terminal.names import DONE, REFUSED, TERMINAL, UsageError, find_kind, open_named, place_of, split_path
from terminal.printing import print_records, show_step


def run_status(options: argparse.Namespace) -> int:
    """Prints what the store holds."""
    with closing(open_named(options)) as store:
        state = history.describe_store(store)
        if options.format == "json":
            print(json.dumps(state.as_record(), ensure_ascii=False))
            return DONE
        print(f"数据目录：{store.path}\n当前版本：{state.version}")
        titles = {"dataset": "种类", "rows": "现有行数", "units": "单位数", "last_accepted_at": "最近入库时间"}
        print_records(state.datasets, options.format, titles)
    return DONE


def run_history(options: argparse.Namespace) -> int:
    """Prints uploads and versions, newest first."""
    with closing(open_named(options)) as store:
        kind = find_kind(options.dataset) if options.dataset else None
        titles = {
            "version": "版本", "kind": "类型", "made_at": "时间", "made_by": "办理人", "on_behalf_of": "代收单位",
            "file": "文件", "datasets": "种类", "opened": "新开行", "closed": "结束行", "state": "状态", "reason": "原因",
        }  # fmt: skip
        print_records(history.list_history(store, kind), options.format, titles)
    return DONE


def run_undo(options: argparse.Namespace) -> int:
    """Restores the state before one version."""
    with closing(open_named(options)) as store:
        made = history.undo(store, options.version, options.reason, TERMINAL)
        print(f"已撤销版本{options.version}，恢复后的状态为版本{made}。")
    return DONE


def run_backup(options: argparse.Namespace) -> int:
    """Copies the database and verifies the copy by opening it."""
    with closing(open_named(options)) as store:
        print(history.back_up(store, options.output, TERMINAL))
    return DONE


def run_restore(options: argparse.Namespace) -> int:
    """Brings a backup back; the present database is put aside, not deleted."""
    folder, database = place_of(options)
    print(history.bring_back(folder, database, options.file))
    return DONE


def run_doctor(options: argparse.Namespace) -> int:
    """Self-test of libraries, fonts, store, versions, disk."""
    folder, database = place_of(options)
    findings = doctor.examine(folder, database)
    if options.format == "json":
        print(json.dumps([finding.as_record() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.word}　{finding.name}：{finding.text}")
    return DONE if all(finding.is_good for finding in findings) else REFUSED


def run_demo(options: argparse.Namespace) -> int:
    """Loads the demo county into an empty store."""
    folder, database = split_path(options.into)
    with closing(open_store(folder, database=database)) as store:
        if not store.is_empty():
            raise UsageError(f"{folder}里已有数据，演示数据只能装入空的数据目录。")
        summary = demo.load_demo(store, shown=show_step)
    print(summary)
    return DONE
