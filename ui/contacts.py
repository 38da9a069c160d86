"""People in post as a table, and one phone at a time on request; each look is logged."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from metrics.sentences import show_date
from services.actor import NotAllowed
from services.contacts import Contact, may_call, show_phone
from ui.markup import link, show
from ui.session import KEY_CONTACT, Look


def show_contacts(look: Look, contacts: Sequence[Contact]) -> None:
    """The table of a day; phones masked."""
    if look.unit:
        contacts = [one for one in contacts if one.unit == look.unit.code]
    show(f"<h2>{show_date(look.as_of)}在任人员（{len(contacts)}人）</h2>")
    if not contacts:
        show('<p class="quiet">没有符合条件的在任人员。</p>')
        return
    body = "".join(_line(look, one) for one in contacts)
    heads = "".join(f"<th>{title}</th>" for title in ("单位", "岗位", "姓名", "职务", "任职", "备案", "联系电话"))
    _pick_phone(look, [one for one in contacts if one.masked and may_call(one, look.actor)])
    show(f'<div class="matrix filings"><table><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table></div>')


def _line(look: Look, one: Contact) -> str:
    filed = show_date(one.filed_on) if one.filed_on else '<span class="light bad">■ 未备案</span>'
    unit = link("unit", look.choices.params(unit=one.unit), escape(look.names.get(one.unit, one.unit)))
    cells = (escape(one.role), escape(one.name), escape(one.position), show_date(one.appointed_on), filed)
    phone = escape(one.masked) or '<span class="quiet">未填报</span>'
    return f"<tr><td>{unit}</td>{''.join(f'<td><span>{cell}</span></td>' for cell in (*cells, phone))}</tr>"


def _pick_phone(look: Look, offered: Sequence[Contact]) -> None:
    if not offered:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "查看完整联系电话（查看记入操作日志）",
            range(len(offered)),
            format_func=lambda place: (
                f"{look.names.get(offered[place].unit, '')}　{offered[place].role}　{offered[place].name}"
            ),
            key=KEY_CONTACT,
            index=None,
            placeholder="选择人员",
        )
        asked = st.button("查看电话", disabled=chosen is None)
    if asked and chosen is not None:
        try:
            phone = show_phone(look.store, offered[chosen], look.actor)
        except NotAllowed as refused:
            st.error(str(refused))
        else:
            st.info(f"{offered[chosen].name}：{phone}")
