"""The roster of this process: built once, then kept true by what changed in the registry."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlmodel import Session

from app.queries.roster import RosterReader, find_roster_version, list_roster_changes
from app.services.audit import uncommitted_changes
from app.services.roster_file import find_saved_roster
from app.services.roster_rows import read_roster_rows
from matching.days import day_number
from matching.roster import Roster, build_roster
from matching.roster_update import update_roster

MOST_UPDATED = 500  # people whose rows are replaced one by one; beyond it a fresh build is faster


KEPT = 8  # versions kept, for readers whose transaction began before the newest: they share nearly all arrays


@dataclass(frozen=True)
class _Kept:
    """The newest versions of one day, the newest first."""

    rosters: tuple[Roster, ...]
    today: date

    def at(self, version: int) -> Roster | None:
        """Return the newest one of at most a version."""
        return next((roster for roster in self.rosters if roster.version <= version), None)


_KEPT: "WeakKeyDictionary[Any, _Kept]" = WeakKeyDictionary()
_LOCK = Lock()


def get_roster(session: Session, *, today: date) -> Roster:
    """Return the roster as of the registry's version in this session and `today`, shared by all readers.

    A version is whole: readers keep the one that they were given while newer ones are made beside it. What the session
    has changed and not committed is in its own roster only.
    """
    version, own = find_roster_version(session), uncommitted_changes(session)
    pool = session.get_bind().engine.pool
    with _LOCK:
        kept = _KEPT.get(pool)
        rosters = kept.rosters if kept is not None and kept.today == today else ()
        known = _Kept(rosters, today).at(version)
        if own:
            return _renew(session, known, version, today, own)
        if known is None or known.version < version:
            known = _renew(session, known, version, today)
            newest = sorted((*rosters, known), key=lambda each: -each.version)
            _KEPT[pool] = _Kept(tuple(newest[:KEPT]), today)
        return known


def _renew(session: Session, known: Roster | None, version: int, today: date, own: Sequence[int | None] = ()) -> Roster:
    """Return the roster of a version: made from an older one, from the one on disk, or built."""
    older = known or find_saved_roster(session, today=today, version=version)
    if older is None:
        return read_roster(session, today=today, version=version)
    changed = [*own, *list_roster_changes(session, since=older.version, until=version, limit=MOST_UPDATED + 1)]
    if len(changed) > MOST_UPDATED or None in changed:
        return read_roster(session, today=today, version=version)
    people = sorted({person for person in changed if person is not None})
    if not people:
        return replace(older, version=version)
    rows = read_roster_rows(RosterReader(session, people), today=today)
    gone = tuple(set(people) - set(rows.people.ids.tolist()))
    return update_roster(older, rows, version=version, removed=gone)


def read_roster(session: Session, *, today: date, version: int = 0) -> Roster:
    """Build the roster of everyone from the registry's rows."""
    rows = read_roster_rows(RosterReader(session), today=today)
    return build_roster(rows, today=day_number(today), version=version)
