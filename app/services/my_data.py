"""Everything that the registry holds of a person, as data and as a paper: what they may ask for at any time."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from app.models.account import Account
from app.models.availability import Booking
from app.models.calendar import CalendarFeed
from app.models.credit import Course, Title
from app.models.crew import CrewMember
from app.models.feedback import Feedback
from app.models.need import Need, Position
from app.models.offer import Offer, OfferRound, OfferStatus
from app.models.privacy import ArcoRequest
from app.models.production import Production
from app.models.tag import CrewTag
from app.models.trust import AuditEvent, DisclosureGrant
from app.queries.crew import get_crew_member
from app.services.audit import Actor, read_audit_detail, record_audit
from app.services.feedback import is_own_copy, read_text
from app.services.person_key import open_sealed
from app.services.person_tables import OF_ACCOUNT, TABLES, PersonTable, person_columns
from app.services.sensitive import read_own_answers
from config import get_settings

FORMAT = "llamado-my-data"
VERSION = 1
_ALWAYS_HIDDEN = frozenset({"crew_member_id", "low_id", "high_id", "kept_id", "merged_id", "fictional"})
_OF_OTHERS = frozenset({"stated_by_id", "made_by_id", "decided_by_id", "actor_id", "actor_name", "staff_note"})
_OF_PROFILE_HIDDEN = frozenset({"name_key", "search_text", "fictional", "blocked_record", "notice_told", "pause_told"})


def collect_my_data(session: Session, actor: Actor, *, crew_member_id: int) -> dict[str, Any]:
    """Return a person's data as plain values: format, made_at, profile, then one list of rows a section.

    docs/my-data.md says what the sections hold. Others are not in it: staff and mentors are left out, a production is
    named only where the person has been told its title. That a copy was made is audited.
    """
    member = get_crew_member(session, crew_member_id)
    record_audit(
        session,
        actor,
        "crew:data:copied",
        subject_kind="crew_member",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
    )
    session.flush()
    names = _Names(session, crew_member_id)
    sections = {
        name: list(_rows(session, member, name, line, names, actor.at)) for name, line in TABLES.items() if line.title
    }
    account = session.exec(select(Account).where(Account.crew_member_id == crew_member_id)).first()
    if account is not None:
        devices = SQLModel.metadata.tables["device"]
        found = session.execute(sa.select(devices).where(devices.c.account_id == account.id)).mappings()
        sections["device"] = [_row(row, OF_ACCOUNT["device"], names) for row in found]
    return {
        "format": FORMAT,
        "version": VERSION,
        "made_at": actor.at.isoformat(),
        "controller": get_settings().commission_name,
        "profile": {
            name: _plain(value) for name, value in member.model_dump().items() if name not in _OF_PROFILE_HIDDEN
        },
        "sections": sections,
    }


def write_json(data: Mapping[str, Any]) -> bytes:
    """Return the data as indented UTF-8 JSON."""
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


def _rows(  # noqa: PLR0917 - whose, which section and how it is told
    session: Session, member: CrewMember, name: str, line: PersonTable, names: "_Names", at: datetime
) -> Iterator[dict[str, Any]]:
    """Yield a section's rows, oldest first; what is sealed is opened, for it is the person's own."""
    who = member.id or 0
    table = SQLModel.metadata.tables[name]
    if name == "sensitive_answer":
        for question, (answer, words, version) in read_own_answers(session, who).items():
            yield {"question": question.value, "answer": answer, "own_words": words, "notice_version": version}
        return
    owned = sa.or_(*(column == who for column in person_columns(table)))
    for found in session.execute(sa.select(table).where(owned).order_by(*table.primary_key.columns)).mappings():
        if _is_others(session, name, found, at):
            continue
        yield {**_row(found, line, names), **_opened(session, who, name, found, names)}


def _is_others(session: Session, name: str, row: Mapping[Any, Any], at: datetime) -> bool:
    """Tell whether a row is not theirs to read: of feedback what isn't yet, and the log's entries that tell of it."""
    if name == "audit_event":
        return bool(row["subject_kind"] == "feedback")
    return name == "feedback" and not is_own_copy(session.get_one(Feedback, row["id"]), at)


def _opened(session: Session, who: int, name: str, row: Mapping[Any, Any], names: "_Names") -> dict[str, Any]:
    if name == "disclosure":
        return _granted(session.get_one(DisclosureGrant, row["grant_id"]), names)
    if name == "audit_event":
        event = session.get_one(AuditEvent, row["id"])
        by_person = row["actor_kind"] == "visitor" or not row["actor_name"]
        of_others = row["subject_kind"] == "feedback"  # what may be read of it stands in its own section
        return {
            "detail": {} if of_others else read_audit_detail(session, event),
            "by": "person" if by_person else "commission",
        }
    if name == "arco_request":
        request = session.get_one(ArcoRequest, row["id"])
        return {"asked": open_sealed(session, who, request.asked) or ""}
    if name == "feedback":
        said = session.get_one(Feedback, row["id"])
        return {"note": read_text(session, said, "note"), "answer": read_text(session, said, "answer")}
    if name == "calendar_feed":
        feed = session.get_one(CalendarFeed, row["id"])
        return {"address": open_sealed(session, who, feed.address_encrypted) or ""}
    return {}


def _granted(grant: DisclosureGrant, names: "_Names") -> dict[str, Any]:
    """Return what a disclosure's grant says: to which production, why, until when."""
    shown = ("basis", "purpose", "ground", "until_on", "revoked_at")
    return {
        "production": names.production(grant.production_id),
        **{name: _plain(getattr(grant, name)) for name in shown},
    }


def _row(row: Mapping[Any, Any], line: PersonTable, names: "_Names") -> dict[str, Any]:
    shown: dict[str, Any] = {}
    for name, value in row.items():
        if name in _ALWAYS_HIDDEN or name in _OF_OTHERS or name in line.hidden or isinstance(value, bytes):
            continue
        shown[name] = _plain(value)
    for key, told in names.told.items():
        if shown.get(key) is not None:
            shown[key.removesuffix("_id")] = told(shown[key])
    if shown.get("position_id") is not None:
        shown.setdefault("production", names.position(shown["position_id"]))
    return shown


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | str | list | dict) else str(value)


class _Names:
    """What rows point to, in words that the person may read."""

    def __init__(self, session: Session, crew_member_id: int) -> None:
        self._session = session
        told = (
            select(Offer.production_id)
            .join(OfferRound, col(OfferRound.id) == col(Offer.round_id))
            .where(
                Offer.crew_member_id == crew_member_id,
                col(OfferRound.tells_title),
                col(Offer.status) != OfferStatus.WAITING,
            )
        )
        booked = select(Booking.production_id).where(Booking.crew_member_id == crew_member_id)
        self._known: set[int] = {*session.exec(told), *session.exec(booked)}
        self.told: Mapping[str, Callable[[int], str]] = {
            "production_id": self.production,
            "title_id": self.title,
            "course_id": self.course,
            "tag_id": self.tag,
        }

    def production(self, production_id: int) -> str:
        """Return the title where the person was told it, else the kind alone."""
        production = self._session.get(Production, production_id)
        if production is None:
            return ""
        known = production_id in self._known and production.working_title
        return production.working_title if known else production.kind.value

    def position(self, position_id: int) -> str:
        """Return the production that a line belongs to."""
        from_line = select(Need.production_id).join(Position).where(Position.id == position_id)
        production_id = self._session.exec(from_line).first()
        return self.production(production_id) if production_id else ""

    def title(self, title_id: int) -> str:
        """Return a finished production with its year."""
        title = self._session.get(Title, title_id)
        return f"{title.name} ({title.year})" if title else ""

    def course(self, course_id: int) -> str:
        """Return a course by programme and name."""
        course = self._session.get(Course, course_id)
        return " · ".join(filter(None, (course.programme, course.name, course.cohort))) if course else ""

    def tag(self, tag_id: int) -> str:
        """Return a tag's name."""
        tag = self._session.get(CrewTag, tag_id)
        return tag.name if tag else ""


def section_titles(names: Iterable[str]) -> dict[str, str]:
    """Return section -> its title (a message id), in the order of the copy."""
    lines = {**TABLES, **OF_ACCOUNT}
    return {name: lines[name].title for name in names}
