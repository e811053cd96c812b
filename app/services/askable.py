"""Who may be asked for a position now, and who may not and why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.models.need import NeedStatus, Position
from app.queries.shortlist import list_members
from app.queries.travel import Neighbour
from app.services.askable_facts import AskableFacts
from app.services.offered_days import Stretch
from app.services.taxonomy import get_taxonomy
from app.services.travel import find_clashes
from config import get_settings

ACCEPTED = frozenset({NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT})
"""People may be asked once staff have accepted a need."""


@dataclass(frozen=True)
class Askable:
    """A person, and why they can't be asked for the position now; no reason: they can."""

    member: CrewMember
    reason: ConflictError | None


def list_askable(
    session: Session, *, position: Position, crew_member_ids: Sequence[int], now: datetime
) -> list[Askable]:
    """Return these people in the order given, each with the first reason that speaks against asking them now."""
    return AskableCheck(session, [(position, crew_member_ids)], now).people_of(position, crew_member_ids)


class AskableCheck:
    """Who may be asked for many positions at once, by one set of reads however many positions and people there are.

    Rounds that are opened meanwhile are noted, so that what they change counts for the next ones.
    """

    def __init__(self, session: Session, wanted: Sequence[tuple[Position, Sequence[int]]], now: datetime) -> None:
        people = {person for _, ids in wanted for person in ids}
        self._members = {member.id or 0: member for member in list_members(session, sorted(people))}
        self.facts = AskableFacts(session, [position for position, _ in wanted], self._members, now)

    def people_of(self, position: Position, crew_member_ids: Sequence[int]) -> list[Askable]:
        """Return these people in the order given, each with the first reason that speaks against asking them now."""
        members = [self._members[each] for each in crew_member_ids if each in self._members]
        check = _Check(self.facts, position)
        try:
            check.require_open()
            days = self.facts.days_of(position)
        except ConflictError as error:
            return [Askable(member, error) for member in members]
        return [Askable(member, check.reason(member, days)) for member in members]

    def note_asked(self, position: Position, crew_member_ids: Sequence[int], *, places: int) -> None:
        """Reckon with a round of a position that has just been sent to all of these people."""
        self.facts.note_asked(position, crew_member_ids, self.facts.days_of(position), places)


def reason_against(
    session: Session, *, position: Position, member: CrewMember, days: Sequence[Stretch], now: datetime, turn: bool
) -> ConflictError | None:
    """Return what speaks against sending a person these days; `turn`: they wait for it in a round already."""
    facts = AskableFacts(session, [position], [member.id or 0], now, days={position.id or 0: days})
    return _Check(facts, position, turn=turn).reason(member, days)


class _Check:
    """The rules for asking people for one position."""

    def __init__(self, facts: AskableFacts, position: Position, *, turn: bool = False) -> None:
        self._facts, self._position, self._turn = facts, position, turn
        self._need = facts.need_of(position)
        role, taxonomy = position.role_id or "", get_taxonomy()
        near = (link.role_id for link in taxonomy.candidates_for(role)) if role in taxonomy else ()
        self._roles = {role, *near}

    def require_open(self) -> None:
        """Raise ConflictError where nobody may be asked for the position."""
        if self._need.status not in ACCEPTED:
            raise ConflictError(mark("Staff have to accept this need before people are asked."))
        if not self._position.role_id:
            raise ConflictError(mark("Choose a role for this line first."))
        most = get_settings().holds_a_place * (self._position.quantity + self._position.trainee_slots)
        if self._facts.places_in_play[self._position.id or 0] >= most:
            raise ConflictError(
                mark("This line holds as many people as it may (%(most)s). Confirm or release some of them first."),
                most=most,
            )

    def reason(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        """Return the first reason that speaks against asking the person for these days."""
        checks: tuple[Callable[[CrewMember, Sequence[Stretch]], ConflictError | None], ...] = (
            self._profile,
            self._limits,
            self._same_production,
            self._busy,
            self._travel,
        )
        return next((reason for check in checks if (reason := check(member, days)) is not None), None)

    def _profile(self, member: CrewMember, _days: Sequence[Stretch]) -> ConflictError | None:
        gone = member.status is not CrewStatus.ACTIVE or member.duplicate_of_id is not None
        if gone or member.id in self._facts.opted_out:
            return ConflictError(mark("%(name)s is not active, or does not want to be put forward."), name=member.name)
        if not self._is_able(member.id or 0):
            return ConflictError(mark("%(name)s does not hold this role, nor one close to it."), name=member.name)
        return None

    def _is_able(self, person: int) -> bool:
        holds = not self._roles.isdisjoint(self._facts.roles.get(person, ()))
        return holds or (self._position.id or 0, person) in self._facts.put_forward

    def _limits(self, member: CrewMember, _days: Sequence[Stretch]) -> ConflictError | None:
        if not self._turn and (self._position.id, member.id) in self._facts.asked:
            return ConflictError(mark("%(name)s is asked for this line already."), name=member.name)
        most = member.most_offers_a_week
        most = get_settings().most_offers_a_week if most is None else most
        if self._facts.sent[member.id or 0] >= most:
            return ConflictError(
                mark(
                    "%(name)s was asked %(most)s times within a week, which is the most. Ask later, or somebody else."
                ),
                name=member.name,
                most=most,
            )
        return None

    def _same_production(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        person, production = member.id or 0, self._need.production_id
        offers = [each for each in self._facts.offers(person, days) if each.production_id == production]
        if any(offer.position_id != self._position.id for offer in offers):
            return ConflictError(
                mark("%(name)s is asked for another line of this production on these days."), name=member.name
            )
        if any(each.production_id == production for each in self._facts.holds(person, days)):
            return ConflictError(mark("%(name)s is held by this production on these days already."), name=member.name)
        return None

    def _busy(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        if self._facts.bookings(member.id or 0, days):
            return ConflictError(mark("%(name)s is booked on some of these days."), name=member.name)
        if self._facts.is_unavailable(member, days, self._facts.today_of(self._position)):
            return ConflictError(mark("%(name)s can't work on some of these days."), name=member.name)
        return None

    def _travel(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        needed = get_settings().travel_days
        if not needed or not get_settings().travel_is_a_rule:
            return None
        others = [
            Neighbour(each.place, each.starts_on, each.ends_on, booked=True)
            for each in self._facts.booked_days(member.id or 0)
            if each.place and each.production_id != self._need.production_id
        ]
        if not find_clashes(days, others, needed):
            return None
        return ConflictError(
            mark("%(name)s would have no day to travel between these days and other work."), name=member.name
        )
