"""Where a production works on which day: bases, blocks and the moves between them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.services.need_content import BaseContent, BlockContent, ProductionContent
from app.services.places import get_gazetteer
from matching.places import Place
from matching.text import fold

ONE_DAY = timedelta(days=1)
_ALL = frozenset(fold(word) for word in ("both", "all", "ambas", "ambos", "todas", "todos", "las dos", "both bases"))
_MOVE = re.compile(r"\b(move|travel|traslado|viaje|mudanza|cambio de base|company move)\b", re.IGNORECASE)
_SHORTEST_WORD = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days, both inclusive, at one base; `base` is empty on moves and where it is not known."""

    starts_on: date
    ends_on: date
    base: str


class Bases:
    """A production's bases by day. Names are kept as typed; places are told where the gazetteer is sure."""

    def __init__(self, production: ProductionContent, near_state: str = "") -> None:
        self._near = near_state
        self._bases = production.bases
        self._blocks = production.blocks
        self._travel = production.travel_days
        self._places: dict[str, Place | None] = {}

    def place_of(self, name: str) -> str | None:
        """Return the gazetteer id of a base's name, or None where it can't be told."""
        place = self._place(name)
        return place.id if place else None

    def _place(self, name: str) -> Place | None:
        if name and name not in self._places:
            self._places[name] = get_gazetteer().resolve(name, self._near)
        return self._places.get(name)

    def names_of(self, typed: list[str]) -> list[str]:
        """Return the bases that a line means: its own, or all of the production's for none and for "both"."""
        if not typed or any(fold(word) in _ALL for word in typed):
            return [base.name for base in self._bases]
        return list(dict.fromkeys(self._own_name(word) for word in typed))

    def _own_name(self, typed: str) -> str:
        """Return the production's base that is meant by a name, an abbreviation or one of its municipalities."""
        for base in self._bases:
            if fold(typed) in {fold(name) for name in (base.name, *base.municipalities)}:
                return base.name
        place = self._place(typed)
        same = (base.name for base in self._bases if place and self._shares_area(place, base.name))
        return next(same, typed)

    def _shares_area(self, place: Place, base_name: str) -> bool:
        base = self._place(base_name)
        if base is None:
            return False
        area = get_gazetteer().area_of(base.id)
        return base.id == place.id or (area is not None and get_gazetteer().area_of(place.id) is area)

    def runs(self, bases: list[str], first: date, last: date) -> list[Run]:
        """Divide the days `first..last` over the bases: all at the only one, else as the blocks say."""
        if len(bases) < 2:  # noqa: PLR2004 - one base or none leaves nothing to divide
            return [Run(first, last, bases[0] if bases else "")]
        divided = []
        for run in self._calendar:
            start, end = max(run.starts_on, first), min(run.ends_on, last)
            if start <= end:
                divided.append(Run(start, end, run.base if run.base in bases else ""))
        return divided

    def shoot_at(self, base: str) -> tuple[date, date] | None:
        """Return the first and last day of the blocks at a base, where blocks say so."""
        blocks = [block for block in self._blocks if self.base_of(block) == base]
        if not blocks:
            return None
        return min(block.starts_on for block in blocks), max(block.ends_on for block in blocks)

    def base_of(self, block: BlockContent) -> str:
        """Return the base of a block, by its own word or its name; empty for a move or where it can't be told."""
        if block.base:
            return self._own_name(block.base)
        if _MOVE.search(block.name):
            return ""
        named = [base.name for base in self._bases if self._names(block.name, base)]
        if len(named) == 1:
            return named[0]
        return self._bases[0].name if len(self._bases) == 1 else ""

    def _names(self, text: str, base: BaseContent) -> bool:
        words = f" {fold(text)} "
        if any(f" {fold(name)} " in words for name in (base.name, *base.municipalities)):
            return True
        short = (word for word in words.split() if len(word) == _SHORTEST_WORD)
        return any((place := self._place(word)) is not None and self._shares_area(place, base.name) for word in short)

    @cached_property
    def _calendar(self) -> list[Run]:
        """All days, divided: before the first block as at its base, after the last as at its, moves without base."""
        if not self._blocks:
            return [Run(date.min, date.max, "")]
        days: dict[date, str] = {}
        for block in sorted(self._blocks, key=lambda block: block.starts_on):
            base, day = self.base_of(block), block.starts_on
            while day <= block.ends_on:
                days.setdefault(day, base)
                day += ONE_DAY
        first, last = min(days), max(days)
        days |= dict.fromkeys((day for day in self._travel if first <= day <= last), "")
        based = [base for _, base in sorted(days.items()) if base]
        before, after = (based[0], based[-1]) if based else ("", "")
        runs = [Run(date.min, first - ONE_DAY, before)]
        day = first
        while day <= last:
            base = days.get(day, "")
            if runs[-1].base == base:
                runs[-1] = Run(runs[-1].starts_on, day, base)
            else:
                runs.append(Run(day, day, base))
            day += ONE_DAY
        if runs[-1].base == after:
            return [*runs[:-1], Run(runs[-1].starts_on, date.max, after)]
        return [*runs, Run(last + ONE_DAY, date.max, after)]
