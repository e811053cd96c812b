"""Holds: their order, their clock with its reminders, their end, and who moves up by it."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from app.errors import ConflictError
from app.models.availability import HoldSpan, HoldStatus
from app.models.production import ProductionKind
from app.models.shortlist import Referral, ReferralOutcome
from app.queries.hold import list_person_holds, list_seen_by_others
from app.queries.roster import find_roster_version
from app.services.audit import Actor
from app.services.hold import expire_holds, extend_hold, release_hold
from app.services.hold_order import orders_by_day, worst_orders
from app.services.steps import StepError
from tests.factories.offer import days, hold, make_gaffer, make_position
from tests.factories.production import make_production
from tests.factories.told import OFFICE, later, subjects, texts


def test_holds_count_by_acceptance_on_each_day(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first = hold(session, actor, person, days(0, 4))
    second = hold(session, actor, person, days(3, 8))
    third = hold(session, actor, person, days(8, 9))
    assert orders_by_day(session, person.id or 0)[days(3, 3)[0]] == [first.id, second.id]
    assert worst_orders(session, [first.id or 0, second.id or 0, third.id or 0]) == {
        first.id: 1,
        second.id: 2,
        third.id: 2,
    }


def test_nobody_comes_before_who_accepted_earlier_though_their_clock_was_read_earlier(
    session: Session, actor: Actor
) -> None:
    person = make_gaffer(session)
    first = hold(session, later(actor, seconds=5), person, days(0, 4))
    second = hold(session, actor, person, days(0, 4))
    assert worst_orders(session, [first.id or 0, second.id or 0]) == {first.id: 1, second.id: 2}


@pytest.mark.parametrize(
    ("kind", "hours"),
    [
        (ProductionKind.COMMERCIAL, 24),
        (ProductionKind.SERIES, 7 * 24),
        (ProductionKind.FEATURE, 72),  # from Monday noon: no weekend in between
        (ProductionKind.DOCUMENTARY, 72),
    ],
)
def test_a_hold_lives_as_long_as_its_kind_of_production_needs(
    session: Session, actor: Actor, kind: ProductionKind, hours: int
) -> None:
    held = hold(session, actor, make_gaffer(session), production=make_production(session, kind=kind))
    assert held.expires_at == actor.at + timedelta(hours=hours)


def test_a_weekend_does_not_count(session: Session, actor: Actor) -> None:
    held = hold(session, later(actor, days=4), make_gaffer(session))  # Friday noon
    assert held.expires_at == actor.at + timedelta(days=9)  # Wednesday noon


def test_its_owner_is_reminded_at_half_and_at_nine_tenths_once_each(session: Session, actor: Actor) -> None:
    held = hold(session, actor, make_gaffer(session))
    ran = [expire_holds(session, later(actor, hours=hours)) for hours in (35, 36, 37, 64, 65, 66, 71)]
    assert [each["reminded"] for each in ran] == [0, 1, 0, 0, 1, 0, 0]
    assert expire_holds(session, later(actor, hours=72)) == {"expired": 1, "reminded": 0}
    assert (held.status, held.end_reason) == (HoldStatus.EXPIRED, "It was not confirmed in time.")
    assert subjects(session, OFFICE) == [
        "Ana López Ruiz dijo que sí",
        "Confirmen o liberen antes de",
        "Confirmen o liberen antes de",
        "Terminó su apartado",
    ]


def test_late_only_one_reminder_is_sent_for_both(session: Session, actor: Actor) -> None:
    hold(session, actor, make_gaffer(session))
    assert expire_holds(session, later(actor, hours=70))["reminded"] == 1
    assert expire_holds(session, later(actor, hours=71))["reminded"] == 0


def test_extending_begins_the_clock_and_its_reminders_anew(session: Session, actor: Actor) -> None:
    held = hold(session, actor, make_gaffer(session), production=make_production(session, kind=ProductionKind.SERIES))
    assert expire_holds(session, later(actor, hours=84))["reminded"] == 1
    extend_hold(session, later(actor, hours=100), hold=held, hours=20)
    assert held.expires_at == actor.at + timedelta(hours=120)
    ran = [expire_holds(session, later(actor, hours=hours))["reminded"] for hours in (109, 110, 117, 118, 119)]
    assert ran == [0, 1, 0, 1, 0]
    with pytest.raises(ConflictError, match="1 to 720"):
        extend_hold(session, actor, hold=held, hours=0)


def test_who_is_released_makes_room_and_whoever_moves_up_is_told_on_both_sides(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    shows = [make_production(session, contact_email=f"show{number}@example.org") for number in range(3)]
    first, second, _third = (hold(session, actor, person, days(0, 4), production=show) for show in shows)
    before = find_roster_version(session)
    release_hold(session, actor, hold=first, reason="The scene is cut")
    assert (first.status, first.ended_at, first.end_reason) == (HoldStatus.RELEASED, actor.at, "The scene is cut")
    assert not any(span.live for span in session.exec(select(HoldSpan).where(HoldSpan.hold_id == first.id)))
    assert find_roster_version(session) > before
    assert subjects(session, person.email)[-3:] == [
        "A hold has ended",
        "A hold on you has moved up to number 1",
        "A hold on you has moved up to number 2",
    ]
    assert "opción 1" in texts(session, "show1@example.org")[-1]
    assert "opción 2" in texts(session, "show2@example.org")[-1]
    assert all(show.working_title not in text for show in shows for text in texts(session, person.email))
    assert worst_orders(session, [second.id or 0]) == {second.id: 1}
    with pytest.raises(StepError, match="was released"):
        release_hold(session, actor, hold=first, reason="again")


def test_another_production_sees_that_somebody_is_held_never_by_whom(session: Session, actor: Actor) -> None:
    person, show = make_gaffer(session), make_production(session)
    hold(session, actor, person, days(0, 4))
    mine = hold(session, actor, person, days(2, 6), production=show)
    [seen] = list_seen_by_others(session, person.id or 0, [days(2, 6)], production_id=show.id or 0)
    assert (seen.days, seen.status) == (days(0, 4), "held")
    assert set(vars(seen)) == {"days", "status"}
    assert [row.hold.id for row in list_person_holds(session, person.id or 0)][1] == mine.id


def test_what_became_of_a_person_who_was_asked_is_kept(session: Session, actor: Actor) -> None:
    person, position = make_gaffer(session), make_position(session)
    held = hold(session, actor, person, position=position)
    row = session.exec(select(Referral).where(Referral.position_id == position.id)).one()
    assert (row.outcome, row.asked_at, row.answered_at) == (ReferralOutcome.ASKED, actor.at, actor.at)
    release_hold(session, actor, hold=held, reason="No budget")
    assert (row.outcome, row.reason) == (ReferralOutcome.NOT_HIRED, "No budget")
