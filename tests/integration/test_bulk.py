"""Many people at once: each deed says first what it would do, is done whole, told of each person, and undone as one."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, select

from app.db import write_transaction
from app.models.account import Account, Role
from app.models.ask import ConfirmationAsk
from app.models.bulk import BulkChange, BulkDeed
from app.models.crew import Channel, CrewMember, CrewStatus
from app.models.message import Message
from app.models.tag import CrewTag, CrewTagging
from app.models.trust import AuditEvent, Consent, ConsentPurpose
from app.services.audit import Actor, read_audit_detail
from app.services.bulk.edit import edit_people, plan_edit
from app.services.bulk.undo import undo_deed
from app.services.consent import withdraw_consent
from app.services.crew import change_crew_member
from app.services.erase import erase_person
from app.services.merge import merge_people
from app.services.my_data import collect_my_data
from app.services.retention import sweep
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member

VALLARTA = "14067"


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


def _agree(session: Session, *people: CrewMember) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    for member in people:
        session.add(
            Consent(crew_member_id=member.id or 0, purpose=ConsentPurpose.REGISTRY, notice_version="1", given_at=at)
        )
    session.flush()


@pytest.fixture
def people(web: Flask) -> dict[str, int]:
    """Fill a registry: Ana and Beto are gaffers who agreed, Caro a grip without consent or e-mail, Dora has left."""
    with write_transaction(web.extensions["llamado.engine"]) as session:
        ana = make_crew_member(session, "gaffer", given_name="Ana", surname="A", email="ana@example.org")
        beto = make_crew_member(session, "gaffer", given_name="Beto", surname="B", email="beto@example.org")
        caro = make_crew_member(session, "key-grip", given_name="Caro", surname="C", status=CrewStatus.DRAFT)
        dora = make_crew_member(session, given_name="Dora", surname="D", status=CrewStatus.WITHDRAWN)
        _agree(session, ana, beto)
        return {member.given_name: member.id or 0 for member in (ana, beto, caro, dora)}


def _seen(page: str) -> str:
    found = re.search(r'name="seen" value="(\w+)"', page)
    return found[1] if found else ""


def _form(deed: str, *ids: int, **values: Any) -> dict[str, Any]:
    return {"deed": deed, "whom": "ticked", "person": [str(each) for each in ids], "chosen": "yes", **values}


def _look(browser: FlaskClient, form: dict[str, Any], query: str = "") -> str:
    answer = browser.post(f"/crew/bulk?{query}", data=form)
    assert answer.status_code == 200, re.findall(r'class="error[^>]*>([^<]+)', answer.get_data(as_text=True))
    return answer.get_data(as_text=True)


def _do(browser: FlaskClient, form: dict[str, Any], way: str = "do", query: str = "") -> int:
    """Look, then do what was looked at; return the deed's id."""
    answer = browser.post(f"/crew/bulk/{way}?{query}", data={**form, "seen": _seen(_look(browser, form, query))})
    found = re.search(r"/crew/bulk/(\d+)", answer.headers.get("Location", ""))
    assert found, answer.get_data(as_text=True)
    return int(found[1])


def _member(engine: Engine, who: int) -> CrewMember:
    with Session(engine) as session:
        return session.get_one(CrewMember, who)


def test_an_edit_shows_who_changes_and_who_is_left_out_and_why_and_then_does_just_that(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    form = _form("edit", *people.values(), status="active", base="PVR", note="piloto 2027")
    page = _look(staff, form)
    assert "2 profiles would change" in page
    assert "no consent to the registry" in page
    assert "left the registry" in page
    deed_id = _do(staff, form)
    assert _member(engine, people["Ana"]).base_place == VALLARTA
    assert _member(engine, people["Ana"]).staff_note == "piloto 2027"
    assert _member(engine, people["Caro"]).status is CrewStatus.DRAFT
    with Session(engine) as session:
        events = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:profile:changed")).all()
        assert sorted(each.crew_member_id or 0 for each in events) == sorted([people["Ana"], people["Beto"]])
        told = read_audit_detail(session, events[0])
        assert told is not None
        assert told["after"] == {"base": VALLARTA, "note": "piloto 2027"}
        deed = session.get_one(BulkDeed, deed_id)
    assert (deed.people, deed.left_out) == (2, 2)
    assert "Undo it" in staff.get(f"/crew/bulk/{deed_id}").get_data(as_text=True)


def test_an_undone_edit_puts_back_what_nobody_has_changed_since(
    staff: FlaskClient, people: dict[str, int], engine: Engine, actor: Actor
) -> None:
    deed_id = _do(staff, _form("edit", people["Ana"], people["Beto"], status="paused", base="PVR"))
    with write_transaction(engine) as session:
        change_crew_member(session, actor, crew_member_id=people["Ana"], base_place="14039")
        withdraw_consent(session, actor, crew_member_id=people["Beto"], purpose=ConsentPurpose.REGISTRY)
    answer = staff.post(f"/crew/bulk/{deed_id}/undo", follow_redirects=True).get_data(as_text=True)
    assert "One person is as before." in answer
    ana, beto = _member(engine, people["Ana"]), _member(engine, people["Beto"])
    assert (ana.status, ana.base_place) == (CrewStatus.ACTIVE, "14039")
    assert (beto.status, beto.base_place) == (CrewStatus.WITHDRAWN, VALLARTA), "who has left stays as they left"
    assert "can&#39;t be undone any more" in staff.post(f"/crew/bulk/{deed_id}/undo", follow_redirects=True).get_data(
        as_text=True
    )


def test_a_pause_with_a_day_comes_back_with_the_undo(session: Session, actor: Actor) -> None:
    ana = make_crew_member(session, status=CrewStatus.PAUSED, paused_until_on=actor.at.date() + timedelta(days=9))
    until = ana.paused_until_on
    deed = edit_people(session, actor, plan_edit(session, [ana], {"status": CrewStatus.DRAFT.value}))
    assert session.get_one(CrewMember, ana.id).paused_until_on is None
    undo_deed(session, actor, deed_id=deed.id or 0)
    found = session.get_one(CrewMember, ana.id)
    assert (found.status, found.paused_until_on) == (CrewStatus.PAUSED, until)


def test_nobody_is_to_be_reached_by_a_way_without_address(session: Session) -> None:
    ana = make_crew_member(session, phone="+523312345678")
    by_mail = plan_edit(session, [ana], {"channel": Channel.EMAIL.value})
    by_phone = plan_edit(session, [ana], {"channel": Channel.PHONE.value})
    assert (len(by_mail.reached), len(by_phone.reached)) == (0, 1)


def test_what_changed_since_it_was_looked_at_is_shown_anew_and_nothing_is_done(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    form = {"deed": "tag", "whom": "all", "chosen": "yes", "new": "piloto"}
    seen = _seen(_look(staff, form, "role=gaffer"))
    with write_transaction(engine) as session:
        make_crew_member(session, "gaffer", given_name="Eva", surname="E")
    answer = staff.post("/crew/bulk/do?role=gaffer", data={**form, "seen": seen})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "3 profiles would change" in page
    assert "Nothing was done" in page
    other = staff.post("/crew/bulk/do?role=gaffer", data={**form, "new": "otra", "seen": _seen(page)})
    assert other.status_code == 409, "another tag than the one that was looked at"
    with Session(engine) as session:
        assert not session.exec(select(CrewTag)).all()
    assert people


def test_all_that_the_filters_find_are_those_that_the_page_shows_for_a_typo_too(
    staff: FlaskClient, people: dict[str, int]
) -> None:
    form = {"deed": "file", "whom": "all", "chosen": "yes"}
    assert "2 people would be in the list" in _look(staff, form, "q=gafer")
    assert staff.post("/crew.csv?q=gafer").get_data(as_text=True).count("\r\n") == 1 + 2
    assert people


def test_tags_go_on_and_off_filter_the_list_and_come_back(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    first = _do(staff, _form("tag", people["Ana"], people["Beto"], new="Piloto 2027, prensa"))
    with Session(engine) as session:
        tags = {tag.name: tag.id for tag in session.exec(select(CrewTag))}
    assert set(tags) == {"Piloto 2027", "prensa"}
    again = _look(staff, _form("tag", people["Ana"], people["Caro"], new="PILOTO 2027"))
    assert "One profile would change" in again
    assert "these tags are there already" in again
    listed = staff.get(f"/crew?tag={tags['prensa']}").get_data(as_text=True)
    assert re.findall(r'<th scope="row"><a href="/crew/\d+">(\w+) ', listed) == ["Ana", "Beto"]
    off = _do(staff, _form("untag", people["Ana"], people["Beto"], tags=str(tags["prensa"])))
    assert staff.get(f"/crew?tag={tags['prensa']}").get_data(as_text=True).count('<th scope="row">') == 0
    staff.post(f"/crew/bulk/{off}/undo")
    staff.post(f"/crew/bulk/{first}/undo")
    with Session(engine) as session:
        assert not session.exec(select(CrewTagging)).all()
        assert session.exec(select(BulkChange)).first() is None


def test_tags_are_renamed_merged_and_deleted_and_a_deleted_one_comes_back_on_its_people(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    _do(staff, _form("tag", people["Ana"], new="uno"))
    _do(staff, _form("tag", people["Beto"], people["Ana"], new="dos"))
    with Session(engine) as session:
        uno, dos = (session.exec(select(CrewTag).where(CrewTag.name == name)).one().id for name in ("uno", "dos"))
    page = staff.post(f"/crew/tags/{uno}", data={"name": "DOS"}, follow_redirects=True).get_data(as_text=True)
    assert "Merge the two instead" in page
    assert "tres" in staff.post(f"/crew/tags/{uno}", data={"name": "tres"}, follow_redirects=True).get_data(
        as_text=True
    )
    merged = staff.post(f"/crew/tags/{uno}/merge", data={"into": str(dos)}).headers["Location"]
    assert "tres" not in staff.get("/crew/tags").get_data(as_text=True)
    deleted = staff.post(f"/crew/tags/{dos}/delete").headers["Location"]
    assert "There are no tags yet" in staff.get("/crew/tags").get_data(as_text=True)
    staff.post(f"{deleted}/undo")
    staff.post(f"{merged}/undo")
    with Session(engine) as session:
        borne = sorted((each.crew_member_id, each.tag_id) for each in session.exec(select(CrewTagging)))
    assert borne == sorted([(people["Ana"], uno), (people["Ana"], dos), (people["Beto"], dos)])


def test_people_are_asked_within_their_limits_and_who_is_not_is_named(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    form = _form("ask", *people.values())
    page = _look(staff, form)
    assert "2 people would be asked by e-mail" in page
    assert "no e-mail in the profile" in page
    deed_id = _do(staff, form, "mail")
    with Session(engine) as session:
        assert sorted(session.exec(select(Message.to_address))) == ["ana@example.org", "beto@example.org"]
        assert len(session.exec(select(ConfirmationAsk)).all()) == 2
    assert "asked within the last week" in _look(staff, form)
    assert "can&#39;t be undone" in staff.post(f"/crew/bulk/{deed_id}/undo", follow_redirects=True).get_data(
        as_text=True
    )


def test_the_invited_sign_in_with_one_click_and_who_has_no_address_is_named(
    staff: FlaskClient, people: dict[str, int], engine: Engine, web: Flask
) -> None:
    with write_transaction(engine) as session:
        make_crew_member(session, given_name="Eva", surname="E", email="beto@example.org")
        eva = session.exec(select(CrewMember.id).where(CrewMember.given_name == "Eva")).one() or 0
    form = _form("invite", *people.values(), eva)
    page = _look(staff, form)
    assert "One person would be invited by e-mail" in page
    assert "e-mail shared with another account or profile" in page
    _do(staff, form, "mail")
    with Session(engine) as session:
        message = session.exec(select(Message)).one()
        assert session.exec(select(Account.role).where(Account.crew_member_id == people["Ana"])).one() is Role.CREW
    link = re.search(r"(/sign-in/\S+)", message.text)
    assert link
    ana = web.test_client()
    assert ana.get(link[1]).status_code == 200
    assert ana.post(link[1]).headers["Location"].endswith("/me")
    assert "can sign in already" in _look(staff, form)


def test_the_selection_goes_out_in_the_form_of_the_registry_and_that_is_recorded(
    staff: FlaskClient, people: dict[str, int], engine: Engine
) -> None:
    form = _form("file", *people.values(), form="csv")
    assert "left the registry" in _look(staff, form)
    text = staff.post("/crew/bulk/file", data=form).get_data(as_text=True)
    assert text.count("\r\n") == 1 + 3
    with Session(engine) as session:
        recorded = session.exec(select(AuditEvent).where(AuditEvent.action == "crew:registry:exported")).one()
    assert '"people": 3' in recorded.detail


def test_nothing_ticked_and_unknown_deeds_are_told(staff: FlaskClient) -> None:
    page = staff.post("/crew/bulk", data={"deed": "edit"}, follow_redirects=True).get_data(as_text=True)
    assert "Nobody is ticked" in page
    assert staff.post("/crew/bulk", data={"deed": "rank"}).status_code == 400
    assert staff.post("/crew/bulk/mail", data={"deed": "edit", "person": "1"}).status_code == 400


def test_a_tag_is_in_the_persons_copy_goes_with_a_merge_and_is_gone_with_the_person(
    staff: FlaskClient, people: dict[str, int], engine: Engine, actor: Actor
) -> None:
    _do(staff, _form("tag", people["Ana"], people["Beto"], new="prensa"))
    with write_transaction(engine) as session:
        sections = collect_my_data(session, actor, crew_member_id=people["Ana"])["sections"]
        assert [row["tag"] for row in sections["crew_tagging"]] == ["prensa"]
        merge_people(session, actor, kept_id=people["Caro"], merged_id=people["Beto"])
    with write_transaction(engine) as session:
        assert people["Caro"] in set(session.exec(select(CrewTagging.crew_member_id)))
        erase_person(session, actor, crew_member_id=people["Ana"])
    with write_transaction(engine) as session:
        assert people["Ana"] not in set(session.exec(select(CrewTagging.crew_member_id)))
        assert people["Ana"] not in set(session.exec(select(BulkChange.crew_member_id)))
        assert sweep(session, now=datetime.now(UTC) + timedelta(days=40))["bulk_change"] == 1


def test_many_cost_the_database_hardly_more_than_few(session: Session, actor: Actor, engine: Engine) -> None:
    seen: list[str] = []

    def cost(number: int) -> int:
        people = [make_crew_member(session, given_name=f"N{number}-{each}") for each in range(number)]
        session.flush()
        seen.clear()
        deed = edit_people(session, actor, plan_edit(session, people, {"base": VALLARTA}))
        undo_deed(session, actor, deed_id=deed.id or 0)
        return len(seen)

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    few, many = cost(3), cost(60)
    event.remove(engine, "before_cursor_execute", note)
    assert many <= few + 2
