"""Many lines looked at in one go: the same answers as line by line, with as few reads however many lines there are."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session

from app.db import reading, write_transaction
from app.errors import ConflictError
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewStatus
from app.models.need import Need, NeedStatus, Position
from app.models.plan import Plan
from app.services.askable import AskableCheck, list_askable
from app.services.audit import Actor
from app.services.plan.offers import preview_offers, turn_into_offers
from tests.factories.crew import make_crew_member
from tests.factories.offer import DAY, ask, book, days, hold, make_gaffer, make_position
from tests.factories.plans import draft, key_of, make_line, make_people, staff, work
from tests.factories.production import make_production

MOST_READS = 60


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Yield a list that fills with the statements that reach the database."""
    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def make_registry(session: Session, actor: Actor) -> tuple[list[Position], list[CrewMember]]:
    """Make lines of two productions and people against whom something different speaks on each."""
    show = make_production(session)
    lines = [make_position(session, days(first, first + 4), production=show) for first in (0, 3, 20)]
    lines += [make_position(session, days(0, 9)), make_position(session, days(12, 13)), make_position(session)]
    session.get_one(Need, lines[-1].need_id).status = NeedStatus.RECEIVED
    lines.append(make_position(session, days(0, 9), free_days=2))
    people = [make_gaffer(session, most_offers_a_week=most) for most in (None, None, None, None, 0, None, None)]
    people.append(make_crew_member(session, "hair-stylist"))
    people[5].status = CrewStatus.PAUSED
    book(session, actor, people[0], days(8, 12))
    hold(session, actor, people[1], position=lines[0])
    ask(session, actor, lines[1], people[2], people[6])
    for kind, later in ((StatementKind.UNAVAILABLE, 0), (StatementKind.AVAILABLE, 1)):
        session.add(
            Statement(
                crew_member_id=people[3].id or 0,
                kind=kind,
                starts_on=DAY + timedelta(days=4 - 2 * later),
                ends_on=DAY + timedelta(days=21 - 17 * later),
                stated_at=actor.at + timedelta(minutes=later),
                valid_until_on=DAY + timedelta(days=60),
                source=StatementSource.SELF,
            )
        )
    session.flush()
    return lines, people


def test_many_lines_at_once_are_answered_as_each_line_is(session: Session, actor: Actor) -> None:
    lines, people = make_registry(session, actor)
    ids = [each.id or 0 for each in people]
    check = AskableCheck(session, [(line, ids) for line in lines], actor.at)
    told = {line.code + str(line.id): [str(one.reason or "") for one in check.people_of(line, ids)] for line in lines}
    assert told == {
        line.code + str(line.id): [
            str(one.reason or "") for one in list_askable(session, position=line, crew_member_ids=ids, now=actor.at)
        ]
        for line in lines
    }
    reasons = {reason.replace(people[at].name, "X") for row in told.values() for at, reason in enumerate(row)}
    assert len(reasons) == 11


def test_a_preview_of_many_lines_reads_as_little_as_one_of_few(engine: Engine) -> None:
    counts = []
    for number in (1, 6):
        with write_transaction(engine) as session:
            make_people(session, number)
            first = make_line(session)
            rest = [make_line(session, need_id=first.need_id) for _ in range(number - 1)]
            plan = draft(session, first, *rest)
        plan = work(engine, plan.id)
        with reading(engine) as session, counted(engine) as seen:
            found = preview_offers(session, session.get_one(Plan, plan.id), now=staff().at)
        assert len(found.lines) == found.asked == number
        counts.append(len(seen))
    assert counts[0] <= MOST_READS
    assert counts[1] == counts[0]


def test_what_one_step_asks_counts_towards_what_people_want_in_a_week(engine: Engine) -> None:
    with write_transaction(engine) as session:
        [person] = make_people(session, 1)
        person.most_offers_a_week = 1
        first, second = make_line(session), make_line(session, 60, 69)
        plan = draft(session, first, second)
    plan = work(engine, plan.id)
    with write_transaction(engine) as session:
        assert preview_offers(session, session.get_one(Plan, plan.id), now=staff().at).asked == 2
    with pytest.raises(ConflictError, match="1 times within a week"), write_transaction(engine) as session:
        turn_into_offers(
            session,
            staff(),
            session.get_one(Plan, plan.id),
            line_keys=[key_of(first), key_of(second)],
            answer_hours=24,
            tells_title=False,
            note="",
            form_key="form-1",
        )
