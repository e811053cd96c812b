"""Asking for dates: who may, whom, what each would read; sent twice it is asked once. On both engines."""

import re

import pytest
from flask import Flask
from sqlmodel import select

from app.models.account import Role
from app.models.message import Message
from app.models.need import Need, NeedStatus, Position
from app.models.offer import Offer, OfferRound, OfferStatus, RoundMode
from tests.factories.account import signed_in_as
from tests.factories.asked import TITLE, World, make_world
from tests.factories.offer import make_gaffer


@pytest.fixture
def world(web: Flask) -> World:
    return make_world(web)


def _address(world: World, *who: int | None) -> str:
    people = "&".join(f"who={each}" for each in who)
    return f"/positions/{world.mine.position.id}/ask?{people}"


def _form(world: World, page: str, *who: int | None, **values: object) -> dict[str, object]:
    key = re.search(r'name="form_key"[^>]*value="([^"]+)"', page)
    assert key
    people = [str(each.id) for each in world.people]
    shared = {"mode": "together", "places": 1, "answer_hours": 24, "note": "", "form_key": key[1]}
    return {**shared, "person": people, "who": [str(each) for each in who], "do": "send", **values}


def _rounds(world: World) -> list[OfferRound]:
    with world.writing() as session:
        return list(session.exec(select(OfferRound)))


def _offers(world: World) -> list[Offer]:
    with world.writing() as session:
        return list(session.exec(select(Offer).order_by(Offer.round_id, Offer.ordinal)))  # type: ignore[arg-type]  # columns


def _order(page: str) -> list[int]:
    return [int(each) for each in re.findall(r'name="person" value="(\d+)"', page)]


def test_without_a_choice_those_on_the_crew_list_are_taken(world: World) -> None:
    page = world.browser(world.mine).get(_address(world)).text
    assert _order(page) == [each.id for each in world.people]
    assert "What they will read" in page


def test_the_production_asks_and_each_is_told_once_though_the_form_comes_twice(world: World) -> None:
    browser, (ana, bruno, _) = world.browser(world.mine), world.people
    page = browser.get(_address(world)).text
    form = _form(world, page, ana.id, bruno.id, note="Noches en exteriores", places=1)
    for _ in range(2):
        answer = browser.post(_address(world), data=form)
        assert answer.status_code == 302
        assert f"/productions/{world.mine.production.id}/asked" in answer.headers["Location"]
    assert len(_rounds(world)) == 1
    assert [(each.crew_member_id, each.status) for each in _offers(world)] == [
        (ana.id, OfferStatus.SENT),
        (bruno.id, OfferStatus.SENT),
    ]
    with world.writing() as session:
        sent = [each for each in session.exec(select(Message)) if "/answer/offer/" in each.text]
    assert len(sent) == 2
    assert all("Noches en exteriores" in each.text for each in sent)
    assert not any(TITLE in each.text + each.subject for each in sent), "the title is confidential"


def test_the_order_changes_without_scripts_and_nobody_is_asked_by_it(world: World) -> None:
    browser, (ana, bruno, carla) = world.browser(world.mine), world.people
    page = browser.get(_address(world)).text
    moved = browser.post(_address(world), data=_form(world, page, ana.id, bruno.id, do=f"down:{ana.id}", places=""))
    assert moved.status_code == 200
    assert _order(moved.text) == [bruno.id, ana.id, carla.id]
    assert _rounds(world) == []
    form = _form(world, moved.text, ana.id, bruno.id, mode="in_order")
    browser.post(_address(world), data={**form, "person": [str(each) for each in _order(moved.text)]})
    assert [each.mode for each in _rounds(world)] == [RoundMode.IN_ORDER]
    assert [(each.crew_member_id, each.status) for each in _offers(world)] == [
        (bruno.id, OfferStatus.SENT),
        (ana.id, OfferStatus.WAITING),
    ]


def test_the_preview_is_in_both_languages_and_hides_the_title_until_it_is_ticked(world: World) -> None:
    browser = world.browser(world.mine)
    page = browser.get(_address(world)).text
    letters = "".join(re.findall(r'<article class="letter".*?</article>', page, re.DOTALL))
    assert "a feature" in letters
    assert "un largometraje" in letters
    assert TITLE not in letters
    form = _form(world, page, world.people[0].id, do="preview", tells_title="y", note="Bring <b>gloves</b>")
    shown = browser.post(_address(world), data=form).text
    letters = "".join(re.findall(r'<article class="letter".*?</article>', shown, re.DOTALL))
    assert letters.count(TITLE) >= 2
    assert "Bring &lt;b&gt;gloves" in letters
    assert _rounds(world) == []


def test_who_cannot_be_asked_stands_there_with_the_reason_and_is_not_asked(world: World) -> None:
    (ana, bruno, _), browser = world.people, world.browser(world.mine)
    world.ask(world.mine, ana)
    page = browser.get(_address(world)).text
    assert "asked for this line already" in page
    assert re.search(rf'name="who" value="{ana.id}" disabled', page)
    stale = browser.post(_address(world), data=_form(world, page, ana.id, bruno.id))
    assert stale.status_code == 422
    assert "can&#39;t be asked any more" in stale.text
    assert [each.crew_member_id for each in _offers(world)] == [ana.id], "the others only once that was read"
    browser.post(_address(world), data=_form(world, page, bruno.id))
    assert [each.crew_member_id for each in _offers(world)] == [ana.id, bruno.id]
    nobody = browser.post(_address(world), data=_form(world, page, form_key="another"))
    assert nobody.status_code == 422
    assert "Tick at least one person" in nobody.text


@pytest.mark.parametrize(
    "wrong", [{"places": "0"}, {"answer_hours": "9000"}, {"mode": "at random"}, {"note": "x" * 1001}]
)
def test_what_is_typed_wrong_is_told_and_nobody_is_asked(world: World, wrong: dict[str, object]) -> None:
    browser = world.browser(world.mine)
    page = browser.get(_address(world)).text
    answer = browser.post(_address(world), data=_form(world, page, world.people[0].id, **wrong))
    assert answer.status_code == 422
    assert "to put right" in answer.text
    assert _rounds(world) == []


def test_a_production_can_neither_ask_nor_see_whom_it_was_not_shown(world: World) -> None:
    with world.writing() as session:
        stranger = make_gaffer(session, given_name="Zoraida", surname="Nunca")
    browser = world.browser(world.mine)
    page = browser.get(_address(world, stranger.id, world.people[0].id)).text
    assert "Zoraida" not in page
    assert _order(page) == [world.people[0].id]
    form = _form(world, page, stranger.id, person=[str(stranger.id)])
    browser.post(_address(world), data=form)
    assert stranger.id not in [each.crew_member_id for each in _offers(world)]
    assert "Zoraida" in signed_in_as(world.web, Role.STAFF).get(_address(world, stranger.id)).text


def test_a_production_sees_no_phone_here_and_staff_do(world: World) -> None:
    phone = world.people[0].phone or ""
    assert phone not in world.browser(world.mine).get(_address(world)).text
    assert f"tel:{phone}" in signed_in_as(world.web, Role.STAFF).get(_address(world)).text


def test_nobody_asks_for_a_foreign_line_or_before_the_need_is_accepted(world: World) -> None:
    rival = world.browser(world.rival)
    assert rival.get(_address(world)).status_code == 404
    assert rival.post(_address(world), data={"do": "send"}).status_code == 404
    with world.writing() as session:
        need_id = session.get_one(Position, world.mine.position.id).need_id
        session.get_one(Need, need_id).status = NeedStatus.RECEIVED
    assert world.browser(world.mine).get(_address(world)).status_code == 404
    assert _rounds(world) == []


def test_hostile_ids_are_left_out(world: World) -> None:
    browser = world.browser(world.mine)
    address = f"/positions/{world.mine.position.id}/ask?who=-1&who=9e9&who=99999999999999999999&who=x&who=%00"
    assert browser.get(address).status_code == 200
    page = browser.get(_address(world)).text
    form = _form(world, page, do="up:99999999999999999999999")
    assert browser.post(_address(world), data=form).status_code == 200


def test_candidates_are_ticked_on_the_pages_that_show_them(world: World) -> None:
    position = world.mine.position
    staff = signed_in_as(world.web, Role.STAFF)
    need_id = world.read(Position, position.id).need_id
    assert "Offers and holds" in staff.get(f"/needs/{need_id}/crew-list").text
    assert f"/productions/{world.mine.production.id}/asked" in staff.get(f"/needs/{need_id}").text
