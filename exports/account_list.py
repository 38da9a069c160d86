"""Accounts with their one-time passwords, as a workbook to hand out from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exports.sheets import export_sheet
from services.accounts import Issued
from services.actor import role_name

COLUMNS = (("单位", 18), ("姓名", 14), ("身份", 12), ("登录名", 20), ("一次性密码", 18), ("说明", 40))
NOTE = "首次登录须修改密码。请逐人单独发放，发放后销毁本表。"


def export_issued(issued: Iterable[Issued], names: Mapping[str, str], bureau: str) -> bytes:
    """One line a person. names: unit code → short name.  bureau: what it calls itself now."""
    rows = (
        (
            names.get(account.unit, account.unit),
            account.name,
            role_name(account.role, bureau),
            account.login,
            one.password,
            NOTE,
        )
        for one in issued
        for account in (one.account,)
    )
    return export_sheet("账号发放表", COLUMNS, rows)
