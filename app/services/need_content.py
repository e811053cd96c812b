"""What a need says, whole: the one form that every door leads to and that versions keep."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from app.messages import mark
from app.models.crew import CefrLevel
from app.models.need import Engagement, LocalRule, PositionPriority
from app.models.production import ProductionKind
from app.services.problem import Problem, problems_of
from app.services.taxonomy import get_taxonomy
from app.services.typed import (
    read_choice,
    read_count,
    read_credentials,
    read_day,
    read_days,
    read_languages,
    read_list,
    read_text,
    read_yes_no,
    wrong,
)

MOST_LINES = 1000
MOST_HEADS = 500
LONGEST = timedelta(days=3 * 366)

Day = Annotated[date | None, BeforeValidator(read_day)]
Days = Annotated[list[date], BeforeValidator(read_days), Field(max_length=400)]


def _or(default: Any, reader: Any) -> BeforeValidator:
    """Read a value and put `default` where nothing was typed."""

    def read(value: Any) -> Any:
        found = reader(value)
        return default if found is None else found

    return BeforeValidator(read)


Short = Annotated[str, BeforeValidator(read_text), Field(max_length=60)]
Medium = Annotated[str, BeforeValidator(read_text), Field(max_length=200)]
Long = Annotated[str, BeforeValidator(read_text), Field(max_length=1000)]
Words = Annotated[list[Medium], BeforeValidator(read_list), Field(max_length=60)]

PeriodDays = Annotated[Annotated[int, Field(ge=0, le=1000)] | None, BeforeValidator(read_count)]
WorkDays = Annotated[Annotated[int, Field(ge=1, le=1000)] | None, BeforeValidator(read_count)]
WeekDays = Annotated[Annotated[int, Field(ge=1, le=7)] | None, BeforeValidator(read_count)]


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid", validate_default=False)


class LanguageAsk(_Content):
    """A language and its least level; one that isn't required only moves people up."""

    language: Short
    level: CefrLevel
    required: bool = True


class LineContent(_Content):
    """One line as asked: `role` only where a person said which role is meant, `asked_as` always as typed.

    Without days, the department's usual prep and wrap are put around the shoot. `prep_days` and `wrap_days`
    divide given days into prep, shoot and wrap; without them the production's shoot does.
    """

    code: Short = ""
    department: Annotated[str, BeforeValidator(read_text), Field(max_length=120)] = ""
    asked_as: Annotated[str, BeforeValidator(read_text), Field(min_length=1, max_length=300)]
    role: Short = ""
    quantity: Annotated[int, _or(1, read_count), Field(ge=1, le=MOST_HEADS)] = 1
    bases: Annotated[list[Short], BeforeValidator(read_list), Field(max_length=20)] = []
    starts_on: Day = None
    ends_on: Day = None
    prep_days: PeriodDays = None
    wrap_days: PeriodDays = None
    engagement: Annotated[Engagement, _or(Engagement.RUN_OF_SHOW, lambda value: read_choice(Engagement, value))] = (
        Engagement.RUN_OF_SHOW
    )
    free_days: WorkDays = None
    dates: Days = []
    languages: Annotated[list[LanguageAsk], BeforeValidator(read_languages), Field(max_length=12)] = []
    credentials: Annotated[list[Medium], BeforeValidator(read_credentials), Field(max_length=30)] = []
    skills: Words = []
    min_credits: Annotated[int, _or(0, read_count), Field(ge=0, le=200)] = 0
    local: Annotated[LocalRule, _or(LocalRule.ANY, lambda value: read_choice(LocalRule, value))] = LocalRule.ANY
    accept_step_up: Annotated[bool, _or(False, read_yes_no)] = False
    trainee_slots: Annotated[int, _or(0, read_count), Field(ge=0, le=MOST_HEADS)] = 0
    priority: Annotated[
        PositionPriority, _or(PositionPriority.MUST, lambda value: read_choice(PositionPriority, value))
    ] = PositionPriority.MUST
    note: Long = ""
    extra: dict[str, Any] = {}

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _require_order(self.starts_on, self.ends_on)
        return self


class BaseContent(_Content):
    """A base, with the municipalities that the production counts to it."""

    name: Annotated[str, BeforeValidator(read_text), Field(min_length=1, max_length=120)]
    municipalities: Words = []


class BlockContent(_Content):
    """A part of the shoot; `base` is empty for a move, or where the name of the block tells the base."""

    name: Annotated[str, BeforeValidator(read_text), Field(max_length=160)] = ""
    base: Annotated[str, BeforeValidator(read_text), Field(max_length=120)] = ""
    starts_on: Annotated[date, BeforeValidator(read_day)]
    ends_on: Annotated[date, BeforeValidator(read_day)]

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _require_order(self.starts_on, self.ends_on)
        return self


class ProductionContent(_Content):
    """The facts of the production. Its code may be empty at the door: it is given one when handed in."""

    code: Short = ""
    working_title: Annotated[str, BeforeValidator(read_text), Field(min_length=1, max_length=200)]
    kind: Annotated[ProductionKind, BeforeValidator(lambda value: read_choice(ProductionKind, value))]
    genre: Annotated[str, BeforeValidator(read_text), Field(max_length=120)] = ""
    company: Medium = ""
    origin: Short = ""
    office_address: Annotated[str, BeforeValidator(read_text), Field(max_length=300)] = ""
    contact_name: Annotated[str, BeforeValidator(read_text), Field(max_length=160)] = ""
    contact_email: Annotated[str, BeforeValidator(read_text), Field(max_length=254)] = ""
    contact_phone: Annotated[str, BeforeValidator(read_text), Field(max_length=40)] = ""
    confidential: Annotated[bool, _or(True, read_yes_no)] = True
    shooting_language: Annotated[str, BeforeValidator(read_text), Field(max_length=40)] = ""
    office_opens_on: Day = None
    shoot_starts_on: Day = None
    shoot_ends_on: Day = None
    wrap_ends_on: Day = None
    shooting_days: WorkDays = None
    working_days_per_week: WeekDays = None
    bases: Annotated[list[BaseContent], Field(max_length=20)] = []
    blocks: Annotated[list[BlockContent], Field(max_length=60)] = []
    travel_days: Days = []
    team: Words = []
    details: dict[str, Any] = {}

    @model_validator(mode="after")
    def _days_in_order(self) -> Self:
        _require_order(self.shoot_starts_on, self.shoot_ends_on)
        _require_order(self.shoot_ends_on, self.wrap_ends_on)
        return self


class NeedContent(_Content):
    """A whole need: production, lines in the order in which they were asked, and the message they came with."""

    production: ProductionContent
    received_on: Day = None
    needed_by_on: Day = None
    message: Annotated[str, BeforeValidator(read_text), Field(max_length=20_000)] = ""
    lines: Annotated[list[LineContent], Field(min_length=1, max_length=MOST_LINES)]

    @property
    def heads(self) -> int:
        """Return how many people are asked for, trainees apart."""
        return sum(line.quantity for line in self.lines)

    @property
    def trainees(self) -> int:
        """Return how many trainee slots there are; they are extra to the heads."""
        return sum(line.trainee_slots for line in self.lines)

    def to_json(self) -> dict[str, Any]:
        """Return the content as versions keep it; `NeedContent.model_validate` reads it back the same."""
        return self.model_dump(mode="json")


def _require_order(first: date | None, last: date | None) -> None:
    if first is None or last is None:
        return
    if last < first:
        raise wrong(mark("The end lies before the start. Put the days in order."))
    if last - first > LONGEST:
        raise wrong(mark("These days span more than three years. Give shorter ones."))


def read_content(raw: dict[str, Any]) -> tuple[NeedContent | None, list[Problem]]:
    """Return the content that `raw` (values or typed text) says, or every problem in it, line by line."""
    try:
        content = NeedContent.model_validate(raw)
    except ValidationError as error:
        return None, problems_of(error, _names(raw))
    return with_codes(_with_departments(content)), []


def _with_departments(content: NeedContent) -> NeedContent:
    """Put the id of each department that is known by its name or a bare term; others stay as typed."""
    lines = []
    for line in content.lines:
        found = get_taxonomy().find_department(line.department) if line.department else None
        lines.append(line.model_copy(update={"department": found.id}) if found else line)
    return content.model_copy(update={"lines": lines})


def _names(raw: dict[str, Any]) -> Sequence[str]:
    lines = raw.get("lines")
    if not isinstance(lines, list):
        return ()
    return [str(line.get("code") or line.get("asked_as") or "") if isinstance(line, dict) else "" for line in lines]


def with_codes(content: NeedContent) -> NeedContent:
    """Give every line a code of its own, keeping those that were given: the first to claim one has it."""
    taken: set[str] = set()
    lines = []
    for number, line in enumerate(content.lines, 1):
        code = line.code
        if not code or code in taken:
            code = _free_code(code, number, taken | {other.code for other in content.lines})
        taken.add(code)
        lines.append(line.model_copy(update={"code": code}))
    return content.model_copy(update={"lines": lines})


def _free_code(wanted: str, number: int, taken: set[str]) -> str:
    stem, n = (f"{wanted[:52]}-", 2) if wanted else ("L", number)
    while f"{stem}{n:0{0 if wanted else 3}d}" in taken:
        n += 1
    return f"{stem}{n:0{0 if wanted else 3}d}"
