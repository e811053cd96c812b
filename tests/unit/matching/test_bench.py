"""The bench counts people whole: once a role, once a department, in one state a week."""

from collections.abc import Sequence

from hypothesis import given

from matching.bench import BenchState, bench_depth, find_holders, group_holders, read_bench
from matching.rows import Engaged, PersonFlag, Stated
from tests.factories.roster_rows import Held, Person, days_from, make_roster
from tests.factories.rosters import ROLES, registries

WEEKS = 8
FREE_WEEK = (Stated.AVAILABLE, *days_from(0, 6))


def _first_week(*people: Person, role: str = "gaffer") -> tuple[int, int, int, int]:
    week = next(each for each in bench_depth(make_roster(people), weeks=1) if each.role == role)
    return week.free, week.held, week.booked, week.unknown


@given(registries)
def test_free_held_booked_and_unknown_add_up_to_the_holders_who_are_not_away(people: Sequence[Person]) -> None:
    roster = make_roster(people)
    bench = read_bench(roster, weeks=WEEKS)
    for role in ROLES:
        rows = find_holders(roster, role)
        counts = bench.count(rows)
        assert counts.sum(axis=1).tolist() == [len(rows)] * WEEKS
        away = (bench.states[:, rows] == BenchState.AWAY).sum(axis=1)
        assert counts[:, BenchState.FREE :].sum(axis=1).tolist() == (len(rows) - away).tolist()


@given(registries)
def test_a_department_counts_a_person_once_and_no_more_than_its_roles_do(people: Sequence[Person]) -> None:
    roster = make_roster(people)
    bench = read_bench(roster, weeks=WEEKS)
    whole = bench.count(group_holders(roster, {"all": ROLES})["all"])
    by_role = [bench.count(find_holders(roster, role)) for role in ROLES]
    assert (whole <= sum(by_role)).all()
    assert all((whole >= each).all() for each in by_role)


def test_who_holds_three_roles_of_a_department_is_one_person_of_it() -> None:
    roles = ("gaffer", "best-boy-electric", "electrician")
    ana = Person(1, roles=tuple(Held(role) for role in roles), said=(FREE_WEEK,))
    roster = make_roster([ana, Person(2, said=(FREE_WEEK,))])
    bench = read_bench(roster, weeks=1)
    assert bench.count(group_holders(roster, {"lighting": roles})["lighting"])[0, BenchState.FREE] == 2


def test_each_state_of_a_week_is_counted_apart() -> None:
    free = Person(1, said=(FREE_WEEK,))
    held = Person(2, said=(FREE_WEEK,), engaged=((Engaged.HOLD, *days_from(6, 9), 1),))
    booked = Person(3, engaged=((Engaged.BOOKING, *days_from(0, 0), 1), (Engaged.HOLD, *days_from(1, 1), 2)))
    away = Person(4, said=(FREE_WEEK, (Stated.UNAVAILABLE, *days_from(3, 3))))
    silent, maybe = Person(5), Person(6, said=((Stated.TENTATIVE, *days_from(0, 6)),))
    assert _first_week(free, held, booked, away, silent, maybe) == (1, 1, 1, 2)


def test_a_week_of_which_one_day_is_not_stated_is_unknown() -> None:
    assert _first_week(Person(1, said=((Stated.AVAILABLE, *days_from(0, 5)),))) == (0, 0, 0, 1)


def test_who_is_paused_opted_out_or_in_training_is_no_depth() -> None:
    paused = Person(1, flags=PersonFlag.LISTED, said=(FREE_WEEK,))
    opted_out = Person(2, flags=PersonFlag.ACTIVE, said=(FREE_WEEK,))
    learning = Person(3, roles=(Held("gaffer", in_training=True),), said=(FREE_WEEK,))
    assert _first_week(paused, opted_out, learning, Person(4, said=(FREE_WEEK,))) == (1, 0, 0, 0)
