"""The privacy notice: which version is in force, the next one, and whom it asks to agree anew."""

import difflib
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from importlib.resources import files

from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.privacy import PrivacyNotice
from app.services.audit import Actor, record_audit
from app.services.regime import get_regime
from config import get_settings

_NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,19}")
_SHIPPED_FROM = date(2026, 11, 1)
PLACES = ("commission", "state", "unit", "answer_days", "extension_days", "act_days", "inactive_months")
"""What a text may say in braces; filled from the settings when it is shown."""


def shipped_notice() -> PrivacyNotice:
    """Return the first version, which comes with the software; it becomes a row once a second one is written."""
    folder = files("app").joinpath("data", "privacy")
    texts = {name: folder.joinpath(f"{name}.txt").read_text(encoding="utf-8").strip() for name in _TEXTS}
    return PrivacyNotice(
        version=get_settings().privacy_notice_version,
        in_force_from=_SHIPPED_FROM,
        short_es=texts["es_MX.short"],
        text_es=texts["es_MX"],
        short_en=texts["en.short"],
        text_en=texts["en"],
        made_at=datetime(2026, 11, 1, tzinfo=UTC),
    )


_TEXTS = ("es_MX.short", "es_MX", "en.short", "en")


def list_notices(session: Session) -> list[PrivacyNotice]:
    """Return every version, the latest first."""
    statement = select(PrivacyNotice).order_by(col(PrivacyNotice.in_force_from).desc())
    return list(session.exec(statement)) or [shipped_notice()]


def current_notice(session: Session, on: date) -> PrivacyNotice:
    """Return the version in force on a day: the latest that had begun, else the first one."""
    notices = list_notices(session)
    return next((notice for notice in notices if notice.in_force_from <= on), notices[-1])


def notice_version(session: Session, on: date) -> str:
    """Return the name of the version in force on a day."""
    return current_notice(session, on).version


def find_notice(session: Session, version: str) -> PrivacyNotice | None:
    """Return a version by its name."""
    return next((notice for notice in list_notices(session) if notice.version == version), None)


def text_of(notice: PrivacyNotice, locale: str, *, short: bool = False) -> str:
    """Return a notice's text with its places filled: the integral one, or the short one."""
    name = f"{'short' if short else 'text'}_{'es' if locale == 'es_MX' else 'en'}"
    text: str = getattr(notice, name)
    for place, value in _values(locale).items():
        text = text.replace("{" + place + "}", value)
    return text


def _values(locale: str) -> Mapping[str, str]:
    settings, regime = get_settings(), get_regime()
    nobody = "La comisión" if locale == "es_MX" else "The film commission"
    values = (
        settings.commission_name or nobody,
        settings.commission_state,
        settings.transparency_unit,
        regime.answer_days,
        regime.extension_days,
        regime.act_days,
        settings.inactive_months,
    )
    return dict(zip(PLACES, map(str, values), strict=True))


def blocks_of(text: str) -> list[tuple[str, list[str]]]:
    """Return a text as ("head" | "list" | "text", lines): "## " begins a heading, "- " an entry."""
    blocks: list[tuple[str, list[str]]] = []
    for line in map(str.strip, text.splitlines()):
        kind = "head" if line.startswith("## ") else "list" if line.startswith("- ") else "text"
        words = line.removeprefix("## ").removeprefix("- ")
        if kind == "list" and blocks and blocks[-1][0] == "list":
            blocks[-1][1].append(words)
        elif words:
            blocks.append((kind, [words]))
    return blocks


def diff_of(before: str, after: str) -> list[tuple[str, str]]:
    """Return the lines that differ as ("gone" | "new", line), in order."""
    marks = {"- ": "gone", "+ ": "new"}
    lines = difflib.ndiff(before.splitlines(), after.splitlines())
    return [(marks[line[:2]], line[2:]) for line in lines if line[:2] in marks and line[2:].strip()]


def write_notice(
    session: Session,
    actor: Actor,
    *,
    version: str,
    in_force_from: date | None,
    asks_anew: bool,
    today: date,
    **texts: str,
) -> PrivacyNotice:
    """Write the next version, in force from a day after today. `texts` are short_es, text_es, short_en, text_en."""
    if not _NAME.fullmatch(version.strip()):
        raise InvalidInputError(mark("Name the version with letters, digits, dots and dashes, such as 2027-01."))
    if find_notice(session, version.strip()) is not None:
        raise ConflictError(mark("There is a version of this name already."))
    newest = list_notices(session)[0]
    if in_force_from is None or in_force_from <= max(today, newest.in_force_from):
        raise InvalidInputError(mark("A version comes into force after today, and after the one before it."))
    if not all(text.strip() for text in texts.values()):
        raise InvalidInputError(mark("Write all four texts: short and integral, in both languages."))
    if session.exec(select(PrivacyNotice.version).limit(1)).first() is None:
        session.add(shipped_notice())
    notice = PrivacyNotice(
        version=version.strip(),
        in_force_from=in_force_from,
        asks_anew=asks_anew,
        made_by_id=actor.account_id,
        made_at=actor.at,
        **{name: text.strip().replace("\r\n", "\n") for name, text in texts.items()},
    )
    session.add(notice)
    after = {"version": notice.version, "in_force_from": in_force_from, "asks_anew": asks_anew}
    record_audit(session, actor, "rights:notice:written", subject_kind="privacy_notice", after=after)
    session.flush()
    return notice
