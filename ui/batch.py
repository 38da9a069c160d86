"""Many files at once on the screen: how far each is, what each is, who is missing, what came twice, the receipts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

import streamlit as st

from config.contracts import load_contracts
from exports.receipt import export_receipt
from metrics.sentences import name_units, show_date
from services.actor import NotAllowed
from services.receipts import read_receipt
from services.receiving import FileState, Reception, Twice, find_missing, find_spare, next_step
from services.submit import Draft
from ui.filing import draft_words, kinds_words, state_words, units_words
from ui.markup import show
from ui.session import Look

LOOK_EVERY = 0.3  # seconds
STATE_CLASSES = {"可入库": "good", "有错误": "near", "退回": "bad"}


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one confirmed file. number: of the receipt, empty when nothing was stored."""

    file_name: str
    words: str
    number: str = ""


def names_apart(drafts: Iterable[Draft]) -> dict[str, str]:
    """Token → the file's name, with the time of receipt where several files bear one name."""
    held = list(drafts)
    counted = Counter(one.file_name for one in held)
    return {
        one.token: f"{one.file_name}，{one.received_at:%H:%M:%S}收到" if counted[one.file_name] > 1 else one.file_name
        for one in held
    }


def show_reading(reception: Reception) -> None:
    """The bars until everything is read; reading goes on by itself when the page is left meanwhile."""
    whole, each = st.empty(), st.empty()
    while reception.is_busy:
        states = reception.states()
        done = sum(one.is_done for one in states)
        share = sum(one.share for one in states) / len(states)
        whole.progress(share, f"正在读取和核对：已完成{done}个文件，共{len(states)}个")
        each.html(f'<div class="cdo">{_bars(states)}</div>')
        reception.wait(LOOK_EVERY)
    whole.empty()
    each.empty()


def _bars(states: Sequence[FileState]) -> str:
    # What is being read stands first: in a long batch it would otherwise be out of sight.
    order = sorted(states, key=lambda one: (one.is_done, one.share == 0))
    rows = "".join(
        f'<tr><td>{escape(one.name)}</td><td class="wide"><div class="bar"><b style="width:{one.share:.0%}"></b></div></td>'
        f'<td class="place">{escape(one.words)}</td></tr>'
        for one in order
    )
    return f'<div class="moved"><table class="rows">{rows}</table></div>'


def show_files(look: Look, drafts: Sequence[Draft], chosen: str, twice: Sequence[Twice]) -> None:
    """The files of the batch: what each is, how it stands, what to do next."""
    doubled = {token for one in twice for token in one.tokens}
    spare = find_spare(drafts)
    names = names_apart(drafts)
    body = ""
    for draft in drafts:
        state, step = state_words(draft), next_step(draft)
        if draft.token in doubled:
            state, step = "重复", "同一单位的同一张表有多份，请移除多余的"
        elif draft.token in spare:
            step = "同一张表另有一份可入库；不用这份的请移除，要用的请先改好"
        on = ' class="on"' if draft.token == chosen else ""
        body += (
            f'<tr{on}><td>{escape(names[draft.token])}<div class="quiet">{escape(draft_words(draft))}</div></td>'
            f"<td>{escape(units_words(look, draft)) or '—'}</td><td>{escape(kinds_words(draft))}</td>"
            f'<td class="out"><span class="light {STATE_CLASSES.get(state, "near")}">{state}</span></td>'
            f'<td class="place">{escape(step)}</td></tr>'
        )
    show(
        '<div class="moved files"><table class="rows"><thead><tr>'
        f"<th>文件（共{len(drafts)}个）</th><th>单位</th><th>表格</th><th>结果</th><th>下一步</th></tr></thead>{body}</table></div>"
    )


def show_missing(look: Look, drafts: Sequence[Draft]) -> None:
    """Who is not in the batch."""
    contracts = load_contracts()
    missing = find_missing(look.store, drafts, look.actor, look.today)
    if not missing:
        st.caption("这批文件涉及的表格，应报单位都在内。")
        return
    total = len({unit for one in missing for unit in one.units})
    with st.expander(f"还没有交的单位：{total}个"):
        for lack in missing:
            asked = f"（{lack.round_name}）" if lack.round_name else ""
            st.markdown(
                f"**{contracts[lack.dataset].title}**{asked}：缺{len(lack.units)}个单位，"
                f"{name_units(lack.units, look.names, len(lack.units))}"
            )


def show_twice(look: Look, drafts: Sequence[Draft], twice: Sequence[Twice]) -> None:
    """One line for the units whose table of a kind is in the same files, all in one box."""
    file_names = names_apart(drafts)
    together: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for one in twice:
        together.setdefault((one.dataset, one.tokens), []).append(one.unit)
    lines = [
        f"{name_units(units, look.names)}的“{load_contracts()[dataset].title}”在{len(tokens)}个文件中都有"
        f"（{'、'.join(file_names[token] for token in tokens)}），请移除多余的文件，只留一份。"
        for (dataset, tokens), units in together.items()
    ]
    if lines:
        st.warning("\n\n".join(lines))


def show_receipts(look: Look, receipts: Sequence[Told]) -> None:
    """What became of the confirmed files, each receipt to be printed."""
    stored = [one for one in receipts if one.number]
    body = "".join(
        f"<tr><td>{escape(one.file_name)}</td><td>{escape(one.number) or '—'}</td><td>{escape(one.words)}</td></tr>"
        for one in receipts
    )
    show(
        f"<h2>{f'回执（{len(stored)}份）' if stored else '处理结果'}</h2>"
        '<div class="moved files"><table class="rows list"><thead><tr><th>文件</th>'
        f"<th>回执编号</th><th>结果</th></tr></thead>{body}</table></div>"
    )
    if not stored:
        return
    left, right = st.columns([0.62, 0.38], vertical_alignment="bottom")
    numbers: Mapping[str, str] = {one.number: one.file_name for one in stored}
    number = left.selectbox(
        "打印哪一份回执", list(numbers), format_func=lambda one: f"{one}　{numbers[one]}", key="receipt_number"
    )
    right.download_button(
        "下载回执（可打印一页纸）",
        data=lambda: _receipt(look, number),
        file_name=f"数据报送回执{number}.html",
        mime="text/html",
        key="receipt_paper",
        on_click="ignore",
        width="stretch",
    )


def _receipt(look: Look, number: str) -> bytes:
    try:
        return export_receipt(read_receipt(look.store, number, look.actor))
    except NotAllowed as refusal:
        return str(refusal).encode()


def day_words(today: date, is_waiting: bool, bureau: str) -> str:
    """What confirming means, in one line."""
    if is_waiting:
        return f"确认后待{bureau}审核，审核通过后计入统计；结果可在报送记录查看。"
    return f"入库日期：{show_date(today)}。入库后可查历史，也可由{bureau}撤销。"
