"""What the catalogue platform and the city cloud export: nearly what the units report, and here and there something else."""

from __future__ import annotations

from datetime import date

from bench.demo_county.facts import SILENT_UNIT, rng_for, units
from bench.demo_county.known import catalog_rows, system_rows
from bench.demo_county.registers import present_units
from bench.demo_county.untidy import Grid

# The platform exports bare codes: this one writes 0 for 有条件共享 and 1 for 无条件共享.
SHARE_CODES = {"有条件共享": 0, "无条件共享": 1, "不予共享": 2}
CODE_TABLES = ("share_0_conditional",)
LOST, WAITING, UNMOUNTED = 0.05, 0.05, 0.06  # chance that the platform lacks a resource, or knows less of it
NOT_IN_CLOUD, OFF_LIST = 0.06, 0.05
ONLY_THERE = {"HF002": "重点场所人员流动信息", "HF006": "历史建筑测绘成果", "HF008": "健康档案调阅记录"}


def resource_export(day: date) -> Grid:
    """The catalogue platform's export of a day: its own headers, bare codes for the sharing type."""
    rows: list[list[object]] = [["数源部门", "目录编码", "目录名称", "共享类型", "更新周期", "目录状态", "发布时间", "是否挂接", "是否汇聚", "数据更新时间"]]  # fmt: skip
    for row in catalog_rows(_listing(day), day):
        rng = rng_for("platform", row["resource_name"])
        if row["retired_on"] or not row["catalogued_on"] or rng.random() < LOST:
            continue
        is_published = bool(row["published_on"]) and rng.random() >= WAITING
        is_mounted = is_published and bool(row["mounted_on"]) and rng.random() >= UNMOUNTED
        rows.append([
            units()[str(row["unit"])].name, row["resource_code"], row["resource_name"], SHARE_CODES[str(row["share_type"])],
            row["update_cycle"], "已发布" if is_published else "待审核", _written(row["published_on"]) if is_published else None,
            "是" if is_mounted else "否", "是" if row["converged_on"] else "否", _written(row["updated_on"]) if is_mounted else None,
        ])  # fmt: skip
    rows += [
        [units()[code].name, None, name, 0, "每季度", "已发布", "2025-03-12", "是", "否", None]
        for code, name in ONLY_THERE.items()
    ]
    return Grid("目录导出", rows)


def cloud_export(day: date) -> Grid:
    """The city cloud's list of what runs there; a system may have several machines."""
    rows: list[list[object]] = [["租户单位", "业务系统名称", "云主机编号", "资源类型", "运行状态", "开通时间"]]
    for row in system_rows(_listing(day), day):
        rng = rng_for("cloud", row["system_name"])
        is_there = row["hosting"] == "市政务云"
        if row["retired_on"] or (rng.random() < NOT_IN_CLOUD if is_there else rng.random() >= OFF_LIST):
            continue
        for machine in range(1 + rng.randrange(3)):
            number = f"ECS{rng.randrange(10_000):04d}{machine}"
            name = units()[str(row["unit"])].name
            rows.append([name, row["system_name"], number, "云主机", "运行中", _written(row["cloud_on"])])
    return Grid("资源清单", rows)


def _listing(day: date) -> list[str]:
    return [code for code in present_units(day) if code != SILENT_UNIT and units()[code].raw.get("systems")]


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else None
