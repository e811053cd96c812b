"""Files of people: given to the person and to staff, never to be run by a browser; staff's looks are recorded."""

import hmac
from typing import Any

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from itsdangerous import BadSignature, URLSafeTimedSerializer

from app import clock
from app.access import allow, require_account, staff_only
from app.models.account import Account, Role
from app.models.registration import Evidence, EvidenceKind
from app.paths import safe_path
from app.queries.evidence import get_evidence
from app.services.audit import Actor
from app.services.evidence import note_opening, read_evidence
from app.services.evidence_file import PDF
from app.unit import commits, session

pages = Blueprint("evidence", __name__)
crew_or_staff = allow(Role.CREW, Role.STAFF)
TICKET_SECONDS = 600
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def _tickets() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="evidence")


def ticket_for(account: Account, evidence_id: int) -> str:
    """Return what lets this account open this file for ten minutes, once the opening was recorded."""
    return str(_tickets().dumps(f"{account.id}/{evidence_id}"))


def _has_ticket(account: Account, evidence_id: int) -> bool:
    try:
        said = _tickets().loads(request.args.get("ticket", ""), max_age=TICKET_SECONDS)
    except BadSignature:
        return False
    return hmac.compare_digest(str(said), f"{account.id}/{evidence_id}")


def answer_with(evidence: Evidence) -> Response:
    """Return the file itself: pictures to be shown, PDFs to be saved; neither can act on our pages."""
    response = Response(read_evidence(session(), evidence), mimetype=evidence.media_type)
    response.headers.update(HEADERS)
    name = f"llamado-{evidence.id}.{'pdf' if evidence.media_type == PDF else 'jpg'}"
    kind = "attachment" if evidence.media_type == PDF else "inline"
    response.headers["Content-Disposition"] = f'{kind}; filename="{name}"'
    return response


@pages.get("/files/<id:evidence_id>")
@crew_or_staff
def show(evidence_id: int) -> Response:
    """Give a file to its person, or to staff who have said so before (`open_file`); a photo to all staff."""
    account = require_account()
    found = get_evidence(session(), evidence_id)
    if account.role is Role.CREW and found.crew_member_id != account.crew_member_id:
        abort(404)
    is_free = account.role is Role.CREW or found.kind is EvidenceKind.PHOTO
    if not is_free and not _has_ticket(account, evidence_id):
        abort(403)
    return answer_with(found)


@pages.post("/files/<id:evidence_id>/open")
@staff_only
@commits
def open_file(evidence_id: int) -> Any:
    """Record that staff open a file, and show it where they came from; a PDF is saved."""
    account = require_account()
    found = note_opening(session(), Actor.of(account, clock.now()), evidence_id=evidence_id)
    ticket = ticket_for(account, evidence_id)
    back = safe_path(request.form.get("next", ""))
    if found.media_type == PDF or not back:
        return redirect(url_for("evidence.show", evidence_id=evidence_id, ticket=ticket))
    path = back.partition("?")[0].partition("#")[0]
    return redirect(f"{path}?opened={evidence_id}&ticket={ticket}#file-{evidence_id}")
