"""Leaving for good: a profile is blocked first, can come back within a time of grace, and is erased afterwards."""

import json
from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, delete, select

from app.errors import ConflictError
from app.messages import mark
from app.models.account import Account, Device, SignInLink
from app.models.ask import ActionLink, ActionPurpose
from app.models.availability import Booking, BookingSpan, BookingStatus
from app.models.calendar import CalendarFeed, CalendarSubscription
from app.models.crew import OUT_OF_SIGHT, Channel, CrewMember, CrewStatus, KitItem
from app.models.registration import Evidence
from app.models.trust import ConsentPurpose
from app.queries.crew import get_crew_member
from app.services.action_link import make_action_link
from app.services.audit import Actor, record_audit, touch_roster
from app.services.consent import withdraw_consent
from app.services.crew import change_crew_member, refresh_search_text
from app.services.notice import link_to, tell_person
from app.services.person_key import open_sealed, person_cipher
from app.services.sensitive import withdraw
from config import get_settings

SUBJECT = mark("Your profile is blocked and will be erased")
TEXT = mark(
    "Hello %(name)s,\n\nyour profile in the crew registry is blocked: it is proposed to nobody, and nobody sees your"
    " contact details. It will be erased on %(day)s.\n\nIf this was a mistake, you can bring it back until"
    " %(grace)s:\n\n%(link)s\n"
)


def erasure_day(session: Session, crew_member_id: int, *, now: datetime) -> tuple[date, date]:
    """Return (last day of grace, day after which the data are erased) for somebody who leaves now.

    Without bookings both are the same; with bookings the data stay blocked for `blocking_months` after the last one,
    in which somebody may be held to account for the work.
    """
    settings = get_settings()
    today = now.astimezone(ZoneInfo(settings.commission_zone)).date()
    grace = today + timedelta(days=settings.erase_grace_days)
    last = session.exec(
        select(sa.func.max(BookingSpan.ends_on))
        .join(Booking, col(Booking.id) == col(BookingSpan.booking_id))
        .where(BookingSpan.crew_member_id == crew_member_id, Booking.status != BookingStatus.CANCELLED)
    ).first()
    blocked = months_after(last, settings.blocking_months) if last is not None else grace
    return grace, max(grace, blocked)


def months_after(day: date, months: int) -> date:
    """Return the same day of a later month, its last one where that is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    last = monthrange(day.year + years, month + 1)[1]
    return date(day.year + years, month + 1, min(day.day, last))


def block_person(session: Session, actor: Actor, *, crew_member_id: int) -> str:
    """Block a profile and set the day of its erasure; return the secret of the link that undoes it while it may be.

    At once: offers end, holds are released, consents are withdrawn, nobody is signed in, own calendars are not read
    any more, files and sensitive answers are gone. Name and bookings stay, unused; contacts are sealed.
    """
    member = get_crew_member(session, crew_member_id)
    if member.status in OUT_OF_SIGHT or member.duplicate_of_id is not None:
        raise ConflictError(mark("This profile is blocked already, or is a double of another one."))
    before = member.status
    grace, until = erasure_day(session, crew_member_id, now=actor.at)
    zone = ZoneInfo(get_settings().commission_zone)
    ends_at = datetime.combine(grace + timedelta(days=1), time(), tzinfo=zone)
    for purpose in (each for each in ConsentPurpose if each is not ConsentPurpose.REGISTRY):
        withdraw_consent(session, actor, crew_member_id=crew_member_id, purpose=purpose)
    change_crew_member(session, actor, crew_member_id=crew_member_id, status=CrewStatus.BLOCKED)
    withdraw_consent(session, actor, crew_member_id=crew_member_id, purpose=ConsentPurpose.REGISTRY)
    withdraw(session, actor, crew_member_id=crew_member_id)
    _close_doors(session, actor, crew_member_id)
    token = make_action_link(
        session, ActionPurpose.UNDO_ERASURE, crew_member_id=crew_member_id, now=actor.at, expires_at=ends_at
    )
    link = link_to(f"/undo-erasure/{token}")
    tell_person(session, actor, member, subject=SUBJECT, text=TEXT, day=until, grace=grace, link=link)
    member.blocked_until_on, member.paused_until_on = until, None
    _seal_contact(session, actor, member, before)
    _wrote(session, actor, member, "blocked", {"until": until})
    return token


def _seal_contact(session: Session, actor: Actor, member: CrewMember, before: CrewStatus) -> None:
    """Put the contact details where only bringing the profile back, or nobody, reads them."""
    kept = {"email": member.email, "phone": member.phone, "channel": member.preferred_channel, "status": before}
    member.blocked_record = person_cipher(session, member.id or 0, actor.at).encrypt(json.dumps(kept).encode())
    member.email = member.phone = None
    refresh_search_text(session, member)
    session.flush()


def _close_doors(session: Session, actor: Actor, crew_member_id: int) -> None:
    account = session.exec(select(Account).where(Account.crew_member_id == crew_member_id)).first()
    if account is not None:
        account.active = False
        session.add(account)
        for table in (Device, SignInLink):
            session.exec(delete(table).where(col(table.account_id) == account.id))
    for model in (CalendarFeed, CalendarSubscription, ActionLink, KitItem):
        session.exec(delete(model).where(col(model.crew_member_id) == crew_member_id))
    for evidence in session.exec(select(Evidence).where(Evidence.crew_member_id == crew_member_id)):
        evidence.content, evidence.emptied_at = b"", evidence.emptied_at or actor.at
        session.add(evidence)
    session.flush()


def unblock_person(session: Session, actor: Actor, *, crew_member_id: int) -> None:
    """Bring a blocked profile back, paused: with its contacts and sign-in, without consents, offers and holds."""
    member = get_crew_member(session, crew_member_id)
    sealed = open_sealed(session, crew_member_id, member.blocked_record)
    if member.status is not CrewStatus.BLOCKED or sealed is None:
        raise ConflictError(mark("This profile can't be brought back any more."))
    kept = json.loads(sealed)
    member.email, member.phone = kept["email"], kept["phone"]
    member.preferred_channel = Channel(kept["channel"])
    was_gone = kept["status"] in {CrewStatus.WITHDRAWN, CrewStatus.DECEASED, CrewStatus.DRAFT}
    member.status = CrewStatus(kept["status"]) if was_gone else CrewStatus.PAUSED
    member.blocked_until_on, member.blocked_record = None, b""
    account = session.exec(select(Account).where(Account.crew_member_id == crew_member_id)).first()
    if account is not None:
        account.active = True
        session.add(account)
    refresh_search_text(session, member)
    _wrote(session, actor, member, "unblocked", {"status": member.status})


def _wrote(session: Session, actor: Actor, member: CrewMember, action: str, after: dict[str, object]) -> None:
    member.updated_at = actor.at
    session.add(member)
    record_audit(
        session,
        actor,
        f"crew:profile:{action}",
        subject_kind="crew_member",
        subject_id=member.id,
        crew_member_id=member.id,
        after=after,
    )
    touch_roster(session, actor.at, member.id)
    session.flush()
