"""A placing that is changed step by step is as good as one made anew, and says the same of what is short."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.crowd import Flags, group
from matching.placing import IDLE, Placing, pack_lines, unpack_lines

LINES, PEOPLE = 4, 10
fits_ = arrays(np.bool_, (PEOPLE, LINES))
heads_ = st.lists(st.integers(1, 3), min_size=LINES, max_size=LINES)


@given(fits_, heads_, st.lists(st.tuples(st.integers(0, PEOPLE - 1), arrays(np.bool_, LINES)), max_size=5))
def test_after_any_changes_as_many_slots_are_filled_as_from_nothing(
    fits: Flags, heads: list[int], changes: list[tuple[int, Flags]]
) -> None:
    wanted = np.array(heads)
    placing = Placing.best(pack_lines(fits), wanted)

    for person, lines in changes:
        fits = fits.copy()
        fits[person] = lines
        placing = placing.replaced(pack_lines(fits))

        anew = group(fits).fill(wanted)
        assert placing.missing == anew.missing
        assert (np.bincount(placing.at + 1, minlength=LINES + 1)[1:] <= wanted).all()
        assert all(fits[who, line] for who, line in enumerate(placing.at.tolist()) if line != IDLE)
        assert placing.short_lines.tolist() == anew.short.tolist()
        assert placing.spare.tolist() == np.append(anew.spare, True)[anew.crowd.of].tolist()


@given(arrays(np.bool_, (5, 70)))
def test_more_lines_than_a_word_has_bits_are_packed_and_read_back(fits: Flags) -> None:
    assert unpack_lines(pack_lines(fits), 70).tolist() == fits.tolist()
