"""Whatever is said, undone, taken back and confirmed, and however time goes on: a plain model says what each day is."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session

from app.models.availability import StatementBatch, StatementKind, StatementSource
from app.queries.roster import RosterReader
from app.services.audit import Actor
from app.services.roster_rows import read_roster_rows
from app.services.statement import confirm_days, undo_batch
from matching.days import day_number
from matching.person_days import DayState
from matching.roster import build_roster
from tests.conftest import NOW, TODAY
from tests.factories.crew import make_crew_member
from tests.factories.roster_rows import bits_of
from tests.factories.statement import say_days, states_of

REACH = 75  # days that are looked at
LIFE = timedelta(days=30)
BITS = {(0, 0): DayState.UNKNOWN, (1, 0): DayState.AVAILABLE, (0, 1): DayState.TENTATIVE, (1, 1): DayState.UNAVAILABLE}


@dataclass
class Word:
    """What was said of some days; nothing means that it takes back."""

    kind: StatementKind | None
    until: date


@dataclass
class Model:
    """Each day's words, the latest last; an act is the words that it put on days."""

    days: dict[date, list[Word]] = field(default_factory=dict)
    acts: list[list[tuple[date, Word]]] = field(default_factory=list)

    def say(self, kind: StatementKind | None, spans: list[tuple[date, date]], today: date) -> None:
        act = []
        for first, last in spans:
            word = Word(kind, today + LIFE)
            act += [(first + timedelta(days=each), word) for each in range((last - first).days + 1)]
        for day, word in act:
            self.days.setdefault(day, []).append(word)
        self.acts.append(act)

    def undo(self, number: int) -> None:
        for day, word in self.acts[number]:
            self.days[day] = [other for other in self.days[day] if other is not word]

    def confirm(self, today: date) -> None:
        for day, words in self.days.items():
            if day >= today and words and words[-1].kind is not None:
                words[-1].until = max(words[-1].until, today + LIFE)

    def state(self, day: date, today: date) -> DayState:
        words = self.days.get(day)
        if not words or words[-1].kind is None or words[-1].until < today:
            return DayState.UNKNOWN
        return DayState(words[-1].kind.value)


SAYING = st.tuples(
    st.just("say"),
    st.sampled_from([*StatementKind, None]),
    st.integers(0, 40),
    st.integers(0, 12),
    st.sampled_from([None, None, 9, 30]),
)
STEPS = st.lists(
    st.one_of(
        SAYING,
        SAYING,
        st.tuples(st.just("undo"), st.integers(0, 20)),
        st.tuples(st.just("confirm")),
        st.tuples(st.just("wait"), st.sampled_from([1, 6, 20, 31])),
    ),
    min_size=1,
    max_size=14,
)


class World:
    """The person in the registry and the model, told the same."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.member = make_crew_member(session, "gaffer")
        self.model, self.batches = Model(), list[StatementBatch]()
        self.now: datetime = NOW

    @property
    def today(self) -> date:
        return TODAY + (self.now - NOW)

    def say(self, kind: StatementKind | None, offset: int, length: int, weekly: int | None) -> None:
        first = self.today + timedelta(days=offset)
        last = first + timedelta(days=min(length, 6) if weekly else length)
        until = last + timedelta(days=weekly) if weekly else None
        batch = say_days(self.session, self.member, kind, first, last, now=self.now, weekly_until=until)
        self.batches.append(batch)
        spans = [(first, last)]
        while until and spans[-1][0] + timedelta(days=7) <= until:
            first, last = spans[-1][0] + timedelta(days=7), first + timedelta(days=7) + (last - first)
            spans.append((first, last))
        self.model.say(kind, [(a, min(b, until) if until else b) for a, b in spans], self.today)

    def undo(self, number: int) -> None:
        if self.batches:
            place = number % len(self.batches)
            undo_batch(self.session, Actor.command("test", self.now), batch=self.batches[place])
            self.model.undo(place)

    def confirm(self) -> None:
        actor = Actor.command("test", self.now)
        confirm_days(self.session, actor, member=self.member, source=StatementSource.SELF, today=self.today)
        self.model.confirm(self.today)

    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    def check(self) -> None:
        days = [self.today + timedelta(days=each) for each in range(REACH)]
        expected = [self.model.state(day, self.today) for day in days]
        assert states_of(self.session, self.member, days[0], days[-1], today=self.today) == expected
        assert self.in_roster(days) == expected

    def in_roster(self, days: list[date]) -> list[DayState]:
        rows = read_roster_rows(RosterReader(self.session, [self.member.id or 0]), today=self.today)
        roster = build_roster(rows, today=day_number(self.today))
        return [BITS[bits_of(roster, 0, day)] for day in days]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_each_day_is_what_the_model_says_and_ranking_agrees(session: Session, steps: list[tuple[object, ...]]) -> None:
    world = World(session)
    for name, *values in steps:
        getattr(world, str(name))(*values)
        world.check()
