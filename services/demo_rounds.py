"""The rounds of the invented county: made, reminded, confirmed and closed on the days that rounds.toml names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from metrics.versions import known_point
from services.actor import Actor
from services.confirmations import note_confirmation
from services.expected import read_expected
from services.reminders import note_reminders
from services.rounds import Plan, Round, close_round, create_round
from services.store import Store

_BUREAU = Actor(name="人员801", role="县政数局", origin="演示")
_MORNING, _EVENING = time(9), time(17, 30)


def load_rounds(store: Store, raw: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Makes every round of the file that names tables; to be called when all uploads are in.

    raw: rounds.toml: its rounds, reminders and confirmations.
    """
    asked = [one for one in raw["rounds"] if "tables" in one]
    made = {one["folder"]: _create(store, one) for one in asked}
    for said in raw.get("reminders", ()):
        _remind(store, made[said["round"]], said)
    for said in raw.get("confirmations", ()):
        on: date = said["on"]
        note_confirmation(
            store, made[said["round"]], said["unit"], said.get("agreed", False), said.get("words", ""), on, said["by"],
            _BUREAU, now=datetime.combine(on, _EVENING),
        )  # fmt: skip
    for one in asked:
        if "closed_on" in one:
            close_round(store, made[one["folder"]], _BUREAU, now=datetime.combine(one["closed_on"], _EVENING))


def _create(store: Store, one: Mapping[str, Any]) -> Round:
    plan = Plan(
        name=one["name"], datasets=tuple(one["tables"]), opened_on=one["opened_on"], deadline=one["deadline"],
        doc_no=one.get("doc_no", ""), units=tuple(one.get("units", ())), contact=one.get("contact", ""),
        contact_phone=one.get("contact_phone", ""), note=one.get("note", ""),
    )  # fmt: skip
    return create_round(store, plan, _BUREAU, now=datetime.combine(plan.opened_on, _MORNING))


def _remind(store: Store, wanted: Round, said: Mapping[str, Any]) -> None:
    """A reminder names what was owed on its day."""
    at: datetime = said["at"]
    version = known_point(store.warehouse, at.date()).version
    expected = read_expected(store, wanted, at.date(), _BUREAU, version=version)
    note_reminders(store, expected, [said["unit"]], said["way"], at, _BUREAU, answer=said.get("answer", ""), now=at)
