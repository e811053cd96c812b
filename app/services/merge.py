"""One person once: merge two profiles into one, keeping both histories; decide that two are not the same person."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.crew import CrewMember
from app.models.duplicate import DuplicatePair, Merge, PairStatus
from app.queries.crew import get_crew_member
from app.queries.duplicate import find_pair
from app.queries.merge import find_live_merge
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crew import refresh_search_text
from app.services.locks import lock_people
from app.services.merging.checks import find_obstacles
from app.services.merging.fields import BY_NAME
from app.services.merging.journal import Journal, Row, find_row, pack_changes
from app.services.merging.move import Mover
from app.services.person_key import person_cipher

COUNTED = ("hold", "booking", "offer", "credit", "statement", "training_record", "crew_role", "evidence", "referral")
"""Tables whose rows are counted for the page that tells what moved."""


def merge_people(
    session: Session, actor: Actor, *, kept_id: int, merged_id: int, from_merged: Collection[str] = ()
) -> Merge:
    """Make one person of two: `kept_id` stays, `merged_id` points to it and is out of matching, search and sign-in.

    `from_merged` names the fields (`FIELDS`) whose value is taken from the merged profile. Merging what is merged
    already changes nothing; ConflictError where something has to be settled first.
    """
    unknown = set(from_merged) - set(BY_NAME)
    if unknown:
        raise InvalidInputError(mark("There is no field %(name)s to choose."), name=min(unknown))
    _lock(session, kept_id, merged_id)
    kept, merged = get_crew_member(session, kept_id), get_crew_member(session, merged_id)
    done = find_live_merge(session, kept_id=kept_id, merged_id=merged_id)
    if done is not None:
        return done
    for obstacle in find_obstacles(session, kept, merged):
        raise obstacle
    journal = Journal(session)
    Mover(session, actor, journal, kept_id=kept_id, merged_id=merged_id).move_all()
    _join_fields(session, actor, journal, kept, merged, from_merged)
    _close_pair(session, actor, journal, kept_id, merged_id)
    session.expire_all()
    row = _record(session, actor, journal, kept_id, merged_id)
    refresh_search_text(session, get_crew_member(session, kept_id))
    for person in (kept_id, merged_id):
        touch_roster(session, actor.at, person)
    session.flush()
    return row


def mark_not_same(session: Session, actor: Actor, *, one_id: int, other_id: int) -> DuplicatePair:
    """Remember that two profiles are two people, so that they are not proposed again."""
    pair = _pair_for_writing(session, actor, one_id, other_id)
    if pair.status is PairStatus.MERGED:
        raise ConflictError(mark("These two were merged. Undo the merge first."))
    if pair.status is not PairStatus.NOT_SAME:
        _decide(session, actor, pair, PairStatus.NOT_SAME, "not_same")
    return pair


def reopen_pair(session: Session, actor: Actor, *, one_id: int, other_id: int) -> DuplicatePair:
    """Take back that two profiles are two people."""
    pair = _pair_for_writing(session, actor, one_id, other_id)
    if pair.status is PairStatus.NOT_SAME:
        _decide(session, actor, pair, PairStatus.OPEN, "reopened")
    return pair


def _lock(session: Session, *people: int) -> None:
    """Let nobody write about the two, nor add a row that refers to them, until this is done."""
    statement = select(CrewMember.id).where(col(CrewMember.id).in_(people)).order_by(col(CrewMember.id))
    session.exec(statement.with_for_update()).all()
    lock_people(session, people)


def _join_fields(  # noqa: PLR0917 - who, what is written down, both people and the choice
    session: Session, actor: Actor, journal: Journal, kept: CrewMember, merged: CrewMember, chosen: Collection[str]
) -> None:
    own, other = (find_row(session, "crew_member", member.id or 0) or {} for member in (kept, merged))
    values: dict[str, Any] = {name: other[name] for field in chosen for name in BY_NAME[field].columns}
    if not f"{values.get('given_name', own['given_name'])}{values.get('surname', own['surname'])}".strip():
        raise InvalidInputError(mark("A person needs a name."))
    values |= {
        "staff_note": _both_notes(own["staff_note"], other["staff_note"]),
        "confirmed_at": _latest(own["confirmed_at"], other["confirmed_at"]),
        "updated_at": actor.at,
    }
    journal.write("crew_member", own, values)
    journal.write("crew_member", other, {"duplicate_of_id": own["id"], "updated_at": actor.at})


def _latest(*moments: datetime | None) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)


def _both_notes(own: str, other: str) -> str:
    most = CrewMember.__table__.c.staff_note.type.length  # type: ignore[attr-defined]  # SQLModel types no tables
    joined = "\n\n".join(dict.fromkeys(note for note in (own, other) if note))
    return joined if len(joined) <= most else own


def _close_pair(session: Session, actor: Actor, journal: Journal, kept_id: int, merged_id: int) -> None:
    pair = find_pair(session, kept_id, merged_id)
    row = find_row(session, "duplicate_pair", pair.id or 0) if pair else None
    if row is not None:
        decided: Row = {"status": PairStatus.MERGED, "decided_at": actor.at, "decided_by_id": actor.account_id}
        journal.write("duplicate_pair", row, decided)


def _record(session: Session, actor: Actor, journal: Journal, kept_id: int, merged_id: int) -> Merge:
    """Seal what changed under the kept person's key and tell both people's audit."""
    counts = {table: count for table in COUNTED if (count := journal.count(table))}
    text = json.dumps({"counts": counts, "changes": pack_changes(journal.changes)})
    sealed = person_cipher(session, kept_id, actor.at).encrypt(text.encode())
    row = Merge(kept_id=kept_id, merged_id=merged_id, record=sealed, made_at=actor.at, made_by_id=actor.account_id)
    session.add(row)
    session.flush()
    before, taken = _own_fields(journal, kept_id)
    tell_both(session, actor, "merged", row, before=before, taken=taken, counts=counts)
    return row


def _own_fields(journal: Journal, kept_id: int) -> tuple[dict[str, Any], dict[str, Any]]:
    mine = [change for change in journal.changes if change.table == "crew_member" and change.id == kept_id]
    before = {name: value for change in mine for name, value in change.before.items()}
    return before, {name: value for change in mine for name, value in change.after.items()}


def tell_both(
    session: Session,
    actor: Actor,
    deed: str,
    row: Merge,
    *,
    before: Mapping[str, Any] | None = None,
    taken: Mapping[str, Any] | None = None,
    counts: Mapping[str, int] | None = None,
) -> None:
    """Write what was done into the audit of both profiles, each under its own key.

    The kept person's event has their own values of before and the names of the fields that were `taken`; the values
    themselves are the other one's and stand in theirs, so that they go when that person is erased.
    """
    named = {"fields": sorted(taken)} if taken else {}
    theirs = {name: value for name, value in (taken or {}).items() if name != "staff_note"}  # which is of both by now
    told: tuple[tuple[int, dict[str, Any], dict[str, Any]], ...] = (
        (row.kept_id, dict(before or {}), {**named, "merged_id": row.merged_id, "moved": dict(counts or {})}),
        (row.merged_id, {}, {**theirs, "kept_id": row.kept_id}),
    )
    for person, was, became in told:
        record_audit(
            session,
            actor,
            f"crew:duplicate:{deed}",
            subject_kind="merge",
            subject_id=row.id,
            crew_member_id=person,
            before=was,
            after=became,
        )


def _pair_for_writing(session: Session, actor: Actor, one_id: int, other_id: int) -> DuplicatePair:
    low, high = sorted((one_id, other_id))
    if low == high:
        raise ConflictError(mark("These are not two profiles but one."))
    for person in (low, high):
        get_crew_member(session, person)
    lock_people(session, [low, high])
    pair = find_pair(session, low, high)
    return pair or DuplicatePair(low_id=low, high_id=high, probability=0, found_at=actor.at)


def _decide(session: Session, actor: Actor, pair: DuplicatePair, status: PairStatus, deed: str) -> None:
    pair.status = status
    decided = status is not PairStatus.OPEN
    pair.decided_at = actor.at if decided else None
    pair.decided_by_id = actor.account_id if decided else None
    session.add(pair)
    session.flush()
    for person, other in ((pair.low_id, pair.high_id), (pair.high_id, pair.low_id)):
        record_audit(
            session,
            actor,
            f"crew:duplicate:{deed}",
            subject_kind="duplicate_pair",
            subject_id=pair.id,
            crew_member_id=person,
            after={"other_id": other},
        )
