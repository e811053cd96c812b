"""Saying days on a month grid: the same for a person and for staff who have them on the phone."""

import re
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import require_account
from app.errors import LlamadoError
from app.forms.days import DaysForm
from app.models.availability import NEVER, Statement, StatementBatch, StatementSource
from app.models.crew import CrewMember
from app.pages import say
from app.queries.crew import get_crew_member
from app.queries.statement import find_last_batch, get_batch, list_batch_statements, list_statements
from app.services.audit import Actor
from app.services.month_grid import MonthGrid, get_month_grid
from app.services.person_days import NextDays, get_next_days, today_of, zone_of
from app.services.statement import confirm_days, state_days, undo_batch, words_that_show
from app.unit import session

WEEKS = 12
UNDO_FOR = timedelta(hours=24)
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class DaysDesk:
    """Who says days of whom: the person themself at `/me`, or staff, by what they were told on the phone."""

    crew_member_id: int
    own: bool

    @property
    def source(self) -> StatementSource:
        """By which way what is said here was said."""
        return StatementSource.SELF if self.own else StatementSource.CALL

    @property
    def actor(self) -> Actor:
        """Who acts, now."""
        return Actor.of(require_account(), clock.now())

    def page(self, part: str = "days", **values: Any) -> str:
        """Return the address of the page with the grid; `first` and `last` are the days that are chosen on it."""
        values = {name: value for name, value in values.items() if value}
        if self.own:
            return url_for("me.show", _anchor=part, **values)
        return url_for("crew.days", crew_member_id=self.crew_member_id, _anchor=part, **values)

    def after(self, **values: Any) -> str:
        """Return where an act leads: back to the page, or to the list of whom to call where it came from there."""
        if not self.own and request.form.get("back") == "to-call":
            return url_for("calls.to_call")
        if not self.own and request.form.get("back") == "profile":
            return url_for("crew.show", crew_member_id=self.crew_member_id, _anchor="days")
        return self.page(month=request.form.get("month", ""), **values)

    def act(self, name: str, **values: Any) -> str:
        """Return where an act is sent: state_days, undo_days, confirm_days."""
        if self.own:
            return url_for(f"me.{name}", **values)
        return url_for(f"crew.{name}", crew_member_id=self.crew_member_id, **values)


@dataclass(frozen=True)
class Done:
    """The latest act that can be undone, with what it said."""

    batch: StatementBatch
    said: list[Statement]


@dataclass(frozen=True)
class DaysPage:
    """What the grid and what stands around it are drawn from."""

    desk: DaysDesk
    member: CrewMember
    grid: MonthGrid
    glance: NextDays
    words: list[Statement]
    done: Done | None
    first: date | None
    last: date | None
    form_key: str

    @property
    def never(self) -> date:
        """What marks a word that takes back."""
        return NEVER

    @property
    def counts_until(self) -> date | None:
        """The last day on which everything that counts now still counts; None where nothing does."""
        return min((row.valid_until_on for row in self.words if row.valid_until_on >= self.grid.today), default=None)

    @property
    def lapsed(self) -> list[Statement]:
        """Words about days to come that count no longer."""
        return [row for row in self.words if row.valid_until_on < self.grid.today]

    @property
    def confirmed_on(self) -> date | None:
        """The day on which the person last told of their days, where they are based."""
        at = self.member.confirmed_at
        return at.astimezone(zone_of(self.member)).date() if at else None

    @property
    def weekdays(self) -> list[date]:
        """A Monday and the days after it, to name the columns by."""
        monday = self.grid.today - timedelta(days=self.grid.today.weekday())
        return [monday + timedelta(days=each) for each in range(7)]

    @property
    def week_ends_on(self) -> date:
        """The Sunday of this week."""
        return self.weekdays[-1]

    @property
    def three_weeks_on(self) -> date:
        """The last day of three weeks from today on."""
        return self.grid.today + timedelta(days=20)

    def chosen(self, day: date) -> bool:
        """Tell whether a day is among those that are chosen."""
        return self.first is not None and self.first <= day <= (self.last or self.first)

    def tap(self, day: date) -> str:
        """Return where a tap on a day leads without scripts: to it as the first day, else to it as the other end."""
        month = f"{self.grid.first:%Y-%m}"
        if self.first is None or self.last is not None:
            return self.desk.page(month=month, first=day.isoformat())
        first, last = sorted((self.first, day))
        return self.desk.page("days-sheet", month=month, first=first.isoformat(), last=last.isoformat())

    def turn(self, month: date) -> str:
        """Return the address of another month; what is chosen stays chosen."""
        first, last = (day.isoformat() if day else None for day in (self.first, self.last))
        return self.desk.page(month=f"{month:%Y-%m}", first=first, last=last)


def draw_days(desk: DaysDesk) -> DaysPage:
    """Read what the page shows, as the address asks with `month` (2026-12), `first` and `last` (days)."""
    member = get_crew_member(session(), desk.crew_member_id)
    now = clock.now()
    today = today_of(member, now)
    first, last = _asked_day("first"), _asked_day("last")
    batch = find_last_batch(session(), desk.crew_member_id, since=now - UNDO_FOR)
    return DaysPage(
        desk=desk,
        member=member,
        grid=get_month_grid(session(), member, today=today, month=_asked_month()),
        glance=get_next_days(session(), member, today=today, weeks=WEEKS),
        words=words_that_show(list_statements(session(), desk.crew_member_id, since=today), today),
        done=Done(batch, list_batch_statements(session(), batch.id or 0)) if batch else None,
        first=first,
        last=max(first, last) if first and last else None,
        form_key=secrets.token_urlsafe(12),
    )


def save_days(desk: DaysDesk) -> Any:
    """Say the days of the form, and return to the month that was looked at."""
    form = DaysForm()
    if not form.validate_on_submit():
        flash(form.trouble, "error")
        return redirect(desk.after())
    first, last = form.span
    member = get_crew_member(session(), desk.crew_member_id)
    try:
        state_days(
            session(),
            desk.actor,
            member=member,
            kind=form.statement_kind,
            starts_on=first,
            ends_on=last,
            weekly_until=form.weekly_until.data,
            source=desk.source,
            form_key=form.form_key.data or "",
            today=today_of(member, clock.now()),
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(desk.after(first=first.isoformat(), last=last.isoformat()))
    _tell_caller(member)
    return redirect(desk.after())


def undo_days(desk: DaysDesk, batch_id: int) -> Any:
    """Undo an act."""
    undo_batch(session(), desk.actor, batch=get_batch(session(), desk.crew_member_id, batch_id))
    flash(_("Undone: what you had said before counts again.") if desk.own else _("Undone."))
    return redirect(desk.after())


def confirm(desk: DaysDesk) -> Any:
    """Confirm everything that was said."""
    member = get_crew_member(session(), desk.crew_member_id)
    today = today_of(member, clock.now())
    words = confirm_days(session(), desk.actor, member=member, source=desk.source, today=today)
    if words:
        flash(_("Thank you: all that was said counts anew."))
    else:
        flash(_("Nothing is said of the days to come yet: choose them below."))
    return redirect(desk.after())


def _tell_caller(member: CrewMember) -> None:
    """Say on the list of whom to call that the answer was written down; the grid says it in its own place."""
    if request.form.get("back"):
        flash(_("Written down for %(name)s.", name=member.name))


def _asked_month() -> date | None:
    found = _MONTH.fullmatch(request.args.get("month", ""))
    return date(int(found[1]), int(found[2]), 1) if found and int(found[1]) else None


def _asked_day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
