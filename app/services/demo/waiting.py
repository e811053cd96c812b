"""People who have just joined the fictional registry: profiles that wait for staff, with files to look at."""

import io
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from PIL import Image, ImageDraw
from sqlmodel import Session, col, select

from app.models.crew import (
    CefrLevel,
    Credential,
    CredentialKind,
    CrewMember,
    CrewRole,
    CrewSource,
    CrewStatus,
    Language,
    Seniority,
)
from app.models.production import ProductionKind
from app.models.registration import EvidenceKind
from app.models.trust import ConsentPurpose
from app.services.audit import Actor
from app.services.consent import give_consent
from app.services.credit import write_credit
from app.services.crew import create_crew_member
from app.services.crew_rows import RowKind, add_row, change_row
from app.services.demo.person import phone_number
from app.services.duplicates import find_doubles_soon, keep_doubles, profile_of
from app.services.evidence import add_evidence
from app.services.place_choices import read_place
from app.services.review import approve_profile, note_own_change, profile_digest, submit_profile


@dataclass(frozen=True)
class _Newcomer:
    """Somebody who joined: what they said, and how many days ago they handed it in (None: not yet)."""

    given_name: str
    surname: str
    role_id: str
    title: str
    base: str
    years: int
    days_ago: int | None
    credits: Sequence[tuple[str, int]] = ()
    files: Sequence[EvidenceKind] = ()
    language: CefrLevel | None = None
    credential: CredentialKind | None = None


_NEWCOMERS = (
    _Newcomer(
        "Itzel",
        "Camarena Ríos",
        "gaffer",
        "Jefa de eléctricos",
        "Tlaquepaque",
        9,
        3,
        credits=(("La sequía larga", 2025), ("Barranca", 2023)),
        files=(EvidenceKind.PHOTO, EvidenceKind.RESIDENCE, EvidenceKind.CREDENTIAL),
        language=CefrLevel.B2,
        credential=CredentialKind.ELECTRICAL_SAFETY,
    ),
    _Newcomer(
        "Rogelio",
        "Santana Puga",
        "second-ac",
        "2.º asistente de cámara",
        "Zapopan",
        2,
        2,
        credits=(("Barranca", 2023),),
        files=(EvidenceKind.RESIDENCE,),
    ),
    _Newcomer("Maite", "Orendain Cruz", "script-supervisor", "Continuista", "Chapala", 6, 0, language=CefrLevel.C1),
    _Newcomer("Ulises", "Beltrán Mora", "key-grip", "Key grip", "Puerto Vallarta", 0, None),
)
_CHANGED = _Newcomer("Leonor", "Quirarte Vega", "best-boy-electric", "Best boy", "Guadalajara", 4, 30)
NEWCOMERS = len(_NEWCOMERS) + 2
"""How many people join: these, the double and the one who has changed."""


def bring_in_newcomers(session: Session, staff: Actor, *, seed: int, today: date) -> int:
    """Let a few people join whom staff have not looked at yet, one of them likely known already; return how many.

    Another one was approved a month ago and has since called herself senior.
    """
    known = session.exec(
        select(CrewMember).where(CrewMember.status == CrewStatus.ACTIVE).order_by(col(CrewMember.id)).limit(1)
    ).one()
    for index, each in enumerate(_NEWCOMERS):
        _join(session, _at(staff, each), each, phone=phone_number(seed, 900_000 + index), today=today)
    again = _Newcomer(known.given_name, known.surname, "gaffer", "Gaffer", "Guadalajara", 5, 1)
    double = _join(session, _at(staff, again), again, phone=known.phone or "", today=today)
    keep_doubles(session, double, find_doubles_soon(session, profile_of(session, double)), now=staff.at)
    _change(session, staff, _join(session, _at(staff, _CHANGED), _CHANGED, phone="", today=today))
    return NEWCOMERS


def _at(staff: Actor, who: _Newcomer) -> Actor:
    """Return the person acting by themselves at the hour when they joined."""
    return Actor.of(None, staff.at - timedelta(days=who.days_ago or 0, hours=2))


def _join(session: Session, actor: Actor, who: _Newcomer, *, phone: str, today: date) -> int:
    """Make what `who` said of themselves and hand it in; return the profile's id. Nobody has an e-mail."""
    place = read_place(who.base).place_id
    member = create_crew_member(
        session,
        actor,
        given_name=who.given_name,
        surname=who.surname,
        source=CrewSource.SELF,
        fictional=True,
        phone=phone,
        base_place=place,
        residence_place=place,
    )
    assert member.id is not None  # noqa: S101 - it was flushed
    for purpose in (ConsentPurpose.REGISTRY, ConsentPurpose.SHARE_WITH_PRODUCTIONS):
        give_consent(session, actor, crew_member_id=member.id, purpose=purpose, source="self")
    _say(session, actor, member.id, who)
    certificate = session.exec(select(Credential.id).where(Credential.crew_member_id == member.id)).first()
    for kind in who.files:
        _hand_over(session, actor, member, kind, certificate, today)
    if who.days_ago is not None:
        submit_profile(session, actor, crew_member_id=member.id)
    return member.id


def _say(session: Session, actor: Actor, member_id: int, who: _Newcomer) -> None:
    """Write down role, language, certificate and credits."""
    said: list[tuple[RowKind, dict[str, object]]] = [
        (RowKind.ROLE, {"role_id": who.role_id, "title_as_typed": who.title, "years": who.years})
    ]
    if who.language:
        said.append((RowKind.LANGUAGE, {"language": Language.EN, "level": who.language}))
    if who.credential:
        said.append((RowKind.CREDENTIAL, {"kind": who.credential}))
    for listing, values in said:
        add_row(session, actor, crew_member_id=member_id, listing=listing, **values)
    for name, year in who.credits:
        write_credit(
            session,
            actor,
            crew_member_id=member_id,
            name=name,
            year=year,
            kind=ProductionKind.FEATURE,
            role_id=who.role_id,
            title_as_printed=who.title,
        )


def _hand_over(  # noqa: PLR0917 - all of one call
    session: Session, actor: Actor, member: CrewMember, kind: EvidenceKind, certificate: int | None, today: date
) -> None:
    lines = {
        EvidenceKind.RESIDENCE: ("RECIBO DE LUZ", member.name, f"Periodo hasta {today - timedelta(days=20)}"),
        EvidenceKind.CREDENTIAL: ("CONSTANCIA", "Seguridad eléctrica, 20 horas", member.name),
    }
    data = _face() if kind is EvidenceKind.PHOTO else _paper(*lines[kind])
    subject_id = certificate if kind is EvidenceKind.CREDENTIAL else None
    add_evidence(session, actor, crew_member_id=member.id or 0, kind=kind, data=data, subject_id=subject_id)


def _paper(title: str, *lines: str) -> bytes:
    """Return the picture of a paper with a few lines, as of a phone; it says that it is none."""
    image = Image.new("L", (900, 640), 245)
    draw = ImageDraw.Draw(image)
    draw.rectangle((30, 30, 869, 609), outline=60, width=3)
    draw.text((70, 70), _plain(title), fill=20, font_size=44)
    for number, line in enumerate((*lines, "Documento ficticio / fictional document")):
        draw.text((70, 170 + 70 * number), _plain(line), fill=40, font_size=30)
    return _png(image)


def _plain(text: str) -> str:
    """Return text in the letters that the drawing's own font has."""
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _face() -> bytes:
    """Return a drawn head and shoulders: nobody's face."""
    image = Image.new("RGB", (480, 480), "#c9c2b2")
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 300, 390, 640), fill="#44403a")
    draw.ellipse((155, 100, 325, 310), fill="#a8835f")
    draw.pieslice((140, 80, 340, 290), 180, 360, fill="#1b1a17")
    return _png(image)


def _png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


def _change(session: Session, staff: Actor, member_id: int) -> None:
    """Approve a profile as it was a month ago; since then its person calls herself senior."""
    then = Actor(staff.kind, staff.at - timedelta(days=29), staff.account_id, staff.name)
    waiting = submit_profile(session, then, crew_member_id=member_id)
    seen = profile_digest(session, member_id)
    approve_profile(session, then, review_id=waiting.id or 0, seen=seen, base_url="")
    role_id = session.exec(select(CrewRole.id).where(CrewRole.crew_member_id == member_id)).one()
    now: datetime = staff.at - timedelta(hours=5)
    actor = Actor.of(None, now)
    change_row(
        session,
        actor,
        crew_member_id=member_id,
        listing=RowKind.ROLE,
        row_id=role_id or 0,
        own_word=True,
        seniority=Seniority.SENIOR,
    )
    note_own_change(session, actor, crew_member_id=member_id)
