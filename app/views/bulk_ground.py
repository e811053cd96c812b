"""What the pages of deeds for many share: whom a deed is for, its form, and what works out what it would do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import abort, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from sqlmodel import Session

from app import clock
from app.access import require_account
from app.errors import LlamadoError
from app.forms.bulk import BulkEditForm, BulkFileForm, BulkTagForm
from app.forms.checks import read_ids
from app.forms.fields import options
from app.models.bulk import BulkKind
from app.models.crew import CrewMember
from app.pages import say
from app.queries.bulk import list_selected
from app.queries.tag import list_tags
from app.services.audit import Actor
from app.services.bulk.edit import plan_edit
from app.services.bulk.hand_out import plan_file
from app.services.bulk.mail import plan_ask, plan_invite
from app.services.bulk.plan import BulkPlan
from app.services.bulk.tags import plan_tags
from app.services.bulk.undo import lock_all
from app.services.crew_search import list_found_ids
from app.services.tag import sort_names
from app.unit import session
from app.views.crew_list import filter_form, wanted_of
from app.views.profile import settle_place

FILE = "file"


def acting() -> Actor:
    """Return who is signed in, as who does it."""
    return Actor.of(require_account(), clock.now())


@dataclass
class Page:
    """A deed as it was chosen: whom it is for, its form, and what it would do, once the form says enough."""

    deed: str
    form: FlaskForm | None
    people: list[CrewMember]
    missing: int
    plan: BulkPlan | None = None
    error: str = ""


def _selected_ids() -> list[int]:
    """Return whom the form is for: the ticked, those on the page, or all whom the address's filters find."""
    whom = request.form.get("whom", "")
    if whom == "all":
        return list_found_ids(session(), wanted_of(filter_form()), today=clock.today())
    if whom == "page":
        return read_ids(request.form.get("on_page", "").split(","))
    return read_ids(request.form.getlist("person"))


def open_page(*, lock: bool = False) -> Page:
    """Read what was sent: people first, then the deed's form, then what it would do."""
    deed = request.form.get("deed", "")
    if deed not in _PLANS:
        abort(400)
    ids = _selected_ids()
    if lock:
        lock_all(session(), ids)
    people = list_selected(session(), ids)
    page = Page(deed, _FORMS[deed]() if deed in _FORMS else None, people, len(set(ids)) - len(people))
    chosen = page.form is None or "chosen" in request.form or deed == FILE
    if chosen and (page.form is None or page.form.validate()):
        try:
            page.plan = _PLANS[deed](session(), page)
        except LlamadoError as error:
            page.error = say(error)
    return page


def _tag_form() -> BulkTagForm:
    form = BulkTagForm()
    form.tags.choices = options([(tag.id, tag.name) for tag in list_tags(session())])
    return form


def _edit_plan(opened: Session, page: Page) -> BulkPlan | None:
    form = page.form
    assert isinstance(form, BulkEditForm)  # noqa: S101 - what _FORMS makes
    if not settle_place(form.base):
        return None
    if not (values := form.values()):
        page.error = _("Choose what to change.")
        return None
    return plan_edit(opened, page.people, values)


def _tag_plan(opened: Session, page: Page) -> BulkPlan | None:
    form = page.form
    assert isinstance(form, BulkTagForm)  # noqa: S101 - what _FORMS makes
    chosen = list(form.tags.data or ())
    off = page.deed == BulkKind.UNTAG
    found, new = ([], []) if off else sort_names(opened, form.new.data or "")
    if not (chosen or found or new):
        page.error = _("Choose a tag.")
        return None
    add, remove = ([], chosen) if off else (sorted({*chosen, *found}), [])
    return plan_tags(opened, page.people, kind=BulkKind(page.deed), add=add, remove=remove, new=new)


def _file_plan(_opened: Session, page: Page) -> BulkPlan:
    form = page.form
    assert isinstance(form, BulkFileForm)  # noqa: S101 - what _FORMS makes
    return plan_file(page.people, form.form.data or "xlsx")


_FORMS: Mapping[str, Callable[[], FlaskForm]] = {
    BulkKind.EDIT: BulkEditForm,
    BulkKind.TAG: _tag_form,
    BulkKind.UNTAG: _tag_form,
    FILE: BulkFileForm,
}
_PLANS: Mapping[str, Callable[[Session, Page], BulkPlan | None]] = {
    BulkKind.EDIT: _edit_plan,
    BulkKind.TAG: _tag_plan,
    BulkKind.UNTAG: _tag_plan,
    BulkKind.ASK: lambda opened, page: plan_ask(opened, acting(), page.people),
    BulkKind.INVITE: lambda opened, page: plan_invite(opened, page.people),
    FILE: _file_plan,
}
"""Deed of the list -> what works out whom it reaches; None where its form has to be put right first."""
