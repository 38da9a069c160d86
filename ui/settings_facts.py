"""What holds besides the settings and is changed in files: phases, reports owed, milestones, targets, calendar, limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from datetime import date, timedelta
from html import escape

import streamlit as st

from config.reference import Obligation, load_milestones, load_obligations, load_phases
from config.settings import Limits, load_settings
from metrics.catalog import load_catalog
from metrics.lights import describe_thresholds
from metrics.sentences import short_name, show_date
from metrics.working_days import covered_until
from services.backup_place import say_size
from ui.markup import show

NEAR_END = timedelta(days=60)
YEARS_AHEAD = 1


def show_facts(today: date) -> None:
    """Read only; each part names its file. Restarting the program brings a change into force."""
    st.caption(
        "以下内容由程序文件夹中的文件规定，这里只能查看。修改文件后重新启动看板生效；影响数字的改动会列入会议的“按现行口径重算”。"
    )
    _show_calendar(today)
    _show("阶段划分", "data/reference/phases.toml", ("阶段", "起止", "总览的六张指标卡"), _phases())
    owed = [
        one
        for one in load_obligations()
        if today.year - 1 <= one.due_on.year <= today.year + YEARS_AHEAD or not _recurs(one)
    ]
    _show(
        f"应报报告和期限（列到{today.year + YEARS_AHEAD}年）", "data/reference/obligations.toml",
        ("报告", "期别", "截止日期（含当日）", "应报单位", "依据"), _obligations(owed),
    )  # fmt: skip
    with st.expander(f"试点里程碑（{len(load_milestones())}项）"):
        _show("", "data/reference/milestones.toml", ("里程碑", "依据", "说明"), _milestones())
    targets = [
        (escape(short_name(one)), escape(describe_thresholds(one))) for one in load_catalog().values() if one.target
    ]
    without = len([one for one in load_catalog().values() if one.target is None])
    with st.expander(f"指标目标值及依据（{len(targets)}项）"):
        _show("", "metrics/catalog.toml", ("指标", "目标值、依据和亮灯"), targets)
        st.caption(f"其余{without}项没有文件确认的目标值，不亮灯。")
    with st.expander("上传文件的上限"):
        _show("", "config/settings.py", ("上限", "值"), _limits(load_settings().limits))


def _show(title: str, file: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    head = "".join(f"<th>{one}</th>" for one in heads)
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    heading = f"<h2>{title}</h2>" if title else ""
    show(
        f'{heading}<table class="rows cases"><thead><tr>{head}</tr></thead>{body}</table>'
        f'<p class="foot">在程序文件夹的<code>{file}</code>中修改。</p>'
    )


def calendar_words(today: date) -> tuple[str, str]:
    """Until when the working calendar is published, and what is to be done about it; empty while it is far from its end."""
    last = covered_until()
    words = f"工作日历编到{show_date(last)}，依据国务院办公厅关于节假日安排的通知。"
    if today > last:
        return words, "■ 现在已超出，超出的日期按周一至周五计，请尽快补充。"
    if last - today <= NEAR_END:
        return words, f"▲ 只剩{(last - today).days}天，请按新一年的通知补充；不补充的，以后按周一至周五计。"
    return words, ""


def _show_calendar(today: date) -> None:
    words, to_do = calendar_words(today)
    mark = "bad" if to_do.startswith("■") else "near"
    file = '<p class="foot">在程序文件夹的<code>data/reference/working_days.csv</code>中补充。</p>'
    show(f'<h2>工作日历</h2><p>{words}<span class="light {mark}">{to_do}</span></p>{file}')


def _phases() -> list[Sequence[str]]:
    rows: list[Sequence[str]] = []
    since: date | None = None
    for one in load_phases():
        until = f"至{show_date(one.last_day)}" if one.last_day else "以后"
        start = f"{show_date(since)}" if since else ""
        names = "、".join(short_name(load_catalog()[card]) for card in one.cards)
        rows.append((one.name, f"{start}{until}", escape(names)))
        since = one.last_day + timedelta(days=1) if one.last_day else None
    return rows


def _recurs(one: Obligation) -> bool:
    return sum(other.kind == one.kind for other in load_obligations()) > 1


def _obligations(owed: Iterable[Obligation]) -> list[Sequence[str]]:
    return [
        (one.kind, one.period, show_date(one.due_on), "、".join(one.batches) or "全部应报单位", escape(one.clause))
        for one in owed
    ]


def _milestones() -> list[Sequence[str]]:
    return [
        (
            escape(one.label), escape(one.clause),
            f"{show_date(one.counted_after)}以前，做到的才计" if one.counted_after else "",
        )
        for one in load_milestones()
    ]  # fmt: skip


def _limits(limits: Limits) -> list[Sequence[str]]:
    titles = {
        "file_bytes": "单个文件", "attachment_bytes": "单份佐证材料", "unpacked_bytes": "解压后", "unpacked_ratio": "解压比",
        "zip_entries": "压缩包内文件", "rows": "每张工作表行数", "columns": "每张工作表列数", "cells": "全部单元格",
        "merged_ranges": "合并区域", "sheets": "工作表", "child_memory_bytes": "读取一份文件的内存",
        "child_seconds": "读取一份文件的时间", "answer_bytes": "读取结果", "marked_cells": "标注的单元格",
        "problems_shown": "一次显示的问题",
    }  # fmt: skip
    units = {
        "unpacked_ratio": "倍", "zip_entries": "个", "rows": "行", "columns": "列", "cells": "格", "merged_ranges": "处",
        "sheets": "张", "child_seconds": "秒", "marked_cells": "格", "problems_shown": "条",
    }  # fmt: skip
    rows: list[Sequence[str]] = []
    for one in fields(limits):
        value = getattr(limits, one.name)
        rows.append((titles[one.name], say_size(value) if one.name.endswith("bytes") else f"{value}{units[one.name]}"))
    return rows
