"""The bench for staff: depth by department or role and week, the people behind each figure, and how it changed."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app import clock
from app.access import overview, staff_only
from app.i18n import locale
from app.messages import mark
from app.navigation import ENTRIES, OVERVIEW, Entry
from app.queries.bench import list_bench_people, list_past_depths, map_roles
from app.services.bench_file import write_bench_csv, write_bench_xlsx
from app.services.bench_page import BenchReader, BenchRow, BenchState, Cell, Heat, Measure
from app.services.call_text import confirm_text
from app.unit import session
from app.views.downloads import download

pages = Blueprint("bench", __name__)
ENTRIES.append(Entry("bench.index", mark("Bench"), OVERVIEW, 30))

QUARTER, HALF_YEAR = 13, 26
STEP = 4
PEOPLE_A_PAGE = 50
HISTORY = timedelta(days=366)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Window:
    """Which weeks a page shows: `count` of the year's from number `first` on; and what its figures tell."""

    first: int
    count: int
    measure: Measure
    weeks: tuple[date, ...]

    @property
    def shown(self) -> slice:
        """The numbers of the weeks."""
        return slice(self.first, self.first + self.count)

    def address(self, **changes: Any) -> str:
        """Return this page's address with changes; what is as it begins is left out."""
        return self.address_of(str(request.endpoint), **{**(request.view_args or {}), **self.kept(), **changes})

    def address_of(self, endpoint: str, **values: Any) -> str:
        """Return another page's address, with the same weeks and figures where it is not said otherwise."""
        asked = {"week": self.weeks[self.first], "zoom": self.count, "show": self.measure.value, **values}
        begins = {"week": self.weeks[0], "zoom": QUARTER, "show": Measure.FREE.value}
        return url_for(endpoint, **{name: value for name, value in asked.items() if value != begins.get(name)})

    def kept(self) -> dict[str, str]:
        """Return what a form of this page carries besides the week."""
        names = ("zoom", "show", "role")
        return {name: request.args[name] for name in names if request.args.get(name)}

    def moved(self, by: int) -> date | None:
        """Return the first week `by` weeks on, within the year; None where that is where it is."""
        first = min(max(self.first + by, 0), len(self.weeks) - self.count)
        return None if first == self.first else self.weeks[first]


def _reader() -> BenchReader:
    return BenchReader(session(), today=clock.today(), locale=locale())


def _window(weeks: tuple[date, ...]) -> Window:
    measure, zoom = request.args.get("show", ""), request.args.get("zoom", QUARTER, type=int)
    count = HALF_YEAR if zoom == HALF_YEAR else QUARTER
    first = _week_number(weeks, request.args.get("week", "")) or 0
    chosen = Measure(measure) if measure in set(Measure) else Measure.FREE
    return Window(min(first, len(weeks) - count), count, chosen, weeks)


def _week_number(weeks: tuple[date, ...], text: str) -> int | None:
    return next((number for number, week_on in enumerate(weeks) if week_on.isoformat() == text), None)


@pages.get("/bench")
@overview
def index() -> str:
    """Show departments by week."""
    reader = _reader()
    window = _window(reader.sheet.weeks)
    return render_template("bench/index.html", table=reader.departments(window.shown), window=window, step=STEP)


@pages.get("/bench.csv")
@overview
def as_csv() -> Response:
    """Give the whole year of all roles out as CSV: figures only."""
    data = write_bench_csv(_reader(), locale()).encode()
    return download(data, f"bench-{clock.today()}.csv", "text/csv")


@pages.get("/bench.xlsx")
@overview
def as_xlsx() -> Response:
    """Give the whole year of all roles out as a workbook: figures only."""
    return download(write_bench_xlsx(_reader(), locale()), f"bench-{clock.today()}.xlsx", XLSX)


@pages.get("/bench/<department_id>")
@overview
def department(department_id: str) -> str:
    """Show a department's roles by week, and how its depth, or one role's, changed."""
    reader = _reader()
    window = _window(reader.sheet.weeks)
    role_id = request.args.get("role", "")
    return render_template(
        "bench/department.html",
        name=reader.department_name(department_id),
        whole=reader.row(department_id, "", window.shown),
        table=reader.roles(department_id, window.shown),
        window=window,
        step=STEP,
        role_id=role_id,
        subject=reader.row(department_id, role_id),
        past=list_past_depths(session(), role_id=role_id, department_id=department_id, since=clock.today() - HISTORY),
    )


@pages.get("/bench/<department_id>/<week>")
@staff_only
def people(department_id: str, week: str) -> str:
    """Show who is behind a week's figure, or which lines ask for heads in it."""
    reader = _reader()
    number = _week_number(reader.sheet.weeks, week)
    if number is None:
        abort(404)
    role_id, state = request.args.get("role", ""), request.args.get("state", "")
    row = reader.row(department_id, role_id)
    lines = reader.asked_lines(department_id, role_id, number)
    chosen = BenchState.__members__.get(state.upper(), BenchState.FREE)
    ids = reader.sheet.list_people(week=number, state=chosen, role_id=role_id, department_id=department_id)
    page = min(max(request.args.get("page", 1, type=int), 1), max(-(-len(ids) // PEOPLE_A_PAGE), 1))
    members = list_bench_people(session(), ids, page=page, most=PEOPLE_A_PAGE)
    today = clock.today()
    return render_template(
        "bench/people.html",
        department=reader.department_name(department_id),
        row=row,
        role_id=role_id,
        cell=row.cells[number],
        week=number,
        week_ends_on=row.cells[number].week_on + timedelta(days=6),
        asked=state == "asked",
        state=chosen.name.lower(),
        lines=lines,
        count=len(ids),
        people=[(each, confirm_text(each, on=today)) for each in members],
        roles=map_roles(session(), [each.id or 0 for each in members]),
        page=page,
        pages=max(-(-len(ids) // PEOPLE_A_PAGE), 1),
        away=row.people - row.cells[number].people,
    )


@pages.app_template_filter()
def bench_words(cell: Cell) -> str:
    """Return a cell's figures as words, for who can't see its shapes."""
    said = _(
        "%(free)s free, %(held)s held, %(booked)s booked, %(unknown)s unknown",
        free=cell.free,
        held=cell.held,
        booked=cell.booked,
        unknown=cell.unknown,
    )
    if not cell.asked:
        return f"{said}."
    asked = ngettext("%(num)s head asked", "%(num)s heads asked", cell.asked)
    return f"{said}. {asked}{_heat_words(cell)}."


def _heat_words(cell: Cell) -> str:
    heat = cell.heat()
    words = {Heat.SHORT: _("too few"), Heat.TIGHT: _("barely enough")}
    return f": {words[heat]}" if heat in words else ""


@pages.app_template_filter()
def bench_address(cell: Cell, row: BenchRow, state: str = "free") -> str:
    """Return where the people behind a cell are."""
    role = row.role_id or None
    return url_for("bench.people", department_id=row.department_id, week=cell.week_on, role=role, state=state)
