"""The code about itself: sizes, words, and what may not stand in it."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ("app", "matching", "jobs", "benchmarks", "tests")
HARD_LIMIT = 400


def python_files() -> Iterator[Path]:
    yield ROOT / "config.py"
    for folder in CODE:
        yield from sorted((ROOT / folder).rglob("*.py"))


@cache
def nodes_of(path: Path) -> list[ast.AST]:
    """Return every node of a file, parsed once."""
    return list(ast.walk(ast.parse(path.read_text())))


def templates() -> list[Path]:
    return sorted((ROOT / "app" / "templates").rglob("*.html"))


def test_no_file_outgrows_its_noun() -> None:
    long = {str(p.relative_to(ROOT)): n for p in python_files() if (n := len(p.read_text().splitlines())) > HARD_LIMIT}
    assert not long, f"which second noun lives in these files? {long}"


def test_functions_stay_short_on_the_whole() -> None:
    lengths = sorted(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files()
        for node in nodes_of(path)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    assert lengths[int(len(lengths) * 0.95)] <= 35


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_has_nothing_that_the_content_policy_forbids(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|javascript:", text)


@pytest.mark.parametrize("path", templates(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_posted_form_carries_a_token(path: Path) -> None:
    text = path.read_text()
    forms = re.findall(r"<form[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE)
    bare = [form[:120] for form in forms if not re.search(r"csrf", form)]
    assert not bare


def test_lock_files_and_commands_name_no_package_index() -> None:
    words = re.compile(r"--index-url|extra-index-url|find-links")
    names = [
        *python_files(),
        ROOT / "README.md",
        ROOT / "Makefile",
        ROOT / "pyproject.toml",
        *ROOT.glob("require*.txt"),
    ]
    hits = [
        str(p.relative_to(ROOT)) for p in names if p.exists() and p != Path(__file__) and words.search(p.read_text())
    ]
    assert not hits


STEP_STATES = ("OfferStatus", "RoundStatus", "HoldStatus", "ChallengeStatus", "BookingStatus")


def test_only_the_state_machine_sets_the_status_of_an_offer_hold_challenge_or_booking() -> None:
    setters = []
    for path in python_files():
        if path.parts[-2:] == ("services", "steps.py") or "tests" in path.parts:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Assign):
                named = any(isinstance(each, ast.Attribute) and each.attr == "status" for each in node.targets)
            elif isinstance(node, ast.Call):
                named = isinstance(node.func, ast.Attribute) and node.func.attr in {"values", "update"}
            else:
                continue
            if named and any(state in ast.dump(node) for state in STEP_STATES):
                setters.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert not setters
