"""The board: productions × weeks, down to departments, lines and the people on them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.models.need import PeriodKind
from app.models.plan import PlanLine, PlanPlacement, PlanProduction, PlanSlot
from app.services.place_choices import place_name
from app.services.plan_pages.axis import Axis, Zoom, make_axis
from app.services.plan_pages.kept import KeptPlan, state_of
from app.services.role_choices import department_name, list_departments, role_name
from matching.text import fold


@dataclass(frozen=True)
class Filters:
    """What of the board is wanted; empty means all. `state` is one of `state_of`, or open."""

    state: str = ""
    only_changed: bool = False
    department: str = ""
    person: str = ""
    reason: str = ""
    wanted_twice: bool = False

    @property
    def is_set(self) -> bool:
        """Tell whether anything is left out."""
        return bool(
            self.state
            or self.only_changed
            or self.department
            or self.person.strip()
            or self.reason
            or self.wanted_twice
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Days of one period as they are drawn: left edge and width on the axis."""

    period: PeriodKind
    starts_on: date
    ends_on: date
    left: float
    width: float
    place: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A column of a production or department: slots that work in it, and how many of these are open."""

    slots: int
    open: int


@dataclass(frozen=True)
class BoardSlot:
    """A slot with its person, or open with its reason; `state` as `state_of` tells."""

    slot: PlanSlot
    name: str
    base: str
    state: str
    changed: bool
    number: int

    @property
    def pinned(self) -> bool:
        """Tell whether staff put the person here."""
        return self.slot.placement is PlanPlacement.PINNED


@dataclass(frozen=True)
class BoardLine:
    """A line with the slots that the filters leave."""

    line: PlanLine
    title: str
    pieces: tuple[Piece, ...]
    slots: tuple[BoardSlot, ...]
    filled: int

    @property
    def said(self) -> str:
        """Return the title as asked where it says more than the role."""
        return self.line.title if self.line.title.casefold() != self.title.casefold() else ""


@dataclass(frozen=True)
class BoardDepartment:
    """A department of a production. Counts are of the whole plan, whatever the filters leave."""

    key: str
    id: str
    name: str
    lines: tuple[BoardLine, ...]
    cells: tuple[Cell, ...]
    slots: int
    filled: int
    score: int | None


@dataclass(frozen=True)
class BoardProduction:
    """A production with its departments in the crew list's order; `letter` names it in small drawings."""

    row: PlanProduction
    letter: str
    departments: tuple[BoardDepartment, ...]
    cells: tuple[Cell, ...]
    bands: tuple[Piece, ...]
    slots: int
    filled: int
    score: int | None

    @property
    def starts_on(self) -> date | None:
        """Return the first day that anybody is needed."""
        return min((piece.starts_on for piece in self.bands), default=None)

    @property
    def ends_on(self) -> date | None:
        """Return the last day that anybody is needed."""
        return max((piece.ends_on for piece in self.bands), default=None)


@dataclass(frozen=True)
class Board:
    """The whole of it."""

    axis: Axis
    productions: tuple[BoardProduction, ...]
    departments: tuple[tuple[str, str], ...]
    shown: int
    changed: int


def build_board(kept: KeptPlan, locale: str, filters: Filters, zoom: Zoom | None = None) -> Board:
    """Return the board of a plan in the page's language."""
    axis = make_axis(((each.starts_on, each.ends_on) for spans in kept.spans.values() for each in spans), zoom)
    drawing = _Drawing(kept, axis, locale, filters)
    productions = tuple(
        drawing.production(row, chr(ord("A") + number % 26)) for number, row in enumerate(kept.productions)
    )
    known = sorted({line.department_id or "" for line in kept.lines}, key=drawing.place)
    return Board(
        axis=axis,
        productions=productions,
        departments=tuple((each, department_name(each, locale)) for each in known if each),
        shown=sum(len(line.slots) for each in productions for group in each.departments for line in group.lines),
        changed=sum(kept.is_changed(each) for each in kept.slots),
    )


@dataclass(frozen=True)
class _Drawing:
    """What every part of the board needs to be drawn."""

    kept: KeptPlan
    axis: Axis
    locale: str
    filters: Filters

    def place(self, department_id: str) -> int:
        """Return a department's place in the crew list; what is unknown stands last."""
        ids = [each.id for each in list_departments(self.locale)]
        return ids.index(department_id) if department_id in ids else len(ids)

    def slots_of(self, lines: Iterable[PlanLine]) -> list[PlanSlot]:
        return [slot for line in lines for slot in self.kept.slots_of.get(line.id or 0, [])]

    def production(self, row: PlanProduction, letter: str) -> BoardProduction:
        lines = self.kept.lines_of.get(row.id or 0, [])
        grouped: dict[str, list[PlanLine]] = defaultdict(list)
        for line in lines:
            grouped[line.department_id or ""].append(line)
        departments = (
            self.department(f"{row.key}.{each}", each, grouped[each]) for each in sorted(grouped, key=self.place)
        )
        slots = self.slots_of(lines)
        return BoardProduction(
            row=row,
            letter=letter,
            departments=tuple(each for each in departments if each.lines or not self.filters.is_set),
            cells=_cells(self.kept, lines, self.axis),
            bands=tuple(_bands(self.kept, lines, self.axis)),
            slots=len(slots),
            filled=sum(each.crew_member_id is not None for each in slots),
            score=mean_score(slots),
        )

    def department(self, key: str, department_id: str, lines: Sequence[PlanLine]) -> BoardDepartment:
        slots = self.slots_of(lines)
        drawn = (self.line(line) for line in lines)
        return BoardDepartment(
            key=key,
            id=department_id,
            name=department_name(department_id, self.locale),
            lines=tuple(each for each in drawn if each.slots),
            cells=_cells(self.kept, lines, self.axis),
            slots=len(slots),
            filled=sum(each.crew_member_id is not None for each in slots),
            score=mean_score(slots),
        )

    def line(self, line: PlanLine) -> BoardLine:
        slots = self.kept.slots_of.get(line.id or 0, [])
        wanted = [each for each in slots if self.is_wanted(line, each)]
        return BoardLine(
            line=line,
            title=role_name(line.role_id, self.locale) or line.title,
            pieces=tuple(pieces_of(self.kept, line, self.axis)) if wanted else (),
            slots=tuple(self.slot(each, slots.index(each) + 1) for each in wanted),
            filled=sum(each.crew_member_id is not None for each in slots),
        )

    def slot(self, slot: PlanSlot, number: int) -> BoardSlot:
        person = self.kept.people.get(slot.crew_member_id or 0)
        return BoardSlot(
            slot=slot,
            name=person.name if person else "",
            base=place_name(person.base_place) if person else "",
            state=state_of(slot) if person else "open",
            changed=self.kept.is_changed(slot),
            number=number,
        )

    def is_wanted(self, line: PlanLine, slot: PlanSlot) -> bool:
        filters = self.filters
        if filters.department and line.department_id != filters.department:
            return False
        if filters.state and filters.state != (state_of(slot) if slot.crew_member_id else "open"):
            return False
        if filters.reason and (slot.gap is None or slot.gap.value != filters.reason):
            return False
        if filters.only_changed and not self.kept.is_changed(slot):
            return False
        person = self.kept.people.get(slot.crew_member_id or 0)
        return not filters.person.strip() or (person is not None and fold(filters.person) in fold(person.name))


def pieces_of(kept: KeptPlan, line: PlanLine, axis: Axis) -> Iterable[Piece]:
    """Yield a line's days as they are drawn."""
    for span in kept.spans.get(line.id or 0, []):
        left, width = axis.stretch(span.starts_on, span.ends_on)
        yield Piece(span.period, span.starts_on, span.ends_on, left, width, place_name(span.place))


def _bands(kept: KeptPlan, lines: Sequence[PlanLine], axis: Axis) -> Iterable[Piece]:
    """Yield one band a period: from the first to the last day that any line works in it."""
    for period in (PeriodKind.PREP, PeriodKind.SHOOT, PeriodKind.WRAP, PeriodKind.DAILY):
        spans = [each for line in lines for each in kept.spans.get(line.id or 0, []) if each.period is period]
        if spans:
            first, last = min(each.starts_on for each in spans), max(each.ends_on for each in spans)
            left, width = axis.stretch(first, last)
            yield Piece(period, first, last, left, width)


def _cells(kept: KeptPlan, lines: Sequence[PlanLine], axis: Axis) -> tuple[Cell, ...]:
    counted = [[0, 0] for _ in axis.columns]
    for line in lines:
        spans = kept.spans.get(line.id or 0, [])
        touched = {column for each in spans for column in axis.columns_of(each.starts_on, each.ends_on)}
        slots = kept.slots_of.get(line.id or 0, [])
        empty = sum(each.crew_member_id is None for each in slots)
        for column in touched:
            counted[column][0] += len(slots)
            counted[column][1] += empty
    return tuple(Cell(*each) for each in counted)


def mean_score(slots: Iterable[PlanSlot]) -> int | None:
    """Return the mean score of those placed, None where nobody is."""
    scores = [each.score for each in slots if each.crew_member_id is not None]
    return round(sum(scores) / len(scores)) if scores else None
