"""Who is in post and how to reach them: phones masked in every list; looking at a whole one is written into the log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from metrics.figure import Scope
from metrics.listings import list_holders
from metrics.versions import present_point
from services.actor import Actor, NotAllowed
from services.rows import mask
from services.store import Store
from warehouse.audit import add_entry
from warehouse.lineage import row_of, rows_of

MAY_CALL = frozenset({"县政数局", "技术员", "单位"})


@dataclass(frozen=True, slots=True)
class Contact:
    """A person in post. masked: the phone with its middle hidden, "" when none was filed; row_id: the roster's row."""

    unit: str
    role: str
    name: str
    position: str
    appointed_on: date
    filed_on: date | None
    masked: str
    row_id: int


def list_contacts(store: Store, as_of: date, scope: Scope | None = None, roles: Collection[str] = ()) -> list[Contact]:
    """Everybody in post on a day, in the order of the register; of some roles only, when named."""
    point = present_point(store.warehouse, as_of)
    held = [one for one in list_holders(store.warehouse, point, scope) if not roles or one.role in roles]
    stored = rows_of(store.warehouse, "roster", [one.row_id for one in held])
    phones = {row.row_id: str(row.values.get("phone") or "") for row in stored}
    return [
        Contact(
            one.unit,
            one.role,
            one.name,
            one.position,
            one.appointed_on,
            one.filed_on,
            mask(phones[one.row_id]) if phones[one.row_id] else "",
            one.row_id,
        )
        for one in held
    ]


def may_call(contact: Contact, actor: Actor) -> bool:
    """True for the bureau, and for the staff of the person's own unit."""
    return actor.role in MAY_CALL and (actor.role != "单位" or actor.unit == contact.unit)


def show_phone(store: Store, contact: Contact, actor: Actor, *, now: datetime | None = None) -> str:
    """The whole phone of one person; logged first. Raises NotAllowed by role, or when none was filed."""
    if not may_call(contact, actor):
        raise NotAllowed(f"联系电话是个人信息，只有{actor.bureau}和本单位人员可以查看。")
    phone = str(row_of(store.warehouse, "roster", contact.row_id).values.get("phone") or "")
    if not phone:
        raise NotAllowed(f"名单中没有填报{contact.name}的联系电话。")
    subject = f"{contact.name}（{contact.role}）"
    add_entry(store.warehouse, now or datetime.now(), actor, "查看联系电话", subject, "", {"unit": contact.unit})
    return phone
