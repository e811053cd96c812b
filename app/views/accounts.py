"""Accounts of others: for administrators only, who prove themselves before they change one."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from app.access import admin_only, recently_proven, require_account
from app.errors import LlamadoError
from app.forms.account import EmptyForm, InviteForm, RoleForm
from app.models.account import OFFICE, Account, Role
from app.pages import say, status_of
from app.queries.account import count_accounts, list_accounts, list_devices
from app.queries.security import list_security_events
from app.security_words import ROLE_WORDS, SECURITY_WORDS
from app.services.account import revoke_others
from app.services.account_admin import (
    ask_new_password,
    change_role,
    close_account,
    get_kept_account,
    invite,
    open_again,
    reset_factor,
)
from app.services.audit import Actor
from app.unit import commits, session
from app.views.account_ground import now, settings

pages = Blueprint("accounts", __name__)
_PAGE = 50


@pages.get("/accounts")
@admin_only
def index() -> Any:
    """List who can sign in, those of the commission first."""
    return _list(InviteForm(formdata=None))


def _list(form: InviteForm, status: int = 200) -> Any:
    asked = request.args.get("q", "")[:100].strip("\0 ")
    total = count_accounts(session(), text=asked)
    pages_ = max(1, -(-total // _PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages_)
    rows = list_accounts(session(), text=asked, offset=(page - 1) * _PAGE, limit=_PAGE)
    drawn = render_template(
        "accounts/list.html",
        rows=rows,
        form=form,
        asked=asked,
        total=total,
        page=page,
        pages=pages_,
        address=lambda number: url_for("accounts.index", q=asked, page=number),
        words=ROLE_WORDS,
        office=OFFICE,
    )
    return drawn, status


@pages.post("/accounts")
@admin_only
@recently_proven
@commits
def send_invitation() -> Any:
    """Invite somebody of the commission by e-mail."""
    form = InviteForm()
    if not form.validate_on_submit():
        return _list(form, 422)
    try:
        account = invite(
            session(),
            _actor(),
            email=form.email.data or "",
            name=form.name.data or "",
            role=Role(form.role.data),
            base_url=settings().base_url,
        )
    except LlamadoError as error:
        session().rollback()
        form.email.errors = [say(error)]
        return _list(form, status_of(error))
    flash(_("An invitation is on its way to %(email)s; it counts for seven days.", email=account.email))
    return redirect(url_for("accounts.show", account_id=account.id))


def _actor() -> Actor:
    return Actor.of(require_account(), now())


@pages.get("/accounts/<id:account_id>")
@admin_only
def show(account_id: int) -> str:
    """Show an account: rights, devices, history, and what can be done about it."""
    account = get_kept_account(session(), account_id)
    return render_template(
        "accounts/show.html",
        who=account,
        words=SECURITY_WORDS,
        roles=ROLE_WORDS,
        office=account.role in OFFICE,
        form=RoleForm(formdata=None, role=account.role.value),
        devices=list_devices(session(), account_id, now=now()),
        events=list_security_events(session(), account_id, actions=SECURITY_WORDS, limit=50),
    )


@pages.post("/accounts/<id:account_id>/role")
@admin_only
@recently_proven
@commits
def set_role(account_id: int) -> Any:
    """Give somebody of the commission other rights."""
    account, form = get_kept_account(session(), account_id), RoleForm()
    if not form.validate_on_submit():
        abort(400)
    change_role(session(), _actor(), account, Role(form.role.data))
    flash(_("The rights are changed; their devices sign in anew."))
    return _back(account)


@pages.post("/accounts/<id:account_id>/<deed>")
@admin_only
@recently_proven
@commits
def act(account_id: int, deed: str) -> Any:
    """Do one of the deeds that the account's page offers."""
    account = get_kept_account(session(), account_id)
    if deed not in _DEEDS or not EmptyForm().validate_on_submit():
        abort(404)
    text = _DEEDS[deed](account)
    flash(text)
    return _back(account)


def _back(account: Account) -> Any:
    return redirect(url_for("accounts.show", account_id=account.id))


def _close(account: Account) -> Any:
    close_account(session(), _actor(), account)
    return _("The account is closed and its devices are signed out.")


def _reopen(account: Account) -> Any:
    open_again(session(), _actor(), account)
    return _("The account is open again.")


def _sign_out(account: Account) -> Any:
    return _("Devices signed out: %(count)s.", count=revoke_others(session(), _actor(), account))


def _reset(account: Account) -> Any:
    reset_factor(session(), _actor(), account, by=require_account(), base_url=settings().base_url)
    return _("The second factor is taken away. Both of you are told by e-mail.")


def _password(account: Account) -> Any:
    ask_new_password(session(), _actor(), account, base_url=settings().base_url)
    return _("A link to choose a new password is on its way.")


_DEEDS = {
    "close": _close,
    "open": _reopen,
    "sign-out": _sign_out,
    "second-factor": _reset,
    "password": _password,
}
