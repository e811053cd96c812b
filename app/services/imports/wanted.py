"""What a row of a crew list says of a person, in plain values, and how that differs from what the registry holds."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from app.models.credit import Course, TrainingResult
from app.models.crew import CrewMember, CrewStatus, Verification
from app.models.trust import ConsentPurpose
from app.services.cells import clean_text
from app.services.imports.crew_read import CrewDraft, TypedRole
from app.services.imports.own_words import TypedTraining
from app.services.imports.record import LISTINGS, SCALARS, Record, default_of, entry, entry_key, plain
from config import get_settings
from matching.text import fold

SOURCE = "import"
_ADDED_ONLY = frozenset({"programme", "consent"})
"""Lists that a file only ever adds to: what is taught and agreed to is changed on pages of their own."""
_CLAIMS = {"role": ("seniority", "years"), "credentials": ("issued_on",)}
"""What a verification stands behind: a claim that changes is its own word again."""
_FIXED = frozenset({"given_name", "surname", "full_name", "surname_1", "surname_2", "registry_id", "status"})
NEW_COURSE = "new:"
_COLUMNS = {column: field for field, column in SCALARS.items()}
_UNVERIFIED = {"verification": Verification.SELF_DECLARED.value, "verified_by": "", "verified_at": None}


def role_of(role: TypedRole, titles: Mapping[Any, str | None]) -> str | None:
    """Return the role that a typed one names."""
    return role.role_id or titles[role.title, role.department]


def say_record(draft: CrewDraft, resolved: Mapping[str, Any]) -> Record:
    """Return what the row says, and only that; of each entry of a list only what it says of it."""
    places, person = resolved["places"], draft.person
    said: Record = {_COLUMNS[column]: plain(value) for column, value in draft.columns.items() if column in _COLUMNS}
    scalars = {
        "given_name": person.given_name,
        "surname": person.surname,
        "email": person.email,
        "phone": person.phone,
        "base": places.get(draft.base),
        "residence": places.get(draft.residence),
        "note": note_of(draft, resolved),
    }
    said.update({name: value for name, value in scalars.items() if value})
    bases = {place for typed in draft.work_bases if (place := places.get(typed))} - {said.get("base")}
    lists: dict[str, list[dict[str, Any]]] = {
        "role": _roles(draft, resolved),
        "work_bases": [{"place": place} for place in sorted(bases)],
        "languages": [{"language": one, "level": level} for one, level in draft.languages.items()],
        "credentials": _credentials(draft),
        "skills": [{"key": fold(name)[:80], "name": name} for name in draft.skills],
        "kit": [_kit(name, draft.kit_rates) for name in draft.kit],
        "programme": _training(draft, resolved["courses"]),
        "consent": _consents(draft),
    }
    for name, entries in lists.items():
        if entries:
            listing = LISTINGS[name]
            said[name] = {
                entry_key(listing, one): {column: plain(one[column]) for column in listing.columns if column in one}
                for one in entries
            }
    return said


def note_of(draft: CrewDraft, resolved: Mapping[str, Any]) -> str:
    """Return the notes of the row, and below them what could not be resolved, as typed."""
    titles, places, courses = (resolved[name] for name in ("titles", "places", "courses"))
    kept = [role.title for role in draft.roles if role_of(role, titles) is None]
    kept += [typed for typed in (draft.base, draft.residence, *draft.work_bases) if typed and not places.get(typed)]
    kept += [f"{item.programme} {item.cohort}".strip() for item in draft.training if not is_kept(item, courses)]
    return "\n".join([*draft.notes, *(f"“{text}”" for text in dict.fromkeys(kept))])


def course_key(training: TypedTraining) -> tuple[str, str]:
    """Return what a course of a list is met again by."""
    name = training.name if training.name and training.name != training.programme else ""
    return fold(f"{training.programme} {name}"), fold(training.cohort)


def is_kept(training: TypedTraining, courses: Mapping[tuple[str, str], object]) -> bool:
    """Tell whether a training record can be written: its course is there, or can be made with a day."""
    return courses.get(course_key(training)) is not None


def training_result(training: TypedTraining) -> TrainingResult:
    """Return what came of a course where the row says it, or what its day means."""
    return training.result or (TrainingResult.COMPLETED if training.completed_on else TrainingResult.ATTENDED)


def _roles(draft: CrewDraft, resolved: Mapping[str, Any]) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for role in draft.roles:
        role_id = role_of(role, resolved["titles"])
        if role_id is None or role_id in found:
            continue
        said = {"seniority": role.seniority, "years": role.years, "title_as_typed": role.title or None}
        found[role_id] = {"role_id": role_id, **{name: value for name, value in said.items() if value is not None}}
        found[role_id]["is_primary"] = len(found) == 1
    return list(found.values())


def _credentials(draft: CrewDraft) -> list[dict[str, Any]]:
    found = []
    for kind, title, expires_on in dict.fromkeys(draft.credentials):
        one: dict[str, Any] = {"kind": kind, "title": title, "expires_on": expires_on}
        if issued_on := draft.issued.get((kind, title, expires_on)):
            one["issued_on"] = issued_on
        found.append(one)
    return found


def _training(draft: CrewDraft, courses: Mapping[tuple[str, str], Any]) -> list[dict[str, Any]]:
    """Return the courses that are here by id, and those still to be made by what they are met again by."""
    found: dict[Any, dict[str, Any]] = {}
    for item in draft.training:
        course = courses.get(course_key(item))
        if course is not None:
            number = course.id if isinstance(course, Course) else NEW_COURSE + "\n".join(course_key(item))
            found[number] = {
                "course_id": number,
                "result": training_result(item),
                "completed_on": item.completed_on,
                "verification": Verification.SELF_DECLARED,
            }
    return list(found.values())


def _kit(name: str, rates: Mapping[str, int]) -> dict[str, Any]:
    return {"name": name, "rental_centavos_per_day": rates[name]} if name in rates else {"name": name}


def _consents(draft: CrewDraft) -> list[dict[str, Any]]:
    zone = ZoneInfo(get_settings().commission_zone)
    return [
        {
            "purpose": purpose,
            "given_at": datetime.combine(given_on, time(), zone).astimezone(UTC),
            "notice_version": draft.versions[purpose],
            "source": SOURCE,
        }
        for purpose, given_on in draft.consents.items()
    ]


Changes = dict[str, tuple[Any, Any]]
"""Field -> before and after, as a record has them."""


def find_changes(current: Record, said: Record, *, emptied: frozenset[str], whole: bool) -> Changes:
    """Return what the row would change of somebody who is here.

    With `whole` (a list that went out from here) the row says all there is of each field that it fills; else lists
    only grow and a note is added to what stands there.
    """
    wanted = {name: value for name, value in said.items() if name not in LISTINGS and name != "status"}
    if not whole:  # a name that is like the one here is how somebody wrote it, not how the person wants it
        wanted = {name: value for name, value in wanted.items() if name not in {"given_name", "surname"}}
    if "note" in wanted:
        wanted["note"] = _note(current["note"], wanted["note"], whole=whole)
    for name in LISTINGS:
        if name in said:
            wanted[name] = _merged(name, current[name], said[name], whole=whole and name not in _ADDED_ONLY)
    for name in (emptied & (SCALARS.keys() | LISTINGS.keys())) - _FIXED - _ADDED_ONLY:
        wanted[name] = {} if name in LISTINGS else plain(default_of(CrewMember, SCALARS[name]))
    if current["status"] == CrewStatus.DRAFT and _has_agreed(wanted.get("consent", {})):
        wanted["status"] = CrewStatus.ACTIVE.value
    return {name: (current[name], value) for name, value in wanted.items() if value != current[name]}


def _has_agreed(consents: Mapping[str, Any]) -> bool:
    """Tell whether there is a live consent to the registry."""
    registry = ConsentPurpose.REGISTRY.value
    return any(json.loads(key)[0] == registry and not one["withdrawn_at"] for key, one in consents.items())


def _note(current: str, said: str, *, whole: bool) -> str:
    if whole:
        return current if clean_text(current) == clean_text(said) else said
    there = set(clean_text(current).split("\n"))
    new = [line for line in clean_text(said).split("\n") if line not in there]
    return "\n".join(part for part in (current, *new) if part)


def _merged(name: str, current: Mapping[str, Any], said: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return a list as it would be: entries that are here keep what the row doesn't say of them."""
    if name == "consent":
        return _agreed(current, said)
    listing = LISTINGS[name]
    found = {} if whole else dict(current)
    for key, columns in said.items():
        here = current.get(key)
        if here is not None and name in _ADDED_ONLY:
            continue
        if here is None:
            found[key] = {**entry(listing, columns), **columns}
            if name == "role" and not whole and current:
                found[key]["is_primary"] = False
            continue
        claims = {column: value for column, value in columns.items() if _says(name, column, whole=whole)}
        changed = {**here, **claims}
        if any(changed[column] != here[column] for column in _CLAIMS.get(name, ())):
            changed.update(_UNVERIFIED)
        found[key] = changed
    if name == "role" and whole:
        _keep_order(found, current)
    return found


def _says(name: str, column: str, *, whole: bool) -> bool:
    """Tell whether a row changes a column of an entry that is here: how a name was typed then stays as it is."""
    if name == "skills":
        return False
    return not (
        name == "role" and column in {"is_primary", "title_as_typed"} and not (whole and column == "is_primary")
    )


def _keep_order(found: dict[str, Any], current: Mapping[str, Any]) -> None:
    """Nobody's first role changes by a list in which it stands first already, however it is marked here."""
    first = next((key for key, one in current.items() if one["is_primary"]), next(iter(current), None))
    if first in found and next(iter(found)) == first:
        for key, one in found.items():
            if key in current:
                one["is_primary"] = current[key]["is_primary"]


def _agreed(current: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the consents with those added that nobody has given or taken back since: a file withdraws none."""
    found = dict(current)
    for key, columns in said.items():
        purpose, given_at = json.loads(key)
        others = [(json.loads(other)[1], one["withdrawn_at"]) for other, one in current.items()
                  if json.loads(other)[0] == purpose]  # fmt: skip
        if all(taken_back and max(at, taken_back) < given_at for at, taken_back in others):
            found[key] = {**entry(LISTINGS["consent"], columns), **columns}
    return found
