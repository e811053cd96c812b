"""The crew list as a document: plain data in one language, before any page or file is made of it.

Texts that people read are already in the document's locale; codes that programs read stand beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from app.models.need import Engagement, LocalRule, PeriodKind, PositionPriority
from app.models.shortlist import CandidateKind, Decision, ProposalStatus, UnfilledReason

CANDIDATES_A_SLOT = 5
PERCENT = 100


class DayState(StrEnum):
    """How far a person is free on a line's days. Whom a held day is kept for is nobody's business."""

    FREE = "free"
    UNCONFIRMED = "unconfirmed"
    TENTATIVE = "tentative"
    HELD = "held"


class ContactClosed(StrEnum):
    """Why somebody's phone and e-mail are not in the document."""

    NOT_SHARED = "not_shared"
    RUN_OUT = "run_out"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Days:
    """The needed days of a line as one person stands on them; `held` are part of `soft`."""

    needed: int
    free: int
    unknown: int = 0
    soft: int = 0
    held: int = 0

    @property
    def covered_percent(self) -> int:
        """Return the share of the needed days that the person stated free, rounded down."""
        return min(PERCENT * self.free // self.needed, PERCENT) if self.needed else 0

    @property
    def gap_days(self) -> int:
        """Return how many needed days the person did not state free."""
        return max(self.needed - self.free, 0)

    @property
    def state(self) -> DayState:
        """Return the worst that is known of the days; nothing unknown is ever called free."""
        if self.free >= self.needed:
            return DayState.FREE
        if self.held:
            return DayState.HELD
        return DayState.TENTATIVE if self.soft else DayState.UNCONFIRMED


@dataclass(frozen=True, slots=True)
class LanguageSkill:
    """A language (its code and its name) and a CEFR level."""

    code: str
    name: str
    level: str

    def __str__(self) -> str:
        return f"{self.name} {self.level}"


@dataclass(frozen=True, slots=True)
class CredentialShown:
    """A licence or certificate and the last day it is valid; None where it does not expire."""

    kind: str
    name: str
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a production may see them. Phone and e-mail are empty unless `contact_allowed`.

    `contact_until` is the last day on which they may be used; else `contact_closed` says why they are not there.
    """

    id: int
    name: str
    legal_name: str
    credit_name: str = ""
    contact_allowed: bool = False
    phone: str = ""
    email: str = ""
    contact_until: date | None = None
    contact_closed: ContactClosed | None = None
    contact_closed_on: date | None = None
    base: str = ""
    local: bool | None = None
    languages: tuple[LanguageSkill, ...] = ()
    credentials: tuple[CredentialShown, ...] = ()
    kit: tuple[str, ...] = ()
    credits: int = 0
    similar_credits: int = 0
    last_credit_year: int | None = None
    confirmed_on: date | None = None

    def __post_init__(self) -> None:
        if not self.contact_allowed and (self.phone or self.email):
            raise ValueError(f"contact details of person {self.id} may not stand in the document")

    def seen(self, *, local: bool | None, confirmed_on: date | None) -> "Person":
        """Return the same person as one line sees them."""
        return replace(self, local=local, confirmed_on=confirmed_on)


@dataclass(frozen=True, slots=True)
class Reason:
    """One feature: its code, its short name, what is true of the person, value and weight (thousandths, 0..100)."""

    feature: str
    name: str
    sentence: str
    value: int
    weight: int

    @property
    def percent(self) -> int:
        """Return the value as the length of a bar."""
        return self.value // 10


@dataclass(frozen=True, slots=True)
class Fit:
    """How a person meets a line: `weight` is that of the role link in thousandths, `via_role` the role they hold."""

    rank: int
    kind: CandidateKind
    kind_text: str
    weight: int
    via_role: str
    score: int
    days: Days | None
    reasons: tuple[Reason, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def best_reasons(self) -> tuple[Reason, ...]:
        """Return the reasons by what they add to the score, most first."""
        return tuple(sorted(self.reasons, key=lambda each: -each.value * each.weight))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on a line's shortlist, in the order shown, with what was decided of them."""

    person: Person
    fit: Fit
    place: int
    on_list: bool = False
    trainee: bool = False
    decision: Decision | None = None
    dropped_for: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of a line: a person put forward, or open with its reason (code, and what is told)."""

    number: int
    of: int
    status: ProposalStatus
    trainee: bool = False
    person: Person | None = None
    fit: Fit | None = None
    open_reason: UnfilledReason | None = None
    open_text: str = ""
    note: str = ""

    @property
    def is_open(self) -> bool:
        """Return whether nobody stands on the slot."""
        return self.person is None


@dataclass(frozen=True, slots=True)
class Period:
    """Days of a line in one part of the work, at one base."""

    kind: PeriodKind
    text: str
    starts_on: date
    ends_on: date
    place: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A position with its slots and candidates; `title` is the role, or what was typed where none is known."""

    position_id: int
    code: str
    title: str
    role_id: str | None
    level: int
    asked_as: str
    starts_on: date
    ends_on: date
    slots: tuple[Slot, ...]
    candidates: tuple[Candidate, ...] = ()
    candidate_count: int = 0
    engagement: Engagement = Engagement.RUN_OF_SHOW
    priority: PositionPriority = PositionPriority.MUST
    local: LocalRule = LocalRule.ANY
    bases: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    days_text: str = ""
    requirements: tuple[str, ...] = ()
    note: str = ""

    @property
    def open_slots(self) -> int:
        """Return how many slots nobody stands on."""
        return sum(slot.is_open for slot in self.slots)

    @property
    def alternatives(self) -> tuple[Candidate, ...]:
        """Return the candidates who were not dropped: those that go out."""
        return tuple(each for each in self.candidates if each.decision is not Decision.DROPPED)


@dataclass(frozen=True, slots=True)
class Group:
    """The lines of one department, in order of level, then title."""

    department_id: str
    name: str
    lines: tuple[Line, ...]

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return the slots of all lines."""
        return tuple(slot for line in self.lines for slot in line.slots)

    @property
    def filled(self) -> int:
        """Return how many slots have a person."""
        return sum(not slot.is_open for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the list: whose it is, of which version and day. A preview carries no contacts."""

    need_id: int
    need_version: int
    code: str
    title: str
    company: str
    kind_text: str
    made_at: datetime
    made_on: date
    office_address: str = ""
    contact_name: str = ""
    bases: tuple[str, ...] = ()
    office_opens_on: date | None = None
    shoot_starts_on: date | None = None
    shoot_ends_on: date | None = None
    wrap_ends_on: date | None = None
    commission: str = ""
    fictional: bool = False
    preview: bool = False


@dataclass(frozen=True, slots=True)
class Stamp:
    """What every page of a released file says of its release: whom it was given to, by whom, what for, its code."""

    code: str
    given_to: str
    taken_by: str
    purpose: str
    at_text: str


@dataclass(frozen=True, slots=True)
class CrewList:
    """The whole document. Every position of the need stands in it once, whether filled or not.

    Without `stamp` it is a page or a preview, no released file.
    """

    head: Head
    locale: str
    groups: tuple[Group, ...] = field(default_factory=tuple)
    stamp: Stamp | None = None

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return all lines, in the order of the list."""
        return tuple(line for group in self.groups for line in group.lines)

    @property
    def slots(self) -> tuple[Slot, ...]:
        """Return all slots, in the order of the list."""
        return tuple(slot for line in self.lines for slot in line.slots)

    @property
    def filled(self) -> int:
        """Return how many slots have a person."""
        return sum(not slot.is_open for slot in self.slots)

    @property
    def contacts_until(self) -> date | None:
        """Return the last day on which any contact in the document may be used; None where it carries none."""
        days = [person.contact_until for _, person, _ in self.people() if person.contact_until]
        return max(days, default=None)

    def people(self) -> Iterator[tuple[Line, Person, int]]:
        """Yield everyone that the document names, a line at a time: proposed first, then candidates, with rank."""
        for line in self.lines:
            seen: set[int] = set()
            placed = [(slot.person, slot.fit.rank if slot.fit else 0) for slot in line.slots if slot.person]
            for person, rank in [*placed, *((each.person, each.fit.rank) for each in line.alternatives)]:
                if person.id not in seen:
                    seen.add(person.id)
                    yield line, person, rank
