"""What other weights would change on a need, line by line, shown before they are saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import InvalidInputError
from app.models.need import Need, Position
from app.models.production import Production
from app.queries.need import get_need
from app.queries.production import get_production
from app.queries.shortlist import find_latest_shortlist, list_entries, list_members, list_positions
from app.services.match_pages import title_of
from app.services.shortlist import preview_weights
from matching.weights import Weights, WeightsError


@dataclass(frozen=True)
class Move:
    """A person on a line: the place now and the place under the tried weights."""

    crew_member_id: int
    name: str
    before: int
    after: int


@dataclass(frozen=True)
class LinePreview:
    """One line: who would be put forward instead of whom. `kept` candidates of the newest shortlist were compared."""

    position: Position
    title: str
    kept: int
    people: tuple[Move, ...]

    @property
    def entering(self) -> tuple[Move, ...]:
        """Return who would come among the first, as many as the line has places."""
        return tuple(each for each in self.people if each.after <= self.position.quantity < each.before)

    @property
    def leaving(self) -> tuple[Move, ...]:
        """Return who would be among them no longer."""
        return tuple(each for each in self.people if each.before <= self.position.quantity < each.after)


@dataclass(frozen=True)
class NeedPreview:
    """A need under other weights: its matched lines, those first where other people would be put forward."""

    need: Need
    production: Production
    lines: tuple[LinePreview, ...]

    @property
    def changed(self) -> int:
        """Return on how many lines other people would be put forward."""
        return sum(bool(line.entering) for line in self.lines)

    @property
    def entering(self) -> int:
        """Return how many places other people would take."""
        return sum(len(line.entering) for line in self.lines)


def preview_on_need(session: Session, weights: Mapping[str, int], need_id: int, locale: str) -> NeedPreview:
    """Return what the weights would change on a need's newest shortlists; nothing is saved."""
    try:
        tried = Weights.of("preview", 0, weights)
    except WeightsError as error:
        raise InvalidInputError("Each weight is a whole number from 0 to 100, and one is above 0.") from error
    need = get_need(session, need_id)
    lines = [
        line
        for position in list_positions(session, need_id)
        if (line := _preview_line(session, position, tried, locale)) is not None
    ]
    lines.sort(key=lambda line: (-len(line.entering), line.position.ordinal))
    return NeedPreview(need, get_production(session, need.production_id), tuple(lines))


def _preview_line(session: Session, position: Position, tried: Weights, locale: str) -> LinePreview | None:
    shortlist = find_latest_shortlist(session, position.id or 0)
    if shortlist is None or not list_entries(session, shortlist.id or 0):
        return None
    ranks = preview_weights(session, shortlist, tried)
    shown = [each for each in ranks if min(each[1:]) <= position.quantity]
    names = _names(session, [person for person, _, _ in shown])
    people = tuple(Move(person, names.get(person, "–"), before, after) for person, before, after in shown)
    return LinePreview(position, title_of(position, locale), len(ranks), people)


def _names(session: Session, people: Sequence[int]) -> dict[int, str]:
    return {member.id or 0: member.name for member in list_members(session, people)}
