"""The bureau's own registers in the invented county: register of units, meetings, reports, tasks, evaluations, reliefs."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from bench.demo_county.facts import BUREAU, COUNTY, MERGED_ON, MERGED_UNIT, RENAMED_ON, Unit, rng_for, units, workday
from bench.demo_county.known import Row
from bench.demo_county.people import data_officer

EVENTS = (  # 活动类型, 活动名称, 活动日期, 主题
    ("培训", "首席数据官制度首期培训班", date(2023, 1, 12), "大数据政策解读、大数据基础"),
    ("联席会议", "2023年第一次联席会议", date(2023, 5, 18), "试点总结"),
    ("培训", "全面推广动员培训班", date(2023, 9, 21), "大数据管理、大数据安全"),
    ("联席会议", "2023年第二次联席会议", date(2023, 12, 14), "年度工作"),
    ("履职评价", "2023年度履职评价会", date(2024, 1, 26), "履职评价"),
    ("培训", "数据资源编目专题培训", date(2024, 3, 21), "大数据应用"),
    ("联席会议", "2024年第一次联席会议", date(2024, 6, 20), "迁云上云"),
    ("联席会议", "2024年第二次联席会议", date(2024, 12, 12), "数据汇聚"),
    ("履职评价", "2024年度履职评价会", date(2025, 1, 9), "履职评价"),
    ("培训", "数据安全与密码应用培训", date(2025, 4, 17), "大数据安全"),
    ("联席会议", "2025年第一次联席会议", date(2025, 6, 19), "半年工作"),
)
PERIODS = (  # 报告类型, 报告期, due
    ("试点工作总结", "试点期", date(2023, 5, 31)),
    ("半年度工作总结", "2023年上半年", date(2023, 6, 28)),
    ("半年度工作总结", "2023年下半年", date(2023, 12, 25)),
    ("半年度工作总结", "2024年上半年", date(2024, 6, 28)),
    ("半年度工作总结", "2024年下半年", date(2024, 12, 25)),
    ("半年度工作总结", "2025年上半年", date(2025, 6, 28)),
)
MISSING_REPORTS = {
    ("HF007", "2023年上半年"), ("HF005", "2024年上半年"), ("HF040", "2023年下半年"), ("HF040", "2024年上半年"),
    ("HF036", "2024年下半年"), ("HF007", "2025年上半年"), ("HF016", "2025年上半年"),
}  # fmt: skip
TASKS = (  # no., source, meeting, assigned, content, lead, co-units, due, extended to, approved on, closed, cancelled
    ("督〔2023〕1号", "县领导小组", "县数字政府改革建设工作领导小组会议", "2023-03-02", "完成首批试点单位系统底数摸查", "HF012", "各试点单位", "2023-04-28", "", "", "2023-04-24", ""),
    ("督〔2023〕2号", "联席会议", "2023年第一次联席会议", "2023-05-18", "推动不动产登记系统迁移至市政务云", "HF005", "县政数局", "2023-12-29", "2024-06-28", "2023-12-20", "", ""),
    ("督〔2023〕3号", "联席会议", "2023年第一次联席会议", "2023-05-18", "企业登记信息每日汇聚至市政务大数据中心", "HF009", "", "2023-08-31", "", "", "2023-08-22", ""),
    ("督〔2023〕4号", "联席会议", "2023年第一次联席会议", "2023-05-18", "补齐“一官两员”并完成备案", "HF007", "", "2023-06-16", "", "", "2023-07-10", ""),
    ("督〔2023〕5号", "市领导小组", "", "2023-07-06", "报送公共数据资源普查成果", "HF012", "县统计局", "2023-09-15", "", "", "2023-09-14", ""),
    ("督〔2023〕6号", "省领导小组", "", "2023-08-10", "落实网格事件数据对接民情地图", "HF001", "县政数局", "2023-11-30", "", "", "2023-11-20", ""),
    ("督〔2023〕7号", "联席会议", "2023年第二次联席会议", "2023-12-14", "完成居民健康档案统计信息挂接", "HF008", "", "2024-03-29", "2024-05-31", "2024-04-12", "2024-05-24", ""),
    ("督〔2023〕8号", "联席会议", "2023年第二次联席会议", "2023-12-14", "治超检测记录共享给县公安局", "HF007", "县公安局", "2024-04-30", "", "", "", ""),
    ("督〔2024〕1号", "县领导小组", "县数字政府改革建设工作领导小组会议", "2024-02-27", "制定2024年数据资源管理工作要点", "HF012", "", "2024-03-29", "", "", "2024-03-27", ""),
    ("督〔2024〕2号", "联席会议", "2024年第一次联席会议", "2024-06-20", "校园安全视频监控平台制定迁云方案", "HF016", "县政数局", "2024-10-31", "", "", "2025-02-18", ""),
    ("督〔2024〕3号", "联席会议", "2024年第一次联席会议", "2024-06-20", "农村宅基地审批信息共享给县自然资源局", "HF003", "县自然资源局", "2024-09-30", "", "", "2024-09-25", ""),
    ("督〔2024〕4号", "联席会议", "2024年第一次联席会议", "2024-06-20", "梅陇农场数据资源并入梅陇镇", "HF031", "", "2024-12-31", "", "", "", "2024-10-15"),
    ("督〔2024〕5号", "市领导小组", "", "2024-09-03", "完成等保三级系统商用密码应用改造", "HF012", "县公安局、县卫生健康局", "2025-03-31", "2025-09-30", "2025-03-20", "", ""),
    ("督〔2024〕6号", "联席会议", "2024年第二次联席会议", "2024-12-12", "工伤和医保数据比对", "HF024", "县人力资源和社会保障局", "2025-03-28", "", "", "2025-03-26", ""),
    ("督〔2024〕7号", "联席会议", "2024年第二次联席会议", "2024-12-12", "可塘镇网格管理平台迁移至市政务云", "HF036", "县政数局", "2025-05-30", "", "", "", ""),
    ("督〔2025〕1号", "县领导小组", "县数字政府改革建设工作领导小组会议", "2025-02-25", "制定2025年数据资源管理工作要点", "HF012", "", "2025-03-31", "", "", "2025-03-28", ""),
    ("督〔2025〕2号", "联席会议", "2025年第一次联席会议", "2025-06-19", "补齐政务专员空缺", "HF007", "", "2025-07-18", "", "", "", ""),
    ("督〔2025〕3号", "联席会议", "2025年第一次联席会议", "2025-06-19", "建立县域医共体数据回流机制", "HF008", "县医疗保障局", "2025-09-30", "", "", "", ""),
    ("督〔2025〕4号", "联席会议", "2025年第一次联席会议", "2025-06-19", "报送系统清单和资源清单", "HF040", "", "2025-07-31", "", "", "", ""),
)  # fmt: skip
EXEMPTIONS = (  # unit, metric, reason, approval, from, until, known from
    ("HF011", "cloud_on_plan", "系统由上级税务机关统一部署", "海数领〔2023〕2号", date(2023, 4, 1), None, date(2023, 4, 1)),
    ("HF002", "系统编目覆盖率", "部门专网系统数据由上级统一编目", "海数领〔2023〕3号", date(2023, 4, 1), date(2024, 12, 31), date(2023, 4, 1)),
    ("HF013", "“善美系列”应用覆盖率", "综合协调部门无面向群众服务场景", "海数领〔2023〕6号", date(2023, 10, 10), None, date(2023, 10, 10)),
    ("HF011", "scenario_live", "试点期内业务系统由上级统一建设", "海数领〔2023〕2号", date(2023, 4, 1), date(2023, 5, 31), date(2023, 4, 1)),
    ("HF019", "“善美系列”应用覆盖率", "内部管理业务为主", "海数领〔2024〕1号", date(2024, 1, 1), None, date(2024, 1, 1)),
    ("HF042", "report_submitted", "撤并过渡期", "海数领〔2024〕4号", date(2024, 6, 1), date(2024, 12, 31), date(2024, 6, 20)),
)  # fmt: skip
EXPLANATIONS = (  # unit, metric, subject, reason, promised, known from
    ("HF005", "政务信息系统上云率（应上尽上口径）", "不动产登记系统", "数据库版本较旧，需先完成改造，请求协调市级数据库专家支持", date(2024, 6, 28), date(2023, 7, 1)),
    ("HF007", "“一官两员”配备率", "", "人员调动频繁，正在研究人选", date(2023, 6, 16), date(2023, 7, 1)),
    ("HF016", "cloud_migrated", "校园安全视频监控平台", "视频专网带宽不足，请求统筹专线资源", date(2025, 6, 30), date(2024, 7, 1)),
    ("HF036", "mlps_graded", "珠宝产业公共服务平台", "运维单位变更，定级材料正在补充", date(2024, 12, 31), date(2024, 7, 1)),
    ("HF007", "converged", "治超检测记录", "接口开发经费未落实，请求协调解决", date(2025, 3, 31), date(2025, 1, 1)),
    ("HF005", "cloud_migrated", "不动产登记系统", "改造已完成，正在做割接演练", date(2025, 9, 30), date(2025, 7, 1)),
    ("HF007", "posts_filled", "政务专员", "原任人员调离，拟于7月确定人选", date(2025, 7, 18), date(2025, 7, 1)),
    ("HF016", "report_on_time", "2025年上半年", "起草人员病休，报告正在修改", date(2025, 7, 15), date(2025, 7, 1)),
)  # fmt: skip
CASES = (  # unit, title, kind, included, replicable, adopted by
    ("HF009", "开办企业一次办", "政务服务", date(2024, 3, 15), True, "县人力资源和社会保障局、县税务局"),
    ("HF001", "网格事件随手报", "社会治理", date(2024, 3, 15), True, "城东镇、附城镇"),
    ("HF004", "家门口找工作", "就业服务", date(2024, 12, 20), True, ""),
    ("HF008", "家庭医生在线签约", "公共卫生", date(2025, 1, 10), False, ""),
)


def unit_rows(day: date) -> list[Row]:
    """单位名录 as the bureau knew it on a day: joined dates as they came, the bureau renamed, one farm merged away."""
    rows: list[Row] = []
    for unit in units().values():
        name, short, aliases = unit.name, unit.short_name, unit.aliases
        if unit.code == BUREAU and day >= RENAMED_ON:
            former = ("海丰县政务服务数据管理局", "县政务服务数据管理局", "县政数局", "政数局")
            name, short, aliases = "海丰县政务和数据局", "县政务和数据局", former
        joined = unit.joined if unit.joined and unit.joined <= day + timedelta(days=60) else None
        rows.append({
            "code": unit.code, "name": name, "short_name": short, "aliases": "、".join(aliases), "kind": unit.kind,
            "batch": unit.batch, "joined_on": joined, "left_on": MERGED_ON if unit.code == MERGED_UNIT and day >= MERGED_ON else None,
            "sort_no": unit.sort_no, "basis": unit.basis,
        })  # fmt: skip
    return rows


def present_units(day: date, batch: str = "") -> list[str]:
    """Codes of the units under the plan on a day, in protocol order."""
    return [
        unit.code for unit in units().values()
        if unit.joined and unit.joined <= day and unit.code != COUNTY and (not batch or unit.batch == batch)
        and not (unit.code == MERGED_UNIT and day >= MERGED_ON)
    ]  # fmt: skip


def activity_rows(first: date, last: date) -> list[Row]:
    """会议培训考勤表 of the events between two days; who was under the plan at the event was expected."""
    rows: list[Row] = []
    for kind, name, held, topic in EVENTS:
        if not first <= held <= last:
            continue
        expected = present_units(held) + ([BUREAU] if held < date(2023, 6, 1) else [])
        for code in expected:
            rng = rng_for("attendance", code, name)
            slow = units()[code].pace == "slow"
            weights = (55, 15, 12, 18) if slow else (88, 5, 5, 2)
            attendance = rng.choices(("出席", "委托代会", "请假", "缺席"), weights)[0]
            attendee = data_officer(code, held) if attendance in {"出席", "委托代会"} else ""
            rows.append({
                "kind": kind, "activity_name": name, "held_on": held, "unit": code, "attendee": attendee,
                "attendance": attendance, "topic": topic, "note": "会议冲突" if attendance == "请假" else "",
            })  # fmt: skip
    return rows


def report_rows(first: date, last: date) -> list[Row]:
    """报告报送登记表: what arrived between two days."""
    rows: list[Row] = []
    for kind, period, due in PERIODS:
        for code in present_units(due, "首批试点" if kind == "试点工作总结" else ""):
            unit = units()[code]
            received = _received(unit, period, due)
            if received is None or not first <= received <= last:
                continue
            rng = rng_for("content", code, period)
            weak = unit.pace == "slow" or rng.random() < 0.12
            rows.append({
                "unit": code, "kind": kind, "period": period, "received_on": received,
                "accepted_on": workday(received + timedelta(days=rng.randint(1, 9))) if rng.random() < 0.9 else None,
                "has_results": True, "has_problems": None if weak and rng.random() < 0.3 else True, "has_plan": True,
                "has_evidence": rng.random() > (0.5 if weak else 0.05) if kind != "试点工作总结" else None,
                "clause_count": rng.randint(5, 8) if weak else 8,
                "doc_no": f"{unit.short_name[:3]}函〔{received.year}〕{rng.randint(3, 90)}号", "note": "",
            })  # fmt: skip
    return rows


def _received(unit: Unit, period: str, due: date) -> date | None:
    assert unit.joined is not None
    if unit.joined + timedelta(days=30) > due or (unit.code, period) in MISSING_REPORTS:
        return None
    rng = rng_for("report", unit.code, period)
    late = rng.random() < {"fast": 0.02, "steady": 0.15, "slow": 0.45}[unit.pace]
    return workday(due + timedelta(days=rng.randint(2, 30))) if late else due - timedelta(days=rng.randint(0, 9))


def task_rows(day: date) -> list[Row]:
    """督办事项台账 as the bureau kept it on a day."""
    rows: list[Row] = []
    for no, source, meeting, assigned, content, unit, others, due, extended, approved, closed, cancelled in TASKS:
        given = date.fromisoformat(assigned)
        if given > day:
            continue
        is_approved = bool(approved) and date.fromisoformat(approved) <= day
        closed_on = _reached(closed, day)
        cancelled_on = _reached(cancelled, day)
        progress = (
            "已办结" if closed_on else "已撤销" if cancelled_on else "正在推进" if (day - given).days > 45 else "已部署"
        )
        rows.append({
            "task_no": no, "source": source, "meeting": meeting, "assigned_on": given, "content": content, "unit": unit,
            "co_units": others, "due_on": date.fromisoformat(due), "extended_to": date.fromisoformat(extended) if is_approved else None,
            "extended_on": date.fromisoformat(approved) if is_approved else None, "closed_on": closed_on,
            "cancelled_on": cancelled_on, "progress": progress, "note": "",
        })  # fmt: skip
    return rows


def evaluation_rows(year: int, evaluated: date, confirmed: bool) -> list[Row]:
    """履职评价表 of one year."""
    rows: list[Row] = []
    for code in present_units(date(year, 12, 1)):
        pace = units()[code].pace
        rng = rng_for("score", code, year)
        centre = {"fast": 92, "steady": 84, "slow": 68}[pace]
        score = (Decimal(centre) + Decimal(rng.randint(-40, 40)) / 10).quantize(Decimal("0.1"))
        grade = "优秀" if score >= 90 else "良好" if score >= 80 else "合格" if score >= 65 else "不合格"
        rows.append({
            "unit": code, "period": f"{year}年度", "evaluated_on": evaluated, "score": score, "grade": grade,
            "is_confirmed": confirmed, "commended_on": date(year + 1, 3, 11) if confirmed and grade == "优秀" else None, "note": "",
        })  # fmt: skip
    return rows


def case_rows(day: date) -> list[Row]:
    """优秀案例库 on a day."""
    names = ("unit", "title", "kind", "included_on", "is_replicable", "adopted_by")
    return [dict[str, object](zip(names, case, strict=True)) | {"note": ""} for case in CASES if case[3] <= day]


def exemption_rows(day: date) -> list[Row]:
    """不纳入考核事项登记表 on a day."""
    names = ("unit", "metric", "reason", "approval", "from_on", "until_on")
    return [dict[str, object](zip(names, one[:6], strict=True)) | {"note": ""} for one in EXEMPTIONS if one[6] <= day]


def explanation_rows(first: date, last: date, code: str = "") -> list[Row]:
    """情况说明 given between two days, of all units or of one."""
    rows: list[Row] = []
    for unit, metric, subject, reason, promised, known in EXPLANATIONS:
        if first <= known <= last and code in {"", unit}:
            rows.append({
                "unit": unit, "metric": metric, "subject": subject, "reason": reason, "promised_on": promised,
                "person": data_officer(unit, last), "note": "",
            })  # fmt: skip
    return rows


def _reached(text: str, day: date) -> date | None:
    event = date.fromisoformat(text) if text else None
    return event if event and event <= day else None
