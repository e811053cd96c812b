"""Routes × roles: each route lets in whom its mark names, and nobody else."""

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from app.models.account import Role
from tests.factories.account import signed_in_as

_SIGN_IN, _FORBIDDEN, _NOT_SIGNED_IN = 302, 403, 401


def _access(web: Flask, rule: Rule) -> frozenset[Role]:
    who: frozenset[Role] = getattr(web.view_functions[rule.endpoint], "access")  # noqa: B009 - set by the mark
    return who


def _address(web: Flask, rule: Rule) -> str:
    """Return an address of a route, with an id or word that stands for nothing in each place."""
    values = {name: 999_999 if "id" in name or name in {"version", "slot"} else "x" for name in rule.arguments}
    with web.test_request_context():
        return url_for(str(rule.endpoint), **values)  # type: ignore[arg-type]


def _knock(browser: FlaskClient, address: str, method: str) -> tuple[int, str]:
    answer = browser.open(address, method=method)
    return answer.status_code, answer.headers.get("Location", "")


@pytest.mark.parametrize("role", [None, *Role])
def test_every_route_turns_the_wrong_people_away(web: Flask, role: Role | None) -> None:
    browser = web.test_client() if role is None else signed_in_as(web, role)
    cells = 0
    for rule in web.url_map.iter_rules():
        who = _access(web, rule)
        if not who or role in who or rule.endpoint == "static":
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            status, location = _knock(browser, _address(web, rule), method)
            cells += 1
            if role is None and method == "GET":
                assert (status, location.split("?")[0]) == (_SIGN_IN, "/sign-in"), rule
            else:
                assert status == (_NOT_SIGNED_IN if role is None else _FORBIDDEN), rule
    assert cells or role is not None


@pytest.mark.parametrize("role", list(Role))
def test_every_route_lets_the_right_people_in(web: Flask, role: Role) -> None:
    browser = signed_in_as(web, role)
    for rule in web.url_map.iter_rules():
        who = _access(web, rule)
        if rule.endpoint == "static" or "GET" not in (rule.methods or set()) or (who and role not in who):
            continue
        status, _ = _knock(browser, _address(web, rule), "GET")
        assert status < 500 or rule.endpoint == "health.ready", rule  # no scheduler runs here, and it says so
        assert status != _NOT_SIGNED_IN, rule
