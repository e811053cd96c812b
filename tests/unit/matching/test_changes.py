"""Two lists compared: who left, came, moved by themselves."""

from hypothesis import given
from hypothesis import strategies as st

from matching.changes import Step, compare_lists

LISTS = st.lists(st.integers(1, 12), unique=True, max_size=12)


def steps(before: list[int], now: list[int], *, changed: set[int], eligible: tuple[int, ...] = ()) -> dict[int, Step]:
    return {shift.person: shift.step for shift in compare_lists(before, now, eligible=eligible, changed=changed)}


def test_who_moves_up_only_because_somebody_left_is_not_named() -> None:
    assert steps([1, 2, 3], [2, 3, 4], changed=set()) == {1: Step.OUT, 4: Step.IN}


def test_who_fell_by_something_of_their_own_is_named_and_those_who_passed_are_not() -> None:
    assert steps([1, 2, 3], [2, 3, 1], changed={1}) == {1: Step.DOWN}


def test_who_changed_but_kept_their_place_stays() -> None:
    assert steps([1, 2, 3], [2, 3], changed={2}) == {1: Step.OUT, 2: Step.STAYS}


def test_who_is_a_candidate_still_is_below_the_list_not_out() -> None:
    assert steps([1, 2], [3, 2], eligible=(1,), changed={1}) == {1: Step.BELOW, 3: Step.IN}


@given(before=LISTS, now=LISTS, changed=st.sets(st.integers(1, 12)))
def test_every_leaver_and_comer_is_named_once_and_equal_lists_have_no_leavers(
    before: list[int], now: list[int], changed: set[int]
) -> None:
    shifts = compare_lists(before, now, eligible=(), changed=changed)
    people = [shift.person for shift in shifts]
    assert len(people) == len(set(people))
    assert {s.person for s in shifts if s.step is Step.OUT} == set(before) - set(now)
    assert {s.person for s in shifts if s.step is Step.IN} == set(now) - set(before)
    assert set(people) <= set(before) ^ set(now) | changed
    assert not compare_lists(before, before, eligible=(), changed=())
