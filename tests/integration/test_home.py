"""The public pages stand in both languages, and the notice carries the version that consents name."""

from flask import Flask
from flask.testing import FlaskClient

from app.models.account import Role
from tests.factories.account import signed_in_as


def test_the_privacy_notice_names_the_version_that_consents_refer_to(client: FlaskClient) -> None:
    page = client.get("/privacy").get_data(as_text=True)
    assert "Version 2026-11" in page
    spanish = client.get("/privacy", headers={"Accept-Language": "es-MX"}).get_data(as_text=True)
    assert "Aviso de privacidad" in spanish
    assert "Versión 2026-11" in spanish


def test_what_staff_seldom_open_stands_together_in_menus_of_the_head(web: Flask) -> None:
    page = signed_in_as(web, Role.STAFF).get("/bench").get_data(as_text=True)
    head = page.split("</nav>")[0]
    assert head.count("<details") == 3
    assert '<summary class="here">Overview</summary>' in head
    assert '<a href="/bench" aria-current="page">Bench</a>' in head
    assert "<details" not in signed_in_as(web, Role.PRODUCTION).get("/").get_data(as_text=True).split("</nav>")[0]
