"""Credits that arise from signed reports: made, verified, never twice, and taken back where a correction says so."""

from collections.abc import Collection

from sqlmodel import Session, col, select

from app.messages import mark, translate
from app.models.credit import Credit, CreditVerification, Title
from app.models.crew import CrewMember, CrewStatus
from app.models.hire import HireLine, HireReport
from app.models.production import Production
from app.models.trust import AuditEvent
from app.queries.crew import find_title
from app.queries.hire import list_signed_lines, list_signed_of
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crewlist.words import PRODUCTION_KIND
from app.services.hire.reading import Reading, read_lines
from config import get_settings
from matching.text import fold

HIDDEN = mark("%(kind)s (confidential), %(year)s")
_MADE = "hire:credit:made"


def title_year(production: Production, report: HireReport) -> int:
    """Return the year of the title: of the first day of the shoot, else of the report's last day."""
    return (production.shoot_starts_on or report.ends_on).year


def find_or_make_title(session: Session, actor: Actor, production: Production, report: HireReport) -> Title:
    """Return the title of a production: its own, else the one of its name and year, else a new one.

    While the production is confidential the title tells its kind and year alone; `release_title` names it.
    """
    title = session.exec(select(Title).where(Title.production_id == production.id)).first()
    if title is not None:
        return title
    year = title_year(production, report)
    known = None if production.confidential else find_title(session, _key(production.working_title, year))
    if known is not None and known.production_id is None and known.kind is production.kind:
        title = known
    else:
        title = Title(name="", key="", kind=production.kind, year=year, fictional=production.fictional)
    title.production_id = production.id
    _name_title(title, production)
    session.add(title)
    session.flush()
    record_audit(
        session,
        actor,
        "hire:title:made" if title is not known else "hire:title:found",
        subject_kind="title",
        subject_id=title.id,
        after={"production": production.code, "year": year},
    )
    return title


def release_title(session: Session, actor: Actor, production: Production) -> bool:
    """Name the title of a production that is confidential no longer; return whether there was one to name."""
    title = session.exec(select(Title).where(Title.production_id == production.id)).first()
    if title is None or production.confidential or title.name == production.working_title:
        return False
    _name_title(title, production)
    session.add(title)
    record_audit(session, actor, "hire:title:released", subject_kind="title", subject_id=title.id)
    touch_roster(session, actor.at)
    session.flush()
    return True


def _name_title(title: Title, production: Production) -> None:
    if production.confidential:
        locale = get_settings().default_locale
        kind = translate(locale, PRODUCTION_KIND[production.kind])
        title.name = translate(locale, HIDDEN, kind=kind, year=title.year)
        title.key = f"confidential {production.id} {title.year}"
        return
    title.name = production.working_title
    title.key = _key(production.working_title, title.year)
    title.team = sorted({fold(name) for name in [*title.team, *production.team]})
    title.companies = sorted({*title.companies, production.company} - {""})


def _key(name: str, year: int) -> str:
    return f"{fold(name)[:190]} {year}".strip()


def settle_credits(
    session: Session, actor: Actor, production: Production, report: HireReport, lines: list[HireLine]
) -> int:
    """Bring the credits of these lines' people and roles in line with what all signed reports say now.

    Returns how many credits were made, verified or taken back.
    """
    return _settle(session, actor, production, report, {(line.crew_member_id, line.role_id) for line in lines})


def settle_people(session: Session, actor: Actor, crew_member_ids: Collection[int]) -> int:
    """Do the same for whatever signed reports say of these people, whose lines may have changed hands among them."""
    return sum(
        _settle(session, actor, production, report, {(who, line.role_id) for who in crew_member_ids for line in lines})
        for report, production, lines in list_signed_of(session, crew_member_ids)
    )


def _settle(
    session: Session, actor: Actor, production: Production, report: HireReport, wanted: set[tuple[int, str]]
) -> int:
    title: Title | None = None
    changed = 0
    for person, role_id in sorted(wanted):
        readings = read_lines(list_signed_lines(session, production.id or 0, person))
        mine = [each for each in readings if each.first.role_id == role_id]
        worked = next((each for each in mine if each.now.confirmed and each.now.days), None)
        title = title or find_or_make_title(session, actor, production, report)
        if worked is not None:
            changed += _give(session, actor, title, worked, report)
        else:
            changed += _take_back(session, actor, title, person, role_id)
    session.flush()
    return changed


def _find(session: Session, title: Title, person: int, role_id: str) -> Credit | None:
    statement = select(Credit).where(
        Credit.title_id == title.id, Credit.crew_member_id == person, Credit.role_id == role_id
    )
    return session.exec(statement.order_by(col(Credit.id)).limit(1)).first()


def _give(session: Session, actor: Actor, title: Title, reading: Reading, report: HireReport) -> int:
    line = reading.now
    member = session.get_one(CrewMember, line.crew_member_id)
    if member.status is CrewStatus.ERASED:
        return 0  # nothing personal of theirs is kept any more
    credit = _find(session, title, line.crew_member_id, line.role_id)
    made = credit is None
    if credit is None:
        credit = Credit(crew_member_id=line.crew_member_id, title_id=title.id or 0, role_id=line.role_id)
    elif credit.verification is CreditVerification.HIRE_REPORT and credit.title_as_printed == line.title_as_credited:
        return 0
    credit.title_as_printed = line.title_as_credited
    credit.base_place = line.base_place
    if credit.verification is not CreditVerification.HIRE_REPORT:
        credit.verification = CreditVerification.HIRE_REPORT
        credit.hire_report_id = reading.first.report_id
        credit.verified_at, credit.verified_by = actor.at, report.signer_name[:120]
    session.add(credit)
    session.flush()
    _wrote(session, actor, credit, _MADE if made else "hire:credit:verified")
    return 1


def _take_back(session: Session, actor: Actor, title: Title, person: int, role_id: str) -> int:
    credit = _find(session, title, person, role_id)
    if credit is None or credit.verification is not CreditVerification.HIRE_REPORT:
        return 0
    _wrote(session, actor, credit, "hire:credit:taken_back")
    arose = select(AuditEvent.id).where(
        AuditEvent.subject_kind == "credit", AuditEvent.subject_id == credit.id, AuditEvent.action == _MADE
    )
    if session.exec(arose.limit(1)).first() is not None:
        session.delete(credit)
    else:  # the person had claimed it before: their own word stands again
        credit.verification, credit.hire_report_id = CreditVerification.NONE, None
        credit.verified_at, credit.verified_by = None, ""
        session.add(credit)
    session.flush()
    return 1


def _wrote(session: Session, actor: Actor, credit: Credit, action: str) -> None:
    record_audit(
        session,
        actor,
        action,
        subject_kind="credit",
        subject_id=credit.id,
        crew_member_id=credit.crew_member_id,
        after={"title_id": credit.title_id, "role_id": credit.role_id, "title": credit.title_as_printed},
    )
    touch_roster(session, actor.at, credit.crew_member_id)
