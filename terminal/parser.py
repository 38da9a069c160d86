"""All commands of the terminal with their options, in Chinese."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NoReturn

from config.code_tables import load_code_tables
from config.settings import load_settings
from exports import papers
from metrics.figure import OUTCOME_NAMES
from services.actor import ROLES
from terminal.accounts import run_add as run_account_add
from terminal.accounts import run_list as run_account_list
from terminal.accounts import run_reset as run_account_reset
from terminal.accounts import run_unlock as run_account_unlock
from terminal.filing import run_annotate, run_check, run_load, run_template
from terminal.keeping import run_backup, run_demo, run_doctor, run_history, run_restore, run_status, run_undo
from terminal.meetings import run_check as run_meeting_check
from terminal.meetings import run_freeze as run_meeting_freeze
from terminal.meetings import run_list as run_meeting_list
from terminal.meetings import run_prepare as run_meeting_prepare
from terminal.meetings import run_recount as run_meeting_recount
from terminal.names import USAGE, parse_day
from terminal.results import run_draft_county, run_draft_report, run_export, run_figures, run_rows

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


def build_parser() -> argparse.ArgumentParser:
    """All commands of the terminal with their options."""
    parser = ChineseParser(prog="cli.py", description=f"{load_settings().product}：终端命令")
    parser.add_argument("--warehouse", type=Path, metavar="文件", help="数据库文件；它所在的文件夹就是数据目录")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")

    load = commands.add_parser("load", help="读入、检查、入库")
    load.set_defaults(run=run_load)
    check = commands.add_parser("check", help="只检查，不入库")
    check.set_defaults(run=run_check)
    for command in (load, check):
        command.add_argument("files", nargs="+", type=Path, metavar="文件")
        _add_reading_options(command)
        command.add_argument(
            "--accept-incomplete", action="store_true", help="带问题入库：读不出的格记为未填报、待补正"
        )
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
    counts.add_argument("--as-of", action="append", type=parse_day, metavar="日期")
    counts.add_argument("--metric", action="append", metavar="指标")
    counts.add_argument("--unit", metavar="单位")
    counts.add_argument("--known-at", type=int, metavar="版本", help="按该版本当时的资料计算")
    counts.set_defaults(run=run_figures)

    rows = commands.add_parser("rows", help="数字背后的对象")
    rows.add_argument("metric", metavar="指标")
    rows.add_argument("--as-of", type=parse_day, metavar="日期")
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
    export.add_argument("--meeting", type=int, metavar="编号", help="已冻结的会议：按会议所见的数字生成，不再计算")
    export.set_defaults(run=run_export)
    draft = commands.add_parser("draft", help="起草文稿").add_subparsers(dest="kind", required=True, metavar="文稿")
    report = draft.add_parser("report", help="单位半年度工作总结")
    report.add_argument("--unit", required=True, metavar="单位")
    report.add_argument("--period", required=True, metavar="报告期", help="如2023年上半年")
    report.set_defaults(run=run_draft_report)
    notice = draft.add_parser("notice", help="全县通报")
    summary = draft.add_parser("summary", help="全县试点总结")
    for command in (notice, summary):
        command.set_defaults(run=run_draft_county)
    for command in (export, notice, summary):
        command.add_argument("--as-of", type=parse_day, metavar="日期")
    for command in (export, report, notice, summary):
        command.add_argument("-o", "--output", type=Path, required=True, metavar="文件")

    _add_meeting_commands(commands)
    _add_account_commands(commands)

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
    demo_county.add_argument(
        "--into", type=Path, required=True, metavar="目录", help="数据目录，或数据库文件（.duckdb）"
    )
    demo_county.set_defaults(run=run_demo)
    return parser


def _add_meeting_commands(commands: Any) -> None:
    meeting = commands.add_parser("meeting", help="会议：筹备、核对、冻结、重算")
    what = meeting.add_subparsers(dest="what", required=True, metavar="办理")
    listed = what.add_parser("list", help="列出会议")
    listed.set_defaults(run=run_meeting_list)
    prepare = what.add_parser("prepare", help="筹备会议")
    prepare.add_argument("name", metavar="名称")
    prepare.add_argument("--held-on", type=parse_day, required=True, metavar="日期", help="会议日期")
    prepare.add_argument("--as-of", type=parse_day, metavar="日期", help="数据截至；不写为会议日期")
    prepare.add_argument("--area", action="append", metavar="重点任务", help="议程中的重点任务，按顺序")
    prepare.add_argument("--unit", action="append", metavar="单位", help="议程中的单位，按顺序，排在重点任务之后")
    prepare.add_argument("--notes", default="", metavar="备注")
    prepare.set_defaults(run=run_meeting_prepare)
    check = what.add_parser("check", help="会前核对；有需要处理的，退出码为1")
    check.set_defaults(run=run_meeting_check)
    freeze = what.add_parser("freeze", help="冻结会议，此后不能再改")
    freeze.set_defaults(run=run_meeting_freeze)
    recount = what.add_parser("recount", help="按现行口径重算；与会议所见不同的，列出原因，退出码为1")
    recount.set_defaults(run=run_meeting_recount)
    for command in (check, freeze, recount):
        command.add_argument("id", type=int, metavar="编号")
    for command in (listed, recount):
        command.add_argument("--format", choices=("table", "json", "csv"), default="table")


def _add_account_commands(commands: Any) -> None:
    account = commands.add_parser("account", help="账号：列出、建立、重置密码、解锁")
    what = account.add_subparsers(dest="what", required=True, metavar="办理")
    listed = what.add_parser("list", help="列出账号")
    listed.add_argument("--format", choices=("table", "json", "csv"), default="table")
    listed.set_defaults(run=run_account_list)
    add = what.add_parser("add", help="建立账号，显示一次性密码")
    add.add_argument("login", metavar="登录名")
    add.add_argument("--name", required=True, metavar="姓名")
    add.add_argument("--role", required=True, choices=ROLES, metavar="身份", help="、".join(ROLES))
    add.add_argument("--unit", metavar="单位", help="身份为“单位”时填写")
    add.set_defaults(run=run_account_add)
    reset = what.add_parser("reset", help="重置密码并解锁，显示一次性密码")
    reset.set_defaults(run=run_account_reset)
    unlock = what.add_parser("unlock", help="解锁")
    unlock.set_defaults(run=run_account_unlock)
    for command in (reset, unlock):
        command.add_argument("login", metavar="登录名")


def _add_reading_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--dataset", metavar="种类", help="指定种类，不自动判断")
    command.add_argument("--reported-on", type=parse_day, metavar="日期", help="填报日期")
    command.add_argument("--replace", choices=("units", "keys", "all"), help="按单位替换、按键更新、整册替换")
    command.add_argument("--map", type=Path, metavar="TOML", help='列名对照：[columns] 下写 “表头” = "字段"')
    command.add_argument(
        "--code-table", action="append", default=[], metavar="代码表", choices=tuple(load_code_tables()),
        help="数字代码用的代码表，可多次：" + "；".join(f"{one.id}为{one.title}" for one in load_code_tables().values()),
    )  # fmt: skip
