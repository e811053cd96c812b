"""Joining the registry, for tests: what is typed, and somebody who has joined and handed their profile in."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlmodel import Session, col, select

from app.models.account import Account
from app.models.message import Message
from app.models.registration import ProfileReview
from app.services.audit import Actor
from app.services.registration import JoinAnswers, ask_to_join, prove_registration
from app.services.review import submit_profile

EMAIL = "ana@example.org"
TYPED: dict[str, str] = {
    "given_name": "Ana",
    "surname": "López Ruiz",
    "email": EMAIL,
    "phone": "33 1234 5678",
    "title": "Gaffer",
    "base": "Guadalajara",
    "is_adult": "y",
    "registry": "y",
    "training": "y",
}


def type_in(client: FlaskClient, **changed: str) -> Any:
    """Send the form to join with TYPED, some of it changed; an empty text leaves the field out."""
    sent = {name: value for name, value in {**TYPED, **changed}.items() if value}
    return client.post("/join", data=sent)


def newest_message(session: Session) -> tuple[str, str]:
    """Return to whom the newest message goes and what it says; the session is then done, and locks nothing."""
    session.rollback()
    found = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert found
    told = (found.to_address, found.text)
    session.rollback()
    return told


def link_in(text: str) -> str:
    """Return the path of the link to join in a message."""
    found = re.search(r"/join/\S+", text)
    assert found, text
    return found[0]


def join(session: Session, actor: Actor, email: str = EMAIL, *, role_id: str = "gaffer", **values: Any) -> Account:
    """Let somebody join and prove their e-mail; return their account."""
    answers = JoinAnswers(
        **{
            "given_name": "Ana",
            "surname": "López Ruiz",
            "phone": "+523312345678",
            "title": "Gaffer",
            "base_place": "14039",
            "consents": ["registry"],
            **values,
            "email": email,
            "role_id": role_id,
        }
    )
    ask_to_join(session, actor, answers, base_url="http://x", locale="en", version="2026-11")
    session.flush()
    text = session.exec(select(Message).order_by(col(Message.id).desc())).first()
    assert text
    return prove_registration(session, actor, link_in(text.text).removeprefix("/join/"))


def hand_in(session: Session, actor: Actor, email: str = EMAIL, **values: Any) -> ProfileReview:
    """Let somebody join and hand their profile in; return the review that waits."""
    account = join(session, actor, email, **values)
    return submit_profile(session, actor, crew_member_id=account.crew_member_id or 0)
