"""One's own account: devices, password, second factor, and what happened to it."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import current_device, public, recently_proven, require_account, signed_in
from app.browser_words import browser_words
from app.errors import InvalidInputError
from app.forms.account import ChangePasswordForm, EmptyForm, NewPasswordForm
from app.limits import limited
from app.models.account import OFFICE, Account, Device, LinkPurpose
from app.pages import say
from app.queries.account import find_link, list_devices
from app.queries.security import count_recovery_codes, list_security_events
from app.security_words import SECURITY_WORDS
from app.services.account import revoke_device, revoke_others, tell
from app.services.audit import Actor
from app.services.password import is_right, set_password
from app.services.rate import Deed
from app.services.second_factor import has_factor, is_asked_of
from app.services.told import PASSWORD_CHANGED
from app.unit import commits, session
from app.views.account_ground import go_on, now, settings

pages = Blueprint("security", __name__)
pages.add_app_template_filter(browser_words, "browser_words")


@pages.get("/security")
@signed_in
def show() -> str:
    """Show how the account is kept safe, and what happened to it."""
    account = require_account()
    policy = settings().second_factor
    return render_template(
        "account/security.html",
        office=account.role in OFFICE,
        policy=policy,
        required=is_asked_of(account, policy),
        factor=has_factor(account),
        codes=count_recovery_codes(session(), account.id or 0),
        events=list_security_events(session(), account.id or 0, actions=SECURITY_WORDS),
        words=SECURITY_WORDS,
        empty_form=EmptyForm(formdata=None),
    )


@pages.get("/devices")
@signed_in
def devices() -> str:
    """List the devices that are signed in to this account."""
    account, here = require_account(), current_device()
    found = list_devices(session(), account.id or 0, now=now())
    return render_template("account/devices.html", devices=found, here=here.id if here else None)


@pages.post("/devices/<id:device_id>/revoke")
@signed_in
@commits
def revoke(device_id: int) -> Any:
    """Sign another device out."""
    account = require_account()
    device = session().get(Device, device_id)
    if device is None or device.account_id != account.id:
        abort(404)
    revoke_device(session(), Actor.of(account, now()), device)
    flash(_("That device is signed out."))
    return redirect(url_for("security.devices"))


@pages.post("/devices/others/revoke")
@signed_in
@commits
def revoke_all_others() -> Any:
    """Sign every other device out."""
    account, here = require_account(), current_device()
    count = revoke_others(session(), Actor.of(account, now()), account, but=here)
    flash(_("Devices signed out: %(count)s.", count=count))
    return redirect(url_for("security.devices"))


@pages.get("/security/password")
@signed_in
def password() -> Any:
    """Offer to change the password."""
    if not require_account().password_hash:
        abort(404)
    return render_template("account/password.html", form=ChangePasswordForm(formdata=None), change=True)


@pages.post("/security/password")
@signed_in
@recently_proven
@limited(Deed.SECOND_FACTOR)
@commits
def change_password() -> Any:
    """Change the password, told the present one; other devices are signed out."""
    account, form = require_account(), ChangePasswordForm()
    if not account.password_hash:
        abort(404)
    if form.validate_on_submit() and not is_right(account, form.present.data or ""):
        form.present.errors = [_("This is not your password. Try again.")]
    if form.errors or not _take(form, account):
        return render_template("account/password.html", form=form, change=True), 422
    flash(_("Your password is changed. Other devices are signed out."))
    return redirect(url_for("security.show"))


def _take(form: NewPasswordForm, account: Account) -> bool:
    """Set the password where it is good enough; say in the form where it is not."""
    actor = Actor.of(account, now())
    try:
        set_password(session(), actor, account, form.password.data or "")
    except InvalidInputError as error:
        form.password.errors = [say(error)]
        return False
    revoke_others(session(), actor, account, but=current_device())
    tell(session(), actor, account, PASSWORD_CHANGED, link=f"{settings().base_url}/security")
    return True


@pages.get("/password/<token>")
@public
def choose(token: str) -> Any:
    """Show the form of an invitation; mail scanners that follow links use nothing up."""
    if find_link(session(), token, now=now(), purpose=LinkPurpose.PASSWORD) is None:
        return render_template("account/link_dead.html"), 410
    return render_template("account/password.html", form=NewPasswordForm(formdata=None), change=False)


@pages.post("/password/<token>")
@public
@limited(Deed.PASSWORD)
@commits
def chosen(token: str) -> Any:
    """Take the password of who was invited, once; then sign them in, with the second factor where it is asked."""
    link, form = find_link(session(), token, now=now(), purpose=LinkPurpose.PASSWORD), NewPasswordForm()
    account = session().get(Account, link.account_id) if link else None
    if link is None or account is None or not account.active:
        return render_template("account/link_dead.html"), 410
    if not form.validate_on_submit() or not _take(form, account):
        return render_template("account/password.html", form=form, change=False), 422
    link.used_at = now()
    session().add(link)
    return go_on(account, "")
