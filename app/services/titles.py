"""Resolving typed titles with the shipped taxonomy."""

from functools import cache

from app.services.taxonomy import get_taxonomy
from matching.titles import TitleResolver


@cache
def get_title_resolver() -> TitleResolver:
    """Return the resolver of the shipped taxonomy; built at the first call (about half a second), then shared."""
    return TitleResolver(get_taxonomy())
