"""A row of a crew list to what a profile would hold; roles and places stay as typed until they are resolved."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.errors import InvalidInputError
from app.messages import mark
from app.models.credit import SEATED, TrainingResult
from app.models.crew import CefrLevel, Channel, CredentialKind, Language, Seniority
from app.models.trust import ConsentPurpose
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
_LONGEST_NOTE = 4000


@dataclass(frozen=True, slots=True)
class TypedRole:
    """A role as typed, with what the row says of it."""

    title: str
    department: str = ""
    years: int = 0
    seniority: Seniority = Seniority.EXPERIENCED


@dataclass(frozen=True, slots=True)
class TypedTraining:
    """A course as typed: programme, cohort, when it was completed and with what result."""

    programme: str
    cohort: str = ""
    completed_on: date | None = None
    result: TrainingResult | None = None


@dataclass(slots=True)
class CrewDraft:
    """What a row would bring in. `columns` are those of `CrewMember`; places are as typed."""

    row: int
    person: Person
    columns: dict[str, Any] = field(default_factory=dict)
    roles: list[TypedRole] = field(default_factory=list)
    base: str = ""
    residence: str = ""
    work_bases: list[str] = field(default_factory=list)
    languages: dict[Language, CefrLevel] = field(default_factory=dict)
    credentials: list[tuple[CredentialKind, str, date | None]] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    kit: list[str] = field(default_factory=list)
    training: list[TypedTraining] = field(default_factory=list)
    consents: dict[ConsentPurpose, date] = field(default_factory=dict)
    notice_version: str = ""
    notes: list[str] = field(default_factory=list)


def read_crew_row(row: ImportRow, today: date) -> CrewDraft:
    """Return what the row would bring in; everything wrong with it is noted on the row."""
    draft = CrewDraft(row.at, read_person(row))
    if not draft.person.name:
        row.error(name_field(row), mark("A person needs a name."))
    draft.columns["credit_name"] = row.text("credit_name")
    for read in _READERS:
        read(row, draft, today)
    if not draft.roles:
        row.warn("role", mark("No role: the person comes in, and is found for no position until one is added."))
    return draft


def _read_profile(row: ImportRow, draft: CrewDraft, _today: date) -> None:
    draft.base = row.text("base")
    draft.residence = row.text("residence")
    draft.work_bases = row.parts("work_bases")
    draft.skills = [part[:80] for part in row.parts("skills") if fold(part)]
    draft.kit = [part[:160] for part in row.parts("kit")]
    draft.notes = [text for text in row.texts("note") if text]
    if sum(map(len, draft.notes)) > _LONGEST_NOTE // 2:
        row.error("note", mark("Longer than %(letters)s letters. Shorten it."), letters=str(_LONGEST_NOTE // 2))
    for name, column in _FLAGS.items():
        draft.columns[column] = _flag(row, name)
    typed = row.text("channel")
    channel = find_choice(Channel, typed) if typed else None
    if typed and channel is None:
        row.warn("channel", mark("%(value)s is left out. Write WhatsApp, phone or e-mail."), value=typed[:60])
    draft.columns["preferred_channel"] = channel or Channel.WHATSAPP


def _flag(row: ImportRow, name: str) -> bool:
    """Return yes or no; in the columns of tax and insurance numbers a number means yes and is not kept."""
    typed = row.text(name)
    if name in {"rfc", "imss"} and sum(char.isdigit() for char in typed) > 3:  # noqa: PLR2004 - more than an answer
        return True
    return bool(row.yes(name)) if typed else False


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
    levels = [_seniority(row, part) for part in row.parts("seniority")]
    for at, title in enumerate(titles):
        number = years[at] if at < len(years) else 0
        level = (levels[at] if at < len(levels) else levels[0]) if levels else Seniority.EXPERIENCED
        draft.roles.append(TypedRole(title, row.text("department"), min(number, MOST_YEARS), level))


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
        try:
            draft.credentials.append(read_credential(part))
        except InvalidInputError as error:
            row.error("credentials", error.message, **{name: str(value) for name, value in error.values.items()})
    if expires_on is None:
        return
    if len(draft.credentials) == 1 and len(typed) == 1:
        kind, title, own = draft.credentials[0]
        draft.credentials[0] = (kind, title, own or expires_on)
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
        draft.training.append(TypedTraining(programme[:120], row.text("cohort", 60), completed_on, result))


def _read_consents(row: ImportRow, draft: CrewDraft, today: date) -> None:
    """Take a consent only with its day and the version of the notice: nobody's agreement is assumed."""
    version = row.text("notice_version", 20)
    for name, purpose in _CONSENTS.items():
        typed = row.text(name)
        if not typed or fold(typed) == "no":
            continue
        if fold(typed) in {"si", "yes", "x", "1", "true"}:
            row.warn(name, mark("A consent counts with its day only. Write the day it was given instead of yes."))
            continue
        given_on = row.day(name)
        if given_on is None:
            continue
        if given_on > today:
            row.error(name, mark("A consent can't have been given in the future. Correct the day."))
        elif not version:
            message = mark("A consent counts with the version of the privacy notice only. Add a column for it.")
            row.warn(name, message)
        else:
            draft.consents[purpose] = given_on
    draft.notice_version = version


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
