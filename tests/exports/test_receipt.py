"""The receipt on paper: what it names, and that a long one says what it leaves out."""

from __future__ import annotations

from datetime import date, datetime

from exports.receipt import LINES, export_receipt
from services.receipts import ReceiptPaper, ReceiptTable
from services.uploads import Noted


def paper(problem_count: int, table_count: int = 1, state: str = "已入库，数据第7版") -> ReceiptPaper:
    table = ReceiptTable("政务信息系统清单", "清单", ("海丰县公安局",), 12, 3, 0, 9, 1, False, date(2024, 3, 31))
    noted = Noted("date_ahead", "warning", "清单", 4, "2025-01-01", "“清单”表C4单元格：<日期>晚于上传当日。请核对。")
    return ReceiptPaper(
        product="试点看板", bureau="县政数局", number="000012", state="已入库", state_words=state, file_name="系统<1>.xlsx",
        sha256="a" * 64, size=2048, received_at=datetime(2024, 4, 1, 9, 5), taken_at=datetime(2024, 4, 1, 9, 6), version=7,
        sent_by="人员001", on_behalf_of="海丰县公安局", tables=(table,) * table_count, problems=(noted,) * problem_count,
    )  # fmt: skip


def test_receipt_names_number_file_hash_rows_unit_time_state_and_problems() -> None:
    html = export_receipt(paper(2)).decode()
    for words in (
        "000012", "系统&lt;1&gt;.xlsx", "a" * 64, "2024年4月1日09:05", "已入库，数据第7版", "人员001（代海丰县公安局报送）",
        '<td class="num">12</td><td class="num">3</td><td class="num">9</td><td class="num">1</td>', "遗留问题（2条，待补正1格）",
    ):  # fmt: skip
        assert words in html
    assert "<日期>" not in html and "<script" not in html and "http" not in html.replace("http-equiv", "")


def test_long_receipt_stays_within_its_lines_and_says_what_is_left_out() -> None:
    html = export_receipt(paper(300)).decode()
    shown = html.count("<li>")
    assert 0 < shown <= LINES and f"只列前{shown}条" in html
    assert "共20张表，只列前8张。" in export_receipt(paper(0, 20)).decode()
