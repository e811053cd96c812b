"""What of a profile a file may prove, by its name in the page's language."""

from app.labels import label_of
from app.models.crew import CredentialKind
from app.models.registration import EvidenceKind
from app.queries.crew import Profile
from app.services.role_choices import role_name


def list_subjects(profile: Profile, locale: str) -> list[tuple[EvidenceKind, int, str]]:
    """Return each licence, credit and role of the person as (kind, id, name)."""
    return [
        *(
            (
                EvidenceKind.CREDENTIAL,
                row.id or 0,
                row.title if row.kind is CredentialKind.OTHER else label_of(row.kind, locale),
            )
            for row in profile.credentials
        ),
        *((EvidenceKind.CREDIT, row.id or 0, f"{title.name} ({title.year})") for row, title in profile.credits),
        *((EvidenceKind.ROLE, row.id or 0, role_name(row.role_id, locale)) for row in profile.roles),
    ]
