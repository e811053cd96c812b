"""Contacts as vCard 4.0 (RFC 6350), for the address book of a telephone."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.ics.text import escaped, uri, write_lines


@dataclass(frozen=True, slots=True)
class Contact:
    """A person to telephone. `role` is their position on the production; `uid` stays the same between two files."""

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
    yield "VERSION:4.0"
    yield f"FN:{escaped(contact.name)}"
    if contact.uid:
        yield f"UID;VALUE=text:{escaped(contact.uid)}"
    if contact.role:
        yield f"TITLE:{escaped(contact.role)}"
    if contact.org:
        yield f"ORG:{escaped(contact.org)}"
    if contact.phone:
        yield f"TEL;TYPE=cell;VALUE=uri:tel:{_dialled(contact.phone)}"
    if contact.email:
        yield f"EMAIL:{escaped(uri(contact.email))}"
    if contact.note:
        yield f"NOTE:{escaped(contact.note)}"
    yield "END:VCARD"


def _dialled(phone: str) -> str:
    """Return the number as a tel: address holds it; no other character can get into the line."""
    return "".join(character for character in phone if character in "+0123456789*#")
