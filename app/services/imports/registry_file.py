"""The whole registry as a list that an import takes: untouched it changes nothing, elsewhere it brings everybody in."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import xlsxwriter
from sqlmodel import Session, SQLModel, col, select

from app.labels import label_of
from app.messages import mark, translate
from app.models.credit import SEATED, Course, TrainingRecord
from app.models.crew import Credential, CrewLanguage, CrewMember, CrewRole, CrewSkill, CrewStatus, KitItem, WorkBase
from app.models.trust import Consent, ConsentPurpose
from app.services.audit import Actor, record_audit
from app.services.csv_out import BOM
from app.services.guard import guard
from app.services.imports.columns import LABELS
from app.services.imports.own_words import (
    say_consent,
    say_credential,
    say_kit,
    say_phone,
    say_place,
    say_role,
    say_training,
)
from app.services.imports.words import join_list
from config import get_settings

OPEN = (CrewStatus.DRAFT, CrewStatus.ACTIVE, CrewStatus.PAUSED)
"""Who is in it: people who left, or whose data are kept apart, are not, and doubles stand with whom they double."""
CONTACT = frozenset({"email", "phone"})
_AT_ONCE = 400
_WIDTH = 22


@dataclass
class _Person:
    """A profile with its lists."""

    member: CrewMember
    lists: Mapping[type[SQLModel], list[Any]]
    courses: Mapping[int, Course]
    zone: ZoneInfo
    locale: str

    def of(self, table: type[SQLModel]) -> list[Any]:
        return self.lists[table]

    @property
    def roles(self) -> list[CrewRole]:
        return sorted(self.of(CrewRole), key=lambda role: not role.is_primary)

    def consent(self, purpose: ConsentPurpose) -> str:
        """Return the day and version of the newest live consent to a purpose."""
        live = [one for one in self.of(Consent) if one.purpose is purpose and one.withdrawn_at is None]
        if not live:
            return ""
        newest = max(live, key=lambda one: (one.given_at, one.id))
        return say_consent(_day(newest.given_at, self.zone), newest.notice_version)


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo("UTC"))).astimezone(zone).date()


def _yes(value: bool) -> str:  # noqa: FBT001 - a cell's value, not an option
    return "yes" if value else "no"


_CELLS: Mapping[str, Callable[[_Person], object]] = {
    "registry_id": lambda one: one.member.id,
    "given_name": lambda one: one.member.given_name,
    "surname": lambda one: one.member.surname,
    "credit_name": lambda one: one.member.credit_name,
    "pronouns": lambda one: one.member.pronouns,
    "email": lambda one: one.member.email,
    "phone": lambda one: say_phone(one.member.phone),
    "channel": lambda one: label_of(one.member.preferred_channel, one.locale),
    "birth": lambda one: one.member.birth_year,
    "base": lambda one: say_place(one.member.base_place),
    "work_bases": lambda one: join_list(sorted(say_place(base.place) for base in one.of(WorkBase))),
    "residence": lambda one: say_place(one.member.residence_place),
    "residence_since": lambda one: one.member.residence_since_on,
    "role": lambda one: join_list(say_role(role.title_as_typed, role.role_id, one.locale) for role in one.roles),
    "years": lambda one: "; ".join(str(role.years) for role in one.roles),
    "seniority": lambda one: "; ".join(role.seniority.value for role in one.roles),
    "languages": lambda one: "; ".join(
        f"{label_of(spoken.language, one.locale)} {spoken.level.value}" for spoken in one.of(CrewLanguage)
    ),
    "credentials": lambda one: join_list(sorted(say_credential(each, one.locale) for each in one.of(Credential))),
    "skills": lambda one: join_list(skill.name for skill in one.of(CrewSkill)),
    "kit": lambda one: join_list(say_kit(item.name, item.rental_centavos_per_day) for item in one.of(KitItem)),
    "vehicle": lambda one: _yes(one.member.has_vehicle),
    "travel": lambda one: _yes(one.member.willing_to_travel),
    "travel_weeks": lambda one: one.member.max_travel_weeks,
    "offers_a_week": lambda one: one.member.most_offers_a_week,
    "asks_a_month": lambda one: one.member.most_asks_a_month,
    "rfc": lambda one: _yes(one.member.has_rfc),
    "invoices": lambda one: _yes(one.member.issues_invoices),
    "imss": lambda one: _yes(one.member.has_imss),
    "programme": lambda one: join_list(
        sorted(
            say_training(one.courses[record.course_id], record)
            for record in one.of(TrainingRecord)
            if record.result in SEATED
        )
    ),
    "consent_registry": lambda one: one.consent(ConsentPurpose.REGISTRY),
    "consent_share": lambda one: one.consent(ConsentPurpose.SHARE_WITH_PRODUCTIONS),
    "consent_statistics": lambda one: one.consent(ConsentPurpose.STATISTICS),
    "consent_training": lambda one: one.consent(ConsentPurpose.TRAINING),
    "status": lambda one: one.member.status.value,
    "note": lambda one: one.member.staff_note,
}
"""Field of a list -> what its cell says of a person."""
_TABLES: tuple[Any, ...] = (
    CrewRole, WorkBase, CrewLanguage, Credential, CrewSkill, KitItem, TrainingRecord, Consent,
)  # fmt: skip


def export_registry(
    session: Session, actor: Actor, *, form: str, locale: str, people: Sequence[int] | None = None
) -> bytes:
    """Return the registry, or those `people` of it, as CSV or XLSX ("csv", "xlsx"); the audit says that it went out."""
    rows = list(registry_rows(session, locale, people))
    after = {"people": len(rows), "form": form, "contacts": sum(bool(row["email"] or row["phone"]) for row in rows)}
    record_audit(session, actor, "crew:registry:exported", subject_kind="crew_member", after=after)
    session.flush()
    headings = [_heading(name, locale) for name in _CELLS]
    cells = [[_text(row[name]) for name in _CELLS] for row in rows]
    return _as_csv(headings, cells) if form == "csv" else _as_xlsx(headings, cells, translate(locale, mark("Crew")))


def _heading(name: str, locale: str) -> str:
    """Return a column's name; columns of contact details are marked, so that whoever opens the file sees them."""
    label = translate(locale, LABELS[name])
    return f"{label} ({translate(locale, mark('contact data'))})" if name in CONTACT else label


def _text(value: object) -> str:
    return "" if value is None else guard(str(value))


def registry_rows(session: Session, locale: str, people: Sequence[int] | None = None) -> Iterator[dict[str, object]]:
    """Yield each person of the registry, or of those `people`, as an import's fields, in order of their numbers."""
    condition = col(CrewMember.status).in_(OPEN) & col(CrewMember.duplicate_of_id).is_(None)
    numbers = [each or 0 for each in session.exec(select(CrewMember.id).where(condition).order_by(col(CrewMember.id)))]
    if people is not None:
        numbers = sorted(set(people) & set(numbers))
    courses = {course.id or 0: course for course in session.exec(select(Course))}
    zone = ZoneInfo(get_settings().commission_zone)
    for at in range(0, len(numbers), _AT_ONCE):
        part = numbers[at : at + _AT_ONCE]
        lists = {table: _lists(session, table, part) for table in _TABLES}
        members = session.exec(select(CrewMember).where(col(CrewMember.id).in_(part)).order_by(col(CrewMember.id)))
        for member in members:
            own = {table: lists[table][member.id or 0] for table in _TABLES}
            person = _Person(member, own, courses, zone, locale)
            yield {name: cell(person) for name, cell in _CELLS.items()}


def _lists(session: Session, table: Any, people: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in session.exec(select(table).where(col(table.crew_member_id).in_(people)).order_by(col(table.id))):
        found[row.crew_member_id].append(row)
    return found


def _as_csv(headings: list[str], rows: list[list[str]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([headings, *rows])
    return (BOM + out.getvalue()).encode()


def _as_xlsx(headings: list[str], rows: list[list[str]], name: str) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "bottom": 2})
    marked = book.add_format({"bold": True, "bottom": 2, "bg_color": "#F4D9C6"})
    sheet = book.add_worksheet(name[:31])
    for column, (heading, field) in enumerate(zip(headings, _CELLS, strict=True)):
        sheet.write_string(0, column, heading, marked if field in CONTACT else bold)
    for number, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    sheet.set_column(0, len(headings) - 1, _WIDTH)
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()
