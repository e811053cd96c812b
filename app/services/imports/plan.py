"""What a file would do: its problems, its open questions, its counts, and what is needed to do it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from app.services.cells import Problem
from app.services.imports.questions import Question

Draft = TypeVar("Draft")


@dataclass
class ImportPlan(Generic[Draft]):
    """A file under review. `drafts` are the rows to write; `sample` what the first rows are understood as."""

    drafts: list[Draft]
    problems: list[Problem] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    sample: list[dict[str, Any]] = field(default_factory=list)
    resolved: dict[str, Any] = field(default_factory=dict)

    @property
    def errors(self) -> Sequence[Problem]:
        """What keeps the file from being imported."""
        return [problem for problem in self.problems if not problem.warning]

    @property
    def open_questions(self) -> Sequence[Question]:
        """What must be answered first."""
        return [question for question in self.questions if question.required and not question.answer]

    @property
    def ready(self) -> bool:
        """Tell whether nothing keeps the file from being imported, and there is something in it to import."""
        return bool(self.drafts) and not self.errors and not self.open_questions
