"""Reads of hire reports: their lines, the bookings that they arise from, what proves where people live."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.availability import Booking, BookingSpan, BookingStatus
from app.models.credit import Course
from app.models.crew import CrewMember, ResidenceEvidence, WorkBase
from app.models.hire import HireLine, HireReport, ReportStatus
from app.models.need import Position
from app.models.placement import Placement
from app.models.production import Production
from app.queries.production import get_production

WORKED = (BookingStatus.CONFIRMED, BookingStatus.COMPLETED)


@dataclass(frozen=True)
class WorkRow:
    """A booking that was not cancelled, with its person, its line and its days."""

    booking: Booking
    member: CrewMember
    position: Position | None
    spans: tuple[BookingSpan, ...]


def get_report(
    session: Session, report_id: int, *, contact_id: int | None = None, lock: bool = False
) -> tuple[HireReport, Production]:
    """Return a report and its production; with `contact_id` only one of this contact. NotFoundError otherwise."""
    statement = select(HireReport).where(HireReport.id == report_id)
    report = session.exec(statement.with_for_update() if lock else statement).first()
    if report is None:
        raise NotFoundError(mark("There is no such report."))
    return report, get_production(session, report.production_id, contact_id=contact_id)


def list_reports(session: Session, production_id: int) -> list[HireReport]:
    """Return a production's reports by number."""
    statement = select(HireReport).where(HireReport.production_id == production_id)
    return list(session.exec(statement.order_by(col(HireReport.number))))


def list_signed_reports(session: Session) -> list[tuple[HireReport, Production]]:
    """Return every signed report with its production, in the order of their signing."""
    statement = (
        select(HireReport, Production)
        .join(Production, col(Production.id) == col(HireReport.production_id))
        .where(HireReport.status == ReportStatus.SIGNED)
        .order_by(col(HireReport.signed_at), col(HireReport.id))
    )
    return list(session.exec(statement))


def find_last_number(session: Session, production_id: int) -> int:
    """Return the highest number of a production's reports; 0 where there is none."""
    statement = select(func.max(HireReport.number)).where(HireReport.production_id == production_id)
    return session.exec(statement).one() or 0


def list_lines(session: Session, report_id: int) -> list[HireLine]:
    """Return a report's lines and their corrections, as they were written."""
    statement = select(HireLine).where(HireLine.report_id == report_id)
    return list(session.exec(statement.order_by(col(HireLine.id))))


def list_signed_lines(session: Session, production_id: int, crew_member_id: int) -> list[HireLine]:
    """Return a person's lines and corrections in all signed reports of a production."""
    statement = (
        select(HireLine)
        .join(HireReport, col(HireReport.id) == col(HireLine.report_id))
        .where(
            HireReport.production_id == production_id,
            HireReport.status == ReportStatus.SIGNED,
            HireLine.crew_member_id == crew_member_id,
        )
        .order_by(col(HireLine.id))
    )
    return list(session.exec(statement))


def list_signed_of(
    session: Session, crew_member_ids: Collection[int]
) -> list[tuple[HireReport, Production, list[HireLine]]]:
    """Return the signed reports with lines of these people, in the order of signing, each with those lines."""
    statement = (
        select(HireReport, Production, HireLine)
        .join(Production, col(Production.id) == col(HireReport.production_id))
        .join(HireLine, col(HireLine.report_id) == col(HireReport.id))
        .where(HireReport.status == ReportStatus.SIGNED, col(HireLine.crew_member_id).in_(crew_member_ids))
        .order_by(col(HireReport.signed_at), col(HireReport.id), col(HireLine.id))
    )
    found: dict[int, tuple[HireReport, Production, list[HireLine]]] = {}
    for report, production, line in session.exec(statement):
        found.setdefault(report.id or 0, (report, production, []))[2].append(line)
    return list(found.values())


def get_line(session: Session, report_id: int, line_id: int) -> HireLine:
    """Return a line of a report; NotFoundError where it is not one of it."""
    line = session.get(HireLine, line_id)
    if line is None or line.report_id != report_id:
        raise NotFoundError(mark("There is no such line in this report."))
    return line


def list_people(session: Session, crew_member_ids: Collection[int]) -> dict[int, CrewMember]:
    """Return people by id, also those who were erased."""
    statement = select(CrewMember).where(col(CrewMember.id).in_(crew_member_ids))
    return {member.id or 0: member for member in session.exec(statement)}


def list_work(session: Session, production_id: int) -> list[WorkRow]:
    """Return a production's bookings that were not cancelled, with their days; completed ones keep theirs."""
    found = list(
        session.execute(
            sa.select(Booking, CrewMember, Position)
            .join(CrewMember, col(CrewMember.id) == col(Booking.crew_member_id))
            .outerjoin(Position, col(Position.id) == col(Booking.position_id))
            .where(col(Booking.production_id) == production_id, col(Booking.status).in_(WORKED))
            .order_by(col(Booking.id))
        )
    )
    spans: dict[int, list[BookingSpan]] = {booking.id: [] for booking, _, _ in found}
    statement = select(BookingSpan).where(col(BookingSpan.booking_id).in_(spans))
    for span in session.exec(statement.order_by(col(BookingSpan.starts_on), col(BookingSpan.id))):
        spans[span.booking_id].append(span)
    return [WorkRow(booking, member, position, tuple(spans[booking.id])) for booking, member, position in found]


def list_evidence(session: Session, crew_member_ids: Collection[int]) -> dict[int, list[ResidenceEvidence]]:
    """Return what proves where people live, by person, what is valid longest first."""
    found: dict[int, list[ResidenceEvidence]] = {}
    statement = select(ResidenceEvidence).where(col(ResidenceEvidence.crew_member_id).in_(crew_member_ids))
    for row in session.exec(
        statement.order_by(col(ResidenceEvidence.valid_until_on).desc(), col(ResidenceEvidence.id))
    ):
        found.setdefault(row.crew_member_id, []).append(row)
    return found


def list_homes(session: Session, crew_member_ids: Collection[int]) -> dict[int, list[str]]:
    """Return the places besides their base where people work as locals, by person."""
    found: dict[int, list[str]] = {}
    for base in session.exec(select(WorkBase).where(col(WorkBase.crew_member_id).in_(crew_member_ids))):
        found.setdefault(base.crew_member_id, []).append(base.place)
    return found


def list_learning(session: Session, production_id: int) -> Mapping[tuple[int, str], str]:
    """Return who learnt a role on a production by placement: (person, role) -> the course's programme, if known."""
    statement = (
        sa.select(col(Placement.crew_member_id), col(Placement.role_id), sa.func.coalesce(Course.programme, ""))
        .outerjoin(Course, col(Course.id) == col(Placement.course_id))
        .where(col(Placement.production_id) == production_id)
    )
    return {(person, role): programme for person, role, programme in session.execute(statement)}


def find_first_day(session: Session, production_id: int) -> date | None:
    """Return the first day that anybody was booked by a production."""
    statement = (
        select(func.min(BookingSpan.starts_on))
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .where(Booking.production_id == production_id, col(Booking.status).in_(WORKED))
    )
    return session.exec(statement).one()
