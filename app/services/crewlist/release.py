"""The crew list goes out: what leaves the house is written down in the same transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError, NotAllowedError
from app.messages import LOCALES, mark
from app.models.need import Need, NeedStatus
from app.models.production import Production
from app.models.trust import Release
from app.services.audit import Actor, record_audit
from app.services.crewlist.build import Asked, build_crew_list
from app.services.crewlist.csv_file import write_csv
from app.services.crewlist.document import CrewList
from app.services.crewlist.header import file_name
from app.services.crewlist.json_file import write_json
from app.services.crewlist.pdf_file import write_pdf
from app.services.crewlist.people import find_open
from app.services.crewlist.stamp import make_stamp
from app.services.crewlist.terms import Contacts
from app.services.crewlist.vcf_file import only_open_contacts, write_cards
from app.services.crewlist.xlsx_file import write_xlsx
from app.services.disclosure import disclose, open_consent_grant
from app.services.shortlist import record_referrals

WEB = "web"
FORMATS: dict[str, tuple[Callable[[CrewList], bytes], str]] = {
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "pdf": (write_pdf, "application/pdf"),
    "csv": (write_csv, "text/csv; charset=utf-8"),
    "json": (write_json, "application/json"),
}
"""The whole list as a file, open places and candidates with it."""

CARDS = "vcf"
CARDS_MEDIA_TYPE = "text/vcard; charset=utf-8"
SHOWN = frozenset({NeedStatus.ACCEPTED, NeedStatus.MATCHED, NeedStatus.SENT, NeedStatus.CLOSED})
"""From `accepted` on a production may see names; before it nobody's."""


@dataclass(frozen=True, slots=True)
class CrewFile:
    """A crew list as a file. `release` is empty for a preview, which carries no contact details."""

    name: str
    media_type: str
    data: bytes
    document: CrewList
    release: Release | None


def may_be_shown(need: Need) -> bool:
    """Return whether people may be named to the production that handed the need in."""
    return need.status in SHOWN


def write_file(document: CrewList, form: str) -> bytes:
    """Return the document as a file of one of FORMATS; InvalidInputError for another."""
    _check(form, document.locale)
    return FORMATS[form][0](document)


def release_crew_list(
    session: Session, actor: Actor, need: Need, production: Production, *, form: str, locale: str
) -> CrewFile:
    """Return the crew list as a file and write down that it went out, whose contacts with it, who was shown.

    Raises NotAllowedError before staff accepted the need, ConflictError where cards are asked for and there are none.
    """
    if not may_be_shown(need):
        raise NotAllowedError(mark("The crew list goes out once the commission has accepted the need."))
    if form == CARDS:
        return _release_cards(session, actor, need, production, locale=locale)
    _check(form, locale)
    document = build_crew_list(session, need, production, Asked(locale, actor.at, Contacts.CONSENTED))
    document, release = record_release(session, actor, need, production, document, form=form)
    name = file_name(document, form)
    return CrewFile(name, FORMATS[form][1], write_file(document, form), document, release)


def _release_cards(session: Session, actor: Actor, need: Need, production: Production, *, locale: str) -> CrewFile:
    """Return a card of each person on the list whose contact may go out; only they were shown by it."""
    _check_locale(locale)
    whole = build_crew_list(session, need, production, Asked(locale, actor.at, Contacts.CONSENTED, candidates=False))
    document = only_open_contacts(whole)
    if not document.filled:
        raise ConflictError(mark("Nobody on this list lets their phone or e-mail go out yet."))
    document, release = record_release(session, actor, need, production, document, form=CARDS)
    return CrewFile(file_name(document, CARDS), CARDS_MEDIA_TYPE, write_cards(document), document, release)


def preview_crew_list(
    session: Session, actor: Actor, need: Need, production: Production, *, form: str, locale: str
) -> CrewFile:
    """Return the crew list as a file for staff to look at: marked as a preview, without contact details."""
    if form == CARDS:
        raise ConflictError(mark("Contact cards go out once the commission has accepted the need."))
    _check(form, locale)
    document = build_crew_list(session, need, production, Asked(locale, actor.at, Contacts.NONE, preview=True))
    record_audit(
        session,
        actor,
        "staff:crew_list:previewed",
        subject_kind="need",
        subject_id=need.id,
        after={"version": need.version, "format": form, "locale": locale},
    )
    session.flush()
    return CrewFile(file_name(document, form), FORMATS[form][1], write_file(document, form), document, None)


def open_contacts(session: Session, actor: Actor, need: Need, production: Production, *, locale: str) -> Release:
    """Let the production's page show contact details from now on, and write that down as a release."""
    if not may_be_shown(need):
        raise NotAllowedError(mark("The crew list goes out once the commission has accepted the need."))
    document = build_crew_list(session, need, production, Asked(locale, actor.at, Contacts.CONSENTED))
    if not document.filled:
        raise ConflictError(mark("There is nobody on this list yet."))
    return record_release(session, actor, need, production, document, form=WEB)[1]


def record_release(
    session: Session, actor: Actor, need: Need, production: Production, document: CrewList, *, form: str
) -> tuple[CrewList, Release]:
    """Write a release, the disclosures that it makes, and the referral of everybody whom it names.

    Returns the document with the release's stamp, to be written as it is.
    """
    shown = list(document.people())
    people = {person.id for _, person, _ in shown}
    open_to = {person.id for _, person, _ in shown if person.contact_allowed}
    stamped = replace(document, stamp=make_stamp(session, actor, production, document))
    release = add_release(session, actor, need.id, stamped, form=form)
    disclosed = _disclose(session, actor, production, release, open_to)
    referred = record_referrals(session, actor, ((line.position_id, person.id, rank) for line, person, rank in shown))
    if need.status is NeedStatus.MATCHED:
        need.status, need.updated_at = NeedStatus.SENT, actor.at
    record_audit(
        session,
        actor,
        "need:crew_list:released",
        subject_kind="release",
        subject_id=release.id,
        after={
            "need": need.id,
            "version": need.version,
            "format": form,
            "locale": document.locale,
            "code": release.code,
            "people": sorted(people),
            "contacts_of": sorted(open_to),
            "disclosures": disclosed,
            "referrals": referred,
        },
    )
    session.flush()
    return stamped, release


def add_release(session: Session, actor: Actor, need_id: int | None, document: CrewList, *, form: str) -> Release:
    """Write down that a stamped document went out; without `need_id` of a brief that is not kept."""
    stamp = document.stamp
    if stamp is None:
        raise ValueError("a released document carries a stamp")
    people = {person.id: person.contact_allowed for _, person, _ in document.people()}
    release = Release(
        code=stamp.code,
        need_id=need_id,
        need_version=document.head.need_version,
        format=form,
        locale=document.locale,
        people=len(people),
        contacts=sum(people.values()),
        given_to=stamp.given_to,
        purpose=stamp.purpose,
        contacts_until_on=document.contacts_until,
        made_by_id=actor.account_id,
        made_at=actor.at,
    )
    session.add(release)
    session.flush()
    return release


def _disclose(session: Session, actor: Actor, production: Production, release: Release, people: set[int]) -> int:
    """Add a disclosure for each person whose details had not gone to the production yet; return how many."""
    known = find_open(session, production, people, contacts=Contacts.DISCLOSED, now=actor.at)
    new = people - known
    grant = open_consent_grant(session, actor, production) if new else None
    if grant is not None:
        disclose(session, actor, grant, new, release_id=release.id)
    return len(new) if grant is not None else 0


def _check(form: str, locale: str) -> None:
    if form not in FORMATS:
        raise InvalidInputError(mark("A crew list comes as xlsx, pdf, csv or json."))
    _check_locale(locale)


def _check_locale(locale: str) -> None:
    if locale not in LOCALES:
        raise InvalidInputError(mark("A crew list comes in English (en) or Spanish (es_MX)."))
