"""Finished fictional productions in circles of people who work together again, and the credits on them."""

from dataclasses import dataclass
from datetime import date
from random import Random

from app.models.credit import Credit, CreditVerification, Title
from app.models.production import ProductionKind
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from app.services.demo.places import PRODUCTION_BASES
from app.services.demo.roles import RoleMix
from app.services.demo.words import full_name, get_words
from matching.role_entries import Role
from matching.text import fold

TITLES_A_CIRCLE = 12
CREW_A_CIRCLE = 110
FIRST_YEAR = 2009
MOST_CREDITS = 40
OWN_CIRCLE = 0.78  # share of credits within the circles that somebody belongs to
KINDS = {
    ProductionKind.COMMERCIAL: 42,
    ProductionKind.FEATURE: 17,
    ProductionKind.SERIES: 15,
    ProductionKind.MUSIC_VIDEO: 9,
    ProductionKind.SHORT: 10,
    ProductionKind.DOCUMENTARY: 7,
}
VERIFICATIONS = {
    CreditVerification.NONE: 62,
    CreditVerification.PEER: 10,
    CreditVerification.COMMISSION: 14,
    CreditVerification.HIRE_REPORT: 14,
}
BUDGET_USD = {
    ProductionKind.COMMERCIAL: (30_000, 900_000),
    ProductionKind.FEATURE: (300_000, 9_000_000),
    ProductionKind.SERIES: (1_500_000, 30_000_000),
    ProductionKind.MUSIC_VIDEO: (8_000, 90_000),
    ProductionKind.SHORT: (5_000, 80_000),
    ProductionKind.DOCUMENTARY: (60_000, 700_000),
}
CREW_SIZE = {
    ProductionKind.COMMERCIAL: (25, 90),
    ProductionKind.FEATURE: (40, 160),
    ProductionKind.SERIES: (90, 260),
    ProductionKind.MUSIC_VIDEO: (15, 45),
    ProductionKind.SHORT: (12, 35),
    ProductionKind.DOCUMENTARY: (6, 25),
}


@dataclass(frozen=True, slots=True)
class Circle:
    """A company with its director, producers and heads, who keep working together from one base."""

    company: str
    region: str
    team: tuple[str, ...]


def draw_kind(random: Random) -> ProductionKind:
    """Return a kind of production, commercials most often."""
    return random.choices(list(KINDS), list(KINDS.values()))[0]


def name_production(random: Random, kind: ProductionKind) -> str:
    """Return a working title such as nobody's film is called."""
    words = get_words()
    if kind is ProductionKind.COMMERCIAL:
        return f"{random.choice(words.brands)}: {random.choice(words.campaigns)}"
    return f"{random.choice(words.title_heads)} {random.choice(words.title_tails)}"


class Titles:
    """The titles of a registry of `crew` people: a function of the seed and the number of people."""

    def __init__(self, seed: int, crew: int, today: date) -> None:
        self._seed, self._today = seed, today
        self.circles = [self._circle(i) for i in range(max(6, crew // CREW_A_CIRCLE))]
        self._by_region: dict[str, list[int]] = {}
        for place, circle in enumerate(self.circles):
            self._by_region.setdefault(circle.region, []).append(place)
        self.years: list[int] = []
        self._ids: list[int] = []

    def _circle(self, place: int) -> Circle:
        random = Random(f"{self._seed}/circle/{place}")
        names = [full_name(random, feminine=random.random() < 0.42) for _ in range(random.randint(4, 7))]
        words = get_words()
        return Circle(
            company=f"{random.choice(words.company_heads)} {random.choice(words.company_tails)} (ficticia)",
            region=random.choices(list(PRODUCTION_BASES), list(PRODUCTION_BASES.values()))[0],
            team=tuple(f"{given} {father}" for given, father, _ in names),
        )

    def write(self, batch: Batch) -> None:
        """Add every title to the batch and remember its id and year."""
        for place, circle in enumerate(self.circles):
            for number in range(TITLES_A_CIRCLE):
                self._add(batch, circle, Random(f"{self._seed}/title/{place}/{number}"))

    def _add(self, batch: Batch, circle: Circle, random: Random) -> None:
        kind = draw_kind(random)
        year = min(self._today.year, int(random.triangular(FIRST_YEAR, self._today.year + 1, self._today.year)))
        name = name_production(random, kind)
        abroad = random.random() < 0.25
        cheap, dear = BUDGET_USD[kind]
        small, large = CREW_SIZE[kind]
        title_id = batch.add(
            Title,
            name=name,
            key=f"{fold(name)} {year}",
            kind=kind,
            year=year,
            genres=[]
            if kind is ProductionKind.COMMERCIAL
            else random.sample(get_words().genres, 1 + (random.random() < 0.3)),
            countries=["MX", random.choice(("US", "ES", "CO", "FR"))] if abroad else ["MX"],
            languages=["es", "en"] if abroad else ["es"],
            companies=[circle.company],
            team=[fold(person) for person in circle.team],
            budget_usd=int(cheap * (dear / cheap) ** random.random()) if random.random() < 0.6 else None,
            crew_size=random.randint(small, large),
            fictional=True,
        )
        self._ids.append(title_id)
        self.years.append(year)

    def circles_of(self, person: Person) -> list[int]:
        """Return the circles that the person belongs to, by number; people of a region share them."""
        near = self._by_region.get(person.region) or list(range(len(self.circles)))
        return person.random.sample(near, min(len(near), person.random.randint(1, 3)))

    def add_credits(self, batch: Batch, person: Person, crew_member_id: int, mix: RoleMix) -> None:
        """Add what the person worked on: mostly with their circles, recent years more, lower roles earlier."""
        random, main = person.random, person.main
        wanted = min(MOST_CREDITS, int(main.years * random.uniform(0.15, 1.3) + random.random() * 1.5))
        circles = self.circles_of(person)
        first_year = self._today.year - main.years - 3
        seen: set[int] = set()
        for _ in range(wanted):
            title = self._draw_title(random, circles)
            year = self.years[title]
            if title in seen or year < first_year:
                continue
            seen.add(title)
            early = self._today.year - year > main.years / 2 and random.random() < 0.5
            role = mix.earlier(random, main.role) if early else random.choice(person.roles).role
            self._add_credit(batch, person, crew_member_id, title, role)

    def _draw_title(self, random: Random, circles: list[int]) -> int:
        if random.random() < OWN_CIRCLE:
            return random.choice(circles) * TITLES_A_CIRCLE + random.randrange(TITLES_A_CIRCLE)
        return random.randrange(len(self.years))

    def _add_credit(self, batch: Batch, person: Person, crew_member_id: int, title: int, role: Role) -> None:
        random = person.random
        batch.add(
            Credit,
            crew_member_id=crew_member_id,
            title_id=self._ids[title],
            role_id=role.id,
            title_as_printed=random.choice((role.name("es", feminine=person.feminine), role.name_en)),
            unit="2nd unit" if random.random() < 0.04 else "",
            base_place=self.circles[title // TITLES_A_CIRCLE].region,
            verification=random.choices(list(VERIFICATIONS), list(VERIFICATIONS.values()))[0],
        )
