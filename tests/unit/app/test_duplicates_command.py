"""`llamado duplicates`: a file of people in, pairs out, and what is wrong said plainly."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.commands.duplicates import duplicates

PEOPLE = """id,given_name,surname,phone,Notes
7,Guadalupe,Barragán Ochoa,33 1234 5678,x
8,Bruno,Zaldívar,55 8765 4321,

9,Lupe,Barragan,+52 33 1234 5678,y
"""


def run(tmp_path: Path, data: bytes, *options: str) -> tuple[Result, list[dict[str, str]]]:
    """Run the command over a file of these bytes; return what it said and the pairs it wrote."""
    file, out = tmp_path / "people.csv", tmp_path / "pairs.csv"
    file.write_bytes(data)
    result = CliRunner().invoke(duplicates, [str(file), "--out", str(out), *options])
    written = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines())) if out.exists() else []
    return result, written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_person_who_stands_twice_is_found_in_any_usual_file(tmp_path: Path, encoding: str, delimiter: str) -> None:
    result, pairs = run(tmp_path, PEOPLE.replace(",", delimiter).encode(encoding))
    assert result.exit_code == 0, result.output
    assert [(pair["id_a"], pair["id_b"]) for pair in pairs] == [("7", "9")]
    assert float(pairs[0]["probability"]) > 0.9
    assert "given_name nickname +" in pairs[0]["reasons"]
    assert "3 people, 1 pairs" in result.output
    assert "not compared: Notes" in result.output


def test_the_threshold_says_how_likely_a_pair_must_be(tmp_path: Path) -> None:
    _, pairs = run(tmp_path, PEOPLE.encode(), "--threshold", "1")
    assert pairs == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"id,given_name,surname\n", "nobody below it"),
        (b"id,name\n1,Ana\n", "no column given_name, surname; the head has: id, name"),
        (b"id,given_name,surname,id\n1,A,B,2\n", "the column id stands twice"),
        (b"id,given_name,surname\n1,Ana,Ruiz\n2,Eva,Paz\n1,Ana,Ruiz\n", "the id '1' stands in line 2 and in line 4"),
        (b"id,given_name,surname\n,Ana,Ruiz\n", "line 2 has no id"),
        (b"id,given_name,surname\n1,Ana,Ruiz,Paz\n", "line 2 has 4 fields, the head has 3"),
        (b'id,given_name,surname\n1,"Ana,Ruiz\n', "is a quote not closed?"),
        (b"PK\x03\x04\0\0id,given_name", "this is no text file"),
        (b"\xff\xfei", "save it as CSV in UTF-8"),
        (b"id,given_name,surname\n1,Ana," + b"R" * 10_001, "line 2 has a field of more than 10,000 characters"),
    ],
)
def test_a_file_that_can_not_be_read_is_told_why_and_nothing_is_written(tmp_path: Path, data: bytes, said: str) -> None:
    result, _ = run(tmp_path, data)
    assert result.exit_code == 1
    assert said in result.output
    assert not (tmp_path / "pairs.csv").exists()


def test_an_answer_that_can_not_be_written_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(PEOPLE, encoding="utf-8")
    result = CliRunner().invoke(duplicates, [str(file), "--out", str(tmp_path / "nowhere" / "pairs.csv")])
    assert result.exit_code == 1
    assert "can't be written" in result.output
