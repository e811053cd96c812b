"""A person's own key: what is written under it can't be read any more once it is destroyed."""

from datetime import datetime

from cryptography.fernet import Fernet, InvalidToken
from sqlmodel import Session

from app.keys import data_cipher
from app.models.trust import PersonKey
from config import Settings, get_settings


def person_cipher(session: Session, crew_member_id: int, at: datetime, settings: Settings | None = None) -> Fernet:
    """Return the cipher of the person's key, which is made on first use."""
    row = session.get(PersonKey, crew_member_id)
    cipher = data_cipher(settings or get_settings())
    if row is None:
        key = Fernet.generate_key()
        session.add(PersonKey(crew_member_id=crew_member_id, wrapped_key=cipher.encrypt(key), made_at=at))
        return Fernet(key)
    return Fernet(cipher.decrypt(row.wrapped_key))


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
