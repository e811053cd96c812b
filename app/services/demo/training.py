"""Courses that the fictional registry's people take, cohort by cohort: over, under way, taking people in."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random

from app.models.credit import LEARNT, SEATED, Course, CourseStatus, TrainingRecord, TrainingResult
from app.services.certificate import ALPHABET, spell_number
from app.services.demo.bulk import Batch
from app.services.demo.person import Person
from app.services.demo.words import full_name

YEARS_BACK = 5
STARTS = ((2, "A"), (8, "B"))  # months in which cohorts begin
TAKERS = {1: 0.12, 2: 0.2, 3: 0.36, 4: 0.52, 5: 0.62}
"""Share of people with a course, by the level of their main role: training feeds the base of the pyramid."""

RESULTS = {TrainingResult.ATTENDED: 14, TrainingResult.COMPLETED: 46, TrainingResult.APPROVED: 40}
LEFT = {"Encontró trabajo en un rodaje": 5, "Motivos de salud": 2, "Se mudó": 1}
LEFT_SINCE_IT_BEGAN = LEFT | {"Dejó de asistir": 3}
LEAVE = 0.07
# programme, course, provider, hours, weeks, departments of those who take it, roles that it prepares for
OFFERS: tuple[tuple[str, str, str, int, int, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Jalisco Lab", "Production Basics", "Jalisco Lab", 40, 3,
     ("production", "production-office", "ad"), ("production-assistant", "office-production-assistant", "set-pa")),
    ("Jalisco Lab", "Gaffers y eléctricos", "Jalisco Lab", 60, 5,
     ("lighting", "rigging"), ("gaffer", "best-boy-electric", "electrician")),
    ("Jalisco Lab", "Tramoya y grip", "Jalisco Lab", 60, 5,
     ("grip", "rigging"), ("key-grip", "best-boy-grip", "grip")),
    ("Jalisco Lab", "Coordinación de producción", "Jalisco Lab", 48, 4,
     ("production-office", "production"), ("production-coordinator", "assistant-production-coordinator")),
    ("Jalisco Lab", "Producción en línea", "Jalisco Lab", 40, 4,
     ("producers", "production"), ("line-producer", "unit-production-manager")),
    ("Jalisco Lab", "Construcción y pintura de sets", "Jalisco Lab", 60, 5,
     ("construction", "scenic", "set-dressing"), ("construction-foreman", "carpenter", "set-painter")),
    ("Academia Filma", "Contabilidad para producción", "Academia Filma", 30, 3,
     ("accounting",), ("production-accountant", "first-assistant-accountant", "payroll-accountant")),
    ("Academia Filma", "Locaciones y permisos", "Academia Filma", 24, 2,
     ("locations", "transport"), ("assistant-location-manager", "location-scout", "permits-coordinator")),
    ("Academia Filma", "Vestuario y continuidad", "Academia Filma", 36, 3,
     ("costume", "script"), ("script-supervisor", "key-costumer", "costumer")),
    ("Academia Filma", "Maquillaje para cámara", "Academia Filma", 36, 3,
     ("makeup-hair",), ("key-makeup-artist", "makeup-artist")),
    ("Academia Filma", "Data y video assist", "Academia Filma", 30, 2,
     ("dit-video", "camera"), ("video-assist-operator", "data-manager")),
    ("Academia Filma", "Seguridad en set", "Academia Filma", 16, 1,
     ("health-safety", "security", "sfx", "stunts"), ("health-safety-supervisor", "safety-officer")),
    ("UdeG", "Asistencia de cámara", "Universidad de Guadalajara", 80, 16,
     ("camera", "dit-video"), ("first-ac", "second-ac", "camera-loader")),
    ("UdeG", "Dirección de arte", "Universidad de Guadalajara", 80, 16,
     ("art", "props", "set-dressing"), ("art-director", "assistant-art-director", "set-designer")),
    ("UdeG", "Asistencia de dirección", "Universidad de Guadalajara", 48, 8,
     ("ad", "script"), ("second-ad", "third-ad")),
    ("CAAV", "Sonido directo", "Universidad de Medios Audiovisuales", 64, 10,
     ("sound", "post-sound"), ("boom-operator", "sound-utility")),
    ("CAAV", "Edición y postproducción", "Universidad de Medios Audiovisuales", 64, 10,
     ("post", "vfx", "color-finishing"), ("post-coordinator", "assistant-editor")),
    ("Jalisco Lab", "Adaptación de obra para escritoras", "Jalisco Lab", 40, 1,
     ("writing",), ("adaptation-writer", "script-coordinator")),
)  # fmt: skip
CENTAVOS_AN_HOUR = 18_000
SEATS_AT_LEAST, PEOPLE_A_SEAT = 16, 150
OPEN_AT_LEAST, PEOPLE_AN_OPEN_SEAT = 5, 500
OPENS = 100
"""Days before its first one from which on a cohort takes people in."""

JOINS = 0.09
"""Share of people who want a seat in the next cohort of their department."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """A cohort as written, and how many of its seats are left is counted beside it."""

    course_id: int
    given_by: str
    starts_on: date
    ends_on: date
    status: CourseStatus
    role_ids: tuple[str, ...]
    seats: int


class Courses:
    """All cohorts that have begun by today, and the next of each course, by department."""

    def __init__(self, seed: int, crew: int, today: date) -> None:
        self._seed, self._crew, self._today = seed, crew, today
        self._by_department: dict[str, list[Cohort]] = {}
        self._next: dict[str, list[Cohort]] = {}
        self._taken: dict[int, int] = {}

    def write(self, batch: Batch) -> None:
        """Add every cohort that has begun, then the next round."""
        years = range(self._today.year - YEARS_BACK, self._today.year + 2)
        rounds = [(date(year, month, 1), f"{year}-{letter}") for year in years for month, letter in STARTS]
        coming = next(begins for begins in rounds if begins[0] > self._today)
        for begins, label in (each for each in rounds if each[0] <= coming[0]):
            for place, offer in enumerate(OFFERS):
                starts_on = begins + timedelta(days=3 * place)
                if starts_on <= self._today or begins == coming[0]:
                    self._add(batch, offer, starts_on, label)

    def _add(
        self,
        batch: Batch,
        offer: tuple[str, str, str, int, int, tuple[str, ...], tuple[str, ...]],
        starts_on: date,
        label: str,
    ) -> None:
        programme, name, provider, hours, weeks, departments, role_ids = offer
        ends_on = starts_on + timedelta(weeks=weeks)
        random = Random(f"{self._seed}/course/{name}/{label}")
        given, father, mother = full_name(random, feminine=random.random() < 0.5)
        begun = starts_on <= self._today
        least, people = (SEATS_AT_LEAST, PEOPLE_A_SEAT) if begun else (OPEN_AT_LEAST, PEOPLE_AN_OPEN_SEAT)
        status, seats = self._status(starts_on, ends_on), max(least, self._crew // people)
        course_id = batch.add(
            Course,
            programme=programme,
            name=name,
            provider=provider,
            cohort=label,
            instructor=f"{given} {father} {mother}",
            hours=hours,
            starts_on=starts_on,
            ends_on=ends_on,
            role_ids=list(role_ids),
            seats=seats,
            cost_per_seat_centavos=hours * CENTAVOS_AN_HOUR,
            status=status,
            fictional=True,
        )
        cohort = Cohort(course_id, f"{programme}: {name}"[:120], starts_on, ends_on, status, role_ids, seats)
        for department in departments:
            (self._by_department if begun else self._next).setdefault(department, []).append(cohort)

    def _status(self, starts_on: date, ends_on: date) -> CourseStatus:
        if ends_on <= self._today:
            return CourseStatus.FINISHED
        if starts_on <= self._today:
            return CourseStatus.RUNNING
        return CourseStatus.OPEN if (starts_on - self._today).days <= OPENS else CourseStatus.PLANNED

    def add_records(self, batch: Batch, person: Person, crew_member_id: int) -> list[Cohort]:
        """Add the courses that the person took, most took none; return those that they completed."""
        random, role = person.random, person.main.role
        own = Random(f"{self._seed}/training/{person.index}")
        completed: list[Cohort] = []
        cohorts = self._by_department.get(role.department_id, [])
        if cohorts and random.random() <= TAKERS[role.level]:
            for cohort in random.sample(cohorts, min(len(cohorts), random.choice((1, 1, 1, 2)))):
                running = cohort.ends_on > self._today
                drawn = TrainingResult.ENROLLED if running else random.choices(list(RESULTS), list(RESULTS.values()))[0]
                mentor = full_name(random, feminine=random.random() < 0.5) if random.random() < 0.2 else None
                result = self._add_record(batch, own, cohort, crew_member_id, drawn)
                if mentor and result in SEATED:
                    batch.rows[TrainingRecord][-1]["mentor"] = f"{mentor[0]} {mentor[1]}"
                if result in LEARNT:
                    completed.append(cohort)
        coming = self._next.get(role.department_id, [])
        if coming and person.is_active and person.doubles is None and own.random() < JOINS:
            wanted = TrainingResult.ASKED if own.random() < 0.3 else TrainingResult.ENROLLED
            self._add_record(batch, own, own.choice(coming), crew_member_id, wanted)
        return completed

    def _add_record(
        self, batch: Batch, own: Random, cohort: Cohort, crew_member_id: int, drawn: TrainingResult
    ) -> TrainingResult | None:
        """Add one record: without a free seat a live cohort has a waiting list, and in a past one they were not."""
        result = drawn
        if result in SEATED and own.random() < LEAVE and cohort.status is not CourseStatus.PLANNED:
            result = TrainingResult.DROPPED_OUT
        full = self._taken.get(cohort.course_id, 0) >= cohort.seats
        if result in SEATED and full:
            if cohort.status is CourseStatus.FINISHED:
                return None
            result = TrainingResult.WAITING
        if result in SEATED:
            self._taken[cohort.course_id] = self._taken.get(cohort.course_id, 0) + 1
        if cohort.status is CourseStatus.PLANNED and result is TrainingResult.ASKED:
            return None  # asking is for cohorts that take people in
        batch.add(
            TrainingRecord,
            crew_member_id=crew_member_id,
            course_id=cohort.course_id,
            **self._facts(own, cohort, result),
        )
        return result

    def _facts(self, own: Random, cohort: Cohort, result: TrainingResult) -> dict[str, object]:
        """Return the columns that go with a result."""
        queued = result in {TrainingResult.ASKED, TrainingResult.WAITING}
        days_ago, minute = own.randint(1, 20), own.randrange(600)
        at = datetime.combine(self._today - timedelta(days=days_ago), time(14), tzinfo=UTC) + timedelta(minutes=minute)
        certified = result is TrainingResult.APPROVED
        reasons = LEFT_SINCE_IT_BEGAN if cohort.starts_on <= self._today else LEFT
        issued_on = min(cohort.ends_on + timedelta(days=7), self._today)
        return {
            "result": result,
            "enrolled_on": None if queued else min(cohort.starts_on - timedelta(days=14), self._today),
            "queued_at": at if queued else None,
            "dropped_reason": own.choices(list(reasons), list(reasons.values()))[0] if result == "dropped_out" else "",
            "completed_on": cohort.ends_on if result in LEARNT else None,
            "certificate_number": spell_number(issued_on, "".join(own.choices(ALPHABET, k=8))) if certified else "",
            "certificate_issued_on": issued_on if certified else None,
        }
