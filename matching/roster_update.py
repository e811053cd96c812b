"""A new version of a roster in which some people's rows are replaced, added or taken out."""

from dataclasses import replace
from typing import Any

import numpy as np

from matching.people import PeopleByName
from matching.planes import FarWord, Planes
from matching.room import Room, make_room
from matching.roster import Roster, build_roster
from matching.rows import Ints, PersonFlag, RosterRows

COLUMNS = (
    "ids",
    "stated_on",
    "travel_weeks",
    "residence",
    "residence_until",
    "rotation",
    "credits",
    "kinds",
    "place_set",
    "language_set",
)
_LISTS = ("holdings", "credentials", "skills", "training")
LEAST_SPARE, SPARE_SHARE = 1024, 50  # rows to spare: at least so many, or one for so many people


def update_roster(roster: Roster, changed: RosterRows, *, version: int, removed: tuple[int, ...] = ()) -> Roster:
    """Return a new version with all facts of the people in `changed` replaced; readers of `roster` see no change.

    Everyone in `changed` gets a row behind the others, written into room that older versions don't look at; the rows
    that they had, and those of removed people, are marked as gone. What it costs depends on the people changed, not on
    those in the roster, but for a byte a person of `flags`; only when the room is full are the columns copied.
    """
    part = build_roster(changed, today=roster.today, starts=roster.horizon.starts, near=roster.days.near)
    roster, room, first = _take_rows(roster, len(part))
    target: Ints = first + np.arange(len(part))
    people = first + len(part)
    states = (*roster.states, *(s for s in part.states if s not in roster.states))
    written: dict[str, Any] = {
        **{name: getattr(part, name) for name in COLUMNS},
        "residence": np.array([states.index(s) for s in part.states], np.uint8)[part.residence],
        "place_set": part.place_set + np.uint32(len(roster.places.sets)),
        "language_set": part.language_set + np.uint32(roster.languages.size),
        "stated": part.days.stated,
        "closed": part.days.closed,
    }
    for name, values in written.items():
        room.columns[name][..., first:people] = values
    others = np.full(first - len(roster), PersonFlag.GONE, np.uint8)  # rows of versions made beside this one
    flags = np.concatenate([roster.flags, others, part.flags])
    found = {roster.find_row(person) for person in (*part.ids.tolist(), *removed)}
    left = [row for row in found if row is not None]
    flags[left] = PersonFlag.GONE
    shown: dict[str, Any] = {name: room.shown(name, people) for name in COLUMNS}
    lists: dict[str, Any] = {n: getattr(roster, n).extended(_moved(getattr(part, n), target)) for n in _LISTS}
    return replace(
        roster,
        version=version,
        **shown,
        **lists,
        flags=flags,
        gone=roster.gone + len(others) + len(left),
        days=Planes(
            room.shown("stated", people),
            room.shown("closed", people),
            tuple(
                mine.extended(FarWord(target[later.rows].astype(np.int32), later.stated, later.closed))
                for mine, later in zip(roster.days.far, part.days.far, strict=True)
            ),
        ),
        states=states,
        teams=roster.teams.extended(part.teams, target),
        places=roster.places.joined(part.places),
        languages=roster.languages.joined(part.languages),
        engagements=roster.engagements.extended(part.engagements, target),
        _km={},
    )


def give_room(roster: Roster, spare: int) -> tuple[Roster, Room]:
    """Return the same version with its columns copied into longer ones, and the room behind it."""
    columns: dict[str, Any] = {name: getattr(roster, name) for name in COLUMNS}
    room = make_room({**columns, "stated": roster.days.stated, "closed": roster.days.closed}, spare)
    return unpack_roster(roster, room, len(roster)), room


def pack_roster(roster: Roster) -> tuple[Roster, Room, int]:
    """Return the version without its columns, a room of its own that holds them, and its number of rows.

    Like this it can be written down: no array is a part of another one, and nothing kept on the way goes along.
    """
    _, room = give_room(roster, _spare(len(roster)))
    bare: dict[str, Any] = {name: getattr(roster, name)[:0] for name in COLUMNS}
    days = replace(roster.days, stated=roster.days.stated[:, :0], closed=roster.days.closed[:, :0])
    teams = replace(roster.teams, _known={})
    return replace(roster, **bare, days=days, teams=teams, room=None, _km={}), room, len(roster)


def unpack_roster(bare: Roster, room: Room, rows: int) -> Roster:
    """Return the version that `pack_roster` took apart."""
    shown: dict[str, Any] = {name: room.shown(name, rows) for name in (*COLUMNS, "stated", "closed")}
    days = replace(bare.days, stated=shown.pop("stated"), closed=shown.pop("closed"))
    return replace(bare, **shown, days=days, room=room)


def _spare(people: int) -> int:
    return max(LEAST_SPARE, people // SPARE_SHARE)


def _take_rows(roster: Roster, count: int) -> tuple[Roster, Room, int]:
    """Return the roster with room for so many rows, the room, and the first of the rows that are taken."""
    if roster.room is not None and (first := roster.room.take(count)) is not None:
        return roster, roster.room, first
    roster, room = give_room(roster, count + _spare(len(roster)))
    return roster, room, room.take(count) or 0


def _moved(part: PeopleByName, target: Ints) -> PeopleByName:
    return PeopleByName({n: target[r].astype(np.int32) for n, r in part.rows.items()}, part.values)
