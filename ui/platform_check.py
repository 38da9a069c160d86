"""平台核对 on the screen: 自报 and 平台 side by side by unit, the differences by name, and the upload of an export."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from config.contracts import load_contracts
from metrics.listings.platform import Comparison, Difference, Sides
from metrics.sentences import show_date
from services.actor import MAY_UNDO, NotAllowed
from services.store import StoreFailed
from services.submit import Options, examine_upload
from ui.drafts import put
from ui.markup import link, show
from ui.named_lists import name_of, show_named
from ui.session import Look

VIEW = "平台核对"
UPLOAD_PAGE = "pages/upload.py"


def show_comparison(
    look: Look, page: str, found: Comparison, dataset: str, noun: str, words: Mapping[str, str]
) -> None:
    """The whole view. page: its address.  noun: 资源 or 系统.  words: step → its Chinese word."""
    title = load_contracts()[dataset].title
    if found.exported_on is None or found.county is None:
        show(f'<h2>平台核对</h2><p class="quiet">还没有上传“{title}”，以上数字均未经平台核对。</p>')
        _offer_upload(look, dataset)
        return
    unit = look.choices.unit
    mine = [one for one in found.differences if unit in ("", one.unit)]
    counts = {kind: sum(one.kind == kind for one in mine) for kind in ("only_own", "only_there", "differs")}
    whose = f"{escape(look.names.get(unit, unit))}" if unit else "全县"
    show(
        f"<p>{title}截至{show_date(found.exported_on)}。{whose}清单有而平台没有{counts['only_own']}项，"
        f"平台有而清单没有{counts['only_there']}项，两边都有而状态不一致{counts['differs']}项。</p>"
    )
    _show_sides(look, page, found, noun, words)
    left, right = st.columns(2, gap="large")
    with left:
        for kind, heading, none in (
            ("only_own", f"清单有而平台没有的{noun}", "清单中自报的，平台上都有。"),
            ("only_there", f"平台有而清单没有的{noun}", "平台上的，清单中都有。"),
        ):
            items = [(name_of(look, one.unit, one.name), _side_words(one, words)) for one in mine if one.kind == kind]
            show_named(heading, items, none)
    with right:
        items = [
            (name_of(look, one.unit, one.name), _differ_words(one, words)) for one in mine if one.kind == "differs"
        ]
        show_named(f"两边都有而状态不一致的{noun}", items, "两边都有的，状态一致。")
    show(
        '<p class="foot">按单位加代码比对，没有代码的按单位加名称比对（不计空格、标点和全角半角）。'
        "自报与平台分别计数，互不替代；平台核对只作提示，不改变指标。</p>"
    )
    _offer_upload(look, dataset)


def _show_sides(look: Look, page: str, found: Comparison, noun: str, words: Mapping[str, str]) -> None:
    steps = [step for step in words if step in found.told]
    heads = "".join(f"<th>{words[step]}<br>自报／平台</th>" for step in steps)
    whole = found.county
    assert whole is not None
    lines = _line("全县", whole, steps, "whole") + "".join(
        _line(
            link(page, look.choices.params(view=VIEW, unit=one.unit), escape(look.names.get(one.unit, one.unit))),
            one,
            steps,
            "on" if one.unit == look.choices.unit else "",
        )
        for one in found.units
    )
    untold = [word for step, word in words.items() if step not in found.told]
    more = f'<p class="foot">平台导出没有{"、".join(untold)}的列，这些步骤不作核对。</p>' if untold else ""
    show(
        f'<div class="scroll"><table class="marks"><tr><th>单位</th><th>{noun}数<br>自报／平台</th><th>两边都有</th>{heads}</tr>'
        f"{lines}</table></div>{more}"
    )


def _line(name: str, one: Sides, steps: list[str], css: str) -> str:
    cells = "".join(_pair(one.own[step], one.there[step]) for step in steps)
    on = f' class="{css}"' if css else ""
    return f"<tr{on}><td>{name}</td>{_pair(one.own_rows, one.there_rows, mark=False)}<td>{one.matched}</td>{cells}</tr>"


def _pair(own: int, there: int, *, mark: bool = True) -> str:
    css = ' class="near"' if mark and own != there else ""
    return f"<td{css}>{own}／{there}</td>"


def _side_words(one: Difference, words: Mapping[str, str]) -> str:
    steps = one.own if one.kind == "only_own" else one.there
    said = "自报" if one.kind == "only_own" else "平台"
    return escape(f"{said}：{'、'.join(words[step] for step in steps)}") if steps else ""


def _differ_words(one: Difference, words: Mapping[str, str]) -> str:
    """仅自报：发布、挂接; 仅平台：汇聚."""
    parts = []
    for said, side in (("仅自报", one.own), ("仅平台", one.there)):
        steps = [words[step] for step in one.differing if step in side]
        if steps:
            parts.append(f"{said}：{'、'.join(steps)}")
    if one.name_there:
        parts.append(f"平台名称：{one.name_there}")
    return escape("；".join(parts))


def _offer_upload(look: Look, dataset: str) -> None:
    """The export goes the way of every upload, its kind named from the start: checked, previewed and confirmed there."""
    title = load_contracts()[dataset].title
    if look.actor.role not in MAY_UNDO:
        return
    with st.expander(f"上传{title}"):
        st.caption("整册替换上一次的导出。列名对不上的，可在核对页手工对应一次，以后自动采用；数字代码须选定代码表。")
        file = st.file_uploader(
            title, ["xlsx", "xls", "et", "csv"], key=f"export:{dataset}", label_visibility="collapsed"
        )
        if st.button("读取并核对", key=f"export_read:{dataset}", disabled=file is None) and file:
            try:
                put(
                    look,
                    examine_upload(
                        look.store, file.getvalue(), file.name, look.actor, options=Options(dataset=dataset)
                    ),
                )
            except NotAllowed as refusal:
                st.error(str(refusal))
            except StoreFailed:
                st.error("文件没有收下：数据目录写不进去，请技术人员检查磁盘空间后重试。")
            else:
                st.switch_page(UPLOAD_PAGE)
