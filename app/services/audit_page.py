"""What pages and files show of events: who, what, about whom, and before → after field by field, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.audit_labels import action_words, field_words, thing_words
from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.crew import CrewMember
from app.models.trust import ActorKind, AuditEvent
from app.queries.audit import list_accounts, list_named
from app.services.audit import BY_LINK, Actor, read_audit_detail, record_audit
from app.services.audit_values import value_words

OFFICE = frozenset({Role.STAFF, Role.ADMIN})
HIDDEN_FROM_PERSON = frozenset({"need", "staff", "command"})
"""Sources of actions that a person is not told one by one: what is weighed behind lists before anybody is asked."""
OWN_UNTOLD = frozenset({"staff_note", "round", "title_id", "subject_id", "statements", "hold", "offer", "position"})
"""Fields that a person's own history leaves out: rows of ours, and what they ask for by their right of access."""
_SECOND_HAND = frozenset({"challenge", "plan", "plan_rule", "candidate", "merge", "duplicate", "feedback"})


@dataclass(frozen=True)
class Change:
    """A field of an event: what it was and what it is, as text."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class EventLine:
    """An event as it is shown. `changes` is None where its values are personal and were not opened.

    `gone` tells that the person's key was destroyed, and with it the values.
    """

    event: AuditEvent
    who: str
    what: str
    about: str
    person: str
    changes: tuple[Change, ...] | None
    gone: bool = False


def tell_events(
    session: Session, events: Sequence[AuditEvent], *, locale: str, open_values: bool = False, own_id: int | None = None
) -> list[EventLine]:
    """Return the lines of events; personal values only with `open_values`, which the caller has noted.

    With `own_id` they are told to that person: themselves as "you", all others as whom they belong to.
    """
    people = list_named(session, {event.crew_member_id for event in events if event.crew_member_id})
    accounts = list_accounts(session, {event.actor_id for event in events if event.actor_id})
    lines = []
    for event in events:
        person = people.get(event.crew_member_id or 0)
        values = read_audit_detail(session, event) if open_values or not event.encrypted else {}
        sealed = event.encrypted and not open_values
        lines.append(
            EventLine(
                event=event,
                who=_who(event, accounts.get(event.actor_id or 0), person, locale, own_id),
                what=action_words(event.action, locale),
                about=_about(event, locale),
                person=person.name if person else "",
                changes=None if sealed else changes_of(values, locale, untold=OWN_UNTOLD if own_id else frozenset()),
                gone=values is None,
            )
        )
    return lines


def changes_of(
    values: dict[str, Any] | None, locale: str, *, untold: frozenset[str] = frozenset()
) -> tuple[Change, ...]:
    """Return the fields of an event's before and after in words, in order of name; only those that differ."""
    before, after = ((values or {}).get(side) or {} for side in ("before", "after"))
    return tuple(
        Change(
            field_words(name, locale),
            value_words(before.get(name), locale, name),
            value_words(after.get(name), locale, name),
        )
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name) and name not in untold
    )


def _who(event: AuditEvent, account: Account | None, person: CrewMember | None, locale: str, own_id: int | None) -> str:
    if own_id is not None:
        return translate(locale, _who_to_person(event, account, own_id))
    if event.actor_kind is ActorKind.VISITOR:
        by_link = event.actor_name == BY_LINK
        words = translate(locale, mark("by e-mailed link") if by_link else mark("somebody without account"))
        return f"{person.name}, {words}" if by_link and person else words
    if event.actor_kind is ActorKind.ACCOUNT and account is not None:
        return account.name or account.email
    return event.actor_name or translate(locale, mark("an account that is gone"))


def _who_to_person(event: AuditEvent, account: Account | None, own_id: int) -> str:
    """Return the message id of who it was, as a crew member is told."""
    if event.actor_kind is ActorKind.VISITOR and event.actor_name == BY_LINK:
        return mark("you, by an e-mailed link")
    if event.actor_kind in {ActorKind.JOB, ActorKind.COMMAND}:
        return mark("the commission's system")
    if account is not None and account.crew_member_id == own_id:
        return mark("you")
    if account is not None and account.role is Role.PRODUCTION:
        return mark("a production")
    return mark("the commission")


def _about(event: AuditEvent, locale: str) -> str:
    number = f" {event.subject_id}" if event.subject_id else ""
    return f"{thing_words(event.subject_kind, locale)}{number}"


def is_told_to_person(event: AuditEvent) -> bool:
    """Tell whether an event is for its person's own history.

    What staff and productions weigh before somebody is asked is not: it would name work that the person may not know
    of yet. Their own referral log tells of lists.
    """
    source, _, rest = event.action.partition(":")
    return source not in HIDDEN_FROM_PERSON and rest.partition(":")[0] not in _SECOND_HAND


def note_reading(session: Session, actor: Actor, crew_member_id: int, *, events: int) -> None:
    """Note that a person's history was read with its values: reading leaves a trace like writing."""
    record_audit(
        session,
        actor,
        "audit:history:read",
        subject_kind="crew_member",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        after={"events": events},
    )
    session.flush()
