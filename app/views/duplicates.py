"""One person once: the queue of likely pairs, two profiles side by side, merges and how to undo them."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access import recently_proven, require_account, staff_only
from app.duplicate_labels import say_reason
from app.errors import LlamadoError
from app.i18n import locale
from app.messages import mark
from app.models.crew import CrewStatus
from app.models.duplicate import PairStatus
from app.pages import say, status_of
from app.queries.crew import get_crew_member
from app.queries.duplicate import PAGE, PairLine, list_queue
from app.queries.merge import find_later_merge, get_merge, list_merges
from app.services.audit import Actor
from app.services.crew_search import Wanted, find_crew
from app.services.duplicates import doubles_of
from app.services.merge import mark_not_same, merge_people, reopen_pair
from app.services.merge_page import better_kept, compare_people, read_moved
from app.services.merging.fields import FIELDS
from app.services.unmerge import unmerge_people
from app.unit import commits, session

pages = Blueprint("duplicates", __name__)
MOST_NAMESAKES = 12
LIKELIHOODS = {
    "certain": (950, 1000, mark("Almost certain")),
    "likely": (750, 949, mark("Very likely")),
    "maybe": (0, 749, mark("Possible")),
}
"""Band -> probability per mille, both ends included, and its name (a message id)."""


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


def likelihood(per_mille: int) -> str:
    """Return how likely a pair is, in words."""
    return str(next(_(name) for least, _most, name in LIKELIHOODS.values() if per_mille >= least))


def _reasons(reasons: list[dict[str, Any]]) -> list[tuple[bool, str]]:
    """Return what was compared, in words, what says most first: whether it speaks for one person, and what it is."""
    ordered = sorted(reasons, key=lambda reason: -abs(float(reason["bits"])))
    return [
        (float(reason["bits"]) > 0, say_reason(str(reason["feature"]), str(reason["outcome"]), locale()))
        for reason in ordered
    ]


def _queue(band: str, status: PairStatus, page: int) -> tuple[list[PairLine], int]:
    least, most, _name = LIKELIHOODS.get(band, (0, 1000, ""))
    return list_queue(session(), status=status, least=least, most=most, page=page)


@pages.get("/duplicates")
@staff_only
def index() -> str:
    """List the pairs that wait for a word, most likely first; or those said to be two people."""
    band = request.args.get("likely", "")
    status = PairStatus.NOT_SAME if request.args.get("show") == "not_same" else PairStatus.OPEN
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    lines, count = _queue(band, status, page)
    return render_template(
        "duplicates/index.html",
        lines=lines,
        count=count,
        page=page,
        pages=max(1, -(-count // PAGE)),
        band=band,
        bands={key: _(name) for key, (_least, _most, name) in LIKELIHOODS.items()},
        not_same=status is PairStatus.NOT_SAME,
        likelihood=likelihood,
        reasons=_reasons,
        address=lambda number: url_for("duplicates.index", **{**request.args.to_dict(), "page": number}),
    )


@pages.post("/duplicates/decide")
@staff_only
@commits
def decide() -> Any:
    """Remember that the ticked pairs are two people each; or take that back."""
    opens = request.form.get("deed") == "open"
    verb = reopen_pair if opens else mark_not_same
    ticked = [pair for text in request.form.getlist("pair")[: 2 * PAGE] if (pair := _two_ids(text))]
    for one, other in ticked:
        verb(session(), _actor(), one_id=one, other_id=other)
    done = len(ticked)
    if not ticked:
        flash(_("Tick the pairs first."), "error")
    elif opens:
        flash(ngettext("One pair is open again.", "%(num)s pairs are open again.", done))
    else:
        flash(ngettext("One pair: not the same person.", "%(num)s pairs: not the same person.", done))
    return redirect(url_for("duplicates.index", show="not_same" if opens else None))


def _two_ids(text: str) -> tuple[int, int] | None:
    one, _dash, other = text.partition("-")
    wrong = not (one.isdecimal() and other.isdecimal()) or len(text) > 20  # noqa: PLR2004 - two ids have fewer digits
    return None if wrong else (int(one), int(other))


@pages.get("/duplicates/of/<id:crew_member_id>")
@staff_only
def same_as(crew_member_id: int) -> str:
    """Choose the profile that is the same person as this one: likely ones first, or look for another."""
    member = get_crew_member(session(), crew_member_id)
    text = request.args.get("q", "").strip()[:100]
    found = None
    if text:
        wanted = Wanted(text=text, statuses=tuple(status for status in CrewStatus if status is not CrewStatus.ERASED))
        found = [
            line
            for line in find_crew(session(), wanted, page=1, today=clock.today()).lines
            if line.member.id != crew_member_id
        ]
    pairs = doubles_of(session(), crew_member_id)
    others = {pair.id: pair.high_id if pair.low_id == crew_member_id else pair.low_id for pair in pairs}
    return render_template(
        "duplicates/same_as.html",
        member=member,
        text=text,
        found=found[:MOST_NAMESAKES] if found is not None else None,
        likely=[(pair, get_crew_member(session(), others[pair.id])) for pair in pairs],
        likelihood=likelihood,
        reasons=_reasons,
    )


@pages.get("/duplicates/pair/<id:one_id>/<id:other_id>")
@staff_only
def pair(one_id: int, other_id: int) -> Any:
    """Lead to the two side by side, the one that had better stay first."""
    for person in (one_id, other_id):
        get_crew_member(session(), person)
    kept_id, merged_id = better_kept(session(), one_id, other_id)
    return redirect(url_for("duplicates.compare", kept_id=kept_id, merged_id=merged_id))


@pages.get("/duplicates/<id:kept_id>/<id:merged_id>")
@staff_only
@recently_proven
def compare(kept_id: int, merged_id: int) -> Any:
    """Show two profiles side by side, field by field, and what a merge would do."""
    return _compare_page(kept_id, merged_id)


def _compare_page(kept_id: int, merged_id: int) -> str:
    found = compare_people(session(), kept_id=kept_id, other_id=merged_id)
    return render_template(
        "duplicates/compare.html",
        found=found,
        kept=found.kept,
        goes=found.other,
        obstacles=[say(error) for error in found.obstacles],
        likelihood=likelihood,
        reasons=_reasons,
        chosen={field.name: request.form.get(field.name) for field in FIELDS},
    )


@pages.post("/duplicates/<id:kept_id>/<id:merged_id>")
@staff_only
@recently_proven
@commits
def merge(kept_id: int, merged_id: int) -> Any:
    """Make one person of the two, with the chosen values."""
    chosen = [field.name for field in FIELDS if request.form.get(field.name) == "other"]
    try:
        done = merge_people(session(), _actor(), kept_id=kept_id, merged_id=merged_id, from_merged=chosen)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _compare_page(kept_id, merged_id), status_of(error)
    return redirect(url_for("duplicates.done", merge_id=done.id))


@pages.get("/duplicates/merges")
@staff_only
def merges() -> str:
    """List what was merged, latest first; of one person, where asked for."""
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    lines, count = list_merges(session(), page=page, crew_member_id=request.args.get("crew_member_id", type=int))
    return render_template(
        "duplicates/merges.html",
        lines=lines,
        page=page,
        pages=max(1, -(-count // PAGE)),
        address=lambda number: url_for("duplicates.merges", **{**request.args.to_dict(), "page": number}),
    )


@pages.get("/duplicates/merges/<id:merge_id>")
@staff_only
def done(merge_id: int) -> str:
    """Tell what a merge did, with the way back."""
    row = get_merge(session(), merge_id)
    return render_template(
        "duplicates/done.html",
        merge=row,
        kept=get_crew_member(session(), row.kept_id),
        merged=get_crew_member(session(), row.merged_id),
        moved=read_moved(session(), row.kept_id, row.record),
        later=find_later_merge(session(), row),
    )


@pages.post("/duplicates/merges/<id:merge_id>/undo")
@staff_only
@recently_proven
@commits
def undo(merge_id: int) -> Any:
    """Make two people of one again."""
    try:
        unmerge_people(session(), _actor(), merge_id=merge_id)
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return redirect(url_for("duplicates.done", merge_id=merge_id))
    flash(_("Undone: they are two profiles again."))
    return redirect(url_for("duplicates.done", merge_id=merge_id))
