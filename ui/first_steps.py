"""The page of an empty store: what to do, in three steps; and the line that leads on after the first."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from services.submit import Refused, accept, drop, examine_upload
from ui.links import address
from ui.markup import show, show_head
from ui.session import Look

REGISTER = Path(__file__).resolve().parent.parent / "data" / "reference" / "units.csv"


def show_first_steps(look: Look) -> None:
    """Three steps, the first one a button: load the unit register that comes with the program."""
    show_head("首次使用", finding="数据库还是空的，按下面三步即可看到第一张进展表。")
    show(
        '<ul class="list">'
        "<li><b>第一步　载入单位名录</b><span>随程序附带首批试点和全面推广单位名录，载入后可在“数据报送”中用新名录更新。</span></li>"
        "<li><b>第二步　收各单位报来的表格</b><span>在“数据报送”中拖入一个或多个文件，逐格查错，预览无误后入库。</span></li>"
        "<li><b>第三步　看“总览”</b><span>有数据入库后，本页自动换成总览。</span></li></ul>"
    )
    if st.button("载入随附的单位名录", type="primary", key="load_register"):
        with st.spinner("正在载入"):
            draft = examine_upload(look.store, REGISTER.read_bytes(), REGISTER.name, look.actor)
            try:
                accept(look.store, draft, look.actor)
            except Refused as refused:
                drop(look.store, draft)
                st.error("单位名录没有载入：" + "；".join(problem.message for problem in refused.problems[:3]))
                return
        st.rerun()
    link = address("upload", look.choices.params())
    show(f'<p class="foot"><a class="go defined" href="{link}">到“数据报送”载入自己的名录</a></p>')
    show(
        '<p class="foot">想先看演示：请技术人员停止本程序，执行 <code>python cli.py demo --into 演示目录</code>，'
        "再以该目录为数据目录启动。演示数据全部虚构，页面上始终标有“演示数据”。</p>"
    )


def lead_on(look: Look) -> None:
    """One line on the overview while nothing but the unit register is stored: the second step."""
    link = address("upload", look.choices.params())
    show(
        '<p class="foot">单位名录已载入，各单位尚未报送。下一步：'
        f'<a class="go defined" href="{link}">到“数据报送”收各单位报来的表格</a>。</p>'
    )
