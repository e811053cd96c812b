"""Staff's queue of profiles that wait for a word: the oldest first, one at a time, with what stands behind them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account, staff_only
from app.errors import LlamadoError
from app.forms.evidence import PaperForm
from app.forms.review import ApproveForm, CreditLevelForm, LevelForm, ReasonForm
from app.i18n import locale
from app.models.registration import EvidenceKind, ProfileReview, ReviewStatus
from app.pages import say, status_of
from app.queries.crew import get_crew_member
from app.queries.evidence import get_evidence
from app.queries.review import count_waiting, find_latest_review, find_next_waiting, get_review, list_not_handed_in
from app.services.audit import Actor
from app.services.completeness import list_completeness
from app.services.crew_rows import RowKind
from app.services.evidence import SeenPaper, accept_evidence, refuse_evidence
from app.services.review import approve_profile, ask_back, decline_profile
from app.services.review_page import list_queue, open_review
from app.services.review_told import ASK_BACK, DECLINE, spoken_reason
from app.services.verify import verify_credential, verify_credit, verify_role
from app.unit import commits, session
from app.views.profile import Desk
from config import get_settings

pages = Blueprint("reviews", __name__)
UNPROCESSABLE = 422
A_PAGE = 50


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.get("/reviews")
@staff_only
def index() -> str:
    """List the profiles that wait, oldest first, and who joined and has not handed in yet."""
    count = count_waiting(session())
    pages_count = max(1, -(-count // A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages_count)
    joined = list_not_handed_in(session(), limit=A_PAGE)
    return render_template(
        "reviews/index.html",
        lines=list_queue(session(), limit=A_PAGE, offset=(page - 1) * A_PAGE),
        count=count,
        page=page,
        pages=pages_count,
        joined=joined,
        steps_of=list_completeness(session(), [member.id or 0 for member in joined]),
        page_address=lambda number: url_for("reviews.index", page=number),
    )


@pages.get("/reviews/<id:review_id>")
@staff_only
def show(review_id: int) -> Any:
    """Show one profile with all that stands behind it."""
    return _page(get_review(session(), review_id))


def _page(review: ProfileReview, *, status: int = 200, **forms: Any) -> Any:
    shown = open_review(session(), review, locale=locale())
    values: dict[str, Any] = {
        "approve_form": ApproveForm(formdata=None, seen=shown.seen),
        "ask_form": _reasons(ASK_BACK, bare=True),
        "decline_form": _reasons(DECLINE, bare=True),
        "paper_form": PaperForm(formdata=None),
        "error": "",
        **forms,
    }
    page = render_template(
        "reviews/review.html",
        page=shown,
        member=shown.profile.member,
        desk=Desk(review.crew_member_id, own=False),
        opened=request.args.get("opened", 0, type=int),
        ticket=request.args.get("ticket", ""),
        limits=get_settings(),
        **values,
    )
    return page, status


def _reasons(reasons: dict[str, str], *, bare: bool = False) -> ReasonForm:
    form = ReasonForm(formdata=None) if bare else ReasonForm()
    return form.offer({key: _(text) for key, text in reasons.items()})


@pages.post("/reviews/<id:review_id>/approve")
@staff_only
@commits
def approve(review_id: int) -> Any:
    """Approve what was seen."""
    form = ApproveForm()
    if not form.validate_on_submit():
        abort(400)
    try:
        review = approve_profile(
            session(),
            _actor(),
            review_id=review_id,
            seen=form.seen.data or "",
            checks=form.checks(),
            base_url=get_settings().base_url,
        )
    except LlamadoError as error:
        return _again(review_id, error)
    return _on(review, _("%(name)s is approved.", name=get_crew_member(session(), review.crew_member_id).name))


def _again(review_id: int, error: LlamadoError) -> Any:
    session().rollback()
    return _page(get_review(session(), review_id), status=status_of(error), error=say(error))


def _on(review: ProfileReview, said: str) -> Any:
    """Go on to the next profile of the queue."""
    flash(said)
    following = find_next_waiting(session(), review)
    if following is None:
        return redirect(url_for("reviews.index"))
    return redirect(url_for("reviews.show", review_id=following))


@pages.post("/reviews/<id:review_id>/ask-back")
@staff_only
@commits
def ask(review_id: int) -> Any:
    """Ask the person for something."""
    said = _("Asked back. It comes into the queue again when it is handed in.")
    return _answered(review_id, ASK_BACK, ask_back, said)


@pages.post("/reviews/<id:review_id>/decline")
@staff_only
@commits
def decline(review_id: int) -> Any:
    """Decline the profile, or a change of it."""
    return _answered(review_id, DECLINE, decline_profile, _("Declined. The person was told why."))


def _answered(review_id: int, reasons: dict[str, str], deed: Callable[..., ProfileReview], said: str) -> Any:
    """Do what staff decided, for the reason that they chose, and go on; else show what is missing."""
    form = _reasons(reasons)
    if not form.validate_on_submit():
        refused = "ask_form" if deed is ask_back else "decline_form"
        return _page(get_review(session(), review_id), status=UNPROCESSABLE, **{refused: form})
    reason = _spoken(review_id, form)
    try:
        review = deed(session(), _actor(), review_id=review_id, reason=reason, base_url=get_settings().base_url)
    except LlamadoError as error:
        return _again(review_id, error)
    return _on(review, said)


def _spoken(review_id: int, form: ReasonForm) -> str:
    member = get_crew_member(session(), get_review(session(), review_id).crew_member_id)
    return spoken_reason(form.reason.data or "", form.text.data or "", member.locale)


@pages.post("/reviews/files/<id:evidence_id>/<word>")
@staff_only
@commits
def decide_file(evidence_id: int, word: str) -> Any:
    """Accept a file as proof, or refuse it and say why."""
    found = get_evidence(session(), evidence_id)
    who = found.crew_member_id
    form = PaperForm()
    try:
        if word == "accept":
            paper = None
            if found.kind is EvidenceKind.RESIDENCE and form.validate_on_submit() and form.issued_on.data:
                paper = SeenPaper(form.kind.data, form.issued_on.data)
            accept_evidence(session(), _actor(), evidence_id=evidence_id, paper=paper)
        elif word == "refuse":
            refuse_evidence(session(), _actor(), evidence_id=evidence_id, reason=request.form.get("reason", ""))
        else:
            abort(404)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(_address_of(who, "files"))
    flash(_("Accepted.") if word == "accept" else _("Refused."))
    return redirect(_address_of(who, "files"))


def _address_of(crew_member_id: int, anchor: str) -> str:
    """Return the person's review where one waits, else their profile."""
    latest = find_latest_review(session(), crew_member_id)
    if latest is not None and latest.status is ReviewStatus.WAITING:
        return url_for("reviews.show", review_id=latest.id, _anchor=anchor)
    return url_for("crew.show", crew_member_id=crew_member_id)


@pages.post("/crew/<id:crew_member_id>/level/<kind>/<id:row_id>")
@staff_only
@commits
def level(crew_member_id: int, kind: str, row_id: int) -> Any:
    """Say who stands behind a role, licence or credit."""
    deeds: dict[RowKind, Any] = {
        RowKind.ROLE: verify_role,
        RowKind.CREDENTIAL: verify_credential,
        RowKind.CREDIT: verify_credit,
    }
    if kind not in {each.value for each in deeds}:
        abort(404)
    listing = RowKind(kind)
    form = CreditLevelForm() if listing is RowKind.CREDIT else LevelForm()
    if not form.validate_on_submit():
        abort(400)
    deeds[listing](
        session(),
        _actor(),
        crew_member_id=crew_member_id,
        row_id=row_id,
        verification=form.verification.data,
        by=form.by.data or "",
        note=form.note.data or "",
    )
    flash(_("Saved."))
    return redirect(_address_of(crew_member_id, kind))
