"""Lists of training as CSV or a workbook: cohorts with their pipeline, and who is in one."""

import io
from collections.abc import Sequence
from enum import StrEnum

import xlsxwriter
from sqlmodel import Session

from app.labels import label_of
from app.messages import mark, translate
from app.queries.course import get_course, list_people
from app.services.audit import Actor, record_audit
from app.services.crew_export import spoken_phone
from app.services.csv_out import BOM, write_rows
from app.services.pipeline import FUNNEL, CohortPipeline, Step

STEP_WORDS: dict[Step, str] = {
    Step.ENROLLED: mark("Took a seat"),
    Step.COMPLETED: mark("Completed it"),
    Step.REGISTERED: mark("Registered"),
    Step.SHORTLISTED: mark("Put forward"),
    Step.HIRED: mark("Hired"),
    Step.HIRED_AGAIN: mark("Hired again"),
    Step.HIRED_SOON: mark("Hired within 180 days"),
    Step.HIRED_IN_ROLE: mark("Hired in the trained role"),
}
_COHORT = (
    mark("Programme"),
    mark("Course"),
    mark("Cohort"),
    mark("First day"),
    mark("Last day"),
    mark("Status"),
    mark("Seats"),
    mark("Taken"),
    mark("Waiting"),
    *(STEP_WORDS[step] for step in (*FUNNEL, Step.HIRED_SOON, Step.HIRED_IN_ROLE)),
    mark("Median months to the first hire"),
    mark("Cost per person hired, in pesos"),
)
_PERSON = (
    mark("No."),
    mark("Name"),
    mark("E-mail"),
    mark("Phone"),
    mark("Result"),
    mark("Why they dropped out"),
    mark("Completed"),
    mark("Certificate number"),
)
_WIDTH = 18


class FileKind(StrEnum):
    """Kinds of files that lists go out as."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def mimetype(self) -> str:
        """The kind's media type."""
        if self is FileKind.CSV:
            return "text/csv"
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def export_cohorts(cohorts: Sequence[CohortPipeline], *, kind: FileKind, locale: str) -> bytes:
    """Return the cohorts with their numbers; nobody is named."""
    rows = [_cohort_cells(each, locale) for each in cohorts]
    return _write([[translate(locale, name) for name in _COHORT], *rows], kind)


def export_people(session: Session, actor: Actor, *, course_id: int, kind: FileKind, locale: str) -> bytes:
    """Return who is in a cohort, with contact details; the audit remembers that the list went out."""
    course = get_course(session, course_id)
    people = list_people(session, course_id)
    record_audit(
        session,
        actor,
        "training:list:exported",
        subject_kind="course",
        subject_id=course.id,
        after={"people": len(people)},
    )
    session.flush()
    rows = [
        [
            member.id,
            member.name,
            member.email or "",
            spoken_phone(member.phone),
            label_of(record.result, locale),
            translate(locale, record.dropped_reason) if record.dropped_reason else "",
            record.completed_on.isoformat() if record.completed_on else "",
            record.certificate_number,
        ]
        for record, member in people
    ]
    return _write([[translate(locale, name) for name in _PERSON], *rows], kind)


def _cohort_cells(each: CohortPipeline, locale: str) -> list[object]:
    cost = each.funnel.cost_per_hire_centavos
    return [
        each.programme,
        each.name,
        each.cohort,
        each.starts_on.isoformat(),
        each.ends_on.isoformat(),
        label_of(each.status, locale),
        "" if each.seats is None else each.seats,
        each.taken,
        each.waiting,
        *(each.funnel.count(step) for step in (*FUNNEL, Step.HIRED_SOON, Step.HIRED_IN_ROLE)),
        "" if each.funnel.months_to_hire is None else each.funnel.months_to_hire,
        "" if cost is None else cost / 100,
    ]


def _write(rows: Sequence[Sequence[object]], kind: FileKind) -> bytes:
    if kind is FileKind.CSV:
        return (BOM + write_rows(rows)).encode()
    file = io.BytesIO()
    book = xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row, None if number else bold)
    sheet.set_column(0, len(rows[0]) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()
