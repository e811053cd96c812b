"""Sign in, sign out, and the devices that are signed in."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _

from app.access import DEVICE_COOKIE, current_account, public, require_account, signed_in
from app.errors import NotAllowedError
from app.forms.account import LinkForm, PasswordForm
from app.i18n import locale
from app.models.account import Account, Device
from app.pages import say
from app.paths import safe_path
from app.queries.account import find_link, list_devices
from app.services.account import (
    check_password,
    close_device,
    open_device,
    revoke_device,
    send_sign_in_link,
    use_sign_in_link,
)
from app.services.audit import Actor
from app.unit import commits, commits_always, session

pages = Blueprint("account", __name__)


def _address() -> str:
    return request.remote_addr or ""


def _let_in(account: Account, next_path: str) -> Any:
    """Sign this browser in and go on; the old browser session is dropped, so that none can be fixed beforehand."""
    actor = Actor.of(account, datetime.now(UTC))
    token, until = open_device(session(), actor, account, browser=request.user_agent.string)
    browser_session.clear()
    response = redirect(safe_path(next_path) or url_for("home.front"))
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        expires=until,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].https,
    )
    return response


@pages.get("/sign-in")
@public
def sign_in() -> str:
    """Offer the link (crew, productions) and the password (commission)."""
    next_path = safe_path(request.args.get("next", ""))
    return render_template(
        "account/sign_in.html",
        link_form=LinkForm(formdata=None, next=next_path),
        password_form=PasswordForm(formdata=None, next=next_path),
    )


@pages.post("/sign-in/link")
@public
@commits
def ask_link() -> Any:
    """Send a sign-in link; the answer is the same whether the address is known or not."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _again(link_form=form)
    settings = current_app.config["SETTINGS"]
    actor = Actor.of(current_account(), datetime.now(UTC))
    try:
        send_sign_in_link(
            session(),
            actor,
            email=form.email.data or "",
            address=_address(),
            base_url=settings.base_url,
            locale=locale(),
            next_path=safe_path(form.next.data or ""),
        )
    except NotAllowedError as error:
        form.email.errors = [say(error)]
        return _again(link_form=form, status=429)
    return render_template("account/link_sent.html", email=form.email.data)


def _again(*, link_form: LinkForm | None = None, password_form: PasswordForm | None = None, status: int = 422) -> Any:
    page = render_template(
        "account/sign_in.html",
        link_form=link_form or LinkForm(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
    )
    return page, status


@pages.post("/sign-in/password")
@public
@commits_always
def with_password() -> Any:
    """Sign commission staff in; a failed try is counted too, so this commits whatever the answer."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _again(password_form=form)
    try:
        account = check_password(
            session(),
            email=form.email.data or "",
            password=form.password.data or "",
            address=_address(),
            now=datetime.now(UTC),
        )
    except NotAllowedError as error:
        form.email.errors = [say(error)]
        return _again(password_form=form, status=429)
    if account is None:
        form.password.errors = [_("E-mail and password don't go together. Try again.")]
        return _again(password_form=form)
    return _let_in(account, form.next.data or "")


@pages.get("/sign-in/<token>")
@public
def open_link(token: str) -> Any:
    """Show the button that signs in; mail scanners that follow links use nothing up."""
    if find_link(session(), token, now=datetime.now(UTC)) is None:
        return render_template("account/link_dead.html"), 410
    return render_template("account/link.html", token=token)


@pages.post("/sign-in/<token>")
@public
@commits
def use_link(token: str) -> Any:
    """Consume the link and sign this device in."""
    used = use_sign_in_link(session(), token, now=datetime.now(UTC))
    if used is None:
        return render_template("account/link_dead.html"), 410
    return _let_in(*used)


@pages.post("/sign-out")
@signed_in
@commits
def sign_out() -> Any:
    """Sign this device out."""
    account = require_account()
    close_device(session(), Actor.of(account, datetime.now(UTC)), request.cookies.get(DEVICE_COOKIE, ""))
    browser_session.clear()
    response = redirect(url_for("home.front"))
    response.delete_cookie(DEVICE_COOKIE)
    return response


@pages.get("/devices")
@signed_in
def devices() -> str:
    """List the devices that are signed in to this account."""
    account = require_account()
    found = list_devices(session(), account.id or 0, now=datetime.now(UTC))
    return render_template("account/devices.html", devices=found)


@pages.post("/devices/<id:device_id>/revoke")
@signed_in
@commits
def revoke(device_id: int) -> Any:
    """Sign another device out."""
    account = require_account()
    device = session().get(Device, device_id)
    if device is None or device.account_id != account.id:
        abort(404)
    revoke_device(session(), Actor.of(account, datetime.now(UTC)), device)
    flash(_("That device is signed out."))
    return redirect(url_for("account.devices"))
