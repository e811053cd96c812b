"""Erasure: nothing that tells who a person was is left; what others rely on stays, without name."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import AutoString, Session, SQLModel, col, select

from app.models.account import Account
from app.models.crew import CrewMember, CrewStatus
from app.models.hire import HireReport, ReportStatus
from app.models.intake import Upload
from app.models.message import Message
from app.models.privacy import ArcoRequest, ArcoStatus
from app.models.trust import PersonKey
from app.services.audit import Actor, record_audit, touch_roster
from app.services.crew_export import spoken_phone
from app.services.leaving import end_of_person
from app.services.person_key import open_sealed
from app.services.person_tables import DELETE, OF_ACCOUNT, SWEPT_NOT, TABLES, person_columns
from config import Settings, get_settings

GONE = "[…]"
"""What stands where a text of others named the person."""

LIST = "erased.jsonl"
"""File beside the backups: who was erased, so that it is done again after a backup is restored."""

_KEPT = frozenset({"id", "status", "source", "fictional", "created_at", "updated_at", "erased_at", "duplicate_of_id"})
_SHORTEST = 6
_LONG = 60


def erase_due(session: Session, *, now: datetime, today: date) -> dict[str, int]:
    """Erase everybody whose time of blocking is over, and again who came back with a restored backup."""
    due = select(CrewMember.id).where(CrewMember.status == CrewStatus.BLOCKED, col(CrewMember.blocked_until_on) < today)
    people = [each or 0 for each in session.exec(due)]
    again = [each for each in came_back(session, get_settings()) if each not in people]
    actor = Actor.job("erasure", now)
    for crew_member_id in (*people, *again):
        erase_person(session, actor, crew_member_id=crew_member_id)
    return {"erased": len(people), "erased again after a restore": len(again)}


def erase_person(session: Session, actor: Actor, *, crew_member_id: int) -> None:
    """Erase a person with the profiles that double theirs: irreversible."""
    doubles = session.exec(select(CrewMember).where(CrewMember.duplicate_of_id == crew_member_id)).all()
    for member in (*doubles, session.get_one(CrewMember, crew_member_id)):
        _erase(session, actor, member)


def _erase(session: Session, actor: Actor, member: CrewMember) -> None:
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    who = member.id or 0
    account = session.exec(select(Account).where(Account.crew_member_id == who)).first()
    names = needles(session, member, account)
    member.status = CrewStatus.ERASED
    end_of_person(session, actor, member)
    addresses = {each for each in names if "@" in each}
    session.exec(sa.delete(Message).where(col(Message.to_address).in_(addresses)))
    _forget_uploads(session, member, names)
    _sweep(session, names)
    _clear_tables(session, who)
    if account is not None:
        _forget_account(session, account)
    _forget_member(member, actor.at)
    session.add(member)
    remember_erased(get_settings(), member, actor.at)
    record_audit(session, actor, "crew:profile:erased", subject_kind="crew_member", subject_id=who)
    touch_roster(session, actor.at, who)
    session.flush()
    session.expire_all()


def needles(session: Session, member: CrewMember, account: Account | None) -> list[str]:
    """Return by which texts a person can be found: full names, addresses, numbers; the longest first."""
    full = f"{member.given_name} {member.surname}".strip()
    found = {full, f"{member.surname} {member.given_name}".strip(), f"{member.surname}, {member.given_name}"}
    found |= {member.credit_name, member.email or "", account.email if account else ""}
    phones = {member.phone or ""}
    sealed = open_sealed(session, member.id or 0, member.blocked_record) if member.blocked_record else None
    if sealed:
        kept = json.loads(sealed)
        found.add(kept["email"] or "")
        phones.add(kept["phone"] or "")
    for phone in filter(None, phones):
        found |= {phone, spoken_phone(phone), phone.removeprefix("+52")}
    telling = {each for each in found if len(each) >= _SHORTEST and (" " in each.strip() or not each.isalpha())}
    return sorted(telling, key=lambda each: (-len(each), each))


def _clear_tables(session: Session, who: int) -> None:
    """Delete or empty a person's rows, those that others point to last."""
    for table in reversed(SQLModel.metadata.sorted_tables):
        line = TABLES.get(table.name)
        if line is None or table.name == "account":
            continue
        owned = sa.or_(*(column == who for column in person_columns(table)))
        if line.erase == DELETE:
            session.execute(sa.delete(table).where(owned))
        elif line.cleared:
            empty = {name: _nothing(table.c[name]) for name in line.cleared}
            session.execute(sa.update(table).where(owned, _unsigned(table)).values(empty))
    refused = sa.update(ArcoRequest).where(col(ArcoRequest.crew_member_id) == who)
    session.execute(refused.values(answer=sa.case((col(ArcoRequest.status) == ArcoStatus.REFUSED, GONE), else_="")))
    session.execute(sa.delete(PersonKey).where(col(PersonKey.crew_member_id) == who))


def _unsigned(table: sa.Table) -> sa.ColumnElement[bool]:
    """Return which rows of a table may change: a signed hire report never does, and its lines name nobody."""
    draft = col(HireReport.status) != ReportStatus.SIGNED
    if table.name == "hire_report":
        return draft
    if table.name == "hire_line":
        return table.c.report_id.in_(sa.select(col(HireReport.id)).where(draft))
    return sa.true()


def _nothing(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, sa.LargeBinary):
        return b""
    return sa.case((column == "", ""), else_=GONE)  # a reason that has to be there stays there, without words


def _forget_account(session: Session, account: Account) -> None:
    for name in OF_ACCOUNT:
        table = SQLModel.metadata.tables[name]
        session.execute(sa.delete(table).where(table.c.account_id == account.id))
    account.email, account.name, account.password_hash = f"erased-{account.id}@llamado.invalid", "", ""
    account.totp_secret = account.totp_confirmed_at = account.totp_last_step = None
    account.active, account.crew_member_id, account.locale = False, None, ""
    session.add(account)


def _forget_member(member: CrewMember, at: datetime) -> None:
    """Set every column that tells something to what a new row has."""
    for name, field in CrewMember.model_fields.items():
        if name in _KEPT:
            continue
        default = field.get_default(call_default_factory=True)
        setattr(member, name, "" if field.is_required() or name == "locale" else default)
    member.duplicate_of_id, member.erased_at, member.updated_at = None, at, at
    member.locale = get_settings().default_locale


def _sweep(session: Session, names: list[str]) -> None:
    """Take the person's full names, addresses and numbers out of the free texts of every table."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in SWEPT_NOT:
            continue
        for column in table.columns:
            if column.primary_key:
                continue
            if isinstance(column.type, sa.JSON):
                _sweep_json(session, table, column, names)
            elif is_free_text(column):
                for name in names:
                    session.execute(
                        sa.update(table)
                        .where(column.contains(name, autoescape=True), _unsigned(table))
                        .values({column.name: sa.func.replace(column, name, GONE)})
                    )


def _forget_uploads(session: Session, member: CrewMember, names: list[str]) -> None:
    """Empty the rows of files, kept to undo or to look at, in which the person stands."""
    both = {member.given_name, member.surname} - {""}
    for upload in session.exec(select(Upload)):
        rows = [_blank(row) if _is_about(row, both, names) else row for row in upload.rows]
        if rows != upload.rows:
            upload.rows = rows
            session.add(upload)
    session.flush()


def _is_about(row: dict[str, Any], both: set[str], names: list[str]) -> bool:
    text = json.dumps(row, ensure_ascii=False)
    return any(name in text for name in names) or (len(both) > 1 and all(f'"{each}"' in text for each in both))


def _blank(value: Any) -> Any:
    """Return plain data of the same shape with every text empty."""
    if isinstance(value, dict):
        return {key: _blank(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_blank(each) for each in value]
    return "" if isinstance(value, str) else value


def is_free_text(column: sa.Column[Any]) -> bool:
    """Tell whether a column holds words of people: texts long enough for a name and more."""
    kind = column.type
    if isinstance(kind, sa.Enum) or not isinstance(kind, sa.String | AutoString):
        return False
    return (kind.length or _LONG) >= _LONG


def _sweep_json(session: Session, table: sa.Table, column: sa.Column[Any], names: list[str]) -> None:
    text = sa.cast(column, sa.Text)
    written = {each for name in names for each in (name, json.dumps(name)[1:-1])}
    key = next(iter(table.primary_key.columns))
    found = session.execute(
        sa.select(key, column).where(
            sa.or_(*(text.contains(each, autoescape=True) for each in sorted(written))), _unsigned(table)
        )
    ).all()
    for row_id, value in found:
        session.execute(sa.update(table).where(key == row_id).values({column.name: _without(value, names)}))


def _without(value: Any, names: list[str]) -> Any:
    """Return plain data with the names taken out of its texts."""
    if isinstance(value, str):
        for name in names:
            value = value.replace(name, GONE)
        return value
    if isinstance(value, dict):
        return {_without(key, names): _without(each, names) for key, each in value.items()}
    return [_without(each, names) for each in value] if isinstance(value, list) else value


def remember_erased(settings: Settings, member: CrewMember, at: datetime) -> None:
    """Note beside the backups that this person was erased: an id and when the row was made, nothing personal."""
    path = settings.backups / LIST
    path.parent.mkdir(parents=True, exist_ok=True)
    line = {"id": member.id, "made_at": member.created_at.isoformat(), "erased_at": at.isoformat()}
    with path.open("a", encoding="ascii") as file:
        file.write(json.dumps(line) + "\n")


def came_back(session: Session, settings: Settings) -> Iterator[int]:
    """Yield who stands in the list of the erased and yet in the database: a backup brought them back."""
    path = settings.backups / LIST
    listed = {}
    for line in path.read_text(encoding="ascii").splitlines() if path.exists() else ():
        entry = json.loads(line)
        listed[entry["id"]] = entry["made_at"]
    for who, made_at in sorted(listed.items()):
        member = session.get(CrewMember, who)
        if member is not None and member.status is not CrewStatus.ERASED and member.created_at.isoformat() == made_at:
            yield who
