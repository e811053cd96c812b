"""`llamado titles`: lines in, TSV out."""

from click.testing import CliRunner

from app.commands.titles import titles


def _run(text: str) -> tuple[list[list[str]], str]:
    result = CliRunner().invoke(titles, input=text)
    assert result.exit_code == 0
    return [line.split("\t") for line in result.stdout.splitlines()], result.stderr


def test_each_line_gets_its_row_in_order() -> None:
    rows, errors = _run("Foquista\nDentista\n\nPrimer asistente\n")
    assert [row[:2] for row in rows] == [
        ["Foquista", "first-ac"],
        ["Dentista", "-"],
        ["", "-"],
        ["Primer asistente", "-"],
    ]
    assert errors == ""


def test_asking_back_lists_roles_with_their_confidence() -> None:
    rows, _ = _run("Primer asistente\n")
    assert rows == [["Primer asistente", "-", "0.00", "first-ad:0.50|first-ac:0.50"]]


def test_a_second_column_names_the_department() -> None:
    rows, _ = _run("Buyer\tVestuario\nBuyer\tprops\n")
    assert [row[1] for row in rows] == ["costume-buyer", "props-buyer"]


def test_an_unknown_department_is_told_and_not_used() -> None:
    rows, errors = _run("Gaffer\tCatapults\r\n")
    assert rows[0][:2] == ["Gaffer", "gaffer"]
    assert "Catapults" in errors


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    result = CliRunner().invoke(titles, input=b"Gaffer\n\xff\xfe\xba\n")
    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 2
