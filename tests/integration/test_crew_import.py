"""A list of crew comes in whole or not at all, with every problem named by row and column."""

import io
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError
from app.import_worker import run_import
from app.models.account import Role
from app.models.credit import Course, TrainingRecord, TrainingResult
from app.models.crew import CefrLevel, Credential, CredentialKind, CrewLanguage, CrewMember, CrewRole, CrewStatus
from app.models.intake import Upload, UploadKind, UploadStatus
from app.models.trust import AuditEvent, Consent, ConsentPurpose, RosterChange
from app.services.audit import Actor, read_audit_detail
from app.services.imports.upload import answer_questions, change_columns, drop_upload, open_upload
from app.services.imports.work import confirm_upload
from tests.factories.account import signed_in_as
from tests.factories.spreadsheet import csv_bytes, xlsx_bytes

SPANISH = (
    "Nombre", "Apellidos", "Correo", "Celular", "Ciudad", "Puesto", "Años", "Idiomas", "Licencias",
    "Aviso de privacidad", "Versión",
)  # fmt: skip
ANA = (
    "Ana Sofía", "Ríos Peña", "ana@example.org", "33 1234 5678", "Zapopan", "Gaffer / Electricista", "12/5",
    "Español nativo, inglés B2", "Primeros auxilios (vence 31/12/2027)", "02/11/2026", "2026-11",
)  # fmt: skip
BETO = ("Beto", "Núñez", "beto@example.org", "+52 1 33 8765 4321", "Tlaquepaque", "Foquista", "3", "", "", "", "")
ENGLISH = ("Full name", "E-mail", "Phone", "Base", "Role", "Languages", "Consent date", "Notice version")
CARLA = (
    "Carla López", "carla@example.org", "3311112222", "Guadalajara", "Script supervisor", "English (fluent)",
    "2026-11-01", "2026-11",
)  # fmt: skip


def opened(session: Session, actor: Actor, data: bytes, name: str = "crew.csv") -> Upload:
    return open_upload(session, actor, kind=UploadKind.CREW, data=data, file_name=name)[0]


def problems(upload: Upload, kind: str = "error") -> list[tuple[int, str]]:
    return [(problem["row"], problem["column"]) for problem in upload.problems if problem["kind"] == kind]


@pytest.mark.parametrize("form", [csv_bytes, xlsx_bytes])
def test_a_spanish_list_comes_in_with_roles_languages_and_licences(session: Session, actor: Actor, form: Any) -> None:
    upload = opened(session, actor, form(SPANISH, ANA, BETO), "crew.xlsx" if form is xlsx_bytes else "crew.csv")
    assert (upload.problems, upload.result["ready"]) == ([], True)
    assert session.exec(select(CrewMember)).all() == []
    confirm_upload(session, actor, upload_id=upload.id or 0)
    ana, beto = session.exec(select(CrewMember).order_by(CrewMember.email)).all()
    assert (ana.given_name, ana.surname, ana.phone) == ("Ana Sofía", "Ríos Peña", "+523312345678")
    assert ana.name_key == "rios pena ana sofia"
    assert (ana.status, beto.status, beto.phone) == (CrewStatus.ACTIVE, CrewStatus.DRAFT, "+523387654321")
    assert ana.base_place
    assert " gaffer" in ana.search_text
    roles = session.exec(select(CrewRole).where(CrewRole.crew_member_id == ana.id).order_by(CrewRole.id)).all()  # type: ignore[arg-type]
    assert [(role.title_as_typed, role.years, role.is_primary) for role in roles] == [
        ("Gaffer", 12, True),
        ("Electricista", 5, False),
    ]
    levels = {one.language.value: one.level for one in session.exec(select(CrewLanguage))}
    assert levels == {"es": CefrLevel.C2, "en": CefrLevel.B2}
    credential = session.exec(select(Credential)).one()
    assert (credential.kind, credential.expires_on) == (CredentialKind.FIRST_AID, date(2027, 12, 31))


def test_an_english_list_divides_full_names_and_records_only_dated_consents(session: Session, actor: Actor) -> None:
    confirm_upload(session, actor, upload_id=opened(session, actor, csv_bytes(ENGLISH, CARLA)).id or 0)
    carla = session.exec(select(CrewMember)).one()
    assert (carla.given_name, carla.surname) == ("Carla", "López")
    consent = session.exec(select(Consent)).one()
    assert (consent.purpose, consent.notice_version) == (ConsentPurpose.REGISTRY, "2026-11")
    assert consent.given_at.date() == date(2026, 11, 1)


def test_each_planted_error_is_found_with_row_and_column(session: Session, actor: Actor) -> None:
    head = (
        "Nombre", "Apellidos", "Correo", "Teléfono", "Puesto", "Años", "Licencia", "Aviso de privacidad", "Versión",
        "Fecha de nacimiento",
    )  # fmt: skip
    data = csv_bytes(
        head,
        ("Ana", "Ríos", "ana@example.org", "3312345678", "Gaffer", "5", "", "", "", ""),
        ("", "", "x@example.org", "", "Gaffer", "", "", "", "", ""),
        ("Beto", "Paz", "beto-at-example", "", "Gaffer", "", "", "", "", ""),
        ("Caro", "Paz", "", "123", "Gaffer", "", "", "", "", ""),
        ("Dani", "Paz", "", "", "Gaffer", "muchos", "", "", "", ""),
        ("Eva", "Paz", "", "", "Gaffer", "", "AFAC (vence 31/02/2027)", "", "", ""),
        ("Fito", "Paz", "", "", "Gaffer", "", "", "01/12/2026", "2026-11", ""),
        ("Ana", "Ríos", "ana@example.org", "", "Key grip", "", "", "", "", ""),
        ("Gil", "Paz", "", "", "Gaffer", "", "", "", "", "01/05/2015"),
        ("Hugo", "#REF!", "", "", "Gaffer", "", "", "", "", ""),
    )
    upload = opened(session, actor, data)
    assert problems(upload) == [
        (3, "Nombre"), (4, "Correo"), (5, "Teléfono"), (6, "Años"), (7, "Licencia"), (8, "Aviso de privacidad"),
        (10, "Fecha de nacimiento"), (11, "Apellidos"),
    ]  # fmt: skip
    assert (upload.result["counts"]["error"], upload.result["counts"]["joined"]) == (8, 1)
    with pytest.raises(InvalidInputError, match="Nothing was imported"):
        confirm_upload(session, actor, upload_id=upload.id or 0)
    assert session.exec(select(CrewMember)).all() == []


def test_what_is_left_out_is_warned_of_and_the_rest_comes_in(session: Session, actor: Actor) -> None:
    head = ("Nombre completo", "Puesto", "Ciudad", "Idiomas", "Consent")
    row = ("José Luis Pérez", "Astronauta", "Ciudad Gótica", "inglés", "sí")
    upload = opened(session, actor, csv_bytes(head, row))
    assert [column for _, column in problems(upload, "warning")] == [
        "Nombre completo", "Idiomas", "Consent", "Puesto", "Ciudad",
    ]  # fmt: skip
    confirm_upload(session, actor, upload_id=upload.id or 0)
    jose = session.exec(select(CrewMember)).one()
    assert (jose.given_name, jose.surname, jose.status) == ("José Luis", "Pérez", CrewStatus.DRAFT)
    assert jose.staff_note == "“Astronauta”\n“Ciudad Gótica”"
    assert session.exec(select(Consent)).all() == []


def test_an_ambiguous_title_must_be_chosen_first(session: Session, actor: Actor) -> None:
    upload = opened(
        session, actor, csv_bytes(("Nombre", "Puesto"), ("Ana Ríos", "Comprador"), ("Beto Paz", "comprador"))
    )
    question = upload.result["questions"][0]
    assert (question["required"], question["answer"], question["rows"]) == (True, "", [2, 3])
    assert len(question["options"]) > 1
    with pytest.raises(InvalidInputError):
        confirm_upload(session, actor, upload_id=upload.id or 0)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={question["key"]: question["options"][1]})
    confirm_upload(session, actor, upload_id=upload.id or 0)
    assert [role.role_id for role in session.exec(select(CrewRole))] == [question["options"][1]] * 2


def test_a_title_with_a_preferred_meaning_shows_it_and_the_others(session: Session, actor: Actor) -> None:
    upload = opened(session, actor, csv_bytes(("Nombre", "Puesto"), ("Ana Ríos", "Best boy")))
    question = upload.result["questions"][0]
    assert (question["answer"], question["required"]) == ("best-boy-electric", False)
    assert "best-boy-grip" in question["options"]
    assert upload.result["ready"]


def test_the_same_file_creates_nobody_twice(session: Session, actor: Actor) -> None:
    data = csv_bytes(SPANISH, ANA)
    first, before = open_upload(session, actor, kind=UploadKind.CREW, data=data, file_name="a.csv")
    confirm_upload(session, actor, upload_id=first.id or 0)
    again, known = open_upload(session, actor, kind=UploadKind.CREW, data=data, file_name="b.csv")
    assert (before, known, again.id) == (False, True, first.id)
    with pytest.raises(ConflictError):
        confirm_upload(session, actor, upload_id=first.id or 0)
    assert len(session.exec(select(CrewMember)).all()) == 1


def test_people_who_are_here_stay_as_they_are_and_doubts_are_asked(session: Session, actor: Actor) -> None:
    confirm_upload(session, actor, upload_id=opened(session, actor, csv_bytes(SPANISH, ANA, BETO)).id or 0)
    more = csv_bytes(
        ("Nombre", "Apellidos", "Correo", "Celular", "Puesto"),
        ("Ana", "Ríos Peña", "ANA@example.org", "", "Gaffer"),
        ("Beto", "Núñez", "otro@example.org", "", "Gaffer"),
        ("Zoe", "Mora", "", "33 1234 5678", "Gaffer"),
        ("Eva", "Luna", "eva@example.org", "", "Gaffer"),
    )
    upload = opened(session, actor, more)
    counts = upload.result["counts"]
    assert (counts["new"], counts["same"], counts["left"]) == (2, 1, 1)
    doubts = {question["typed"]: question for question in upload.result["questions"]}
    assert (doubts["Beto Núñez"]["answer"], doubts["Zoe Mora"]["answer"]) == ("new", "skip")
    answer_questions(session, actor, upload_id=upload.id or 0, answers={doubts["Beto Núñez"]["key"]: "skip"})
    confirm_upload(session, actor, upload_id=upload.id or 0)
    assert {member.given_name for member in session.exec(select(CrewMember))} == {"Ana Sofía", "Beto", "Eva"}


def test_a_column_taken_for_the_wrong_thing_can_be_corrected(session: Session, actor: Actor) -> None:
    upload = opened(session, actor, csv_bytes(("Quién", "Qué hace"), ("Ana Ríos", "Gaffer")))
    assert (upload.columns["fields"], upload.result["ready"]) == ({}, False)
    change_columns(session, actor, upload_id=upload.id or 0, fields={0: "full_name", 1: "role"})
    assert upload.result["ready"]
    with pytest.raises(InvalidInputError, match="same"):
        change_columns(session, actor, upload_id=upload.id or 0, fields={0: "email", 1: "email"})


def test_training_finds_its_course_or_makes_it_with_the_days_of_the_list(session: Session, actor: Actor) -> None:
    head = ("Nombre", "Puesto", "Programa", "Generación", "Fecha de término", "Resultado")
    rows = (
        ("Ana Ríos", "Gaffer", "Jalisco Lab", "2026-A", "30/06/2026", "aprobado"),
        ("Beto Paz", "Grip", "Jalisco Lab", "2026-A", "15/06/2026", ""),
        ("Caro Luz", "Grip", "Otro curso", "", "", ""),
    )
    upload = opened(session, actor, csv_bytes(head, *rows))
    assert (4, "Programa") in problems(upload, "warning")
    confirm_upload(session, actor, upload_id=upload.id or 0)
    course = session.exec(select(Course)).one()
    assert (course.programme, course.cohort) == ("Jalisco Lab", "2026-A")
    assert (course.starts_on, course.ends_on) == (date(2026, 6, 15), date(2026, 6, 30))
    results = {record.result for record in session.exec(select(TrainingRecord))}
    assert results == {TrainingResult.APPROVED, TrainingResult.COMPLETED}


def test_an_import_is_audited_person_by_person_and_tells_ranking(session: Session, actor: Actor) -> None:
    upload = confirm_upload(session, actor, upload_id=opened(session, actor, csv_bytes(SPANISH, ANA, BETO)).id or 0)
    events = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:profile:imported")).all()
    assert len(events) == 2
    assert all(event.encrypted and "example.org" not in event.detail for event in events)
    told = [read_audit_detail(session, event) for event in events]
    assert told[0]
    assert told[0]["after"]["email"] == "ana@example.org"
    assert session.exec(select(RosterChange)).one().crew_member_id is None
    assert (upload.rows, upload.status, upload.result["counts"]["new"]) == ([], UploadStatus.DONE, 2)


def test_a_dropped_file_keeps_nobodys_details(session: Session, actor: Actor) -> None:
    upload = drop_upload(session, actor, upload_id=opened(session, actor, csv_bytes(SPANISH, ANA)).id or 0)
    assert (upload.rows, upload.problems, upload.result) == ([], [], {})
    again, before = open_upload(session, actor, kind=UploadKind.CREW, data=csv_bytes(SPANISH, ANA), file_name="a.csv")
    assert (before, again.id != upload.id) == (False, True)


@pytest.mark.parametrize("language", ["en", "es-MX"])
def test_staff_read_a_file_look_at_it_and_import_it(
    web: Flask, session: Session, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.import_run.start_worker", lambda *_: True)  # the test is the worker
    browser = signed_in_as(web, Role.STAFF)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    data = csv_bytes(("Nombre", "Puesto", "Signo"), ("Ana Ríos", "Comprador", "Leo"), ("Beto Paz", "Gaffer", ""))
    answer = browser.post("/imports/", data={"kind": "crew", "file": (io.BytesIO(data), "lista.csv")})
    page = answer.headers["Location"]
    text = browser.get(page).get_data(as_text=True)
    assert re.search(r"Comprador</strong>.*(choose|elige)", text, re.DOTALL)
    upload = session.exec(select(Upload)).one()
    question = upload.result["questions"][0]
    key, option = question["key"], question["options"][0]
    session.rollback()
    browser.post(f"{page}/answers", data={f"answer-{key}": option})
    assert browser.post(f"{page}/confirm").status_code == 302
    assert run_import(web.extensions["llamado.engine"], int(page.rpartition("/")[2]))
    done = browser.get(f"{page}/state").get_data(as_text=True)
    assert ("Imported" if language == "en" else "Importado") in done
    assert len(session.exec(select(CrewMember)).all()) == 2


def test_a_file_that_is_no_table_is_said_on_the_form(web: Flask) -> None:
    browser = signed_in_as(web, Role.STAFF)
    for data in (b"", b"%PDF-1.4"):
        answer = browser.post("/imports/", data={"kind": "crew", "file": (io.BytesIO(data), "lista.xlsx")})
        assert answer.status_code == 422
        assert "error" in answer.get_data(as_text=True)


def test_a_list_too_long_for_one_go_is_said_on_the_form(web: Flask) -> None:
    browser = signed_in_as(web, Role.STAFF)
    data = io.BytesIO(b"Nombre,Puesto\n" + b"Ana,Gaffer\n" * 10_001)
    answer = browser.post("/imports/", data={"kind": "crew", "file": (data, "lista.csv")})
    assert answer.status_code == 422
    assert "More than 10000 rows" in answer.get_data(as_text=True)


@pytest.mark.parametrize("language", ["en", "es-MX"])
@pytest.mark.parametrize("kind", ["crew", "credits"])
def test_the_template_is_understood_when_it_comes_back(web: Flask, language: str, kind: str) -> None:
    import openpyxl  # noqa: PLC0415 - only here a file is opened again

    browser = signed_in_as(web, Role.STAFF)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    book: Any = openpyxl.load_workbook(io.BytesIO(browser.get(f"/imports/template/{kind}.xlsx").data))
    sheet = book.worksheets[0]
    sheet.append(["Ana"] * sheet.max_column)
    out = io.BytesIO()
    book.save(out)
    out.seek(0)
    answer = browser.post("/imports/", data={"kind": kind, "file": (out, "template.xlsx")})
    text = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "state unknown" not in text
    assert "state tentative" not in text


def test_the_problems_can_be_taken_away_as_csv(web: Flask) -> None:
    browser = signed_in_as(web, Role.STAFF)
    data = csv_bytes(("Nombre", "Correo", "Puesto"), ("Ana Ríos", "=cmd()", "Gaffer"))
    page = browser.post("/imports/", data={"kind": "crew", "file": (io.BytesIO(data), "l.csv")}).headers["Location"]
    text = browser.get(f"{page}/problems.csv").data.decode("utf-8-sig")
    assert "2,Correo,Error,'=cmd()" in text
