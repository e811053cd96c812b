"""A file of people for a cohort, CSV or XLSX as academies send it: read into the box for looking over, nothing more."""

from app.errors import InvalidInputError
from app.messages import mark
from app.models.intake import UploadKind
from app.services.cells import cell_text
from app.services.columns import Columns, recognise_columns
from app.services.imports.columns import vocabulary
from app.services.spreadsheet import Row, read_table

_NAMES = ("full_name", "given_name", "surname", "surname_1", "surname_2")
_REACHED = ("email", "phone")


def read_people_file(data: bytes, file_name: str) -> list[str]:
    """Return one line a person, as it would be pasted; InvalidInputError where no column tells who they are.

    Columns are known by the headings that the import of crew knows too.
    """
    words = vocabulary(UploadKind.CREW)
    table = read_table(data, file_name, words)
    columns = recognise_columns(table.header, words)
    if not any(columns.of(name) for name in (*_NAMES, *_REACHED)):
        raise InvalidInputError(
            mark("No column is headed as name, e-mail or phone. Put headings into the first row and upload it again.")
        )
    lines = [_line(row, columns) for row in table.rows]
    return [line for line in lines if line]


def _line(row: Row, columns: Columns) -> str:
    def said(*names: str) -> str:
        return " ".join(filter(None, (cell_text(row.cells[at]).strip() for name in names for at in columns.of(name))))

    given, surname = said("given_name"), said("surname", "surname_1", "surname_2")
    name = f"{surname}, {given}" if given and surname else said("full_name") or given or surname
    return "\t".join(filter(None, (" ".join(name.split()), said("email"), said("phone"))))
