"""Passwords of the commission's accounts: what is good enough, and whether one is right."""

import re
from datetime import datetime
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlmodel import Session

from app.errors import InvalidInputError
from app.messages import mark
from app.models.account import Account
from app.queries.account import find_account_by_email
from app.services.audit import Actor, record_audit
from app.services.rate import Deed, forgive

SHORTEST = 12
_LEFT = 6
"""How many letters and digits, five of them different, must be left once what everybody tries is taken out."""
_DIFFERENT = 5
_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash("compared with where no account exists, so that an answer takes as long")
_TRIED_FIRST = frozenset((Path(__file__).parent.parent / "data" / "tried_passwords.txt").read_text("utf-8").split())
"""What lists of leaked passwords are full of, in English and Spanish; our own choice, nobody's list."""
_LEET = str.maketrans("013457@$!", "oieastasi")


def require_good_password(password: str, *, name: str = "", email: str = "") -> None:
    """Raise InvalidInputError where a password is short, or guessed by whoever knows the person and the usual words."""
    if len(password) < SHORTEST:
        raise InvalidInputError("A password needs at least %(count)s characters.", count=SHORTEST)
    own = [part for part in re.split(r"[\W_]+", f"{name} {email}".lower()) if len(part) >= 3]  # noqa: PLR2004 - a word
    words = sorted({*own, *_TRIED_FIRST}, key=len, reverse=True)
    left = [_rest(text, words) for text in (password.lower(), password.lower().translate(_LEET))]
    if any(len(rest) < _LEFT or len(set(rest)) < _DIFFERENT for rest in left):
        raise InvalidInputError(
            mark(
                "This password is easily guessed: it is made of a common word, a name, a year or a row of keys. "
                "Take four or five words that have nothing to do with each other."
            )
        )


def _rest(text: str, words: list[str]) -> str:
    """Return the letters and digits of `text` that no common word, run of digits or repetition explains."""
    for word in words:
        text = text.replace(word, " ")
    text = re.sub(r"(?:19|20)\d\d|\d{4,}", " ", text)
    text = re.sub(r"(.{1,4}?)\1{2,}", r"\1", text)
    return re.sub(r"[\W_]", "", text)


def hash_password(password: str, *, name: str = "", email: str = "") -> str:
    """Return the argon2id hash of a password that is good enough."""
    require_good_password(password, name=name, email=email)
    return _HASHER.hash(password)


def is_right(account: Account | None, password: str) -> bool:
    """Say whether this is the account's password; takes as long where there is no account."""
    try:
        _HASHER.verify(account.password_hash if account and account.password_hash else _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return account is not None and bool(account.password_hash)


def check_password(session: Session, *, email: str, password: str, now: datetime) -> Account | None:
    """Return the account whose password this is; None else, after as long a time. A wrong one is noted."""
    account = find_account_by_email(session, email)
    if is_right(account, password):
        forgive(session, Deed.PASSWORD, person=email)
        return account
    if account is not None:
        record_audit(
            session, Actor.of(None, now), "account:password:failed", subject_kind="account", subject_id=account.id
        )
    return None


def set_password(session: Session, actor: Actor, account: Account, password: str) -> None:
    """Give an account a password that is good enough."""
    account.password_hash = hash_password(password, name=account.name, email=account.email)
    session.add(account)
    record_audit(session, actor, "account:password:changed", subject_kind="account", subject_id=account.id)
