"""The doors by which a need comes in: form, brief file, spreadsheet, pasted message. Each makes a draft to review."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for

from app.access import current_account, public
from app.errors import LlamadoError
from app.forms.need import FileForm, NeedForm, PasteForm
from app.i18n import locale
from app.limits import limited
from app.models.intake import Upload
from app.models.need import NeedDoor
from app.pages import say, status_of
from app.services.audit import Actor
from app.services.brief import list_notes, read_brief
from app.services.brief_file import brief_schema
from app.services.need_draft import BLANK_LINES, start_draft
from app.services.need_page import name_role_whole
from app.services.need_text import blank_lines
from app.services.problem import ProblemsError
from app.services.rate import Deed
from app.services.role_reading import read_title
from app.unit import commits, commits_always, session
from app.views.need_ground import EXAMPLES, draw_form, form_values, now, remember_draft, render_form

pages = Blueprint("need_doors", __name__)
LONGEST_TITLE = 300


def to_draft(draft: Upload) -> Any:
    """Go on to the review of a draft; where something is to be put right, that is the form."""
    remember_draft(draft)
    return redirect(url_for("need_drafts.review", draft_id=draft.id))


def _doors(status: int = 200, problems: list[str] | None = None, **forms: Any) -> Any:
    shown = {"brief": FileForm(formdata=None), "sheet": FileForm(formdata=None), "paste": PasteForm(formdata=None)}
    page = render_template(
        "need/doors.html", forms=shown | forms, problems=problems or [], endpoints=set(current_app.view_functions)
    )
    return page, status


def refused(error: LlamadoError | Sequence[str], **forms: Any) -> Any:
    """Show the doors again with what is wrong; nothing was written but the try."""
    if not isinstance(error, LlamadoError):
        return _doors(422, [str(text) for text in error], **forms)
    texts = [say(error)]
    if isinstance(error, ProblemsError):
        texts = [problem.text(locale()) for problem in error.problems]
    return _doors(status_of(error), texts, **forms)


@pages.get("/needs/new")
@public
def doors() -> Any:
    """Offer the four ways to say what a production needs."""
    return _doors()


@pages.get("/needs/form")
@public
def blank_form() -> Any:
    """Show an empty form."""
    account = current_account()
    raw: dict[str, Any] = {"production": {"bases": []}, "lines": blank_lines(BLANK_LINES)}
    if account is not None and account.role == "production":
        raw["production"] |= {"contact_name": account.name, "contact_email": account.email}
    return render_form(draw_form(raw), raw, address=url_for("need_doors.first_save"))


@pages.post("/needs/form")
@public
@limited(Deed.DRAFT)
@commits
def first_save() -> Any:
    """Keep what was typed as a draft, from its first button on."""
    form = NeedForm()
    values = form_values(form)
    if values is None:
        return render_form(form, {"lines": []}, address=url_for("need_doors.first_save")), 422
    actor = Actor.of(current_account(), now())
    draft = start_draft(session(), actor, door=NeedDoor.FORM, raw=values)
    remember_draft(draft)
    if request.form.get("action") == "review":
        return redirect(url_for("need_drafts.review", draft_id=draft.id))
    return redirect(url_for("need_drafts.edit", draft_id=draft.id) + "#lines")


@pages.post("/needs/brief")
@public
@limited(Deed.DRAFT)
@commits_always
def brief() -> Any:
    """Take a brief file; a wrong one is refused whole, with the line, the position and the remedy."""
    form = FileForm()
    if not form.validate_on_submit():
        return refused(form.file.errors)
    try:
        actor = Actor.of(current_account(), now())
        file = form.file.data.stream.read()
        content = read_brief(file)
    except LlamadoError as error:
        return refused(error)
    name = str(form.file.data.filename or "")
    draft = start_draft(
        session(),
        actor,
        door=NeedDoor.BRIEF,
        raw=content.to_json(),
        file_name=name,
        file=file,
        notes=list_notes(content),
    )
    return to_draft(draft)


@pages.get("/brief.schema.json")
@public
def schema() -> Response:
    """Publish the format of the brief file."""
    return jsonify(brief_schema())


@pages.get("/needs/example.yaml")
@public
def example() -> Response:
    """Give an example of a brief file."""
    name = "commercial_gdl_3d.yaml"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response((EXAMPLES / name).read_bytes(), mimetype="text/yaml", headers=headers)


@pages.get("/needs/title")
@public
def title() -> Response:
    """Say what a typed title is understood as, for the form to show while one types."""
    asked = request.args.get("title", "")[:LONGEST_TITLE]
    found = read_title(asked, request.args.get("department", "")[:LONGEST_TITLE]) if asked.strip("\0 ") else None
    if found is None:
        return jsonify(kind="")
    return jsonify(
        kind=found.understood.value,
        role=name_role_whole(found.role_id, locale()) if found.role_id else "",
        choices=[name_role_whole(role_id, locale()) for role_id in found.choices],
    )
