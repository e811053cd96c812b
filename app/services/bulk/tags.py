"""Tags on many people: put on, taken off, merged, deleted; all of it can be undone as one step."""

from collections.abc import Collection, Iterable, Sequence

from sqlmodel import Session, col, delete

from app.messages import mark
from app.models.bulk import BulkDeed, BulkKind
from app.models.crew import CrewMember
from app.models.tag import CrewTag, CrewTagging
from app.queries.bulk import list_selected, parts_of
from app.queries.tag import list_bearers, list_tags, list_tags_of
from app.services.audit import Actor
from app.services.bulk.keep import keep_deed
from app.services.bulk.plan import BulkPlan, Change
from app.services.imports.crew_write import insert_many

HAVE_THEM = mark("these tags are there already")
HAVE_NONE = mark("none of these tags is there")
CHANGED = "crew:tags:changed"


def plan_tags(
    session: Session,
    people: Sequence[CrewMember],
    *,
    kind: BulkKind,
    add: Collection[int] = (),
    remove: Collection[int] = (),
    new: Sequence[str] = (),
) -> BulkPlan:
    """Return what putting tags on these people and taking others off would change; `new` are names still to be made."""
    plan = BulkPlan(kind, {"add": sorted(add), "remove": sorted(remove), "new": list(new)})
    named = {tag.id or 0: tag for tag in list_tags(session)}
    borne = list_tags_of(session, [member.id or 0 for member in people])
    for member in people:
        has = {tag.id or 0: tag.name for tag in borne.get(member.id or 0, ())}
        added = [each for each in add if each not in has]
        removed = [each for each in remove if each in has]
        if not (added or removed or new):
            plan.leave_out(member, HAVE_NONE if kind is BulkKind.UNTAG else HAVE_THEM)
            continue
        left = [name for each, name in has.items() if each not in removed]
        after = sorted([*left, *(named[each].name for each in added), *new])
        told = {"before": {"tags": sorted(has.values())}, "after": {"tags": after}}
        plan.reach(member, Change({"added": added, "removed": removed}, told))
    return plan


def tag_people(session: Session, actor: Actor, plan: BulkPlan, *, retired: Sequence[int] = ()) -> BulkDeed:
    """Write a planned change of tags, whose new ones were made before; `retired` tags went with it."""
    ids = sorted({*plan.values["add"], *plan.values["remove"]})
    deed = keep_deed(session, actor, plan, action=CHANGED, detail={"tags": ids, "retired": list(retired)})
    put_on = [(who, tag) for who, change in plan.changes.items() for tag in change.kept["added"]]
    taken_off = [(who, tag) for who, change in plan.changes.items() for tag in change.kept["removed"]]
    write_tags(session, actor, put_on, taken_off)
    return deed


def write_tags(
    session: Session, actor: Actor, put_on: Iterable[tuple[int, int]], taken_off: Iterable[tuple[int, int]]
) -> None:
    """Put tags on people and take them off, (person, tag) each."""
    by_tag: dict[int, list[int]] = {}
    for who, tag in taken_off:
        by_tag.setdefault(tag, []).append(who)
    for tag, people in by_tag.items():
        for part in parts_of(people):
            session.execute(
                delete(CrewTagging).where(col(CrewTagging.tag_id) == tag, col(CrewTagging.crew_member_id).in_(part))
            )
    rows = [{"crew_member_id": who, "tag_id": tag, "tagged_at": actor.at} for who, tag in put_on]
    insert_many(session, CrewTagging, rows)
    session.flush()


def retire_tag(session: Session, actor: Actor, *, tag: CrewTag, into: CrewTag | None = None) -> BulkDeed:
    """Delete a tag, or merge it into another one that everybody gets who bears it."""
    people = list_selected(session, list_bearers(session, tag.id or 0))
    kind = BulkKind.DELETE_TAG if into is None else BulkKind.MERGE_TAGS
    add = [into.id or 0] if into else []
    plan = plan_tags(session, people, kind=kind, add=add, remove=[tag.id or 0])
    deed = tag_people(session, actor, plan, retired=[tag.id or 0])
    session.execute(delete(CrewTagging).where(col(CrewTagging.tag_id) == tag.id))  # of people who are out of sight
    tag.retired_at, tag.key = actor.at, f"#{tag.id}"  # no folded name has this sign: the name is free for another
    session.add(tag)
    session.flush()
    return deed
