"""Training's pages: staff take people in, write results, certify, place and promote; people ask for seats."""

import io
from contextlib import AbstractContextManager
from datetime import date

import openpyxl
from flask import Flask
from sqlmodel import Session, col, select

from app.db import write_transaction
from app.models.account import Role
from app.models.credit import Course, CourseStatus, TrainingRecord, TrainingResult
from app.models.crew import CrewMember, CrewRole, Seniority
from app.models.placement import Placement, PlacementOutcome
from app.models.trust import AuditEvent
from app.services.audit import Actor
from app.services.certificate import issue_certificates
from app.services.results import Outcome
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.spreadsheet import csv_bytes
from tests.factories.training import make_course, take_in, write

REDIRECT, REFUSED, GONE = 302, 422, 404


def _write(web: Flask) -> AbstractContextManager[Session]:
    return write_transaction(web.extensions["llamado.engine"])


def _read(web: Flask) -> Session:
    return Session(web.extensions["llamado.engine"])


def test_a_cohort_is_planned_opened_filled_by_search_and_by_list_and_ends_in_certificates(web: Flask) -> None:
    staff = signed_in_as(web, Role.STAFF)
    assert "No course yet" in staff.get("/training").text
    typed = {
        "programme": "Jalisco Lab", "name": "Gaffers", "cohort": "2027-A", "status": "planned", "level": "",
        "starts_on": "2026-10-01", "ends_on": "2026-10-30", "seats": "2", "cost_per_seat_centavos": "8,000",
        "roles-0": "gaffer", "roles-1": "",
    }  # fmt: skip
    assert staff.post("/training/new", data=typed | {"ends_on": "2026-09-01"}).status_code == REFUSED
    assert staff.post("/training/new", data=typed).status_code == REDIRECT
    assert staff.post("/training/1/status", data={"status": "finished"}).status_code == 400
    for status in ("open", "running"):
        staff.post("/training/1/status", data={"status": status})
    with _write(web) as session:
        person = make_crew_member(session, "electrician", given_name="Zoila").id
    assert "Zoila" in staff.get("/training/1?q=zoila").text
    staff.post("/training/1/enrol", data={"crew_member_id": person})
    page = staff.post(
        "/training/1/enrol-list", data={"people": "Luis Ramos, luis@example.org\nZoila López Ruiz\nEva Gil"}
    )
    assert "1 person has a seat; 1 waits; 2 new draft profiles." in page.text
    assert "search for them, or add an e-mail" in page.text
    with _read(web) as session:
        rows = {m.given_name: r.id for r, m in session.exec(select(TrainingRecord, CrewMember).join(CrewMember))}
    results = {f"result-{rows['Zoila']}": "approved", f"result-{rows['Luis']}": "dropped_out"}
    assert "Say why" in staff.post("/training/1/results", data=results, follow_redirects=True).text
    results[f"reason-{rows['Luis']}"] = "Encontró trabajo"
    assert "2 results written." in staff.post("/training/1/results", data=results, follow_redirects=True).text
    page = staff.post("/training/1/certificates", follow_redirects=True)
    assert "1 certificate issued." in page.text
    with _read(web) as session:
        records = {r.id: r for r in session.exec(select(TrainingRecord))}
        assert records[rows["Eva"]].result is TrainingResult.ENROLLED
        number = records[rows["Zoila"]].certificate_number
        assert session.exec(select(Course.cost_per_seat_centavos)).one() == 800_000
    assert f"/certificates/{number}" in page.text
    assert "Zoila" in staff.get("/training/1/people/completed").text
    assert staff.get("/training/1/people/nowhere").status_code == GONE


def test_a_file_of_people_is_read_into_the_box_and_nothing_is_written(web: Flask, actor: Actor) -> None:
    with _write(web) as session:
        make_course(session, actor)
    staff = signed_in_as(web, Role.STAFF)
    data = csv_bytes(("Nombre", "Correo"), ("Luis Sol Paz", "luis@example.org"))
    page = staff.post("/training/1/enrol-file", data={"file": (io.BytesIO(data), "lista.csv")})
    assert "1 person read" in page.text
    assert "Luis Sol Paz\tluis@example.org" in page.text
    for wrong in ({}, {"file": (io.BytesIO(b"%PDF-1.4 x"), "lista.pdf")}):
        assert staff.post("/training/1/enrol-file", data=wrong).status_code == REFUSED
    with _read(web) as session:
        assert session.exec(select(TrainingRecord)).all() == []


def _graduate(web: Flask, actor: Actor) -> TrainingRecord:
    with _write(web) as session:
        record = take_in(session, actor, make_course(session, actor), given_name="Graciela")
        write(session, actor, record, Outcome(TrainingResult.COMPLETED))
        issue_certificates(session, actor, course_id=record.course_id)
        make_crew_member(session, "gaffer", given_name="Marta")
    return record


def test_a_graduate_is_placed_judged_and_promoted_and_that_is_undone(web: Flask, actor: Actor) -> None:
    record, staff = _graduate(web, actor), signed_in_as(web, Role.STAFF)
    assert "No placement yet" in staff.get("/training/placements").text
    terms = {
        "crew_member_id": record.crew_member_id, "role_id": "gaffer", "mentor_id": 0, "production_id": 0,
        "production_name": "Otro rodaje", "starts_on": "2026-11-02", "ends_on": "2026-11-06", "hours": "",
    }  # fmt: skip
    address = "/training/1/placements/new"
    assert "Choose the mentor." in staff.post(address, data=terms).text
    assert staff.post(address, data=terms | {"mentor_id": record.crew_member_id + 1}).status_code == REDIRECT
    assert "Graciela" in staff.get("/training/placements").text
    judged = {"outcome": "recommended", "on": "2026-11-07", "hours": "50", "note": "Puntual"}
    assert "Puntual" in staff.post("/training/placements/1", data=judged, follow_redirects=True).text
    assert "Recommended by the mentor" in staff.get("/training/1").text
    page = staff.post("/training/1/promote", data={"record_id": record.id, "role_id": "gaffer"})
    assert "promoted=" in page.headers["Location"]
    with _read(web) as session:
        event = session.exec(select(AuditEvent.id).where(AuditEvent.action == "training:role:promoted")).one()
        assert session.exec(select(CrewRole.seniority).order_by(col(CrewRole.id))).first() is Seniority.JUNIOR
        assert session.exec(select(Placement.outcome)).one() is PlacementOutcome.RECOMMENDED
    page = staff.post(f"/training/1/promotions/{event}/undo", follow_redirects=True)
    assert "In training again." in page.text
    assert "Placements" in staff.get(f"/crew/{record.crew_member_id}").text


def test_whoever_has_the_number_sees_that_a_certificate_is_genuine_and_can_print_it(web: Flask, actor: Actor) -> None:
    number = _graduate(web, actor).certificate_number
    visitor = web.test_client()
    page = visitor.get(f"/certificates/{number.lower()}", headers={"Accept-Language": "en"})
    assert "This certificate is genuine" in page.text
    assert "Graciela" in page.text
    for language in ("en", "es_MX"):
        paper = visitor.get(f"/certificates/{number}/{language}.pdf")
        assert paper.data.startswith(b"%PDF")
    assert visitor.get(f"/certificates/{number}/fr.pdf").status_code == GONE
    assert visitor.get("/certificates/C-2026-AAAA-AAAA").status_code == GONE


def test_lists_go_out_as_csv_and_workbook_and_contact_details_are_noted(web: Flask, actor: Actor) -> None:
    _graduate(web, actor)
    staff = signed_in_as(web, Role.STAFF)
    assert "Gaffers y eléctricos" in staff.get("/training/export.csv").text
    sheet = openpyxl.load_workbook(io.BytesIO(staff.get("/training/export.xlsx").data)).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][6:10] == [2, 1, 0, 1]
    assert staff.get("/training/export.pdf").status_code == GONE
    assert "Graciela" in staff.post("/training/1/people.csv").text
    with _read(web) as session:
        assert session.exec(select(AuditEvent.id).where(AuditEvent.action == "training:list:exported")).one()


def test_a_person_asks_for_a_seat_with_one_tap_and_gives_it_back(web: Flask, actor: Actor) -> None:
    with _write(web) as session:
        course = make_course(
            session, actor, status=CourseStatus.OPEN, starts_on=date(2099, 1, 1), ends_on=date(2099, 2, 1)
        )
        person = make_crew_member(session, "grip").id
    crew, staff = signed_in_as(web, Role.CREW, crew_member_id=person), signed_in_as(web, Role.STAFF)
    assert "2 seats free" in crew.get("/me/training").text
    crew.post(f"/me/training/{course.id}/ask")
    assert "Asked for a seat" in crew.get("/me/training").text
    assert "Asking for a seat" in staff.get(f"/training/{course.id}").text
    staff.post(f"/training/{course.id}/enrol", data={"crew_member_id": person})
    assert "Give the seat back" in crew.get("/me/training").text
    crew.post(f"/me/training/{course.id}/leave")
    with _read(web) as session:
        record = session.exec(select(TrainingRecord)).one()
    assert (record.result, record.dropped_reason) == (TrainingResult.DROPPED_OUT, "Gave the seat back")
    kept = {f"result-{record.id}": "dropped_out", f"reason-{record.id}": "Devolvió el lugar"}
    page = staff.post(
        f"/training/{course.id}/results", data=kept, headers={"Accept-Language": "es-MX"}, follow_redirects=True
    )
    assert "0 resultados anotados." in page.text
