"""The list of bad files in docs/bad-inputs.md is what the tests try: each file with the words that it is refused with.

`python -m tests.unit.app.test_bad_inputs` writes it anew.
"""

from collections.abc import Iterator
from pathlib import Path

from app.errors import LlamadoError
from app.services.spreadsheet import read_table
from tests.unit.app.test_evidence_file import BAD, clean
from tests.unit.app.test_hostile_files import FORMULAS, REFUSED, TAKEN

PAGE = Path(__file__).parents[3] / "docs" / "bad-inputs.md"
HEAD = """# Bad files, one by one

Every file here is tried by a test with each run. A file is read to its end before anything is written: what is
refused leaves nothing behind, and the page says so in the words below, in the reader's language.

{lists} lists and workbooks are refused, {taken} odd ones are read as what they say, {formulas} kinds of formula are
errors of their cell (what goes out is guarded in the same way), and {files} files that people hand in as proof or
photo are refused. Random bytes and damaged workbooks (property tests) are a table or one of these refusals, never a
crash.
"""


def _refusals() -> Iterator[tuple[str, str]]:
    for name, (make, file_name, _words) in REFUSED.items():
        try:
            read_table(make(), file_name)
        except LlamadoError as error:
            yield name, _said(error)


def _bad_evidence() -> Iterator[tuple[str, str]]:
    for name, (data, _words) in BAD.items():
        try:
            clean(data)
        except LlamadoError as error:
            yield name, _said(error)


def _said(error: LlamadoError) -> str:
    return error.message % {key: str(value) for key, value in error.values.items()}


def document() -> str:
    """Return the page as it should read."""
    lists, files = list(_refusals()), list(_bad_evidence())
    parts = [HEAD.format(lists=len(lists), taken=len(TAKEN), formulas=len(FORMULAS), files=len(files))]
    for heading, rows in (
        ("Lists of crew and needs (CSV, XLSX)", lists),
        ("Proofs and photos (JPEG, PNG, WebP, PDF)", files),
    ):
        told = "".join(f"| {name.replace('|', '&#124;')} | {said} |\n" for name, said in rows)
        parts.append(f"## {heading}\n\n| the file | what is said |\n|---|---|\n{told}")
    parts.append("## Read as what they say\n\n" + "".join(f"- {name}\n" for name in TAKEN))
    return "\n".join(parts)


def test_the_page_of_bad_files_lists_every_one_with_what_is_said() -> None:
    assert PAGE.read_text(encoding="utf-8") == document(), "run: python -m tests.unit.app.test_bad_inputs"


if __name__ == "__main__":
    PAGE.write_text(document(), encoding="utf-8")
