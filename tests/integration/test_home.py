"""The public pages stand in both languages, and the notice carries the version that consents name."""

from flask.testing import FlaskClient


def test_the_privacy_notice_names_the_version_that_consents_refer_to(client: FlaskClient) -> None:
    page = client.get("/privacy").get_data(as_text=True)
    assert "Version 2026-11" in page
    spanish = client.get("/privacy", headers={"Accept-Language": "es-MX"}).get_data(as_text=True)
    assert "Aviso de privacidad" in spanish
    assert "Versión 2026-11" in spanish
