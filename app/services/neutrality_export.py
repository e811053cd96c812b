"""The neutrality figures as a file: one table, a block after the other."""

from collections.abc import Iterator

from sqlmodel import Session

from app.messages import mark, translate
from app.services.audit import Actor, record_audit
from app.services.audit_export import write_sheet
from app.services.csv_out import BOM, write_rows
from app.services.neutrality import Neutrality
from app.services.place_choices import place_label
from app.services.role_choices import role_name

HEADING = (mark("Figure"), mark("Of what"), mark("Shown"), mark("Asked"), mark("Hired"), mark("Share %"))
BLOCKS = {
    "persons": mark("Person"),
    "roles": mark("Role"),
    "bases": mark("Base"),
    "months": mark("Month"),
}


def export_neutrality(session: Session, actor: Actor, found: Neutrality, *, form: str, locale: str) -> bytes:
    """Return the figures as `csv` or `xlsx`, and note that they went out."""
    rows: list[list[object]] = [[translate(locale, name) for name in HEADING], *_rows(found, locale)]
    after = {"from": found.since.isoformat(), "to": found.until.isoformat(), "format": form}
    record_audit(session, actor, "audit:neutrality:exported", subject_kind="audit", after=after)
    session.flush()
    return write_sheet(rows) if form == "xlsx" else (BOM + write_rows(rows)).encode()


def _rows(found: Neutrality, locale: str) -> Iterator[list[object]]:
    for block, word in BLOCKS.items():
        for each in getattr(found, block):
            name = key_words(found, block, each.key, locale)
            yield [translate(locale, word), name, each.shown, each.asked, each.hired, round(each.share, 1)]
    yield [translate(locale, mark("Share of the top forty")), "", "", "", "", round(found.top_share, 1)]
    yield [translate(locale, mark("Gini coefficient")), "", "", "", "", round(found.gini, 3)]
    turned = found.rotation
    yield [translate(locale, mark("Places that rotation gave to others")), turned.places, turned.changed]


def key_words(found: Neutrality, block: str, key: str, locale: str) -> str:
    """Return what a row of a block is called."""
    if block == "persons":
        return found.names.get(int(key), key)
    if block == "roles":
        return role_name(key, locale) if key else translate(locale, mark("title not settled"))
    if block == "bases":
        return place_label(key) if key else translate(locale, mark("no base told"))
    return key
