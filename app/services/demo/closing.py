"""A production of the demo that is over: its hire reports, signed and begun, and what was said of the work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlmodel import Session

from app.feedback_labels import ASKED
from app.models.feedback import Feedback, FeedbackFact, FeedbackQuestion, FeedbackSide
from app.models.hire import HireReport
from app.models.production import Production
from app.queries.demo import find_demo_need, find_over_demo_production
from app.queries.disclosure import list_people_shown
from app.queries.feedback import WorkedRow, list_worked
from app.queries.hire import list_lines
from app.services.audit import Actor
from app.services.crewlist.people import find_open
from app.services.crewlist.release import open_contacts
from app.services.crewlist.terms import Contacts
from app.services.disclosure import grant_contacts
from app.services.feedback import answer_feedback, opens_on, say_feedback
from app.services.hire.digest import report_code
from app.services.hire.draft import draft_report, find_period
from app.services.hire.review import LineWords, write_others
from app.services.hire.sign import correct_line, sign_report

SIGNED_AGO = 6  # days since the first report was signed
OPENED_AGO = 8  # days since the contact details were opened
GRANTED_FOR = 14  # days from now on
PURPOSE = "pagar un llamado que quedó pendiente"
GROUND = "Se cobra una deuda a favor de la persona; sin teléfono no se le puede pagar."
"""What details of a person who did not agree are granted for, and why they may be."""
OTHERS = (
    {"department": "locations", "people": 2, "days": 34},
    {"department": "transport", "people": 5, "days": 90},
)
"""Who came from elsewhere, as the office wrote it."""


@dataclass(frozen=True)
class _Said:
    """What one side says of the work, how many days ago; what it says no to, and the other side's answer to it."""

    side: FeedbackSide
    days_ago: int
    note: str
    no: FeedbackQuestion | None = None
    answer: str = ""


_OF_THE_ACCOUNT = _Said(
    FeedbackSide.PRODUCTION, 9, "Puntual en cada llamado, y cuidó el equipo. Le volveríamos a llamar."
)
_SAID = (
    _Said(
        FeedbackSide.PRODUCTION,
        16,
        "Muy buen trabajo; faltó un día sin avisar.",
        FeedbackQuestion.CAME_AS_AGREED,
        "Ese día estuve en el IMSS con constancia; avisé a mi jefa de departamento.",
    ),
    _Said(FeedbackSide.PERSON, 12, "El pago llegó tres semanas tarde.", FeedbackQuestion.PAID_AS_AGREED),
    _Said(
        FeedbackSide.PERSON,
        4,
        "En la locación de noche no hubo guardia ni luz en el camino a base. Lo dije y no cambió.",
        FeedbackQuestion.SAFE_SET,
    ),
    _Said(FeedbackSide.PRODUCTION, 2, ""),
)


def close_a_production(
    session: Session, staff: Actor, contact: Actor, *, crew_member_id: int | None, today: date
) -> Production | None:
    """Report the hires of a production that is over, and let both sides say how it was; return it, None without one.

    It is one that `crew_member_id` has worked for, where there is such, and becomes the contact's own.
    """
    production = find_over_demo_production(session, ended_before=today - timedelta(days=20), of=crew_member_id)
    if production is None:
        return None
    production.contact_account_id = contact.account_id
    session.add(production)
    _report(session, staff, contact, production, today)
    _talk(session, contact, production, crew_member_id, today)
    _give_contacts(session, staff, contact, production)
    return production


def _give_contacts(session: Session, staff: Actor, contact: Actor, production: Production) -> None:
    """Open the crew's contact details to the production once it had wrapped, and grant those of one who is silent."""
    need = find_demo_need(session, production.id or 0)
    if need is None:
        return
    open_contacts(session, _ago(contact, OPENED_AGO), need, production, locale="es_MX")
    shown = [each.id or 0 for each in list_people_shown(session, production.id or 0)]
    given = find_open(session, production, shown, contacts=Contacts.DISCLOSED, now=staff.at)
    silent = [each for each in shown if each not in given][:1]
    if silent:
        until_on = staff.at.date() + timedelta(days=GRANTED_FOR)
        grant_contacts(
            session,
            _ago(staff, 2),
            production=production,
            people=silent,
            purpose=PURPOSE,
            ground=GROUND,
            until_on=until_on,
        )


def _report(session: Session, staff: Actor, contact: Actor, production: Production, today: date) -> None:
    """Sign the first half of the work, put one line of it right afterwards, and begin the second half."""
    period = find_period(session, production, today=today)
    if period is None:
        return
    first, last = period
    half = first + (last - first) / 2
    then = _ago(contact, SIGNED_AGO)
    report = draft_report(session, then, production=production, starts_on=first, ends_on=half)
    write_others(session, then, report, OTHERS)
    typed = report_code(report, production)
    name = production.contact_name
    sign_report(session, then, report, production, name=name, office="Gerencia de producción", typed=typed)
    _correct(session, _ago(staff, 1), report, production)
    if half < last:
        draft_report(session, contact, production=production, starts_on=half + timedelta(days=1), ends_on=last)


def _correct(session: Session, staff: Actor, report: HireReport, production: Production) -> None:
    line = next((each for each in list_lines(session, report.id or 0) if each.days > 1), None)
    if line is None:
        return
    words = LineWords(confirmed=True, days=line.days - 1, title=line.title_as_credited, pay_band=line.pay_band)
    reason = "La hoja de llamado del último día no la incluye."
    correct_line(session, staff, report, production, line_id=line.id or 0, words=words, reason=reason)


def _talk(session: Session, contact: Actor, production: Production, crew_member_id: int | None, today: date) -> None:
    """Let both sides speak of bookings that were over by then: of the account's own first, then of others."""
    worked = list_worked(session, production_id=production.id)
    own = [each for each in worked if each.member.id == crew_member_id]
    others = [each for each in worked if each.member.id != crew_member_id]
    for rows, said in ((own, (_OF_THE_ACCOUNT,)), (others, _SAID)):
        _say_each(session, contact, rows, said, today)


def _say_each(session: Session, contact: Actor, rows: Sequence[WorkedRow], said: Sequence[_Said], today: date) -> None:
    left = list(rows)
    for each in said:
        day = today - timedelta(days=each.days_ago)
        work = next((row for row in left if opens_on(row) <= day), None)
        if work is None:
            continue
        left.remove(work)
        row = _say(session, contact, work, each, day)
        if each.answer:
            answer_feedback(session, _ago(Actor.of(None, contact.at), 3), row, text=each.answer)


def _say(session: Session, contact: Actor, work: WorkedRow, said: _Said, day: date) -> Feedback:
    speaker = contact if said.side is FeedbackSide.PRODUCTION else Actor.of(None, contact.at)
    facts: Mapping[str, str] = {
        question: FeedbackFact.NO if question is said.no else FeedbackFact.YES for question in ASKED[said.side]
    }
    actor = _ago(speaker, said.days_ago)
    return say_feedback(session, actor, work, said.side, facts=facts, note=said.note, today=day)


def _ago(actor: Actor, days: int) -> Actor:
    """Return the same actor so many days earlier."""
    return replace(actor, at=actor.at - timedelta(days=days))
