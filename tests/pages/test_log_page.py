"""操作日志: the bureau reads it page by page and filtered; nobody else does."""

from __future__ import annotations

import re
from datetime import datetime

import pytest

from services.actor import Actor, NotAllowed
from services.operation_log import PAGE_SIZE, read_log
from services.store import Store
from tests.pages.conftest import html_of, run_page
from warehouse.audit import add_entry

BUREAU = Actor("人员801", "县政数局", origin="测试")


def shown_rows(**params: str) -> list[str]:
    """The table's rows without their tags, the head left out."""
    rows = re.findall(r"<tr>(.*?)</tr>", html_of(run_page("log.py", **params)))[1:]
    return [re.sub(r"<[^>]+>", "｜", row) for row in rows]


def test_log_shows_the_latest_first_and_leads_to_the_older_ones(full_store: Store) -> None:
    for number in range(PAGE_SIZE):
        add_entry(
            full_store.warehouse, datetime(2024, 4, 1, 9), BUREAU, "登记催办", f"第{number}次", "", {"way": "电话"}
        )
    rows = shown_rows()
    assert len(rows) == PAGE_SIZE
    assert f"第{PAGE_SIZE - 1}次" in rows[0] and "方式：电话" in rows[0] and "2024年4月1日" in rows[0]
    assert "start=50" in html_of(run_page("log.py"))
    older = shown_rows(start=str(PAGE_SIZE))
    # Five workbooks made the store; each was taken in with one entry.
    assert [row.count("入库") > 0 for row in older] == [True] * 5
    assert shown_rows(start="9999") == rows


def test_log_is_narrowed_to_an_action_and_a_unit(full_store: Store) -> None:
    for_town = Actor("人员801", "县政数局", on_behalf_of="HF001", origin="测试")
    add_entry(full_store.warehouse, datetime(2024, 4, 1, 9), for_town, "登记催办", "二季度报送")
    assert len(shown_rows(act="登记催办")) == 1
    (row,) = shown_rows(act="登记催办", unit="HF001")
    assert "代海城镇" in row
    assert shown_rows(act="登记催办", unit="HF002") == []
    assert shown_rows(act="没有的操作") == shown_rows() != []


def test_log_is_refused_to_units_and_leaders_in_the_service_too(full_store: Store) -> None:
    for role, actor in (("单位", Actor("人员001", "单位", "HF001")), ("领导", Actor("人员901", "领导"))):
        page = run_page("log.py", role=role)
        assert "不能查看操作日志" in page.info[0].value and "<table" not in html_of(page)
        with pytest.raises(NotAllowed):
            read_log(full_store, actor)
