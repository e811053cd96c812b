"""Joining without an account: the e-mail proves who it is, strangers learn nothing, machines leave nothing."""

import re
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlmodel import Session, func, select

from app.models.account import Account, Role
from app.models.crew import CrewMember, CrewRole, CrewSource, CrewStatus
from app.models.duplicate import DuplicatePair
from app.models.message import Message
from app.models.registration import Registration
from app.models.trust import Consent, ConsentPurpose
from app.services.audit import Actor
from app.services.retention import sweep
from tests.factories.crew import make_crew_member
from tests.factories.joining import EMAIL, join, link_in, newest_message, type_in


def test_who_joins_gets_a_link_and_only_the_link_makes_a_profile(client: FlaskClient, session: Session) -> None:
    answer = type_in(client)
    assert answer.status_code == 200
    assert "Look into your e-mail" in answer.text
    address, text = newest_message(session)
    assert address == EMAIL
    registration = session.exec(select(Registration)).one()
    assert b"Ana" not in registration.answers
    assert session.exec(select(func.count()).select_from(CrewMember)).one() == 0
    link = link_in(text)
    session.rollback()

    page = client.get(link).text
    assert "Is this you?" in page
    assert "Ana López Ruiz" in page
    assert session.exec(select(func.count()).select_from(CrewMember)).one() == 0  # scanners follow links
    session.rollback()

    done = client.post(link)
    assert done.headers["Location"] == "/me/complete"
    assert "Complete your profile" in client.get("/me/complete").text  # the device is signed in
    member = session.exec(select(CrewMember)).one()
    assert (member.status, member.source) == (CrewStatus.DRAFT, CrewSource.SELF)
    assert (member.phone, member.base_place) == ("+523312345678", "14039")
    role = session.exec(select(CrewRole)).one()
    assert (role.role_id, role.title_as_typed, role.is_primary) == ("gaffer", "Gaffer", True)
    consents = session.exec(select(Consent)).all()
    assert {each.purpose for each in consents} == {ConsentPurpose.REGISTRY, ConsentPurpose.TRAINING}
    assert {(each.source, each.notice_version) for each in consents} == {("self", "2026-11")}
    account = session.exec(select(Account)).one()
    assert (account.role, account.crew_member_id, account.locale) == (Role.CREW, member.id, "en")
    proven = session.exec(select(Registration)).one()
    assert (proven.answers, proven.crew_member_id) == (b"", member.id)


def test_the_short_notice_names_who_answers_for_the_data(client: FlaskClient) -> None:
    page = client.get("/join").text
    assert "{" not in page.partition('class="short-notice"')[2].partition("</div>")[0]
    assert "answers for your personal data" in page


def test_a_link_makes_one_profile_however_often_it_is_used(client: FlaskClient, session: Session) -> None:
    type_in(client)
    link = link_in(newest_message(session)[1])
    session.rollback()
    client.post(link)
    again = client.post(link)
    assert again.status_code == 404
    assert "used already" in again.text
    assert client.get(link).status_code == 410
    assert session.exec(select(func.count()).select_from(CrewMember)).one() == 1


def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(client: FlaskClient, session: Session) -> None:
    make_crew_member(session, "gaffer", email=EMAIL)
    session.commit()
    known, new = type_in(client), type_in(client, email="new@example.org")
    said = [re.sub(r'name="csrf_token" value="[^"]*"', "", answer.text) for answer in (known, new)]
    assert said[0].replace(EMAIL, "") == said[1].replace("new@example.org", "")
    told = {message.to_address: message.subject for message in session.exec(select(Message))}
    assert told == {EMAIL: "You are in the registry already", "new@example.org": "Confirm that it is you"}
    assert session.exec(select(func.count()).select_from(Registration)).one() == 1


def test_a_second_link_of_the_same_person_leads_to_the_profile_that_the_first_made(
    client: FlaskClient, session: Session
) -> None:
    type_in(client)
    first = link_in(newest_message(session)[1])
    session.rollback()
    type_in(client)
    second = link_in(newest_message(session)[1])
    session.rollback()
    client.post(first)
    answer = client.post(second)
    assert answer.status_code == 409
    assert "in the registry already" in answer.text


def test_a_mailbox_gets_three_links_a_day_at_most(client: FlaskClient, session: Session) -> None:
    for _ in range(5):
        assert type_in(client).status_code == 200
    assert session.exec(select(func.count()).select_from(Message)).one() == 3


def test_what_a_machine_fills_in_is_forgotten_with_the_same_answer(client: FlaskClient, session: Session) -> None:
    answer = type_in(client, website="http://spam.example")
    assert "Look into your e-mail" in answer.text
    assert session.exec(select(func.count()).select_from(Message)).one() == 0
    assert session.exec(select(func.count()).select_from(Registration)).one() == 0


@pytest.mark.parametrize(
    ("left_out", "says"),
    [
        ("given_name", "Write your name."),
        ("email", "Write your e-mail"),
        ("title", "Write what you do"),
        ("base", "Write your town"),
        ("is_adult", "18 years or more"),
        ("registry", "Agree to this one"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(
    client: FlaskClient, session: Session, left_out: str, says: str
) -> None:
    answer = type_in(client, **{left_out: ""})
    assert answer.status_code == 422
    assert says in answer.text
    assert "López Ruiz" in answer.text  # what was typed stays
    assert session.exec(select(func.count()).select_from(Registration)).one() == 0


def test_a_title_of_several_meanings_is_asked_back_and_the_choice_counts(client: FlaskClient, session: Session) -> None:
    asked = type_in(client, title="Buyer")
    assert asked.status_code == 200
    assert session.exec(select(func.count()).select_from(Registration)).one() == 0
    session.rollback()
    assert "Which one do you mean?" in asked.text
    assert type_in(client, title="Buyer", role_id="set-decoration-buyer").status_code == 200
    client.post(link_in(newest_message(session)[1]))
    session.rollback()
    assert session.exec(select(CrewRole.role_id)).one() == "set-decoration-buyer"


def test_a_title_that_nobody_knows_can_be_left_to_the_commission(client: FlaskClient, session: Session) -> None:
    assert "None of these" in type_in(client, title="Dentista").text
    assert type_in(client, title="Dentista", role_id="-").status_code == 200
    client.post(link_in(newest_message(session)[1]))
    session.rollback()
    assert session.exec(select(CrewRole)).all() == []
    assert session.exec(select(CrewMember.staff_note)).one() == "Said on joining: “Dentista”."


def test_registrations_that_nobody_proved_are_deleted(session: Session, actor: Actor, now: datetime) -> None:
    join(session, actor)
    session.add(
        Registration(
            token_hash="a",
            email_hash="b",
            notice_version="1",
            locale="en",
            made_at=now,
            expires_at=now + timedelta(days=7),
        )
    )
    session.flush()
    assert sweep(session, now=now + timedelta(days=6))["registration"] == 0
    assert sweep(session, now=now + timedelta(days=8))["registration"] == 1
    assert sweep(session, now=now + timedelta(days=40))["registration"] == 1


def test_staff_see_whom_a_newcomer_is_likely_to_be_and_the_person_does_not(
    client: FlaskClient, session: Session
) -> None:
    known = make_crew_member(session, "gaffer", phone="+523312345678", base_place="14039").id
    for name in ("Beto", "Caro", "Dany", "Elisa", "Fermín", "Gloria"):
        make_crew_member(session, "key-grip", given_name=name, surname=f"Nava {name}")
    session.commit()
    type_in(client)
    client.post(link_in(newest_message(session)[1]))
    assert "likely" not in client.get("/me/complete").text
    pair = session.exec(select(DuplicatePair)).one()
    assert pair.low_id == known
    assert "phone" in {reason["feature"] for reason in pair.reasons}
