"""The day that changes are counted from: one chosen, else the last meeting, else half a year before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from metrics.sentences import show_date
from services.meetings import Meeting, last_meeting
from services.pack_words import NOT_BEGUN
from services.progress import CHANGE_MONTHS, add_months, comparable_day
from services.store import Store

HALF_YEAR_WORDS = "半年前"
MEETING_WORDS = "上次会议"


@dataclass(frozen=True, slots=True)
class Compared:
    """day: the former day, None when it lies before the pilot began.  words: how a sentence calls it, after 比 and 与.

    default_words: of a day nobody chose.  meeting: the last frozen meeting, when the day is that of its figures.
    """

    day: date | None
    words: str
    default_words: str
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
        former = Compared(meeting.as_of, MEETING_WORDS, MEETING_WORDS)
    else:
        former = Compared(add_months(as_of, -CHANGE_MONTHS), HALF_YEAR_WORDS, HALF_YEAR_WORDS)
    if chosen is not None:
        former = Compared(chosen, show_date(chosen), former.default_words)
    day = comparable_day(store, former.day) if former.day else None
    return replace(former, day=day, meeting=meeting if meeting and meeting.as_of == day else None)
