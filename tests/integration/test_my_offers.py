"""A person's own offers, holds and bookings: what they read, in a tap or two; on both engines."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.models.availability import Hold, HoldStatus
from app.models.offer import DeclineReason, Offer, OfferStatus, RoundMode
from app.services.booking import confirm_hold
from tests.factories.asked import TITLE, World, actor, ahead, make_world
from tests.factories.booking import make_booking


@pytest.fixture
def world(web: Flask) -> World:
    return make_world(web)


@pytest.fixture
def me(world: World) -> FlaskClient:
    """Return the browser of the first gaffer."""
    return world.crew_browser(world.people[0])


def test_an_offer_is_read_in_words_and_accepted_with_one_tap(world: World, me: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[0], note="Trae guantes")
    page = me.get("/me").text
    for words in ("One offer to answer", "Gaffer", "Feature", "Guadalajara", "Shoot", "Trae guantes", "hours left"):
        assert words in page
    assert TITLE not in page
    answer = me.post(f"/me/offers/{offer.id}/accept", follow_redirects=True)
    assert "You said yes" in answer.text
    assert "First hold" in answer.text
    assert TITLE not in answer.text
    again = me.post(f"/me/offers/{offer.id}/accept", follow_redirects=True)
    assert again.text.count("First hold") == 1


def test_the_title_is_read_where_it_may_be_told_and_once_booked(world: World, me: FlaskClient) -> None:
    abril, bruno = world.people[:2]
    world.ask(world.mine, abril, tells_title=True)
    assert TITLE in me.get("/me").text
    hold = world.hold(world.mine, bruno)
    his = world.crew_browser(bruno)
    assert TITLE not in his.get("/me").text
    with world.writing() as session:
        confirm_hold(session, actor(), hold=session.get_one(Hold, hold.id))
    assert TITLE in his.get("/me").text


def test_a_yes_behind_others_is_foretold(world: World, me: FlaskClient) -> None:
    world.hold(world.rival, world.people[0], hours_ago=3)
    world.ask(world.mine, world.people[0])
    assert "You would be second hold" in me.get("/me").text


def test_a_booked_day_takes_the_yes_away_and_says_why(world: World, me: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[0])
    with world.writing() as session:
        make_booking(session, world.people[0].id or 0, world.rival.production.id or 0, ahead(2, 3))
    page = me.get("/me").text
    assert "You are booked for other work" in page
    assert f"/me/offers/{offer.id}/accept" not in page
    assert "is booked on some of these days" in me.post(f"/me/offers/{offer.id}/accept", follow_redirects=True).text
    assert world.read(Offer, offer.id).status is OfferStatus.SENT


def test_a_no_asks_for_its_reason_and_says_it_once(world: World, me: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[0])
    assert "Too far away" in me.get(f"/me/offers/{offer.id}/decline").text
    assert me.post(f"/me/offers/{offer.id}/decline").status_code == 422
    for _ in range(2):
        said = me.post(f"/me/offers/{offer.id}/decline", data={"reason": "distance", "note": "sin coche"})
        assert said.status_code == 302
    found = world.read(Offer, offer.id)
    assert (found.status, found.decline_reason, found.decline_note) == (
        OfferStatus.DECLINED,
        DeclineReason.DISTANCE,
        "sin coche",
    )
    assert "not open any more" in me.get(f"/me/offers/{offer.id}/decline").text


def test_a_hold_is_released_with_a_reason(world: World, me: FlaskClient) -> None:
    hold = world.hold(world.mine, world.people[0])
    assert "Release" in me.get("/me").text
    assert me.get(f"/me/holds/{hold.id}/release").status_code == 200
    assert me.post(f"/me/holds/{hold.id}/release").status_code == 422
    assert me.post(f"/me/holds/{hold.id}/release", data={"reason": "family"}).status_code == 302
    assert world.read(Hold, hold.id).status is HoldStatus.RELEASED
    assert "This hold has ended" in me.get(f"/me/holds/{hold.id}/release").text
    assert "Nobody holds or has booked your days" in me.get("/me").text


@pytest.mark.parametrize(("answer", "status"), [("agree", HoldStatus.ACTIVE), ("refuse", HoldStatus.RELEASED)])
def test_moved_dates_are_agreed_to_or_refused(world: World, me: FlaskClient, answer: str, status: HoldStatus) -> None:
    hold = world.hold(world.mine, world.people[0])
    world.move(world.mine, 7)
    page = me.get("/me").text
    assert "Dates moved: still right?" in page
    assert me.post(f"/me/holds/{hold.id}/dates/{answer}").status_code == 302
    found = world.read(Hold, hold.id)
    assert found.status is status
    if answer == "agree":
        assert found.reconfirm_since_at is None
        assert "Dates moved" not in me.get("/me").text


def test_what_is_anothers_or_not_sent_yet_is_not_there(world: World, me: FlaskClient) -> None:
    _abril, bruno, carla = world.people
    first, waiting = world.ask(world.mine, bruno, carla, mode=RoundMode.IN_ORDER)
    hold = world.hold(world.rival, bruno)
    for path in (f"offers/{first.id}/accept", f"offers/{first.id}/decline", f"holds/{hold.id}/release"):
        assert me.post(f"/me/{path}", data={"reason": "dates"}).status_code == 404
    assert me.get(f"/me/offers/{first.id}/decline").status_code == 404
    assert me.post(f"/me/holds/{hold.id}/dates/agree").status_code == 404
    hers = world.crew_browser(carla)
    assert "offer to answer" not in hers.get("/me").text
    assert hers.post(f"/me/offers/{waiting.id}/accept").status_code == 404
    assert world.read(Offer, first.id).status is OfferStatus.SENT


def test_a_late_yes_is_refused_kindly(world: World, me: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[0], hours_ago=30)
    answer = me.post(f"/me/offers/{offer.id}/accept", follow_redirects=True)
    assert "run out" in answer.text
    assert world.read(Offer, offer.id).status is OfferStatus.SENT


def test_the_pages_speak_spanish(world: World, me: FlaskClient) -> None:
    world.ask(world.mine, world.people[0])
    me.set_cookie("llamado_lang", "es_MX")
    page = me.get("/me").text
    assert "Una oferta por contestar" in page
    assert "Sí, aparto mis días" in page
    assert "Yes, hold" not in page
