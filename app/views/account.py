"""Sign in and sign out."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask import session as browser_session
from flask_babel import gettext as _

from app.access import DEVICE_COOKIE, current_account, public, require_account, signed_in
from app.forms.account import LinkForm, PasswordForm
from app.i18n import locale
from app.limits import limited
from app.paths import safe_path
from app.queries.account import find_link
from app.services.account import close_device, send_sign_in_link, use_sign_in_link
from app.services.audit import Actor
from app.services.password import check_password
from app.services.rate import Deed
from app.unit import commits, commits_always, session
from app.views.account_ground import go_on, now, settings

pages = Blueprint("account", __name__)


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
@limited(Deed.LINK)
@commits
def ask_link() -> Any:
    """Send a sign-in link; the answer is the same whether the address is known or not."""
    form = LinkForm()
    if not form.validate_on_submit():
        return _again(link_form=form)
    send_sign_in_link(
        session(),
        Actor.of(current_account(), now()),
        email=form.email.data or "",
        base_url=settings().base_url,
        locale=locale(),
        next_path=safe_path(form.next.data or ""),
    )
    return render_template("account/link_sent.html", email=form.email.data)


def _again(*, link_form: LinkForm | None = None, password_form: PasswordForm | None = None) -> Any:
    page = render_template(
        "account/sign_in.html",
        link_form=link_form or LinkForm(formdata=None),
        password_form=password_form or PasswordForm(formdata=None),
    )
    return page, 422


@pages.post("/sign-in/password")
@public
@limited(Deed.PASSWORD)
@commits_always
def with_password() -> Any:
    """Take the password of commission staff; a failed try is noted too, so this commits whatever the answer."""
    form = PasswordForm()
    if not form.validate_on_submit():
        return _again(password_form=form)
    account = check_password(session(), email=form.email.data or "", password=form.password.data or "", now=now())
    if account is None:
        form.password.errors = [_("E-mail and password don't go together. Try again.")]
        return _again(password_form=form)
    return go_on(account, form.next.data or "")


@pages.get("/sign-in/<token>")
@public
def open_link(token: str) -> Any:
    """Show the button that signs in; mail scanners that follow links use nothing up."""
    if find_link(session(), token, now=now()) is None:
        return render_template("account/link_dead.html"), 410
    return render_template("account/link.html", token=token)


@pages.post("/sign-in/<token>")
@public
@commits
def use_link(token: str) -> Any:
    """Consume the link and sign this device in."""
    used = use_sign_in_link(session(), token, now=now())
    if used is None:
        return render_template("account/link_dead.html"), 410
    return go_on(*used)


@pages.post("/sign-out")
@signed_in
@commits
def sign_out() -> Any:
    """Sign this device out."""
    account = require_account()
    close_device(session(), Actor.of(account, now()), request.cookies.get(DEVICE_COOKIE, ""))
    browser_session.clear()
    response = redirect(url_for("home.front"))
    response.delete_cookie(DEVICE_COOKIE)
    return response
