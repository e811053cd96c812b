"""Departments and roles as choices of forms, in the page's language."""

from dataclasses import dataclass
from functools import cache

from app.services.taxonomy import get_taxonomy
from matching.text import fold


@dataclass(frozen=True)
class DepartmentChoice:
    """A department with its roles, heads first, as (id, name)."""

    id: str
    name: str
    roles: tuple[tuple[str, str], ...]


@cache
def list_departments(locale: str) -> tuple[DepartmentChoice, ...]:
    """Return the departments in the taxonomy's order."""
    taxonomy = get_taxonomy()
    spanish = locale.startswith("es")
    return tuple(
        DepartmentChoice(
            department.id,
            department.name_es if spanish else department.name_en,
            tuple((role.id, role.name(locale)) for role in taxonomy.roles_of(department.id)),
        )
        for department in sorted(taxonomy.departments, key=lambda department: department.order)
    )


@cache
def role_choices(locale: str) -> tuple[tuple[str, str, str, str], ...]:
    """Return every role as (id, name, department's name, folded spellings), by department, heads first."""
    return tuple(
        (role_id, name, department.name, role_aliases(role_id))
        for department in list_departments(locale)
        for role_id, name in department.roles
    )


@cache
def role_aliases(role_id: str) -> str:
    """Return every folded spelling of a role, for type-ahead."""
    return " ".join(sorted({fold(title) for title in get_taxonomy().role(role_id).titles}))


def role_name(role_id: str | None, locale: str) -> str:
    """Return the role's name in `locale`; the id itself where the taxonomy has lost it, nothing where there is none."""
    taxonomy = get_taxonomy()
    if not role_id or role_id not in taxonomy:
        return role_id or ""
    return taxonomy.role(role_id).name(locale)


def department_of(role_id: str | None) -> str:
    """Return the id of the role's department; nothing where the role is unknown."""
    taxonomy = get_taxonomy()
    return taxonomy.role(role_id).department_id if role_id and role_id in taxonomy else ""


def department_name(department_id: str, locale: str) -> str:
    """Return the department's name in `locale`."""
    return next((d.name for d in list_departments(locale) if d.id == department_id), department_id)
