"""Challenges: every hold ahead confirms or releases before the clock ends; nothing is left hanging."""

import pytest
from sqlmodel import Session

from app.errors import ConflictError
from app.models.availability import HoldStatus
from app.models.challenge import ChallengeAnswer, ChallengeStatus
from app.models.production import ProductionKind
from app.queries.hold import list_challenged
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.challenge import challenge_holds_ahead, run_challenges, withdraw_challenge
from app.services.hold import expire_holds, extend_hold, release_hold
from app.services.hold_order import worst_orders
from app.services.step_check import list_breaches
from app.services.steps import StepError
from tests.factories.offer import days, hold, make_gaffer
from tests.factories.production import make_production
from tests.factories.told import later, subjects, texts


def test_every_hold_ahead_is_asked_also_where_each_shares_other_days(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    early, late = hold(session, actor, person, days(0, 3)), hold(session, actor, person, days(8, 9))
    apart = hold(session, actor, person, days(20, 21))
    mine = hold(session, actor, person, days(2, 8))
    challenge = challenge_holds_ahead(session, actor, hold=mine)
    assert {row.hold_id for row in list_challenged(session, [challenge.id or 0])} == {early.id, late.id}
    assert [each.status for each in (early, late, apart, mine)] == [
        HoldStatus.CHALLENGED,
        HoldStatus.CHALLENGED,
        HoldStatus.ACTIVE,
        HoldStatus.ACTIVE,
    ]
    release_hold(session, actor, hold=early, reason="Fine")
    assert challenge.status is ChallengeStatus.OPEN
    release_hold(session, actor, hold=late, reason="Fine")
    assert (challenge.status, challenge.resolved_at) == (ChallengeStatus.WON, actor.at)
    assert worst_orders(session, [mine.id or 0]) == {mine.id: 1}
    assert list_breaches(session) == []


def test_who_stands_first_or_asks_already_opens_no_other_challenge(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first, second = hold(session, actor, person), hold(session, actor, person)
    with pytest.raises(ConflictError, match="Nobody stands before"):
        challenge_holds_ahead(session, actor, hold=first)
    challenge = challenge_holds_ahead(session, actor, hold=second)
    assert challenge_holds_ahead(session, actor, hold=second).id == challenge.id


def test_a_challenged_hold_that_is_confirmed_ends_the_challenge_and_the_challenger(
    session: Session, actor: Actor
) -> None:
    person = make_gaffer(session)
    other = make_production(session, contact_email="other@example.org")
    first = hold(session, actor, person)
    second = hold(session, actor, person, production=other)
    challenge = challenge_holds_ahead(session, actor, hold=second)
    confirm_hold(session, later(actor, hours=2), hold=first)
    [row] = list_challenged(session, [challenge.id or 0])
    assert (challenge.status, row.answer, second.status) == (
        ChallengeStatus.LOST,
        ChallengeAnswer.CONFIRMED,
        HoldStatus.RELEASED,
    )
    assert subjects(session, "other@example.org")[-1] == "Terminó su apartado"
    assert run_challenges(session, later(actor, hours=30)) == {"released": 0, "won": 0, "reminded": 0}


def test_several_challenge_one_hold_and_each_ends_by_itself(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first, second, third = (hold(session, actor, person) for _ in range(3))
    by_second = challenge_holds_ahead(session, actor, hold=second)
    by_third = challenge_holds_ahead(session, later(actor, hours=1), hold=third)
    withdraw_challenge(session, later(actor, hours=2), challenge=by_second)
    assert (first.status, second.status) == (HoldStatus.CHALLENGED, HoldStatus.CHALLENGED)
    with pytest.raises(StepError, match="was withdrawn"):
        withdraw_challenge(session, actor, challenge=by_second)
    assert run_challenges(session, later(actor, hours=24))["released"] == 0
    assert run_challenges(session, later(actor, hours=25)) == {"released": 2, "won": 1, "reminded": 0}
    assert (by_third.status, first.end_reason) == (ChallengeStatus.WON, "There was no answer to the challenge in time.")
    assert list_breaches(session) == []


def test_a_hold_that_two_challenge_goes_by_the_first_clock_and_answers_both(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    first, second, third = (hold(session, actor, person) for _ in range(3))
    by_second = challenge_holds_ahead(session, actor, hold=second)
    by_third = challenge_holds_ahead(session, later(actor, hours=5), hold=third)
    run_challenges(session, later(actor, hours=24))
    assert (first.status, by_second.status, by_third.status) == (
        HoldStatus.RELEASED,
        ChallengeStatus.WON,
        ChallengeStatus.OPEN,
    )
    confirm_hold(session, later(actor, hours=25), hold=second)
    assert (by_third.status, third.status) == (ChallengeStatus.LOST, HoldStatus.RELEASED)


def test_when_the_challenger_goes_those_it_asked_stand_again(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    show = make_production(session, contact_email="first@example.org")
    first, second = hold(session, actor, person, production=show), hold(session, actor, person)
    challenge = challenge_holds_ahead(session, actor, hold=second)
    release_hold(session, actor, hold=second, reason="Another gaffer")
    assert (challenge.status, first.status) == (ChallengeStatus.WITHDRAWN, HoldStatus.ACTIVE)
    assert subjects(session, "first@example.org")[-1].startswith("Ya nadie pide definición")
    extend_hold(session, actor, hold=first)


def test_a_hold_ahead_that_runs_out_meanwhile_counts_as_released(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    quick = make_production(session, kind=ProductionKind.COMMERCIAL)
    first = hold(session, actor, person, production=quick)
    second = hold(session, actor, person)
    challenge = challenge_holds_ahead(session, later(actor, hours=20), hold=second)
    with pytest.raises(StepError, match="is challenged"):
        extend_hold(session, later(actor, hours=21), hold=first)
    expire_holds(session, later(actor, hours=24))
    [row] = list_challenged(session, [challenge.id or 0])
    assert (first.status, row.answer, challenge.status) == (
        HoldStatus.EXPIRED,
        ChallengeAnswer.RELEASED,
        ChallengeStatus.WON,
    )


def test_who_has_not_answered_is_reminded_at_half_and_at_nine_tenths(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    show = make_production(session, contact_email="first@example.org")
    hold(session, actor, person, production=show)
    challenge_holds_ahead(session, actor, hold=hold(session, actor, person))
    ran = [run_challenges(session, later(actor, hours=hours))["reminded"] for hours in (11, 12, 13, 21, 22, 23)]
    assert ran == [0, 1, 0, 0, 1, 0]
    assert sum(each.startswith("Sigue pendiente") for each in subjects(session, "first@example.org")) == 2


def test_no_production_learns_who_the_other_one_is(session: Session, actor: Actor) -> None:
    person = make_gaffer(session)
    shows = [
        make_production(session, contact_email=f"show{number}@example.org", working_title=f"Secret {number}")
        for number in range(2)
    ]
    _first, second = (hold(session, actor, person, production=show) for show in shows)
    challenge_holds_ahead(session, actor, hold=second)
    run_challenges(session, later(actor, hours=24))
    confirm_hold(session, later(actor, hours=25), hold=second)
    for number, other in ((0, 1), (1, 0)):
        told = texts(session, f"show{number}@example.org")
        assert told
        assert not any(f"Secret {other}" in text for text in told)
