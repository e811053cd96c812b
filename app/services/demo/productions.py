"""Fictional productions of these months, whose bookings and holds keep people's days."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.models.need import PeriodKind
from app.models.production import Production, ProductionBase, ProductionKind, ProductionStatus
from app.services.demo.bulk import Batch
from app.services.demo.person import MAIL_HOSTS, Person, phone_number
from app.services.demo.places import GUADALAJARA, MEXICO_CITY, VALLARTA
from app.services.demo.roles import HeldRole
from app.services.demo.titles import Circle, Titles, draw_kind, name_production
from app.services.demo.words import full_name
from app.services.taxonomy import get_period_default
from matching.places import Gazetteer
from matching.role_entries import Role, ShootSize

CREW_A_PRODUCTION = 130
FIRST_DAY, LAST_DAY = -100, 280
"""When shoots begin, in days from today."""

DAYS = {
    ProductionKind.COMMERCIAL: (2, 5),
    ProductionKind.FEATURE: (28, 44),
    ProductionKind.SERIES: (50, 95),
    ProductionKind.MUSIC_VIDEO: (1, 2),
    ProductionKind.SHORT: (3, 8),
    ProductionKind.DOCUMENTARY: (10, 40),
}
SIZE = {
    ProductionKind.COMMERCIAL: ShootSize.SMALL,
    ProductionKind.FEATURE: ShootSize.MEDIUM,
    ProductionKind.SERIES: ShootSize.LARGE,
}
SHARE_OF_PREP = {1: 1.0, 2: 0.7, 3: 0.45, 4: 0.4, 5: 0.3}
"""Juniors start later than the head of their department, for whom the defaults are."""

ENQUIRED = timedelta(days=60)  # a production that is farther off than that has only asked
LONGEST_PREP, LONGEST_WRAP = 70, 45
CODES = {GUADALAJARA: "GDL", VALLARTA: "PVR", MEXICO_CITY: "CDMX"}
FAR_FROM_HOME = 0.12

Span = tuple[PeriodKind, date, date]


@dataclass(frozen=True, slots=True)
class Shoot:
    """A production's days."""

    production_id: int
    kind: ProductionKind
    region: str
    starts_on: date
    ends_on: date

    def spans(self, role: Role) -> list[Span]:
        """Return the spans that a holder of the role works, by the departments' defaults; first to last."""
        default = get_period_default(role.department_id, self.kind.value)
        share = SHARE_OF_PREP[role.level]
        prep, wrap = (
            min(longest, round(days * share))
            for days, longest in ((default.prep_days, LONGEST_PREP), (default.wrap_days, LONGEST_WRAP))
        )
        spans: list[Span] = []
        if prep and default.active != "post":
            before = self.starts_on - timedelta(days=1)
            spans.append((PeriodKind.PREP, self.starts_on - timedelta(days=prep), before))
        if default.active in {"shoot", "all"} or not spans:
            spans.append((PeriodKind.SHOOT, self.starts_on, self.ends_on))
        if wrap and default.active != "prep":
            after = self.ends_on + timedelta(days=1)
            spans.append((PeriodKind.WRAP, after, self.ends_on + timedelta(days=wrap)))
        return spans


class Productions:
    """The productions of a registry of `crew` people, and how many of each role they have taken."""

    def __init__(self, seed: int, crew: int, today: date, gazetteer: Gazetteer) -> None:
        self._seed, self._today, self._gazetteer = seed, today, gazetteer
        self._wanted = max(9, crew // CREW_A_PRODUCTION)
        self.shoots: list[Shoot] = []
        self._by_region: dict[str, list[Shoot]] = {}
        self._taken: Counter[tuple[int, str]] = Counter()

    def write(self, batch: Batch, titles: Titles) -> None:
        """Add the productions; each is made by a circle, so that people have worked with its team before."""
        for number in range(self._wanted):
            random = Random(f"{self._seed}/production/{number}")
            shoot = self._add(batch, random, random.choice(titles.circles), number)
            self.shoots.append(shoot)
            self._by_region.setdefault(shoot.region, []).append(shoot)

    def _add(self, batch: Batch, random: Random, circle: Circle, number: int) -> Shoot:
        kind = draw_kind(random)
        starts_on = self._today + timedelta(days=random.randint(FIRST_DAY, LAST_DAY))
        starts_on += timedelta(days=(7 - starts_on.weekday()) % 7)
        days = random.randint(*DAYS[kind])
        ends_on = starts_on + timedelta(days=days - 1)
        opens_on = starts_on - timedelta(days=10 if days < 10 else 60)
        wrapped_on = ends_on + timedelta(days=5 if days < 10 else 35)
        given, father, mother = full_name(random, feminine=random.random() < 0.5)
        made_at = datetime.combine(min(opens_on, self._today) - timedelta(days=20), time(16), tzinfo=UTC)
        production_id = batch.add(
            Production,
            code=f"{CODES.get(circle.region, 'JAL')}-{kind.value[:3].upper()}-{starts_on.year}-D{number + 1:04d}",
            working_title=name_production(random, kind),
            kind=kind,
            company=circle.company,
            origin=random.choice(("MX", "MX", "MX", "US", "ES")),
            contact_name=f"{given} {father} {mother}",
            contact_email=f"oficina{number + 1}@{MAIL_HOSTS[0]}",
            contact_phone=phone_number(self._seed, 9_000_000 + number),
            confidential=random.random() < 0.4,
            shooting_language=random.choice(("es", "es", "es", "es/en", "en")),
            status=self._status(opens_on, starts_on, ends_on, wrapped_on),
            priority=random.choice((2, 3, 3, 3, 4)),
            office_opens_on=opens_on,
            shoot_starts_on=starts_on,
            shoot_ends_on=ends_on,
            wrap_ends_on=wrapped_on,
            shooting_days=days - days // 7,
            working_days_per_week=6,
            team=list(circle.team),
            fictional=True,
            created_at=made_at,
            updated_at=made_at,
        )
        name = self._gazetteer.get(circle.region).name
        batch.add(ProductionBase, production_id=production_id, name=name, place=circle.region, ordinal=0)
        return Shoot(production_id, kind, circle.region, starts_on, ends_on)

    def _status(self, opens_on: date, starts_on: date, ends_on: date, wrapped_on: date) -> ProductionStatus:
        stages = (
            (opens_on - ENQUIRED, ProductionStatus.ENQUIRY),
            (starts_on, ProductionStatus.PREP),
            (ends_on + timedelta(days=1), ProductionStatus.SHOOTING),
            (wrapped_on + timedelta(days=1), ProductionStatus.WRAP),
        )
        return next((status for until, status in stages if self._today < until), ProductionStatus.CLOSED)

    def draw(self, person: Person) -> Shoot:
        """Return a production that might call the person: mostly one at home."""
        near = self._by_region.get(person.region)
        return person.random.choice(near if near and person.random.random() > FAR_FROM_HOME else self.shoots)

    def take(self, shoot: Shoot, held: HeldRole) -> bool:
        """Count one more person on the production; False where it has as many of the role as it needs."""
        place = (shoot.production_id, held.role.id)
        needed = held.role.typical_count.get(SIZE.get(shoot.kind, ShootSize.SMALL), 0)
        if self._taken[place] >= max(1, needed):
            return False
        self._taken[place] += 1
        return True
