"""Names of roles and places for pages of imports, and what a person typed for them."""

from functools import cache

from app.services.imports.questions import KEEP
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver


def role_label(role_id: str, locale: str) -> str:
    """Return a role with its department, so that two roles of like name are told apart."""
    taxonomy = get_taxonomy()
    role = taxonomy.role(role_id)
    department = taxonomy.department(role.department_id)
    spanish = locale.startswith("es")
    names = (role.name_es, department.name_es) if spanish else (role.name_en, department.name_en)
    return f"{names[0]} · {names[1]}"


@cache
def role_labels(locale: str) -> tuple[str, ...]:
    """Return every role as `role_label` writes it, in the taxonomy's order: what type-ahead offers."""
    taxonomy = get_taxonomy()
    ids = sorted((role.id for role in taxonomy.roles), key=taxonomy.order_key)
    return tuple(role_label(role_id, locale) for role_id in ids)


@cache
def _roles_by_label() -> dict[str, str]:
    return {role_label(role.id, locale): role.id for role in get_taxonomy().roles for locale in ("en", "es_MX")}


def role_of(typed: str) -> str | None:
    """Return the role that a person chose or typed; None where it names none for sure."""
    typed = typed.strip()
    if typed == KEEP:
        return KEEP
    if typed in get_taxonomy():
        return typed
    return _roles_by_label().get(typed) or get_title_resolver().resolve(typed).role_id


def place_label(place_id: str) -> str:
    """Return a place's whole name."""
    return get_gazetteer().label(place_id)


def place_of(typed: str, state: str) -> str | None:
    """Return the place that a person chose or typed; None where it names none for sure."""
    typed = typed.strip()
    gazetteer = get_gazetteer()
    if typed == KEEP or typed in gazetteer:
        return typed
    place = gazetteer.resolve(typed, state)
    return place.id if place else None
