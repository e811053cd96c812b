"""A row of a crew list to what a profile would hold; roles and places stay as typed until they are resolved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.db import MAX_ID
from app.errors import InvalidInputError
from app.messages import mark
from app.models.credit import SEATED, TrainingResult
from app.models.crew import CefrLevel, Channel, CredentialKind, CrewStatus, Language, Seniority
from app.models.trust import ConsentPurpose
from app.services.imports.own_words import (
    TypedTraining,
    read_consent,
    read_credential_back,
    read_kit,
    read_role,
    read_training,
)
from app.services.imports.person import Person, name_field, read_person
from app.services.imports.row import MOST_YEARS, ImportRow
from app.services.imports.words import (
    find_choice,
    find_level,
    iter_numbers,
    read_credential,
    read_language,
    split_list,
)
from app.services.taxonomy import get_taxonomy
from matching.text import fold

ADULT = 18
NO_ROLE = mark("No role: the person comes in, and is found for no position until one is added.")
"""Said of a row without role; of people who are here already it is not so."""
_CONSENTS = {
    "consent_registry": ConsentPurpose.REGISTRY,
    "consent_share": ConsentPurpose.SHARE_WITH_PRODUCTIONS,
    "consent_statistics": ConsentPurpose.STATISTICS,
    "consent_training": ConsentPurpose.TRAINING,
}
_FLAGS = {
    "vehicle": "has_vehicle",
    "travel": "willing_to_travel",
    "invoices": "issues_invoices",
    "rfc": "has_rfc",
    "imss": "has_imss",
}
_NUMBERS = {
    "travel_weeks": ("max_travel_weeks", 520),
    "asks_a_month": ("most_asks_a_month", 31),
    "offers_a_week": ("most_offers_a_week", 50),
}
_STATES = frozenset({CrewStatus.DRAFT, CrewStatus.ACTIVE, CrewStatus.PAUSED})
_LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class TypedRole:
    """A role as typed, with what the row says of it; `role_id` where a list that went out from here names it."""

    title: str
    department: str = ""
    years: int | None = None
    seniority: Seniority | None = None
    role_id: str | None = None


@dataclass(slots=True)
class CrewDraft:
    """What a row says of a person. `columns` are those of `CrewMember` that it says; places are as typed.

    `registry_id` is the number that our own lists give people; `emptied` are fields to be emptied.
    """

    row: int
    person: Person
    registry_id: int | None = None
    emptied: frozenset[str] = frozenset()
    columns: dict[str, Any] = field(default_factory=dict)
    roles: list[TypedRole] = field(default_factory=list)
    base: str = ""
    residence: str = ""
    work_bases: list[str] = field(default_factory=list)
    languages: dict[Language, CefrLevel] = field(default_factory=dict)
    credentials: list[tuple[CredentialKind, str, date | None]] = field(default_factory=list)
    issued: dict[tuple[CredentialKind, str, date | None], date] = field(default_factory=dict)
    skills: list[str] = field(default_factory=list)
    kit: list[str] = field(default_factory=list)
    training: list[TypedTraining] = field(default_factory=list)
    consents: dict[ConsentPurpose, date] = field(default_factory=dict)
    versions: dict[ConsentPurpose, str] = field(default_factory=dict)
    kit_rates: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_crew_row(row: ImportRow, today: date) -> CrewDraft:
    """Return what the row would bring in; everything wrong with it is noted on the row."""
    draft = CrewDraft(row.at, read_person(row))
    if not draft.person.name:
        row.error(name_field(row), mark("A person needs a name."))
    draft.registry_id, draft.emptied = _registry_id(row), frozenset(row.emptied)
    for read in _READERS:
        read(row, draft, today)
    if not draft.roles and draft.registry_id is None:
        row.warn("role", NO_ROLE)
    return draft


def _registry_id(row: ImportRow) -> int | None:
    typed = row.text("registry_id", 20)
    if not typed:
        return None
    if typed.isascii() and typed.isdigit() and 0 < int(typed) <= MAX_ID:
        return int(typed)
    row.error("registry_id", mark("%(value)s is no number of this registry. Empty the cell."), value=typed)
    return None


def _read_profile(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    draft.base = row.text("base")
    draft.residence = row.text("residence")
    draft.work_bases = row.parts("work_bases")
    draft.skills = [part[:80] for part in row.parts("skills") if fold(part)]
    _read_kit(row, draft)
    draft.notes = [text for text in row.texts("note") if text]
    if sum(map(len, draft.notes)) > _LONGEST_NOTE:
        row.error("note", mark("Longer than %(letters)s letters. Shorten it."), letters=str(_LONGEST_NOTE))
    for name, most in (("credit_name", 200), ("pronouns", 40)):
        if text := row.text(name, most):
            draft.columns[name] = text
    for name, column in _FLAGS.items():
        if (said := _flag(row, name)) is not None:
            draft.columns[column] = said
    _read_numbers(row, draft)
    _read_choices(row, draft)


def _read_choices(row: ImportRow, draft: CrewDraft) -> None:
    typed = row.text("status")
    status = find_choice(CrewStatus, typed) if typed else None
    if status in _STATES:
        draft.columns["status"] = status
    elif typed:
        row.warn("status", mark("%(value)s is left out. Write draft, active or paused."), value=typed[:60])
    typed = row.text("channel")
    channel = find_choice(Channel, typed) if typed else None
    if typed and channel is None:
        row.warn("channel", mark("%(value)s is left out. Write WhatsApp, phone or e-mail."), value=typed[:60])
    if channel is not None:
        draft.columns["preferred_channel"] = channel


def _read_kit(row: ImportRow, draft: CrewDraft) -> None:
    """Take what a person owns, with what they rent it for a day where a list that went out from here says it."""
    for part in row.parts("kit"):
        name, centavos = read_kit(part)
        draft.kit.append(name[:160])
        if centavos is not None:
            draft.kit_rates[name[:160]] = centavos


def _read_numbers(row: ImportRow, draft: CrewDraft) -> None:
    for name, (column, most) in _NUMBERS.items():
        number = row.number(name)
        if number is None:
            continue
        if not number.is_integer() or not 0 <= number <= most:
            row.error(name, mark("A whole number from 0 to %(most)s is needed."), most=str(most))
        else:
            draft.columns[column] = int(number)


def _flag(row: ImportRow, name: str) -> bool | None:
    """Return yes or no; in the columns of tax and insurance numbers a number means yes and is not kept."""
    typed = row.text(name)
    if name in {"rfc", "imss"} and sum(char.isdigit() for char in typed) > 3:  # noqa: PLR2004 - more than an answer
        return True
    return row.yes(name) if typed else None


def _read_birth(row: ImportRow, draft: CrewDraft, today: date) -> None:
    """Keep the year only; a person who is not of age can't be taken in."""
    typed = row.text("birth")
    if not typed:
        return
    by_year = typed.isdigit() and 1900 <= int(typed) <= today.year  # noqa: PLR2004 - four digits are a year
    born = date(int(typed), 12, 31) if by_year else row.day("birth")
    if born is None:
        return
    draft.columns["birth_year"] = born.year
    birthdays = today.year - born.year - (not by_year and (today.month, today.day) < (born.month, born.day))
    if not 0 <= birthdays <= 100:  # noqa: PLR2004 - no working age
        row.error("birth", mark("%(value)s can't be a birth date. Correct or empty the cell."), value=typed[:40])
    elif birthdays < ADULT:
        row.error("birth", mark("The registry takes in adults only. Delete the row."))


def _read_roles(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    titles = list(dict.fromkeys(title[:200] for text in row.texts("role") for title in _titles(text) if fold(title)))
    years = list(iter_numbers(row.text("years")))
    if row.text("years") and not years:
        row.error("years", mark("%(value)s is no number. Write digits only."), value=row.text("years")[:60])
    if any(number > MOST_YEARS for number in years):
        row.error("years", mark("More than %(years)s years can't be right."), years=str(MOST_YEARS))
    levels = [_seniority(row, part) for part in split_list(row.text("seniority"))]
    for at, title in enumerate(titles):
        number = min(years[at], MOST_YEARS) if at < len(years) else None
        level = (levels[at] if at < len(levels) else levels[0]) if levels else None
        typed, role_id = read_role(title)
        draft.roles.append(TypedRole(typed, row.text("department"), number, level, role_id))


def _titles(text: str) -> list[str]:
    """Divide "Gaffer / Best boy", but not a title that is known with the stroke in it."""
    taxonomy = get_taxonomy()
    known = fold(text) in taxonomy.roles_by_title or fold(text) in taxonomy.ambiguous_by_title
    return [text] if known else split_list(text)


def _seniority(row: ImportRow, typed: str) -> Seniority:
    found = find_choice(Seniority, typed)
    if found is None:
        message = mark("%(value)s is taken for “experienced”. Write training, junior, experienced or senior.")
        row.warn("seniority", message, value=typed[:60])
    return found or Seniority.EXPERIENCED


def _read_languages(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    for typed in row.parts("languages"):
        language, level = read_language(typed)
        if language is None:
            row.warn("languages", mark("%(value)s is left out: no language that is known here."), value=typed[:60])
        elif level is None:
            message = mark("%(value)s is left out: no level. Write it as B2, fluent or native.")
            row.warn("languages", message, value=typed[:60])
        else:
            draft.languages[language] = level
    typed = row.text("english")
    level = find_level(typed) if typed else None
    if level is not None:
        draft.languages[Language.EN] = level
    elif typed and fold(typed) not in {"no", "0", "nada", "none"}:
        row.warn(
            "english", mark("%(value)s is left out: no level. Write it as B2, fluent or native."), value=typed[:60]
        )


def _read_credentials(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    expires_on = row.day("credential_expires")
    typed = row.parts("credentials")
    for part in typed:
        if (own := read_credential_back(part)) is not None:
            kind, title, issued_on, ends_on = own
            draft.credentials.append((kind, title, ends_on))
            if issued_on:
                draft.issued[kind, title, ends_on] = issued_on
            continue
        try:
            draft.credentials.append(read_credential(part))
        except InvalidInputError as error:
            row.error("credentials", error.message, **{name: str(value) for name, value in error.values.items()})
    if expires_on is None:
        return
    if len(draft.credentials) == 1 and len(typed) == 1:
        kind, title, said = draft.credentials[0]
        draft.credentials[0] = (kind, title, said or expires_on)
    else:
        message = mark("It is not clear which licence expires then. Write the expiry behind each licence, in brackets.")
        row.error("credential_expires", message)


def _read_training(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    typed = row.text("result")
    result = find_choice(TrainingResult, typed) if typed else None
    if typed and result not in SEATED:  # who waits, or left, is taken in on the cohort's page
        result = None
        message = mark("%(value)s is left out. Write enrolled, attended, completed or approved.")
        row.warn("result", message, value=typed[:60])
    completed_on = row.day("completed")
    for programme in row.parts("programme"):
        own = read_training(programme)
        draft.training.append(own or TypedTraining(programme[:120], row.text("cohort", 60), completed_on, result))


def _read_consents(row: ImportRow, draft: CrewDraft, today: date) -> None:
    """Take a consent only with its day and the version of the notice: nobody's agreement is assumed."""
    version = row.text("notice_version", 20)
    for name, purpose in _CONSENTS.items():
        typed, own = read_consent(row.text(name))
        if not typed or fold(typed) == "no":
            continue
        if fold(typed) in {"si", "yes", "x", "1", "true"}:
            row.warn(name, mark("A consent counts with its day only. Write the day it was given instead of yes."))
            continue
        given_on = row.read_day(name, typed) if own else row.day(name)
        if given_on is None:
            continue
        if given_on > today:
            row.error(name, mark("A consent can't have been given in the future. Correct the day."))
        elif not (own or version):
            message = mark("A consent counts with the version of the privacy notice only. Add a column for it.")
            row.warn(name, message)
        else:
            draft.consents[purpose] = given_on
            draft.versions[purpose] = own or version


def _read_residence_since(row: ImportRow, draft: CrewDraft, today: date) -> None:
    typed = row.text("residence_since")
    if typed.isdigit() and 1900 <= int(typed) <= today.year:  # noqa: PLR2004 - four digits are a year
        draft.columns["residence_since_on"] = date(int(typed), 1, 1)
    elif typed:
        draft.columns["residence_since_on"] = row.day("residence_since")


_READERS: tuple[Callable[[ImportRow, CrewDraft, date], None], ...] = (
    _read_profile,
    _read_birth,
    _read_roles,
    _read_languages,
    _read_credentials,
    _read_training,
    _read_consents,
    _read_residence_since,
)
