"""A list of credits finds its people and productions, and adds each credit once."""

import io

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.errors import InvalidInputError
from app.import_worker import run_import
from app.models.account import Role
from app.models.credit import Credit, Title
from app.models.crew import CrewMember
from app.models.intake import Upload, UploadKind
from app.models.production import ProductionKind
from app.models.trust import AuditEvent
from app.services.audit import Actor
from app.services.crew_text import name_key
from app.services.imports.upload import answer_questions, open_upload
from app.services.imports.work import confirm_upload
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.spreadsheet import csv_bytes

HEAD = ("Nombre", "Correo", "Producción", "Año", "Tipo", "Puesto", "Unidad", "Empresa")


def person(session: Session, given_name: str, surname: str, email: str | None = None) -> CrewMember:
    key = name_key(given_name, surname)
    return make_crew_member(session, given_name=given_name, surname=surname, email=email, name_key=key)


def opened(session: Session, actor: Actor, *rows: tuple[str, ...], head: tuple[str, ...] = HEAD) -> Upload:
    data = csv_bytes(head, *rows)
    return open_upload(session, actor, kind=UploadKind.CREDITS, data=data, file_name="credits.csv")[0]


def test_credits_find_people_by_mail_and_by_name_and_share_productions(session: Session, actor: Actor) -> None:
    ana, beto = person(session, "Ana", "Ríos Peña", "ana@example.org"), person(session, "Beto", "Núñez")
    upload = opened(
        session,
        actor,
        ("", "ana@example.org", "La otra orilla", "2024", "largometraje", "Gaffer", "", "Nube Roja"),
        ("BETO NUÑEZ", "", "LA OTRA ORILLA", "2024", "", "Key grip", "2a unidad", "Nube Roja"),
        ("Beto Núñez", "", "La otra orilla", "2019", "serie", "Astronauta", "", ""),
    )
    assert upload.result["ready"], upload.problems
    confirm_upload(session, actor, upload_id=upload.id or 0)
    titles = {(title.name, title.year): title for title in session.exec(select(Title))}
    assert set(titles) == {("La otra orilla", 2024), ("La otra orilla", 2019)}
    shared = titles["La otra orilla", 2024]
    assert (shared.kind, shared.companies) == (ProductionKind.FEATURE, ["Nube Roja"])
    credits_ = session.exec(select(Credit).order_by(col(Credit.id))).all()
    assert [(one.crew_member_id, one.role_id, one.unit) for one in credits_] == [
        (ana.id, "gaffer", ""),
        (beto.id, "key-grip", "2a unidad"),
        (beto.id, None, ""),
    ]
    assert credits_[2].title_as_printed == "Astronauta"
    assert len(session.exec(select(AuditEvent).where(AuditEvent.action == "crew:credits:imported")).all()) == 2


def test_each_planted_error_is_found_with_row_and_column(session: Session, actor: Actor) -> None:
    person(session, "Ana", "Ríos", "ana@example.org")
    upload = opened(
        session,
        actor,
        ("Ana Ríos", "", "Uno", "2024", "serie", "Gaffer", "", ""),
        ("Nadie Nunca", "", "Uno", "2024", "serie", "Gaffer", "", ""),
        ("Ana Ríos", "", "", "2024", "serie", "Gaffer", "", ""),
        ("Ana Ríos", "", "Uno", "el otro año", "serie", "Gaffer", "", ""),
        ("Ana Ríos", "", "Uno", "2024", "ópera", "Gaffer", "", ""),
        ("", "", "Uno", "2024", "serie", "Gaffer", "", ""),
    )
    errors = [(problem["row"], problem["column"]) for problem in upload.problems if problem["kind"] == "error"]
    assert errors == [(3, "Nombre"), (4, "Producción"), (5, "Año"), (6, "Tipo"), (7, "Nombre")]
    with pytest.raises(InvalidInputError):
        confirm_upload(session, actor, upload_id=upload.id or 0)
    assert session.exec(select(Credit)).all() == []


def test_of_two_people_of_one_name_somebody_chooses(session: Session, actor: Actor) -> None:
    person(session, "Ana", "Ríos", "uno@example.org")
    second = person(session, "Ana", "Ríos", "dos@example.org")
    upload = opened(session, actor, ("Ana Ríos", "", "Uno", "2024", "serie", "Gaffer", "", ""))
    question = upload.result["questions"][0]
    assert (question["required"], len(question["options"])) == (True, 2)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={question["key"]: str(second.id)})
    confirm_upload(session, actor, upload_id=upload.id or 0)
    assert session.exec(select(Credit)).one().crew_member_id == second.id


def test_a_list_without_kinds_asks_once_for_all(session: Session, actor: Actor) -> None:
    person(session, "Ana", "Ríos")
    head = ("Name", "Project", "Year", "Credit")
    upload = opened(
        session, actor, ("Ana Ríos", "One", "2023", "Gaffer"), ("Ana Ríos", "Two", "2024", "Gaffer"), head=head
    )
    question = upload.result["questions"][0]
    assert (question["kind"], question["rows"], upload.result["ready"]) == ("kind", [2, 3], False)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={question["key"]: "commercial"})
    confirm_upload(session, actor, upload_id=upload.id or 0)
    assert {title.kind for title in session.exec(select(Title))} == {ProductionKind.COMMERCIAL}


def test_a_credit_that_is_there_already_is_not_added_again(session: Session, actor: Actor) -> None:
    person(session, "Ana", "Ríos")
    row = ("Ana Ríos", "", "Uno", "2024", "serie", "Gaffer", "", "")
    confirm_upload(session, actor, upload_id=opened(session, actor, row).id or 0)
    again = opened(session, actor, row, row, ("Ana Ríos", "", "Uno", "2024", "", "Key grip", "", ""))
    assert (again.result["counts"]["same"], again.result["counts"]["new"]) == (2, 1)
    confirm_upload(session, actor, upload_id=again.id or 0)
    assert len(session.exec(select(Credit)).all()) == 2


@pytest.mark.parametrize("language", ["en", "es-MX"])
def test_staff_see_what_a_list_of_credits_means_and_import_it(
    web: Flask, session: Session, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.views.import_run.start_worker", lambda *_: True)  # the test is the worker
    person(session, "Ana", "Ríos", "uno@example.org")
    second = person(session, "Ana", "Ríos", "dos@example.org").id
    session.commit()
    browser = signed_in_as(web, Role.STAFF)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    data = csv_bytes(("Nombre", "Proyecto", "Año", "Puesto"), ("Ana Ríos", "Uno", "2024", "Gaffer"))
    sent = {"kind": "credits", "file": (io.BytesIO(data), "credits.csv")}
    page = browser.post("/imports/", data=sent).headers["Location"]
    text = browser.get(page).get_data(as_text=True)
    assert "Ana Ríos · dos@example.org" in text
    assert ("Feature film" if language == "en" else "Largometraje") in text
    browser.post(f"{page}/answers", data={"answer-person:rios ana": str(second), "answer-kind:all": "series"})
    browser.post(f"{page}/confirm")
    assert run_import(web.extensions["llamado.engine"], int(page.rpartition("/")[2]))
    page = f"{page}/state"
    assert ("Imported" if language == "en" else "Importado") in browser.get(page).get_data(as_text=True)
    assert session.exec(select(Credit)).one().crew_member_id == second
