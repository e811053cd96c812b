"""Completing one's profile after joining: the steps, the files that prove it, and handing it in."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account
from app.errors import LlamadoError
from app.forms.evidence import EvidenceFileForm, PhotoForm, subject_options
from app.i18n import locale
from app.limits import limited
from app.models.registration import EvidenceKind
from app.pages import say
from app.queries.crew import get_profile
from app.queries.evidence import find_photo_id, list_evidence
from app.queries.review import find_latest_review
from app.services.audit import Actor
from app.services.completeness import find_completeness
from app.services.evidence import add_evidence, remove_evidence
from app.services.evidence_subjects import list_subjects
from app.services.rate import Deed
from app.services.review import submit_profile
from app.unit import commits, session
from app.views.me import mine_only, my_id

pages = Blueprint("complete", __name__)
UNPROCESSABLE = 422


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.get("/me/complete")
@mine_only
def show() -> str:
    """Show how far the profile is, step by step, and how it stands with the commission."""
    return render_template("me/complete.html", **complete_values(my_id()), profile=get_profile(session(), my_id()))


def complete_values(crew_member_id: int) -> dict[str, Any]:
    """Return how far a profile is and how it stands with staff, for the pages of the person."""
    return {
        "completeness": find_completeness(session(), crew_member_id),
        "review": find_latest_review(session(), crew_member_id),
        "photo_id": find_photo_id(session(), crew_member_id),
    }


@pages.post("/me/hand-in")
@mine_only
@commits
def hand_in() -> Any:
    """Hand the profile to the commission."""
    submit_profile(session(), _actor(), crew_member_id=my_id())
    flash(_("Handed in. The commission writes to you when it has looked at it."))
    return redirect(url_for("complete.show"))


@pages.get("/me/files")
@mine_only
def files() -> Any:
    """Show the person's files, and what a new one may prove."""
    wanted = request.args.get("subject", "")
    return _files_page(_file_form(wanted), PhotoForm(formdata=None))


def _file_form(wanted: str = "") -> EvidenceFileForm:
    form = EvidenceFileForm(data={"subject": wanted})
    form.subject.choices = subject_options(_subjects())
    return form


def _subjects() -> list[tuple[EvidenceKind, int, str]]:
    return list_subjects(get_profile(session(), my_id()), locale())


def _files_page(form: EvidenceFileForm, photo_form: PhotoForm, status: int = 200) -> Any:
    page = render_template(
        "me/files.html",
        form=form,
        photo_form=photo_form,
        files=[file for file in list_evidence(session(), my_id()) if file.kind is not EvidenceKind.PHOTO],
        photo_id=find_photo_id(session(), my_id()),
        subjects={f"{kind.value}:{row_id}": name for kind, row_id, name in _subjects()},
    )
    return page, status


@pages.post("/me/files")
@mine_only
@limited(Deed.UPLOAD)
@commits
def add_file() -> Any:
    """Take a file that proves something."""
    form = _file_form()
    if form.validate_on_submit():
        kind, subject_id = form.what()
        try:
            add_evidence(
                session(),
                _actor(),
                crew_member_id=my_id(),
                kind=kind,
                data=form.file.data.read(),
                subject_id=subject_id,
            )
        except LlamadoError as error:
            session().rollback()
            form.file.errors = [say(error)]
        else:
            flash(_("The file is here. Only you and the commission's staff can open it."))
            return redirect(url_for("complete.files"))
    return _files_page(form, PhotoForm(formdata=None), UNPROCESSABLE)


@pages.post("/me/photo")
@mine_only
@limited(Deed.UPLOAD)
@commits
def add_photo() -> Any:
    """Take the person's photo."""
    form = PhotoForm()
    if form.validate_on_submit():
        try:
            data = form.photo.data.read()
            add_evidence(session(), _actor(), crew_member_id=my_id(), kind=EvidenceKind.PHOTO, data=data)
        except LlamadoError as error:
            session().rollback()
            form.photo.errors = [say(error)]
        else:
            flash(_("Your photo is here."))
            return redirect(url_for("complete.files"))
    return _files_page(_file_form(), form, UNPROCESSABLE)


@pages.post("/me/files/<id:evidence_id>/remove")
@mine_only
@commits
def remove_file(evidence_id: int) -> Any:
    """Take a file back."""
    remove_evidence(session(), _actor(), crew_member_id=my_id(), evidence_id=evidence_id)
    flash(_("The file was removed."))
    return redirect(url_for("complete.files"))
