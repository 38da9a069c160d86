"""自检 on the page 设置: what the terminal's doctor looks at, from within the running program."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from services.doctor import Finding, examine_running
from ui.markup import show
from ui.session import Look


def show_self_test(look: Look) -> None:
    """A button, and what was found; what is not as it should be stands first."""
    if not st.button("开始自检", type="primary", key="self_test:start"):
        st.caption("检查组件、读表子进程、中文字体、工作日历、磁盘、数据目录、数据库、原件、佐证材料和备份。只看不改。")
        return
    with st.spinner("正在自检，约十秒"):
        found = examine_running(look.store, look.actor)
    bad = [one for one in found if not one.is_good]
    words = f"{len(bad)}项有问题，已列在前面。" if bad else "都正常。"
    show(f"<p>共检查{len(found)}项，{words}</p>")
    # Some twenty libraries that are as they should be say one thing.
    good = [one for one in found if one.is_good]
    show(_table([*bad, *(one for one in good if not one.is_library)]))
    libraries = [one for one in good if one.is_library]
    with st.expander(f"组件{len(libraries)}个，版本都对"):
        show(_table(libraries))


def _table(found: Iterable[Finding]) -> str:
    rows = "".join(map(_row, found))
    return f'<table class="rows cases"><thead><tr><th>项目</th><th>结果</th><th>情况</th></tr></thead>{rows}</table>'


def _row(one: Finding) -> str:
    mark = "light good" if one.is_good else "light bad"
    shape = "●" if one.is_good else "■"
    return f"<tr><td>{escape(one.name)}</td><td><span class='{mark}'>{shape} {one.word}</span></td><td>{escape(one.text)}</td></tr>"
