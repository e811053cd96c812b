"""Show that it is you: asked before dangerous deeds, by the strongest proof that the account has."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import current_device, require_account, signed_in
from app.forms.account import CodeForm, EmptyForm, ProofForm
from app.i18n import locale
from app.limits import limited
from app.models.account import Account
from app.paths import safe_path
from app.services.account import note_proof, send_sign_in_link
from app.services.audit import Actor
from app.services.password import is_right
from app.services.rate import Deed, forgive
from app.services.second_factor import has_factor, prove
from app.unit import commits, commits_always, session
from app.views.account_ground import now, settings

pages = Blueprint("proof", __name__)


@pages.get("/prove")
@signed_in
def ask() -> str:
    """Ask for what the account can show: a code, else the password, else a link in the e-mail."""
    next_path = safe_path(request.args.get("next", ""))
    return _page(require_account(), next=next_path)


def _page(account: Account, **forms: Any) -> str:
    next_path = str(forms.pop("next", ""))
    shown = {
        "code_form": CodeForm(formdata=None, next=next_path),
        "password_form": ProofForm(formdata=None, next=next_path),
        "empty_form": EmptyForm(formdata=None, next=next_path),
    }
    return render_template("account/prove.html", **(shown | forms), by=_by(account))


def _by(account: Account) -> str:
    if has_factor(account):
        return "code"
    if account.password_hash:
        return "password"
    return "button" if account.fictional else "link"


@pages.post("/prove")
@signed_in
@limited(Deed.SECOND_FACTOR)
@commits_always
def show() -> Any:
    """Take the proof; a wrong one is noted too, so this commits whatever the answer."""
    account, device = require_account(), current_device()
    assert device is not None  # noqa: S101 - who is signed in is so on a device
    actor, by = Actor.of(account, now()), _by(account)
    form: Any = {"code": CodeForm, "password": ProofForm}.get(by, EmptyForm)()
    sent = form.validate_on_submit() and by != "link"
    if sent and by == "code" and not prove(session(), actor, account, form.code.data or ""):
        form.code.errors = [_("This code is not right, or was used already. Wait for the next one.")]
    if sent and by == "password" and not is_right(account, form.password.data or ""):
        form.password.errors = [_("This is not your password. Try again.")]
    if not sent or form.errors:
        return _page(account, **{f"{by}_form": form}), 422
    forgive(session(), Deed.SECOND_FACTOR, person=f"account {account.id}")
    note_proof(session(), device, now=actor.at)
    return redirect(safe_path(form.next.data or "") or url_for("home.front"))


@pages.post("/prove/link")
@signed_in
@limited(Deed.LINK)
@commits
def send_link() -> Any:
    """E-mail a fresh link to who has no password: opening it is the proof."""
    account, form = require_account(), EmptyForm()
    if _by(account) == "link" and form.validate_on_submit():
        send_sign_in_link(
            session(),
            Actor.of(account, now()),
            email=account.email,
            base_url=settings().base_url,
            locale=locale(),
            next_path=safe_path(form.next.data or ""),
        )
        flash(_("A link is on its way to %(email)s. It leads back to where you were.", email=account.email))
    return redirect(url_for("proof.ask", next=safe_path(form.next.data or "")))
