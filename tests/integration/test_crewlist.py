"""The crew list of a need, from rows to what goes out, on both engines."""

import io
import zipfile
from datetime import timedelta

import pdfplumber
import pytest
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlmodel import Session, col, select

from app.clock import day_of
from app.db import reading, write_transaction
from app.errors import InvalidInputError, NotAllowedError
from app.models.crew import CrewMember
from app.models.need import Need, NeedStatus, Position
from app.models.production import Production
from app.models.shortlist import CandidateKind, Proposal, ProposalStatus, Referral, UnfilledReason
from app.models.trust import AuditEvent, Consent, ConsentPurpose, Disclosure, DisclosureBasis, DisclosureGrant, Release
from app.services.audit import Actor
from app.services.crewlist.build import Asked, build_crew_list
from app.services.crewlist.document import ContactClosed, CrewList, Person
from app.services.crewlist.release import FORMATS, open_contacts, preview_crew_list, release_crew_list
from app.services.crewlist.terms import Contacts
from app.services.match import match_need
from app.services.shortlist import move_candidate
from tests.factories.demo_registry import write_demo
from tests.factories.disclosure import FAR_ON, make_grant
from tests.factories.matched_need import NOW, TODAY, make_need

ACTOR = Actor.command("test", NOW)
RELEASED, PREVIEWED = "need:crew_list:released", "staff:crew_list:previewed"
ROLES = ("gaffer", "best-boy-electric", "electrician", None, "production-assistant")


@pytest.fixture
def matched(engine: Engine) -> int:
    """Return a need of five lines, one of them unclear, matched against six hundred fictional people."""
    with write_transaction(engine) as session:
        write_demo(session, crew=600, seed=5, today=TODAY, notice_version="1")
        need = make_need(session, ROLES)
        match_need(session, ACTOR, need, today=TODAY)
        return need.id or 0


def build(session: Session, need_id: int, contacts: Contacts = Contacts.CONSENTED, **asked: object) -> CrewList:
    need = session.get_one(Need, need_id)
    production = session.get_one(Production, need.production_id)
    locale = str(asked.pop("locale", "en"))
    return build_crew_list(session, need, production, Asked(locale, NOW, contacts, **asked))  # type: ignore[arg-type]  # options by name


def people(document: CrewList) -> dict[int, Person]:
    return {person.id: person for _, person, _ in document.people()}


def test_every_position_stands_on_the_list_in_the_order_of_call_sheets(engine: Engine, matched: int) -> None:
    with reading(engine) as session:
        document = build(session, matched)
        asked = session.exec(select(Position).where(Position.need_id == matched)).all()
    assert sorted(line.code for line in document.lines) == sorted(row.code for row in asked)
    assert [group.department_id for group in document.groups] == ["production", "lighting", ""]
    levels = [line.level for line in document.groups[1].lines]
    assert levels == sorted(levels)
    assert len(document.slots) == 5 * 3


def test_a_title_that_is_not_clear_keeps_its_places_with_the_reason(engine: Engine, matched: int) -> None:
    with reading(engine) as session:
        line = build(session, matched).groups[-1].lines[0]
    assert (line.title, line.role_id) == ("?", None)
    assert {slot.open_reason for slot in line.slots} == {UnfilledReason.ROLE_UNKNOWN}
    assert all(slot.open_text for slot in line.slots)


def test_nobody_stands_on_two_places_of_the_same_days(engine: Engine, matched: int) -> None:
    with reading(engine) as session:
        placed = [slot.person.id for slot in build(session, matched).slots if slot.person]
    assert len(placed) == len(set(placed)) > 5


def test_five_candidates_a_place_come_with_reasons_and_the_proposed_are_among_them(
    engine: Engine, matched: int
) -> None:
    with reading(engine) as session:
        document = build(session, matched)
    line = next(line for line in document.lines if line.title == "Production Assistant")
    regular = [each for each in line.candidates if each.fit.kind is not CandidateKind.TRAINEE]
    assert 10 <= len(regular) <= 12
    assert [each.place for each in line.candidates] == list(range(1, len(line.candidates) + 1))
    assert all(each.fit.reasons for each in line.candidates)
    on_list = {each.person.id for each in line.candidates if each.on_list}
    assert {slot.person.id for slot in line.slots if slot.person} <= on_list


def test_contact_details_stand_only_by_live_consent(engine: Engine, matched: int) -> None:
    with reading(engine) as session:
        sharing = set(
            session.exec(
                select(Consent.crew_member_id).where(
                    Consent.purpose == ConsentPurpose.SHARE_WITH_PRODUCTIONS, col(Consent.withdrawn_at).is_(None)
                )
            )
        )
        shown = people(build(session, matched))
    assert {True, False} == {person.contact_allowed for person in shown.values()}
    assert all(person.contact_allowed == (person.id in sharing) for person in shown.values())


def test_a_withdrawn_consent_takes_the_details_off_the_list(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        first = next(person for person in people(build(session, matched)).values() if person.contact_allowed)
        for consent in session.exec(select(Consent).where(Consent.crew_member_id == first.id)):
            consent.withdrawn_at = NOW
        session.flush()
        again = people(build(session, matched))[first.id]
    assert (again.contact_allowed, again.phone, again.email) == (False, "", "")


def test_a_grant_lets_details_out_until_it_expires_or_is_revoked(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        silent = next(person for person in people(build(session, matched)).values() if not person.contact_allowed)
        production_id = session.get_one(Need, matched).production_id
        grant = make_grant(session, production_id=production_id, people=(silent.id,), at=NOW, until_on=day_of(NOW))
        assert people(build(session, matched))[silent.id].contact_until == grant.until_on
        grant.until_on -= timedelta(days=1)
        session.flush()
        ended = people(build(session, matched))[silent.id]
        assert (ended.contact_allowed, ended.phone, ended.contact_closed) == (False, "", ContactClosed.RUN_OUT)
        grant.until_on, grant.revoked_at, grant.reason = FAR_ON, NOW, "the shoot is off"
        session.flush()
        assert people(build(session, matched))[silent.id].contact_closed is ContactClosed.REVOKED


def test_the_production_sees_details_only_after_a_release_is_on_record(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        before = build(session, matched, Contacts.DISCLOSED)
        assert not any(person.contact_allowed for person in people(before).values())
        release = open_contacts(session, ACTOR, need, production, locale="en")
        after = people(build(session, matched, Contacts.DISCLOSED))
        assert sum(person.contact_allowed for person in after.values()) == release.contacts > 0


def _plain(data: bytes, form: str) -> bytes:
    if form == "xlsx":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(archive.read(name) for name in archive.namelist())
    if form == "pdf":
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            return "".join(page.extract_text() for page in pdf.pages).encode()
    return data


@pytest.mark.parametrize("form", list(FORMATS))
def test_no_file_holds_the_details_of_somebody_silent(engine: Engine, matched: int, form: str) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        file = release_crew_list(session, ACTOR, need, production, form=form, locale="es_MX")
        shown = people(file.document)
        members = {each: session.get_one(CrewMember, each) for each in shown}
    told = _plain(file.data, form).replace(b" ", b"").replace(b"\n", b"")
    for person in shown.values():
        member = members[person.id]
        digits = (member.phone or "")[-10:].encode()
        assert person.contact_allowed or not digits or digits not in told
        assert person.contact_allowed or not member.email or member.email.encode() not in told
    assert any(person.phone[-10:].encode() in told for person in shown.values() if person.phone)


def test_a_release_is_written_down_with_disclosures_referrals_and_an_event(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        production.wrap_ends_on = TODAY + timedelta(days=100)
        file = release_crew_list(session, ACTOR, need, production, form="json", locale="en")
        release = session.exec(select(Release)).one()
        disclosures = session.exec(select(Disclosure).where(Disclosure.release_id == release.id)).all()
        shown = people(file.document)
        assert (release.format, release.locale, release.people) == ("json", "en", len(shown))
        assert {row.crew_member_id for row in disclosures} == {p.id for p in shown.values() if p.contact_allowed}
        assert release.contacts == len(disclosures) > 0
        [grant] = session.exec(select(DisclosureGrant)).all()
        assert {row.grant_id for row in disclosures} == {grant.id}
        assert (grant.basis, grant.until_on) == (DisclosureBasis.CONSENT, TODAY + timedelta(days=130))
        assert {row.crew_member_id for row in session.exec(select(Referral))} == set(shown)
        assert session.exec(select(AuditEvent.subject_id).where(AuditEvent.action == RELEASED)).all() == [release.id]
        assert need.status is NeedStatus.SENT


def test_a_second_release_discloses_and_refers_nobody_twice(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        release_crew_list(session, ACTOR, need, production, form="csv", locale="en")
        counts = [len(session.exec(select(table)).all()) for table in (Disclosure, Referral)]
        release_crew_list(session, ACTOR, need, production, form="pdf", locale="en")
        assert [len(session.exec(select(table)).all()) for table in (Disclosure, Referral)] == counts
        assert len(session.exec(select(Release)).all()) == 2


def test_a_preview_carries_no_details_and_releases_nothing(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        file = preview_crew_list(session, ACTOR, need, production, form="json", locale="en")
        assert not any(person.contact_allowed for person in people(file.document).values())
        assert session.exec(select(Release)).all() == []
        assert session.exec(select(AuditEvent.subject_id).where(AuditEvent.action == PREVIEWED)).all() == [need.id]


@pytest.mark.parametrize("status", [NeedStatus.DRAFT, NeedStatus.RECEIVED, NeedStatus.DECLINED])
def test_nothing_goes_out_before_staff_accept(engine: Engine, matched: int, status: NeedStatus) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        need.status = status
        with pytest.raises(NotAllowedError):
            release_crew_list(session, ACTOR, need, production, form="pdf", locale="en")
        with pytest.raises(NotAllowedError):
            open_contacts(session, ACTOR, need, production, locale="en")


def test_an_unknown_format_or_language_is_refused(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        need = session.get_one(Need, matched)
        production = session.get_one(Production, need.production_id)
        for form, locale in (("docx", "en"), ("pdf", "fr")):
            with pytest.raises(InvalidInputError):
                release_crew_list(session, ACTOR, need, production, form=form, locale=locale)


def test_the_list_before_any_match_has_every_place_open(engine: Engine) -> None:
    with write_transaction(engine) as session:
        document = build(session, make_need(session, ROLES).id or 0)
    assert len(document.lines) == len(ROLES)
    assert {slot.status for slot in document.slots} == {ProposalStatus.OPEN}
    assert {slot.open_text for slot in document.slots} == {"Not matched yet"}


def test_the_order_that_staff_made_is_the_order_of_the_list(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        line = next(line for line in build(session, matched).lines if line.title == "Gaffer")
        second = line.candidates[1].person.id
        move_candidate(session, ACTOR, line.position_id, second, step=-1)
        line = next(line for line in build(session, matched).lines if line.title == "Gaffer")
    assert line.candidates[0].person.id == second


def test_reasons_and_texts_are_in_the_language_asked_for(engine: Engine, matched: int) -> None:
    with reading(engine) as session:
        english, spanish = build(session, matched), build(session, matched, locale="es_MX")
    pairs = [
        (one.sentence, other.sentence)
        for line, same in zip(english.lines, spanish.lines, strict=True)
        for a, b in zip(line.candidates, same.candidates, strict=True)
        for one, other in zip(a.fit.reasons, b.fit.reasons, strict=True)
    ]
    assert pairs
    assert all(one != other for one, other in pairs)


def test_a_person_who_left_the_registry_leaves_the_place_open(engine: Engine, matched: int) -> None:
    with write_transaction(engine) as session:
        row = session.exec(select(Proposal).where(Proposal.status == ProposalStatus.PROPOSED)).first()
        assert row is not None
        row.crew_member_id = None
        session.flush()
        line = next(line for line in build(session, matched).lines if line.position_id == row.position_id)
    slot = next(slot for slot in line.slots if (slot.number, slot.trainee) == (row.slot, row.trainee))
    assert slot.is_open
    assert slot.open_text


def test_a_list_takes_a_handful_of_queries_however_long_it_is(engine: Engine, matched: int) -> None:
    counts = []
    with write_transaction(engine) as session:
        longer = make_need(session, ROLES * 4).id or 0
        match_need(session, ACTOR, session.get_one(Need, longer), today=TODAY)
    for need_id in (matched, longer):
        statements: list[str] = []

        def note(*args: object, kept: list[str] = statements) -> None:
            kept.append(str(args[2]))

        with reading(engine) as session:
            event.listen(engine, "before_cursor_execute", note)
            build(session, need_id, candidates=False)
            event.remove(engine, "before_cursor_execute", note)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 21
