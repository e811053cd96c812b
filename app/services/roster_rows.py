"""Rows of the registry as the columns that a roster is built from."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np

from app.models.availability import StatementKind
from app.models.calendar import FeedDayKind
from app.models.crew import CrewStatus, Seniority
from app.models.trust import ConsentPurpose
from app.queries.roster import Columns, RosterReader
from app.services.places import get_gazetteer
from matching.days import EPOCH, LAST_DAY_NUMBER, day_number
from matching.places import Gazetteer
from matching.rows import (
    Coded,
    Credits,
    Engaged,
    Holdings,
    Ints,
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
from matching.text import fold
from matching.types import Cefr, ProductionKind, Scale

ROTATION_DAYS = 90  # how long being put forward counts against being put forward again
SMALL_CREW, MEDIUM_CREW = 45, 140  # crew sizes up to which a shoot is small, medium
STATED = {
    StatementKind.AVAILABLE.value: Stated.AVAILABLE,
    StatementKind.TENTATIVE.value: Stated.TENTATIVE,
    StatementKind.UNAVAILABLE.value: Stated.UNAVAILABLE,
}
BY_CALENDAR = {
    FeedDayKind.TENTATIVE.value: Stated.TENTATIVE,
    FeedDayKind.BUSY.value: Stated.UNAVAILABLE,
}
KINDS = {kind.value: code for code, kind in enumerate(ProductionKind)}
ALWAYS_TRAVELS = 255


def read_roster_rows(reader: RosterReader, *, today: date) -> RosterRows:
    """Return the columns of everyone whom the reader reads, statements judged as of `today`."""
    people = reader.people()
    ids = ints([row[0] for row in people])
    index = _Index(ids)
    gazetteer = get_gazetteer()
    past, worked = _past(reader, index)
    return RosterRows(
        people=_people(reader, people, index, gazetteer, today),
        places=_places(people, reader.work_bases(), index, gazetteer),
        holdings=_holdings(reader.roles(), index),
        credits=past,
        languages=_named(reader.languages(), index, lambda row: row[1], lambda row: Cefr[row[2]]),
        credentials=_named(reader.credentials(), index, _credential_name, lambda row: _day_or(row[2], LAST_DAY_NUMBER)),
        skills=_named(reader.skills(), index, lambda row: row[1]),
        training=_training(reader, index),
        worked=worked,
        statements=_statements(reader.statements(today), index, today),
        feeds=_feed_days(reader.feed_days(today), index),
        engagements=_engagements(reader.holds(today), reader.bookings(today), index),
    )


@dataclass(frozen=True)
class _Index:
    """Places of people among the ascending ids."""

    ids: Ints

    def of(self, rows: Columns) -> Ints:
        return np.searchsorted(self.ids, ints([row[0] for row in rows]))


@dataclass
class _Names:
    codes: dict[str, int] = field(default_factory=dict)

    def code(self, name: str) -> int:
        return self.codes.setdefault(name, len(self.codes))


def day_numbers(values: Sequence[Any]) -> Ints:
    """Return day numbers of dates or ISO days; days before the epoch are 0."""
    if not values:
        return ints()
    days = np.array(values, dtype="datetime64[D]") - np.datetime64(EPOCH)
    return np.clip(days.astype(np.int64), 0, LAST_DAY_NUMBER)


def _day_or(value: Any, otherwise: int) -> int:
    if value is None:
        return otherwise
    return day_number(value if isinstance(value, date) else date.fromisoformat(value[:10]))


def _people(reader: RosterReader, people: Columns, index: _Index, gazetteer: Gazetteer, today: date) -> People:
    count = len(people)
    states = _Names()
    residence = {pair: _state(gazetteer, *pair) for pair in {(row[7], row[8]) for row in people}}
    evidence = np.zeros(count, np.int64)
    proofs = reader.evidence()
    np.maximum.at(evidence, index.of(proofs), day_numbers([row[1] for row in proofs]))
    since = datetime.combine(today - timedelta(days=ROTATION_DAYS), time(), tzinfo=UTC)
    return People(
        ids=index.ids,
        flags=_flags(reader, people, index),
        stated_on=ints([0 if row[3] is None else day_number(row[3].date()) for row in people]),
        travel_weeks=ints([ALWAYS_TRAVELS if row[5] is None else row[5] for row in people]),
        residence=ints([states.code(residence[row[7], row[8]]) for row in people]),
        residence_until=evidence,
        rotation=np.bincount(index.of(reader.referrals(since)), minlength=count),
        states=tuple(states.codes),
    )


def _state(gazetteer: Gazetteer, typed: str, place: str | None) -> str:
    """Return the id of the state that somebody says they live in, else of the place; "" where unknown."""
    named = gazetteer.find_state(typed) if typed else None
    if named is None and place and place in gazetteer:
        return gazetteer.get(place).state_id
    return named.id if named else ""


def _flags(reader: RosterReader, people: Columns, index: _Index) -> Ints:
    consents = reader.consents()
    at = index.of(consents)
    stands = np.array([bool(row[2]) for row in consents], bool)
    shares = np.array([row[1] == ConsentPurpose.SHARE_WITH_PRODUCTIONS.value for row in consents], bool)
    agreed, withdrew, sharing = (np.zeros(len(people), bool) for _ in range(3))
    agreed[at[stands & ~shares]] = True
    withdrew[at[~stands & ~shares]] = True
    sharing[at[stands & shares]] = True
    active = np.array([row[1] == CrewStatus.ACTIVE.value and row[2] is None for row in people], bool)
    travels = np.array([bool(row[4]) for row in people], bool)
    opted_out = withdrew & ~agreed  # imported people agreed to nothing yet, and refused nothing
    flags: Ints = (
        active * PersonFlag.ACTIVE
        + ~opted_out * PersonFlag.LISTED
        + sharing * PersonFlag.SHARES_CONTACT
        + travels * PersonFlag.TRAVELS
    ).astype(np.int64)
    return flags


def _places(people: Columns, work_bases: Columns, index: _Index, gazetteer: Gazetteer) -> Places:
    names = _Names()
    bases = [(i, row[6]) for i, row in enumerate(people)]
    bases += zip(index.of(work_bases).tolist(), (row[1] for row in work_bases), strict=True)
    known = [(i, names.code(place)) for i, place in bases if place and place in gazetteer]
    person, place = ints(known).reshape(-1, 2).T
    points = [gazetteer.get(name) for name in names.codes]
    areas = [gazetteer.area_of(name) for name in names.codes]
    return Places(
        np.array([point.lat for point in points], np.float64),
        np.array([point.lon for point in points], np.float64),
        tuple(area.id if area else "" for area in areas),
        person,
        place,
    )


def _holdings(rows: Columns, index: _Index) -> Holdings:
    names = _Names()
    training = Seniority.TRAINING.value
    return Holdings(
        person=index.of(rows),
        role=ints([names.code(row[1]) for row in rows]),
        years=ints([row[3] for row in rows]),
        flags=ints([(row[4] and RoleFlag.PRIMARY) + (row[2] == training and RoleFlag.IN_TRAINING) for row in rows]),
        names=tuple(names.codes),
    )


def _named(
    rows: Columns,
    index: _Index,
    name: Callable[[tuple[Any, ...]], str],
    value: Callable[[tuple[Any, ...]], int] = lambda _: 0,
) -> Coded:
    names = _Names()
    codes = ints([names.code(name(row)) for row in rows])
    return Coded(tuple(names.codes), index.of(rows), codes, ints([int(value(row)) for row in rows]))


def _credential_name(row: tuple[Any, ...]) -> str:
    """Return the kind, or what an unlisted one is called: needs may ask for it as typed."""
    return fold(row[3]) if row[1] == "other" and row[3] else str(row[1])


def _training(reader: RosterReader, index: _Index) -> Coded:
    roles: dict[int, list[str]] = {row[0]: row[1] for row in reader.courses()}
    records = reader.training()
    pairs = [(person, role) for person, course in records for role in roles.get(course, ())]
    return _named(pairs, index, lambda row: row[1])


def _past(reader: RosterReader, index: _Index) -> tuple[Credits, Worked]:
    """Return the credits, and who worked on which title with which companies and heads."""
    titles = reader.titles()
    place_of = {row[0]: place for place, row in enumerate(titles)}
    rows = reader.credits()
    person, title = index.of(rows), ints([place_of[row[1]] for row in rows])
    names = _Names()
    past = Credits(
        role=ints([-1 if row[2] is None else names.code(row[2]) for row in rows]),
        person=person,
        year=ints([row[1] for row in titles])[title],
        kind=ints([KINDS.get(row[2], -1) for row in titles])[title],
        scale=ints([int(scale_of(row[3])) for row in titles])[title],
        names=tuple(names.codes),
    )
    return past, _worked(titles, person, title)


def _worked(titles: Columns, person: Ints, title: Ints) -> Worked:
    names = _Names()
    keys = [(names.code(key), at) for at, row in enumerate(titles) for key in sorted(team_keys(row[4], row[5]))]
    key, key_title = ints(keys).reshape(-1, 2).T
    return Worked(
        ids=ints([row[0] for row in titles]),
        years=ints([row[1] for row in titles]),
        person=person,
        title=title,
        keys=tuple(names.codes),
        key=key,
        key_title=key_title,
    )


def team_keys(companies: Iterable[str], people: Iterable[str]) -> set[str]:
    """Return the keys by which a production's companies and heads are found on past titles."""
    return {f"company:{fold(name)}" for name in companies if fold(name)} | {
        f"person:{fold(name)}" for name in people if fold(name)
    }


def scale_of(crew_size: int | None) -> Scale:
    """Return how large a shoot with so many crew is."""
    if not crew_size:
        return Scale.UNKNOWN
    if crew_size <= SMALL_CREW:
        return Scale.SMALL
    return Scale.MEDIUM if crew_size <= MEDIUM_CREW else Scale.LARGE


def _statements(rows: Columns, index: _Index, today: date) -> Spans:
    lapsed = day_numbers([row[4] for row in rows]) < day_number(today)
    said = ints([STATED[row[3]] for row in rows])
    return Spans(
        person=index.of(rows),
        starts=day_numbers([row[1] for row in rows]),
        ends=day_numbers([row[2] for row in rows]),
        what=np.where(lapsed, int(Stated.LAPSED), said),
        production=np.zeros(len(rows), np.int64),
    )


def _feed_days(rows: Columns, index: _Index) -> Spans:
    return Spans(
        person=index.of(rows),
        starts=day_numbers([row[1] for row in rows]),
        ends=day_numbers([row[2] for row in rows]),
        what=ints([BY_CALENDAR[row[3]] for row in rows]),
        production=np.zeros(len(rows), np.int64),
    )


def _engagements(holds: Columns, bookings: Columns, index: _Index) -> Spans:
    rows = [*holds, *bookings]
    return Spans(
        person=index.of(rows),
        starts=day_numbers([row[1] for row in rows]),
        ends=day_numbers([row[2] for row in rows]),
        what=ints([Engaged.HOLD] * len(holds) + [Engaged.BOOKING] * len(bookings)),
        production=ints([row[3] for row in rows]),
    )
