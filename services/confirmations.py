"""核实确认单: each unit's own figures and rows, to confirm before it is named; and what the unit replied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from config.contracts import load_contracts
from metrics.catalog import load_catalog
from metrics.counting import count_figures
from metrics.figure import COUNTY
from metrics.versions import points_by_basis
from services.actor import Actor, NotAllowed
from services.data_numbers import data_number
from services.expected import Expected
from services.pack_words import aside_words, counted_words, value_words
from services.rounds import MAY_RUN_ROUNDS, Round
from services.rows import hide_phones, mask
from services.rows import value_words as cell_words
from services.store import Store
from warehouse import rounds as stored
from warehouse.audit import add_entry
from warehouse.present import list_present_rows
from warehouse.register import RegisterUnit, list_units
from warehouse.rounds import Confirmation

__all__ = [
    "AGREED_WORDS",
    "Confirmation",
    "Slip",
    "SlipFigure",
    "SlipTable",
    "list_confirmations",
    "note_confirmation",
    "read_slips",
]

AGREED_WORDS = {True: "确认无误", False: "有异议"}
LONGEST_WORDS = 1000


@dataclass(frozen=True, slots=True)
class SlipFigure:
    """One figure as the papers print it. number: 数据编号; counted: 32/89; aside: 不纳入2."""

    number: str
    name: str
    value: str
    counted: str
    aside: str


@dataclass(frozen=True, slots=True)
class SlipTable:
    """A unit's present rows of one kind as text, without 备注 and 限权 columns, phones masked."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Slip:
    """What one unit is asked to confirm. as_of: the day of the figures; states: (table, words) of the round."""

    round: Round
    unit: RegisterUnit
    as_of: date
    figures: tuple[SlipFigure, ...]
    states: tuple[tuple[str, str], ...]
    tables: tuple[SlipTable, ...]


def read_slips(store: Store, expected: Expected, units: Sequence[str]) -> Iterator[Slip]:
    """A slip for each unit, one after another. Figures rest on the round's tables; 限权 ones are left out."""
    names = {one.code: one.name for one in list_units(store.warehouse)}
    figures = _count(store, expected, names)
    for unit in expected.units:
        if unit.code in units:
            yield Slip(
                round=expected.round,
                unit=unit,
                as_of=expected.day,
                figures=tuple(figures.get(unit.code, ())),
                states=tuple(
                    (load_contracts()[cell.dataset].title, cell.words) for cell in expected.of_unit(unit.code)
                ),
                tables=tuple(_table(store, dataset, unit.code, names) for dataset in expected.datasets),
            )


def note_confirmation(
    store: Store,
    wanted: Round,
    unit: str,
    is_agreed: bool,
    words: str,
    confirmed_on: date,
    confirmed_by: str,
    actor: Actor,
    *,
    now: datetime | None = None,
) -> None:
    """Records a unit's reply; the bureau for any unit, unit staff for their own. Logged. Raises NotAllowed."""
    at = now or datetime.now()
    if actor.role not in MAY_RUN_ROUNDS and not (actor.role == "单位" and actor.unit == unit):
        raise NotAllowed(f"当前身份为“{actor.role_name}”，不能登记这个单位的核实结果。请由{actor.bureau}或该单位办理。")
    if unit not in wanted.units:
        raise NotAllowed("这个单位不在本任务的应报单位中。")
    if not is_agreed and not words.strip():
        raise NotAllowed("有异议的，请写明哪一项、应为多少、依据是什么。")
    if len(words.strip()) > LONGEST_WORDS:
        raise NotAllowed(f"意见有{len(words.strip())}个字，请改在{LONGEST_WORDS}个字以内。")
    if not confirmed_by.strip():
        raise NotAllowed("请填写确认人。")
    if confirmed_on > at.date() or confirmed_on < wanted.opened_on:
        raise NotAllowed("确认日期应在任务发出之后、今天之前（含当日），请改正。")
    made = Confirmation(
        0, wanted.round_id, unit, is_agreed, words.strip(), confirmed_on, confirmed_by.strip(), at, actor.name
    )
    with store.warehouse.write(makes_version=False) as writer:
        number = stored.add_confirmation(writer, made)
        after = {"confirmation": number, "unit": unit, "is_agreed": is_agreed, "words": made.words}
        add_entry(writer, at, actor, "登记核实结果", wanted.name, "", after)


def list_confirmations(store: Store, wanted: Round, actor: Actor) -> list[Confirmation]:
    """Every reply of a round, the latest first; unit staff see their own."""
    found = stored.list_confirmations(store.warehouse, wanted.round_id)
    return [one for one in found if actor.role != "单位" or one.unit == actor.unit]


def _count(store: Store, expected: Expected, names: Mapping[str, str]) -> dict[str, list[SlipFigure]]:
    """Unit code → its figures in the order of the catalogue, at the day of the list."""
    catalog = load_catalog()
    asked = [one.id for one in catalog.values() if not one.restricted and {*one.sources} & {*expected.datasets}]
    places = {code: place for place, code in enumerate(names, 1)}
    found: dict[str, dict[str, SlipFigure]] = {}
    for same, points in points_by_basis(asked, [expected.day], store.warehouse):
        for one in count_figures(store.warehouse, points, same):
            if one.unit != COUNTY and one.units_in_scope:
                metric = catalog[one.metric]
                found.setdefault(one.unit, {})[one.metric] = SlipFigure(
                    data_number(metric.id, places[one.unit]), metric.name, value_words(metric, one),
                    counted_words(one), aside_words(one),
                )  # fmt: skip
    return {unit: [own[metric] for metric in asked if metric in own] for unit, own in found.items()}


def _table(store: Store, dataset: str, unit: str, names: Mapping[str, str]) -> SlipTable:
    contract = load_contracts()[dataset]
    fields = [one for one in contract.fields if one.name not in ("note", "unit") and one.access != "restricted"]
    rows = []
    for row in list_present_rows(store.warehouse, dataset, unit):
        pending, months = row["pending"] or {}, row["month_precise"] or ()
        cells = []
        for field in fields:
            if field.name in pending:  # type: ignore[operator]
                text = f"{pending[field.name]}（待补正）"  # type: ignore[index]
            else:
                text = cell_words(field, row[field.name], names, to_month=field.name in months)  # type: ignore[operator]
            cells.append(mask(text) if field.access == "personal" and text else hide_phones(text))
        rows.append(tuple(cells))
    return SlipTable(contract.title, tuple(field.title for field in fields), tuple(rows))
