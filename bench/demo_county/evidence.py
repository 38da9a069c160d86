"""佐证材料 of the demo county: small PDF documents with a line or two, attached to plans and to systems kept off the cloud."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bench.demo_county.facts import units
from bench.demo_county.known import Row, system_rows, workplan_rows
from bench.demo_county.registers import present_units
from bench.demo_county.year_2023 import PILOTS

FOLDER = "佐证材料"
ATTACHED_AT = datetime(2025, 7, 3, 14, 0)


@dataclass(frozen=True)
class Evidence:
    """One file at a row. key: the parts of the row's key as the store keeps them."""

    file: str
    dataset: str
    unit: str
    key: tuple[str, ...]
    at: datetime
    lines: tuple[str, ...]


def evidence() -> list[Evidence]:
    """The sealed plans of most pilot units and the approvals of systems that stay off the cloud, in order of time."""
    day = date(2025, 6, 30)
    plans = [row for row in workplan_rows(PILOTS[:8], day) if row["sealed"]]
    kept_off = [row for row in system_rows(present_units(day), day) if row["exempt_approval"]]
    rows = [*(("workplan", "title", row) for row in plans), *(("system", "system_name", row) for row in kept_off)]
    return [_evidence(number, *given) for number, given in enumerate(rows)]


def write_pdf(lines: Sequence[str]) -> bytes:
    """One A4 page; the reader's own Song typeface is named, not embedded. The same bytes every time."""
    shown = " ".join(f"<{line.encode('utf-16-be').hex().upper()}> Tj 0 -30 Td" for line in lines)
    text = f"BT /F1 16 Tf 72 740 Td {shown} ET".encode()
    descendant = (
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (GB1) /Supplement 2 >> /FontDescriptor 7 0 R >>"
    )
    descriptor = (
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    )
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(text), text),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R] >>",
        descendant,
        descriptor,
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, len(out))
    return out + b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1) + table + end


def _evidence(number: int, dataset: str, name: str, row: Row) -> Evidence:
    unit = units()[str(row["unit"])]
    title = str(row[name])
    what = "盖章方案" if dataset == "workplan" else "批准文件"
    lines = (unit.name, title, "（演示材料，内容为虚构）")
    file = f"{unit.short_name if dataset == 'workplan' else title}{what}.pdf"
    return Evidence(file, dataset, unit.code, (unit.code, title), ATTACHED_AT + timedelta(minutes=number), lines)
