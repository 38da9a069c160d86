"""Settings from the environment, with their defaults; read once, frozen.

The store is one directory outside the program, so that an upgrade or a clean never touches it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Limits:
    """What one uploaded file may cost. Named in the message of every refusal they cause."""

    file_bytes: int = 200 * 1024**2
    attachment_bytes: int = 20 * 1024**2
    unpacked_bytes: int = 2 * 1024**3
    unpacked_ratio: int = 200
    zip_entries: int = 5_000
    rows: int = 500_000
    columns: int = 500
    cells: int = 20_000_000
    merged_ranges: int = 20_000
    sheets: int = 200
    child_memory_bytes: int = 3 * 1024**3
    child_seconds: int = 120
    answer_bytes: int = 1024**3
    marked_cells: int = 300_000
    problems_shown: int = 5_000


@dataclass(frozen=True, slots=True)
class Settings:
    """`county`, `county_name`: the county's short and full name; `bureau`: short name of the bureau.

    is_review_on: what a unit sends waits until the bureau accepts it.
    """

    store: Path
    limits: Limits
    county: str = "全县"
    county_name: str = "海丰县"
    bureau: str = "县政数局"
    product: str = "海丰县首席数据官制度试点看板"
    is_review_on: bool = True


def default_store() -> Path:
    """Where the store lies when CDO_STORE is not set."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "cdo-dashboard"


@cache
def load_settings() -> Settings:
    """The settings of this process."""
    store = Path(os.environ["CDO_STORE"]) if os.environ.get("CDO_STORE") else default_store()
    return Settings(store=store.expanduser().resolve(), limits=Limits(), is_review_on=is_review_on())


def is_review_on() -> bool:
    """Whether what units send is reviewed: yes, unless CDO_REVIEW is off, 0 or 关."""
    return os.environ.get("CDO_REVIEW", "").strip().lower() not in ("off", "0", "关")
