"""The rounds as the bureau announced them: what was asked of whom until when, who was reminded, who confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

_LISTS = ("system", "catalog", "function", "demand", "scenario", "security")
_ALL = ("roster", "workplan", "project", *_LISTS)
_ROLL_OUT = ("HF012", "HF013", "HF014", "HF015", "HF016", "HF017", "HF019", "HF024", "HF031", "HF036", "HF039")
_CONTACT = {"contact": "人员801", "contact_phone": "0660-6600801"}

# By folder. closed_on missing: still open. units missing: every unit in scope on the day it was opened.
ANNOUNCED: Mapping[str, Mapping[str, object]] = {
    "01-试点启动": {
        "doc_no": "海政数〔2023〕2号", "tables": ("roster", "workplan"), "opened_on": date(2023, 2, 1),
        "deadline": date(2023, 2, 20), "closed_on": date(2023, 3, 10),
    },
    "02-底数摸查": {
        "doc_no": "海政数〔2023〕5号", "tables": ("project", *_LISTS), "opened_on": date(2023, 3, 20),
        "deadline": date(2023, 4, 7), "closed_on": date(2023, 4, 20),
    },
    "03-试点总结": {
        "tables": ("system", "catalog"), "units": ("HF005", "HF007", "HF009"), "opened_on": date(2023, 5, 22),
        "deadline": date(2023, 6, 5), "closed_on": date(2023, 6, 10), "note": "只对底数摸查中需要补正的单位",
    },
    "04-上半年": {
        "doc_no": "海政数〔2023〕11号", "tables": ("project", "system", "catalog", "demand"), "opened_on": date(2023, 6, 14),
        "deadline": date(2023, 6, 30), "closed_on": date(2023, 7, 14),
    },
    "05-全面推广": {
        "doc_no": "海政数〔2023〕18号", "tables": ("roster", "workplan", "system", "catalog", "function"), "units": _ROLL_OUT,
        "opened_on": date(2023, 10, 8), "deadline": date(2023, 10, 18), "closed_on": date(2023, 10, 31),
    },
    "06-2023年终": {
        "doc_no": "海政数〔2023〕26号", "tables": _ALL, "opened_on": date(2023, 12, 4), "deadline": date(2023, 12, 29),
        "closed_on": date(2024, 1, 19),
    },
    "07-2024一季度": {
        "tables": ("project",), "opened_on": date(2024, 4, 1), "deadline": date(2024, 4, 12), "closed_on": date(2024, 4, 19),
    },
    "08-2024上半年": {
        "doc_no": "海政数〔2024〕9号", "tables": ("roster", *_LISTS), "opened_on": date(2024, 6, 3),
        "deadline": date(2024, 6, 28), "closed_on": date(2024, 7, 19),
    },
    "09-2024年终": {
        "doc_no": "海政数〔2024〕21号", "tables": _ALL, "opened_on": date(2024, 12, 2), "deadline": date(2024, 12, 31),
        "closed_on": date(2025, 1, 17),
    },
    "10-2025上半年": {
        "doc_no": "海政数〔2025〕8号", "tables": ("project", *_LISTS), "opened_on": date(2025, 6, 3),
        "deadline": date(2025, 6, 30), "note": "表格已填入现有资料，请逐行核对后报送",
    },
}  # fmt: skip
REMINDERS: tuple[Mapping[str, object], ...] = (
    {"round": "08-2024上半年", "unit": "HF016", "at": datetime(2024, 7, 2, 9, 30), "way": "电话", "answer": "系统清单正在核对日期，本月中旬报送。"},
    {"round": "10-2025上半年", "unit": "HF036", "at": datetime(2025, 7, 1, 10, 0), "way": "电话", "answer": "系统清单7月2日报送。"},
    {"round": "10-2025上半年", "unit": "HF040", "at": datetime(2025, 7, 1, 10, 20), "way": "电话", "answer": ""},
    {"round": "10-2025上半年", "unit": "HF040", "at": datetime(2025, 7, 3, 15, 0), "way": "书面", "answer": ""},
)  # fmt: skip
CONFIRMATIONS: tuple[Mapping[str, object], ...] = (
    {"round": "09-2024年终", "unit": "HF001", "agreed": True, "on": date(2025, 1, 8), "by": "人员021"},
    {"round": "09-2024年终", "unit": "HF007", "words": "系统清单少列一个停用系统，已在上半年补报。", "on": date(2025, 1, 9), "by": "人员071"},
)  # fmt: skip


def announced(folder: str) -> dict[str, object]:
    """What rounds.toml says of a round besides its folder and name."""
    return {**ANNOUNCED[folder], **_CONTACT}
