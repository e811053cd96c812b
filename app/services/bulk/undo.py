"""Undo of a deed for many as one step: what nobody has changed since is put back."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from cryptography.fernet import Fernet
from sqlmodel import Session, col

from app.errors import ConflictError
from app.messages import mark
from app.models.bulk import BulkChange, BulkDeed, BulkKind
from app.models.crew import CrewMember
from app.models.tag import CrewTag
from app.queries.bulk import get_deed, list_changes, list_selected, parts_of
from app.queries.tag import list_tags, list_tags_of
from app.services.audit import Actor
from app.services.bulk.edit import agreed_of, reason_against, write_fields
from app.services.bulk.keep import record_changes
from app.services.bulk.tags import CHANGED, write_tags
from app.services.imports.record import SCALARS, plain
from app.services.imports.undo import UNDO_WITHIN
from app.services.locks import lock_people
from app.services.person_key import known_ciphers
from app.services.tag import revive_tag

_FINAL = frozenset({BulkKind.ASK, BulkKind.INVITE})
"""Deeds whose e-mails are gone: they can't be undone."""
Told = dict[int, dict[str, dict[str, Any]]]


def undo_until(deed: BulkDeed) -> datetime:
    """Return until when a deed can be undone."""
    made_at = deed.made_at if deed.made_at.tzinfo else deed.made_at.replace(tzinfo=UTC)
    return made_at + UNDO_WITHIN


def can_undo(deed: BulkDeed, now: datetime) -> bool:
    """Tell whether a deed can still be undone: for 30 days, unless it sent e-mails."""
    return deed.kind not in _FINAL and deed.undone_at is None and undo_until(deed) > now


def lock_all(session: Session, ids: list[int]) -> None:
    """Wait until nobody else writes about these people, however many they are."""
    for part in parts_of(sorted(ids)):
        lock_people(session, part)


def undo_deed(session: Session, actor: Actor, *, deed_id: int) -> BulkDeed:
    """Put back what a deed changed; ConflictError where it can't be undone (any more).

    What somebody has changed since stays, as does who has left the registry or was merged since, and a status that
    needs a consent that was withdrawn. How many people are as before stands in the deed.
    """
    deed = get_deed(session, deed_id, for_update=True)
    if not can_undo(deed, actor.at):
        raise ConflictError(mark("This can't be undone any more."))
    lock_all(session, [change.crew_member_id for change in list_changes(session, deed_id)])
    deed = get_deed(session, deed_id, for_update=True)
    changes = list_changes(session, deed_id)
    ciphers = known_ciphers(session, [change.crew_member_id for change in changes])
    kept = {
        change.crew_member_id: json.loads(ciphers[change.crew_member_id].decrypt(change.sealed))
        for change in changes
        if change.crew_member_id in ciphers  # whose key was destroyed: nothing of them may come back
    }
    put_back = _edit_back if deed.kind is BulkKind.EDIT else _tags_back
    deed.put_back = put_back(session, actor, deed, kept, ciphers)
    deed.undone_at, deed.undone_by_id = actor.at, actor.account_id
    session.add(deed)
    session.execute(sa.delete(BulkChange).where(col(BulkChange.deed_id) == deed_id))
    session.flush()
    return deed


def _edit_back(
    session: Session, actor: Actor, _deed: BulkDeed, kept: Mapping[int, Any], ciphers: Mapping[int, Fernet]
) -> int:
    people = list_selected(session, sorted(kept))
    agreed = agreed_of(session, people, {"status": "active"})
    told: Told = {}
    for member in people:
        one = _fields_back(member, kept[member.id or 0], agreed)
        if one["after"]:
            told[member.id or 0] = one
    record_changes(session, actor, "crew:profile:changed", told, ciphers)
    fields = {who: one["after"] for who, one in told.items()}
    write_fields(session, actor, fields, {who: kept[who].get("paused_until_on") for who in told})
    return len(told)


def _fields_back(member: CrewMember, kept: Mapping[str, Any], agreed: set[int]) -> dict[str, dict[str, Any]]:
    """Return the fields to put back, before and after; not those that somebody has changed since."""
    now = {name: plain(getattr(member, SCALARS[name])) for name in kept["after"]}
    back = {
        name: before
        for name, before in kept["before"].items()
        if now[name] == kept["after"][name] and not reason_against(member, {name: before}, agreed)
    }
    return {"before": {name: now[name] for name in back}, "after": back}


def _tags_back(
    session: Session, actor: Actor, deed: BulkDeed, kept: Mapping[int, Any], ciphers: Mapping[int, Fernet]
) -> int:
    stands_for = {tag: _revived(session, tag) for tag in deed.detail["retired"]}
    live = {tag.id or 0: tag.name for tag in list_tags(session)}
    people = [member.id or 0 for member in list_selected(session, sorted(kept))]
    borne = list_tags_of(session, people)
    put_on, taken_off, told = [], [], Told()
    for who in people:
        has = {tag.id or 0: tag.name for tag in borne.get(who, ())}
        wanted = {stands_for.get(tag, tag) for tag in kept[who]["removed"]}
        back = sorted(tag for tag in wanted if tag in live and tag not in has)
        off = sorted(tag for tag in kept[who]["added"] if tag in has)
        if not (back or off):
            continue
        put_on += [(who, tag) for tag in back]
        taken_off += [(who, tag) for tag in off]
        after = [name for tag, name in has.items() if tag not in off] + [live[tag] for tag in back]
        told[who] = {"before": {"tags": sorted(has.values())}, "after": {"tags": sorted(after)}}
    write_tags(session, actor, put_on, taken_off)
    record_changes(session, actor, CHANGED, told, ciphers)
    return len(told)


def _revived(session: Session, tag_id: int) -> int:
    tag = session.get(CrewTag, tag_id)
    return revive_tag(session, tag) if tag is not None and tag.retired_at is not None else tag_id
