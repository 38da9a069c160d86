"""Filters ↔ address: what a link carries, and the addresses of pages."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from urllib.parse import urlencode

from metrics.sentences import show_date

ADDRESS_KEYS = ("as_of", "since", "batch", "kind", "order", "role", "own_unit", "unit")
BY_PROTOCOL, BY_RANK = "公文顺序", "按名次"


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices every link of the program carries; empty text means not chosen.

    as_of: ISO day.  since: ISO day to compare with.  order: BY_RANK, or empty for BY_PROTOCOL.  unit: the unit looked at.
    role, own_unit: who looks (stand-alone mode).
    """

    as_of: str = ""
    since: str = ""
    batch: str = ""
    kind: str = ""
    order: str = ""
    role: str = ""
    own_unit: str = ""
    unit: str = ""

    def params(self, **changes: str) -> dict[str, str]:
        """Address parameters with `changes` applied; the empty ones left out. A unit does not travel by itself."""
        given = {**asdict(self), "unit": "", **changes}
        return {key: value for key, value in given.items() if value}


def address(page: str, params: dict[str, str]) -> str:
    """Relative address of a page: its url_path ("" for 总览) and parameters."""
    return f"./{page}" + (f"?{urlencode(params)}" if params else "")


def read_since(text: str, as_of: date, refused: list[str]) -> date | None:
    """The day to compare with that the address names; one that is no day, or not before the day shown, is said."""
    if not text:
        return None
    try:
        since = date.fromisoformat(text)
    except ValueError:
        refused.append(f"链接中的比较日期“{text}”不是有效日期，本页按默认的比较日期显示。")
        return None
    if since >= as_of:
        refused.append(f"比较日期{show_date(since)}不早于数据截至日期{show_date(as_of)}，本页按默认的比较日期显示。")
        return None
    return since


def read_day(text: str, refused: list[str]) -> date | None:
    """The day the address names; one that is none is said."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        refused.append(f"链接中的日期“{text}”不是有效日期，本页显示最新情况。")
        return None
