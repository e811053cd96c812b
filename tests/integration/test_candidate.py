"""Candidates picked, dropped and moved: the crew list follows, on both engines."""

import pytest
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.need import Need, Position
from app.models.shortlist import CandidateDecision, CandidateKind, Proposal, ProposalStatus, UnfilledReason
from app.models.trust import AuditEvent
from app.queries.shortlist import find_latest_shortlist, list_entries, list_positions
from app.services.audit import Actor
from app.services.candidate import (
    drop_candidate,
    note_candidate,
    pick_candidate,
    shift_candidate,
    undo_decision,
)
from app.services.match import match_need
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import NOW, TODAY, make_need

ACTOR = Actor.command("test", NOW)


@pytest.fixture
def need_id(engine: Engine) -> int:
    """Return a matched need of three lines that compete for the same people on the same days."""
    with write_transaction(engine) as session:
        write_demo(session, crew=700, seed=5, today=TODAY, notice_version="1")
        need = make_need(session, ("production-assistant",) * 3, quantity=2, trainee_slots=1)
        match_need(session, ACTOR, need, today=TODAY)
        return need.id or 0


class Board:
    """A need's lines and who stands on them, read anew each time."""

    def __init__(self, session: Session, need_id: int) -> None:
        self.session = session
        self.need = session.get_one(Need, need_id)
        self.lines = [row.id or 0 for row in list_positions(session, need_id)]

    def standing(self, line: int, *, trainee: bool = False) -> list[int | None]:
        mine = select(Proposal).where(Proposal.position_id == line, Proposal.trainee == trainee)
        return [row.crew_member_id for row in self.session.exec(mine.order_by(col(Proposal.slot)))]

    def everyone(self) -> list[int]:
        slots = self.session.exec(select(Proposal).where(col(Proposal.position_id).in_(self.lines)))
        return [row.crew_member_id for row in slots if row.crew_member_id is not None]

    def candidates(self, line: int) -> list[int]:
        shortlist = find_latest_shortlist(self.session, line)
        assert shortlist is not None
        entries = list_entries(self.session, shortlist.id or 0)
        return [entry.crew_member_id for entry in entries if entry.kind is not CandidateKind.TRAINEE]

    def spare(self, line: int) -> int:
        """Return the best candidate of a line who stands nowhere."""
        return next(person for person in self.candidates(line) if person not in self.everyone())


def test_a_pick_takes_the_place_of_the_last_who_was_only_proposed(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[0]
        first, last = board.standing(line)
        spare = board.spare(line)
        pick_candidate(session, ACTOR, board.need, line, spare)
        assert set(board.standing(line)) == {first, spare}
        picked = session.exec(select(Proposal.status).where(Proposal.crew_member_id == spare)).one()
        assert picked is ProposalStatus.PICKED
        assert last not in board.standing(line)
        assert len(board.everyone()) == len(set(board.everyone()))


def test_whoever_is_picked_leaves_the_other_line_of_these_days_and_it_refills(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        one, other = board.lines[:2]
        moved = next(person for person in board.standing(other) if person in board.candidates(one))
        assert moved is not None
        pick_candidate(session, ACTOR, board.need, one, moved)
        assert moved in board.standing(one)
        assert moved not in board.standing(other)
        assert None not in board.standing(other)
        assert len(board.everyone()) == len(set(board.everyone()))


def test_nobody_is_picked_twice_on_a_day(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        one, other = board.lines[:2]
        person = next(each for each in board.standing(other) if each in board.candidates(one))
        assert person is not None
        pick_candidate(session, ACTOR, board.need, other, person)
        with pytest.raises(ConflictError, match="picked for another line"):
            pick_candidate(session, ACTOR, board.need, one, person)


def test_a_line_whose_places_are_all_picked_takes_no_more(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[0]
        for person in board.standing(line):
            pick_candidate(session, ACTOR, board.need, line, person or 0)
        with pytest.raises(ConflictError, match="Every place"):
            pick_candidate(session, ACTOR, board.need, line, board.spare(line))


def test_the_next_best_who_is_free_takes_a_dropped_persons_place(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[2]
        gone, stays = board.standing(line)
        spare = board.spare(line)
        drop_candidate(session, ACTOR, board.need, line, gone or 0, reason="has another project")
        assert board.standing(line) == [spare, stays]
        row = session.exec(select(CandidateDecision).where(CandidateDecision.crew_member_id == gone)).one()
        assert row.reason == "has another project"


def test_a_drop_needs_a_reason(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        with pytest.raises(InvalidInputError):
            drop_candidate(
                session, ACTOR, board.need, board.lines[0], board.standing(board.lines[0])[0] or 0, reason=" "
            )


def test_a_drop_taken_back_puts_the_person_where_they_stood(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[2]
        before = board.standing(line)
        drop_candidate(session, ACTOR, board.need, line, before[0] or 0, reason="by mistake")
        undo_decision(session, ACTOR, board.need, line, before[0] or 0)
        assert set(board.standing(line)) == set(before)


def test_a_pick_taken_back_restores_the_best_of_the_line(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[2]
        before = board.standing(line)
        spare = board.spare(line)
        pick_candidate(session, ACTOR, board.need, line, spare)
        undo_decision(session, ACTOR, board.need, line, spare)
        assert set(board.standing(line)) == set(before)


def test_a_line_with_everyone_dropped_says_so(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[2]
        for person in board.candidates(line):
            drop_candidate(session, ACTOR, board.need, line, person, reason="not a fit")
        assert board.standing(line) == [None, None]
        slots = session.exec(select(Proposal).where(Proposal.position_id == line, Proposal.trainee == False)).all()  # noqa: E712 - a column
        assert {slot.unfilled_reason for slot in slots} == {UnfilledReason.DROPPED}
        assert all(slot.unfilled_detail for slot in slots)


def test_who_is_moved_to_the_top_is_proposed(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[2]
        spare = board.spare(line)
        for _ in range(board.candidates(line).index(spare)):
            shift_candidate(session, ACTOR, board.need, line, spare, step=-1)
        assert spare in board.standing(line)


def test_a_note_stays_through_a_pick_and_is_audited(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        line = board.lines[0]
        person = board.standing(line)[0] or 0
        note_candidate(session, ACTOR, board.need, line, person, note=" speaks with the DP ")
        pick_candidate(session, ACTOR, board.need, line, person)
        row = session.exec(select(CandidateDecision).where(CandidateDecision.crew_member_id == person)).one()
        assert row.note == "speaks with the DP"
        events = session.exec(select(AuditEvent.action).where(AuditEvent.crew_member_id == person)).all()
        assert "need:candidate:noted" in events


def test_strangers_to_the_line_or_the_need_are_refused(engine: Engine, need_id: int) -> None:
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        with pytest.raises(NotFoundError):
            pick_candidate(session, ACTOR, board.need, board.lines[0], 2_000_000)
        other = make_need(session, ("gaffer",))
        with pytest.raises(NotFoundError):
            note_candidate(session, ACTOR, other, board.lines[0], board.standing(board.lines[0])[0] or 0, note="x")
        with pytest.raises(NotFoundError):
            shift_candidate(session, ACTOR, other, board.lines[0], board.standing(board.lines[0])[0] or 0, step=1)


def test_whatever_is_decided_nobody_stands_twice_on_a_day(engine: Engine, need_id: int) -> None:
    """A walk of picks, drops and take-backs over lines that share people and days."""
    with write_transaction(engine) as session:
        board = Board(session, need_id)
        slots = len(session.exec(select(Proposal).where(col(Proposal.position_id).in_(board.lines))).all())
        for step in range(24):
            line = board.lines[step % 3]
            people = board.candidates(line)
            person = people[(5 * step) % min(9, len(people))]
            try:
                if step % 4 == 3:
                    undo_decision(session, ACTOR, board.need, line, person)
                elif step % 2:
                    drop_candidate(session, ACTOR, board.need, line, person, reason="walk")
                else:
                    pick_candidate(session, ACTOR, board.need, line, person)
            except ConflictError:
                continue
            assert len(board.everyone()) == len(set(board.everyone()))
        rows = session.exec(select(Proposal).where(col(Proposal.position_id).in_(board.lines))).all()
        assert len(rows) == slots
        assert all((row.crew_member_id is None) == (row.status is ProposalStatus.OPEN) for row in rows)
        assert all(row.unfilled_reason for row in rows if row.crew_member_id is None)
        assert session.exec(select(Position).where(Position.need_id == need_id)).all()
