"""What a list of credits would add to the profiles of people who are in the registry; nothing is written."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from app.errors import InvalidInputError
from app.messages import mark
from app.models.production import ProductionKind
from app.queries.upload import KnownPerson, list_credits_of, list_known_people, list_titles_by_key
from app.services.cells import Problem, cell_day
from app.services.imports.people import is_same_name
from app.services.imports.person import Person, name_field, read_person
from app.services.imports.plan import ImportPlan
from app.services.imports.questions import KEEP, Question, QuestionKind, resolve_places, resolve_titles
from app.services.imports.row import ImportRow
from app.services.imports.words import find_choice
from config import get_settings
from matching.text import fold

FIRST_YEAR = 1930
KIND = "kind:all"
_YEAR_DIGITS = 4


@dataclass(slots=True)
class CreditDraft:
    """A row of a list of credits; `crew_member_id` and `kind` are filled when they are known."""

    row: int
    person: Person
    production: str
    year: int
    kind: ProductionKind | None
    role: str
    department: str
    unit: str
    company: str
    base: str
    crew_member_id: int | None = None

    @property
    def title_key(self) -> str:
        """What a finished production is met again by: its folded name and year."""
        return f"{fold(self.production)[:190]} {self.year}".strip()


def plan_credits(
    session: Session,
    rows: Sequence[ImportRow],
    answers: Mapping[str, str],
    *,
    today: date,
    tell: Callable[[int], None] = lambda _rows: None,
) -> ImportPlan[CreditDraft]:
    """Return what the rows would add, given what was answered about them; `tell` hears how many rows were read."""
    drafts = []
    for number, row in enumerate(rows, start=1):
        drafts.append(_read(row, today))
        tell(number)
    titles, title_questions = resolve_titles(
        ((draft.row, (draft.role, draft.department)) for draft in drafts if draft.role), answers
    )
    state = get_settings().commission_state
    places, place_questions = resolve_places(((draft.row, draft.base) for draft in drafts), answers, state)
    person_questions = _find_people(session, rows, drafts, answers)
    there = list_titles_by_key(session, (draft.title_key for draft in drafts))
    kind_questions = _find_kinds(drafts, {key: title.kind for key, title in there.items()}, answers)
    plan = ImportPlan(drafts, questions=[*person_questions, *kind_questions, *title_questions, *place_questions])
    plan.resolved = {"titles": titles, "places": places, "there": there}
    plan.problems = [problem for row in rows for problem in row.problems]
    message = mark("“%(value)s” is no role that is known here. The credit is kept as printed.")
    plan.problems += [
        Problem(row, rows[0].heading("role"), message, {"value": question.typed[:80]}, warning=True)
        for question in title_questions
        if question.answer == KEEP
        for row in question.rows
    ]
    plan.problems.sort(key=lambda problem: (problem.row, problem.warning))
    wrong = {problem.row for problem in plan.errors}
    plan.drafts = _fresh(session, [draft for draft in drafts if draft.row not in wrong], plan)
    people = {draft.crew_member_id for draft in drafts} - {None}
    new_titles = {draft.title_key for draft in drafts} - set(there)
    plan.counts = {
        "rows": len(drafts),
        "new": len(plan.drafts),
        "same": sum(draft.row not in wrong for draft in drafts) - len(plan.drafts),
        "error": len(wrong),
        "people": len(people),
        "titles": len(new_titles),
    }
    fresh = {draft.row for draft in plan.drafts}
    for draft in drafts:
        fate = "error" if draft.row in wrong else "new" if draft.row in fresh else "same"
        plan.shown[draft.row] = _shown(draft, plan, fate)
    return plan


def _read(row: ImportRow, today: date) -> CreditDraft:
    person = read_person(row)
    if not (person.name or person.email or person.phone):
        row.error(name_field(row), mark("Whose credit is it? Give a name, an e-mail or a phone."))
    production = row.text("production")
    if not fold(production):
        row.error("production", mark("A credit needs the title of the production."))
    typed_kind = row.text("kind")
    kind = find_choice(ProductionKind, typed_kind) if typed_kind else None
    if typed_kind and kind is None:
        message = mark("%(value)s is no kind of production. Write feature, series, documentary, commercial or short.")
        row.error("kind", message, value=typed_kind[:60])
    role = row.text("role")
    if not role:
        row.warn("role", mark("No role: the credit is kept without one."))
    return CreditDraft(
        row=row.at,
        person=person,
        production=production,
        year=_year(row, today),
        kind=kind,
        role=role,
        department=row.text("department"),
        unit=row.text("unit", 60),
        company=row.text("company"),
        base=row.text("base"),
    )


def _year(row: ImportRow, today: date) -> int:
    """Return the (first) year of "2024", "2023–2024" or of a day; 0 where there is none, which is an error."""
    text = row.text("year")
    years = [
        int(part)
        for part in text.replace("-", " ").replace("–", " ").split()
        if len(part) == _YEAR_DIGITS and part.isdigit()
    ]
    if not years and text:
        try:
            day = cell_day(text)
        except InvalidInputError:
            day = None
        years = [day.year] if day else []
    if not years or not FIRST_YEAR <= years[0] <= today.year + 1:
        row.error(
            "year", mark("%(value)s is no year of a production. Write four digits, as 2025."), value=text[:40] or "–"
        )
        return 0
    return years[0]


def _find_people(
    session: Session, rows: Sequence[ImportRow], drafts: Sequence[CreditDraft], answers: Mapping[str, str]
) -> list[Question]:
    """Fill in whose each credit is: by e-mail or phone, else by name; ask where several are of one name."""
    known = list_known_people(
        session,
        emails=(draft.person.email for draft in drafts if draft.person.email),
        phones=(draft.person.phone for draft in drafts if draft.person.phone),
        name_keys=(draft.person.key for draft in drafts if draft.person.key),
    )
    questions: dict[str, Question] = {}
    for row, draft in zip(rows, drafts, strict=True):
        candidates = _candidates(draft.person, known)
        if len(candidates) == 1:
            draft.crew_member_id = candidates[0].id
        elif not candidates and (draft.person.name or draft.person.email or draft.person.phone):
            message = mark("%(name)s is not in the registry. Import the person first, or correct the name.")
            row.error(
                name_field(row), message, name=draft.person.name or draft.person.email or draft.person.phone or ""
            )
        elif candidates:
            question = _ask_who(draft, candidates, questions, answers)
            draft.crew_member_id = int(question.answer) if question.answer else None
    return list(questions.values())


def _ask_who(
    draft: CreditDraft, candidates: Sequence[KnownPerson], questions: dict[str, Question], answers: Mapping[str, str]
) -> Question:
    key = f"person:{draft.person.key}"
    if key not in questions:
        options = tuple(str(one.id) for one in candidates)
        about = {str(one.id): _described(one) for one in candidates}
        answer = answers.get(key, "")
        questions[key] = Question(
            QuestionKind.PERSON,
            key,
            draft.person.name,
            options,
            answer if answer in options else "",
            required=True,
            about=about,
        )
    questions[key].rows.append(draft.row)
    return questions[key]


def _described(person: KnownPerson) -> str:
    name = f"{person.given_name} {person.surname}".strip()
    return " · ".join(part for part in (name, person.credit_name, person.email or person.phone or "") if part)


def _candidates(person: Person, known: Sequence[KnownPerson]) -> list[KnownPerson]:
    """Return who it may be, whoever shares a contact before whoever shares the name."""
    contacts = {contact for contact in (person.email, person.phone) if contact}
    by_contact = [other for other in known if contacts & {other.email, other.phone}]
    if len(by_contact) > 1 and person.name:
        named = [o for o in by_contact if is_same_name(person.name, f"{o.given_name} {o.surname}", o.credit_name)]
        by_contact = named or by_contact
    return by_contact or [other for other in known if person.key and other.name_key == person.key]


def _find_kinds(
    drafts: Sequence[CreditDraft], there: Mapping[str, ProductionKind], answers: Mapping[str, str]
) -> list[Question]:
    """Fill in the kind of each production; one question for all that neither the file nor the registry tells."""
    said = {draft.title_key: draft.kind for draft in drafts if draft.kind}
    answer = answers.get(KIND, "")
    chosen = ProductionKind(answer) if answer in set(ProductionKind) else None
    unknown = []
    for draft in drafts:
        draft.kind = there.get(draft.title_key) or draft.kind or said.get(draft.title_key)
        if draft.kind is None:
            unknown.append(draft)
            draft.kind = chosen
    if not unknown:
        return []
    options = tuple(kind.value for kind in ProductionKind)
    rows = [draft.row for draft in unknown]
    typed = unknown[0].production
    return [Question(QuestionKind.KIND, KIND, typed, options, chosen or "", required=True, rows=rows)]


def _fresh(session: Session, drafts: Sequence[CreditDraft], plan: ImportPlan[CreditDraft]) -> list[CreditDraft]:
    """Return the credits that nobody has yet; a credit is one person's role on one production."""
    there, titles = plan.resolved["there"], plan.resolved["titles"]
    keys = {title.id: key for key, title in there.items()}
    people = {draft.crew_member_id for draft in drafts if draft.crew_member_id}
    seen = {
        (credit.crew_member_id, keys[credit.title_id], credit.role_id or fold(credit.title_as_printed))
        for credit in list_credits_of(session, people)
        if credit.title_id in keys
    }
    fresh = []
    for draft in drafts:
        role = titles.get((draft.role, draft.department)) or fold(draft.role)
        key = (draft.crew_member_id, draft.title_key, role)
        if draft.crew_member_id is None or key not in seen:
            fresh.append(draft)
            seen.add(key)  # type: ignore[arg-type]  # a person who is not known yet keeps the file from being written
    return fresh


def _shown(draft: CreditDraft, plan: ImportPlan[CreditDraft], fate: str) -> dict[str, Any]:
    return {
        "row": draft.row,
        "name": draft.person.name or draft.person.email or draft.person.phone or "",
        "production": draft.production,
        "year": draft.year,
        "kind": draft.kind.value if draft.kind else "",
        "roles": [{"id": plan.resolved["titles"].get((draft.role, draft.department)), "typed": draft.role}],
        "base": {"id": plan.resolved["places"].get(draft.base), "typed": draft.base},
        "fate": fate,
    }
