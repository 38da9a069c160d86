"""Rows with what their kind requires, and the day seen through the present rows: for tests of listings."""

from __future__ import annotations

from datetime import date

from metrics.figure import Point

DAY = date(2023, 10, 9)
EARLY = date(2023, 3, 1)


def at(county, day=DAY):
    return Point(day, county.warehouse.version())


def project(name, unit="A", **more):
    return {"unit": unit, "project_name": name, "state": "正常"} | more


def system(name, unit="A", **more):
    return {"unit": unit, "system_name": name, "state": "在用", "hosting": "其他"} | more


def resource(name, unit="A", **more):
    return {"unit": unit, "resource_name": name, "share_type": "无条件共享", "update_cycle": "每年"} | more


def function(name, unit="A", **more):
    return {"unit": unit, "function_name": name} | more
