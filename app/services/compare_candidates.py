"""Two candidates of a line side by side: what speaks for the one and for the other, feature by feature."""

from dataclasses import dataclass

from sqlmodel import Session

from app.errors import NotFoundError
from app.messages import mark
from app.models.credit import CreditVerification
from app.models.crew import CrewLanguage
from app.queries.crew import list_credits, list_rows
from app.services.match_pages import Bar, CandidatePage, CandidateRow, open_candidates


@dataclass(frozen=True)
class Side:
    """One of the two: the place on the list, and what the profile says beyond the score."""

    row: CandidateRow
    place: int
    languages: tuple[CrewLanguage, ...]
    credits: int
    confirmed_credits: int


@dataclass(frozen=True)
class Against:
    """A feature that counts on this line, for both; `leader` is 0 or 1, or None where neither is ahead."""

    label: str
    weight: int
    bars: tuple[Bar, Bar]

    @property
    def leader(self) -> int | None:
        """Return which of the two is ahead."""
        first, second = (bar.percent for bar in self.bars)
        return None if first == second else int(second > first)


@dataclass(frozen=True)
class Comparison:
    """The page of two candidates of one position; `others` are all who may be chosen, in the list's order."""

    page: CandidatePage
    sides: tuple[Side, Side]
    features: tuple[Against, ...]
    others: tuple[CandidateRow, ...]


def compare_candidates(
    session: Session, position_id: int, first: int | None, second: int | None, locale: str
) -> Comparison:
    """Return two candidates side by side; where one is not named, the best placed other one is taken.

    NotFoundError where the line has fewer than two candidates, or a named person is not among them.
    """
    page = open_candidates(session, position_id, locale)
    rows = (*page.candidates, *page.trainees)
    places = {
        row.member.id or 0: place for part in (page.candidates, page.trainees) for place, row in enumerate(part, 1)
    }
    chosen = _chosen(list(places), first, second)
    by_id = {row.member.id or 0: row for row in rows}
    sides = tuple(_side(session, by_id[person], places[person]) for person in chosen)
    features = tuple(
        Against(one.label, one.weight, (one, other))
        for one, other in zip(sides[0].row.bars, sides[1].row.bars, strict=True)
        if one.weight
    )
    return Comparison(page, (sides[0], sides[1]), features, rows)


def _chosen(people: list[int], first: int | None, second: int | None) -> tuple[int, int]:
    named = [person for person in (first, second) if person is not None]
    rest = [person for person in people if person not in named]
    if any(person not in people for person in named) or not people[1:]:
        raise NotFoundError(mark("There are no such two candidates on this line."))
    one = first if first is not None else rest.pop(0)
    other = second if second is not None and second != one else rest.pop(0)
    return one, other


def _side(session: Session, row: CandidateRow, place: int) -> Side:
    crew_member_id = row.member.id or 0
    worked = [credit for credit, _title in list_credits(session, crew_member_id)]
    return Side(
        row=row,
        place=place,
        languages=tuple(list_rows(session, CrewLanguage, crew_member_id)),
        credits=len(worked),
        confirmed_credits=sum(credit.verification is not CreditVerification.NONE for credit in worked),
    )
