"""Bulk reads for the roster: plain tuples of narrow columns, in order of person, for everyone or for a few."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

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
    ResidenceEvidence,
    WorkBase,
)
from app.models.shortlist import Referral
from app.models.trust import Consent, ConsentPurpose, RosterChange

Columns = list[tuple[Any, ...]]
LIVE_HOLDS = (HoldStatus.ACTIVE, HoldStatus.CHALLENGED)


class RosterReader:
    """Reads what ranking needs of everyone, or of `people` only. Values come as the driver gives them."""

    def __init__(self, session: Session, people: Sequence[int] | None = None) -> None:
        self._connection = session.connection()
        self._people = people

    def _read(self, whose: Any, *columns: Any, where: Sequence[Any] = (), joins: Sequence[Any] = ()) -> Columns:
        statement = sa.select(whose, *columns).where(*where).order_by(whose)
        if self._people is not None:
            statement = statement.where(whose.in_(self._people))
        for target, on in joins:
            statement = statement.join(target, on)
        return self._all(statement)

    def _all(self, statement: Any) -> Columns:
        # Rows are tuples in all but name; millions of copies would be made for nothing.
        return cast("Columns", self._connection.execute(statement).all())

    def people(self) -> Columns:
        """Id, status, the row it doubles, last confirmed, travels, for weeks, base, residence state and place."""
        return self._read(
            col(CrewMember.id),
            _raw(CrewMember.status),
            col(CrewMember.duplicate_of_id),
            col(CrewMember.confirmed_at),
            col(CrewMember.willing_to_travel),
            col(CrewMember.max_travel_weeks),
            col(CrewMember.base_place),
            col(CrewMember.residence_state),
            col(CrewMember.residence_place),
        )

    def consents(self) -> Columns:
        """Person, purpose and whether it still stands, of the registry and of sharing with productions."""
        purposes = (ConsentPurpose.REGISTRY, ConsentPurpose.SHARE_WITH_PRODUCTIONS)
        return self._read(
            col(Consent.crew_member_id),
            _raw(Consent.purpose),
            col(Consent.withdrawn_at).is_(None),
            where=[col(Consent.purpose).in_(purposes)],
        )

    def evidence(self) -> Columns:
        """Person and the last day on which some proof of residence is valid."""
        return self._read(col(ResidenceEvidence.crew_member_id), _day(ResidenceEvidence.valid_until_on))

    def referrals(self, since: datetime) -> Columns:
        """Person, once for each time that they were put forward since then."""
        return self._read(col(Referral.crew_member_id), where=[col(Referral.listed_at) >= since])

    def work_bases(self) -> Columns:
        """Person and place."""
        return self._read(col(WorkBase.crew_member_id), col(WorkBase.place))

    def roles(self) -> Columns:
        """Person, role, seniority, years, whether it is the primary one."""
        return self._read(
            col(CrewRole.crew_member_id),
            col(CrewRole.role_id),
            _raw(CrewRole.seniority),
            col(CrewRole.years),
            col(CrewRole.is_primary),
        )

    def languages(self) -> Columns:
        """Person, language, level."""
        return self._read(col(CrewLanguage.crew_member_id), _raw(CrewLanguage.language), _raw(CrewLanguage.level))

    def credentials(self) -> Columns:
        """Person, kind, last valid day or None, title."""
        columns = (_raw(Credential.kind), _day(Credential.expires_on), col(Credential.title))
        return self._read(col(Credential.crew_member_id), *columns)

    def skills(self) -> Columns:
        """Person and the skill's key."""
        return self._read(col(CrewSkill.crew_member_id), col(CrewSkill.key))

    def credits(self) -> Columns:
        """Person, title id, role or None."""
        return self._read(col(Credit.crew_member_id), col(Credit.title_id), col(Credit.role_id))

    def titles(self) -> Columns:
        """Id, year, kind, crew size, companies, team of every title that the people have credits on."""
        statement = sa.select(
            col(Title.id),
            col(Title.year),
            _raw(Title.kind),
            col(Title.crew_size),
            col(Title.companies),
            col(Title.team),
        )
        if self._people is not None:
            mine = sa.select(col(Credit.title_id)).where(col(Credit.crew_member_id).in_(self._people))
            statement = statement.where(col(Title.id).in_(mine))
        return self._all(statement)

    def training(self) -> Columns:
        """Person and course, where the course was completed."""
        columns = (col(TrainingRecord.course_id),)
        return self._read(col(TrainingRecord.crew_member_id), *columns, where=[col(TrainingRecord.result).in_(LEARNT)])

    def courses(self) -> Columns:
        """Id and roles of every course."""
        return self._all(sa.select(col(Course.id), col(Course.role_ids)))

    def statements(self, since: date) -> Columns:
        """Person, first and last day, kind, last day on which it counts; in the order in which they were made."""
        statement = (
            sa.select(
                col(Statement.crew_member_id),
                _day(Statement.starts_on),
                _day(Statement.ends_on),
                _raw(Statement.kind),
                _day(Statement.valid_until_on),
            )
            .where(col(Statement.ends_on) >= since)
            .order_by(col(Statement.stated_at), col(Statement.id))
        )
        if self._people is not None:
            statement = statement.where(col(Statement.crew_member_id).in_(self._people))
        return self._all(statement)

    def feed_days(self, since: date) -> Columns:
        """Person, first and last day, kind, of what people's own calendars say."""
        return self._read(
            col(FeedSpan.crew_member_id),
            _day(FeedSpan.starts_on),
            _day(FeedSpan.ends_on),
            _raw(FeedSpan.kind),
            where=[col(FeedSpan.ends_on) >= since],
        )

    def holds(self, since: date) -> Columns:
        """Person, first and last day, production, of holds that live."""
        return self._read(
            col(HoldSpan.crew_member_id),
            _day(HoldSpan.starts_on),
            _day(HoldSpan.ends_on),
            col(Hold.production_id),
            where=[col(HoldSpan.live), col(HoldSpan.ends_on) >= since, col(Hold.status).in_(LIVE_HOLDS)],
            joins=[(Hold, col(Hold.id) == HoldSpan.hold_id)],
        )

    def bookings(self, since: date) -> Columns:
        """Person, first and last day, production, of bookings that stand."""
        return self._read(
            col(BookingSpan.crew_member_id),
            _day(BookingSpan.starts_on),
            _day(BookingSpan.ends_on),
            col(Booking.production_id),
            where=[col(BookingSpan.live), col(BookingSpan.ends_on) >= since],
            joins=[(Booking, col(Booking.id) == BookingSpan.booking_id)],
        )


def find_roster_version(session: Session) -> int:
    """Return the greatest change number: the registry's version, 0 for an untouched one."""
    return session.scalar(sa.select(sa.func.max(col(RosterChange.id)))) or 0


def list_roster_changes(session: Session, since: int, limit: int) -> list[int | None]:
    """Return whom the changes after version `since` concern, None standing for everyone; at most `limit`."""
    statement = (
        sa.select(col(RosterChange.crew_member_id)).where(col(RosterChange.id) > since).order_by(col(RosterChange.id))
    )
    return list(session.scalars(statement.limit(limit)))


def _raw(column: Any) -> Any:
    """Return a choice column as its stored text: millions of enum members would be made for nothing."""
    return sa.type_coerce(column, sa.String)


def _day(column: Any) -> Any:
    """Return a day column as the driver gives it, text or date: numpy reads both."""
    return sa.type_coerce(column, sa.String)
