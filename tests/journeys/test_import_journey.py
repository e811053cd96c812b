"""Staff take a spreadsheet of crew into the registry, and find the people in it."""

from datetime import UTC, datetime
from pathlib import Path

from sqlmodel import select

from app.db import reading, write_transaction
from app.models.crew import CrewMember
from app.models.intake import UploadKind
from app.services.audit import Actor
from app.services.imports.record import read_records
from app.services.imports.upload import open_upload
from app.services.imports.work import confirm_upload
from tests.factories.crew_file import crew_file, known_file
from tests.factories.spreadsheet import xlsx_bytes
from tests.journeys.visit import Visitor

HEAD = (
    "Nombre", "Apellidos", "Correo", "Celular", "Ciudad", "Puesto", "Años", "Idiomas",
    "Aviso de privacidad", "Versión", "Signo",
)  # fmt: skip
ANA = (
    "Ana Sofía", "Ríos Peña", "ana@example.org", "33 1234 5678", "Zapopan", "Gaffer", 12,
    "Español nativo, inglés B2", "02/11/2026", "2026-11", "Leo",
)  # fmt: skip
BETO = ("Beto", "Núñez", "beto@example.org", "33 8765 4321", "Ciudad Gótica", "Comprador", 3, "", "", "", "")


def imported(visitor: Visitor) -> None:
    """Wait until the worker is done: the page shows it by itself."""
    word = visitor.device.words("Imported", "Importado")
    visitor.page.get_by_role("main").get_by_text(word, exact=True).wait_for(timeout=90_000)


def test_staff_import_a_crew_spreadsheet(visitor: Visitor, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "crew.xlsx"
    wrong.write_bytes(xlsx_bytes(HEAD, ANA, ("", "", "no-mail", *BETO[3:])))
    right.write_bytes(xlsx_bytes(HEAD, ANA, BETO))
    visitor.sign_in_with_password(visitor.site.make_staff())
    head = visitor.page.get_by_role("navigation")
    head.get_by_text(visitor.device.words("Registry", "Registro"), exact=True).click()
    head.get_by_role("link", name=visitor.device.words("Import", "Importar")).click()
    visitor.look()

    visitor.page.set_input_files("input[type=file]", wrong)
    visitor.press("Read the file", "Leer el archivo")
    visitor.sees("One row has errors", "Una fila tiene errores")
    visitor.press("Drop the file", "Descartar el archivo")

    visitor.follow("Import another file", "Importar otro archivo")
    visitor.page.set_input_files("input[type=file]", right)
    visitor.press("Read the file", "Leer el archivo")
    visitor.sees("One thing to choose first", "Primero hay que elegir una cosa")
    label = visitor.device.words("What “Comprador” means", "Qué significa “Comprador”")
    visitor.page.get_by_label(label).select_option(value="props-buyer")
    visitor.press("Apply what I chose", "Aplicar lo que elegí")
    visitor.sees("Ready to import", "Listo para importar")
    visitor.press("Import 2 people", "Importar 2 personas")
    imported(visitor)

    visitor.page.goto("/crew")
    visitor.look()
    visitor.page.goto("/crew?q=rios")
    visitor.look()
    assert visitor.page.get_by_role("main").get_by_text("Ana Sofía Ríos Peña").count()


def test_the_same_spreadsheet_takes_nobody_in_twice(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "crew.xlsx"
    path.write_bytes(xlsx_bytes(HEAD, ANA))
    visitor.sign_in_with_password(visitor.site.make_staff())
    for again in (False, True):
        visitor.page.goto("/imports/")
        visitor.page.set_input_files("input[type=file]", path)
        visitor.press("Read the file", "Leer el archivo", look=False)
        if not again:
            visitor.press("Import one person", "Importar una persona", look=False)
            imported(visitor)
    visitor.sees("This very file was imported already.", "Este mismo archivo ya se importó.")
    visitor.look()


def people(visitor: Visitor) -> dict[int, object]:
    """Return what the registry holds of everybody."""
    with reading(visitor.site.engine) as session:
        return dict(read_records(session, [person.id or 0 for person in session.exec(select(CrewMember))]))


def test_two_thousand_rows_come_in_without_their_errors_and_go_again(visitor: Visitor, tmp_path: Path) -> None:
    path = tmp_path / "crew.csv"
    path.write_bytes(crew_file(2000, errors=60, known=20, repeated=20))
    visitor.sign_in_with_password(visitor.site.make_staff())
    with write_transaction(visitor.site.engine) as session:
        actor = Actor.command("journey", datetime.now(UTC))
        first, _ = open_upload(session, actor, kind=UploadKind.CREW, data=known_file(20), file_name="first.csv")
        confirm_upload(session, actor, upload_id=first.id or 0)
    before = people(visitor)

    visitor.page.goto("/imports/")
    visitor.page.set_input_files("input[type=file]", path)
    visitor.press("Read the file", "Leer el archivo")
    visitor.sees("60 rows have errors", "60 filas tienen errores")
    visitor.sees("no-mail is no e-mail address", "no-mail no es un correo electrónico")
    visitor.sees("a phone number that Excel has shortened", "un teléfono que Excel abrevió")
    visitor.follow("All 2000 rows", "Las 2000 filas")
    changes = visitor.device.words("Changes", "Cambia")
    visitor.page.get_by_role("navigation", name=visitor.device.words("Rows", "Filas"), exact=True).get_by_role(
        "link", name=f"{changes} 20", exact=True
    ).click()
    visitor.sees("Vino a la junta", "Vino a la junta")
    visitor.look()
    visitor.page.go_back()
    visitor.page.go_back()
    visitor.press("Import 1900 new people and 20 changes", "Importar 1900 personas nuevas y 20 cambios")
    imported(visitor)
    visitor.sees("60 rows wait to be corrected", "60 filas esperan corrección")
    visitor.look()
    assert len(people(visitor)) == 1920

    visitor.follow("Undo this import…", "Deshacer esta importación…")
    visitor.sees("1900", "1900")
    visitor.press("Undo the import now", "Deshacer la importación ahora")
    visitor.sees("Undone", "Deshecha")
    assert people(visitor) == before
