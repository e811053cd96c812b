"""One position's rows become one line of the crew list."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.messages import mark
from app.models.need import Engagement, Position, PositionSpan
from app.models.shortlist import (
    CandidateDecision,
    CandidateKind,
    Decision,
    Proposal,
    ProposalStatus,
    Shortlist,
    ShortlistEntry,
)
from app.services.crewlist.document import CANDIDATES_A_SLOT, Candidate, Fit, Line, Period, Person, Slot
from app.services.crewlist.people import People, place_name
from app.services.crewlist.told import confirmed_on, credential_name, language_name, make_fit, role_name
from app.services.crewlist.words import LOCAL_RULE, NOT_MATCHED, PERIOD, UNFILLED, Words
from app.services.shortlist import order_by_decisions
from app.services.taxonomy import get_taxonomy
from matching import types as plain
from matching.weights import Weights

_STRONGEST = 3
"""How many reasons a person on the list is told with where the candidates are left out."""

_NO_LEVEL = 9
"""Lines whose title is not clear stand behind all levels."""


@dataclass(frozen=True, slots=True)
class LineRows:
    """All rows of one position. `entries` are those of its newest shortlist that were read."""

    position: Position
    plain: plain.Position | None
    spans: Sequence[PositionSpan]
    proposals: Sequence[Proposal]
    shortlist: Shortlist | None
    entries: Sequence[ShortlistEntry]
    candidate_count: int
    weights: Weights | None
    decisions: Mapping[int, CandidateDecision]


class Fits:
    """How the people of a shortlist meet its position; each is put into words when it is first asked for."""

    def __init__(self, rows: LineRows, words: Words, *, most: int | None) -> None:
        self.entries = {entry.crew_member_id: entry for entry in rows.entries}
        self._rows, self._words, self._most = rows, words, most
        self._made: dict[int, Fit] = {}

    def get(self, person_id: int) -> Fit | None:
        """Return the fit of a person, None for somebody who is not on the shortlist."""
        entry, weights = self.entries.get(person_id), self._rows.weights
        if entry is None or weights is None:
            return None
        if person_id not in self._made:
            self._made[person_id] = make_fit(self._words, entry, self._rows.plain, weights, most=self._most)
        return self._made[person_id]


@dataclass(frozen=True, slots=True)
class LineMaker:
    """Makes the lines of one list."""

    words: Words
    people: People
    bases: Sequence[tuple[str, str | None]]
    candidates: bool = True
    everyone: bool = False

    def line(self, rows: LineRows) -> Line:
        """Return a position as a line, its slots and its candidates in staff's order."""
        position, words = rows.position, self.words
        known = position.role_id is not None and position.role_id in get_taxonomy()
        fits = Fits(rows, self.words, most=None if self.candidates else _STRONGEST)
        return Line(
            position_id=position.id or 0,
            code=position.code,
            title=role_name(words, position.role_id) if known else position.asked_as,
            role_id=position.role_id if known else None,
            level=get_taxonomy().role(position.role_id or "").level if known else _NO_LEVEL,
            asked_as=position.asked_as,
            starts_on=position.starts_on,
            ends_on=position.ends_on,
            slots=tuple(self._slots(rows, fits)),
            candidates=tuple(self._candidates(rows, fits)) if self.candidates else (),
            candidate_count=rows.candidate_count,
            engagement=position.engagement,
            priority=position.priority,
            local=position.local,
            bases=tuple(position.base_names) or tuple(name for name, _ in self.bases[:1]),
            periods=tuple(map(self._period, rows.spans)),
            days_text=self._days_text(position),
            requirements=tuple(self._requirements(position)),
            note=position.note,
        )

    def _period(self, row: PositionSpan) -> Period:
        return Period(row.period, self.words(PERIOD[row.period]), row.starts_on, row.ends_on, place_name(row.place))

    def _person(self, rows: LineRows, fits: Fits, person_id: int | None) -> Person | None:
        if person_id is None:
            return None
        entry = fits.entries.get(person_id)
        return self.people.person(person_id, self._places(rows.position), confirmed_on(entry, rows.shortlist))

    def _places(self, position: Position) -> list[str]:
        """Return the places of the bases that the line works from; the production's first where it names none."""
        named = [place for name, place in self.bases if name in position.base_names and place]
        return named or [place for _, place in self.bases[:1] if place]

    def _slots(self, rows: LineRows, fits: Fits) -> Iterable[Slot]:
        """Yield every slot that the position asks for, also where no proposal was made yet."""
        kept = {(row.trainee, row.slot): row for row in rows.proposals}
        for trainee, count in ((False, rows.position.quantity), (True, rows.position.trainee_slots)):
            for number in range(1, count + 1):
                yield self._slot(rows, fits, kept.get((trainee, number)), (number, count, trainee))

    def _slot(self, rows: LineRows, fits: Fits, row: Proposal | None, place: tuple[int, int, bool]) -> Slot:
        number, of, trainee = place
        if row is None:
            text = self.words(NOT_MATCHED)
            return Slot(number, of, ProposalStatus.OPEN, trainee, open_text=text)
        person = self._person(rows, fits, row.crew_member_id)
        if person is None:
            reason = row.unfilled_reason
            told = row.unfilled_detail or (UNFILLED[reason] if reason else NOT_MATCHED)
            return Slot(
                number,
                of,
                ProposalStatus.OPEN,
                trainee,
                open_reason=reason,
                open_text=self.words(told),
                note=row.note,
            )
        return Slot(number, of, row.status, trainee, person, fits.get(person.id), note=row.note)

    def _candidates(self, rows: LineRows, fits: Fits) -> Iterable[Candidate]:
        """Yield five candidates a slot in staff's order, those on the list whatever their place; dropped ones last."""
        placed = {row.crew_member_id for row in rows.proposals}
        dropped = {person for person, row in rows.decisions.items() if row.decision is Decision.DROPPED}
        left = {
            False: CANDIDATES_A_SLOT * rows.position.quantity,
            True: CANDIDATES_A_SLOT * rows.position.trainee_slots,
        }
        order = order_by_decisions(rows.entries, rows.decisions.values())
        place = 0
        for entry in sorted(order, key=lambda each: each.crew_member_id in dropped):
            trainee = entry.kind is CandidateKind.TRAINEE
            left[trainee] -= entry.crew_member_id not in dropped
            if not self.everyone and left[trainee] < 0 and entry.crew_member_id not in placed | dropped:
                continue
            person, fit = self._person(rows, fits, entry.crew_member_id), fits.get(entry.crew_member_id)
            if person is None or fit is None:
                continue
            place += 1
            decision = rows.decisions.get(person.id)
            yield Candidate(
                person=person,
                fit=fit,
                place=place,
                on_list=person.id in placed,
                trainee=trainee,
                decision=decision.decision if decision else None,
                dropped_for=decision.reason if decision else "",
                note=decision.note if decision else "",
            )

    def _days_text(self, position: Position) -> str:
        words = self.words
        if position.daily_dates:
            days = ", ".join(words.day(date.fromisoformat(day)) for day in position.daily_dates)
            return words(mark("dailies: %(days)s"), days=days)
        if position.free_days:
            return words(mark("dailies, days needed: %(count)s"), count=position.free_days)
        told = {Engagement.WEEKLY: mark("by the week"), Engagement.FLAT: mark("flat fee")}
        return words(told[position.engagement]) if position.engagement in told else ""

    def _requirements(self, position: Position) -> Iterable[str]:
        words = self.words
        for each in position.languages:
            told = f"{language_name(words, each.get('language', ''))} {each.get('level', '')}".strip()
            required = each.get("required", "yes") == "yes"
            yield told if required else words(mark("%(what)s preferred"), what=told)
        yield from (credential_name(words, each) for each in position.credentials)
        yield from position.skills
        if position.min_credits:
            yield words(mark("credits at least: %(count)s"), count=position.min_credits)
        if position.local in LOCAL_RULE:
            yield words(LOCAL_RULE[position.local])
        if position.accept_step_up:
            yield words(mark("step-ups welcome"))
