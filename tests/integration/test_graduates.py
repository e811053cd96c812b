"""Graduates: in training they stand beside, never in, a slot; placements, mentors, and the step to junior."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select, update

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.credit import TrainingRecord, TrainingResult
from app.models.crew import CrewRole, Seniority
from app.models.placement import Placement, PlacementOutcome
from app.models.shortlist import CandidateKind, ShortlistEntry
from app.queries.crew import list_rows
from app.queries.production import get_production
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.graduate import promote, undo_promotion
from app.services.match import match_need
from app.services.placement import Terms, cancel_placement, judge_placement, place_trainee
from app.services.positions import read_positions
from app.services.results import Outcome
from app.services.roster import read_roster
from app.services.taxonomy import get_taxonomy
from matching.rank import Matcher
from tests.conftest import TODAY
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.matched_need import make_need
from tests.factories.production import make_production
from tests.factories.training import make_course, take_in, write

FIRST, LAST = date(2026, 11, 2), date(2026, 11, 13)


def _graduate(session: Session, actor: Actor) -> TrainingRecord:
    record = take_in(session, actor, make_course(session, actor), given_name="Graciela", willing_to_travel=True)
    write(session, actor, record, Outcome(TrainingResult.COMPLETED))
    return record


def _role(session: Session, person: int) -> CrewRole:
    (row,) = list_rows(session, CrewRole, person)
    return row


def _terms(session: Session, record: TrainingRecord, **values: Any) -> Terms:
    mentor = make_crew_member(session, "gaffer", given_name="Marta")
    terms = Terms(record.crew_member_id, "gaffer", mentor.id or 0, FIRST, LAST, production_name="Otro rodaje")
    return replace(terms, **values)


def test_a_graduate_is_ranked_as_a_trainee_and_fills_no_slot_until_promoted(session: Session, actor: Actor) -> None:
    person = _graduate(session, actor).crew_member_id
    veteran = make_crew_member(session, "gaffer", willing_to_travel=True).id or 0
    need = make_need(session, ("gaffer",), quantity=2, trainee_slots=1)
    rows = list_positions(session, need.id or 0)
    (position,) = read_positions(session, need, get_production(session, need.production_id), rows)

    def ranked() -> tuple[set[int], set[int]]:
        found = Matcher(read_roster(session, today=TODAY), get_taxonomy()).rank(position)
        return {c.person for c in found.candidates}, {c.person for c in found.trainees}

    assert ranked() == ({veteran}, {person})
    match_need(session, actor, need, today=TODAY)
    listed = session.exec(select(ShortlistEntry).where(ShortlistEntry.crew_member_id == person)).all()
    assert [entry.kind for entry in listed] == [CandidateKind.TRAINEE]
    promote(session, actor, crew_member_id=person, role_id="gaffer", reason="Ran two shorts alone")
    assert ranked() == ({veteran, person}, set())


def test_promotion_wants_a_mentors_word_or_a_reason_and_can_be_undone(session: Session, actor: Actor) -> None:
    record = _graduate(session, actor)
    person = record.crew_member_id
    with pytest.raises(InvalidInputError, match="No mentor has recommended"):
        promote(session, actor, crew_member_id=person, role_id="gaffer")
    placement = place_trainee(session, actor, _terms(session, record))
    outcome = PlacementOutcome.RECOMMENDED
    judge_placement(session, actor, placement_id=placement.id or 0, outcome=outcome, on=LAST, hours=80, note="Ready")
    event_id = promote(session, actor, crew_member_id=person, role_id="gaffer")
    assert _role(session, person).seniority is Seniority.JUNIOR
    with pytest.raises(ConflictError, match="not in training"):
        promote(session, actor, crew_member_id=person, role_id="gaffer")
    assert undo_promotion(session, actor, event_id=event_id) == person
    row = _role(session, person)
    assert (row.seniority, row.verified_by) == (Seniority.TRAINING, "Jalisco Lab: Gaffers y eléctricos")
    with pytest.raises(ConflictError, match="changed since"):
        undo_promotion(session, actor, event_id=event_id)
    with pytest.raises(NotFoundError):
        undo_promotion(session, actor, event_id=event_id + 1)


def test_a_mentor_holds_the_role_in_full_and_is_somebody_else(session: Session, actor: Actor) -> None:
    record, other = _graduate(session, actor), _graduate(session, actor)
    terms = _terms(session, record)
    grip = make_crew_member(session, "grip")
    for mentor in (other.crew_member_id, grip.id or 0, record.crew_member_id):
        with pytest.raises(ConflictError, match="holds the role in full"):
            place_trainee(session, actor, replace(terms, mentor_id=mentor))
    with pytest.raises(ConflictError, match="has not been trained"):
        place_trainee(session, actor, replace(terms, crew_member_id=grip.id or 0))
    with pytest.raises(ConflictError, match="needs no placement"):
        place_trainee(session, actor, replace(_terms(session, record), crew_member_id=terms.mentor_id))
    place_trainee(session, actor, terms)
    with pytest.raises(ConflictError, match="on some of these days"):
        place_trainee(session, actor, replace(terms, starts_on=LAST, ends_on=LAST + timedelta(days=3)))


def test_a_placement_is_tied_to_the_days_that_the_production_booked(session: Session, actor: Actor) -> None:
    record, show = _graduate(session, actor), make_production(session)
    booking = make_booking(session, record.crew_member_id, show.id or 0, (FIRST, FIRST + timedelta(days=2)))
    terms = _terms(session, record, production_id=show.id, production_name="")
    placement = place_trainee(session, actor, terms)
    assert (placement.booking_id, placement.production_name) == (booking.id, "")


def test_a_placement_can_be_called_off_until_the_mentor_has_judged(session: Session, actor: Actor) -> None:
    record = _graduate(session, actor)
    terms = _terms(session, record)
    first = place_trainee(session, actor, terms)
    cancel_placement(session, actor, placement_id=first.id or 0)
    second = place_trainee(session, actor, terms)
    judged: dict[str, Any] = {"outcome": PlacementOutcome.MORE_PRACTICE, "hours": None}
    with pytest.raises(ConflictError, match="has not begun"):
        judge_placement(session, actor, placement_id=second.id or 0, on=FIRST - timedelta(days=1), **judged)
    judge_placement(session, actor, placement_id=second.id or 0, on=LAST, **judged)
    with pytest.raises(ConflictError, match="stays on record"):
        cancel_placement(session, actor, placement_id=second.id or 0)
    assert session.exec(select(Placement.id)).all() == [second.id]


@pytest.mark.parametrize("values", [{"hours": -1}, {"outcome_on": LAST}, {"production_name": ""}, {"mentor_id": None}])
def test_the_database_itself_refuses(session: Session, actor: Actor, values: dict[str, object]) -> None:
    record = _graduate(session, actor)
    place_trainee(session, actor, _terms(session, record))
    own = {name: record.crew_member_id if name == "mentor_id" else value for name, value in values.items()}
    with pytest.raises(IntegrityError):
        session.exec(update(Placement).values(**own))
