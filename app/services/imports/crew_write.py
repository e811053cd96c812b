"""Writes the people of a planned crew list, table by table: thousands of rows in a few statements."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.models.credit import Course, TrainingRecord, TrainingResult
from app.models.crew import (
    Credential,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    CrewSource,
    CrewStatus,
    KitItem,
    Verification,
    WorkBase,
)
from app.models.trust import Consent, ConsentPurpose
from app.services.audit import Actor, record_new_people
from app.services.crew_text import name_key, search_text
from app.services.imports.crew_plan import course_key, is_kept
from app.services.imports.crew_read import CrewDraft
from app.services.imports.plan import ImportPlan
from app.services.places import get_gazetteer
from config import get_settings
from matching.text import fold

SOURCE = "import"
_LONGEST_NOTE = 4000

Rows = dict[type[SQLModel], list[dict[str, Any]]]


def write_crew(session: Session, actor: Actor, plan: ImportPlan[CrewDraft], *, fictional: bool) -> dict[str, int]:
    """Write all drafts of the plan and return the rows written, by table. The caller's transaction holds them."""
    courses = _write_courses(session, plan, fictional=fictional)
    members = [_member(draft, plan, actor.at, fictional=fictional) for draft in plan.drafts]
    ids = insert_many(session, CrewMember, members)
    rows: Rows = {}
    for member_id, draft in zip(ids, plan.drafts, strict=True):
        for table, values in _belongings(draft, plan, courses):
            rows.setdefault(table, []).append({"crew_member_id": member_id, **values})
    for table, belongings in rows.items():
        insert_many(session, table, belongings, returning=False)
    record_new_people(
        session, actor, "crew:profile:imported", [(i, _told(m)) for i, m in zip(ids, members, strict=True)]
    )
    return {"crew_member": len(ids), **{str(table.__tablename__): len(values) for table, values in rows.items()}}


def insert_many(
    session: Session, table: type[SQLModel], rows: Sequence[Mapping[str, Any]], *, returning: bool = True
) -> list[int]:
    """Insert rows in few statements; return their ids in order. Columns left out take the model's default."""
    if not rows:
        return []
    defaults = {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in table.model_fields.items()
        if name != "id"
    }
    whole = [{**defaults, **row} for row in rows]
    if not returning:
        session.execute(sa.insert(table), whole)
        return []
    key = table.__table__.c.id  # type: ignore[attr-defined]  # SQLModel doesn't declare it
    return list(session.scalars(sa.insert(table).returning(key, sort_by_parameter_order=True), whole))


def _write_courses(session: Session, plan: ImportPlan[CrewDraft], *, fictional: bool) -> dict[tuple[str, str], int]:
    """Make the courses that the list dates and nobody entered before; return the id of each course named."""
    ids: dict[tuple[str, str], int] = {}
    for training in (training for draft in plan.drafts for training in draft.training):
        key = course_key(training.programme, training.cohort)
        found = plan.resolved["courses"][key]
        if key in ids or found is None:
            continue
        if not isinstance(found, Course):
            found = Course(
                programme=training.programme,
                name=training.programme,
                cohort=training.cohort,
                starts_on=found[0],
                ends_on=found[1],
                fictional=fictional,
            )
            session.add(found)
            session.flush()
        assert found.id is not None  # noqa: S101 - it was flushed
        ids[key] = found.id
    return ids


def _member(draft: CrewDraft, plan: ImportPlan[CrewDraft], at: datetime, *, fictional: bool) -> dict[str, Any]:
    titles, places = plan.resolved["titles"], plan.resolved["places"]
    person, credit_name = draft.person, draft.columns["credit_name"]
    residence = places.get(draft.residence)
    roles = {role_id: role for role in draft.roles if (role_id := titles[role.title, role.department])}
    agreed = ConsentPurpose.REGISTRY in draft.consents
    return {
        **draft.columns,
        "given_name": person.given_name,
        "surname": person.surname,
        "email": person.email,
        "phone": person.phone,
        "base_place": places.get(draft.base),
        "residence_place": residence,
        "residence_state": get_gazetteer().state_name(residence) if residence else "",
        "status": CrewStatus.ACTIVE if agreed else CrewStatus.DRAFT,
        "source": CrewSource.IMPORT,
        "fictional": fictional,
        "staff_note": _note(draft, plan)[:_LONGEST_NOTE],
        "name_key": name_key(person.given_name, person.surname, credit_name),
        "search_text": search_text(
            (credit_name, person.given_name, person.surname), roles, [role.title for role in draft.roles], draft.skills
        ),
        "created_at": at,
        "updated_at": at,
    }


def _note(draft: CrewDraft, plan: ImportPlan[CrewDraft]) -> str:
    """Return the notes of the row, and below them what could not be resolved, as typed."""
    titles, places, courses = (plan.resolved[name] for name in ("titles", "places", "courses"))
    kept = [role.title for role in draft.roles if titles[role.title, role.department] is None]
    kept += [typed for typed in (draft.base, draft.residence, *draft.work_bases) if typed and not places.get(typed)]
    kept += [f"{item.programme} {item.cohort}".strip() for item in draft.training if not is_kept(item, courses)]
    return "\n".join([*draft.notes, *(f"“{text}”" for text in dict.fromkeys(kept))])


def _belongings(
    draft: CrewDraft, plan: ImportPlan[CrewDraft], courses: Mapping[tuple[str, str], int]
) -> list[tuple[type[SQLModel], dict[str, Any]]]:
    """Return the rows of other tables that belong to a person, without the person's id."""
    places = plan.resolved["places"]
    found: list[tuple[type[SQLModel], dict[str, Any]]] = _roles(draft, plan)
    bases = {place for typed in draft.work_bases if (place := places.get(typed))} - {places.get(draft.base)}
    found += [(WorkBase, {"place": place}) for place in sorted(bases)]
    found += [(CrewLanguage, {"language": one, "level": level}) for one, level in draft.languages.items()]
    found += [
        (Credential, {"kind": kind, "title": title, "expires_on": expires_on})
        for kind, title, expires_on in dict.fromkeys(draft.credentials)
    ]
    skills = {fold(name)[:80]: name for name in draft.skills}
    found += [(CrewSkill, {"name": name, "key": key}) for key, name in skills.items()]
    found += [(KitItem, {"name": name}) for name in draft.kit]
    return found + _training(draft, courses) + _consents(draft)


def _roles(draft: CrewDraft, plan: ImportPlan[CrewDraft]) -> list[tuple[type[SQLModel], dict[str, Any]]]:
    found: dict[str, dict[str, Any]] = {}
    for role in draft.roles:
        role_id = plan.resolved["titles"][role.title, role.department]
        if role_id is not None and role_id not in found:
            found[role_id] = {
                "role_id": role_id,
                "seniority": role.seniority,
                "years": role.years,
                "is_primary": not found,
                "title_as_typed": role.title,
            }
    return [(CrewRole, values) for values in found.values()]


def _training(draft: CrewDraft, courses: Mapping[tuple[str, str], int]) -> list[tuple[type[SQLModel], dict[str, Any]]]:
    found: dict[int, dict[str, Any]] = {}
    for item in draft.training:
        course_id = courses.get(course_key(item.programme, item.cohort))
        if course_id is not None:
            result = item.result or (TrainingResult.COMPLETED if item.completed_on else TrainingResult.ATTENDED)
            found[course_id] = {
                "course_id": course_id,
                "result": result,
                "completed_on": item.completed_on,
                "verification": Verification.SELF_DECLARED,
            }
    return [(TrainingRecord, values) for values in found.values()]


def _consents(draft: CrewDraft) -> list[tuple[type[SQLModel], dict[str, Any]]]:
    zone = ZoneInfo(get_settings().commission_zone)
    return [
        (
            Consent,
            {
                "purpose": purpose,
                "notice_version": draft.notice_version,
                "given_at": datetime.combine(given_on, time(), zone).astimezone(UTC),
                "source": SOURCE,
            },
        )
        for purpose, given_on in draft.consents.items()
    ]


def _told(member: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the audit keeps of a new profile: what was said of the person, not what is derived from it."""
    derived = {"search_text", "name_key", "created_at", "updated_at"}
    return {name: value for name, value in member.items() if name not in derived and value not in (None, "", False)}
