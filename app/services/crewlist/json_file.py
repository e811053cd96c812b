"""The crew list as JSON for other programs; `docs/crew-list-json.md` describes it. Codes stand beside texts."""

import json
from datetime import date
from typing import Any

from app.services.crewlist.document import Candidate, CrewList, Days, Fit, Group, Line, Person, Slot
from app.services.crewlist.header import released

FORMAT = "llamado.crew-list"
FORMAT_VERSION = 1
"""Rises when a field changes its meaning or goes; new fields may come without."""


def write_json(document: CrewList) -> bytes:
    """Return the file, UTF-8."""
    return json.dumps(as_data(document), ensure_ascii=False, indent=1).encode()


def as_data(document: CrewList) -> dict[str, Any]:
    """Return the document as plain data: days as ISO dates, what is unknown as null."""
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "locale": document.locale,
        "head": _head(document),
        "totals": {
            "positions": len(document.lines),
            "places": len(document.slots),
            "filled": document.filled,
        },
        "departments": [_group(group) for group in document.groups],
    }


def _head(document: CrewList) -> dict[str, Any]:
    head = document.head
    return {
        "confidential": True,
        "preview": head.preview,
        "fictional": head.fictional,
        "production_code": head.code,
        "working_title": head.title,
        "company": head.company,
        "kind": head.kind_text,
        "need_id": head.need_id,
        "need_version": head.need_version,
        "made_at": head.made_at.isoformat(),
        "made_on": head.made_on.isoformat(),
        "office_address": head.office_address,
        "contact_name": head.contact_name,
        "bases": list(head.bases),
        "shoot_starts_on": _day(head.shoot_starts_on),
        "shoot_ends_on": _day(head.shoot_ends_on),
        "commission": head.commission,
        "contacts_until_on": _day(document.contacts_until),
        "release": _release(document),
    }


def _release(document: CrewList) -> dict[str, Any] | None:
    stamp = document.stamp
    if stamp is None:
        return None
    return {
        "code": stamp.code,
        "given_to": stamp.given_to,
        "taken_by": stamp.taken_by,
        "purpose": stamp.purpose,
        "text": released(document),
    }


def _group(group: Group) -> dict[str, Any]:
    return {"department": group.department_id, "name": group.name, "positions": [_line(line) for line in group.lines]}


def _line(line: Line) -> dict[str, Any]:
    return {
        "code": line.code,
        "position": line.title,
        "role": line.role_id,
        "level": line.level,
        "asked_as": line.asked_as,
        "starts_on": line.starts_on.isoformat(),
        "ends_on": line.ends_on.isoformat(),
        "engagement": line.engagement.value,
        "priority": line.priority.value,
        "local": line.local.value,
        "bases": list(line.bases),
        "periods": [
            {
                "kind": each.kind.value,
                "starts_on": each.starts_on.isoformat(),
                "ends_on": each.ends_on.isoformat(),
                "place": each.place,
            }
            for each in line.periods
        ],
        "requirements": list(line.requirements),
        "note": line.note,
        "places": [_slot(slot) for slot in line.slots],
        "candidates": [_candidate(each) for each in line.alternatives],
        "candidates_in_all": line.candidate_count,
    }


def _slot(slot: Slot) -> dict[str, Any]:
    return {
        "number": slot.number,
        "trainee": slot.trainee,
        "status": slot.status.value,
        "open_reason": slot.open_reason.value if slot.open_reason else None,
        "open_text": slot.open_text,
        "note": slot.note,
        "person": _person(slot.person) if slot.person else None,
        "fit": _fit(slot.fit) if slot.fit else None,
    }


def _candidate(each: Candidate) -> dict[str, Any]:
    return {
        "place": each.place,
        "on_list": each.on_list,
        "trainee": each.trainee,
        "decision": each.decision.value if each.decision else None,
        "note": each.note,
        "person": _person(each.person),
        "fit": _fit(each.fit),
    }


def _person(person: Person) -> dict[str, Any]:
    return {
        "id": person.id,
        "name": person.name,
        "legal_name": person.legal_name,
        "credit_name": person.credit_name,
        "contact": {"phone": person.phone, "email": person.email} if person.contact_allowed else None,
        "contact_until": _day(person.contact_until),
        "contact_closed": person.contact_closed.value if person.contact_closed else None,
        "base": person.base,
        "local": person.local,
        "languages": [{"language": each.code, "level": each.level} for each in person.languages],
        "credentials": [
            {"kind": each.kind, "name": each.name, "valid_to": _day(each.valid_to)} for each in person.credentials
        ],
        "kit": list(person.kit),
        "credits": person.credits,
        "similar_credits": person.similar_credits,
        "last_credit_year": person.last_credit_year,
        "confirmed_on": _day(person.confirmed_on),
    }


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "rank": fit.rank,
        "kind": fit.kind.value,
        "weight": fit.weight,
        "via_role": fit.via_role,
        "score": fit.score,
        "days": _days(fit.days) if fit.days else None,
        "reasons": [
            {
                "feature": each.feature,
                "name": each.name,
                "sentence": each.sentence,
                "value": each.value,
                "weight": each.weight,
            }
            for each in fit.reasons
        ],
        "warnings": list(fit.warnings),
    }


def _days(days: Days) -> dict[str, Any]:
    return {
        "state": days.state.value,
        "needed": days.needed,
        "free": days.free,
        "unknown": days.unknown,
        "tentative_or_held": days.soft,
        "held": days.held,
        "covered_percent": days.covered_percent,
        "gap_days": days.gap_days,
    }


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None
