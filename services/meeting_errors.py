"""What can be refused about meetings; every text is a Chinese sentence for the user."""

from __future__ import annotations


class MeetingRefused(Exception):
    """The act cannot be done; the text says why and what to do."""


class MeetingChanged(MeetingRefused):
    """Somebody changed, froze or removed in the meantime what the user was looking at."""


class MeetingUnknown(MeetingRefused):
    """There is no such meeting, or the user may not see it."""


class MeetingDamaged(MeetingRefused):
    """What is stored of a frozen meeting is not what was frozen: it must not be shown."""
