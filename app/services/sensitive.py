"""Answers to sensitive questions: given by choice, sealed under the person's key, read only to be counted.

Nothing else reads this table: no ranking, roster, list, export or staff page (a test holds that).
"""

from collections import Counter
from collections.abc import Collection, Mapping

from cryptography.fernet import Fernet, InvalidToken
from sqlmodel import Session, col, select

from app.errors import ConflictError, InvalidInputError
from app.keys import data_cipher
from app.messages import mark
from app.models.crew import CrewMember, CrewStatus
from app.models.privacy import SensitiveAnswer, SensitiveQuestion
from app.models.trust import PersonKey
from app.queries.crew import get_crew_member
from app.services.audit import Actor, record_audit
from app.services.person_key import open_sealed, person_cipher
from config import get_settings

YES, NO = "yes", "no"
OWN_WORDS = "own_words"
NOT_SAID = "not_said"
SMALLEST = 5
"""Cells of fewer people are not told."""

MOST_LETTERS = 80
ANSWERS: Mapping[SensitiveQuestion, tuple[str, ...]] = {
    question: ("woman", "man", "non_binary", OWN_WORDS) if question is SensitiveQuestion.GENDER else (YES, NO)
    for question in SensitiveQuestion
}
"""Question -> what can be answered; besides, everyone may say nothing."""

_LEFT = frozenset({CrewStatus.WITHDRAWN, CrewStatus.BLOCKED, CrewStatus.ERASED, CrewStatus.DECEASED})


def answer_sensitive(
    session: Session,
    actor: Actor,
    *,
    crew_member_id: int,
    question: SensitiveQuestion,
    answer: str,
    own_words: str = "",
    agrees: bool,
    notice_version: str,
) -> None:
    """Keep what a person says of themselves, with their express consent under a version of the privacy notice.

    `own_words` is taken with the answer OWN_WORDS only. The audit tells that an answer was given, never which.
    """
    member = get_crew_member(session, crew_member_id)
    if member.status in _LEFT:
        raise ConflictError(mark("This profile has left the registry."))
    if not agrees:
        raise InvalidInputError(mark("Tick that you agree expressly; without that the answer is not kept."))
    if answer not in ANSWERS[question]:
        raise InvalidInputError(mark("Choose one of the answers, or leave the question out."))
    words = own_words.strip()[:MOST_LETTERS] if answer == OWN_WORDS else ""
    if answer == OWN_WORDS and not words:
        raise InvalidInputError(mark("Write it in your own words, or choose another answer."))
    sealed = person_cipher(session, crew_member_id, actor.at).encrypt(f"{answer}\n{words}".encode())
    row = _find(session, crew_member_id, question)
    if row is None:
        row = SensitiveAnswer(
            crew_member_id=crew_member_id,
            question=question,
            sealed=sealed,
            notice_version=notice_version,
            answered_at=actor.at,
        )
    row.sealed, row.notice_version, row.answered_at = sealed, notice_version, actor.at
    session.add(row)
    _wrote(session, actor, crew_member_id, "given", {"question": question, "notice_version": notice_version})


def withdraw(session: Session, actor: Actor, *, crew_member_id: int, question: SensitiveQuestion | None = None) -> int:
    """Delete a person's answer to one question, or (None) to all; return how many there were."""
    statement = select(SensitiveAnswer).where(SensitiveAnswer.crew_member_id == crew_member_id)
    rows = [row for row in session.exec(statement) if question in (None, row.question)]
    for row in rows:
        session.delete(row)
        _wrote(session, actor, crew_member_id, "withdrawn", {"question": row.question})
    return len(rows)


def read_own_answers(session: Session, crew_member_id: int) -> dict[SensitiveQuestion, tuple[str, str, str]]:
    """Return a person's own answers, for themselves: question -> (answer, own words, notice version)."""
    rows = session.exec(select(SensitiveAnswer).where(SensitiveAnswer.crew_member_id == crew_member_id))
    found = {}
    for row in rows:
        text = open_sealed(session, crew_member_id, row.sealed)
        if text is not None:
            answer, _, words = text.partition("\n")
            found[row.question] = (answer, words, row.notice_version)
    return found


def count_sensitive(
    session: Session, question: SensitiveQuestion, crew_member_ids: Collection[int]
) -> Mapping[str, int | None]:
    """Return answer -> how many of the people gave it, `NOT_SAID` counted apart; None where a cell is suppressed.

    Cells below `SMALLEST` are suppressed, empty ones too, and then the smallest of the others, until those suppressed
    hold at least `SMALLEST` people together and are two or more: so none follows from the total. Counts of two groups
    that differ by a few people must not be shown side by side.
    """
    people = frozenset(crew_member_ids)
    counts = Counter(dict.fromkeys((*ANSWERS[question], NOT_SAID), 0))
    for crew_member_id, answer in _read(session, question):
        if crew_member_id in people:
            counts[answer] += 1
    counts[NOT_SAID] = len(people) - counts.total()
    return suppress(counts)


def suppress(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return the cells with the small ones as None, and as many others as keep those from being computed."""
    order = sorted(counts, key=lambda name: (counts[name], name))
    hidden = [name for name in order if counts[name] < SMALLEST]
    for name in order[len(hidden) :]:
        enough = len(hidden) > 1 and sum(counts[each] for each in hidden) >= SMALLEST
        if not hidden or enough:
            break
        hidden.append(name)
    return {name: None if name in hidden else counts[name] for name in counts}


def _read(session: Session, question: SensitiveQuestion) -> list[tuple[int, str]]:
    """Return (person, answer) of all who answered, without own words; a person whose key is gone said nothing."""
    wrapping = data_cipher(get_settings())
    statement = (
        select(SensitiveAnswer.crew_member_id, SensitiveAnswer.sealed, PersonKey.wrapped_key)
        .join(PersonKey, col(PersonKey.crew_member_id) == col(SensitiveAnswer.crew_member_id))
        .join(CrewMember, col(CrewMember.id) == col(SensitiveAnswer.crew_member_id))
        .where(SensitiveAnswer.question == question, col(CrewMember.status) != CrewStatus.ERASED)
    )
    found = []
    for crew_member_id, sealed, wrapped in session.exec(statement):
        try:
            text = Fernet(wrapping.decrypt(wrapped)).decrypt(sealed).decode()
        except InvalidToken:
            continue
        answer = text.partition("\n")[0]
        if answer in ANSWERS[question]:
            found.append((crew_member_id, answer))
    return found


def _find(session: Session, crew_member_id: int, question: SensitiveQuestion) -> SensitiveAnswer | None:
    statement = select(SensitiveAnswer).where(
        SensitiveAnswer.crew_member_id == crew_member_id, SensitiveAnswer.question == question
    )
    return session.exec(statement).first()


def _wrote(session: Session, actor: Actor, crew_member_id: int, action: str, after: dict[str, str]) -> None:
    record_audit(
        session,
        actor,
        f"crew:sensitive_answer:{action}",
        subject_kind="sensitive_answer",
        subject_id=crew_member_id,
        crew_member_id=crew_member_id,
        after=after,
    )
    session.flush()
