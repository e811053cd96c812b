"""Contact details given to a production: by consent or granted, until a day, ended at once; on both engines."""

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

import pdfplumber
import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.engine import Engine
from sqlmodel import col, select

from app.cli import main
from app.clock import day_of
from app.models.account import Role
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import Proposal
from app.models.trust import AuditEvent, ConsentPurpose, Disclosure, DisclosureGrant, Release
from app.services.audit import read_audit_detail
from app.services.consent import give_consent, withdraw_consent
from app.services.crewlist.document import ContactClosed
from app.services.crewlist.release import CARDS, FORMATS, CrewFile, release_crew_list
from app.services.crewlist.terms import Contacts, first_term, read_terms
from app.services.disclosure import disclose
from app.services.my_data import collect_my_data
from tests.factories.account import signed_in_as
from tests.factories.asked import RIVAL_TITLE, TITLE, World, actor, make_world

SHARE = ConsentPurpose.SHARE_WITH_PRODUCTIONS
GRANT = {"purpose": "llamados de noche", "ground": "vital interest: a storm on the coast"}


@pytest.fixture
def world(web: Flask) -> World:
    """Two productions; all three stand on my list. Abril and Bruno share their details, Carla does not."""
    made = make_world(web)
    with made.writing() as session:
        session.get_one(Position, made.mine.position.id).quantity = 3
        proposed = select(Proposal).where(Proposal.position_id == made.mine.position.id)
        for proposal in session.exec(proposed.order_by(col(Proposal.slot).desc())).all():
            proposal.slot += 1
            session.flush()
        for person in made.people[:2]:
            give_consent(session, actor(2), crew_member_id=person.id or 0, purpose=SHARE, source="self")
    return made


@pytest.fixture
def staff(world: World) -> FlaskClient:
    return signed_in_as(world.web, Role.STAFF)


def _release(world: World, form: str = "json", *, hours_ago: float = 1) -> CrewFile:
    with world.writing() as session:
        need = session.exec(select(Need).where(Need.production_id == world.mine.production.id)).one()
        production = session.get_one(Production, world.mine.production.id)
        return release_crew_list(session, actor(hours_ago), need, production, form=form, locale="en")


def _open(world: World, on: date | None = None, contacts: Contacts = Contacts.DISCLOSED) -> dict[str, bool | str]:
    """Return given name -> True where open to my production on a day, else why not."""
    at = datetime.combine(on, datetime.min.time(), UTC) + timedelta(hours=18) if on else datetime.now(UTC)
    with world.writing() as session:
        production = session.get_one(Production, world.mine.production.id)
        ids = [person.id or 0 for person in world.people]
        terms = read_terms(session, production, ids, contacts=contacts, now=at)
        names = {person.id or 0: person.given_name for person in world.people}
        return {names[key]: term.is_open or str(term.closed) for key, term in terms.items()}


def _path(world: World, rest: str = "") -> str:
    return f"/productions/{world.mine.production.id}/contacts{rest}"


def _grants(world: World) -> list[DisclosureGrant]:
    with world.writing() as session:
        return list(session.exec(select(DisclosureGrant).order_by(col(DisclosureGrant.id))))


def _ahead(days: int = 30) -> date:
    return day_of(datetime.now(UTC)) + timedelta(days=days)


def _list_page(world: World) -> str:
    with world.writing() as session:
        need_id = session.exec(select(Need.id).where(Need.production_id == world.mine.production.id)).one()
    return world.browser(world.mine).get(f"/needs/{need_id}/crew-list").text


def test_by_consent_a_release_opens_details_until_some_days_after_wrap_and_no_longer(world: World) -> None:
    assert _open(world) == dict.fromkeys(("Abril", "Bruno", "Carla"), "not_shared")
    _release(world)
    assert _open(world) == {"Abril": True, "Bruno": True, "Carla": "not_shared"}
    [grant] = _grants(world)
    assert _open(world, grant.until_on)["Abril"] is True
    assert _open(world, grant.until_on + timedelta(days=1))["Abril"] == "run_out"
    with world.writing() as session:
        terms = read_terms(
            session,
            session.get_one(Production, world.rival.production.id),
            [world.people[0].id or 0],
            contacts=Contacts.DISCLOSED,
            now=datetime.now(UTC),
        )
    assert [term.closed for term in terms.values()] == [ContactClosed.NOT_SHARED], "another production has nothing"


def test_a_first_grant_is_not_made_once_the_time_after_wrap_is_over(world: World) -> None:
    with world.writing() as session:
        production = session.get_one(Production, world.mine.production.id)
        production.wrap_ends_on = _ahead(-31)
        session.add(production)
        assert first_term(production, _ahead(0)) is None
    file = _release(world)
    assert file.document.contacts_until is None
    assert not any(person.contact_allowed for _, person, _ in file.document.people())
    assert _grants(world) == []


def test_what_has_run_out_is_not_begun_anew_by_taking_the_list_again_but_by_staff(
    world: World, staff: FlaskClient
) -> None:
    _release(world)
    with world.writing() as session:
        session.exec(select(DisclosureGrant)).one().until_on = _ahead(-1)
    _release(world, hours_ago=0)
    assert _open(world)["Abril"] == "run_out"
    [grant] = _grants(world)
    assert f"tel:{world.people[0].phone}" not in _list_page(world)
    answer = staff.post(
        _path(world, f"/{grant.id}/renew"), data={"until_on": _ahead().isoformat(), "reason": "two more shooting days"}
    )
    assert answer.status_code == 302
    assert _open(world)["Abril"] is True
    assert f"tel:{world.people[0].phone}" in _list_page(world)


def test_staff_grant_the_details_of_one_who_did_not_agree_and_the_person_reads_it(
    world: World, staff: FlaskClient
) -> None:
    _release(world)
    carla = world.people[2]
    data = {**GRANT, "people": str(carla.id), "until_on": _ahead().isoformat()}
    page = staff.get(_path(world)).text
    assert "Carla Prueba" in page
    assert staff.post(_path(world), data=data).status_code == 302
    assert _open(world) == dict.fromkeys(("Abril", "Bruno", "Carla"), True)
    assert f"tel:{carla.phone}" in _list_page(world)
    mine = world.crew_browser(carla).get("/me/history").text
    assert GRANT["ground"] in mine
    assert GRANT["purpose"] in mine
    assert TITLE not in mine, "a confidential production is not named to her by it"
    assert _open(world, _ahead(31))["Carla"] == "run_out"


def test_a_revocation_counts_at_once_and_can_be_taken_back_within_the_hour(world: World, staff: FlaskClient) -> None:
    _release(world)
    [grant] = _grants(world)
    phone, page = f"tel:{world.people[0].phone}", _path(world, f"/{grant.id}")
    assert phone in _list_page(world)
    staff.post(page + "/revoke", data={"reason": "passed them on"})
    assert phone not in _list_page(world)
    assert "no longer given out" in _list_page(world)
    file = _release(world, hours_ago=0)
    assert not any(person.contact_allowed for _, person, _ in file.document.people()), "nor by taking it anew"
    assert "Undo the revocation" in staff.get(_path(world)).text
    staff.post(page + "/restore")
    assert phone in _list_page(world)
    staff.post(page + "/revoke", data={"reason": "passed them on again"})
    with world.writing() as session:
        session.get_one(DisclosureGrant, grant.id).revoked_at = datetime.now(UTC) - timedelta(hours=2)
    assert "Undo the revocation" not in staff.get(_path(world)).text
    assert "is over" in staff.post(page + "/restore", follow_redirects=True).text
    assert phone not in _list_page(world)
    refused = staff.post(page + "/renew", data={"until_on": _ahead().isoformat(), "reason": "again"})
    assert (refused.status_code, "make a new one" in refused.text) == (422, True)


def test_withdrawn_consent_ends_what_was_given_by_consent_and_what_was_granted(
    world: World, staff: FlaskClient
) -> None:
    _release(world)
    abril, _, carla = world.people
    staff.post(_path(world), data={**GRANT, "people": str(carla.id), "until_on": _ahead().isoformat()})
    with world.writing() as session:
        withdraw_consent(session, actor(), crew_member_id=abril.id or 0, purpose=SHARE)
        give_consent(session, actor(), crew_member_id=carla.id or 0, purpose=SHARE, source="self")
        withdraw_consent(session, actor(), crew_member_id=carla.id or 0, purpose=SHARE)
    assert _open(world) == {"Abril": "withdrawn", "Bruno": True, "Carla": "withdrawn"}
    assert "no longer shares it" in _list_page(world)
    with world.writing() as session:
        give_consent(session, actor(), crew_member_id=abril.id or 0, purpose=SHARE, source="self")
    assert _open(world)["Abril"] == "withdrawn", "agreeing again opens nothing by itself"
    _release(world, hours_ago=0)
    assert _open(world) == {"Abril": True, "Bruno": True, "Carla": "withdrawn"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"people": "999999"}, "required"),
        ({"ground": ""}, "This field is required"),
        ({"purpose": " "}, "This field is required"),
        ({"until_on": "2020-01-01"}, "between today and two years"),
        ({"until_on": "soon"}, "valid date"),
    ],
)
def test_a_grant_that_lacks_something_is_refused_and_keeps_what_was_typed(
    world: World, staff: FlaskClient, typed: dict[str, object], said: str
) -> None:
    _release(world)
    data = {**GRANT, "people": str(world.people[2].id), "until_on": _ahead().isoformat(), **typed}
    answer = staff.post(_path(world), data=data)
    assert answer.status_code == 422
    assert said in answer.text
    assert str(data["ground"]) in answer.text
    assert len(_grants(world)) == 1


def test_a_grant_names_only_people_of_this_production_and_its_own_address(world: World, staff: FlaskClient) -> None:
    data = {**GRANT, "people": str(world.people[2].id), "until_on": _ahead().isoformat()}
    assert staff.post(_path(world), data=data).status_code == 422, "nobody stood on a list yet"
    _release(world)
    [grant] = _grants(world)
    elsewhere = f"/productions/{world.rival.production.id}/contacts/{grant.id}/revoke"
    assert staff.post(elsewhere, data={"reason": "by mistake"}).status_code == 404
    assert RIVAL_TITLE not in staff.get(_path(world)).text
    assert _grants(world)[0].revoked_at is None


def test_each_deed_stands_in_the_audit_and_a_deed_without_reason_is_refused(world: World, staff: FlaskClient) -> None:
    _release(world)
    [grant] = _grants(world)
    page = _path(world, f"/{grant.id}")
    refused = staff.post(page + "/revoke", data={"reason": ""})
    assert (refused.status_code, "Write why the grant ends." in refused.text) == (422, True)
    staff.post(page + "/renew", data={"until_on": _ahead(10).isoformat(), "reason": "a shorter shoot"})
    staff.post(page + "/revoke", data={"reason": "passed them on"})
    staff.post(page + "/restore")
    with world.writing() as session:
        asked = select(AuditEvent).where(AuditEvent.subject_kind == "disclosure_grant").order_by(col(AuditEvent.id))
        told = [(event.action, read_audit_detail(session, event) or {}) for event in session.exec(asked)]
    deeds = [action.rsplit(":", 1)[1] for action, _ in told]
    assert deeds == ["granted", "renewed", "revoked", "restored"]
    assert told[1][1]["before"]["until_on"] == grant.until_on.isoformat()
    assert told[1][1]["after"]["until_on"] == _ahead(10).isoformat()


def _text_of(data: bytes, form: str) -> str:
    """Return what a reader sees of a file, with headers, feet and properties."""
    if form == "pdf":
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return "\f".join(page.extract_text() or "" for page in pdf.pages)
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(book.read(name).decode() for name in book.namelist())
    return data.decode()


@pytest.mark.parametrize("form", [*FORMATS, CARDS])
def test_every_file_carries_its_code_and_the_code_tells_whom_it_was_given_to(
    world: World, staff: FlaskClient, form: str
) -> None:
    file = _release(world, form)
    with world.writing() as session:
        code = session.exec(select(Release.code)).one()
    text = _text_of(file.data, form)
    assert code in text.replace("\\,", ",").replace("\r\n ", "")
    if form == "pdf":
        assert all(code in page for page in text.split("\f")), "on each page"
    for typed in (code, code.lower().replace("-", " ")):
        page = staff.get("/releases", query_string={"code": typed}).text
        assert TITLE in page
        assert form.upper() in page
    assert "No file has this code" in staff.get("/releases", query_string={"code": "ZZZZ-2222"}).text


def test_the_command_tells_whom_a_file_was_given_to(
    world: World, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    _release(world)
    with world.writing() as session:
        code = session.exec(select(Release.code)).one()
    monkeypatch.setenv("LLAMADO_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    found = CliRunner().invoke(main, ["release", code.lower()])
    assert found.exit_code == 0, found.output
    for words in (code, world.mine.production.code, "hiring crew for this production", "3, 2 with contact details"):
        assert words in found.output
    missing = CliRunner().invoke(main, ["release", "nothing"])
    assert (missing.exit_code, "no file has the code" in missing.output) == (1, True)


def test_a_preview_and_the_page_have_no_code(world: World, staff: FlaskClient) -> None:
    with world.writing() as session:
        need_id = session.exec(select(Need.id).where(Need.production_id == world.mine.production.id)).one()
    assert staff.get(f"/needs/{need_id}/crew-list").status_code == 200
    with world.writing() as session:
        assert session.exec(select(Release)).all() == []


def test_the_copy_of_a_persons_data_says_who_has_their_details_and_until_when(world: World) -> None:
    _release(world)
    with world.writing() as session:
        data = collect_my_data(session, actor(), crew_member_id=world.people[0].id or 0)
    [told] = data["disclosure"] if "disclosure" in data else data["sections"]["disclosure"]
    assert told["basis"] == "consent"
    assert told["purpose"] == "hiring crew for this production"
    assert told["until_on"] == _grants(world)[0].until_on.isoformat()


def test_a_person_with_two_grants_has_the_longer_term(world: World) -> None:
    _release(world)
    with world.writing() as session:
        [grant] = session.exec(select(DisclosureGrant)).all()
        abril = session.get_one(CrewMember, world.people[0].id)
        values = grant.model_dump(exclude={"id"}) | {"basis": "grant", "ground": "asked by phone"}
        longer = DisclosureGrant(**values | {"until_on": grant.until_on + timedelta(days=5)})
        session.add(longer)
        session.flush()
        disclose(session, actor(), longer, [abril.id or 0])
    assert _open(world, grant.until_on + timedelta(days=3)) == {
        "Abril": True,
        "Bruno": "run_out",
        "Carla": "not_shared",
    }
    with world.writing() as session:
        assert len(session.exec(select(Disclosure).where(Disclosure.crew_member_id == abril.id)).all()) == 2
