"""A plan to take along: its table as XLSX or CSV, and what was solved in the open format."""

from flask import Response, abort

from app.access import staff_only
from app.i18n import locale
from app.limits import limited
from app.services.plan.export import export_plan
from app.services.plan_pages.kept import open_kept
from app.services.plan_pages.table import plan_csv, plan_xlsx
from app.services.rate import Deed
from app.unit import session
from app.views.downloads import download
from app.views.plan_ground import kept_plan, pages

_CSV = "text/csv; charset=utf-8"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pages.get("/plans/<id:plan_id>/plan.<kind>")
@staff_only
@limited(Deed.EXPORT)
def table(plan_id: int, kind: str) -> Response:
    """Hand the plan over as a table, a row a slot; contact details are not in it."""
    kept = open_kept(session(), kept_plan(plan_id))
    if kind not in {"csv", "xlsx"}:
        abort(404)
    data, media = (plan_csv(kept, locale()), _CSV) if kind == "csv" else (plan_xlsx(kept, locale()), _XLSX)
    return download(data, f"plan-{plan_id}.{kind}", media)


@pages.get("/plans/<id:plan_id>/<part>.json")
@staff_only
@limited(Deed.EXPORT)
def instance(plan_id: int, part: str) -> Response:
    """Hand over what was solved, or the answer, in format llamado-plan/1, so that anyone can check it."""
    if part not in {"problem", "answer"}:
        abort(404)
    files = export_plan(session(), kept_plan(plan_id))
    return download(
        files.instance if part == "problem" else files.plan, f"plan-{plan_id}-{part}.json", "application/json"
    )
