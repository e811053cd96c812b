"""The public pages stand in both languages, and the notice carries the version that consents name."""

from flask import Flask, url_for
from flask.testing import FlaskClient

from app.models.account import Role
from app.navigation import ENTRIES, MENUS
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


def test_every_page_of_a_menu_is_reached_by_its_entry(web: Flask) -> None:
    named = {endpoint for endpoints in MENUS.values() for endpoint in endpoints}
    entries = {entry.endpoint: entry for entry in ENTRIES}
    assert named <= set(entries)
    browser = signed_in_as(web, Role.ADMIN)
    head = browser.get("/").get_data(as_text=True).split("</nav>")[0]
    with web.test_request_context():
        addresses = {url_for(endpoint) for endpoint in named if Role.ADMIN in entries[endpoint].roles}
    assert "/neutrality" in addresses
    assert "/audit" in addresses
    missing = [address for address in sorted(addresses) if f'href="{address}"' not in head]
    assert not missing
    assert not [address for address in sorted(addresses) if browser.get(address).status_code != 200]
