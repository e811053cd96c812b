"""Profiles to compare."""

from typing import Any

from matching.duplicates import Profile


def a_profile(profile_id: str = "1", **typed: Any) -> Profile:
    """Return a profile; what is not said is not known."""
    return Profile(**{"id": profile_id, "given_name": "Citlali", "surname": "Barragán Ochoa"} | typed)
