"""The roster: a columnar snapshot of the registry, read-only and versioned, from which people are ranked."""

from bisect import bisect_left
from dataclasses import dataclass, field, fields, replace

import numpy as np
from numpy.typing import NDArray

from matching.days import Horizon, Words, day_of, paint, span_words
from matching.engagements import Engagements, build_engagements
from matching.people import PeopleByName, group_people
from matching.planes import Planes, fold_planes
from matching.room import Room
from matching.rows import Coded, Credits, Engaged, Holdings, Ints, PersonFlag, RosterRows, Spans, Stated
from matching.sets import LanguageSets, PlaceSets, share_languages, share_sets
from matching.teams import Teams, build_teams
from matching.types import Point, ProductionKind

KIND_BITS = 3  # credits of a kind count up to 7
SCALE_SHIFT = KIND_BITS * len(ProductionKind)
RECENT_HALF_LIFE_YEARS = 6
RECENT_UNIT = 4  # a credit of this year is worth four points, one of six years ago two
MOST = 255


@dataclass(frozen=True)
class Roster:
    """One row a person, clustered by primary role; people who changed since the build have a row behind them.

    What a version shows is never written to: newer versions share its arrays, with more rows, and `flags` of their own
    (GONE: a row that is nobody's). `days` tells what is known of every day. `kinds` packs up to seven credits of each
    ProductionKind, three bits each, and the largest scale above them. `holdings` values are packed by `pack_holding`.
    Days are day numbers; `today` is the day for which statements were valid.
    """

    version: int
    today: int
    horizon: Horizon
    ids: NDArray[np.int32]
    by_id: NDArray[np.int32]
    days: Planes
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
    gone: int = 0
    room: Room | None = field(default=None, compare=False, repr=False)
    _km: dict[Point, NDArray[np.uint16]] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def people(self) -> int:
        """The number of people: of rows that are somebody's."""
        return len(self) - self.gone

    def find_row(self, person: int) -> int | None:
        """Return the row of a person, or None for someone who is not in the roster."""
        built = len(self.by_id)
        at = bisect_left(range(built), person, key=lambda place: self.ids[self.by_id[place]])
        row = int(self.by_id[at]) if at < built else -1
        if row >= 0 and self.ids[row] == person and not self.flags[row] & PersonFlag.GONE:
            return row
        later = np.flatnonzero((self.ids[built:] == person) & (self.flags[built:] & PersonFlag.GONE == 0))
        return built + int(later[-1]) if len(later) else None

    def km_from(self, base: Point) -> NDArray[np.uint16]:
        """Return for every place set the kilometres from `base`; kept, as a need asks for few bases."""
        if base not in self._km:
            self._km[base] = self.places.km_from(base)
        return self._km[base]

    @property
    def nbytes(self) -> int:
        """Return the bytes of all arrays."""
        tables = (self.holdings, self.credentials, self.skills, self.training)
        arrays = [v for v in (getattr(self, f.name) for f in fields(self)) if isinstance(v, np.ndarray)]
        arrays += [a for t in tables for a in (*t.rows.values(), *t.values.values())]
        arrays += [*self.languages.levels.values(), self.places.sets.tokens, self.places.sets.offsets]
        return sum(a.nbytes for a in arrays) + self.teams.nbytes + self.days.nbytes + self.engagements.nbytes


FULL_BIT = 31  # set where the role fills a slot: not in training


def pack_holding(credits_: Ints, recent: Ints, years: Ints, flags: Ints) -> Ints:
    """Return one number a holding: in training or not, credits (≤ 127), recent points, years, flags."""
    full: Ints = (flags & 2 == 0).astype(np.int64) << FULL_BIT
    return (
        full | np.minimum(credits_, 127) << 24 | np.minimum(recent, MOST) << 16 | np.minimum(years, MOST) << 8 | flags
    )


def build_roster(
    rows: RosterRows, *, today: int, starts: int | None = None, version: int = 0, near: int | None = None
) -> Roster:
    """Build the snapshot for `today` (a day number) over a horizon from `starts`, today where not given.

    So many words as `near` says are kept in full, as many as pay for it where it says nothing.
    """
    horizon = Horizon(today if starts is None else starts)
    order, row_of = _cluster(rows)
    people, count = rows.people, len(rows.people.ids)
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
        ids=people.ids[order].astype(np.int32),
        by_id=np.argsort(people.ids[order], kind="stable").astype(np.int32),
        days=fold_planes(*_day_planes(rows, row_of, horizon), near),
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
        engagements=build_engagements(rows.engagements, row_of),
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
        for word in horizon.reached(starts[mine], ends[mine]):
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
