"""The registry as a list: untouched it changes nothing, and an empty registry that takes it in says the same again."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.db import make_engine, writing
from app.migrate import upgrade
from app.models.account import Role
from app.models.credit import Course, TrainingRecord, TrainingResult
from app.models.crew import (
    CefrLevel,
    Channel,
    Credential,
    CredentialKind,
    CrewLanguage,
    CrewMember,
    CrewRole,
    CrewSkill,
    CrewSource,
    CrewStatus,
    KitItem,
    Language,
    Seniority,
    WorkBase,
)
from app.models.trust import AuditEvent, Consent, ConsentPurpose
from app.services.audit import Actor
from app.services.imports.registry_file import export_registry
from app.services.imports.undo import undo_upload
from app.services.imports.work import confirm_upload
from tests.factories.account import signed_in_as
from tests.factories.spreadsheet import csv_bytes
from tests.integration.test_crew_import import ANA, BETO, SPANISH, opened

AT = datetime(2026, 11, 2, 18, 30, tzinfo=UTC)
EVERY_FIELD: dict[str, Any] = {
    "credit_name": "=Ana “La Jefa”", "pronouns": "ella", "email": "ana@example.org", "phone": "+13105551234",
    "preferred_channel": Channel.EMAIL, "birth_year": 1988, "base_place": "14120", "residence_place": "14098",
    "residence_state": "Jalisco", "residence_since_on": date(2001, 5, 4), "willing_to_travel": True,
    "max_travel_weeks": 6, "has_vehicle": True, "has_rfc": True, "issues_invoices": True, "has_imss": True,
    "staff_note": "-primera línea\n+segunda; con \"comillas\"\n'=tercera", "most_asks_a_month": 3,
    "most_offers_a_week": 2,
}  # fmt: skip


def fill(session: Session) -> int:
    """Put somebody with every field and every list into the registry, and somebody with none; return the first."""
    common: dict[str, Any] = {"source": CrewSource.STAFF, "created_at": AT, "updated_at": AT}
    ana = CrewMember(
        given_name="Ana Sofía", surname="Ríos de la Peña", **EVERY_FIELD, status=CrewStatus.PAUSED, **common
    )
    bare = CrewMember(given_name="@Beto", surname="Paz", status=CrewStatus.DRAFT, **common)
    course = Course(programme="Jalisco Lab", name="Luz básica", cohort="2026-A",
                    starts_on=date(2026, 1, 10), ends_on=date(2026, 6, 30))  # fmt: skip
    session.add_all([ana, bare, course])
    session.flush()
    number = ana.id or 0
    rows = [
        CrewRole(role_id="gaffer", seniority=Seniority.SENIOR, years=12, is_primary=True, crew_member_id=number,
                 title_as_typed="Jefa de eléctricos, 2a unidad / noche"),
        CrewRole(role_id="key-grip", seniority=Seniority.SENIOR, years=3, crew_member_id=number),
        CrewRole(role_id="electrician", seniority=Seniority.TRAINING, years=0, crew_member_id=number),
        WorkBase(crew_member_id=number, place="14067"),
        WorkBase(crew_member_id=number, place="14039"),
        *(CrewLanguage(crew_member_id=number, language=one, level=level)
          for one, level in zip(Language, [*CefrLevel, *CefrLevel], strict=True)),
        *(Credential(crew_member_id=number, kind=kind, expires_on=date(2027, 12, 31) if kind != "tum" else None,
                     title="Buceo (técnico); nivel 2" if kind == "other" else "",
                     issued_on=date(2025, 1, 2) if kind == "first_aid" else None) for kind in CredentialKind),
        *(CrewSkill(crew_member_id=number, name=name, key=key)
          for name, key in (("Arri Alexa 35", "arri alexa 35"), ('17" monitor, 4K', "17 monitor 4k"))),
        KitItem(crew_member_id=number, name="Fotómetro | Sekonic", rental_centavos_per_day=45050),
        KitItem(crew_member_id=number, name='"Dana" dolly'),
        TrainingRecord(crew_member_id=number, course_id=course.id or 0, result=TrainingResult.APPROVED,
                       completed_on=date(2026, 6, 30)),
        *(Consent(crew_member_id=number, purpose=purpose, notice_version=version, given_at=AT, source="paper")
          for purpose, version in zip(ConsentPurpose, ("2026-11", "2026-11", "2025-01", "v 3"), strict=True)),
    ]  # fmt: skip
    session.add_all(rows)
    session.flush()
    return number


def without_numbers(data: bytes) -> list[list[str]]:
    return [row[1:] for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))]


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("locale", ["en", "es_MX"])
def test_an_untouched_list_of_the_registry_changes_nothing(
    session: Session, actor: Actor, form: str, locale: str
) -> None:
    fill(session)
    upload = opened(session, actor, export_registry(session, actor, form=form, locale=locale), f"r.{form}")
    changed = {one["row"]: one["shown"]["changes"] for one in upload.rows if one["shown"]["changes"]}
    assert changed == {}
    assert (upload.result["counts"]["same"], upload.result["errors"], upload.result["ready"]) == (2, 0, False)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_registry_that_takes_the_list_in_says_the_same_again(
    session: Session, actor: Actor, tmp_path: Path, form: str
) -> None:
    fill(session)
    data = export_registry(session, actor, form=form, locale="es_MX")
    before = without_numbers(export_registry(session, actor, form="csv", locale="es_MX"))
    other = make_engine(f"sqlite:///{tmp_path / 'other.sqlite3'}")
    upgrade(other)
    with writing(other) as fresh:
        upload = confirm_upload(fresh, actor, upload_id=opened(fresh, actor, data, f"r.{form}").id or 0)
        assert upload.result["counts"]["new"] == 2
        assert without_numbers(export_registry(fresh, actor, form="csv", locale="es_MX")) == before
        role = fresh.exec(select(CrewRole).where(CrewRole.role_id == "gaffer")).one()
        assert role.title_as_typed == "Jefa de eléctricos, 2a unidad / noche"
        note = fresh.exec(select(CrewMember.staff_note).where(CrewMember.email == "ana@example.org")).one()
        assert note == EVERY_FIELD["staff_note"]
        undo_upload(fresh, actor, upload_id=upload.id or 0)
        assert fresh.exec(select(CrewMember)).all() == []
    other.dispose()


def test_what_is_corrected_in_the_list_is_changed_whole(session: Session, actor: Actor) -> None:
    number = fill(session)
    text = export_registry(session, actor, form="csv", locale="en").decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    head, ana = rows[0], rows[1]
    for name, value in (("Surnames", "Ríos"), ("Skills", "QTAKE"), ("Notes", "Nueva")):
        ana[head.index(name)] = value
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    upload = opened(session, actor, out.getvalue().encode())
    changes = next(one["shown"]["changes"] for one in upload.rows if one["shown"]["changes"])
    assert changes.keys() == {"surname", "skills", "note"}
    confirm_upload(session, actor, upload_id=upload.id or 0)
    session.expire_all()
    person = session.get(CrewMember, number)
    assert person
    assert (person.surname, person.staff_note) == ("Ríos", "Nueva")
    skills = session.exec(select(CrewSkill.name).where(CrewSkill.crew_member_id == number)).all()
    assert skills == ["QTAKE"]


def test_only_staff_take_the_registry_away_and_it_is_recorded(web: Flask, session: Session, actor: Actor) -> None:
    confirm_upload(session, actor, upload_id=opened(session, actor, csv_bytes(SPANISH, ANA, BETO)).id or 0)
    session.commit()
    crew = signed_in_as(web, Role.CREW)
    assert crew.post("/imports/registry", data={"form": "csv"}).status_code == 403
    browser = signed_in_as(web, Role.STAFF)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    text = browser.post("/imports/registry", data={"form": "csv"}).data.decode("utf-8-sig")
    assert "E-mail (contact data),Phone (contact data)" in text
    assert "ana@example.org" in text
    event = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:registry:exported")).one()
    assert '"contacts": 2' in event.detail
