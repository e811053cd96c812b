"""Staff take a spreadsheet of crew into the registry, and find the people in it."""

from pathlib import Path

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


def test_staff_import_a_crew_spreadsheet(visitor: Visitor, tmp_path: Path) -> None:
    wrong, right = tmp_path / "wrong.xlsx", tmp_path / "crew.xlsx"
    wrong.write_bytes(xlsx_bytes(HEAD, ANA, ("", "", "no-mail", *BETO[3:])))
    right.write_bytes(xlsx_bytes(HEAD, ANA, BETO))
    visitor.sign_in_with_password(visitor.site.make_staff())
    head = visitor.page.get_by_role("navigation")
    head.get_by_text(visitor.device.words("Set-up", "Ajustes"), exact=True).click()
    head.get_by_role("link", name=visitor.device.words("Import", "Importar")).click()
    visitor.look()

    visitor.page.set_input_files("input[type=file]", wrong)
    visitor.press("Read the file", "Leer el archivo")
    visitor.sees("2 errors to put right first", "Primero hay que corregir 2 errores")
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
    visitor.sees("Imported", "Importado")

    visitor.page.get_by_role("navigation").get_by_role("link", name="Crew").first.click()
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
    visitor.sees("This very file was imported already.", "Este mismo archivo ya se importó.")
    visitor.look()
