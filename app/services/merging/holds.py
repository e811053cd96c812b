"""The order of two people's holds as one person's: by acceptance, with numbers that are unique and in order."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.models.availability import Hold, HoldSpan

Acceptance = tuple[int, int]
"""Person and the number of one of their acceptances."""


def joint_numbers(session: Session, kept_id: int, merged_id: int) -> dict[Acceptance, int]:
    """Return a new number for each acceptance of both, in the order of time.

    They begin above all that either used, so that no two rows are alike while they are written one by one. Nothing
    where only one of them ever accepted: whose numbers are in order and unique as they are.
    """
    found = _acceptances(session, kept_id) | _acceptances(session, merged_id)
    if len({person for person, _ in found}) < 2:  # noqa: PLR2004 - both of them
        return {}
    first = max(number for _, number in found) + 1
    in_order = sorted(found, key=lambda key: (found[key], key[1], key[0] != kept_id))
    return {key: first + place for place, key in enumerate(in_order)}


def _acceptances(session: Session, person: int) -> dict[Acceptance, Any]:
    """Return when each acceptance was: of whole holds, and of days that came to a hold later."""
    found: dict[Acceptance, Any] = {}
    for table in (HoldSpan, Hold):
        statement = sa.select(col(table.accept_seq), col(table.accepted_at)).where(
            col(table.crew_member_id) == person, col(table.accept_seq).is_not(None)
        )
        found |= {(person, number): at for number, at in session.execute(statement)}
    return found
