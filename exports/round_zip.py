"""Zips of a round: notice with every unit's pre-filled tables, and every unit's 核实确认单. Same facts, same bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from exports.round_papers import export_list, export_notice
from exports.round_slips import SLIP_NAME, export_slip, export_slip_rows
from exports.stable_bytes import safe_name, write_zip
from services.confirmations import read_slips
from services.expected import Expected, table_titles
from services.store import Store
from services.templates import TemplateFiller
from warehouse.register import RegisterUnit

Shown = Callable[[int, int, str], None]


def export_round_zip(store: Store, expected: Expected, *, shown: Shown) -> bytes:
    """通知.docx, 应报清单.xlsx and a folder for each unit with its tables, filled with its present rows.

    shown: called with done, total and a Chinese word as the work goes on.
    """
    return write_zip(_list_round_files(store, expected, shown), expected.round.opened_on)


def export_slips_zip(store: Store, expected: Expected, units: Sequence[str], *, shown: Shown) -> bytes:
    """For each unit its 核实确认单 and the rows behind."""
    return write_zip(_list_slip_files(store, expected, units, shown), expected.day)


def folder_name(unit: RegisterUnit, place: int) -> str:
    """012县公安局: the place in protocol order first, so that the folders stand in that order and never meet."""
    return safe_name(f"{place:03d}{unit.short_name}")


def _list_round_files(store: Store, expected: Expected, shown: Shown) -> Iterator[tuple[str, bytes]]:
    wanted, total = expected.round, len(expected.units) + 1
    shown(0, total, "正在生成通知")
    yield "通知.docx", export_notice(expected, store.settings)
    yield "应报清单.xlsx", export_list(expected)
    # The round's name in the file tells the same rows of two rounds apart: the second file is no repeat of the first.
    title = f"{wanted.name}（第{wanted.round_id}号任务）"
    filler = TemplateFiller(store)
    for place, unit in enumerate(expected.units, 1):
        shown(place, total, f"正在填入{unit.short_name}的现有资料")
        folder = folder_name(unit, place)
        for dataset, name in zip(expected.datasets, table_titles(expected.datasets), strict=True):
            file_name = safe_name(f"{name}-{unit.short_name}")
            yield f"{folder}/{file_name}.xlsx", filler.fill(dataset, unit.code, title=title, made_on=wanted.opened_on)
    shown(total, total, "完成")


def _list_slip_files(
    store: Store, expected: Expected, units: Sequence[str], shown: Shown
) -> Iterator[tuple[str, bytes]]:
    places = {unit.code: place for place, unit in enumerate(expected.units, 1)}
    shown(0, len(units), "正在统计各单位的数字")
    for done, slip in enumerate(read_slips(store, expected, units), 1):
        shown(done, len(units), f"正在生成{slip.unit.short_name}的{SLIP_NAME}")
        folder = folder_name(slip.unit, places[slip.unit.code])
        yield f"{folder}/{SLIP_NAME}.docx", export_slip(slip)
        yield f"{folder}/明细.xlsx", export_slip_rows(slip)
