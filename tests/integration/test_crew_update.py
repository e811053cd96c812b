"""A list of crew updates people who are here, asks where it is not sure, and can be undone as one step."""

from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError
from app.models.availability import StatementKind
from app.models.crew import CrewMember, CrewRole, CrewStatus, Language
from app.models.intake import Upload, UploadChange, UploadStatus
from app.models.trust import AuditEvent, PersonKey
from app.services.audit import Actor, read_audit_detail
from app.services.crew import change_crew_member
from app.services.crew_rows import RowKind, add_row
from app.services.imports.files import errors_file
from app.services.imports.record import read_records
from app.services.imports.undo import plan_undo, undo_upload
from app.services.imports.upload import answer_questions
from app.services.imports.work import confirm_upload
from tests.factories.spreadsheet import csv_bytes
from tests.factories.statement import say_days
from tests.integration.test_crew_import import ANA, BETO, SPANISH, opened

HEAD = ("Nombre", "Apellidos", "Correo", "Celular", "Ciudad", "Puesto", "Idiomas", "Habilidades", "Notas")


def imported(session: Session, actor: Actor, data: bytes, **how: bool) -> Upload:
    return confirm_upload(session, actor, upload_id=opened(session, actor, data).id or 0, **how)


def ana(session: Session) -> CrewMember:
    return session.exec(select(CrewMember).where(CrewMember.email == "ana@example.org")).one()


def changes(upload: Upload, row: int = 2) -> dict[str, object]:
    found: dict[str, object] = next(one["shown"]["changes"] for one in upload.rows if one["row"] == row)
    return found


def test_what_a_list_says_anew_of_somebody_here_is_shown_and_written(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA, BETO))
    row = ("Ana", "Ríos Peña", "ana@example.org", "33 9999 0000", "", "Key grip", "", "Steadicam", "")
    upload = opened(session, actor, csv_bytes(HEAD, row))
    assert (upload.result["counts"]["changed"], upload.result["counts"]["new"]) == (1, 0)
    assert changes(upload).keys() == {"phone", "role", "skills"}
    assert changes(upload)["phone"] == ("+523312345678", "+523399990000")
    confirm_upload(session, actor, upload_id=upload.id or 0)
    session.expire_all()
    person = ana(session)
    assert (person.given_name, person.phone) == ("Ana Sofía", "+523399990000")
    assert person.base_place
    roles = session.exec(select(CrewRole).where(CrewRole.crew_member_id == person.id).order_by(CrewRole.id)).all()  # type: ignore[arg-type]
    assert [(role.role_id, role.years, role.is_primary) for role in roles] == [
        ("gaffer", 12, True), ("electrician", 5, False), ("key-grip", 0, False),
    ]  # fmt: skip
    assert " steadicam" in person.search_text
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:profile:changed")).one()
    told = read_audit_detail(session, event)
    assert told
    assert told["before"]["phone"] == "+523312345678"


def test_an_empty_cell_erases_nothing_and_a_word_does(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA))
    row = ("Ana", "Ríos Peña", "ana@example.org", "(vacío)", "(empty)", "", "(VACIO)", "", "")
    upload = imported(session, actor, csv_bytes(HEAD, row))
    session.expire_all()
    person = ana(session)
    assert (upload.result["counts"]["changed"], person.phone, person.base_place) == (1, None, None)
    assert not read_records(session, [person.id or 0])[person.id or 0]["languages"]
    assert session.exec(select(CrewRole)).all()


def test_an_update_is_kept_back_for_one_row_or_for_all(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA, BETO))
    rows = [("Ana", "Ríos Peña", "ana@example.org", "", "", "", "", "A", ""),
            ("Beto", "Núñez", "beto@example.org", "", "", "", "", "B", "")]  # fmt: skip
    upload = opened(session, actor, csv_bytes(HEAD, *rows))
    answer_questions(session, actor, upload_id=upload.id or 0, answers={"update:2": "keep"})
    assert (upload.result["counts"]["changed"], upload.result["counts"]["kept"]) == (1, 1)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={"update:*": "keep"})
    assert (upload.result["counts"]["kept"], upload.result["ready"]) == (2, False)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={"update:*": "update"})
    assert upload.result["counts"]["changed"] == 2


def test_the_same_rows_saved_anew_under_another_name_change_nothing(session: Session, actor: Actor) -> None:
    unresolved = (
        "José",
        "Paz",
        "jose@example.org",
        "33 1111 0000",
        "Ciudad Gótica",
        "Astronauta",
        "inglés B1",
        "",
        "Ojo",
    )
    data = csv_bytes(HEAD, unresolved)
    imported(session, actor, data)
    again = opened(session, actor, csv_bytes(HEAD, unresolved, delimiter=";"), "otra.csv")
    assert (again.result["counts"]["same"], again.result["ready"]) == (1, False)
    with pytest.raises(InvalidInputError):
        confirm_upload(session, actor, upload_id=again.id or 0)


def test_rows_with_errors_wait_as_a_file_and_the_others_come_in(session: Session, actor: Actor) -> None:
    good = [(f"Ana{i}", "Paz", f"a{i}@example.org", "", "", "Gaffer", "", "", "") for i in range(3)]
    wrong = ("Beto", "=2+2", "no-mail", "123", "", "Gaffer", "", "", "")
    upload = opened(session, actor, csv_bytes(HEAD, *good, wrong))
    assert (upload.result["counts"]["new"], upload.result["counts"]["error"]) == (3, 1)
    with pytest.raises(InvalidInputError):
        confirm_upload(session, actor, upload_id=upload.id or 0)
    confirm_upload(session, actor, upload_id=upload.id or 0, without_errors=True)
    assert len(session.exec(select(CrewMember)).all()) == 3
    text = errors_file(upload, "en", "csv").decode("utf-8-sig").splitlines()
    assert text[0].endswith(",Notas,Problem")
    assert text[1].startswith("Beto,'=2+2,no-mail,123,")
    assert "no-mail is no e-mail address" in text[1]
    assert "123 is no phone number" in text[1]
    assert len(text) == 2
    corrected = errors_file(upload, "en", "csv").replace(b"no-mail,123", b"beto@example.org,").replace(b"'=2+2", b"Paz")
    second = opened(session, actor, corrected)
    assert (second.result["counts"]["new"], second.result["errors"]) == (1, 0)


def test_somebody_twice_in_a_file_is_joined_unless_a_person_says_otherwise(session: Session, actor: Actor) -> None:
    rows = [("Ana", "Paz", "ana@example.org", "", "", "Gaffer", "", "", ""),
            ("Ana", "Paz", "ANA@example.org", "3312345678", "Zapopan", "Key grip", "", "", "")]  # fmt: skip
    upload = opened(session, actor, csv_bytes(HEAD, *rows))
    assert (upload.result["counts"]["new"], upload.result["counts"]["joined"]) == (1, 1)
    answer_questions(session, actor, upload_id=upload.id or 0, answers={"row:3": "new"})
    assert upload.result["counts"]["new"] == 2
    answer_questions(session, actor, upload_id=upload.id or 0, answers={"row:*": "join"})
    confirm_upload(session, actor, upload_id=upload.id or 0)
    assert (ana(session).phone, len(session.exec(select(CrewRole)).all())) == ("+523312345678", 2)


def test_whoever_left_the_registry_is_neither_updated_nor_taken_in_anew(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA))
    change_crew_member(session, actor, crew_member_id=ana(session).id or 0, status=CrewStatus.WITHDRAWN)
    upload = opened(session, actor, csv_bytes(SPANISH, (*ANA[:5], "Key grip", *ANA[6:])))
    assert (upload.result["counts"]["gone"], upload.result["ready"]) == (1, False)


def test_an_undo_leaves_the_registry_as_it_was(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA))
    before = read_records(session, [ana(session).id or 0])
    number = ana(session).id or 0
    row = ("Ana", "Ríos Peña", "ana@example.org", "33 9999 0000", "Tlaquepaque", "Gaffer / Key grip",
           "Francés B1, inglés C1", "Steadicam", "Nota")  # fmt: skip
    more = ("Beto", "Núñez", "beto@example.org", "", "", "Foquista", "inglés B2", "QTAKE", "")
    upload = imported(session, actor, csv_bytes(HEAD, row, more))
    plan = plan_undo(session, upload)
    assert (len(plan.gone), list(plan.back), plan.kept, plan.stays) == (1, [number], {}, {})
    undo_upload(session, actor, upload_id=upload.id or 0)
    assert [person.id for person in session.exec(select(CrewMember))] == [number]
    assert read_records(session, [number]) == before
    assert [key.crew_member_id for key in session.exec(select(PersonKey))] == [number]
    assert (upload.status, session.exec(select(UploadChange.upload_id)).all()) == (UploadStatus.UNDONE, [1])
    again = opened(session, actor, csv_bytes(HEAD, row, more))
    assert (again.id != upload.id, again.result["ready"]) == (True, True)
    fresh = confirm_upload(session, actor, upload_id=again.id or 0)
    beto = session.exec(select(CrewMember).where(CrewMember.email == "beto@example.org")).one()
    assert (fresh.status, (beto.id or 0) > number + 1) == (UploadStatus.DONE, True)  # no number is given twice


def test_what_came_since_is_kept_and_named(session: Session, actor: Actor) -> None:
    imported(session, actor, csv_bytes(SPANISH, ANA))
    people = [("Beto", "Núñez", "beto@example.org", "", "", "Foquista", "", "", ""),
              ("Caro", "Luz", "caro@example.org", "", "", "Grip", "", "", ""),
              ("Ana", "Ríos Peña", "ana@example.org", "33 9999 0000", "", "", "Francés B1", "", "")]  # fmt: skip
    upload = imported(session, actor, csv_bytes(HEAD, *people))
    by_mail = {person.email: person.id or 0 for person in session.exec(select(CrewMember))}
    beto = session.get(CrewMember, by_mail["beto@example.org"])
    assert beto
    say_days(session, beto, StatementKind.AVAILABLE, date(2026, 12, 1), date(2026, 12, 3), now=actor.at)
    add_row(session, actor, crew_member_id=by_mail["caro@example.org"], listing=RowKind.LANGUAGE,
            language=Language.EN, level="B2")  # fmt: skip
    change_crew_member(session, actor, crew_member_id=by_mail["ana@example.org"], phone="+523300000000")
    undo_upload(session, actor, upload_id=upload.id or 0)
    report = upload.result["undo"]
    assert report["kept"][str(by_mail["caro@example.org"])] == ["crew_member"]
    assert "statement" in report["kept"][str(by_mail["beto@example.org"])]
    assert report["stays"] == {str(by_mail["ana@example.org"]): ["phone"]}
    assert ana(session).phone == "+523300000000"
    assert "fr" not in str(read_records(session, [by_mail["ana@example.org"]])[by_mail["ana@example.org"]]["languages"])


def test_an_undo_is_possible_for_thirty_days_and_once(session: Session, actor: Actor) -> None:
    upload = imported(session, actor, csv_bytes(SPANISH, ANA))
    late = Actor.command("test", actor.at + timedelta(days=31))
    with pytest.raises(ConflictError):
        undo_upload(session, late, upload_id=upload.id or 0)
    undo_upload(session, actor, upload_id=upload.id or 0)
    with pytest.raises(ConflictError):
        undo_upload(session, actor, upload_id=upload.id or 0)
