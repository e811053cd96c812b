"""What only a person can decide about a file: roles that a title may mean, places of one name, likely doubles."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.services.places import get_gazetteer
from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.text import fold
from matching.titles import Resolution

KEEP = "-"
"""The answer that leaves a typed word as it is: kept in the note, without role or place."""
_MOST_OPTIONS = 6
SURE = 0.9
"""Confidence from which a title is taken without showing what else it may mean."""


class QuestionKind(StrEnum):
    """What is asked."""

    TITLE = "title"
    PLACE = "place"
    PERSON = "person"
    ROW = "row"
    KIND = "kind"


@dataclass(slots=True)
class Question:
    """Something to choose: what was typed, in which rows, and the ids to choose from.

    A required one keeps the file from being imported until it is answered; the others have `answer` filled in.
    """

    kind: QuestionKind
    key: str
    typed: str
    options: tuple[str, ...]
    answer: str = ""
    required: bool = False
    rows: list[int] = field(default_factory=list)
    about: dict[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return it as an upload keeps it."""
        return {
            "kind": self.kind.value,
            "key": self.key,
            "typed": self.typed,
            "options": list(self.options),
            "answer": self.answer,
            "required": self.required,
            "rows": self.rows,
            "about": self.about,
        }


Title = tuple[str, str]
"""A title as typed and the department beside it, empty where none was."""


def resolve_titles(
    asked: Iterable[tuple[int, Title]], answers: Mapping[str, str]
) -> tuple[dict[Title, str | None], list[Question]]:
    """Return the role of each title (None: none) and what is to be asked; `asked` are rows with their titles."""
    rows: dict[Title, list[int]] = defaultdict(list)
    for row, title in asked:
        rows[title].append(row)
    found: dict[Title, str | None] = {}
    questions: dict[str, Question] = {}
    resolver, taxonomy = get_title_resolver(), get_taxonomy()
    resolutions = resolver.resolve_many([title for title, _ in rows], [department or None for _, department in rows])
    for title, resolution in zip(rows, resolutions, strict=True):
        found[title] = resolution.role_id
        if resolution.role_id is not None and resolution.confidence >= SURE:
            continue
        key = f"title:{fold(' '.join(title))[:120]}"
        if key not in questions:
            questions[key] = _title_question(key, resolution, answers.get(key, ""))
        questions[key].rows.extend(rows[title])
        found[title] = questions[key].answer if questions[key].answer in taxonomy else None
    return found, list(questions.values())


def _title_question(key: str, resolution: Resolution, answer: str) -> Question:
    """Ask what a title means; the likeliest role, or keeping it as typed, is filled in where one is."""
    others = [role_id for role_id, _ in resolution.alternatives]
    first = [resolution.role_id] if resolution.role_id else []
    default = resolution.role_id or ("" if resolution.asked_back else KEEP)
    answer = answer if answer in get_taxonomy() or answer == KEEP else default
    options = tuple([*first, *others][:_MOST_OPTIONS])
    return Question(QuestionKind.TITLE, key, resolution.title, options, answer, required=resolution.asked_back)


def resolve_places(
    asked: Iterable[tuple[int, str]], answers: Mapping[str, str], state: str
) -> tuple[dict[str, str | None], list[Question]]:
    """Return the gazetteer id of each typed place (None: none) and what is to be asked; `state` is the commission's."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, typed in asked:
        if typed:
            rows[typed].append(row)
    gazetteer = get_gazetteer()
    found: dict[str, str | None] = {}
    questions: dict[str, Question] = {}
    for typed, where in rows.items():
        place = gazetteer.resolve(typed, state)
        found[typed] = place.id if place else None
        if place is not None:
            continue
        key = f"place:{fold(typed)[:120]}"
        if key not in questions:
            options = tuple(match.place.id for match in gazetteer.find(typed, state, limit=_MOST_OPTIONS))
            answer = answers.get(key, KEEP)
            questions[key] = Question(QuestionKind.PLACE, key, typed, options, answer if answer in gazetteer else KEEP)
        questions[key].rows.extend(where)
        found[typed] = questions[key].answer if questions[key].answer in gazetteer else None
    return found, list(questions.values())
