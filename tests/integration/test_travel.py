"""Days of travel between far bases: told as a warning, or a rule where the commission makes it one."""

import pytest
from sqlmodel import Session

from app.errors import ConflictError
from app.models.availability import StatementSource
from app.models.need import PeriodKind
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.offer import accept_offer, list_askable
from app.services.offered_days import Stretch
from app.services.places import get_gazetteer
from app.services.travel import list_clashes
from config import get_settings
from tests.factories.offer import ask, book, days, hold, make_gaffer, make_position, offers_of


def place(name: str) -> str:
    found = get_gazetteer().resolve(name)
    assert found is not None
    return found.id


@pytest.fixture
def as_a_rule(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLAMADO_TRAVEL_IS_A_RULE", "1")
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("base", "first", "clash"),
    [
        ("Puerto Vallarta", 5, True),  # the day after the last one in Guadalajara
        ("Puerto Vallarta", 6, False),  # a day lies between
        ("Zapopan", 5, False),  # within one metropolitan area
        (None, 5, False),
    ],
)
def test_the_day_after_work_at_a_far_base_is_too_soon(
    session: Session, actor: Actor, base: str | None, first: int, *, clash: bool
) -> None:
    person = make_gaffer(session)
    booking = book(session, actor, person, days(0, 4), place=place("Guadalajara"))
    wanted = [Stretch(PeriodKind.SHOOT, *days(first, first + 2), place(base) if base else None)]
    found = list_clashes(session, crew_member_id=person.id or 0, days=wanted, production_id=0)
    assert [(each.booked, each.days_between, each.days_needed) for each in found] == [(True, 0, 1)] * clash
    own = list_clashes(session, crew_member_id=person.id or 0, days=wanted, production_id=booking.production_id)
    assert own == [], "a production's own moves are its own affair"


def test_it_is_a_warning_that_stops_nobody(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    book(session, actor, person, days(0, 4), place=place("Guadalajara"))
    assert book(session, actor, person, days(5, 6), place=place("Puerto Vallarta")).id is not None


@pytest.mark.usefixtures("as_a_rule")
def test_as_a_rule_it_stops_asking_accepting_and_booking(session: Session, actor: Actor) -> None:
    asked, held, far = make_gaffer(session), make_gaffer(session), place("Puerto Vallarta")
    position = make_position(session, days(5, 6), place=far)
    [offer] = offers_of(session, ask(session, actor, position, asked))
    waiting = hold(session, actor, held, days(5, 6), place=far)
    for person in (asked, held):
        book(session, actor, person, days(0, 4), place=place("Guadalajara"))
    with pytest.raises(ConflictError, match="could not travel"):
        accept_offer(session, actor, offer=offer, source=StatementSource.SELF)
    with pytest.raises(ConflictError, match="could not travel"):
        confirm_hold(session, actor, hold=waiting)
    other = make_position(session, days(5, 6), place=far)
    [found] = list_askable(session, position=other, crew_member_ids=[asked.id or 0], now=actor.at)
    assert "no day to travel" in str(found.reason)
