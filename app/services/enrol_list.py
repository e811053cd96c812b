"""A pasted list of people, as academies send it: one a line, with name, e-mail and phone in any order."""

import re
from dataclasses import dataclass

_EMAIL = re.compile(r"<?\s*([^\s<>,;\t]+@[^\s<>,;\t]+)\s*>?")
_PHONE = re.compile(r"\+?\(?\d[\d\s().-]{6,}\d")
_NUMBERED = re.compile(r"^\s*\d{1,3}\s*[.)\-:]\s+")
_EDGE = " \t,;|<>\"'·•-–"


@dataclass(frozen=True, slots=True)
class Typed:
    """One person as typed; what is not there is empty. `line` is the whole line."""

    line: str
    name: str
    email: str
    phone: str


def read_people(text: str) -> list[Typed]:
    """Return the people of a pasted list in order; blank lines and a heading ("Name, e-mail …") are left out."""
    found: list[Typed] = []
    for raw in text.splitlines():
        line = " ".join(raw.split())
        rest = _NUMBERED.sub("", raw)
        email = _EMAIL.search(rest)
        rest = rest.replace(email[0], "\t") if email else rest
        phone = _PHONE.search(rest)
        rest = rest.replace(phone[0], "\t") if phone else rest
        name = _name(rest)
        if not (name or email or phone) or _is_heading(name, first=not found and not email and not phone):
            continue
        found.append(Typed(line, name, email[1].rstrip(".") if email else "", phone[0].strip() if phone else ""))
    return found


def _name(rest: str) -> str:
    """Return the first piece that holds letters; a comma within "Ríos Peña, Ana" stays where nothing else is left."""
    pieces = [piece.strip(_EDGE) for piece in re.split(r"[\t;|]", rest)]
    pieces = [piece for piece in pieces if any(letter.isalpha() for letter in piece)]
    return " ".join(pieces[0].split()) if pieces else ""


def _is_heading(name: str, *, first: bool) -> bool:
    return first and bool(re.match(r"(?i)(nombre|name|alumn|participante)", name))
