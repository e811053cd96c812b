"""Joining by one's own hand: what was typed waits sealed until the link in the e-mail proves who typed it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from sqlmodel import Session

from app.errors import ConflictError, NotFoundError
from app.keys import data_cipher
from app.messages import mark, translate
from app.models.account import Account, Role
from app.models.crew import Channel, CrewMember, CrewSource
from app.models.registration import Registration
from app.models.trust import ConsentPurpose
from app.queries.registration import count_registrations, find_registration, is_known_address
from app.services.account import create_account
from app.services.audit import Actor, record_audit
from app.services.consent import give_consent
from app.services.crew import change_crew_member, create_crew_member
from app.services.crew_rows import RowKind, add_row
from app.services.duplicates import Double, find_doubles_soon, keep_doubles, place_words, role_words
from app.services.message import queue_message
from app.tokens import hash_token, new_token
from config import get_settings
from matching.duplicates import Profile

MOST_TO_AN_EMAIL = 3
EMAIL_WITHIN = timedelta(hours=24)


@dataclass(frozen=True)
class JoinAnswers:
    """What somebody typed to join. `role_id` is empty where no role of the taxonomy fits `title`."""

    given_name: str
    surname: str
    email: str
    phone: str
    title: str
    role_id: str
    base_place: str
    consents: list[str] = field(default_factory=list)

    @property
    def channel(self) -> Channel:
        """Return how to reach them: by WhatsApp where there is a phone."""
        return Channel.WHATSAPP if self.phone else Channel.EMAIL


def ask_to_join(
    session: Session, actor: Actor, answers: JoinAnswers, *, base_url: str, locale: str, version: str
) -> None:
    """Keep what was typed, sealed, and e-mail the link that proves the address; say nothing of who is known.

    A known address gets word that it is here already. Beyond a few links a day nothing more goes to one mailbox.
    """
    email = answers.email.strip().lower()
    known = is_known_address(session, email)
    token, mailbox = new_token(), hash_token(f"join:{email}")
    if not known:
        if count_registrations(session, email_hash=mailbox, since=actor.at - EMAIL_WITHIN) >= MOST_TO_AN_EMAIL:
            return
        settings = get_settings()
        typed = json.dumps(asdict(answers), ensure_ascii=False).encode()
        session.add(
            Registration(
                token_hash=hash_token(token),
                email_hash=mailbox,
                answers=data_cipher(settings).encrypt(typed),
                consents=list(answers.consents),
                notice_version=version,
                locale=locale,
                made_at=actor.at,
                expires_at=actor.at + timedelta(days=settings.registration_days),
            )
        )
    _tell(session, actor, answers, known=known, base_url=base_url, token=token, locale=locale)
    session.flush()


def _tell(
    session: Session, actor: Actor, answers: JoinAnswers, *, known: bool, base_url: str, token: str, locale: str
) -> None:
    values: dict[str, object] = {
        "link": f"{base_url}/join/{token}",
        "name": answers.given_name,
        "days": get_settings().registration_days,
    }
    subject = mark("Confirm that it is you")
    text = mark(
        "Hello %(name)s,\n\nyou asked to join the film commission's registry of crew. Confirm it here:\n\n%(link)s\n\n"
        "The link works for %(days)s days. Until then nothing of yours is in the registry; if it was not you, do "
        "nothing, and it is forgotten."
    )
    if known:
        subject = mark("You are in the registry already")
        text = mark(
            "Hello,\n\nsomebody asked to join the film commission's registry with this address. You are known here "
            "already: sign in with this address, and nothing else is needed.\n\n%(link)s\n\nIf it was not you, do "
            "nothing."
        )
        values = {"link": f"{base_url}/sign-in"}
    queue_message(
        session,
        actor,
        to=answers.email.strip().lower(),
        subject=translate(locale, subject),
        text=translate(locale, text, **values),
    )


def read_answers(registration: Registration) -> JoinAnswers:
    """Return what was typed."""
    return JoinAnswers(**json.loads(data_cipher(get_settings()).decrypt(registration.answers)))


def find_doubles_of(session: Session, token: str, *, now: datetime) -> Mapping[str, Sequence[Double]]:
    """Return whom the person of a link is likely to be already; read before anything is written.

    Nothing where the link is used up or too old.
    """
    registration = find_registration(session, token, now=now)
    if registration is None:
        return {}
    answers = read_answers(registration)
    profile = Profile(
        id="new",
        given_name=answers.given_name,
        surname=answers.surname,
        email=answers.email,
        phone=answers.phone,
        place=place_words(answers.base_place),
        occupation=role_words(answers.role_id),
    )
    return find_doubles_soon(session, profile)


def prove_registration(
    session: Session, actor: Actor, token: str, *, doubles: Mapping[str, Sequence[Double]] | None = None
) -> Account:
    """Use the link: make profile (a draft), consents and account, and empty what was kept.

    `doubles` (of `find_doubles_of`) are kept for staff; the person is told of nobody.
    NotFoundError where the link is used up or too old, ConflictError where the address came in by another way.
    """
    registration = find_registration(session, token, now=actor.at, lock=True)
    if registration is None:
        raise NotFoundError(mark("This link was used already, or is too old."))
    answers = read_answers(registration)
    if is_known_address(session, answers.email.strip().lower()):
        raise ConflictError(mark("You are in the registry already. Sign in with your e-mail."))
    member = _make_member(session, actor, registration, answers)
    assert member.id is not None  # noqa: S101 - it was flushed
    account = create_account(
        session,
        actor,
        email=answers.email,
        role=Role.CREW,
        name=member.name[:160],
        crew_member_id=member.id,
        locale=registration.locale,
    )
    registration.answers, registration.proven_at, registration.crew_member_id = b"", actor.at, member.id
    session.add(registration)
    keep_doubles(session, member.id, doubles or {}, now=actor.at)
    record_audit(
        session,
        actor,
        "crew:registration:proven",
        subject_kind="registration",
        subject_id=registration.id,
        crew_member_id=member.id,
        after={"notice_version": registration.notice_version, "asked_at": registration.made_at},
    )
    session.flush()
    return account


def _make_member(session: Session, actor: Actor, registration: Registration, answers: JoinAnswers) -> CrewMember:
    member = create_crew_member(
        session,
        actor,
        given_name=answers.given_name,
        surname=answers.surname,
        source=CrewSource.SELF,
        email=answers.email,
        phone=answers.phone,
        preferred_channel=answers.channel,
        base_place=answers.base_place,
        is_adult=True,
        locale=registration.locale,
    )
    who = member.id or 0
    if answers.role_id:
        title = answers.title.strip()
        add_row(
            session,
            actor,
            crew_member_id=who,
            listing=RowKind.ROLE,
            role_id=answers.role_id,
            title_as_typed=title,
            is_primary=True,
        )
    else:
        note = translate(registration.locale, mark("Said on joining: “%(title)s”."), title=answers.title.strip())
        change_crew_member(session, actor, crew_member_id=who, staff_note=note)
    for purpose in registration.consents:
        give_consent(
            session,
            actor,
            crew_member_id=who,
            purpose=ConsentPurpose(purpose),
            source="self",
            notice_version=registration.notice_version,
        )
    return member
