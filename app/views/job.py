"""Jobs for staff: where each stands, what failed, which e-mails reached nobody."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from app.access import allow, require_account, staff_only
from app.clock import now
from app.job_words import how_long, schedule_words, summary_words
from app.messages import mark
from app.models.account import Role
from app.navigation import ENTRIES, OFFICE, Entry
from app.queries.job import find_last_run, list_failed_runs, list_job_states
from app.queries.message import count_waiting_messages, list_given_up_messages
from app.services.audit import Actor
from app.services.job import ask_for_run, try_message_again
from app.services.readiness import is_late
from app.unit import commits, session
from config import get_settings

pages = Blueprint("jobs", __name__, url_prefix="/jobs")
ENTRIES.append(Entry("jobs.index", mark("Jobs"), OFFICE, 90))
_MOST_SHOWN = 50


@pages.get("/")
@staff_only
def index() -> str:
    """Show every job's last and next run, what failed, and the e-mails that were given up."""
    most_lag = timedelta(minutes=get_settings().ready_lag_minutes)
    return render_template(
        "job/index.html",
        states=list_job_states(session(), now=now()),
        failed=list_failed_runs(session(), limit=_MOST_SHOWN),
        given_up=list_given_up_messages(session(), limit=_MOST_SHOWN),
        checked=find_last_run(session(), "integrity", done=True),
        waiting=count_waiting_messages(session()),
        now=now(),
        is_late=lambda state: is_late(state, most_lag),
        schedule_words=schedule_words,
        summary_words=summary_words,
        how_long=how_long,
    )


@pages.post("/<name>/run")
@allow(Role.ADMIN)
@commits
def run(name: str) -> Any:
    """Ask for a job to be run now."""
    ask_for_run(session(), Actor.of(require_account(), now()), name)
    flash(_("It runs within seconds. Reload the page to see what it did."))
    return redirect(url_for("jobs.index"))


@pages.post("/messages/<id:message_id>/again")
@staff_only
@commits
def try_again(message_id: int) -> Any:
    """Put an e-mail that was given up back into the outbox."""
    message = try_message_again(session(), Actor.of(require_account(), now()), message_id)
    flash(_("The e-mail to %(address)s is sent again with the next run.", address=message.to_address))
    return redirect(url_for("jobs.index"))
