"""Which role a line means: a person's word, else what its title says; asked back where it may mean several."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.need_content import LineContent
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.text import fold

SURE = 100
HEAD = 1
"""Level of the head of a department: a unit has one."""


class Understood(enum.StrEnum):
    """How a line's role came to be known, or why it is not."""

    CHOSEN = "chosen"
    READ = "read"
    ASKED = "asked"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RoleReading:
    """What a title was understood as. `confidence` is 0..100; `choices` are the roles it may mean, best first."""

    role_id: str | None
    confidence: int
    choices: tuple[str, ...] = ()
    chosen: bool = False

    @property
    def understood(self) -> Understood:
        """Say how the role is known, or whether it is asked back or unknown."""
        if self.role_id is not None:
            return Understood.CHOSEN if self.chosen else Understood.READ
        return Understood.ASKED if len(self.choices) > 1 else Understood.UNKNOWN


def read_title(title: str, department: str = "") -> RoleReading:
    """Return what one title means, where a department is given within it."""
    return read_roles([LineContent(asked_as=title, department=department)])[0]


def read_roles(lines: Sequence[LineContent]) -> list[RoleReading]:
    """Return what each line's title means, in order; a role that a person chose stands as it is."""
    taxonomy = get_taxonomy()
    found = get_title_resolver().resolve_many(
        [line.asked_as for line in lines], [line.department or None for line in lines]
    )
    readings = []
    for line, answer in zip(lines, found, strict=True):
        others = tuple(role_id for role_id, _ in answer.alternatives)
        if line.role in taxonomy:
            readings.append(RoleReading(line.role, SURE, chosen=True))
        elif answer.role_id is not None:
            choices = (answer.role_id, *others) if others else ()
            readings.append(RoleReading(answer.role_id, round(answer.confidence * SURE), choices))
        else:
            readings.append(RoleReading(None, 0, others))
    return _doubted(lines, readings)


def _doubted(lines: Sequence[LineContent], readings: list[RoleReading]) -> list[RoleReading]:
    """Ask back what an ambiguous title means where another line has the preferred role already.

    Call sheets with a gaffer and a "jefe de eléctricos" mean two people: the second is then the best boy.
    """
    taxonomy = get_taxonomy()
    shared = [fold(line.asked_as) in taxonomy.ambiguous_by_title for line in lines]
    heads = {
        (reading.role_id, tuple(line.bases))
        for line, reading, ambiguous in zip(lines, readings, shared, strict=True)
        if reading.role_id and not ambiguous and taxonomy.role(reading.role_id).level == HEAD
    }
    return [
        RoleReading(None, 0, (*reading.choices[1:], *reading.choices[:1]))
        if ambiguous
        and not reading.chosen
        and len(reading.choices) > 1
        and (reading.role_id, tuple(line.bases)) in heads
        else reading
        for line, reading, ambiguous in zip(lines, readings, shared, strict=True)
    ]
