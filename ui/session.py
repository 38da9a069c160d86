"""The open store and who is looking: one store per process, choices from the address of the page.

The address is the only place where choices live: widgets are set from it before they are drawn and write to it
when they change. Keys of session state are named here and hold choices, never results.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import streamlit as st

from config.settings import load_settings
from metrics.figure import COUNTY, Scope
from services.actor import ROLES, Actor, Role
from services.compared import Compared, compare_with
from services.store import Store, open_store
from ui.faults import log_fault
from ui.links import ADDRESS_KEYS, BY_RANK, Choices, read_day, read_since
from ui.signed_in import is_open_page, make_actor, signed_in_actor
from warehouse.connect import StoreInUse
from warehouse.history import ACCEPTED, list_uploads
from warehouse.register import RegisterUnit, list_units, short_names

KEY_AS_OF, KEY_SINCE, KEY_BATCH, KEY_KIND, KEY_ROLE, KEY_OWN_UNIT = (
    "as_of",
    "since",
    "batch",
    "kind",
    "role",
    "own_unit",
)
KEY_UNIT, KEY_METRIC, KEY_ORDER, KEY_OUTCOMES, KEY_ROW = "unit", "metric", "order", "outcome", "row"
KEY_DRAFTS, KEY_RECEIPTS, KEY_RECEPTION = "drafts", "receipts", "reception"
KEY_BATCH_NO, KEY_TAKEN = "batch_no", "taken"
KEY_STATE, KEY_ACT, KEY_FIRST, KEY_SECOND, KEY_WAITING, KEY_DECIDED = (
    "state", "act", "first", "second", "waiting", "decided"
)  # fmt: skip
KEY_EDITS, KEY_SEEN_VERSION, KEY_NEWEST = "edits", "seen_version", "newest_draft"
KEY_SEARCH, KEY_TABLE, KEY_RECORD, KEY_START = "q", "table", "record", "start"
KEY_FINDING, KEY_PERIOD, KEY_VIEW, KEY_CONTACT = "finding", "period", "view", "contact"
KEY_EVIDENCE, KEY_EVIDENCE_ROW = "evidence", "evidence_row"
KEY_SHOW_FIND, KEY_SHOW_OUTCOMES, KEY_DECISION, KEY_REFUSED = "show_find", "show_outcomes", "decision", "refused"
KEY_REGISTER, KEY_REGISTER_UNIT, KEY_REGISTER_TEXT = "register", "register_unit", "register_text"
KEY_REGISTER_HELD, KEY_REGISTER_EDITS, KEY_REGISTER_TOLD = "register_held", "register_edits", "register_told"
KEY_REGISTER_NO = "register_no"
KEY_ROUND_SAID = "round_said"
KEY_ACCOUNT, KEY_ACCOUNT_SAID, KEY_TEXT = "account", "account_said", "text"
KEY_TASK, KEY_HELD, KEY_TICKS, KEY_ACT_DONE = "task", "held", "ticks", "act_done"
DEMO_MARKER = "demo"


@dataclass(frozen=True)
class Look:
    """What one run of a page looks at. as_of is the day itself; is_latest: the address names no day.

    refused: sentences about values in the address that do not exist (any more).
    """

    store: Store
    version: int
    units: tuple[RegisterUnit, ...]
    choices: Choices
    as_of: date
    is_latest: bool
    compared: Compared
    is_demo: bool
    actor: Actor
    refused: tuple[str, ...]

    @property
    def names(self) -> dict[str, str]:
        """Unit code → short name."""
        return short_names(self.units)

    @property
    def bureau(self) -> str:
        """What the bureau calls itself now."""
        return self.store.settings.bureau

    @property
    def today(self) -> date:
        return datetime.now().date()

    @property
    def not_dated(self) -> str:
        """What a page that always shows everything as it is now says about a day and filters chosen beside it."""
        filtered = not self.is_latest or self.choices.batch or self.choices.kind
        return "本页列出全部现有记录，不随左侧日期和筛选变化" if filtered else ""

    @property
    def unit(self) -> RegisterUnit | None:
        """The unit the address names."""
        return next((unit for unit in self.units if unit.code == self.choices.unit), None)

    @property
    def scope(self) -> Scope:
        """The filters as figures take them."""
        return Scope(batch=self.choices.batch, kind=self.choices.kind)

    @property
    def scope_name(self) -> str:
        """What the pooled figure is of: 全县, or the words of the filters."""
        return "、".join(part for part in (self.choices.batch, self.choices.kind) if part) or COUNTY

    @property
    def store_path(self) -> str:
        return str(self.store.path)


# The store of this process, once it is open: for whoever must not wait for its opening.
_opened: dict[str, Store] = {}


@st.cache_resource(show_spinner=False)
def open_once(folder: str) -> Store:
    """The store of a folder, opened by this process once."""
    store = open_store(Path(folder))
    store.sessions.is_open_page = is_open_page
    _opened[folder] = store
    return store


def opened_store() -> Store | None:
    """The store of this process, if it is open already."""
    return _opened.get(str(load_settings().store))


def product() -> str:
    """What the board calls itself; its default name until the store is open, or when it cannot be read."""
    store = opened_store()
    with contextlib.suppress(Exception):
        return store.settings.product if store else load_settings().product
    return load_settings().product


def find_store() -> Store | None:
    """The store of this process; says in Chinese why it cannot be opened and returns None."""
    try:
        return open_once(str(load_settings().store))
    except StoreInUse:
        st.error("数据库正被另一个程序使用。请先关闭另一个看板窗口或正在运行的命令，再刷新本页。已入库的数据不受影响。")
    except OSError as error:
        st.error(f"数据目录无法打开，请技术人员检查目录权限和磁盘空间。记录编号：{log_fault(error)}。")
    return None


def close_store() -> None:
    """Closes the store with the process."""
    with contextlib.suppress(Exception):
        open_once(str(load_settings().store)).close()
    open_once.clear()
    _opened.clear()


def require_store() -> Store:
    """The open store; ends the run when there is none."""
    store = find_store()
    if store is None:
        st.stop()
    return store


def look() -> Look:
    """Reads the address into what this run looks at."""
    store = require_store()
    person = signed_in_actor(store)
    version = store.version()
    units = _units(str(store.path), version)
    marker = store.path / DEMO_MARKER
    refused: list[str] = []
    given = {key: st.query_params.get(key, "") for key in ADDRESS_KEYS}
    if person is not None:  # what a link says about who looks is for stand-alone mode alone
        given |= {"role": "", "own_unit": ""}
    asked = read_day(given["as_of"], refused)
    as_of = asked or latest_day(marker)
    since = read_since(given["since"], as_of, refused)
    known: dict[str, set[str]] = {
        "batch": {unit.batch for unit in units},
        "kind": {unit.kind for unit in units},
        "unit": {unit.code for unit in units},
        "own_unit": {unit.code for unit in units},
        "role": {*ROLES},
        "order": {BY_RANK},
    }
    words = {"batch": "批次", "kind": "类别", "unit": "单位", "own_unit": "单位", "role": "身份", "order": "排列"}
    for key, values in known.items():
        if given[key] and given[key] not in values:
            refused.append(f"链接中的{words[key]}“{given[key]}”已不存在，本页未按它筛选。")
            given[key] = ""
    role: Role = given["role"] or ROLES[0]  # type: ignore[assignment]
    own_unit = given["own_unit"] if role == "单位" else ""
    if role == "单位" and not own_unit:
        own_unit = next((unit.code for unit in units if unit.kind != "县本级"), "")
    return Look(
        store=store,
        version=version,
        units=units,
        choices=Choices(
            as_of=asked.isoformat() if asked else "",
            since=since.isoformat() if since else "",
            batch=given["batch"],
            kind=given["kind"],
            order=given["order"],
            role=given["role"],
            own_unit=own_unit,
            unit=given["unit"],
        ),
        as_of=as_of,
        is_latest=asked is None,
        compared=_compared(str(store.path), store.warehouse.writes(), as_of, since),
        is_demo=marker.exists(),
        actor=person or make_actor(role, own_unit, store.settings.bureau),
        refused=tuple(refused),
    )


def latest_day(marker: Path) -> date:
    """Today; for demo data the day written in its marker, because invented facts end there."""
    with contextlib.suppress(OSError, ValueError):
        return date.fromisoformat(marker.read_text(encoding="utf-8").strip()[:10])
    return datetime.now().date()


@st.cache_resource(show_spinner=False, max_entries=8)
def find_register_day(store_path: str, version: int) -> date | None:
    """The day the present unit register was reported for; None without one."""
    uploads = list_uploads(open_once(store_path).warehouse, dataset="unit")
    days = [
        table.reported_on for one in uploads if one.state == ACCEPTED for table in one.tables if table.dataset == "unit"
    ]
    return days[0] if days else None


@st.cache_resource(show_spinner=False, max_entries=8)
def _units(store_path: str, version: int) -> tuple[RegisterUnit, ...]:
    return tuple(list_units(open_once(store_path).warehouse, version or None))


@st.cache_resource(show_spinner=False, max_entries=64)
def _compared(store_path: str, writes: int, as_of: date, since: date | None) -> Compared:
    return compare_with(open_once(store_path), as_of, since)
