"""The people of a crew list as a production may see them: contacts only where they may go out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session

from app.models.crew import CredentialKind, CrewMember
from app.models.production import Production
from app.queries.crewlist import CreditCount, PeopleRows, read_people
from app.services.crewlist.document import CredentialShown, CrewList, LanguageSkill, Person
from app.services.crewlist.terms import UNASKED, Contacts, Term, read_terms
from app.services.crewlist.told import credential_name, language_name
from app.services.crewlist.words import Words
from app.services.places import get_gazetteer


@dataclass
class People:
    """The people of one list; `person` makes each as a line sees them."""

    words: Words
    rows: PeopleRows
    terms: Mapping[int, Term]
    today: date
    _local: dict[tuple[str, str], bool] = field(default_factory=dict)
    _made: dict[int, Person] = field(default_factory=dict)

    def person(self, person_id: int, bases: Iterable[str], confirmed_on: date | None) -> Person | None:
        """Return a person as a line at `bases` (places) sees them; None for somebody no longer in the registry."""
        known = self._made.get(person_id)
        member = self.rows.members.get(person_id)
        if known is None and member is not None:
            known = self._made[person_id] = self._make(member)
        if known is None or member is None:
            return None
        local = self._is_local(member, list(bases))
        return known.seen(local=local, confirmed_on=confirmed_on or known.confirmed_on)

    def _make(self, member: CrewMember) -> Person:
        rows, member_id = self.rows, member.id or 0
        counted = rows.credits.get(member_id, CreditCount())
        term = self.terms.get(member_id, UNASKED)
        allowed = term.is_open
        return Person(
            id=member_id,
            name=member.name,
            legal_name=f"{member.given_name} {member.surname}".strip(),
            credit_name=member.credit_name,
            contact_allowed=allowed,
            phone=(member.phone or "") if allowed else "",
            email=(member.email or "") if allowed else "",
            contact_until=term.until_on,
            contact_closed=term.closed,
            contact_closed_on=term.closed_on,
            base=place_name(member.base_place),
            languages=tuple(
                LanguageSkill(code, language_name(self.words, code), level)
                for code, level in rows.languages.get(member_id, ())
            ),
            credentials=tuple(self._credentials(member_id)),
            kit=tuple(rows.kit.get(member_id, ())),
            credits=counted.credits,
            similar_credits=counted.similar,
            last_credit_year=counted.last_year,
            confirmed_on=member.confirmed_at.date() if member.confirmed_at else None,
        )

    def _credentials(self, member_id: int) -> Iterable[CredentialShown]:
        for each in self.rows.credentials.get(member_id, ()):
            if each.expires_on is None or each.expires_on >= self.today:
                titled = each.title if each.kind is CredentialKind.OTHER else ""
                name = titled or credential_name(self.words, each.kind.value)
                yield CredentialShown(each.kind.value, name, each.expires_on)

    def _is_local(self, member: CrewMember, bases: list[str]) -> bool | None:
        """Return whether the person works at every base as a local; None where either side is not on the map."""
        homes = [home for home in (member.base_place, *self.rows.work_bases.get(member.id or 0, ())) if home]
        if not homes or not bases:
            return None
        return all(any(self._near(home, base) for home in homes) for base in bases)

    def _near(self, home: str, base: str) -> bool:
        key = (home, base)
        if key not in self._local:
            gazetteer = get_gazetteer()
            self._local[key] = home in gazetteer and base in gazetteer and gazetteer.is_local(home, base)
        return self._local[key]


def load_people(
    session: Session,
    production: Production,
    ids: Collection[int],
    *,
    words: Words,
    contacts: Contacts,
    now: datetime,
    whole: bool,
) -> People:
    """Return the people with these ids; `whole` with credentials, kit and credits."""
    rows = read_people(session, ids, kind=production.kind, whole=whole)
    terms = read_terms(session, production, ids, contacts=contacts, now=now)
    return People(words, rows, terms, now.date())


def find_open(
    session: Session, production: Production, ids: Collection[int], *, contacts: Contacts, now: datetime
) -> set[int]:
    """Return whose contact details may stand in the document: by consent or by a disclosure that still counts."""
    terms = read_terms(session, production, ids, contacts=contacts, now=now)
    return {person for person, term in terms.items() if term.is_open}


def count_undisclosed(session: Session, production: Production, document: CrewList, *, now: datetime) -> int:
    """Count the people on the list who agreed to share their details, but whose release is not on record yet."""
    ids = {slot.person.id for slot in document.slots if slot.person and not slot.person.contact_allowed}
    return len(find_open(session, production, ids, contacts=Contacts.CONSENTED, now=now))


def place_name(place_id: str | None) -> str:
    """Return a place's short name; empty where it is not known."""
    gazetteer = get_gazetteer()
    return gazetteer.get(place_id).name if place_id and place_id in gazetteer else ""
