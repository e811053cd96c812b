"""Reads of disclosures: whose contact details a production has, under which grant, and which releases carried them."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import Referral
from app.models.trust import Disclosure, DisclosureBasis, DisclosureGrant, Release


def list_disclosures(session: Session, production_id: int) -> Sequence[tuple[Disclosure, DisclosureGrant]]:
    """Return all that was ever disclosed to a production, oldest first, each with its grant."""
    statement = (
        select(Disclosure, DisclosureGrant)
        .join(DisclosureGrant, col(DisclosureGrant.id) == Disclosure.grant_id)
        .where(DisclosureGrant.production_id == production_id)
    )
    return session.exec(statement.order_by(col(Disclosure.id))).all()


def list_disclosed_people(session: Session, production_id: int) -> Sequence[tuple[Disclosure, CrewMember]]:
    """Return whose details a production has or had, by name."""
    statement = (
        select(Disclosure, CrewMember)
        .join(DisclosureGrant, col(DisclosureGrant.id) == Disclosure.grant_id)
        .join(CrewMember, col(CrewMember.id) == Disclosure.crew_member_id)
        .where(DisclosureGrant.production_id == production_id)
    )
    return session.exec(statement.order_by(col(CrewMember.name_key), col(Disclosure.id))).all()


def list_disclosures_of_person(
    session: Session, crew_member_id: int
) -> Sequence[tuple[Disclosure, DisclosureGrant, Production]]:
    """Return to whom a person's details were disclosed, newest first."""
    statement = (
        select(Disclosure, DisclosureGrant, Production)
        .join(DisclosureGrant, col(DisclosureGrant.id) == Disclosure.grant_id)
        .join(Production, col(Production.id) == DisclosureGrant.production_id)
        .where(Disclosure.crew_member_id == crew_member_id)
    )
    return session.exec(statement.order_by(col(Disclosure.id).desc())).all()


def list_people_shown(session: Session, production_id: int) -> Sequence[CrewMember]:
    """Return the people who stood on a released list of a production or were asked for it, by name."""
    shown = (
        select(Referral.crew_member_id)
        .join(Position, col(Position.id) == Referral.position_id)
        .join(Need, col(Need.id) == Position.need_id)
        .where(Need.production_id == production_id)
    )
    statement = select(CrewMember).where(col(CrewMember.id).in_(shown))
    return session.exec(statement.order_by(col(CrewMember.name_key), col(CrewMember.id))).all()


def list_grants(session: Session, production_id: int) -> Sequence[DisclosureGrant]:
    """Return a production's grants, newest first."""
    statement = select(DisclosureGrant).where(DisclosureGrant.production_id == production_id)
    return session.exec(statement.order_by(col(DisclosureGrant.id).desc())).all()


def find_consent_grant(session: Session, production_id: int) -> DisclosureGrant | None:
    """Return the newest grant by consent of a production, whether it still stands or not."""
    statement = select(DisclosureGrant).where(
        DisclosureGrant.production_id == production_id, DisclosureGrant.basis == DisclosureBasis.CONSENT
    )
    return session.exec(statement.order_by(col(DisclosureGrant.id).desc())).first()


def get_grant(session: Session, grant_id: int, *, production_id: int) -> DisclosureGrant:
    """Return a production's grant, locked until the transaction ends; NotFoundError where it has none of that id."""
    statement = select(DisclosureGrant).where(
        DisclosureGrant.id == grant_id, DisclosureGrant.production_id == production_id
    )
    found = session.exec(statement.with_for_update()).first()
    if found is None:
        raise NotFoundError(mark("There is no such grant."))
    return found


def list_releases(session: Session, production_id: int) -> Sequence[Release]:
    """Return what went out to a production, newest first."""
    statement = select(Release).join(Need, col(Need.id) == Release.need_id).where(Need.production_id == production_id)
    return session.exec(statement.order_by(col(Release.id).desc())).all()


def find_release(session: Session, code: str) -> tuple[Release, Need | None, Production | None, Account | None] | None:
    """Return the release with a code: of which need and production, made by whose account."""
    statement = (
        select(Release, Need, Production, Account)
        .outerjoin(Need, col(Need.id) == Release.need_id)
        .outerjoin(Production, col(Production.id) == Need.production_id)
        .outerjoin(Account, col(Account.id) == Release.made_by_id)
        .where(Release.code == code)
    )
    return session.exec(statement).first()
