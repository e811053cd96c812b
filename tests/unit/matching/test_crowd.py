"""A crowd before a package: the flow against plain augmenting paths, and what its cut says."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.capacity import most_copies
from matching.crowd import Crowd, Flags, group
from tests.factories.packages import best_filling


@st.composite
def crowds(draw: st.DrawFn) -> tuple[Flags, list[int]]:
    lines = draw(st.integers(1, 4))
    people = draw(st.lists(st.lists(st.booleans(), min_size=lines, max_size=lines), max_size=12))
    heads = draw(st.lists(st.integers(1, 3), min_size=lines, max_size=lines))
    return np.array(people, bool).reshape(-1, lines), heads


def copies(fits: Flags, heads: list[int]) -> int:
    return most_copies(group(fits), np.array(heads))[0]


@given(crowds(), st.integers(0, 4))
def test_as_many_slots_are_filled_as_by_trying_every_path(drawn: tuple[Flags, list[int]], times: int) -> None:
    fits, heads = drawn
    wanted = [times * each for each in heads]

    filling = group(fits).fill(np.array(wanted))

    assert sum(wanted) - filling.missing == best_filling(fits.tolist(), wanted)
    assert (filling.placed.sum(axis=1) <= filling.crowd.counts).all()
    assert not filling.placed[~filling.crowd.sets].any()


@given(crowds())
def test_the_most_copies_fit_and_one_more_does_not(drawn: tuple[Flags, list[int]]) -> None:
    fits, heads = drawn

    most, beyond = most_copies(group(fits), np.array(heads))

    full = most * sum(heads)
    assert best_filling(fits.tolist(), [most * each for each in heads]) == full
    assert best_filling(fits.tolist(), [(most + 1) * each for each in heads]) < full + sum(heads)
    assert beyond.wanted.tolist() == [(most + 1) * each for each in heads]


@given(crowds())
def test_as_many_people_as_the_cut_is_short_make_one_more_fit(drawn: tuple[Flags, list[int]]) -> None:
    fits, heads = drawn
    most, beyond = most_copies(group(fits), np.array(heads))

    found = list(beyond.bottlenecks())
    newcomers = [each.lines for each in found for _ in range(each.wanted - each.people)]

    assert len(newcomers) == beyond.missing
    assert copies(np.vstack([fits, *newcomers]), heads) >= most + 1


@given(crowds(), st.data())
def test_nobody_fewer_ever_raises_and_one_person_more_raises_by_one_at_most(
    drawn: tuple[Flags, list[int]], data: st.DataObject
) -> None:
    fits, heads = drawn
    newcomer = np.array(data.draw(st.lists(st.booleans(), min_size=len(heads), max_size=len(heads))), bool)

    most = copies(fits, heads)

    assert most <= copies(np.vstack([fits, newcomer]), heads) <= most + 1


@given(crowds(), st.integers(1, 3))
def test_one_more_person_fills_a_slot_more_exactly_on_the_short_lines(
    drawn: tuple[Flags, list[int]], times: int
) -> None:
    fits, heads = drawn
    wanted = times * np.array(heads)
    filling = group(fits).fill(wanted)

    for line, short in enumerate(filling.short.tolist()):
        newcomer = np.arange(len(heads)) == line
        better = group(np.vstack([fits, newcomer])).fill(wanted)
        assert filling.missing - better.missing == short


@given(crowds(), st.integers(1, 3))
def test_a_person_who_learns_a_line_fills_a_slot_more_exactly_where_they_can_be_spared(
    drawn: tuple[Flags, list[int]], times: int
) -> None:
    fits, heads = drawn
    wanted = times * np.array(heads)
    crowd = group(fits)
    filling = crowd.fill(wanted)

    for person, line in zip(*np.nonzero(~fits), strict=True):
        taught = fits.copy()
        taught[person, line] = True
        spared = crowd.of[person] < 0 or bool(filling.spare[crowd.of[person]])
        better = group(taught).fill(wanted)
        assert filling.missing - better.missing == (spared and bool(filling.short[line]))


def test_an_empty_crowd_lacks_everybody() -> None:
    most, beyond = most_copies(
        Crowd(np.zeros((0, 2), bool), np.zeros(0, np.int32), np.zeros(0, np.intp)), np.array([1, 1])
    )

    assert most == 0
    assert beyond.missing == 2
