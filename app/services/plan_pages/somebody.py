"""Somebody by name: whom staff mean when they type one beside a plan."""

from collections.abc import Sequence

from sqlmodel import Session

from app.models.crew import CrewMember
from app.queries.shortlist import search_members
from matching.text import fold

MOST = 12


def look_up(session: Session, words: str) -> Sequence[CrewMember]:
    """Return the crew members of whom every word is found, no more than MOST."""
    return search_members(session, fold(words), MOST)
