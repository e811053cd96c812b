"""What became of the fictional registry's graduates: roles in training, placements beside mentors, and who counts."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.models.crew import CrewMember, CrewRole, Seniority, Verification
from app.models.placement import Placement, PlacementOutcome
from app.services.crew_text import search_text
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from app.services.demo.productions import Shoot
from app.services.demo.training import Cohort

RECENT = timedelta(days=540)
"""Whose course is longer ago has long been in the trade, or left it."""

PLACED, JUDGED, COUNTS = 0.4, 0.75, 0.6
OUTCOMES = {
    PlacementOutcome.RECOMMENDED: 62,
    PlacementOutcome.MORE_PRACTICE: 30,
    PlacementOutcome.NOT_RECOMMENDED: 8,
}
NOTES = {
    PlacementOutcome.RECOMMENDED: ("Puntual y con criterio; ya puede solo.", "Aprende rápido, cuida el equipo."),
    PlacementOutcome.MORE_PRACTICE: ("Le falta un rodaje más con equipo grande.", "Bien, con supervisión."),
    PlacementOutcome.NOT_RECOMMENDED: ("Faltó dos llamados sin avisar.",),
}
LONGEST, HOURS_A_DAY = 12, 10
NEAR = 100
"""Days from today within which the shoots lie that graduates are placed on."""


@dataclass
class Graduates:
    """Gives roles and placements to graduates; remembers who holds a role in full, to be a mentor."""

    seed: int
    today: date
    shoots: list[Shoot]
    _mentors: dict[str, list[int]] = field(default_factory=dict)

    def write(self, batch: Batch, person: Person, crew_member_id: int, completed: list[Cohort]) -> None:
        """Add what follows from the courses that the person completed lately."""
        held = {each.role.id: each.seniority for each in person.roles}
        random = Random(f"{self.seed}/graduate/{person.index}")
        if person.is_active and person.doubles is None:
            for cohort in completed:
                if cohort.ends_on >= self.today - RECENT:
                    self._graduate(batch, random, crew_member_id, cohort, held)
            for role_id, seniority in held.items():
                if seniority is not Seniority.TRAINING:
                    self._mentors.setdefault(role_id, []).append(crew_member_id)

    def _graduate(
        self, batch: Batch, random: Random, crew_member_id: int, cohort: Cohort, held: dict[str, Seniority]
    ) -> None:
        new = [role_id for role_id in cohort.role_ids if role_id not in held]
        if not new:
            return
        placed = random.random() < PLACED and self._place(batch, random, crew_member_id, cohort, new[-1])
        counts = placed and random.random() < COUNTS
        for role_id in new:
            junior = counts and role_id == new[-1]
            held[role_id] = Seniority.JUNIOR if junior else Seniority.TRAINING
            batch.add(
                CrewRole,
                crew_member_id=crew_member_id,
                role_id=role_id,
                seniority=held[role_id],
                verification=Verification.VERIFIED,
                verified_by="Comisión (ficticia)" if junior else cohort.given_by,
            )
        member = batch.rows[CrewMember][-1]
        member["search_text"] = search_text((member["search_text"],), new)

    def _place(self, batch: Batch, random: Random, crew_member_id: int, cohort: Cohort, role_id: str) -> bool:
        """Add a placement after the course where there is a mentor and a shoot; tell whether the mentor recommends."""
        shoots = [
            shoot
            for shoot in self.shoots
            if shoot.starts_on > cohort.ends_on and (shoot.starts_on - self.today).days < NEAR
        ]
        mentors = self._mentors.get(role_id)
        if not (mentors and shoots):
            return False
        shoot = random.choice(shoots)
        days = min((shoot.ends_on - shoot.starts_on).days + 1, random.randint(4, LONGEST))
        ends_on = shoot.starts_on + timedelta(days=days - 1)
        judged = ends_on < self.today and random.random() < JUDGED
        outcome = random.choices(list(OUTCOMES), list(OUTCOMES.values()))[0] if judged else None
        made_on = min(shoot.starts_on - timedelta(days=12), self.today - timedelta(days=1))
        batch.add(
            Placement,
            crew_member_id=crew_member_id,
            role_id=role_id,
            mentor_id=random.choice(mentors),
            course_id=cohort.course_id,
            production_id=shoot.production_id,
            starts_on=shoot.starts_on,
            ends_on=ends_on,
            hours=days * HOURS_A_DAY if judged else None,
            outcome=outcome,
            outcome_on=min(ends_on + timedelta(days=3), self.today) if judged else None,
            mentor_note=random.choice(NOTES[outcome]) if outcome else "",
            made_at=datetime.combine(made_on, time(17), tzinfo=UTC),
            fictional=True,
        )
        return outcome is PlacementOutcome.RECOMMENDED
