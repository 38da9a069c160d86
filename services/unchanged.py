"""本期无变化 and 本期零报告 in one click: a workbook written for the unit and taken the way of every other file.

So preview, review, receipt, original and history are those of any upload. Cells marked 待补正 stay so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import Contract, load_contracts
from loaders.template import write_template
from services.actor import MAY_UPLOAD, Actor, NotAllowed, require
from services.received import Draft, examine_upload
from services.store import Store
from services.submit import Options
from services.templates import spell_rows
from warehouse.present import list_present_rows, list_unit_lists
from warehouse.register import list_units

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class UnitTable:
    """One kind that the unit supplies. rows: present rows.  reported_on: day its list was last confirmed, if ever.

    is_nil: the last report was 零报告.
    """

    dataset: str
    title: str
    rows: int
    reported_on: date | None
    is_nil: bool

    @property
    def may_be_unchanged(self) -> bool:
        """There is something to confirm: rows, or a 零报告."""
        return (self.rows > 0 or self.reported_on is not None) and self.rows <= MOST_ROWS


def list_unit_tables(store: Store, actor: Actor, unit: str) -> list[UnitTable]:
    """The kinds a unit supplies as its complete list, in contract order. Raises NotAllowed for a foreign unit."""
    _require_unit(actor, unit)
    present = list_unit_lists(store.warehouse, unit)
    return [UnitTable(one.id, one.title, *present.get(one.id, (0, None, False))) for one in _own_kinds()]


def draft_unchanged(
    store: Store, actor: Actor, dataset: str, unit: str, reported_on: date, *, now: datetime | None = None
) -> Draft:
    """The unit's present rows as a workbook of the new reporting day, examined and ready for its preview.

    A list last reported as 零报告 is confirmed as such. Raises NotAllowed when there is nothing to confirm.
    """
    contract, name = _require_kind(store, actor, dataset, unit)
    rows = list_present_rows(store.warehouse, dataset, unit)
    table = next(one for one in list_unit_tables(store, actor, unit) if one.dataset == dataset)
    if not table.may_be_unchanged:
        raise NotAllowed(f"“{contract.title}”还没有报过，不能确认本期无变化。请上传表格，确无内容的请报零报告。")
    if not rows:
        return draft_nil(store, actor, dataset, unit, reported_on, now=now)
    content = write_template(
        contract, name, spell_rows(store, contract, rows, with_pending=True), reported_on=reported_on
    )
    has_pending = any(row["pending"] for row in rows)
    options = Options(dataset=dataset, reported_on=reported_on, accept_incomplete=has_pending)
    file_name = f"本期无变化-{contract.title}-{reported_on:%Y%m%d}.xlsx"
    return examine_upload(store, content, file_name, actor, options=options, now=now)


def draft_nil(
    store: Store, actor: Actor, dataset: str, unit: str, reported_on: date, *, now: datetime | None = None
) -> Draft:
    """A 零报告 of the unit for one kind as a workbook, examined and ready for its preview."""
    contract, name = _require_kind(store, actor, dataset, unit)
    content = write_template(contract, name, reported_on=reported_on, is_nil=True)
    options = Options(dataset=dataset, reported_on=reported_on)
    file_name = f"本期零报告-{contract.title}-{reported_on:%Y%m%d}.xlsx"
    return examine_upload(store, content, file_name, actor, options=options, now=now)


def _own_kinds() -> list[Contract]:
    return [one for one in load_contracts().values() if one.is_from_units and one.replaces == "units"]


def _require_kind(store: Store, actor: Actor, dataset: str, unit: str) -> tuple[Contract, str]:
    """The kind and the unit's full name."""
    _require_unit(actor, unit)
    contract = load_contracts()[dataset]
    if contract not in _own_kinds():
        raise NotAllowed(f"“{contract.title}”是逐条登记的表，没有变化的不需要报送。")
    names = {one.code: one.name for one in list_units(store.warehouse)}
    if unit not in names:
        raise NotAllowed("单位名录中没有这个单位。")
    return contract, names[unit]


def _require_unit(actor: Actor, unit: str) -> None:
    require(actor, MAY_UPLOAD, "报送数据")
    if actor.allowed_units is not None and unit not in actor.allowed_units:
        raise NotAllowed("只能报送本单位的表。")
