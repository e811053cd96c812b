"""Consents: a person agrees to a purpose under a version of the privacy notice, and may withdraw at any time."""

from sqlmodel import Session, col, select

from app.errors import ConflictError
from app.messages import mark
from app.models.crew import CrewStatus
from app.models.trust import Consent, ConsentPurpose
from app.queries.crew import get_crew_member
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crew import change_crew_member, is_gone
from app.services.disclosure import end_disclosures_of
from app.services.notices import notice_version as version_in_force


def give_consent(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    purpose: ConsentPurpose,
    source: str,
    notice_version: str = "",
) -> Consent:
    """Record that the person agrees, under the notice in force; an older agreement gives way to this one.

    `source` says how it was given: "self", "paper", "call". Agreeing twice to one version changes nothing.
    """
    get_crew_member(session, crew_member_id)
    version = notice_version or version_in_force(session, actor.at.date())
    for live in _live(session, crew_member_id, purpose):
        if live.notice_version == version:
            return live
        live.withdrawn_at = actor.at
        session.add(live)
    consent = Consent(
        crew_member_id=crew_member_id,
        purpose=purpose,
        notice_version=version,
        given_at=actor.at,
        source=source,
    )
    session.add(consent)
    _wrote(session, actor, crew_member_id, "given", {"purpose": purpose, "notice_version": version, "source": source})
    return consent


def withdraw_consent(session: Session, actor: Actor, *, crew_member_id: int, purpose: ConsentPurpose) -> bool:
    """Record that the person no longer agrees; return whether they did.

    Without consent to sharing whatever was disclosed of them ends at once. Without consent to the registry itself the
    profile is withdrawn too: it is never matched again until they agree anew.
    """
    member = get_crew_member(session, crew_member_id)
    live = _live(session, crew_member_id, purpose)
    for consent in live:
        consent.withdrawn_at = actor.at
        session.add(consent)
    if live:
        _wrote(session, actor, crew_member_id, "withdrawn", {"purpose": purpose})
        if purpose in {ConsentPurpose.REGISTRY, ConsentPurpose.SHARE_WITH_PRODUCTIONS}:
            end_disclosures_of(session, actor, crew_member_id)
        if purpose is ConsentPurpose.REGISTRY and not is_gone(member):
            change_crew_member(session, actor, crew_member_id=crew_member_id, status=CrewStatus.WITHDRAWN)
    return bool(live)


def require_consent(session: Session, *, crew_member_id: int, purpose: ConsentPurpose) -> None:
    """Raise where the person does not agree to the purpose now."""
    if not _live(session, crew_member_id, purpose):
        raise ConflictError(mark("Agree to the registry first; the button is at the end of your profile."))


def _live(session: Session, crew_member_id: int, purpose: ConsentPurpose) -> list[Consent]:
    statement = select(Consent).where(
        Consent.crew_member_id == crew_member_id, Consent.purpose == purpose, col(Consent.withdrawn_at).is_(None)
    )
    return list(session.exec(statement))


def _wrote(session: Session, actor: Actor, crew_member_id: int, action: str, after: dict[str, str]) -> None:
    record_audit(
        session,
        actor,
        f"crew:consent:{action}",
        subject_kind="consent",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        after=after,
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()
