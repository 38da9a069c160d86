"""The tables of the store that come from no contract: versions, uploads, the log, and what the bureau organises.

A table or column added here appears by itself when the store is opened.
"""

from __future__ import annotations

_INTERVAL = {"opened_in": "BIGINT", "closed_in": "BIGINT"}
_WHO = {"role": "VARCHAR", "on_behalf_of": "VARCHAR"}

TECHNICAL_TABLES: dict[str, dict[str, str]] = {
    "clock": {"version": "BIGINT", "last_upload_id": "BIGINT", "last_row_id": "BIGINT", "writes": "BIGINT"},
    "version": {
        "version": "BIGINT",
        "kind": "VARCHAR",
        "upload_id": "BIGINT",
        "made_at": "TIMESTAMP",
        "made_by": "VARCHAR",
        **_WHO,
        "reason": "VARCHAR",
        "undoes": "BIGINT",
    },
    "upload": {
        "upload_id": "BIGINT",
        "file_name": "VARCHAR",
        "sha256": "VARCHAR",
        "size": "BIGINT",
        "format": "VARCHAR",
        "received_at": "TIMESTAMP",
        "received_by": "VARCHAR",
        **_WHO,
        "unit": "VARCHAR",
        "origin": "VARCHAR",
        "state": "VARCHAR",
        "version": "BIGINT",
        "accepted_at": "TIMESTAMP",
        "has_original": "BOOLEAN",
        "mapping": "MAP(VARCHAR, VARCHAR)",
        "warnings": "VARCHAR",
    },
    "upload_table": {
        "upload_id": "BIGINT",
        "position": "INTEGER",
        "dataset": "VARCHAR",
        "sheet": "VARCHAR",
        "replaces": "VARCHAR",
        "rows_read": "BIGINT",
        "opened": "BIGINT",
        "closed": "BIGINT",
        "unchanged": "BIGINT",
        "pending": "BIGINT",
        "units": "VARCHAR[]",
        "is_nil": "BOOLEAN",
        "reported_on": "DATE",
    },
    # What an accepted version speaks for: a whole dataset (unit and key null), a unit's list (key null) or one key.
    "claim": {"version": "BIGINT", "dataset": "VARCHAR", "unit": "VARCHAR", "key": "VARCHAR"},
    "coverage": {
        "upload_id": "BIGINT",
        "dataset": "VARCHAR",
        "unit": "VARCHAR",
        "reported_on": "DATE",
        "is_nil": "BOOLEAN",
        **_INTERVAL,
    },
    "promise": {
        "dataset": "VARCHAR",
        "unit": "VARCHAR",
        "key": "VARCHAR",
        "field": "VARCHAR",
        "promised_on": "DATE",
        **_INTERVAL,
    },
    "unit_name": {"code": "VARCHAR", "name": "VARCHAR", "short_name": "VARCHAR", "from_on": "DATE", **_INTERVAL},
    "audit": {
        "entry_id": "BIGINT",
        "entered_at": "TIMESTAMP",
        "actor": "VARCHAR",
        **_WHO,
        "unit": "VARCHAR",
        "origin": "VARCHAR",
        "action": "VARCHAR",
        "subject": "VARCHAR",
        "before": "VARCHAR",
        "after": "VARCHAR",
        "version": "BIGINT",
    },
    "mapping_memory": {
        "dataset": "VARCHAR",
        "unit": "VARCHAR",
        "header": "VARCHAR",
        "field": "VARCHAR",
        "remembered_at": "TIMESTAMP",
    },
    "schema_version": {"number": "INTEGER", "name": "VARCHAR", "applied_at": "TIMESTAMP"},
}

# Tables whose rows have an interval of versions, with the columns that say what a row is about.
VERSIONED_KEYS: dict[str, tuple[str, ...]] = {
    "coverage": ("upload_id", "dataset", "unit"),
    "promise": ("dataset", "unit", "key", "field"),
    "unit_name": ("code", "from_on"),
}
