"""The roster: a columnar snapshot of the registry, read-only and versioned, from which people are ranked."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from matching.days import Horizon, Words, day_of, paint, span_words
from matching.people import PeopleByName, group_people
from matching.rows import Coded, Credits, Engaged, Holdings, Ints, RosterRows, Spans, Stated
from matching.sets import LanguageSets, PlaceSets, share_languages, share_sets
from matching.teams import Teams, build_teams
from matching.types import Point, ProductionKind

KIND_BITS = 3  # credits of a kind count up to 7
SCALE_SHIFT = KIND_BITS * len(ProductionKind)
RECENT_HALF_LIFE_YEARS = 6
RECENT_UNIT = 4  # a credit of this year is worth four points, one of six years ago two
MOST = 255


@dataclass(frozen=True)
class Engagements:
    """Holds and bookings by row, ascending, inclusive day numbers; sparse, read for a few people at a time."""

    rows: NDArray[np.int32]
    starts: NDArray[np.uint16]
    ends: NDArray[np.uint16]
    what: NDArray[np.uint8]
    production: NDArray[np.int64]

    def of(self, row: int) -> range:
        """Return the entries of one row."""
        first, stop = np.searchsorted(self.rows, [row, row + 1])
        return range(int(first), int(stop))

    def pick(self, which: NDArray[np.bool_] | NDArray[np.intp]) -> "Engagements":
        """Return the entries that `which` selects."""
        return Engagements(*(getattr(self, f.name)[which] for f in fields(self)))


@dataclass(frozen=True)
class Roster:
    """One row a person, clustered by primary role. Arrays are never written to after the build.

    Two bits a day: `stated` and `closed` (words x people) read together as unknown 00, free 10, soft 01
    (tentative, or held by a production), shut 11 (booked, or unavailable). `kinds` packs up to seven
    credits of each ProductionKind, three bits each, and the largest scale above them. `holdings` values are
    packed by `pack_holding`. Days are day numbers; `today` is the day for which statements were valid.
    """

    version: int
    today: int
    horizon: Horizon
    ids: Ints
    by_id: NDArray[np.int32]
    stated: Words
    closed: Words
    flags: NDArray[np.uint8]
    stated_on: NDArray[np.uint16]
    travel_weeks: NDArray[np.uint8]
    residence: NDArray[np.uint8]
    residence_until: NDArray[np.uint16]
    rotation: NDArray[np.uint16]
    credits: NDArray[np.uint8]
    kinds: NDArray[np.uint32]
    place_set: NDArray[np.uint32]
    language_set: NDArray[np.uint32]
    states: tuple[str, ...]
    places: PlaceSets
    languages: LanguageSets
    holdings: PeopleByName
    credentials: PeopleByName
    skills: PeopleByName
    training: PeopleByName
    teams: Teams
    engagements: Engagements
    _km: dict[Point, NDArray[np.uint16]] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    def find_row(self, person: int) -> int | None:
        """Return the row of a person, or None for someone who is not in the roster."""
        at = int(np.searchsorted(self.ids, person, sorter=self.by_id))
        row = int(self.by_id[at]) if at < len(self.ids) else -1
        return row if row >= 0 and self.ids[row] == person else None

    def km_from(self, base: Point) -> NDArray[np.uint16]:
        """Return for every place set the kilometres from `base`; kept, as a need asks for few bases."""
        if base not in self._km:
            self._km[base] = self.places.km_from(base)
        return self._km[base]

    @cached_property
    def engaged_productions(self) -> Mapping[int, NDArray[np.intp]]:
        """Return for each production the indices of its entries in `engagements`."""
        order = np.argsort(self.engagements.production, kind="stable")
        keys, starts = np.unique(self.engagements.production[order], return_index=True)
        return dict(zip(keys.tolist(), np.split(order, starts[1:]), strict=True)) if len(keys) else {}

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        tables = (self.holdings, self.credentials, self.skills, self.training)
        arrays = [v for v in (getattr(self, f.name) for f in fields(self)) if isinstance(v, np.ndarray)]
        arrays += [a for t in tables for a in (*t.rows.values(), *t.values.values())]
        arrays += [getattr(self.engagements, f.name) for f in fields(self.engagements)]
        arrays += [*self.languages.levels.values(), self.places.sets.tokens, self.places.sets.offsets]
        return sum(a.nbytes for a in arrays) + self.teams.nbytes


FULL_BIT = 31  # set where the role fills a slot: not in training


def pack_holding(credits_: Ints, recent: Ints, years: Ints, flags: Ints) -> Ints:
    """Return one number a holding: in training or not, credits (≤ 127), recent points, years, flags."""
    full: Ints = (flags & 2 == 0).astype(np.int64) << FULL_BIT
    return (
        full | np.minimum(credits_, 127) << 24 | np.minimum(recent, MOST) << 16 | np.minimum(years, MOST) << 8 | flags
    )


def build_roster(rows: RosterRows, *, today: int, starts: int | None = None, version: int = 0) -> Roster:
    """Build the snapshot for `today` (a day number) over a horizon from `starts`, today where not given."""
    horizon = Horizon(today if starts is None else starts)
    order, row_of = _cluster(rows)
    people, count = rows.people, len(rows.people.ids)
    stated, closed = _day_planes(rows, row_of, horizon)
    place_set, place_sets = share_sets(row_of[rows.places.person], rows.places.place, count)
    languages = rows.languages
    language_set, language_sets = share_languages(
        Coded(languages.names, row_of[languages.person], languages.code, languages.value), count
    )
    totals, kinds = _career(rows.credits, row_of, count)
    return Roster(
        version=version,
        today=today,
        horizon=horizon,
        ids=people.ids[order],
        by_id=np.argsort(people.ids[order], kind="stable").astype(np.int32),
        stated=stated,
        closed=closed,
        flags=people.flags[order].astype(np.uint8),
        stated_on=people.stated_on[order].astype(np.uint16),
        travel_weeks=np.clip(people.travel_weeks[order], 0, MOST).astype(np.uint8),
        residence=(people.residence[order] + 1).astype(np.uint8),
        residence_until=people.residence_until[order].astype(np.uint16),
        rotation=np.minimum(people.rotation[order], 2**16 - 1).astype(np.uint16),
        credits=totals,
        kinds=kinds,
        place_set=place_set,
        language_set=language_set,
        states=("", *people.states),
        places=PlaceSets(
            rows.places.latitude.astype(np.float32),
            rows.places.longitude.astype(np.float32),
            rows.places.areas,
            place_sets,
        ),
        languages=language_sets,
        holdings=group_people(_holdings(rows.holdings, rows.credits, day_of(today).year), row_of=row_of, wide=True),
        credentials=group_people(rows.credentials, row_of=row_of),
        skills=group_people(rows.skills, row_of=row_of),
        training=group_people(rows.training, row_of=row_of),
        teams=build_teams(rows.worked, row_of, day_of(today).year),
        engagements=_engagements(rows.engagements, row_of),
    )


def _cluster(rows: RosterRows) -> tuple[Ints, Ints]:
    """Return people in row order (by primary role, so that a role's people lie together) and each one's row."""
    ids, holdings = rows.people.ids, rows.holdings
    role = np.full(len(ids), len(holdings.names), np.int64)
    by_importance = np.argsort(holdings.flags & 1, kind="stable")  # the primary role is written last and stays
    role[holdings.person[by_importance]] = holdings.role[by_importance]
    order = np.lexsort((ids, role))
    row_of = np.empty(len(ids), np.int64)
    row_of[order] = np.arange(len(ids))
    return order, row_of


def _day_planes(rows: RosterRows, row_of: Ints, horizon: Horizon) -> tuple[Words, Words]:
    """Return the two bits of every day.

    A day is, in this order: booked, held, unavailable (by the person's last word or own calendar), tentative (by
    either), available by their last word, unknown.
    """
    said, people = rows.statements, len(row_of)
    stated = np.zeros((horizon.words, people), np.uint64)
    closed = np.zeros((horizon.words, people), np.uint64)
    _say(stated, closed, replace(said, person=row_of[said.person]), horizon)
    if len(rows.feeds.person):
        maybe = _plane(rows.feeds, Stated.TENTATIVE, row_of, horizon, people) & ~(stated & closed)
        busy = _plane(rows.feeds, Stated.UNAVAILABLE, row_of, horizon, people)
        stated &= ~maybe
        stated |= busy
        closed |= maybe | busy
    held = _plane(rows.engagements, Engaged.HOLD, row_of, horizon, people)
    booked = _plane(rows.engagements, Engaged.BOOKING, row_of, horizon, people)
    stated &= ~held
    stated |= booked
    closed |= held | booked
    return stated, closed


def _say(stated: Words, closed: Words, said: Spans, horizon: Horizon) -> None:
    """Write statements layer by layer, each person's first ones first: a later one covers an earlier one."""
    order = np.argsort(said.person, kind="stable")
    rows, what = said.person[order], said.what[order]
    starts, ends = said.starts[order] - horizon.starts, said.ends[order] - horizon.starts
    first = np.searchsorted(rows, rows)
    layer_of = np.arange(len(rows)) - first
    for layer in range(int(layer_of.max()) + 1 if len(rows) else 0):
        mine = np.flatnonzero(layer_of == layer)
        at = rows[mine]
        is_stated = np.isin(what[mine], (Stated.AVAILABLE, Stated.UNAVAILABLE)) * _ALL_DAYS
        is_closed = np.isin(what[mine], (Stated.TENTATIVE, Stated.UNAVAILABLE)) * _ALL_DAYS
        for word in range(horizon.words):
            bits = span_words(starts[mine], ends[mine], word)
            stated[word, at] = stated[word, at] & ~bits | bits & is_stated
            closed[word, at] = closed[word, at] & ~bits | bits & is_closed


_ALL_DAYS = np.uint64(2**64 - 1)


def _plane(spans: Spans, what: int, row_of: Ints, horizon: Horizon, people: int) -> Words:
    plane = np.zeros((horizon.words, people), np.uint64)
    mine = np.flatnonzero(spans.what == what)
    rows = row_of[spans.person[mine]]
    order = np.argsort(rows, kind="stable")
    paint(plane, rows[order], spans.starts[mine][order], spans.ends[mine][order], horizon)
    return plane


def _career(past: Credits, row_of: Ints, people: int) -> tuple[NDArray[np.uint8], NDArray[np.uint32]]:
    """Return each person's number of credits, and their kinds and largest scale packed."""
    rows = row_of[past.person]
    totals = np.minimum(np.bincount(rows, minlength=people), MOST).astype(np.uint8)
    scale = np.zeros(people, np.int64)
    np.maximum.at(scale, rows, past.scale)
    packed = scale << SCALE_SHIFT
    for kind in range(len(ProductionKind)):
        count = np.bincount(rows[past.kind == kind], minlength=people)
        packed |= np.minimum(count, 2**KIND_BITS - 1) << (KIND_BITS * kind)
    return totals, packed.astype(np.uint32)


def _holdings(held: Holdings, past: Credits, year: int) -> Coded:
    """Return the roles people hold, each with its credits counted and weighed by age."""
    names = {name: code for code, name in enumerate(held.names)}
    to_held = np.array([names.get(name, -1) for name in past.names] + [-1], np.int64)
    role = to_held[past.role]
    known = role >= 0
    width = len(held.names) + 1
    keys = held.person * width + held.role
    uniques, of = np.unique(keys, return_inverse=True)
    credit_keys = past.person[known] * width + role[known]
    at = np.minimum(np.searchsorted(uniques, credit_keys), max(len(uniques) - 1, 0))
    hit = uniques[at] == credit_keys if len(uniques) else np.zeros(len(credit_keys), bool)
    age = np.clip(year - past.year[known][hit], 0, len(_POINTS_BY_AGE) - 1)
    credits_ = np.bincount(at[hit], minlength=len(uniques))
    sixteenths = np.bincount(at[hit], weights=_POINTS_BY_AGE[age], minlength=len(uniques)).astype(np.int64)
    packed = pack_holding(credits_[of], sixteenths[of] // 16, held.years, held.flags)
    return Coded(held.names, held.person, held.role, packed)


_POINTS_BY_AGE = np.rint(16 * RECENT_UNIT * 0.5 ** (np.arange(60) / RECENT_HALF_LIFE_YEARS)).astype(np.int64)


def _engagements(spans: Spans, row_of: Ints) -> Engagements:
    rows = row_of[spans.person]
    order = np.lexsort((spans.ends, spans.starts, rows))
    return Engagements(
        rows=rows[order].astype(np.int32),
        starts=spans.starts[order].astype(np.uint16),
        ends=spans.ends[order].astype(np.uint16),
        what=spans.what[order].astype(np.uint8),
        production=spans.production[order],
    )
