"""The invented demands for data between units, and the half-year sheets on duties."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache

from bench.demo_county.facts import LAST_DAY, SILENT_UNIT, rng_for, units, workday
from bench.demo_county.known import Row
from bench.demo_county.registers import present_units
from bench.demo_county.resources import resources

NO_DEMANDS = {"HF010", "HF011", "HF014", "HF020", SILENT_UNIT, "HF042"}  # they declare 零报告
PURPOSES = ("业务核验", "统计分析", "一网统管事件处置", "惠企政策匹配")
CLAUSES = {
    "推进数字政府改革建设": ("落实领导小组部署，按月调度", "完成年度任务{n}项", "跨部门协同不够", "完善调度机制"),
    "统筹数据融合创新应用": ("建立部门职能数据清单，开展普查", "梳理数据{n}类", "部分数据质量不高", "开展质量核查"),
    "实施常态化指导监督": ("立项和验收均出具专属意见", "出具意见{n}份", "个别项目资料不全", "提前介入审核"),
    "强化信息化项目全过程管理": ("实行项目台账管理", "推进项目{n}个", "个别项目进度滞后", "倒排工期"),
    "加快推动系统迁云上云": ("制定迁云计划", "迁移系统{n}个", "老旧系统改造难度大", "争取技术支持"),
    "有效落实数据共享应用": ("编目、发布、挂接同步推进", "挂接资源{n}项", "接口稳定性不足", "加强运维"),
    "强化“粤系列”“善美系列”应用": ("探索服务场景", "上线场景{n}个", "宣传推广不够", "深入村居推广"),
    "强化安全管理体系": ("修订制度，开展演练", "组织演练{n}次", "安全经费不足", "纳入年度预算"),
}


@cache
def demands() -> tuple[Row, ...]:
    """Every demand with all its later dates; what was known on a day is cut out by demand_rows."""
    rows: list[Row] = []
    shared = [one for one in resources() if one.share_type != "不予共享"]
    for code in present_units(LAST_DAY):
        if code in NO_DEMANDS:
            continue
        joined = units()[code].joined
        assert joined is not None
        rng = rng_for("demand", code)
        others = [one for one in shared if one.unit != code]
        early = rng.choice([one for one in others if units()[one.unit].batch == "首批试点"])
        rows.append(_demand(code, early.unit, early.name, workday(joined + timedelta(days=rng.randint(25, 75)))))
        for one in rng.sample(
            [other for other in others if other is not early], 3 if units()[code].pace == "fast" else 2
        ):
            provider = units()[one.unit]
            assert provider.joined is not None
            first = max(joined, provider.joined) + timedelta(days=60)
            asked = workday(first + timedelta(days=rng.randint(0, max((date(2025, 7, 4) - first).days, 1))))
            rows.append(_demand(code, one.unit, one.name, asked))
    return tuple(rows)


def demand_rows(codes: Iterable[str], day: date) -> list[Row]:
    """数据需求清单 of some units on a day; the bureau has filled in the review."""
    rows: list[Row] = []
    for full in demands():
        asked = full["asked_on"]
        assert isinstance(asked, date)
        if full["unit"] not in set(codes) or asked > day:
            continue
        row = dict(full)
        for name in ("reviewed_on", "answered_on", "delivered_on"):
            event = row[name]
            row[name] = event if isinstance(event, date) and event <= day else None
        if row["reviewed_on"] is None:
            row["review"] = "待审核"
        if row["answered_on"] is None:
            row["answer"] = None
        rows.append(row)
    return rows


def duty_rows(code: str, period: str) -> list[Row]:
    """职责任务落实情况表 of one unit and half-year; slow units leave parts blank."""
    rows: list[Row] = []
    for clause, (measures, results, problems, next_steps) in CLAUSES.items():
        rng = rng_for("duty", code, period, clause)
        thin = units()[code].pace == "slow"
        rows.append({
            "unit": code, "period": period, "clause": clause, "measures": measures,
            "results": results.format(n=rng.randint(2, 9)), "problems": "" if thin and rng.random() < 0.5 else problems,
            "next_steps": next_steps, "evidence": "" if thin or rng.random() < 0.15 else f"见附件{rng.randint(1, 6)}", "note": "",
        })  # fmt: skip
    return rows


def _demand(code: str, provider: str, name: str, asked: date) -> Row:
    rng = rng_for("answer", code, name)
    row: Row = {
        "unit": code, "provider": provider, "resource_name": name, "purpose": rng.choice(PURPOSES),
        "basis": "履行部门职责需要", "asked_on": asked, "review": "通过", "reviewed_on": workday(asked + timedelta(days=rng.randint(1, 4))),
        "answered_on": None, "answer": None, "delivered_on": None, "note": "",
    }  # fmt: skip
    if rng.random() < 0.1:
        return row | {"review": rng.choice(("退回", "撤回")), "note": "用途不明确"}
    reviewed = row["reviewed_on"]
    assert isinstance(reviewed, date)
    pace = units()[provider].pace
    on_time = rng.random() < {"fast": 0.95, "steady": 0.78, "slow": 0.35}[pace]
    if pace == "slow" and rng.random() < 0.3:
        return row
    answered = workday(reviewed + timedelta(days=rng.randint(2, 11) if on_time else rng.randint(20, 60)))
    answer = rng.choices(("同意", "部分同意", "不同意"), (80, 12, 8))[0]
    delivered = None
    if answer != "不同意" and rng.random() < {"fast": 0.95, "steady": 0.8, "slow": 0.5}[pace]:
        delivered = workday(answered + timedelta(days=rng.randint(2, 25)))
    return row | {"answered_on": answered, "answer": answer, "delivered_on": delivered}
