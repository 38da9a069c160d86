"""The work of a round on the screen: papers that take time, the 通报 annex, and the replies to the 核实确认单."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from exports.round_papers import export_list, export_notice, export_replies, export_states, export_states_book
from exports.round_slips import SLIP_NAME, export_slip
from exports.round_zip import Shown, export_round_zip, export_slips_zip
from exports.stable_bytes import safe_name
from metrics.sentences import show_date
from services.actor import NotAllowed
from services.confirmations import AGREED_WORDS, list_confirmations, note_confirmation, read_slips
from services.expected import Expected
from services.round_paper import STATES_NAME, draft_states
from services.rounds import MAY_RUN_ROUNDS, allow_papers
from ui import cached_work
from ui.markup import show
from ui.round_forms import answer
from ui.rounds import pick_unit
from ui.session import Look


def show_papers(look: Look, expected: Expected) -> None:
    """The notice, the 应报清单, and one zip of both with every unit's pre-filled tables."""
    name = safe_name(expected.round.name)
    show(
        f"<p>一个压缩包：通知、应报清单，以及{len(expected.units)}个单位各一个文件夹，内有{len(expected.datasets)}种表格，"
        "已填入该单位现有的资料。单位核对后原样报回的，系统认作“无变化”。</p>"
    )
    with st.container(horizontal=True):
        _offer_made(
            look, expected, "通知和报送表格", f"{name}-通知和报送表格.zip",
            lambda shown: export_round_zip(look.store, expected, shown=shown),
        )  # fmt: skip
        st.download_button(
            "只下载通知", data=lambda: export_notice(expected, look.store.settings), file_name=f"{name}-通知.docx",
            on_click="ignore", key="round:notice",
        )  # fmt: skip
        st.download_button(
            "只下载应报清单", data=lambda: export_list(expected), file_name=f"{name}-应报清单.xlsx", on_click="ignore",
            key="round:list",
        )  # fmt: skip
    st.caption("通知中不掌握的内容（成文单位等）以〔待补充〕标出，请核对后印发。")


def show_states(look: Look, expected: Expected) -> None:
    """各单位报送情况表 as it goes into the 通报."""
    name = safe_name(f"{expected.round.name}-{STATES_NAME}")
    with st.container(horizontal=True):
        st.download_button(
            "下载附表（文档）", data=lambda: export_states(expected), file_name=f"{name}.docx", on_click="ignore",
            key="round:states",
        )  # fmt: skip
        st.download_button(
            "下载附表（电子表格）", data=lambda: export_states_book(expected), file_name=f"{name}.xlsx", on_click="ignore",
            key="round:states_book",
        )  # fmt: skip
    made = draft_states(expected)
    heads = "".join(f"<th>{escape(head)}</th>" for head in made.header)
    lines = [
        "".join(
            f'<td class="{"left" if place in (1, 8) else "sum"}"><span>{escape(text)}</span></td>'
            for place, text in enumerate(row)
        )
        for row in made.rows
    ]
    body = "".join(f"<tr>{line}</tr>" for line in lines[:-1]) + f'<tr class="whole">{lines[-1]}</tr>'
    show(
        f'<h2>{escape(made.title)}</h2><p class="quiet">{escape(made.unit_words)}</p>'
        f'<div class="matrix states"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>'
        f'<p class="foot">{escape(made.note)}</p>'
    )


def show_confirmations(look: Look, expected: Expected) -> None:
    """核实确认单 for all units or one, and the replies."""
    wanted = expected.round
    replies = list_confirmations(look.store, wanted, look.actor)
    last = {one.unit: one for one in reversed(replies)}
    agreed = sum(one.is_agreed for one in last.values())
    unit = expected.units[0].code if look.actor.role == "单位" and expected.units else ""
    show(
        f"<p>{f'本单位已回复：{AGREED_WORDS[last[unit].is_agreed]}' if unit in last else '请下载本单位的核实确认单，核对后回复'}。</p>"
        if unit
        else f"<p>应确认{len(expected.units)}个单位，确认无误{agreed}个，有异议{len(last) - agreed}个，"
        f"未回复{len(expected.units) - len(last)}个。</p>"
    )
    unit = unit or pick_unit(look, expected, "单位")
    if look.actor.role in MAY_RUN_ROUNDS:
        with st.container(horizontal=True):
            _offer_made(
                look, expected, f"全部单位的{SLIP_NAME}", f"{safe_name(wanted.name)}-{SLIP_NAME}.zip",
                lambda shown: export_slips_zip(look.store, expected, [one.code for one in expected.units], shown=shown),
            )  # fmt: skip
    if look.actor.role in MAY_RUN_ROUNDS or look.actor.unit == unit:
        st.download_button(
            f"下载{look.names.get(unit, unit)}的{SLIP_NAME}",
            data=lambda: export_slip(next(iter(read_slips(look.store, expected, [unit])))),
            file_name=f"{SLIP_NAME}-{safe_name(look.names.get(unit, unit))}.docx", on_click="ignore", key="round:slip",
        )  # fmt: skip
        _note_reply(look, expected, unit)
    rows = "".join(
        f"<tr><td>{escape(look.names.get(one.unit, one.unit))}</td>"
        f'<td class="out"><span class="light {"good" if one.is_agreed else "bad"}">'
        f"{'●' if one.is_agreed else '■'} {AGREED_WORDS[one.is_agreed]}</span></td>"
        f'<td>{escape(one.words)}</td><td class="place">{show_date(one.confirmed_on)}</td>'
        f'<td class="place">{escape(one.confirmed_by)}</td></tr>'
        for one in replies
    )
    heads = "<tr><th>单位</th><th>结果</th><th>意见</th><th>确认日期</th><th>确认人</th></tr>"
    table = f'<table class="rows cases">{heads}{rows}</table>' if rows else '<p class="quiet">还没有单位回复。</p>'
    show(f"<h2>核实结果（{len(replies)}次）</h2>{table}")
    if look.actor.role in MAY_RUN_ROUNDS and replies:
        st.download_button(
            "下载核实结果", data=lambda: export_replies(expected, replies),
            file_name=f"{safe_name(wanted.name)}-核实结果.xlsx", on_click="ignore", key="round:replies",
        )  # fmt: skip


def _note_reply(look: Look, expected: Expected, unit: str) -> None:
    mark = f"{expected.round.round_id}:{unit}"
    words = "回复核实结果" if look.actor.role == "单位" else f"登记{look.names.get(unit, unit)}的核实结果"
    with st.expander(words):
        verdict = st.radio("结果", list(AGREED_WORDS.values()), horizontal=True, key=f"reply:verdict:{mark}")
        said = st.text_area("意见（有异议的必填：哪一项、应为多少、依据）", key=f"reply:words:{mark}", height=80)
        left, right = st.columns(2)
        day = left.date_input("确认日期", value=look.today, format="YYYY-MM-DD", key=f"reply:day:{mark}")
        by = right.text_input("确认人", key=f"reply:by:{mark}")
        st.button(
            "登记", key=f"reply:save:{mark}", on_click=_save_reply, disabled=day is None,
            args=(look, expected, unit, verdict == AGREED_WORDS[True], said, day, by),
        )  # fmt: skip


def _save_reply(look: Look, expected: Expected, unit: str, is_agreed: bool, *rest: object) -> None:
    done = f"已登记{look.names.get(unit, unit)}的核实结果。"
    answer(done, note_confirmation, look.store, expected.round, unit, is_agreed, *rest, look.actor)


def _offer_made(look: Look, expected: Expected, paper: str, file_name: str, make: Callable[[Shown], bytes]) -> None:
    """A button that makes a paper with its progress, then one that hands it out until something changes."""
    wanted = expected.round
    words = "".join(cell.words for cell in expected.cells.values())
    made_from = f"{wanted.round_id}:{wanted.revision}:{expected.version}:{expected.day}:{words}:{look.store.settings}"
    papers, name = cached_work.made_papers(look.store_path), f"{paper}:{wanted.round_id}"
    kept = papers.get(name, ("", b""))  # taken once: somebody else may make another paper at any moment
    if kept[0] != made_from:
        if not st.button(f"生成{paper}", key=f"round:make:{paper}"):
            return
        bar = st.progress(0.0, "正在准备")
        try:
            allow_papers(look.store, wanted, paper, look.actor)
        except NotAllowed as refused:
            st.error(str(refused))
            return
        content = make(partial(_show_progress, bar))
        papers.clear()  # one paper of some megabytes is kept, not every one ever made
        kept = papers[name] = (made_from, content)
        bar.empty()
    st.download_button(
        f"下载{paper}", data=kept[1], file_name=file_name, type="primary", on_click="ignore",
        key=f"round:take:{paper}",
    )  # fmt: skip


def _show_progress(bar: DeltaGenerator, done: int, total: int, words: str) -> None:
    bar.progress(done / total, f"{words}（{done}/{total}）")
