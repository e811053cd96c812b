"""The queue of ARCO requests: what came in, by when the law wants an answer, what was done."""

from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app import clock, rights_labels
from app.access import recently_proven, require_account, staff_only
from app.errors import LlamadoError
from app.i18n import locale
from app.limits import limited
from app.messages import translate
from app.models.privacy import ArcoKind, ArcoRequest
from app.models.trust import ConsentPurpose
from app.pages import say
from app.queries.crew import get_crew_member
from app.services.arco import (
    SOURCES,
    carry_out,
    decide_request,
    due_on,
    extend_request,
    file_request,
    get_request,
    list_queue,
    list_requests,
    read_asked,
)
from app.services.audit import Actor
from app.services.csv_out import BOM, write_rows
from app.services.rate import Deed
from app.services.regime import get_regime
from app.unit import commits, session
from app.views.downloads import download
from app.views.my_rights import make_copy, today_here

pages = Blueprint("rights", __name__)
UNPROCESSABLE = 422


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


@pages.get("/rights")
@staff_only
def index() -> str:
    """Show open requests by the day that is next, then those that are closed."""
    return render_template(
        "rights/queue.html",
        open_ones=list_queue(session(), is_open=True),
        closed=list_queue(session(), is_open=False),
        due_on=due_on,
        today=today_here(),
        labels=rights_labels,
        regime=get_regime(),
    )


@pages.get("/rights/register.csv")
@staff_only
@limited(Deed.EXPORT)
def register() -> Response:
    """Hand out the register for the transparency unit: kinds, days and outcomes, without whose they are."""
    rows = [row for is_open in (True, False) for row, _who in list_queue(session(), is_open=is_open)]
    rows.sort(key=lambda row: row.id or 0)
    text = BOM + write_rows([_HEAD, *(_line(row) for row in rows)])
    return download(text.encode(), "arco-register.csv", "text/csv")


_HEAD = (
    "number",
    "right",
    "regime",
    "source",
    "received",
    "answer_by",
    "extended_until",
    "answered",
    "outcome",
    "act_by",
    "done",
)


def _line(row: ArcoRequest) -> list[Any]:
    answered = row.decided_at.date().isoformat() if row.decided_at else ""
    done = row.done_at.date().isoformat() if row.done_at else ""
    words = [
        translate(locale(), words) for words in (rights_labels.KINDS[row.kind], rights_labels.STATUSES[row.status])
    ]
    return [
        str(row.id),
        words[0],
        row.regime,
        row.source,
        row.received_at.date().isoformat(),
        row.answer_by_on.isoformat(),
        row.extended_until_on.isoformat() if row.extended_until_on else "",
        answered,
        words[1],
        row.act_by_on.isoformat() if row.act_by_on else "",
        done,
    ]


@pages.get("/rights/of/<id:crew_member_id>")
@staff_only
def new(crew_member_id: int) -> str:
    """Show the form for a request that came by e-mail, on paper or by phone."""
    return _new(crew_member_id)


def _new(crew_member_id: int) -> str:
    return render_template(
        "rights/new.html",
        member=get_crew_member(session(), crew_member_id),
        requests=list_requests(session(), crew_member_id=crew_member_id),
        kinds=list(ArcoKind),
        purposes=list(ConsentPurpose),
        sources=SOURCES,
        labels=rights_labels,
        typed=request.form,
    )


@pages.post("/rights/of/<id:crew_member_id>")
@staff_only
@commits
def record(crew_member_id: int) -> Any:
    """Record a request for a person."""
    typed = {name: request.form.get(name, "").replace("\x00", "") for name in ("kind", "asked", "purpose")}
    source = request.form.get("source", "")
    if source not in SOURCES:
        abort(400)
    proof = request.form.get("identity_proof", "").replace("\x00", "")
    try:
        row = file_request(
            session(), _actor(), crew_member_id=crew_member_id, source=source, identity_proof=proof, **typed
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _new(crew_member_id), UNPROCESSABLE
    return redirect(url_for("rights.show", request_id=row.id))


@pages.get("/rights/<id:request_id>")
@staff_only
def show(request_id: int) -> str:
    """Show a request and what can be done with it now."""
    return _page(request_id)


def _page(request_id: int) -> str:
    row = get_request(session(), request_id)
    return render_template(
        "rights/request.html",
        row=row,
        member=get_crew_member(session(), row.crew_member_id),
        asked=read_asked(session(), row),
        due=due_on(row),
        today=today_here(),
        regime=get_regime(row.regime),
        labels=rights_labels,
        typed=request.form,
    )


@pages.post("/rights/<id:request_id>")
@staff_only
@recently_proven
@commits
def act(request_id: int) -> Any:
    """Extend, answer or close a request."""
    row, deed = get_request(session(), request_id), request.form.get("do", "")
    text = request.form.get("text", "").replace("\x00", "")
    try:
        if deed == "extend":
            extend_request(session(), _actor(), row, reason=text)
        elif deed in {"grant", "refuse"}:
            decide_request(session(), _actor(), row, granted=deed == "grant", answer=text)
        elif deed == "done":
            carry_out(session(), _actor(), row)
        else:
            abort(400)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _page(request_id), UNPROCESSABLE
    flash(_("Saved."))
    return redirect(url_for("rights.show", request_id=request_id))


@pages.post("/rights/<id:request_id>/data.<form>")
@staff_only
@recently_proven
@limited(Deed.EXPORT)
@commits
def data(request_id: int, form: str) -> Response:
    """Hand out the copy of a person's data, for a request of access alone."""
    row = get_request(session(), request_id)
    if row.kind is not ArcoKind.ACCESS:
        abort(404)
    return make_copy(_actor(), row.crew_member_id, form)
