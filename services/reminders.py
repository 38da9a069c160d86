"""催办: the text for a unit with everything it owes, whom to call, and the record of who was reminded and answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from config.contracts import load_contracts
from metrics.sentences import show_date
from services.actor import Actor, NotAllowed, require
from services.contacts import Contact, list_contacts
from services.expected import Cell, Expected, table_titles
from services.rounds import MAY_RUN_ROUNDS, Round, say_changed
from services.store import Store
from warehouse import rounds as stored
from warehouse.audit import add_entry
from warehouse.register import RegisterUnit, short_names
from warehouse.rounds import Reminder, RoundChanged

__all__ = [
    "SPECIALIST",
    "WAYS",
    "Reminder",
    "find_specialists",
    "list_reminders",
    "note_answer",
    "note_reminders",
    "owed_words",
    "write_reminder",
]

SPECIALIST = "数据专员"
WAYS = ("电话", "微信工作群", "书面", "短信", "当面", "其他")
LONGEST_ANSWER = 500


def find_specialists(store: Store, expected: Expected) -> dict[str, list[Contact]]:
    """Unit code → its 数据专员 in post on the day of the list, phones masked."""
    found: dict[str, list[Contact]] = {}
    for one in list_contacts(store, expected.day, roles=(SPECIALIST,)):
        found.setdefault(one.unit, []).append(one)
    return found


def write_reminder(store: Store, expected: Expected, unit: RegisterUnit) -> str:
    """The text for one unit: all it owes, the deadline, the days over, whom to ask. Empty when it owes nothing."""
    wanted, over = expected.round, expected.days_over
    owed = [cell for cell in expected.of_unit(unit.code) if cell.is_owed]
    if not owed:
        return ""
    basis = f"（{wanted.doc_no}）" if wanted.doc_no else ""
    past = f"，现已超过{over}日" if over > 0 else "，今天截止" if over == 0 else f"，还有{-over}日"
    lines = [
        f"{unit.name}：",
        f"“{wanted.name}”{basis}要求于{show_date(wanted.deadline)}前（含当日）报送{past}。"
        f"截至{show_date(expected.day)}，贵单位尚有{len(owed)}张表未报：",
        *(
            f"{number}. {owed_words(cell)}{'。' if number == len(owed) else '；'}"
            for number, cell in enumerate(owed, 1)
        ),
    ]
    if waiting := [cell for cell in expected.of_unit(unit.code) if cell.standing == "waiting"]:
        names = "、".join(table_titles(cell.dataset for cell in waiting))
        lines.append(f"{names}已收到，正在审核，不必重报。")
    lines.append("请尽快报送。本期确无内容的，请报“零报告”；与上期相比没有变化的，请报“本期无变化”。")
    contact = "，".join(filter(None, (wanted.contact, wanted.contact_phone)))
    lines += [f"联系人：{contact}。" if contact else "", f"{store.settings.bureau}　{show_date(expected.day)}"]
    return "\n".join(line for line in lines if line)


def owed_words(cell: Cell) -> str:
    """政务信息系统清单：逾期未报3日; a returned one with its reason."""
    reason = cell.filing.reason if cell.standing == "returned" and cell.filing else ""
    why = f"，退回原因：{reason.rstrip('。')}" if reason else ""
    return f"{load_contracts()[cell.dataset].title}：{cell.words}{why}"


def note_reminders(
    store: Store,
    expected: Expected,
    units: Sequence[str],
    way: str,
    reminded_at: datetime,
    actor: Actor,
    *,
    answer: str = "",
    now: datetime | None = None,
) -> int:
    """Records that units were reminded of what they owe now; returns how many. All of them or none; logged.

    Raises NotAllowed: by role; a unit owes nothing; the moment lies ahead or before the round; the way is unknown.
    """
    require(actor, MAY_RUN_ROUNDS, "登记催办")
    at = now or datetime.now()
    wanted = expected.round
    names = short_names(expected.units)
    owed = {
        code: tuple(cell.dataset for cell in expected.of_unit(code) if cell.is_owed) for code in units if code in names
    }
    if not units:
        raise NotAllowed("请先选择催办的单位。")
    if clear := [names.get(code, code) for code in units if not owed.get(code)]:
        raise NotAllowed(f"{'、'.join(clear)}没有欠报的表格，不用登记催办。请刷新页面后再选。")
    if way not in WAYS:
        raise NotAllowed(f"催办方式“{way}”不在可选范围内，请从{'、'.join(WAYS)}中选择。")
    if reminded_at > at:
        raise NotAllowed("催办时间晚于现在，请改正。")
    if reminded_at.date() < wanted.opened_on:
        raise NotAllowed(f"催办时间早于任务发出日期{show_date(wanted.opened_on)}，请改正。")
    said = _checked_answer(answer)
    with store.warehouse.write(makes_version=False) as writer:
        for code in units:
            answered_at = reminded_at if said else None
            made = Reminder(0, wanted.round_id, code, reminded_at, actor.name, way, owed[code], said, answered_at)
            number = stored.add_reminder(writer, made)
            add_entry(writer, at, actor, "登记催办", wanted.name, "", {"reminder": number, "unit": code, "way": way})
    return len(units)


def note_answer(store: Store, reminder: Reminder, answer: str, actor: Actor, *, now: datetime | None = None) -> None:
    """Writes down what a unit answered; logged. Raises NotAllowed: by role, empty, or changed by somebody else."""
    require(actor, MAY_RUN_ROUNDS, "登记催办答复")
    at = now or datetime.now()
    said = _checked_answer(answer)
    if not said:
        raise NotAllowed("请填写单位的答复。")
    with store.warehouse.write(makes_version=False) as writer:
        try:
            stored.change_answer(writer, reminder, said, at)
        except RoundChanged as changed:
            raise NotAllowed(say_changed(changed.by)) from changed
        subject = {"reminder": reminder.reminder_id, "answer": reminder.answer}
        add_entry(writer, at, actor, "登记催办答复", reminder.unit, subject, said)


def list_reminders(store: Store, wanted: Round, actor: Actor) -> list[Reminder]:
    """The 催办记录 of a round, the latest first; unit staff see their own."""
    found = stored.list_reminders(store.warehouse, wanted.round_id)
    return [one for one in found if actor.role != "单位" or one.unit == actor.unit]


def _checked_answer(answer: str) -> str:
    said = answer.strip()
    if len(said) > LONGEST_ANSWER:
        raise NotAllowed(f"答复有{len(said)}个字，请改在{LONGEST_ANSWER}个字以内。")
    return said
