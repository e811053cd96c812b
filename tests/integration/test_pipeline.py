"""The pipeline from the rows: who completed, was put forward, hired, hired again."""

from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Session

from app.models.availability import Booking, BookingStatus
from app.models.credit import Credit, CreditVerification, Title, TrainingResult
from app.models.crew import CrewStatus
from app.models.placement import Placement
from app.models.production import ProductionKind
from app.models.shortlist import Referral
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.pipeline import Step, pipeline
from app.services.results import Outcome
from tests.conftest import NOW, TODAY
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.production import make_production
from tests.factories.training import make_course, take_in, write

DONE, LEFT = Outcome(TrainingResult.COMPLETED), Outcome(TrainingResult.DROPPED_OUT, "Moved away")


def _book(session: Session, person: int, at: datetime, role: str = "gaffer", **values: Any) -> Booking:
    show = make_production(session)
    booking = Booking(crew_member_id=person, production_id=show.id or 0, role_id=role, confirmed_at=at, **values)
    session.add(booking)
    session.flush()
    return booking


def _credit(session: Session, person: int, year: int, verification: CreditVerification) -> None:
    title = Title(name="La lluvia", key=f"la lluvia {year}", kind=ProductionKind.SHORT, year=year)
    session.add(title)
    session.flush()
    session.add(Credit(crew_member_id=person, title_id=title.id or 0, role_id="grip", verification=verification))
    session.flush()


def test_each_person_stands_at_every_step_that_they_reached(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=None)
    drop, draft, shown, once, twice = (
        take_in(session, actor, course, status=CrewStatus.DRAFT if n == 1 else CrewStatus.ACTIVE) for n in range(5)
    )
    write(session, actor, drop, LEFT)
    for record in (draft, shown, once, twice):
        write(session, actor, record, DONE)
    (position,) = list_positions(session, make_need(session, ("gaffer",)).id or 0)
    session.add(Referral(crew_member_id=shown.crew_member_id, position_id=position.id or 0, rank=1, listed_at=NOW))
    _book(session, once.crew_member_id, datetime(2026, 11, 9, tzinfo=UTC), "grip")
    for day in (9, 20):
        _book(session, twice.crew_member_id, datetime(2026, 11, day, tzinfo=UTC))
    (found,) = pipeline(session, today=TODAY)
    reached = {step: set(found.funnel.people[step]) for step in Step}
    people = [each.crew_member_id for each in (drop, draft, shown, once, twice)]
    assert reached == {
        Step.ENROLLED: set(people),
        Step.COMPLETED: set(people[1:]),
        Step.REGISTERED: set(people[2:]),
        Step.SHORTLISTED: set(people[2:]),
        Step.HIRED: set(people[3:]),
        Step.HIRED_AGAIN: {people[4]},
        Step.HIRED_SOON: set(people[3:]),
        Step.HIRED_IN_ROLE: {people[4]},
    }
    assert found.funnel.cost_per_hire_centavos == 5 * 800_000 // 2
    assert (found.taken, found.waiting, found.free) == (4, 0, None)


def test_cancelled_bookings_placements_and_a_persons_own_word_are_no_hires(session: Session, actor: Actor) -> None:
    ended = date(2025, 6, 30)
    course = make_course(session, actor, starts_on=date(2025, 6, 1), ends_on=ended)
    first, second = take_in(session, actor, course), take_in(session, actor, course)
    for record in (first, second):
        write(session, actor, record, DONE)
    at = datetime(2026, 5, 4, tzinfo=UTC)
    _book(session, first.crew_member_id, at, status=BookingStatus.CANCELLED)
    placed = _book(session, first.crew_member_id, at)
    session.add(
        Placement(
            crew_member_id=first.crew_member_id,
            role_id="gaffer",
            mentor_id=make_crew_member(session, "gaffer").id or 0,
            production_id=placed.production_id,
            booking_id=placed.id,
            starts_on=at.date(),
            ends_on=at.date(),
            made_at=NOW,
        )
    )
    _credit(session, first.crew_member_id, 2026, CreditVerification.NONE)
    _credit(session, second.crew_member_id, 2026, CreditVerification.COMMISSION)
    (found,) = pipeline(session, today=TODAY, programme="Jalisco Lab")
    assert found.funnel.people[Step.HIRED] == (second.crew_member_id,)
    assert found.funnel.days_to_hire == ((TODAY - ended).days,)
    assert found.funnel.count(Step.HIRED_SOON) == 0
    assert pipeline(session, today=TODAY, programme="UdeG") == []
