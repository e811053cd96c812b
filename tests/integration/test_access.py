"""Each route lets in whom its mark names, even to what is not there; that it lets in nobody else test_matrix shows."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import Rule

from app.models.account import Role
from tests.factories.account import signed_in_as

_NOT_SIGNED_IN = 401


def _access(web: Flask, rule: Rule) -> frozenset[Role]:
    who: frozenset[Role] = getattr(web.view_functions[rule.endpoint], "access")  # noqa: B009 - set by the mark
    return who


def _address(web: Flask, rule: Rule) -> str:
    """Return an address of a route, with an id or word that stands for nothing in each place."""
    values = {name: 999_999 if "id" in name or name in {"version", "slot"} else "x" for name in rule.arguments}
    with web.test_request_context():
        return url_for(str(rule.endpoint), **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("role", list(Role))
def test_every_route_lets_the_right_people_in(web: Flask, role: Role) -> None:
    browser = signed_in_as(web, role)
    for rule in web.url_map.iter_rules():
        who = _access(web, rule)
        if rule.endpoint == "static" or "GET" not in (rule.methods or set()) or (who and role not in who):
            continue
        status = browser.get(_address(web, rule)).status_code
        assert status < 500 or rule.endpoint == "health.ready", rule  # no scheduler runs here, and it says so
        assert status != _NOT_SIGNED_IN, rule
