"""Accounts from the terminal: for a technician who cannot sign in; each password is printed once."""

from __future__ import annotations

import json
import re
from contextlib import closing
from datetime import datetime

import pytest

from services.sign_in import SignInRefused, sign_in
from services.store import open_store
from tests.terminal.test_cli import Terminal, loaded, terminal
from warehouse.audit import list_entries

__all__ = ["loaded", "terminal"]


def password_in(output: str) -> str:
    (found,) = re.findall(r"一次性密码：(\S+)", output)
    return str(found)


def test_technician_makes_the_first_account_and_helps_himself_when_locked_out(terminal: Terminal) -> None:
    status, output, _ = terminal.run("account", "add", "GuanLi", "--name", "人员801", "--role", "技术员")
    assert status == 0 and "登录名guanli，人员801，技术员" in output
    first = password_in(output)
    with closing(open_store(terminal.folder / "store")) as store:
        assert sign_in(store, "guanli", first, "10.8.0.21").must_change
        for _ in range(5):
            with pytest.raises(SignInRefused):
                sign_in(store, "guanli", "Wrong-2026", "10.8.0.21")
    (listed,) = json.loads(terminal.run("account", "list", "--format", "json")[1])
    assert (listed["login"], listed["state"]) == ("guanli", "锁定")
    assert terminal.run("account", "unlock", "ＧＵＡＮＬＩ")[:2] == (0, "“guanli”已解锁。\n")
    status, output, _ = terminal.run("account", "reset", "guanli")
    assert status == 0 and password_in(output) != first
    with closing(open_store(terminal.folder / "store")) as store:
        with pytest.raises(SignInRefused):
            sign_in(store, "guanli", first, "10.8.0.21", now=datetime.now())
        assert sign_in(store, "guanli", password_in(output), "10.8.0.21").must_change
        written = repr(list_entries(store.warehouse))
    assert first not in written and password_in(output) not in written


def test_what_cannot_be_is_said_and_leaves_no_account(terminal: Terminal) -> None:
    status, _, errors = terminal.run("account", "add", "ld", "--name", "人员003", "--role", "领导")
    assert (status, errors) == (1, "首个账号须能管理账号，身份请选“县政数局”或“技术员”。\n")
    status, _, errors = terminal.run("account", "reset", "nobody")
    assert (status, errors) == (1, "没有登录名为“nobody”的账号。\n")
    assert json.loads(terminal.run("account", "list", "--format", "json")[1]) == []


def test_list_names_the_unit_and_not_its_code(loaded: Terminal) -> None:
    loaded.run("account", "add", "js", "--name", "人员801", "--role", "技术员")
    loaded.run("account", "add", "ga", "--name", "人员802", "--role", "单位", "--unit", "HF002")
    listed = json.loads(loaded.run("account", "list", "--format", "json")[1])
    assert [one["unit"] for one in listed] == ["", "县公安局"]
