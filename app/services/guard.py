"""Texts that a spreadsheet program would run: guarded by an apostrophe where we write them, told where we read them."""

import re

_LEADS = "=+\\-@\t\r\n＝＋－＠"
_GUARDED = re.compile(rf"'+\s*[{_LEADS}]")
_RUNS = re.compile(rf"'*\s*[{_LEADS}]")
_FORMULA = re.compile(r"\s*(?:[=＝]|[+\-@＋－＠]\s*[A-Za-z_.]+\d*\s*[(|!])")
OUTSIDE = re.compile(
    r"\b(?:WEBSERVICE|HYPERLINK|FILTERXML|IMPORTXML|IMPORTDATA|IMPORTHTML|IMPORTRANGE|IMPORTFEED|IMAGE|RTD|DDE|CALL|"
    r"EXEC|REGISTER(?:\.ID)?)\s*\(|\||\[\d+\]|\[[^\]]+\.xls",
    re.IGNORECASE,
)
"""Functions and references of a formula that reach beyond its workbook: programs, other files, the network."""


def guard(text: str) -> str:
    """Return a text that no spreadsheet program runs; `unguard` gives it back as it was."""
    return f"'{text}" if _RUNS.match(text) else text


def unguard(text: str) -> str:
    """Return a text without the apostrophe that `guard` put before it."""
    return text[1:] if _GUARDED.match(text) else text


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet program would run a text: "=…", and "+", "-" or "@" before a call of something."""
    return _FORMULA.match(text) is not None
