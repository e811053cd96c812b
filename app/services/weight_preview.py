"""What other weights would change, shown on the newest shortlists before they are saved."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from app.errors import InvalidInputError
from app.queries.shortlist import list_members, list_newest_shortlists
from app.services.shortlist import preview_weights
from matching.weights import Weights, WeightsError

SHORTLISTS, PEOPLE = 5, 5


@dataclass(frozen=True)
class Change:
    """The first people of one shortlist under the new weights: name, rank now, rank then."""

    position_id: int
    asked_as: str
    people: tuple[tuple[str, int, int], ...]


def preview_on_latest(session: Session, weights: Mapping[str, int]) -> list[Change]:
    """Return what the weights would change on the newest shortlists; nothing is saved."""
    try:
        tried = Weights.of("preview", 0, weights)
    except WeightsError as error:
        raise InvalidInputError("Each weight is a whole number from 0 to 100, and one is above 0.") from error
    changes = []
    for shortlist, asked_as in list_newest_shortlists(session, SHORTLISTS):
        first = preview_weights(session, shortlist, tried)[:PEOPLE]
        names = {member.id: member.name for member in list_members(session, [person for person, _, _ in first])}
        people = tuple((names.get(person, "–"), before, after) for person, before, after in first)
        changes.append(Change(shortlist.position_id, asked_as, people))
    return changes
