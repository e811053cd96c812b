"""The desk tells staff what waits; nobody else sees it."""

from flask import Flask

from app.db import write_transaction
from app.models.account import Role
from app.models.need import Need, NeedDoor, NeedStatus
from tests.conftest import NOW, TODAY
from tests.factories.account import signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production


def test_staff_see_needs_in_work_and_others_their_own_front_page(web: Flask) -> None:
    with write_transaction(web.extensions["llamado.engine"]) as session:
        make_crew_member(session, "gaffer", confirmed_at=NOW)
        for code, status in (("AAA-1", NeedStatus.RECEIVED), ("BBB-2", NeedStatus.CLOSED)):
            production = make_production(session, code=code)
            session.add(
                Need(
                    production_id=production.id or 0,
                    status=status,
                    door=NeedDoor.BRIEF,
                    received_on=TODAY,
                    created_at=NOW,
                    updated_at=NOW,
                )
            )
    page = signed_in_as(web, Role.STAFF).get("/").get_data(as_text=True)
    assert "AAA-1" in page
    assert "BBB-2" not in page, "what is closed waits for nobody"
    assert "AAA-1" not in signed_in_as(web, Role.PRODUCTION).get("/").get_data(as_text=True)
    assert signed_in_as(web, Role.CREW).get("/").headers["Location"] == "/me"


def test_an_empty_desk_says_what_will_stand_there(web: Flask) -> None:
    page = signed_in_as(web, Role.ADMIN).get("/").get_data(as_text=True)
    assert "No need is in work" in page
