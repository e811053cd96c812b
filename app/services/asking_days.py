"""Asking people whether their days are still right: those first whose answer changes something."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from app import clock
from app.messages import mark, translate
from app.models.ask import ActionPurpose, ConfirmationAsk
from app.models.crew import CrewMember
from app.queries.asking_days import (
    Limits,
    Rows,
    get_rows,
    list_askable,
    list_held,
    list_looked_at,
    list_stalest,
    list_unanswered,
)
from app.queries.plan_open import list_wanted_in_plans
from app.queries.shortlist import list_position_spans
from app.services.action_link import make_action_link
from app.services.audit import Actor, record_audit
from app.services.day_words import span_words
from app.services.locks import lock_people
from app.services.notice import link_to, tell_person
from app.services.person_days import BY_FEED, read_word, today_of, zone_of
from app.services.positions import needed_days
from config import get_settings
from matching.person_days import DayState, FeedDays, days_of

TOP = 10  # of a shortlist: who stands lower would rarely be called
MOST_A_RUN = 50
SOON = timedelta(days=7)  # a word that lapses within it is worth asking for
PLAN_STAYS_OPEN = timedelta(days=14)  # after that a plan that asked nobody is taken for given up
PAUSE = timedelta(days=7)  # between two questions to one person
JUST_CONFIRMED = timedelta(days=3)
MONTH = timedelta(days=30)
LINK_LIFE = timedelta(days=30)
UNHEARD = timedelta(days=2)  # an e-mail without answer for so long is worth a call, where something hangs on it
FIRST_HOUR, LAST_HOUR = 9, 20


class Because(StrEnum):
    """Why a person is asked; the order is the order of asking."""

    SHORTLIST = "shortlist"
    HOLD = "hold"
    STALE = "stale"


@dataclass(frozen=True)
class ToAsk:
    """A person to ask, and why: how many productions look at which of their days that nobody is sure of."""

    member: CrewMember
    because: Because
    productions: int = 0
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass
class _Wanted:
    """Days of a person that productions look at or keep."""

    days: dict[date, set[int]] = field(default_factory=dict)
    listed: bool = False

    def add(self, first: date, last: date, production: int, today: date) -> None:
        """Note the days from `today` on."""
        day = max(first, today)
        while day <= last:
            self.days.setdefault(day, set()).add(production)
            day += timedelta(days=1)


def list_people_to_ask(session: Session, *, now: datetime, today: date, by_phone: bool, limit: int) -> list[ToAsk]:
    """Return whom to ask, most useful first: by e-mail, or by phone those whom e-mails don't reach.

    `today` is the commission's day. Nobody is in it who is paused, opted out, has just confirmed, or was asked as often
    as they or the commission allow.
    """
    urgent = _list_urgent(session, now=now, today=today, by_phone=by_phone)
    known = {each.member.id for each in urgent}
    silent_since = now - timedelta(days=get_settings().statement_days) + SOON
    stale = list_stalest(
        session, limits_at(now), silent_since=silent_since, by_phone=by_phone, limit=limit + len(known)
    )
    return [*urgent, *(ToAsk(member, Because.STALE) for member in stale if member.id not in known)][:limit]


def list_people_to_write_to(session: Session, *, now: datetime, most: int = MOST_A_RUN) -> list[ToAsk]:
    """Return whom to ask by e-mail now: first ones first, where it is between nine and twenty o'clock."""
    found = list_people_to_ask(session, now=now, today=clock.day_of(now), by_phone=False, limit=4 * most)
    return [each for each in found if is_awake(each.member, now)][:most]


def ask_people(session: Session, actor: Actor, people: Sequence[ToAsk], *, now: datetime) -> dict[str, int]:
    """Ask these people by e-mail; return how many were, by reason.

    Who has answered or was asked since they were found is left alone.
    """
    ids = [each.member.id or 0 for each in people]
    lock_people(session, ids)
    still = {member.id: member for member in list_askable(session, ids, limits_at(now))}
    counts = dict.fromkeys(Because, 0)
    for each in people:
        member = still.get(each.member.id)
        if member is not None:
            _ask(session, actor, replace(each, member=member), now)
            counts[each.because] += 1
    session.flush()
    return {"asked": sum(counts.values()), **{because.value: count for because, count in counts.items()}}


def note_ask(session: Session, actor: Actor, *, member: CrewMember, because: Because) -> ConfirmationAsk:
    """Note that a person was asked, by e-mail or by phone; it counts against how often they may be."""
    ask = ConfirmationAsk(crew_member_id=member.id or 0, because=because.value, asked_at=actor.at)
    session.add(ask)
    record_audit(
        session,
        actor,
        "crew:days:asked",
        subject_kind="crew_member",
        subject_id=member.id,
        crew_member_id=member.id,
        after={"because": because},
    )
    return ask


def is_awake(member: CrewMember, now: datetime) -> bool:
    """Tell whether it is an hour to write to people where the person is based."""
    return FIRST_HOUR <= now.astimezone(zone_of(member)).hour < LAST_HOUR


def why(asked: ToAsk, locale: str) -> str:
    """Return the reason as a sentence that names no production."""
    if asked.starts_on is None or asked.ends_on is None:
        return translate(locale, mark("It is a while since you told us when you can work."))
    days = span_words(asked.starts_on, asked.ends_on, locale)
    if asked.because is Because.HOLD:
        return translate(locale, mark("Days of yours are held for a production: %(days)s."), days=days)
    if asked.productions == 1:
        return translate(locale, mark("A production looks at your days %(days)s."), days=days)
    text = mark("%(count)s productions look at your days %(days)s.")
    return translate(locale, text, count=asked.productions, days=days)


def _ask(session: Session, actor: Actor, asked: ToAsk, now: datetime) -> None:
    member = asked.member
    token = make_action_link(
        session, ActionPurpose.CONFIRM_DAYS, crew_member_id=member.id or 0, now=now, expires_at=now + LINK_LIFE
    )
    speaks = member.locale or get_settings().default_locale
    tell_person(
        session,
        actor,
        member,
        subject=mark("Are your days still right?"),
        text=mark(
            "Hello %(name)s,\n\n%(why)s Are the days that you gave us still right?\n\n"
            "One tap says yes, or lets you change them:\n\n%(link)s\n\n"
            "The link is yours alone and works for a month. How often we ask is yours to choose:\n%(profile)s"
        ),
        why=why(asked, speaks),
        link=link_to(f"/answer/days/{token}"),
        profile=link_to("/me/profile#asking"),
    )
    note_ask(session, actor, member=member, because=asked.because)


def limits_at(now: datetime) -> Limits:
    """Return how often one may be asked, as of a moment."""
    return Limits(
        a_month=get_settings().most_asks_a_month,
        month_begins_at=now - MONTH,
        pause_begins_at=now - PAUSE,
        just_confirmed_at=now - JUST_CONFIRMED,
    )


def _list_urgent(session: Session, *, now: datetime, today: date, by_phone: bool) -> list[ToAsk]:
    wanted = _read_wanted(session, today, plans_since=now - PLAN_STAYS_OPEN)
    limits = limits_at(now)
    members = _reachable(list_askable(session, list(wanted), limits), by_phone=by_phone)
    if by_phone:
        members = [*members, *_unheard(session, list(wanted), now)]
    rows = get_rows(session, [member.id or 0 for member in members], since=today)
    found = []
    for member in members:
        mine = wanted[member.id or 0]
        unsure = _unsure_days(member, mine, rows, today=today_of(member, now))
        if unsure:
            productions = len(set().union(*(mine.days[day] for day in unsure)))
            because = Because.SHORTLIST if mine.listed else Because.HOLD
            found.append(ToAsk(member, because, productions, min(unsure), max(unsure)))
    return sorted(found, key=_order)


def _order(asked: ToAsk) -> tuple[Any, ...]:
    at = asked.member.confirmed_at
    silent = (at is not None, at.timestamp() if at else 0.0)
    return list(Because).index(asked.because), -asked.productions, asked.starts_on, *silent, asked.member.id


def _reachable(members: Sequence[CrewMember], *, by_phone: bool) -> list[CrewMember]:
    if by_phone:
        return [member for member in members if member.phone and not member.email]
    return [member for member in members if member.email]


def _unheard(session: Session, people: Collection[int], now: datetime) -> list[CrewMember]:
    """Return who was asked by e-mail days ago, has not answered, and can be called instead."""
    silent = list_unanswered(session, people, asked_before=now - UNHEARD, since=now - PAUSE)
    anybody = Limits(2**31 - 1, now, now, now - JUST_CONFIRMED)
    return [member for member in list_askable(session, silent, anybody) if member.phone and member.email]


def _read_wanted(session: Session, today: date, *, plans_since: datetime) -> dict[int, _Wanted]:
    wanted: dict[int, _Wanted] = {}
    looked_at = list_looked_at(session, today=today, top=TOP)
    spans: dict[int, list[Any]] = {}
    for span in list_position_spans(session, sorted({position.id or 0 for _, position, _ in looked_at})):
        spans.setdefault(span.position_id, []).append(span)
    for person, position, production in looked_at:
        mine = wanted.setdefault(person, _Wanted())
        for days, _ in needed_days(position, spans.get(position.id or 0, [])):
            mine.add(days.starts_on, days.ends_on, production, today)
        mine.listed = True
    for person, first, last, production in list_wanted_in_plans(session, since=plans_since, today=today):
        mine = wanted.setdefault(person, _Wanted())
        mine.add(first, last, production, today)
        mine.listed = True
    for person, first, last, production in list_held(session, today=today):
        mine = wanted.setdefault(person, _Wanted())
        mine.add(first, last, production, today)
    return wanted


def _unsure_days(member: CrewMember, wanted: _Wanted, rows: Rows, *, today: date) -> list[date]:
    """Return the looked-at days of which the person's word is unknown or about to lapse; booked ones are settled."""
    if not wanted.days:
        return []
    zone, who = zone_of(member), member.id or 0
    days = days_of(
        min(wanted.days),
        max(wanted.days),
        today=today + SOON,  # judged as of then: what lapses till then is unsure today
        said=[read_word(row, zone) for row in rows.said.get(who, [])],
        held=[],
        booked=[(row.starts_on, row.ends_on) for row in rows.booked.get(who, [])],
        feed=[FeedDays(BY_FEED[row.kind], row.starts_on, row.ends_on) for row in rows.feed.get(who, [])],
    )
    return [day.on for day in days if day.on in wanted.days and day.state is DayState.UNKNOWN]
