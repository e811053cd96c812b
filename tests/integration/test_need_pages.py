"""Needs through the pages: a draft from any door, its review, handing in, and what staff and strangers may do."""

import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import col, func, select

from app.db import reading, write_transaction
from app.models.account import Account, Role
from app.models.intake import Upload, UploadStatus
from app.models.message import Message
from app.models.need import Need, NeedStatus, NeedVersion, Position
from app.models.production import Production
from app.services.audit import Actor
from tests.factories.account import make_account, sign_in, signed_in_as
from tests.factories.need import make_need

BRIEFS = sorted((Path(__file__).resolve().parents[2] / "app" / "data" / "briefs").glob("*.yaml"))
FORM = {
    "working_title": "Marea",
    "kind": "feature",
    "bases": "Guadalajara, Chapala",
    "shoot_starts_on": "2027-03-01",
    "shoot_ends_on": "2027-04-10",
    "confidential": "y",
    "lines-0-asked_as": "Jefa de eléctricos",
    "lines-0-quantity": "1",
    "lines-1-asked_as": "Extras",
    "lines-1-quantity": "2",
    "lines-2-asked_as": "",
    "lines-2-quantity": "1",
}
CONTACT = {"contact_name": "Ana Ruiz", "contact_email": "ana@example.org"}


def brief_without_roles(path: Path) -> tuple[bytes, dict[str, str], list[str]]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    roles = {need["id"]: need.pop("role") for need in data["needs"]}
    return yaml.safe_dump(data, allow_unicode=True).encode(), roles, [need["asked_as"] for need in data["needs"]]


def upload(browser: FlaskClient, file: bytes, address: str = "/needs/brief", name: str = "brief.yaml") -> Any:
    return browser.post(address, data={"file": (io.BytesIO(file), name)}, content_type="multipart/form-data")


def count(web: Flask, table: Any) -> int:
    with reading(web.extensions["llamado.engine"]) as session:
        return int(session.exec(select(func.count()).select_from(table)).one())


def rows(web: Flask, statement: Any) -> list[Any]:
    with reading(web.extensions["llamado.engine"]) as session:
        return list(session.exec(statement))


def hand_in(browser: FlaskClient, draft: str, **more: str) -> Any:
    return browser.post(f"{draft}/hand-in", data=CONTACT | more)


@pytest.mark.parametrize("path", BRIEFS, ids=lambda path: path.stem)
def test_a_brief_without_roles_goes_through_the_upload_with_no_line_lost(
    web: Flask, client: FlaskClient, path: Path
) -> None:
    file, roles, titles = brief_without_roles(path)
    answer = upload(client, file)
    assert answer.status_code == 302
    draft = answer.headers["Location"]
    page = client.get(draft).text
    assert page.count('scope="row"') == len(titles)
    assert count(web, Need) == 0
    assert hand_in(client, draft).status_code == 302
    positions = rows(web, select(Position).order_by(col(Position.ordinal)))
    assert [position.asked_as for position in positions] == titles
    for position in positions:
        assert position.role_id == roles[position.code] or roles[position.code] in position.choices_offered
    assert client.get(draft).status_code == 200
    assert "Look at your e-mail" in client.get(draft).text


def test_a_visitor_who_hands_in_gets_an_account_and_a_link_that_leads_to_the_need(
    web: Flask, client: FlaskClient
) -> None:
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    hand_in(client, draft)
    account = rows(web, select(Account).where(Account.email == "ana@example.org"))[0]
    assert account.role == Role.PRODUCTION
    assert [production.contact_account_id for production in rows(web, select(Production))] == [account.id]
    message = rows(web, select(Message))[0]
    assert message.to_address == "ana@example.org"
    link = re.search(r"/sign-in/\S+", message.text)
    assert link is not None
    home = client.post(link[0])
    assert home.headers["Location"] == "/needs/1"
    page = client.get("/needs/1").text
    assert "Candidates are shown to you once it has accepted" in page


def test_handing_in_needs_an_e_mail(web: Flask, client: FlaskClient) -> None:
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    answer = client.post(f"{draft}/hand-in", data={"contact_name": "Ana", "contact_email": ""})
    assert answer.status_code == 422
    assert "Give your e-mail" in answer.text
    assert count(web, Need) == 0


def test_the_e_mail_of_staff_does_not_become_a_production_s_account(web: Flask, client: FlaskClient) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        staff = make_account(session, Role.STAFF)
        email = staff.email
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    client.post(f"{draft}/hand-in", data={"contact_email": email})
    assert rows(web, select(Production))[0].contact_account_id is None
    assert "/sign-in/" not in rows(web, select(Message))[0].text


def test_staff_take_a_need_in_without_an_e_mail(web: Flask) -> None:
    staff = signed_in_as(web, Role.STAFF)
    draft = upload(staff, BRIEFS[0].read_bytes()).headers["Location"]
    assert staff.post(f"{draft}/hand-in", data={"contact_email": ""}).headers["Location"] == "/needs/1"
    assert rows(web, select(Production))[0].contact_account_id is None
    assert count(web, Message) == 0


def test_a_sign_in_link_goes_to_the_account_s_own_address_only(web: Flask) -> None:
    me = signed_in_as(web, Role.PRODUCTION)
    draft = upload(me, BRIEFS[0].read_bytes()).headers["Location"]
    me.post(f"{draft}/hand-in", data={"contact_email": "somebody.else@example.org"})
    assert "/sign-in/" not in rows(web, select(Message))[0].text


def test_a_wrong_brief_is_refused_whole(web: Flask, client: FlaskClient) -> None:
    answer = upload(client, b"brief: {working_title: A, type: feature}\nneeds:\n- {asked_as: Gaffer, count: -1}\n")
    assert answer.status_code == 422
    assert "File line 3 · Position 1 Gaffer · How many" in answer.text
    assert count(web, Upload) == 0


def test_the_form_keeps_what_was_typed_and_reads_it(web: Flask, client: FlaskClient) -> None:
    answer = client.post("/needs/form", data=FORM | {"action": "save"})
    address = answer.headers["Location"].split("#")[0]
    page = client.get(address).text
    for typed in ("Marea", "Jefa de eléctricos", "Extras", "Guadalajara, Chapala"):
        assert f'value="{typed}"' in page
    assert "Gaffer" in page
    assert "May mean" in page
    review = client.get(address.removesuffix("/edit"))
    assert review.status_code == 200
    assert "<dd>2</dd>" in review.text
    assert count(web, Need) == 0


def test_lines_are_added_and_removed_without_scripts(client: FlaskClient) -> None:
    address = client.post("/needs/form", data=FORM | {"action": "add"}).headers["Location"].split("#")[0]
    client.post(address, data=FORM | {"action": "add"})
    assert 'name="lines-3-asked_as"' in client.get(address).text
    client.post(address, data=FORM | {"action": "remove:0"})
    page = client.get(address).text
    assert "Jefa de eléctricos" not in page
    assert 'value="Extras"' in page


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("lines-0-quantity", "-3", "This is too small"),
        ("lines-0-quantity", "muchas", "This is no whole number"),
        ("lines-1-starts_on", "31/02/2027", "This is no date"),
        ("shoot_starts_on", "someday", "This is no date"),
        ("shoot_ends_on", "2026-04-10", "The end lies before the start"),
        ("working_title", "", "This is missing"),
        ("kind", "", "This is missing"),
        ("lines-0-languages", "en Z9, ??", "Write languages as"),
        ("lines-2-note", "for the second unit", "This is missing"),
        ("blocks-0-name", "Block 1", "This is missing"),
    ],
)
def test_a_mistake_is_told_and_stays_as_typed(
    web: Flask, client: FlaskClient, field: str, typed: str, said: str
) -> None:
    data = FORM | {field: typed, "action": "review"}
    answer = client.post("/needs/form", data=data, follow_redirects=True)
    assert answer.status_code == 200
    assert "to put right" in answer.text
    assert said in answer.text
    assert f'value="{typed}"' in answer.text or not typed
    assert 'value="Jefa de eléctricos"' in answer.text
    assert count(web, Need) == 0


def test_characters_that_can_t_be_stored_are_told_at_their_field(web: Flask, client: FlaskClient) -> None:
    answer = client.post("/needs/form", data=FORM | {"lines-0-note": "a\0b"})
    assert answer.status_code == 422
    assert "be stored. Type it again." in answer.text
    assert count(web, Upload) == 0


def test_more_lines_than_a_need_may_have_are_refused(client: FlaskClient) -> None:
    data = {f"lines-{n}-asked_as": "Grip" for n in range(1001)}
    assert client.post("/needs/form", data=FORM | data).status_code == 422


def test_a_chosen_role_is_handed_in_with_the_need(web: Flask, client: FlaskClient) -> None:
    answer = client.post("/needs/form", data=FORM | {"action": "review"})
    draft = answer.headers["Location"]
    page = client.get(draft).text
    assert 'name="role-L002"' in page
    hand_in(client, draft, **{"role-L002": "extras-coordinator"})
    roles = [position.role_id for position in rows(web, select(Position).order_by(col(Position.ordinal)))]
    assert roles == ["gaffer", "extras-coordinator"]


def test_a_draft_is_handed_in_once(web: Flask, client: FlaskClient) -> None:
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    hand_in(client, draft)
    hand_in(client, draft)
    assert count(web, Need) == 1


def test_a_dropped_draft_keeps_nothing(web: Flask, client: FlaskClient) -> None:
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    client.post(f"{draft}/drop")
    dropped = rows(web, select(Upload))[0]
    assert (dropped.status, dropped.rows, dropped.result) == (UploadStatus.DROPPED, [], {})
    assert client.get(draft).headers["Location"] == "/needs/new"


def test_a_draft_is_seen_by_its_own_browser_and_account_only(web: Flask, client: FlaskClient) -> None:
    draft = upload(client, BRIEFS[0].read_bytes()).headers["Location"]
    for stranger in (web.test_client(), signed_in_as(web, Role.PRODUCTION), signed_in_as(web, Role.STAFF)):
        for address in (draft, f"{draft}/edit"):
            assert stranger.get(address).status_code == 404
        assert stranger.post(f"{draft}/hand-in", data=CONTACT).status_code == 404
        assert stranger.post(f"{draft}/drop").status_code == 404


def test_too_many_hand_ins_from_one_address_are_put_off(web: Flask, client: FlaskClient) -> None:
    statuses = []
    for _ in range(8):
        draft = client.post("/needs/form", data=FORM | {"action": "review"}).headers["Location"]
        statuses.append(hand_in(client, draft).status_code)
    assert statuses == [302] * 6 + [429] * 2
    assert count(web, Need) == 6


def test_a_production_sees_its_own_needs_only(web: Flask, actor: Actor) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        mine, other = make_account(session, Role.PRODUCTION), make_account(session, Role.PRODUCTION)
        need = make_need(session, actor, contact_account_id=mine.id, working_title="Mine alone")
        need_id, production_id = need.id, need.production_id
    me, stranger, staff = sign_in(web, mine), sign_in(web, other), signed_in_as(web, Role.STAFF)
    addresses = (f"/needs/{need_id}", f"/needs/{need_id}/versions/1", f"/productions/{production_id}")
    for address in addresses:
        assert [browser.get(address).status_code for browser in (me, staff, stranger)] == [200, 200, 404]
    for address in ("/needs", "/productions"):
        assert ["Mine alone" in browser.get(address).text for browser in (me, staff, stranger)] == [True, True, False]
    for address in ("roles", "change"):
        assert stranger.post(f"/needs/{need_id}/{address}").status_code == 404
    for address in ("accept", "decline"):
        assert me.post(f"/needs/{need_id}/{address}").status_code == 403
    assert rows(web, select(NeedVersion.version)) == [1]


def test_staff_accept_and_the_production_is_told(web: Flask, actor: Actor) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        need_id = make_need(session, actor).id
    staff = signed_in_as(web, Role.STAFF)
    assert "Accept" in staff.get(f"/needs/{need_id}").text
    assert staff.post(f"/needs/{need_id}/accept").status_code == 302
    assert rows(web, select(Need))[0].status is NeedStatus.ACCEPTED
    assert rows(web, select(Message))[0].to_address == "office@example.org"
    assert staff.post(f"/needs/{need_id}/accept").status_code == 409


def test_a_need_is_declined_with_a_reason_only(web: Flask, actor: Actor) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        need_id = make_need(session, actor).id
    staff = signed_in_as(web, Role.STAFF)
    assert staff.post(f"/needs/{need_id}/decline", data={"reason": ""}).status_code == 422
    staff.post(f"/needs/{need_id}/decline", data={"reason": "Dates have passed"})
    assert "Dates have passed" in staff.get(f"/needs/{need_id}").text
    assert "Dates have passed" in rows(web, select(Message))[0].text


def test_staff_settle_a_title(web: Flask, actor: Actor) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        need_id = make_need(session, actor, {"asked_as": "Extras"}, {"asked_as": "Gaffer"}).id
    staff = signed_in_as(web, Role.STAFF)
    assert "One title to settle" in staff.get(f"/needs/{need_id}").text
    assert staff.post(f"/needs/{need_id}/roles", data={"role-L001": "extras-coordinator"}).status_code == 302
    page = staff.get(f"/needs/{need_id}").text
    assert "title to settle" not in page
    assert "Version 2" in page
    assert staff.post(f"/needs/{need_id}/roles", data={"role-L001": "dentist"}).status_code == 422


def test_a_need_is_changed_through_a_draft_that_shows_the_difference(web: Flask, actor: Actor) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        mine = make_account(session, Role.PRODUCTION)
        need_id = make_need(session, actor, {"asked_as": "Gaffer"}, contact_account_id=mine.id).id
    me = sign_in(web, mine)
    address = me.post(f"/needs/{need_id}/change").headers["Location"]
    page = re.sub(r"<template.*?</template>", "", me.get(address).text, flags=re.DOTALL)
    fields = dict(re.findall(r'<input[^>]*name="([a-z0-9_-]+)"[^>]*value="([^"]*)"', page))
    answer = me.post(address, data=fields | {"kind": "feature", "lines-0-quantity": "3", "action": "review"})
    review = me.get(answer.headers["Location"]).text
    assert "How many: 1 → 3" in review
    assert me.post(answer.headers["Location"] + "/hand-in", data=CONTACT).headers["Location"] == f"/needs/{need_id}"
    assert rows(web, select(Need.version)) == [2]
    assert rows(web, select(Position.quantity)) == [3]
    assert "How many: 1 → 3" in me.get(f"/needs/{need_id}").text


def test_the_same_brief_again_from_its_contact_changes_the_need(web: Flask, client: FlaskClient) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        mine = make_account(session, Role.PRODUCTION)
    me = sign_in(web, mine)
    file = BRIEFS[0].read_bytes()
    hand_in(me, upload(me, file).headers["Location"])
    later = file.replace(b"count: 3", b"count: 4", 1)
    draft = upload(me, later).headers["Location"]
    assert "This changes the need" in me.get(draft).text
    hand_in(me, draft)
    assert rows(web, select(Need.version)) == [2]
    hand_in(client, upload(client, later).headers["Location"])
    codes = rows(web, select(Production.code).order_by(col(Production.id)))
    assert codes == ["GDL-COM-2027-03", "GDL-COM-2027-03-2"]


def test_the_schema_of_the_brief_is_published(client: FlaskClient) -> None:
    assert client.get("/brief.schema.json").get_json()["title"] == "Llamado brief"
    assert client.get("/needs/example.yaml").data == BRIEFS[0].read_bytes()


def test_a_title_is_read_while_one_types(client: FlaskClient) -> None:
    assert client.get("/needs/title?title=foquista").get_json()["kind"] == "read"
    assert client.get("/needs/title?title=extras").get_json()["kind"] == "asked"
    assert client.get("/needs/title?title=dentist").get_json()["kind"] == "unknown"
    assert client.get("/needs/title?title=").get_json()["kind"] == ""


@pytest.mark.parametrize("language", ["en", "es-MX"])
def test_pages_speak_both_languages(web: Flask, actor: Actor, language: str) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        need_id = make_need(session, actor, {"asked_as": "Extras"}).id
    staff = signed_in_as(web, Role.STAFF)
    staff.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    page = staff.get(f"/needs/{need_id}").text
    assert ("Accept" in page, "Aceptar" in page) == (language == "en", language != "en")
