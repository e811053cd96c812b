"""People as plain facts, and the roster columns that say the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from matching.days import day_number
from matching.roster import Roster, build_roster
from matching.rows import (
    Coded,
    Credits,
    Engaged,
    Holdings,
    People,
    PersonFlag,
    Places,
    RoleFlag,
    RosterRows,
    Spans,
    Stated,
    Worked,
    ints,
)
from matching.types import Cefr, Point, ProductionKind, Scale

TODAY = date(2026, 11, 23)
GUADALAJARA = Point(20.67, -103.35, "Jalisco", "gdl")
ZAPOPAN = Point(20.72, -103.39, "Jalisco", "gdl")
VALLARTA = Point(20.65, -105.22, "Jalisco", "pvr")
BUCERIAS = Point(20.76, -105.33, "Nayarit", "pvr")
MEXICO_CITY = Point(19.43, -99.13, "Ciudad de México")
NEVER = date(2000, 1, 1)


@dataclass(frozen=True)
class Held:
    """A role as somebody holds it."""

    role: str
    years: int = 5
    primary: bool = False
    in_training: bool = False


@dataclass(frozen=True)
class Done:
    """A credit."""

    role: str | None
    year: int
    kind: ProductionKind | None = ProductionKind.FEATURE
    scale: Scale = Scale.MEDIUM


@dataclass(frozen=True, order=True)
class Title:
    """A past title with the companies and heads that it had."""

    id: int
    year: int
    keys: tuple[str, ...]


@dataclass(frozen=True)
class Person:
    """A gaffer of Guadalajara, active, resident, free of commitments; everything can be said otherwise."""

    id: int
    roles: tuple[Held, ...] = (Held("gaffer", primary=True),)
    flags: PersonFlag = PersonFlag.ACTIVE | PersonFlag.LISTED
    stated_on: date = TODAY
    travel_weeks: int = 255
    state: str = "Jalisco"
    residence_until: date = date(2030, 1, 1)
    rotation: int = 0
    bases: tuple[Point, ...] = (GUADALAJARA,)
    credits: tuple[Done, ...] = ()
    languages: tuple[tuple[str, Cefr], ...] = (("es", Cefr.NATIVE),)
    credentials: tuple[tuple[str, date | None], ...] = ()
    skills: tuple[str, ...] = ()
    training: tuple[str, ...] = ()
    worked: tuple["Title", ...] = ()
    said: tuple[tuple[Stated, date, date], ...] = ()
    feed: tuple[tuple[Stated, date, date], ...] = ()
    engaged: tuple[tuple[Engaged, date, date, int], ...] = ()


@dataclass
class _Names:
    codes: dict[str, int] = field(default_factory=dict)

    def code(self, name: str) -> int:
        return self.codes.setdefault(name, len(self.codes))


def make_rows(people: Sequence[Person]) -> RosterRows:
    """Return the columns of the people."""
    states = _Names()
    return RosterRows(
        people=People(
            ids=ints([p.id for p in people]),
            flags=ints([int(p.flags) for p in people]),
            stated_on=ints([day_number(p.stated_on) for p in people]),
            travel_weeks=ints([p.travel_weeks for p in people]),
            residence=ints([states.code(p.state) for p in people]),
            residence_until=ints([day_number(p.residence_until) for p in people]),
            rotation=ints([p.rotation for p in people]),
            states=tuple(states.codes),
        ),
        places=_places(people),
        holdings=_holdings(people),
        credits=_credits(people),
        languages=_coded((i, name, int(level)) for i, p in enumerate(people) for name, level in p.languages),
        credentials=_coded(
            (i, kind, 65535 if until is None else day_number(until))
            for i, p in enumerate(people)
            for kind, until in p.credentials
        ),
        skills=_coded((i, name, 0) for i, p in enumerate(people) for name in p.skills),
        training=_coded((i, name, 0) for i, p in enumerate(people) for name in p.training),
        worked=_worked(people),
        statements=_spans((i, what, a, b, 0) for i, p in enumerate(people) for what, a, b in p.said),
        feeds=_spans((i, what, a, b, 0) for i, p in enumerate(people) for what, a, b in p.feed),
        engagements=_spans((i, what, a, b, key) for i, p in enumerate(people) for what, a, b, key in p.engaged),
    )


def make_roster(people: Sequence[Person], today: date = TODAY) -> Roster:
    """Return the roster of the people."""
    return build_roster(make_rows(people), today=day_number(today))


def bits_of(roster: Roster, row: int, day: date) -> tuple[int, int]:
    """Return what a roster says of one day of one row: whether it is stated, and whether it is closed."""
    word, bit = divmod(day_number(day) - roster.horizon.starts, 64)
    stated, closed = roster.days.read(word, np.array([row]))
    return int(stated[0]) >> bit & 1, int(closed[0]) >> bit & 1


def days_from(first: int, last: int) -> tuple[date, date]:
    """Return the days so many days after TODAY."""
    return TODAY + timedelta(days=first), TODAY + timedelta(days=last)


def _coded(facts: Iterable[tuple[int, str, int]]) -> Coded:
    names = _Names()
    rows = [(person, names.code(name), value) for person, name, value in facts]
    person, code, value = ints(rows).reshape(-1, 3).T
    return Coded(tuple(names.codes), person, code, value)


def _worked(people: Sequence[Person]) -> Worked:
    titles = sorted({title for p in people for title in p.worked})
    names = _Names()
    pairs = [(i, titles.index(title)) for i, p in enumerate(people) for title in p.worked]
    keys = [(names.code(key), at) for at, title in enumerate(titles) for key in title.keys]
    person, title_of = ints(pairs).reshape(-1, 2).T
    key, key_title = ints(keys).reshape(-1, 2).T
    ids, years = ints([title.id for title in titles]), ints([title.year for title in titles])
    return Worked(ids, years, person, title_of, tuple(names.codes), key, key_title)


def _places(people: Sequence[Person]) -> Places:
    points = sorted({base for p in people for base in p.bases}, key=repr)
    pairs = [(i, points.index(base)) for i, p in enumerate(people) for base in p.bases]
    person, place = ints(pairs).reshape(-1, 2).T
    return Places(
        np.array([point.latitude for point in points], np.float64),
        np.array([point.longitude for point in points], np.float64),
        tuple(point.area for point in points),
        person,
        place,
    )


def _holdings(people: Sequence[Person]) -> Holdings:
    names = _Names()
    rows = [
        (
            i,
            names.code(held.role),
            held.years,
            int((RoleFlag.PRIMARY if held.primary else 0) | (RoleFlag.IN_TRAINING if held.in_training else 0)),
        )
        for i, p in enumerate(people)
        for held in p.roles
    ]
    person, role, years, flags = ints(rows).reshape(-1, 4).T
    return Holdings(tuple(names.codes), person, role, years, flags)


def _credits(people: Sequence[Person]) -> Credits:
    names, kinds = _Names(), tuple(ProductionKind)
    rows = [
        (
            i,
            -1 if done.role is None else names.code(done.role),
            done.year,
            -1 if done.kind is None else kinds.index(done.kind),
            int(done.scale),
        )
        for i, p in enumerate(people)
        for done in p.credits
    ]
    person, role, year, kind, scale = ints(rows).reshape(-1, 5).T
    return Credits(tuple(names.codes), person, role, year, kind, scale)


def _spans(facts: Iterable[tuple[int, int, date, date, int]]) -> Spans:
    rows = [(i, int(what), day_number(a), day_number(b), key) for i, what, a, b, key in facts]
    person, what, starts, ends, production = ints(rows).reshape(-1, 5).T
    return Spans(person, starts, ends, what, production)
