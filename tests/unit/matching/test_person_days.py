"""A person's days: the latest word counts while it is valid; holds and bookings come before it."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from matching.person_days import Day, DayState, FeedDays, Said, days_of, runs_of, worst_states

TODAY = date(2026, 11, 23)
FIRST, LAST = date(2026, 12, 1), date(2026, 12, 7)
VALID = date(2027, 1, 1)


def said(state: DayState, first: date = FIRST, last: date = LAST, valid_until: date = VALID) -> Said:
    return Said(state, first, last, TODAY, valid_until)


def states(*words: Said, held: bool = False, booked: bool = False) -> list[DayState]:
    whole = [(FIRST, LAST)]
    days = days_of(FIRST, LAST, today=TODAY, said=words, held=whole if held else [], booked=whole if booked else [])
    return [day.state for day in days]


def test_a_day_nobody_spoke_of_is_unknown() -> None:
    assert set(states()) == {DayState.UNKNOWN}


def test_a_lapsed_word_counts_as_unknown_never_as_available() -> None:
    assert set(states(said(DayState.AVAILABLE, valid_until=TODAY - timedelta(days=1)))) == {DayState.UNKNOWN}
    assert set(states(said(DayState.AVAILABLE, valid_until=TODAY))) == {DayState.AVAILABLE}


def test_the_latest_word_about_a_day_counts() -> None:
    found = states(said(DayState.AVAILABLE), said(DayState.UNAVAILABLE, FIRST, FIRST))
    assert found == [DayState.UNAVAILABLE] + [DayState.AVAILABLE] * 6


def test_a_booking_comes_before_a_hold_and_a_hold_before_what_was_said() -> None:
    word = said(DayState.UNAVAILABLE)
    assert set(states(word, held=True)) == {DayState.HELD}
    assert set(states(word, held=True, booked=True)) == {DayState.BOOKED}


def test_days_of_one_state_and_one_word_form_a_run() -> None:
    days = days_of(
        FIRST, LAST, today=TODAY, said=[said(DayState.AVAILABLE, FIRST, date(2026, 12, 3))], held=[], booked=[]
    )
    runs = runs_of(days)
    assert [(run.starts_on.day, run.ends_on.day, run.state) for run in runs] == [
        (1, 3, DayState.AVAILABLE),
        (4, 7, DayState.UNKNOWN),
    ]


def by_calendar(state: DayState, *words: Said, today: date = TODAY) -> list[tuple[DayState, bool]]:
    days = days_of(FIRST, LAST, today=today, said=words, held=[], booked=[], feed=[FeedDays(state, FIRST, LAST)])
    return [(day.state, day.by_feed) for day in days]


def test_a_busy_day_of_the_own_calendar_beats_an_older_word_of_being_free() -> None:
    assert set(by_calendar(DayState.UNAVAILABLE, said(DayState.AVAILABLE))) == {(DayState.UNAVAILABLE, True)}


def test_a_tentative_day_of_the_own_calendar_beats_free_and_unknown_but_not_unavailable() -> None:
    tentative = {(DayState.TENTATIVE, True)}
    assert set(by_calendar(DayState.TENTATIVE, said(DayState.AVAILABLE))) == tentative
    assert set(by_calendar(DayState.TENTATIVE)) == tentative
    assert set(by_calendar(DayState.TENTATIVE, said(DayState.UNAVAILABLE))) == {(DayState.UNAVAILABLE, False)}
    gone = VALID + timedelta(days=1)
    assert set(by_calendar(DayState.TENTATIVE, said(DayState.UNAVAILABLE), today=gone)) == tentative


def test_a_hold_comes_before_the_own_calendar() -> None:
    busy = [FeedDays(DayState.UNAVAILABLE, FIRST, LAST)]
    days = days_of(FIRST, LAST, today=TODAY, said=(), held=[(FIRST, FIRST)], booked=[], feed=busy)
    assert [day.state for day in days] == [DayState.HELD] + [DayState.UNAVAILABLE] * 6
    runs = runs_of(days)
    assert [(run.starts_on.day, run.ends_on.day, run.by_feed) for run in runs] == [(1, 1, False), (2, 7, True)]


SPANS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(
    lambda ends: (FIRST + timedelta(days=min(ends)), FIRST + timedelta(days=max(ends)))
)
KINDS = st.sampled_from([DayState.AVAILABLE, DayState.TENTATIVE, DayState.UNAVAILABLE])
WORDS = st.lists(st.tuples(KINDS, SPANS, st.booleans()), max_size=5)


def _rank(day: Day) -> int:
    order = ["available", "unknown", "tentative", "held", "unavailable", "booked"]
    return order.index(day.state.value)


@given(
    words=WORDS,
    held=st.lists(SPANS, max_size=2),
    booked=st.lists(SPANS, max_size=1),
    feed=st.lists(st.tuples(st.sampled_from(["busy", "tentative"]), SPANS), max_size=3),
)
def test_the_state_of_a_span_is_that_of_its_worst_day(
    words: list[tuple[DayState, tuple[date, date], bool]],
    held: list[tuple[date, date]],
    booked: list[tuple[date, date]],
    feed: list[tuple[str, tuple[date, date]]],
) -> None:
    """The quick way over many people agrees with looking at each day of one."""
    valid = {True: VALID, False: TODAY - timedelta(days=3)}
    kinds = {"busy": DayState.UNAVAILABLE, "tentative": DayState.TENTATIVE}
    spoken = [said(kind, *span, valid_until=valid[is_valid]) for kind, span, is_valid in words]
    events = [FeedDays(kinds[kind], *span) for kind, span in feed]
    days = days_of(FIRST, LAST, today=TODAY, said=spoken, held=held, booked=booked, feed=events)
    rows = [(7, word.state.value, word.starts_on, word.ends_on, word.valid_until_on) for word in spoken]
    found = worst_states(
        FIRST,
        LAST,
        today=TODAY,
        said=rows,
        held=[(7, *span) for span in held],
        booked={7 for first, _ in booked if first <= LAST},
        feed=[(7, kind, *span) for kind, span in feed],
    )
    assert found.get(7, DayState.UNKNOWN) == max(days, key=_rank).state


def test_a_hold_covers_what_was_said_of_its_days_and_a_day_away_beside_it_still_counts() -> None:
    rows = [(1, "available", FIRST, LAST, VALID), (2, "unavailable", FIRST, LAST, VALID)]
    held = [(1, FIRST, FIRST), (2, FIRST, FIRST), (3, FIRST, LAST), (4, FIRST, LAST)]
    found = worst_states(FIRST, LAST, today=TODAY, said=[*rows, (4, *rows[1][1:])], held=held, booked={3})
    assert found == {1: DayState.HELD, 2: DayState.UNAVAILABLE, 3: DayState.BOOKED, 4: DayState.HELD}
