"""The words of the fictional registry, read once from `app/data/demo/words.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import accumulate
from random import Random
from typing import Any

import yaml

_HEAD_START = 8  # the commonest Mexican surname is about nine times as common as the 70th


@dataclass(frozen=True)
class Words:
    """Lists to draw from; `surnames` come commonest first, skills and kit by department."""

    women: tuple[str, ...]
    men: tuple[str, ...]
    surnames: tuple[str, ...]
    nicknames: Mapping[str, str]
    title_heads: tuple[str, ...]
    title_tails: tuple[str, ...]
    brands: tuple[str, ...]
    campaigns: tuple[str, ...]
    company_heads: tuple[str, ...]
    company_tails: tuple[str, ...]
    genres: tuple[str, ...]
    skills: Mapping[str, tuple[str, ...]]
    skills_anywhere: tuple[str, ...]
    kit: Mapping[str, tuple[str, ...]]


@cache
def get_words() -> Words:
    """Return the shipped words."""
    text = files("app").joinpath("data", "demo", "words.yaml").read_text(encoding="utf-8")
    data = yaml.load(text, Loader=yaml.CSafeLoader)
    return Words(**{name: _frozen(value) for name, value in data.items()})


def _frozen(value: list[str] | dict[str, list[str] | str]) -> Any:
    if isinstance(value, list):
        return tuple(value)
    return {key: tuple(each) if isinstance(each, list) else each for key, each in value.items()}


@cache
def _surname_shares() -> list[float]:
    """Cumulative shares that fall with rank, close to how Mexican surnames are spread."""
    return list(accumulate(1 / (rank + _HEAD_START) for rank in range(len(get_words().surnames))))


def full_name(random: Random, *, feminine: bool) -> tuple[str, str, str]:
    """Return given name, paternal and maternal surname."""
    words = get_words()
    father, mother = random.choices(words.surnames, cum_weights=_surname_shares(), k=2)
    return random.choice(words.women if feminine else words.men), father, mother
