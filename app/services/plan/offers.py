"""A plan turned into offers: who would be asked what, who is left out and why, and the one step that asks them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError, LlamadoError
from app.messages import mark
from app.models.need import Position
from app.models.offer import OfferRound, RoundMode
from app.models.plan import Plan, PlanLine, PlanPlacement, PlanProduction, PlanSlot, PlanSpan, PlanStatus
from app.queries.need import get_need
from app.queries.offer import find_round_by_form
from app.queries.plan import get_plan, list_plan_lines, list_plan_productions, list_plan_slots, list_plan_spans
from app.services.askable import AskableCheck
from app.services.audit import Actor
from app.services.locks import lock_people
from app.services.offer_round import open_round
from app.services.plan.draft import note
from app.services.plan.engaged import Days, days_from
from app.services.plan.picks import pick_planned

WHAT_IF = mark("This production stands in no need: hand one in, then ask people.")
MOVED = mark("The plan moves this production: change its dates in the need first, then plan again.")
LINE_CHANGED = mark("The days of this line have changed since the plan was made: plan again.")
LINE_GONE = mark("This line is no longer in its need.")
BOOKED = mark("%(name)s is booked for it already.")
HELD = mark("%(name)s holds it already.")
NOT_DONE = mark("This plan is not worked out yet: nobody can be asked by it.")
NOBODY = mark("Choose at least one line with somebody to ask.")
TRAINEE_ROUND = ":t"
LONGEST_KEY = 62


@dataclass(frozen=True)
class OfferPerson:
    """A person whom the plan puts on a line; `reason` says why they would not be asked, None where they would."""

    crew_member_id: int
    reason: LlamadoError | None


@dataclass(frozen=True)
class OfferLine:
    """A line of the plan with its people; `reason` says why nobody of it can be asked, None where they can."""

    line: PlanLine
    production: PlanProduction
    people: tuple[OfferPerson, ...]
    reason: LlamadoError | None

    @property
    def asked(self) -> tuple[int, ...]:
        """Return who would be asked."""
        return () if self.reason else tuple(each.crew_member_id for each in self.people if each.reason is None)


@dataclass(frozen=True)
class OfferPreview:
    """What turning a plan into offers would do; lines with nobody on them are left out."""

    lines: tuple[OfferLine, ...]

    @property
    def asked(self) -> int:
        """Return how many offers there would be."""
        return sum(len(each.asked) for each in self.lines)

    @property
    def left_out(self) -> int:
        """Return how many people of the plan would not be asked."""
        return sum(len(each.people) for each in self.lines) - self.asked


def preview_offers(session: Session, plan: Plan, *, now: datetime) -> OfferPreview:
    """Return line by line who would be asked now, and why others would not; nothing is written.

    Only lines of needs are asked for, on the days that the need has; a moved production is changed in its need first.
    """
    lines = _read(session, plan)
    ground = _Ground(session, lines, now)
    return OfferPreview(tuple(_offer_line(ground, each) for each in lines))


@dataclass(frozen=True)
class _Planned:
    """A line of a plan with its production, its days, and the slots on which somebody stands."""

    line: PlanLine
    production: PlanProduction
    spans: Sequence[PlanSpan]
    slots: Sequence[PlanSlot]


def _read(session: Session, plan: Plan) -> list[_Planned]:
    """Return the lines of a plan that have anybody on them."""
    if plan.status is not PlanStatus.DONE:
        raise ConflictError(NOT_DONE)
    spans = list_plan_spans(session, plan.id or 0)
    productions = {each.id or 0: each for each in list_plan_productions(session, plan.id or 0)}
    slots: dict[int, list[PlanSlot]] = {}
    for slot in list_plan_slots(session, plan.id or 0):
        if slot.crew_member_id is not None:
            slots.setdefault(slot.plan_line_id, []).append(slot)
    return [
        _Planned(line, productions[line.plan_production_id], spans.get(line.id or 0, []), slots[line.id or 0])
        for line in list_plan_lines(session, plan.id or 0)
        if line.id in slots
    ]


class _Ground:
    """What is read once for all lines of a plan: their positions, and whom they may ask."""

    def __init__(self, session: Session, lines: Sequence[_Planned], now: datetime) -> None:
        wanted = {each.line.position_id for each in lines if each.line.position_id}
        found = session.exec(select(Position).where(col(Position.id).in_(wanted)))
        self._positions = {each.id or 0: each for each in found}
        people: dict[int, list[int]] = {each: [] for each in self._positions}
        for each in lines:
            people.get(each.line.position_id or 0, []).extend(slot.crew_member_id or 0 for slot in each.slots)
        self.check = AskableCheck(session, [(self._positions[key], ids) for key, ids in people.items()], now)

    def position_of(self, line: PlanLine) -> Position | None:
        """Return the position that a line stands for; None where it is no longer in its need, or never was."""
        return self._positions.get(line.position_id or 0)

    def reason_of(self, planned: _Planned) -> ConflictError | None:
        """Return why nobody of a line can be asked."""
        if planned.production.need_id is None:
            return ConflictError(WHAT_IF)
        if planned.production.shift_days:
            return ConflictError(MOVED)
        position = self.position_of(planned.line)
        if position is None:
            return ConflictError(LINE_GONE)
        today = self.check.facts.today_of(position)
        if _days(planned.spans, today) != self.check.facts.present_days(position):
            return ConflictError(LINE_CHANGED)
        return None


def _offer_line(ground: _Ground, planned: _Planned) -> OfferLine:
    line, production, slots = planned.line, planned.production, planned.slots
    position, reason = ground.position_of(line), ground.reason_of(planned)
    if position is None or reason is not None:
        people = tuple(OfferPerson(slot.crew_member_id or 0, None) for slot in slots)
        return OfferLine(line, production, people, reason)
    engaged = {slot.crew_member_id: slot.placement for slot in slots}
    people = tuple(
        OfferPerson(each.member.id or 0, _engaged(engaged.get(each.member.id), each.member.name) or each.reason)
        for each in ground.check.people_of(position, [slot.crew_member_id or 0 for slot in slots])
    )
    return OfferLine(line, production, people, None)


_ENGAGED = {PlanPlacement.BOOKED: BOOKED, PlanPlacement.HELD: HELD}


def _engaged(placement: PlanPlacement | None, name: str) -> ConflictError | None:
    return ConflictError(_ENGAGED[placement], name=name) if placement in _ENGAGED else None


def _days(spans: Sequence[PlanSpan], today: date) -> frozenset[date]:
    return days_from((Days(each.starts_on, each.ends_on, each.place) for each in spans), today)


def turn_into_offers(  # noqa: PLR0913 - what is asked, of whom and how, is these
    session: Session,
    actor: Actor,
    plan: Plan,
    *,
    line_keys: Collection[str],
    answer_hours: int,
    tells_title: bool,
    note: str,
    form_key: str,
    leave_out: Collection[tuple[str, int]] = (),
) -> list[OfferRound]:
    """Ask, in one step, everybody whom the plan puts on these lines: one round a line, all of it together.

    `leave_out` are people (line key, crew member) whom staff took off the list. Whoever can't be asked must be left
    out, or nobody is asked: ConflictError says who and why. The people stand on their crew lists as picked. A form
    that is sent twice asks once.
    """
    plan = get_plan(session, plan.id or 0, lock=True)
    found = _rounds_of(session, plan, line_keys, form_key)
    if found:
        return found
    _lock(session, plan, line_keys)
    lines = [each for each in _read(session, plan) if each.line.key in line_keys]
    ground = _Ground(session, lines, actor.at)  # after the locks: what it reads stays true until the commit
    asks = [_ask_of(ground, each, leave_out) for each in lines]
    rounds = {
        each.key: open_round(
            session,
            actor,
            position=session.get_one(Position, each.position_id),
            crew_member_ids=each.people,
            mode=RoundMode.TOGETHER,
            places=len(each.people),
            answer_hours=answer_hours,
            tells_title=tells_title,
            note=note,
            form_key=_key_of(form_key, trainee=each.trainee),
            check=ground.check,
        )
        for each in asks
        if each is not None
    }
    if not rounds:
        raise InvalidInputError(NOBODY)
    _keep(session, actor, plan, rounds, {each.key: each.people for each in asks if each is not None})
    return list(rounds.values())


@dataclass(frozen=True)
class _Ask:
    """Whom to ask of a line, as plain values: rows are read anew with every person that is locked."""

    key: str
    position_id: int
    trainee: bool
    people: list[int]


def _ask_of(ground: _Ground, planned: _Planned, leave_out: Collection[tuple[str, int]]) -> _Ask | None:
    """Return whom to ask of a line: neither who is booked or held for it already, nor who was taken off the list.

    None where nobody is left; ConflictError where nobody of the line can be asked.
    """
    line = planned.line
    engaged = (slot.crew_member_id or 0 for slot in planned.slots if slot.placement not in _ENGAGED)
    people = [person for person in engaged if (line.key, person) not in leave_out]
    if not people:
        return None
    position, against = ground.position_of(line), ground.reason_of(planned)
    if position is None or against is not None:
        raise against or ConflictError(LINE_GONE)
    return _Ask(line.key, position.id or 0, line.trainee, people)


def _key_of(form_key: str, *, trainee: bool) -> str:
    if not 1 <= len(form_key) <= LONGEST_KEY:
        raise InvalidInputError(mark("The form is not whole any more. Reload the page and send it again."))
    return form_key + TRAINEE_ROUND if trainee else form_key


def _rounds_of(session: Session, plan: Plan, line_keys: Collection[str], form_key: str) -> list[OfferRound]:
    """Return the rounds that this very form has opened before."""
    lines = [each for each in list_plan_lines(session, plan.id or 0) if each.key in line_keys and each.position_id]
    rounds = (
        find_round_by_form(session, each.position_id or 0, _key_of(form_key, trainee=each.trainee)) for each in lines
    )
    return [each for each in rounds if each is not None]


def _lock(session: Session, plan: Plan, line_keys: Collection[str]) -> None:
    """Lock needs, then people, each in order: as every other writer does, so that none waits for another in a ring."""
    needs = sorted({each.need_id for each in list_plan_productions(session, plan.id or 0) if each.need_id})
    for need_id in needs:
        get_need(session, need_id, lock=True)
    lines = {each.id for each in list_plan_lines(session, plan.id or 0) if each.key in line_keys}
    slots = list_plan_slots(session, plan.id or 0)
    lock_people(session, [each.crew_member_id for each in slots if each.crew_member_id and each.plan_line_id in lines])


def _keep(
    session: Session, actor: Actor, plan: Plan, rounds: Mapping[str, OfferRound], asked: Mapping[str, Sequence[int]]
) -> None:
    """Write the rounds on the plan's slots, and pick the people on their needs' crew lists."""
    lines = {each.id or 0: each for each in list_plan_lines(session, plan.id or 0)}
    for slot in list_plan_slots(session, plan.id or 0):
        key = lines[slot.plan_line_id].key
        if slot.crew_member_id in asked.get(key, ()):
            slot.offer_round_id = rounds[key].id
            session.add(slot)
    pick_planned(
        session,
        actor,
        [
            (each.position_id, person)
            for each in lines.values()
            if each.position_id and not each.trainee
            for person in asked.get(each.key, ())
        ],
    )
    plan = get_plan(session, plan.id or 0)
    plan.offered_at = actor.at
    session.add(plan)
    session.flush()
    note_offers(session, actor, plan, rounds, asked)


def note_offers(
    session: Session, actor: Actor, plan: Plan, rounds: Mapping[str, OfferRound], asked: Mapping[str, Sequence[int]]
) -> None:
    """Write down that a plan was turned into offers."""
    note(session, actor, plan, "offered", rounds=len(rounds), people=sum(map(len, asked.values())))
