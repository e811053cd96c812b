"""Contacts as vCard 3.0 (RFC 2426): what every telephone, Outlook and Google take; 4.0 they take in part."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.ics.text import escaped, uri, write_lines


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to telephone, under the whole name that they are called by.

    `role` is their position on the production; `uid` stays the same between two files.
    """

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""
    org: str = ""
    note: str = ""
    uid: str = ""


def write_vcards(contacts: Iterable[Contact]) -> bytes:
    """Return the contacts as one file, in the order given."""
    return write_lines(line for contact in contacts for line in _lines(contact))


def _lines(contact: Contact) -> Iterator[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{escaped(contact.name)}"
    yield f"N:;{escaped(contact.name)};;;"
    if contact.uid:
        yield f"UID:{escaped(contact.uid)}"
    if contact.role:
        yield f"TITLE:{escaped(contact.role)}"
    if contact.org:
        yield f"ORG:{escaped(contact.org)}"
    if contact.phone:
        yield f"TEL;TYPE=CELL:{_dialled(contact.phone)}"
    if contact.email:
        yield f"EMAIL;TYPE=INTERNET:{escaped(uri(contact.email))}"
    if contact.note:
        yield f"NOTE:{escaped(contact.note)}"
    yield "END:VCARD"


def _dialled(phone: str) -> str:
    """Return the number as it is dialled; no other character can get into the line."""
    return "".join(character for character in phone if character in "+0123456789*#")
