"""The entries of the taxonomy (department, role, link, shared title), each read from a plain mapping."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

HEAD_LEVEL = 1
TRAINEE_LEVEL = 5


class TaxonomyError(ValueError):
    """The taxonomy's data contradicts itself; the message names the entry."""


class LinkKind(StrEnum):
    """How a holder of one role comes to fill another."""

    EXACT = "exact"
    STEP_UP = "step-up"
    ADJACENT = "adjacent"


class ShootSize(StrEnum):
    """Size classes of `typical_count`: about 25-40, 70-110 and 180-260 crew."""

    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


@dataclass(frozen=True, slots=True)
class Department:
    """One department; `order` is its place on crew lists."""

    id: str
    name_en: str
    name_es: str
    order: int

    def name(self, language: str) -> str:
        """Return the name in `language` ("es…" gives Spanish, anything else English)."""
        return self.name_es if language.startswith("es") else self.name_en


@dataclass(frozen=True, slots=True)
class RoleLink:
    """Holders of `role_id` can fill the role that owns this link, with credibility `weight` in 0..1."""

    role_id: str
    weight: float
    kind: LinkKind


@dataclass(frozen=True, slots=True)
class Role:
    """One role of a department's ladder: level 1 heads the department, 5 is a trainee."""

    id: str
    department_id: str
    level: int
    line: str
    name_en: str
    name_es: str
    name_es_f: str
    aliases: tuple[str, ...]
    links: tuple[RoleLink, ...]
    typical_count: Mapping[ShootSize, int]
    credentials: tuple[str, ...]

    def name(self, language: str, *, feminine: bool = False) -> str:
        """Return the name in `language` ("es…" gives Spanish, anything else English)."""
        if not language.startswith("es"):
            return self.name_en
        return self.name_es_f if feminine else self.name_es

    @property
    def titles(self) -> tuple[str, ...]:
        """Every spelling that names this role: its names in each language, then its aliases."""
        return (self.name_en, self.name_es, self.name_es_f, *self.aliases)


@dataclass(frozen=True, slots=True)
class AmbiguousTitle:
    """A title that several roles share; `prefer` is the role to assume with no other evidence."""

    alias: str
    role_ids: tuple[str, ...]
    prefer: str | None
    note: str


def read_entries(data: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """Return the list of mappings under `key` (empty if absent); TaxonomyError if it is something else."""
    entries = data.get(key) or ()
    if not isinstance(entries, Sequence) or not all(isinstance(e, Mapping) for e in entries):
        raise TaxonomyError(f"{key} must be a list of mappings")
    return entries


def read_text(entry: Mapping[str, Any], key: str, where: str) -> str:
    """Return the text under `key`; TaxonomyError naming `where` if it is missing, blank or no text."""
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise TaxonomyError(f"{where}: {key} is missing or no text")
    return value


def read_department(entry: Mapping[str, Any]) -> Department:
    """Read one department; TaxonomyError naming it if a field is missing."""
    department_id = read_text(entry, "id", f"department {entry!r}")
    where = f"department {department_id}"
    names = entry.get("name") or {}
    order = entry.get("order")
    if not isinstance(order, int):
        raise TaxonomyError(f"{where}: order is missing or no whole number")
    return Department(department_id, read_text(names, "en", where), read_text(names, "es", where), order)


def read_role(entry: Mapping[str, Any]) -> Role:
    """Read one role; TaxonomyError naming it if a field is missing or out of its range."""
    role_id = read_text(entry, "id", f"role {entry!r}")
    where = f"role {role_id}"
    names = entry.get("name") or {}
    level = entry.get("level")
    if not isinstance(level, int) or not HEAD_LEVEL <= level <= TRAINEE_LEVEL:
        raise TaxonomyError(f"{where}: level must be {HEAD_LEVEL}..{TRAINEE_LEVEL}, not {level!r}")
    counts = entry.get("typical_count") or {}
    return Role(
        id=role_id,
        department_id=read_text(entry, "department", where),
        level=level,
        line=read_text(entry, "line", where),
        name_en=read_text(names, "en", where),
        name_es=read_text(names, "es", where),
        name_es_f=read_text(names, "es_f", where),
        aliases=tuple(str(a) for group in (entry.get("aliases") or {}).values() for a in group),
        links=(
            *_links(entry.get("steps_from") or (), LinkKind.STEP_UP, where),
            *_links(entry.get("adjacent") or (), LinkKind.ADJACENT, where),
        ),
        typical_count={size: int(counts.get(size.value, 0)) for size in ShootSize},
        credentials=tuple(map(str, entry.get("credentials") or ())),
    )


def _links(entries: Iterable[Mapping[str, Any]], kind: LinkKind, where: str) -> Iterable[RoleLink]:
    for entry in entries:
        target = read_text(entry, "role", where)
        weight = entry.get("weight")
        if not isinstance(weight, int | float) or not 0.0 <= weight <= 1.0:
            raise TaxonomyError(f"{where}: weight of its link to {target} must be 0..1, not {weight!r}")
        yield RoleLink(target, float(weight), kind)


def read_ambiguous(entry: Mapping[str, Any]) -> AmbiguousTitle:
    """Read one shared title; TaxonomyError naming it if it prefers a role that it does not list."""
    alias = read_text(entry, "alias", f"ambiguous {entry!r}")
    prefer = entry.get("prefer")
    role_ids = tuple(map(str, entry.get("roles") or ()))
    if prefer is not None and prefer not in role_ids:
        raise TaxonomyError(f"ambiguous {alias!r}: prefers {prefer!r}, which is not among its roles")
    return AmbiguousTitle(alias, role_ids, prefer, str(entry.get("note") or ""))
