"""What the tests of matching share: the shipped taxonomy and its resolver, built once."""

import pytest

from app.services.taxonomy import get_taxonomy
from app.services.titles import get_title_resolver
from matching.roles import Taxonomy
from matching.titles import TitleResolver


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return get_taxonomy()


@pytest.fixture(scope="session")
def resolver() -> TitleResolver:
    return get_title_resolver()
