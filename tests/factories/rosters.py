"""Random people and positions for property tests, small enough that everyone competes with everyone."""

from datetime import timedelta

from hypothesis import strategies as st

from app.db import MAX_ID
from matching.days import Span
from matching.rows import Engaged, PersonFlag, Stated
from matching.types import (
    Cefr,
    LanguageNeed,
    Local,
    Position,
    Priority,
    ProductionFacts,
    ProductionKind,
    Scale,
    Stay,
)
from tests.factories.roster_rows import (
    BUCERIAS,
    GUADALAJARA,
    MEXICO_CITY,
    NEVER,
    TODAY,
    VALLARTA,
    ZAPOPAN,
    Done,
    Held,
    Person,
    Title,
)

ROLES = ("gaffer", "best-boy-electric", "rigging-gaffer", "key-grip", "lighting-director")
POINTS = (GUADALAJARA, ZAPOPAN, VALLARTA, BUCERIAS, MEXICO_CITY)
LANGUAGES = ("es", "en", "lsm")
CREDENTIALS = ("afac_licence", "first_aid")
SKILLS = ("led", "night work")
TEAM = ("nube roja", "ana lópez")

TITLES = (Title(11, 2026, TEAM[:1]), Title(5, 2014, TEAM[1:]), Title(8, 1990, TEAM), Title(3, 2024, ()))

offsets = st.integers(-20, 800)
levels = st.sampled_from(Cefr)


@st.composite
def span_days(draw: st.DrawFn) -> Span:
    first = draw(offsets)
    return Span(TODAY + timedelta(days=first), TODAY + timedelta(days=first + draw(st.integers(0, 70))))


@st.composite
def people(draw: st.DrawFn) -> Person:
    roles = draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=3))
    spans = st.lists(st.tuples(st.sampled_from(Stated), span_days()), max_size=4)
    by_feed = st.lists(st.tuples(st.sampled_from([Stated.TENTATIVE, Stated.UNAVAILABLE]), span_days()), max_size=3)
    engaged = st.lists(st.tuples(st.sampled_from(Engaged), span_days(), st.integers(1, 3)), max_size=3)
    unique = st.lists(st.sampled_from(LANGUAGES), unique=True)
    return Person(
        id=draw(st.integers(1, MAX_ID)),
        roles=tuple(Held(r, draw(st.integers(0, 60)), i == 0, draw(st.booleans())) for i, r in enumerate(roles)),
        flags=PersonFlag(draw(st.sampled_from([0, 1, 2, 3, 3, 3, 7, 11, 11, 15]))),
        stated_on=draw(st.sampled_from([NEVER, *(TODAY - timedelta(days=d) for d in (0, 7, 59, 60, 400))])),
        travel_weeks=draw(st.sampled_from([0, 1, 4, 255])),
        state=draw(st.sampled_from(["Jalisco", "Nayarit", ""])),
        residence_until=TODAY + timedelta(days=draw(st.sampled_from([-1, 0, 400]))),
        rotation=draw(st.integers(0, 9)),
        bases=tuple(draw(st.lists(st.sampled_from(POINTS), unique=True, min_size=1, max_size=3))),
        credits=tuple(draw(st.lists(credits_, max_size=9))),
        languages=tuple((name, draw(levels)) for name in draw(unique)),
        credentials=tuple(
            (kind, draw(st.sampled_from([None, TODAY, TODAY + timedelta(days=300)])))
            for kind in draw(st.lists(st.sampled_from(CREDENTIALS), unique=True))
        ),
        skills=tuple(draw(st.lists(st.sampled_from(SKILLS), unique=True))),
        training=tuple(draw(st.lists(st.sampled_from(ROLES), unique=True, max_size=2))),
        worked=tuple(draw(st.lists(st.sampled_from(TITLES), unique=True))),
        said=tuple((what, span.starts_on, span.ends_on) for what, span in draw(spans)),
        feed=tuple((what, span.starts_on, span.ends_on) for what, span in draw(by_feed)),
        engaged=tuple((what, span.starts_on, span.ends_on, key) for what, span, key in draw(engaged)),
    )


credits_ = st.builds(
    Done,
    role=st.sampled_from([*ROLES, None]),
    year=st.integers(1970, 2027),
    kind=st.sampled_from([*ProductionKind, None]),
    scale=st.sampled_from(Scale),
)


@st.composite
def positions(draw: st.DrawFn, key: int = 1) -> Position:
    spans = tuple(draw(st.lists(span_days(), min_size=1, max_size=3)))
    needs = st.builds(LanguageNeed, st.sampled_from(LANGUAGES), levels, st.booleans())
    return Position(
        key=key,
        role=draw(st.sampled_from(ROLES)),
        spans=spans,
        quantity=draw(st.integers(1, 3)),
        free_days=draw(st.sampled_from([None, None, 1, 5])),
        stays=tuple(Stay(draw(st.sampled_from(POINTS)), (span,)) for span in spans) if draw(st.booleans()) else (),
        languages=tuple(draw(st.lists(needs, max_size=2, unique_by=lambda need: need.language))),
        credentials=tuple(draw(st.lists(st.sampled_from(CREDENTIALS), unique=True, max_size=1))),
        skills=tuple(draw(st.lists(st.sampled_from(SKILLS), unique=True))),
        min_credits=draw(st.sampled_from([0, 0, 2])),
        local=draw(st.sampled_from(Local)),
        accept_step_up=draw(st.booleans()),
        priority=draw(st.sampled_from(Priority)),
        production=ProductionFacts(
            key=draw(st.integers(0, 3)),
            kind=draw(st.sampled_from([None, *ProductionKind])),
            scale=draw(st.sampled_from(Scale)),
            team=frozenset(draw(st.lists(st.sampled_from(TEAM), unique=True))),
        ),
    )


registries = st.lists(people(), max_size=25, unique_by=lambda person: person.id)
