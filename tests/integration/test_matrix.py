"""Routes × roles × own and foreign objects: the answer that the route's mark and ownership call for, and no leak."""

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask import Blueprint, Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from werkzeug.routing import Rule

from app import create_app
from app.access import allow, public
from app.models.account import OFFICE, Role
from app.models.availability import Hold
from app.unit import session
from config import Settings
from tests.factories.matrix_table import ARGUMENTS, FORMS, GUARDED, OWN_REFUSED, Value
from tests.factories.matrix_world import MARK, MARK_PHONE, Half, Matrix, make_matrix

HIDDEN = frozenset({403, 404, 410})
ROLES: tuple[Role | None, ...] = (None, *Role)


@dataclass
class Walk:
    """A walk over routes: what was asked, how often, and what came that must not."""

    web: Flask
    world: Matrix
    restore: Callable[[], None]
    failures: list[str] = field(default_factory=list)
    cells: Counter[str] = field(default_factory=Counter)

    def go(self, rules: Iterable[Rule], *, changing: bool) -> "Walk":
        """Ask every route for every role and both halves; POSTs that may change something only where `changing`."""
        for rule in sorted(rules, key=lambda each: (str(each.endpoint), each.rule)):
            missing = [name for name in sorted(rule.arguments) if not _stands_for(rule, name)]
            if missing:
                self.failures.append(_missing(rule, missing))
                continue
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                for role in ROLES:
                    for own in self._halves(rule, role):
                        if method == "GET" or changing or not self._may_change(rule, role, own=own):
                            self._cell(rule, method, role, own=own)
                        else:
                            self.cells["left to the other engine"] += 1
        return self

    def _may_change(self, rule: Rule, role: Role | None, *, own: bool) -> bool:
        """Say whether a POST may change something: one's own, and whatever the commission sends."""
        return _lets_in(self.web, rule, role) and (own or role in OFFICE)

    def _halves(self, rule: Rule, role: Role | None) -> tuple[bool, ...]:
        """Return which halves to ask for: to the commission, and where nothing is anybody's, all is one."""
        if role in OFFICE or not _lets_in(self.web, rule, role) or GUARDED & rule.arguments:
            return (False,)
        return (True, False) if self._is_personal(rule, role) else (False,)

    def _is_personal(self, rule: Rule, role: Role | None) -> bool:
        """Say whether the two halves have addresses of their own here."""
        own, foreign = (
            [_value_of(rule, name, self.world, self.world.half(own=own), role) for name in sorted(rule.arguments)]
            for own in (True, False)
        )
        return own != foreign

    def _cell(self, rule: Rule, method: str, role: Role | None, *, own: bool) -> None:
        where = f"{method} {rule.rule} as {role or 'visitor'}, {'own' if own else 'foreign'}"
        half = self.world.half(own=own)
        values = {name: _value_of(rule, name, self.world, half, role) for name in rule.arguments}
        with self.web.test_request_context():
            address = url_for(str(rule.endpoint), **values)
        status, text = _ask(self.world.browsers[role], address, method, FORMS.get(str(rule.endpoint)))
        self.cells["own" if own else "foreign"] += 1
        wrong = self._judge(rule, method, role, own=own, status=status)
        if wrong:
            self.failures.append(f"{where}: {status}, {wrong}")
        seen = _leaks(text, role)
        if seen:
            self.failures.append(f"{where}: shows {seen}")
        if method == "POST" and _lets_in(self.web, rule, role):
            self.restore()

    def _judge(self, rule: Rule, method: str, role: Role | None, *, own: bool, status: int) -> str:
        """Return what is wrong with a status, or nothing."""
        if status >= 500 and rule.endpoint != "health.ready":  # no scheduler runs here, and it says so
            return "an error"
        if not _lets_in(self.web, rule, role):
            due = 403 if role is not None else 302 if method == "GET" else 401
            return "" if status == due else f"not let in is {due}"
        if GUARDED & rule.arguments:
            return "" if status in HIDDEN else "a wrong secret opens nothing"
        if role in OFFICE or not self._is_personal(rule, role):
            return "turned away" if status == 401 else ""
        if own:
            refused = status in HIDDEN | {401} and rule.endpoint not in OWN_REFUSED
            return "one's own is refused: have matrix_world make one, or say why in OWN_REFUSED" * refused
        return "" if status in HIDDEN else "a foreign object is let through"


def _stands_for(rule: Rule, name: str) -> Value | None:
    return ARGUMENTS.get(f"{rule.endpoint}:{name}", ARGUMENTS.get(name))


def _value_of(rule: Rule, name: str, world: Matrix, half: Half, role: Role | None) -> Any:
    value = _stands_for(rule, name)
    assert value is not None, _missing(rule, [name])
    return value(world, half, role)


def _missing(rule: Rule, names: list[str]) -> str:
    lines = " ".join(f'"{name}": _id("…"),' for name in names)
    return f"{rule.endpoint} ({rule.rule}): add to ARGUMENTS in tests/factories/matrix_table.py: {lines}"


def _lets_in(web: Flask, rule: Rule, role: Role | None) -> bool:
    who: frozenset[Role] = getattr(web.view_functions[rule.endpoint], "access")  # noqa: B009 - set by the mark
    return not who or role in who


def _ask(browser: FlaskClient, address: str, method: str, form: Mapping[str, str] | None = None) -> tuple[int, str]:
    """Return status and all text of an answer; a page that only leads on is followed."""
    with browser.open(address, method=method, data=form if method == "POST" else None) as answer:
        status, text = answer.status_code, answer.get_data().decode("utf-8", "replace") + str(answer.headers)
        onward = answer.headers.get("Location", "")
    if method == "GET" and status == 302 and not onward.startswith("/sign-in"):
        followed, more = _ask(browser, onward, "GET")
        return followed, text + more
    return status, text


def _leaks(text: str, role: Role | None) -> str:
    """Return what of the foreign half stands in an answer: staff see all, readers no way to reach anybody."""
    if role in {Role.STAFF, Role.ADMIN}:
        return ""
    folded = text.lower()
    marks = (f"{MARK}@", f"{MARK}-", MARK_PHONE) if role is Role.READER else (MARK, MARK_PHONE)
    return ", ".join(mark for mark in marks if mark in folded)


@pytest.fixture
def restore(engine: Engine, tmp_path: Path) -> Callable[[], None]:
    """Return what puts the database back to how it was at the first call; on PostgreSQL nothing is changed."""
    kept = tmp_path / "kept.sqlite3"
    path = Path(engine.url.database or "")

    def put_back() -> None:
        if engine.dialect.name != "sqlite":
            return
        if not kept.exists():
            with engine.connect() as connection:
                connection.exec_driver_sql("COMMIT")
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
                connection.exec_driver_sql("BEGIN")
            engine.dispose()
            shutil.copyfile(path, kept)
            return
        engine.dispose()
        for tail in ("-wal", "-shm"):
            Path(f"{path}{tail}").unlink(missing_ok=True)
        shutil.copyfile(kept, path)

    return put_back


def test_every_route_answers_each_role_as_it_should_and_shows_nobody_elses(
    web: Flask, engine: Engine, restore: Callable[[], None], capsys: pytest.CaptureFixture[str]
) -> None:
    world = make_matrix(web)
    restore()
    web.config["PROPAGATE_EXCEPTIONS"] = False  # an error is an answer here
    shown = _ask(world.browsers[Role.STAFF], f"/crew/{world.foreign.ids['person']}", "GET")[1]
    assert MARK in shown.lower(), "what is searched for stands where it belongs"
    assert MARK_PHONE in shown
    rules = [rule for rule in web.url_map.iter_rules() if rule.endpoint != "account.sign_out"]
    walk = Walk(web, world, restore).go(rules, changing=engine.dialect.name == "sqlite")
    with capsys.disabled():
        print(f"\nmatrix on {engine.dialect.name}: {len(rules)} routes, {dict(walk.cells)} cells")  # noqa: T201 - the figure is asked for
    assert not walk.failures, "\n".join(walk.failures)
    assert sum(walk.cells.values()) >= len(rules) * len(ROLES)


def _careless() -> Blueprint:
    """Return routes as somebody in a hurry might write them."""
    pages = Blueprint("careless", __name__)

    @pages.get("/careless/holds/<id:hold_id>")
    @allow(Role.CREW)
    def forgets_whose(hold_id: int) -> str:
        return str(session().get_one(Hold, hold_id).id)

    @pages.get("/careless/list")
    @public
    def names_all() -> str:
        return f"someone: {MARK.title()} Contact"

    @pages.get("/careless/<thing>")
    @allow(Role.STAFF)
    def says_nothing(thing: str) -> str:
        return thing

    return pages


def test_a_planted_leak_is_caught(web: Flask, settings: Settings, engine: Engine, restore: Callable[[], None]) -> None:
    world = make_matrix(web)
    planted = create_app(settings)
    planted.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    planted.extensions["llamado.engine"].dispose()
    planted.extensions["llamado.engine"] = engine
    planted.register_blueprint(_careless())
    world.browsers = {role: _moved(browser, planted) for role, browser in world.browsers.items()}
    rules = [rule for rule in planted.url_map.iter_rules() if str(rule.endpoint).startswith("careless.")]
    failures = Walk(planted, world, restore).go(rules, changing=False).failures
    assert len(failures) == 5, failures
    assert "GET /careless/holds/<id:hold_id> as crew, foreign: 200, a foreign object is let through" in failures
    assert "GET /careless/list as visitor, foreign: shows zorzal" in failures
    assert "GET /careless/list as reader" not in "".join(failures), "a name alone is no way to reach somebody"
    assert any('add to ARGUMENTS in tests/factories/matrix_table.py: "thing"' in failure for failure in failures)


def _moved(browser: FlaskClient, web: Flask) -> FlaskClient:
    """Return a browser of another application with the same device."""
    moved = web.test_client()
    cookie = browser.get_cookie("llamado_device")
    if cookie is not None:
        moved.set_cookie("llamado_device", cookie.value)
    return moved
