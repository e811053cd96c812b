"""Which role a line means: a person's word, else what its title says; asked back where it may mean several."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass

from app.services.need_content import LineContent
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver

SURE = 100


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
    return readings
