"""Edit of many profiles: the same values for all who can take them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session

from app.messages import mark
from app.models.bulk import BulkDeed, BulkKind
from app.models.crew import Channel, CrewMember, CrewStatus
from app.queries.bulk import list_agreed
from app.services.audit import Actor, touch_roster
from app.services.bulk.keep import keep_deed
from app.services.bulk.plan import GONE, HAS_LEFT, NO_EMAIL, BulkPlan, Change
from app.services.imports.crew_prepare import LONGEST_NOTE, Values
from app.services.imports.crew_write import write_members
from app.services.imports.record import SCALARS, plain, typed

STATUSES = (CrewStatus.ACTIVE, CrewStatus.PAUSED, CrewStatus.DRAFT)
"""Those that many can be given at once: leaving is each person's own, and ends what they were asked and hold."""
FIELDS = ("status", "base", "travel", "channel", "note")
"""What can be set for many, by the names of a list's fields; a note is added to the one that is there."""
IS_SO = mark("so already")
NOT_AGREED = mark("no consent to the registry, so not to be active")
NO_PHONE = mark("no phone in the profile")
NOTE_TOO_LONG = mark("the note would be too long")


def plan_edit(session: Session, people: Sequence[CrewMember], values: Mapping[str, Any]) -> BulkPlan:
    """Return what setting `values` (field of FIELDS -> plain value) would change of these people."""
    plan = BulkPlan(BulkKind.EDIT, dict(values))
    agreed = agreed_of(session, people, values)
    for member in people:
        before = {name: plain(getattr(member, SCALARS[name])) for name in values}
        after = {**values, **({"note": _with_line(member.staff_note, values["note"])} if "note" in values else {})}
        changed = [name for name in values if before[name] != after[name]]
        reason = reason_against(member, after, agreed) or ("" if changed else IS_SO)
        if reason:
            plan.leave_out(member, reason)
            continue
        told = {
            "before": {name: before[name] for name in changed},
            "after": {name: after[name] for name in changed},
        }
        until = {"paused_until_on": plain(member.paused_until_on)} if "status" in changed else {}
        plan.reach(member, Change({**told, **until}, told))
    return plan


def agreed_of(session: Session, people: Sequence[CrewMember], values: Mapping[str, Any]) -> set[int]:
    """Return who of these agrees to the registry, where that decides whether they may become active."""
    asks = values.get("status") == CrewStatus.ACTIVE
    return list_agreed(session, [member.id or 0 for member in people]) if asks else set()


def reason_against(member: CrewMember, after: Mapping[str, Any], agreed: set[int]) -> str:
    """Return why a person can't take these values, or nothing."""
    channel = after.get("channel")
    checks = (
        (member.status in GONE, HAS_LEFT),
        (after.get("status") == CrewStatus.ACTIVE and member.id not in agreed, NOT_AGREED),
        (channel == Channel.EMAIL and not member.email, NO_EMAIL),
        (channel in {Channel.PHONE, Channel.WHATSAPP} and not member.phone, NO_PHONE),
        (len(after.get("note", "")) > LONGEST_NOTE, NOTE_TOO_LONG),
    )
    return next((reason for speaks, reason in checks if speaks), "")


def _with_line(note: str, line: str) -> str:
    """Return a note with a line more, unless it ends with that line already."""
    return note if note.splitlines()[-1:] == [line] else f"{note}\n{line}".strip()


def edit_people(session: Session, actor: Actor, plan: BulkPlan) -> BulkDeed:
    """Write a planned edit and keep what its undo needs."""
    deed = keep_deed(session, actor, plan, action="crew:profile:changed", detail={"fields": sorted(plan.values)})
    write_fields(session, actor, {who: change.told["after"] for who, change in plan.changes.items()})
    return deed


def write_fields(
    session: Session, actor: Actor, fields: Mapping[int, Mapping[str, Any]], pauses: Mapping[int, Any] | None = None
) -> None:
    """Set fields of profiles (person -> field -> plain value); a status given by staff ends a pause with a day.

    `pauses` are the days until which people are paused, where an undo brings them back.
    """
    members: list[tuple[int, Values]] = []
    for who, values in fields.items():
        columns = {SCALARS[name]: typed(CrewMember, SCALARS[name], value) for name, value in values.items()}
        if "status" in columns:
            until = (pauses or {}).get(who)
            columns |= {"paused_until_on": typed(CrewMember, "paused_until_on", until), "pause_told": False}
        members.append((who, {**columns, "updated_at": actor.at}))
    session.flush()
    write_members(session, members)
    touch_roster(session, actor.at)
    session.flush()
    session.expire_all()
