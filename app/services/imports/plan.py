"""What a file would do: its problems, its open questions, its counts, and what is needed to do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.services.cells import Problem
from app.services.imports.questions import Question

Draft = TypeVar("Draft")


@dataclass
class ImportPlan(Generic[Draft]):
    """A file under review. `drafts` are the rows that bring in something new, `updates` those that change somebody.

    `shown` is what each row was understood as, by its number. Rows with errors are in neither list.
    """

    drafts: list[Draft]
    updates: list[Any] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    shown: dict[int, dict[str, Any]] = field(default_factory=dict)
    resolved: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> Sequence[Problem]:
        """What keeps rows from being imported."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def open_questions(self) -> Sequence[Question]:
        """What must be answered first."""
        return [question for question in self.questions if question.required and not question.answer]

    @property
    def ready(self) -> bool:
        """Tell whether there is something to import, and nothing left to choose; rows with errors stay out of it."""
        return bool(self.drafts or self.updates) and not self.open_questions
