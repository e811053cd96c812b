"""The roster of this process: built once, then kept true by what changed in the registry."""

from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session

from app.queries.roster import RosterReader, find_roster_version, list_roster_changes
from app.services.roster_file import find_saved_roster
from app.services.roster_rows import read_roster_rows
from matching.days import day_number
from matching.roster import Roster, build_roster
from matching.roster_update import update_roster

MOST_UPDATED = 500  # people whose rows are replaced one by one; beyond it a fresh build is faster


@dataclass(frozen=True)
class _Kept:
    roster: Roster
    today: date


_KEPT: "WeakKeyDictionary[Any, _Kept]" = WeakKeyDictionary()
_LOCK = Lock()


def get_roster(session: Session, *, today: date) -> Roster:
    """Return the roster as of the registry's version in this session and `today`, shared by all readers.

    A version is whole: readers keep the one that they were given while newer ones are made beside it.
    """
    version = find_roster_version(session)
    pool = session.get_bind().engine.pool
    with _LOCK:
        kept = _KEPT.get(pool)
        if kept is not None and kept.today == today and kept.roster.version == version:
            return kept.roster
        roster = _renew(session, kept, version, today)
        if kept is None or kept.today != today or kept.roster.version < version:
            _KEPT[pool] = _Kept(roster, today)
        return roster


def _renew(session: Session, kept: _Kept | None, version: int, today: date) -> Roster:
    if kept is None or kept.today != today:
        saved = find_saved_roster(session, today=today, version=version)
        kept = _Kept(saved, today) if saved is not None else None
        if saved is not None and saved.version == version:
            return saved
    if kept is not None and kept.today == today and kept.roster.version < version:
        changed = list_roster_changes(session, kept.roster.version, MOST_UPDATED + 1)
        people = sorted({person for person in changed if person is not None})
        if len(changed) <= MOST_UPDATED and None not in changed:
            rows = read_roster_rows(RosterReader(session, people), today=today)
            gone = tuple(set(people) - set(rows.people.ids.tolist()))
            return update_roster(kept.roster, rows, version=version, removed=gone)
    return read_roster(session, today=today, version=version)


def read_roster(session: Session, *, today: date, version: int = 0) -> Roster:
    """Build the roster of everyone from the registry's rows."""
    rows = read_roster_rows(RosterReader(session), today=today)
    return build_roster(rows, today=day_number(today), version=version)
