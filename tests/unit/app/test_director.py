"""The director's figures: quick answers, fresh days, holds that end, roles that break; small groups stay untold."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from app.models.availability import HoldStatus
from app.models.production import ProductionKind
from app.queries.director import Receipt
from app.queries.director_people import HoldLife, Work
from app.services.director.answers import Answer, Pace, pace_of, speed_of
from app.services.director.cells import percent, percent_of_people
from app.services.director.freshness import asked_of, fresh_of
from app.services.director.hires import count_days
from app.services.director.holds import count_holds
from app.services.director.shortage import find_a_step_away, in_turn
from tests.factories.roster_rows import TODAY, Held, Person, make_roster

NOW = datetime(2026, 11, 23, 18, tzinfo=UTC)


def _answer(hours: float | None, pace: Pace = Pace.FEATURE) -> Answer:
    return Answer(Receipt(1, 1, "X", ProductionKind.FEATURE, NOW, NOW if hours is not None else None), pace, hours)


def test_a_share_of_fewer_than_five_people_is_not_told_but_of_other_things_it_is() -> None:
    assert percent_of_people(2, 4) is None
    assert percent_of_people(2, 5) == 40
    assert (percent(1, 3), percent(0, 0)) == (33, None)


def test_the_ninetieth_percentile_is_one_of_the_times_that_were_met() -> None:
    speed = speed_of(Pace.FEATURE, [_answer(float(hours)) for hours in (50, *range(1, 10))] + [_answer(None)])
    assert (speed.needs, speed.answered, speed.median, speed.p90, speed.in_time) == (11, 10, 5.5, 9, 90)


def test_a_need_that_waits_for_its_list_is_neither_in_time_nor_late() -> None:
    speed = speed_of(Pace.SERIES, [_answer(None, Pace.SERIES)])
    assert (speed.needs, speed.answered, speed.median, speed.in_time, speed.target) == (1, 0, None, None, 72)
    assert _answer(None).in_time is None


@pytest.mark.parametrize(
    ("kind", "pace"),
    [
        (ProductionKind.MUSIC_VIDEO, Pace.COMMERCIAL),
        (ProductionKind.DOCUMENTARY, Pace.FEATURE),
        (ProductionKind.SERIES, Pace.SERIES),
    ],
)
def test_kinds_without_a_target_have_that_of_their_pace(kind: ProductionKind, pace: Pace) -> None:
    assert pace_of(kind) is pace


def test_days_are_as_fresh_as_the_last_word() -> None:
    ages = (0, 14, 15, 30, 61)
    roster = make_roster([Person(number, stated_on=TODAY - timedelta(days=age)) for number, age in enumerate(ages, 1)])
    assert fresh_of(roster, "lighting", np.arange(5)).within == (40, 80, 80)
    assert fresh_of(roster, "lighting", np.arange(4)).within == (None, None, None)


def test_who_has_not_answered_is_asked_all_the_same() -> None:
    asked = asked_of([(NOW, NOW + timedelta(hours=2)), (NOW, None), (NOW, NOW + timedelta(hours=6))])
    assert (asked.count, asked.answered, asked.hours) == (3, 67, 4)
    assert asked_of([]).answered is None


def test_a_hold_that_ran_out_ended_with_its_clock() -> None:
    days = timedelta(days=1)
    lives = [
        HoldLife(HoldStatus.ACTIVE, NOW, NOW + 2 * days, None),
        HoldLife(HoldStatus.CHALLENGED, NOW, NOW + 3 * days, None),
        HoldLife(HoldStatus.EXPIRED, NOW - 8 * days, NOW - 1 * days, None),
        HoldLife(HoldStatus.BOOKED, NOW - 2 * days, NOW + days, NOW - days),
    ]
    counts = count_holds(lives, now=NOW)
    assert (counts.open, counts.ending, counts.challenged) == (2, 1, 1)
    assert (counts.ended, counts.life_days, counts.booked) == (2, 4.0, 50)


def test_days_are_counted_only_within_the_stretch() -> None:
    first, last = date(2026, 8, 25), date(2026, 11, 22)
    work = [
        Work(1, 1, "A", "A", None, date(2026, 8, 1), date(2026, 8, 26)),
        Work(1, 2, "B", "B", None, date(2026, 11, 22), date(2026, 12, 30)),
        Work(2, 2, "B", "B", None, date(2026, 11, 1), date(2026, 11, 2)),
    ]
    assert count_days(work, first, last) == {1: 3, 2: 2}


def test_a_step_away_is_who_holds_a_role_below_and_not_the_role_itself() -> None:
    best_boy = Held("best-boy-electric")
    roster = make_roster(
        [Person(1, roles=(best_boy,)), Person(2, roles=(best_boy, Held("gaffer"))), Person(3, roles=(Held("driver"),))]
    )
    assert roster.ids[find_a_step_away(roster, "gaffer")].tolist() == [1]
    assert find_a_step_away(roster, "no-such-role").tolist() == []


def test_roles_short_in_the_past_and_in_the_coming_weeks_take_turns() -> None:
    assert in_turn(["gaffer", "grip"], ["grip", "driver", "seamstress"]) == ["gaffer", "grip", "driver", "seamstress"]
    assert in_turn([], ["driver"]) == ["driver"]
