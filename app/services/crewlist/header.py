"""What stands above a crew list, and what its file is called."""

import re

from app.messages import mark
from app.services.crewlist.document import CrewList, Head
from app.services.crewlist.words import CONFIDENTIAL, Words


def facts(document: CrewList) -> tuple[tuple[str, str], ...]:
    """Return the header's facts as (label, value), those that have one."""
    head, words = document.head, Words(document.locale)
    told = (
        (mark("Production code"), head.code),
        (mark("Company"), head.company),
        (mark("Kind"), head.kind_text),
        (mark("Version"), str(head.need_version)),
        (mark("Date"), words.day(head.made_on)),
        (mark("Office"), head.office_address),
        (mark("Contact"), head.contact_name),
        (mark("Bases"), ", ".join(head.bases)),
        (mark("Shoot"), _shoot(head, words)),
        (mark("Filled"), filled(document)),
        (mark("Contact details until"), words.day(document.contacts_until)),
    )
    return tuple((words(label), value) for label, value in told if value)


def filled(document: CrewList) -> str:
    """Return how many places have a person, of how many, over how many positions."""
    words = Words(document.locale)
    return words(
        mark("%(filled)s of %(slots)s places, %(lines)s positions"),
        filled=document.filled,
        slots=len(document.slots),
        lines=len(document.lines),
    )


def stamps(document: CrewList) -> tuple[str, ...]:
    """Return the words stamped on every page: confidential, preview, fictional."""
    head, words = document.head, Words(document.locale)
    found = [words(CONFIDENTIAL)]
    if head.preview:
        found.append(words(mark("Preview, not released")))
    if head.fictional:
        found.append(words(mark("Fictional demo data")))
    return tuple(found)


def notice(document: CrewList) -> str:
    """Return the sentence that tells the reader what the list may be used for."""
    words = Words(document.locale)
    return words(
        mark(
            "For this production's hiring only. Phone numbers and e-mails are here by consent of each person, or "
            "granted by the commission; do not pass them on, and delete them when their time is over. "
            "Proposals are not bookings: each person decides."
        )
    )


def released(document: CrewList) -> str:
    """Return the sentence that a released file is known again by; empty on pages and previews."""
    stamp, words = document.stamp, Words(document.locale)
    if stamp is None:
        return ""
    told = words(
        mark("Given to %(given_to)s by %(taken_by)s on %(at)s, for: %(purpose)s."),
        given_to=stamp.given_to,
        taken_by=stamp.taken_by,
        at=stamp.at_text,
        purpose=stamp.purpose,
    )
    until = document.contacts_until
    return f"{told} {words(mark('Contact details until %(day)s.'), day=words.day(until))}" if until else told


def file_name(document: CrewList, extension: str) -> str:
    """Return a name that sorts by production and day, with letters that every system takes."""
    head = document.head
    code = re.sub(r"[^A-Za-z0-9-]+", "-", head.code).strip("-") or "production"
    kind = "crew-list" if document.locale == "en" else "lista-de-crew"
    return f"{code}_{kind}_v{head.need_version}_{head.made_on.isoformat()}.{extension}"


def _shoot(head: Head, words: Words) -> str:
    if head.shoot_starts_on is None or head.shoot_ends_on is None:
        return ""
    return words.span(head.shoot_starts_on, head.shoot_ends_on)
