"""What a profile is found and ordered by: folded names, roles and skills."""

from collections.abc import Iterable
from functools import cache, lru_cache

from app.models.crew import CrewMember
from app.services.taxonomy import get_taxonomy
from matching.text import fold

LONGEST_KEY = 300
MOST_TEXT_BYTES = 1600
"""With a key of 300 letters it still fits into an index entry of PostgreSQL (2,704 bytes)."""


def name_key(given_name: str, surname: str, credit_name: str = "") -> str:
    """Return what lists order a person by: folded surname, then given name, or the credit name where it is all."""
    return fold(f"{surname} {given_name}".strip() or credit_name)[:LONGEST_KEY].strip()


def search_text(
    names: Iterable[str], role_ids: Iterable[str] = (), titles: Iterable[str] = (), skills: Iterable[str] = ()
) -> str:
    """Return what free text looks in: folded words, each once, each after a space so that beginnings can be met.

    `names` are all a person goes by, `titles` their roles as typed. A role counts with its names in both languages.
    """
    typed = [word for text in (*titles, *skills) for word in _words(text)]
    words = [*fold(" ".join(names)).split(), *(word for role_id in role_ids for word in _role_words(role_id)), *typed]
    return _cut("".join(f" {word}" for word in dict.fromkeys(words)))


def _cut(text: str) -> str:
    """Leave out the last words of a text that is too long for an index."""
    data = text.encode()
    if len(data) <= MOST_TEXT_BYTES:
        return text
    return data[:MOST_TEXT_BYTES].decode(errors="ignore").rpartition(" ")[0]


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    """Fold a title or skill; many people share them."""
    return tuple(fold(text).split())


@cache
def _role_words(role_id: str) -> tuple[str, ...]:
    taxonomy = get_taxonomy()
    if role_id not in taxonomy:
        return ()
    role = taxonomy.role(role_id)
    return tuple(fold(f"{role.name_en} {role.name_es} {role.name_es_f}").split())


def refresh_member_text(
    member: CrewMember, *, role_ids: Iterable[str], titles: Iterable[str], skills: Iterable[str]
) -> None:
    """Renew a profile's order and search text from its names and from what else it is found by."""
    member.name_key = name_key(member.given_name, member.surname, member.credit_name)
    names = (member.credit_name, member.given_name, member.surname)
    member.search_text = search_text(names, role_ids, titles, skills)
