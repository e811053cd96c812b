"""What the pages of needs share: the form drawn from a draft, and the drafts that this browser began."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import render_template, request
from flask import session as browser_session

from app.access import current_account
from app.errors import InvalidInputError
from app.forms.need import MOST_LINES, NeedForm
from app.i18n import locale
from app.messages import mark
from app.models.account import Account, Role
from app.models.intake import Upload
from app.services.need_content import LineContent
from app.services.need_draft import DraftReading, find_draft
from app.services.need_page import list_department_names, list_role_names, name_department
from app.services.need_text import from_form, text_of, to_form
from app.services.problem import Problem
from app.services.role_reading import RoleReading, read_roles
from app.unit import session

EXAMPLES = Path(__file__).resolve().parent.parent / "data" / "briefs"
_KEPT_DRAFTS = 20
_OFFICE = frozenset({Role.STAFF, Role.ADMIN})


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def is_staff(account: Account | None) -> bool:
    """Say whether this is somebody of the commission."""
    return account is not None and account.role in _OFFICE


def only_contact(account: Account) -> int | None:
    """Return whose productions an account sees: its own, or (None) all for staff."""
    return None if is_staff(account) else account.id


def remember_draft(draft: Upload) -> None:
    """Let this browser come back to a draft that nobody signed in for."""
    if draft.made_by_id is None:
        kept = [*browser_session.get("drafts", []), draft.id]
        browser_session["drafts"] = kept[-_KEPT_DRAFTS:]


def own_draft(draft_id: int) -> Upload:
    """Return a draft of who is signed in, or of this browser."""
    account = current_account()
    mine = {int(each) for each in browser_session.get("drafts", [])}
    return find_draft(session(), draft_id, account_id=account.id if account else None, mine=mine)


def draw_form(raw: dict[str, Any]) -> NeedForm:
    """Return the form filled with a draft as it is typed; departments known by id stand there by name."""
    values = to_form(raw)
    for line in values["lines"]:
        line["department"] = name_department(line["department"], locale())
    return NeedForm(formdata=None, data=values)


def form_values(form: NeedForm, old: dict[str, Any] | None = None) -> dict[str, Any] | None:
    """Return the raw content that a posted form says; None where a text can't be kept, with the error at its field."""
    posted = {name.split("-")[1] for name in request.form if name.startswith("lines-") and name.count("-") > 1}
    if len(posted) > MOST_LINES:
        raise InvalidInputError(mark("There are too many lines. Hand in at most 1,000 at once."))
    if not form.validate_on_submit():
        return None
    return from_form(form.data, old or {})


def render_form(
    form: NeedForm,
    raw: dict[str, Any],
    *,
    address: str,
    draft: Upload | None = None,
    reading: DraftReading | None = None,
) -> str:
    """Show the form; with `reading` also what is to be put right, each at its field."""
    loose = _place_problems(form, reading) if reading is not None else []
    return render_template(
        "need/form.html",
        form=form,
        blank=NeedForm(formdata=None, data={"lines": [{}], "blocks": [{}]}),
        draft=draft,
        address=address,
        understood=_understood(raw),
        sources=[line.get("_source", "") for line in raw.get("lines", [])],
        sheet_rows=[line.get("_sheet_row", "") for line in raw.get("lines", [])],
        loose=loose,
        problems=reading.mistakes if reading is not None else [],
        waiting=reading.waiting if reading is not None else 0,
        notes=[Problem.from_json(note) for note in draft.problems] if draft is not None else [],
        roles=list_role_names(locale()),
        departments=list_department_names(locale()),
        staff=is_staff(current_account()),
    )


def _understood(raw: dict[str, Any]) -> list[RoleReading | None]:
    """Return what each line's title is read as, in order; None for lines without one."""
    lines = raw.get("lines", [])
    titles = [str(text_of(line.get("asked_as"))) for line in lines]
    asked = [
        LineContent.model_construct(
            asked_as=title, department=str(text_of(line.get("department"))), role=str(text_of(line.get("role")))
        )
        for title, line in zip(titles, lines, strict=True)
        if title
    ]
    found = iter(read_roles(asked))
    return [next(found) if title else None for title in titles]


def _place_problems(form: NeedForm, reading: DraftReading) -> list[Problem]:
    """Put each problem at the field it is about; return those that have none on the page."""
    loose = []
    for problem in reading.mistakes:
        field = _field_of(form, reading, problem)
        if field is None:
            loose.append(problem)
        else:
            said = Problem(problem.message, problem.values).text(locale())
            field.errors = [*field.errors, said]
    return loose


def _field_of(form: NeedForm, reading: DraftReading, problem: Problem) -> Any:
    names = [name for name in problem.fields if not name.isdigit()]
    if problem.line:
        line = form.lines[reading.places[problem.line - 1]].form
        return next((line[name] for name in names if name in line), line["confirmed"] if not names else None)
    if "blocks" in names:
        numbers = [int(name) for name in problem.fields if name.isdigit()]
        block = form.blocks[numbers[0]].form if numbers and numbers[0] < len(form.blocks) else None
        return next((block[name] for name in names if name in block), block["ends_on"]) if block is not None else None
    return next((form[name] for name in reversed(names) if name in form and name not in {"lines", "bases"}), None)
