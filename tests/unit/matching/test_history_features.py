"""Who stands before whom by past credits, told in pairs."""

from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.history import Credit, CreditHistory, Production
from matching.history_features import FEATURES
from tests.factories.past import TEAM_JOBS, make_credit, make_history, make_past, score_of, table_of, value_of


def test_doing_the_job_often_beats_doing_it_once() -> None:
    past = make_history(
        [make_past("a", 2006), make_past("b", 2007), make_past("c", 2008)],
        [("often", "Gaffer", "a"), ("often", "Gaffer", "b"), ("often", "Gaffer", "c"), ("once", "Gaffer", "c")],
    )
    assert value_of(past, "work", "often") > value_of(past, "work", "once") > 0


def test_a_late_credit_beats_an_old_one() -> None:
    past = make_history(
        [make_past("old", 1990), make_past("late", 2009)], [("x", "Gaffer", "old"), ("y", "Gaffer", "late")]
    )
    assert value_of(past, "work", "y") > value_of(past, "work", "x")
    assert score_of(past, "y") > score_of(past, "x")


def test_a_job_that_others_stepped_up_from_beats_a_job_that_nobody_did() -> None:
    films = [make_past(f"f{year}", year) for year in range(2000, 2010)]
    careers = [(f"p{i}", job, f"f{2000 + i + at}") for i in range(8) for at, job in enumerate(["Best Boy", "Gaffer"])]
    past = make_history(films, [*careers, ("boy", "Best Boy", "f2009"), ("cook", "Cook", "f2009")])
    assert value_of(past, "work", "boy") > value_of(past, "work", "cook")


@pytest.mark.parametrize(
    ("feature", "unlike"),
    [
        ("place", {"countries": ("FR",), "languages": ("fr",)}),
        ("kind", {"genres": ("Horror",), "budget": 2e8, "kind": "animation"}),
        ("team", {"companies": ("Otra",)}),
        ("usual_kind", {"genres": ("Horror",)}),
        ("usual_place", {"countries": ("FR",)}),
    ],
)
def test_work_on_a_production_like_this_one_beats_work_on_another(feature: str, unlike: dict[str, object]) -> None:
    past = make_history(
        [make_past("like", 2007), make_past("unlike", 2007, **unlike)],
        [("x", "Gaffer", "like"), ("y", "Gaffer", "unlike")],
    )
    assert value_of(past, feature, "x") > value_of(past, feature, "y")
    assert score_of(past, "x") > score_of(past, "y")


@pytest.mark.parametrize("feature", ["team", "circle", "director_crew"])
def test_work_for_this_director_beats_work_for_another(feature: str) -> None:
    past = make_history(
        [make_past("hers", 2007), make_past("other", 2007)],
        [("ana", "Director", "hers"), ("luz", "Director", "other"), ("x", "Gaffer", "hers"), ("y", "Gaffer", "other")],
    )
    team = {"director": ["ana"]}
    assert value_of(past, feature, "x", team=team) > value_of(past, feature, "y", team=team)
    assert score_of(past, "x", team=team) > score_of(past, "y", team=team)


def test_somebody_of_the_team_itself_stands_before_a_stranger() -> None:
    past = make_history([make_past("f", 2007)], [("ana", "Gaffer", "f"), ("luz", "Gaffer", "f")])
    team = {"producer": ["ana"]}
    assert score_of(past, "ana", team=team) > score_of(past, "luz", team=team)


def test_working_beside_the_teams_people_counts_without_having_met_the_team() -> None:
    past = make_history(
        [make_past("hers", 2006), make_past("friends", 2007), make_past("strangers", 2007)],
        [
            ("ana", "Director", "hers"),
            ("friend", "Key Grip", "hers"),
            ("friend", "Key Grip", "friends"),
            ("x", "Gaffer", "friends"),
            ("y", "Gaffer", "strangers"),
        ],
    )
    team = {"director": ["ana"]}
    assert value_of(past, "circle", "x", team=team) > value_of(past, "circle", "y", team=team) == 0


def test_somebody_without_credits_near_the_job_has_no_likeness() -> None:
    past = make_history([make_past("f", 1950)], [("actor", "Narrator", "f"), ("x", "Gaffer", "f")])
    assert value_of(past, "work", "actor") < 0.05


def test_rows_of_some_people_are_the_same_as_in_the_table_of_everybody() -> None:
    past = make_history([make_past("a", 2007)], [("x", "Gaffer", "a"), ("y", "Best Boy", "a"), ("z", "Gaffer", "a")])
    everybody = table_of(past)
    assert (table_of(past, rows=[2, 0]) == everybody[[2, 0]]).all()


WORDS = st.sampled_from(["a", "b", "c", "d"])
PRODUCTIONS = st.builds(
    Production,
    key=st.sampled_from([f"f{n}" for n in range(6)]),
    on=st.dates(date(1950, 1, 1), date(2010, 1, 1)),
    countries=st.lists(WORDS, max_size=3).map(tuple),
    languages=st.lists(WORDS, max_size=2).map(tuple),
    genres=st.lists(WORDS, max_size=3, unique=True).map(tuple),
    companies=st.lists(WORDS, max_size=3).map(tuple),
    budget=st.none() | st.floats(1e3, 1e9),
    kind=st.sampled_from(["", "animation"]),
)
WORK = st.lists(
    st.tuples(WORDS, st.sampled_from(["Gaffer", "Best Boy", *TEAM_JOBS]), st.integers(0, 50)), min_size=1, max_size=20
)


def _batch(films: list[Production], work: list[tuple[str, str, int]]) -> list[Credit]:
    return [make_credit(person, job, films[number % len(films)].key) for person, job, number in work]


@settings(max_examples=60, deadline=None)
@given(st.lists(PRODUCTIONS, min_size=1, max_size=6, unique_by=lambda one: one.key), WORK, PRODUCTIONS)
def test_every_value_lies_between_nothing_and_everything(
    films: list[Production], work: list[tuple[str, str, int]], asking: Production
) -> None:
    past = CreditHistory(TEAM_JOBS)
    past.learn(films, _batch(films, work))
    table = table_of(past, team={"director": ["a"], "writer": ["b"], "producer": ["a", "c"]}, asking=asking)
    assert table.shape == (len(past.people), len(FEATURES))
    assert ((table >= 0) & (table <= 1)).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(PRODUCTIONS, min_size=1, max_size=6, unique_by=lambda one: one.key), WORK, st.randoms())
def test_the_order_of_a_batch_changes_nothing(
    films: list[Production], work: list[tuple[str, str, int]], dice: Random
) -> None:
    batch = _batch(films, work)
    one, two = CreditHistory(TEAM_JOBS), CreditHistory(TEAM_JOBS)
    one.learn(films, batch)
    dice.shuffle(batch)
    two.learn(films[::-1], batch)
    assert one.people.keys == two.people.keys
    assert (table_of(one) == table_of(two)).all()


def test_there_are_at_most_ten_features_each_with_a_sentence() -> None:
    sentences = [(feature.__doc__ or "").strip() for feature in FEATURES]
    assert len(FEATURES) <= 10
    assert len(set(sentences)) == len(FEATURES)
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in sentences)


def test_a_credit_on_an_unknown_production_is_refused() -> None:
    with pytest.raises(KeyError):
        CreditHistory(TEAM_JOBS).learn([], [make_credit("x", "Gaffer", "nowhere")])
