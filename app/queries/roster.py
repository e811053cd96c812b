"""Bulk reads for the roster: narrow columns, whole, for everyone or for a few."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, HoldStatus, Statement
from app.models.calendar import FeedSpan
from app.models.credit import LEARNT, Course, Credit, Title, TrainingRecord
from app.models.crew import (
    Credential,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    CrewStatus,
    ResidenceEvidence,
    Seniority,
    WorkBase,
)
from app.models.shortlist import Referral
from app.models.trust import Consent, ConsentPurpose, RosterChange
from app.queries.columns import Column, Reading, among, day, day_asked, day_of, moment, number, read, text

LIVE_HOLDS = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED)
LIVE = tuple(each.value for each in LIVE_HOLDS)
ALWAYS_TRAVELS = 255


def _is(column: Any, *choices: str) -> Any:
    """Return whether a choice column holds one of some values, compared as the stored text."""
    return sa.type_coerce(column, sa.String).in_(choices)


def _of(
    whose: Any, *columns: Column, where: Sequence[Any] = (), joins: Sequence[tuple[Any, Any]] = (), first: bool = True
) -> Reading:
    """Return what to read of the table that `whose` belongs to, the person first."""
    source: Any = whose.table if not hasattr(whose, "class_") else whose.class_.__table__
    for target, on in joins:
        source = source.join(target.__table__, on)
    return Reading((number(whose), *columns) if first else columns, source, whose, tuple(where))


_SINCE = day_asked("since")


READINGS = {
    # Id, whether active and no double, last confirmed, travels, for weeks, base, residence state and place.
    "people": _of(
        col(CrewMember.id),
        number(_is(CrewMember.status, CrewStatus.ACTIVE.value) & col(CrewMember.duplicate_of_id).is_(None)),
        day(col(CrewMember.confirmed_at)),
        number(col(CrewMember.willing_to_travel)),
        number(sa.func.coalesce(col(CrewMember.max_travel_weeks), ALWAYS_TRAVELS)),
        text(col(CrewMember.base_place)),
        text(col(CrewMember.residence_state)),
        text(col(CrewMember.residence_place)),
    ),
    # Person, whether of sharing with productions and not of the registry, whether it stands.
    "consents": _of(
        col(Consent.crew_member_id),
        number(_is(Consent.purpose, ConsentPurpose.SHARE_WITH_PRODUCTIONS.value)),
        number(col(Consent.withdrawn_at).is_(None)),
        where=[
            _is(Consent.purpose, ConsentPurpose.REGISTRY.value, ConsentPurpose.SHARE_WITH_PRODUCTIONS.value),
        ],
    ),
    # Person and the last day on which some proof of residence is valid.
    "evidence": _of(col(ResidenceEvidence.crew_member_id), day(col(ResidenceEvidence.valid_until_on))),
    # Person, once for each time that they were put forward since the day asked.
    "referrals": _of(col(Referral.crew_member_id), where=[day_of(col(Referral.listed_at)) >= day_asked("referred")]),
    "work_bases": _of(col(WorkBase.crew_member_id), text(col(WorkBase.place))),
    # Person, role, whether in training for it, years, whether it is the primary one.
    "roles": _of(
        col(CrewRole.crew_member_id),
        text(col(CrewRole.role_id)),
        number(_is(CrewRole.seniority, Seniority.TRAINING.value)),
        number(col(CrewRole.years)),
        number(col(CrewRole.is_primary)),
    ),
    "languages": _of(col(CrewLanguage.crew_member_id), text(col(CrewLanguage.language)), text(col(CrewLanguage.level))),
    # Person, kind, title where the kind is none of the listed ones, last valid day.
    "credentials": _of(
        col(Credential.crew_member_id),
        text(col(Credential.kind)),
        text(sa.case((_is(Credential.kind, "other"), col(Credential.title)), else_="")),
        day(col(Credential.expires_on), 2**16 - 1),
    ),
    "skills": _of(col(CrewSkill.crew_member_id), text(col(CrewSkill.key))),
    # Person, title id, role or "".
    "credits": _of(col(Credit.crew_member_id), number(col(Credit.title_id)), text(col(Credit.role_id))),
    # Person and course, where the course was completed.
    "training": _of(
        col(TrainingRecord.crew_member_id),
        number(col(TrainingRecord.course_id)),
        where=[_is(TrainingRecord.result, *(each.value for each in LEARNT))],
    ),
    # Person, first and last day, kind, last day on which it counts, when it was made, number.
    "statements": _of(
        col(Statement.crew_member_id),
        day(col(Statement.starts_on)),
        day(col(Statement.ends_on)),
        text(col(Statement.kind)),
        day(col(Statement.valid_until_on)),
        moment(col(Statement.stated_at)),
        number(col(Statement.id)),
        where=[day_of(col(Statement.ends_on)) >= _SINCE],
    ),
    # Person, first and last day, kind, of what people's own calendars say.
    "feed_days": _of(
        col(FeedSpan.crew_member_id),
        day(col(FeedSpan.starts_on)),
        day(col(FeedSpan.ends_on)),
        text(col(FeedSpan.kind)),
        where=[day_of(col(FeedSpan.ends_on)) >= _SINCE],
    ),
    # Person, first and last day, production, of holds that live.
    "holds": _of(
        col(HoldSpan.crew_member_id),
        day(col(HoldSpan.starts_on)),
        day(col(HoldSpan.ends_on)),
        number(col(Hold.production_id)),
        where=[
            col(HoldSpan.live),
            day_of(col(HoldSpan.ends_on)) >= _SINCE,
            _is(sa.func.coalesce(col(Hold.status), ""), *LIVE),  # not by the index of all that live: by person
        ],
        joins=[(Hold, col(Hold.id) == HoldSpan.hold_id)],
    ),
    # Person, first and last day, production, of bookings that stand.
    "bookings": _of(
        col(BookingSpan.crew_member_id),
        day(col(BookingSpan.starts_on)),
        day(col(BookingSpan.ends_on)),
        number(col(Booking.production_id)),
        where=[col(BookingSpan.live), day_of(col(BookingSpan.ends_on)) >= _SINCE],
        joins=[(Booking, col(Booking.id) == BookingSpan.booking_id)],
    ),
}
_TITLE = (
    number(col(Title.id)),
    number(col(Title.year)),
    text(col(Title.kind)),
    number(col(Title.crew_size)),
    text(col(Title.companies)),
    text(col(Title.team)),
)
_TITLES = Reading(_TITLE, Title.__table__)  # type: ignore[attr-defined]
_THEIR_TITLES = Reading(  # of a few people: those that they have credits on
    _TITLE,
    Title.__table__,  # type: ignore[attr-defined]
    whose=None,
    where=(col(Title.id).in_(sa.select(col(Credit.title_id)).where(among(col(Credit.crew_member_id)))),),
)
_COURSES = Reading((number(col(Course.id)), text(col(Course.role_ids))), Course.__table__)  # type: ignore[attr-defined]


class RosterReader:
    """Reads what ranking needs of everyone, or of `people` only: for each of READINGS its columns."""

    def __init__(self, session: Session, people: Sequence[int] | None = None) -> None:
        self._connection = session.connection()
        self._people = people

    def read(self, *, since: int, referred: int) -> dict[str, tuple[Any, ...]]:
        """Return the columns of READINGS, `titles` (id, year, kind, crew size, companies, team) and `courses`.

        Days before `since` and referrals before `referred` (day numbers) are left out.
        """
        titles = _TITLES if self._people is None else _THEIR_TITLES
        readings = {**READINGS, "titles": titles, "courses": _COURSES}
        return read(self._connection, readings, {"since": since, "referred": referred}, self._people)


def find_roster_version(session: Session) -> int:
    """Return the greatest change number: the registry's version, 0 for an untouched one."""
    return session.scalar(sa.select(sa.func.max(col(RosterChange.id)))) or 0


def list_roster_changes(session: Session, *, since: int, until: int, limit: int) -> list[int | None]:
    """Return whom the changes after one version up to another concern, None standing for everyone; at most `limit`."""
    statement = (
        sa.select(col(RosterChange.crew_member_id))
        .where(col(RosterChange.id) > since, col(RosterChange.id) <= until)
        .order_by(col(RosterChange.id))
    )
    return list(session.scalars(statement.limit(limit)))
