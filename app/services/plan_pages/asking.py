"""The page that turns a plan into offers: who is asked what, who can't be, and what was asked already."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from app.messages import LOCALES, translate
from app.models.crew import CrewMember
from app.models.offer import OfferRound
from app.models.plan import Plan, PlanProduction, PlanSlot, PlanSpan
from app.models.production import Production
from app.queries.plan import list_plan_slots, list_plan_spans, map_people
from app.services.asking import Preview, open_ask_page, preview_offer
from app.services.plan.offers import OfferLine, preview_offers
from app.services.role_choices import role_name


@dataclass(frozen=True)
class PersonToAsk:
    """A person of a line; `reason` says why they can't be asked, and is empty where they can. `value` names both."""

    member: CrewMember
    value: str
    reason: str
    language: str


@dataclass(frozen=True)
class LineToAsk:
    """A line with its people; `reason` holds for all of them."""

    told: OfferLine
    title: str
    spans: Sequence[PlanSpan]
    people: tuple[PersonToAsk, ...]
    reason: str


@dataclass(frozen=True)
class ProductionToAsk:
    """A production with its lines, and how many of its people can be asked."""

    row: PlanProduction
    lines: tuple[LineToAsk, ...]
    can: int


@dataclass(frozen=True)
class AskedBoard:
    """A production whose people were asked from this plan, and by how many rounds."""

    production: Production
    rounds: int
    people: int


@dataclass(frozen=True)
class OffersPage:
    """What the page shows; `values` are all that can be ticked."""

    productions: tuple[ProductionToAsk, ...]
    asked: tuple[AskedBoard, ...]
    values: frozenset[str]
    left_out: int


def value_of(line_key: str, person: int) -> str:
    """Return what a form sends for a person on a line; a line's key holds no blank at its end."""
    return f"{person} {line_key}"


def read_values(values: Iterable[str]) -> set[tuple[str, int]]:
    """Return (line key, person) of what a form sent; what is not whole is left out."""
    parts = (each.partition(" ") for each in values)
    return {
        (key, int(person))
        for person, _blank, key in parts
        if key and person.isdecimal() and len(person) <= len("2147483647")
    }


def open_offers(session: Session, plan: Plan, locale: str, *, now: datetime) -> OffersPage:
    """Return whom the plan would ask now. ConflictError where the plan is not done."""
    found = preview_offers(session, plan, now=now)
    spans = list_plan_spans(session, plan.id or 0)
    people = map_people(session, {one.crew_member_id for line in found.lines for one in line.people})
    by_production: dict[int, list[LineToAsk]] = {}
    for told in found.lines:
        by_production.setdefault(told.production.id or 0, []).append(
            _line(told, spans.get(told.line.id or 0, []), people, locale)
        )
    rows = {told.production.id or 0: told.production for told in found.lines}
    productions = tuple(
        ProductionToAsk(
            rows[key], tuple(lines), sum(not one.reason for line in lines if not line.reason for one in line.people)
        )
        for key, lines in by_production.items()
    )
    return OffersPage(
        productions=productions,
        asked=tuple(_asked(session, list_plan_slots(session, plan.id or 0))),
        values=frozenset(
            one.value
            for each in productions
            for line in each.lines
            if not line.reason
            for one in line.people
            if not one.reason
        ),
        left_out=found.left_out,
    )


def _line(told: OfferLine, spans: Sequence[PlanSpan], people: dict[int, CrewMember], locale: str) -> LineToAsk:
    return LineToAsk(
        told=told,
        title=role_name(told.line.role_id, locale) or told.line.title,
        spans=spans,
        people=tuple(
            PersonToAsk(
                member=people[each.crew_member_id],
                value=value_of(told.line.key, each.crew_member_id),
                reason=translate(locale, each.reason.message, **each.reason.values) if each.reason else "",
                language=LOCALES.get(people[each.crew_member_id].locale, people[each.crew_member_id].locale),
            )
            for each in told.people
            if each.crew_member_id in people
        ),
        reason=translate(locale, told.reason.message, **told.reason.values) if told.reason else "",
    )


def _asked(session: Session, slots: Iterable[PlanSlot]) -> Iterable[AskedBoard]:
    counted: dict[int, int] = {}
    for slot in slots:
        if slot.offer_round_id:
            counted[slot.offer_round_id] = counted.get(slot.offer_round_id, 0) + 1
    statement = (
        select(OfferRound, Production)
        .join(Production, col(Production.id) == col(OfferRound.production_id))
        .where(col(OfferRound.id).in_(counted))
    )
    found: dict[int, list[OfferRound]] = {}
    productions: dict[int, Production] = {}
    for made, production in session.exec(statement):
        found.setdefault(production.id or 0, []).append(made)
        productions[production.id or 0] = production
    for key, rounds in sorted(found.items()):
        yield AskedBoard(productions[key], len(rounds), sum(counted[each.id or 0] for each in rounds))


def preview_text(
    session: Session,
    page: OffersPage,
    chosen: Iterable[tuple[str, int]],
    locale: str,
    *,
    tells_title: bool,
    note: str,
    answer_hours: int,
    now: datetime,
) -> tuple[str, tuple[Preview, ...]]:
    """Return what the first person of those chosen would read, in both languages, and on which line they stand."""
    wanted = set(chosen)
    for line in (line for each in page.productions for line in each.lines if not line.reason):
        first = next(
            (one for one in line.people if not one.reason and (line.told.line.key, one.member.id) in wanted), None
        )
        if first is not None and line.told.line.position_id is not None:
            asked = open_ask_page(
                session,
                line.told.line.position_id,
                contact_id=None,
                people=[first.member.id or 0],
                chosen=None,
                locale=locale,
                now=now,
            )
            told = preview_offer(session, asked, tells_title=tells_title, note=note, answer_hours=answer_hours, now=now)
            return f"{first.member.name} · {line.title}", told
    return "", ()
