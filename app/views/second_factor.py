"""The second factor: asked at sign-in, set up with a QR code, recovery codes shown once."""

import io
from base64 import urlsafe_b64encode
from typing import Any

import segno
from flask import Blueprint, Response, abort, flash, redirect, render_template, url_for
from flask import session as browser_session
from flask_babel import gettext as _

from app.access import allow, current_account, public, recently_proven, require_account
from app.errors import InvalidInputError
from app.forms.account import CodeForm, EmptyForm
from app.limits import PENDING, limited
from app.models.account import OFFICE, Account
from app.pages import say
from app.services.account import tell
from app.services.audit import Actor
from app.services.rate import Deed, forgive
from app.services.second_factor import (
    confirm_factor,
    drop_factor,
    enrolment_address,
    has_factor,
    is_asked_of,
    make_recovery_codes,
    new_secret,
    prove,
    seal,
    unseal,
)
from app.services.told import FACTOR_CHANGED, FACTOR_DROPPED
from app.unit import commits, commits_always, session
from app.views.account_ground import find_pending, go_in_quietly, let_in, now, settings

pages = Blueprint("second_factor", __name__)
office = allow(*OFFICE)
_FRESH = "totp"
"""Key of the browser session: the sealed secret that is being set up; nothing is kept before a code has shown it."""


@pages.get("/sign-in/code")
@public
def ask() -> Any:
    """Ask for the code of somebody whose password was right."""
    if find_pending() is None:
        return redirect(url_for("account.sign_in"))
    return render_template("account/code.html", form=CodeForm(formdata=None))


@pages.post("/sign-in/code")
@public
@limited(Deed.SECOND_FACTOR)
@commits_always
def check() -> Any:
    """Let in who has the code; a failed try is noted too, so this commits whatever the answer."""
    pending, form = find_pending(), CodeForm()
    if pending is None:
        return redirect(url_for("account.sign_in"))
    account, next_path = pending
    if not form.validate_on_submit():
        return render_template("account/code.html", form=form), 422
    if not prove(session(), Actor.of(account, now()), account, form.code.data or ""):
        form.code.errors = [_("This code is not right, or was used already. Wait for the next one.")]
        return render_template("account/code.html", form=form), 422
    forgive(session(), Deed.SECOND_FACTOR, person=f"account {account.id}")
    return let_in(account, next_path)


def _whose() -> tuple[Account, str]:
    """Return who sets a factor up: half signed in and asked for one, or signed in already; else lead to sign-in."""
    pending = find_pending()
    if pending is not None and not has_factor(pending[0]):
        return pending
    account = current_account()
    if account is None or account.role not in OFFICE or settings().second_factor == "off":
        abort(404)
    return account, url_for("security.show")


def _secret() -> str:
    kept = browser_session.get(_FRESH, "")
    return unseal(kept.encode(), settings()) if kept else ""


@pages.get("/second-factor/set-up")
@public
@recently_proven
def set_up() -> Any:
    """Show the QR code and the key of a fresh secret, and take a code to try it."""
    if find_pending() is None and current_account() is None:
        return redirect(url_for("account.sign_in"))
    _whose()
    if not _secret():
        browser_session[_FRESH] = seal(new_secret(), settings()).decode()
    return _set_up_page(CodeForm(formdata=None))


def _set_up_page(form: CodeForm) -> str:
    secret = _secret()
    groups = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return render_template("account/set_up.html", form=form, key=groups, signed_in=current_account() is not None)


@pages.get("/second-factor/qr.svg")
@public
@recently_proven
def picture() -> Response:
    """Draw the address that the authenticator reads."""
    account, _next = _whose()
    secret = _secret()
    if not secret:
        abort(404)
    issuer = settings().commission_name or "Llamado"
    drawn = io.BytesIO()
    segno.make(enrolment_address(account, secret, issuer=issuer), error="m").save(
        drawn, kind="svg", scale=5, border=4, light="#fff", xmldecl=False
    )
    return Response(drawn.getvalue(), mimetype="image/svg+xml")


@pages.post("/second-factor/set-up")
@public
@recently_proven
@limited(Deed.SECOND_FACTOR)
@commits_always
def confirm() -> Any:
    """Take the factor into use once a code has shown it, and show the recovery codes, this once."""
    account, next_path = _whose()
    form, actor = CodeForm(), Actor.of(account, now())
    if not form.validate_on_submit() or not _secret():
        return _set_up_page(form), 422
    try:
        codes = confirm_factor(session(), actor, account, secret=_secret(), code=form.code.data or "")
    except InvalidInputError as error:
        form.code.errors = [say(error)]
        return _set_up_page(form), 422
    tell(session(), actor, account, FACTOR_CHANGED, link=f"{settings().base_url}/security")
    browser_session.pop(_FRESH, None)
    forgive(session(), Deed.SECOND_FACTOR, person=f"account {account.id}")
    response = _codes_page(codes, next_path)
    return go_in_quietly(account, response) if PENDING in browser_session else response


def _codes_page(codes: list[str], next_path: str) -> Response:
    text = "\n".join([f"Llamado · {settings().base_url}", "", *codes, ""])
    file = "data:text/plain;base64," + urlsafe_b64encode(text.encode()).decode().replace("-", "+").replace("_", "/")
    page = render_template("account/recovery_codes.html", codes=codes, file=file, next=next_path or "/")
    return Response(page)


@pages.post("/second-factor/recovery-codes")
@office
@recently_proven
@commits
def renew_codes() -> Any:
    """Make fresh recovery codes; the earlier ones are dead."""
    account = require_account()
    if not has_factor(account):
        abort(404)
    codes = make_recovery_codes(session(), Actor.of(account, now()), account)
    return _codes_page(codes, url_for("security.show"))


@pages.post("/second-factor/drop")
@office
@recently_proven
@commits
def drop() -> Any:
    """Do without a second factor again, where the installation leaves that open."""
    account, form = require_account(), EmptyForm()
    if is_asked_of(account, settings().second_factor) or not form.validate_on_submit():
        flash(_("The second factor is required here. Set up a new phone instead."), "error")
        return redirect(url_for("security.show"))
    actor = Actor.of(account, now())
    drop_factor(session(), actor, account)
    tell(session(), actor, account, FACTOR_DROPPED, link=f"{settings().base_url}/security")
    flash(_("You sign in by password alone from now on."))
    return redirect(url_for("security.show"))
