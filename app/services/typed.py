"""What people type into a line of a need, read forgivingly: days, counts, yes and no, lists, languages.

Each reader takes text (or a value that is right already) and returns the value; what it can't read raises with a
message id that says how to write it. They are the edge that the web form, briefs and spreadsheets share.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from pydantic_core import PydanticCustomError

from app.messages import mark
from app.models.crew import CefrLevel, CredentialKind, Language
from app.models.need import Engagement, LocalRule, PositionPriority
from app.models.production import ProductionKind
from matching.text import fold

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
_BROKEN = re.compile(r"[\x00\ud800-\udfff]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?)?")
_LOCAL = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_YES = frozenset(["yes", "y", "true", "1", "x", "si", "s", "verdadero", "on"])
_NO = frozenset(["no", "n", "false", "0", "falso", "off"])
_LEVEL = re.compile(r"\b([ABC][12])\b", re.IGNORECASE)
_PREFERRED = re.compile(r"\b(?:preferred|preferible|deseable|de preferencia|preferente|plus)\b|\?", re.IGNORECASE)

_WORDS: dict[type[StrEnum], dict[str, str]] = {
    ProductionKind: {
        "film": "feature",
        "movie": "feature",
        "feature film": "feature",
        "largometraje": "feature",
        "pelicula": "feature",
        "serie": "series",
        "tv series": "series",
        "miniserie": "series",
        "documental": "documentary",
        "comercial": "commercial",
        "ad": "commercial",
        "spot": "commercial",
        "videoclip": "music_video",
        "video musical": "music_video",
        "tv": "tv_live",
        "live": "tv_live",
        "en vivo": "tv_live",
        "tv en vivo": "tv_live",
        "short film": "short",
        "corto": "short",
        "cortometraje": "short",
        "animacion": "animation",
    },
    Engagement: {
        "run": "run_of_show",
        "toda la produccion": "run_of_show",
        "por proyecto": "run_of_show",
        "semanal": "weekly",
        "por semana": "weekly",
        "daily": "dailies",
        "diario": "dailies",
        "diarios": "dailies",
        "por dia": "dailies",
        "por llamado": "dailies",
        "llamados": "dailies",
        "precio alzado": "flat",
        "paquete": "flat",
    },
    LocalRule: {
        "yes": "required",
        "si": "required",
        "must": "required",
        "local": "required",
        "obligatorio": "required",
        "requerido": "required",
        "preferente": "preferred",
        "preferido": "preferred",
        "de preferencia": "preferred",
        "preferible": "preferred",
        "no": "any",
        "cualquiera": "any",
        "indistinto": "any",
        "da igual": "any",
    },
    PositionPriority: {
        "indispensable": "must",
        "obligatorio": "must",
        "necesario": "must",
        "deberia": "should",
        "importante": "should",
        "deseable": "nice",
        "opcional": "nice",
        "nice to have": "nice",
    },
}
_LANGUAGES = {
    "spanish": Language.ES,
    "espanol": Language.ES,
    "castellano": Language.ES,
    "english": Language.EN,
    "ingles": Language.EN,
    "french": Language.FR,
    "frances": Language.FR,
    "german": Language.DE,
    "aleman": Language.DE,
    "italian": Language.IT,
    "italiano": Language.IT,
    "portuguese": Language.PT,
    "portugues": Language.PT,
    "japanese": Language.JA,
    "japones": Language.JA,
    "korean": Language.KO,
    "coreano": Language.KO,
    "chinese": Language.ZH,
    "chino": Language.ZH,
    "mandarin": Language.ZH,
    "mexican sign language": Language.LSM,
    "lengua de senas mexicana": Language.LSM,
    "lengua de senas": Language.LSM,
    "wixarika": Language.HCH,
    "huichol": Language.HCH,
    "nahuatl": Language.NAH,
}
_CREDENTIALS = {
    "afac": CredentialKind.AFAC_LICENCE,
    "licencia afac": CredentialKind.AFAC_LICENCE,
    "drone licence": CredentialKind.AFAC_LICENCE,
    "licencia de dron": CredentialKind.AFAC_LICENCE,
    "primeros auxilios": CredentialKind.FIRST_AID,
    "sedena permit holder": CredentialKind.SEDENA_PERMIT,
    "permiso sedena": CredentialKind.SEDENA_PERMIT,
    "cedula profesional": CredentialKind.PROFESSIONAL_LICENCE,
    "licencia federal": CredentialKind.HEAVY_VEHICLE_LICENCE,
    "licencia de chofer": CredentialKind.DRIVER_LICENCE,
    "licencia de conducir": CredentialKind.DRIVER_LICENCE,
    "driving licence": CredentialKind.DRIVER_LICENCE,
    "proteccion civil": CredentialKind.CIVIL_PROTECTION,
    "trabajo en alturas": CredentialKind.WORK_AT_HEIGHT,
    "seguridad electrica": CredentialKind.ELECTRICAL_SAFETY,
}


def wrong(message: str, **values: Any) -> PydanticCustomError:
    """Return the error for a value that can't be read; `message` is a message id that names the remedy."""
    return PydanticCustomError("typed", "{message}", {"message": message, "values": values})


def check_text(value: Any) -> Any:
    """Refuse characters that no database stores the same way (NUL, lone surrogates)."""
    if isinstance(value, str) and _BROKEN.search(value):
        raise wrong(mark("This text holds a character that can't be stored. Type it again."))
    return value


def read_text(value: Any) -> Any:
    """Return text without blanks around it; None counts as empty, numbers as typed."""
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return check_text(value.strip() if isinstance(value, str) else value)


def read_day(value: Any) -> date | None:
    """Read a day: 2027-03-01 or, day first as in Mexico, 1/3/2027; empty is None."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, str):
        value = _day_of(value.strip())
    if not isinstance(value, date):
        raise wrong(mark("This is no date. Write it as 2027-03-01 or 01/03/2027."))
    if not FIRST_DAY <= value <= LAST_DAY:
        raise wrong(mark("This day is too far away. Give one between 2000 and 2099."))
    return value


def _day_of(text: str) -> date | None:
    iso, local = _ISO.fullmatch(text), _LOCAL.fullmatch(text)
    try:
        if iso:
            return date(int(iso[1]), int(iso[2]), int(iso[3]))
        if local:
            return date(int(local[3]), int(local[2]), int(local[1]))
    except ValueError:
        return None
    return None


def read_days(value: Any) -> list[date]:
    """Read several days, separated by commas, semicolons or blanks; in order, each once."""
    parts = re.split(r"[,;\s]+", value.strip()) if isinstance(value, str) else value or []
    if not isinstance(parts, list | tuple):
        raise wrong(mark("This is no date. Write it as 2027-03-01 or 01/03/2027."))
    found = (read_day(part) for part in parts)
    return sorted({each for each in found if each is not None})


def read_count(value: Any) -> Any:
    """Read a whole number; empty is None, "3.0" counts as 3."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        text = value.strip()
        if not re.fullmatch(r"[+-]?\d{1,9}(\.0+)?", text):
            raise wrong(mark("This is no whole number. Write it in digits, as 3."))
        return int(float(text))
    if isinstance(value, bool) or (isinstance(value, float) and not value.is_integer()):
        raise wrong(mark("This is no whole number. Write it in digits, as 3."))
    return value


def read_yes_no(value: Any) -> Any:
    """Read yes or no in either language; empty is None."""
    if value is None or value == "" or isinstance(value, bool):
        return None if value == "" else value
    word = fold(str(value))
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise wrong(mark("Write yes or no."))


def read_list(value: Any) -> list[str]:
    """Read words separated by commas or semicolons; each once, in order."""
    parts = re.split(r"[,;\n]+", value) if isinstance(value, str) else value or []
    if not isinstance(parts, list | tuple):
        raise wrong(mark("Write a list, separated by commas."))
    words = [str(read_text(part)) for part in parts]
    return list(dict.fromkeys(word for word in words if word))


def read_choice(kind: type[StrEnum], value: Any) -> Any:
    """Read one of a few values, by its own word or as people of either language say it; empty is None."""
    if value is None or value == "" or isinstance(value, kind):
        return value or None
    word = fold(str(value))
    found = {fold(member.value): member.value for member in kind} | _WORDS[kind]
    if word in found:
        return kind(found[word])
    if value is True and kind is LocalRule:
        return LocalRule.REQUIRED
    raise wrong(mark("Not one of the choices. Write one of: %(choices)s."), choices=", ".join(m.value for m in kind))


def read_languages(value: Any) -> list[Any]:
    """Read languages asked for: "en C1, fr B1 preferred" or entries with lang, level, required."""
    parts = re.split(r"[,;\n]+", value) if isinstance(value, str) else value or []
    if not isinstance(parts, list | tuple):
        raise wrong(mark("Write languages as: en C1, fr B1."))
    return [_language(part) for part in parts if part]


def _language(part: Any) -> dict[str, Any]:
    if isinstance(part, Mapping):
        name, level = part.get("language", part.get("lang")), part.get("level") or CefrLevel.B2
        required = read_yes_no(part.get("required", True))
    else:
        text = str(part)
        found = _LEVEL.search(text)
        level, required = (found[1] if found else CefrLevel.B2), not _PREFERRED.search(text)
        name = _PREFERRED.sub(" ", _LEVEL.sub(" ", text))
    return {"language": read_language(name), "level": str(level).upper(), "required": required is not False}


def read_language(value: Any) -> str:
    """Return the code of a language named by code or name in either language."""
    word = fold(str(value or ""))
    if word in _LANGUAGES:
        return _LANGUAGES[word].value
    if re.fullmatch(r"[a-z]{2,3}", word):
        return word
    raise wrong(mark("Write languages as: en C1, fr B1."))


def read_credentials(value: Any) -> list[str]:
    """Read licences and certificates: known ones become their kind, others stay as typed."""
    return [_credential(word) for word in read_list(value)]


def _credential(text: str) -> str:
    return _credential_kinds().get(fold(text), text)


@cache
def _credential_kinds() -> Mapping[str, str]:
    own = {fold(kind.value): kind.value for kind in CredentialKind}
    return own | {word: kind.value for word, kind in _CREDENTIALS.items()}
