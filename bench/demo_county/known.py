"""What a unit knew and wrote on a day: rows of the units' own lists, as field → value, dates still to come left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from bench.demo_county.facts import RENAMED_ON, Project, Resource, System, rng_for, units
from bench.demo_county.people import holders
from bench.demo_county.projects import project_of, projects
from bench.demo_county.resources import resources, updated_on
from bench.demo_county.systems import systems

Row = dict[str, object]
REASONS = {"approved": "部门专网业务，暂不具备迁云条件", "asked": "系统改造未完成", "": "上级统一部署"}
FORMATS = ("数据库", "电子表格", "数据库", "电子文件")


def roster_rows(codes: Iterable[str], day: date) -> list[Row]:
    """首席数据官和两员名单 of some units as known on a day."""
    return [
        {
            "unit": one.unit, "role": one.role, "name": one.name, "position": one.position, "is_leadership": one.leads,
            "phone": one.phone, "appointed_on": one.appointed, "ended_on": _past(one.ended, day),
            "filed_on": _past(one.filed, day), "note": one.note,
        }
        for one in holders()
        if one.unit in set(codes) and one.appointed <= day
    ]  # fmt: skip


def workplan_rows(codes: Iterable[str], day: date) -> list[Row]:
    """工作方案备案表: one plan a unit, a few unsealed or late."""
    rows: list[Row] = []
    for code in codes:
        unit = units()[code]
        assert unit.joined is not None
        rng = rng_for("workplan", code)
        issued = unit.joined + timedelta(days=rng.randint(8, 24))
        filed = issued + timedelta(days={"slow": rng.randint(40, 90)}.get(unit.pace, rng.randint(2, 8)))
        rows.append({
            "unit": code, "title": f"{unit.short_name}首席数据官工作方案", "issued_on": issued,
            "sealed": code not in {"HF036", "HF011"} or day > date(2024, 3, 1), "filed_on": _past(filed, day), "note": "",
        })  # fmt: skip
    return rows


def system_rows(codes: Iterable[str], day: date) -> list[Row]:
    """政务信息系统清单 as a unit would write it on a day."""
    return [_system(one, day) for one in systems() if one.unit in set(codes) and _is_listed(one, day)]


def catalog_rows(codes: Iterable[str], day: date) -> list[Row]:
    """公共数据资源清单; a resource is listed from about the time its system works."""
    chosen = [one for one in resources() if one.unit in set(codes)]
    launched = {(one.unit, one.name): one.launched_day for one in systems()}
    return [_resource(one, day) for one in chosen if (launched.get((one.unit, one.system)) or day) <= day]


def function_rows(codes: Iterable[str], day: date) -> list[Row]:
    """部门职能数据清单; done once the system it rests on has a catalogued resource."""
    rows: list[Row] = []
    for code in codes:
        unit = units()[code]
        for line in unit.raw.get("functions", []):
            head, system_no = (part.strip() for part in line.split("@"))
            name, data = (part.strip() for part in head.split("："))
            system = unit.raw["systems"][int(system_no) - 1].split("|")[0].strip() if system_no != "0" else ""
            done: bool | None = any(
                one.unit == code and one.system == system and one.catalogued and one.catalogued <= day
                for one in resources()
            )  # fmt: skip
            if unit.pace == "slow" and rng_for("function", code, name).random() < 0.3:
                done = None
            rows.append({
                "unit": code, "function_name": name, "data_produced": data, "source_system": system,
                "is_catalogued": done, "note": "",
            })  # fmt: skip
    return rows


def scenario_rows(codes: Iterable[str], day: date) -> list[Row]:
    """应用场景清单; users and cases grow with time."""
    rows: list[Row] = []
    for code in codes:
        for line in units()[code].raw.get("scenarios", []):
            head, launched_text, *flags = (part.strip() for part in line.split("|"))
            app, name = (part.strip() for part in head.split("："))
            launched = date.fromisoformat(launched_text)
            if launched > day + timedelta(days=60):
                continue
            rng = rng_for("scenario", code, name)
            days = max((day - launched).days, 0)
            users = int(days * rng.uniform(1.5, 14))
            stopped = date(2025, 1, 2) if name == "公章刻制一网通办" and day >= date(2025, 1, 2) else None
            rows.append({
                "unit": code, "app": app, "scenario_name": name, "launched_on": _past(launched, day),
                "stopped_on": stopped, "user_count": users if days else None,
                "case_count": int(users * rng.uniform(0.1, 0.5)) if days else None, "is_replicable": "good" in flags,
                "effect": "群众办事更方便" if days > 180 else "", "note": "谋划中" if not days else "",
            })  # fmt: skip
    return rows


def project_rows(codes: Iterable[str], day: date) -> list[Row]:
    """信息化项目台账 as known on a day."""
    return [_project(one, day) for one in projects() if one.unit in set(codes) and one.stages["planned"] <= day]


def security_rows(codes: Iterable[str], day: date) -> list[Row]:
    """安全管理台账: rules, measures, plans and yearly assessments, the slow units with gaps."""
    rows: list[Row] = []
    for code in codes:
        unit = units()[code]
        assert unit.joined is not None
        for item in ("安全管理制度", "安全保护措施", "应急预案", "应急演练", "风险评估"):
            rng = rng_for("security", code, item)
            if unit.pace == "slow" and item in {"安全保护措施", "风险评估"} and rng.random() < 0.7:
                continue
            done = unit.joined + timedelta(days=rng.randint(20, 110 if unit.pace == "fast" else 300))
            lag = {"fast": 0, "steady": 45, "slow": 200}[unit.pace]
            while done <= day:
                title = f"{unit.short_name}{'数据' if item.startswith('安全') else ''}{item}{'报告' if item == '风险评估' else ''}"
                valid = date(done.year + 3, 12, 31) if item == "安全管理制度" else None
                rows.append(
                    {"unit": code, "item": item, "title": title, "done_on": done, "valid_until": valid, "note": ""}
                )
                if item not in {"风险评估", "应急演练"}:
                    break
                done += timedelta(days=355 + rng.randint(-20, 10 + lag))
    return rows


def _past(event: date | None, day: date) -> date | None:
    return event if event is not None and event <= day else None


def _is_listed(one: System, day: date) -> bool:
    launched = one.launched_day
    return launched is None or launched <= day + timedelta(days=150)


def _system(one: System, day: date) -> Row:
    building = one.launched_day is not None and one.launched_day > day
    moved = one.cloud_on is not None and one.cloud_on <= day
    due = next((promise for known, promise in reversed(one.promises) if known <= day), None)
    hosting = "市政务云" if moved and not building else one.place
    retired = _past(one.retired_on, day)
    reason = approval = ""
    if (one.flags & {"approved", "asked"} and not moved) or ("vertical" in one.flags and one.unit == "HF011"):
        reason = REASONS[next((flag for flag in ("approved", "asked") if flag in one.flags), "")]
    if "approved" in one.flags and day >= date(2023, 6, 1):
        approval = f"海数函〔2023〕{rng_for('approval', one.name).randint(11, 39)}号"
    rng = rng_for("blank", one.unit, one.name)
    return {
        "unit": one.unit, "system_name": one.name, "project_name": project_of(one.unit, one.name),
        "state": "在建" if building else "停用" if retired else "在用", "is_classified": False,
        "is_vertical": "vertical" in one.flags, "launched_on": None if building else one.launched,
        "retired_on": retired, "network": one.network, "hosting": hosting,
        "cloud_on": one.cloud_on if moved and hosting == "市政务云" and not _forgets_date(one) else None,
        "cloud_due_on": due, "exempt_reason": reason, "exempt_approval": approval,
        "mlps_level": None if building or (rng.random() < 0.08 and day < date(2024, 1, 1)) else one.level,
        "mlps_tested_on": max((test for test in one.tests if test <= day), default=None),
        "crypto_tested_on": max((test for test in one.crypto_tests if test <= day), default=None),
        "is_localised": None if rng.random() < 0.15 else bool(one.localised_on and one.localised_on <= day), "note": "",
    }  # fmt: skip


def _forgets_date(one: System) -> bool:
    """Some write no 上云日期 for a system that was built on the cloud."""
    return one.place == "市政务云" and rng_for("forgets", one.name).random() < 0.4


def _resource(one: Resource, day: date) -> Row:
    rng = rng_for("row", one.unit, one.name)
    shared = one.share_type != "不予共享"
    converge: bool | None = None if "blank" in one.flags else "noconverge" not in one.flags
    return {
        "unit": one.unit, "resource_code": one.code, "resource_name": one.name, "summary": f"{one.name}的主要数据项",
        "source_system": one.system, "format": rng.choice(FORMATS), "share_type": one.share_type,
        "share_condition": "凭履行职责需要申请" if one.share_type == "有条件共享" else "",
        "share_method": rng.choice(("接口", "库表", "文件")) if shared else "", "is_open": one.share_type == "无条件共享" and rng.random() < 0.6,
        "update_cycle": one.cycle, "should_converge": converge, "catalogued_on": _past(one.catalogued, day),
        "published_on": _past(one.published, day), "mounted_on": _past(one.mounted, day),
        "converged_on": _past(one.converged, day), "updated_on": updated_on(one, day),
        "retired_on": _past(one.retired, day), "owner": one.owner, "note": "",
    }  # fmt: skip


def _project(one: Project, day: date) -> Row:
    rng = rng_for("money", one.name)
    budget = Decimal(one.budget)
    contract = (budget * Decimal(rng.randint(88, 98)) / 100).quantize(Decimal("0.01"))
    paid = Decimal(0)
    if "started" in one.stages and one.stages["started"] <= day:
        paid = (contract * (Decimal("0.95") if one.stages.get("accepted", day) < day else Decimal("0.3"))).quantize(
            Decimal("0.01")
        )
    due = next((promise for known, promise in reversed(one.promises) if known <= day), None)
    reached = {f"{stage}_on": _past(one.stages.get(stage), day) for stage in
               ("planned", "listed", "approved", "procured", "started", "accepted", "evaluated")}  # fmt: skip
    usage = None
    if reached["accepted_on"]:
        usage = "未使用" if "unused" in one.flags else rng.choice(("在用", "在用", "在用", "少用"))
    code = units()[one.unit]
    opinion, acceptance = _past(one.opinion_on, day), _past(one.acceptance_opinion_on, day)
    return {
        "unit": one.unit, "project_code": one.code, "project_name": one.name, "year": int(one.code[2:6]),
        "budget_wan": budget, "contract_wan": contract if reached["procured_on"] else None,
        "paid_wan": paid if reached["started_on"] else None, "is_classified": False, **reached, "due_on": due,
        "approval_opinion_on": opinion, "approval_opinion": rng.choice(("同意", "修改后同意")) if opinion else None,
        "acceptance_opinion_on": acceptance, "acceptance_opinion": "同意" if acceptance else None,
        "state": "暂停" if "never" in one.flags and day > RENAMED_ON else "正常", "usage": usage,
        "problems": "前期论证反复，未完成采购" if "never" in one.flags else "", "note": "首批试点" if code.batch == "首批试点" else "",
    }  # fmt: skip
