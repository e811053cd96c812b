"""The people of a plan: each one's year across the productions, those who work twice first."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from app.models.crew import CrewMember
from app.models.plan import PlanSlot
from app.services.place_choices import place_name
from app.services.places import get_gazetteer
from app.services.plan_pages.axis import Axis, Zoom, make_axis
from app.services.plan_pages.board import Filters, Piece, pieces_of
from app.services.plan_pages.kept import KeptPlan, state_of
from app.services.role_choices import department_of, role_name
from matching.text import fold


@dataclass(frozen=True)
class Stint:
    """One place of a person in the plan; `away` names the bases they would have to travel to."""

    slot: PlanSlot
    letter: str
    production: str
    title: str
    state: str
    starts_on: date
    ends_on: date
    pieces: tuple[Piece, ...]
    away: tuple[str, ...]


@dataclass(frozen=True)
class PersonYear:
    """A person with their places in order of days."""

    member: CrewMember
    base: str
    stints: tuple[Stint, ...]

    @property
    def productions(self) -> int:
        """Return on how many productions the person works."""
        return len({each.letter for each in self.stints})

    @property
    def days(self) -> int:
        """Return on how many days the person works."""
        return sum((piece.ends_on - piece.starts_on).days + 1 for each in self.stints for piece in each.pieces)

    @property
    def away(self) -> tuple[str, ...]:
        """Return the bases that the person travels to, each once."""
        return tuple(dict.fromkeys(place for each in self.stints for place in each.away))


@dataclass(frozen=True)
class Years:
    """The people of a plan, and how many there are without filters."""

    axis: Axis
    people: tuple[PersonYear, ...]
    everyone: int
    twice: int
    travelling: int


def build_years(kept: KeptPlan, locale: str, filters: Filters, zoom: Zoom | None = None) -> Years:
    """Return everyone whom the plan places: who works on most productions first, then by name."""
    axis = make_axis(((each.starts_on, each.ends_on) for spans in kept.spans.values() for each in spans), zoom)
    letters = {row.id or 0: chr(ord("A") + number % 26) for number, row in enumerate(kept.productions)}
    found: dict[int, list[Stint]] = defaultdict(list)
    for slot in kept.slots:
        if slot.crew_member_id in kept.people:
            found[slot.crew_member_id or 0].append(_stint(kept, slot, axis, letters, locale))
    years = [
        PersonYear(
            kept.people[person],
            place_name(kept.people[person].base_place),
            tuple(sorted(stints, key=lambda each: each.starts_on)),
        )
        for person, stints in found.items()
    ]
    years.sort(key=lambda year: (-year.productions, -len(year.stints), year.member.name_key, year.member.id or 0))
    return Years(
        axis=axis,
        people=tuple(each for each in years if _is_wanted(kept, each, filters)),
        everyone=len(years),
        twice=sum(each.productions > 1 for each in years),
        travelling=sum(bool(each.away) for each in years),
    )


def _stint(kept: KeptPlan, slot: PlanSlot, axis: Axis, letters: dict[int, str], locale: str) -> Stint:
    line = kept.line[slot.plan_line_id]
    member = kept.people[slot.crew_member_id or 0]
    pieces = tuple(pieces_of(kept, line, axis))
    spans = kept.spans.get(line.id or 0, [])
    places = dict.fromkeys(each.place for each in spans if each.place)
    return Stint(
        slot=slot,
        letter=letters[line.plan_production_id],
        production=kept.production[line.plan_production_id].title,
        title=role_name(line.role_id, locale) or line.title,
        state=state_of(slot),
        starts_on=line.starts_on,
        ends_on=line.ends_on,
        pieces=pieces,
        away=tuple(place_name(each) for each in places if is_away(member.base_place, each)),
    )


def is_away(home: str | None, base: str) -> bool:
    """Tell whether working at a base means travel for somebody who lives at `home`; not where either is unknown."""
    gazetteer = get_gazetteer()
    return bool(home and home in gazetteer and base in gazetteer and not gazetteer.is_local(home, base))


def _is_wanted(kept: KeptPlan, year: PersonYear, filters: Filters) -> bool:
    slots = [each.slot for each in year.stints]
    if filters.only_changed and not any(kept.is_changed(each) for each in slots):
        return False
    if filters.wanted_twice and year.member.id not in kept.wanted_twice:
        return False
    lines = [kept.line[each.plan_line_id] for each in slots]
    if filters.department and not any(filters.department == department_of(each.role_id) for each in lines):
        return False
    return not filters.person.strip() or fold(filters.person) in fold(year.member.name)
