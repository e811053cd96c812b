"""The brief file: a production's need in YAML. These models are its format; the JSON Schema is made from them."""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from app.models.crew import CefrLevel
from app.models.need import Engagement, LocalRule, PositionPriority
from app.models.production import ProductionKind
from app.services.need_content import MOST_HEADS, MOST_LINES, PeriodDays, WeekDays, WorkDays
from app.services.typed import read_choice, read_count, read_day, read_days, read_list, read_text, read_yes_no

_DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
_TEXT = {"type": ["string", "number", "null"]}


def _words(longest: int, description: str = "") -> Any:
    """Return a text field of at most `longest` characters."""
    return Field(default="", max_length=longest, description=description)


Text = Annotated[str, BeforeValidator(read_text), WithJsonSchema(_TEXT)]
Day = Annotated[Any, BeforeValidator(read_day), WithJsonSchema(_DAY)]
Days = Annotated[
    list[Any],
    BeforeValidator(read_days),
    WithJsonSchema({"type": ["array", "null"], "items": {"type": "string", "format": "date"}}),
]
Words = Annotated[
    list[str],
    BeforeValidator(read_list),
    WithJsonSchema({"type": ["array", "string", "null"], "items": {"type": "string"}}),
]
Heads = Annotated[Annotated[int, Field(ge=1, le=MOST_HEADS)] | None, BeforeValidator(read_count)]
Trainees = Annotated[Annotated[int, Field(ge=0, le=MOST_HEADS)] | None, BeforeValidator(read_count)]
Credits = Annotated[Annotated[int, Field(ge=0, le=200)] | None, BeforeValidator(read_count)]
Weeks = Annotated[float, Field(ge=0, le=150, allow_inf_nan=False)]
YesNo = Annotated[bool | None, BeforeValidator(read_yes_no)]


def _choice(kind: Any) -> Any:
    schema = {"enum": [*(member.value for member in kind), None]}
    return Annotated[Any, BeforeValidator(lambda value: read_choice(kind, value)), WithJsonSchema(schema)]


class _Part(BaseModel):
    """A part of the file. Keys that are not known are kept with the production, never dropped."""

    model_config = ConfigDict(extra="allow")

    @property
    def extra(self) -> dict[str, Any]:
        """Return what the file says beyond the format."""
        return dict(self.model_extra or {})


class BriefContact(_Part):
    """Who asks for the production."""

    name: Text = _words(160)
    email: Text = _words(254)
    phone: Text = _words(40)
    channel: Text = _words(200, "how the request came in")


class BriefHead(_Part):
    """The production and the request."""

    code: Text = _words(60, "the production's own code, on every list; given one where empty")
    working_title: Text = Field(min_length=1, max_length=200)
    type: Annotated[
        ProductionKind,
        BeforeValidator(lambda value: read_choice(ProductionKind, value)),
        WithJsonSchema({"enum": [kind.value for kind in ProductionKind]}),
    ]
    genre: Text = _words(120)
    production_company: Text = _words(200)
    origin: Text = _words(60)
    contact: BriefContact = BriefContact()
    received: Day = None
    needs_list_by: Day = None
    confidential: YesNo = True
    shooting_language: Text = _words(40)


class BriefBase(_Part):
    """A place to work from, and the municipalities that count to it."""

    name: Text = Field(min_length=1, max_length=120)
    municipalities: Words = []


class BriefBlock(_Part):
    """A part of the shoot at one base. A block that names no base is a move."""

    name: Text = _words(160)
    base: Text = _words(120, "the base, where the block's name does not tell it")
    start: Day
    end: Day


class BriefSchedule(_Part):
    """The production's days."""

    office_opens: Day = None
    shoot_start: Day = None
    shoot_end: Day = None
    wrap_end: Day = None
    shooting_days: WorkDays = None
    working_days_per_week: WeekDays = None
    blocks: list[BriefBlock] = Field(default=[], max_length=60)
    travel_days: Days = []


class BriefLanguage(_Part):
    """A language and its least level."""

    lang: Text = Field(min_length=2, max_length=40, description="ISO 639 code, or lsm")
    level: CefrLevel = CefrLevel.B2
    required: YesNo = True


class BriefNeed(_Part):
    """One line: a position as the production calls it."""

    id: Text = _words(60)
    department: Text = _words(120, "a department's id or name")
    role: Text = _words(60, "a role's id; optional, the title is read where it is absent")
    asked_as: Text = Field(min_length=1, max_length=300, description="the title as the production writes it")
    count: Heads = 1
    base: Words = Field(default=[], description="a base, several, or both: then the blocks decide day by day")
    start: Day = None
    end: Day = None
    prep_offset_weeks: Weeks | None = Field(default=None, description="from start to the line's shoot")
    wrap_offset_days: PeriodDays = Field(default=None, description="from the line's shoot to end")
    engagement: _choice(Engagement) = None  # type: ignore[valid-type]  # an annotated choice made by a function
    days: WorkDays = Field(default=None, description="dailies without dates: how many days")
    dates: Days = Field(default=[], max_length=400, description="dailies with dates")
    skills: Words = []
    languages: list[BriefLanguage] = Field(default=[], max_length=12)
    certificates: Words = []
    min_credits: Credits = 0
    local: _choice(LocalRule) = None  # type: ignore[valid-type]  # as engagement
    accept_step_up: YesNo = None
    trainee_slots: Trainees = Field(default=0, description="extra to the count")
    priority: _choice(PositionPriority) = None  # type: ignore[valid-type]  # as engagement
    note: Text = _words(1000)


class BriefFile(_Part):
    """A production's need, as handed in by file."""

    model_config = ConfigDict(extra="allow", title="Llamado brief")

    brief: BriefHead
    bases: list[BriefBase] = Field(default=[], max_length=20)
    schedule: BriefSchedule = BriefSchedule()
    team: Words = Field(default=[], description="director, producers and heads that come with the production")
    needs: list[BriefNeed] = Field(min_length=1, max_length=MOST_LINES)


def brief_schema() -> dict[str, Any]:
    """Return the JSON Schema of the brief file."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **BriefFile.model_json_schema()}
