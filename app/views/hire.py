"""Hire reports of a production: drafted, put right, signed, corrected, handed out."""

from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms import DateField

from app import clock
from app.access import allow, recently_proven, require_account
from app.errors import InvalidInputError, LlamadoError
from app.forms.hire import CorrectionForm, PeriodForm, SignForm
from app.i18n import locale
from app.labels import label_of
from app.limits import limited
from app.messages import mark
from app.models.account import Role
from app.models.crew import ResidenceEvidenceKind
from app.models.hire import HireReport
from app.models.production import Production
from app.pages import say
from app.queries.hire import get_report, list_lines, list_reports
from app.queries.production import get_production
from app.services.audit import Actor, record_audit
from app.services.hire.digest import digest_of, report_code
from app.services.hire.document import inclusion_rows, say_verdict, total_tables, view_report
from app.services.hire.draft import discard_report, draft_report, fill_report, find_period, list_overlapping
from app.services.hire.pdf_file import write_pdf
from app.services.hire.review import LineWords, review_lines, write_others
from app.services.hire.sign import correct_line, find_reading, sign_report
from app.services.hire.xlsx_file import write_xlsx
from app.services.rate import Deed
from app.services.role_choices import department_name, list_departments
from app.unit import commits, session
from app.views.downloads import download
from app.views.need_ground import is_staff, only_contact

pages = Blueprint("hire", __name__)
production_or_staff = allow(Role.PRODUCTION, Role.STAFF)
UNPROCESSABLE = 422
KINDS = {
    "pdf": (write_pdf, "application/pdf"),
    "xlsx": (write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
pages.add_app_template_filter(lambda kind: label_of(ResidenceEvidenceKind(kind), locale()) if kind else "", "evidence")
_MOST_OTHERS = 60
_MOST_DIGITS = 6


def _actor() -> Actor:
    return Actor.of(require_account(), clock.now())


def _day(field: DateField) -> date:
    assert field.data is not None  # noqa: S101 - the form was validated
    return field.data


def _own(report_id: int, *, lock: bool = False) -> tuple[HireReport, Production]:
    return get_report(session(), report_id, contact_id=only_contact(require_account()), lock=lock)


def _back(report_id: int, anchor: str = "") -> Any:
    return redirect(url_for("hire.show", report_id=report_id, _anchor=anchor or None))


def _fails(report_id: int, error: LlamadoError) -> Any:
    session().rollback()
    flash(say(error), "error")
    return _back(report_id)


def _list_page(production: Production, form: PeriodForm, status: int = 200) -> Any:
    reports = list_reports(session(), production.id or 0)
    page = render_template(
        "hire/index.html",
        production=production,
        form=form,
        rows=[
            (
                report,
                report_code(report, production),
                list_overlapping(reports, report),
                digest_of(report, list_lines(session(), report.id or 0)) == report.digest,
            )
            for report in reports
        ],
        work=find_period(session(), production, today=clock.today()) is not None,
    )
    return page, status


@pages.get("/productions/<id:production_id>/reports")
@production_or_staff
def index(production_id: int) -> Any:
    """List a production's reports, and offer the next period."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    period = find_period(session(), production, today=clock.today())
    data = {"starts_on": period[0], "ends_on": period[1]} if period else {}
    return _list_page(production, PeriodForm(formdata=None, data=data))


@pages.post("/productions/<id:production_id>/reports")
@production_or_staff
@commits
def create(production_id: int) -> Any:
    """Draft a report of a period."""
    production = get_production(session(), production_id, contact_id=only_contact(require_account()))
    form = PeriodForm()
    if form.validate_on_submit():
        try:
            report = draft_report(
                session(), _actor(), production=production, starts_on=_day(form.starts_on), ends_on=_day(form.ends_on)
            )
        except LlamadoError as error:
            session().rollback()
            flash(say(error), "error")
        else:
            return _back(report.id or 0)
    return _list_page(production, form, UNPROCESSABLE)


def _page(report_id: int, form: SignForm | None = None, status: int = 200) -> Any:
    report, production = _own(report_id)
    language = locale()
    shown = view_report(session(), report, production, locale=language)
    totals = shown.corrected or shown.totals
    page = render_template(
        "hire/page.html",
        view=shown,
        report=report,
        production=production,
        form=form or SignForm(formdata=None, data={"name": require_account().name}),
        overlapping=list_overlapping(list_reports(session(), production.id or 0), report),
        shares=[say_verdict(name, verdict, language) for name, verdict in shown.shares.items()],
        missed=[verdict.met is False for verdict in shown.shares.values()],
        department_shares=shown.department_shares,
        department_name=lambda department: department_name(department, language),
        departments=list_departments(language),
        tables=total_tables(totals, language),
        inclusion=inclusion_rows(shown.totals, language),
        corrected=totals if shown.corrected else None,
        staff=is_staff(require_account()),
    )
    return page, status


@pages.get("/reports/<id:report_id>")
@production_or_staff
def show(report_id: int) -> Any:
    """Show a report: a draft to be put right and signed, or as it was signed with what corrected it."""
    return _page(report_id)


@pages.post("/reports/<id:report_id>/lines")
@production_or_staff
@commits
def review(report_id: int) -> Any:
    """Write what the production says of the lines, and of people from elsewhere."""
    report, _production = _own(report_id, lock=True)
    try:
        words = {line.id or 0: _line_words(line.id or 0) for line in list_lines(session(), report_id)}
        review_lines(session(), _actor(), report, words)
        write_others(session(), _actor(), report, _others())
    except LlamadoError as error:
        return _fails(report_id, error)
    flash(_("Saved."))
    return _back(report_id, "lines")


def _line_words(line_id: int) -> LineWords:
    return LineWords(
        confirmed=f"worked-{line_id}" in request.form,
        days=_number(request.form.get(f"days-{line_id}", "")),
        title=_text(f"title-{line_id}"),
        pay_band=_text(f"band-{line_id}"),
    )


def _text(name: str) -> str:
    return "".join(sign for sign in request.form.get(name, "") if sign.isprintable())


def _number(text: str) -> int:
    text = text.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS):
        raise InvalidInputError(mark("“%(text)s” is no number of days or people."), text=text[:20])
    return int(text)


def _others() -> list[dict[str, Any]]:
    fields = (request.form.getlist(f"other-{name}")[:_MOST_OTHERS] for name in ("department", "people", "days"))
    return [
        {"department": department, "people": _number(people), "days": _number(days)}
        for department, people, days in zip(*fields, strict=False)
    ]


@pages.post("/reports/<id:report_id>/fill")
@production_or_staff
@commits
def fill(report_id: int) -> Any:
    """Take in bookings that came since the draft was made."""
    report, production = _own(report_id, lock=True)
    try:
        count = fill_report(session(), _actor(), report, production)
    except LlamadoError as error:
        return _fails(report_id, error)
    flash(_("Lines added: %(count)s", count=count))
    return _back(report_id, "lines")


@pages.post("/reports/<id:report_id>/discard")
@production_or_staff
@commits
def discard(report_id: int) -> Any:
    """Throw a draft away."""
    report, production = _own(report_id, lock=True)
    try:
        discard_report(session(), _actor(), report)
    except LlamadoError as error:
        return _fails(report_id, error)
    flash(_("The draft is gone."))
    return redirect(url_for("hire.index", production_id=production.id))


@pages.post("/reports/<id:report_id>/sign")
@production_or_staff
@recently_proven
@commits
def sign(report_id: int) -> Any:
    """Sign: from here on the report never changes."""
    report, production = _own(report_id, lock=True)
    form = SignForm()
    if not form.validate_on_submit():
        return _page(report_id, form, UNPROCESSABLE)
    try:
        sign_report(
            session(),
            _actor(),
            report,
            production,
            name=form.name.data or "",
            office=form.office.data or "",
            typed=form.typed.data or "",
        )
    except LlamadoError as error:
        session().rollback()
        flash(say(error), "error")
        return _page(report_id, form, UNPROCESSABLE)
    flash(_("Signed. The report is locked, and the credits of who worked are verified."))
    return _back(report_id)


@pages.route("/reports/<id:report_id>/lines/<id:line_id>", methods=["GET", "POST"])
@production_or_staff
@commits
def correct(report_id: int, line_id: int) -> Any:
    """Correct a line of a signed report by a new row; the line itself stays as it was signed."""
    report, production = _own(report_id)
    reading = find_reading(session(), report, line_id)
    now = reading.now
    form = CorrectionForm(
        data={
            "confirmed": now.confirmed,
            "days": now.days,
            "title": now.title_as_credited,
            "pay_band": now.pay_band,
        }
    )
    status = 200
    if request.method == "POST":
        status = UNPROCESSABLE
        if form.validate_on_submit():
            words = LineWords(form.confirmed.data, form.days.data or 0, form.title.data or "", form.pay_band.data or "")
            try:
                correct_line(
                    session(),
                    _actor(),
                    report,
                    production,
                    line_id=line_id,
                    words=words,
                    reason=form.reason.data or "",
                )
            except LlamadoError as error:
                session().rollback()
                flash(say(error), "error")
            else:
                flash(_("Corrected. Both are shown: what was signed, and what corrects it."))
                return _back(report_id, f"line-{reading.first.id}")
    shown = view_report(session(), report, production, locale=locale())
    page = render_template(
        "hire/correct.html", form=form, view=shown, reading=reading, report=report, production=production
    )
    return page, status


@pages.post("/reports/<id:report_id>/file")
@production_or_staff
@limited(Deed.EXPORT)
@commits
def file(report_id: int) -> Response:
    """Hand the report out as PDF or workbook; the audit remembers it."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        abort(400)
    report, production = _own(report_id)
    write, mimetype = KINDS[kind]
    shown = view_report(session(), report, production, locale=locale())
    record_audit(
        session(),
        _actor(),
        "hire:report:exported",
        subject_kind="hire_report",
        subject_id=report.id,
        after={"kind": kind, "people": len(shown.names)},
    )
    name = "".join(sign if sign.isascii() and sign.isalnum() else "-" for sign in shown.code)
    return download(write(shown, locale=locale()), f"{name}.{kind}", mimetype)
