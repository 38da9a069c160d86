"""报送任务: made, changed, closed and opened again by the bureau; read by everyone, by a unit as far as it concerns it.

What a unit owes and has sent is not kept with the round: services.expected reads it from the uploads.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from config.contracts import Contract, load_contracts
from services.actor import Actor, NotAllowed, Role, require
from services.store import Store
from warehouse import rounds as stored
from warehouse.audit import add_entry
from warehouse.connect import Writer
from warehouse.register import RegisterUnit, list_units
from warehouse.rounds import Round, RoundChanged

__all__ = [
    "MAY_RUN_ROUNDS",
    "Plan",
    "Round",
    "RoundInvalid",
    "allow_papers",
    "change_round",
    "close_round",
    "create_round",
    "list_collected",
    "list_rounds",
    "read_round",
    "reopen_round",
    "say_changed",
    "units_on",
]

MAY_RUN_ROUNDS: frozenset[Role] = frozenset({"县政数局", "技术员"})
LONGEST_NAME, LONGEST_NOTE = 60, 1000
_DOC_NO = re.compile(r"[一-鿿]{1,15}〔(20[0-9]{2})〕[1-9][0-9]*号")
_LANDLINE_OR_MOBILE = re.compile(r"1[0-9]{10}|0[0-9]{2,3}-?[0-9]{7,8}(?:-[0-9]{1,5})?|[0-9]{7,8}")


class RoundInvalid(Exception):
    """The plan of a round cannot be taken; `problems`: Chinese sentences, one for each thing to mend."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("".join(problems))
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Plan:
    """What the bureau types in. units: codes; empty: every unit in scope on the day it is opened."""

    name: str
    datasets: tuple[str, ...]
    opened_on: date
    deadline: date
    doc_no: str = ""
    units: tuple[str, ...] = ()
    contact: str = ""
    contact_phone: str = ""
    note: str = ""


def list_collected() -> dict[str, Contract]:
    """The kinds of table that a round can ask for: those the units supply."""
    return {name: contract for name, contract in load_contracts().items() if contract.is_from_units}


def units_on(units: Sequence[RegisterUnit], day: date) -> list[RegisterUnit]:
    """The units in scope on a day, in the order given: joined by then, not left, neither 县本级 nor 不纳入."""
    return [unit for unit in units if unit.kind != "县本级" and unit.batch != "不纳入" and unit.has_joined(day)]


def list_rounds(store: Store, actor: Actor) -> list[Round]:
    """Every round, the latest first; unit staff see those that ask their unit."""
    return [one for one in stored.list_rounds(store.warehouse) if actor.role != "单位" or actor.unit in one.units]


def read_round(store: Store, round_id: int, actor: Actor) -> Round:
    """One round as it stands now. Raises NotAllowed when there is none or it does not concern the actor's unit."""
    found = stored.find_round(store.warehouse, round_id)
    if found is None:
        raise NotAllowed("没有这项报送任务，请刷新页面后重新选择。")
    if actor.role == "单位" and actor.unit not in found.units:
        raise NotAllowed("这项报送任务不涉及本单位，不能查看。")
    return found


def create_round(store: Store, plan: Plan, actor: Actor, *, now: datetime | None = None) -> Round:
    """Makes a round; logged. Raises NotAllowed by role, RoundInvalid with every thing to mend."""
    require(actor, MAY_RUN_ROUNDS, "新建报送任务")
    at = now or datetime.now()
    register = list_units(store.warehouse)
    with store.warehouse.write(makes_version=False) as writer:
        known = stored.list_rounds(writer)
        made = stored.add_round(writer, _checked(plan, register, known), at, actor.name)
        add_entry(writer, at, actor, "新建报送任务", made.name, "", _record(made))
        return made


def change_round(store: Store, seen: Round, plan: Plan, actor: Actor, *, now: datetime | None = None) -> Round:
    """Puts the plan in the place of the round that was seen; logged with before and after.

    Raises:
        NotAllowed: by role; the round is closed; somebody else changed it since it was seen.
        RoundInvalid: with every thing to mend.
    """
    require(actor, MAY_RUN_ROUNDS, "修改报送任务")
    if not seen.is_open:
        raise NotAllowed("任务已结束，不能修改。确需修改的，请先写明原因重新开放。")
    at = now or datetime.now()
    register = list_units(store.warehouse)
    with store.warehouse.write(makes_version=False) as writer:
        others = [one for one in stored.list_rounds(writer) if one.round_id != seen.round_id]
        wanted = replace(_checked(plan, register, others), round_id=seen.round_id, revision=seen.revision)
        made = _put(writer, wanted, at, actor)
        add_entry(writer, at, actor, "修改报送任务", made.name, _record(seen), _record(made))
        return made


def close_round(store: Store, seen: Round, actor: Actor, *, now: datetime | None = None) -> Round:
    """Ends a round: its 应报清单 stays as it is at this moment. Logged. Raises NotAllowed."""
    require(actor, MAY_RUN_ROUNDS, "结束报送任务")
    if not seen.is_open:
        raise NotAllowed("任务已经结束。")
    at = now or datetime.now()
    with store.warehouse.write(makes_version=False) as writer:
        version = writer.version() if now is None else min(writer.version(), version_until(writer, at))
        made = _put(writer, replace(seen, closed_at=at, closed_version=version), at, actor)
        add_entry(writer, at, actor, "结束报送任务", made.name, "", {"version": version})
        return made


def reopen_round(store: Store, seen: Round, reason: str, actor: Actor, *, now: datetime | None = None) -> Round:
    """Opens a closed round again; the reason is logged. Raises NotAllowed."""
    require(actor, MAY_RUN_ROUNDS, "重新开放报送任务")
    if seen.is_open:
        raise NotAllowed("任务没有结束，不用重新开放。")
    if not reason.strip():
        raise NotAllowed("重新开放必须写明原因。")
    at = now or datetime.now()
    with store.warehouse.write(makes_version=False) as writer:
        made = _put(writer, replace(seen, closed_at=None, closed_version=None), at, actor)
        add_entry(
            writer, at, actor, "重新开放报送任务", made.name, {"closed_at": seen.closed_at}, {"reason": reason.strip()}
        )
        return made


def allow_papers(store: Store, wanted: Round, paper: str, actor: Actor, *, now: datetime | None = None) -> None:
    """Papers with every unit's rows are for the bureau alone; making them is logged. Raises NotAllowed."""
    require(actor, MAY_RUN_ROUNDS, f"生成{paper}")
    add_entry(store.warehouse, now or datetime.now(), actor, f"生成{paper}", wanted.name)


def say_changed(by: str) -> str:
    """The sentence for somebody whose picture of a round is no longer the present one."""
    who = f"“{by}”" if by else "其他人"
    return f"{who}刚刚改过这项任务，您的改动没有保存。请刷新页面，核对后再改。"


def version_until(writer: Writer, at: datetime) -> int:
    """The last data version made by a moment."""
    sql = "select coalesce(max(version), 0) from version where made_at <= ?"
    return int(writer.query(sql, [at])[0][0])


def _put(writer: Writer, wanted: Round, at: datetime, actor: Actor) -> Round:
    try:
        return stored.change_round(writer, wanted, at, actor.name)
    except RoundChanged as changed:
        raise NotAllowed(say_changed(changed.by)) from changed


def _checked(plan: Plan, register: Sequence[RegisterUnit], others: Sequence[Round]) -> Round:
    """The plan as a round: spaces trimmed, tables and units in their order, the default units filled in."""
    contracts = list_collected()
    name, doc_no = plan.name.strip(), plan.doc_no.strip()
    phone = plan.contact_phone.strip()
    chosen = set(plan.units) or {unit.code for unit in units_on(register, plan.opened_on)}
    units = tuple(unit.code for unit in register if unit.code in chosen)
    problems = []
    if not name:
        problems.append("请填写任务名称，如“2025年上半年集中报送”。")
    elif len(name) > LONGEST_NAME:
        problems.append(f"任务名称有{len(name)}个字，请改在{LONGEST_NAME}个字以内。")
    elif any(one.name == name for one in others):
        problems.append(f"已有名称为“{name}”的任务，请换一个名称。")
    if doc_no:
        problems += check_doc_no(doc_no)
    if unknown := [one for one in plan.datasets if one not in contracts]:
        problems.append(f"表格“{'、'.join(unknown)}”不是由各单位报送的表格，请重新选择。")
    elif not plan.datasets:
        problems.append("请至少选一种表格。")
    if missing := sorted(chosen - set(units)):
        problems.append(f"单位编号{'、'.join(missing)}不在名录中，请重新选择单位。")
    elif not units:
        problems.append("发出日期当天没有应报单位，请核对单位名录或发出日期。")
    if plan.deadline < plan.opened_on:
        problems.append("截止日期早于发出日期，请改正其中一个。")
    if phone and not _LANDLINE_OR_MOBILE.fullmatch(phone):
        problems.append(f"联系电话“{phone}”不是有效号码，应为11位手机号码或带区号的固定电话。")
    if len(plan.note) > LONGEST_NOTE:
        problems.append(f"说明有{len(plan.note)}个字，请改在{LONGEST_NOTE}个字以内。")
    if problems:
        raise RoundInvalid(problems)
    return Round(
        name=name, doc_no=doc_no, datasets=tuple(one for one in contracts if one in plan.datasets), units=units,
        opened_on=plan.opened_on, deadline=plan.deadline, contact=plan.contact.strip(), contact_phone=phone,
        note=plan.note.strip(),
    )  # fmt: skip


def check_doc_no(doc_no: str) -> list[str]:
    """What is wrong with a 发文字号 (GB/T 9704): 机关代字, 〔年份〕 in 六角括号, a number without leading zeros, 号."""
    if _DOC_NO.fullmatch(doc_no):
        return []
    hint = "应写成“海政数〔2025〕5号”的样子：机关代字、六角括号〔〕中四位年份、不编虚位的序号、“号”字"
    if re.search(r"[\[\]()（）【】［］{}]", doc_no):
        return [f"文号“{doc_no}”的年份用了别的括号，应为六角括号〔〕，{hint}。"]
    return [f"文号“{doc_no}”格式不对，{hint}。"]


def _record(one: Round) -> Mapping[str, object]:
    return {
        "name": one.name, "doc_no": one.doc_no, "datasets": one.datasets, "units": one.units,
        "opened_on": one.opened_on, "deadline": one.deadline, "contact": one.contact, "note": one.note,
    }  # fmt: skip
