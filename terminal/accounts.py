"""Commands about accounts, for a technician who cannot sign in any more; the app is stopped meanwhile."""

from __future__ import annotations

import argparse
from contextlib import closing
from datetime import datetime

from services import accounts
from services.accounts import Draft, Issued
from terminal.names import DONE, TERMINAL, find_unit, open_named
from terminal.printing import print_records
from warehouse.register import list_units, short_names


def run_list(options: argparse.Namespace) -> int:
    """Prints every account."""
    with closing(open_named(options)) as store:
        now, names = datetime.now(), short_names(list_units(store.warehouse))
        titles = {
            "login": "登录名", "name": "姓名", "role": "身份", "unit": "单位", "state": "状态", "signed_in_at": "最近登录",
        }  # fmt: skip
        rows = [
            {
                "login": one.login, "name": one.name, "role": one.role, "unit": names.get(one.unit, one.unit),
                "state": accounts.state_of(one, now),
                "signed_in_at": f"{one.signed_in_at:%Y-%m-%d %H:%M}" if one.signed_in_at else "",
            }
            for one in accounts.list_accounts(store, TERMINAL)
        ]  # fmt: skip
        print_records(rows, options.format, titles)
    return DONE


def run_add(options: argparse.Namespace) -> int:
    """Makes an account and prints its one-time password."""
    with closing(open_named(options)) as store:
        unit = find_unit(store, options.unit) if options.unit else ""
        draft = Draft(options.login, options.name, options.role, unit)
        (issued,) = accounts.create(store, [draft], TERMINAL)
        _print_issued(issued, "已建立")
    return DONE


def run_reset(options: argparse.Namespace) -> int:
    """Gives an account a new one-time password and ends its lock."""
    with closing(open_named(options)) as store:
        seen = accounts.find(store, options.login, TERMINAL)
        _print_issued(accounts.reset(store, seen, TERMINAL), "已重置")
        if not seen.is_enabled:
            print("该账号已停用，启用后才能登录。")
    return DONE


def run_unlock(options: argparse.Namespace) -> int:
    """Ends the lock of an account."""
    with closing(open_named(options)) as store:
        seen = accounts.find(store, options.login, TERMINAL)
        accounts.unlock(store, seen, TERMINAL)
        print(f"“{seen.login}”已解锁。")
    return DONE


def _print_issued(issued: Issued, done: str) -> None:
    account = issued.account
    print(
        f"{done}：登录名{account.login}，{account.name}，{account.role}\n一次性密码：{issued.password}\n"
        "密码只显示这一次，首次登录须修改。"
    )
