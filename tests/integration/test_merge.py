"""Two profiles become one person, and two again."""

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, col, func, select

from app.db import write_transaction
from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.account import Account, Role
from app.models.availability import Hold, StatementSource
from app.models.crew import CrewMember, CrewRole
from app.models.duplicate import DuplicatePair, Merge, PairStatus
from app.models.offer import DeclineReason
from app.models.shortlist import Proposal, ProposalStatus
from app.models.trust import AuditEvent, Consent, ConsentPurpose
from app.queries.duplicate import find_pair
from app.services.audit import Actor, read_audit_detail
from app.services.challenge import challenge_holds_ahead
from app.services.consent import give_consent, withdraw_consent
from app.services.erase import erase_person
from app.services.hold_order import worst_orders
from app.services.merge import mark_not_same, merge_people, reopen_pair
from app.services.merging.rules import RULES, Moves
from app.services.offer import accept_offer, decline_offer
from app.services.person_key import open_sealed
from app.services.step_check import list_breaches
from app.services.unmerge import unmerge_people
from tests.factories.account import make_account
from tests.factories.lives import live, make_world
from tests.factories.offer import ask, book, days, hold, make_gaffer, make_position, offers_of

NOT_PUT_BACK = {"audit_event", "audit_link", "roster_change", "merge"}
"""What only ever grows."""


@pytest.fixture
def staff(session: Session, actor: Actor) -> Actor:
    return Actor.of(make_account(session, Role.STAFF), actor.at)


def later(actor: Actor, *, hours: int) -> Actor:
    return replace(actor, at=actor.at + timedelta(hours=hours))


def merge(session: Session, staff: Actor, kept: CrewMember, merged: CrewMember, *fields: str) -> Merge:
    return merge_people(session, staff, kept_id=kept.id or 0, merged_id=merged.id or 0, from_merged=fields)


def _whole(session: Session) -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table, what is sealed under a person's key opened."""
    sealed: dict[str, tuple[str, ...]] = {}
    for place, rule in RULES.items():
        if isinstance(rule, Moves):
            sealed.setdefault(place.split(".")[0], rule.sealed)
    found: dict[str, list[dict[str, Any]]] = {}
    for table in SQLModel.metadata.sorted_tables:
        if table.name in NOT_PUT_BACK:
            continue
        rows = [dict(row) for row in session.execute(sa.select(table).order_by(*table.primary_key)).mappings()]
        for row in rows:
            row |= {name: open_sealed(session, row["crew_member_id"], row[name]) for name in sealed.get(table.name, ())}
        found[table.name] = rows
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_merge_taken_back_leaves_every_row_of_every_table_as_it_was(
    session: Session, actor: Actor, staff: Actor, seed: int
) -> None:
    rng = random.Random(seed)  # noqa: S311 - repeatable, nothing secret
    world = make_world(session, actor)
    kept, merged = make_gaffer(session, phone="+523312345678"), make_gaffer(session, given_name="Ana María")
    for side, member in enumerate((kept, merged)):
        live(session, actor, world, member, rng, side=side)
    session.add(DuplicatePair(low_id=kept.id or 0, high_id=merged.id or 0, probability=900, found_at=actor.at))
    session.flush()
    before = _whole(session)
    made = merge(
        session, later(staff, hours=1), kept, merged, *rng.sample(["given_name", "email", "phone", "travel"], 2)
    )
    between = _whole(session)
    assert between != before
    for place, rule in RULES.items():  # what stays behind is only what the kept person has too
        name, column = place.split(".")
        if isinstance(rule, Moves) and rule.alike is None:
            assert [row for row in between[name] if row[column] == merged.id] == [], place
    unmerge_people(session, later(staff, hours=2), merge_id=made.id or 0)
    after = _whole(session)
    assert {name: rows for name, rows in after.items() if rows != before[name]} == {}


def test_both_hold_orders_become_one_by_acceptance(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    first = hold(session, actor, merged, days(0, 4))
    second = hold(session, later(actor, hours=1), kept, days(0, 4))
    third = hold(session, later(actor, hours=2), merged, days(3, 6))
    made = merge(session, later(staff, hours=3), kept, merged)
    holds = [first.id or 0, second.id or 0, third.id or 0]
    assert worst_orders(session, holds) == {holds[0]: 1, holds[1]: 2, holds[2]: 3}
    assert list_breaches(session) == []
    fourth = hold(session, later(actor, hours=4), kept, days(0, 1))
    assert worst_orders(session, [fourth.id or 0]) == {fourth.id: 3}
    unmerge_people(session, later(staff, hours=5), merge_id=made.id or 0)
    assert worst_orders(session, [*holds, fourth.id or 0]) == {holds[0]: 1, holds[2]: 2, holds[1]: 1, fourth.id: 2}
    assert list_breaches(session) == []


def test_two_bookings_on_the_same_days_are_named_and_nothing_is_merged(
    session: Session, actor: Actor, staff: Actor
) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    book(session, actor, kept, days(0, 4))
    book(session, actor, merged, days(4, 8))
    with pytest.raises(ConflictError, match=r"Noche de lluvia \(TEST-\d+\) from 2027-03-01 and by .* from 2027-03-05"):
        merge(session, staff, kept, merged)
    assert merged.duplicate_of_id is None


def test_a_hold_on_a_day_that_the_other_is_booked_on_stands_against_a_merge(
    session: Session, actor: Actor, staff: Actor
) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    hold(session, actor, kept, days(0, 4))
    book(session, actor, merged, days(4, 8))
    with pytest.raises(ConflictError, match="Release the hold"):
        merge(session, staff, kept, merged)


def test_two_slots_of_one_line_stand_against_a_merge(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    line = make_position(session, code="G7", quantity=2)
    for slot, person in enumerate((kept, merged), start=1):
        put: dict[str, Any] = {
            "position_id": line.id,
            "slot": slot,
            "status": ProposalStatus.PROPOSED,
            "made_at": actor.at,
        }
        session.add(Proposal(**put, crew_member_id=person.id))
    session.flush()
    with pytest.raises(ConflictError, match="put forward for G7"):
        merge(session, staff, kept, merged)


def test_whoever_is_asked_twice_in_a_round_is_not_left_to_answer_under_both(
    session: Session, actor: Actor, staff: Actor
) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    own, other = offers_of(session, ask(session, actor, make_position(session), kept, merged))
    with pytest.raises(ConflictError, match="Withdraw the offer"):
        merge(session, staff, kept, merged)
    decline_offer(session, actor, offer=other, source=StatementSource.SELF, reason=DeclineReason.DATES)
    merge(session, staff, kept, merged)
    session.expire_all()
    assert (own.crew_member_id, other.crew_member_id) == (kept.id, merged.id)
    assert list_breaches(session) == []


def test_an_accepted_offer_does_not_stay_behind(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    own, other = offers_of(session, ask(session, actor, make_position(session), kept, merged, places=2))
    accept_offer(session, actor, offer=other, source=StatementSource.SELF)
    with pytest.raises(ConflictError, match="Keep that profile"):
        merge(session, staff, kept, merged)
    decline_offer(session, actor, offer=own, source=StatementSource.SELF, reason=DeclineReason.DATES)
    assert merge(session, staff, merged, kept).kept_id == merged.id


def test_a_hold_accepted_since_goes_back_with_its_offer(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    [offer] = offers_of(session, ask(session, actor, make_position(session), merged))
    made = merge(session, staff, kept, merged)
    session.refresh(offer)
    held = accept_offer(session, later(actor, hours=1), offer=offer, source=StatementSource.SELF)
    assert held.crew_member_id == kept.id
    unmerge_people(session, later(staff, hours=2), merge_id=made.id or 0)
    session.expire_all()
    assert held.crew_member_id == offer.crew_member_id == merged.id
    assert list_breaches(session) == []


def test_what_came_after_a_merge_stays_with_the_kept_person(session: Session, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session, phone="+523300000001")
    made = merge(session, staff, kept, merged, "phone", "email")
    session.add(CrewRole(crew_member_id=kept.id or 0, role_id="grip"))
    session.refresh(kept)
    kept.phone = "+523399999999"
    session.flush()
    unmerge_people(session, later(staff, hours=1), merge_id=made.id or 0)
    session.refresh(kept)
    assert kept.phone == "+523399999999"
    assert kept.email != merged.email
    assert "grip" in session.exec(select(CrewRole.role_id).where(CrewRole.crew_member_id == kept.id)).all()


def test_merges_are_taken_back_last_one_first(session: Session, staff: Actor) -> None:
    one, two, three = make_gaffer(session), make_gaffer(session), make_gaffer(session)
    first = merge(session, staff, two, one)
    second = merge(session, later(staff, hours=1), three, two)
    session.refresh(one)
    assert one.duplicate_of_id == three.id  # nobody points to a profile that is put aside itself
    with pytest.raises(ConflictError, match="Undo the later merge first"):
        unmerge_people(session, staff, merge_id=first.id or 0)
    for made in (second, first, first):  # the second time changes nothing
        unmerge_people(session, later(staff, hours=2), merge_id=made.id or 0)
    session.expire_all()
    assert one.duplicate_of_id is None is two.duplicate_of_id


def test_an_open_challenge_between_the_two_stands_against_undoing(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    hold(session, actor, merged, days(0, 4))
    behind = hold(session, later(actor, hours=1), kept, days(0, 4))
    made = merge(session, later(staff, hours=2), kept, merged)
    challenge_holds_ahead(session, later(actor, hours=3), hold=session.get_one(Hold, behind.id))
    with pytest.raises(ConflictError, match="challenges a hold of the other"):
        unmerge_people(session, later(staff, hours=4), merge_id=made.id or 0)


def test_the_last_word_on_a_purpose_counts_under_whichever_profile(
    session: Session, actor: Actor, staff: Actor
) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    purpose = ConsentPurpose.SHARE_WITH_PRODUCTIONS
    for person in (kept, merged):
        give_consent(session, actor, crew_member_id=person.id or 0, purpose=purpose, source="self")
    withdraw_consent(session, later(actor, hours=1), crew_member_id=merged.id or 0, purpose=purpose)
    merge(session, later(staff, hours=2), kept, merged)
    live_ones = select(func.count()).where(Consent.crew_member_id == kept.id, col(Consent.withdrawn_at).is_(None))
    assert session.exec(live_ones).one() == 0


def test_one_account_a_person(session: Session, staff: Actor) -> None:
    kept, merged, third = make_gaffer(session), make_gaffer(session), make_gaffer(session)
    moved = make_account(session, Role.CREW, crew_member_id=merged.id)
    closed = make_account(session, Role.CREW, crew_member_id=third.id)
    merge(session, staff, kept, merged)
    made = merge(session, staff, kept, third)
    session.expire_all()
    assert (moved.crew_member_id, moved.active, closed.active) == (kept.id, True, False)
    unmerge_people(session, later(staff, hours=1), merge_id=made.id or 0)
    assert session.get_one(Account, closed.id, populate_existing=True).active


def test_both_histories_stay_under_their_own_person(session: Session, actor: Actor, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    hold(session, actor, merged, days(0, 4))
    told = select(AuditEvent.id, AuditEvent.crew_member_id).order_by(col(AuditEvent.id))
    before = list(session.exec(told))
    merge(session, staff, kept, merged)
    after = list(session.exec(told))
    assert after[: len(before)] == before
    assert {person for _, person in after[len(before) :]} == {kept.id, merged.id}


def _readable(session: Session) -> str:
    """Return everything that can be read in the database, what is sealed under people's keys opened where it can be."""
    found = [str(row) for rows in _whole(session).values() for row in rows]
    found += [str(read_audit_detail(session, event)) for event in session.exec(select(AuditEvent))]
    found += [str(open_sealed(session, row.kept_id, row.record)) for row in session.exec(select(Merge))]
    return "\n".join(found)


def test_after_a_merge_taken_back_the_erasure_of_one_leaves_nothing_of_them_with_the_other(
    session: Session, actor: Actor, staff: Actor
) -> None:
    names = ("Xóchitl", "Quintanar", "+525598761234", "xochitl.unica@example.org", "Prefiere noches")
    kept = make_gaffer(session, staff_note="Prefiere días")
    merged = make_gaffer(
        session, given_name=names[0], surname=names[1], phone=names[2], email=names[3], staff_note=names[4]
    )
    made = merge(session, staff, kept, merged, "given_name", "surname", "phone", "email")
    unmerge_people(session, later(staff, hours=1), merge_id=made.id or 0)
    assert all(name in _readable(session) for name in names)
    erase_person(session, later(actor, hours=2), crew_member_id=merged.id or 0)
    left = _readable(session)
    assert [name for name in names if name in left] == []
    assert kept.surname in left


@pytest.mark.parametrize("who", ["kept", "merged"])
def test_a_merge_of_somebody_erased_is_gone_and_can_not_be_undone(
    session: Session, actor: Actor, staff: Actor, who: str
) -> None:
    people = {"kept": make_gaffer(session), "merged": make_gaffer(session, given_name="Ana María")}
    made_id = merge(session, staff, people["kept"], people["merged"]).id or 0
    erase_person(session, later(actor, hours=2), crew_member_id=people[who].id or 0)
    assert session.exec(select(Merge)).all() == []
    with pytest.raises(NotFoundError, match="no such merge"):
        unmerge_people(session, later(staff, hours=3), merge_id=made_id)


def test_a_merge_leaves_the_day_on_which_a_profile_was_made(session: Session, actor: Actor, staff: Actor) -> None:
    kept = make_gaffer(session)
    merged = make_gaffer(session, created_at=actor.at - timedelta(days=900))
    before = kept.created_at
    merge(session, staff, kept, merged)
    assert kept.created_at == before, "the list of the erased knows a profile again by it after a restore"


def test_a_merge_sent_twice_is_made_once(session: Session, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    assert merge(session, staff, kept, merged).id == merge(session, staff, kept, merged).id
    with pytest.raises(ConflictError, match="merged already"):
        merge(session, staff, merged, kept)


def test_a_merge_names_fields_and_two_profiles(session: Session, staff: Actor) -> None:
    kept, merged = make_gaffer(session), make_gaffer(session)
    with pytest.raises(InvalidInputError, match="no field shoe_size"):
        merge(session, staff, kept, merged, "shoe_size")
    with pytest.raises(ConflictError, match="not two profiles"):
        merge(session, staff, kept, kept)


def test_that_two_are_not_the_same_is_remembered_and_can_be_taken_back(session: Session, staff: Actor) -> None:
    one, other = make_gaffer(session), make_gaffer(session)
    pair = mark_not_same(session, staff, one_id=other.id or 0, other_id=one.id or 0)
    assert (pair.low_id, pair.high_id, pair.status) == (one.id, other.id, PairStatus.NOT_SAME)
    reopen_pair(session, staff, one_id=one.id or 0, other_id=other.id or 0)
    assert pair.status is PairStatus.OPEN
    assert pair.decided_at is None
    merge(session, staff, one, other)
    found = find_pair(session, one.id or 0, other.id or 0)
    assert found is not None
    with pytest.raises(ConflictError, match="Undo the merge first"):
        mark_not_same(session, staff, one_id=one.id or 0, other_id=other.id or 0)


def test_two_of_staff_who_merge_the_same_pair_at_once_merge_it_once(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        one, other = (make_gaffer(session).id or 0 for _ in range(2))
        staff = Actor.of(make_account(session, Role.STAFF), actor.at)
    ready = Barrier(2)

    def try_to_merge(kept_id: int, merged_id: int) -> str:
        ready.wait()
        try:
            with write_transaction(engine) as session:
                merge_people(session, staff, kept_id=kept_id, merged_id=merged_id)
        except ConflictError:
            return "refused"
        return "merged"

    with ThreadPoolExecutor(2) as both:
        tried = [both.submit(try_to_merge, *ids) for ids in ((one, other), (other, one))]
        assert sorted(each.result() for each in tried) == ["merged", "refused"]
    with write_transaction(engine) as session:
        assert session.exec(select(func.count(col(Merge.id)))).one() == 1
        people = session.exec(select(CrewMember).order_by(col(CrewMember.id))).all()
        assert [person.duplicate_of_id is None for person in people].count(True) == 1
