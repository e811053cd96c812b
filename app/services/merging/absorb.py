"""The same thing on both profiles: what the kept person's row takes over from the one that stays behind."""

from typing import Any

from app.models.credit import CreditVerification, TrainingResult
from app.models.crew import CefrLevel, Seniority, Verification
from app.models.shortlist import ReferralOutcome
from app.services.merging.journal import Row

MERGED_SEAT = "the same person has a seat under another profile"

Taken = tuple[dict[str, Any], dict[str, Any]]
"""Columns for the kept row, and columns for the row that stays behind (written first)."""

_VERIFICATIONS: list[str] = [*Verification, *CreditVerification]
"""Least first; a table has members of one of the two."""
_SENIORITIES = list(Seniority)
_LEVELS = list(CefrLevel)
_OUTCOMES = [
    ReferralOutcome.LISTED,
    ReferralOutcome.ASKED,
    ReferralOutcome.DECLINED,
    ReferralOutcome.NOT_HIRED,
    ReferralOutcome.HIRED,
]
_RESULTS = [
    TrainingResult.DROPPED_OUT,
    TrainingResult.ASKED,
    TrainingResult.WAITING,
    TrainingResult.ENROLLED,
    TrainingResult.ATTENDED,
    TrainingResult.COMPLETED,
    TrainingResult.APPROVED,
]
_SEATED = frozenset(_RESULTS[3:])


def take_verified(kept: Row, left: Row) -> Taken:
    """Take over who verified it, where that is worth more."""
    if _rank(_VERIFICATIONS, left, "verification") <= _rank(_VERIFICATIONS, kept, "verification"):
        return {}, {}
    columns = ("verification", "verified_by", "verified_at", "hire_report_id")
    return {name: left[name] for name in columns if name in kept}, {}


def take_role(kept: Row, left: Row) -> Taken:
    """Take over the greater experience and the better verification."""
    values, _ = take_verified(kept, left)
    values["years"] = max(kept["years"], left["years"])
    if _rank(_SENIORITIES, left, "seniority") > _rank(_SENIORITIES, kept, "seniority"):
        values["seniority"] = left["seniority"]
    return values, {}


def take_level(kept: Row, left: Row) -> Taken:
    """Take over the higher level of a language."""
    higher = _rank(_LEVELS, left, "level") > _rank(_LEVELS, kept, "level")
    return ({"level": left["level"]} if higher else {}), {}


def take_referral(kept: Row, left: Row) -> Taken:
    """Take over how far it went; it was listed when the person was first shown, at their best rank."""
    values: dict[str, Any] = {name: min(kept[name], left[name]) for name in ("listed_at", "rank")}
    if _rank(_OUTCOMES, left, "outcome") > _rank(_OUTCOMES, kept, "outcome"):
        values |= {name: left[name] for name in ("asked_at", "answered_at", "outcome", "reason")}
    return values, {}


def take_decision(kept: Row, left: Row) -> Taken:
    """Take over the later decision."""
    if left["decided_at"] <= kept["decided_at"]:
        return {}, {}
    return {name: left[name] for name in ("decision", "reason", "note", "decided_by_id", "decided_at")}, {}


def take_training(kept: Row, left: Row) -> Taken:
    """Take over the better result and a certificate that is missing; one person takes one seat."""
    values: dict[str, Any] = {}
    behind: dict[str, Any] = {}
    if _rank(_RESULTS, left, "result") > _rank(_RESULTS, kept, "result"):
        values |= {name: left[name] for name in ("result", "completed_on", "dropped_reason", "mentor", "verification")}
    certified = left["certificate_issued_on"] is not None
    if certified and kept["certificate_issued_on"] is None:
        values |= {name: left[name] for name in ("certificate_number", "certificate_issued_on")}
        behind |= {"certificate_number": "", "certificate_issued_on": None}
        certified = False
    if left["result"] in _SEATED and not certified:  # a certificate that stays needs its graduate
        behind |= {"result": TrainingResult.DROPPED_OUT, "dropped_reason": MERGED_SEAT}
    return values, behind


def _rank(order: list[Any], row: Row, name: str) -> int:
    return order.index(row[name])
