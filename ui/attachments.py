"""佐证材料 on the screen: the files at a row, attaching and taking off, how far to believe a figure, a unit's evidence.

Files are handed to the browser as they came: a picture through its <img>, everything else as a download.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import streamlit as st

from config.contracts import load_contracts
from config.settings import load_settings
from metrics.listings.evidence import Belief
from metrics.sentences import show_date
from services import attachments
from services.actor import NotAllowed
from services.attached_file import size_words
from services.attachments import EVIDENCE_NAMES, Attachment, AttachmentRefused, EvidenceRow, RowKey
from services.store import StoreFailed
from ui import cache, cached_work
from ui.choose import pick_from_address
from ui.markup import show
from ui.session import KEY_EVIDENCE, KEY_EVIDENCE_ROW, Look

FILE_TYPES = ["pdf", "ofd", "jpg", "jpeg", "png"]
PICTURE_TYPES = {"jpg": "image/jpeg", "png": "image/png"}
# A larger picture is offered as a download only: it would travel inside the page.
PICTURE_BYTES = 3 * 1024**2


def belief_line(belief: Belief, bureau: str) -> str:
    """所依据的78行中，有佐证12行，平台核对45行，其余33行为自报; nothing for a figure that rests on no row."""
    if not belief.rows:
        return ""
    bureau = escape(bureau)
    if belief.reported == belief.rows:
        return f'<p class="foot">所依据的{belief.rows}行均为自报，尚无佐证材料。</p>'
    if belief.registered == belief.rows:
        return f'<p class="foot">所依据的{belief.rows}行均由{bureau}登记。</p>'
    both = f"（其中{belief.both}行两者都有）" if belief.both else ""
    counted = (
        ("有佐证", belief.evidenced, ""),
        ("平台核对", belief.verified, both),
        (f"{bureau}登记", belief.registered, ""),
    )
    parts = "，".join(f"{word}{count}行{more}" for word, count, more in counted if count)
    rest = f"其余{belief.reported}行为自报" if belief.reported else "没有只凭自报的行"
    return f'<p class="foot">所依据的{belief.rows}行中，{parts}，{rest}。</p>'


def show_attachments(look: Look, row: RowKey | None) -> None:
    """The files of one row, with what this actor may do about them; nothing for a kind without files."""
    if row is None:
        return
    standing, former = attachments.list_at_row(look.store, row, look.actor)
    mine = attachments.may_attach(row, look.actor)
    mark = '　<span class="light good">● 有佐证</span>' if standing else ""
    none = "" if standing else f'<p class="quiet">尚未附{EVIDENCE_NAMES[row.dataset]}等佐证材料，该行为自报。</p>'
    if not attachments.may_read(row, look.actor):
        none = f'<p class="quiet">其他单位的佐证材料只能由该单位和{escape(look.bureau)}查看。</p>'
    show(f"<h2>佐证材料{mark}</h2>{none}")
    for one in standing:
        _show_file(look, one)
    if former:
        show("".join(f'<p class="quiet">{escape(_former_words(one))}</p>' for one in former))
    if mine:
        _offer_attaching(look, row, len(standing) + len(former))
        if standing:
            _offer_taking_off(look, row, standing)


def show_evidence(look: Look, unit: str, datasets: Sequence[str] = tuple(EVIDENCE_NAMES)) -> None:
    """A unit's rows with files by kind, and a row picked to see, add and take off its files."""
    counts = {one.dataset: one for one in cache.evidence(look, tuple(datasets), unit)}
    titles = {one: load_contracts()[one].title for one in datasets}
    body = "".join(
        f"<tr><td>{titles[one]}</td><td>{EVIDENCE_NAMES[one]}</td>"
        + (
            f'<td class="num">{counts[one].evidenced}/{counts[one].rows}</td>'
            if one in counts
            else '<td class="num quiet">没有行</td>'
        )
        + "</tr>"
        for one in datasets
    )
    show(
        '<h2>佐证材料</h2><table class="sums"><tr><th>表格</th><th class="left">可附材料</th><th>有佐证／行数</th></tr>'
        f"{body.replace('<td>', '<td class=left>')}</table>"
    )
    offered = [one for one in datasets if one in counts]
    if st.query_params.get(KEY_EVIDENCE, "") in set(datasets).difference(offered):
        st.query_params.pop(KEY_EVIDENCE)  # chosen at another unit, which has rows of this kind
    with st.expander("查看、上传佐证材料", expanded=bool(st.query_params.get(KEY_EVIDENCE))):
        dataset = pick_from_address(
            "表格",
            ["", *offered],
            KEY_EVIDENCE,
            format_func=lambda one: titles.get(one, "请选择"),
            forget=(KEY_EVIDENCE_ROW,),
        )
        if dataset:
            _show_row_of(look, dataset, unit)


def _show_row_of(look: Look, dataset: str, unit: str) -> None:
    rows = attachments.list_evidence_rows(look.store, dataset, unit, look.names)
    by_id = {" / ".join((unit, *one.row.key)): one for one in rows}
    if not st.query_params.get(KEY_EVIDENCE_ROW, unit).startswith(unit):
        st.query_params.pop(KEY_EVIDENCE_ROW)
    chosen = pick_from_address(
        "行", ["", *by_id], KEY_EVIDENCE_ROW, format_func=lambda one: _row_words(by_id[one]) if one else "请选择"
    )
    if chosen:
        if not by_id[chosen].is_present:
            st.caption("这一行已不在现有清单中，原有材料仍保留，可以查看，不能再添加。")
        show_attachments(look, by_id[chosen].row)


def _row_words(one: EvidenceRow) -> str:
    gone = "" if one.is_present else "（已不在清单中）"
    return f"{one.label}{gone}" + (f"　● 有佐证{one.file_count}份" if one.file_count else "")


def _show_file(look: Look, one: Attachment) -> None:
    words = f"{size_words(one.size)}，{show_date(one.attached_at.date())}由{one.attached_by}上传"
    left, right = st.columns([0.72, 0.28], vertical_alignment="center")
    with left:
        show(f'<b>{escape(one.file_name)}</b>　<span class="quiet">{escape(words)}</span>')
    right.download_button(
        "下载材料",
        data=lambda: attachments.read_attachment(look.store, one.attachment_id, look.actor),
        file_name=one.file_name,
        key=f"attached:{one.attachment_id}",
        on_click="ignore",
    )
    is_shown = one.format in PICTURE_TYPES and one.size <= PICTURE_BYTES
    if is_shown and st.toggle("显示图片", key=f"picture:{one.attachment_id}"):
        _show_picture(look, one)


def _show_picture(look: Look, one: Attachment) -> None:
    try:
        content = cached_work.attached_image(look, one.attachment_id)
    except NotAllowed as refusal:
        st.error(str(refusal))
        return
    source = f"data:{PICTURE_TYPES[one.format]};base64,{b64encode(content).decode()}"
    show(f'<img class="attached" src="{source}" alt="{escape(one.file_name)}">')


def _former_words(one: Attachment) -> str:
    day = f"{show_date(one.removed_at.date())}由{one.removed_by}取下" if one.removed_at else ""
    return f"已取下：{one.file_name}（{day}，原因：{one.removed_reason}）"


def _offer_attaching(look: Look, row: RowKey, serial: int) -> None:
    """Upload, tick, confirm. A new number of files makes new widgets, so that the box is empty again afterwards."""
    place = f"{row.dataset}:{':'.join(row.key)}:{serial}"
    most = load_settings().limits.attachment_bytes // 1024**2
    with st.expander("上传佐证材料"):
        file = st.file_uploader("盖章扫描件、版式文件或照片", FILE_TYPES, key=f"attach:{place}", max_upload_size=most)
        clean = st.checkbox("已核对：材料不含国家秘密和工作秘密", key=f"attach_clean:{place}")
        if st.button("确认上传", key=f"attach_now:{place}", disabled=not (file and clean)) and file:
            try:
                attachments.attach(look.store, row, file.getvalue(), file.name, look.actor)
            except (NotAllowed, AttachmentRefused) as refusal:
                st.error(str(refusal))
            except StoreFailed:
                st.error("没有上传：数据目录写不进去，请技术人员检查磁盘空间后重试。")
            else:
                st.rerun()


def _offer_taking_off(look: Look, row: RowKey, standing: Sequence[Attachment]) -> None:
    names = {one.attachment_id: one.file_name for one in standing}
    place = f"{row.dataset}:{':'.join(row.key)}"
    with st.expander("取下佐证材料"):
        chosen = st.selectbox("材料", list(names), format_func=lambda one: names[one], key=f"off:{place}")
        reason = st.text_input("取下原因", key=f"off_reason:{place}:{chosen}", placeholder="必填，将写入操作日志")
        if st.button("确认取下", key=f"off_now:{place}"):
            try:
                attachments.take_off(look.store, chosen, reason, look.actor)
            except NotAllowed as refusal:
                st.error(str(refusal))
            except StoreFailed:
                st.error("没有取下：数据目录写不进去，请技术人员检查磁盘空间后重试。")
            else:
                st.rerun()
