"""What a person says of their days: said, taken back, undone and confirmed, each once however often it is sent."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.errors import InvalidInputError
from app.messages import mark
from app.models.availability import NEVER, Statement, StatementBatch, StatementKind, StatementSource
from app.models.crew import CrewMember
from app.queries.crew import get_crew_member
from app.queries.statement import (
    find_batch,
    find_last_stated_at,
    list_batch_statements,
    list_open_asks,
    list_statements,
)
from app.services.audit import Actor, record_audit, touch_roster
from app.services.locks import lock_people
from config import get_settings

WEEK = timedelta(days=7)
MOST_AHEAD = timedelta(days=2 * 365)
LONGEST_REPEAT = timedelta(days=366)


def state_days(  # noqa: PLR0913 - what is said, of which days, how often, by which way and from which form
    session: Session,
    actor: Actor,
    *,
    member: CrewMember,
    kind: StatementKind | None,
    starts_on: date,
    ends_on: date,
    source: StatementSource,
    form_key: str,
    today: date,
    weekly_until: date | None = None,
) -> StatementBatch:
    """Say what the person is on `starts_on..ends_on`: available, unavailable, tentative; None takes back what was.

    `today` is the day it is where the person is based. With `weekly_until` the same weekdays of each week up to that
    day are meant. The same words from the same form have no second effect: they return the act that was made.
    """
    crew_member_id = member.id or 0
    lock_people(session, [crew_member_id])
    key = _act_key(form_key, kind, starts_on, ends_on, weekly_until)
    made = find_batch(session, crew_member_id, key)
    if made is not None:
        return made
    _check(starts_on, ends_on, weekly_until, today)
    batch = StatementBatch(crew_member_id=crew_member_id, form_key=key, made_at=actor.at)
    session.add(batch)
    session.flush()
    last = find_last_stated_at(session, crew_member_id)
    stated_at = actor.at if last is None else max(actor.at, last)  # what is said now is the latest word, always
    spans = list(_repeated(starts_on, ends_on, weekly_until))
    valid_until = NEVER if kind is None else _valid_until(today)
    session.add_all(
        Statement(
            crew_member_id=crew_member_id,
            kind=kind or StatementKind.TENTATIVE,
            starts_on=first,
            ends_on=last_day,
            stated_at=stated_at,
            valid_until_on=valid_until,
            source=source,
            stated_by_id=actor.account_id,
            batch_id=batch.id,
            lapsed_at=actor.at if kind is None else None,
        )
        for first, last_day in spans
    )
    said = {"kind": kind.value if kind else None, "spans": spans, "valid_until_on": valid_until, "source": source}
    _answered(session, actor, member)
    _wrote(session, actor, crew_member_id, "stated", batch.id, after=said)
    return batch


def undo_batch(session: Session, actor: Actor, *, batch: StatementBatch) -> bool:
    """Remove what an act said, so that the word before it counts again; return whether anything was left to undo."""
    lock_people(session, [batch.crew_member_id])
    if batch.undone_at is not None:
        return False
    said = list_batch_statements(session, batch.id or 0)
    before = [_as_values(row) for row in said]
    for row in said:
        session.delete(row)
    batch.undone_at = actor.at
    session.add(batch)
    _wrote(session, actor, batch.crew_member_id, "undone", batch.id, before={"said": before})
    return True


def confirm_days(
    session: Session, actor: Actor, *, member: CrewMember, source: StatementSource, today: date
) -> list[Statement]:
    """Let every word that shows on a day from `today` on count anew, lapsed or not; return these words.

    Words that later ones hide, and days taken back, stay as they are. Confirming again on a day changes nothing more.
    """
    crew_member_id = member.id or 0
    lock_people(session, [crew_member_id])
    until = _valid_until(today)
    showing = words_that_show(list_statements(session, crew_member_id, since=today), today)
    before = [_as_values(row) for row in showing if row.valid_until_on < until]
    for row in showing:
        row.valid_until_on, row.lapsed_at = max(row.valid_until_on, until), None
        session.add(row)
    _answered(session, actor, member)
    after = {"words": len(showing), "valid_until_on": until, "source": source}
    _wrote(session, actor, crew_member_id, "confirmed", crew_member_id, before={"said": before}, after=after)
    return showing


def words_that_show(said: Iterable[Statement], today: date) -> list[Statement]:
    """Return, of words in the order of saying them, those that are the latest one on some day from today on."""
    covered = 0
    found = []
    for row in reversed(list(said)):
        first, stop = max((row.starts_on - today).days, 0), (row.ends_on - today).days + 1
        days = ((1 << max(stop - first, 0)) - 1) << first
        if days & ~covered and row.valid_until_on != NEVER:
            found.append(row)
        covered |= days
    return found[::-1]


def _act_key(form_key: str, *content: object) -> str:
    """Return the key of an act: what was said, by which form. Another word from the same open form is another act."""
    text = "/".join([form_key, *(str(part) for part in content)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _check(starts_on: date, ends_on: date, weekly_until: date | None, today: date) -> None:
    if ends_on < starts_on:
        raise InvalidInputError(mark("The last day lies before the first one."))
    if starts_on < today:
        raise InvalidInputError(mark("Some of these days are over. Choose days from today on."))
    if max(ends_on, weekly_until or ends_on) > today + MOST_AHEAD:
        raise InvalidInputError(mark("That is more than two years ahead. Choose nearer days."))
    if weekly_until is None:
        return
    if weekly_until < ends_on:
        raise InvalidInputError(mark("The day until which it repeats lies before the days themselves."))
    if ends_on - starts_on >= WEEK:
        raise InvalidInputError(mark("Only up to seven days in a row can repeat each week."))
    if weekly_until - starts_on > LONGEST_REPEAT:
        raise InvalidInputError(mark("Days repeat for a year at most."))


def _repeated(starts_on: date, ends_on: date, weekly_until: date | None) -> Iterable[tuple[date, date]]:
    """Yield the span and its repeats; one that would begin after the last day is left out, a longer one is cut."""
    if weekly_until is None:
        yield starts_on, ends_on
        return
    while starts_on <= weekly_until:
        yield starts_on, min(ends_on, weekly_until)
        starts_on, ends_on = starts_on + WEEK, ends_on + WEEK


def _valid_until(today: date) -> date:
    return today + timedelta(days=get_settings().statement_days)


def _answered(session: Session, actor: Actor, member: CrewMember) -> None:
    """Note that the person has just told of their days; whoever asked them has an answer."""
    heard = get_crew_member(session, member.id or 0)
    heard.confirmed_at = _later(heard.confirmed_at, actor.at)
    session.add(heard)
    for ask in list_open_asks(session, member.id or 0):
        ask.answered_at = actor.at
        session.add(ask)


def _later(one: datetime | None, other: datetime) -> datetime:
    return other if one is None else max(one, other)


def _as_values(row: Statement) -> dict[str, Any]:
    return {
        "id": row.id,
        "kind": row.kind if row.valid_until_on != NEVER else None,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "valid_until_on": row.valid_until_on,
        "source": row.source,
    }


def _wrote(
    session: Session, actor: Actor, crew_member_id: int, action: str, subject_id: int | None, **values: Any
) -> None:
    record_audit(
        session,
        actor,
        f"crew:days:{action}",
        subject_kind="crew_member" if action == "confirmed" else "statement_batch",
        subject_id=subject_id,
        crew_member_id=crew_member_id,
        **values,
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()
