"""Typed crew titles to roles: an answer with confidence, alternatives to ask about, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

from matching.roles import Taxonomy
from matching.title_forms import TitleForm
from matching.title_guess import Guess, TitleGuesser
from matching.title_index import Found, TitleIndex
from matching.title_reader import Reading, TitleReader

PREFERRED = 0.85
ASKED = 0.5
MOST_ALTERNATIVES = 5


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a typed title means.

    `role_id` is None where nothing is meant for sure; with two or more `alternatives` the title is then asked back.
    Confidences are in 0..1; `qualifiers` are the words that were kept apart from the role (unit, place, hire).
    """

    title: str
    role_id: str | None
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    qualifiers: tuple[str, ...] = ()

    @property
    def asked_back(self) -> bool:
        """Tell whether a person has to choose among the alternatives."""
        return self.role_id is None and len(self.alternatives) > 1


class TitleResolver:
    """Resolves typed titles against one taxonomy; build it once, it is never changed afterwards."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        index = TitleIndex(taxonomy)
        self._reader = TitleReader(taxonomy, index)
        self._guesser = TitleGuesser(index)

    def resolve(self, title: str, department: str | None = None) -> Resolution:
        """Resolve one title, if given within a department (an id, a name or a term; an unknown one says nothing)."""
        return self.resolve_many([title], [department])[0]

    def resolve_many(self, titles: Sequence[str], departments: Sequence[str | None] | None = None) -> list[Resolution]:
        """Resolve titles in order; `departments` is as long as `titles`. Equal lines are worked out once."""
        asked = list(zip(titles, departments or [None] * len(titles), strict=True))
        known = dict.fromkeys(asked)
        answers: dict[tuple[str, str | None], Resolution] = {}
        open_lines: list[tuple[str, str | None]] = []
        queries: list[tuple[tuple[str, ...], frozenset[str] | None]] = []
        readings: list[Reading] = []
        for title, department in known:
            form, context = TitleForm.of(title), self._reader.context(department)
            reading = self._reader.read(form, context)
            named = self._reader.department_roles(form) if reading.found is None else ()
            if reading.found and (reading.found.answer or len(reading.found.role_ids) > 1):
                answers[title, department] = _decide(title, reading, reading.found)
            elif named:
                answers[title, department] = _ask(title, named, reading)
            else:
                open_lines.append((title, department))
                queries.append((reading.concepts, context.role_ids if context else None))
                readings.append(reading)
        for line, reading, guess in zip(open_lines, readings, self._guesser.guess(queries), strict=True):
            answers[line] = _settle(line[0], reading, guess)
        return [answers[line] for line in asked]


def _decide(title: str, reading: Reading, found: Found) -> Resolution:
    """Answer with the only or the preferred role; ask where several are left."""
    role_id = found.answer
    if role_id is None:
        return _ask(title, found.role_ids, reading)
    confidence = found.confidence if len(found.role_ids) == 1 else found.confidence * PREFERRED
    others = tuple((r, round(1 - confidence, 2)) for r in found.role_ids if r != role_id)
    return Resolution(title, role_id, round(confidence, 2), others[:MOST_ALTERNATIVES], reading.qualifiers)


def _ask(title: str, role_ids: Sequence[str], reading: Reading) -> Resolution:
    alternatives = tuple((r, ASKED) for r in role_ids[:MOST_ALTERNATIVES])
    return Resolution(title, None, 0.0, alternatives, reading.qualifiers)


def _settle(title: str, reading: Reading, guess: Guess) -> Resolution:
    ranked = tuple((r, round(s, 2)) for r, s in guess.ranked)
    if reading.found:
        # the title names one role only when a department says so: ask, with others that look alike
        named = reading.found.role_ids
        return _ask(title, (*named, *(r for r, _ in ranked if r not in named)), reading)
    if guess.sure:
        return Resolution(title, ranked[0][0], ranked[0][1], ranked[1:], reading.qualifiers)
    return Resolution(title, None, 0.0, ranked, reading.qualifiers)
