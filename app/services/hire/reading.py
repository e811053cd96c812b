"""How a report reads today: each line as it was signed, with the corrections that came after it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.models.hire import HireLine


@dataclass(frozen=True)
class Reading:
    """A line of a report: as first written, and its corrections in their order."""

    first: HireLine
    corrections: tuple[HireLine, ...] = ()

    @property
    def now(self) -> HireLine:
        """The row that counts."""
        return self.corrections[-1] if self.corrections else self.first

    @property
    def rows(self) -> tuple[HireLine, ...]:
        """Every row of the line, the first one first."""
        return (self.first, *self.corrections)


def read_lines(lines: Sequence[HireLine]) -> list[Reading]:
    """Return the lines in order of writing, each with the chain of its corrections."""
    after = {line.corrects_id: line for line in lines if line.corrects_id is not None}
    return [Reading(line, tuple(_chain(line, after))) for line in lines if line.corrects_id is None]


def _chain(line: HireLine, after: dict[int, HireLine]) -> Iterable[HireLine]:
    found = after.get(line.id or 0)
    while found is not None:
        yield found
        found = after.get(found.id or 0)
