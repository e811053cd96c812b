"""A new version of a roster in which some people's rows are replaced, added or taken out."""

from dataclasses import fields, replace
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.people import PeopleByName
from matching.roster import Engagements, Roster, build_roster
from matching.rows import Ints, RosterRows

T = TypeVar("T", bound=np.generic)
_PLAIN = ("ids", "flags", "stated_on", "travel_weeks", "residence_until", "rotation", "credits", "kinds")
_LISTS = ("holdings", "credentials", "skills", "training")


def update_roster(roster: Roster, changed: RosterRows, *, version: int, removed: tuple[int, ...] = ()) -> Roster:
    """Return a new version with all facts of the people in `changed` replaced; readers of `roster` see no change.

    New people come last, outside the clusters: a full build puts them in. Removed people keep an inert row.
    """
    part = build_roster(changed, today=roster.today, starts=roster.horizon.starts)
    target = _target_rows(roster, part)
    gone = np.array([r for r in map(roster.find_row, removed) if r is not None], np.int64)
    touched = np.concatenate([target, gone])
    extra = int((target >= len(roster)).sum())
    plain: dict[str, Any] = {
        name: _placed(getattr(roster, name), getattr(part, name), target, extra) for name in _PLAIN
    }
    plain["flags"][gone] = 0
    lists: dict[str, Any] = {
        name: getattr(roster, name).replaced(touched, _moved(getattr(part, name), target)) for name in _LISTS
    }
    states = (*roster.states, *(s for s in part.states if s not in roster.states))
    recoded = np.array([states.index(s) for s in part.states], np.uint8)[part.residence]
    place_set = part.place_set + np.uint32(len(roster.places.sets))
    language_set = part.language_set + np.uint32(roster.languages.size)
    return replace(
        roster,
        version=version,
        **plain,
        **lists,
        by_id=np.argsort(plain["ids"], kind="stable").astype(np.int32),
        stated=_placed(roster.stated, part.stated, target, extra),
        closed=_placed(roster.closed, part.closed, target, extra),
        residence=_placed(roster.residence, recoded, target, extra),
        place_set=_placed(roster.place_set, place_set, target, extra),
        language_set=_placed(roster.language_set, language_set, target, extra),
        states=states,
        teams=roster.teams.replaced(touched, part.teams, target),
        places=roster.places.joined(part.places),
        languages=roster.languages.joined(part.languages),
        engagements=_engagements(roster.engagements, part.engagements, touched, target),
        _km={},
    )


def _target_rows(roster: Roster, part: Roster) -> Ints:
    """Return the row of each person of `part` in the new version: their old one, or one behind the last."""
    found = [roster.find_row(person) for person in part.ids.tolist()]
    target = np.empty(len(found), np.int64)
    after = len(roster)
    for i, row in enumerate(found):
        target[i] = after if row is None else row
        after += row is None
    return target


def _placed(old: NDArray[T], new: NDArray[T], target: Ints, extra: int) -> NDArray[T]:
    """Return a copy of `old` with room for `extra` people, and `new` written to the target rows (last axis)."""
    room = np.zeros((*old.shape[:-1], extra), old.dtype)
    both = np.concatenate([old, room], axis=-1)
    both[..., target] = new
    return both


def _moved(part: PeopleByName, target: Ints) -> PeopleByName:
    return PeopleByName({n: target[r].astype(np.int32) for n, r in part.rows.items()}, part.values)


def _engagements(old: Engagements, new: Engagements, touched: Ints, target: Ints) -> Engagements:
    kept = old.pick(~np.isin(old.rows, touched))
    moved = replace(new, rows=target[new.rows].astype(np.int32))
    both = Engagements(*(np.concatenate([getattr(kept, f.name), getattr(moved, f.name)]) for f in fields(Engagements)))
    return both.pick(np.lexsort((both.ends, both.starts, both.rows)))
