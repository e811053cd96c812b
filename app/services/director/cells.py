"""Small cells: a figure that tells of few people by what they are is not shown."""

FEWEST = 5


def percent(part: int, whole: int) -> int | None:
    """Return the share in per cent; None of nothing."""
    return round(100 * part / whole) if whole else None


def percent_of_people(part: int, whole: int) -> int | None:
    """Return the share of people in per cent; None where the group is smaller than FEWEST."""
    return percent(part, whole) if whole >= FEWEST else None
