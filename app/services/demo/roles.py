"""Which roles fictional people hold: as many of each as shoots ask for, below the line first."""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

from app.models.crew import Seniority
from matching.role_entries import LinkKind, Role, ShootSize
from matching.roles import Taxonomy

# shoots of each size, as they come to a region: many small ones
SIZES = {ShootSize.SMALL: 1.0, ShootSize.MEDIUM: 1.0, ShootSize.LARGE: 0.34}
MOST_ASKED = 12.0  # the hundreds before the camera as background are no crew
RARE = 0.06  # what a role weighs that no shoot typically has
ABOVE_THE_LINE = 0.35  # they come with the production more often than from the registry
# departments that a crew registry sees less of than their numbers on a shoot
FEWER = {
    "extras": 0.5, "animation": 0.5, "stage": 0.4, "studio-tv": 0.6, "advertising": 0.2, "producers": 0.6,
    "writing": 0.5, "music": 0.6, "stunts": 0.7, "security": 0.6, "post-sound": 0.7, "vfx": 0.8,
}  # fmt: skip
YEARS = {1: (6, 30, 11), 2: (4, 24, 8), 3: (1, 22, 5), 4: (0, 11, 3), 5: (0, 4, 1)}
"""Least, most and likeliest years in the trade by level."""
RELATED_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role with the years in it."""

    role: Role
    years: int

    @property
    def seniority(self) -> Seniority:
        """How far so many years bring somebody."""
        if self.years < 1:
            return Seniority.TRAINING
        if self.years < 4:
            return Seniority.JUNIOR
        return Seniority.EXPERIENCED if self.years < 10 else Seniority.SENIOR


class RoleMix:
    """Draws people's roles from the taxonomy."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self._taxonomy = taxonomy
        self._shares = list(accumulate(self.weight(role) for role in taxonomy.roles))
        # who does a role now has mostly done those below it: the links that step up into it
        self._before = {
            role.id: tuple(taxonomy.role(link.role_id) for link in role.links if link.weight >= RELATED_WEIGHT)
            for role in taxonomy.roles
        }
        self._below = {
            role.id: tuple(taxonomy.role(link.role_id) for link in role.links if link.kind is LinkKind.STEP_UP)
            for role in taxonomy.roles
        }

    @staticmethod
    def weight(role: Role) -> float:
        """Return how often the role is held, before normalising."""
        asked = min(MOST_ASKED, sum(share * role.typical_count.get(size, 0) for size, share in SIZES.items()))
        line = ABOVE_THE_LINE if role.line == "above" else 1.0
        return (asked + RARE) * line * FEWER.get(role.department_id, 1.0)

    def draw(self, random: Random) -> tuple[HeldRole, ...]:
        """Return a person's roles, the main one first; the others are those they came from or can also do."""
        main = random.choices(self._taxonomy.roles, cum_weights=self._shares)[0]
        least, most, likely = YEARS[main.level]
        years = int(random.triangular(least, most, likely))
        others = [role for role in self._before[main.id] if role.level >= main.level]
        draw = random.random()
        drawn = random.sample(others, min(len(others), (draw < 0.5) + (draw < 0.14)))
        held = [HeldRole(role, min(years + 3, 60) if role.level > main.level else years // 2) for role in drawn]
        return (HeldRole(main, years), *held)

    def earlier(self, random: Random, role: Role) -> Role:
        """Return a role that somebody in `role` was credited with years before."""
        below = self._below[role.id]
        return random.choice(below) if below else role
