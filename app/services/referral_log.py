"""The referral log in words: listed, rank, asked, answered, hired or not and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.messages import mark, translate, translate_in
from app.models.offer import DeclineReason
from app.models.shortlist import Decision, ReferralOutcome
from app.offer_labels import TOLD
from app.queries.referral import ReferralRow, list_known_titles, list_referrals
from app.services.audit import Actor, record_audit
from app.services.audit_export import write_sheet
from app.services.csv_out import BOM, write_rows
from app.services.role_choices import role_name
from app.services.step_notice import say_work

OUTCOMES: dict[ReferralOutcome, str] = {
    ReferralOutcome.LISTED: mark("on the list"),
    ReferralOutcome.ASKED: mark("asked"),
    ReferralOutcome.DECLINED: mark("said no"),
    ReferralOutcome.HIRED: mark("hired"),
    ReferralOutcome.NOT_HIRED: mark("not hired"),
}
SAID_YES = mark("said yes")
DECISIONS: dict[Decision, str] = {Decision.PICKED: mark("picked"), Decision.DROPPED: mark("dropped")}
COLUMNS = (
    mark("Production"),
    mark("Line"),
    mark("Role"),
    mark("Person"),
    mark("No."),
    mark("Listed (UTC)"),
    mark("Rank"),
    mark("Asked (UTC)"),
    mark("Answered (UTC)"),
    mark("Outcome"),
    mark("Why"),
    mark("Decision"),
)


@dataclass(frozen=True)
class ReferralLine:
    """A referral as it is shown. `work` is the production as far as the reader may know it; rank 0: asked unlisted."""

    row: ReferralRow
    work: str
    role: str
    outcome: str
    why: str
    decision: str

    @property
    def is_hired(self) -> bool:
        """Whether it ended with a booking."""
        return self.row.referral.outcome is ReferralOutcome.HIRED


def tell_referrals(
    session: Session, *, locale: str, production_id: int | None = None, crew_member_id: int | None = None
) -> list[ReferralLine]:
    """Return the lines of a production or a person, as staff see them."""
    rows = list_referrals(session, production_id=production_id, crew_member_id=crew_member_id)
    return [_line(row, row.production.working_title, locale, told=False) for row in rows]


def tell_own_referrals(session: Session, crew_member_id: int, *, locale: str) -> list[ReferralLine]:
    """Return a person's own lines; a title only where an offer told it or they were hired, and no staff's reasons."""
    titled = list_known_titles(session, crew_member_id)
    rows = list_referrals(session, crew_member_id=crew_member_id)
    works: dict[int, str] = {}
    for row in rows:
        key = row.production.id or 0
        if key not in works:
            works[key] = say_work(session, row.production, locale, titled=key in titled)
    return [_line(row, works[row.production.id or 0], locale, told=True) for row in rows]


def _line(row: ReferralRow, work: str, locale: str, *, told: bool) -> ReferralLine:
    referral, decision = row.referral, row.decision
    decided, why = "", referral.reason
    if decision is not None and decision.decision is not None and not told:
        reason = f": {translate(locale, decision.reason)}" if decision.reason else ""
        decided = translate(locale, DECISIONS[decision.decision]) + reason
    if why in set(DeclineReason):
        why = str(TOLD[DeclineReason(why)])
    said_yes = referral.outcome is ReferralOutcome.ASKED and referral.answered_at is not None
    return ReferralLine(
        row=row,
        work=work,
        role=role_name(row.position.role_id, locale) if row.position.role_id else row.position.asked_as,
        outcome=translate_in("referral", locale, SAID_YES if said_yes else OUTCOMES[referral.outcome]),
        why=translate(locale, why),
        decision=decided,
    )


@dataclass(frozen=True)
class Tally:
    """How many were listed, asked, answered and hired."""

    listed: int
    asked: int
    answered: int
    hired: int


def tally(lines: Iterable[ReferralLine]) -> Tally:
    """Count the steps of a log."""
    rows = [line.row.referral for line in lines]
    return Tally(
        listed=len(rows),
        asked=sum(row.asked_at is not None for row in rows),
        answered=sum(row.answered_at is not None for row in rows),
        hired=sum(row.outcome is ReferralOutcome.HIRED for row in rows),
    )


def export_referrals(
    session: Session,
    actor: Actor,
    *,
    form: str,
    locale: str,
    production_id: int | None = None,
    crew_member_id: int | None = None,
) -> bytes:
    """Return a log as `csv` or `xlsx`, and note that it went out."""
    lines = tell_referrals(session, locale=locale, production_id=production_id, crew_member_id=crew_member_id)
    rows: list[list[object]] = [[translate(locale, name) for name in COLUMNS], *map(_cells, lines)]
    record_audit(
        session,
        actor,
        "audit:referrals:exported",
        subject_kind="production" if production_id else "crew_member",
        subject_id=production_id or crew_member_id,
        crew_member_id=crew_member_id,
        after={"rows": len(lines), "format": form},
    )
    session.flush()
    return write_sheet(rows) if form == "xlsx" else (BOM + write_rows(rows)).encode()


def _cells(line: ReferralLine) -> list[object]:
    row = line.row
    return [
        line.work,
        row.position.code,
        line.role,
        row.member.name,
        row.member.id,
        _written(row.referral.listed_at),
        row.referral.rank or "",
        _written(row.referral.asked_at),
        _written(row.referral.answered_at),
        line.outcome,
        line.why,
        line.decision,
    ]


def _written(at: datetime | None) -> str:
    return at.strftime("%Y-%m-%d %H:%M") if at else ""
