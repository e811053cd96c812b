"""Two profiles that have lived: rows of many tables, some of the same things on both, for merges."""

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from sqlmodel import Session, SQLModel

from app.models.ask import ActionLink, ActionPurpose, ConfirmationAsk
from app.models.availability import Statement, StatementBatch, StatementKind, StatementSource
from app.models.calendar import CalendarFeed, FeedDayKind, FeedSpan
from app.models.credit import Course, Credit, CreditVerification, Title, TrainingRecord, TrainingResult
from app.models.crew import (
    CefrLevel,
    Credential,
    CredentialKind,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    KitItem,
    Language,
    Seniority,
    Verification,
    WorkBase,
)
from app.models.need import Position
from app.models.privacy import ArcoKind, ArcoRequest, SensitiveAnswer, SensitiveQuestion
from app.models.production import ProductionKind
from app.models.registration import Evidence, EvidenceKind
from app.models.shortlist import CandidateDecision, Decision, Proposal, ProposalStatus, Referral, ReferralOutcome
from app.models.trust import Consent, ConsentPurpose
from app.services.audit import Actor
from app.services.crew import refresh_search_text
from app.services.person_key import person_cipher
from tests.factories.booking import make_booking, make_hold
from tests.factories.offer import days, make_position
from tests.factories.production import make_production
from tests.factories.training import make_course

_AT = datetime(2026, 10, 1, tzinfo=UTC)
_keys = count(1)


@dataclass(frozen=True)
class World:
    """What people have things in common by."""

    positions: list[Position]
    productions: list[int]
    courses: list[Course]
    titles: list[Title]


def make_world(session: Session, actor: Actor) -> World:
    """Make positions, productions, courses and titles."""
    titles = [Title(name=f"Film {n}", key=f"film {n}|2020", kind=ProductionKind.FEATURE, year=2020) for n in range(3)]
    session.add_all(titles)
    session.flush()
    return World(
        [make_position(session) for _ in range(3)],
        [make_production(session).id or 0 for _ in range(2)],
        [make_course(session, actor, seats=9) for _ in range(3)],
        titles,
    )


def live(session: Session, actor: Actor, world: World, member: CrewMember, rng: random.Random, *, side: int) -> None:
    """Give a person rows of many tables; `side` (0 or 1) keeps the booked days of two people apart."""
    person = member.id or 0
    rows = [*_says(person, rng), *_was_shown(person, world, rng), *_learned(person, world, rng)]
    rows += _sealed(session, actor, person, rng)
    if side == 0:  # one person can't be on two slots of a line, so only one of them is put forward
        line = world.positions[0].id or 0
        rows.append(
            Proposal(position_id=line, slot=1, crew_member_id=person, status=ProposalStatus.PROPOSED, made_at=_AT)
        )
    for row in rows:
        session.add(row)
        session.flush()
        if rng.random() < 0.5 and isinstance(row, (Credential, Credit, CrewRole)):
            session.add(_proof(session, actor, person, row))
    for _ in range(rng.randint(0, 3)):
        first = rng.randint(0, 40)
        held = make_hold(session, person, world.productions[side], days(first, first + 3))
        held.accepted_at = _AT + timedelta(days=held.accept_seq, hours=rng.randint(0, 9))
    for number in range(rng.randint(0, 2)):
        first = 100 + number * 20 + side * 10
        make_booking(session, person, rng.choice(world.productions), days(first, first + 5))
    refresh_search_text(session, member)
    session.flush()


def _some(rng: random.Random, kinds: Any) -> list[Any]:
    listed = list(kinds)
    return rng.sample(listed, rng.randint(0, min(3, len(listed))))


def _says(person: int, rng: random.Random) -> list[SQLModel]:
    mine: dict[str, Any] = {"crew_member_id": person}
    bits = rng.random
    said = [
        Statement(
            **mine,
            kind=StatementKind.AVAILABLE,
            starts_on=date(2027, 1, 1),
            ends_on=date(2027, 2, 1),
            stated_at=_AT + timedelta(hours=rng.randint(0, 99)),
            valid_until_on=date(2027, 3, 1),
            source=StatementSource.SELF,
        )
        for _ in range(rng.randint(0, 3))
    ]
    given = [
        Consent(
            **mine,
            purpose=purpose,
            notice_version="1",
            given_at=_AT + timedelta(days=rng.randint(0, 9)),
            withdrawn_at=_AT + timedelta(days=rng.randint(10, 12)) if bits() < 0.4 else None,
            source="self",
        )
        for purpose in _some(rng, ConsentPurpose)
    ]
    return [
        *said,
        *given,
        *(
            CrewRole(
                **mine,
                role_id=role,
                years=rng.randint(0, 20),
                is_primary=number == 0,
                seniority=rng.choice(list(Seniority)),
                verification=rng.choice(list(Verification)),
            )
            for number, role in enumerate(_some(rng, ["best-boy-electric", "electrician", "key-grip"]))
        ),
        *(
            CrewLanguage(**mine, language=it, level=rng.choice(list(CefrLevel)))
            for it in _some(rng, list(Language)[:4])
        ),
        *(CrewSkill(**mine, name=it, key=it.lower()) for it in _some(rng, ["QTAKE", "Alexa", "Rain"])),
        *(WorkBase(**mine, place=it) for it in _some(rng, ["mx-jal-gdl", "mx-cmx", "mx-jal-pvr"])),
        *(KitItem(**mine, name=it) for it in _some(rng, ["Van", "Generator"])),
        *(Credential(**mine, kind=it) for it in _some(rng, list(CredentialKind)[:4])),
        *(StatementBatch(**mine, form_key=it, made_at=_AT) for it in _some(rng, ["call-1", "call-2"])),
        ConfirmationAsk(**mine, because="stale", asked_at=_AT),
        ActionLink(
            **mine,
            token_hash=f"{next(_keys):064d}",
            purpose=ActionPurpose.CONFIRM_DAYS,
            made_at=_AT,
            expires_at=_AT + timedelta(days=90),
        ),
    ]


def _was_shown(person: int, world: World, rng: random.Random) -> list[SQLModel]:
    lines = [position.id or 0 for position in world.positions]
    return [
        *(
            Referral(
                crew_member_id=person,
                position_id=line,
                rank=rng.randint(1, 20),
                listed_at=_AT + timedelta(days=rng.randint(0, 9)),
                outcome=rng.choice(list(ReferralOutcome)),
            )
            for line in _some(rng, lines)
        ),
        *(
            CandidateDecision(
                crew_member_id=person,
                position_id=line,
                decision=rng.choice(list(Decision)),
                decided_at=_AT + timedelta(days=rng.randint(0, 9)),
            )
            for line in _some(rng, lines)
        ),
    ]


def _learned(person: int, world: World, rng: random.Random) -> list[SQLModel]:
    rows: list[SQLModel] = [
        Credit(
            crew_member_id=person,
            title_id=title.id or 0,
            role_id="gaffer",
            verification=rng.choice(list(CreditVerification)),
        )
        for title in _some(rng, world.titles)
    ]
    for course in _some(rng, world.courses):
        result = rng.choice(list(TrainingResult))
        certified = result is TrainingResult.APPROVED and rng.random() < 0.7
        rows.append(
            TrainingRecord(
                crew_member_id=person,
                course_id=course.id or 0,
                result=result,
                dropped_reason="ill" if result is TrainingResult.DROPPED_OUT else "",
                certificate_number=f"C-{next(_keys)}" if certified else "",
                certificate_issued_on=_AT.date() if certified else None,
            )
        )
    return rows


def _sealed(session: Session, actor: Actor, person: int, rng: random.Random) -> list[SQLModel]:
    seal = person_cipher(session, person, actor.at).encrypt
    feed = CalendarFeed(
        crew_member_id=person, address_encrypted=seal(b"https://example.org/a.ics"), added_at=_AT, next_try_at=_AT
    )
    session.add(feed)
    session.flush()
    return [
        FeedSpan(
            feed_id=feed.id or 0,
            crew_member_id=person,
            kind=FeedDayKind.BUSY,
            starts_on=date(2027, 5, 1),
            ends_on=date(2027, 5, 2),
        ),
        *(
            SensitiveAnswer(
                crew_member_id=person, question=question, sealed=seal(b"answer"), notice_version="1", answered_at=_AT
            )
            for question in _some(rng, list(SensitiveQuestion)[:3])
        ),
        ArcoRequest(
            crew_member_id=person,
            kind=ArcoKind.ACCESS,
            regime="mx",
            asked=seal(b"all of it"),
            source="self",
            received_at=_AT,
            answer_by_on=date(2026, 11, 1),
        ),
    ]


def _proof(session: Session, actor: Actor, person: int, row: Credential | Credit | CrewRole) -> Evidence:
    kinds = {Credential: EvidenceKind.CREDENTIAL, Credit: EvidenceKind.CREDIT, CrewRole: EvidenceKind.ROLE}
    return Evidence(
        crew_member_id=person,
        kind=kinds[type(row)],
        subject_id=row.id,
        media_type="image/png",
        size=3,
        sha256="0" * 64,
        content=person_cipher(session, person, actor.at).encrypt(b"png"),
        uploaded_at=_AT,
    )
