"""Pages of one person once: the queue, two profiles side by side, what was merged, and the way back."""

from datetime import UTC, datetime

from flask import Flask
from sqlmodel import Session, select

from app.models.account import Role
from app.models.duplicate import DuplicatePair, Merge, PairStatus
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member

AT = datetime(2026, 11, 20, tzinfo=UTC)


def _two(session: Session, *, reasons: bool = True) -> tuple[int, int]:
    low = make_crew_member(session, "gaffer", phone="+523312345678").id or 0
    high = make_crew_member(session, "gaffer", given_name="Ana María", email="ana@example.org").id or 0
    told = [
        {"feature": "surname", "outcome": "same", "bits": 7.1},
        {"feature": "email", "outcome": "differs", "bits": -2},
    ]
    if reasons:
        session.add(DuplicatePair(low_id=low, high_id=high, probability=968, reasons=told, found_at=AT))
    session.commit()
    return low, high


def test_a_pair_is_compared_merged_and_taken_apart_again(session: Session, web: Flask) -> None:
    low, high = _two(session)
    staff = signed_in_as(web, Role.STAFF)
    queue = staff.get("/duplicates?likely=certain").text
    assert "Almost certain" in queue
    assert "Same surname" in queue
    assert "Other e-mail" in queue
    assert "No pairs to decide" in staff.get("/duplicates?likely=maybe").text
    side_by_side = staff.get(f"/duplicates/pair/{low}/{high}", follow_redirects=True).text
    assert "Ana María" in side_by_side
    assert 'name="given_name" value="other" checked' in side_by_side  # the longer one
    assert 'name="phone" value="kept" checked' in side_by_side  # the only one
    choice = {"given_name": "other", "email": "other", "phone": "kept"}
    told = staff.post(f"/duplicates/{low}/{high}", data=choice, follow_redirects=True)
    assert "One person: Ana María López Ruiz" in told.text
    moved_on = staff.get(f"/crew/{high}", follow_redirects=True)
    assert moved_on.request.path == f"/crew/{low}"
    assert f"Profile {high} was merged into this one." in moved_on.text
    assert staff.post(f"/crew/{high}/part/note", data={"staff_note": "x"}).location.endswith(f"/crew/{low}")
    assert staff.get("/crew?q=lopez").text.count('scope="row"') == 1
    with Session(web.extensions["llamado.engine"]) as reader:
        made = reader.exec(select(Merge)).one()
    assert "Look, or undo" in staff.get(f"/duplicates/merges?crew_member_id={low}").text
    assert "Two people again" in staff.post(f"/duplicates/merges/{made.id}/undo", follow_redirects=True).text
    assert staff.get(f"/crew/{high}").status_code == 200


def test_ticked_pairs_are_not_the_same_person_until_opened_again(session: Session, web: Flask) -> None:
    low, high = _two(session)
    staff = signed_in_as(web, Role.STAFF)
    assert "Tick the pairs first." in staff.post("/duplicates/decide", follow_redirects=True).text
    ticked = {"pair": [f"{low}-{high}", "x-1"]}
    assert "One pair: not the same person." in staff.post("/duplicates/decide", data=ticked, follow_redirects=True).text
    assert "that these are two people" in staff.get(f"/duplicates/{low}/{high}").text
    assert "Open the ticked pairs again" in staff.get("/duplicates?show=not_same").text
    staff.post("/duplicates/decide", data={**ticked, "deed": "open"})
    with Session(web.extensions["llamado.engine"]) as reader:
        assert reader.exec(select(DuplicatePair)).one().status == PairStatus.OPEN


def test_a_merge_begins_from_a_profile_too(session: Session, web: Flask) -> None:
    low, high = _two(session, reasons=False)
    staff = signed_in_as(web, Role.STAFF)
    assert f"/duplicates/of/{low}" in staff.get(f"/crew/{low}").text
    found = staff.get(f"/duplicates/of/{low}?q=lopez").text
    assert f"/duplicates/pair/{low}/{high}" in found
    assert "Nobody else was found" in staff.get(f"/duplicates/of/{low}?q=zzzz").text
    assert "Chosen by hand" in staff.get(f"/duplicates/{low}/{high}").text
    again = staff.post(f"/duplicates/{low}/{low}")
    assert again.status_code == 409
    assert "These are not two profiles but one." in again.text
