"""Seats of a cohort: never more than there are, who waits moves up, results and what follows from them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, func, select, update

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError
from app.models.account import Account
from app.models.credit import SEATED, CourseStatus, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewRole, CrewSource, CrewStatus, Seniority
from app.models.message import Message
from app.models.trust import AuditEvent
from app.queries.course import find_certificate
from app.services.audit import Actor
from app.services.certificate import issue_certificates
from app.services.course import change_course
from app.services.crew_rows import RowKind, add_row
from app.services.enrolment import ask_for_seat, enrol, enrol_pasted, give_seat_back, refuse
from app.services.results import Outcome
from app.services.training import remove_training
from tests.factories.crew import make_crew_member
from tests.factories.training import make_course, take_in, write

LEFT = Outcome(TrainingResult.DROPPED_OUT, "Found work")
DONE = Outcome(TrainingResult.COMPLETED)


def test_who_comes_after_the_last_seat_waits_and_moves_up_when_one_frees(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=1)
    first = take_in(session, actor, course)
    later = Actor.command("test", actor.at + timedelta(minutes=1))
    second, third = take_in(session, later, course, email="b@example.org"), take_in(session, later, course)
    assert [each.result for each in (first, second, third)] == ["enrolled", "waiting", "waiting"]
    write(session, actor, first, LEFT)
    assert [each.result for each in (first, second, third)] == ["dropped_out", "enrolled", "waiting"]
    told = session.exec(select(Message)).all()
    assert [message.to_address for message in told] == ["b@example.org"]


def test_more_seats_let_in_who_waits_and_fewer_than_taken_are_refused(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=1)
    take_in(session, actor, course)
    waiting = take_in(session, actor, course)
    change_course(session, actor, course_id=course.id or 0, seats=2)
    assert waiting.result is TrainingResult.ENROLLED
    with pytest.raises(ConflictError, match="2 people have a seat"):
        change_course(session, actor, course_id=course.id or 0, seats=1)


def test_a_seat_given_back_or_a_record_taken_out_goes_to_the_next(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=2)
    first, second = take_in(session, actor, course), take_in(session, actor, course)
    third, fourth = take_in(session, actor, course), take_in(session, actor, course)
    give_seat_back(session, actor, course_id=course.id or 0, crew_member_id=first.crew_member_id)
    assert (first.result, third.result) == ("dropped_out", "enrolled")
    remove_training(session, actor, crew_member_id=second.crew_member_id, row_id=second.id or 0)
    assert fourth.result is TrainingResult.ENROLLED


def test_the_profile_gives_no_seat_that_the_cohort_has_not(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=1)
    take_in(session, actor, course)
    person = make_crew_member(session)
    values = {"course_id": course.id, "result": TrainingResult.ENROLLED}
    with pytest.raises(ConflictError, match="All 1 seats"):
        add_row(session, actor, crew_member_id=person.id or 0, listing=RowKind.TRAINING, **values)


def test_six_writers_at_once_never_take_more_seats_than_there_are(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        course_id = make_course(session, actor, seats=2).id or 0
        people = [make_crew_member(session).id or 0 for _ in range(6)]

    def take(person: int) -> None:
        with write_transaction(engine) as own:
            enrol(own, actor, course_id=course_id, crew_member_id=person)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(take, people))
    with Session(engine) as session:
        counted = select(TrainingRecord.result, func.count()).group_by(TrainingRecord.result)
        assert dict(session.exec(counted).all()) == {"enrolled": 2, "waiting": 4}


def test_two_who_leave_and_two_who_come_at_once_leave_no_seat_empty(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        course = make_course(session, actor, seats=2)
        course_id = course.id or 0
        seated = [take_in(session, actor, course) for _ in range(2)]
        leaving = [record.crew_member_id for record in seated]
        coming = [make_crew_member(session).id or 0 for _ in range(3)]

    def move(person: int) -> None:
        with write_transaction(engine) as own:
            if person in leaving:
                give_seat_back(own, actor, course_id=course_id, crew_member_id=person)
            else:
                enrol(own, actor, course_id=course_id, crew_member_id=person)

    with ThreadPoolExecutor(5) as pool:
        list(pool.map(move, [*coming, *leaving]))
    with Session(engine) as session:
        in_it = session.exec(select(TrainingRecord.crew_member_id).where(col(TrainingRecord.result).in_(SEATED))).all()
    assert len(in_it) == 2
    assert set(in_it) < set(coming)


def test_asking_is_for_open_cohorts_and_asking_twice_is_asking_once(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, status=CourseStatus.OPEN)
    person = make_crew_member(session).id or 0
    asked = [ask_for_seat(session, actor, course_id=course.id or 0, crew_member_id=person) for _ in range(2)]
    assert asked[0].id == asked[1].id
    assert asked[0].result is TrainingResult.ASKED
    assert enrol(session, actor, course_id=course.id or 0, crew_member_id=person).result is TrainingResult.ENROLLED
    with pytest.raises(ConflictError, match="on the list already"):
        enrol(session, actor, course_id=course.id or 0, crew_member_id=person)
    change_course(session, actor, course_id=course.id or 0, status=CourseStatus.FINISHED)
    with pytest.raises(ConflictError, match="takes nobody in"):
        ask_for_seat(session, actor, course_id=course.id or 0, crew_member_id=person)


def test_who_gets_no_seat_is_told_and_gone_from_the_list(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, status=CourseStatus.OPEN)
    person = make_crew_member(session, email="ana@example.org").id or 0
    record = ask_for_seat(session, actor, course_id=course.id or 0, crew_member_id=person)
    refuse(session, actor, course, record)
    assert session.exec(select(TrainingRecord)).all() == []
    assert session.exec(select(Message.to_address)).all() == ["ana@example.org"]
    seated = take_in(session, actor, course)
    with pytest.raises(ConflictError, match="has a seat"):
        refuse(session, actor, course, seated)


def test_an_academys_people_can_sign_in_and_complete_their_profile(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=None)
    taken = enrol_pasted(session, actor, course_id=course.id or 0, text="Eva Gil, eva@example.org\nLuis Sol Paz")
    accounts = session.exec(select(Account.email, Account.crew_member_id)).all()
    assert accounts == [("eva@example.org", taken.drafted[0])]


def test_a_pasted_list_finds_who_is_known_and_drafts_who_is_not(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=3)
    known = make_crew_member(session, "grip", email="ana@example.org")
    namesake = make_crew_member(session, given_name="Eva", surname="Ríos Peña")
    text = "Ana L. <ana@example.org>\n2. Luis Ramos Gil, 33 1234 5678\nEva Ríos Peña\n\nsolo@example.org\nMalo, x@y"
    taken = enrol_pasted(session, actor, course_id=course.id or 0, text=text)
    assert known.id in taken.seated
    (drafted,) = taken.drafted
    luis = session.get(CrewMember, drafted)
    assert luis is not None
    assert (luis.given_name, luis.surname, luis.phone) == ("Luis", "Ramos Gil", "+523312345678")
    assert (luis.status, luis.source) == (CrewStatus.DRAFT, CrewSource.ACADEMY)
    told = {line: str(error) for line, error in taken.problems}
    assert f"(No. {namesake.id})" in told["Eva Ríos Peña"]
    assert "write the name too" in told["solo@example.org"]
    assert "is no e-mail address" in told["Malo, x@y"]


def test_completing_puts_the_roles_on_the_profile_as_in_training_and_a_correction_takes_them_back(
    session: Session, actor: Actor
) -> None:
    course = make_course(session, actor, role_ids=["gaffer", "electrician"])
    record = take_in(session, actor, course, "electrician")
    write(session, actor, record, DONE)
    held = {row.role_id: row.seniority for row in session.exec(select(CrewRole))}
    assert held == {"electrician": Seniority.EXPERIENCED, "gaffer": Seniority.TRAINING}
    assert record.completed_on == course.ends_on
    assert issue_certificates(session, actor, course_id=course.id or 0) == 1
    number = record.certificate_number
    found = find_certificate(session, number)
    assert found is not None
    assert found[0].id == record.id
    write(session, actor, record, Outcome(TrainingResult.ATTENDED))
    assert [row.role_id for row in session.exec(select(CrewRole))] == ["electrician"]
    assert find_certificate(session, number) is None


def test_results_want_a_seat_and_a_reason_for_leaving(session: Session, actor: Actor) -> None:
    course = make_course(session, actor, seats=1)
    first, second = take_in(session, actor, course), take_in(session, actor, course)
    with pytest.raises(InvalidInputError, match="why the person dropped out"):
        write(session, actor, first, Outcome(TrainingResult.DROPPED_OUT, "  "))
    with pytest.raises(ConflictError, match="a seat first"):
        write(session, actor, second, DONE)
    write(session, actor, first, LEFT)
    with pytest.raises(ConflictError, match="All 1 seats"):
        write(session, actor, first, DONE)
    planned = make_course(session, actor, status=CourseStatus.PLANNED)
    early = take_in(session, actor, planned)
    with pytest.raises(ConflictError, match="under way"):
        write(session, actor, early, DONE)


def test_each_step_leaves_an_audit_event_under_the_persons_key(session: Session, actor: Actor) -> None:
    course = make_course(session, actor)
    record = take_in(session, actor, course)
    write(session, actor, record, DONE)
    issue_certificates(session, actor, course_id=course.id or 0)
    events = session.exec(select(AuditEvent).where(AuditEvent.subject_kind == "training_record")).all()
    assert [event.action for event in events] == [
        "training:seat:enrolled",
        "training:seat:completed",
        "training:certificate:issued",
    ]
    assert all(event.encrypted and event.crew_member_id == record.crew_member_id for event in events)


@pytest.mark.parametrize(
    "values",
    [
        {"result": TrainingResult.DROPPED_OUT},
        {"certificate_issued_on": "2026-11-01"},
        {"result": TrainingResult.COMPLETED, "certificate_number": "C-1", "certificate_issued_on": "2026-11-01"},
    ],
    ids=["no reason", "no graduate", "a number that is somebody's"],
)
def test_the_database_itself_refuses(session: Session, actor: Actor, values: dict[str, object]) -> None:
    course = make_course(session, actor)
    other, record = take_in(session, actor, course), take_in(session, actor, course)
    write(session, actor, other, DONE)
    other.certificate_number, other.certificate_issued_on = "C-1", actor.at.date()
    session.flush()
    day = {name: actor.at.date() if name.endswith("_on") else value for name, value in values.items()}
    with pytest.raises(IntegrityError):
        session.exec(update(TrainingRecord).where(col(TrainingRecord.id) == record.id).values(**day))
