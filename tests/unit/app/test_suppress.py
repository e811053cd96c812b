"""Small cells of sensitive counts are not told, and can't be computed from those that are."""

from app.services.sensitive import SMALLEST, suppress


def test_cells_of_five_or_more_are_told() -> None:
    assert suppress({"yes": 5, "no": 40, "not_said": 12}) == {"yes": 5, "no": 40, "not_said": 12}


def test_a_single_small_cell_takes_the_next_smallest_with_it() -> None:
    assert suppress({"yes": 3, "no": 40, "not_said": 12}) == {"yes": None, "no": 40, "not_said": None}


def test_empty_cells_are_suppressed_like_small_ones() -> None:
    assert suppress({"yes": 0, "no": 40, "not_said": 12})["yes"] is None


def test_small_cells_whose_sum_would_tell_as_much_take_another_one_with_them() -> None:
    assert suppress({"a": 1, "b": 2, "c": 30, "d": 40}) == {"a": None, "b": None, "c": None, "d": 40}


def test_of_fewer_than_five_people_nothing_is_told() -> None:
    assert set(suppress({"yes": 1, "no": 2, "not_said": 1}).values()) == {None}


def test_no_hidden_cell_follows_from_the_total() -> None:
    for first in range(9):
        for second in range(9):
            for third in range(9):
                counts = {"a": first, "b": second, "c": third}
                hidden = [counts[name] for name, told in suppress(counts).items() if told is None]
                assert not hidden or (len(hidden) > 1 and sum(hidden) >= SMALLEST) or len(hidden) == len(counts)
