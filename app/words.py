"""Filters that turn stored values into words of the page's language: choices, roles, places, ages, pesos."""

from datetime import date, timedelta
from enum import StrEnum

from flask import Flask
from flask_babel import gettext, ngettext

from app import clock
from app.i18n import locale
from app.labels import label_of
from app.services.crew_export import STATE_WORDS, spoken_phone
from app.services.place_choices import place_label, place_name
from app.services.role_choices import department_name, department_of, role_aliases, role_name

_LONG_AGO = 60


def label(member: StrEnum | None) -> str:
    """Return the words for a choice; nothing where there is none."""
    return label_of(member, locale()) if member is not None else ""


def role(role_id: str | None) -> str:
    """Return a role's name."""
    return role_name(role_id, locale())


def department(role_id: str | None) -> str:
    """Return the name of the department that a role belongs to."""
    return department_name(department_of(role_id), locale())


def ago(day: date | None) -> str:
    """Return how long ago a day is, as people say it."""
    if day is None:
        return ""
    days = (clock.today() - day).days
    if days <= 0:
        return str(gettext("today"))
    if days < _LONG_AGO:
        return str(ngettext("%(num)s day ago", "%(num)s days ago", days))
    return str(ngettext("%(num)s month ago", "%(num)s months ago", days // 30))


def state_word(state: str) -> str:
    """Return the word for the state of a day."""
    return next((str(gettext(word)) for known, word in STATE_WORDS.items() if known == state), state)


def pesos(centavos: int | None) -> str:
    """Return an amount in pesos; nothing where there is none."""
    return "" if centavos is None else f"${centavos / 100:,.2f}"


def init(app: Flask) -> None:
    """Let every page use them."""
    app.jinja_env.filters.update(
        label=label,
        role=role,
        department=department,
        department_id=department_of,
        role_aliases=role_aliases,
        place=place_name,
        place_label=place_label,
        ago=ago,
        pesos=pesos,
        phone=spoken_phone,
        state_word=state_word,
    )
    app.jinja_env.globals.update(today=clock.today, one_day=timedelta(days=1))
