"""Calendar addresses: made and shown once, kept as a hash, dead the moment they are revoked; on both engines."""

import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from secrets import token_urlsafe

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import reading, write_transaction
from app.models.account import Account, Role
from app.models.calendar import CalendarSubscription, SubscriptionKind
from app.models.production import Production
from app.models.trust import AuditEvent
from app.services.audit import Actor, read_audit_detail
from app.services.subscription import MOST_LIVE, make_subscription
from app.tokens import hash_token
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production

SPAN = (date(2027, 3, 1), date(2027, 3, 5))
KEY = "k" * 43


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    """Let the pages' clock stand before the days that are booked here, whenever the tests run."""
    with time_machine.travel(datetime(2026, 11, 23, 18, tzinfo=UTC)):
        yield


@dataclass
class Ground:
    """A person and their account, a production and its contact, and who has nothing to do with either."""

    person: int
    production: int
    crew: Account
    contact: Account
    stranger: Account


@pytest.fixture
def ground(web: Flask) -> Ground:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        person = make_crew_member(session, "gaffer", given_name="Inés", surname="Núñez").id or 0
        contact, stranger = make_account(session, Role.PRODUCTION), make_account(session, Role.PRODUCTION)
        crew = make_account(session, Role.CREW, crew_member_id=person)
        production = make_production(session, contact_account_id=contact.id, working_title="Noche").id or 0
        make_booking(session, person, production, SPAN)
    return Ground(person, production, crew, contact, stranger)


@pytest.fixture
def ines(web: Flask, ground: Ground) -> FlaskClient:
    return sign_in(web, ground.crew)


@pytest.fixture
def contact(web: Flask, ground: Ground) -> FlaskClient:
    return sign_in(web, ground.contact)


def engine_of(web: Flask) -> Engine:
    found: Engine = web.extensions["llamado.engine"]
    return found


def addresses(web: Flask) -> list[CalendarSubscription]:
    with reading(engine_of(web)) as session:
        return list(session.exec(select(CalendarSubscription).order_by(CalendarSubscription.id)))  # type: ignore[arg-type]  # a column, as SQLModel's types don't say


def path_of(page: str) -> str:
    found = re.search(r"/calendar/[\w-]{43}\.ics", page)
    assert found, page
    return found[0]


def make(browser: FlaskClient, path: str = "/me/calendar-addresses", key: str = KEY) -> str:
    answer = browser.post(path, data={"form_key": key})
    assert answer.status_code == 200
    return path_of(answer.text)


def test_an_address_is_shown_once_and_only_its_hash_is_kept(web: Flask, ines: FlaskClient) -> None:
    path = make(ines)
    [row] = addresses(web)
    secret = path.removeprefix("/calendar/").removesuffix(".ics")
    assert row.token_hash == hash_token(secret)
    page = ines.get("/me").text
    assert secret not in page
    assert "Revoke" in page
    with reading(engine_of(web)) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "calendar:address:made")).all()
        assert [event.crew_member_id for event in events] == [row.crew_member_id]
        assert secret not in str([read_audit_detail(session, event) for event in events])


def test_the_page_leads_into_apple_google_and_outlook(ines: FlaskClient) -> None:
    page = ines.post("/me/calendar-addresses", data={"form_key": KEY}).text
    path = path_of(page)
    assert f'href="webcal://127.0.0.1:5000{path}"' in page
    assert "https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F" in page
    assert "https://outlook.live.com/calendar/0/addfromweb?url=http%3A%2F%2F" in page


def test_a_form_sent_again_gets_the_same_address(web: Flask, ines: FlaskClient) -> None:
    assert make(ines) == make(ines)
    assert len(addresses(web)) == 1
    assert make(ines, key=token_urlsafe(32)) != make(ines)
    assert len(addresses(web)) == 2


def test_two_people_with_one_key_have_two_addresses(web: Flask, ground: Ground, ines: FlaskClient) -> None:
    with write_transaction(engine_of(web)) as session:
        other = make_crew_member(session, "gaffer").id
    assert make(ines) != make(signed_in_as(web, Role.CREW, crew_member_id=other))
    assert {row.crew_member_id for row in addresses(web)} == {ground.person, other}


@pytest.mark.parametrize("key", ["", "short", "ñ" * 43, "k" * 65])
def test_a_form_without_a_sound_key_makes_nothing(web: Flask, ines: FlaskClient, key: str) -> None:
    answer = ines.post("/me/calendar-addresses", data={"form_key": key}, follow_redirects=True)
    assert "Reload the page and try again." in answer.text
    assert addresses(web) == []


def test_a_revoked_address_is_dead_at_once_and_its_form_makes_no_other(web: Flask, ines: FlaskClient) -> None:
    path = make(ines)
    assert web.test_client().get(path).status_code == 200
    [row] = addresses(web)
    for _ in range(2):
        answer = ines.post(f"/calendar-addresses/{row.id}/revoke")
        assert (answer.status_code, answer.location) == (302, "/me#subscribe")
        dead = web.test_client().get(path)
        assert (dead.status_code, dead.data) == (410, b"")
    again = ines.post("/me/calendar-addresses", data={"form_key": KEY}, follow_redirects=True)
    assert "This address was revoked. Make a new one." in again.text
    with reading(engine_of(web)) as session:
        ends = session.exec(select(AuditEvent).where(AuditEvent.action == "calendar:address:revoked")).all()
    assert len(ends) == 1


def test_a_renewed_address_takes_the_place_of_the_old_one(web: Flask, ines: FlaskClient) -> None:
    old = make(ines)
    renew = f"/calendar-addresses/{addresses(web)[0].id}/renew"
    key = token_urlsafe(32)
    new = make(ines, renew, key)
    assert make(ines, renew, key) == new
    assert web.test_client().get(old).status_code == 410
    assert web.test_client().get(new).status_code == 200
    assert [row.revoked_at is None for row in addresses(web)] == [False, True]


def test_there_is_an_end_to_addresses(web: Flask, ines: FlaskClient) -> None:
    for _ in range(MOST_LIVE):
        make(ines, key=token_urlsafe(32))
    answer = ines.post("/me/calendar-addresses", data={"form_key": token_urlsafe(32)}, follow_redirects=True)
    assert "Revoke one that is not used." in answer.text
    assert len(addresses(web)) == MOST_LIVE
    renew = f"/calendar-addresses/{addresses(web)[0].id}/renew"
    make(ines, renew, token_urlsafe(32))


def test_others_can_neither_end_nor_renew_an_address(web: Flask, ground: Ground, ines: FlaskClient) -> None:
    path = make(ines)
    [row] = addresses(web)
    with write_transaction(engine_of(web)) as session:
        other = make_crew_member(session, "gaffer").id
    strangers = [signed_in_as(web, Role.CREW, crew_member_id=other), sign_in(web, ground.stranger)]
    strangers.append(sign_in(web, ground.contact))
    for browser in strangers:
        for act in ("revoke", "renew"):
            answer = browser.post(f"/calendar-addresses/{row.id}/{act}", data={"form_key": KEY})
            assert answer.status_code == 404
            assert browser.post(f"/calendar-addresses/999999/{act}", data={"form_key": KEY}).status_code == 404
    assert web.test_client().get(path).status_code == 200
    assert len(addresses(web)) == 1


def test_staff_end_a_persons_address_but_can_make_none(web: Flask, ground: Ground, ines: FlaskClient) -> None:
    path = make(ines)
    [row] = addresses(web)
    staff = signed_in_as(web, Role.STAFF)
    assert "Calendar addresses" in staff.get(f"/crew/{ground.person}").text
    assert staff.post(f"/calendar-addresses/{row.id}/renew", data={"form_key": KEY}).status_code == 404
    assert web.test_client().get(path).status_code == 200
    answer = staff.post(f"/calendar-addresses/{row.id}/revoke")
    assert answer.location == f"/crew/{ground.person}#subscribe"
    assert web.test_client().get(path).status_code == 410
    assert "Calendar addresses" not in staff.get(f"/crew/{ground.person}").text


def test_a_production_has_a_crew_calendar_of_its_own(web: Flask, ground: Ground, contact: FlaskClient) -> None:
    here = f"/productions/{ground.production}"
    assert "Crew calendar" in contact.get(here).text
    path = make(contact, f"{here}/calendar-addresses")
    [row] = addresses(web)
    assert (row.kind, row.production_id, row.crew_member_id) == (SubscriptionKind.PRODUCTION, ground.production, None)
    assert "Inés Núñez" in web.test_client().get(path).text
    stranger = sign_in(web, ground.stranger)
    assert stranger.post(f"{here}/calendar-addresses", data={"form_key": KEY}).status_code == 404
    staff = signed_in_as(web, Role.STAFF)
    assert ground.contact.email in staff.get(here).text or ground.contact.name in staff.get(here).text
    assert staff.post(f"/calendar-addresses/{row.id}/revoke").location == f"{here}#subscribe"
    assert web.test_client().get(path).status_code == 410


def test_a_contact_who_left_keeps_no_calendar(web: Flask, ground: Ground, contact: FlaskClient) -> None:
    path = make(contact, f"/productions/{ground.production}/calendar-addresses")
    assert web.test_client().get(path).status_code == 200
    with write_transaction(engine_of(web)) as session:
        session.get_one(Production, ground.production).contact_account_id = ground.stranger.id
    assert web.test_client().get(path).status_code == 410


def test_an_account_that_was_closed_keeps_no_calendar(web: Flask, ground: Ground, ines: FlaskClient) -> None:
    path = make(ines)
    with write_transaction(engine_of(web)) as session:
        session.get_one(Account, ground.crew.id).active = False
    assert web.test_client().get(path).status_code == 410


@pytest.mark.parametrize("token", ["x", "k" * 43, "%00", "é", "a" * 5000])
def test_an_unknown_address_finds_nothing(client: FlaskClient, token: str) -> None:
    answer = client.get(f"/calendar/{token}.ics")
    assert (answer.status_code, answer.data) == (404, b"")
    assert "Set-Cookie" not in answer.headers


def test_reopening_the_page_of_a_new_address_leads_to_the_list(
    ground: Ground, ines: FlaskClient, contact: FlaskClient
) -> None:
    assert ines.get("/me/calendar-addresses").location == "/me#subscribe"
    here = f"/productions/{ground.production}"
    assert contact.get(f"{here}/calendar-addresses").location == f"{here}#subscribe"


def test_the_form_carries_a_token_against_foreign_pages(web: Flask, ines: FlaskClient) -> None:
    web.config["WTF_CSRF_ENABLED"] = True
    assert ines.post("/me/calendar-addresses", data={"form_key": KEY}).status_code == 400
    assert addresses(web) == []


def test_the_pages_speak_spanish(ines: FlaskClient, ground: Ground, contact: FlaskClient) -> None:
    for browser in (ines, contact):
        browser.set_cookie("llamado_lang", "es_MX")
    assert "Llévate tus fechas" in ines.get("/me").text
    assert "Calendario del crew" in contact.get(f"/productions/{ground.production}").text
    page = ines.post("/me/calendar-addresses", data={"form_key": KEY}).text
    assert "La dirección de tu calendario" in page
    assert "Copy it now" not in page


def test_two_writers_with_one_form_make_one_address(web: Flask, session: Session, engine: Engine) -> None:
    """The form of an impatient thumb arrives twice at once: whoever is second waits and leaves it to the first."""
    person = make_crew_member(session, "gaffer").id
    account = make_account(session, Role.CREW, crew_member_id=person)
    session.commit()
    actor = Actor.of(account, datetime.now(UTC))

    def write() -> str:
        with write_transaction(engine) as opened:
            return make_subscription(opened, actor, account, form_key=KEY)

    with ThreadPoolExecutor(1) as pool:
        with write_transaction(engine) as first:
            one = make_subscription(first, actor, account, form_key=KEY)
            other = pool.submit(write)
            time.sleep(0.3)  # long enough for the other to look for the row, and on PostgreSQL to find none
        assert other.result(timeout=60) == one
    assert len(addresses(web)) == 1
