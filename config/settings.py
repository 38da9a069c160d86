"""What the program is told from outside (where the store lies), its limits, and what holds until the store says otherwise.

The store is one directory outside the program, so that an upgrade or a clean never touches it. Names, review and
backups are set on the page 设置 and kept in the store: `services.store.Store.settings` is what holds now.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import time
from functools import cache
from pathlib import Path

# The release, as CHANGELOG.md names it.
VERSION = "0.1.0"


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
    """store, limits: from outside; the rest can be set in the store, by the names of these fields.

    product: what the board calls itself.  county_name: full.  bureau: short name of the bureau that runs it.
    is_review_on: what a unit sends waits until the bureau accepts it.
    backup_at: when each day; backups_kept: how many of them; backup_folder: None for the store's own backups/.
    """

    store: Path
    limits: Limits
    product: str = "海丰县首席数据官制度试点看板"
    county_name: str = "海丰县"
    bureau: str = "县政数局"
    is_review_on: bool = True
    backup_at: time = time(2, 30)
    backups_kept: int = 30
    backup_folder: Path | None = None


def default_store() -> Path:
    """Where the store lies when CDO_STORE is not set."""
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "cdo-dashboard"


@cache
def load_settings() -> Settings:
    """Where this process looks for its store, and the defaults."""
    store = Path(os.environ["CDO_STORE"]) if os.environ.get("CDO_STORE") else default_store()
    return Settings(store=store.expanduser().resolve(), limits=Limits())
