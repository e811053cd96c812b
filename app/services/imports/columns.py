"""The columns that lists of crew and of credits may have: their name on pages and how people head them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from app.messages import LOCALES, mark, translate
from app.models.intake import UploadKind
from app.services.columns import Vocabulary

LABELS: Mapping[str, str] = {
    "registry_id": mark("Registry number"),
    "given_name": mark("Given name"),
    "surname": mark("Surnames"),
    "surname_1": mark("First surname"),
    "surname_2": mark("Second surname"),
    "full_name": mark("Full name"),
    "credit_name": mark("Credit name"),
    "pronouns": mark("Pronouns"),
    "email": mark("E-mail"),
    "phone": mark("Phone"),
    "channel": mark("Preferred channel"),
    "birth": mark("Birth date or year"),
    "base": mark("Base"),
    "work_bases": mark("Works as a local in"),
    "residence": mark("Residence"),
    "residence_since": mark("Resident since"),
    "role": mark("Roles"),
    "department": mark("Department"),
    "years": mark("Years in the role"),
    "seniority": mark("Seniority"),
    "languages": mark("Languages"),
    "english": mark("English level"),
    "credentials": mark("Licences and certificates"),
    "credential_expires": mark("Expiry of the licence"),
    "skills": mark("Skills"),
    "kit": mark("Own kit"),
    "vehicle": mark("Has a vehicle"),
    "travel": mark("Travels for work"),
    "travel_weeks": mark("Weeks away at most"),
    "offers_a_week": mark("Offers a week at most"),
    "asks_a_month": mark("Questions a month at most"),
    "rfc": mark("Has a tax id (RFC)"),
    "invoices": mark("Issues invoices"),
    "imss": mark("Has social security (IMSS)"),
    "programme": mark("Training programme"),
    "cohort": mark("Cohort"),
    "completed": mark("Training completed on"),
    "result": mark("Training result"),
    "consent_registry": mark("Consent: registry, day"),
    "consent_share": mark("Consent: share with productions, day"),
    "consent_statistics": mark("Consent: statistics, day"),
    "consent_training": mark("Consent: training, day"),
    "notice_version": mark("Version of the privacy notice"),
    "status": mark("State of the profile"),
    "note": mark("Notes"),
    "production": mark("Production title"),
    "year": mark("Year"),
    "kind": mark("Kind of production"),
    "unit": mark("Unit"),
    "company": mark("Company"),
}
"""Field -> its name on pages, a message id."""


@dataclass(frozen=True)
class ImportField:
    """A kind of column: its headings, an example in English and Spanish, whether several columns may hold it."""

    name: str
    headings: tuple[str, ...]
    example: tuple[str, str] = ("", "")
    repeatable: bool = False

    @property
    def label(self) -> str:
        """Its name on pages, a message id."""
        return LABELS[self.name]


@cache
def import_fields(kind: UploadKind) -> tuple[ImportField, ...]:
    """Return the columns that a kind of file may have, in the order of its template."""
    text = files("app").joinpath("data", "import_columns.yaml").read_text(encoding="utf-8")
    return tuple(
        ImportField(
            name,
            tuple(map(str, entry["headings"])),
            tuple(entry.get("example", ("", ""))),
            entry.get("repeatable", False),
        )
        for name, entry in yaml.load(text, Loader=yaml.CSafeLoader)[kind.value].items()
    )


def vocabulary(kind: UploadKind) -> Vocabulary:
    """Return the headings that are known for a kind of file; the fields' labels in both languages are headings too."""
    fields = import_fields(kind)
    return Vocabulary(
        {field.name: (*(translate(locale, field.label) for locale in LOCALES), *field.headings) for field in fields},
        frozenset(field.name for field in fields if field.repeatable),
    )
