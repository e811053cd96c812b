"""Small packages, and a crew for them, for tests of capacity."""

from collections.abc import Sequence
from datetime import date

from matching.capacity import PackageLine
from matching.rows import Engaged, Stated
from tests.factories.roster_rows import Held, Person, days_from

MONDAY = date(2026, 11, 30)
"""The first whole week after TODAY; the crew's words reach over it."""

ALWAYS = days_from(0, 400)


def line(role: str, quantity: int = 1, starts: int = -3, ends: int = 10) -> PackageLine:
    return PackageLine(role, quantity, starts, ends)


def free(number: int, *roles: str, busy: tuple[date, date] | None = None, in_training: bool = False) -> Person:
    """Return somebody who stated themselves free for over a year, but for a booking."""
    return Person(
        id=number,
        roles=tuple(Held(role, primary=at == 0, in_training=in_training) for at, role in enumerate(roles)),
        said=((Stated.AVAILABLE, *ALWAYS),),
        engaged=((Engaged.BOOKING, *busy, 7),) if busy else (),
    )


def silent(number: int, *roles: str) -> Person:
    """Return somebody who never said anything of their days."""
    return Person(id=number, roles=tuple(Held(role, primary=at == 0) for at, role in enumerate(roles)))


def best_filling(fits: Sequence[Sequence[bool]], wanted: Sequence[int]) -> int:
    """Return how many slots can be filled, by plain augmenting paths: `fits` is people x lines."""
    slots = [line for line, count in enumerate(wanted) for _ in range(count)]
    holder: dict[int, int] = {}

    def place(person: int, seen: set[int]) -> bool:
        for slot, at in enumerate(slots):
            if fits[person][at] and slot not in seen:
                seen.add(slot)
                if slot not in holder or place(holder[slot], seen):
                    holder[slot] = person
                    return True
        return False

    return sum(place(person, set()) for person in range(len(fits)))
