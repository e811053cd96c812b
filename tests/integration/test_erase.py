"""Leaving for good: blocked, brought back while it may be, then erased so that no byte of the database names them."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine
from sqlmodel import Session, SQLModel, select

from app.db import write_transaction
from app.errors import ConflictError
from app.models.account import Account, Role
from app.models.ask import ActionPurpose
from app.models.availability import Booking
from app.models.crew import CrewMember, CrewSkill, CrewStatus, KitItem
from app.models.hire import HireLine, HireReport
from app.models.intake import Upload, UploadKind, UploadStatus
from app.models.message import Message
from app.models.privacy import SensitiveQuestion
from app.models.trust import ConsentPurpose, PersonKey
from app.queries.hire import list_lines
from app.services.account import create_account, open_device
from app.services.action_link import find_action_link
from app.services.audit import Actor
from app.services.blocking import block_person, unblock_person
from app.services.consent import give_consent
from app.services.crew import change_crew_member
from app.services.erase import erase_due
from app.services.hire.digest import is_true, report_code
from app.services.hire.sign import sign_report
from app.services.person_tables import OF_ACCOUNT, TABLES, person_columns
from app.services.sensitive import answer_sensitive
from tests.factories.booking import make_booking
from tests.factories.crew import make_crew_member
from tests.factories.hire import make_report, make_wrapped
from tests.factories.production import make_production

NAMES = ("Xóchitl", "Ñúñez Quintanar", "Xochi Q.", "xochitl.unica@example.org", "5598761234", "Xóchitl Ñúñez Quintanar")
NEEDLES = (
    "Xóchitl",
    "Quintanar",
    "Xochi",
    "xochitl.unica",
    "5598761234",
    "98 76 12 34",
    "9876 1234",
    "Steadicam única",
)


def _person(session: Session, actor: Actor) -> int:
    """Make a person with something in as many places as the use cases write to."""
    member = make_crew_member(
        session,
        "gaffer",
        given_name=NAMES[0],
        surname=NAMES[1],
        credit_name=NAMES[2],
        email=NAMES[3],
        phone="+52" + NAMES[4],
    )
    who = member.id or 0
    member.staff_note = f"Llamar a {NAMES[5]}"
    session.add(KitItem(crew_member_id=who, name="Steadicam única"))
    session.add(CrewSkill(crew_member_id=who, name="Steadicam única", key="steadicam unica"))
    account = create_account(session, actor, email=NAMES[3], role=Role.CREW, name=NAMES[5], crew_member_id=who)
    open_device(session, actor, account, browser="test")
    for purpose in ConsentPurpose:
        give_consent(session, actor, crew_member_id=who, purpose=purpose, source="self")
    change_crew_member(session, actor, crew_member_id=who, pronouns="Quintanar-ella")
    answer_sensitive(
        session,
        actor,
        crew_member_id=who,
        question=SensitiveQuestion.GENDER,
        answer="woman",
        agrees=True,
        notice_version="1",
    )
    _texts_of_others(session, actor)
    session.flush()
    return who


def _texts_of_others(session: Session, actor: Actor) -> None:
    production = make_production(session)
    production.details = {"wishes": f"Nos gustaría {NAMES[5]} otra vez"}
    for to, text in ((NAMES[3], f"Hola {NAMES[0]}"), ("upm@example.org", f"{NAMES[2]} dijo que sí")):
        session.add(
            Message(message_id=to, to_address=to, subject=NAMES[2], text=text, queued_at=actor.at, next_try_at=actor.at)
        )
    row = {"cells": [NAMES[0], NAMES[1], "otra cosa"]}
    session.add(
        Upload(
            kind=UploadKind.CREW,
            status=UploadStatus.DONE,
            file_name="crew.csv",
            sha256="0",
            rows=[row, {"cells": ["Bea"]}],
            made_at=actor.at,
        )
    )


def _everything(session: Session) -> Iterator[tuple[str, str]]:
    for table in SQLModel.metadata.sorted_tables:
        for row in session.execute(sa.select(table)):
            yield table.name, json.dumps([_plain(value) for value in row], ensure_ascii=False)


def _plain(value: Any) -> Any:
    return (
        value.decode("latin-1") if isinstance(value, bytes) else value if isinstance(value, dict | list) else str(value)
    )


def _hits(session: Session) -> list[tuple[str, str]]:
    return [(name, row) for name, row in _everything(session) if any(each in row for each in NEEDLES)]


def _leave(engine: Engine, actor: Actor) -> int:
    with write_transaction(engine) as session:
        who = _person(session, actor)
        block_person(session, actor, crew_member_id=who)
    return who


def _erase(engine: Engine, now: datetime) -> dict[str, int]:
    with write_transaction(engine) as session:
        return erase_due(session, now=now, today=now.date())


@pytest.fixture
def later(now: datetime) -> datetime:
    return now + timedelta(days=900)


def test_after_erasure_nothing_in_the_database_names_the_person(engine: Engine, actor: Actor, later: datetime) -> None:
    who = _leave(engine, actor)
    with Session(engine) as session:
        assert _hits(session)
    assert _erase(engine, later)["erased"] == 1
    with Session(engine) as session:
        # a production's own words about its wishes stay its own; everything else is clean
        assert [hit for hit in _hits(session) if hit[0] != "production"] == []
        member = session.get_one(CrewMember, who)
        assert (member.status, member.given_name, member.email) == (CrewStatus.ERASED, "", None)
        assert member.name == f"Persona suprimida {who} (erased person)"
        assert session.get(PersonKey, who) is None
        assert session.exec(select(Account.email).where(Account.email == NAMES[3])).first() is None


def test_no_byte_of_the_sqlite_file_names_the_person_after_erasure(
    engine: Engine, actor: Actor, later: datetime
) -> None:
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL frees its pages by VACUUM, which is not ours to test")
    _leave(engine, actor)
    with write_transaction(engine) as session:
        session.execute(sa.text("UPDATE production SET details = '{}'"))
    _erase(engine, later)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    path = engine.url.database or ""
    with open(path, "rb") as file:  # noqa: PTH123 - the address is text
        content = file.read()
    for needle in NEEDLES:
        assert needle.encode() not in content
        assert json.dumps(needle)[1:-1].encode() not in content


def test_who_leaves_is_out_at_once_and_can_come_back_within_the_time_of_grace(engine: Engine, actor: Actor) -> None:
    with write_transaction(engine) as session:
        who = _person(session, actor)
        token = block_person(session, actor, crew_member_id=who)
        member = session.get_one(CrewMember, who)
        assert (member.status, member.email, member.phone) == (CrewStatus.BLOCKED, None, None)
        assert not session.exec(select(Account.active).where(Account.crew_member_id == who)).one()
        assert find_action_link(session, token, ActionPurpose.UNDO_ERASURE, now=actor.at + timedelta(days=15))
        assert not find_action_link(session, token, ActionPurpose.UNDO_ERASURE, now=actor.at + timedelta(days=17))
        unblock_person(session, actor, crew_member_id=who)
        assert (member.status, member.email, member.phone) == (CrewStatus.PAUSED, NAMES[3], "+52" + NAMES[4])
        with pytest.raises(ConflictError):
            unblock_person(session, actor, crew_member_id=who)


def test_what_is_signed_stays_as_it_was_and_a_draft_forgets(engine: Engine, actor: Actor, later: datetime) -> None:
    with write_transaction(engine) as session:
        wrapped = make_wrapped(session)
        signed, draft = (make_report(session, actor, wrapped) for _ in range(2))
        for line in session.exec(select(HireLine)):
            line.pay_band = "tabulador B"
        session.flush()
        code = report_code(signed, wrapped.production)
        sign_report(session, actor, signed, wrapped.production, name="Rita", office="UPM", typed=code)
        who, numbers = wrapped.ana.id or 0, (signed.id or 0, draft.id or 0)
        block_person(session, actor, crew_member_id=who)
    assert _erase(engine, later)["erased"] == 1
    with Session(engine) as session:
        bands = [
            next(line.pay_band for line in list_lines(session, number) if line.crew_member_id == who)
            for number in numbers
        ]
        assert bands == ["tabulador B", "[…]"]
        assert is_true(session, session.get_one(HireReport, numbers[0])), "it still reads as it was signed"


def test_a_booking_keeps_the_person_blocked_for_two_years_and_stays_without_name(
    engine: Engine, actor: Actor, now: datetime, later: datetime
) -> None:
    with write_transaction(engine) as session:
        who = make_crew_member(session, "gaffer").id or 0
        booking = make_booking(session, who, make_production(session).id or 0, (date(2026, 10, 1), date(2026, 10, 9)))
        booking_id = booking.id
        block_person(session, actor, crew_member_id=who)
        until = session.get_one(CrewMember, who).blocked_until_on
        assert until == date(2028, 10, 9)
    assert _erase(engine, now + timedelta(days=30))["erased"] == 0
    assert _erase(engine, later)["erased"] == 1
    with Session(engine) as session:
        assert session.get_one(Booking, booking_id).crew_member_id == who


def test_who_came_back_with_a_restored_backup_is_erased_again(engine: Engine, actor: Actor, later: datetime) -> None:
    who = _leave(engine, actor)
    _erase(engine, later)
    with write_transaction(engine) as session:  # as an older backup would bring the row back
        member = session.get_one(CrewMember, who)
        member.status, member.erased_at, member.given_name = CrewStatus.ACTIVE, None, NAMES[0]
    assert _erase(engine, later)["erased again after a restore"] == 1
    with Session(engine) as session:
        assert session.get_one(CrewMember, who).given_name == ""


def test_doubles_are_erased_with_the_profile_that_they_double(engine: Engine, actor: Actor, later: datetime) -> None:
    with write_transaction(engine) as session:
        kept = make_crew_member(session).id or 0
        double = make_crew_member(session, given_name="Anita", duplicate_of_id=kept).id or 0
        with pytest.raises(ConflictError):
            block_person(session, actor, crew_member_id=double)
        block_person(session, actor, crew_member_id=kept)
    _erase(engine, later)
    with Session(engine) as session:
        assert session.get_one(CrewMember, double).given_name == ""


def test_every_table_that_points_to_a_person_says_what_becomes_of_its_rows() -> None:
    pointing = {table.name for table in SQLModel.metadata.sorted_tables if person_columns(table)} - {"crew_member"}
    assert pointing == set(TABLES)
    on_accounts = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        if "account_id" in table.c
        and any(key.column.table.name == "account" for key in table.c.account_id.foreign_keys)
    }
    assert on_accounts == set(OF_ACCOUNT)
    for name, line in {**TABLES, **OF_ACCOUNT}.items():
        assert bool(line.title) != bool(line.why_not), name
        columns = SQLModel.metadata.tables[name].c
        assert not [each for each in (*line.cleared, *line.hidden) if each not in columns], name
