"""Who a fictional person is: names, contact, place, roles; everything else is drawn from this."""

from dataclasses import dataclass
from random import Random

from app.models.crew import CrewStatus
from app.services.demo.places import draw_base, region_of
from app.services.demo.roles import HeldRole, RoleMix
from app.services.demo.words import full_name, get_words
from matching.text import fold

DOUBLE_EVERY, DOUBLE_AT = 67, 66  # every 67th profile doubles an earlier one: 1.5 %
STATUSES = {
    CrewStatus.ACTIVE: 880,
    CrewStatus.PAUSED: 40,
    CrewStatus.DRAFT: 40,
    CrewStatus.WITHDRAWN: 37,
    CrewStatus.DECEASED: 3,
}
MAIL_HOSTS = ("correo.example.org", "mail.example.com", "crew.example.net")
"""Subdomains of names reserved for documentation (RFC 2606): nothing sent there reaches anybody."""

PHONE_START = "+52399"
"""399 is no area code of Mexico's numbering plan, so these numbers cannot belong to anybody."""
PHONES, PHONE_STEP = 10_000_000, 7919  # the step shares no factor with the count: no number comes twice


@dataclass(frozen=True, slots=True)
class Person:
    """What is decided of a person before anything is written. `random` goes on where the identity ended."""

    index: int
    random: Random
    given: str
    father: str
    mother: str
    credit_name: str
    phone: str | None
    email: str | None
    feminine: bool
    base: str | None
    status: CrewStatus
    roles: tuple[HeldRole, ...]
    age: int
    doubles: int | None = None

    @property
    def main(self) -> HeldRole:
        """The role that the person mostly works in."""
        return self.roles[0]

    @property
    def surname(self) -> str:
        """Both surnames as written, the paternal one first; somebody may have typed one only."""
        return f"{self.father} {self.mother}".strip()

    @property
    def region(self) -> str:
        """The production base that the person mostly works from."""
        return region_of(self.base)

    @property
    def is_active(self) -> bool:
        """Whether the profile takes part in matching."""
        return self.status is CrewStatus.ACTIVE


def draw_person(seed: int, index: int, mix: RoleMix) -> Person:
    """Return the person with this number: a function of the seed and the number alone."""
    random = Random(f"{seed}/person/{index}")
    if index % DOUBLE_EVERY == DOUBLE_AT:
        return _double(seed, index, mix, random)
    feminine = random.random() < 0.44
    given, father, mother = full_name(random, feminine=feminine)
    base = draw_base(random)
    roles = mix.draw(random)
    return Person(
        index=index,
        random=random,
        given=given,
        father=father,
        mother=mother,
        credit_name=_credit_name(random, given, father),
        phone=phone_number(seed, index) if random.random() < 0.96 else None,
        email=_email(random, given, mother, index),
        feminine=feminine,
        base=base,
        status=random.choices(list(STATUSES), list(STATUSES.values()))[0],
        roles=roles,
        age=min(74, 19 + roles[0].years + int(random.triangular(0, 18, 4))),
    )


def phone_number(seed: int, index: int) -> str:
    """Return a number that no one can have, another one for each person."""
    return f"{PHONE_START}{(index * PHONE_STEP + seed) % PHONES:07d}"


def _email(random: Random, given: str, mother: str, index: int) -> str | None:
    if random.random() > 0.94:
        return None
    first, last = fold(given).split()[0], fold(mother or given).split()[-1]
    return f"{first}.{last}{index}@{random.choice(MAIL_HOSTS)}"


def _credit_name(random: Random, given: str, father: str) -> str:
    """Return how the person is credited: mostly one surname, sometimes a nickname, often not said."""
    draw = random.random()
    if draw < 0.42:
        return f"{given.split(maxsplit=1)[0]} {father}"
    if draw < 0.5:
        return f"{get_words().nicknames.get(given, given)} {father}"
    return ""


def _double(seed: int, index: int, mix: RoleMix, random: Random) -> Person:
    """Return the same person once more, as somebody else typed them: no accents, a nickname, one surname."""
    first = index - random.randint(1, DOUBLE_AT)
    twin = draw_person(seed, first, mix)
    given, father, mother = twin.given, twin.father, twin.mother
    typed = random.randrange(4)
    if typed == 0:
        given, father, mother = (fold(name).title() for name in (given, father, mother))
    elif typed == 1:
        given = get_words().nicknames.get(given, given.split()[0])
    elif typed == 2:
        mother = ""
    else:
        given, father, mother = given.upper(), father.upper(), mother.upper()
    return Person(
        index=index,
        random=random,
        given=given,
        father=father,
        mother=mother,
        credit_name="",
        phone=twin.phone if random.random() < 0.7 else phone_number(seed, index),
        email=twin.email if random.random() < 0.4 else _email(random, given, mother, index),
        feminine=twin.feminine,
        base=twin.base,
        status=CrewStatus.ACTIVE if random.random() < 0.8 else CrewStatus.DRAFT,
        roles=twin.roles[:1],
        age=twin.age,
        doubles=first,
    )
