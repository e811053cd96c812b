"""The roster on disk: a worker that starts, or a new day that begins, reads it in milliseconds instead of building it.

It is only ever a copy. A file counts where this installation's key has signed it, this very code wrote it, for this
day, and its newest change is one that this database knows; whatever else lies there is passed over.
"""

import hashlib
import hmac
import os
import pickle
import secrets
from datetime import date, datetime
from functools import cache
from pathlib import Path

from sqlmodel import Session

import matching
from app.keys import secret_key
from app.models.trust import RosterChange
from config import Settings, get_settings
from matching.days import day_number
from matching.roster import Roster

_MAC = hashlib.sha256().digest_size


def save_roster(session: Session, roster: Roster) -> Path | None:
    """Write the roster for the workers of this machine; None where the registry has no change to know it by."""
    change = session.get(RosterChange, roster.version)
    if change is None:
        return None
    settings = get_settings()
    content = pickle.dumps((change.at, roster), protocol=5)
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    part.write_bytes(_mac(settings, content) + content)
    part.replace(path)
    return path


def find_saved_roster(session: Session, *, today: date, version: int) -> Roster | None:
    """Return the roster on disk where it is of today and its newest change is a known one, at most `version`."""
    settings = get_settings()
    try:
        written = _path(settings).read_bytes()
    except OSError:
        return None
    mac, content = written[:_MAC], written[_MAC:]
    if not hmac.compare_digest(mac, _mac(settings, content)):
        return None
    at, roster = pickle.loads(content)  # noqa: S301 - signed by this installation's own key, checked just before
    known = _change_at(session, roster.version)
    found: Roster | None = roster if known == at and roster.today == day_number(today) else None
    return found if found is not None and found.version <= version else None


def _change_at(session: Session, version: int) -> datetime | None:
    change = session.get(RosterChange, version)
    return change.at if change is not None else None


def _path(settings: Settings) -> Path:
    database = hashlib.sha256(settings.url.encode()).hexdigest()[:12]
    return settings.data_dir / f"roster-{database}.bin"


def _mac(settings: Settings, content: bytes) -> bytes:
    return hmac.digest(secret_key(settings).encode(), _code() + content, "sha256")


@cache
def _code() -> bytes:
    """Return a digest of the code whose objects are kept: another version of it can't read them."""
    digest = hashlib.sha256()
    for path in sorted(Path(matching.__file__ or "").parent.glob("*.py")):
        digest.update(path.read_bytes())
    return digest.digest()
