"""The facts of a pasted message: found before its items are read, so that no date is taken for a count."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from matching.pasted_dates import DaySpan, PeriodWord, find_dates
from matching.pasted_facts import (
    FindPlace,
    LocalWish,
    PlaceNamed,
    find_confidential,
    find_local,
    find_places,
    find_shoot_days,
    find_urgent,
)
from matching.pasted_reader import PastedLine
from matching.pasted_text import Piece


@dataclass(frozen=True, slots=True)
class Facts:
    """What the message says of the production as a whole; `sources` are all pieces that say it."""

    days: tuple[DaySpan, ...]
    needed_by_on: date | None
    shoot_days: int | None
    places: tuple[PlaceNamed, ...]
    local: LocalWish
    confidential: bool
    urgent: bool
    sources: tuple[Piece, ...]


class Said:
    """All facts of one message; what is said inside an item belongs to its lines."""

    def __init__(self, text: str, today: date, find_place: FindPlace) -> None:
        self._text = text
        days = find_dates(text, today)
        self._needed_by = [d for d in days if d.kind is PeriodWord.NEEDED_BY]
        self._days = [d for d in days if d.kind is not PeriodWord.NEEDED_BY]
        taken = [d.source for d in days]
        self._confidential = _free(find_confidential(text), taken)
        self._urgent = _free(find_urgent(text), taken)
        self._local = [(wish, p) for wish, p in find_local(text) if _free([p], taken)]
        self._counts = [(n, p) for n, p in find_shoot_days(text) if _free([p], taken)]
        taken += [*self._confidential, *self._urgent, *(p for _, p in (*self._local, *self._counts))]
        self._places = [p for p in find_places(text, find_place) if _free([p.source], taken)]
        self.pieces: list[Piece] = sorted([*taken, *(p.source for p in self._places)], key=lambda p: p.start)

    def told(self, line: PastedLine, item: Piece) -> PastedLine:
        """Return a line with what its item says of days, places and locals.

        "para el 20 de feb" behind a title is the day of work; a number of days may follow behind a comma.
        """
        work = [
            replace(d, kind=PeriodWord.SHOOT) for d in self._needed_by if _is_work_day(d) and _within(d.source, item)
        ]
        return replace(
            line,
            days=(*(d for d in self._days if _within(d.source, item)), *work),
            place_ids=tuple(p.place_id for p in self._places if _within(p.source, item)),
            local=next((wish for wish, p in self._local if _within(p, item)), None),
            day_count=next((n for n, p in self._counts if self._belongs(p, item)), None),
        )

    def facts(self, items: Sequence[Piece]) -> Facts:
        """Return what is said of the production: all that belongs to none of the items."""
        by = [d for d in self._needed_by if not (_is_work_day(d) and _is_inside(d.source, items))]
        counts = [n for n, p in self._counts if not any(self._belongs(p, item) for item in items)]
        return Facts(
            days=tuple(d for d in self._days if not _is_inside(d.source, items)),
            needed_by_on=min((d.ends_on for d in by), default=None),
            shoot_days=next(iter(counts), None),
            places=tuple(p for p in self._places if not _is_inside(p.source, items)),
            local=next((wish for wish, p in self._local if not _is_inside(p, items)), LocalWish.ANY),
            confidential=bool(self._confidential),
            urgent=bool(self._urgent),
            sources=tuple(self.pieces),
        )

    def _belongs(self, count: Piece, item: Piece) -> bool:
        """Tell whether a number of days stands in an item or right behind it: "intimacy coordinator, 1 day"."""
        behind = item.end <= count.start and self._text[item.end : count.start].strip() == ","
        return _within(count, item) or behind


def _is_work_day(by: DaySpan) -> bool:
    return re.match(r"(?:para|for)\b.*\d", by.source.text, re.IGNORECASE) is not None


def _is_inside(piece: Piece, items: Sequence[Piece]) -> bool:
    return any(_within(piece, item) for item in items)


def _within(piece: Piece, outer: Piece) -> bool:
    return outer.start <= piece.start and piece.end <= outer.end


def _free(pieces: Sequence[Piece], taken: Sequence[Piece]) -> list[Piece]:
    return [p for p in pieces if not any(p.start < t.end and t.start < p.end for t in taken)]
