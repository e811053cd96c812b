"""Tags: staff make and rename them; who bears them is changed by deeds for many."""

from collections.abc import Iterable

from sqlmodel import Session

from app.errors import ConflictError, InvalidInputError
from app.messages import mark
from app.models.tag import CrewTag
from app.queries.tag import find_tag, list_tags
from app.services.audit import Actor, record_audit
from matching.text import fold

LONGEST = 60
MOST_NEW = 10


def split_names(text: str) -> list[str]:
    """Return the names in a text, separated by commas, each once however it is cased; InvalidInputError where wrong."""
    found: dict[str, str] = {}
    for name in (" ".join(each.split()) for each in text.split(",")):
        if name:
            found.setdefault(_key(name), name)
    if len(found) > MOST_NEW:
        raise InvalidInputError(mark("At most %(most)s new tags at once."), most=MOST_NEW)
    return list(found.values())


def _key(name: str) -> str:
    key = fold(name)
    if not key or len(name) > LONGEST or len(key) > LONGEST:
        raise InvalidInputError(mark("A tag has letters or digits, and at most %(most)s signs."), most=LONGEST)
    return key


def sort_names(session: Session, text: str) -> tuple[list[int], list[str]]:
    """Return of the names in a text the ids of the tags that are there, and the names that are still to be made."""
    known = {tag.key: tag.id or 0 for tag in list_tags(session)}
    names = split_names(text)
    return [known[key] for name in names if (key := _key(name)) in known], [n for n in names if _key(n) not in known]


def make_tags(session: Session, actor: Actor, names: Iterable[str]) -> list[int]:
    """Return the ids of tags of these names; those that are missing are made."""
    return [_make(session, actor, name).id or 0 for name in names]


def _make(session: Session, actor: Actor, name: str) -> CrewTag:
    key = _key(name)
    found = find_tag(session, key)
    if found is not None:
        return found
    made = CrewTag(name=name, key=key, made_by_id=actor.account_id, made_at=actor.at)
    session.add(made)
    session.flush()
    record_audit(session, actor, "crew:tag:created", subject_kind="crew_tag", subject_id=made.id)
    return made


def rename_tag(session: Session, actor: Actor, *, tag: CrewTag, name: str) -> None:
    """Give a tag another name; ConflictError where another tag has it."""
    name = " ".join(name.split())
    key = _key(name)
    other = find_tag(session, key)
    if other is not None and other.id != tag.id:
        raise ConflictError(mark("There is a tag “%(name)s” already. Merge the two instead."), name=other.name)
    if name == tag.name:
        return
    tag.name, tag.key = name, key
    session.add(tag)
    record_audit(session, actor, "crew:tag:changed", subject_kind="crew_tag", subject_id=tag.id)
    session.flush()


def revive_tag(session: Session, tag: CrewTag) -> int:
    """Bring a retired tag back and return its id; where another one has its name by now, the id of that one."""
    key = _key(tag.name)
    other = find_tag(session, key)
    if other is not None:
        return other.id or 0
    tag.key, tag.retired_at = key, None
    session.add(tag)
    session.flush()
    return tag.id or 0
