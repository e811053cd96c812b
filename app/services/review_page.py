"""What a review shows: the profile, what changed since staff last approved it, files, likely doubles, steps."""

from dataclasses import dataclass

from sqlmodel import Session

from app.duplicate_labels import say_reason
from app.models.crew import CrewMember
from app.models.registration import Evidence, ProfileReview
from app.queries.crew import Profile, get_profile
from app.queries.evidence import count_waiting_evidence, find_photo_id, list_evidence
from app.queries.review import LikelyDouble, WaitingReview, list_doubles, list_reviews, list_waiting
from app.services.completeness import Completeness, find_completeness, list_completeness
from app.services.evidence_subjects import list_subjects
from app.services.review import list_changes
from app.services.snapshot import digest, take_snapshot
from app.services.snapshot_words import ChangeLine, word_change


@dataclass(frozen=True)
class QueueLine:
    """A profile of the queue: how far it is, how many files wait, how many profiles it may double."""

    waiting: WaitingReview
    completeness: Completeness
    files: int
    doubles: int


@dataclass(frozen=True)
class DoubleLine:
    """Another profile that is likely the same person's, with what speaks for it in words."""

    member: CrewMember
    percent: int
    reasons: list[str]


@dataclass(frozen=True)
class ReviewPage:
    """One review with all that is looked at; `changes` is None where nothing was approved before."""

    review: ProfileReview
    profile: Profile
    seen: str
    changes: list[ChangeLine] | None
    files: list[Evidence]
    subjects: dict[str, str]
    photo_id: int | None
    completeness: Completeness
    doubles: list[DoubleLine]
    earlier: list[ProfileReview]


def list_queue(session: Session, *, limit: int, offset: int) -> list[QueueLine]:
    """Return the queue's lines, oldest first."""
    waiting = list_waiting(session, limit=limit, offset=offset)
    people = [line.member.id or 0 for line in waiting]
    steps, files = list_completeness(session, people), count_waiting_evidence(session, people)
    doubles = list_doubles(session, people)
    return [
        QueueLine(
            waiting=line,
            completeness=steps[line.member.id or 0],
            files=files.get(line.member.id or 0, 0),
            doubles=len(doubles.get(line.member.id or 0, ())),
        )
        for line in waiting
    ]


def open_review(session: Session, review: ProfileReview, *, locale: str) -> ReviewPage:
    """Read all that a review shows."""
    who = review.crew_member_id
    profile = get_profile(session, who)
    changes = list_changes(session, who)
    return ReviewPage(
        review=review,
        profile=profile,
        seen=digest(take_snapshot(profile)),
        changes=None if changes is None else [word_change(change, locale) for change in changes],
        files=list_evidence(session, who),
        subjects={f"{kind.value}:{row_id}": name for kind, row_id, name in list_subjects(profile, locale)},
        photo_id=find_photo_id(session, who),
        completeness=find_completeness(session, who),
        doubles=[_word_double(double, locale) for double in list_doubles(session, [who]).get(who, ())],
        earlier=[each for each in list_reviews(session, who) if each.id != review.id],
    )


def _word_double(double: LikelyDouble, locale: str) -> DoubleLine:
    """Return a likely double with what speaks for it, the strongest first."""
    speaking = sorted((each for each in double.reasons if each["bits"] > 0), key=lambda each: -each["bits"])
    reasons = [say_reason(each["feature"], each["outcome"], locale) for each in speaking]
    return DoubleLine(double.member, round(double.probability / 10), reasons)
