"""Two profiles side by side: what differs, what is likely the better value, what a merge would do."""

from dataclasses import dataclass

from sqlmodel import Session

from app.errors import ConflictError
from app.models.crew import CrewMember
from app.models.duplicate import DuplicatePair
from app.queries.crew import Profile, get_profile
from app.queries.duplicate import find_pair
from app.queries.merge import count_belongings, list_people_with_email
from app.services.merging.checks import find_obstacles
from app.services.merging.fields import Compared, compare_fields
from app.services.merging.journal import read_counts
from app.services.person_key import open_sealed


@dataclass(frozen=True)
class Side:
    """One of the two: the profile, what it has, and the e-mail that it signs in with."""

    profile: Profile
    belongings: dict[str, int]
    signs_in: str | None

    @property
    def member(self) -> CrewMember:
        """The person."""
        return self.profile.member


@dataclass(frozen=True)
class Comparison:
    """The profile that stays, the one that would be put aside, and what stands against it."""

    kept: Side
    other: Side
    fields: list[Compared]
    obstacles: list[ConflictError]
    pair: DuplicatePair | None


def compare_people(session: Session, *, kept_id: int, other_id: int) -> Comparison:
    """Read two profiles side by side; NotFoundError where one is not there."""
    emails = list_people_with_email(session, [kept_id, other_id])
    belongings = count_belongings(session, [kept_id, other_id])
    kept, other = (Side(get_profile(session, it), belongings[it], emails.get(it)) for it in (kept_id, other_id))
    return Comparison(
        kept,
        other,
        compare_fields(kept.member, other.member, kept_email=kept.signs_in, other_email=other.signs_in),
        find_obstacles(session, kept.member, other.member),
        find_pair(session, kept_id, other_id),
    )


def better_kept(session: Session, one_id: int, other_id: int) -> tuple[int, int]:
    """Return the two with the one first that had better stay: who signs in, then who has more, then who came first."""
    emails = list_people_with_email(session, [one_id, other_id])
    has = count_belongings(session, [one_id, other_id])

    def worth(person: int) -> tuple[bool, int, int]:
        return person in emails, sum(has[person].values()), -person

    first, second = sorted((one_id, other_id), key=worth, reverse=True)
    return first, second


def read_moved(session: Session, kept_id: int, record: bytes) -> dict[str, int] | None:
    """Return how many rows of each kind a merge moved; None where the person's data were erased."""
    text = open_sealed(session, kept_id, record)
    return None if text is None else read_counts(text)
