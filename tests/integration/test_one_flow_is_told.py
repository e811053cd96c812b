"""One real flow, from a need to a booking; then disclosures, both referral logs, the audit and its chain tell it."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import reading, write_transaction
from app.models.account import Role
from app.models.availability import StatementSource
from app.models.crew import CrewMember
from app.models.need import Need
from app.models.offer import DeclineReason
from app.models.production import Production
from app.models.shortlist import Referral, ReferralOutcome
from app.models.trust import AuditEvent, ConsentPurpose
from app.queries.disclosure import list_disclosures
from app.queries.shortlist import list_positions
from app.services.audit import Actor
from app.services.audit_chain import seal
from app.services.audit_search import find_events_of_production
from app.services.audit_verify import verify_chain
from app.services.booking import confirm_hold
from app.services.consent import give_consent
from app.services.crewlist.release import release_crew_list
from app.services.match import match_need
from app.services.offer import accept_offer, decline_offer
from app.services.places import get_gazetteer
from app.services.referral import FILLED, end_referrals_of_need
from tests.conftest import NOW, TODAY
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.matched_need import make_need
from tests.factories.offer import ask, make_gaffer, offers_of

NAMES = ("Rosa", "Bruno", "Carla")
TITLE = "La sombra larga"


@dataclass(frozen=True)
class Flow:
    """The flow's production and line, and its three people: one is booked, one says no, one was only listed."""

    production_id: int
    position_id: int
    people: tuple[int, ...]


@pytest.fixture
def flow(engine: Engine) -> Flow:
    """Go the whole way: need, match, list released, offers, an answer of each kind, booked."""
    staff = Actor.command("desk", NOW)
    with write_transaction(engine) as session:
        people = _people(session, staff)
        need = make_need(session, ("gaffer",), quantity=1, trainee_slots=0)
        production = session.get_one(Production, need.production_id)
        production.working_title, production.confidential = TITLE, True
        match_need(session, staff, need, today=TODAY)
        release_crew_list(session, staff, need, production, form="json", locale="en")
        position = list_positions(session, need.id or 0)[0]
        listed = {row.crew_member_id: row.rank for row in session.exec(select(Referral))}
        first, *others = sorted(people, key=lambda person: listed[person.id or 0])
        round_ = ask(session, Actor.command("desk", NOW + timedelta(hours=1)), position, first, others[0])
        answers = {offer.crew_member_id: offer for offer in offers_of(session, round_)}
        later = Actor.by_link(NOW + timedelta(hours=2))
        declined = answers[others[0].id or 0]
        decline_offer(session, later, offer=declined, reason=DeclineReason.PAY, source=StatementSource.EMAIL)
        hold = accept_offer(session, later, offer=answers[first.id or 0], source=StatementSource.EMAIL)
        confirm_hold(session, Actor.command("desk", NOW + timedelta(hours=3)), hold=hold)
        ids = tuple(person.id or 0 for person in (first, *others))
        return Flow(production.id or 0, position.id or 0, ids)


def _people(session: Session, staff: Actor) -> list[CrewMember]:
    guadalajara = get_gazetteer().resolve("Guadalajara")
    assert guadalajara is not None
    people = [
        make_gaffer(session, given_name=name, phone=f"+5233123456{at}0", base_place=guadalajara.id, confirmed_at=NOW)
        for at, name in enumerate(NAMES)
    ]
    for person in people:
        give_consent(
            session, staff, crew_member_id=person.id or 0, purpose=ConsentPurpose.SHARE_WITH_PRODUCTIONS, source="paper"
        )
    return people


def test_each_person_has_the_outcome_that_came_of_it_and_why(flow: Flow, session: Session) -> None:
    rows = {row.crew_member_id: row for row in session.exec(select(Referral))}
    booked, declined, listed = (rows[person] for person in flow.people)
    assert (booked.outcome, booked.asked_at is not None, booked.answered_at is not None) == (
        ReferralOutcome.HIRED,
        True,
        True,
    )
    assert (declined.outcome, declined.reason) == (ReferralOutcome.DECLINED, "pay")
    assert (listed.outcome, listed.asked_at, listed.reason) == (ReferralOutcome.NOT_HIRED, None, FILLED)


def test_whose_contacts_went_out_is_on_record(flow: Flow, session: Session) -> None:
    disclosures = [row for row, _grant in list_disclosures(session, flow.production_id)]
    with_contact = {row.crew_member_id for row in disclosures}
    assert with_contact
    assert with_contact <= set(flow.people)
    assert all(row.release_id is not None for row in disclosures)


def test_the_productions_log_and_the_persons_log_tell_the_same(web: Flask, flow: Flow) -> None:
    staff = signed_in_as(web, Role.STAFF)
    page = staff.get(f"/productions/{flow.production_id}/referrals").get_data(as_text=True)
    for words in ("hired", "said no", "the pay", "All places of the line were filled."):
        assert words in page
    exported = staff.post(f"/productions/{flow.production_id}/referrals.csv").get_data(as_text=True)
    assert len(exported.splitlines()) == 1 + len(NAMES)
    person = staff.get(f"/crew/{flow.people[0]}/referrals").get_data(as_text=True)
    assert TITLE in person
    assert staff.post(f"/crew/{flow.people[0]}/referrals.xlsx").data.startswith(b"PK")


def test_a_person_reads_the_title_only_where_they_were_told_it(web: Flask, flow: Flow, engine: Engine) -> None:
    pages = []
    for person in flow.people:
        with write_transaction(engine) as session:
            account = make_account(session, Role.CREW, crew_member_id=person)
        pages.append(sign_in(web, account).get("/me/referrals").get_data(as_text=True))
    assert [TITLE in page for page in pages] == [True, False, False]
    assert "All places of the line were filled." in pages[2]


def test_the_audit_tells_each_step_in_order_and_its_chain_holds(flow: Flow, session: Session) -> None:
    found = find_events_of_production(session, flow.production_id, before=None)
    told = [event.action for event in reversed(found.events)]
    steps = ["staff:need:matched", "need:crew_list:released", "offer:offer:sent", "offer:offer:accepted"]
    places = [told.index(step) for step in (*steps, "offer:hold:booked")]
    assert places == sorted(places)
    booked = session.exec(select(AuditEvent).where(col(AuditEvent.action).like("offer:booking:%"))).all()
    assert {event.crew_member_id for event in booked} == {flow.people[0]}
    sealed = seal(session, now=NOW + timedelta(hours=4))
    verdict = verify_chain(session, now=NOW + timedelta(hours=4))
    assert (verdict.holds, verdict.links) == (True, sealed)


def test_no_name_e_mail_or_phone_of_the_flows_people_stands_in_plain_text(flow: Flow, engine: Engine) -> None:
    with reading(engine) as session:
        people = [session.get_one(CrewMember, person) for person in flow.people]
        texts = [f"{each.actor_name} {each.origin} {each.detail}" for each in session.exec(select(AuditEvent))]
    personal = [value for each in people for value in (each.name, each.given_name, each.email, each.phone) if value]
    assert len(personal) == 4 * len(NAMES)
    assert [value for value in personal if any(value in text for text in texts)] == []


def test_a_need_that_is_closed_leaves_nobody_open(flow: Flow, session: Session) -> None:
    row = session.exec(select(Referral).where(Referral.crew_member_id == flow.people[2])).one()
    row.outcome = ReferralOutcome.LISTED
    session.add(row)
    session.flush()
    need = session.exec(select(Need).where(Need.production_id == flow.production_id)).one()
    assert end_referrals_of_need(session, need.id or 0) == 1
    assert row.outcome is ReferralOutcome.NOT_HIRED
