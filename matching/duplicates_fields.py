"""What was typed besides the name, in the form in which it is compared; "" where nothing useful was typed."""

import re

from matching.text import fold

PHONE_DIGITS, LEAST_PHONE_DIGITS = 10, 7
MAILBOXES = frozenset(
    {
        *("admin", "administracion", "casting", "contact", "contacto", "coordinacion", "correo", "crew", "hello"),
        *("hola", "info", "mail", "office", "oficina", "produccion", "production", "productions", "rh", "ventas"),
    }
)
"""Local parts that stand for an office, not a person."""

_NOT_DIGITS = re.compile(r"\D+")
_ISO = re.compile(r"(\d{4})(?:-?(\d{1,2})(?:-?(\d{1,2}))?)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_KIND_OF_WAY = re.compile(
    r"\b(?:av|ave|avda|avenida|blvd|boulevard|bulevar|c|calle|calz|calzada|cto|circuito|and|andador|priv|privada|"
    r"cda|cerrada|prol|prolongacion|num|no|numero|col|colonia|fracc|fraccionamiento|street|road|rd|lane|drive)\b"
)
_DIGITS = re.compile(r"\d+")
_SAINT = re.compile(r"\b(?:sta|sto|sn)\b")


def phone_key(text: str) -> str:
    """Return the last ten digits, which leave country and old trunk prefixes out; none below seven digits."""
    digits = _NOT_DIGITS.sub("", text)[-PHONE_DIGITS:]
    return digits if len(digits) >= LEAST_PHONE_DIGITS and len(set(digits)) > 1 else ""


def email_key(text: str) -> str:
    """Return the address in small letters without a +tag; Gmail's dots, which mean nothing, are left out."""
    local, at, domain = text.strip().lower().partition("@")
    if not (local and at and domain):
        return ""
    local = local.partition("+")[0] or local
    if domain in {"gmail.com", "googlemail.com"}:
        local, domain = local.replace(".", "") or local, "gmail.com"
    return f"{local}@{domain}"


def local_part(email: str) -> str:
    """Return what stands before the @ of an `email_key`, without dots; "" for an office's mailbox."""
    local = re.sub(r"[._\-]", "", email.partition("@")[0])
    return "" if local in MAILBOXES else local


def birth_key(text: str) -> tuple[int, int, int]:
    """Return year, month, day; 0 where unknown. A month of 13 or a day of 31 June stay: they are typing errors."""
    plain = text.strip()[:10]
    found = _DAY_FIRST.fullmatch(plain)
    if found:
        return int(found[3]), int(found[2]), int(found[1])
    found = _COMPACT.fullmatch(plain) or _ISO.fullmatch(plain)
    if not found:
        return 0, 0, 0
    return int(found[1]), int(found[2] or 0), int(found[3] or 0)


def street_key(text: str) -> str:
    """Return the street's name and its numbers, without the word that says which kind of way it is."""
    plain = fold(text)
    return " ".join((_KIND_OF_WAY.sub(" ", plain).strip() or plain).split())


def house_number(street: str) -> str:
    """Return the first number of a `street_key`, "" where it has none."""
    found = _DIGITS.search(street)
    return found[0] if found else ""


def number_in(text: str) -> str:
    """Return all digits of a text in a row."""
    return _NOT_DIGITS.sub("", text)


def place_key(text: str) -> str:
    """Return a place's name, folded, saints written out."""
    return _SAINT.sub(lambda found: {"sta": "santa", "sto": "santo", "sn": "san"}[found[0]], fold(text))


def postcode_key(text: str) -> str:
    """Return letters and digits of a postcode."""
    return fold(text).replace(" ", "")
