"""A report signed by a named person, and lines corrected afterwards by rows of their own."""

from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.crew import CrewMember
from app.models.hire import HireLine, HireReport, ReportStatus
from app.models.privacy import SensitiveQuestion
from app.models.production import Production
from app.queries.hire import list_lines, list_reports
from app.services.audit import Actor, record_audit
from app.services.hire.credits import settle_credits
from app.services.hire.digest import digest_of, report_code
from app.services.hire.draft import require_draft
from app.services.hire.reading import Reading, read_lines
from app.services.hire.review import LineWords, check_words, values_of, write_words
from app.services.hire.totals import add_up, local_rule
from app.services.sensitive import SMALLEST, count_sensitive
from config import get_settings
from matching.text import fold

INCLUSION = tuple(SensitiveQuestion)
"""Questions that are counted at signing; a small cell is kept as None, and nothing else of the answers."""


def total_of(
    session: Session, report: HireReport, production: Production, lines: list[HireLine], *, inclusion: bool = True
) -> dict[str, Any]:
    """Return a report's totals, with how the people who worked describe themselves, small cells suppressed."""
    rule = local_rule(production, get_settings().local_hire_percent)
    totals = add_up(lines, report.others, rule)
    people = frozenset(line.crew_member_id for line in lines if line.confirmed and line.days)
    told = inclusion and not _is_near_another(session, report, people)
    totals["inclusion"] = {q.value: dict(count_sensitive(session, q, people)) for q in INCLUSION} if told else {}
    return totals


def _is_near_another(session: Session, report: HireReport, people: frozenset[int]) -> bool:
    """Tell whether another signed report counts nearly the same people: the difference would tell of the few."""
    for other in list_reports(session, report.production_id):
        if other.id == report.id or other.status is not ReportStatus.SIGNED or not other.totals.get("inclusion"):
            continue
        counted = {line.crew_member_id for line in list_lines(session, other.id or 0) if line.confirmed and line.days}
        if len(people ^ counted) < SMALLEST:
            return True
    return False


def sign_report(
    session: Session, actor: Actor, report: HireReport, production: Production, *, name: str, office: str, typed: str
) -> HireReport:
    """Sign a draft: its totals and digest are made once, it never changes again, and verified credits arise.

    `typed` is the report's code, as typed by who signs. InvalidInputError where it isn't, or a name is missing.
    """
    require_draft(report)
    lines = list_lines(session, report.id or 0)
    if not lines and not report.others:
        raise ConflictError(mark("There is nothing in this report to sign."))
    if typed.strip().casefold() != report_code(report, production).casefold():
        raise InvalidInputError(mark("Type %(code)s to sign."), code=report_code(report, production))
    if not name.strip() or not office.strip():
        raise InvalidInputError(mark("Say who signs, and as what."))
    report.signer_name, report.signer_office = name.strip()[:160], office.strip()[:160]
    report.totals = total_of(session, report, production, lines)
    report.digest = digest_of(report, lines)
    report.signed_at, report.signed_by_id = actor.at, actor.account_id
    report.status = ReportStatus.SIGNED
    session.add(report)
    session.flush()
    record_audit(
        session,
        actor,
        "hire:report:signed",
        subject_kind="hire_report",
        subject_id=report.id,
        after={"digest": report.digest, "signer": report.signer_name, "office": report.signer_office},
    )
    settle_credits(session, actor, production, report, lines)
    return report


def correct_line(
    session: Session,
    actor: Actor,
    report: HireReport,
    production: Production,
    *,
    line_id: int,
    words: LineWords,
    reason: str,
) -> HireLine:
    """Correct a line of a signed report by a new row that says why; credits follow. The line itself stays."""
    if report.status is not ReportStatus.SIGNED:
        raise ConflictError(mark("This report is a draft: put the line right itself."))
    if not reason.strip():
        raise InvalidInputError(mark("Say why the line is corrected."))
    old = find_reading(session, report, line_id).now
    check_words(old, words)
    new = HireLine(**old.model_dump(exclude={"id", "corrects_id", "reason", "made_at", "made_by_id"}))
    write_words(new, words)
    _require_no_name(session, old, reason, words.title, words.pay_band)
    if values_of(new) == values_of(old):
        raise InvalidInputError(mark("Nothing differs from what the line says already."))
    new.corrects_id, new.reason = old.id, reason.strip()[:300]
    new.made_at, new.made_by_id = actor.at, actor.account_id
    try:
        with session.begin_nested():
            session.add(new)
            session.flush()
    except IntegrityError as error:
        raise ConflictError(mark("Somebody else has just corrected this line. Look at it again.")) from error
    record_audit(
        session,
        actor,
        "hire:line:corrected",
        subject_kind="hire_line",
        subject_id=old.id,
        crew_member_id=old.crew_member_id,
        before=values_of(old),
        after=values_of(new) | {"reason": new.reason},
    )
    settle_credits(session, actor, production, report, [new])
    return new


def _require_no_name(session: Session, line: HireLine, *texts: str) -> None:
    """Refuse a person's name in texts that stay for good, also once the person was erased."""
    member = session.get_one(CrewMember, line.crew_member_id)
    names = {fold(name) for name in (member.name, f"{member.given_name} {member.surname}")}
    if any(name and name in fold(text) for name in names for text in texts):
        raise InvalidInputError(mark("Leave the person's name out: what is signed stays, also once they are erased."))


def find_reading(session: Session, report: HireReport, line_id: int) -> Reading:
    """Return a line of a report, named by any of its rows; ConflictError where it has none such."""
    for reading in read_lines(list_lines(session, report.id or 0)):
        if any(row.id == line_id for row in reading.rows):
            return reading
    raise ConflictError(mark("There is no such line in this report."))
