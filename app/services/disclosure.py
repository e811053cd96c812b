"""Grants of contact details: made, renewed, revoked and brought back by staff; ended by the person for themselves."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from app.clock import day_of
from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.production import Production
from app.models.trust import Disclosure, DisclosureBasis, DisclosureEnd, DisclosureGrant
from app.queries.disclosure import find_consent_grant, list_people_shown
from app.services.audit import Actor, record_audit
from app.services.crewlist.terms import first_term, is_live

HIRING = mark("hiring crew for this production")
UNDO_WITHIN = timedelta(hours=1)
LONGEST = timedelta(days=2 * 366)
SUBJECT = "disclosure_grant"


def open_consent_grant(session: Session, actor: Actor, production: Production) -> DisclosureGrant | None:
    """Return the grant under which people who agree are disclosed, made where there was none; None once it ended."""
    today = day_of(actor.at)
    known = find_consent_grant(session, production.id or 0)
    if known is not None:
        return known if is_live(known, today) else None
    until_on = first_term(production, today)
    if until_on is None:
        return None
    grant = _begin(actor, production, DisclosureBasis.CONSENT, until_on)
    grant.purpose = HIRING
    return _add(session, actor, grant, ())


def disclose(
    session: Session, actor: Actor, grant: DisclosureGrant, people: Collection[int], *, release_id: int | None = None
) -> None:
    """Put people's details under a grant."""
    session.add_all(
        Disclosure(crew_member_id=person, grant_id=grant.id or 0, release_id=release_id, disclosed_at=actor.at)
        for person in sorted(people)
    )
    session.flush()


def grant_contacts(
    session: Session,
    actor: Actor,
    *,
    production: Production,
    people: Collection[int],
    purpose: str,
    ground: str,
    until_on: date,
) -> DisclosureGrant:
    """Let a production have people's details without their consent, on a ground that is written down.

    Raises InvalidInputError for nobody, for people who stood on no list of the production, without purpose or ground,
    for a day that is past or too far.
    """
    if not people:
        raise InvalidInputError(mark("Tick whose contact details are meant."))
    if not set(people) <= {member.id for member in list_people_shown(session, production.id or 0)}:
        raise InvalidInputError(mark("Only people who stand on a list of this production can be meant."))
    if not purpose.strip() or not ground.strip():
        raise InvalidInputError(mark("Write what for, and on what ground."))
    _check_day(until_on, actor)
    grant = _begin(actor, production, DisclosureBasis.GRANT, until_on)
    grant.purpose, grant.ground = purpose.strip(), ground.strip()
    _add(session, actor, grant, people)
    disclose(session, actor, grant, people)
    return grant


def renew_grant(session: Session, actor: Actor, grant: DisclosureGrant, *, until_on: date, reason: str) -> None:
    """Set the last day of a grant anew, later or earlier; one that was revoked stays so."""
    if grant.revoked_at is not None:
        raise ConflictError(mark("This grant was revoked: make a new one instead."))
    if not reason.strip():
        raise InvalidInputError(mark("Write why."))
    _check_day(until_on, actor)
    before, grant.until_on, grant.reason = grant.until_on, until_on, reason.strip()
    _note(session, actor, grant, "renewed", before={"until_on": before}, after=_said(grant))


def revoke_grant(session: Session, actor: Actor, grant: DisclosureGrant, *, reason: str) -> None:
    """End a grant at once: its production sees the people without their details from now on."""
    if grant.revoked_at is not None:
        return
    if not reason.strip():
        raise InvalidInputError(mark("Write why."))
    grant.revoked_at, grant.revoked_by_id, grant.reason = actor.at, actor.account_id, reason.strip()
    _note(session, actor, grant, "revoked", after=_said(grant))


def restore_grant(session: Session, actor: Actor, grant: DisclosureGrant) -> None:
    """Take a revocation back, within an hour; one that was taken back already stays so."""
    if grant.revoked_at is None:
        return
    if actor.at - grant.revoked_at > UNDO_WITHIN:
        raise ConflictError(mark("The hour in which this could be undone is over: make a new grant instead."))
    before = _said(grant)
    grant.revoked_at, grant.revoked_by_id, grant.reason = None, None, ""
    _note(session, actor, grant, "restored", before=before, after=_said(grant))


def end_disclosures_of(session: Session, actor: Actor, crew_member_id: int) -> int:
    """End whatever was disclosed of a person, by consent or grant, as they no longer agree; return how many ended."""
    live = select(Disclosure).where(Disclosure.crew_member_id == crew_member_id, col(Disclosure.ended_at).is_(None))
    rows = session.exec(live).all()
    for row in rows:
        row.ended_at, row.ended_by = actor.at, DisclosureEnd.PERSON
        session.add(row)
    if rows:
        record_audit(
            session,
            actor,
            "crew:disclosure:withdrawn",
            subject_kind="disclosure",
            crew_member_id=crew_member_id,
            after={"disclosures": [row.id for row in rows]},
        )
        session.flush()
    return len(rows)


def _begin(actor: Actor, production: Production, basis: DisclosureBasis, until_on: date) -> DisclosureGrant:
    return DisclosureGrant(
        production_id=production.id or 0,
        contact_account_id=production.contact_account_id,
        basis=basis,
        purpose="",
        granted_by_id=actor.account_id,
        granted_at=actor.at,
        until_on=until_on,
    )


def _add(session: Session, actor: Actor, grant: DisclosureGrant, people: Collection[int]) -> DisclosureGrant:
    session.add(grant)
    session.flush()
    after: dict[str, Any] = {**_said(grant), "contacts_of": sorted(people)} if people else _said(grant)
    _note(session, actor, grant, "granted", after=after)
    return grant


def _said(grant: DisclosureGrant) -> dict[str, Any]:
    told = {"purpose": grant.purpose, "ground": grant.ground, "until_on": grant.until_on, "reason": grant.reason}
    return {name: value for name, value in told.items() if value}


def _note(
    session: Session,
    actor: Actor,
    grant: DisclosureGrant,
    deed: str,
    *,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    session.add(grant)
    record_audit(
        session,
        actor,
        f"staff:disclosure:{deed}",
        subject_kind=SUBJECT,
        subject_id=grant.id,
        before=before,
        after=after,
    )
    session.flush()


def _check_day(until_on: date, actor: Actor) -> None:
    today = day_of(actor.at)
    if not today <= until_on <= today + LONGEST:
        raise InvalidInputError(mark("Choose a last day between today and two years from now."))
