"""The open store: one warehouse per process, the settings that hold in it, and who is signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from config.settings import Settings, load_settings
from metrics.reference_tables import prepare_reference
from services.sessions import Sessions
from warehouse.accounts import has_accounts
from warehouse.connect import StoreFailed, StoreInUse, Warehouse
from warehouse.stored_settings import apply_stored

__all__ = ["DEMO_MARKER", "Store", "StoreFailed", "StoreInUse", "open_store"]


# A file of this name in the store says that it holds the invented county: 演示数据.
DEMO_MARKER = "demo"


@dataclass(frozen=True)
class Store:
    """path: the store's directory (originals/, attachments/, backups/, logs/ and the database).  sessions: who is signed in."""

    path: Path
    warehouse: Warehouse
    sessions: Sessions = field(default_factory=Sessions, compare=False)

    @property
    def settings(self) -> Settings:
        """What holds now: read from the store each time, so that a change shows to everybody at once."""
        return apply_stored(self.warehouse, load_settings())

    def version(self) -> int:
        """The data version: keys every cache."""
        return self.warehouse.version()

    def is_empty(self) -> bool:
        """True before the first accepted upload."""
        return self.version() == 0

    def close(self) -> None:
        self.warehouse.close()


def open_store(path: Path | None = None, *, database: str = "warehouse.duckdb") -> Store:
    """Opens (or makes) the store; raises warehouse.connect.StoreInUse while another process owns it."""
    folder = path or load_settings().store
    warehouse = Warehouse.open(folder, database=database)
    prepare_reference(warehouse)
    sessions = Sessions(requires_sign_in=has_accounts(warehouse))
    return Store(path=folder, warehouse=warehouse, sessions=sessions)
