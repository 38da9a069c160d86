"""The rounds of 2024 and 2025: year ends, half-years, a unit renamed, one merged away, plans moved."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from bench.demo_county.demands import duty_rows
from bench.demo_county.facts import COUNTY, SILENT_UNIT, units
from bench.demo_county.handwriting import Style
from bench.demo_county.known import Row
from bench.demo_county.platforms import CODE_TABLES, cloud_export, resource_export
from bench.demo_county.registers import (
    activity_rows,
    case_rows,
    evaluation_rows,
    exemption_rows,
    explanation_rows,
    present_units,
    report_rows,
    task_rows,
    unit_rows,
)  # fmt: skip
from bench.demo_county.sending import Round, Table, Undo, Upload, listed, nil, send
from bench.demo_county.year_2023 import PILOTS


def rounds() -> list[Round]:
    """The rounds from January 2024 in order."""
    return [_year_2023(), _first_quarter(), _half_2024(), _year_2024(), _half_2025()]


def _split(day: date) -> tuple[list[str], list[str], list[str]]:
    """All units, those with lists, and the roll-out units among these."""
    everyone = present_units(day)
    listing = [code for code in everyone if code != SILENT_UNIT and units()[code].raw.get("systems")]
    return everyone, listing, [code for code in listing if code not in PILOTS]


def _year_2023() -> Round:
    day = date(2024, 1, 16)
    filed = date(2023, 12, 28)
    everyone, listing, later = _split(filed)
    asking = [code for code in everyone if code != SILENT_UNIT]
    return Round("06-2023年终", "2023年下半年集中报送", (
        send("单位名录（2023年12月）.xlsx", "2024-01-12T09:00", Table("unit", unit_rows(date(2024, 1, 12)), Style(dates="cell"))),
        send("名单和工作方案（年终核对）.xlsx", "2023-12-28T09:00", listed("roster", [COUNTY, *everyone], filed, Style(dates="mixed", merged_units=True, foot=True)), listed("workplan", everyone, filed, Style(dates="mixed", total="right"))),
        send("县政数局登记台账（2024年1月）.xlsx", "2024-01-16T10:30", Table("report", report_rows(date(2023, 7, 13), day), Style(dates="mixed", header="two")), Table("activity", activity_rows(date(2023, 12, 1), day), Style(dates="chinese")), Table("task", task_rows(day), Style(dates="mixed")), Table("exemption", exemption_rows(day), Style(dates="dash"))),
        send("政务信息系统清单（试点单位年终）.xlsx", "2023-12-28T09:20", listed("system", PILOTS, filed, Style(dates="mixed", header="noisy", merged_units=True, foot=True))),
        send("政务信息系统清单（推广单位年终）.csv", "2023-12-28T09:25", listed("system", later, filed, Style(dates="mixed", names="short")), encoding="gb18030"),
        send("公共数据资源清单（年终）.xlsx", "2023-12-28T09:30", listed("catalog", listing, filed, Style(dates="mixed", extra="联系人", foot=True))),
        send("职能、安全和场景（年终）.xlsx", "2023-12-28T09:40", listed("function", everyone, filed, Style(merged_units=True, foot=True)), listed("security", everyone, filed, Style(dates="cell", names="short")), listed("scenario", [code for code in everyone if units()[code].raw.get("scenarios")], filed, Style(dates="dash", total="right"))),
        send("数据需求清单（年终）.xlsx", "2023-12-28T09:50", listed("demand", asking, filed, Style(dates="mixed", repeat_header=True))),
        send("信息化项目台账（年终）.xlsx", "2023-12-28T10:00", listed("project", everyone, filed, Style(dates="mixed", total="right", header="noisy"))),
        send("职责任务落实情况表（2023年下半年）.xlsx", "2024-01-16T10:50", Table("duty", [row for code in ("HF001", "HF009", "HF004") for row in duty_rows(code, "2023年下半年")], Style(merged_units=True)), replaces="keys", note="按键更新，保留上半年的行"),
        send("2023年度履职评价表（初评）.xlsx", "2024-02-02T15:00", Table("evaluation", evaluation_rows(2023, date(2024, 1, 26), False), Style(dates="cell", header="two")), note="未确认，不显示得分"),
    ))  # fmt: skip


def _first_quarter() -> Round:
    day = date(2024, 4, 12)
    return Round("07-2024一季度", "2024年第一季度更新", (
        send("单位名录（2024年4月，更名）.xlsx", "2024-04-10T09:00", Table("unit", unit_rows(date(2024, 4, 10)), Style(dates="cell", header="noisy", foot=True)), note="县政务服务数据管理局更名为县政务和数据局，编号不变"),
        send("2023年度履职评价表（确认）.xlsx", "2024-04-10T10:00", Table("evaluation", evaluation_rows(2023, date(2024, 1, 26), True), Style(dates="chinese"))),
        send("优秀案例库.csv", "2024-04-10T10:10", Table("good_case", case_rows(day), Style(dates="dash")), encoding="gb18030"),
        send("县政务和数据局登记台账（2024年4月）.xlsx", "2024-04-12T09:00", Table("activity", activity_rows(date(2024, 1, 17), day), Style(dates="serial", shuffled=True)), Table("task", task_rows(day), Style(dates="cell", foot=True))),
        send("县卫生健康局系统清单.xls", "2024-04-11T09:00", listed("system", ["HF008"], day, Style(dates="dash", line="one", is_typed=False)), unit="HF008", encoding="html", note="网页另存的表格"),
        send("县人社局系统和资源清单.xlsx", "2024-04-11T10:00", listed("system", ["HF004"], day, Style(dates="mixed")), listed("catalog", ["HF004"], day, Style(dates="mixed", blank_rows=True)), unit="HF004"),
        send("县财政局系统清单.xlsx", "2024-04-11T15:00", listed("system", ["HF019"], day, Style(dates="dash", spoil=_classified)), unit="HF019", expect="refused", note="有涉密系统，整份退回，不留存原件"),
        send("名单变更（2024年一季度）.xlsx", "2024-04-12T10:00", listed("roster", ["HF001", "HF008", "HF012"], day, Style(dates="slash"))),
        send("信息化项目台账（2024年一季度）.xlsx", "2024-04-12T10:30", listed("project", present_units(day), day, Style(dates="mixed", total="right")), note="部分项目调整了计划完成日期"),
    ))  # fmt: skip


def _half_2024() -> Round:
    day = date(2024, 7, 11)
    filed = date(2024, 6, 28)
    everyone, listing, _ = _split(filed)
    asking = [code for code in everyone if code != SILENT_UNIT]
    return Round("08-2024上半年", "2024年上半年集中报送", (
        send("单位名录（2024年7月，撤并）.xlsx", "2024-07-08T09:00", Table("unit", unit_rows(date(2024, 7, 8)), Style(dates="cell", foot=True)), note="梅陇农场撤并退出"),
        send("半年度工作总结登记表（2024年上半年）.csv", "2024-07-11T09:00", Table("report", report_rows(date(2024, 1, 17), day), Style(dates="dash")), encoding="gb18030"),
        send("“一官两员”名单（2024年7月）.xlsx", "2024-06-28T09:05", listed("roster", everyone, filed, Style(dates="mixed", merged_units=True))),
        send("政务信息系统清单（2024年上半年）.xlsx", "2024-06-28T09:10", listed("system", [code for code in listing if code not in {"HF001", "HF016"}], filed, Style(dates="mixed", header="noisy", foot=True))),
        send("海城镇系统清单.xlsx", "2024-06-26T16:00", listed("system", ["HF001"], date(2024, 6, 26), Style(dates="mixed", line="one", extra="分管领导")), unit="HF001"),
        send("县教育局系统清单.xlsx", "2024-07-15T16:00", listed("system", ["HF016"], date(2024, 7, 15), Style(dates="mixed", spoil=_open_dates)), unit="HF016", accept_incomplete=True, note="逾期报送，带问题入库"),
        send("公共数据资源清单（2024年上半年）.xlsx", "2024-06-28T09:20", listed("catalog", listing, filed, Style(dates="mixed", shuffled=True, foot=True))),
        send("部门职能数据清单（2024年上半年）.ods", "2024-06-28T09:30", listed("function", everyone, filed)),
        send("数据需求清单（2024年上半年）.xlsx", "2024-06-28T09:40", listed("demand", asking, filed, Style(dates="mixed"))),
        send("县财政局项目台账.xlsx", "2024-07-11T10:00", listed("project", ["HF019"], day, Style(dates="dash", line="one", spoil=_ten_thousandfold)), unit="HF019", undo=Undo(datetime(2024, 7, 11, 15, 20), "金额单位错把元填作万元"), note="入库后撤销"),
        send("县财政局项目台账（更正）.xlsx", "2024-07-11T16:10", listed("project", ["HF019"], day, Style(dates="dash", line="one", yuan=True)), unit="HF019", note="金额以元填报，换算为万元"),
        send("安全和场景（2024年上半年）.xlsx", "2024-06-28T10:20", listed("security", everyone, filed, Style(dates="cell")), listed("scenario", [code for code in everyone if units()[code].raw.get("scenarios")], filed, Style(dates="mixed", total="right"))),
        send("县政务和数据局登记台账（2024年7月）.xlsx", "2024-07-11T10:40", Table("activity", activity_rows(date(2024, 6, 1), day), Style(dates="chinese")), Table("task", task_rows(day), Style(dates="mixed")), Table("exemption", exemption_rows(day), Style(dates="cell"))),
        send("职责任务落实情况表（2024年上半年）.xlsx", "2024-07-11T11:00", Table("duty", [row for code in ("HF001", "HF005", "HF009", "HF012") for row in duty_rows(code, "2024年上半年")], Style(foot=True)), replaces="keys"),
        send("情况说明（2024年上半年）.xlsx", "2024-07-11T11:10", Table("explanation", explanation_rows(date(2024, 1, 17), day), Style(dates="dash"))),
    ))  # fmt: skip


def _year_2024() -> Round:
    day = date(2025, 1, 14)
    filed = date(2024, 12, 30)
    everyone, listing, _ = _split(filed)
    asking = [code for code in everyone if code != SILENT_UNIT]
    return Round("09-2024年终", "2024年下半年集中报送", (
        send("单位名录（2025年1月）.xlsx", "2025-01-10T09:00", Table("unit", unit_rows(date(2025, 1, 10)), Style(dates="cell"))),
        send("县政务和数据局登记台账（2025年1月）.xlsx", "2025-01-14T10:20", Table("report", report_rows(date(2024, 7, 12), day), Style(dates="mixed", foot=True)), Table("activity", activity_rows(date(2024, 12, 1), day), Style(dates="cell")), Table("task", task_rows(day), Style(dates="mixed")), Table("good_case", case_rows(day), Style(dates="cell"))),
        send("名单和工作方案（2025年1月）.xlsx", "2024-12-30T09:05", listed("roster", everyone, filed, Style(dates="mixed", names="short")), listed("workplan", everyone, filed, Style(dates="cell"))),
        send("政务信息系统清单（2024年下半年）.xlsx", "2024-12-30T09:10", listed("system", listing, filed, Style(dates="mixed", header="two", foot=True))),
        send("公共数据资源清单（2024年下半年）.xlsx", "2024-12-30T09:20", listed("catalog", listing, filed, Style(dates="mixed"))),
        send("职能和场景（2024年下半年）.xlsx", "2024-12-30T09:30", listed("function", everyone, filed, Style(merged_units=True)), listed("scenario", [code for code in everyone if units()[code].raw.get("scenarios")], filed, Style(dates="mixed"))),
        send("数据需求清单（2024年下半年）.xlsx", "2024-12-30T09:40", listed("demand", asking, filed, Style(dates="mixed", foot=True))),
        send("信息化项目台账（2024年下半年）.xlsx", "2024-12-30T09:50", listed("project", everyone, filed, Style(dates="mixed", total="right", header="noisy"))),
        send("安全管理台账（2024年下半年）.csv", "2024-12-30T10:00", listed("security", everyone, filed, Style(dates="slash")), encoding="utf-8-sig"),
        send("职责任务落实情况表（2024年下半年）.xlsx", "2025-01-14T10:50", Table("duty", [row for code in ("HF001", "HF003", "HF009", "HF012") for row in duty_rows(code, "2024年下半年")], Style(foot=True)), replaces="keys"),
        send("县交通运输局情况说明.xlsx", "2025-01-14T11:00", Table("explanation", explanation_rows(date(2024, 7, 12), day, "HF007"), Style(dates="dash"), "HF007"), unit="HF007"),
        send("2024年度履职评价表（初评）.xlsx", "2025-01-16T15:00", Table("evaluation", evaluation_rows(2024, date(2025, 1, 9), False), Style(dates="cell")), note="未确认，不显示得分"),
    ))  # fmt: skip


def _half_2025() -> Round:
    day = date(2025, 7, 3)
    filed = date(2025, 6, 30)
    everyone, listing, later = _split(filed)
    asking = [code for code in everyone if code != SILENT_UNIT]
    first = [code for code in listing if code in PILOTS]
    return Round("10-2025上半年", "2025年上半年集中报送", (
        send("可塘镇系统清单.xlsx", "2025-07-02T17:20", listed("system", ["HF036"], date(2025, 7, 2), Style(dates="mixed", line="one", foot=True, spoil=_still_open)), unit="HF036", accept_incomplete=True, note="逾期报送，带问题入库，尚未补正"),
        send("县政务和数据局登记台账（2025年7月）.xlsx", "2025-07-03T10:20", Table("report", report_rows(date(2025, 1, 15), day), Style(dates="mixed", header="two")), Table("activity", activity_rows(date(2025, 1, 15), day), Style(dates="cell", foot=True)), Table("task", task_rows(day), Style(dates="mixed")), Table("evaluation", [row for row in evaluation_rows(2024, date(2025, 1, 9), True) if row["unit"] in PILOTS], Style(dates="chinese"))),
        send("“一官两员”名单（2025年7月）.xlsx", "2025-07-03T09:05", listed("roster", [COUNTY, *everyone], day, Style(dates="mixed", merged_units=True, foot=True))),
        send("政务信息系统清单（2025年上半年）.xlsx", "2025-06-30T09:10", listed("system", first, filed, Style(dates="mixed", header="noisy", merged_units=True, spoil=_booked_tests), "试点单位"), listed("system", [code for code in later if code != "HF036"], filed, Style(dates="mixed", foot=True), "推广单位")),
        send("公共数据资源清单（2025年上半年）.xlsx", "2025-06-30T09:20", listed("catalog", listing, filed, Style(dates="mixed", shuffled=True, foot=True))),
        send("职能、安全和场景（2025年上半年）.xlsx", "2025-06-30T09:30", listed("function", everyone, filed, Style(foot=True)), listed("security", everyone, filed, Style(dates="cell", names="short")), listed("scenario", [code for code in everyone if units()[code].raw.get("scenarios")], filed, Style(dates="mixed", total="right"))),
        send("数据需求清单（2025年上半年）.xlsx", "2025-06-30T09:40", listed("demand", asking, filed, Style(dates="mixed"))),
        send("信息化项目台账（2025年上半年）.xlsx", "2025-06-30T09:50", listed("project", everyone, filed, Style(dates="mixed", total="right"))),
        send("职责任务落实情况表（2025年上半年）.xlsx", "2025-07-03T10:50", Table("duty", [row for code in ("HF001", "HF002", "HF009") for row in duty_rows(code, "2025年上半年")], Style(merged_units=True)), replaces="keys"),
        Upload("数据资源平台导出（2025年6月）.xlsx", datetime(2025, 7, 3, 9, 30), (resource_export(filed),), dataset="platform_resource", code_tables=CODE_TABLES),
        Upload("市政务云资源清单（2025年6月）.csv", datetime(2025, 7, 3, 9, 35), (cloud_export(filed),), dataset="cloud_resource"),
        send("情况说明（2025年上半年）.xlsx", "2025-07-03T11:00", Table("explanation", explanation_rows(date(2025, 1, 15), day), Style(dates="dash"))),
        send("附城镇数据需求清单.xlsx", "2025-07-03T15:40", nil("demand", SILENT_UNIT, day), unit=SILENT_UNIT, expect="waiting", note="零报告，等待审核"),
        send("附城镇信息化项目台账.xlsx", "2025-07-03T15:50", nil("project", SILENT_UNIT, day), unit=SILENT_UNIT, expect="returned", returned="年初预算列有信息化项目，请核实后如实填报，不宜报零报告。", note="退回补充"),
        send("县政府办公室应用场景清单.xlsx", "2025-07-03T16:00", nil("scenario", "HF013", day), unit="HF013", expect="waiting", note="零报告，等待审核"),
    ))  # fmt: skip


def _still_open(rows: list[Row]) -> None:
    rows[0]["cloud_due_on"] = "！视经费情况"
    rows[1]["is_localised"] = "！部分完成"


def _classified(rows: list[Row]) -> None:
    rows[1]["is_classified"] = True


def _open_dates(rows: list[Row]) -> None:
    rows[1]["cloud_due_on"] = "！待经费落实"
    rows[2]["mlps_tested_on"] = "！#N/A"


def _booked_tests(rows: list[Row]) -> None:
    """Two units write the day for which the next test is booked: at the half-year nobody can tell any more."""
    for row in rows:
        if row["system_name"] in {"食品安全追溯平台", "燃气安全监管平台"}:
            row["mlps_tested_on"] = date(2025, 7, 18)


def _ten_thousandfold(rows: list[Row]) -> None:
    for row in rows:
        for name in ("budget_wan", "contract_wan", "paid_wan"):
            value = row[name]
            if isinstance(value, Decimal):
                row[name] = value * 10000
