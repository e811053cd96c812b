"""A hire report as files and pages show it: columns, cells and totals in a language."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from app.labels import label_of
from app.messages import mark, translate
from app.models.crew import CrewStatus, ResidenceEvidenceKind
from app.models.hire import HireLine, HireReport, ReportStatus
from app.models.privacy import SensitiveQuestion
from app.models.production import Production
from app.queries.hire import list_lines, list_people
from app.services.hire.digest import digest_of, report_code
from app.services.hire.reading import Reading, read_lines
from app.services.hire.sign import total_of
from app.services.hire.totals import Verdict, judge, judge_departments
from app.services.place_choices import place_name
from app.services.role_choices import department_name, department_of, role_name
from app.services.taxonomy import get_taxonomy
from config import get_settings

NO_NAME = mark("Name erased (no. %(id)s)")
ANSWER_WORDS = {
    "woman": mark("Women"),
    "man": mark("Men"),
    "non_binary": mark("Non-binary"),
    "own_words": mark("In other words"),
    "yes": mark("Yes"),
    "no": mark("No"),
    "not_said": mark("Not said"),
}
QUESTION_WORDS = {
    SensitiveQuestion.GENDER: mark("Gender"),
    SensitiveQuestion.INDIGENOUS: mark("Indigenous people"),
    SensitiveQuestion.AFRO_MEXICAN: mark("Afro-Mexican people"),
    SensitiveQuestion.DISABILITY: mark("Disability"),
    SensitiveQuestion.LGBT: mark("LGBT+"),
    SensitiveQuestion.UNION: mark("Union membership"),
}
COLUMNS = (
    mark("Department"),
    mark("Role"),
    mark("Credited as"),
    mark("Person"),
    mark("Level"),
    mark("First day"),
    mark("Last day"),
    mark("Days"),
    mark("Base"),
    mark("Residence"),
    mark("State"),
    mark("Proof of residence"),
    mark("Proof valid until"),
    mark("Resident"),
    mark("Local to the base"),
    mark("Trainee"),
    mark("Programme"),
    mark("Pay band"),
    mark("Worked"),
    mark("Correction"),
)
Cell = str | int | date | None


@dataclass(frozen=True)
class ReportView:
    """A report with all that is shown of it. `corrected` are the totals as they read after corrections, if any."""

    report: HireReport
    production: Production
    readings: tuple[Reading, ...]
    names: Mapping[int, str]
    totals: Mapping[str, Any]
    corrected: Mapping[str, Any] | None
    holds: bool | None
    commission: str
    state: str
    groups: tuple[tuple[str, tuple[Reading, ...]], ...] = field(default=())

    @property
    def code(self) -> str:
        """What the report is called."""
        return report_code(self.report, self.production)

    @property
    def signed(self) -> bool:
        """Whether it is signed."""
        return self.report.status is ReportStatus.SIGNED

    @property
    def shares(self) -> dict[str, Verdict]:
        """The local share by people and by days, as signed."""
        return judge(self.totals)

    @property
    def department_shares(self) -> dict[str, dict[str, Verdict]]:
        """The local share by department."""
        return judge_departments(self.totals)

    @property
    def made_at(self) -> datetime:
        """When it was signed, or drafted."""
        return self.report.signed_at or self.report.made_at


def view_report(session: Session, report: HireReport, production: Production, *, locale: str) -> ReportView:
    """Return what is shown of a report: for a draft its totals as they would be signed now."""
    lines = list_lines(session, report.id or 0)
    readings = read_lines(lines)
    signed = report.status is ReportStatus.SIGNED
    corrected = any(each.corrections for each in readings)
    now = [each.now for each in readings]
    settings = get_settings()
    return ReportView(
        report=report,
        production=production,
        readings=tuple(readings),
        names=_names(session, lines, locale),
        totals=report.totals if signed else _open_totals(session, report, production, now),
        corrected=_open_totals(session, report, production, now) if corrected else None,
        holds=digest_of(report, lines) == report.digest if signed else None,
        commission=settings.commission_name or translate(locale, mark("Film commission")),
        state=settings.commission_state,
        groups=tuple(_grouped(readings)),
    )


def _open_totals(session: Session, report: HireReport, production: Production, lines: list[HireLine]) -> dict[str, Any]:
    """Return totals without how people describe themselves: that is counted once, at signing."""
    return total_of(session, report, production, lines, inclusion=False)


def _names(session: Session, lines: Iterable[HireLine], locale: str) -> dict[int, str]:
    people = list_people(session, {line.crew_member_id for line in lines})
    return {
        key: translate(locale, NO_NAME, id=key) if each.status is CrewStatus.ERASED or not each.name else each.name
        for key, each in people.items()
    }


def _grouped(readings: Sequence[Reading]) -> Iterable[tuple[str, tuple[Reading, ...]]]:
    """Yield departments in the taxonomy's order, each with its lines, heads first."""
    taxonomy = get_taxonomy()

    def order(reading: Reading) -> tuple[Any, ...]:
        role_id = reading.first.role_id
        known = taxonomy.order_key(role_id) if role_id in taxonomy else (999, 9, role_id)
        return (*known, reading.first.starts_on, reading.first.id or 0)

    found: dict[str, list[Reading]] = {}
    for reading in sorted(readings, key=order):
        found.setdefault(department_of(reading.first.role_id), []).append(reading)
    for department, rows in found.items():
        yield department, tuple(rows)


def evidence_word(line: HireLine, locale: str) -> str:
    """Return the kind of proof that was valid on the first day; nothing where there was none."""
    return label_of(ResidenceEvidenceKind(line.residence_evidence), locale) if line.residence_evidence else ""


def line_cells(view: ReportView, line: HireLine, locale: str) -> list[Cell]:
    """Return a row's cells in the order of COLUMNS."""
    words = {True: translate(locale, mark("yes")), False: translate(locale, mark("no"))}

    return [
        department_name(department_of(line.role_id), locale),
        role_name(line.role_id, locale),
        line.title_as_credited,
        view.names.get(line.crew_member_id, ""),
        line.level,
        line.starts_on,
        line.ends_on,
        line.days,
        place_name(line.base_place),
        place_name(line.residence_place),
        line.residence_state,
        evidence_word(line, locale),
        line.residence_valid_until_on,
        words[line.is_local],
        words[line.is_local_to_base],
        words[line.is_trainee],
        line.programme,
        line.pay_band,
        words[line.confirmed],
        line.reason,
    ]


def say_verdict(name: str, verdict: Verdict, locale: str) -> str:
    """Return a share in words: how much, whether the rule is met, and what is missing."""
    if verdict.percent is None:
        return translate(locale, mark("Nobody worked in this period."))
    unit = {"people": mark("%(percent)s %% of the people are residents (%(reached)s of %(whole)s)"),
            "days": mark("%(percent)s %% of the days are residents' (%(reached)s of %(whole)s)")}[name]  # fmt: skip
    text = translate(locale, unit, percent=verdict.percent, reached=verdict.reached, whole=verdict.whole)
    if verdict.asked is None:
        return text
    asked = f"{verdict.asked:g}"
    if verdict.met:
        return f"{text}: {translate(locale, mark('the rule of %(asked)s %% is met'), asked=asked)}"
    missed = mark("the rule of %(asked)s %% is not met, %(missing)s more would have to be residents")
    return f"{text}: {translate(locale, missed, asked=asked, missing=verdict.missing)}"


def total_tables(totals: Mapping[str, Any], locale: str) -> list[tuple[str, list[tuple[str, Cell, Cell]]]]:
    """Return the totals as small tables: heading, rows of (name, people, days); None is a suppressed cell."""
    found: list[tuple[str, Mapping[str, Any], Callable[[str], str]]] = [
        (mark("By municipality of residence"), totals["municipalities"], place_name),
        (mark("By state of residence"), totals["states"], str),
        (
            mark("Trainees by programme"),
            totals["programmes"],
            lambda key: str(key) or translate(locale, mark("none named")),
        ),
        (mark("By pay band"), totals["pay_bands"], str),
    ]
    unknown = translate(locale, mark("not known"))
    return [
        (translate(locale, heading), [(name(key) or unknown, row["people"], row["days"]) for key, row in rows.items()])
        for heading, rows, name in found
        if rows
    ]


def inclusion_rows(totals: Mapping[str, Any], locale: str) -> list[tuple[str, list[tuple[str, int | None]]]]:
    """Return how those who worked describe themselves: question -> (answer, people or None where under five).

    Questions of which nothing can be told are left out.
    """
    return [
        (
            translate(locale, QUESTION_WORDS[SensitiveQuestion(question)]),
            [(translate(locale, ANSWER_WORDS[answer]), count) for answer, count in counts.items()],
        )
        for question, counts in totals.get("inclusion", {}).items()
        if any(count is not None for count in counts.values())
    ]
