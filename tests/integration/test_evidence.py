"""Files that prove something: sealed, for the person and staff alone, looks recorded, emptied once they served."""

import io
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.account import Role
from app.models.credit import Credit, CreditVerification
from app.models.crew import Credential, CredentialKind, ResidenceEvidence, ResidenceEvidenceKind, Verification
from app.models.production import ProductionKind
from app.models.registration import Evidence, EvidenceKind, EvidenceStatus
from app.models.trust import AuditEvent, PersonKey
from app.services.audit import Actor
from app.services.credit import write_credit
from app.services.crew_rows import RowKind, add_row, change_row
from app.services.evidence import (
    MOST_FILES,
    SeenPaper,
    accept_evidence,
    add_evidence,
    empty_served,
    read_evidence,
    refuse_evidence,
)
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.files import pdf, picture
from tests.factories.told import later

BILL = SeenPaper(ResidenceEvidenceKind.PROOF_OF_ADDRESS, date(2026, 10, 1))


@pytest.fixture
def ana(session: Session) -> int:
    return make_crew_member(session, "gaffer", email="ana@example.org").id or 0


def test_a_file_is_sealed_and_comes_out_as_it_went_in(session: Session, actor: Actor, ana: int) -> None:
    data = pdf()
    row = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=data)
    assert b"%PDF" not in row.content
    assert read_evidence(session, row) == data
    assert add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=data).id == row.id
    session.delete(session.get_one(PersonKey, ana))
    session.flush()
    with pytest.raises(NotFoundError):
        read_evidence(session, row)


def test_accepting_a_bill_writes_a_proof_of_residence_for_a_year(session: Session, actor: Actor, ana: int) -> None:
    row = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=picture())
    with pytest.raises(InvalidInputError, match="which paper"), session.begin_nested():
        accept_evidence(session, actor, evidence_id=row.id or 0)
    accept_evidence(session, actor, evidence_id=row.id or 0, paper=BILL)
    proof = session.exec(select(ResidenceEvidence)).one()
    assert (proof.issued_on, proof.valid_until_on, proof.seen_by) == (BILL.issued_on, date(2027, 10, 1), actor.name)
    with pytest.raises(ConflictError, match="already"):
        refuse_evidence(session, actor, evidence_id=row.id or 0, reason="late")


@pytest.mark.parametrize(("issued", "says"), [(date(2025, 11, 1), "too old"), (date(2026, 12, 24), "future")])
def test_a_bill_counts_for_twelve_months_from_its_issue(
    session: Session, actor: Actor, ana: int, issued: date, says: str
) -> None:
    row = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=picture())
    with pytest.raises(InvalidInputError, match=says):
        accept_evidence(session, actor, evidence_id=row.id or 0, paper=SeenPaper(BILL.kind, issued))


def test_an_accepted_certificate_is_verified_until_the_person_changes_it(
    session: Session, actor: Actor, ana: int
) -> None:
    row_id = add_row(
        session, actor, crew_member_id=ana, listing=RowKind.CREDENTIAL, kind=CredentialKind.FIRST_AID, title=""
    )
    file = add_evidence(
        session, actor, crew_member_id=ana, kind=EvidenceKind.CREDENTIAL, data=picture(), subject_id=row_id
    )
    accept_evidence(session, actor, evidence_id=file.id or 0)
    credential = session.get_one(Credential, row_id)
    assert (credential.verification, credential.verified_by) == (Verification.VERIFIED, actor.name)
    assert credential.verified_at == actor.at
    same = {"kind": CredentialKind.FIRST_AID, "title": ""}
    assert not change_row(
        session, actor, crew_member_id=ana, listing=RowKind.CREDENTIAL, row_id=row_id, own_word=True, **same
    )
    assert credential.verification is Verification.VERIFIED  # saved as it was
    change_row(
        session,
        actor,
        crew_member_id=ana,
        listing=RowKind.CREDENTIAL,
        row_id=row_id,
        own_word=True,
        expires_on=date(2028, 1, 1),
    )
    session.expire_all()
    unproven = session.get_one(Credential, row_id)
    assert (unproven.verification, unproven.verified_by) == (Verification.SELF_DECLARED, "")
    assert unproven.verified_at is None


def test_an_accepted_credit_is_verified_by_the_commission(session: Session, actor: Actor, ana: int) -> None:
    write_credit(
        session, actor, crew_member_id=ana, name="Roma", year=2018, kind=ProductionKind.FEATURE, role_id="gaffer"
    )
    credit = session.exec(select(Credit)).one()
    file = add_evidence(
        session, actor, crew_member_id=ana, kind=EvidenceKind.CREDIT, data=picture(), subject_id=credit.id
    )
    accept_evidence(session, actor, evidence_id=file.id or 0)
    assert (credit.verification, credit.verified_by) == (CreditVerification.COMMISSION, actor.name)


def test_nobody_proves_what_belongs_to_somebody_else(session: Session, actor: Actor, ana: int) -> None:
    beto = make_crew_member(session, "gaffer", given_name="Beto").id or 0
    row_id = add_row(session, actor, crew_member_id=beto, listing=RowKind.CREDENTIAL, kind=CredentialKind.TUM)
    with pytest.raises(NotFoundError):
        add_evidence(
            session, actor, crew_member_id=ana, kind=EvidenceKind.CREDENTIAL, data=picture(), subject_id=row_id
        )


def test_files_are_emptied_once_they_served_and_photos_stay(session: Session, actor: Actor, ana: int) -> None:
    seen = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=picture())
    waits = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.TRAINING, data=picture())
    photo = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.PHOTO, data=picture())
    accept_evidence(session, actor, evidence_id=seen.id or 0, paper=BILL)
    accept_evidence(session, actor, evidence_id=photo.id or 0)
    assert empty_served(session, now=actor.at + timedelta(days=6)) == 0
    assert empty_served(session, now=actor.at + timedelta(days=8)) == 1
    assert (seen.content, seen.emptied_at) == (b"", actor.at + timedelta(days=8))
    assert waits.content
    assert photo.content
    assert session.exec(select(ResidenceEvidence.crew_member_id)).one() == ana  # the fact stays


def test_a_new_photo_takes_the_place_of_the_old_one(session: Session, actor: Actor, ana: int) -> None:
    add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.PHOTO, data=picture())
    new = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.PHOTO, data=picture("PNG"))
    session.flush()
    assert session.exec(select(Evidence.id)).all() == [new.id]


def test_a_person_keeps_so_many_files_at_most(session: Session, actor: Actor, ana: int) -> None:
    for number in range(MOST_FILES):
        session.add(
            Evidence(
                crew_member_id=ana,
                kind=EvidenceKind.TRAINING,
                media_type="image/jpeg",
                size=1,
                sha256=f"{number:064}",
                uploaded_at=actor.at,
            )
        )
    session.flush()
    with pytest.raises(ConflictError, match="30 files already"):
        add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.TRAINING, data=picture())


def test_a_file_is_open_to_its_person_and_to_staff_who_say_so_first(web: Flask, session: Session, actor: Actor) -> None:
    ana = make_crew_member(session, "gaffer").id or 0
    beto = make_crew_member(session, "gaffer", given_name="Beto").id or 0
    row = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=pdf())
    address = f"/files/{row.id}"
    session.commit()
    mine = signed_in_as(web, Role.CREW, crew_member_id=ana)
    answer = mine.get(address)
    assert answer.data == pdf() or answer.data.startswith(b"%PDF-")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert signed_in_as(web, Role.CREW, crew_member_id=beto).get(address).status_code == 404
    assert signed_in_as(web, Role.PRODUCTION).get(address).status_code == 403
    staff, other = signed_in_as(web, Role.STAFF), signed_in_as(web, Role.STAFF)
    assert staff.get(address).status_code == 403
    said = staff.post(f"{address}/open", data={"next": "/reviews/1"}).headers["Location"]
    assert staff.get(said).status_code == 200
    assert other.get(said).status_code == 403  # another one's ticket opens nothing
    looks = select(AuditEvent).where(col(AuditEvent.action) == "crew:file:opened")
    assert [look.crew_member_id for look in session.exec(looks)] == [ana]


def test_a_person_hands_files_in_and_takes_them_back_on_their_page(web: Flask, session: Session) -> None:
    ana = make_crew_member(session, "gaffer").id or 0
    session.commit()
    mine = signed_in_as(web, Role.CREW, crew_member_id=ana)

    def send(data: bytes, name: str = "bill.jpg") -> str:
        sent = {"subject": "residence", "file": (io.BytesIO(data), name)}
        return mine.post("/me/files", data=sent, follow_redirects=True).text

    assert "The file is here." in send(picture())
    bad = send(b"<svg onload='alert(1)'/>", "bill.jpg")
    assert "web page or drawing" in bad
    photo = {"photo": (io.BytesIO(picture()), "me.jpg")}
    assert "Your photo is here." in mine.post("/me/photo", data=photo, follow_redirects=True).text
    kinds = {row.kind: row.id for row in session.exec(select(Evidence))}
    assert set(kinds) == {EvidenceKind.RESIDENCE, EvidenceKind.PHOTO}
    session.rollback()
    shown = mine.get(f"/files/{kinds[EvidenceKind.PHOTO]}")
    assert (shown.mimetype, shown.headers["Content-Disposition"].split(";")[0]) == ("image/jpeg", "inline")
    for evidence_id in kinds.values():
        mine.post(f"/me/files/{evidence_id}/remove")
    assert session.exec(select(Evidence)).all() == []


def test_staff_decide_on_a_file_from_the_review(web: Flask, session: Session, actor: Actor) -> None:
    ana = make_crew_member(session, "gaffer").id or 0
    bill = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.RESIDENCE, data=picture()).id
    other = add_evidence(session, actor, crew_member_id=ana, kind=EvidenceKind.TRAINING, data=picture()).id
    session.commit()
    staff = signed_in_as(web, Role.STAFF)
    assert "Say which paper" in staff.post(f"/reviews/files/{bill}/accept", follow_redirects=True).text
    paper = {"kind": "proof_of_address", "issued_on": later(actor).at.date().isoformat()}
    staff.post(f"/reviews/files/{bill}/accept", data=paper)
    staff.post(f"/reviews/files/{other}/refuse", data={"reason": "Too dark"})
    found = {row.id: (row.status, row.reason) for row in session.exec(select(Evidence))}
    assert found == {bill: (EvidenceStatus.ACCEPTED, ""), other: (EvidenceStatus.REFUSED, "Too dark")}
    assert session.exec(select(ResidenceEvidence.seen_by)).one() == "staff"
