"""Links that do one thing: their secret is found again by whoever holds the key, never by the database alone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select

from app.models.ask import ActionLink, ActionPurpose
from app.services.action_link import find_action_link, find_action_token, make_action_link, use_action_link
from config import get_settings
from tests.conftest import NOW
from tests.factories.crew import make_crew_member

LATER = NOW + timedelta(hours=24)


def _make(session: Session, subject_id: int = 7) -> tuple[int, str]:
    person = make_crew_member(session, "gaffer").id or 0
    token = make_action_link(
        session, ActionPurpose.ANSWER_OFFER, crew_member_id=person, now=NOW, expires_at=LATER, subject_id=subject_id
    )
    session.flush()
    return person, token


def test_a_link_lives_until_its_subject_ends_and_does_one_thing(session: Session) -> None:
    person, token = _make(session)
    link = find_action_link(session, token, ActionPurpose.ANSWER_OFFER, now=NOW)
    assert link is not None
    assert (link.crew_member_id, link.subject_id) == (person, 7)
    assert find_action_link(session, token, ActionPurpose.CONFIRM_DAYS, now=NOW) is None
    assert find_action_link(session, token, ActionPurpose.ANSWER_OFFER, now=LATER) is None
    assert find_action_link(session, token + "x", ActionPurpose.ANSWER_OFFER, now=NOW) is None


def test_its_first_use_is_noted_once(session: Session) -> None:
    _, token = _make(session)
    link = find_action_link(session, token, ActionPurpose.ANSWER_OFFER, now=NOW)
    assert link is not None
    use_action_link(session, link, now=NOW)
    use_action_link(session, link, now=NOW + timedelta(hours=1))
    assert link.used_at == NOW


def test_the_secret_is_found_again_but_is_not_in_the_database(session: Session) -> None:
    person, token = _make(session)
    again = find_action_token(session, ActionPurpose.ANSWER_OFFER, crew_member_id=person, subject_id=7, now=NOW)
    assert again == token
    row = session.exec(select(ActionLink).order_by(col(ActionLink.id).desc())).first()
    assert row is not None
    assert token not in str(row.model_dump())
    for wrong in ({"crew_member_id": person + 1, "subject_id": 7}, {"crew_member_id": person, "subject_id": 8}):
        assert find_action_token(session, ActionPurpose.ANSWER_OFFER, now=NOW, **wrong) is None
    assert (
        find_action_token(session, ActionPurpose.ANSWER_OFFER, crew_member_id=person, subject_id=7, now=LATER) is None
    )


def test_after_a_change_of_key_no_wrong_secret_is_handed_out(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    person, token = _make(session)
    monkeypatch.setenv("LLAMADO_SECRET_KEY", "another key")
    get_settings.cache_clear()
    assert find_action_token(session, ActionPurpose.ANSWER_OFFER, crew_member_id=person, subject_id=7, now=NOW) is None
    assert find_action_link(session, token, ActionPurpose.ANSWER_OFFER, now=NOW) is not None, "sent links still work"


def test_two_links_of_one_moment_have_their_own_secrets(session: Session) -> None:
    _, first = _make(session)
    _, second = _make(session)
    assert first != second
