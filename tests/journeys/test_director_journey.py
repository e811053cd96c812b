"""The director's page is one sheet of paper, in both languages, and says nobody's name."""

from datetime import UTC, datetime
from pathlib import Path

import pdfplumber

from app.db import write_transaction
from app.models.account import Role
from app.services.account import create_account
from app.services.audit import Actor
from app.services.demo.needs import hand_in_examples
from tests.journeys.visit import Visitor

CREW = 150
A4 = (595, 842)


def test_the_directors_page_prints_on_one_a4(visitor: Visitor, tmp_path: Path) -> None:
    visitor.site.fill(CREW)
    now = datetime.now(UTC)
    with write_transaction(visitor.site.engine) as session:
        command = Actor.command("journey", now)
        contact = create_account(session, command, email="line@example.org", role=Role.PRODUCTION, name="Line")
        hand_in_examples(session, command, command, contact_account_id=contact.id, today=now.date())
    visitor.sign_in_with_password(visitor.site.make_staff())
    visitor.go("/director")
    visitor.sees("Productions we can crew at the same time", "Producciones que podemos cubrir a la vez")
    paper = tmp_path / "director.pdf"
    visitor.page.pdf(path=paper, format="A4", print_background=True, prefer_css_page_size=True)
    with pdfplumber.open(paper) as printed:
        [sheet] = printed.pages
        assert (round(sheet.width), round(sheet.height)) == A4
        text = sheet.extract_text()
    assert visitor.device.words("Roles that are short", "Puestos que faltan") in text
    assert visitor.device.words("What each figure means", "Qué significa cada cifra") in text, "the foot is on it too"
