"""The digest of a signed report: SHA-256 over its lines and totals in one canonical form. People are no part of it."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from app.models.hire import HireLine, HireReport
from app.models.production import Production
from app.queries.hire import list_lines

OF_LINE = (
    "id", "booking_id", "role_id", "title_as_credited", "level", "starts_on", "ends_on", "days", "base_place",
    "residence_place", "residence_state", "residence_evidence", "residence_valid_until_on", "is_local",
    "is_local_to_base", "is_trainee", "programme", "pay_band", "confirmed",
)  # fmt: skip
"""What the digest covers of a line. The booking says who it was, for as long as that is known."""


def canonical(report: HireReport, lines: Sequence[HireLine]) -> bytes:
    """Return what is digested: JSON in UTF-8, keys sorted, no spaces, days as YYYY-MM-DD, lines by id.

    Corrections came after the signature and are no part of it.
    """
    signed = sorted((line for line in lines if line.corrects_id is None), key=lambda line: line.id or 0)
    content: dict[str, Any] = {
        "production": report.production_id,
        "number": report.number,
        "period": [report.starts_on.isoformat(), report.ends_on.isoformat()],
        "signer": [report.signer_name, report.signer_office],
        "others": report.others,
        "totals": report.totals,
        "lines": [{name: _plain(getattr(line, name)) for name in OF_LINE} for line in signed],
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def digest_of(report: HireReport, lines: Sequence[HireLine]) -> str:
    """Return the digest in hexadecimal."""
    return hashlib.sha256(canonical(report, lines)).hexdigest()


def is_true(session: Session, report: HireReport) -> bool:
    """Tell whether a signed report still reads as it was signed."""
    return digest_of(report, list_lines(session, report.id or 0)) == report.digest


def report_code(report: HireReport, production: Production) -> str:
    """Return what a report is called: the production's code and its number."""
    return f"{production.code}-R{report.number}"
