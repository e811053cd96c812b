"""A merge taken back: every row as it was; what came after it stays with the profile that was kept."""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.challenge import ChallengeStatus
from app.models.duplicate import Merge
from app.queries.crew import get_crew_member
from app.queries.merge import find_later_merge, get_merge
from app.services.audit import Actor, touch_roster
from app.services.crew import refresh_search_text
from app.services.hire.credits import settle_people
from app.services.locks import lock_people
from app.services.merge import tell_both
from app.services.merging.journal import Change, find_row, table_of, unpack_changes, write_row
from app.services.merging.move import reseal
from app.services.merging.rules import RULES, Moves
from app.services.person_key import open_sealed, person_cipher

FOLLOWS: tuple[tuple[str, str, str], ...] = (
    ("hold", "id", "offer.hold_id"),
    ("hold_span", "hold_id", "hold"),
    ("challenge", "hold_id", "hold"),
    ("booking", "hold_id", "hold"),
    ("booking_span", "booking_id", "booking"),
    ("feedback", "booking_id", "booking"),
    ("hire_line", "booking_id", "booking"),
    ("placement", "booking_id", "booking"),
    ("feed_span", "feed_id", "calendar_feed"),
)
"""Rows that came after the merge but belong to one that goes back: table, its column, what it hangs on."""


def unmerge_people(session: Session, actor: Actor, *, merge_id: int) -> Merge:
    """Put two profiles back as they were before their merge; a merge that is undone already stays so.

    Values that were changed since stay as they are now. ConflictError where that can't be done: a later merge of one of
    the two stands, an open challenge runs between holds of both, or the person's data were erased.
    """
    merge = get_merge(session, merge_id)
    lock_people(session, [merge.kept_id, merge.merged_id])
    merge = get_merge(session, merge_id)
    if merge.undone_at is not None:
        return merge
    changes = _read_changes(session, merge)
    if find_later_merge(session, merge) is not None:
        raise ConflictError(mark("One of these profiles was merged again later. Undo the later merge first."))
    back = _Back(session, actor, merge, changes)
    back.refuse_crossing_challenges()
    back.put_back()
    session.expire_all()
    merge = get_merge(session, merge_id)
    merge.undone_at, merge.undone_by_id = actor.at, actor.account_id
    session.add(merge)
    settle_people(session, actor, (merge.kept_id, merge.merged_id))
    for person in (merge.kept_id, merge.merged_id):
        refresh_search_text(session, get_crew_member(session, person))
        touch_roster(session, actor.at, person)
    tell_both(session, actor, "unmerged", merge)
    session.flush()
    return merge


def _read_changes(session: Session, merge: Merge) -> list[Change]:
    text = open_sealed(session, merge.kept_id, merge.record)
    if text is None:
        raise ConflictError(mark("The person's data were erased since, so that this merge can't be undone."))
    return list(unpack_changes(json.loads(text)["changes"]))


class _Back:
    """Puts the rows of a merge back, the last one written first."""

    def __init__(self, session: Session, actor: Actor, merge: Merge, changes: list[Change]) -> None:
        self._session = session
        self._kept, self._merged = merge.kept_id, merge.merged_id
        self._changes = changes
        self._keys = tuple(person_cipher(session, person, actor.at) for person in (merge.kept_id, merge.merged_id))
        self._returning: dict[str, set[int]] = {}
        for change in changes:
            if _person_columns(change):
                self._returning.setdefault(change.table, set()).add(change.id)
        self._followers = list(self._find_followers())

    def _find_followers(self) -> Iterable[tuple[str, int]]:
        """Yield rows of the kept person that came since and hang on a row that goes back."""
        for table, column, parent in FOLLOWS:
            for row_id in self._hanging(table, column, parent):
                self._returning.setdefault(table, set()).add(row_id)
                yield table, row_id

    def _hanging(self, table: str, column: str, parent: str) -> list[int]:
        child = table_of(table)
        name, _, link = parent.partition(".")
        owners: Any = sorted(self._returning.get(name, ()))
        if link:
            source = table_of(name)
            owners = sa.select(source.c[link]).where(source.c.id.in_(owners), source.c[link].is_not(None))
        statement = sa.select(child.c.id).where(child.c[column].in_(owners), child.c.crew_member_id == self._kept)
        gone = self._returning.get(table, set())
        return [row_id for row_id in self._session.execute(statement).scalars() if row_id not in gone]

    def refuse_crossing_challenges(self) -> None:
        """Refuse where a hold of one profile waits for the word on a hold of the other."""
        challenge, answer = table_of("challenge"), table_of("challenged_hold")
        statement = (
            sa.select(challenge.c.hold_id, answer.c.hold_id)
            .join(answer, answer.c.challenge_id == challenge.c.id)
            .where(challenge.c.crew_member_id == self._kept, challenge.c.status == ChallengeStatus.OPEN)
        )
        holds = self._returning.get("hold", set())
        if any((mine in holds) != (theirs in holds) for mine, theirs in self._session.execute(statement)):
            raise ConflictError(
                mark("A hold of one profile challenges a hold of the other. Wait until it is answered, then undo.")
            )

    def put_back(self) -> None:
        """Write every row as it was, then what hangs on those that went back."""
        for change in reversed(self._changes):
            row = find_row(self._session, change.table, change.id)
            if row is not None:  # what was taken away since stays away
                self._put_row(change, row)
        for table, row_id in self._followers:
            rule = RULES[f"{table}.crew_member_id"]
            sealed = rule.sealed if isinstance(rule, Moves) else ()
            row = find_row(self._session, table, row_id) or {}
            values = {"crew_member_id": self._merged, **reseal(row, sealed, *self._keys)}
            write_row(self._session, table, row_id, values)

    def _put_row(self, change: Change, row: dict[str, Any]) -> None:
        values = {name: old for name, old in change.before.items() if row[name] == change.after[name]}
        moved = _person_columns(change)
        if any(name not in values for name in moved):
            raise ConflictError(
                mark("Something that moved belongs to somebody else by now. This merge can't be undone.")
            )
        rule = RULES.get(f"{change.table}.{moved[0]}") if moved else None
        if isinstance(rule, Moves):
            values |= reseal(row, rule.sealed, *self._keys)
        if values:
            write_row(self._session, change.table, change.id, values)


def _person_columns(change: Change) -> list[str]:
    """Return the columns by which the row moved to another person."""
    if change.table == "crew_member":
        return []
    return [name for name in change.after if f"{change.table}.{name}" in RULES]
