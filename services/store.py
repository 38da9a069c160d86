"""The open store: one warehouse per process, and the settings it runs under."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from config.settings import Settings, load_settings
from metrics.reference_tables import prepare_reference
from warehouse.connect import StoreFailed, StoreInUse, Warehouse

__all__ = ["DEMO_MARKER", "Store", "StoreFailed", "StoreInUse", "open_store"]


# A file of this name in the store says that it holds the invented county: 演示数据.
DEMO_MARKER = "demo"


@dataclass(frozen=True)
class Store:
    """path: the store's directory (originals/, attachments/, backups/, logs/ and the database)."""

    path: Path
    warehouse: Warehouse
    settings: Settings

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
    settings = load_settings()
    folder = path or settings.store
    warehouse = Warehouse.open(folder, database=database)
    prepare_reference(warehouse)
    return Store(path=folder, warehouse=warehouse, settings=settings)
