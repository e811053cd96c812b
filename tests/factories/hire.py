"""A production that wrapped, with people who worked for it, for tests of hire reports."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlmodel import Session

from app.models.availability import Booking
from app.models.crew import CrewMember, ResidenceEvidence, ResidenceEvidenceKind
from app.models.hire import HireReport
from app.models.production import Production
from app.services.audit import Actor
from app.services.hire.digest import report_code
from app.services.hire.draft import draft_report
from app.services.hire.sign import sign_report
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

FIRST, LAST = date(2026, 9, 1), date(2026, 9, 10)
SIGNED_AT = datetime(2026, 11, 2, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Wrapped:
    """Ana lives in Jalisco and proved it; Beto lives there and did not."""

    production: Production
    ana: CrewMember
    beto: CrewMember
    bookings: tuple[Booking, Booking]


def make_wrapped(session: Session, **values: object) -> Wrapped:
    """Make a production with two people booked for ten days each."""
    given = {
        "shoot_starts_on": FIRST,
        "shoot_ends_on": LAST,
        "confidential": False,
        "details": {"rules": {"local_hire_min_pct": 80}},
    }
    production = make_production(session, **{**given, **values})
    ana = make_crew_member(session, "gaffer")
    beto = make_crew_member(session, "gaffer", given_name="Beto", surname="Solís")
    session.add(
        ResidenceEvidence(
            crew_member_id=ana.id or 0,
            kind=ResidenceEvidenceKind.VOTER_CARD,
            issued_on=date(2026, 1, 1),
            valid_until_on=date(2026, 12, 31),
        )
    )
    bookings = tuple(make_booking(session, each.id or 0, production.id or 0, (FIRST, LAST)) for each in (ana, beto))
    session.flush()
    return Wrapped(production, ana, beto, (bookings[0], bookings[1]))


def make_report(session: Session, actor: Actor, wrapped: Wrapped) -> HireReport:
    """Draft the report of the whole period."""
    return draft_report(session, actor, production=wrapped.production, starts_on=FIRST, ends_on=LAST)


def sign(session: Session, wrapped: Wrapped, report: HireReport) -> HireReport:
    """Sign it."""
    code = report_code(report, wrapped.production)
    by = Actor.command("test", SIGNED_AT)
    return sign_report(session, by, report, wrapped.production, name="Eva Ríos", office="UPM", typed=code)
