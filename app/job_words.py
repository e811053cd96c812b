"""What jobs did and when they run, in the page's language."""

from datetime import timedelta
from typing import Any

from flask_babel import format_decimal, format_timedelta, gettext, ngettext

from app.messages import mark
from app.schedule import Schedule

WORDS = {
    "sent": mark("sent"),
    "put_off": mark("put off"),
    "given_up": mark("given up"),
    "sign_in_link": mark("old links deleted"),
    "device": mark("ended devices deleted"),
    "sign_in_attempt": mark("old tries to sign in deleted"),
    "people_on_file": mark("people on file"),
    "weeks_of_roles": mark("weeks of roles counted"),
    "rows_kept": mark("rows kept"),
    "bytes": mark("bytes"),
    "deleted": mark("older ones deleted"),
    "rules": mark("rules checked"),
    "breaches": mark("rows that break one"),
    "action_link": mark("old links of e-mails deleted"),
    "calendar_subscription": mark("revoked calendar addresses deleted"),
    "message": mark("old e-mails deleted"),
    "job_run": mark("old runs deleted"),
    "roster_change": mark("old changes deleted"),
    "statement_batch": mark("old acts deleted"),
    "bench_depth": mark("old counts deleted"),
    "department_depth": mark("old counts of departments deleted"),
    "address": mark("addresses forgotten"),
    "upload": mark("dropped uploads deleted"),
    "rounds": mark("rounds looked at"),
    "closed": mark("rounds closed"),
    "expired": mark("run out"),
    "released": mark("released"),
    "reminded": mark("reminded"),
    "challenges_won": mark("challenges won"),
    "completed": mark("bookings over"),
    "people": mark("people"),
    "words": mark("words that count no longer"),
    "asked": mark("asked"),
    "shortlist": mark("for a shortlist"),
    "hold": mark("for a hold"),
    "stale": mark("as they said nothing for long"),
    "calendars_read": mark("calendars read"),
    "calendars_changed": mark("with other days than before"),
    "calendars_unchanged": mark("unchanged"),
    "calendars_failed": mark("not readable"),
    "calendars_given_up": mark("given up for good"),
    "links": mark("links of the audit's chain"),
    "faults": mark("faults in the audit's chain"),
    "waiting": mark("events that wait for a link"),
    "sealed_late": mark("sealed more than a day late"),
    "taken_up": mark("events taken up late"),
    "told": mark("told by e-mail"),
    "pairs_new": mark("new pairs of likely doubles"),
    "pairs_changed": mark("pairs with other reasons than before"),
    "pairs_gone": mark("pairs that are none any more"),
    "calendars_overtaken": mark("changed by their owners meanwhile"),
}
"""Count in a job's summary -> what it counts. A job that counts something new adds its words here."""


def summary_words(summary: dict[str, Any] | None) -> str:
    """Return a summary's counts in words; noughts are left out, and where nothing else is there it says so."""
    counts = {name: value for name, value in (summary or {}).items() if isinstance(value, int) and value}
    words = (
        f"{format_decimal(value)} {gettext(WORDS[name]) if name in WORDS else name.replace('_', ' ')}"
        for name, value in counts.items()
    )
    return " · ".join(words) or str(gettext("nothing to do"))


def how_long(delta: timedelta) -> str:
    """Return a length of time, roughly."""
    seconds = delta.total_seconds()
    if seconds < 1:
        return str(gettext("%(num)s ms", num=round(seconds * 1000)))
    return str(format_timedelta(delta, granularity="second", threshold=1))


def schedule_words(schedule: Schedule) -> str:
    """Return when a job runs, in words."""
    seconds, day = round(schedule.period.total_seconds()), 86_400
    at = f"{schedule.offset // timedelta(hours=1) % 24:02d}:{schedule.offset // timedelta(minutes=1) % 60:02d} UTC"
    if seconds == day:
        return str(gettext("daily at %(time)s", time=at))
    if seconds == 7 * day:
        return str(gettext("Mondays at %(time)s", time=at))
    if seconds % 3600 == 0:
        return str(ngettext("every hour", "every %(num)s hours", seconds // 3600))
    if seconds % 60 == 0:
        return str(ngettext("every minute", "every %(num)s minutes", seconds // 60))
    return str(ngettext("every second", "every %(num)s seconds", seconds))
