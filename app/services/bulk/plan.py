"""What a deed for many would do: whom it reaches, what changes of each, who is left out and why."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from app.messages import mark
from app.models.bulk import BulkKind
from app.models.crew import CrewMember, CrewStatus

GONE = frozenset({CrewStatus.WITHDRAWN, CrewStatus.DECEASED})
HAS_LEFT = mark("left the registry")
NO_EMAIL = mark("no e-mail in the profile")
TOO_MANY = mark("more than leave at once: do it again for them afterwards")
MOST_EMAILS = 200


@dataclass(frozen=True, slots=True)
class Change:
    """What changes of a person: `kept` is what an undo needs, `told` what the audit says (before, after)."""

    kept: dict[str, Any]
    told: dict[str, dict[str, Any]]


@dataclass
class BulkPlan:
    """A deed worked out for a selection. `left_out` is reason (a message id) -> people, `values` what was chosen."""

    kind: BulkKind | None
    values: dict[str, Any]
    reached: list[CrewMember] = field(default_factory=list)
    left_out: dict[str, list[CrewMember]] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)

    def leave_out(self, member: CrewMember, reason: str) -> None:
        """Note that a person is not reached, and why."""
        self.left_out.setdefault(reason, []).append(member)

    def reach(self, member: CrewMember, change: Change | None = None) -> None:
        """Note that a person is reached."""
        self.reached.append(member)
        if change is not None:
            self.changes[member.id or 0] = change

    @property
    def left_out_count(self) -> int:
        """How many people are left out."""
        return sum(len(people) for people in self.left_out.values())

    @property
    def seal(self) -> str:
        """What tells whether a plan is still the one that was looked at: the same deed, values, people and reasons."""
        left = {reason: _ids(people) for reason, people in self.left_out.items()}
        said = json.dumps([self.kind, self.values, _ids(self.reached), left], sort_keys=True, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:32]


def _ids(people: Sequence[CrewMember]) -> list[int]:
    return sorted(member.id or 0 for member in people)
