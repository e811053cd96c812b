"""Who may be asked for a position now, and who may not and why."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from sqlmodel import Session

from app.errors import ConflictError
from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.models.need import Need, NeedStatus, Position
from app.queries.askable import (
    count_places_in_play,
    list_asked,
    list_opted_out,
    list_planned,
    list_role_holders,
    list_shortlisted,
    list_touched,
)
from app.queries.booking import list_overlapping_bookings
from app.queries.hold import list_overlapping_holds
from app.queries.offer import count_sent_since, list_overlapping_offers
from app.queries.shortlist import list_members
from app.services.offered_days import Stretch, days_to_ask, today_of
from app.services.person_days import WEEK, get_next_days
from app.services.taxonomy import get_taxonomy
from app.services.travel import list_clashes
from config import get_settings
from matching.person_days import DayState

ACCEPTED = frozenset({NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT})
"""People may be asked once staff have accepted a need."""

A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Askable:
    """A person, and why they can't be asked for the position now; no reason: they can."""

    member: CrewMember
    reason: ConflictError | None


def list_askable(
    session: Session, *, position: Position, crew_member_ids: Sequence[int], now: datetime
) -> list[Askable]:
    """Return these people in the order given, each with the first reason that speaks against asking them now."""
    members = {member.id: member for member in list_members(session, crew_member_ids)}
    try:
        check = _Check(session, position, list(members.values()), now)
        check.require_open()
        days = days_to_ask(session, position, today=check.today)
    except ConflictError as error:
        return [Askable(members[each], error) for each in crew_member_ids if each in members]
    return [Askable(members[each], check.reason(members[each], days)) for each in crew_member_ids if each in members]


def reason_against(
    session: Session, *, position: Position, member: CrewMember, days: Sequence[Stretch], now: datetime, turn: bool
) -> ConflictError | None:
    """Return what speaks against sending a person these days; `turn`: they wait for it in a round already."""
    return _Check(session, position, [member], now, turn=turn).reason(member, days)


class _Check:
    """All that is read once for the people of one position."""

    def __init__(
        self,
        session: Session,
        position: Position,
        members: Collection[CrewMember],
        now: datetime,
        *,
        turn: bool = False,
    ) -> None:
        self._session, self._position, self._now, self._turn = session, position, now, turn
        self._ids = [member.id or 0 for member in members]
        self._touched: tuple[tuple[tuple[date, date], ...], set[int]] | None = None
        self._need = session.get_one(Need, position.need_id)
        self.today = today_of(session, self._need.production_id, now)

    def require_open(self) -> None:
        """Raise ConflictError where nobody may be asked for the position."""
        if self._need.status not in ACCEPTED:
            raise ConflictError(mark("Staff have to accept this need before people are asked."))
        if not self._position.role_id:
            raise ConflictError(mark("Choose a role for this line first."))
        if self.free_places <= 0:
            raise ConflictError(
                mark("This line holds as many people as it may (%(most)s). Confirm or release some of them first."),
                most=self._most,
            )

    @property
    def _most(self) -> int:
        return get_settings().holds_a_place * (self._position.quantity + self._position.trainee_slots)

    @cached_property
    def free_places(self) -> int:
        """How many more people the position may hold or look for."""
        return self._most - count_places_in_play(self._session, self._position.id or 0)

    @cached_property
    def _opted_out(self) -> set[int]:
        return list_opted_out(self._session, self._ids)

    @cached_property
    def _asked(self) -> set[int]:
        return set() if self._turn else list_asked(self._session, self._position.id or 0)

    @cached_property
    def _sent(self) -> dict[int, int]:
        return count_sent_since(self._session, self._ids, self._now - A_WEEK)

    @cached_property
    def _able(self) -> set[int]:
        role, taxonomy = self._position.role_id or "", get_taxonomy()
        near = [link.role_id for link in taxonomy.candidates_for(role)] if role in taxonomy else []
        holders = list_role_holders(self._session, self._ids, {role, *near})
        position_id = self._position.id or 0
        return holders | list_shortlisted(self._session, position_id) | list_planned(self._session, position_id)

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
        if gone or member.id in self._opted_out:
            return ConflictError(mark("%(name)s is not active, or does not want to be put forward."), name=member.name)
        if member.id not in self._able:
            return ConflictError(mark("%(name)s does not hold this role, nor one close to it."), name=member.name)
        return None

    def _limits(self, member: CrewMember, _days: Sequence[Stretch]) -> ConflictError | None:
        if member.id in self._asked:
            return ConflictError(mark("%(name)s is asked for this line already."), name=member.name)
        most = member.most_offers_a_week
        most = get_settings().most_offers_a_week if most is None else most
        if self._sent.get(member.id or 0, 0) >= most:
            return ConflictError(
                mark(
                    "%(name)s was asked %(most)s times within a week, which is the most. Ask later, or somebody else."
                ),
                name=member.name,
                most=most,
            )
        return None

    def _is_touched(self, member: CrewMember, days: Sequence[Stretch]) -> bool:
        """Tell whether anything lies on the days: most have nothing there, and one look for all of them is enough."""
        spans = tuple(each.days for each in days)
        if self._touched is None or self._touched[0] != spans:
            self._touched = spans, list_touched(self._session, self._ids, spans)
        return member.id in self._touched[1]

    def _same_production(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        if not self._is_touched(member, days):
            return None
        spans, production = [each.days for each in days], self._need.production_id
        offers = list_overlapping_offers(self._session, member.id or 0, spans, production_id=production)
        if any(offer.position_id != self._position.id for offer in offers):
            return ConflictError(
                mark("%(name)s is asked for another line of this production on these days."), name=member.name
            )
        if list_overlapping_holds(self._session, member.id or 0, spans, production_id=production):
            return ConflictError(mark("%(name)s is held by this production on these days already."), name=member.name)
        return None

    def _busy(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        if not self._is_touched(member, days):
            return None
        if list_overlapping_bookings(self._session, member.id or 0, [each.days for each in days]):
            return ConflictError(mark("%(name)s is booked on some of these days."), name=member.name)
        if self._unavailable(member, {day for each in days for day in _each_day(each)}):
            return ConflictError(mark("%(name)s can't work on some of these days."), name=member.name)
        return None

    def _unavailable(self, member: CrewMember, needed: set[date]) -> bool:
        weeks = (max(needed) - self.today).days // WEEK + 2
        known = get_next_days(self._session, member, today=self.today, weeks=weeks)
        return any(day.on in needed and day.state is DayState.UNAVAILABLE for week in known.weeks for day in week)

    def _travel(self, member: CrewMember, days: Sequence[Stretch]) -> ConflictError | None:
        if not get_settings().travel_is_a_rule:
            return None
        production = self._need.production_id
        clashes = list_clashes(
            self._session, crew_member_id=member.id or 0, days=days, production_id=production, booked_only=True
        )
        if not clashes:
            return None
        return ConflictError(
            mark("%(name)s would have no day to travel between these days and other work."), name=member.name
        )


def _each_day(stretch: Stretch) -> list[date]:
    count = (stretch.ends_on - stretch.starts_on).days + 1
    return [stretch.starts_on + timedelta(days=number) for number in range(count)]
