"""One question about a million people, and the tables of them that it is asked of in SQL."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from matching.days import Span, day_number
from matching.rank import Matcher
from matching.roster import FULL_BIT, KIND_BITS, SCALE_SHIFT, Roster
from matching.rows import PersonFlag
from matching.types import Cefr, LanguageNeed, Point, Position, ProductionFacts, ProductionKind, Scale, Stay

Table = dict[str, NDArray[np.int64]]
FREE, SOFT, SHUT = 1, 2, 3
BASE = Point(20.6597, -103.3496, "MX-JAL", "gdl")
NEEDED_DAYS, BEST = 90, 50


@dataclass(frozen=True)
class Question:
    """A position of ninety days that eight features have something to say of, and what SQL needs to know of it."""

    position: Position
    today: int

    @property
    def first(self) -> int:
        """The first needed day."""
        return day_number(self.position.spans[0].starts_on)

    @property
    def last(self) -> int:
        """The last needed day."""
        return day_number(self.position.spans[0].ends_on)


def make_question(roster: Roster, today: date) -> Question:
    """Return the question for the role that most people hold."""
    role = max(roster.holdings.rows, key=lambda name: len(roster.holdings.rows[name]))
    span = Span(today + timedelta(days=30), today + timedelta(days=30 + NEEDED_DAYS - 1))
    position = Position(
        key=1,
        role=role,
        spans=(span,),
        stays=(Stay(BASE, (span,)),),
        languages=(LanguageNeed("es", Cefr.B2),),
        accept_step_up=True,
        least_weight=1000,
        production=ProductionFacts(kind=ProductionKind.SERIES, scale=Scale.LARGE),
    )
    return Question(position, roster.today)


def make_tables(roster: Roster, question: Question) -> dict[str, Table]:
    """Return what the peers are asked: people, who holds and was trained for what, spans of days, sets of bases.

    A person's number is the row in the roster, so that the people of a role lie together in every one of them.
    """
    rows = np.arange(len(roster))
    languages = roster.languages.level("es").astype(np.int64)
    people: Table = {
        "id": rows,
        "flags": roster.flags.astype(np.int64),
        "stated_on": roster.stated_on.astype(np.int64),
        "travel_weeks": roster.travel_weeks.astype(np.int64),
        "rotation": roster.rotation.astype(np.int64),
        "alike": roster.kinds.astype(np.int64) >> KIND_BITS * list(ProductionKind).index(ProductionKind.SERIES)
        & 2**KIND_BITS - 1,
        "scale": roster.kinds.astype(np.int64) >> SCALE_SHIFT,
        "place_set": roster.place_set.astype(np.int64),
        "spanish": languages[roster.language_set],
    }
    for word in range(roster.days.near):
        stated, closed = roster.days.read(word, rows)
        people[f"s{word}"], people[f"c{word}"] = stated.view(np.int64), closed.view(np.int64)
    return {
        "people": people,
        "holding": _holdings(roster),
        "trained": _named(roster, "training"),
        "span": _spans(roster),
        "place": {
            "place_set": np.arange(len(roster.places.sets)),
            "km": roster.km_from(question.position.stays[0].base).astype(np.int64),
        },
    }


def role_number(roster: Roster, role: str) -> int:
    """Return the number of a role in the tables."""
    return sorted(roster.holdings.rows).index(role)


def _holdings(roster: Roster) -> Table:
    table = _named(roster, "holdings")
    packed = np.concatenate([roster.holdings.values[name] for name in sorted(roster.holdings.rows)]).astype(np.int64)
    return {
        **table,
        "in_full": packed >> FULL_BIT & 1,
        "years": packed >> 8 & 255,
        "recent": packed >> 16 & 255,
    }


def _named(roster: Roster, kind: str) -> Table:
    lists, number = getattr(roster, kind).rows, {name: at for at, name in enumerate(sorted(roster.holdings.rows))}
    names = [name for name in sorted(lists) if name in number]
    return {
        "role": np.repeat([number[name] for name in names], [len(lists[name]) for name in names]),
        "person": np.concatenate([lists[name] for name in names]).astype(np.int64),
    }


def _spans(roster: Roster) -> Table:
    """Return the days of everybody as spans of one state, as tables of intervals hold them."""
    rows = np.arange(len(roster))
    state = np.zeros((len(roster), roster.days.near * 64), np.int8)
    for word in range(roster.days.near):
        stated, closed = (_bits(bits) for bits in roster.days.read(word, rows))
        state[:, word * 64 : word * 64 + 64] = stated * FREE + closed * SOFT
    edge = np.zeros((len(roster), 1), np.int8)
    change = np.diff(np.hstack([edge, state, edge]), axis=1) != 0
    person, at = np.nonzero(change)
    value = np.hstack([state, edge])[person, at]
    starts = np.flatnonzero(value)
    first = roster.horizon.starts
    return {
        "person": person[starts],
        "state": value[starts].astype(np.int64),
        "starts": at[starts] + first,
        "ends": at[np.minimum(starts + 1, len(at) - 1)] - 1 + first,
    }


def _bits(words: NDArray[np.uint64]) -> NDArray[np.int8]:
    octets = words.astype("<u8").view(np.uint8).reshape(len(words), 8)
    return np.unpackbits(octets, axis=1, bitorder="little").astype(np.int8)


def can_be_listed() -> int:
    """Return the flags that everybody on a list has."""
    return int(PersonFlag.ACTIVE | PersonFlag.LISTED)


def ask_product(matcher: Matcher, question: Question) -> list[int]:
    """Return the scores of the best fifty; the ranking comes with every reason and near miss."""
    return [each.score for each in matcher.rank(question.position, top=BEST).candidates]
