"""The roster on disk: a worker that starts, or a new day that begins, maps it in milliseconds instead of building it.

It is only ever a copy. A file counts where this installation's key has signed its description, this very code wrote
it, for this day, and its newest change is one that this database knows; whatever else lies there is passed over. The
arrays behind the description are mapped, not read: workers share their pages, and one that writes to a page (to the
rows to spare) has its own copy of it. They are numbers only, so nothing signs them: who can write them can write the
database beside them.
"""

import hashlib
import hmac
import mmap
import os
import pickle
import secrets
from collections.abc import Iterator, Sequence
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
from matching.roster_update import pack_roster, unpack_roster

_MAC = hashlib.sha256().digest_size
_LENGTH = 8  # bytes of the number that tells how long the description is
_ALIGNED = 64  # arrays begin at multiples of so many bytes: of a cache line


def save_roster(session: Session, roster: Roster) -> Path | None:
    """Write the roster for the workers of this machine; None where the registry has no change to know it by."""
    change = session.get(RosterChange, roster.version)
    if change is None:
        return None
    settings = get_settings()
    buffers: list[pickle.PickleBuffer] = []
    inner = pickle.dumps(pack_roster(roster), protocol=5, buffer_callback=buffers.append)
    arrays = [buffer.raw() for buffer in buffers]
    described = pickle.dumps((change.at, [len(array) for array in arrays], inner), protocol=5)
    path = _path(settings)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    part.touch(mode=0o600)
    with part.open("wb") as file:
        file.write(_mac(settings, described) + len(described).to_bytes(_LENGTH, "big") + described)
        for start, array in zip(_starts(len(described), [len(each) for each in arrays]), arrays, strict=False):
            file.seek(start)
            file.write(array)
    part.replace(path)
    return path


def find_saved_roster(session: Session, *, today: date, version: int) -> Roster | None:
    """Return the roster on disk where it is of today and its newest change is a known one, at most `version`."""
    settings = get_settings()
    try:
        with _path(settings).open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)
    except (OSError, ValueError):  # there is none, or an empty one
        return None
    length = int.from_bytes(mapped[_MAC : _MAC + _LENGTH], "big")
    described = mapped[_MAC + _LENGTH : _MAC + _LENGTH + length]
    if not hmac.compare_digest(mapped[:_MAC], _mac(settings, described)):
        return None
    at, sizes, inner = pickle.loads(described)  # noqa: S301 - signed by this installation's own key, checked just before
    *starts, end = _starts(length, sizes)
    if end > len(mapped):
        return None
    view = memoryview(mapped)
    arrays = [view[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    roster = unpack_roster(*pickle.loads(inner, buffers=arrays))  # noqa: S301 - part of what was signed
    known = _change_at(session, roster.version)
    found = known == at and roster.today == day_number(today) and roster.version <= version
    return roster if found else None


def _starts(described: int, sizes: Sequence[int]) -> Iterator[int]:
    """Yield where each array begins behind a description of so many bytes, and where the last one ends."""
    at = _MAC + _LENGTH + described
    for size in sizes:
        at = -(-at // _ALIGNED) * _ALIGNED
        yield at
        at += size
    yield at


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
