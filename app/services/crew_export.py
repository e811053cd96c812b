"""The list of crew as CSV, for staff."""

from collections.abc import Iterator, Mapping

import phonenumbers
from sqlmodel import Session

from app.labels import label_of
from app.messages import mark, translate
from app.queries.crew_search import CrewLine, list_crew_lines
from app.services.audit import Actor, record_audit
from app.services.csv_out import BOM, write_rows
from app.services.place_choices import place_label
from app.services.role_choices import department_name, department_of, role_name
from matching.person_days import DayState

CHUNK = 500
COLUMNS = (
    mark("No."),
    mark("Name"),
    mark("Given name"),
    mark("Surnames"),
    mark("Department"),
    mark("Role"),
    mark("Other roles"),
    mark("Base"),
    mark("State of residence"),
    mark("Languages"),
    mark("Phone"),
    mark("E-mail"),
    mark("Best way"),
    mark("Status"),
    mark("Confirmed"),
)
STATE_WORDS: Mapping[DayState, str] = {
    DayState.BOOKED: mark("Booked"),
    DayState.HELD: mark("Held"),
    DayState.UNAVAILABLE: mark("Not available"),
    DayState.TENTATIVE: mark("Tentative"),
    DayState.AVAILABLE: mark("Free"),
    DayState.UNKNOWN: mark("Unknown"),
}


def spoken_phone(phone: str | None) -> str:
    """Return a phone number as people read it: ten digits in groups within Mexico, (+country) in front elsewhere."""
    if not phone:
        return ""
    try:
        number = phonenumbers.parse(phone, "MX")
    except phonenumbers.NumberParseException:
        return phone
    if phonenumbers.region_code_for_number(number) == "MX":
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
    text = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    country, _, rest = text.partition(" ")
    return f"({country}) {rest}"


def export_crew(session: Session, actor: Actor, *, ids: list[int], locale: str) -> Iterator[str]:
    """Record that a list with contact details went out; return it as CSV text, piece by piece."""
    record_audit(session, actor, "crew:list:exported", subject_kind="crew_member", after={"people": len(ids)})
    session.flush()
    return _pieces(session, ids, locale)


def _pieces(session: Session, ids: list[int], locale: str) -> Iterator[str]:
    yield BOM + write_rows([[translate(locale, name) for name in COLUMNS]])
    for at in range(0, len(ids), CHUNK):
        lines = list_crew_lines(session, ids[at : at + CHUNK])
        yield write_rows(_cells(line, locale) for line in lines)


def _cells(line: CrewLine, locale: str) -> list[object]:
    member = line.member
    main, *others = [role.role_id for role in line.roles] or [""]
    return [
        member.id,
        member.name,
        member.given_name,
        member.surname,
        department_name(department_of(main), locale),
        role_name(main, locale),
        "; ".join(role_name(role_id, locale) for role_id in others),
        place_label(member.base_place),
        member.residence_state,
        ", ".join(f"{label_of(spoken.language, locale)} {spoken.level}" for spoken in line.languages),
        spoken_phone(member.phone),
        member.email,
        label_of(member.preferred_channel, locale),
        label_of(member.status, locale),
        member.confirmed_at.date().isoformat() if member.confirmed_at else "",
    ]
