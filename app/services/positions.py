"""Positions of a need as matching reads them."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from app.models.need import Need, Position, PositionSpan
from app.models.production import Production
from app.queries.shortlist import list_base_places, list_dropped, list_position_spans
from app.services.places import get_gazetteer
from app.services.roster_rows import scale_of, team_keys
from app.services.taxonomy import get_taxonomy
from matching import types as plain
from matching.days import Span
from matching.places import DEFAULT_RADIUS_KM
from matching.text import fold


def read_positions(
    session: Session, need: Need, production: Production, rows: Sequence[Position]
) -> list[plain.Position]:
    """Return the positions whose role is known, with the days, bases and requirements that matching reads.

    Lines whose title is still asked back have no role and are left out.
    """
    ids = [row.id or 0 for row in rows]
    spans: dict[int, list[PositionSpan]] = {}
    for span in list_position_spans(session, ids):
        spans.setdefault(span.position_id, []).append(span)
    bases = list_base_places(session, need.production_id)
    return positions_of(production, rows, spans=spans, bases=bases, dropped=list_dropped(session, ids))


def positions_of(
    production: Production,
    rows: Sequence[Position],
    *,
    spans: Mapping[int, Sequence[PositionSpan]],
    bases: Sequence[str],
    dropped: Mapping[int, set[int]],
) -> list[plain.Position]:
    """Return what `read_positions` does of rows that are at hand, kept or not.

    `spans` and `dropped` people are by position id, `bases` the production's places, its first one first.
    """
    facts = _facts(production, sum(row.quantity for row in rows))
    taxonomy = get_taxonomy()
    return [
        _read(row, spans.get(row.id or 0, []), bases, facts, dropped.get(row.id or 0, set()))
        for row in rows
        if row.role_id and row.role_id in taxonomy
    ]


def _facts(production: Production, heads: int) -> plain.ProductionFacts:
    companies = [production.company] if production.company else []
    return plain.ProductionFacts(
        key=production.id or 0,
        kind=plain.ProductionKind(production.kind.value),
        scale=scale_of(heads),
        team=frozenset(team_keys(companies, production.team)),
    )


def _read(
    row: Position, spans: Sequence[PositionSpan], bases: Sequence[str], facts: plain.ProductionFacts, dropped: set[int]
) -> plain.Position:
    days = needed_days(row, spans)
    return plain.Position(
        key=row.id or 0,
        role=row.role_id or "",
        spans=tuple(span for span, _ in days),
        quantity=row.quantity,
        free_days=None if row.daily_dates else row.free_days,
        stays=_stays(days, bases),
        languages=tuple(_language(each) for each in row.languages),
        credentials=tuple(each if "_" in each else fold(each).replace(" ", "_") for each in row.credentials),
        skills=tuple(fold(each) for each in row.skills),
        min_credits=row.min_credits,
        local=plain.Local(row.local.value),
        accept_step_up=row.accept_step_up,
        trainee_slots=row.trainee_slots,
        priority=plain.Priority(row.priority.value),
        level=get_taxonomy().role(row.role_id or "").level,
        production=facts,
        excluded=frozenset(dropped),
    )


def needed_days(row: Position, spans: Sequence[PositionSpan]) -> list[tuple[Span, str | None]]:
    """Return the needed spans, each with its place: as stored, else each dated daily, else the whole line."""
    if spans:
        return [(Span(span.starts_on, span.ends_on), span.place) for span in spans]
    dated = sorted(date.fromisoformat(day) for day in row.daily_dates)
    return [(Span(day, day), None) for day in dated] or [(Span(row.starts_on, row.ends_on), None)]


def _stays(days: Sequence[tuple[Span, str | None]], bases: Sequence[str]) -> tuple[plain.Stay, ...]:
    by_place: dict[str, list[Span]] = {}
    for span, place in days:
        where = place or (bases[0] if bases else None)
        if where and where in get_gazetteer():
            by_place.setdefault(where, []).append(span)
    return tuple(plain.Stay(point_of(place), tuple(spans)) for place, spans in by_place.items())


def point_of(place_id: str) -> plain.Point:
    """Return a place of the gazetteer as a base: who lives in its area, or within its radius, is local."""
    gazetteer = get_gazetteer()
    place, area = gazetteer.get(place_id), gazetteer.area_of(place_id)
    radius = area.radius_km if area else DEFAULT_RADIUS_KM
    return plain.Point(place.lat, place.lon, place.state_id, area.id if area else "", round(radius))


def _language(typed: Mapping[str, str]) -> plain.LanguageNeed:
    level = plain.Cefr.__members__.get(typed.get("level", "").upper(), plain.Cefr.A1)
    return plain.LanguageNeed(typed.get("language", ""), level, required=typed.get("required", "yes") == "yes")
