"""Accounts as stored: who may sign in, as what, and what signing in has noted. They are never deleted.

Writes run inside the caller's transaction. No password is kept, only its hash, which services.passwords makes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.audit import local_time
from warehouse.connect import Reader, Writer
from warehouse.meetings import RevisionPassed
from warehouse.numbering import insert_numbered


@dataclass(frozen=True, slots=True)
class Account:
    """One account. login: normalised.  unit: code, "" unless the role is 单位.  must_change: the password was handed out.

    failed_count: failures since the last success.  revision: 1 when made, one more with every change by a manager.
    """

    account_id: int
    revision: int
    login: str
    name: str
    role: str
    unit: str
    password_hash: str
    must_change: bool
    password_changed_at: datetime
    failed_count: int
    locked_until: datetime | None
    signed_in_at: datetime | None
    is_enabled: bool
    created_at: datetime
    created_by: str
    changed_at: datetime
    changed_by: str


_COLUMNS = tuple(Account.__dataclass_fields__)
_SELECT = f"select {', '.join(_COLUMNS)} from account"


class LoginTaken(Exception):
    """Another account has the login name."""


def list_accounts(reader: Reader) -> list[Account]:
    """Every account, the one made first at the top."""
    return [Account(*row) for row in reader.query(f"{_SELECT} order by account_id")]


def find_account(reader: Reader, account_id: int) -> Account | None:
    """One account by its number."""
    return next((Account(*row) for row in reader.query(f"{_SELECT} where account_id = ?", [account_id])), None)


def find_login(reader: Reader, login: str) -> Account | None:
    """One account by its normalised login name."""
    return next((Account(*row) for row in reader.query(f"{_SELECT} where login = ?", [login])), None)


def has_accounts(reader: Reader) -> bool:
    """Whether the store has any account, enabled or not."""
    return bool(reader.query("select 1 from account limit 1"))


def add_account(
    writer: Writer,
    *,
    login: str,
    name: str,
    role: str,
    unit: str,
    password_hash: str,
    must_change: bool,
    at: datetime,
    by: str,
) -> Account:
    """Store a new account under the next number. Raises LoginTaken."""
    if find_login(writer, login) is not None:
        raise LoginTaken(login)
    now = local_time(at)
    number = insert_numbered(
        writer, "account", _COLUMNS,
        [1, login, name, role, unit, password_hash, must_change, now, 0, None, None, True, now, by, now, by],
    )  # fmt: skip
    return Account(
        number, 1, login, name, role, unit, password_hash, must_change, now, 0, None, None, True, now, by, now, by
    )


def change_account(writer: Writer, seen: Account, at: datetime, by: str, **changes: object) -> Account:
    """What a manager changes: the columns named, against the revision that was seen.

    Raises:
        RevisionPassed: somebody else changed the account since.
    """
    now = local_time(at)
    changed = {**changes, "revision": seen.revision + 1, "changed_at": now, "changed_by": by}
    rows = _update(writer, changed, "account_id = ? and revision = ?", [seen.account_id, seen.revision])
    if not rows:
        raise RevisionPassed(f"account {seen.account_id} is not at revision {seen.revision} any more")
    return rows[0]


def note_at_account(writer: Writer, account_id: int, **changes: object) -> Account:
    """What signing in and the person's own change of password note; managers' revisions do not count it."""
    return _update(writer, changes, "account_id = ?", [account_id])[0]


def _update(writer: Writer, changes: dict[str, object], where: str, which: list[object]) -> list[Account]:
    assignments = ", ".join(f"{name} = ?" for name in changes if name in _COLUMNS)
    sql = f"update account set {assignments} where {where} returning {', '.join(_COLUMNS)}"
    return [Account(*row) for row in writer.query(sql, [*changes.values(), *which])]
