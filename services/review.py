"""审核: what units sent and what waits for the bureau, looked at as of now, accepted or returned.

A waiting upload is examined again from its original with the choices its sender made; what accepting would do now is
compared with what the sender saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from metrics.sentences import show_moment
from services.actor import Actor, NotAllowed, require
from services.mended_cells import REMARKS
from services.received import Draft, examine, facts_of, problem_record, read_options
from services.review_differences import compare_problems, compare_seen
from services.review_queue import MAY_REVIEW, Seen, Waiting, line_of, list_queue
from services.store import Store
from services.submit import ChangedSince, Receipt, kept_days, receipt_number
from services.upload_preview import Refused, UploadPreview, preview, refuse_unless_acceptable
from warehouse import waiting
from warehouse.claims import ChangedMeanwhile
from warehouse.history import UploadRecord, list_uploads
from warehouse.originals import original_path
from warehouse.register import list_units, short_names
from warehouse.states import RETURNED, SUPERSEDED, WAITING

__all__ = [
    "MAY_REVIEW",
    "AlreadyDecided",
    "Outcome",
    "Review",
    "Seen",
    "Waiting",
    "accept_clean",
    "accept_upload",
    "decision_words",
    "list_queue",
    "read_review",
    "return_upload",
    "told_decision",
]

Shown = Callable[[int, int, str], object]


class AlreadyDecided(NotAllowed):
    """Somebody else decided meanwhile, or a newer upload took its place; the text says who and when."""


@dataclass(frozen=True)
class Review:
    """One waiting upload as of now. preview: None when it cannot be taken any more (draft.examined says why).

    differences: sentences on what is not as the sender saw it; empty when all is the same.
    """

    waiting: Waiting
    draft: Draft
    preview: UploadPreview | None
    differences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one upload accepted together with others; version None: it goes on waiting, `words` say why."""

    upload_id: int
    file_name: str
    version: int | None
    words: str


def read_review(store: Store, upload_id: int, actor: Actor) -> Review:
    """One waiting upload examined again and previewed against the present data; stores nothing.

    Raises:
        NotAllowed: others than the bureau, or the original is not there.
        AlreadyDecided: it does not wait any more.
    """
    require(actor, MAY_REVIEW, "审核报送")
    upload, record = _find(store, upload_id)
    draft = _draft(store, upload)
    looked = preview(store, draft, _sender(upload)) if draft.is_acceptable else None
    noted = [one for one in json.loads(upload.warnings) if one["code"] not in REMARKS]
    found = [problem_record(one) for one in draft.examined.problems]
    names = short_names(list_units(store.warehouse))
    differences = (*compare_problems(noted, found), *compare_seen(json.loads(record.seen), looked, names))
    return Review(line_of(upload, record.seen), draft, looked, differences)


def accept_upload(
    store: Store, upload_id: int, actor: Actor, *, seen: int | None = None, now: datetime | None = None
) -> Receipt:
    """Takes a waiting upload in as the next version; its sender and who accepted it are both recorded.

    Args:
        seen: data version of the preview that was looked at.

    Raises:
        NotAllowed, AlreadyDecided: as read_review.
        Refused: it cannot be taken any more; the problems say why.
        ChangedSince: later versions touched the same rows since; it goes on waiting.
    """
    require(actor, MAY_REVIEW, "审核报送")
    upload, _ = _find(store, upload_id)
    draft = _draft(store, upload)
    refuse_unless_acceptable(draft)
    return _take(store, upload, draft, actor, seen, now or datetime.now())


def accept_clean(
    store: Store, upload_ids: Sequence[int], actor: Actor, *, shown: Shown, now: datetime | None = None
) -> list[Outcome]:
    """Accepts each of the uploads that is clean and still does what its sender saw; the others go on waiting.

    Each is taken whole or not at all, in the order of their numbers.  shown: called with done, total and a word.
    """
    require(actor, MAY_REVIEW, "审核报送")
    outcomes = []
    names = {one.upload_id: one.file_name for one in list_uploads(store.warehouse)}
    for at, upload_id in enumerate(sorted(upload_ids)):
        shown(at, len(upload_ids), f"正在入库：{names.get(upload_id, '')}")
        try:
            outcomes.append(_accept_if_clean(store, upload_id, actor, now))
        except (NotAllowed, Refused, ChangedSince) as refusal:
            outcomes.append(Outcome(upload_id, names.get(upload_id, ""), None, str(refusal)))
    shown(len(upload_ids), len(upload_ids), "完成")
    return outcomes


def return_upload(store: Store, upload_id: int, reason: str, actor: Actor, *, now: datetime | None = None) -> None:
    """Returns a waiting upload to its unit, which reads the reason in 报送记录; logged.

    Raises:
        NotAllowed: others than the bureau, or no reason.
        AlreadyDecided: it does not wait any more.
    """
    require(actor, MAY_REVIEW, "退回报送")
    if not reason.strip():
        raise NotAllowed("退回必须写明原因，单位要据此修改。")
    _find(store, upload_id)
    try:
        waiting.return_waiting(store.warehouse, upload_id, reason.strip(), actor, now or datetime.now())
    except waiting.AlreadyDecided as decided:
        raise AlreadyDecided(decision_words(decided.now)) from decided


def told_decision(store: Store, upload_id: int) -> str:
    """What became of an upload that a link still names; empty when it waits or never did."""
    records = waiting.list_waiting(store.warehouse, upload_id=upload_id)
    return decision_words(records[0]) if records and records[0].state != WAITING else ""


def decision_words(record: waiting.WaitingRecord) -> str:
    """What became of an upload that waits no more, in a sentence."""
    number = receipt_number(record.upload_id)
    when = show_moment(record.decided_at)
    if record.state == SUPERSEDED:
        newer = receipt_number(record.replaced_by or 0)
        return f"报送第{number}号已由同一单位后来报送的第{newer}号替代，不必再审核。"
    if record.state == RETURNED:
        return f"报送第{number}号已由{record.decided_by}于{when}退回，原因：{record.reason}。"
    return f"报送第{number}号已由{record.decided_by}于{when}审核入库。"


def _find(store: Store, upload_id: int) -> tuple[UploadRecord, waiting.WaitingRecord]:
    uploads = list_uploads(store.warehouse, upload_id=upload_id)
    records = waiting.list_waiting(store.warehouse, upload_id=upload_id)
    if not uploads or not records:
        raise NotAllowed(f"没有待审核的报送第{receipt_number(upload_id)}号。")
    if records[0].state != WAITING:
        raise AlreadyDecided(decision_words(records[0]))
    return uploads[0], records[0]


def _draft(store: Store, upload: UploadRecord) -> Draft:
    """The upload as its sender confirmed it, examined again from the kept original."""
    path = original_path(store.path, upload.sha256)
    if not path.exists():
        raise NotAllowed("这份报送的原件不在数据目录中，不能审核入库。请退回单位重新报送，并联系技术人员。")
    options = read_options(json.loads(upload.options))
    examined = examine(store, path, upload.file_name, _sender(upload), options, upload.received_at)
    return Draft(f"waiting-{upload.upload_id}", upload.file_name, path, examined, options, upload.received_at)


def _sender(upload: UploadRecord) -> Actor:
    return Actor(upload.received_by, upload.role, upload.unit, upload.on_behalf_of, upload.origin)  # type: ignore[arg-type]


def _take(store: Store, upload: UploadRecord, draft: Draft, actor: Actor, seen: int | None, now: datetime) -> Receipt:
    # The kept original is the mended file, so what was mended is known from the note made then.
    mended = [one for one in json.loads(upload.warnings) if one["code"] in REMARKS]
    try:
        made = waiting.accept_waiting(
            store.warehouse, upload.upload_id, facts_of(draft, _sender(upload)), draft.examined.tables,
            warnings=[*(problem_record(one) for one in draft.examined.problems), *mended],
            accepted_by=actor, at=now, seen_version=seen,
        )  # fmt: skip
    except waiting.AlreadyDecided as decided:
        raise AlreadyDecided(decision_words(decided.now)) from decided
    except ChangedMeanwhile as changed:
        raise ChangedSince(store.warehouse, changed.versions) from changed
    return Receipt(receipt_number(made.upload_id), made.version, made.tables, kept_days(made))


def _accept_if_clean(store: Store, upload_id: int, actor: Actor, now: datetime | None) -> Outcome:
    review = read_review(store, upload_id, actor)
    if not review.waiting.is_clean or review.differences or review.preview is None:
        words = "；".join(review.differences) or "有提醒、待补正或撤下的行，请逐份审核。"
        return Outcome(upload_id, review.waiting.file_name, None, words)
    upload, _ = _find(store, upload_id)
    made = _take(store, upload, review.draft, actor, review.preview.version, now or datetime.now())
    return Outcome(upload_id, review.waiting.file_name, made.version, f"已入库，数据第{made.version}版")
