"""Grants of contact details, made as staff make them."""

from datetime import date, datetime

from sqlmodel import Session

from app.models.trust import Disclosure, DisclosureBasis, DisclosureGrant

FAR_ON = date(2099, 12, 31)


def make_grant(
    session: Session,
    *,
    production_id: int,
    people: tuple[int, ...],
    at: datetime,
    until_on: date = FAR_ON,
    basis: DisclosureBasis = DisclosureBasis.GRANT,
    purpose: str = "night calls",
) -> DisclosureGrant:
    """Add a grant that covers these people."""
    grant = DisclosureGrant(
        production_id=production_id,
        basis=basis,
        purpose=purpose,
        ground="" if basis is DisclosureBasis.CONSENT else "asked by phone",
        granted_at=at,
        until_on=until_on,
    )
    session.add(grant)
    session.flush()
    session.add_all(Disclosure(crew_member_id=each, grant_id=grant.id or 0, disclosed_at=at) for each in people)
    session.flush()
    return grant
