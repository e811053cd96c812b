"""Staff's word on a profile: approve, ask back, decline; later changes of what matters come before them again."""

import pytest
from flask import Flask
from sqlmodel import Session, select

from app.errors import ConflictError, InvalidInputError, NotAllowedError
from app.models.account import Role
from app.models.crew import CrewMember, CrewRole, CrewStatus, Seniority
from app.models.registration import ProfileReview, ReviewStatus
from app.models.trust import ConsentPurpose
from app.queries.review import list_waiting
from app.services.audit import Actor
from app.services.consent import withdraw_consent
from app.services.crew import change_crew_member
from app.services.crew_rows import RowKind, add_row, change_row
from app.services.review import (
    approve_profile,
    ask_back,
    decline_profile,
    list_changes,
    note_own_change,
    profile_digest,
    require_approval,
    submit_profile,
)
from tests.factories.account import sign_in, signed_in_as
from tests.factories.crew import make_crew_member
from tests.factories.joining import EMAIL, hand_in, join
from tests.factories.told import later, texts

URL = "http://x"


def approve(session: Session, actor: Actor, review: ProfileReview) -> ProfileReview:
    seen = profile_digest(session, review.crew_member_id)
    return approve_profile(session, actor, review_id=review.id or 0, seen=seen, base_url=URL)


def test_approval_makes_a_draft_active_and_tells_the_person_in_their_language(session: Session, actor: Actor) -> None:
    review = hand_in(session, actor)
    member = session.get_one(CrewMember, review.crew_member_id)
    member.locale = "es_MX"
    approve(session, actor, review)
    assert member.status is CrewStatus.ACTIVE
    assert (review.status, review.decided_at) == (ReviewStatus.APPROVED, actor.at)
    assert "revisó tu perfil y lo aprobó" in texts(session, EMAIL)[-1]


def test_handing_in_twice_is_one_review_and_the_oldest_comes_first(session: Session, actor: Actor) -> None:
    second = hand_in(session, later(actor, hours=1), "b@example.org")
    first = hand_in(session, actor)
    assert submit_profile(session, actor, crew_member_id=first.crew_member_id).id == first.id
    assert [line.review.id for line in list_waiting(session, limit=10)] == [first.id, second.id]


def test_what_staff_did_not_see_is_not_approved(session: Session, actor: Actor) -> None:
    review = hand_in(session, actor)
    seen = profile_digest(session, review.crew_member_id)
    change_crew_member(session, actor, crew_member_id=review.crew_member_id, phone="+523399999999")
    with pytest.raises(ConflictError, match="changed since you opened it"):
        approve_profile(session, actor, review_id=review.id or 0, seen=seen, base_url=URL)


def test_nobody_is_approved_without_role_or_consent(session: Session, actor: Actor) -> None:
    bare = hand_in(session, actor, role_id="")
    with pytest.raises(InvalidInputError, match="role first"):
        approve(session, actor, bare)
    add_row(session, actor, crew_member_id=bare.crew_member_id, listing=RowKind.ROLE, role_id="gaffer")
    withdraw_consent(session, actor, crew_member_id=bare.crew_member_id, purpose=ConsentPurpose.REGISTRY)
    with pytest.raises(ConflictError, match="Agree to the registry"):
        approve(session, actor, bare)


def test_who_is_asked_back_reads_why_and_hands_in_again(session: Session, actor: Actor) -> None:
    review = hand_in(session, actor)
    with pytest.raises(InvalidInputError, match="Say why"):
        ask_back(session, actor, review_id=review.id or 0, reason=" ", base_url=URL)
    ask_back(session, actor, review_id=review.id or 0, reason="Which productions?", base_url=URL)
    assert "Which productions?" in texts(session, EMAIL)[-1]
    with pytest.raises(ConflictError, match="decided on already"):
        approve(session, actor, review)
    again = submit_profile(session, later(actor, days=1), crew_member_id=review.crew_member_id)
    assert again.id != review.id
    assert approve(session, actor, again).status is ReviewStatus.APPROVED


def test_a_declined_profile_stays_a_draft_and_is_not_handed_in_again(session: Session, actor: Actor) -> None:
    review = hand_in(session, actor)
    decline_profile(session, actor, review_id=review.id or 0, reason="Not film crew", base_url=URL)
    assert session.get_one(CrewMember, review.crew_member_id).status is CrewStatus.DRAFT
    with pytest.raises(NotAllowedError, match="declined"):
        submit_profile(session, actor, crew_member_id=review.crew_member_id)


def test_a_change_that_matters_comes_before_staff_while_the_profile_stays_active(
    session: Session, actor: Actor
) -> None:
    review = approve(session, actor, hand_in(session, actor))
    who = review.crew_member_id
    change_crew_member(session, actor, crew_member_id=who, phone="+523399999999")
    assert note_own_change(session, actor, crew_member_id=who) is None
    role = session.exec(select(CrewRole)).one()
    change_row(
        session,
        actor,
        crew_member_id=who,
        listing=RowKind.ROLE,
        row_id=role.id or 0,
        own_word=True,
        seniority=Seniority.SENIOR,
    )
    changed = note_own_change(session, later(actor, days=1), crew_member_id=who)
    assert changed
    assert note_own_change(session, actor, crew_member_id=who) is None  # it waits already
    assert session.get_one(CrewMember, who).status is CrewStatus.ACTIVE
    changes = list_changes(session, who) or []
    assert [(change.field, change.before, change.after) for change in changes] == [
        ("phone", "+523312345678", "+523399999999"),
        ("seniority", "experienced", "senior"),
    ]
    approve(session, actor, changed)
    assert list_changes(session, who) == []


def test_who_was_taken_in_by_staff_changes_their_profile_as_before(session: Session, actor: Actor) -> None:
    member = make_crew_member(session, "gaffer")
    assert note_own_change(session, actor, crew_member_id=member.id or 0) is None
    require_approval(session, crew_member_id=member.id or 0)


def test_who_joined_does_not_make_themselves_active(web: Flask, session: Session, actor: Actor) -> None:
    account = join(session, actor)
    session.commit()
    browser = sign_in(web, account)
    answer = browser.post("/me/part/status", data={"status": "active"})
    assert "looks at your profile first" in answer.text
    session.expire_all()
    assert session.exec(select(CrewMember.status)).one() is CrewStatus.DRAFT


def test_staff_work_through_the_queue_on_its_pages(web: Flask, session: Session, actor: Actor) -> None:
    first = hand_in(session, actor)
    second = hand_in(session, later(actor, hours=1), "b@example.org", given_name="Beto")
    third = hand_in(session, later(actor, hours=2), "c@example.org", given_name="Caro")
    join(session, actor, "d@example.org", given_name="Dany")
    numbers = [each.id for each in (first, second, third)]
    session.commit()
    staff = signed_in_as(web, Role.STAFF)
    page = staff.get("/reviews").text
    assert page.index("Ana López") < page.index("Beto") < page.index("Caro") < page.index("Dany")
    shown = staff.get(f"/reviews/{numbers[0]}").text
    seen = shown.split('name="seen"')[1].split('value="')[1].split('"')[0]
    done = staff.post(f"/reviews/{numbers[0]}/approve", data={"seen": seen, "identity": "y"})
    assert done.headers["Location"] == f"/reviews/{numbers[1]}"
    assert "Say why" in staff.post(f"/reviews/{numbers[1]}/ask-back", data={"reason": "", "text": ""}).text
    asked = staff.post(f"/reviews/{numbers[1]}/ask-back", data={"reason": "roles", "text": "And 2024?"})
    assert asked.headers["Location"] == f"/reviews/{numbers[2]}"
    declined = staff.post(f"/reviews/{numbers[2]}/decline", data={"reason": "not_crew"})
    assert declined.headers["Location"] == "/reviews"
    assert "No profile waits" in staff.get("/reviews").text
    session.expire_all()
    found = {each.id: each for each in session.exec(select(ProfileReview))}
    assert found[numbers[0]].checks == {"identity": True, "roles": False, "contact": False}
    assert found[numbers[1]].reason.endswith("on which productions.\nAnd 2024?")
    assert found[numbers[2]].status is ReviewStatus.DECLINED


def test_the_person_sees_how_their_profile_stands(web: Flask, session: Session, actor: Actor) -> None:
    account = join(session, actor)
    session.commit()
    browser = sign_in(web, account)
    assert "Not handed in yet" in browser.get("/me").text
    assert "1 of 8 steps done" not in browser.get("/me/complete").text  # the role still lacks its years
    assert browser.post("/me/hand-in").headers["Location"] == "/me/complete"
    assert "With the commission" in browser.get("/me/complete").text
    review = session.exec(select(ProfileReview)).one()
    ask_back(session, actor, review_id=review.id or 0, reason="Which <productions>?", base_url=URL)
    session.commit()
    assert "Which &lt;productions&gt;?" in browser.get("/me").text
    assert "Hand in again" in browser.get("/me/complete").text
