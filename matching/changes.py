"""What differs between a list that was kept and one computed now: who left, who came, who moved by themselves."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """What became of a person between two lists, worst first."""

    OUT = "out"
    BELOW = "below"
    DOWN = "down"
    STAYS = "stays"
    UP = "up"
    IN = "in"


@dataclass(frozen=True, slots=True)
class Shift:
    """One person's step; `before` and `now` are places on the two lists, 1 the best, None for not on it."""

    person: int
    step: Step
    before: int | None
    now: int | None


def compare_lists(
    before: Sequence[int], now: Sequence[int], *, eligible: Collection[int], changed: Collection[int]
) -> list[Shift]:
    """Return who left the list, came onto it, or moved on it because something about them changed.

    `eligible` are those of `before` who are candidates still: off the list they are below it, not out. `changed` are
    those of whom something differs. Whoever only moves because others left or came is not named: places are compared
    among those who stand on both lists. In order of the step, then of the place.
    """
    places, new_places = ({person: at for at, person in enumerate(listed, 1)} for listed in (before, now))
    shifts = [
        Shift(person, Step.BELOW if person in eligible else Step.OUT, at, None)
        for person, at in places.items()
        if person not in new_places
    ]
    shifts += [Shift(person, Step.IN, None, at) for person, at in new_places.items() if person not in places]
    stayed = [person for person in before if person in new_places]
    among = {person: at for at, person in enumerate((person for person in now if person in places), 1)}
    for at, person in enumerate(stayed, 1):
        if person in changed:
            step = Step.STAYS if among[person] == at else Step.UP if among[person] < at else Step.DOWN
            shifts.append(Shift(person, step, places[person], new_places[person]))
    order = list(Step)
    return sorted(shifts, key=lambda shift: (order.index(shift.step), shift.before or 0, shift.now or 0))
