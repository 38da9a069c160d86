"""The rows that a file has twice: which of them are taken out, chosen under the table of problems."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from services.duplicate_rows import DuplicateRow, RowPlace, list_duplicates, lost_words
from services.mending import Place
from services.submit import Draft
from ui.session import Look

SHOWN_CELLS = 3


def pick_duplicates(look: Look, draft: Draft, edits: dict[Place, str]) -> bool:
    """Puts the rows to be taken out into `edits`, without a column; True when the choice would lose an item altogether."""
    rows = {one.place: one for one in list_duplicates(draft, look.names)}
    for known in [one for one in edits if not one[2] and one[:2] not in rows]:
        del edits[known]
    removable = [place for place, one in rows.items() if one.is_removable]
    _say_merged([one for one in rows.values() if not one.is_removable])
    if not removable:
        return False
    key = f"duplicates:{draft.token}:{draft.examined.sha256[:8]}"
    if key not in st.session_state:
        st.session_state[key] = [place for place in removable if (*place, "") in edits]
    many = len({place[0] for place in removable}) > 1
    alike = [place for place in removable if not rows[place].differs and place != rows[place].first]
    chosen: Sequence[RowPlace] = st.multiselect(
        "删去重复的行（同一项只留一行；删去的行清空，其余各行的行号不变）",
        removable,
        format_func=lambda one: _words(rows[one], many),
        key=key,
        placeholder="选择要删去的行",
    )
    if len(alike) > 1 and not set(alike) <= set(chosen):
        st.button(
            f"选中与前面完全相同的{len(alike)}行",
            key=f"alike:{draft.token}",
            on_click=lambda: st.session_state.update({key: list(dict.fromkeys((*chosen, *alike)))}),
        )
    for one in removable:
        edits.pop((*one, ""), None)
    edits.update({(*one, ""): "" for one in chosen})
    lost = lost_words(rows.values(), chosen)
    if lost:
        st.error(f"{lost}。")
    return bool(lost)


def _say_merged(rows: Sequence[DuplicateRow]) -> None:
    if rows:
        numbers = "、".join(f"“{one.sheet}”表第{one.row}行" for one in rows)
        st.caption(f"{numbers}有跨行合并的单元格，不能在网页上删去，请在表格软件中删去后重新上传。")


def _words(one: DuplicateRow, with_sheet: bool) -> str:
    """第7行：部署位置“自建机房”，上云日期空白."""
    place = f"“{one.sheet}”表第{one.row}行" if with_sheet else f"第{one.row}行"
    if not one.differs:
        return f"{place}：" + ("与其他行完全相同" if one.place == one.first else f"与第{one.first[1]}行完全相同")
    cells = "，".join(f"{title}{f'“{text}”' if text else '空白'}" for title, text in one.differs[:SHOWN_CELLS])
    return f"{place}：{cells}{'等' if len(one.differs) > SHOWN_CELLS else ''}"
