"""What versions and waiting uploads speak for, where two of them meet, and what a newer one puts aside.

A claim is a whole dataset (unit and key null), a unit's list (key null) or one row's key.
"""

from __future__ import annotations

from datetime import datetime

from warehouse.audit import local_time
from warehouse.connect import Reader, Writer
from warehouse.states import SUPERSEDED, WAITING

# Two lists of one unit meet, two rows of one key, a row and the list of its unit; a whole register meets anything.
MEETS = """((mine.unit is null and mine.key is null) or (other.unit is null and other.key is null)
    or mine.key = other.key or (mine.unit = other.unit and (mine.key is null or other.key is null)))"""
# What is spoken for by $number: a version, or the number of an upload that waits.
OF_VERSION = "select dataset, unit, key from claim where version = $number"
OF_WAITING = "select dataset, unit, key from waiting_claim where upload_id = $number"


class ChangedMeanwhile(Exception):
    """`versions`, made since the user looked, touched what this upload speaks for; nothing is stored."""

    def __init__(self, versions: tuple[int, ...]) -> None:
        super().__init__(f"versions {versions} touched the same rows since")
        self.versions = versions


def touched_since(reader: Reader, claims: str, number: int, seen: int, before: int) -> tuple[int, ...]:
    """Versions after `seen` and below `before` that speak for the same things, or take back one that does.

    claims: OF_VERSION or OF_WAITING, of `number`.
    """
    rows = reader.query(
        f"""with mine as ({claims}), other as (
            select version as made_in, dataset, unit, key from claim
            union all
            select v.version, c.dataset, c.unit, c.key from version v join claim c on c.version = v.undoes
        )
        select distinct other.made_in from mine join other on other.dataset = mine.dataset
            and other.made_in > $seen and other.made_in < $before and {MEETS}
        order by 1""",
        {"number": number, "seen": seen, "before": before},
    )
    return tuple(row[0] for row in rows)


def refuse_changed(writer: Writer, claims: str, number: int, seen: int, before: int) -> None:
    """Within the transaction, after the claims are written: what the user saw must still be so.

    Raises:
        ChangedMeanwhile: see there.
    """
    touched = touched_since(writer, claims, number, seen, before)
    if touched:
        raise ChangedMeanwhile(touched)


def put_aside(writer: Writer, claims: str, number: int, upload_id: int, at: datetime) -> tuple[int, ...]:
    """Mark as 已替代 the waiting uploads before `upload_id` for which all is now said by it; returns their numbers.

    One that also speaks for something else goes on waiting: nothing of it may get lost unsaid.
    """
    rows = writer.query(
        f"""with other as ({claims})
        select u.upload_id from upload u
        where u.state = $waiting and u.upload_id < $upload_id
            and exists (from waiting_claim mine where mine.upload_id = u.upload_id)
            and not exists (from waiting_claim mine where mine.upload_id = u.upload_id and not exists (
                from other where other.dataset = mine.dataset and (
                    (other.unit is null and other.key is null) or other.key = mine.key
                    or (other.key is null and other.unit = mine.unit))))
        order by 1""",
        {"number": number, "upload_id": upload_id, "waiting": WAITING},
    )
    found = tuple(row[0] for row in rows)
    for one in found:
        writer.execute("update upload set state = ? where upload_id = ?", [SUPERSEDED, one])
        writer.execute(
            "update waiting set decided_at = ?, replaced_by = ? where upload_id = ?", [local_time(at), upload_id, one]
        )
    return found
