"""Writes data/samples anew: the invented county's workbooks, round by round, and rounds.toml that says what becomes of each.

usage, in the project's folder: python -m bench.make_demo
The same bytes come out every time; needs requirements-dev.txt (openpyxl writes xlsx, xlwt xls, odfpy ods).
"""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

from bench.demo_county import evidence, later_years, meetings, year_2023
from bench.demo_county.books import write_book
from bench.demo_county.collecting import CONFIRMATIONS, REMINDERS, announced
from bench.demo_county.sending import Round, Upload

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
HEAD = """\
# The invented county, in the order in which it was sent. Written by bench/make_demo.py; every fact is made up.
# steps: do = "upload" (file, received_at, actor, role, unit, on_behalf_of, accept_incomplete, replaces, expect, note,
#        dataset, code_tables for exports of platforms)
#        or "undo" (file: the upload to take back, at, actor, role, reason)
#        or "meeting" (name, held_on, as_of, agenda: kind:id:note, notes, at, actor, role, is_frozen)
#        or "attach" (file, dataset, unit, key, at, actor, role).
# unit, on_behalf_of: codes of the register. expect: accepted, refused, unchanged, waiting or returned (with returned: why).
# rounds: tables, units (missing: every unit in scope), opened_on, deadline, closed_on (missing: still open), doc_no,
#        contact, contact_phone, note. reminders, confirmations: round is the folder.
"""


def main() -> None:
    """Replaces data/samples and says how much was written."""
    shutil.rmtree(SAMPLES, ignore_errors=True)
    write_samples(SAMPLES)
    files = [path for path in SAMPLES.rglob("*") if path.is_file()]
    print(f"{len(files)} files, {sum(path.stat().st_size for path in files) / 1e6:.2f} MB in {SAMPLES.name}/")


def write_samples(folder: Path) -> None:
    """Writes every workbook and rounds.toml into a folder."""
    rounds = [*year_2023.rounds(), *later_years.rounds()]
    lines = [
        HEAD,
        *(_toml("rounds", {"folder": one.folder, "name": one.name, **announced(one.folder)}) for one in rounds),
    ]
    lines += [_toml("reminders", dict(one)) for one in REMINDERS]
    lines += [_toml("confirmations", dict(one)) for one in CONFIRMATIONS]
    steps = [step for one in rounds for upload in one.uploads for step in _write(folder, one, upload)]
    steps += [_meeting(one) for one in meetings.meetings()]
    steps += [_attach(folder, one) for one in evidence.evidence()]
    lines += [text for _, text in sorted(steps, key=lambda step: step[0])]
    (folder / "rounds.toml").write_text("\n".join(lines), encoding="utf-8")


def _write(samples: Path, one: Round, upload: Upload) -> list[tuple[datetime, str]]:
    folder = samples / one.folder
    if upload.same_as:
        shutil.copyfile(folder / upload.same_as, folder / upload.file)
    else:
        write_book(folder / upload.file, upload.grids, upload.encoding)
    step = {
        "do": "upload", "file": f"{one.folder}/{upload.file}", "received_at": upload.at, "actor": upload.person,
        "role": "单位" if upload.unit else "县政数局", "unit": upload.unit, "on_behalf_of": upload.on_behalf_of,
        "accept_incomplete": upload.accept_incomplete, "replaces": upload.replaces, "expect": upload.expect, "note": upload.note,
    }  # fmt: skip
    if upload.dataset:
        step |= {"dataset": upload.dataset, "code_tables": upload.code_tables}
    if upload.returned:
        step["returned"] = upload.returned
    steps = [(upload.at, _toml("steps", step))]
    if upload.undo:
        taken_back = {
            "do": "undo", "file": f"{one.folder}/{upload.file}", "at": upload.undo.at, "actor": "人员802",
            "role": "县政数局", "reason": upload.undo.reason,
        }  # fmt: skip
        steps.append((upload.undo.at, _toml("steps", taken_back)))
    return steps


def _attach(samples: Path, one: evidence.Evidence) -> tuple[datetime, str]:
    path = samples / evidence.FOLDER / one.file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(evidence.write_pdf(one.lines))
    step = {
        "do": "attach", "file": f"{evidence.FOLDER}/{one.file}", "dataset": one.dataset, "unit": one.unit,
        "key": one.key, "at": one.at, "actor": "人员802", "role": "县政数局",
    }  # fmt: skip
    return one.at, _toml("steps", step)


def _meeting(one: meetings.Meeting) -> tuple[datetime, str]:
    step = {
        "do": "meeting", "name": one.name, "held_on": one.held_on, "as_of": one.as_of, "agenda": one.agenda,
        "notes": one.notes, "at": one.at, "actor": "人员802", "role": "县政数局", "is_frozen": one.is_frozen,
    }  # fmt: skip
    return one.at, _toml("steps", step)


def _toml(table: str, values: dict[str, object]) -> str:
    lines = [f"[[{table}]]"]
    for key, value in values.items():
        if value in ("", False, ()):
            continue
        if isinstance(value, bool):
            text = "true"
        elif isinstance(value, str):
            text = f'"{value}"'
        elif isinstance(value, tuple):
            text = "[" + ", ".join(f'"{one}"' for one in value) + "]"
        else:
            text = value.isoformat()  # type: ignore[attr-defined]
        lines.append(f"{key} = {text}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
