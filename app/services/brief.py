"""The door for brief files: YAML in, the content of a need out, with problems named by line, position and field."""

from typing import Any

from pydantic import ValidationError

from app.errors import InvalidInputError
from app.messages import mark
from app.services.brief_file import BriefFile, BriefNeed
from app.services.need_content import NeedContent, read_content
from app.services.problem import Problem, ProblemsError, problems_of
from app.services.safe_yaml import Document, holds_broken_text, read_yaml, to_plain

DAYS_A_WEEK = 7
_MOST_PROBLEMS = 200


def read_brief(file: bytes) -> NeedContent:
    """Return the need that a brief file says; raise ProblemsError with everything that is wrong with it.

    A file that is no YAML, too large or too deep raises InvalidInputError before it is built.
    """
    document = read_yaml(file)
    if not isinstance(document.data, dict) or "needs" not in document.data:
        raise InvalidInputError(mark("This is no brief: it needs the parts “brief” and “needs”. Look at the example."))
    if holds_broken_text(document.data):
        raise InvalidInputError(
            mark("The file holds characters that can't be stored. Save it as plain text and send it again.")
        )
    try:
        brief = BriefFile.model_validate(document.data)
    except ValidationError as error:
        raise ProblemsError(_placed(error, document)) from error
    content, problems = read_content(raw_of(brief))
    if content is None:
        raise ProblemsError([_with_row(problem, document) for problem in problems[:_MOST_PROBLEMS]])
    return content


def list_notes(content: NeedContent) -> list[Problem]:
    """Return what a person should look at in a brief: fields of lines not known here, totals that don't add up."""
    notes = [
        Problem(
            mark("Fields that are not known here are kept, but not read: %(fields)s"),
            {"fields": ", ".join(map(str, line.extra))},
            line=number,
            name=line.code,
        )
        for number, line in enumerate(content.lines, 1)
        if line.extra
    ]
    said = content.production.details.get("totals")
    if isinstance(said, dict):
        counted = {"position_lines": len(content.lines), "heads": content.heads, "trainee_slots": content.trainees}
        notes += [
            Problem(
                mark("The brief says %(said)s for %(name)s in its totals; %(counted)s were read."),
                {"name": name, "said": str(said[name])[:40], "counted": number},
            )
            for name, number in counted.items()
            if name in said and said[name] != number
        ]
    return notes


def _placed(error: ValidationError, document: Document) -> list[Problem]:
    """Return the problems with the line of the file on which each stands."""
    needs = document.data.get("needs")
    names = [
        str(need.get("id") or need.get("asked_as") or "") if isinstance(need, dict) else ""
        for need in (needs if isinstance(needs, list) else [])
    ]
    problems = problems_of(error, names, "needs")[:_MOST_PROBLEMS]
    return [_with_row(problem, document) for problem in problems]


def _with_row(problem: Problem, document: Document) -> Problem:
    steps = [int(part) if part.isdigit() else part for part in problem.fields]
    path: list[str | int] = ["needs", problem.line - 1, *steps] if problem.line else list(steps)
    row = document.line_of(path)
    return Problem(**{**problem.to_json(), "fields": problem.fields, "row": row})


def raw_of(brief: BriefFile) -> dict[str, Any]:
    """Return a brief under the names of a need's content; what the format does not know goes to `details`."""
    head, schedule, contact = brief.brief, brief.schedule, brief.brief.contact
    return {
        "received_on": head.received,
        "needed_by_on": head.needs_list_by,
        "production": {
            "code": head.code,
            "working_title": head.working_title,
            "kind": head.type,
            "genre": head.genre,
            "company": head.production_company,
            "origin": head.origin,
            "contact_name": contact.name,
            "contact_email": contact.email,
            "contact_phone": contact.phone,
            "confidential": head.confidential,
            "shooting_language": head.shooting_language,
            "office_opens_on": schedule.office_opens,
            "shoot_starts_on": schedule.shoot_start,
            "shoot_ends_on": schedule.shoot_end,
            "wrap_ends_on": schedule.wrap_end,
            "shooting_days": schedule.shooting_days,
            "working_days_per_week": schedule.working_days_per_week,
            "bases": [{"name": base.name, "municipalities": base.municipalities} for base in brief.bases],
            "blocks": [
                {"name": block.name, "base": block.base, "starts_on": block.start, "ends_on": block.end}
                for block in schedule.blocks
            ],
            "travel_days": schedule.travel_days,
            "team": brief.team,
            "details": _details(brief),
        },
        "lines": [_line(need) for need in brief.needs],
    }


def _details(brief: BriefFile) -> dict[str, Any]:
    parts = {
        "brief": brief.brief.extra,
        "contact": brief.brief.contact.extra | ({"channel": c} if (c := brief.brief.contact.channel) else {}),
        "schedule": brief.schedule.extra,
        **brief.extra,
    }
    details: dict[str, Any] = to_plain({key: value for key, value in parts.items() if value})
    return details


def _line(need: BriefNeed) -> dict[str, Any]:
    weeks = need.prep_offset_weeks
    return {
        "code": need.id,
        "department": need.department,
        "asked_as": need.asked_as,
        "role": need.role,
        "quantity": need.count,
        "bases": need.base,
        "starts_on": need.start,
        "ends_on": need.end,
        "prep_days": None if weeks is None else round(weeks * DAYS_A_WEEK),
        "wrap_days": need.wrap_offset_days,
        "engagement": need.engagement,
        "free_days": need.days,
        "dates": need.dates,
        "languages": [
            {"language": each.lang, "level": each.level, "required": each.required} for each in need.languages
        ],
        "credentials": need.certificates,
        "skills": need.skills,
        "min_credits": need.min_credits,
        "local": need.local,
        "accept_step_up": need.accept_step_up,
        "trainee_slots": need.trainee_slots,
        "priority": need.priority,
        "note": need.note,
        "extra": to_plain(need.extra),
    }
