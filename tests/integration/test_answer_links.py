"""Links in e-mails that answer an offer or moved dates: looked at as often as one likes, they do one thing."""

import re
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, select

from app.models.ask import ActionLink
from app.models.availability import Hold, HoldStatus, StatementSource
from app.models.message import Message
from app.models.offer import Offer, OfferStatus
from app.models.trust import AuditEvent
from app.services.audit import BY_LINK
from app.services.booking import confirm_hold
from app.services.offer import expire_offers, withdraw_offer
from tests.factories.asked import RIVAL_TITLE, TITLE, World, actor, make_world

TO = ("offer", "dates")


@pytest.fixture
def world(web: Flask) -> World:
    return make_world(web)


def _link(world: World, kind: str = "offer") -> str:
    """Return the path of the newest link of a kind that went out by e-mail."""
    with world.writing() as session:
        texts = [each.text for each in session.exec(select(Message).order_by(col(Message.id)))]
    found = [link for text in texts for link in re.findall(rf"http\S+/answer/{kind}/\S+", text)]
    return str(urlsplit(found[-1]).path)


def test_looking_changes_nothing_however_often_a_scanner_follows(world: World, client: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[1])
    link = _link(world)
    for _ in range(3):
        answer = client.get(link)
        assert answer.status_code == 200
        assert client.head(link).status_code == 200
    assert world.read(Offer, offer.id).status is OfferStatus.SENT
    with world.writing() as session:
        assert session.exec(select(ActionLink)).one().used_at is None


def test_the_page_shows_the_offer_and_discloses_nothing_else(world: World, client: FlaskClient) -> None:
    abril = world.people[0]
    world.hold(world.rival, abril, hours_ago=3)
    world.ask(world.mine, abril)
    page = client.get(_link(world)).text
    for words in ("Gaffer", "Feature", "Guadalajara", "Yes, hold my days", "You would be second hold"):
        assert words in page
    for secret in (TITLE, RIVAL_TITLE, abril.phone, abril.email, world.mine.production.code, "office@example.org"):
        assert str(secret) not in page


def test_a_yes_by_link_holds_the_days_once_and_is_remembered_as_by_email(world: World, client: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[1])
    link = _link(world)
    for _ in range(2):
        answer = client.post(link, data={"do": "accept"})
        assert answer.status_code == 200
        assert "You said yes" in answer.text
    found = world.read(Offer, offer.id)
    assert (found.status, found.answered_by) == (OfferStatus.ACCEPTED, StatementSource.EMAIL)
    with world.writing() as session:
        assert len(session.exec(select(Hold)).all()) == 1
        assert session.exec(select(ActionLink)).one().used_at is not None
        event = session.exec(select(AuditEvent).where(AuditEvent.action == "offer:offer:accepted")).one()
        assert (event.actor_name, event.crew_member_id) == (BY_LINK, world.people[1].id)
        assert event.origin.startswith("127.0.0.0/24 POST /answer/offer/")
    assert "You said yes" in client.get(link).text


def test_a_no_by_link_needs_its_reason_and_cannot_be_turned_by_a_second_tap(world: World, client: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[1])
    link = _link(world)
    bare = client.post(link, data={"do": "decline"})
    assert bare.status_code == 422
    assert "Choose a reason" in bare.text
    assert "You said no" in client.post(link, data={"do": "decline", "reason": "pay"}).text
    turned = client.post(link, data={"do": "accept"})
    assert turned.status_code == 409
    assert world.read(Offer, offer.id).status is OfferStatus.DECLINED


def test_a_late_look_tells_that_the_time_has_run_out(world: World, client: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[1], hours_ago=25)
    link = _link(world)
    assert "The time to answer has run out" in client.get(link).text, "though no job has noticed yet"
    assert client.post(link, data={"do": "accept"}).status_code == 409
    with world.writing() as session:
        expire_offers(session, actor())
    page = client.get(link).text
    assert "The time to answer has run out" in page
    assert "does not count against you" in page
    assert world.read(Offer, offer.id).status is OfferStatus.EXPIRED


def test_a_withdrawn_offer_is_told_kindly_and_the_other_link_shows_nothing(world: World, client: FlaskClient) -> None:
    [offer] = world.ask(world.mine, world.people[1])
    link = _link(world)
    with world.writing() as session:
        withdraw_offer(session, actor(), offer=session.get_one(Offer, offer.id), reason="cut")
    page = client.get(link).text
    assert "nothing to answer any more" in page
    assert "Yes, hold my days" not in page
    assert client.post(link, data={"do": "accept"}).status_code == 409


@pytest.mark.parametrize("kind", TO)
@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "..%2f", "1-1-" + "a" * 32])
def test_a_wrong_link_is_a_kind_page(client: FlaskClient, kind: str, token: str) -> None:
    for answer in (
        client.get(f"/answer/{kind}/{token}"),
        client.post(f"/answer/{kind}/{token}", data={"do": "accept"}),
    ):
        assert answer.status_code in {404, 410}
    assert "no longer works" in client.get(f"/answer/{kind}/xx").text


def test_a_link_for_one_thing_does_not_do_another(world: World, client: FlaskClient) -> None:
    world.ask(world.mine, world.people[1])
    token = _link(world).rsplit("/", 1)[1]
    assert client.get(f"/answer/dates/{token}").status_code == 410
    assert client.get(f"/answer/days/{token}").status_code == 410


@pytest.mark.parametrize(("answer", "status"), [("agree", HoldStatus.ACTIVE), ("refuse", HoldStatus.RELEASED)])
def test_moved_dates_are_answered_by_link(world: World, client: FlaskClient, answer: str, status: HoldStatus) -> None:
    hold = world.hold(world.mine, world.people[1])
    world.move(world.mine, 7)
    link = _link(world, "dates")
    page = client.get(link).text
    for words in ("Dates moved: still right?", "Before", "Now"):
        assert words in page
    assert TITLE not in page
    assert world.read(Hold, hold.id).reconfirm_since_at is not None
    assert client.post(link, data={"do": answer}).status_code == 200
    assert world.read(Hold, hold.id).status is status
    assert "nothing to answer any more" in client.get(link).text
    assert client.post(link, data={"do": "agree"}).status_code == 409


def test_moved_dates_of_a_booking_are_answered_by_the_link_of_its_hold(world: World, client: FlaskClient) -> None:
    hold = world.hold(world.mine, world.people[1])
    with world.writing() as session:
        booking = confirm_hold(session, actor(), hold=session.get_one(Hold, hold.id))
    world.move(world.mine, 7)
    link = _link(world, "dates")
    assert "Dates moved: still right?" in client.get(link).text
    assert "The new dates are yours" in client.post(link, data={"do": "agree"}).text
    assert world.read(type(booking), booking.id).reconfirm_since_at is None
