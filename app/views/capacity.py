"""Capacity for staff: how many productions fit week by week, whom to call, and what to teach so that more do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from app import clock
from app.access import overview, staff_only
from app.i18n import locale
from app.messages import mark
from app.models.crew import CrewMember
from app.navigation import ENTRIES, OVERVIEW, Entry
from app.queries.bench import list_bench_people
from app.services.call_text import confirm_text
from app.services.capacity import (
    SEATS,
    WEEKS,
    BenchView,
    ShootSize,
    count_capacity,
    find_week_calls,
    plan_calls,
    recommend_seats,
    seats_for,
)
from app.services.capacity_file import write_capacity_csv, write_capacity_xlsx
from app.unit import session
from app.views.bench import XLSX
from app.views.downloads import download

pages = Blueprint("capacity", __name__)
ENTRIES.append(Entry("capacity.page", mark("Capacity"), OVERVIEW, 32))

YEAR = 52
MOST_SEATS = 100
MOST_OTHERS = 40
SIZES: dict[ShootSize, str] = {
    ShootSize.SMALL: mark("small shoot"),
    ShootSize.MEDIUM: mark("medium shoot"),
    ShootSize.LARGE: mark("large shoot"),
}
VIEWS: dict[BenchView, str] = {
    BenchView.CONFIRMED: mark("Confirmed"),
    BenchView.IF_CONFIRMED: mark("If the unknown confirm"),
    BenchView.STEP_UPS: mark("With step-ups"),
}


def _size() -> ShootSize:
    wanted = request.args.get("size", "")
    return ShootSize(wanted) if wanted in set(ShootSize) else ShootSize.MEDIUM


def _weeks() -> int:
    return YEAR if request.args.get("weeks", type=int) == YEAR else WEEKS


def _report() -> Any:
    return count_capacity(session(), size=_size(), today=clock.today(), weeks=_weeks())


def _render(template: str, **values: Any) -> str:
    return render_template(template, size=_size(), sizes=SIZES, weeks=_weeks(), year=YEAR, views=VIEWS, **values)


@pages.get("/capacity")
@overview
def page() -> str:
    """Show week by week how many fit, in three views, and what breaks first."""
    report = _report()
    most = max(week.fits for weeks in report.views.values() for week in weeks)
    return _render("capacity/page.html", report=report, scale=max(most, report.goal))


@pages.get("/capacity.csv")
@overview
def as_csv() -> Response:
    """Give the table out as CSV."""
    data = write_capacity_csv(_report(), locale()).encode()
    return download(data, f"capacity-{_size()}-{clock.today()}.csv", "text/csv")


@pages.get("/capacity.xlsx")
@overview
def as_xlsx() -> Response:
    """Give the table out as a workbook."""
    return download(write_capacity_xlsx(_report(), locale()), f"capacity-{_size()}-{clock.today()}.xlsx", XLSX)


@pages.get("/capacity/calls")
@staff_only
def calls() -> str:
    """Show whose word would let more fit: over all weeks, or in one."""
    plan = plan_calls(session(), size=_size(), today=clock.today(), weeks=_weeks())
    report = _report()
    return _render("capacity/calls.html", plan=plan, report=report, people=_people(plan.people))


@pages.get("/capacity/calls/<week>")
@staff_only
def week_calls(week: str) -> str:
    """Show the fewest people with whose word one production more begins in a week, and who could stand in."""
    week_on = next((each for each in _report().weeks if each.isoformat() == week), None)
    if week_on is None:
        abort(404)
    found = find_week_calls(session(), size=_size(), today=clock.today(), week_on=week_on)
    return _render(
        "capacity/week.html", found=found, people=_people(found.people), others=_people(found.others[:MOST_OTHERS])
    )


@dataclass(frozen=True)
class _Budget:
    """What is asked for: a number of seats, or what a budget pays."""

    seats: int
    budget: int | None
    cost: int | None


def _budget() -> _Budget:
    budget, cost = request.args.get("budget", type=int), request.args.get("cost", type=int)
    seats = request.args.get("seats", SEATS, type=int)
    if budget is not None and cost:
        seats = seats_for(budget, cost)
    return _Budget(min(max(seats, 0), MOST_SEATS), budget, cost)


@pages.get("/capacity/seats")
@overview
def seats() -> str:
    """Show which workshop seats would let more productions fit, before and after, solved anew."""
    asked, wanted = _budget(), request.args.get("view", "")
    view = BenchView.CONFIRMED if wanted == BenchView.CONFIRMED else BenchView.IF_CONFIRMED
    plan = recommend_seats(session(), size=_size(), seats=asked.seats, today=clock.today(), weeks=_weeks(), view=view)
    members = {each.id: each for each, _ in _people([seat.person for seat in plan.seats])}
    by_role: dict[str, list[CrewMember]] = {}
    for seat in plan.seats:
        by_role.setdefault(seat.role, []).append(members[seat.person])
    return _render("capacity/seats.html", plan=plan, by_role=by_role, asked=asked, view=view)


def _people(ids: Sequence[int]) -> list[tuple[CrewMember, str]]:
    """Return these people in this order, each with what a message to them says."""
    found = {each.id: each for each in list_bench_people(session(), ids, page=1, most=max(len(ids), 1))}
    today = clock.today()
    return [(found[each], confirm_text(found[each], on=today)) for each in ids if each in found]


@pages.app_template_global()
def capacity_address(endpoint: str = "capacity.page", **changes: Any) -> str:
    """Return the address of a page of capacity for the same shoot and weeks; what is as it begins is left out."""
    values = {"size": _size().value, "weeks": _weeks(), **changes}
    begins = {"size": ShootSize.MEDIUM.value, "weeks": WEEKS}
    return url_for(endpoint, **{name: value for name, value in values.items() if value != begins.get(name)})
