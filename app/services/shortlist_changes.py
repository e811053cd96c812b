"""What has changed since a shortlist was made: who left, came in or moved, and why, in sentences.

The kept list stays as it is. It is compared with one computed now, under the same weights and the same seed of ties.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.messages import mark
from app.models.crew import CrewMember
from app.models.need import Need, Position
from app.models.production import Production
from app.models.shortlist import CandidateKind, Shortlist, ShortlistEntry
from app.queries.crewlist import list_entries_of, list_latest_shortlists
from app.queries.day_facts import DayFacts, list_day_facts
from app.queries.roster import find_roster_version
from app.queries.shortlist import get_weight_set, list_members
from app.services.crewlist.words import Words
from app.services.day_reasons import Since, day_reasons
from app.services.match import SHOWN, make_matcher
from app.services.positions import read_positions
from app.services.sentences import say_sentence
from app.services.shortlist import candidate_of
from app.services.weights import read_weights
from matching import types as plain
from matching.changes import Shift, Step, compare_lists
from matching.facts import reasons
from matching.rank import Matcher
from matching.weights import FEATURE_NAMES

NEW_HERE = mark("New in the registry")
OTHERS_LEFT = mark("Comes up because others left")
OTHERS_BETTER = mark("Others stand better now")
AGES_BY_ITSELF = "freshness"


@dataclass(frozen=True)
class Change:
    """One person's step, with the sentences that say why."""

    member: CrewMember
    step: Step
    before: int | None
    now: int | None
    is_trainee: bool
    why: tuple[str, ...]


@dataclass(frozen=True)
class LineChanges:
    """What has changed on one position's list since it was made."""

    position: Position
    shortlist: Shortlist
    changes: tuple[Change, ...]


def list_changes(
    session: Session, need: Need, rows: Sequence[Position], locale: str, *, today: date
) -> dict[int, LineChanges]:
    """Return, by position, what has changed since its newest shortlist; lines without a change are left out.

    Lists made for an earlier version of the need are not compared: there it is the need that changed.
    """
    latest = {
        row.position_id: row
        for row in list_latest_shortlists(session, [row.id or 0 for row in rows])
        if row.need_version == need.version and not _is_of_now(session, row, today)
    }
    if not latest:
        return {}
    entries: dict[int, list[ShortlistEntry]] = {}
    for entry in list_entries_of(session, [row.id or 0 for row in latest.values()]):
        entries.setdefault(entry.shortlist_id, []).append(entry)
    production = session.get_one(Production, need.production_id)
    asked = read_positions(session, need, production, [row for row in rows if row.id in latest])
    by_id = {row.id: row for row in rows}
    found = {}
    for position in asked:
        shortlist = latest[position.key]
        comparison = _compare(session, shortlist, position, entries.get(shortlist.id or 0, []), today)
        changes = tuple(comparison.told(session, locale))
        if changes:
            found[position.key] = LineChanges(by_id[position.key], shortlist, changes)
    return found


def _is_of_now(session: Session, shortlist: Shortlist, today: date) -> bool:
    """Tell whether nothing that ranking reads can have changed, so that nothing need be computed."""
    return shortlist.today_on == today and shortlist.roster_version == find_roster_version(session)


def _compare(
    session: Session, shortlist: Shortlist, position: plain.Position, entries: Iterable[ShortlistEntry], today: date
) -> "_Comparison":
    weights = read_weights(get_weight_set(session, shortlist.weight_set_id))
    matcher = make_matcher(session, weights, today=today, seed=shortlist.seed)
    listed = [entry for entry in entries if entry.crew_member_id not in position.excluded]
    return _Comparison(shortlist, position, matcher, matcher.rank(position, top=SHOWN), listed, today)


@dataclass(frozen=True)
class _Comparison:
    """A kept list beside the one computed now. Whom staff dropped themselves is on neither."""

    shortlist: Shortlist
    position: plain.Position
    matcher: Matcher
    ranking: plain.Ranking
    listed: Sequence[ShortlistEntry]
    today: date

    def told(self, session: Session, locale: str) -> list[Change]:
        """Return the changes of the candidates, then those of the trainees."""
        steps = [(shift, trainee) for trainee in (False, True) for shift in self._shifts(trainee=trainee)]
        people = [shift.person for shift, _ in steps]
        members = {member.id: member for member in list_members(session, people)}
        facts = list_day_facts(session, people, *self._reach()) if people else {}
        tell = _Teller(self, Words(locale), facts)
        return [
            Change(
                members[shift.person], shift.step, shift.before, shift.now, trainee,
                tell.why(members[shift.person], shift, trainee=trainee),
            )
            for shift, trainee in steps
            if shift.person in members
        ]  # fmt: skip

    def entry(self, person: int) -> ShortlistEntry | None:
        """Return the person's entry on the kept list."""
        return next((entry for entry in self.listed if entry.crew_member_id == person), None)

    def candidate(self, person: int, *, trainee: bool) -> plain.Candidate | None:
        """Return the person as they stand now; None for somebody ruled out."""
        ranked = self.ranking.trainees if trainee else self.ranking.candidates
        found = next((each for each in ranked if each.person == person), None)
        return found or self.matcher.assess(self.position, person, trainee=trainee)

    def differs(self, entry: ShortlistEntry) -> bool:
        """Tell whether anything about a candidate is other than it was, ageing by itself left aside."""
        now = self.candidate(entry.crew_member_id, trainee=entry.kind is CandidateKind.TRAINEE)
        return now is None or bool(changed_features(entry, now)) or candidate_of(entry).days != now.days

    def _shifts(self, *, trainee: bool) -> list[Shift]:
        listed = [entry for entry in self.listed if (entry.kind is CandidateKind.TRAINEE) is trainee]
        before = [entry.crew_member_id for entry in listed[:SHOWN]]
        ranked = self.ranking.trainees if trainee else self.ranking.candidates
        now = [each.person for each in ranked]
        if trainee:  # whoever fills the line is listed as that, and as nothing else
            full = {each.person for each in self.ranking.candidates}
            now = [person for person in now if person not in full]
        gone = [person for person in before if person not in now]
        eligible = {person for person in gone if self.candidate(person, trainee=trainee) is not None}
        changed = {entry.crew_member_id for entry in listed[:SHOWN] if self.differs(entry)}
        return compare_lists(before, now, eligible=eligible, changed=changed)

    def _reach(self) -> tuple[date, date]:
        spans = self.position.spans
        return min(span.starts_on for span in spans), max(span.ends_on for span in spans)


def changed_features(entry: ShortlistEntry, now: plain.Candidate) -> list[str]:
    """Return the features whose value is another one; freshness only where it rose, as it falls by itself."""
    values = dict(zip(FEATURE_NAMES, now.values, strict=True))
    return [
        name for name, value in values.items()
        if value != entry.features[name] and (name != AGES_BY_ITSELF or value > entry.features[name])
    ]  # fmt: skip


@dataclass(frozen=True)
class _Teller:
    """Says why, of one comparison, in one language."""

    compared: _Comparison
    words: Words
    facts: Mapping[int, DayFacts]

    def why(self, member: CrewMember, shift: Shift, *, trainee: bool) -> tuple[str, ...]:
        """Return the sentences of one person, each once."""
        person = member.id or 0
        entry, now = self.compared.entry(person), self.compared.candidate(person, trainee=trainee)
        sentences = [*self._of_rules(person, now), *self._of_days(person, entry, now)]
        if not sentences or shift.step is not Step.STAYS:
            sentences += self._of_features(entry, now, shift.step)
        if not sentences:
            sentences = [plain.Sentence(self._of_others(member, shift))]
        return tuple(dict.fromkeys(say_sentence(self.words.locale, each) for each in sentences))

    def _of_rules(self, person: int, now: plain.Candidate | None) -> list[plain.Sentence]:
        if now is not None:
            return []
        broken = self.compared.matcher.why_not(self.compared.position, person)
        told = self._of_days(person, self.compared.entry(person), None)
        return [each.sentence for each in broken if each.rule is not plain.Rule.DAYS or not told]

    def _of_days(self, person: int, entry: ShortlistEntry | None, now: plain.Candidate | None) -> list[plain.Sentence]:
        before = candidate_of(entry).days if entry is not None else None
        if now is not None and before == now.days:
            return []
        compared = self.compared
        since = Since(
            made_at=compared.shortlist.made_at,
            made_on=compared.shortlist.today_on,
            today=compared.today,
            needed=compared.position.spans,
            production=compared.position.production.key,
            words=self.words,
        )
        return day_reasons(self.facts[person], since, before, now.days if now is not None else None)

    def _of_features(
        self, entry: ShortlistEntry | None, now: plain.Candidate | None, step: Step
    ) -> list[plain.Sentence]:
        """Return what the features say that changed, only those that point where the person went."""
        if entry is None or now is None:
            return []
        names = set(changed_features(entry, now)) - {"availability"}
        told = [
            each
            for each in reasons(now, self.compared.position, self.compared.matcher.weights)
            if each.feature in names
        ]
        if step in {Step.UP, Step.DOWN, Step.BELOW}:
            told = [each for each in told if (each.value > entry.features[each.feature]) == (step is Step.UP)]
        return [each.detail for each in told]

    def _of_others(self, member: CrewMember, shift: Shift) -> str:
        if shift.step is Step.IN:
            return NEW_HERE if member.created_at > self.compared.shortlist.made_at else OTHERS_LEFT
        return OTHERS_BETTER
