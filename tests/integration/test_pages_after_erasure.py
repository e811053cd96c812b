"""After an erasure the pages that somebody stood on still stand: without a name, in words that say why."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.feedback_labels import ASKED
from app.models.account import Account, Role
from app.models.crew import CrewMember, CrewStatus
from app.models.feedback import FeedbackQuestion, FeedbackSide
from app.models.need import Need
from app.models.plan import PlanSlot
from app.models.shortlist import Proposal, ProposalStatus, Referral, ReferralOutcome
from app.queries.feedback import get_worked
from app.services.audit import Actor
from app.services.blocking import block_person
from app.services.demo.places import GUADALAJARA
from app.services.erase import erase_due
from app.services.feedback import say_feedback
from app.services.hire.digest import report_code
from app.services.hire.draft import draft_report
from app.services.hire.sign import sign_report
from tests.factories.account import make_account, sign_in
from tests.factories.hire import FIRST, LAST, make_wrapped
from tests.factories.plans import draft, make_line, say_free, work

NAMES = ("Xóchitl", "Quintanar", "xochitl.unica", "5598761234", "559 876 1234", "55 9876 1234")
WORDS = ("erased person", "Name erased")
NOW = datetime(2026, 9, 20, 18, tzinfo=UTC)


@dataclass(frozen=True)
class Traces:
    """Where the person stood before: their id and those of what they stood on."""

    person: int
    production: int
    report: int
    draft: int
    need: int
    line: int
    asking: int
    plan: int
    slot: int
    staff: int

    def pages(self) -> dict[str, tuple[str, ...]]:
        """Return the addresses to look at by family of pages."""
        here, asks = f"/productions/{self.production}", f"/productions/{self.asking}"
        return {
            "crew list": (f"/needs/{self.need}/crew-list", f"/needs/{self.need}/crew-list/{self.line}"),
            "hire report": (f"/reports/{self.report}", f"/reports/{self.draft}", f"{here}/reports"),
            "director": ("/director", "/director/hires", "/director/open"),
            "plans": (f"/plans/{self.plan}", f"/plans/{self.plan}/people", f"/plans/{self.plan}/slots/{self.slot}"),
            "needs": (f"/needs/{self.need}", "/needs", f"/needs/{self.need}/match"),
            "referral log": (f"/crew/{self.person}/referrals", f"{asks}/referrals"),
            "audit": ("/audit", f"/audit?person={self.person}", f"/crew/{self.person}/history", f"{here}/history"),
            "workspace": (here, asks, f"{asks}/asked", f"{here}/asked"),
            "feedback": (f"{here}/feedback", "/feedback", f"/crew/{self.person}/feedback"),
            "registry": ("/crew?q=Quintanar", "/rights", "/duplicates", "/reviews", "/offers", "/neutrality"),
        }


NAMED_IN_WORDS = frozenset({"crew list", "hire report", "plans", "referral log", "feedback", "audit"})


def _person_at_work(session: Session, staff: Actor, contact: Actor) -> tuple[CrewMember, dict[str, int]]:
    """Make somebody who worked for a production, was reported and spoken of by both sides."""
    wrapped = make_wrapped(session, contact_account_id=contact.account_id, wrap_ends_on=LAST)
    member, production = wrapped.ana, wrapped.production
    member.given_name, member.surname, member.base_place = NAMES[0], NAMES[1], GUADALAJARA
    member.email, member.phone = f"{NAMES[2]}@example.org", "+52" + NAMES[3]
    session.add(member)
    session.flush()
    report = draft_report(session, staff, production=production, starts_on=FIRST, ends_on=LAST)
    code = report_code(report, production)
    sign_report(session, staff, report, production, name="Rita", office="UPM", typed=code)
    second = draft_report(session, staff, production=production, starts_on=FIRST, ends_on=LAST)
    for side in FeedbackSide:
        facts: dict[str, str] = dict.fromkeys(map(str, ASKED[side]), "yes") | {str(FeedbackQuestion.RESPECT): "no"}
        row = get_worked(session, wrapped.bookings[0].id or 0)
        say_feedback(session, contact, row, side, facts=facts, note=f"Sobre {NAMES[0]}", today=NOW.date())
    return member, {"production": production.id or 0, "report": report.id or 0, "draft": second.id or 0}


def _put_forward(session: Session, member: CrewMember) -> dict[str, int]:
    """Let a production ask for gaffers, and the person stand on its list and in a plan of it."""
    say_free(session, member, 0, 300)
    line = make_line(session)
    who, line_id, at = member.id or 0, line.id or 0, datetime.now(UTC)
    session.add(Proposal(position_id=line_id, slot=1, crew_member_id=who, status=ProposalStatus.PICKED, made_at=at))
    session.add(Referral(crew_member_id=who, position_id=line_id, rank=1, listed_at=at, outcome=ReferralOutcome.LISTED))
    session.flush()
    return {"need": line.need_id, "line": line_id, "plan": draft(session, line).id or 0}


@pytest.fixture
def traces(engine: Engine) -> Traces:
    """Have somebody stand on pages of every family, leave, and be erased."""
    with write_transaction(engine) as session:
        accounts = [make_account(session, role) for role in (Role.STAFF, Role.PRODUCTION)]
        staff, contact = (Actor.of(account, NOW) for account in accounts)
        member, worked = _person_at_work(session, staff, contact)
        shown = _put_forward(session, member)
        asking = session.get_one(Need, shown["need"]).production_id
        who = member.id or 0
    plan = work(engine, shown["plan"])
    with write_transaction(engine) as session:
        mine = select(PlanSlot.id).where(PlanSlot.plan_id == plan.id, PlanSlot.crew_member_id == who)
        slot = session.exec(mine.order_by(col(PlanSlot.id))).first()
        assert slot, "the plan has placed the person"
        block_person(session, Actor.of(None, datetime.now(UTC)), crew_member_id=who)
    late = datetime.now(UTC) + timedelta(days=900)
    with write_transaction(engine) as session:
        assert erase_due(session, now=late, today=late.date())["erased"] == 1
        assert session.get_one(CrewMember, who).status is CrewStatus.ERASED
    return Traces(who, asking=asking, slot=slot, staff=accounts[0].id or 0, **worked, **shown)


def test_pages_that_an_erased_person_stood_on_stand_without_their_name(
    web: Flask, engine: Engine, traces: Traces
) -> None:
    with Session(engine) as session:
        browser = sign_in(web, session.get_one(Account, traces.staff))
    wrong: list[str] = []
    for family, addresses in traces.pages().items():
        answers = {address: browser.get(address, follow_redirects=True) for address in addresses}
        wrong += [f"{address}: {answer.status}" for address, answer in answers.items() if answer.status_code != 200]
        texts = {address: _said(answer.get_data(as_text=True)) for address, answer in answers.items()}
        wrong += [f"{address}: {name}" for address, text in texts.items() for name in NAMES if name in text]
        if family in NAMED_IN_WORDS and not any(word in text for text in texts.values() for word in WORDS):
            wrong.append(f"{family}: nobody is told that the person was erased")
    assert not wrong, "\n".join(wrong)
    profile = browser.get(f"/crew/{traces.person}")
    assert profile.status_code == 410
    assert "This person was erased" in profile.get_data(as_text=True)


def _said(page: str) -> str:
    """Return a page without what was searched for on it."""
    return page.replace(f"q={NAMES[1]}", "").replace(f'value="{NAMES[1]}"', "")
