"""Places are shipped data, not rows: a column that names one holds its gazetteer id."""

from typing import Any

from sqlmodel import Field


def place_field(*, index: bool = False, required: bool = False) -> Any:
    """Return a column that holds a gazetteer id (`matching.places`), empty when unknown."""
    if required:
        return Field(max_length=40, index=index)
    return Field(default=None, max_length=40, index=index, nullable=True)
