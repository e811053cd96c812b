"""Reads of deeds for many: the people of a selection, who of them agreed, the deeds and what they changed."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.account import Account
from app.models.ask import ConfirmationAsk
from app.models.bulk import BulkChange, BulkDeed
from app.models.crew import OUT_OF_SIGHT, CrewMember
from app.models.trust import Consent, ConsentPurpose

AT_ONCE = 400
"""Ids in one statement: far below what either engine takes."""


def parts_of(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Yield ids in parts that one statement takes."""
    for at in range(0, len(ids), AT_ONCE):
        yield ids[at : at + AT_ONCE]


def list_selected(session: Session, ids: Sequence[int]) -> list[CrewMember]:
    """Return these people in their order; who is blocked, erased or merged into another profile is not among them."""
    found = {}
    for part in parts_of(ids):
        statement = select(CrewMember).where(
            col(CrewMember.id).in_(part),
            col(CrewMember.status).not_in(OUT_OF_SIGHT),
            col(CrewMember.duplicate_of_id).is_(None),
        )
        found.update({member.id or 0: member for member in session.exec(statement)})
    return [found[each] for each in dict.fromkeys(ids) if each in found]


def list_agreed(session: Session, ids: Sequence[int]) -> set[int]:
    """Return who of these agrees to being in the registry."""
    found: set[int] = set()
    for part in parts_of(ids):
        statement = select(Consent.crew_member_id).where(
            col(Consent.crew_member_id).in_(part),
            Consent.purpose == ConsentPurpose.REGISTRY,
            col(Consent.withdrawn_at).is_(None),
        )
        found.update(session.exec(statement))
    return found


def list_asked_since(session: Session, ids: Sequence[int], since: datetime) -> set[int]:
    """Return who of these was asked about their days after `since`."""
    found: set[int] = set()
    for part in parts_of(ids):
        asked = select(ConfirmationAsk.crew_member_id).where(
            col(ConfirmationAsk.crew_member_id).in_(part), ConfirmationAsk.asked_at > since
        )
        found.update(session.exec(asked))
    return found


def list_with_account(session: Session, ids: Sequence[int]) -> set[int]:
    """Return who of these can sign in."""
    found: set[int] = set()
    for part in parts_of(ids):
        found.update(each or 0 for each in session.exec(
            select(Account.crew_member_id).where(col(Account.crew_member_id).in_(part))
        ))  # fmt: skip
    return found


def list_taken_emails(session: Session, emails: Sequence[str]) -> set[str]:
    """Return which of these addresses an account has."""
    found: set[str] = set()
    for at in range(0, len(emails), AT_ONCE):
        part = emails[at : at + AT_ONCE]
        found.update(session.exec(select(Account.email).where(col(Account.email).in_(part))))
    return found


def get_deed(session: Session, deed_id: int, *, for_update: bool = False) -> BulkDeed:
    """Return a deed; NotFoundError where there is none."""
    statement = select(BulkDeed).where(BulkDeed.id == deed_id)
    found = session.exec(statement.with_for_update() if for_update else statement).first()
    if found is None:
        raise NotFoundError(mark("There is no such entry."))
    return found


def list_deeds(session: Session, *, limit: int) -> list[tuple[BulkDeed, str]]:
    """Return the newest deeds, each with the name of who did it."""
    statement = (
        select(BulkDeed, Account.name, Account.email)
        .join(Account, col(Account.id) == BulkDeed.made_by_id, isouter=True)
        .order_by(col(BulkDeed.id).desc())
        .limit(limit)
    )
    return [(deed, name or email or "") for deed, name, email in session.exec(statement)]


def list_changes(session: Session, deed_id: int) -> list[BulkChange]:
    """Return what a deed changed, by person."""
    statement = select(BulkChange).where(BulkChange.deed_id == deed_id).order_by(col(BulkChange.crew_member_id))
    return list(session.exec(statement))
