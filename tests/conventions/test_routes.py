"""What a route reaches decides its marks: a limit where files come and go, proof of who is there before danger."""

import dis
import inspect
from collections.abc import Callable, Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import CodeType, FunctionType
from typing import Any

import pytest
from flask import Flask, Response
from wtforms import FileField
from wtforms.fields.core import UnboundField

import app.forms
from app import create_app
from app.access import recently_proven, staff_only
from app.limits import limited
from app.services.arco import carry_out
from app.services.blocking import block_person
from app.services.bulk.hand_out import write_file
from app.services.crew_export import export_crew
from app.services.imports.registry_file import export_registry
from app.services.merge import merge_people
from app.services.my_data import collect_my_data
from app.services.rate import Deed
from app.services.unmerge import unmerge_people
from app.views.downloads import download
from config import get_settings

View = Callable[..., Any]
NOBODY_IN_IT = {
    "bench.as_csv": "counts of roles and weeks",
    "bench.as_xlsx": "counts of roles and weeks",
    "capacity.as_csv": "counts of shoots and roles",
    "capacity.as_xlsx": "counts of shoots and roles",
    "imports.template": "an empty list",
    "need_sheet.template": "an empty need",
    "need_doors.schema": "the schema of briefs",
    "need_doors.example": "a fictional brief",
}
"""Files that name nobody: they may be fetched as often as pages."""
ONE_AT_A_TIME = {
    "evidence.show": "one file, kept sealed: who looks has asked for it and is in the audit",
    "evidence.open_file": "staff look through many in an hour; each look is in the audit",
}
SMALL = {"plans.try_out": "a brief for a what-if is one of many small changes that staff try in a row"}
DANGEROUS = (
    merge_people,
    unmerge_people,
    export_registry,
    export_crew,
    write_file,
    block_person,
    carry_out,
    collect_my_data,
)
"""What cannot be made good by whoever finds an open session: everybody's data out, people taken away or made one."""


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """Yield the application; no database is asked."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LLAMADO_DATA_DIR", str(tmp_path_factory.mktemp("routes")))
        get_settings.cache_clear()
        yield create_app(get_settings())
    get_settings.cache_clear()


@pytest.fixture
def views(web: Flask) -> dict[str, View]:
    """Return endpoint -> view."""
    return {name: view for name, view in web.view_functions.items() if name != "static"}


@pytest.fixture
def posting(web: Flask) -> set[str]:
    """Return the endpoints that take what is sent to them."""
    return {rule.endpoint for rule in web.url_map.iter_rules() if "POST" in (rule.methods or ())}


def reached(view: View) -> set[Any]:
    """Return what a view names, itself or by the functions and tables of its own module."""
    found: set[Any] = set()
    ahead: list[Any] = [inspect.unwrap(view)]
    while ahead:
        each = ahead.pop()
        if isinstance(each, dict | list | tuple):
            ahead += each.values() if isinstance(each, dict) else each
        elif inspect.isfunction(each) or inspect.isclass(each):
            if each in found:
                continue
            found.add(each)
            if isinstance(each, FunctionType) and each.__module__ == inspect.unwrap(view).__module__:
                ahead += [each.__globals__[name] for name in _names(each.__code__) if name in each.__globals__]
    return found


def named(view: View) -> set[Any]:
    """Return the classes that a view's own lines name, itself or by a table: the pages that it draws are left out."""
    own = inspect.unwrap(view)
    ahead = [own.__globals__[name] for name in _names(own.__code__) if name in own.__globals__]
    found: set[Any] = set()
    while ahead:
        each = ahead.pop()
        if isinstance(each, dict | list | tuple):
            ahead += each.values() if isinstance(each, dict) else each
        elif inspect.isclass(each):
            found.add(each)
    return found


def _names(code: CodeType) -> set[str]:
    """Return the module's names that code asks for; names of attributes are none."""
    inner = (each for each in code.co_consts if isinstance(each, CodeType))
    own = {str(each.argval) for each in dis.get_instructions(code) if each.opname == "LOAD_GLOBAL"}
    return own.union(*(_names(each) for each in inner))


def _says(view: View, words: str) -> bool:
    own = inspect.unwrap(view).__module__
    return any(
        words in inspect.getsource(each)
        for each in reached(view)
        if inspect.isfunction(each) and each.__module__ == own
    )


def _forms_with_files() -> set[type]:
    modules = [import_module(f"app.forms.{each.name}") for each in iter_modules(app.forms.__path__)]
    classes = {each for module in modules for each in vars(module).values() if inspect.isclass(each)}
    return {each for each in classes if any(_is_file(field) for field in vars(each).values())}


def _is_file(field: object) -> bool:
    return isinstance(field, UnboundField) and issubclass(field.field_class, FileField)


def without_limit(views: dict[str, View], posting: set[str]) -> list[str]:
    """Return the routes that hand out a file of people, or take one, as often as anybody likes."""
    forms = _forms_with_files()
    free = NOBODY_IN_IT.keys() | ONE_AT_A_TIME.keys() | SMALL.keys()
    bare = []
    for endpoint, view in views.items():
        hands_out = download in reached(view) or _says(view, "Content-Disposition")
        takes = endpoint in posting and forms & named(view)
        if (hands_out or takes) and not hasattr(view, "limited") and endpoint not in free:
            bare.append(endpoint)
    return sorted(bare)


def without_proof(views: dict[str, View]) -> list[str]:
    """Return the routes that do something dangerous for whoever sits at the desk."""
    careless = (
        endpoint
        for endpoint, view in views.items()
        if reached(view) & set(DANGEROUS) and not hasattr(view, "recently_proven")
    )
    return sorted(careless)


def test_files_of_people_come_and_go_within_limits(views: dict[str, View], posting: set[str]) -> None:
    assert without_limit(views, posting) == [], "mark them @limited, or say above why not"


def test_dangerous_deeds_ask_who_is_there(views: dict[str, View]) -> None:
    assert without_proof(views) == []
    for deed in DANGEROUS:
        assert any(deed in reached(view) for view in views.values()), f"{deed.__name__} is on no page: take it out here"


def test_exceptions_are_of_routes_that_there_are(views: dict[str, View]) -> None:
    assert {*NOBODY_IN_IT, *ONE_AT_A_TIME, *SMALL} <= set(views)


@staff_only
def all_of_them() -> Response:
    """Hand out everybody, as somebody in a hurry might write it."""
    return _write()


def _write() -> Response:
    return download(str(export_registry).encode(), "all.csv", "text/csv")


def test_a_planted_route_without_marks_is_caught() -> None:
    planted: dict[str, View] = {"careless.all": all_of_them}
    assert without_limit(planted, set()) == ["careless.all"]
    assert without_proof(planted) == ["careless.all"]
    careful = recently_proven(limited(Deed.EXPORT)(FunctionType(all_of_them.__code__, globals())))
    assert without_limit({"careful.all": careful}, set()) == without_proof({"careful.all": careful}) == []
