"""Rounds, offers, holds, a challenge and moved dates of the example need, so that those pages show something."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from app.models.availability import Hold, HoldSpan, StatementSource
from app.models.need import Need, Position
from app.models.offer import DeclineReason, Offer, OfferRound, OfferStatus, RoundMode
from app.queries.booking import list_person_bookings
from app.queries.demo import find_other_demo_production, list_demo_holders
from app.queries.hold import list_overlapping_holds
from app.queries.offer import list_offers
from app.queries.shortlist import list_positions
from app.services.askable import list_askable
from app.services.audit import Actor
from app.services.booking import confirm_hold
from app.services.challenge import challenge_holds_ahead
from app.services.hold_order import next_acceptance
from app.services.need import change_need
from app.services.need_version import read_version
from app.services.offer import accept_offer, decline_offer, open_round
from app.services.offered_days import Stretch, days_to_ask, has_dates, today_of
from app.services.steps import make

LOOKED_AT = 7  # holders of a role who are looked at, of those held and of the others
A_WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Free:
    """Who may be asked for a position: people nobody holds, and people whom another production holds already."""

    position: Position
    days: list[Stretch]
    alone: list[int]
    behind: list[int]


@dataclass(frozen=True)
class Actors:
    """Who does what, some hours before the demo is opened."""

    production: Actor
    person: Actor

    def ago(self, hours: float) -> "Actors":
        """Return the same actors so many hours earlier."""
        earlier = self.production.at - timedelta(hours=hours)
        return Actors(
            Actor(self.production.kind, earlier, self.production.account_id, self.production.name),
            Actor(self.person.kind, earlier, None, self.person.name),
        )


def ask_around(session: Session, need: Need, *, production: Actor, person: Actor) -> int | None:
    """Ask people for lines of an accepted need, and answer for some; return who is left with an offer to answer.

    That person is held by another production on some of the days, and booked for other ones: their page shows it
    all. What is drawn depends on the registry alone, when it happened on `production.at`.
    """
    asks = _Asks(session, need, Actors(production, person))
    stories = [asks.behind, asks.behind, asks.in_order, asks.together, asks.challenged, asks.booked, asks.moved]
    for free in asks.lines():
        if asks.left_open is None and asks.leave_open(free):
            continue
        story = next((each for each in stories if each(free)), None)
        if story is not None:
            stories.remove(story)
        if not stories and asks.left_open is not None:
            break
    asks.move_lines()
    return asks.left_open


class _Asks:
    """Tells each story on a line of its own, with people of its own."""

    def __init__(self, session: Session, need: Need, actors: Actors) -> None:
        self._session, self._need, self._actors = session, need, actors
        self._used: set[int] = set()
        self._moved: list[str] = []
        self._challenges = 0
        self.left_open: int | None = None

    def lines(self) -> Iterator[Free]:
        """Yield the need's lines that have dates and people, in order."""
        now = self._actors.production.at
        for position in list_positions(self._session, self._need.id or 0):
            if not position.role_id or not has_dates(position):
                continue
            days = days_to_ask(self._session, position, today=today_of(self._session, self._need.production_id, now))
            asked = list_askable(self._session, position=position, crew_member_ids=self._holders(position), now=now)
            can = [each.member.id or 0 for each in asked if each.reason is None and each.member.email]
            held = {each for each in can if self._holds(each, days)}
            yield Free(position, days, [each for each in can if each not in held], sorted(held))

    def _holders(self, position: Position) -> list[int]:
        """Return some holders of a position's role who are in no story yet, held ones and others."""
        found = [
            person
            for held in (True, False)
            for person in list_demo_holders(self._session, position.role_id or "", held=held, limit=LOOKED_AT)
        ]
        return [person for person in found if person not in self._used]

    def _holds(self, person: int, days: list[Stretch]) -> list[Hold]:
        return list_overlapping_holds(self._session, person, [each.days for each in days])

    def _ask(
        self, free: Free, people: list[int], *, hours: float, places: int = 1, answer_hours: int = 24
    ) -> OfferRound:
        """Ask people `hours` ago; several for one place are asked in order."""
        self._used |= set(people)
        in_order = len(people) > 1 and places == 1
        return open_round(
            self._session,
            self._actors.ago(hours).production,
            position=free.position,
            crew_member_ids=people,
            mode=RoundMode.IN_ORDER if in_order else RoundMode.TOGETHER,
            places=places,
            answer_hours=answer_hours,
            tells_title=False,
            note="",
            form_key=f"demo-{free.position.code}",
        )

    def _offers(self, round_: OfferRound) -> list[Offer]:
        return list_offers(self._session, [round_.id or 0])

    def _accept(self, offer: Offer, *, hours: float) -> Hold:
        return accept_offer(self._session, self._actors.ago(hours).person, offer=offer, source=StatementSource.EMAIL)

    def _no(self, offer: Offer, reason: DeclineReason, *, hours: float) -> None:
        actor = self._actors.ago(hours).person
        decline_offer(self._session, actor, offer=offer, reason=reason, source=StatementSource.EMAIL)

    def _held(self, free: Free, *, hours: float) -> Hold:
        """Ask one person whom nobody holds, who says yes half an hour later."""
        offer = self._offers(self._ask(free, free.alone[:1], hours=hours))[0]
        return self._accept(offer, hours=hours - 0.5)

    def leave_open(self, free: Free) -> bool:
        """Ask somebody who is held by others on some days and booked on other ones, and leave the answer open."""
        busy = [each for each in free.behind if self._is_booked(each)]
        if not busy:
            return False
        self._ask(free, busy[:1], hours=3, answer_hours=48)
        self.left_open = busy[0]
        return True

    def _is_booked(self, person: int) -> bool:
        return bool(list_person_bookings(self._session, person))

    def behind(self, free: Free) -> bool:
        """Somebody whom another production holds says yes; the first time those ahead are asked for a decision."""
        if not free.behind:
            return False
        hold = self._accept(self._offers(self._ask(free, free.behind[:1], hours=20))[0], hours=18)
        if not self._challenges:
            challenge_holds_ahead(self._session, self._actors.ago(5).production, hold=hold)
            self._challenges += 1
        return True

    def in_order(self, free: Free) -> bool:
        """Three people one after another: one said no, one is asked, one waits."""
        if len(free.alone) < 3:
            return False
        round_ = self._ask(free, free.alone[:3], hours=20)
        self._no(self._offers(round_)[0], DeclineReason.DATES, hours=6)
        return True

    def together(self, free: Free) -> bool:
        """Four people for two places: one says yes, one no, two are still asked."""
        if len(free.alone) < 4 or free.position.quantity < 2:
            return False
        offers = self._offers(self._ask(free, free.alone[:4], hours=16, places=2))
        self._accept(offers[0], hours=14)
        self._no(offers[2], DeclineReason.OTHER_WORK, hours=12)
        return any(each.status is OfferStatus.SENT for each in offers)

    def challenged(self, free: Free) -> bool:
        """Somebody says yes, another production comes behind and asks for a decision."""
        if not free.alone:
            return False
        hold = self._held(free, hours=30)
        rival = self._rival(hold, free.days)
        if rival is not None:
            challenge_holds_ahead(self._session, self._actors.ago(2).production, hold=rival)
        return True

    def booked(self, free: Free) -> bool:
        """Somebody says yes and is booked."""
        if not free.alone:
            return False
        confirm_hold(self._session, self._actors.ago(8).production, hold=self._held(free, hours=26))
        return True

    def moved(self, free: Free) -> bool:
        """Somebody says yes, and then the line's dates move."""
        if not free.alone:
            return False
        self._held(free, hours=28)
        self._moved.append(free.position.code)
        return True

    def move_lines(self) -> None:
        """Hand in the need with the lines that move a week later, as the production would."""
        content = read_version(self._session, self._need)
        lines = [
            line.model_copy(update={"starts_on": line.starts_on + A_WEEK, "ends_on": line.ends_on + A_WEEK})
            if line.code in self._moved and line.starts_on and line.ends_on
            else line
            for line in content.lines
        ]
        actor = self._actors.ago(1).production
        change_need(self._session, actor, self._need, content=content.model_copy(update={"lines": lines}))

    def _rival(self, hold: Hold, days: list[Stretch]) -> Hold | None:
        """Make a hold of another fictional production behind this one, on its shooting days."""
        other = find_other_demo_production(self._session, hold.production_id)
        if other is None:
            return None
        at = self._actors.ago(10)
        accepted_at, accept_seq = next_acceptance(self._session, hold.crew_member_id, at.person.at)
        rival = Hold(
            crew_member_id=hold.crew_member_id,
            production_id=other.id or 0,
            role_id=hold.role_id,
            accepted_at=accepted_at,
            accept_seq=accept_seq,
            clock_from_at=at.person.at,
            expires_at=at.person.at + A_WEEK,
            fictional=True,
        )
        make(self._session, at.person, rival)
        days_kept = days[-1]
        self._session.add(
            HoldSpan(
                hold_id=rival.id or 0,
                crew_member_id=hold.crew_member_id,
                period=days_kept.period,
                starts_on=days_kept.starts_on,
                ends_on=days_kept.ends_on,
                place=days_kept.place,
            )
        )
        self._session.flush()
        return rival
