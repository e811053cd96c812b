"""A hire report written from a production's bookings: who, as what, which days, living where by which proof."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlmodel import Session, col, delete

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.availability import BookingSpan
from app.models.crew import CrewMember, ResidenceEvidence
from app.models.hire import HireLine, HireReport, ReportStatus
from app.models.production import Production
from app.queries.hire import (
    WorkRow,
    find_first_day,
    find_last_number,
    list_evidence,
    list_homes,
    list_learning,
    list_lines,
    list_reports,
    list_work,
)
from app.queries.production import list_bases
from app.services.audit import Actor, record_audit
from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from config import get_settings

TRAINEE_LEVEL = 5


@dataclass(frozen=True)
class Ground:
    """What the lines of a production's report are made from, besides its bookings."""

    base: str | None
    state: str
    evidence: Mapping[int, Sequence[ResidenceEvidence]] = field(default_factory=dict)
    homes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    learning: Mapping[tuple[int, str], str] = field(default_factory=dict)


def find_period(session: Session, production: Production, *, today: date) -> tuple[date, date] | None:
    """Return the period of the next report: from after the last one (or the first booked day) to today or wrap."""
    first = find_first_day(session, production.id or 0)
    if first is None:
        return None
    last = max((report.ends_on for report in list_reports(session, production.id or 0)), default=None)
    starts_on = first if last is None else last + timedelta(days=1)
    wrapped = production.wrap_ends_on or production.shoot_ends_on
    ends_on = min(today, wrapped) if wrapped else today
    return (starts_on, max(starts_on, ends_on))


def list_overlapping(reports: Iterable[HireReport], report: HireReport) -> list[HireReport]:
    """Return the other reports whose period shares days with this one: what they count, it would count twice."""
    return [
        each
        for each in reports
        if each.id != report.id and each.starts_on <= report.ends_on and each.ends_on >= report.starts_on
    ]


def draft_report(
    session: Session, actor: Actor, *, production: Production, starts_on: date, ends_on: date
) -> HireReport:
    """Open a report of a period with a line for each booking that has days in it."""
    if ends_on < starts_on:
        raise InvalidInputError(mark("The period ends before it begins."))
    report = HireReport(
        production_id=production.id or 0,
        number=find_last_number(session, production.id or 0) + 1,
        starts_on=starts_on,
        ends_on=ends_on,
        made_at=actor.at,
        made_by_id=actor.account_id,
    )
    session.add(report)
    session.flush()
    count = fill_report(session, actor, report, production)
    record_audit(
        session,
        actor,
        "hire:report:drafted",
        subject_kind="hire_report",
        subject_id=report.id,
        after={"production": production.code, "number": report.number, "lines": count},
    )
    session.flush()
    return report


def require_draft(report: HireReport) -> None:
    """Raise ConflictError where the report is signed."""
    if report.status is not ReportStatus.DRAFT:
        raise ConflictError(mark("This report is signed and never changes. Correct a line by a new row instead."))


def fill_report(session: Session, actor: Actor, report: HireReport, production: Production) -> int:
    """Add a line for each booking that the draft does not have yet; return how many were added."""
    require_draft(report)
    known = {line.booking_id for line in list_lines(session, report.id or 0)}
    work = [row for row in list_work(session, production.id or 0) if row.booking.id not in known]
    ground = _ground(session, production, [row.member.id or 0 for row in work])
    lines = [line for row in work if (line := make_line(row, report, ground)) is not None]
    for line in lines:
        line.made_at, line.made_by_id = actor.at, actor.account_id
        session.add(line)
    session.flush()
    return len(lines)


def discard_report(session: Session, actor: Actor, report: HireReport) -> None:
    """Throw a draft away."""
    require_draft(report)
    session.exec(delete(HireLine).where(col(HireLine.report_id) == report.id))
    session.delete(report)
    record_audit(
        session,
        actor,
        "hire:report:discarded",
        subject_kind="hire_report",
        subject_id=report.id,
        before={"production_id": report.production_id, "number": report.number},
    )
    session.flush()


def _ground(session: Session, production: Production, people: list[int]) -> Ground:
    bases = list_bases(session, production.id or 0)
    return Ground(
        base=next((base.place for base in bases if base.place), None),
        state=get_settings().commission_state,
        evidence=list_evidence(session, people),
        homes=list_homes(session, people),
        learning=list_learning(session, production.id or 0),
    )


def make_line(row: WorkRow, report: HireReport, ground: Ground) -> HireLine | None:
    """Return the line of a booking; None where none of its days lies in the report's period.

    Days are the booked calendar days within the period, each once, rest days with them. Residence is what the profile
    says at that time; it counts as local only with a proof that was valid on the line's first day.
    """
    days = sorted(set(_days(row.spans, report.starts_on, report.ends_on)))
    if not days:
        return None
    member, role_id, starts_on = row.member, row.booking.role_id, days[0]
    taxonomy = get_taxonomy()
    role = taxonomy.role(role_id) if role_id in taxonomy else None
    base = next((span.place for span in row.spans if span.place), ground.base)
    proof = find_proof(ground.evidence.get(member.id or 0, ()), starts_on)
    lived = member.residence_since_on is None or member.residence_since_on <= starts_on
    learnt = ground.learning.get((member.id or 0, role_id))
    level = role.level if role else 0
    return HireLine(
        report_id=report.id or 0,
        crew_member_id=member.id or 0,
        booking_id=row.booking.id,
        role_id=role_id,
        title_as_credited=(row.position.asked_as if row.position else role.name_es if role else role_id)[:200],
        level=level,
        starts_on=starts_on,
        ends_on=days[-1],
        days=len(days),
        base_place=base,
        residence_place=member.residence_place if lived else None,
        residence_state=member.residence_state if lived else "",
        residence_evidence=proof.kind.value if proof else "",
        residence_valid_until_on=proof.valid_until_on if proof else None,
        is_local=proof is not None and lived and member.residence_state == ground.state,
        is_local_to_base=is_local_to(base, member, ground.homes.get(member.id or 0, ())),
        is_trainee=learnt is not None or level == TRAINEE_LEVEL,
        programme=learnt or "",
        made_at=report.made_at,
    )


def _days(spans: Iterable[BookingSpan], first: date, last: date) -> Iterable[date]:
    for span in spans:
        day, end = max(span.starts_on, first), min(span.ends_on, last)
        while day <= end:
            yield day
            day += timedelta(days=1)


def find_proof(evidence: Iterable[ResidenceEvidence], day: date) -> ResidenceEvidence | None:
    """Return the proof of residence that was valid on a day, the one that is valid longest."""
    valid = [each for each in evidence if each.issued_on <= day <= each.valid_until_on]
    return max(valid, key=lambda each: each.valid_until_on, default=None)


def is_local_to(base: str | None, member: CrewMember, homes: Iterable[str]) -> bool:
    """Tell whether the person works at the base without hotel: by their own bases or by where they live."""
    gazetteer = get_gazetteer()
    own = [place for place in (member.base_place, member.residence_place, *homes) if place and place in gazetteer]
    return bool(base and base in gazetteer) and any(gazetteer.is_local(place, base or "") for place in own)
