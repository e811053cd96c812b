"""A small world in two halves: what is one's own, and the same of somebody else, marked so that a leak is seen."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, SQLModel, col, delete, select

from app.db import write_transaction
from app.models.account import Account, Device, Role
from app.models.availability import Booking, Hold, StatementBatch, StatementSource
from app.models.calendar import CalendarFeed, CalendarSubscription, SubscriptionKind
from app.models.crew import CrewMember, CrewRole, CrewSkill
from app.models.feedback import Feedback, FeedbackSide
from app.models.hire import HireLine, HireReport
from app.models.need import NeedDoor, NeedVersion
from app.models.offer import Offer
from app.models.privacy import ArcoKind, ArcoRequest
from app.models.production import Production
from app.models.registration import Evidence, EvidenceKind, ProfileReview
from app.models.shortlist import Proposal
from app.models.workspace import FollowUp, ProductionQuestion
from app.services.audit import Actor
from app.services.crew_rows import RowKind, remove_row
from app.services.need_draft import start_draft
from app.services.offer import accept_offer
from app.services.person_key import person_cipher
from tests.factories.account import make_account, sign_in
from tests.factories.asked import Side, World, make_world
from tests.factories.booking import make_booking
from tests.factories.disclosure import make_grant
from tests.factories.need import make_content
from tests.factories.training import make_course

MARK = "zorzal"
"""A word that stands in every text of the foreign half: names, e-mails, titles, notes."""
MARK_PHONE = "3399887766"


@dataclass(frozen=True)
class Half:
    """Ids of one half's objects, by the noun that routes know them by."""

    crew: Account
    contact: Account
    side: Side
    ids: dict[str, int]


@dataclass
class Matrix:
    """Both halves, what belongs to nobody, and a browser for each kind of account."""

    web: Flask
    own: Half
    foreign: Half
    course_id: int
    browsers: dict[Role | None, FlaskClient] = field(default_factory=dict)

    def half(self, *, own: bool) -> Half:
        """Return one's own half, or the other one."""
        return self.own if own else self.foreign


def make_matrix(web: Flask) -> Matrix:
    """Build both halves by the same hands; the foreign one's words all carry MARK."""
    world = make_world(web)
    own, foreign, common = world.people
    with world.writing() as session:
        _mark(session, session.get_one(CrewMember, foreign.id), session.get_one(Production, world.rival.production.id))
        for person, position in ((foreign, world.mine.position), (own, world.rival.position)):
            session.exec(
                delete(Proposal).where(
                    col(Proposal.crew_member_id) == person.id, col(Proposal.position_id) == position.id
                )
            )
    halves = [_furnish(web, world, person, side) for person, side in ((own, world.mine), (foreign, world.rival))]
    with world.writing() as session:
        taken = session.get_one(Offer, halves[1].ids["offer"])
        assert taken.crew_member_id == common.id
        accept_offer(session, _actor(), offer=taken, source=StatementSource.SELF)  # held by the other production
        course = make_course(session, _actor())
        accounts = {role: make_account(session, role) for role in (Role.READER, Role.STAFF, Role.ADMIN)}
    found = Matrix(web, halves[0], halves[1], course.id or 0)
    accounts |= {Role.CREW: found.own.crew, Role.PRODUCTION: found.own.contact}
    found.browsers = {role: sign_in(web, account) for role, account in accounts.items()}
    found.browsers[None] = web.test_client()
    with found.browsers[None].session_transaction() as kept:
        kept["drafts"] = [found.own.ids["visitor_draft"]]
    return found


def _actor() -> Actor:
    return Actor.command("test", datetime.now(UTC))


def _mark(session: Session, person: CrewMember, production: Production) -> None:
    """Write MARK into whatever a foreign person or production says of itself."""
    person.given_name, person.surname, person.credit_name = "Zorzalina", "Zorzalez", "Zorzal Credit"
    person.email, person.phone = "zorzal@example.org", f"+52{MARK_PHONE}"
    person.staff_note = "zorzal note"
    production.working_title, production.contact_name = "Zorzales al alba", "Zorzal Contact"
    production.contact_email, production.contact_phone = "zorzal-production@example.org", f"+52{MARK_PHONE}"
    session.add_all([person, production])


def _furnish(web: Flask, world: World, person: CrewMember, side: Side) -> Half:
    """Give one half an object of every kind that routes take an id of; return their ids."""
    hold: Hold = world.hold(side, person)
    [offer] = world.ask(side, world.people[2], note=MARK if side is world.rival else "")
    with write_transaction(web.extensions["llamado.engine"]) as session:
        crew = make_account(session, Role.CREW, crew_member_id=person.id)
        if side is world.rival:
            crew.email, crew.name = f"{MARK}-crew@example.org", "Zorzalina Zorzalez"
            contact = session.get_one(Account, side.account.id)
            contact.email, contact.name = f"{MARK}-contact@example.org", "Zorzal Contact"
        ids = _belongings(session, person, side, crew)
        ids |= {"hold": hold.id or 0, "offer": offer.id or 0}
        ids["own_offer"] = session.exec(select(Offer.id).where(Offer.crew_member_id == person.id)).first() or 0
    for account in (crew, side.account):
        sign_in(web, account)  # a device besides the one that the walk uses
    with write_transaction(web.extensions["llamado.engine"]) as session:
        for name, account in (("crew_device", crew), ("contact_device", side.account)):
            ids[name] = session.exec(select(Device.id).where(Device.account_id == account.id)).first() or 0
    return Half(crew, side.account, side, ids)


def _belongings(session: Session, person: CrewMember, side: Side, crew: Account) -> dict[str, int]:
    """Add one object of each kind; those of the foreign half carry MARK."""
    word = MARK if crew.email.startswith(MARK) else "abril"
    content = make_content({"asked_as": "Gaffer", "note": word}, working_title=f"{word} film")
    at, who, production = datetime.now(UTC), person.id or 0, side.production.id or 0
    skill = CrewSkill(crew_member_id=who, name="a skill", key="a skill")
    session.add(skill)
    session.flush()
    gone = remove_row(session, _actor(), crew_member_id=who, listing=RowKind.SKILL, row_id=skill.id or 0)
    drafts = {
        name: start_draft(
            session,
            Actor.of(owner, at),
            door=NeedDoor.FORM,
            raw={"production": {"working_title": f"{word} draft"}, "lines": [{"asked_as": f"Gaffer {word}"}]},
        ).id
        for name, owner in (("draft", side.account), ("crew_draft", crew), ("visitor_draft", None))
    }
    photo = person_cipher(session, who, at).encrypt(b"\xff\xd8\xff\xd9")
    rows: dict[str, SQLModel] = {
        "version": NeedVersion(need_id=side.position.need_id, version=1, content=content.to_json(), made_at=at),
        "feed": CalendarFeed(
            crew_member_id=who,
            address_encrypted=person_cipher(session, who, at).encrypt(f"https://{word}.example.org/a.ics".encode()),
            added_at=at,
            next_try_at=at + timedelta(days=1),
        ),
        "batch": StatementBatch(crew_member_id=who, form_key="matrix", made_at=at),
        "evidence": Evidence(
            crew_member_id=who,
            kind=EvidenceKind.RESIDENCE,
            media_type="image/jpeg",
            size=4,
            sha256="0" * 64,
            content=photo,
            uploaded_at=at,
        ),
        "review": ProfileReview(crew_member_id=who, submitted_at=at),
        "crew_calendar": _calendar(at, crew, crew_member_id=who),
        "production_calendar": _calendar(at, side.account, production_id=production),
        "question": ProductionQuestion(production_id=production, by_production=False, text=word, asked_at=at),
        "request": ArcoRequest(
            crew_member_id=who,
            kind=ArcoKind.ACCESS,
            regime="lfpdppp",
            source="self",
            received_at=at,
            answer_by_on=at.date(),
        ),
        "report": HireReport(
            production_id=production, number=1, starts_on=at.date(), ends_on=at.date(), signer_name=word, made_at=at
        ),
        "grant": make_grant(session, production_id=production, people=(who,), at=at, purpose=f"{word} calls"),
        "step": FollowUp(
            production_id=production, step=f"{word} step", owner_id=side.account.id or 0, due_on=at.date(), made_at=at
        ),
    }
    session.add_all(rows.values())
    session.flush()
    rows |= {"booking": _past_booking(session, who, production, at), **_said(session, who, production, word, at)}
    line = _hire_line(who, rows["report"], word, at)
    session.add(line)
    session.flush()
    role = session.exec(select(CrewRole.id).where(CrewRole.crew_member_id == who)).one()
    made: dict[str, Any] = drafts | {name: getattr(row, "id") for name, row in rows.items()}  # noqa: B009 - tables have one
    return {**made, "line": line.id or 0, "event": gone, "row": role or 0, "person": who, "production": production}


def _past_booking(session: Session, who: int, production: int, at: datetime, *, days_ago: int = 20) -> Booking:
    first = at.date() - timedelta(days=days_ago)
    return make_booking(session, who, production, (first, first + timedelta(days=3)))


def _said(session: Session, who: int, production: int, word: str, at: datetime) -> dict[str, SQLModel]:
    """Add what both sides said of another booking, long enough ago to be read and answered."""
    booking = _past_booking(session, who, production, at, days_ago=60)
    texts = person_cipher(session, who, at).encrypt(f"{word} note".encode())
    names = {FeedbackSide.PRODUCTION: "said_of_person", FeedbackSide.PERSON: "said_of_production"}
    said: dict[str, SQLModel] = {
        name: Feedback(
            booking_id=booking.id or 0,
            production_id=production,
            crew_member_id=who,
            side=side,
            facts={"again": "yes"},
            note=texts,
            made_at=at - timedelta(days=30),
        )
        for side, name in names.items()
    }
    session.add_all(said.values())
    session.flush()
    return said


def _hire_line(who: int, report: Any, word: str, at: datetime) -> HireLine:
    return HireLine(
        report_id=report.id,
        crew_member_id=who,
        role_id="gaffer",
        title_as_credited=word,
        level=1,
        starts_on=at.date(),
        ends_on=at.date(),
        days=1,
        made_at=at,
    )


def _calendar(
    at: datetime, account: Account, *, crew_member_id: int | None = None, production_id: int | None = None
) -> CalendarSubscription:
    kind = SubscriptionKind.CREW_MEMBER if crew_member_id else SubscriptionKind.PRODUCTION
    return CalendarSubscription(
        kind=kind,
        crew_member_id=crew_member_id,
        production_id=production_id,
        token_hash=f"{kind}-{account.id}",
        made_by_id=account.id,
        made_at=at,
    )
