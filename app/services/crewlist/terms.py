"""Whose phone and e-mail a production may have at a moment, until when, and why no longer: looked up at every reading.

Three things are asked each time, and no job has to have run: did the person agree (and not withdraw since), does a
grant of the production cover them, is its last day still to come.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlmodel import Session

from app.clock import day_of
from app.models.production import Production
from app.models.trust import Disclosure, DisclosureBasis, DisclosureEnd, DisclosureGrant
from app.queries.crewlist import list_sharing
from app.queries.disclosure import find_consent_grant, list_disclosures
from app.services.crewlist.document import ContactClosed
from config import get_settings


class Contacts(StrEnum):
    """Whose phone and e-mail the document carries.

    `none`: nobody's (a preview). `consented`: of all who agreed to share them, and of those released by a grant.
    `disclosed`: of those only whose release to this production is on record and still stands.
    """

    NONE = "none"
    CONSENTED = "consented"
    DISCLOSED = "disclosed"


@dataclass(frozen=True, slots=True)
class Term:
    """Until when (a last day) somebody's details are open to a production; or why they are not, and since when."""

    until_on: date | None = None
    closed: ContactClosed | None = None
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the details may be shown."""
        return self.until_on is not None


UNASKED = Term(closed=ContactClosed.NOT_SHARED)


def is_live(grant: DisclosureGrant, today: date) -> bool:
    """Return whether a grant stands: not revoked, its last day not past."""
    return grant.revoked_at is None and today <= grant.until_on


def first_term(production: Production, today: date) -> date | None:
    """Return the last day of a production's first grant: some days after wrap; None where they are over.

    Where no wrap is known it ends after a set number of days.
    """
    settings = get_settings()
    if production.wrap_ends_on is None:
        return today + timedelta(days=settings.disclosure_days)
    until_on = production.wrap_ends_on + timedelta(days=settings.disclosure_days_after_wrap)
    return until_on if today <= until_on else None


def read_terms(
    session: Session, production: Production, ids: Collection[int], *, contacts: Contacts, now: datetime
) -> dict[int, Term]:
    """Return person -> whether their details may stand in a document for the production, as of now."""
    if contacts is Contacts.NONE:
        return dict.fromkeys(ids, UNASKED)
    today = day_of(now)
    sharing = list_sharing(session, ids)
    stood = _by_person(list_disclosures(session, production.id or 0), sharing, set(ids), today)
    if contacts is Contacts.DISCLOSED:
        return {person: stood.get(person, UNASKED) for person in ids}
    by_consent = consent_term(session, production, today)
    return {
        person: by_consent if person in sharing and _may_open(stood.get(person)) else stood.get(person, UNASKED)
        for person in ids
    }


def consent_term(session: Session, production: Production, today: date) -> Term:
    """Return the term for people who agree, as of now; a grant that ended is not begun anew by itself."""
    grant = find_consent_grant(session, production.id or 0)
    if grant is not None:
        return term_of_grant(grant, today)
    until_on = first_term(production, today)
    if until_on is None:
        return Term(closed=ContactClosed.RUN_OUT, closed_on=production.wrap_ends_on)
    return Term(until_on)


def _may_open(stood: Term | None) -> bool:
    """Return whether consent alone opens the details: never disclosed before, or ended by a person who agrees again."""
    return stood is None or stood.closed is ContactClosed.WITHDRAWN


def _by_person(
    rows: Sequence[tuple[Disclosure, DisclosureGrant]], sharing: set[int], ids: set[int], today: date
) -> dict[int, Term]:
    """Return each person's term: the longest that stands, else how the latest ended."""
    found: dict[int, Term] = {}
    for disclosure, grant in rows:
        person = disclosure.crew_member_id
        if person not in ids:
            continue
        known, term = found.get(person), term_of(disclosure, grant, today, shares=person in sharing)
        if known is None or not known.until_on or (term.until_on and term.until_on > known.until_on):
            found[person] = term
    return found


def term_of(disclosure: Disclosure, grant: DisclosureGrant, today: date, *, shares: bool = True) -> Term:
    """Return how a disclosure stands; one by consent stands only while the person `shares`."""
    if disclosure.ended_at is not None:
        why = ContactClosed.WITHDRAWN if disclosure.ended_by is DisclosureEnd.PERSON else ContactClosed.REVOKED
        return Term(closed=why, closed_on=day_of(disclosure.ended_at))
    if grant.basis is DisclosureBasis.CONSENT and not shares:
        return Term(closed=ContactClosed.WITHDRAWN)
    return term_of_grant(grant, today)


def term_of_grant(grant: DisclosureGrant, today: date) -> Term:
    """Return how a grant stands."""
    if grant.revoked_at is not None:
        return Term(closed=ContactClosed.REVOKED, closed_on=day_of(grant.revoked_at))
    if today > grant.until_on:
        return Term(closed=ContactClosed.RUN_OUT, closed_on=grant.until_on)
    return Term(grant.until_on)
