"""A draft put right by the production: who did not work, how many days, the credit; who came from elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from app.errors import InvalidInputError
from app.messages import mark
from app.models.hire import HireLine, HireReport
from app.queries.hire import list_lines
from app.services.audit import Actor, record_audit
from app.services.hire.draft import require_draft
from app.services.taxonomy import get_taxonomy

MOST_PEOPLE, MOST_DAYS = 5_000, 200_000


@dataclass(frozen=True)
class LineWords:
    """What can be put right of a line."""

    confirmed: bool
    days: int
    title: str
    pay_band: str = ""


def review_lines(session: Session, actor: Actor, report: HireReport, words: Mapping[int, LineWords]) -> int:
    """Write what was said of a draft's lines, by line id; return how many differ. Refuses as `check_words`."""
    require_draft(report)
    changed = 0
    for line in list_lines(session, report.id or 0):
        said = words.get(line.id or 0)
        if said is None:
            continue
        before = values_of(line)
        check_words(line, said)
        write_words(line, said)
        if values_of(line) != before:
            changed += 1
            session.add(line)
            record_audit(
                session,
                actor,
                "hire:line:reviewed",
                subject_kind="hire_line",
                subject_id=line.id,
                crew_member_id=line.crew_member_id,
                before=before,
                after=values_of(line),
            )
    session.flush()
    return changed


def values_of(line: HireLine) -> dict[str, Any]:
    """Return what can be put right of a line, as it stands."""
    return {name: getattr(line, name) for name in ("confirmed", "days", "title_as_credited", "pay_band")}


def check_words(line: HireLine, said: LineWords) -> None:
    """Refuse more days than the line's span has, none for somebody who worked, and a credit without title."""
    most = (line.ends_on - line.starts_on).days + 1
    if not said.title.strip():
        raise InvalidInputError(mark("Say how each person is credited."))
    if said.confirmed and not 1 <= said.days <= most:
        raise InvalidInputError(
            mark("%(title)s: between 1 and %(most)s days lie in this span; untick “worked” for none."),
            title=said.title,
            most=most,
        )


def write_words(line: HireLine, said: LineWords) -> None:
    """Write the words; who did not work has no days."""
    line.confirmed = said.confirmed
    line.days = said.days if said.confirmed else 0
    line.title_as_credited = said.title.strip()[:200]
    line.pay_band = said.pay_band.strip()[:40]


def write_others(session: Session, actor: Actor, report: HireReport, others: Sequence[Mapping[str, Any]]) -> None:
    """Keep how many were hired outside of the registry by department, with their days; nobody is named."""
    require_draft(report)
    known = {department.id for department in get_taxonomy().departments}
    kept: list[dict[str, Any]] = []
    for other in others:
        department, people, days = str(other["department"]), int(other["people"]), int(other["days"])
        if not people and not days:
            continue
        if department not in known:
            raise InvalidInputError(mark("Choose the department of the people from elsewhere."))
        if not (1 <= people <= MOST_PEOPLE and people <= days <= MOST_DAYS):
            raise InvalidInputError(mark("People from elsewhere: give people and days, at least one day each."))
        kept.append({"department": department, "people": people, "days": days})
    before, after = report.others, sorted(kept, key=lambda each: str(each["department"]))
    if before == after:
        return
    report.others = after
    session.add(report)
    record_audit(
        session,
        actor,
        "hire:others:written",
        subject_kind="hire_report",
        subject_id=report.id,
        before={"others": before},
        after={"others": after},
    )
    session.flush()
