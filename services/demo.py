"""The invented demo county: its workbooks go through the loader in the order and at the times they were sent."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from config.code_tables import codes_of, load_code_tables
from loaders.examine import ReadResult
from loaders.read import read_workbook
from services.actor import Actor
from services.attachments import RowKey, attach
from services.demo_rounds import load_rounds
from services.history import undo
from services.loading import READ_AHEAD, Shown
from services.meetings import AgendaItem, freeze, prepare
from services.review import return_upload
from services.store import DEMO_MARKER, Store
from services.submit import Draft, Options, accept, accept_at_once, drop, examine_upload

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"


class DemoDiffers(Exception):
    """A demo workbook was not answered as data/samples/rounds.toml says: a fault of the program, not of the user."""


def load_demo(store: Store, *, shown: Shown, samples: Path = SAMPLES) -> str:
    """Plays every step of rounds.toml into an empty store; marks the store as 演示数据; returns a Chinese summary.

    Raises DemoDiffers when a step is answered otherwise than expected.
    """
    raw = tomllib.loads((samples / "rounds.toml").read_text(encoding="utf-8"))
    steps = raw["steps"]
    last = max(step.get("received_at") or step["at"] for step in steps)
    (store.path / DEMO_MARKER).write_text(last.date().isoformat() + "\n", encoding="utf-8")
    versions: dict[str, int] = {}
    answered = {"accepted": 0, "refused": 0, "unchanged": 0, "waiting": 0, "returned": 0}
    with ThreadPoolExecutor(READ_AHEAD) as pool:
        for at, (step, read) in enumerate(
            zip(steps, pool.map(lambda one: _read(store, samples, one), steps), strict=True)
        ):
            shown(at, len(steps), f"正在装入演示数据：{Path(step.get('file') or step['name']).name}")
            if step["do"] == "meeting":
                _hold(store, step)
                continue
            if step["do"] == "attach":
                _attach(store, samples, step)
                continue
            if step["do"] == "undo":
                actor = Actor(name=step["actor"], role=step["role"], origin="演示")
                undo(store, versions[step["file"]], step["reason"], actor, now=step["at"])
                continue
            status = _upload(store, samples, step, read, versions)
            answered[status] += 1
    load_rounds(store, raw)
    shown(len(steps), len(steps), "演示数据已装入")
    return (
        f"演示数据已装入：{answered['accepted']}份入库，{answered['refused']}份有错误未入库，{answered['unchanged']}份重复，"
        f"{answered['waiting']}份待审核，{answered['returned']}份经审核退回。"
    )


def _read(store: Store, samples: Path, step: Mapping[str, Any]) -> ReadResult | None:
    if step["do"] != "upload":
        return None
    path = samples / step["file"]
    return read_workbook(path, path.name, store.settings.limits)


def _hold(store: Store, step: Mapping[str, Any]) -> None:
    """Prepares a meeting and freezes it on the spot, as the data stood at that moment."""
    actor = Actor(name=step["actor"], role=step["role"], origin="演示")
    agenda = [AgendaItem(*page.split(":", 2)) for page in step["agenda"]]
    meeting = prepare(
        store, actor, name=step["name"], held_on=step["held_on"], as_of=step["as_of"], agenda=agenda,
        notes=step["notes"], now=step["at"],
    )  # fmt: skip
    if step.get("is_frozen"):
        freeze(store, meeting, actor, now=step["at"])


def _attach(store: Store, samples: Path, step: Mapping[str, Any]) -> None:
    actor = Actor(name=step["actor"], role=step["role"], origin="演示")
    path = samples / step["file"]
    attach(
        store, RowKey(step["dataset"], step["unit"], tuple(step["key"])), path.read_bytes(), path.name, actor,
        now=step["at"],
    )  # fmt: skip


def _upload(
    store: Store, samples: Path, step: Mapping[str, Any], read: ReadResult | None, versions: dict[str, int]
) -> str:
    actor = Actor(
        name=step["actor"], role=step["role"], unit=step.get("unit", ""), on_behalf_of=step.get("on_behalf_of", ""),
        origin="演示",
    )  # fmt: skip
    tables = {load_code_tables()[one].field: one for one in step.get("code_tables", ())}
    options = Options(
        dataset=step.get("dataset"), accept_incomplete=step.get("accept_incomplete", False),
        replaces=step.get("replaces"), codes=codes_of(tables),
    )  # fmt: skip
    path, now = samples / step["file"], step["received_at"]
    draft = examine_upload(store, path, path.name, actor, options=options, now=now, already_read=read)
    if step["expect"] in ("waiting", "returned"):
        status = _send_for_review(store, draft, actor, step)
    elif draft.is_acceptable:
        receipt = accept_at_once(store, draft, actor, now=now)
        status = "unchanged" if receipt.is_repeat else "accepted"
        versions[step["file"]] = receipt.version or 0
    else:
        drop(store, draft)
        status = "refused"
    if status != step["expect"]:
        raise DemoDiffers(
            f"{step['file']}: expected {step['expect']}, got {status}: {_messages(draft.examined.problems)}"
        )
    return status


def _send_for_review(store: Store, draft: Draft, actor: Actor, step: Mapping[str, Any]) -> str:
    """The upload waits, or is returned with a reason: in a store where nothing was set yet, units' uploads are reviewed."""
    receipt = accept(store, draft, actor, now=step["received_at"])
    if not step.get("returned"):
        return "waiting"
    bureau = Actor(name="人员802", role="县政数局", origin="演示")
    return_upload(store, int(receipt.number), step["returned"], bureau, now=step["received_at"] + timedelta(minutes=5))
    return "returned"


def _messages(problems: Sequence[Any]) -> str:
    return "\n".join(problem.message for problem in problems if problem.severity != "warning")
