"""Where the fictional registry's people live and work: the state's two cities, the lake, the coast, the capital."""

from random import Random

# gazetteer id -> share of people, in thousandths
BASES: dict[str, int] = {
    "14039": 235, "14120": 205, "14098": 72, "14101": 42, "14097": 58, "14070": 8, "14124": 4, "14044": 6,
    "14067": 78, "18020": 6, "180200013": 9, "180200059": 7, "180200092": 7, "180200083": 8, "180200027": 4,
    "14030": 10, "140300002": 14, "14050": 5,
    "14094": 8, "140230001": 9, "14053": 7, "14093": 7, "14059": 4, "14086": 4, "14015": 4, "14063": 6, "14083": 5,
    "09015": 32, "09003": 22, "09016": 15, "09014": 17, "09010": 9, "09012": 8, "15057": 6,
    "19039": 12, "22014": 8, "18017": 5, "06002": 5, "16053": 5, "11020": 4, "02004": 6, "31050": 4, "20067": 5,
}  # fmt: skip
NO_BASE_SHARE = 0.015

GUADALAJARA, VALLARTA, CHAPALA, MEXICO_CITY = "14039", "14067", "14030", "09"
COAST = frozenset({"14067", "18020", "180200013", "180200059", "180200092", "180200083", "180200027"})
LAKE = frozenset({"14030", "140300002", "14050"})

# where productions work from, with how often
PRODUCTION_BASES = {GUADALAJARA: 62, VALLARTA: 21, CHAPALA: 4, "14094": 5, MEXICO_CITY: 8}

_IDS, _SHARES = list(BASES), list(BASES.values())


def draw_base(random: Random) -> str | None:
    """Return a base; a few people never told theirs."""
    if random.random() < NO_BASE_SHARE:
        return None
    return random.choices(_IDS, _SHARES)[0]


def region_of(place: str | None) -> str:
    """Return the production base that a person of this place mostly works from."""
    if place in COAST:
        return VALLARTA
    if place and place.startswith(("09", "15")):
        return MEXICO_CITY
    return GUADALAJARA


def draw_work_bases(random: Random, base: str | None) -> list[str]:
    """Return places besides the base where the person works as a local: friends' sofas, a parents' house."""
    if random.random() > 0.18:
        return []
    if base in COAST or base in LAKE:
        return [GUADALAJARA]
    if base == GUADALAJARA or (base and base.startswith("14")):
        return [random.choices((VALLARTA, CHAPALA, MEXICO_CITY), (5, 2, 3))[0]]
    return [random.choice((GUADALAJARA, VALLARTA))]
