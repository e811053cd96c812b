"""Browse and search the registry: filters in the address bar, a page of people, and the same as CSV."""

from enum import StrEnum
from typing import Any, TypeVar

from flask import Response, render_template, request, url_for
from flask_babel import gettext as _

from app import clock
from app.access import recently_proven, require_account, staff_only
from app.forms.crew_filter import CrewFilterForm
from app.forms.fields import options, role_options
from app.i18n import locale
from app.limits import limited
from app.models.crew import CrewStatus
from app.queries.crew import list_programmes
from app.queries.crew_search import CrewOrder
from app.queries.saved_view import find_undoable, list_views
from app.queries.tag import list_tags
from app.services.audit import Actor
from app.services.crew_export import export_crew
from app.services.crew_search import Found, Spanned, Wanted, find_crew, list_found_ids
from app.services.rate import Deed
from app.services.role_choices import list_departments, role_choices
from app.services.saved_view import read_filters
from app.unit import commits, session
from app.views.crew import pages
from app.views.profile import settle_place

Kind = TypeVar("Kind", bound=StrEnum)


def filter_form() -> CrewFilterForm:
    """Return the filters that stand in the address bar."""
    form = CrewFilterForm(request.args)
    form.department.choices = options([("", _("Any")), *((d.id, d.name) for d in list_departments(locale()))])
    form.role.choices = role_options(role_choices(locale()), _("Any"))
    programmes = list_programmes(session())
    form.training.choices = options([("", _("Any")), ("*", _("Any course")), *((name, name) for name in programmes)])
    form.tag.choices = options([("", _("Any")), *((str(tag.id), tag.name) for tag in list_tags(session()))])
    return form


def _member(kind: type[Kind], value: str | None) -> Kind | None:
    return kind(value) if value in set(kind) else None


def _known(field: Any) -> str:
    """Return what was chosen where it is one of the choices."""
    return field.data if any(field.data == choice.value for choice in field.choices) else ""


def wanted_of(form: CrewFilterForm) -> Wanted:
    """Read the form; what is wrong in it shows beside its field and asks nothing."""
    form.validate()
    settle_place(form.place)
    start, end = form.start.data, form.end.data
    if form.start.errors or form.end.errors:
        start = end = None
    start, end = start or end, end or start
    status = _member(CrewStatus, form.status.data)
    return Wanted(
        text="" if form.q.errors else (form.q.data or "").strip(),
        department_id=_known(form.department),
        role_id=_known(form.role),
        place_id=form.place.place_id or "",
        radius_km=float(form.km.data) if _known(form.km) else None,
        language=form.language.data,
        level=form.level.data,
        trained_in=_known(form.training),
        statuses=() if form.status.data == "all" else (status or CrewStatus.ACTIVE,),
        starts_on=start,
        ends_on=end,
        availability=_member(Spanned, form.days.data) if start else None,
        order=_member(CrewOrder, form.sort.data) or CrewOrder.NAME,
        tag_id=int(tag) if (tag := _known(form.tag)) else None,
    )


def kept_filters() -> dict[str, Any]:
    """Return the filters of the address, and nothing else that stands in it."""
    return dict(read_filters(request.args))


def _address(page: int | None = None, **changes: Any) -> str:
    """Return this list's address with another page or filter; empty ones are left out."""
    values: dict[str, Any] = {**kept_filters(), "view": request.args.get("view", 0, type=int) or "", "page": page}
    values |= changes
    return url_for("crew.browse", **{name: value for name, value in values.items() if value not in ("", None)})


def view_values() -> dict[str, Any]:
    """Return what the page shows of saved views: those that one may open, and the one that is open."""
    account = require_account()
    views = list_views(session(), account.id or 0)
    chosen = request.args.get("view", 0, type=int)
    return {
        "views": views,
        "view": next((each for each in views if each.id == chosen), None),
        "kept_filters": kept_filters(),
        "mine": account.id,
        "undoable": find_undoable(session(), account.id or 0, request.args.get("changed", 0, type=int)),
    }


@pages.get("/crew")
@staff_only
def browse() -> str:
    """List the people who meet the filters."""
    form = filter_form()
    wanted = wanted_of(form)
    page = request.args.get("page", 1, type=int)
    found: Found = find_crew(session(), wanted, page=page, today=clock.today())
    return render_template(
        "crew/list.html",
        form=form,
        wanted=wanted,
        found=found,
        address=_address,
        **view_values(),
    )


@pages.post("/crew.csv")
@staff_only
@recently_proven
@limited(Deed.EXPORT)
@commits
def export() -> Response:
    """Give the whole list out as CSV, and record that it went out."""
    ids = list_found_ids(session(), wanted_of(filter_form()), today=clock.today())
    actor = Actor.of(require_account(), clock.now())
    text = "".join(export_crew(session(), actor, ids=ids, locale=locale()))
    headers = {"Content-Disposition": f'attachment; filename="crew-{clock.today()}.csv"'}
    return Response(text, mimetype="text/csv", headers=headers)
