"""Who has whose contact details, as pages tell it: to staff by production, to a person about themselves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from app.clock import day_of
from app.messages import mark, translate
from app.models.account import Account
from app.models.crew import CrewMember
from app.models.production import Production
from app.models.trust import Disclosure, DisclosureBasis, DisclosureGrant, Release
from app.queries.audit import list_accounts
from app.queries.disclosure import (
    list_disclosed_people,
    list_disclosures_of_person,
    list_grants,
    list_people_shown,
    list_releases,
)
from app.queries.referral import list_known_titles
from app.services.crewlist.document import ContactClosed
from app.services.crewlist.terms import Contacts, Term, read_terms, term_of, term_of_grant
from app.services.disclosure import UNDO_WITHIN
from app.services.step_notice import say_work

STATES: Mapping[ContactClosed, str] = {
    ContactClosed.NOT_SHARED: mark("not given out"),
    ContactClosed.RUN_OUT: mark("ended on its last day"),
    ContactClosed.REVOKED: mark("revoked by the commission"),
    ContactClosed.WITHDRAWN: mark("ended by the person"),
}
OPEN = mark("open")
BASES: Mapping[DisclosureBasis, str] = {
    DisclosureBasis.CONSENT: mark("by consent"),
    DisclosureBasis.GRANT: mark("granted by the commission"),
}


@dataclass(frozen=True)
class PersonLine:
    """A person under a grant, and how it stands for them."""

    member: CrewMember
    term: Term


@dataclass(frozen=True)
class GrantLine:
    """A grant with its people and who of the commission did what; `can_undo` while a revocation can be taken back."""

    grant: DisclosureGrant
    term: Term
    people: Sequence[PersonLine]
    given_to: str
    granted_by: str
    revoked_by: str
    can_undo: bool

    @property
    def open_people(self) -> int:
        """Return for how many people it stands."""
        return sum(line.term.is_open for line in self.people)


@dataclass(frozen=True)
class ContactsPage:
    """What staff see of a production: its grants, whom no grant covers, and what went out."""

    grants: Sequence[GrantLine]
    closed: Sequence[PersonLine]
    releases: Sequence[tuple[Release, str]]


@dataclass(frozen=True)
class OwnLine:
    """A disclosure as the person reads it: to whom, why, since when, until when; `closed` says how it ended."""

    work: str
    company: str
    basis: str
    purpose: str
    ground: str
    disclosed_at: datetime
    until_on: date
    state: str
    is_open: bool
    closed_on: date | None


def open_contacts_page(session: Session, production: Production, *, now: datetime) -> ContactsPage:
    """Return the grants of a production, newest first, with everything that staff decide by."""
    production_id, today = production.id or 0, day_of(now)
    grants, releases = list_grants(session, production_id), list_releases(session, production_id)
    found = list_disclosed_people(session, production_id)
    by_grant: dict[int, list[tuple[Disclosure, CrewMember]]] = {}
    for row, member in found:
        by_grant.setdefault(row.grant_id, []).append((row, member))
    asked = {
        each
        for grant in grants
        for each in (grant.contact_account_id, grant.granted_by_id, grant.revoked_by_id)
        if each
    }
    names = _names(session, asked | {each.made_by_id for each in releases if each.made_by_id})
    lines = [
        GrantLine(
            grant=grant,
            term=term_of_grant(grant, today),
            people=[PersonLine(member, term_of(row, grant, today)) for row, member in by_grant.get(grant.id or 0, ())],
            given_to=names.get(grant.contact_account_id or 0, "") or production.contact_name or production.company,
            granted_by=names.get(grant.granted_by_id or 0, ""),
            revoked_by=names.get(grant.revoked_by_id or 0, ""),
            can_undo=grant.revoked_at is not None and now - grant.revoked_at <= UNDO_WITHIN,
        )
        for grant in grants
    ]
    shown = list_people_shown(session, production_id)
    terms = read_terms(session, production, [each.id or 0 for each in shown], contacts=Contacts.DISCLOSED, now=now)
    closed = [PersonLine(each, terms[each.id or 0]) for each in shown if not terms[each.id or 0].is_open]
    return ContactsPage(lines, closed, [(each, names.get(each.made_by_id or 0, "")) for each in releases])


def tell_own_disclosures(session: Session, crew_member_id: int, *, locale: str, now: datetime) -> list[OwnLine]:
    """Return who got a person's contact details, newest first; a title only where they were told it or were hired."""
    titled, today = list_known_titles(session, crew_member_id), day_of(now)
    lines = []
    for disclosure, grant, production in list_disclosures_of_person(session, crew_member_id):
        term = term_of(disclosure, grant, today)
        knows = (production.id or 0) in titled
        lines.append(
            OwnLine(
                work=say_work(session, production, locale, titled=knows),
                company=production.company if knows or not production.confidential else "",
                basis=translate(locale, BASES[grant.basis]),
                purpose=translate(locale, grant.purpose),
                ground=grant.ground,
                disclosed_at=disclosure.disclosed_at,
                until_on=grant.until_on,
                state=translate(locale, STATES[term.closed] if term.closed else OPEN),
                is_open=term.is_open,
                closed_on=term.closed_on,
            )
        )
    return lines


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    return {key: _name(account) for key, account in list_accounts(session, ids).items()}


def _name(account: Account) -> str:
    return account.name or account.email
