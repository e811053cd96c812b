"""Reads of tags: those in use, and who bears which."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.errors import NotFoundError
from app.messages import mark
from app.models.crew import OUT_OF_SIGHT, CrewMember
from app.models.tag import CrewTag, CrewTagging
from app.queries.bulk import parts_of


def list_tags(session: Session) -> list[CrewTag]:
    """Return the tags in use by name."""
    return list(session.exec(select(CrewTag).where(col(CrewTag.retired_at).is_(None)).order_by(col(CrewTag.key))))


def get_tag(session: Session, tag_id: int) -> CrewTag:
    """Return a tag in use; NotFoundError where there is none."""
    found = session.get(CrewTag, tag_id)
    if found is None or found.retired_at is not None:
        raise NotFoundError(mark("There is no such tag."))
    return found


def find_tag(session: Session, key: str) -> CrewTag | None:
    """Return the tag in use of a folded name."""
    return session.exec(select(CrewTag).where(CrewTag.key == key)).first()


def name_tags(session: Session, tag_ids: Iterable[int]) -> dict[int, str]:
    """Return the names of tags, retired ones too."""
    statement = select(CrewTag).where(col(CrewTag.id).in_(set(tag_ids)))
    return {tag.id or 0: tag.name for tag in session.exec(statement)}


def count_by_tag(session: Session) -> dict[int, int]:
    """Return how many people bear each tag; those out of sight or merged away don't count."""
    statement = (
        select(CrewTagging.tag_id, sa.func.count())
        .join(CrewMember, col(CrewMember.id) == CrewTagging.crew_member_id)
        .where(col(CrewMember.status).not_in(OUT_OF_SIGHT), col(CrewMember.duplicate_of_id).is_(None))
        .group_by(col(CrewTagging.tag_id))
    )
    return dict(session.exec(statement).all())


def list_bearers(session: Session, tag_id: int) -> list[int]:
    """Return who bears a tag."""
    statement = select(CrewTagging.crew_member_id).where(CrewTagging.tag_id == tag_id)
    return list(session.exec(statement.order_by(col(CrewTagging.crew_member_id))))


def list_tags_of(session: Session, crew_member_ids: Sequence[int]) -> dict[int, list[CrewTag]]:
    """Return the tags of these people by name, by person; who has none is not in it."""
    found: dict[int, list[CrewTag]] = {}
    for part in parts_of(crew_member_ids):
        statement = (
            select(CrewTagging.crew_member_id, CrewTag)
            .join(CrewTag, col(CrewTag.id) == CrewTagging.tag_id)
            .where(col(CrewTagging.crew_member_id).in_(part))
            .order_by(col(CrewTag.key))
        )
        for person, tag in session.exec(statement):
            found.setdefault(person, []).append(tag)
    return found
