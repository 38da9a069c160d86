"""All problems of a received file in one table: filtered, mended cell by cell beside the finding, taken away marked."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from loaders.problems import SEVERITY_NAMES, Problem
from services.actor import NotAllowed
from services.mended_cells import REMARKS
from services.mending import Place, check_value, list_mendable, mend, mended_workbook, place_of
from services.store import StoreFailed
from services.submit import Draft, marked_copy
from ui.duplicate_rows import pick_duplicates
from ui.markup import show
from ui.session import KEY_EDITS, Look
from ui.unit_tables import confirmed_words

MENDABLE = "mendable"
NEW_TEXT = "改为"
# Pixels. Only rows of more than four times the font size show more than one line of text.
ROW_HEIGHT, WRAPPED_HEIGHT, LINE_HEIGHT, TALLEST = 35, 62, 21, 380
# Characters of 问题和改法 in one line at 1366 × 768.
LINE_LENGTH = 32
EMPTY_SIGN = "/"
# The last column takes what is left, so that the table is never wider than the page.
WIDTHS = {"程度": 50, "位置": 104, "列": 96, "填写内容": 112, NEW_TEXT: 112, "问题和改法": None}
COLUMNS = {name: st.column_config.TextColumn(width=width) for name, width in WIDTHS.items()}


def show_problems(look: Look, draft: Draft) -> Draft | None:
    """The table, the cells to be mended, the copies; returns the file examined anew after mending."""
    problems = draft.examined.problems
    for sentence in () if confirmed_words(draft) else draft.examined.passed_over:
        st.caption(f"未读取的工作表：{sentence}。")
    if not problems:
        return None
    mendable = {place_of(one): one for one in list_mendable(draft)}
    shown = _filter(draft, problems, mendable)
    edits = st.session_state.setdefault(KEY_EDITS, {}).setdefault(draft.token, {})
    _edit(draft, shown, mendable, edits)
    refused = _check(look, draft, mendable, edits)
    refused = pick_duplicates(look, draft, edits) or refused
    places = st.columns(3)
    may_mend = bool(mendable) or any(one.code == "duplicate_key" for one in problems)
    marked, taken = places[1:] if may_mend else places[:2]
    again = None
    if may_mend and places[0].button(
        _again_words(edits),
        disabled=not edits or refused,
        key=f"mend:{draft.token}",
        width="stretch",
    ):
        again = _mend(look, draft, edits)
    if draft.path is not None:
        marked.download_button(
            "下载问题标注表",
            data=lambda: marked_copy(look.store, draft),
            file_name=f"问题标注表-{draft.file_name.rpartition('.')[0]}.xlsx",
            key=f"marked:{draft.token}",
            on_click="ignore",
            width="stretch",
        )
        if any(one.code in REMARKS for one in problems):
            taken.download_button(
                "下载改后的表格",
                data=lambda: mended_workbook(draft) or b"",
                file_name=f"改后-{draft.file_name}",
                key=f"mended:{draft.token}",
                on_click="ignore",
                width="stretch",
            )
    return again


def _filter(draft: Draft, problems: tuple[Problem, ...], mendable: dict[Place, Problem]) -> list[Problem]:
    left, right = st.columns([0.6, 0.4], vertical_alignment="bottom")
    counts = {kind: sum(one.severity == kind for one in problems) for kind in SEVERITY_NAMES}
    names: dict[str, str] = {kind: f"{SEVERITY_NAMES[kind]}{count}处" for kind, count in counts.items() if count}
    if mendable:
        names[MENDABLE] = f"可在网页上改{len(mendable)}格"
    picked = left.pills(
        "只看",
        list(names),
        selection_mode="multi",
        format_func=lambda one: names.get(one, ""),
        key=f"severity:{draft.token}",
    )
    wanted = right.text_input("查找", key=f"wanted:{draft.token}", placeholder="表名、列名、单元格或内容").strip()
    kinds = [one for one in picked if one != MENDABLE]
    return [
        one
        for one in problems
        if (not kinds or one.severity in kinds)
        and (MENDABLE not in picked or place_of(one) in mendable)
        and wanted in one.message + one.found
    ]


def _edit(draft: Draft, shown: list[Problem], mendable: dict[Place, Problem], edits: dict[Place, str]) -> None:
    """The table; what is typed under 改为 goes into `edits`, where it outlives a change of page."""
    if not shown:
        show('<p class="quiet">没有符合条件的问题。</p>')
        return
    frame = pd.DataFrame([_line(one, edits.get(place_of(one), "")) for one in shown])
    row_height = height_of_rows(shown)
    height = min(row_height * len(shown) + ROW_HEIGHT + 3, TALLEST)
    key = f"problems:{draft.token}:{draft.examined.sha256[:8]}:{hash(tuple(map(id, shown)))}"
    if not any(place_of(one) in mendable for one in shown):
        st.dataframe(
            frame.drop(columns=NEW_TEXT, errors="ignore"),
            hide_index=True,
            height=height,
            row_height=row_height,
            alt="问题清单",
            key=key,
            column_config=COLUMNS,
        )
        return
    # While the same rows are shown the frame handed in stays as it is, or the table would forget where the cursor is;
    # after another page it is made anew from what was typed.
    if key not in st.session_state:
        st.session_state[f"{key}:frame"] = frame
    held = st.session_state[f"{key}:frame"]
    edited = st.data_editor(
        held,
        hide_index=True,
        height=height,
        row_height=row_height,
        disabled=[name for name in held.columns if name != NEW_TEXT],
        column_config=COLUMNS,
        key=key,
    )
    for one, text in zip(shown, edited[NEW_TEXT], strict=True):
        typed = str(text or "").strip()
        if typed and place_of(one) in mendable:
            edits[place_of(one)] = typed
        elif typed:
            way = "请在表下选择要删去的行" if one.code == "duplicate_key" else "请按“问题和改法”处理"
            st.caption(f"{one.place}不是单格的问题，不能逐格改，{way}。")
        elif one.column and not any(place_of(other) == place_of(one) and other is not one for other in shown):
            edits.pop(place_of(one), None)


def _check(look: Look, draft: Draft, mendable: dict[Place, Problem], edits: dict[Place, str]) -> bool:
    """Says at once whether what was typed can be read; True when something cannot."""
    for place in [one for one in edits if one[2] and one not in mendable]:
        del edits[place]
    if not mendable:
        return False
    typed = {place: text for place, text in edits.items() if place[2]}
    if not typed:
        st.caption(
            f"小错可以在“{NEW_TEXT}”一列双击或按回车键，填写正确的内容，不必重传；要清空的填“{EMPTY_SIGN}”。改动会记入报送记录。"
        )
        return False
    wrong = {place: check_value(look.store, draft, mendable[place], text) for place, text in typed.items()}
    for place, words in wrong.items():
        if words:
            st.error(f"{mendable[place].place}改为“{edits[place]}”：{words}")
    if not any(wrong.values()):
        st.caption(f"所改的{len(typed)}格都能识别。重新检查后，改动写入表格，可以下载。")
    return any(wrong.values())


def _mend(look: Look, draft: Draft, edits: dict[Place, str]) -> Draft | None:
    cells = {place: "" if text == EMPTY_SIGN else text for place, text in edits.items() if place[2]}
    removed = [place[:2] for place in edits if not place[2]]
    try:
        again = mend(look.store, draft, look.actor, cells, removed)
    except NotAllowed as refusal:
        st.error(str(refusal))
        return None
    except (StoreFailed, OSError):
        st.error("改动没有保存，请技术人员检查磁盘空间后再试。")
        return None
    edits.clear()
    return again


def _again_words(edits: dict[Place, str]) -> str:
    """按所改的2格、删去的1行重新检查."""
    cells = sum(bool(letters) for _, _, letters in edits)
    rows = len(edits) - cells
    said = "、".join(filter(None, (f"所改的{cells}格" if cells else "", f"删去的{rows}行" if rows else "")))
    return f"按{said or '所改的'}重新检查"


def height_of_rows(shown: Sequence[Problem]) -> int:
    """Pixels of every row, so that the longest 问题和改法 is read whole without scrolling sideways."""
    longest = max((len(one.text + one.mend) for one in shown), default=0)
    lines = -(-longest // LINE_LENGTH)
    return ROW_HEIGHT if lines <= 1 else max(WRAPPED_HEIGHT, LINE_HEIGHT * lines + 10)


def _line(one: Problem, new: str) -> dict[str, str]:
    cell = f"{one.column}{one.row}" if one.column and one.row else one.column or (f"第{one.row}行" if one.row else "")
    return {
        "程度": SEVERITY_NAMES[one.severity],
        # The cell first: in a narrow column the name of the sheet would hide it.
        "位置": "　".join(filter(None, (cell, one.sheet))),
        "列": one.title,
        "填写内容": one.found,
        NEW_TEXT: new,
        "问题和改法": one.text + one.mend,
    }
