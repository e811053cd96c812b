"""From a need to kept shortlists and a proposal, on both engines."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError
from app.models.availability import Statement, StatementKind, StatementSource
from app.models.crew import CrewMember, CrewRole, CrewStatus
from app.models.need import NeedStatus
from app.models.shortlist import CandidateKind, Decision, Proposal, ProposalStatus, Shortlist, UnfilledReason
from app.queries.roster import find_roster_version
from app.queries.shortlist import list_entries, list_positions, list_proposals
from app.services.audit import Actor, touch_roster
from app.services.match import match_need
from app.services.roster import get_roster, read_roster
from app.services.shortlist import (
    ask_why_not,
    decide_candidate,
    is_reproducible,
    move_candidate,
    order_entries,
    preview_weights,
    record_referrals,
    tell_entries,
)
from app.services.weights import default_weights, save_weights
from matching.roster import Roster
from matching.rows import PersonFlag
from matching.weights import Weights
from tests.factories.demo_registry import write_demo
from tests.factories.matched_need import NOW, TODAY, make_need

ACTOR = Actor.command("test", NOW)


@pytest.fixture
def registry(engine: Engine) -> Engine:
    """Return the engine with nine hundred fictional people in it."""
    with write_transaction(engine) as session:
        write_demo(session, crew=900, seed=5, today=TODAY, notice_version="1")
    return engine


def matched(session: Session, roles: tuple[str | None, ...] = ("gaffer", "key-grip"), **position: Any) -> Shortlist:
    """Match a need and return its first shortlist."""
    return match_need(session, ACTOR, make_need(session, roles, **position), today=TODAY).shortlists[0]


def first_of(session: Session, shortlist: Shortlist) -> int:
    return list_entries(session, shortlist.id or 0)[0].crew_member_id


def test_a_need_gets_shortlists_and_one_person_a_slot(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session)
        found = match_need(session, ACTOR, need, today=TODAY)
        positions = [p.id or 0 for p in list_positions(session, need.id or 0)]
        slots = list_proposals(session, positions)
        people = [slot.crew_member_id for slot in slots if slot.crew_member_id]
        assert need.status is NeedStatus.MATCHED
        assert len(found.shortlists) == 5
        assert len(slots) == 15
        assert len(people) == found.proposed == len(set(people)) > 10
        for shortlist in found.shortlists:
            listed = {entry.crew_member_id for entry in list_entries(session, shortlist.id or 0)}
            mine = {s.crew_member_id for s in slots if s.position_id == shortlist.position_id and s.crew_member_id}
            assert mine <= listed
            assert is_reproducible(session, shortlist)


def test_the_same_registry_gives_the_same_list_and_a_tampered_one_is_noticed(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session)
        first, second = (match_need(session, ACTOR, need, today=TODAY).shortlists[0] for _ in range(2))
        orders = [[(e.crew_member_id, e.score) for e in list_entries(session, s.id or 0)] for s in (first, second)]
        assert orders[0] == orders[1]
        entry = list_entries(session, first.id or 0)[0]
        entry.features = {**entry.features, "experience": 0}
        assert not is_reproducible(session, first)


def test_a_line_without_role_stays_with_its_reason(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session, ("gaffer", None), trainee_slots=0)
        match_need(session, ACTOR, need, today=TODAY)
        unread = list_positions(session, need.id or 0)[1]
        assert [s.unfilled_reason for s in list_proposals(session, [unread.id or 0])] == [
            UnfilledReason.ROLE_UNKNOWN,
            UnfilledReason.ROLE_UNKNOWN,
        ]


def test_a_dropped_candidate_is_not_listed_again_and_a_picked_one_stands(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session, ("gaffer",), trainee_slots=0)
        [shortlist] = match_need(session, ACTOR, need, today=TODAY).shortlists
        entries = list_entries(session, shortlist.id or 0)
        position, dropped, picked = shortlist.position_id, entries[0].crew_member_id, entries[3].crew_member_id
        with pytest.raises(InvalidInputError):
            decide_candidate(session, ACTOR, position, dropped, decision=Decision.DROPPED)
        decide_candidate(session, ACTOR, position, dropped, decision=Decision.DROPPED, reason="not a fit")
        decide_candidate(session, ACTOR, position, picked, decision=Decision.PICKED)
        [again] = match_need(session, ACTOR, need, today=TODAY).shortlists
        assert dropped not in {e.crew_member_id for e in list_entries(session, again.id or 0)}
        slots = list_proposals(session, [position])
        assert {s.crew_member_id: s.status for s in slots}[picked] is ProposalStatus.PICKED
        assert [e.rule for e in ask_why_not(session, position, dropped, today=TODAY).exclusions] == ["dropped"]


def test_nobody_is_picked_twice_on_a_day(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session, ("gaffer", "best-boy-electric"), trainee_slots=0)
        gaffer, best_boy = match_need(session, ACTOR, need, today=TODAY).shortlists
        person = first_of(session, gaffer)
        decide_candidate(session, ACTOR, gaffer.position_id, person, decision=Decision.PICKED)
        with pytest.raises(ConflictError):
            decide_candidate(session, ACTOR, best_boy.position_id, person, decision=Decision.PICKED)
        decide_candidate(session, ACTOR, gaffer.position_id, person, decision=None)
        decide_candidate(session, ACTOR, best_boy.position_id, person, decision=Decision.PICKED)


def test_nobody_is_looked_for_where_a_need_was_declined(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session)
        need.status = NeedStatus.DECLINED
        with pytest.raises(ConflictError):
            match_need(session, ACTOR, need, today=TODAY)


def test_a_moved_candidate_stands_where_staff_put_them(registry: Engine) -> None:
    with write_transaction(registry) as session:
        shortlist = matched(session)
        entries = list_entries(session, shortlist.id or 0)
        third = entries[2].crew_member_id
        move_candidate(session, ACTOR, shortlist.position_id, third, step=-2)
        assert order_entries(session, shortlist.position_id, entries)[0].crew_member_id == third
        assert is_reproducible(session, shortlist)


def test_being_put_forward_counts_once_for_a_position_and_against_the_next_one(registry: Engine) -> None:
    with write_transaction(registry) as session:
        shortlist = matched(session)
        person = first_of(session, shortlist)
        assert record_referrals(session, ACTOR, [(shortlist.position_id, person, 1)]) == 1
        assert record_referrals(session, ACTOR, [(shortlist.position_id, person, 1)]) == 0
        again = matched(session)
        [entry] = [e for e in list_entries(session, again.id or 0) if e.crew_member_id == person]
        assert (entry.rotation_count, entry.features["rotation"]) == (1, 500)


def test_unavailable_days_rule_out_and_say_which_days(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session, ("gaffer",))
        [shortlist] = match_need(session, ACTOR, need, today=TODAY).shortlists
        person = first_of(session, shortlist)
        assert ask_why_not(session, shortlist.position_id, person, today=TODAY).exclusions == ()
        day = list_positions(session, need.id or 0)[0].starts_on + timedelta(days=5)
        session.add(
            Statement(
                crew_member_id=person,
                kind=StatementKind.UNAVAILABLE,
                starts_on=day,
                ends_on=day,
                stated_at=NOW,
                valid_until_on=TODAY + timedelta(days=30),
                source=StatementSource.SELF,
            )
        )
        touch_roster(session, NOW, person)
        session.flush()
        answer = ask_why_not(session, shortlist.position_id, person, today=TODAY)
        assert [(e.rule, e.sentence.values["missing"]) for e in answer.exclusions] == [("days", 1)]
        assert [(s.starts_on, s.ends_on) for s in answer.missing] == [(day, day)]
        lapsed = ask_why_not(session, shortlist.position_id, person, today=TODAY + timedelta(days=31))
        assert lapsed.exclusions == ()
        assert lapsed.candidate is not None
        assert lapsed.candidate.days.unknown >= 1


def test_every_entry_can_be_told_with_reasons(registry: Engine) -> None:
    with write_transaction(registry) as session:
        shortlist = matched(session)
        [position] = [p for p in list_positions(session, 1) if p.id == shortlist.position_id]
        told = tell_entries(session, shortlist, position, list_entries(session, shortlist.id or 0))
        assert all(0 < each.percent <= 100 and each.reasons for each in told)
        assert any(each.entry.kind is CandidateKind.TRAINEE for each in told)
        for each in told:
            for reason in each.reasons:
                assert reason.detail.message % reason.detail.values


def test_new_weights_are_a_new_version_and_can_be_seen_beforehand(registry: Engine) -> None:
    with write_transaction(registry) as session:
        before = matched(session)
        values = {**default_weights(), "experience": 100, "role_fit": 0}
        changed = preview_weights(session, before, Weights.of("x", 1, values))
        assert sorted(rank for _, _, rank in changed) == list(range(1, len(changed) + 1))
        row = save_weights(session, ACTOR, name="default", weights=values, note="more experience")
        after = matched(session)
        assert (row.version, after.weight_set_id) == (2, row.id)
        assert is_reproducible(session, before)
        with pytest.raises(InvalidInputError):
            save_weights(session, ACTOR, name="default", weights={**values, "team": 101}, note="")


def same(ours: Roster, theirs: Roster) -> bool:
    """Whether two rosters say the same of everyone, row order and versions apart."""
    (mine, said), (yours, told) = (_by_person(each) for each in (ours, theirs))
    plain = [f.name for f in fields(Roster) if f.name in {"ids", "flags", "stated_on", "rotation", "credits", "kinds"}]
    return np.array_equal(said, told) and all(
        np.array_equal(getattr(ours, name)[mine], getattr(theirs, name)[yours]) for name in plain
    )


def _by_person(roster: Roster) -> tuple[NDArray[np.intp], NDArray[np.uint64]]:
    """Return the rows of all people by id, and both bits of all their days."""
    rows = np.flatnonzero(roster.flags & PersonFlag.GONE == 0)
    rows = rows[np.argsort(roster.ids[rows])]
    return rows, np.stack(roster.days.table(np.arange(roster.horizon.words), rows))


def test_a_changed_profile_is_in_the_next_roster_without_a_new_build(registry: Engine) -> None:
    with write_transaction(registry) as session:
        first = get_roster(session, today=TODAY)
        assert get_roster(session, today=TODAY) is first
        assert same(first, read_roster(session, today=TODAY))
        member = session.exec(select(CrewMember).where(CrewMember.status == CrewStatus.ACTIVE)).first()
        assert member is not None
        member.status = CrewStatus.PAUSED
        joined = CrewMember(given_name="Ana", surname="Nueva", status=CrewStatus.ACTIVE, created_at=NOW, updated_at=NOW)
        session.add(joined)
        session.flush()
        session.add(CrewRole(crew_member_id=joined.id or 0, role_id="gaffer", is_primary=True))
        for person in (member.id, joined.id):
            touch_roster(session, NOW, person)
        session.flush()
        second = get_roster(session, today=TODAY)
        assert second.version == find_roster_version(session) > first.version
        assert second.people == first.people + 1
        assert same(second, read_roster(session, today=TODAY))
        before, after = first.find_row(member.id or 0), second.find_row(member.id or 0)
        assert before is not None
        assert after is not None
        assert (first.flags[before] & 1, second.flags[after] & 1) == (1, 0)


def test_old_proposals_go_when_a_need_is_matched_again(registry: Engine) -> None:
    with write_transaction(registry) as session:
        need = make_need(session)
        for _ in range(2):
            match_need(session, ACTOR, need, today=TODAY)
        assert len(session.exec(select(Proposal)).all()) == 15
