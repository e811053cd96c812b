"""Days of positions as the plan checker counts them."""

from collections.abc import Mapping

from matching.plan_check_files import Line, Pair, Spans


def shared_days(one: Spans, other: Spans) -> Spans:
    """Return the spans of days that both have."""
    both = {
        (max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other if max(a[0], b[0]) <= min(a[1], b[1])
    }  # a set: spans of one position may overlap each other
    return tuple(sorted(both))


def gap_between(gaps: Mapping[Pair, int], one: str, other: str) -> int:
    """Return the whole days that a person needs free between two bases, in either order."""
    return gaps.get((min(one, other), max(one, other)), 0)


def days_between(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return the whole days between two spans; negative where they share days."""
    return max(one[0], other[0]) - min(one[1], other[1]) - 1


def can_both(one: Line, other: Line, gaps: Mapping[Pair, int]) -> bool:
    """Return whether one person can work on both: no shared day, and days enough between the bases."""
    needed = gap_between(gaps, one.base, other.base)
    return all(days_between(a, b) >= needed for a in one.spans for b in other.spans)
