"""Rows of the registry as the columns that a roster is built from."""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import numpy as np

from app.models.availability import StatementKind
from app.models.calendar import FeedDayKind
from app.queries.columns import Texts
from app.queries.roster import RosterReader
from app.services.places import get_gazetteer
from matching.days import LAST_DAY_NUMBER, day_number
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
Found = Mapping[str, tuple[Any, ...]]


def read_roster_rows(reader: RosterReader, *, today: date) -> RosterRows:
    """Return the columns of everyone whom the reader reads, statements judged as of `today`."""
    at = day_number(today)
    found = dict(reader.read(since=at, referred=at - ROTATION_DAYS))
    index = _Index(np.sort(found["people"][0]))
    past, worked = _past(found, index)
    return RosterRows(
        people=_people(found, index),
        places=_places(found, index),
        holdings=_holdings(found, index),
        credits=past,
        languages=_languages(found, index),
        credentials=_credentials(found, index),
        skills=_named(index, *found["skills"]),
        training=_training(found, index),
        worked=worked,
        statements=_statements(found, index, at),
        feeds=_feed_days(found, index),
        engagements=_engagements(found, index),
    )


class _Index:
    """Places of people among the ascending ids."""

    def __init__(self, ids: Ints) -> None:
        self.ids = ids
        self._dense = len(ids) and ids[-1] - ids[0] == len(ids) - 1

    def of(self, people: Ints) -> Ints:
        """Return the place of each; people without a number missing between them need no search."""
        return people - self.ids[0] if self._dense else np.searchsorted(self.ids, people)


def _coded(texts: Texts, code: Callable[[str], int]) -> Ints:
    """Return for each row what its text stands for: asked once for each different one."""
    return ints([code(name) for name in texts.names])[texts.codes]


def _people(found: Found, index: _Index) -> People:
    ids, active, stated_on, travels, weeks, _, state, place = found["people"]
    order = index.of(ids)
    count = len(ids)
    pairs = state.codes * max(len(place.names), 1) + place.codes
    known, pair_of = np.unique(pairs, return_inverse=True)
    named = [(state.names[pair // len(place.names)], place.names[pair % len(place.names)]) for pair in known]
    homes = [_state(get_gazetteer(), *each) for each in named]
    states = tuple(dict.fromkeys(homes))
    residence = ints([states.index(home) for home in homes])[pair_of]
    evidence = np.zeros(count, np.int64)
    np.maximum.at(evidence, index.of(found["evidence"][0]), np.clip(found["evidence"][1], 0, LAST_DAY_NUMBER))
    return People(
        ids=index.ids,
        flags=_flags(found, index, _placed(order, active), _placed(order, travels)),
        stated_on=_placed(order, np.clip(stated_on, 0, LAST_DAY_NUMBER)),
        travel_weeks=_placed(order, weeks),
        residence=_placed(order, residence),
        residence_until=evidence,
        rotation=np.bincount(index.of(found["referrals"][0]), minlength=count),
        states=states,
    )


def _placed(order: Ints, values: Ints) -> Ints:
    """Return the values of people as read, in the order of their ids."""
    placed = np.empty_like(values)
    placed[order] = values
    return placed


def _state(gazetteer: Gazetteer, typed: str, place: str) -> str:
    """Return the id of the state that somebody says they live in, else of the place; "" where unknown."""
    named = gazetteer.find_state(typed) if typed else None
    if named is None and place and place in gazetteer:
        return gazetteer.get(place).state_id
    return named.id if named else ""


def _flags(found: Found, index: _Index, active: Ints, travels: Ints) -> Ints:
    person, shares, stands = found["consents"]
    at = index.of(person)
    agreed, withdrew, sharing = (np.zeros(len(index.ids), bool) for _ in range(3))
    agreed[at[(stands == 1) & (shares == 0)]] = True
    withdrew[at[(stands == 0) & (shares == 0)]] = True
    sharing[at[(stands == 1) & (shares == 1)]] = True
    opted_out = withdrew & ~agreed  # imported people agreed to nothing yet, and refused nothing
    flags: Ints = (
        active * PersonFlag.ACTIVE
        + ~opted_out * PersonFlag.LISTED
        + sharing * PersonFlag.SHARES_CONTACT
        + travels * PersonFlag.TRAVELS
    ).astype(np.int64)
    return flags


def _places(found: Found, index: _Index) -> Places:
    gazetteer = get_gazetteer()
    base, (person, work) = found["people"][5], found["work_bases"]
    names = tuple(name for name in dict.fromkeys((*base.names, *work.names)) if name and name in gazetteer)
    code = {name: at for at, name in enumerate(names)}
    place = np.concatenate([_coded(each, lambda name: code.get(name, -1)) for each in (base, work)])
    whose = np.concatenate([index.of(found["people"][0]), index.of(person)])
    known = place >= 0
    points, areas = [gazetteer.get(name) for name in names], [gazetteer.area_of(name) for name in names]
    return Places(
        np.array([point.lat for point in points], np.float64),
        np.array([point.lon for point in points], np.float64),
        tuple(area.id if area else "" for area in areas),
        whose[known],
        place[known],
    )


def _holdings(found: Found, index: _Index) -> Holdings:
    person, role, in_training, years, primary = found["roles"]
    return Holdings(
        person=index.of(person),
        role=role.codes,
        years=years,
        flags=primary * int(RoleFlag.PRIMARY) + in_training * int(RoleFlag.IN_TRAINING),
        names=role.names,
    )


def _named(index: _Index, person: Ints, name: Texts, value: Ints | None = None) -> Coded:
    return Coded(name.names, index.of(person), name.codes, np.zeros(len(person), np.int64) if value is None else value)


def _languages(found: Found, index: _Index) -> Coded:
    person, language, level = found["languages"]
    return _named(index, person, language, _coded(level, lambda name: int(Cefr[name])))


def _credentials(found: Found, index: _Index) -> Coded:
    """Return the credentials by kind, an unlisted one by what it is called: needs may ask for it as typed."""
    person, kind, title, until = found["credentials"]
    pairs, of = np.unique(kind.codes * max(len(title.names), 1) + title.codes, return_inverse=True)
    said = [fold(title.names[pair % len(title.names)]) or kind.names[pair // len(title.names)] for pair in pairs]
    names = tuple(dict.fromkeys(said))
    code = {name: at for at, name in enumerate(names)}
    named = Texts(ints([code[name] for name in said])[of], names)
    return _named(index, person, named, np.clip(until, 0, LAST_DAY_NUMBER))


def _training(found: Found, index: _Index) -> Coded:
    """Return who was trained for which role: each completed course counts for all of its roles."""
    (course, listed), (person, taken) = found["courses"], found["training"]
    given = set(taken.tolist())
    roles = {
        number: json.loads(listed.names[code])
        for number, code in zip(course.tolist(), listed.codes.tolist(), strict=True)
        if number in given
    }
    names = tuple(dict.fromkeys(role for each in roles.values() for role in each))
    at = index.of(person)
    parts = [(at[taken == number], names.index(role)) for number, each in roles.items() for role in each]
    whose = np.concatenate([np.zeros(0, np.int64), *(rows for rows, _ in parts)])
    code = np.repeat(ints([role for _, role in parts]), [len(rows) for rows, _ in parts])
    return Coded(names, whose, code, np.zeros(len(code), np.int64))


def _past(found: Found, index: _Index) -> tuple[Credits, Worked]:
    """Return the credits, and who worked on which title with which companies and heads."""
    ids, year, kind, crew_size, *_ = found["titles"]
    whose, title_id, role = found["credits"]
    order = np.argsort(ids)
    person, title = index.of(whose), order[np.searchsorted(ids, title_id, sorter=order)]
    known = tuple(name for name in role.names if name)
    past = Credits(
        role=_coded(role, lambda name: known.index(name) if name else -1),
        person=person,
        year=year[title],
        kind=_coded(kind, lambda name: KINDS.get(name, -1))[title],
        scale=ints([int(scale_of(size)) for size in crew_size.tolist()])[title],
        names=known,
    )
    return past, _worked(found, person, title)


def _worked(found: Found, person: Ints, title: Ints) -> Worked:
    ids, year, _, _, companies, team = found["titles"]
    firms = [_keys("company", listed) for listed in companies.names]
    heads = [_keys("person", listed) for listed in team.names]
    names: dict[str, int] = {}
    keys = [
        (names.setdefault(key, len(names)), at)
        for at, (firm, head) in enumerate(zip(companies.codes.tolist(), team.codes.tolist(), strict=True))
        for key in (*firms[firm], *heads[head])
    ]
    key, key_title = ints(keys).reshape(-1, 2).T
    return Worked(ids, year, person, title, tuple(names), key, key_title)


def _keys(kind: str, listed: str) -> tuple[str, ...]:
    """Return the keys of names as a JSON column holds them."""
    return tuple(sorted({f"{kind}:{fold(name)}" for name in json.loads(listed or "[]") if fold(name)}))


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


def _statements(found: Found, index: _Index, today: int) -> Spans:
    """Return statements in the order in which they were made; a lapsed one says nothing of its days."""
    person, starts, ends, kind, valid_until, stated_at, number = found["statements"]
    order = np.lexsort((number, stated_at))
    said = np.where(valid_until < today, int(Stated.LAPSED), _coded(kind, lambda name: int(STATED[name])))
    return _spans(index.of(person)[order], starts[order], ends[order], said[order])


def _feed_days(found: Found, index: _Index) -> Spans:
    person, starts, ends, kind = found["feed_days"]
    return _spans(index.of(person), starts, ends, _coded(kind, lambda name: int(BY_CALENDAR[name])))


def _engagements(found: Found, index: _Index) -> Spans:
    holds, bookings = found["holds"], found["bookings"]
    person, starts, ends, production = (np.concatenate(pair) for pair in zip(holds, bookings, strict=True))
    what = np.repeat([int(Engaged.HOLD), int(Engaged.BOOKING)], [len(holds[0]), len(bookings[0])])
    return _spans(index.of(person), starts, ends, what, production)


def _spans(person: Ints, starts: Ints, ends: Ints, what: Ints, production: Ints | None = None) -> Spans:
    kept = np.zeros(len(person), np.int64) if production is None else production
    first, last = (np.clip(days, 0, LAST_DAY_NUMBER) for days in (starts, ends))
    return Spans(person, first, last, what, kept)
