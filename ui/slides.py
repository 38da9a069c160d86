"""Which slides a meeting has and in which order, and what one run of the show looks at. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Literal

from config.reference import Area, load_areas
from services.meetings import AgendaItem, Decision
from services.pack_contents import Pack, PackMetric, PackUnit
from services.pack_titles import count_missed, lead_metrics
from ui.links import address
from ui.slide_pages import matter_pages, task_pages

PAGE = "meeting"
# Keys of the address in the show, besides who looks.
MEETING, SLIDE, VIEW, ABOUT, OF_UNIT, OUTCOME, FIND = "meeting", "slide", "view", "about", "of", "outcome", "find"

# Units that a slide holds at a size that can be read from ten metres.
UNIT_LINES = 13
MOST_UNIT_LINES = 2 * UNIT_LINES

Kind = Literal["contents", "overall", "matrix", "problems", "area", "unit", "matters", "tasks"]


@dataclass(frozen=True, slots=True)
class Slide:
    """One slide. subject: area id or unit code. part: which of the kind's several pages, from 1."""

    kind: Kind
    name: str
    subject: str = ""
    part: int = 1


@dataclass(frozen=True, slots=True)
class Show:
    """One run of the show: the frozen pack, the meeting's own words, what was decided, and where the show stands.

    at: number of the slide, from 1. kept: address parameters that every link carries.
    may_record: whoever looks may note decisions.
    """

    pack: Pack
    name: str
    held_on: date
    agenda: tuple[AgendaItem, ...]
    decisions: tuple[Decision, ...]
    at: int
    kept: Mapping[str, str]
    may_record: bool = False
    slides: tuple[Slide, ...] = field(default=())

    @property
    def slide(self) -> Slide:
        return self.slides[self.at - 1]

    def link(self, inner: str, *, css: str = "", title: str = "", marks: str = "", **changes: str) -> str:
        """A link inside the show, by default to the slide that stands; `inner` and `marks` are ready HTML."""
        params = {key: value for key, value in {**self.kept, SLIDE: str(self.at), **changes}.items() if value}
        tip = f' title="{escape(title)}"' if title else ""
        return f'<a class="go {css}" href="{escape(address(PAGE, params))}"{tip}{marks}>{inner}</a>'

    def unit_name(self, code: str) -> str:
        return self.pack.names.get(code, code)


def list_slides(pack: Pack, agenda: Sequence[AgendaItem], decisions: Sequence[Decision]) -> tuple[Slide, ...]:
    """The slides in order: 议程, 总体, 差在哪里, the agenda's items, 提请协调解决事项, 督办事项.

    Without an agenda of its own a meeting goes through every task area that has something to show.
    """
    found = [Slide("contents", "议程"), Slide("overall", "总体情况")]
    for part in range(1, count_pages(len(matrix_units(pack)[0]), UNIT_LINES) + 1):
        found.append(Slide("matrix", "差在哪里：各单位", part=part))
    found.append(Slide("problems", "差在哪里：未达成事项"))
    known = {unit.code: unit for unit in pack.units}
    every = (AgendaItem("area", area.id) for area in pack.areas if any(map(has_data, pack.of_area(area))))
    for item in agenda or tuple(every):
        if item.kind == "area" and (area := find_area(item.id)):
            found.append(Slide("area", area.title, item.id))
        elif item.kind == "unit" and item.id in known:
            found.append(Slide("unit", known[item.id].short_name, item.id))
    for part in range(1, len(matter_pages(pack)) + 1):
        found.append(Slide("matters", "提请协调解决事项", part=part))
    for part in range(1, len(task_pages(pack, decisions)) + 1):
        found.append(Slide("tasks", "督办和本次议定事项", part=part))
    return tuple(found)


def has_data(one: PackMetric) -> bool:
    """Whether a figure counts anything, or would if its units had reported."""
    return bool(one.county.figure.denominator or one.county.figure.silent_units)


def find_area(area_id: str) -> Area | None:
    """A task area by id."""
    return next((one for one in load_areas() if one.id == area_id), None)


def matrix_units(pack: Pack) -> tuple[list[PackUnit], int]:
    """The units that 差在哪里 lists, in protocol order, and how many stand better and are only counted."""
    leads = lead_metrics(pack)
    units = [unit for unit in pack.judged_units if any(one.of(unit.code) for one in leads)]
    joined = {unit.code for unit in pack.joined_units}
    units = [unit for unit in units if unit.code in joined] or units
    if len(units) <= MOST_UNIT_LINES:
        return units, 0
    missed = count_missed(pack, leads)

    def trouble(unit: PackUnit) -> int:
        lines = [line for one in leads if (line := one.of(unit.code))]
        return missed.get(unit.code, 0) + sum(bool(line.figure.silent_units) for line in lines)

    kept = {unit.code for unit in sorted(units, key=trouble, reverse=True)[:MOST_UNIT_LINES]}
    return [unit for unit in units if unit.code in kept], len(units) - MOST_UNIT_LINES


def count_pages(lines: int, most: int) -> int:
    """How many pages hold so many lines; one when there are none."""
    return max(1, -(-lines // most))
