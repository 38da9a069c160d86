"""Faults of ours: a traceback into the store's log, a Chinese sentence with its number on the screen."""

from __future__ import annotations

import secrets
import traceback
from datetime import datetime

import streamlit as st

from config.settings import load_settings


def log_fault(error: Exception) -> str:
    """Appends the traceback to logs/faults.log of the store; returns the number to tell the user."""
    now = datetime.now()
    number = f"{now:%m%d%H%M}-{secrets.randbelow(10_000):04d}"
    folder = load_settings().store / "logs"
    text = "".join(traceback.format_exception(error))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / "faults.log").open("a", encoding="utf-8") as log:
            log.write(f"{now:%Y-%m-%d %H:%M:%S} {number}\n{text}\n")
    except OSError:
        print(f"{number}\n{text}", flush=True)  # a full disk must not hide the fault itself
    return number


def show_fault(number: str) -> None:
    """The sentence a user sees; never the traceback."""
    st.error(
        f"这一页没有显示成功，已入库的数据不受影响。请刷新页面再试；仍不成功的，请将记录编号{number}告知技术人员。"
    )
