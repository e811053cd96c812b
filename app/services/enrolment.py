"""People come into a cohort and leave it: they ask, staff take them in, they get a seat or wait for one."""

from dataclasses import dataclass, field

from sqlmodel import Session

from app.contacts import normal_email, normal_phone
from app.errors import ConflictError, InvalidInputError, LlamadoError
from app.messages import mark
from app.models.credit import Course, CourseStatus, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewSource
from app.queries.account import find_account_by_email
from app.queries.course import find_record, get_course
from app.queries.crew import find_crew_member_by_email, find_crew_member_by_phone, get_crew_member
from app.queries.shortlist import search_members
from app.services.audit import Actor, record_audit, touch_roster
from app.services.course import LIVE
from app.services.crew import create_crew_member, is_gone
from app.services.crew_account import open_crew_account
from app.services.enrol_list import Typed, read_people
from app.services.imports.names import split_name
from app.services.notice import tell_person
from app.services.seats import fill_free_seats, move_record, seat_or_queue
from matching.text import fold

_COMES_BACK = frozenset({TrainingResult.ASKED, TrainingResult.DROPPED_OUT})
MOST_AT_ONCE = 200
GAVE_BACK = mark("Gave the seat back")
NO_SEAT_SUBJECT = mark("No seat this time: %(course)s")
NO_SEAT_TEXT = mark(
    "Hello %(name)s,\n\nThere is no seat for you in “%(course)s” this time. "
    "The next cohorts stand on your page as soon as they take people in.\n"
)


@dataclass
class Taken:
    """What became of several people who were to be taken in at once; `problems` are lines with the error."""

    seated: list[int] = field(default_factory=list)
    waiting: list[int] = field(default_factory=list)
    drafted: list[int] = field(default_factory=list)
    problems: list[tuple[str, LlamadoError]] = field(default_factory=list)


def ask_for_seat(session: Session, actor: Actor, *, course_id: int, crew_member_id: int) -> TrainingRecord:
    """Ask for a seat in a cohort that takes people in; staff then take the person in. Asking twice is asking once."""
    course = get_course(session, course_id, lock=True)
    if course.status is not CourseStatus.OPEN:
        raise ConflictError(mark("This course takes nobody in at the moment."))
    member = get_crew_member(session, crew_member_id)
    record = find_record(session, course_id, crew_member_id)
    if record is not None and record.result is not TrainingResult.DROPPED_OUT:
        return record
    if is_gone(member):
        raise ConflictError(mark("This person has left the registry."))
    if record is None:
        record = _open_record(session, actor, course_id, crew_member_id)
    move_record(session, actor, record, TrainingResult.ASKED, queued_at=actor.at, dropped_reason="")
    return record


def enrol(session: Session, actor: Actor, *, course_id: int, crew_member_id: int) -> TrainingRecord:
    """Take a person in: a seat where one is free, else the end of the waiting list.

    ConflictError where the cohort is over or cancelled, where they are in it already, or have left the registry.
    """
    course = get_course(session, course_id, lock=True)
    if course.status not in LIVE:
        raise ConflictError(mark("This course is over: nobody can be taken in."))
    if is_gone(get_crew_member(session, crew_member_id)):
        raise ConflictError(mark("This person has left the registry."))
    record = find_record(session, course_id, crew_member_id)
    if record is not None and record.result not in _COMES_BACK:
        raise ConflictError(mark("This person is on the list already."))
    if record is None:
        record = _open_record(session, actor, course_id, crew_member_id)
    seat_or_queue(session, actor, course, record)
    return record


def enrol_pasted(session: Session, actor: Actor, *, course_id: int, text: str) -> Taken:
    """Take in everybody in a pasted list, one a line with name, e-mail, phone in any order.

    Who is not in the registry yet becomes a draft of it (source: academy). What can't be done for one line does not
    keep the others out; a name alone that somebody in the registry has is left for staff to decide.
    """
    people = read_people(text)
    if not people:
        raise InvalidInputError(mark("Paste one person a line: name, e-mail, phone."))
    if len(people) > MOST_AT_ONCE:
        raise InvalidInputError(mark("At most %(most)s people at once. Paste the rest afterwards."), most=MOST_AT_ONCE)
    get_course(session, course_id, lock=True)
    taken = Taken()
    for typed in people:
        try:
            _take(session, actor, course_id, typed, taken)
        except LlamadoError as error:
            taken.problems.append((typed.line, error))
    return taken


def _take(session: Session, actor: Actor, course_id: int, typed: Typed, taken: Taken) -> None:
    member = _find(session, typed)
    if member is None:
        course = get_course(session, course_id)
        if course.status not in LIVE:
            raise ConflictError(mark("This course is over: nobody can be taken in."))
        member = _draft(session, actor, typed, fictional=course.fictional)
        taken.drafted.append(member.id or 0)
    record = enrol(session, actor, course_id=course_id, crew_member_id=member.id or 0)
    (taken.seated if record.result is TrainingResult.ENROLLED else taken.waiting).append(member.id or 0)


def _find(session: Session, typed: Typed) -> CrewMember | None:
    """Return who this is by e-mail, then by phone; InvalidInputError where only the name says so."""
    email, phone = normal_email(typed.email), normal_phone(typed.phone)
    if typed.email and email is None:
        raise InvalidInputError(mark("%(value)s is no e-mail address."), value=typed.email)
    if typed.phone and phone is None:
        raise InvalidInputError(mark("%(value)s is no phone number."), value=typed.phone)
    found = find_crew_member_by_email(session, email) if email else None
    if found is None and phone:
        found = find_crew_member_by_phone(session, phone)
    if found is not None or email or phone:
        return found
    name = fold(typed.name)
    same = [each for each in search_members(session, name, 5) if fold(f"{each.given_name} {each.surname}") == name]
    if same:
        raise InvalidInputError(
            mark("%(name)s (No. %(number)s) is in the registry: search for them, or add an e-mail or phone."),
            name=same[0].name,
            number=same[0].id,
        )
    return None


def _draft(session: Session, actor: Actor, typed: Typed, *, fictional: bool) -> CrewMember:
    if not typed.name:
        raise InvalidInputError(mark("Nobody with this address is in the registry: write the name too."))
    given, surname, _ = split_name(typed.name)
    member = create_crew_member(
        session,
        actor,
        given_name=given[:120],
        surname=surname[:160],
        email=normal_email(typed.email),
        phone=normal_phone(typed.phone),
        source=CrewSource.ACADEMY,
        fictional=fictional,
    )
    if member.email and find_account_by_email(session, member.email) is None:
        open_crew_account(session, actor, crew_member_id=member.id or 0)  # so that they can complete it themselves
    return member


def give_seat_back(session: Session, actor: Actor, *, course_id: int, crew_member_id: int) -> None:
    """Leave a cohort by one's own wish before a result is written: out of the list, or the seat to the next."""
    course = get_course(session, course_id, lock=True)
    record = find_record(session, course_id, crew_member_id)
    if record is None:
        return
    if record.result in {TrainingResult.ASKED, TrainingResult.WAITING}:
        remove_from_list(session, actor, course, record)
    elif record.result is TrainingResult.ENROLLED and course.status in LIVE:
        reason = GAVE_BACK
        move_record(session, actor, record, TrainingResult.DROPPED_OUT, queued_at=None, dropped_reason=reason)
        fill_free_seats(session, actor, course)
    else:
        raise ConflictError(mark("This course is over. Ask the commission to correct your record."))


def remove_from_list(session: Session, actor: Actor, course: Course, record: TrainingRecord) -> None:
    """Take somebody who asked or waits off the list."""
    if record.result not in {TrainingResult.ASKED, TrainingResult.WAITING}:
        raise ConflictError(mark("This person has a seat. Write that they dropped out, with the reason."))
    record_audit(
        session,
        actor,
        "training:seat:removed",
        subject_kind="training_record",
        subject_id=record.id,
        crew_member_id=record.crew_member_id,
        before={"course_id": course.id, "result": record.result},
    )
    touch_roster(session, actor.at, record.crew_member_id)
    session.delete(record)
    session.flush()


def refuse(session: Session, actor: Actor, course: Course, record: TrainingRecord) -> None:
    """Take somebody who asked or waits off the list and tell them so."""
    remove_from_list(session, actor, course, record)
    member = get_crew_member(session, record.crew_member_id)
    tell_person(session, actor, member, subject=NO_SEAT_SUBJECT, text=NO_SEAT_TEXT, course=course.name)


def _open_record(session: Session, actor: Actor, course_id: int, crew_member_id: int) -> TrainingRecord:
    """Put a person on the list; how they stand on it is said next."""
    record = TrainingRecord(
        crew_member_id=crew_member_id, course_id=course_id, result=TrainingResult.ASKED, queued_at=actor.at
    )
    session.add(record)
    session.flush()
    return record
