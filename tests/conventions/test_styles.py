"""The stylesheets about themselves: a class means one thing on every page that has it."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CSS, TEMPLATES = ROOT / "app" / "static" / "css", ROOT / "app" / "templates"
EVERYWHERE = ("ground", "parts")
"""Sheets of every page, the areas' come after them."""
_AT_BLOCK = re.compile(r"@(?:media|supports)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SHEET = re.compile(r"static\(['\"]css/([\w-]+)\.css['\"]\)")


@cache
def _classes(sheet: str) -> Mapping[str, str]:
    """Return what a sheet says of single classes: the class and its declarations, without those of media."""
    text = re.sub(r"/\*.*?\*/", "", (CSS / f"{sheet}.css").read_text(), flags=re.DOTALL)
    found: dict[str, str] = {}
    for selectors, said in _RULE.findall(_AT_BLOCK.sub("", text)):
        for selector in (each.strip() for each in selectors.split(",")):
            if re.fullmatch(r"\.[\w-]+", selector):
                found[selector] = found.get(selector, "") + " ".join(said.split())
    return found


def _loaded(page: Path) -> list[str]:
    """Return the sheets of a page, those of the page that it extends with them."""
    text = page.read_text()
    parent = re.search(r'\{% extends "([^"]+)"', text)
    above = _loaded(TEMPLATES / parent[1]) if parent and parent[1] != "base.html" else []
    return [*above, *_SHEET.findall(text)]


def test_sheets_of_one_page_do_not_give_a_class_two_meanings() -> None:
    """The later sheet would win, and a page would look as nobody meant it; what areas share stands in parts.css."""
    clashes = set()
    for page in sorted(TEMPLATES.rglob("*.html")):
        sheets = dict.fromkeys([*EVERYWHERE, *_loaded(page)])
        for name in {name for sheet in sheets for name in _classes(sheet)}:
            where = [sheet for sheet in sheets if name in _classes(sheet)]
            if len(where) > 1:
                clashes.add(f"{name} in {', '.join(where)} ({page.relative_to(TEMPLATES)})")
    assert not clashes, "\n".join(sorted(clashes))


def test_facts_stand_in_pairs() -> None:
    """A list of facts draws a frame around each pair: a bare term and its value would run into the next."""
    bare = [
        f"{page.relative_to(TEMPLATES)}: {found[1]}"
        for page in sorted(TEMPLATES.rglob("*.html"))
        for found in re.finditer(r'<dl class="facts">(.*?)</dl>', page.read_text(), re.DOTALL)
        if len(re.findall(r"<dt>", found[1])) != len(re.findall(r"<div[^>]*>\s*<dt>", found[1]))
    ]
    assert not bare, "\n".join(bare)


def test_pages_load_sheets_that_are_there() -> None:
    named = {sheet for page in TEMPLATES.rglob("*.html") for sheet in _SHEET.findall(page.read_text())}
    assert named
    assert not [sheet for sheet in sorted(named) if not (CSS / f"{sheet}.css").is_file()]
