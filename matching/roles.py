"""The taxonomy: departments, roles, their ladders and links, indexed and validated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from matching.role_entries import (
    AmbiguousTitle,
    Department,
    LinkKind,
    Role,
    RoleLink,
    ShootSize,
    TaxonomyError,
    read_ambiguous,
    read_department,
    read_entries,
    read_role,
    read_text,
)
from matching.text import fold

__all__ = [
    "AmbiguousTitle",
    "Department",
    "LinkKind",
    "Role",
    "RoleLink",
    "ShootSize",
    "Taxonomy",
    "TaxonomyError",
]


@dataclass(frozen=True)
class Taxonomy:
    """All departments and roles, indexed. Built by `from_data`; never changed afterwards."""

    departments: tuple[Department, ...]
    roles: tuple[Role, ...]
    ambiguous: tuple[AmbiguousTitle, ...]
    department_terms: Mapping[str, str]
    qualifiers: Mapping[str, tuple[str, ...]]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Taxonomy":
        """Build from the plain mapping of `roles.yaml`; raise TaxonomyError naming the entry at fault."""
        taxonomy = cls(
            departments=tuple(read_department(d) for d in read_entries(data, "departments")),
            roles=tuple(read_role(r) for r in read_entries(data, "roles")),
            ambiguous=tuple(read_ambiguous(a) for a in read_entries(data, "ambiguous")),
            department_terms={
                fold(read_text(t, "term", f"department term {t!r}")): read_text(
                    t, "department", f"department term {t!r}"
                )
                for t in read_entries(data, "department_terms")
            },
            qualifiers={str(k): tuple(map(str, v)) for k, v in (data.get("qualifiers") or {}).items()},
        )
        _validate(taxonomy)
        return taxonomy

    @cached_property
    def _roles_by_id(self) -> Mapping[str, Role]:
        return {r.id: r for r in self.roles}

    @cached_property
    def _departments_by_id(self) -> Mapping[str, Department]:
        return {d.id: d for d in self.departments}

    @cached_property
    def _departments_by_term(self) -> Mapping[str, str]:
        terms = dict(self.department_terms)
        for d in self.departments:
            terms |= {fold(d.id): d.id, fold(d.name_en): d.id, fold(d.name_es): d.id}
        return terms

    def __contains__(self, role_id: object) -> bool:
        return role_id in self._roles_by_id

    def role(self, role_id: str) -> Role:
        """Return the role with this id; KeyError if there is none."""
        return self._roles_by_id[role_id]

    def department(self, department_id: str) -> Department:
        """Return the department with this id; KeyError if there is none."""
        return self._departments_by_id[department_id]

    def find_department(self, text: str) -> Department | None:
        """Return the department named by an id, a name in either language, or a bare term such as "arte"."""
        found = self._departments_by_term.get(fold(text))
        return None if found is None else self._departments_by_id[found]

    def roles_of(self, department_id: str) -> tuple[Role, ...]:
        """Return the department's roles, heads first; KeyError for an unknown department."""
        self.department(department_id)
        return tuple(sorted((r for r in self.roles if r.department_id == department_id), key=self._order))

    def order_key(self, role_id: str) -> tuple[int, int, str]:
        """Return the sort key of crew lists: department order, then level, then English name."""
        return self._order(self.role(role_id))

    def _order(self, role: Role) -> tuple[int, int, str]:
        return (self.department(role.department_id).order, role.level, role.name_en)

    def candidates_for(self, role_id: str, min_weight: float = 0.0) -> tuple[RoleLink, ...]:
        """Return the roles whose holders can fill `role_id`: itself (exact, 1.0), then by falling weight.

        Links below `min_weight` are left out. A role linked both ways keeps its heavier link.
        """
        best: dict[str, RoleLink] = {}
        for link in self.role(role_id).links:
            if link.weight >= min_weight and link.weight > best.get(link.role_id, _NO_LINK).weight:
                best[link.role_id] = link
        ordered = sorted(best.values(), key=lambda link: (-link.weight, self.order_key(link.role_id)))
        return (RoleLink(role_id, 1.0, LinkKind.EXACT), *ordered)

    @cached_property
    def roles_by_title(self) -> Mapping[str, str]:
        """Folded title -> role id, for every title that names one role only (ambiguous ones left out)."""
        shared = self.ambiguous_by_title
        return {fold(t): r.id for r in self.roles for t in r.titles if fold(t) not in shared}

    @cached_property
    def ambiguous_by_title(self) -> Mapping[str, AmbiguousTitle]:
        """Folded title -> its ambiguous entry."""
        return {fold(a.alias): a for a in self.ambiguous}


_NO_LINK = RoleLink("", -1.0, LinkKind.ADJACENT)


def _validate(taxonomy: Taxonomy) -> None:
    _require_unique("department", [d.id for d in taxonomy.departments])
    _require_unique("role", [r.id for r in taxonomy.roles])
    _require_known_departments(taxonomy)
    _require_known_roles(taxonomy)
    _require_titles_claimed_once(taxonomy)


def _require_known_departments(taxonomy: Taxonomy) -> None:
    known = {d.id for d in taxonomy.departments}
    for role in taxonomy.roles:
        if role.department_id not in known:
            raise TaxonomyError(f"role {role.id}: unknown department {role.department_id!r}")
    for term, department_id in taxonomy.department_terms.items():
        if department_id not in known:
            raise TaxonomyError(f"department term {term!r}: unknown department {department_id!r}")


def _require_known_roles(taxonomy: Taxonomy) -> None:
    known = {r.id for r in taxonomy.roles}
    for role in taxonomy.roles:
        for link in role.links:
            if link.role_id not in known or link.role_id == role.id:
                raise TaxonomyError(f"role {role.id}: its {link.kind} link to {link.role_id!r} does not resolve")
    for entry in taxonomy.ambiguous:
        unknown = set(entry.role_ids) - known
        if unknown or not entry.role_ids:
            raise TaxonomyError(f"ambiguous {entry.alias!r}: unknown roles {sorted(unknown)}")


def _require_unique(noun: str, ids: Sequence[str]) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise TaxonomyError(f"{noun} {each}: the id is used twice")
        seen.add(each)


def _require_titles_claimed_once(taxonomy: Taxonomy) -> None:
    shared = taxonomy.ambiguous_by_title
    owners: dict[str, str] = {}
    for role in taxonomy.roles:
        for title in role.titles:
            key = fold(title)
            if key in shared:
                continue
            owner = owners.setdefault(key, role.id)
            if owner != role.id:
                raise TaxonomyError(f"role {role.id}: alias {title!r} is already claimed by {owner}")
