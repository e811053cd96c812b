"""What moves a person up, what rules one out, and what is told about it."""

from dataclasses import replace
from datetime import date

import pytest

from app.services.taxonomy import get_taxonomy
from matching.days import Span
from matching.facts import reasons
from matching.rank import Matcher
from matching.rows import Engaged, PersonFlag, Stated
from matching.types import (
    Cefr,
    DayStatus,
    LanguageNeed,
    Local,
    Position,
    ProductionFacts,
    ProductionKind,
    Ranking,
    Rule,
    Scale,
    Stay,
)
from matching.weights import DEFAULT_WEIGHTS, Policy
from matching.whynot import missing_spans
from tests.factories.roster_rows import (
    BUCERIAS,
    GUADALAJARA,
    MEXICO_CITY,
    NEVER,
    TODAY,
    VALLARTA,
    Done,
    Held,
    Person,
    Title,
    days_from,
    make_roster,
)

SHOOT = Span(*days_from(30, 59))
NEAR = (Stay(GUADALAJARA, (SHOOT,)),)
GAFFER = Position(key=1, role="gaffer", spans=(SHOOT,), stays=NEAR)
FREE = (Stated.AVAILABLE, *days_from(0, 90))
FILM = ProductionFacts(9, ProductionKind.FEATURE, Scale.MEDIUM, frozenset({"nube roja"}))


def matcher(*people: Person) -> Matcher:
    return Matcher(make_roster(people), get_taxonomy(), seed=1)


def rank(position: Position, *people: Person) -> Ranking:
    return matcher(*people).rank(position)


def listed(position: Position, *people: Person) -> list[int]:
    return [c.person for c in rank(position, *people).candidates]


def rules(position: Position, person: Person) -> list[Rule]:
    return [exclusion.rule for exclusion in matcher(person).why_not(position, person.id)]


PLAIN = Person(1)
BETTER = {
    "the role itself before a step-up": (PLAIN, Person(2, roles=(Held("best-boy-electric"),)), GAFFER),
    "free before unconfirmed": (Person(1, said=(FREE,)), Person(2), GAFFER),
    "unconfirmed before tentative": (PLAIN, Person(2, said=((Stated.TENTATIVE, *days_from(30, 59)),)), GAFFER),
    "unconfirmed before held by another": (PLAIN, Person(2, engaged=((Engaged.HOLD, *days_from(30, 59), 5),)), GAFFER),
    "confirmed lately before long ago": (PLAIN, Person(2, stated_on=date(2026, 8, 1)), GAFFER),
    "more years before fewer": (Person(1, roles=(Held("gaffer", 20),)), Person(2, roles=(Held("gaffer", 1),)), GAFFER),
    "recent credits before old ones": (
        Person(1, credits=(Done("gaffer", 2026),)),
        Person(2, credits=(Done("gaffer", 2001),)),
        GAFFER,
    ),
    "credits of this kind before others": (
        Person(1, credits=(Done("gaffer", 2026),)),
        Person(2, credits=(Done("gaffer", 2026, ProductionKind.COMMERCIAL),)),
        replace(GAFFER, production=FILM),
    ),
    "worked with the team before not": (
        Person(1, worked=(Title(1, 2020, ("nube roja",)),)),
        Person(2, worked=(Title(2, 2025, ("otra casa",)),)),
        replace(GAFFER, production=FILM),
    ),
    "met the team lately before long ago": (
        Person(1, worked=(Title(1, 2025, ("nube roja",)),)),
        Person(2, worked=(Title(2, 2010, ("nube roja",)),)),
        replace(GAFFER, production=FILM),
    ),
    "trained before not": (Person(1, training=("gaffer",)), Person(2), GAFFER),
    "near before far": (
        Person(1, flags=PersonFlag(11)),
        Person(2, flags=PersonFlag(11), bases=(MEXICO_CITY,)),
        GAFFER,
    ),
    "the preferred language before not": (
        Person(1, languages=(("en", Cefr.B2),)),
        Person(2, languages=(("en", Cefr.B1),)),
        replace(GAFFER, languages=(LanguageNeed("en", Cefr.B2, required=False),)),
    ),
    "a skill before none": (Person(1, skills=("led",)), Person(2), replace(GAFFER, skills=("led",))),
    "a resident before others where preferred": (
        Person(1),
        Person(2, state="Nayarit"),
        replace(GAFFER, local=Local.PREFERRED),
    ),
    "seldom before often put forward": (PLAIN, Person(2, rotation=4), GAFFER),
}


@pytest.mark.parametrize("name", BETTER)
def test_better_stands_first(name: str) -> None:
    better, worse, position = BETTER[name]
    assert listed(position, better, worse) == [1, 2]
    assert listed(position, replace(better, id=2), replace(worse, id=1)) == [2, 1]


RULED_OUT = {
    Rule.ROLE: (Person(1, roles=(Held("hairdresser"),)), GAFFER),
    Rule.STEP_UP: (Person(1, roles=(Held("best-boy-electric"),)), replace(GAFFER, accept_step_up=False)),
    Rule.CONSENT: (Person(1, flags=PersonFlag.ACTIVE), GAFFER),
    Rule.DROPPED: (PLAIN, replace(GAFFER, excluded=frozenset({1}))),
    Rule.DAYS: (Person(1, said=(FREE,), engaged=((Engaged.BOOKING, *days_from(59, 70), 5),)), GAFFER),
    Rule.LANGUAGE: (Person(1, languages=()), replace(GAFFER, languages=(LanguageNeed("es", Cefr.C1),))),
    Rule.CREDENTIAL: (
        Person(1, credentials=(("tum", days_from(0, 58)[1]),)),
        replace(GAFFER, credentials=("tum",)),
    ),
    Rule.RESIDENCY: (Person(1, residence_until=days_from(-1, -1)[0]), replace(GAFFER, local=Local.REQUIRED)),
    Rule.TRAVEL: (Person(1, bases=(MEXICO_CITY,)), GAFFER),
    Rule.CREDITS: (PLAIN, replace(GAFFER, min_credits=1)),
}


@pytest.mark.parametrize("rule", RULED_OUT)
def test_a_broken_rule_rules_the_person_out_and_is_told(rule: Rule) -> None:
    person, position = RULED_OUT[rule]
    assert listed(position, person) == []
    assert rules(position, person) == [rule]


def test_rest_days_inside_a_span_are_needed_days() -> None:
    one_day = Person(1, said=(FREE, (Stated.UNAVAILABLE, *days_from(45, 45))))
    assert rules(GAFFER, one_day) == [Rule.DAYS]
    assert missing_spans(make_roster([one_day]), GAFFER, 1) == [Span(*days_from(45, 45))]


def test_the_last_word_on_a_day_counts() -> None:
    took_back = Person(1, said=((Stated.UNAVAILABLE, *days_from(0, 90)), FREE))
    assert rank(GAFFER, took_back).candidates[0].days.status is DayStatus.FREE


def test_a_lapsed_statement_counts_as_unknown() -> None:
    lapsed = Person(1, said=(FREE, (Stated.LAPSED, *days_from(30, 59))))
    assert rank(GAFFER, lapsed).candidates[0].days.status is DayStatus.UNCONFIRMED


def test_a_hold_of_the_same_production_is_no_obstacle() -> None:
    ours = Person(1, engaged=((Engaged.HOLD, *days_from(30, 59), FILM.key),))
    days = rank(replace(GAFFER, production=FILM), ours).candidates[0].days
    assert (days.free, days.held, days.status) == (30, 0, DayStatus.FREE)


def test_a_hold_of_another_production_is_counted_in_days() -> None:
    theirs = Person(1, engaged=((Engaged.HOLD, *days_from(50, 99), 77),))
    days = rank(GAFFER, theirs).candidates[0].days
    assert (days.held, days.status) == (10, DayStatus.HELD)


def test_undated_dailies_need_so_many_days_and_no_more() -> None:
    dailies = replace(GAFFER, free_days=5)
    shut = (Stated.UNAVAILABLE, *days_from(35, 59))
    assert listed(dailies, Person(1, said=(FREE, shut))) == [1]
    assert rules(replace(dailies, free_days=6), Person(1, said=(FREE, shut))) == [Rule.DAYS]


def test_days_beyond_the_horizon_are_unknown() -> None:
    far = replace(GAFFER, spans=(Span(*days_from(1500, 1509)),), stays=())
    always = Person(1, said=((Stated.AVAILABLE, *days_from(0, 3000)),))
    assert rank(far, always).candidates[0].days.unknown == 10


def test_resident_of_the_state_and_local_to_the_base_are_two_things() -> None:
    bay = Person(1, bases=(BUCERIAS,), state="Nayarit")
    in_vallarta = replace(GAFFER, stays=(Stay(VALLARTA, (SHOOT,)),))
    assert listed(in_vallarta, bay) == [1]
    [refused] = matcher(bay).why_not(replace(in_vallarta, local=Local.REQUIRED), 1)
    assert refused.sentence.message == "Lives near the base, but in another state"


def test_each_base_is_weighed_by_its_days() -> None:
    first, second = Span(*days_from(30, 39)), Span(*days_from(40, 59))
    both = replace(GAFFER, stays=(Stay(VALLARTA, (first,)), Stay(GUADALAJARA, (second,))))
    near_most, near_few = Person(1, flags=PersonFlag(11)), Person(2, flags=PersonFlag(11), bases=(VALLARTA,))
    assert listed(both, near_few, near_most) == [1, 2]


def test_weeks_away_beyond_what_was_said_warn_and_only_a_strict_policy_rules_them_out() -> None:
    first, second = Span(*days_from(30, 39)), Span(*days_from(40, 59))
    both = replace(GAFFER, stays=(Stay(VALLARTA, (first,)), Stay(GUADALAJARA, (second,))))
    patient = Person(1, travel_weeks=8, flags=PersonFlag(11))
    homesick = Person(2, travel_weeks=1, flags=PersonFlag(11))
    ranking = rank(both, homesick, patient)
    assert [c.person for c in ranking.candidates] == [1, 2]
    assert [w.values for w in ranking.candidates[1].warnings] == [{"days": 10}]
    strict = Matcher(make_roster([homesick]), get_taxonomy(), policy=Policy(hold_to_weeks=True), seed=1)
    assert strict.rank(both).candidates == ()
    assert [exclusion.rule for exclusion in strict.why_not(both, 2)] == [Rule.TRAVEL]


def test_a_missing_licence_warns_where_the_law_does_not_ask_for_it() -> None:
    [candidate] = rank(replace(GAFFER, credentials=("electrical_safety",)), PLAIN).candidates
    assert [w.values for w in candidate.warnings] == [{"credential": "electrical_safety"}]


def test_people_in_training_do_not_fill_a_slot_but_stand_beside_it() -> None:
    student = Person(1, roles=(Held("gaffer", in_training=True),))
    ranking = rank(replace(GAFFER, trainee_slots=1, min_credits=3), student)
    assert ranking.candidates == ()
    assert [(c.person, c.trainee) for c in ranking.trainees] == [(1, True)]
    assert rules(GAFFER, student) == [Rule.ROLE]


def test_graduates_of_a_course_for_the_role_stand_beside_it_unless_they_fill_it() -> None:
    graduate = Person(1, roles=(Held("production-assistant"),), training=("gaffer",))
    gaffer = Person(2, training=("gaffer",))
    beside = rank(replace(GAFFER, trainee_slots=1), graduate, gaffer)
    assert [c.person for c in beside.candidates] == [2]
    assert [(c.person, c.weight) for c in beside.trainees] == [(1, 500)]


def test_equals_are_ordered_by_the_seed_and_not_by_their_number() -> None:
    roster = make_roster([Person(i) for i in range(1, 9)])
    orders = {
        tuple(c.person for c in Matcher(roster, get_taxonomy(), seed=seed).rank(GAFFER).candidates)
        for seed in range(20)
    }
    assert len(orders) > 10
    assert len({order[0] for order in orders}) > 3


def test_near_misses_are_counted_and_named() -> None:
    english = replace(GAFFER, languages=(LanguageNeed("en", Cefr.B2),), min_credits=2)
    good = {"languages": (("en", Cefr.C1),), "credits": (Done("gaffer", 2020), Done("gaffer", 2021))}
    almost = {**good, "languages": (("en", Cefr.B1),)}
    people = [
        Person(1, said=(FREE,), **good),  # type: ignore[arg-type]
        Person(2, **good),  # type: ignore[arg-type]
        Person(3, engaged=((Engaged.HOLD, *days_from(30, 31), 4),), **good),  # type: ignore[arg-type]
        Person(4, **almost),  # type: ignore[arg-type]
        Person(5, **almost),  # type: ignore[arg-type]
        Person(6, said=((Stated.UNAVAILABLE, *days_from(30, 32)),), **good),  # type: ignore[arg-type]
        Person(7, **{**good, "credits": (Done("gaffer", 2020),)}),  # type: ignore[arg-type]
        Person(8, **{**almost, "credits": ()}),  # type: ignore[arg-type]
    ]
    ranking = rank(english, *people)
    told = [(miss.sentence.message % miss.sentence.values, set(miss.people)) for miss in ranking.near_misses]
    assert told == [
        ("1 more if they confirm", {2}),
        ("1 more if tentative days and other productions' holds come free", {3}),
        ("1 more are free except for up to 3 days", {6}),
        ("2 more if en is B1", {4, 5}),
        ("1 more if 1 credits are enough", {7}),
    ]
    assert (ranking.holders, ranking.eligible, ranking.free) == (8, 3, 1)
    assert ranking.broken[Rule.LANGUAGE] == 3


def test_step_ups_refused_are_a_near_miss() -> None:
    stepping = Person(1, roles=(Held("best-boy-electric"),))
    [miss] = rank(replace(GAFFER, accept_step_up=False), stepping).near_misses
    assert (miss.rule, miss.people) == (Rule.STEP_UP, (1,))


def test_every_reason_has_a_sentence_and_what_does_not_apply_is_left_out() -> None:
    told = reasons(rank(GAFFER, replace(PLAIN, stated_on=NEVER)).candidates[0], GAFFER, DEFAULT_WEIGHTS)
    assert [r.feature for r in told] == [
        "role_fit", "availability", "freshness", "experience", "training", "distance", "rotation",
    ]  # fmt: skip
    assert [r.detail.message % r.detail.values for r in told][:3] == [
        "Holds the role asked for",
        "Free on 0 of 30 days; 30 not confirmed",
        "Never confirmed the calendar",
    ]
    assert TODAY.year == 2026
