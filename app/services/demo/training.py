"""Courses that the fictional registry's people took, cohort by cohort."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.models.credit import Course, TrainingRecord, TrainingResult
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from app.services.demo.words import full_name
from matching.role_entries import TRAINEE_LEVEL
from matching.roles import Taxonomy

YEARS_BACK = 5
STARTS = ((2, "A"), (8, "B"))  # months in which cohorts begin
TAKERS = {1: 0.12, 2: 0.2, 3: 0.36, 4: 0.52, 5: 0.62}
"""Share of people with a course, by the level of their main role: training feeds the base of the pyramid."""

RESULTS = {TrainingResult.ATTENDED: 14, TrainingResult.COMPLETED: 46, TrainingResult.APPROVED: 40}
# programme, course, provider, hours, weeks, departments it prepares for
OFFERS: tuple[tuple[str, str, str, int, int, tuple[str, ...]], ...] = (
    ("Jalisco Lab", "Production Basics", "Jalisco Lab", 40, 3, ("production", "production-office", "ad")),
    ("Jalisco Lab", "Gaffers y eléctricos", "Jalisco Lab", 60, 5, ("lighting", "rigging")),
    ("Jalisco Lab", "Tramoya y grip", "Jalisco Lab", 60, 5, ("grip", "rigging")),
    ("Jalisco Lab", "Coordinación de producción", "Jalisco Lab", 48, 4, ("production-office", "production")),
    ("Jalisco Lab", "Producción en línea", "Jalisco Lab", 40, 4, ("producers", "production")),
    ("Jalisco Lab", "Construcción y pintura de sets", "Jalisco Lab", 60, 5, ("construction", "scenic", "set-dressing")),
    ("Academia Filma", "Contabilidad para producción", "Academia Filma", 30, 3, ("accounting",)),
    ("Academia Filma", "Locaciones y permisos", "Academia Filma", 24, 2, ("locations", "transport")),
    ("Academia Filma", "Vestuario y continuidad", "Academia Filma", 36, 3, ("costume", "script")),
    ("Academia Filma", "Maquillaje para cámara", "Academia Filma", 36, 3, ("makeup-hair",)),
    ("Academia Filma", "Data y video assist", "Academia Filma", 30, 2, ("dit-video", "camera")),
    ("Academia Filma", "Seguridad en set", "Academia Filma", 16, 1, ("health-safety", "security", "sfx", "stunts")),
    ("UdeG", "Asistencia de cámara", "Universidad de Guadalajara", 80, 16, ("camera", "dit-video")),
    ("UdeG", "Dirección de arte", "Universidad de Guadalajara", 80, 16, ("art", "props", "set-dressing")),
    ("UdeG", "Asistencia de dirección", "Universidad de Guadalajara", 48, 8, ("ad", "script")),
    ("CAAV", "Sonido directo", "Universidad de Medios Audiovisuales", 64, 10, ("sound", "post-sound")),
    (
        "CAAV",
        "Edición y postproducción",
        "Universidad de Medios Audiovisuales",
        64,
        10,
        ("post", "vfx", "color-finishing"),
    ),
    ("Jalisco Lab", "Adaptación de obra para escritoras", "Jalisco Lab", 40, 1, ("writing",)),
)


@dataclass(frozen=True, slots=True)
class _Cohort:
    course_id: int
    label: str
    ends_on: date


class Courses:
    """All cohorts up to today, by department."""

    def __init__(self, taxonomy: Taxonomy, today: date) -> None:
        self._taxonomy, self._today = taxonomy, today
        self._by_department: dict[str, list[_Cohort]] = {}

    def write(self, batch: Batch) -> None:
        """Add every cohort that has begun."""
        for year in range(self._today.year - YEARS_BACK, self._today.year + 1):
            for month, letter in STARTS:
                for place, offer in enumerate(OFFERS):
                    starts_on = date(year, month, 1) + timedelta(days=3 * place)
                    if starts_on <= self._today:
                        self._add(batch, offer, starts_on, f"{year}-{letter}")

    def _add(
        self, batch: Batch, offer: tuple[str, str, str, int, int, tuple[str, ...]], starts_on: date, cohort: str
    ) -> None:
        programme, name, provider, hours, weeks, departments = offer
        ends_on = starts_on + timedelta(weeks=weeks)
        roles = [role for department in departments for role in self._taxonomy.roles_of(department)]
        course_id = batch.add(
            Course,
            programme=programme,
            name=name,
            provider=provider,
            cohort=cohort,
            hours=hours,
            starts_on=starts_on,
            ends_on=ends_on,
            role_ids=[role.id for role in roles if role.level >= TRAINEE_LEVEL - 2],
            fictional=True,
        )
        for department in departments:
            self._by_department.setdefault(department, []).append(_Cohort(course_id, f"{name[:3]}-{cohort}", ends_on))

    def add_records(self, batch: Batch, person: Person, crew_member_id: int) -> None:
        """Add the courses that the person took; most took none."""
        random, role = person.random, person.main.role
        cohorts = self._by_department.get(role.department_id, [])
        if not cohorts or random.random() > TAKERS[role.level]:
            return
        for cohort in random.sample(cohorts, min(len(cohorts), random.choice((1, 1, 1, 2)))):
            running = cohort.ends_on > self._today
            result = TrainingResult.ENROLLED if running else random.choices(list(RESULTS), list(RESULTS.values()))[0]
            mentor = full_name(random, feminine=random.random() < 0.5) if random.random() < 0.2 else None
            certified = result is TrainingResult.APPROVED
            batch.add(
                TrainingRecord,
                crew_member_id=crew_member_id,
                course_id=cohort.course_id,
                result=result,
                completed_on=None if running else cohort.ends_on,
                certificate_number=f"{cohort.label}-{crew_member_id:06d}".upper() if certified else "",
                mentor=f"{mentor[0]} {mentor[1]}" if mentor else "",
            )
