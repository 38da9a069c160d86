"""The terminal: the same services as the pages, for the technician, for scripts and for tests.

Exit status: 0 done, 1 something was refused or differs, 2 wrong usage, 3 the store is in use by the running app.
Human output is Chinese; `--json` and `--format json` are for programs and stay stable.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from config.contracts import load_contracts
from config.settings import load_settings
from exports import papers
from exports.draft_report import export_report
from metrics.catalog import load_catalog
from metrics.figure import COUNTY, OUTCOME_NAMES, Figure, Outcome, SubjectRow
from services import demo, doctor, drafts, figures, history, loading, submit, templates
from services.actor import Actor, NotAllowed
from services.faults import log_fault
from services.pack import build_pack
from services.store import Store, StoreFailed, StoreInUse, open_store

DONE, REFUSED, USAGE, IN_USE = 0, 1, 2, 3
TERMINAL = Actor(name="终端", role="技术员", origin="终端")
ARGUMENT_ERRORS = (
    ("the following arguments are required: ", "缺少参数："),
    ("unrecognized arguments: ", "不认识的参数："),
    ("expected at least one argument", "后面至少要有一个值"),
    ("expected one argument", "后面要有一个值"),
    ("invalid choice: ", "没有这个选项："),
    ("choose from ", "可选："),
    ("invalid int value: ", "应为整数："),
    ("argument ", "参数"),
)
FIGURE_KEYS = ("metric", "unit", "as_of", "numerator", "denominator", "exempt", "unreported", "unknown", "silent_units")
FIGURE_TITLES = ("指标", "单位", "统计时点", "分子", "分母", "不纳入", "未填报", "无法回溯", "未报单位", "比率")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit status."""
    parser = build_parser()
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except StoreInUse as busy:
        print(f"数据库正在被使用：{busy}\n请先停止看板程序，或在看板页面上办理。", file=sys.stderr)
        return IN_USE
    except (NotAllowed, UsageError, submit.Refused) as refusal:
        print(str(refusal), file=sys.stderr)
        return USAGE if isinstance(refusal, UsageError) else REFUSED
    except StoreFailed as failure:
        number = log_fault(failure, _place(options)[0])
        print(f"数据没有写入，已入库的数据不受影响。请检查磁盘空间后重试。记录编号：{number}。", file=sys.stderr)
        return REFUSED
    except Exception as error:  # a traceback is for the log, not for the person at the terminal
        number = log_fault(error, _place(options)[0])
        print(f"程序出错，没有办成。详情见数据目录的logs/faults.log，记录编号：{number}。", file=sys.stderr)
        return REFUSED


class ChineseParser(argparse.ArgumentParser):
    """argparse with its own words in Chinese."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "add_help": False})
        self._positionals.title, self._optionals.title = "参数", "选项"
        self.add_argument("-h", "--help", action="help", help="显示本说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        """Exit status 2; argparse's own message names the argument, the sentence before it is Chinese."""
        for english, chinese in ARGUMENT_ERRORS:
            message = message.replace(english, chinese)
        self.exit(USAGE, f"{self.format_usage()}{self.prog}：命令有误：{message}\n")


class UsageError(Exception):
    """A wrong argument that argparse cannot see; the text is Chinese."""


def build_parser() -> argparse.ArgumentParser:
    """All commands of the terminal with their options."""
    parser = ChineseParser(prog="cli.py", description="海丰县首席数据官制度试点看板：终端命令")
    parser.add_argument("--warehouse", type=Path, help="数据库文件；它所在的文件夹就是数据目录")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    load = commands.add_parser("load", help="读入、检查、入库")
    load.set_defaults(run=run_load)
    check = commands.add_parser("check", help="只检查，不入库")
    check.set_defaults(run=run_check)
    for command in (load, check):
        command.add_argument("files", nargs="+", type=Path, metavar="文件")
        _add_reading_options(command)
        command.add_argument("--accept-incomplete", action="store_true", help="带问题入库：读不出的格记为未填报、待补正")
        command.add_argument("--json", action="store_true", help="每个文件输出一行JSON")

    annotate = commands.add_parser("annotate", help="生成问题标注表")
    annotate.add_argument("file", type=Path, metavar="文件")
    annotate.add_argument("-o", "--output", type=Path, required=True)
    _add_reading_options(annotate)
    annotate.set_defaults(run=run_annotate)

    template = commands.add_parser("template", help="生成空白或预填的报送表")
    template.add_argument("kind", metavar="种类", help="种类编号或名称；all为全部")
    template.add_argument("-o", "--output", type=Path, required=True)
    template.add_argument("--unit", help="按该单位现有资料预填")
    template.set_defaults(run=run_template)

    counts = commands.add_parser("figures", help="各单位和全县的数字")
    counts.add_argument("--as-of", action="append", type=_day, metavar="日期")
    counts.add_argument("--metric", action="append", metavar="指标")
    counts.add_argument("--unit", metavar="单位")
    counts.add_argument("--known-at", type=int, metavar="版本", help="按该版本当时的资料计算")
    counts.set_defaults(run=run_figures)

    rows = commands.add_parser("rows", help="数字背后的对象")
    rows.add_argument("metric", metavar="指标")
    rows.add_argument("--as-of", type=_day, metavar="日期")
    rows.add_argument("--unit", metavar="单位")
    rows.add_argument("--outcome", action="append", choices=[*OUTCOME_NAMES, *OUTCOME_NAMES.values()], metavar="结果")
    rows.set_defaults(run=run_rows)

    status = commands.add_parser("status", help="数据目录里有什么")
    status.set_defaults(run=run_status)
    versions = commands.add_parser("history", help="报送和版本")
    versions.add_argument("--dataset", metavar="种类")
    versions.set_defaults(run=run_history)
    for command in (counts, rows, status, versions):
        command.add_argument("--format", choices=("table", "json", "csv"), default="table")

    undo = commands.add_parser("undo", help="撤销一个版本")
    undo.add_argument("version", type=int, metavar="版本")
    undo.add_argument("--reason", required=True, metavar="原因")
    undo.set_defaults(run=run_undo)

    export = commands.add_parser("export", help="生成会议材料")
    export.add_argument("paper", choices=papers.PAPERS, metavar="材料", help=papers.PAPERS_HELP)
    export.add_argument("--unit", metavar="单位", help="只用于onepage：该单位的一页纸")
    export.set_defaults(run=run_export)
    draft = commands.add_parser("draft", help="起草文稿").add_subparsers(dest="kind", required=True, metavar="文稿")
    report = draft.add_parser("report", help="单位半年度工作总结")
    report.add_argument("--unit", required=True, metavar="单位")
    report.add_argument("--period", required=True, metavar="报告期", help="如2023年上半年")
    report.set_defaults(run=run_draft_report)
    notice = draft.add_parser("notice", help="全县通报")
    notice.set_defaults(run=run_draft_notice)
    for command in (export, notice):
        command.add_argument("--as-of", type=_day, metavar="日期")
    for command in (export, report, notice):
        command.add_argument("-o", "--output", type=Path, required=True, metavar="文件")

    backup = commands.add_parser("backup", help="备份并核对")
    backup.add_argument("output", type=Path, metavar="文件")
    backup.set_defaults(run=run_backup)
    restore = commands.add_parser("restore", help="从备份恢复")
    restore.add_argument("file", type=Path, metavar="文件")
    restore.set_defaults(run=run_restore)
    self_test = commands.add_parser("doctor", help="自检")
    self_test.add_argument("--format", choices=("table", "json"), default="table")
    self_test.set_defaults(run=run_doctor)
    demo_county = commands.add_parser("demo", help="装入演示县的数据")
    demo_county.add_argument("--into", type=Path, required=True, metavar="目录", help="数据目录，或数据库文件（.duckdb）")
    demo_county.set_defaults(run=run_demo)
    return parser


def run_load(options: argparse.Namespace) -> int:
    """Reads, checks and accepts files, each whole or not at all."""
    with closing(_open(options)) as store:
        receipts = loading.load_files(
            store, options.files, TERMINAL, _reading_options(store, options), accepting=True, shown=_show_progress(options)
        )
        return _print_receipts(receipts, options)


def run_check(options: argparse.Namespace) -> int:
    """The same as load, storing nothing."""
    with closing(_open(options)) as store:
        receipts = loading.load_files(
            store, options.files, TERMINAL, _reading_options(store, options), accepting=False, shown=_show_progress(options)
        )
        return _print_receipts(receipts, options)


def run_annotate(options: argparse.Namespace) -> int:
    """Writes the marked copy of one workbook."""
    if not options.file.is_file():
        raise UsageError(f"没有{options.file}这个文件。")
    with closing(_open(options)) as store:
        draft = submit.examine_upload(store, options.file, options.file.name, TERMINAL, options=_reading_options(store, options))
        try:
            options.output.write_bytes(submit.marked_copy(store, draft))
        finally:
            submit.drop(store, draft)
        print(f"{options.output}：标出{len(draft.examined.problems)}处问题。")
        return DONE if draft.is_acceptable else REFUSED


def run_template(options: argparse.Namespace) -> int:
    """Writes one template, or all of them into a folder."""
    with closing(_open(options)) as store:
        kinds = list(load_contracts()) if options.kind == "all" else [_kind(options.kind)]
        unit = _unit(store, options.unit) if options.unit else ""
        many = options.kind == "all"
        if many:
            options.output.mkdir(parents=True, exist_ok=True)
        for kind in kinds:
            target = options.output / f"{load_contracts()[kind].title}.xlsx" if many else options.output
            target.write_bytes(templates.fill_template(store, kind, unit))
            print(target)
    return DONE


def run_figures(options: argparse.Namespace) -> int:
    """Prints the figures per unit and 全县."""
    with closing(_open(options)) as store:
        days = options.as_of or [date.today()]
        metrics = [_metric(text) for text in options.metric] if options.metric else None
        unit = _unit(store, options.unit) if options.unit else ""
        _check_version(store, options.known_at)
        counted = figures.list_figures(store, days, metrics, TERMINAL, unit=unit, known_at=options.known_at)
        names = figures.full_names(store)
        records = [_figure_record(figure, names) for figure in counted]
        _print_records(records, options.format, dict(zip((*FIGURE_KEYS, "rate"), FIGURE_TITLES, strict=True)))
    return DONE


def run_rows(options: argparse.Namespace) -> int:
    """Prints the subjects behind a figure."""
    with closing(_open(options)) as store:
        outcomes = tuple(_outcome(text) for text in options.outcome or ())
        unit = _unit(store, options.unit) if options.unit else ""
        rows = figures.list_rows(
            store, _metric(options.metric), options.as_of or date.today(), TERMINAL, unit=unit, outcomes=outcomes
        )
        names = figures.full_names(store)
        titles = {
            "unit": "单位", "key": "对象", "label": "名称", "outcome": "结果",
            "file": "文件", "sheet": "工作表", "row": "行", "version": "版本",
        }  # fmt: skip
        _print_records([_row_record(row, names) for row in rows], options.format, titles)
    return DONE


def run_status(options: argparse.Namespace) -> int:
    """Prints what the store holds."""
    with closing(_open(options)) as store:
        state = history.describe_store(store)
        if options.format == "json":
            print(json.dumps(state.as_record(), ensure_ascii=False))
            return DONE
        print(f"数据目录：{store.path}\n当前版本：{state.version}")
        titles = {"dataset": "种类", "rows": "现有行数", "units": "单位数", "last_accepted_at": "最近入库时间"}
        _print_records(state.datasets, options.format, titles)
    return DONE


def run_history(options: argparse.Namespace) -> int:
    """Prints uploads and versions, newest first."""
    with closing(_open(options)) as store:
        kind = _kind(options.dataset) if options.dataset else None
        titles = {
            "version": "版本", "kind": "类型", "made_at": "时间", "made_by": "办理人", "on_behalf_of": "代收单位",
            "file": "文件", "datasets": "种类", "opened": "新开行", "closed": "结束行", "state": "状态", "reason": "原因",
        }  # fmt: skip
        _print_records(history.list_history(store, kind), options.format, titles)
    return DONE


def run_undo(options: argparse.Namespace) -> int:
    """Restores the state before one version."""
    with closing(_open(options)) as store:
        made = history.undo(store, options.version, options.reason, TERMINAL)
        print(f"已撤销版本{options.version}，恢复后的状态为版本{made}。")
    return DONE


def run_export(options: argparse.Namespace) -> int:
    """Writes one of the papers, or all of them as a zip."""
    with closing(_open(options)) as store:
        unit = _unit(store, options.unit) if options.unit else ""
        if unit and options.paper != "onepage":
            raise UsageError("--unit 只用于 export onepage。")
        pack = build_pack(store, options.as_of or date.today(), actor=TERMINAL)
        try:
            content = papers.export_paper(pack, options.paper, unit=unit, as_html=options.output.suffix in (".html", ".htm"))
        except papers.UnitNotInScope:
            raise UsageError(f"{options.unit}在{pack.as_of}尚未纳入范围，没有一页纸。") from None
    return _write(options.output, content)


def run_draft_report(options: argparse.Namespace) -> int:
    """Writes the draft of one unit's half-year report."""
    with closing(_open(options)) as store:
        unit = _unit(store, options.unit)
        try:
            paper = drafts.draft_report(store, unit, options.period, TERMINAL)
        except drafts.UnknownPeriod as fault:
            raise UsageError(str(fault)) from None
        except KeyError:
            raise UsageError(f"{options.unit}在{options.period}尚未纳入范围，没有总结可起草。") from None
    return _write(options.output, export_report(paper))


def run_draft_notice(options: argparse.Namespace) -> int:
    """Writes the draft of the county's notice."""
    with closing(_open(options)) as store:
        pack = build_pack(store, options.as_of or date.today(), actor=TERMINAL)
    return _write(options.output, papers.export_paper(pack, "notice"))


def run_backup(options: argparse.Namespace) -> int:
    """Copies the database and verifies the copy by opening it."""
    with closing(_open(options)) as store:
        print(history.back_up(store, options.output))
    return DONE


def run_restore(options: argparse.Namespace) -> int:
    """Brings a backup back; the present database is put aside, not deleted."""
    folder, database = _place(options)
    print(history.bring_back(folder, database, options.file))
    return DONE


def run_doctor(options: argparse.Namespace) -> int:
    """Self-test of libraries, fonts, store, versions, disk."""
    folder, database = _place(options)
    findings = doctor.examine(folder, database)
    if options.format == "json":
        print(json.dumps([finding.as_record() for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.word}　{finding.name}：{finding.text}")
    return DONE if all(finding.is_good for finding in findings) else REFUSED


def run_demo(options: argparse.Namespace) -> int:
    """Loads the demo county into an empty store."""
    folder, database = _split(options.into)
    with closing(open_store(folder, database=database)) as store:
        if not store.is_empty():
            raise UsageError(f"{folder}里已有数据，演示数据只能装入空的数据目录。")
        summary = demo.load_demo(store, shown=_show_step)
    print(summary)
    return DONE


def _add_reading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dataset", metavar="种类", help="指定种类，不自动判断")
    command.add_argument("--reported-on", type=_day, metavar="日期", help="填报日期")
    command.add_argument("--replace", choices=("units", "keys", "all"), help="按单位替换、按键更新、整册替换")
    command.add_argument("--map", type=Path, metavar="TOML", help="列名对照：[columns] 下写 “表头” = \"字段\"")


def _reading_options(store: Store, options: argparse.Namespace) -> submit.Options:
    return submit.Options(
        dataset=_kind(options.dataset) if options.dataset else None,
        reported_on=options.reported_on,
        replaces=options.replace,
        accept_incomplete=getattr(options, "accept_incomplete", False),
        mapping=_mapping(options.map) if options.map else {},
    )


def _mapping(path: Path) -> Mapping[str, str]:
    try:
        return loading.read_mapping(path)
    except (OSError, ValueError) as error:
        raise UsageError(f"列名对照文件{path}读不出来：{error}。") from error


def _write(output: Path, content: bytes) -> int:
    try:
        output.write_bytes(content)
    except OSError as fault:
        raise UsageError(f"写不了{output}：请检查文件夹是否存在、文件是否已打开。") from fault
    print(output)
    return DONE


def _open(options: argparse.Namespace) -> Store:
    folder, database = _place(options)
    return open_store(folder, database=database)


def _place(options: argparse.Namespace) -> tuple[Path, str]:
    return _split(options.warehouse) if options.warehouse else (load_settings().store, "warehouse.duckdb")


def _split(path: Path) -> tuple[Path, str]:
    path = path.expanduser().resolve()
    return (path.parent, path.name) if path.suffix == ".duckdb" else (path, "warehouse.duckdb")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成2023-06-28的样子") from None


def _kind(text: str) -> str:
    for contract in load_contracts().values():
        if text in (contract.id, contract.title):
            return contract.id
    listed = "、".join(f"{contract.id}（{contract.title}）" for contract in load_contracts().values())
    raise UsageError(f"没有“{text}”这个种类。可用：{listed}。")


def _metric(text: str) -> str:
    for metric in load_catalog().values():
        if text in (metric.id, metric.name):
            return metric.id
    raise UsageError(f"没有“{text}”这个指标。可用：{'、'.join(load_catalog())}。")


def _outcome(text: str) -> Outcome:
    return next(code for code, name in OUTCOME_NAMES.items() if text in (code, name))


def _unit(store: Store, text: str) -> str:
    names = submit.unit_names(store)
    code = names.find(text)
    if code is None:
        near = "、".join(names.nearest(text))
        raise UsageError(f"单位名录中没有“{text}”。" + (f"相近的有：{near}。" if near else ""))
    return code


def _check_version(store: Store, version: int | None) -> None:
    if version is not None and not 0 <= version <= store.version():
        raise UsageError(f"没有版本{version}，现有版本为0至{store.version()}。")


def _figure_record(figure: Figure, names: Mapping[str, str]) -> dict[str, Any]:
    rate = None
    if figure.rate is not None:
        rate = str(figure.rate.quantize(Decimal("0.000001"), ROUND_HALF_UP))
    record = {key: getattr(figure, key) for key in FIGURE_KEYS}
    unit = COUNTY if figure.unit == COUNTY else names[figure.unit]
    return {**record, "unit": unit, "as_of": figure.as_of.isoformat(), "rate": rate}


def _row_record(row: SubjectRow, names: Mapping[str, str]) -> dict[str, Any]:
    keys = ("unit", "key", "label", "outcome", "file", "sheet", "row", "version")
    return {**{key: getattr(row, key) for key in keys}, "unit": names.get(row.unit, row.unit)}


def _print_receipts(receipts: Iterable[loading.LoadReceipt], options: argparse.Namespace) -> int:
    refused = 0
    for receipt in receipts:
        refused += receipt.status == "refused"
        if options.json:
            print(json.dumps(receipt.as_record(), ensure_ascii=False, default=str), flush=True)
        else:
            print("\n".join(receipt.as_lines()), flush=True)
    return REFUSED if refused else DONE


def _show_progress(options: argparse.Namespace) -> loading.Shown:
    return _show_nothing if options.json else _show_step


def _show_step(done: int, total: int, words: str) -> None:
    if sys.stderr.isatty():
        print(f"\r[{done}/{total}] {words}\033[K", end="\n" if done == total else "", file=sys.stderr, flush=True)


def _show_nothing(done: int, total: int, words: str) -> None:
    """For programs: nothing but the receipts."""


def _print_records(records: Sequence[Mapping[str, Any]], form: str, titles: Mapping[str, str]) -> None:
    if form == "json":
        print(json.dumps(records, ensure_ascii=False, default=str))
    elif form == "csv":
        writer = csv.writer(sys.stdout)
        writer.writerow(titles.values())
        writer.writerows([_plain(record.get(key)) for key in titles] for record in records)
    else:
        _print_table([[_plain(record.get(key)) for key in titles] for record in records], list(titles.values()))


def _plain(value: Any) -> str:
    """A value as a reader expects it: names for identifiers, nothing for nothing."""
    if isinstance(value, (list, tuple)):
        return "、".join(_plain(one) for one in value)
    return "" if value is None else _names().get(str(value), str(value))


@cache
def _names() -> dict[str, str]:
    """Identifiers that would otherwise show in a table, to their Chinese names."""
    return {
        **{metric.id: metric.name for metric in load_catalog().values()},
        **{contract.id: contract.title for contract in load_contracts().values()},
        **OUTCOME_NAMES,
    }


def _print_table(rows: Sequence[Sequence[str]], titles: Sequence[str]) -> None:
    widths = [max(_width(line[at]) for line in (titles, *rows)) for at in range(len(titles))]
    for line in (titles, *rows):
        print("  ".join(text + " " * (width - _width(text)) for text, width in zip(line, widths, strict=True)).rstrip())
    if not rows:
        print("（无）")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


if __name__ == "__main__":
    sys.exit(main())
