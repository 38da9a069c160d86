"""报送记录, the operation log and a comparison of two versions, as workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from config.contracts import load_contracts
from exports.log_words import log_words
from exports.sheets import export_sheet
from services.uploads import Entry
from services.versions_compared import ComparedRow
from warehouse.audit import AuditEntry

ENTRY_COLUMNS = (
    ("数据版本", 10), ("回执编号", 10), ("类型", 8), ("状态", 10), ("文件", 40), ("校验值", 20), ("表格", 28), ("单位", 28),
    ("报送人", 16), ("报送时间", 20), ("代收单位", 14), ("办理人", 16), ("办理时间", 20), ("填报日期", 12), ("读取行数", 10),
    ("新增或变更行数", 14), ("撤下或被替换行数", 16), ("不变行数", 10), ("待补正格数", 12), ("提醒条数", 10), ("原因", 40),
)  # fmt: skip
LOG_COLUMNS = (
    ("序号", 8), ("时间", 20), ("办理人", 18), ("身份", 10), ("单位", 14), ("代收单位", 14), ("来源", 16), ("操作", 14),
    ("对象", 40), ("操作前", 40), ("操作后", 40), ("数据版本", 10),
)  # fmt: skip


def export_entries(entries: Iterable[Entry], hashes: Mapping[int, str], names: Mapping[str, str]) -> bytes:
    """报送记录 as shown. hashes: upload number → sha256.  names: unit code → short name."""
    return export_sheet("报送记录", ENTRY_COLUMNS, (_entry_row(one, hashes, names) for one in entries))


def export_log(entries: Iterable[AuditEntry], names: Mapping[str, str]) -> bytes:
    """The operation log, the latest first."""
    rows = (
        (
            one.entry_id, one.entered_at, one.actor, one.role, names.get(one.unit, one.unit),
            names.get(one.on_behalf_of, one.on_behalf_of), one.origin, one.action, one.subject, log_words(one.before, names),
            log_words(one.after, names), one.version,
        )
        for one in entries
    )  # fmt: skip
    return export_sheet("操作日志", LOG_COLUMNS, rows)


def export_compared(dataset: str, first: int, second: int, rows: Sequence[ComparedRow]) -> bytes:
    """Rows that differ between two versions of a table, one line a cell."""
    contract = load_contracts()[dataset]
    keys = tuple((contract.field(name).title, 24) for name in contract.key)
    columns = (("变化", 8), *keys, ("列", 18), (f"第{first}版", 30), (f"第{second}版", 30))
    cells = ((row, cell) for row in rows for cell in row.cells or (("", "", ""),))
    return export_sheet("版本比较", columns, ((row.verdict, *row.key, *cell) for row, cell in cells))


def _entry_row(one: Entry, hashes: Mapping[int, str], names: Mapping[str, str]) -> tuple[object, ...]:
    return (
        one.version, f"{one.upload_id:06d}" if one.upload_id is not None and one.sent_at is not None else "",
        one.kind, one.state, one.file_name, hashes.get(one.upload_id or 0, "") if one.sent_at is not None else "",
        "、".join(load_contracts()[dataset].title for dataset in one.datasets),
        "、".join(names.get(unit, unit) for unit in one.units), one.sent_by or one.made_by,
        one.sent_at or one.made_at, names.get(one.on_behalf_of, one.on_behalf_of),
        one.reviewed_by or one.made_by, one.reviewed_at or one.made_at, one.reported_on, one.rows_read, one.opened,
        one.closed, one.unchanged, one.pending, one.warning_count, one.reason,
    )  # fmt: skip
