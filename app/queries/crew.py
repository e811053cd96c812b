"""Reads of crew members and of what their profiles hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, SQLModel, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.availability import Booking, BookingSpan, Hold, HoldSpan, Statement
from app.models.calendar import FeedSpan
from app.models.credit import Course, Credit, Title, TrainingRecord
from app.models.crew import (
    Credential,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    KitItem,
    ResidenceEvidence,
    WorkBase,
)
from app.models.production import Production
from app.models.trust import Consent
from app.queries.placement import PlacementLine, list_placements

Row = TypeVar("Row", bound=SQLModel)
NO_SUCH_PERSON = mark("There is no such person in the registry.")


@dataclass(frozen=True)
class Profile:
    """Everything that a profile page shows of a person, read once."""

    member: CrewMember
    roles: list[CrewRole]
    languages: list[CrewLanguage]
    credentials: list[Credential]
    skills: list[CrewSkill]
    kit: list[KitItem]
    work_bases: list[WorkBase]
    evidence: list[ResidenceEvidence]
    consents: list[Consent]
    training: list[tuple[TrainingRecord, Course]]
    credits: list[tuple[Credit, Title]]
    placements: list[PlacementLine] = field(default_factory=list)
    duplicates: list[CrewMember] = field(default_factory=list)
    account: Account | None = None


def get_crew_member(session: Session, crew_member_id: int) -> CrewMember:
    """Return the person; NotFoundError where there is none."""
    member = session.get(CrewMember, crew_member_id)
    if member is None:
        raise NotFoundError(NO_SUCH_PERSON)
    return member


def get_row(session: Session, model: type[Row], crew_member_id: int, row_id: int) -> Row:
    """Return a row of a person's profile; NotFoundError where it is not there or somebody else's."""
    row = session.get(model, row_id)
    if row is None or getattr(row, "crew_member_id", None) != crew_member_id:
        raise NotFoundError(mark("This entry is not there any more."))
    return row


def list_rows(session: Session, model: type[Row], crew_member_id: int) -> list[Row]:
    """Return a person's rows of one kind, oldest first."""
    table: Any = model
    return list(session.exec(select(model).where(table.crew_member_id == crew_member_id).order_by(table.id)))


def get_profile(session: Session, crew_member_id: int) -> Profile:
    """Return a person with everything they say of themselves and what is known of them; a query a kind."""
    member = get_crew_member(session, crew_member_id)
    return Profile(
        member=member,
        roles=list_roles(session, crew_member_id),
        languages=list_rows(session, CrewLanguage, crew_member_id),
        credentials=list_rows(session, Credential, crew_member_id),
        skills=list_rows(session, CrewSkill, crew_member_id),
        kit=list_rows(session, KitItem, crew_member_id),
        work_bases=[row for row in list_rows(session, WorkBase, crew_member_id) if row.place != member.base_place],
        evidence=list_rows(session, ResidenceEvidence, crew_member_id),
        consents=list_rows(session, Consent, crew_member_id),
        training=list_training(session, crew_member_id),
        credits=list_credits(session, crew_member_id),
        placements=list_placements(session, crew_member_id=crew_member_id),
        duplicates=list_duplicates(session, member),
        account=session.exec(select(Account).where(Account.crew_member_id == crew_member_id)).first(),
    )


def list_roles(session: Session, crew_member_id: int) -> list[CrewRole]:
    """Return a person's roles, the primary one first, then by years."""
    statement = (
        select(CrewRole)
        .where(CrewRole.crew_member_id == crew_member_id)
        .order_by(col(CrewRole.is_primary).desc(), col(CrewRole.years).desc(), col(CrewRole.id))
    )
    return list(session.exec(statement))


def list_training(session: Session, crew_member_id: int) -> list[tuple[TrainingRecord, Course]]:
    """Return what a person was taught, latest first."""
    statement = (
        select(TrainingRecord, Course)
        .join(Course, col(Course.id) == col(TrainingRecord.course_id))
        .where(TrainingRecord.crew_member_id == crew_member_id)
        .order_by(col(Course.ends_on).desc(), col(TrainingRecord.id).desc())
    )
    return [(record, course) for record, course in session.exec(statement)]


def list_credits(session: Session, crew_member_id: int) -> list[tuple[Credit, Title]]:
    """Return what a person worked on, latest first."""
    statement = (
        select(Credit, Title)
        .join(Title, col(Title.id) == col(Credit.title_id))
        .where(Credit.crew_member_id == crew_member_id)
        .order_by(col(Title.year).desc(), col(Title.name), col(Credit.id))
    )
    return [(credit, title) for credit, title in session.exec(statement)]


def list_duplicates(session: Session, member: CrewMember) -> list[CrewMember]:
    """Return the profiles that double this one, and the one that it doubles."""
    statement = select(CrewMember).where(
        (col(CrewMember.duplicate_of_id) == member.id) | (col(CrewMember.id) == member.duplicate_of_id)
    )
    return list(session.exec(statement.order_by(col(CrewMember.id))))


def find_crew_member_by_email(session: Session, email: str, *, other_than: int | None = None) -> CrewMember | None:
    """Return another living profile with this e-mail."""
    statement = select(CrewMember).where(col(CrewMember.email) == email, *_stands(other_than))
    return session.exec(statement.limit(1)).first()


def find_crew_member_by_phone(session: Session, phone: str, *, other_than: int | None = None) -> CrewMember | None:
    """Return another profile with this phone number."""
    statement = select(CrewMember).where(col(CrewMember.phone) == phone, *_stands(other_than))
    return session.exec(statement.limit(1)).first()


def _stands(other_than: int | None) -> tuple[Any, Any]:
    """Leave out one profile, and those that were merged into another."""
    return col(CrewMember.id) != other_than, col(CrewMember.duplicate_of_id).is_(None)


def list_courses(session: Session) -> list[Course]:
    """Return every course, latest first."""
    return list(session.exec(select(Course).order_by(col(Course.starts_on).desc(), col(Course.name))))


def list_programmes(session: Session) -> list[str]:
    """Return the names of the training programmes, in order."""
    return list(session.exec(select(Course.programme).distinct().order_by(Course.programme)))


def find_title(session: Session, key: str) -> Title | None:
    """Return the production that people have credits on, by its folded name and year."""
    return session.exec(select(Title).where(Title.key == key).order_by(col(Title.id)).limit(1)).first()


@dataclass(frozen=True)
class Calendar:
    """What decides a person's days within a span.

    Their statements, oldest first, the days of their own calendars, and the live spans kept by others.
    """

    statements: list[Statement]
    holds: list[tuple[HoldSpan, Hold, Production]]
    bookings: list[tuple[BookingSpan, Booking, Production]]
    feed: list[FeedSpan] = field(default_factory=list)


def get_calendar(session: Session, crew_member_id: int, starts_on: date, ends_on: date) -> Calendar:
    """Return what touches the days `starts_on..ends_on` of a person."""
    within: Mapping[str, Any] = {"starts_on": starts_on, "ends_on": ends_on}
    said = (
        select(Statement)
        .where(Statement.crew_member_id == crew_member_id, *_overlaps(Statement, within))
        .order_by(col(Statement.stated_at), col(Statement.id))
    )
    held = (
        select(HoldSpan, Hold, Production)
        .join(Hold, col(Hold.id) == col(HoldSpan.hold_id))
        .join(Production, col(Production.id) == col(Hold.production_id))
        .where(HoldSpan.crew_member_id == crew_member_id, col(HoldSpan.live), *_overlaps(HoldSpan, within))
        .order_by(col(HoldSpan.starts_on), col(HoldSpan.id))
    )
    booked = (
        select(BookingSpan, Booking, Production)
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .join(Production, col(Production.id) == col(Booking.production_id))
        .where(BookingSpan.crew_member_id == crew_member_id, col(BookingSpan.live), *_overlaps(BookingSpan, within))
        .order_by(col(BookingSpan.starts_on), col(BookingSpan.id))
    )
    by_feed = (
        select(FeedSpan)
        .where(FeedSpan.crew_member_id == crew_member_id, *_overlaps(FeedSpan, within))
        .order_by(col(FeedSpan.starts_on), col(FeedSpan.id))
    )
    return Calendar(
        list(session.exec(said)),
        [(span, hold, production) for span, hold, production in session.exec(held)],
        [(span, booking, production) for span, booking, production in session.exec(booked)],
        list(session.exec(by_feed)),
    )


def _overlaps(table: Any, within: Mapping[str, Any]) -> tuple[Any, Any]:
    return table.starts_on <= within["ends_on"], table.ends_on >= within["starts_on"]
