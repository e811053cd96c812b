"""Alternatives of a slot in words: who else, where else, and what it costs the rest of the plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session

from app.messages import mark, translate, translations
from app.models.crew import CrewMember
from app.models.plan import Plan, PlanLine, PlanSlot
from app.queries.plan import list_plan_lines, list_plan_productions, map_people
from app.services.plan.prices import Alternative, Mover, alternatives
from app.services.role_choices import role_name

MOST_TOLD = 4
"""Moves of other people that are told with an alternative; the rest is counted."""


@dataclass(frozen=True)
class Priced:
    """A person on a line instead. `price` says what it costs; `free` where nothing is lost; `also` who else moves."""

    member: CrewMember
    line_key: str
    title: str
    production: str
    score: int
    price: str
    free: bool
    also: tuple[str, ...]
    exact: bool


@dataclass(frozen=True)
class Choices:
    """`people`: who else could stand on the slot; `lines`: where else its person could stand."""

    people: tuple[Priced, ...]
    lines: tuple[Priced, ...]


def price_choices(session: Session, plan: Plan, slot: PlanSlot, locale: str) -> Choices:
    """Return the alternatives of a slot, each with its price in words."""
    found = alternatives(session, plan, slot)
    telling = _Telling(session, plan, (*found.people, *found.lines), locale)
    return Choices(
        tuple(telling.tell(each) for each in found.people if each.crew_member_id in telling.people),
        tuple(telling.tell(each) for each in found.lines if each.crew_member_id in telling.people),
    )


class _Telling:
    """Names of people and lines, read once."""

    def __init__(self, session: Session, plan: Plan, found: Iterable[Alternative], locale: str) -> None:
        self._locale = locale
        self._lines = {each.key: each for each in list_plan_lines(session, plan.id or 0)}
        self._titles = {each.id: each.title for each in list_plan_productions(session, plan.id or 0)}
        ids = {who for each in found for who in (each.crew_member_id, *(move.crew_member_id for move in each.moved))}
        self.people = map_people(session, ids)
        self._score = next((int(each["value"]) for each in plan.tiers if each["name"] == "score"), 0)

    def tell(self, found: Alternative) -> Priced:
        """Return an alternative in words."""
        line = self._lines[found.line_key]
        others = [each for each in found.moved if each.crew_member_id != found.crew_member_id]
        also = tuple(filter(None, (self._move(each) for each in others[:MOST_TOLD])))
        if len(others) > MOST_TOLD:
            also = (*also, self._say(mark("and %(count)s more people move"), count=len(others) - MOST_TOLD))
        return Priced(
            member=self.people[found.crew_member_id],
            line_key=found.line_key,
            title=self._role(line),
            production=self._titles[line.plan_production_id],
            score=found.score,
            price=self._price(found),
            free=not found.slots_lost and found.worth_lost <= 0 and found.score_lost <= 0,
            also=also,
            exact=found.exact,
        )

    def _say(self, message: str, **values: object) -> str:
        return translate(self._locale, message, **values)

    def _price(self, found: Alternative) -> str:
        if found.slots_lost:
            return "; ".join(self._short(key, slots) for key, slots in found.slots_lost)
        if found.worth_lost > 0:
            return self._say(mark("A more important slot stays open for a less important one"))
        if found.score_lost <= 0:
            return self._say(mark("Nothing is lost"))
        if not self._score:
            return self._say(mark("No slot is lost; the matches are weaker"))
        percent = f"{100 * found.score_lost / self._score:.1f}"
        if percent == "0.0":
            return self._say(mark("No slot is lost; the total match falls by less than 0.1 %%"), percent=percent)
        return self._say(mark("No slot is lost; the total match falls by %(percent)s %%"), percent=percent)

    def _short(self, key: str, slots: int) -> str:
        line = self._lines[key]
        text = translations(self._locale).ngettext(
            "Leaves “%(title)s” one %(role)s short", "Leaves “%(title)s” short of %(num)s × %(role)s", slots
        )
        return text % {"title": self._titles[line.plan_production_id], "role": self._role(line), "num": slots}

    def _move(self, move: Mover) -> str:
        person = self.people.get(move.crew_member_id)
        if person is None:
            return ""
        to = self._lines.get(move.line_to or "")
        if to is None:
            return self._say(mark("%(name)s is placed nowhere"), name=person.name)
        place = f"{self._role(to)}, {self._titles[to.plan_production_id]}"
        return self._say(mark("%(name)s goes to %(line)s"), name=person.name, line=place)

    def _role(self, line: PlanLine) -> str:
        return role_name(line.role_id, self._locale) or line.title
