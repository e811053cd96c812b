"""The words of crew titles in English and Spanish: one concept a word, however it is written.

Language knowledge only; roles and their aliases come from the taxonomy. Keys are folded (lower case, no accents).
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

# Level words: a title that holds one is never matched with an alias that lacks it, or the other way round.
ORDINALS = {
    "1st": "first 1st 1er 1ero 1ro 1o 1a 1ra 1era 1rst primer primero primera",
    "2nd": "second 2nd 2do 2ndo 2o 2a 2da 2nda segundo segunda",
    "3rd": "third 3rd 3er 3ero 3ro 3o 3a 3ra 3era tercer tercero tercera",
}
LEVEL_WORDS = {
    "assistant": "assistant assistants asst assts assist asistente asistentes asist asists asis asistent assistente "
    "assistentes ast",
    "ayudante": "ayudante ayudantes ayte aytes ayud",
    "auxiliar": "auxiliar auxiliares aux",
    "trainee": "trainee trainees intern interns internship meritorio practicante becario aprendiz apprentice",
    "runner": "runner runers runners",
    "chief": "jefe jefa jefes jefas chief head heads hod jefatura",
    "key": "key",
    "lead": "lead",
    "supervisor": "supervisor supervisora supervisores sup supe superv supervision supervising supervised",
    "coordinator": "coordinator coordinators coordinador coordinadora coordinadores coordinacion coord coor coords "
    "coordinating cordinador",
    "manager": "manager managers mgr mngr gerente gerenta gerentes gerencia gte gerent",
    "captain": "captain captains capitan capitana capitanes",
    "foreman": "foreman foremen foreperson capataz",
    "bestboy": "bestboy bestboys bb",
    "pa": "pa pas",
    "associate": "associate assoc asociado asociada asoc",
    "executive": "executive exec ejecutivo ejecutiva ejecutivos",
    "co": "co",
    "sub": "subgerente deputy sub",
    "apoyo": "apoyo support",
    "master": "master maestro maestra mstr",
    "leadman": "leadman leadmen",
}
CONCEPTS = {
    "production": "production produccion prod produ produccio",
    "producer": "producer producers productor productora productores produced",
    "director": "director directora directores directors dir directed",
    "direction": "direction direccion directing",
    "operator": "operator operators operador operadora operadores op ops oper operater",
    "technician": "technician technicians tecnico tecnica tecnicos tech techs tec technican",
    "designer": "designer designers disenador disenadora diseno design designs designed disenio dis",
    "editor": "editor editora editors editores edicion editing edited edit",
    "writer": "writer writers escritor escritora written escritores guionista guionistas",
    "camera": "camera cameras camara camaras cam cams",
    "sound": "sound sonido",
    "art": "art arte",
    "costume": "costume costumes vestuario wardrobe",
    "makeup": "makeup maquillaje mup mu",
    "hair": "hair peinado peinados",
    "hairstylist": "hairstylist hairstylists peinador peinadora hairdresser hairdressers",
    "makeupartist": "maquillista maquillistas maquillador maquilladora",
    "location": "location locations locacion locaciones loc locs localizaciones",
    "transport": "transport transporte transportes transportation transportacion transpo",
    "driver": "driver drivers chofer choferes conductor conductores",
    "extra": "extra extras background bg figuracion crowd",
    "stunt": "stunt stunts",
    "post": "post postproduccion posproduccion postproduction postpro",
    "casting": "casting",
    "talent": "talent talento cast elenco",
    "script": "script scripts escript",
    "continuity": "continuity continuidad",
    "travel": "travel viaje viajes",
    "accounting": "accounting contabilidad accountant accountants contador contadora acct contable",
    "unit": "unit unidad",
    "office": "office oficina",
    "electric": "electric electrico electrica electricos electrics elec electricista electrician electricians",
    "lighting": "lighting iluminacion luz luces",
    "rigging": "rigging rig",
    "grip": "grip grips",
    "props": "props prop utileria",
    "construction": "construction construccion constr",
    "decoration": "decoration decoracion deco dec",
    "decorator": "decorator decorators decorador decoradora",
    "buyer": "buyer buyers comprador compradora compradores compras shopper shoppers",
    "painter": "painter painters pintor pintora pintores",
    "scenic": "scenic escenico escenica",
    "carpenter": "carpenter carpenters carpintero carpintera carpinteros",
    "sustainability": "sustainability sustentabilidad sostenibilidad",
    "security": "security seguridad",
    "safety": "safety",
    "catering": "catering",
    "craft": "craft crafts",
    "photographer": "photographer photographers fotografo fotografa fotografos",
    "photography": "photography fotografia foto",
    "graphic": "graphic graphics grafico grafica graficos grafic grafics",
    "music": "music musica musical musicales",
    "artist": "artist artists artista artistas artits",
    "performer": "performer performers",
    "animator": "animator animators animador animadora animadores",
    "animation": "animation animacion",
    "video": "video vid",
    "drone": "drone drones dron",
    "crane": "crane grua",
    "truck": "truck trucks camion camiones",
    "generator": "generator generador genny gennie genset planta plantas",
    "medic": "medic medics",
    "interpreter": "interpreter interpreters interprete interpretes",
    "translator": "translator traductor traductora",
    "advertising": "agency agencia",
    "board": "board console consola desk",
    "visualeffects": "vfx",
    "specialeffects": "sfx spfx efx",
    "intimacy": "intimacy intimidad",
    "action": "action accion",
    "double": "double doubles doble dobles",
    "child": "child menores children ninos",
    "teacher": "teacher teachers",
    "permit": "permit permits permisos permiso",
    "accommodation": "accommodation hospedaje hospedajes housing alojamiento lodging",
    "logistics": "logistics logistica",
    "modeler": "modeler modeller modelador modeladora",
    "animal": "animal animals animales",
    "underwater": "underwater subacuatica subacuatico submarina submarino",
    "aerial": "aerial aereo aerea",
    "marine": "marine maritimo maritima acuatico acuatica",
    "diver": "diver divers buzo buzos",
    "clearance": "clearance clearances",
    "lawyer": "lawyer abogado abogada attorney",
    "swing": "swing swings",
    "green": "green greens",
    "dresser": "dresser dressers",
    "dressing": "dressing",
    "mixer": "mixer mixers mezclador mezcladora",
    "boom": "boom booms",
    "boat": "boat boats lancha lanchas",
    "dialect": "dialect dialecto",
    "accent": "accent acento acentos",
    "food": "food alimentos comida comidas",
    "department": "department departamento dept depto",
    "dronero": "dronero dronera dronista",
    "dolista": "dolista dollista",
    "story": "story",
    "general": "general gral gen",
    "secretary": "secretary secretario secretaria sec secretariado",
    "musician": "musician musicians musico musicos",
    "ad": "ad ads",
    "ac": "ac acs",
    "dp": "dp dop df",
    "scout": "scout scouts scouter scouting",
    "chaperone": "chaperone chaperon chaperona",
    "utility": "utility",
}
# Several words that are one concept, or one that people split or join at will.
PHRASES = {
    "unit2": "unidad 2|unit 2|unidad dos|2 unit|second unit|2nd unit|2a unidad|2da unidad|2o unidad"
    "|segunda unidad|2 unidad|2ndunit|splinter unit",
    "bestboy": "best boy|best boys|best boi",
    "makeup": "make up",
    "specialeffects": "special effects|special effect|efectos especiales|special fx|sp fx|fx especiales|s f x",
    "visualeffects": "visual effects|efectos visuales|visual fx|v f x",
    "post": "post production|post produccion|post prod|pos produccion",
    "videoassist": "video assist|videoassist|video asist|video asistente|video asistencia",
    "props master": "propmaster|propsmaster|promaster|property master",
    "key grip": "keygrip",
    "steadicam": "steadi cam|steady cam|steadycam|steadicam|stedicam",
    "coordinator": "co ordinator|co ordinators|co ord|co ordinador",
    "coproducer": "co producer|co producers|co productor|co productora|coproductor|coproductora|co produced",
    "cowriter": "co writer|co guionista|coguionista",
    "codirector": "co director|co directora|codirector|codirectora",
    "standin": "stand in|stand ins|standins",
    "standby": "stand by",
    "onset": "on set|en set|in set",
    "location manager": "locationmanager",
    "line producer": "lineproducer|prod linea|prod de linea|prod en linea|line prod",
    "craft service": "craftservice|craft services|crafts service|craftservices",
    "basecamp": "base camp|campo base|campamento base",
    "honeywagon": "honey wagon",
    "picturecar": "picture car|picture cars|picture vehicle|picture vehicles|picture carss",
    "stagehand": "stage hand|stage hands",
    "followspot": "follow spot",
    "greensman": "greens man|greensmen|greensperson",
    "stillphoto": "foto fija|fotofija|fotos fijas|fotografia fija",
    "still photographer": "fotografo fijo|fotografa fija|still fotografo|stillman",
    "storyboard": "story board",
    "hairstylist": "hair stylist|hair stylists|hair dresser|hair dressers",
    "behindscenes": "behind the scenes|detras de camaras|detras de camara",
    "makingof": "making of|making off",
    "dp": "director of photography|director de fotografia|directora de fotografia|director de foto"
    "|directora de foto|directors of photography|directores de fotografia|cinematography by"
    "|cinematography|dir of photography|dir de fotografia|dir fotografia|dir de foto|dir foto"
    "|director photography|director fotografia|directora fotografia|director of cinematography",
    "prelight": "pre light",
    "linea": "line",
    "compliance officer": "compliance",
    "showrunner": "show runner",
    "2d": "2 d",
    "3d": "3 d",
    "hs": "h s",
    "healthsafety": "health and safety|health safety|salud y seguridad|h and s",
    "coach": "coaches",
    "secondsecond": "2nd 2nd|2do 2do|second second|2nd second|segundo segundo|2a 2a|2da 2da",
    "scriptsupervisor": "script supervisor|script sup|script superviser|supervisora de script|supervisor de script",
    "casting director": "directora casting|director casting",
    "ucrane": "u crane",
    "assistant camera": "assistant cameraman|asst cameraman|assistant cameramen",
    "executive producer": "exec prod|executive prod",
    "associate producer": "assoc prod|associate prod",
    "production coordinator": "poc",
    "visualeffects compositor": "compositors",
    "soundeffect": "sound fx|sound effects|efectos de sonido",
    "original music": "music by|musica original|original music|musica de",
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES = _words("""
    de del la el los las of the
""")
STOP_WORDS = _words("""
    de del la el los las lo y e and of the to for para por en a al in on at with con by un una o da do
    dos
""")
# Heads of a title that say nothing of their own: "Planta" is short for "Operador de planta".
PLAIN_HEADS = _words("""
    operator driver technician artist performer person production set servic tecnic
""")

ENDINGS = (("sses", "ss"), ("ores", "or"), ("istas", "ist"), ("men", "man"), ("es", "e"))
LEAST_STEM = 4
CACHED_WORDS = 1 << 14
# "música" is a department and a woman who plays; its stem would be the English department
WHOLE = frozenset({"musica", "musico"})


def _table(groups: Mapping[str, str]) -> dict[str, str]:
    return {word: concept for concept, words in groups.items() for word in words.split()}


WORD_CONCEPTS: Mapping[str, str] = _table(CONCEPTS) | _table(LEVEL_WORDS) | _table(ORDINALS)
LEVELS: frozenset[str] = frozenset(LEVEL_WORDS) | frozenset(ORDINALS) | {"secondsecond"}
# "Assistant to the director" serves one person; an "assistant director" runs the set. Only the little words differ.
_DIRECTORS_ASSISTANT = [
    f"{assistant} {link} {director}"
    for assistants, links, directors in (
        ("assistant assistants asst assts", ("to", "to the"), "director directors dir"),
        (
            "asistente asistentes asist",
            ("del", "de la", "personal del", "personal de la"),
            "director directora dir",
        ),
    )
    for assistant in assistants.split()
    for link in links
    for director in directors.split()
]
_PHRASE_OF = {phrase: concept for concept, phrases in PHRASES.items() for phrase in phrases.split("|")} | dict.fromkeys(
    _DIRECTORS_ASSISTANT, "directorassistant"
)
_PHRASE_PATTERN = re.compile(
    r"\b(?:" + "|".join(re.escape(p) for p in sorted(_PHRASE_OF, key=len, reverse=True)) + r")\b"
)
LEXICON_WORDS: frozenset[str] = frozenset(WORD_CONCEPTS) | {w for phrase in _PHRASE_OF for w in phrase.split()}


def join_phrases(folded: str) -> str:
    """Replace each known phrase of a folded text by its concept."""
    return _PHRASE_PATTERN.sub(lambda found: _PHRASE_OF[found.group()], folded)


@lru_cache(maxsize=CACHED_WORDS)
def concept_of(word: str) -> str:
    """Return the concept of a folded word: its known concept, else its stem without number and gender."""
    known = WORD_CONCEPTS.get(word)
    if known is not None:
        return known
    stem = stem_of(word)
    return WORD_CONCEPTS.get(stem) or _STEM_CONCEPTS.get(stem, stem)


@lru_cache(maxsize=CACHED_WORDS)
def stem_of(word: str) -> str:
    """Strip plural and gendered endings of English and Spanish from a folded word; short words stay whole."""
    if len(word) < LEAST_STEM or word in WHOLE or any(c.isdigit() for c in word):
        return word
    for ending, replacement in ENDINGS:
        if word.endswith(ending):
            word = word.removesuffix(ending) + replacement
            break
    else:
        word = word.removesuffix("s") if not word.endswith(("ss", "us")) else word
    return word[:-1] if len(word) > LEAST_STEM and word[-1] in "aoe" else word


def concepts_of(folded: str) -> list[str]:
    """Return the concepts of a folded text in order, stop words left out."""
    found = [concept_of(w) for w in join_phrases(folded).split() if w not in STOP_WORDS]
    return [c for i, c in enumerate(found) if c != "unit2" or i == found.index(c)]


_STEM_CONCEPTS = {
    stem_of(word): concept
    for word, concept in reversed(list(WORD_CONCEPTS.items()))
    if len(stem_of(word)) >= LEAST_STEM
}


def is_level(concept: str) -> bool:
    """Tell whether a concept says how high in its ladder a title stands."""
    return concept in LEVELS


def levels_among(concepts: Iterable[str]) -> list[str]:
    """Return the level words among concepts, sorted: two titles of different levels differ here."""
    return sorted(c for c in concepts if c in LEVELS)
