"""Browsing the registry: conditions on crew members, counted and listed without joins that multiply rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.models.availability import BookingSpan, HoldSpan, Statement
from app.models.calendar import FeedSpan
from app.models.credit import Course, TrainingRecord
from app.models.crew import (
    OUT_OF_SIGHT,
    CefrLevel,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    CrewStatus,
    Language,
    WorkBase,
)
from app.models.tag import CrewTag, CrewTagging
from app.queries.tag import list_tags_of


class CrewOrder(StrEnum):
    """What a list of people is ordered by."""

    NAME = "name"
    CONFIRMED = "confirmed"
    NEWEST = "newest"


@dataclass(frozen=True)
class CrewFilter:
    """Whom a list shows; what is empty asks nothing.

    `words` are folded beginnings that must all be met by the search text, unless the person holds one of
    `named_role_ids` (the roles that the whole text names). `places` are the gazetteer ids that count as local;
    None asks for no place, an empty tuple is met by nobody. `trained_in` is a programme, or "*" for any.
    """

    words: tuple[str, ...] = ()
    named_role_ids: tuple[str, ...] = ()
    role_ids: tuple[str, ...] | None = None
    places: tuple[str, ...] | None = None
    language: Language | None = None
    level: CefrLevel | None = None
    trained_in: str = ""
    statuses: tuple[CrewStatus, ...] = ()
    tag_id: int | None = None


@dataclass(frozen=True)
class CrewLine:
    """A person as a list shows them: with roles (the primary first), languages and staff's tags."""

    member: CrewMember
    roles: list[CrewRole]
    languages: list[CrewLanguage]
    tags: list[CrewTag]


def _conditions(wanted: CrewFilter) -> list[Any]:
    merged = select(CrewMember.id).where(col(CrewMember.duplicate_of_id).is_not(None)).scalar_subquery()
    found: list[Any] = [col(CrewMember.id).not_in(merged)]  # asked apart: names stay read from their index alone
    if wanted.statuses:
        found.append(col(CrewMember.status).in_(wanted.statuses))
    else:  # who is blocked or erased is seen by those alone who answer for it
        found.append(col(CrewMember.status).not_in(OUT_OF_SIGHT))
    if wanted.words or wanted.named_role_ids:
        found.append(_text_condition(wanted))
    if wanted.role_ids is not None:
        found.append(_holds(wanted.role_ids))
    if wanted.places is not None:
        works_there = select(WorkBase.crew_member_id).where(col(WorkBase.place).in_(wanted.places))
        found.append(
            sa.or_(col(CrewMember.base_place).in_(wanted.places), col(CrewMember.id).in_(works_there.scalar_subquery()))
        )
    if wanted.language is not None:
        found.append(_speaks(wanted.language, wanted.level))
    if wanted.trained_in:
        found.append(_trained(wanted.trained_in))
    if wanted.tag_id is not None:
        bear_it = select(CrewTagging.crew_member_id).where(CrewTagging.tag_id == wanted.tag_id)
        found.append(col(CrewMember.id).in_(bear_it.scalar_subquery()))
    return found


def _text_condition(wanted: CrewFilter) -> Any:
    """Each word begins a word of the search text, which has a space before every word."""
    text = col(CrewMember.search_text)
    met = sa.and_(sa.true(), *(text.contains(f" {word}", autoescape=True) for word in wanted.words))
    return sa.or_(met, _holds(wanted.named_role_ids)) if wanted.named_role_ids else met


def _holds(role_ids: Sequence[str]) -> Any:
    return col(CrewMember.id).in_(
        select(CrewRole.crew_member_id).where(col(CrewRole.role_id).in_(role_ids)).scalar_subquery()
    )


def _speaks(language: Language, level: CefrLevel | None) -> Any:
    levels = [each for each in CefrLevel if level is None or each.value >= level.value]
    return (
        select(CrewLanguage.id)
        .where(
            CrewLanguage.crew_member_id == CrewMember.id,
            CrewLanguage.language == language,
            col(CrewLanguage.level).in_(levels),
        )
        .exists()
    )


def _trained(programme: str) -> Any:
    taken = select(TrainingRecord.crew_member_id).join(Course, col(Course.id) == col(TrainingRecord.course_id))
    if programme != "*":
        taken = taken.where(Course.programme == programme)
    return col(CrewMember.id).in_(taken.scalar_subquery())


def _orders(order: CrewOrder) -> tuple[Any, ...]:
    if order is CrewOrder.CONFIRMED:
        return col(CrewMember.confirmed_at).desc().nulls_last(), col(CrewMember.name_key), col(CrewMember.id)
    if order is CrewOrder.NEWEST:
        return (col(CrewMember.id).desc(),)
    return col(CrewMember.name_key), col(CrewMember.id)


def count_crew(session: Session, wanted: CrewFilter) -> int:
    """Count the people who meet the filter."""
    return session.exec(select(func.count()).select_from(CrewMember).where(*_conditions(wanted))).one()


def list_crew_ids(
    session: Session, wanted: CrewFilter, order: CrewOrder, *, offset: int = 0, limit: int | None = None
) -> list[int]:
    """Return the ids of the people who meet the filter, in order."""
    statement = select(CrewMember.id).where(*_conditions(wanted)).order_by(*_orders(order)).offset(offset)
    return [found or 0 for found in session.exec(statement.limit(limit) if limit is not None else statement)]


def list_crew_lines(session: Session, ids: Sequence[int]) -> list[CrewLine]:
    """Return these people with roles, languages and tags, in the order of `ids`: four queries however many."""
    members = {m.id: m for m in session.exec(select(CrewMember).where(col(CrewMember.id).in_(ids)))}
    roles: dict[int, list[CrewRole]] = {}
    by_rank = (col(CrewRole.is_primary).desc(), col(CrewRole.years).desc(), col(CrewRole.id))
    for role in session.exec(select(CrewRole).where(col(CrewRole.crew_member_id).in_(ids)).order_by(*by_rank)):
        roles.setdefault(role.crew_member_id, []).append(role)
    languages: dict[int, list[CrewLanguage]] = {}
    for spoken in session.exec(
        select(CrewLanguage).where(col(CrewLanguage.crew_member_id).in_(ids)).order_by(col(CrewLanguage.level).desc())
    ):
        languages.setdefault(spoken.crew_member_id, []).append(spoken)
    tags = list_tags_of(session, ids)
    return [CrewLine(members[i], roles.get(i, []), languages.get(i, []), tags.get(i, [])) for i in ids if i in members]


def list_known_places(session: Session) -> list[str]:
    """Return every place that somebody's base or work base is at."""
    bases = select(CrewMember.base_place).where(col(CrewMember.base_place).is_not(None)).distinct()
    found = {place for place in session.exec(bases) if place}
    return sorted(found | set(session.exec(select(WorkBase.place).distinct())))


@dataclass(frozen=True)
class SpanRows:
    """What touches a span of days.

    `said` is (person, kind, starts, ends, valid until) oldest first, `held` and `feed` say likewise who is held, and
    whose own calendar has something; `booked` are people.
    """

    said: list[tuple[int, str, date, date, date]]
    held: list[tuple[int, date, date]]
    booked: set[int]
    feed: list[tuple[int, str, date, date]]


def get_span_rows(session: Session, people: CrewFilter | list[int], starts_on: date, ends_on: date) -> SpanRows:
    """Return what decides the span for the people who meet the filter, or for those listed.

    A filter that asks for no more than a status lets nearly everybody in: then the rows of all come back, because
    asking for each whether they are in costs more than reading them.
    """
    among: Any = None
    if not isinstance(people, CrewFilter):
        among = people
    elif people != CrewFilter(statuses=people.statuses):
        among = select(CrewMember.id).where(*_conditions(people)).scalar_subquery()
    table: Any = Statement
    said = (
        sa.select(
            table.crew_member_id,
            sa.type_coerce(table.kind, sa.String()),
            table.starts_on,
            table.ends_on,
            table.valid_until_on,
        )
        .where(*_touching(table, among, starts_on, ends_on))
        .order_by(table.stated_at, table.id)
    )
    return SpanRows(
        [(person, kind, start, end, valid) for person, kind, start, end, valid in session.execute(said)],
        _held(session, among, starts_on, ends_on),
        _booked(session, among, starts_on, ends_on),
        _feed(session, among, starts_on, ends_on),
    )


def _touching(table: Any, among: Any, starts_on: date, ends_on: date) -> list[Any]:
    within = [table.starts_on <= ends_on, table.ends_on >= starts_on]
    return within if among is None else [*within, table.crew_member_id.in_(among)]


def _booked(session: Session, among: Any, starts_on: date, ends_on: date) -> set[int]:
    table: Any = BookingSpan
    within = _touching(table, among, starts_on, ends_on)
    return set(session.exec(select(table.crew_member_id).where(table.live, *within).distinct()))


def _held(session: Session, among: Any, starts_on: date, ends_on: date) -> list[tuple[int, date, date]]:
    table: Any = HoldSpan
    within = _touching(table, among, starts_on, ends_on)
    rows = session.execute(sa.select(table.crew_member_id, table.starts_on, table.ends_on).where(table.live, *within))
    return [(person, start, end) for person, start, end in rows]


def _feed(session: Session, among: Any, starts_on: date, ends_on: date) -> list[tuple[int, str, date, date]]:
    table: Any = FeedSpan
    kind = sa.type_coerce(table.kind, sa.String())
    columns = sa.select(table.crew_member_id, kind, table.starts_on, table.ends_on)
    rows = session.execute(columns.where(*_touching(table, among, starts_on, ends_on)))
    return [(person, said, start, end) for person, said, start, end in rows]


def list_name_words(session: Session) -> set[str]:
    """Return the words of given names, surnames and skills, each once and as written: what a typo may have meant."""
    found: set[str] = set()
    for column in (CrewMember.given_name, CrewMember.surname, CrewSkill.key):
        for text in session.exec(select(column).distinct()):
            found.update(text.split())
    return found


def get_newest_ids(session: Session) -> tuple[int, int]:
    """Return the greatest ids of people and of skills; 0 where there are none."""
    return (
        session.exec(select(func.max(CrewMember.id))).one() or 0,
        session.exec(select(func.max(CrewSkill.id))).one() or 0,
    )
