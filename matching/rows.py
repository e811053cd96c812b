"""What a roster is built from: plain columns, one table a kind of fact, people by their position in `People`."""

from dataclasses import dataclass, field
from enum import IntEnum, IntFlag
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rows = NDArray[np.integer[Any]]  # places in a roster, however wide


class PersonFlag(IntFlag):
    """What holds of a person as a whole, one byte."""

    ACTIVE = 1
    LISTED = 2  # has not opted out of being put forward
    SHARES_CONTACT = 4
    TRAVELS = 8
    GONE = 128  # a row that is nobody's: of a person who has a later row, or has left


class RoleFlag(IntFlag):
    """What holds of one role of one person, one byte."""

    PRIMARY = 1
    IN_TRAINING = 2  # does not fill a slot yet, may be placed as a trainee


class Stated(IntEnum):
    """What a statement says of its days, as codes. A lapsed one says nothing any more: its days are unknown."""

    LAPSED = 0
    AVAILABLE = 1
    TENTATIVE = 2
    UNAVAILABLE = 3


class Engaged(IntEnum):
    """What takes a person's days, as codes."""

    HOLD = 1
    BOOKING = 2


def ints(values: object = ()) -> Ints:
    """Return the values as int64."""
    return np.asarray(values, dtype=np.int64)


def sorted_unique(values: Ints) -> Ints:
    """Return the different values, ascending: by sorting, which is faster than numpy's table for whole numbers."""
    ordered = np.sort(values)
    return ordered[np.append(True, ordered[1:] != ordered[:-1])] if len(ordered) else ordered


@dataclass(frozen=True)
class People:
    """One entry a person. Days are day numbers (0: never); `travel_weeks` 255 means without limit.

    `residence` is an index into `states` or -1; `rotation` counts referrals within the policy's window.
    """

    ids: Ints = field(default_factory=ints)
    flags: Ints = field(default_factory=ints)
    stated_on: Ints = field(default_factory=ints)
    travel_weeks: Ints = field(default_factory=ints)
    residence: Ints = field(default_factory=ints)
    residence_until: Ints = field(default_factory=ints)
    rotation: Ints = field(default_factory=ints)
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Places:
    """Known places in degrees, each with its metropolitan area or "".

    `person[i]` works from `place[i]`: their base and their work bases alike.
    """

    latitude: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    longitude: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    areas: tuple[str, ...] = ()
    person: Ints = field(default_factory=ints)
    place: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class Coded:
    """Facts of people that have a name: `person[i]` has `names[code[i]]`, with a value or 0."""

    names: tuple[str, ...] = ()
    person: Ints = field(default_factory=ints)
    code: Ints = field(default_factory=ints)
    value: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class Holdings:
    """Roles that people hold: `years` as they say, `flags` of RoleFlag."""

    names: tuple[str, ...] = ()
    person: Ints = field(default_factory=ints)
    role: Ints = field(default_factory=ints)
    years: Ints = field(default_factory=ints)
    flags: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class Credits:
    """Past work. `role` indexes `names` (-1: no role known); `kind` indexes ProductionKind (-1: unknown)."""

    names: tuple[str, ...] = ()
    person: Ints = field(default_factory=ints)
    role: Ints = field(default_factory=ints)
    year: Ints = field(default_factory=ints)
    kind: Ints = field(default_factory=ints)
    scale: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class Worked:
    """Past titles and who worked on them: `person[i]` on title `title[i]`, an index into `ids` and `years`.

    `keys[key[j]]` is a company or head of title `key_title[j]`, an index too. Ids are lasting.
    """

    ids: Ints = field(default_factory=ints)
    years: Ints = field(default_factory=ints)
    person: Ints = field(default_factory=ints)
    title: Ints = field(default_factory=ints)
    keys: tuple[str, ...] = ()
    key: Ints = field(default_factory=ints)
    key_title: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class Spans:
    """Days of people, inclusive day numbers. `what` is a Stated or Engaged code.

    Statements stand in the order in which they were made: the later of two that cover a day counts.
    Those of people's own calendars are tentative or unavailable. `production` is 0 for both.
    """

    person: Ints = field(default_factory=ints)
    starts: Ints = field(default_factory=ints)
    ends: Ints = field(default_factory=ints)
    what: Ints = field(default_factory=ints)
    production: Ints = field(default_factory=ints)


@dataclass(frozen=True)
class RosterRows:
    """All that a roster knows.

    `languages` values are Cefr levels, `credentials` values the last valid day (65535: no expiry), `training`
    names roles.
    """

    people: People = field(default_factory=People)
    places: Places = field(default_factory=Places)
    holdings: Holdings = field(default_factory=Holdings)
    credits: Credits = field(default_factory=Credits)
    languages: Coded = field(default_factory=Coded)
    credentials: Coded = field(default_factory=Coded)
    skills: Coded = field(default_factory=Coded)
    training: Coded = field(default_factory=Coded)
    worked: Worked = field(default_factory=Worked)
    statements: Spans = field(default_factory=Spans)
    feeds: Spans = field(default_factory=Spans)
    engagements: Spans = field(default_factory=Spans)
