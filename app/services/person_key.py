"""A person's own key: what is written under it can't be read any more once it is destroyed."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlmodel import Session, col, select

from app.keys import data_cipher
from app.models.trust import PersonKey
from config import Settings, get_settings

_AT_ONCE = 400


def person_cipher(session: Session, crew_member_id: int, at: datetime, settings: Settings | None = None) -> Fernet:
    """Return the cipher of the person's key, which is made on first use."""
    row = session.get(PersonKey, crew_member_id)
    cipher = data_cipher(settings or get_settings())
    if row is None:
        key = Fernet.generate_key()
        session.add(PersonKey(crew_member_id=crew_member_id, wrapped_key=cipher.encrypt(key), made_at=at))
        return Fernet(key)
    return Fernet(cipher.decrypt(row.wrapped_key))


def known_ciphers(session: Session, crew_member_ids: Collection[int]) -> dict[int, Fernet]:
    """Return the ciphers of those of these people who have a key, in a few reads however many they are."""
    wanted, wrapping = sorted(set(crew_member_ids)), data_cipher(get_settings())
    found = {}
    for at in range(0, len(wanted), _AT_ONCE):
        part = wanted[at : at + _AT_ONCE]
        for row in session.exec(select(PersonKey).where(col(PersonKey.crew_member_id).in_(part))):
            found[row.crew_member_id] = Fernet(wrapping.decrypt(row.wrapped_key))
    return found


def person_ciphers(
    session: Session, crew_member_ids: Collection[int], at: datetime
) -> tuple[dict[int, Fernet], list[dict[str, Any]]]:
    """Return everybody's cipher, and the rows of the keys that were missing: made here, to be written by the caller."""
    found, wrapping = known_ciphers(session, crew_member_ids), data_cipher(get_settings())
    made = []
    for crew_member_id in sorted(set(crew_member_ids) - found.keys()):
        key = Fernet.generate_key()
        found[crew_member_id] = Fernet(key)
        made.append({"crew_member_id": crew_member_id, "wrapped_key": wrapping.encrypt(key), "made_at": at})
    return found, made


def open_sealed(session: Session, crew_member_id: int, sealed: bytes, settings: Settings | None = None) -> str | None:
    """Return the text that was written under the person's key; None where that key was destroyed."""
    opened = open_sealed_bytes(session, crew_member_id, sealed, settings)
    return None if opened is None else opened.decode()


def open_sealed_bytes(
    session: Session, crew_member_id: int, sealed: bytes, settings: Settings | None = None
) -> bytes | None:
    """Return what was written under the person's key; None where that key was destroyed."""
    row = session.get(PersonKey, crew_member_id)
    if row is None:
        return None
    try:
        key = data_cipher(settings or get_settings()).decrypt(row.wrapped_key)
        return Fernet(key).decrypt(sealed)
    except InvalidToken:
        return None
