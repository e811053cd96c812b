"""How fast and how well needs are answered: time to the first crew list, choice, fill, reasons for what stays open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.models.production import ProductionKind
from app.models.shortlist import UnfilledReason
from app.queries.director import Receipt, count_slots, list_eligible, list_receipts
from app.services.director.cells import percent
from config import get_settings
from matching.working_hours import working_hours_between

PAST = timedelta(days=365)
CHOICE = 3
"""Candidates that make a line a choice."""


class Pace(StrEnum):
    """Kinds of production by the pace at which they ask."""

    COMMERCIAL = "commercial"
    FEATURE = "feature"
    SERIES = "series"


TARGET_HOURS: Mapping[Pace, int] = {Pace.COMMERCIAL: 4, Pace.FEATURE: 48, Pace.SERIES: 72}
"""Hours of working days until the first crew list is out."""
_QUICK = (ProductionKind.COMMERCIAL, ProductionKind.MUSIC_VIDEO, ProductionKind.TV_LIVE, ProductionKind.SHORT)


@dataclass(frozen=True, slots=True)
class Answer:
    """A need with the hours of working days until its first crew list went out; None while it has not."""

    receipt: Receipt
    pace: Pace
    hours: float | None

    @property
    def in_time(self) -> bool | None:
        """Tell whether it was answered within the target; None while it was not answered."""
        return None if self.hours is None else self.hours <= TARGET_HOURS[self.pace]


@dataclass(frozen=True, slots=True)
class Speed:
    """Needs of one pace: how many were answered of how many, and how fast, in hours of working days."""

    pace: Pace
    needs: int
    answered: int
    median: float | None
    p90: float | None
    in_time: int | None

    @property
    def target(self) -> int:
        """Return the hours that it should take."""
        return TARGET_HOURS[self.pace]


@dataclass(frozen=True)
class Answers:
    """How the needs of the past year were answered; percentages are None where there is nothing to count."""

    speeds: tuple[Speed, ...]
    lines: int
    with_choice: int | None
    slots: int
    filled: int | None
    reasons: tuple[tuple[UnfilledReason | None, int], ...]


def pace_of(kind: ProductionKind) -> Pace:
    """Return the pace at which a kind of production asks."""
    if kind is ProductionKind.SERIES:
        return Pace.SERIES
    return Pace.COMMERCIAL if kind in _QUICK else Pace.FEATURE


def list_answers(session: Session, *, now: datetime) -> list[Answer]:
    """Return the needs of the past year, the latest first."""
    zone = ZoneInfo(get_settings().commission_zone)
    return [
        Answer(
            receipt,
            pace_of(receipt.kind),
            working_hours_between(receipt.received_at, receipt.answered_at, zone) if receipt.answered_at else None,
        )
        for receipt in list_receipts(session, since=now - PAST)
    ]


def read_answers(session: Session, *, now: datetime) -> Answers:
    """Count how the needs of the past year were answered."""
    answers = list_answers(session, now=now)
    eligible = list_eligible(session, since=now - PAST)
    filled, reasons = count_slots(session, since=now - PAST)
    slots = filled + sum(reasons.values())
    return Answers(
        speeds=tuple(speed_of(pace, [each for each in answers if each.pace is pace]) for pace in Pace),
        lines=len(eligible),
        with_choice=percent(sum(count >= CHOICE for count in eligible), len(eligible)),
        slots=slots,
        filled=percent(filled, slots),
        reasons=tuple(sorted(reasons.items(), key=lambda each: (-each[1], str(each[0])))),
    )


def speed_of(pace: Pace, answers: Sequence[Answer]) -> Speed:
    """Sum up the needs of one pace; the ninetieth percentile is the nearest rank."""
    hours = sorted(each.hours for each in answers if each.hours is not None)
    return Speed(
        pace,
        needs=len(answers),
        answered=len(hours),
        median=median(hours) if hours else None,
        p90=hours[ceil(0.9 * len(hours)) - 1] if hours else None,
        in_time=percent(sum(each.in_time is True for each in answers), len(hours)),
    )
