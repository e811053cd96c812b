"""The board of a production and its steps: who may, what it says of others, what each step does. On both engines."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import select

from app.models.account import Role
from app.models.availability import Booking, BookingStatus, Hold, HoldStatus, StatementSource
from app.models.challenge import Challenge, ChallengeStatus
from app.models.message import Message
from app.models.offer import DeclineReason, Offer, OfferStatus, RoundMode
from app.services.booking import confirm_hold
from app.services.challenge import challenge_holds_ahead, run_challenges
from app.views.asked_steps import STEPS
from tests.factories.account import signed_in_as
from tests.factories.asked import RIVAL_TITLE, TITLE, World, actor, make_world
from tests.factories.disclosure import make_grant


@pytest.fixture
def world(web: Flask) -> World:
    return make_world(web)


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return signed_in_as(world.web, Role.STAFF)


def _board(world: World, browser: FlaskClient) -> str:
    return browser.get(f"/productions/{world.mine.production.id}/asked").text


def _booking(world: World, hold: Hold, hours_ago: float = 0) -> Booking:
    with world.writing() as session:
        return confirm_hold(session, actor(hours_ago), hold=session.get_one(Hold, hold.id))


def test_an_empty_board_says_what_to_do_first(world: World) -> None:
    assert "Nobody was asked yet" in _board(world, world.browser(world.mine))


def test_the_board_shows_offers_holds_and_bookings_with_their_clocks(world: World) -> None:
    abril, bruno, carla = world.people
    world.ask(world.mine, abril)
    world.hold(world.mine, bruno)
    _booking(world, world.hold(world.mine, carla))
    page = _board(world, world.browser(world.mine))
    for words in ("Abril Prueba", "Answer by", "hours left", "First hold", "Booked", "1 of 1 booked"):
        assert words in page


def test_the_productions_email_leads_to_the_line_on_its_board(world: World) -> None:
    world.hold(world.mine, world.people[0])
    address = f"/productions/{world.mine.production.id}/asked#p{world.mine.position.id}"
    with world.writing() as session:
        told = [each for each in session.exec(select(Message)) if each.to_address == world.mine.account.email]
    assert [address in each.text for each in told] == [True]


def test_the_second_hold_learns_that_another_is_ahead_but_never_who(world: World) -> None:
    abril = world.people[0]
    world.hold(world.rival, abril, hours_ago=3)
    mine = world.hold(world.mine, abril, hours_ago=2)
    browser = world.browser(world.mine)
    pages = [_board(world, browser)] + [
        browser.get(f"/asked/hold/{mine.id}/{step}").text for step in ("confirm", "challenge", "release", "extend")
    ]
    assert "Second hold" in pages[0]
    assert "another production ahead" in pages[0]
    for page in pages:
        assert RIVAL_TITLE not in page
        assert world.rival.production.code not in page


def test_a_second_hold_is_not_confirmed_and_the_page_says_what_helps(world: World) -> None:
    abril = world.people[0]
    world.hold(world.rival, abril, hours_ago=3)
    mine = world.hold(world.mine, abril, hours_ago=2)
    browser = world.browser(world.mine)
    page = browser.get(f"/asked/hold/{mine.id}/confirm").text
    assert "Ask for a decision first" in page
    assert f"/asked/hold/{mine.id}/challenge" in page
    assert "<form" not in page.split('id="main"')[1]
    refused = browser.post(f"/asked/hold/{mine.id}/confirm")
    assert refused.status_code == 409
    assert world.read(Hold, mine.id).status is HoldStatus.ACTIVE


def test_a_challenge_runs_out_and_the_second_hold_is_promoted_and_booked(world: World) -> None:
    abril = world.people[0]
    first = world.hold(world.rival, abril, hours_ago=3)
    mine = world.hold(world.mine, abril, hours_ago=2)
    browser = world.browser(world.mine)
    assert "by e-mail" not in browser.get(f"/asked/hold/{mine.id}/challenge").text, "only productions are told"
    assert browser.post(f"/asked/hold/{mine.id}/challenge").status_code == 302
    assert "They answer by" in _board(world, browser)
    assert "asked for a decision, by" in browser.get(f"/asked/hold/{mine.id}/confirm").text
    rival_board = world.browser(world.rival).get(f"/productions/{world.rival.production.id}/asked").text
    assert "Another production asks for a decision" in rival_board
    assert TITLE not in rival_board
    with world.writing() as session:
        run_challenges(session, actor(-30))
    assert world.read(Hold, first.id).status is HoldStatus.RELEASED
    assert "First hold" in _board(world, browser)
    answer = browser.post(f"/asked/hold/{mine.id}/confirm", follow_redirects=True)
    assert "Booked." in answer.text
    assert world.read(Hold, mine.id).status is HoldStatus.BOOKED


def test_a_get_changes_nothing(world: World, staff: FlaskClient) -> None:
    abril, bruno, carla = world.people
    world.hold(world.rival, abril, hours_ago=5)
    offer = world.ask(world.mine, carla)[0]
    hold, booked = world.hold(world.mine, abril), _booking(world, world.hold(world.mine, bruno))
    with world.writing() as session:
        challenge = challenge_holds_ahead(session, actor(), hold=session.get_one(Hold, hold.id))
    ids = {"round": offer.round_id, "offer": offer.id, "hold": hold.id, "challenge": challenge.id, "booking": booked.id}
    for step in STEPS:
        kind, name = step.split(".")
        for _ in range(2):
            assert staff.get(f"/asked/{kind}/{ids[kind]}/{name}").status_code == 200, step
    assert world.read(Offer, offer.id).status is OfferStatus.SENT
    assert world.read(Hold, hold.id).status is HoldStatus.ACTIVE
    assert world.read(Challenge, challenge.id).status is ChallengeStatus.OPEN
    assert world.read(Booking, booked.id).status is BookingStatus.CONFIRMED


def test_foreign_boards_and_steps_are_not_there(world: World) -> None:
    offer, hold = world.ask(world.mine, world.people[0])[0], world.hold(world.mine, world.people[1])
    rival = world.browser(world.rival)
    assert rival.get(f"/productions/{world.mine.production.id}/asked").status_code == 404
    for kind, key, name in (
        ("offer", offer.id, "withdraw"),
        ("hold", hold.id, "release"),
        ("hold", hold.id, "confirm"),
    ):
        assert rival.get(f"/asked/{kind}/{key}/{name}").status_code == 404
        assert rival.post(f"/asked/{kind}/{key}/{name}", data={"reason": "mine now"}).status_code == 404
    assert rival.get(f"/asked/round/{offer.round_id}/withdraw").status_code == 404
    assert rival.get(f"/asked/hold/{hold.id}/nonsense").status_code == 404
    assert rival.get(f"/asked/nonsense/{hold.id}/release").status_code == 404
    assert world.read(Hold, hold.id).status is HoldStatus.ACTIVE


def test_only_staff_record_what_was_said_by_phone(world: World, staff: FlaskClient) -> None:
    abril, bruno, _ = world.people
    yes, no = world.ask(world.mine, abril, bruno)
    browser = world.browser(world.mine)
    assert browser.get(f"/asked/offer/{yes.id}/accept").status_code == 404
    assert browser.post(f"/asked/offer/{yes.id}/accept").status_code == 404
    assert "Said yes" not in _board(world, browser)
    assert staff.post(f"/asked/offer/{no.id}/decline").status_code == 422, "a no has a reason"
    told = {"reason": DeclineReason.PAY.value, "note": "asked for more"}
    assert staff.post(f"/asked/offer/{no.id}/decline", data=told).status_code == 302
    assert staff.post(f"/asked/offer/{yes.id}/accept").status_code == 302
    accepted, declined = world.read(Offer, yes.id), world.read(Offer, no.id)
    assert (accepted.status, accepted.answered_by) == (OfferStatus.ACCEPTED, StatementSource.CALL)
    assert (declined.status, declined.decline_reason) == (OfferStatus.DECLINED, DeclineReason.PAY)
    page = _board(world, browser)
    assert "Reason: the pay" in page
    assert "asked for more" in page


def test_withdrawing_extending_releasing_and_cancelling_by_form(world: World) -> None:
    abril, bruno, carla = world.people
    [offer] = world.ask(world.mine, abril)
    hold, booked = world.hold(world.mine, bruno, hours_ago=5), _booking(world, world.hold(world.mine, carla))
    browser = world.browser(world.mine)
    before = world.read(Hold, hold.id).expires_at
    assert browser.post(f"/asked/hold/{hold.id}/extend", data={"hours": "200"}).status_code == 302
    assert world.read(Hold, hold.id).expires_at > before + timedelta(hours=48)
    assert browser.post(f"/asked/hold/{hold.id}/extend", data={"hours": "0"}).status_code == 422
    for kind, key, name in (
        ("offer", offer.id, "withdraw"),
        ("hold", hold.id, "release"),
        ("booking", booked.id, "cancel"),
    ):
        assert browser.post(f"/asked/{kind}/{key}/{name}").status_code == 422, "a reason is asked for"
        assert browser.post(f"/asked/{kind}/{key}/{name}", data={"reason": "plans changed"}).status_code == 302
        assert "things have moved on" in browser.get(f"/asked/{kind}/{key}/{name}").text
    assert world.read(Offer, offer.id).status is OfferStatus.WITHDRAWN
    assert world.read(Hold, hold.id).status is HoldStatus.RELEASED
    assert world.read(Booking, booked.id).status is BookingStatus.CANCELLED
    assert "plans changed" in _board(world, browser)


def test_a_round_is_withdrawn_with_those_in_line(world: World) -> None:
    abril, bruno, carla = world.people
    first, second, third = world.ask(world.mine, abril, bruno, carla, mode=RoundMode.IN_ORDER)
    browser = world.browser(world.mine)
    page = browser.get(f"/asked/round/{first.round_id}/withdraw").text
    assert "One person who was asked is told" in page
    assert "2 people in line are not asked." in page
    browser.post(f"/asked/round/{first.round_id}/withdraw", data={"reason": "the scene is cut"})
    assert {world.read(Offer, each.id).status for each in (first, second, third)} == {OfferStatus.WITHDRAWN}


def test_a_production_sees_phones_only_once_they_were_released_to_it(world: World, staff: FlaskClient) -> None:
    abril = world.people[0]
    world.ask(world.mine, abril)
    browser = world.browser(world.mine)
    assert (abril.phone or "") not in _board(world, browser)
    assert f"tel:{abril.phone}" in _board(world, staff)
    with world.writing() as session:
        make_grant(session, production_id=world.mine.production.id or 0, people=(abril.id or 0,), at=datetime.now(UTC))
    page = _board(world, browser)
    assert f"tel:{abril.phone}" in page
    assert "/answer/offer/" not in page, "only staff hand on the link that answers in the person's name"


def test_the_message_by_whatsapp_is_in_the_persons_language_with_link_and_without_title(
    world: World, staff: FlaskClient
) -> None:
    abril, bruno, _ = world.people
    offers = world.ask(world.mine, abril, bruno)
    page = _board(world, staff)
    texts = re.findall(r"wa\.me/52339900001\d\?text=([^\"]+)", page)
    assert len(texts) == len(offers)
    assert "%C2%A1Hola%2C%20Abril" in texts[0]
    assert "Hello%20Bruno" in texts[1]
    with world.writing() as session:
        links = [re.search(r"/answer/offer/([\w-]+)", each.text) for each in session.exec(select(Message))]
    for text, link in zip(texts, links, strict=True):
        assert link
        assert link[1] in text
        assert "noche" not in text


def test_all_that_runs_is_counted_and_listed_for_staff_alone(world: World, staff: FlaskClient) -> None:
    assert "Nothing waits for a decision" in staff.get("/offers").text
    abril, bruno, carla = world.people
    world.ask(world.mine, carla, hours_ago=20)
    world.hold(world.rival, abril, hours_ago=3)
    mine = world.hold(world.mine, abril, hours_ago=2)
    ending = world.hold(world.mine, bruno)
    with world.writing() as session:
        challenge_holds_ahead(session, actor(), hold=session.get_one(Hold, mine.id))
        moved = session.get_one(Hold, mine.id)
        moved.reconfirm_since_at = datetime.now(UTC)
        session.get_one(Hold, ending.id).expires_at = datetime.now(UTC) + timedelta(hours=5)
    page = staff.get("/offers").text
    for words in ("Decisions asked", "Holds that end within a day", "Dates moved, to reconfirm", "Said yes"):
        assert words in page
    for person in world.people:
        assert person.name in page
    desk = staff.get("/").text
    for anchor in ("challenges", "holds", "reconfirm", "offers"):
        assert re.search(rf'href="/offers#{anchor}">1<', desk), anchor
    assert world.browser(world.mine).get("/offers").status_code == 403
