"""Profiles: what is written is audited with before and after, found by search, and told to ranking."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError, NotFoundError
from app.models.credit import Credit, CreditVerification, Title
from app.models.crew import CredentialKind, CrewMember, CrewRole, CrewStatus, Verification, WorkBase
from app.models.production import ProductionKind
from app.models.trust import AuditEvent, Consent, ConsentPurpose, RosterChange
from app.queries.crew import get_profile, list_rows
from app.services.audit import Actor, read_audit_detail
from app.services.consent import give_consent, withdraw_consent
from app.services.credit import write_credit
from app.services.crew import change_crew_member, create_crew_member, set_work_bases
from app.services.crew_rows import RowKind, add_row, change_row, remove_row, restore_row

GUADALAJARA, BAHIA = "14039", "18020"


@pytest.fixture
def ana(session: Session, actor: Actor) -> CrewMember:
    return create_crew_member(session, actor, given_name="Ana", surname="Núñez López", phone="+523312345678")


@pytest.fixture
def events(session: Session) -> Callable[[str], list[AuditEvent]]:
    def of(action: str) -> list[AuditEvent]:
        return list(session.exec(select(AuditEvent).where(AuditEvent.action == action).order_by("id")))

    return of


def test_a_new_person_is_a_draft_found_by_folded_names(ana: CrewMember) -> None:
    assert ana.status is CrewStatus.DRAFT
    assert (ana.name_key, ana.search_text) == ("nunez lopez ana", " ana nunez lopez")


def test_a_person_needs_a_name(session: Session, actor: Actor) -> None:
    with pytest.raises(InvalidInputError):
        create_crew_member(session, actor, given_name=" ", surname="")


def test_a_change_is_audited_with_before_and_after_under_the_persons_key(
    session: Session, actor: Actor, ana: CrewMember, events: Callable[[str], list[AuditEvent]]
) -> None:
    changed = change_crew_member(
        session, actor, crew_member_id=ana.id or 0, phone="+523399999999", given_name="Ana", base_place=GUADALAJARA
    )
    assert sorted(changed) == ["base_place", "phone"]
    [event] = events("crew:profile:changed")
    assert "3399999999" not in event.detail
    assert read_audit_detail(session, event) == {
        "before": {"phone": "+523312345678", "base_place": None},
        "after": {"phone": "+523399999999", "base_place": GUADALAJARA},
    }


def test_saving_what_was_there_leaves_no_trace(
    session: Session, actor: Actor, ana: CrewMember, events: Callable[[str], list[AuditEvent]]
) -> None:
    versions = len(session.exec(select(RosterChange)).all())
    assert change_crew_member(session, actor, crew_member_id=ana.id or 0, given_name="Ana") == []
    assert not events("crew:profile:changed")
    assert len(session.exec(select(RosterChange)).all()) == versions


def test_the_state_of_residence_is_that_of_the_place(session: Session, actor: Actor, ana: CrewMember) -> None:
    change_crew_member(session, actor, crew_member_id=ana.id or 0, base_place=GUADALAJARA, residence_place=BAHIA)
    assert ana.residence_state == "Nayarit"
    with pytest.raises(InvalidInputError):
        change_crew_member(session, actor, crew_member_id=ana.id or 0, base_place="nowhere")


def test_work_bases_are_replaced_as_a_set_without_the_base_itself(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    change_crew_member(session, actor, crew_member_id=ana.id or 0, base_place=GUADALAJARA)
    assert set_work_bases(session, actor, crew_member_id=ana.id or 0, places=[BAHIA, GUADALAJARA, BAHIA])
    assert [row.place for row in list_rows(session, WorkBase, ana.id or 0)] == [BAHIA]
    assert not set_work_bases(session, actor, crew_member_id=ana.id or 0, places=[BAHIA])


def test_one_role_is_the_main_one_whatever_is_added_changed_or_removed(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    who = ana.id or 0
    gaffer = add_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, role_id="gaffer", years=3)
    assert session.get_one(CrewRole, gaffer).is_primary
    key_grip = add_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, role_id="key-grip", is_primary=True)
    assert not session.get_one(CrewRole, gaffer).is_primary
    change_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, row_id=key_grip, is_primary=False)
    assert sum(row.is_primary for row in list_rows(session, CrewRole, who)) == 1
    remove_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, row_id=key_grip)
    assert session.get_one(CrewRole, gaffer).is_primary


def test_a_role_makes_the_person_found_by_it_and_its_removal_ends_that(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    who = ana.id or 0
    row = add_row(
        session, actor, crew_member_id=who, listing=RowKind.ROLE, role_id="gaffer", title_as_typed="Jefa de eléctricos"
    )
    add_row(session, actor, crew_member_id=who, listing=RowKind.SKILL, name="Arri  Alexa 35")
    assert " gaffer" in ana.search_text
    assert " electricos" in ana.search_text
    assert " alexa" in ana.search_text
    remove_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, row_id=row)
    assert "gaffer" not in ana.search_text


def test_a_role_language_or_skill_stands_once(session: Session, actor: Actor, ana: CrewMember) -> None:
    who = ana.id or 0
    add_row(session, actor, crew_member_id=who, listing=RowKind.SKILL, name="QTAKE")
    with pytest.raises(ConflictError):
        add_row(session, actor, crew_member_id=who, listing=RowKind.SKILL, name="qtake")
    with pytest.raises(InvalidInputError):
        add_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, role_id="dentist")


def test_a_removed_entry_comes_back_as_it_was_and_only_once(session: Session, actor: Actor, ana: CrewMember) -> None:
    who = ana.id or 0
    row = add_row(
        session,
        actor,
        crew_member_id=who,
        listing=RowKind.CREDENTIAL,
        kind=CredentialKind.FIRST_AID,
        expires_on=date(2027, 3, 1),
        verification=Verification.VERIFIED,
    )
    event = remove_row(session, actor, crew_member_id=who, listing=RowKind.CREDENTIAL, row_id=row)
    assert get_profile(session, who).credentials == []
    restore_row(session, actor, crew_member_id=who, event_id=event)
    session.expire_all()
    [back] = get_profile(session, who).credentials
    assert (back.kind.value, back.expires_on, back.verification) == (
        "first_aid",
        date(2027, 3, 1),
        Verification.VERIFIED,
    )
    with pytest.raises(NotFoundError):
        restore_row(session, actor, crew_member_id=who, event_id=event)


def test_another_persons_entry_can_be_neither_changed_nor_brought_back(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    other = create_crew_member(session, actor, given_name="Otra", surname="Persona")
    row = add_row(session, actor, crew_member_id=ana.id or 0, listing=RowKind.KIT, name="Dolly")
    with pytest.raises(NotFoundError):
        change_row(session, actor, crew_member_id=other.id or 0, listing=RowKind.KIT, row_id=row, name="Mine")
    event = remove_row(session, actor, crew_member_id=ana.id or 0, listing=RowKind.KIT, row_id=row)
    with pytest.raises(NotFoundError):
        restore_row(session, actor, crew_member_id=other.id or 0, event_id=event)


def test_what_was_verified_stands_on_the_persons_word_again_once_they_change_it(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    who = ana.id or 0
    row = add_row(
        session,
        actor,
        crew_member_id=who,
        listing=RowKind.ROLE,
        role_id="gaffer",
        years=4,
        verification=Verification.VERIFIED,
    )
    change_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, row_id=row, own_word=True, years=4)
    assert session.get_one(CrewRole, row).verification is Verification.VERIFIED
    change_row(session, actor, crew_member_id=who, listing=RowKind.ROLE, row_id=row, own_word=True, years=20)
    assert session.get_one(CrewRole, row).verification is Verification.SELF_DECLARED


def test_two_people_of_one_production_have_credits_on_one_title(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    other = create_crew_member(session, actor, given_name="Otra", surname="Persona")
    for who, name in ((ana.id, "La Única"), (other.id, "la unica")):
        write_credit(
            session,
            actor,
            crew_member_id=who or 0,
            name=name,
            year=2024,
            kind=ProductionKind.FEATURE,
            role_id="gaffer",
            verification=CreditVerification.PEER,
        )
    assert len(session.exec(select(Title)).all()) == 1
    assert len(session.exec(select(Credit)).all()) == 2


def test_consent_carries_the_notice_and_withdrawing_the_registrys_ends_matching(
    session: Session, actor: Actor, ana: CrewMember
) -> None:
    who = ana.id or 0
    change_crew_member(session, actor, crew_member_id=who, status=CrewStatus.ACTIVE)
    for version in ("2026-01", "2026-11", "2026-11"):
        give_consent(
            session,
            actor,
            crew_member_id=who,
            purpose=ConsentPurpose.REGISTRY,
            source="self",
            notice_version=version,
        )
    consents = session.exec(select(Consent).order_by("id")).all()
    assert [(c.notice_version, c.withdrawn_at is None) for c in consents] == [("2026-01", False), ("2026-11", True)]
    assert withdraw_consent(session, actor, crew_member_id=who, purpose=ConsentPurpose.REGISTRY)
    assert ana.status is CrewStatus.WITHDRAWN
    assert not withdraw_consent(session, actor, crew_member_id=who, purpose=ConsentPurpose.REGISTRY)
