"""The day that changes are counted from: one chosen, else the last meeting, else half a year before; and papers by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from metrics.figure import Figure, Scope
from metrics.sentences import show_date
from services.actor import Actor
from services.meetings import Meeting, MeetingRefused, frozen_pack, last_meeting
from services.pack import Occasion, Pack, build_pack
from services.pack_words import MEETING_WORDS, NOT_BEGUN
from services.progress import CHANGE_MONTHS, add_months, comparable_day
from services.restated import published_in, tell_restated
from services.store import Store

HALF_YEAR_WORDS = "半年前"


@dataclass(frozen=True, slots=True)
class Compared:
    """day: the former day, None when it lies before the pilot began.  words: how a sentence calls it, after 比 and 与.

    asked: the same day, whether it can be compared with or not.
    default_words: of a day nobody chose.  meeting: the last frozen meeting, when the day is that of its figures.
    """

    day: date | None
    words: str
    default_words: str
    asked: date
    meeting: Meeting | None = None

    @property
    def title(self) -> str:
        """The day with what it is: 上次会议（2023年6月30日）, 2023年6月30日."""
        if self.day is None:
            return self.words
        return show_date(self.day) if self.words != MEETING_WORDS else f"{self.words}（{show_date(self.day)}）"

    @property
    def note(self) -> str:
        """What rises and falls count from, as it stands at the head of a page."""
        return f"升降为与{self.words}相比" if self.day else f"{self.words}{NOT_BEGUN}"


def compare_with(store: Store, as_of: date, chosen: date | None = None) -> Compared:
    """What the figures of a day are compared with. chosen: a day before as_of that somebody asked for."""
    meeting = last_meeting(store, as_of)
    if meeting is not None and meeting.as_of < as_of:
        asked, words = meeting.as_of, MEETING_WORDS
    else:
        asked, words = add_months(as_of, -CHANGE_MONTHS), HALF_YEAR_WORDS
    default_words = words
    if chosen is not None:
        asked, words = chosen, show_date(chosen)
    day = comparable_day(store, asked)
    return Compared(day, words, default_words, asked, meeting if meeting and meeting.as_of == day else None)


def read_published(store: Store, compared: Compared, scope: Scope, actor: Actor) -> Mapping[str, Figure]:
    """Metric → pooled figure of the frozen meeting whose day is compared with.

    Empty without such a meeting, when it was frozen for another scope than the one looked at (unit staff see their own
    part of it only), and when what was frozen cannot be read, which the meeting's own page says.
    """
    if compared.meeting is None:
        return {}
    try:
        pack = frozen_pack(store, compared.meeting.id, actor)
    except MeetingRefused:
        return {}
    return published_in(pack) if pack.scope == scope else {}


def build_present_pack(store: Store, as_of: date, actor: Actor, compared: Compared | None = None) -> Pack:
    """Papers counted now: compared with the same day as the pages, and with what that meeting published otherwise.

    compared: as the page shows it; default: as a page shows it where nobody chose a day.
    """
    compared = compared or compare_with(store, as_of)
    occasion = Occasion(compared_on=compared.asked, compared_words=compared.words)
    pack = build_pack(store, as_of, actor=actor, agenda=occasion)
    return tell_restated(pack, read_published(store, compared, pack.scope, actor))
