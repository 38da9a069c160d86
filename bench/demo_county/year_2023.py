"""The rounds of 2023: the pilot starts, counts what it has, sums up; the roll-out begins."""

from __future__ import annotations

from datetime import date

from bench.demo_county.demands import duty_rows
from bench.demo_county.facts import COUNTY
from bench.demo_county.handwriting import Style
from bench.demo_county.known import Row
from bench.demo_county.registers import (
    activity_rows,
    exemption_rows,
    explanation_rows,
    present_units,
    report_rows,
    task_rows,
    unit_rows,
)  # fmt: skip
from bench.demo_county.sending import Round, Table, listed, nil, send
from bench.demo_county.untidy import Grid

PILOTS = ("HF001", "HF002", "HF003", "HF004", "HF005", "HF006", "HF007", "HF008", "HF009", "HF010", "HF011")
OLD_SHEET = Grid(
    "旧表（勿用）",
    [["单位编号", "单位全称", "类别", "批次", "排序"], ["HF001", "海城镇人民政府", "镇（场、区）", "首批试点", 1]],
    is_hidden=True,
)


def rounds() -> list[Round]:
    """The rounds of the year in order."""
    return [_start(), _first_lists(), _pilot_summary(), _first_half(), _roll_out()]


def _start() -> Round:
    day = date(2023, 2, 6)
    most = [code for code in PILOTS if code not in {"HF007", "HF011"}]
    return Round("01-试点启动", "2023年2月试点启动", (
        send("单位名录（2023年1月）.xlsx", "2023-02-06T09:05", Table("unit", unit_rows(day), Style(dates="wide", header="noisy", foot=True)), hidden=OLD_SHEET, note="隐藏工作表不读取"),
        send("“一官两员”名单汇总.xlsx", "2023-02-06T09:20", listed("roster", [COUNTY, *most], day, Style(dates="mixed", merged_units=True, header="two", foot=True))),
        send("县交通运输局名单.csv", "2023-02-06T10:02", listed("roster", ["HF007"], day, Style(dates="slash", spoil=_unknown_unit)), unit="HF007", expect="refused", note="单位写成了二级机构，无法识别"),
        send("县交通运输局名单（重报）.csv", "2023-02-07T15:40", listed("roster", ["HF007"], date(2023, 2, 7), Style(dates="slash", names="short")), unit="HF007", encoding="gb18030"),
        send("县税务局名单和方案.xls", "2023-02-08T11:15", listed("roster", ["HF011"], date(2023, 2, 8), Style(dates="cell", line="one", start_row=2)), listed("workplan", ["HF011"], date(2023, 2, 8), Style(dates="chinese", line="two")), unit="HF011", note="一个文件两张表"),
        send("工作方案备案汇总.xlsx", "2023-02-28T16:30", listed("workplan", most, date(2023, 2, 28), Style(dates="mixed", names="short", total="right", foot=True))),
        send("首期培训班签到表.xlsx", "2023-02-06T09:45", Table("activity", activity_rows(date(2023, 1, 1), day), Style(dates="serial", title="首席数据官制度首期培训班签到表", shuffled=True))),
    ))  # fmt: skip


def _first_lists() -> Round:
    day = date(2023, 4, 7)
    own = Style(dates="mixed", header="noisy")
    rest = ["HF004", "HF006", "HF008", "HF010", "HF011"]
    return Round("02-底数摸查", "2023年4月底数摸查", (
        send("海城镇四张清单.xlsx", "2023-04-03T10:12", listed("system", ["HF001"], day, own), listed("catalog", ["HF001"], day, own), listed("function", ["HF001"], day, Style(line="one")), listed("demand", ["HF001"], day, Style(dates="dot", line="two")), unit="HF001"),
        send("县公安局系统和资源清单.xlsx", "2023-04-04T09:00", listed("system", ["HF002"], day, Style(dates="mixed", header="two", extra="分管领导", start_row=3, start_column=2)), listed("catalog", ["HF002"], day, Style(dates="cell", line="one", foot=True)), unit="HF002"),
        send("县公安局职能和需求清单.ods", "2023-04-04T09:06", listed("function", ["HF002"], day, Style(line="one")), listed("demand", ["HF002"], day, Style(dates="cell")), unit="HF002"),
        send("县农业农村局四张清单.xlsx", "2023-04-06T17:31", listed("system", ["HF003"], day, Style(dates="chinese", line="one")), listed("catalog", ["HF003"], day, Style(dates="slash", line="one")), listed("function", ["HF003"], day, Style(line="one")), listed("demand", ["HF003"], day, Style(dates="dash", line="one")), unit="HF003", stacked=True, note="四张表在同一工作表内"),
        send("政务信息系统清单（代收汇总）.xlsx", "2023-04-07T15:00", listed("system", rest, day, Style(dates="mixed", merged_units=True, foot=True, drop=("crypto_tested_on",)))),
        send("公共数据资源清单（代收汇总）.csv", "2023-04-07T15:08", listed("catalog", rest, day, Style(dates="mixed", blank_rows=True, drop=("summary", "note"))), encoding="gb18030"),
        send("职能和需求清单（代收汇总）.xlsx", "2023-04-07T15:15", listed("function", ["HF004", "HF006", "HF008", "HF009", "HF010", "HF011"], day, Style(header="two", names="full", foot=True)), listed("demand", ["HF004", "HF006", "HF008", "HF009"], day, Style(dates="serial", repeat_header=True))),
        send("县应急管理局需求零报告.xlsx", "2023-04-07T16:00", nil("demand", "HF010", day), unit="HF010", note="零报告"),
        send("县税务局需求零报告.csv", "2023-04-07T16:10", nil("demand", "HF011", day), on_behalf_of="HF011", encoding="utf-8-sig", note="零报告，代收"),
        send("县市场监管局系统和资源清单.xlsx", "2023-04-07T16:40", listed("system", ["HF009"], day, Style(dates="dash", spoil=_bad_cells)), listed("catalog", ["HF009"], day, Style(dates="cell", foot=True)), unit="HF009", accept_incomplete=True, note="带问题入库，留有待补正单元格"),
        send("县自然资源局系统清单.tsv", "2023-04-10T09:30", listed("system", ["HF005"], date(2023, 4, 10), Style(dates="compact", line="one", title="")), unit="HF005", encoding="utf-16"),
        send("县交通运输局资源清单.xlsx", "2023-04-10T11:00", listed("catalog", ["HF007"], date(2023, 4, 10), Style(spoil=_numeric_share_type)), unit="HF007", expect="refused", note="共享类型填了数字代码"),
        send("信息化项目台账（一季度）.xlsx", "2023-04-07T17:00", listed("project", PILOTS, day, Style(dates="mixed", total="right", header="noisy", foot=True))),
        send("安全管理台账.xls", "2023-04-07T17:10", listed("security", PILOTS, day, Style(dates="cell", names="short"))),
        send("应用场景清单.csv", "2023-04-07T17:20", listed("scenario", PILOTS, day, Style(dates="dot", blank_rows=True, total="right", foot=True)), encoding="utf-8-sig"),
        send("不纳入考核事项登记表.xlsx", "2023-04-10T17:30", Table("exemption", exemption_rows(date(2023, 4, 10)), Style(dates="chinese"))),
    ))  # fmt: skip


def _pilot_summary() -> Round:
    day = date(2023, 6, 8)
    return Round("03-试点总结", "2023年6月试点总结", (
        send("县政数局登记台账（2023年6月）.xlsx", "2023-06-08T09:00", Table("report", report_rows(date(2023, 5, 1), day), Style(dates="cell", header="two", drop=("doc_no",))), Table("task", task_rows(day), Style(dates="chinese", foot=True)), Table("activity", activity_rows(date(2023, 5, 1), day), Style(dates="chinese", total="right"))),
        send("“一官两员”名单更新.xlsx", "2023-06-08T09:10", listed("roster", ["HF005", "HF007", "HF010", "HF011"], day, Style(dates="mixed", names="short"))),
        send("县交通运输局系统和资源清单.xlsx", "2023-06-05T10:20", listed("system", ["HF007"], date(2023, 6, 5), Style(dates="mixed", blank_rows=True)), listed("catalog", ["HF007"], date(2023, 6, 5), Style(dates="slash")), listed("function", ["HF007"], date(2023, 6, 5)), unit="HF007", note="迟报两个月"),
        send("县自然资源局资源和职能清单.xlsx", "2023-06-06T16:45", listed("catalog", ["HF005"], day, Style(dates="cell", line="two")), listed("function", ["HF005"], day), unit="HF005"),
        send("县市场监管局系统清单（补正）.xlsx", "2023-06-06T17:20", listed("system", ["HF009"], date(2023, 6, 6), Style(dates="dash", foot=True)), unit="HF009", note="补正上次的单元格"),
    ))  # fmt: skip


def _first_half() -> Round:
    day = date(2023, 7, 12)
    filed = date(2023, 6, 29)
    lists = listed("system", PILOTS, filed, Style(dates="mixed", merged_units=True, header="noisy", foot=True))
    return Round("04-上半年", "2023年上半年集中报送", (
        send("单位名录（2023年7月）.xlsx", "2023-07-10T08:50", Table("unit", unit_rows(date(2023, 7, 10)), Style(dates="cell", header="noisy"))),
        send("半年度总结和督办台账（2023年7月）.xlsx", "2023-07-12T09:00", Table("report", report_rows(date(2023, 6, 9), day), Style(dates="mixed", foot=True)), Table("task", task_rows(day), Style(dates="cell"))),
        send("海城镇职责任务落实情况表.xlsx", "2023-06-27T16:00", Table("duty", duty_rows("HF001", "2023年上半年"), Style(line="one"), "HF001"), unit="HF001"),
        send("县市场监管局职责任务落实情况表.xlsx", "2023-06-28T10:00", Table("duty", duty_rows("HF009", "2023年上半年"), Style(header="noisy"), "HF009"), unit="HF009"),
        send("县交通运输局职责任务落实情况表.ods", "2023-07-11T10:00", Table("duty", duty_rows("HF007", "2023年上半年"), Style(line="one"), "HF007"), unit="HF007"),
        send("政务信息系统清单（上半年）.xlsx", "2023-06-29T09:20", lists),
        send("公共数据资源清单（上半年）.xlsx", "2023-06-29T09:30", listed("catalog", PILOTS, filed, Style(dates="mixed", shuffled=True, extra="分管领导", foot=True))),
        send("数据需求清单（上半年）.csv", "2023-06-29T09:40", listed("demand", PILOTS, filed, Style(dates="slash", names="short")), encoding="gb18030"),
        send("信息化项目台账（上半年）.xlsx", "2023-06-29T09:50", listed("project", PILOTS, filed, Style(dates="mixed", total="wrong", foot=True)), note="合计与明细不符，提醒"),
        send("县自然资源局情况说明.xlsx", "2023-07-12T10:30", Table("explanation", explanation_rows(date(2023, 6, 9), day, "HF005"), Style(dates="dash"), "HF005"), unit="HF005"),
        send("县交通运输局情况说明.csv", "2023-07-12T10:40", Table("explanation", explanation_rows(date(2023, 6, 9), day, "HF007"), Style(dates="dash"), "HF007"), unit="HF007", encoding="gb18030"),
        send("政务信息系统清单（上半年）再报.xlsx", "2023-07-12T17:45", lists, expect="unchanged", same_as="政务信息系统清单（上半年）.xlsx", note="内容与前一份相同"),
    ))  # fmt: skip


def _roll_out() -> Round:
    day = date(2023, 10, 18)
    new = [code for code in present_units(day) if code not in PILOTS]
    full = [code for code in new if code not in {"HF036", "HF039"}]
    return Round("05-全面推广", "2023年10月全面推广首批报送", (
        send("单位名录（2023年10月）.xlsx", "2023-10-16T09:00", Table("unit", unit_rows(date(2023, 10, 16)), Style(dates="wide", foot=True))),
        send("推广单位“一官两员”名单.xlsx", "2023-10-18T09:00", listed("roster", new, day, Style(dates="mixed", merged_units=True, foot=True))),
        send("推广单位工作方案备案.csv", "2023-10-18T09:10", listed("workplan", new, day, Style(dates="chinese", names="short")), encoding="gb18030"),
        send("全面推广动员培训班签到表.xls", "2023-10-18T09:20", Table("activity", activity_rows(date(2023, 9, 1), day), Style(dates="cell"))),
        send("县政数局四张清单.xlsx", "2023-10-17T14:00", listed("system", ["HF012"], day, Style(dates="mixed")), listed("catalog", ["HF012"], day), listed("function", ["HF012"], day, Style(line="one")), listed("demand", ["HF012"], day, Style(dates="dash"))),
        send("推广单位系统清单.xlsx", "2023-10-18T09:40", listed("system", [code for code in full if code != "HF012"], day, Style(dates="mixed", header="two", foot=True))),
        send("推广单位资源清单.csv", "2023-10-18T09:50", listed("catalog", [code for code in full if code != "HF012"], day, Style(dates="slash", drop=("note",))), encoding="utf-8-sig"),
        send("职能、安全和场景（三季度）.xlsx", "2023-10-18T10:00", listed("function", [code for code in full if code != "HF012"], day, Style(merged_units=True)), listed("security", present_units(day), day, Style(dates="cell", foot=True)), listed("scenario", [code for code in present_units(day) if code not in {"HF013", "HF019"}], day, Style(dates="mixed", total="right"))),
        send("县教育局代填清单.xlsx", "2023-10-18T11:00", listed("system", ["HF016", "HF017"], day, Style(names="short")), unit="HF016", expect="refused", note="含其他单位数据，超出权限"),
        send("不纳入考核事项登记表（2023年10月）.xlsx", "2023-10-18T11:30", Table("exemption", exemption_rows(day), Style(dates="cell"))),
    ))  # fmt: skip


def _unknown_unit(rows: list[Row]) -> None:
    for row in rows:
        row["unit"] = "！县交通运输综合执法局"


def _bad_cells(rows: list[Row]) -> None:
    rows[1]["cloud_due_on"] = "！待定"
    rows[2]["launched_on"] = "！2019年2月30日"
    rows[3]["mlps_level"] = "！2"
    rows[5]["is_localised"] = "！基本完成"


def _numeric_share_type(rows: list[Row]) -> None:
    for row in rows:
        row["share_type"] = "！1"
