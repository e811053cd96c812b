"""A fictional past of needs: those of productions whose office has opened, how fast and how well they were answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.models.ask import ConfirmationAsk
from app.models.availability import Booking
from app.models.need import Need, NeedDoor, NeedStatus, Position
from app.models.production import Production, ProductionStatus
from app.models.shortlist import Proposal, ProposalStatus, Shortlist, UnfilledReason
from app.models.trust import Release
from app.queries.demo import list_demo_ids, list_demo_productions, list_demo_work
from app.queries.need import list_positions
from app.queries.production import list_bases
from app.services.audit import Actor
from app.services.crewlist.stamp import SIGNS
from app.services.demo.productions import SIZE
from app.services.need import accept_need, hand_in_need
from app.services.need_content import BaseContent, LineContent, NeedContent, ProductionContent
from app.services.taxonomy import get_taxonomy
from app.services.weights import ensure_weights
from config import get_settings
from matching.role_entries import ShootSize
from matching.working_hours import add_working_hours

SHORT_LINES = 0.16
"""Lines that asked for one head more than was found."""
HOURS = {ShootSize.SMALL: (1, 9), ShootSize.MEDIUM: (10, 70), ShootSize.LARGE: (20, 90)}
"""Hours of working days until the first crew list went out."""
REASONS = {
    UnfilledReason.NOBODY_HOLDS_ROLE: 5,
    UnfilledReason.ALL_BOOKED: 4,
    UnfilledReason.UNCONFIRMED: 3,
    UnfilledReason.REQUIREMENT: 1,
}
OVER = (ProductionStatus.WRAP, ProductionStatus.CLOSED)
ASKED_EVERY, ANSWERED = 17, 0.64
"""One person of so many was asked for their days in the past weeks; the share who answered."""
_OF_CONTENT = set(ProductionContent.model_fields) - {"bases", "blocks", "travel_days"}


@dataclass(frozen=True)
class _Answered:
    """A past need with the moments that its rows are written under."""

    need: Need
    at: datetime
    released_at: datetime
    weight_set_id: int
    random: Random


def remember_needs(session: Session, *, seed: int, today: date) -> int:
    """Hand in a need for each fictional production whose office has opened, as its bookings tell; return how many.

    Each booking becomes one of a line; a few lines asked for one head more. A function of the seed and the rows.
    """
    work = list_demo_work(session)
    productions = [each for each in list_demo_productions(session, opened_by=today) if work.get(each.id or 0)]
    for production in productions:
        random = Random(f"{seed}/need/{production.code}")
        _remember(session, production, work[production.id or 0], random)
    _remember_asks(session, Random(f"{seed}/asks"), today)
    session.flush()
    return len(productions)


def _remember(
    session: Session, production: Production, work: Mapping[str, Sequence[tuple[Booking, date, date]]], random: Random
) -> None:
    assert production.office_opens_on  # noqa: S101 - its productions have one
    received_on = production.office_opens_on - timedelta(days=random.randint(8, 25))
    at = datetime.combine(received_on, time(15, random.randrange(60)), tzinfo=UTC)
    actor = Actor.command("demo", at)
    content = _content(session, production, work, random, received_on)
    need = hand_in_need(session, actor, content=content, door=NeedDoor.FORM, production=production)
    accept_need(session, Actor.command("demo", at + timedelta(minutes=40)), need)
    need.status = NeedStatus.CLOSED if production.status in OVER else NeedStatus.SENT
    hours = random.uniform(*HOURS[SIZE.get(production.kind, ShootSize.SMALL)])
    released_at = add_working_hours(at, hours, ZoneInfo(get_settings().commission_zone))
    answered = _Answered(need, at, released_at, ensure_weights(session, actor).id or 0, random)
    people = 0
    for position in list_positions(session, need.id or 0):
        booked = [booking for booking, _, _ in work[position.role_id or ""]]
        people += len(booked)
        _fill(session, answered, position, booked)
    session.add(
        Release(
            code=_code(need.id or 0),
            need_id=need.id,
            need_version=1,
            format="pdf",
            locale="es_MX",
            people=people,
            contacts=0,
            made_at=released_at,
        )
    )


def _code(number: int) -> str:
    """Return a code of the demo's own: PAST and the number in the signs of codes."""
    signs = "".join(SIGNS[number // len(SIGNS) ** place % len(SIGNS)] for place in (3, 2, 1, 0))
    return f"PAST-{signs}"


def _content(
    session: Session,
    production: Production,
    work: Mapping[str, Sequence[tuple[Booking, date, date]]],
    random: Random,
    received_on: date,
) -> NeedContent:
    facts = {name: getattr(production, name) for name in _OF_CONTENT}
    bases = [BaseContent(name=base.name) for base in list_bases(session, production.id or 0)]
    taxonomy = get_taxonomy()
    lines = [
        LineContent(
            code=f"P-{number:03d}",
            department=taxonomy.role(role).department_id,
            asked_as=taxonomy.role(role).name_es,
            role=role,
            quantity=len(work[role]) + (random.random() < SHORT_LINES),
            starts_on=min(first for _, first, _ in work[role]),
            ends_on=max(last for _, _, last in work[role]),
            bases=[bases[0].name] if bases else [],
        )
        for number, role in enumerate(sorted(work, key=taxonomy.order_key), 1)
    ]
    return NeedContent(production=ProductionContent(**facts, bases=bases), received_on=received_on, lines=lines)


def _fill(session: Session, answered: _Answered, position: Position, booked: Sequence[Booking]) -> None:
    """Put those who were booked on the line's slots; a slot more stays open for a reason."""
    random, position_id = answered.random, position.id or 0
    shortlist = Shortlist(
        position_id=position_id, need_version=1, weight_set_id=answered.weight_set_id, roster_version=0, seed=0,
        today_on=answered.at.date(), eligible=len(booked) + random.choice((0, 1, 2, 3, 4, 6, 9, 14)),
        made_at=answered.released_at,
    )  # fmt: skip
    session.add(shortlist)
    session.flush()
    for slot in range(position.quantity):
        found = booked[slot] if slot < len(booked) else None
        reason = None if found else random.choices(list(REASONS), list(REASONS.values()))[0]
        if found is not None:
            found.position_id = position_id
            session.add(found)
        session.add(
            Proposal(
                position_id=position_id, slot=slot + 1, shortlist_id=shortlist.id, unfilled_reason=reason,
                crew_member_id=found.crew_member_id if found else None,
                status=ProposalStatus.PICKED if found else ProposalStatus.OPEN, made_at=answered.released_at,
            )
        )  # fmt: skip


def _remember_asks(session: Session, random: Random, today: date) -> None:
    """Note that some people were asked for their days in the past weeks, and that most of them answered."""
    for crew_member_id in list_demo_ids(session)[::ASKED_EVERY]:
        asked_at = datetime.combine(today - timedelta(days=random.randint(8, 27)), time(16), tzinfo=UTC)
        asked_at += timedelta(minutes=random.randrange(400))
        answered_at = asked_at + timedelta(hours=random.expovariate(1 / 9)) if random.random() < ANSWERED else None
        ask = ConfirmationAsk(crew_member_id=crew_member_id, because="stale", asked_at=asked_at)
        ask.answered_at = answered_at
        session.add(ask)
