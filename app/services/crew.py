"""Crew members: take people in, change what their profiles say, keep what they are found by true."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from app.errors import InvalidInputError
from app.messages import mark
from app.models.crew import CrewMember, CrewRole, CrewSkill, CrewSource, CrewStatus, WorkBase
from app.queries.crew import get_crew_member
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crew_text import refresh_member_text
from app.services.leaving import end_of_person
from app.services.places import get_gazetteer

PARTS: Mapping[str, tuple[str, ...]] = {
    "names": ("given_name", "surname", "credit_name", "pronouns", "birth_year", "is_adult", "locale"),
    "contact": ("email", "phone", "preferred_channel"),
    "places": (
        "base_place",
        "residence_place",
        "residence_since_on",
        "willing_to_travel",
        "max_travel_weeks",
        "has_vehicle",
    ),
    "papers": ("has_rfc", "issues_invoices", "has_imss"),
    "asking": ("most_offers_a_week", "most_asks_a_month"),
    "status": ("status",),
    "note": ("staff_note",),
}
"""Section of a profile -> the columns that it holds."""

_WRITABLE = frozenset(column for columns in PARTS.values() for column in columns)
_GONE = frozenset({CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, CrewStatus.DECEASED})


def create_crew_member(
    session: Session,
    actor: Actor,
    *,
    given_name: str,
    surname: str,
    source: CrewSource = CrewSource.STAFF,
    fictional: bool = False,
    **values: Any,
) -> CrewMember:
    """Take a person in, as a draft unless `values` names another status; `values` are columns of `PARTS`."""
    if not f"{given_name}{surname}".strip():
        raise InvalidInputError(mark("A person needs a name."))
    known = _plain({"given_name": given_name, "surname": surname, **values})
    member = CrewMember(**known, source=source, fictional=fictional, created_at=actor.at, updated_at=actor.at)
    _follow_residence(member)
    session.add(member)
    session.flush()
    assert member.id is not None  # noqa: S101 - it was flushed
    refresh_search_text(session, member)
    record_audit(
        session,
        actor,
        "crew:profile:created",
        subject_kind="crew_member",
        subject_id=member.id,
        crew_member_id=member.id,
        after={**known, "source": source},
    )
    touch_roster(session, actor.at, member.id)
    session.flush()
    return member


def change_crew_member(session: Session, actor: Actor, *, crew_member_id: int, **values: Any) -> list[str]:
    """Change columns of `PARTS`; return which ones differ from before. What stays as it was leaves no trace."""
    member = get_crew_member(session, crew_member_id)
    values = _plain(values)
    before = {name: getattr(member, name) for name in values}
    changed = [name for name, value in values.items() if before[name] != value]
    if not changed:
        return []
    for name in changed:
        setattr(member, name, values[name])
    if not member.name:
        raise InvalidInputError(mark("A person needs a name."))
    if "residence_place" in changed:
        _follow_residence(member)
    member.updated_at = actor.at
    refresh_search_text(session, member)
    record_audit(
        session,
        actor,
        "crew:profile:changed",
        subject_kind="crew_member",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        before={name: before[name] for name in changed},
        after={name: values[name] for name in changed},
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()
    if "status" in changed and is_gone(member):
        end_of_person(session, actor, member)
    return changed


def set_work_bases(session: Session, actor: Actor, *, crew_member_id: int, places: list[str]) -> bool:
    """Say at which places besides the base the person works as a local; return whether that is a change."""
    member = get_crew_member(session, crew_member_id)
    wanted = [place for place in dict.fromkeys(places) if place != member.base_place]
    _require_places(wanted)
    rows = {row.place: row for row in session.exec(select(WorkBase).where(WorkBase.crew_member_id == crew_member_id))}
    if set(rows) == set(wanted):
        return False
    for place in set(rows) - set(wanted):
        session.delete(rows[place])
    session.add_all(WorkBase(crew_member_id=crew_member_id, place=place) for place in wanted if place not in rows)
    member.updated_at = actor.at
    record_audit(
        session,
        actor,
        "crew:work_base:changed",
        subject_kind="crew_member",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        before={"places": sorted(rows)},
        after={"places": sorted(wanted)},
    )
    touch_roster(session, actor.at, crew_member_id)
    session.flush()
    return True


def refresh_search_text(session: Session, member: CrewMember) -> None:
    """Renew what the person is found and ordered by; call it after a change of names, roles or skills."""
    session.flush()
    roles = session.exec(
        select(CrewRole.role_id, CrewRole.title_as_typed)
        .where(CrewRole.crew_member_id == member.id)
        .order_by(col(CrewRole.id))
    ).all()
    skills = session.exec(
        select(CrewSkill.name).where(CrewSkill.crew_member_id == member.id).order_by(col(CrewSkill.id))
    ).all()
    refresh_member_text(
        member, role_ids=[role_id for role_id, _ in roles], titles=[title for _, title in roles], skills=skills
    )
    session.add(member)


def is_gone(member: CrewMember) -> bool:
    """Tell whether the person has left for good (withdrawn or deceased)."""
    return member.status in _GONE


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns with text trimmed and empty contacts as none; KeyError for what is no column of `PARTS`."""
    unknown = set(values) - _WRITABLE
    if unknown:
        raise KeyError(f"no columns of a profile: {sorted(unknown)}")
    plain = {
        name: value.strip() if isinstance(value, str) and not isinstance(value, StrEnum) else value
        for name, value in values.items()
    }
    for name in ("email", "phone", "base_place", "residence_place"):
        if name in plain:
            plain[name] = plain[name] or None
    if plain.get("email"):
        plain["email"] = plain["email"].lower()
    _require_places([place for name in ("base_place", "residence_place") if (place := plain.get(name))])
    return plain


def _require_places(places: list[str]) -> None:
    gazetteer = get_gazetteer()
    for place in places:
        if place not in gazetteer:
            raise InvalidInputError(mark("The place %(place)s is not in the gazetteer."), place=place)


def _follow_residence(member: CrewMember) -> None:
    """Take the state of residence from the place; without a place it is unknown."""
    place = member.residence_place
    member.residence_state = get_gazetteer().state_name(place) if place else ""
