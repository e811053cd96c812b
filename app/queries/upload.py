"""Uploads, and whom of the registry the people of a file may be."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.models.credit import Course, Credit, Title
from app.models.crew import CrewMember, CrewStatus
from app.models.intake import Upload, UploadKind, UploadStatus

_CLOSED = (UploadStatus.DROPPED, UploadStatus.UNDONE)
_AT_ONCE = 400  # values of one IN list, far below the limits of both engines
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody of the registry, by what people are met again."""

    id: int
    given_name: str
    surname: str
    credit_name: str
    name_key: str
    email: str | None
    phone: str | None
    base_place: str | None
    status: CrewStatus
    duplicate_of_id: int | None


def get_upload(session: Session, upload_id: int, *kinds: UploadKind, for_update: bool = False) -> Upload:
    """Return an upload of one of these kinds; locked until the transaction ends where it is to be decided on."""
    statement = select(Upload).where(Upload.id == upload_id, col(Upload.kind).in_(kinds))
    upload = session.exec(statement.with_for_update() if for_update else statement).first()
    if upload is None:
        raise NotFoundError("There is no such file, or no longer.")
    return upload


def find_same_file(session: Session, kind: UploadKind, sha256: str) -> Upload | None:
    """Return the upload of this very file that was imported, or that still waits; not one undone or dropped."""
    statement = (
        select(Upload)
        .where(Upload.kind == kind, Upload.sha256 == sha256, col(Upload.status).not_in(_CLOSED))
        .order_by(col(Upload.status), col(Upload.id).desc())  # done before preview
    )
    return session.exec(statement).first()


def list_uploads(session: Session, kinds: Sequence[UploadKind], limit: int = 50) -> list[Any]:
    """Return the latest uploads without their rows: id, kind, status, file_name, made_at, decided_at, result."""
    statement = (
        select(
            Upload.id, Upload.kind, Upload.status, Upload.file_name, Upload.made_at, Upload.decided_at, Upload.result
        )  # type: ignore[call-overload]  # SQLModel types four columns
        .where(col(Upload.kind).in_(kinds))
        .order_by(col(Upload.id).desc())
        .limit(limit)
    )
    return list(session.execute(statement))


def list_known_people(
    session: Session,
    *,
    emails: Iterable[str],
    phones: Iterable[str],
    name_keys: Iterable[str],
    ids: Iterable[int] = (),
) -> list[KnownPerson]:
    """Return everybody who has one of these e-mails, phones, folded names or ids; doubles lead to whom they double."""
    found: dict[int, KnownPerson] = {}
    columns = [getattr(CrewMember, name) for name in KnownPerson.__slots__]
    wanted: list[tuple[Any, Iterable[Any]]] = [
        (col(CrewMember.id), ids),
        (col(CrewMember.email), emails),
        (col(CrewMember.phone), phones),
        (col(CrewMember.name_key), name_keys),
    ]
    while wanted:
        column, values = wanted.pop(0)
        originals = set()
        for part in _parts(sorted(set(values))):
            for row in session.execute(select(*columns).where(column.in_(part))):
                found[row[0]] = KnownPerson(*row)
                originals.add(row.duplicate_of_id)
        if missing := originals - {None} - found.keys():
            wanted.append((col(CrewMember.id), missing))
    return [person for person in found.values() if person.status is not CrewStatus.ERASED]


def list_titles_by_key(session: Session, keys: Iterable[str]) -> dict[str, Title]:
    """Return finished productions by their folded name and year."""
    found: dict[str, Title] = {}
    for part in _parts(sorted(set(keys))):
        found.update({title.key: title for title in session.exec(select(Title).where(col(Title.key).in_(part)))})
    return found


def list_credits_of(session: Session, crew_member_ids: Iterable[int]) -> list[Credit]:
    """Return all credits of these people."""
    found: list[Credit] = []
    for part in _parts(sorted(set(crew_member_ids))):
        found += session.exec(select(Credit).where(col(Credit.crew_member_id).in_(part)))
    return found


def list_courses(session: Session) -> list[Course]:
    """Return all courses."""
    return list(session.exec(select(Course).order_by(col(Course.id))))


def _parts(values: Sequence[Item]) -> Iterator[list[Item]]:
    rest = iter(values)
    while part := list(islice(rest, _AT_ONCE)):
        yield part
