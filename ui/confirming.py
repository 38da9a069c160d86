"""Confirming what is ready: each file whole or not at all, on behalf of the unit recognised in it, with its receipt."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from metrics.sentences import show_date
from services.actor import NotAllowed
from services.receiving import sender_of
from services.store import StoreFailed
from services.submit import ChangedSince, Draft, Receipt, Refused, accept, receipt_number
from ui import cached_work
from ui.batch import Told
from ui.drafts import receipts_of, taking
from ui.session import Look
from warehouse.states import WAITING


def confirm_words(ready: Sequence[Draft], is_waiting: bool) -> str:
    """The words on the button."""
    act = "确认送审" if is_waiting else "确认入库"
    return f"{act}（{len(ready)}个文件）" if len(ready) > 1 else act


def repeat_words(look: Look, draft: Draft) -> str:
    """What it means when content that counts already is confirmed once more; empty for any other file."""
    repeat = cached_work.repeat(look, draft)
    if repeat is None or repeat.changes_rows:
        return ""
    words = f"内容与第{receipt_number(repeat.earlier.upload_id)}号报送（{show_date(repeat.earlier.received_at.date())}）相同"
    if repeat.rounds:
        when = "审核通过后" if look.actor.role == "单位" and look.store.settings.is_review_on else "确认后"
        return f"{words}。{when}，按“无变化”记入报送任务{'、'.join(f'“{one}”' for one in repeat.rounds)}。"
    if repeat.replaces_waiting:
        return f"{words}。确认后，代替正在等待审核的那一份。"
    return f"{words}，已经入库，不必重报；确认也不会另记一次报送。"


def take_all(look: Look, ready: Sequence[Draft], seen: int) -> None:
    """Accepts the files one by one; what is not taken stays listed and is told why.

    seen: data version of what the user looked at when confirming.
    """
    take, receipts = taking(look), receipts_of()
    receipts.clear()
    act = "正在送审" if look.actor.role == "单位" and look.store.settings.is_review_on else "正在入库"
    bar = st.progress(0.0, act)
    for number, draft in enumerate(ready):
        bar.progress(number / len(ready), f"{act}：第{number + 1}个文件，共{len(ready)}个，{draft.file_name}")
        with take(draft.token):
            receipts.append(_take(look, draft, seen))
    bar.empty()


def _take(look: Look, draft: Draft, seen: int) -> Told:
    try:
        made = accept(look.store, draft, sender_of(look.actor, draft), seen=seen)
    except Refused as refused:
        words = "；".join(problem.message for problem in refused.problems[:3])
        return Told(draft.file_name, f"未入库：{words}")
    except (ChangedSince, NotAllowed) as refusal:
        return Told(draft.file_name, f"未入库：{refusal}")
    except StoreFailed:
        return Told(draft.file_name, "未入库：没有写成，文件还在；请技术人员检查磁盘空间后再确认一次。")
    return Told(draft.file_name, _receipt_words(made), made.number)


def _receipt_words(made: Receipt) -> str:
    if made.is_repeat and made.state == WAITING:
        return f"这份文件已经报送（第{made.number}号），正等待审核，不必重报"
    if made.is_repeat:
        return (
            f"内容与第{made.number}号报送的文件相同，没有改动，也没有另记一次报送；"
            "本期确无变化的，请点本页右上的“填报表格、无变化、零报告”确认"
        )
    opened, unchanged = (sum(getattr(table, name) for table in made.tables) for name in ("opened", "unchanged"))
    kept = "".join(f"；{problem.message}" for problem in made.kept)
    if made.state == WAITING:
        return f"待审核，审核通过后入库：新增或变更{opened}行，不变{unchanged}行{kept}"
    return f"已入库，数据第{made.version}版，新增或变更{opened}行，不变{unchanged}行{kept}"
