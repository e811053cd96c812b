"""Saved views: filters under a name, one's own or shared, changed and deleted with a way back."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlmodel import Session, select

from app.models.account import Role
from app.models.saved_view import SavedView
from app.models.trust import AuditEvent
from tests.factories.account import signed_in_as


@pytest.fixture
def staff(web: Flask) -> FlaskClient:
    return signed_in_as(web, Role.STAFF)


def _views(browser: FlaskClient) -> list[str]:
    page = browser.get("/crew").get_data(as_text=True)
    nav = re.search(r'<nav aria-label="Saved views">(.*?)</nav>', page, re.DOTALL)
    assert nav
    return re.findall(r"<a [^>]*>([^<]+?)(?: <span|</a>)", nav[1])


def _save(browser: FlaskClient, name: str, query: str, **more: str) -> int:
    answer = browser.post(f"/crew/views?{query}", data={"name": name, **more})
    found = re.search(r"view=(\d+)", answer.headers["Location"])
    assert found, answer.headers["Location"]
    return int(found[1])


def test_a_view_leads_to_its_filters_and_is_ones_own_until_it_is_shared(web: Flask, staff: FlaskClient) -> None:
    colleague = signed_in_as(web, Role.STAFF)
    view_id = _save(staff, "Gaffers", "role=gaffer&page=3&_external=1")
    _save(staff, "Todas", "status=all", shared="yes")
    assert _views(staff) == ["Gaffers", "Todas"]
    assert _views(colleague) == ["Todas"]
    assert f'href="/crew?view={view_id}&amp;role=gaffer"' in staff.get("/crew").get_data(as_text=True)


def test_a_changed_view_and_a_deleted_one_come_back(staff: FlaskClient, session: Session) -> None:
    view_id = _save(staff, "Gaffers", "role=gaffer")
    changed = staff.post(f"/crew/views/{view_id}?role=key-grip", data={"name": "Grips"}).headers["Location"]
    assert "was “Gaffers” before" in staff.get(changed).get_data(as_text=True)
    staff.post(f"/crew/views/{view_id}/undo")
    assert _views(staff) == ["Gaffers"]
    deleted = staff.post(f"/crew/views/{view_id}/delete?role=gaffer").headers["Location"]
    assert "The view “Gaffers” was deleted." in staff.get(deleted).get_data(as_text=True)
    assert _views(staff) == []
    staff.post(f"/crew/views/{view_id}/undo")
    assert _views(staff) == ["Gaffers"]
    assert session.exec(select(SavedView)).one().filters == {"role": "gaffer"}
    assert all("gaffer" not in each.detail.lower() for each in session.exec(select(AuditEvent)))


def test_another_deletion_ends_the_way_back(staff: FlaskClient, session: Session) -> None:
    first, second = _save(staff, "Uno", "q=uno"), _save(staff, "Dos", "q=dos")
    staff.post(f"/crew/views/{first}/delete")
    staff.post(f"/crew/views/{second}/delete")
    assert staff.post(f"/crew/views/{first}/undo", follow_redirects=True).status_code == 200
    assert _views(staff) == []
    assert [view.name for view in session.exec(select(SavedView))] == ["Dos"]


def test_a_name_is_needed_and_ones_own_only_once(web: Flask, staff: FlaskClient) -> None:
    view_id = _save(staff, "Gaffers", "role=gaffer", shared="yes")
    for name, said in (("", "A view needs a name"), ("gaffers", "already"), ("x" * 81, "A view needs a name")):
        page = staff.post("/crew/views?q=a", data={"name": name}, follow_redirects=True).get_data(as_text=True)
        assert said in page
    colleague = signed_in_as(web, Role.STAFF)
    assert colleague.post(f"/crew/views/{view_id}/delete").status_code == 404
    assert _views(staff) == ["Gaffers"]
