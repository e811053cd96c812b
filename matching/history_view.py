"""One production that asks for crew, seen from every production of the history."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from matching.history import TEAM, CreditHistory, Floats, Ints, Production, tally

DAYS_A_YEAR = 365.25
TEAM_PULL = {"director": 2.0, "producer": 1.0, "executive": 0.5, "writer": 0.5}
"""How much a past production counts as this team's, by who of them made it."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like the asking production each past production is: columns (productions,), each in [0, 1]."""

    columns: Mapping[str, Floats]
    age: Floats  # years before the asking production, never negative


def likeness(
    history: CreditHistory, asking: Production, team: Mapping[str, Collection[str]], positions: int
) -> Likeness:
    """Compare a production with all of the history. `team`: role of `TEAM` -> people; `positions` asked for."""
    many = len(history.productions)
    age = np.maximum(asking.on.toordinal() - history.day, 0) / DAYS_A_YEAR
    led = {role: _led(history, column, team.get(role, ())) for column, role in enumerate(TEAM)}
    columns = {
        "country": _overlap(history.countries.weigh(history.countries.mask(asking.countries), many)),
        "origin": _first(history.countries.first, history.countries.names.rows, asking.countries),
        "language": _first(history.languages.first, history.languages.names.rows, asking.languages),
        "genre": _jaccard(history, asking, many),
        "kind": _same_kind(history, asking),
        "budget": _near(history.budget, np.log(asking.budget) if asking.budget else np.nan),
        "size": _near(np.log(history.crew + 2.0), float(np.log(positions + 2.0))),
        "company": _companies(history, asking, many),
        "director": np.minimum(led["director"], 1.0),
        "producer": led["producer"] / (led["producer"] + 1.0),
        "writer": np.minimum(led["writer"], 1.0),
    }
    return Likeness(columns, age)


def team_circle(
    history: CreditHistory, near: Likeness, team: Mapping[str, Collection[str]], half_life: float
) -> Floats:
    """Return for each credit how close the *others* on its production are to the team: (credits,), in [0, 1].

    A person's closeness is c/(1+c), c their decayed productions made by this team; a production's warmth is the
    sum over its people but for the person whose credit it is, over the fourth root of their number.
    """
    made = np.zeros(len(history.productions))
    for column, role in enumerate(TEAM):
        made += TEAM_PULL[role] * _led(history, column, team.get(role, ()))
    made *= np.exp2(-near.age / half_life)
    person, production = history.joined
    close = tally(person, len(history.people), made[production])
    close = close / (close + 1.0)
    warmth = tally(production, len(made), close[person])
    others = np.maximum(warmth[history.production] - close[history.person], 0.0)
    heat = others / np.maximum(history.heads[history.production], 1.0) ** 0.25
    return np.asarray(np.log1p(2.0 * np.minimum(heat, 5.0)) / np.log(11.0), np.float64)


def _led(history: CreditHistory, column: int, people: Collection[str]) -> Floats:
    """Count for each past production how many of `people` had that team role on it."""
    who, where = history.led[column]
    wanted = np.zeros(len(history.people))
    wanted[[row for row in map(history.people.find, people) if row >= 0]] = 1.0
    return tally(where, len(history.productions), wanted[who])


def _overlap(shared: Floats) -> Floats:
    return np.minimum(shared, 1.0)


def _first(first: Ints, rows: Mapping[str, int], asked: Collection[str]) -> Floats:
    own = rows.get(next(iter(asked), ""), -2)
    return np.asarray(first == own, np.float64)


def _jaccard(history: CreditHistory, asking: Production, many: int) -> Floats:
    tags = history.genres
    shared = tags.weigh(tags.mask(asking.genres), many)
    either = tags.weigh(np.ones(len(tags.names)), many) + len(asking.genres) - shared
    return np.asarray(shared / np.maximum(either, 1.0), np.float64)


def _same_kind(history: CreditHistory, asking: Production) -> Floats:
    return np.asarray(history.kind == history.kinds.rows.get(asking.kind, -2), np.float64)


def _companies(history: CreditHistory, asking: Production, many: int) -> Floats:
    """Weigh shared companies by rarity (1/√productions), saturating: one small house says more than a studio."""
    tags = history.companies
    seen = tally(tags.value, len(tags.names))
    shared = tags.weigh(tags.mask(asking.companies) / np.sqrt(1.0 + seen), many)
    return np.asarray(np.log1p(5.0 * np.minimum(shared, 1.0)) / np.log(6.0), np.float64)


def _near(logs: Floats, own: float) -> Floats:
    """Return 1 for the same magnitude, falling to 0 at e⁴ (a factor of 55); a third where either is unknown."""
    gap = np.abs(logs - own)
    return np.where(np.isnan(gap), 1.0 / 3.0, np.clip(1.0 - gap / 4.0, 0.0, 1.0))
