"""How far a profile is: eight steps, each a thing that productions ask for."""

from dataclasses import dataclass

from sqlmodel import Session

from app.messages import mark
from app.queries.completeness import PARTS, list_parts_done


@dataclass(frozen=True)
class Step:
    """A step of a profile: its name and what it is good for (message ids), and whether it was taken."""

    part: str
    name: str
    why: str
    done: bool


@dataclass(frozen=True)
class Completeness:
    """All steps of a profile in order."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """Return how many steps were taken."""
        return sum(step.done for step in self.steps)

    @property
    def next(self) -> Step | None:
        """Return the first step that was not taken."""
        return next((step for step in self.steps if not step.done), None)


_WORDS = {
    "role": (mark("Roles and years"), mark("What you do, and for how long: who asks for a gaffer finds you by this.")),
    "places": (
        mark("Base and travel"),
        mark("Where you work without a hotel, where you live by your papers, how far you go."),
    ),
    "language": (mark("Languages"), mark("Many sets ask for English; some for French or sign language.")),
    "credit": (mark("Credits"), mark("Three or four of your latest productions say more than a résumé.")),
    "credential": (mark("Licences and certificates"), mark("First aid, heights, driver's licence … if you have any.")),
    "kit": (mark("Own equipment"), mark("What you can bring along, if you have any.")),
    "days": (mark("Days you can work"), mark("Who says when they are free is proposed first.")),
    "photo": (mark("Photo"), mark("Your face, so that the commission knows who is on the phone.")),
}


def find_completeness(session: Session, crew_member_id: int) -> Completeness:
    """Return how far one person's profile is."""
    return list_completeness(session, [crew_member_id])[crew_member_id]


def list_completeness(session: Session, crew_member_ids: list[int]) -> dict[int, Completeness]:
    """Return how far each person's profile is."""
    found = list_parts_done(session, crew_member_ids)
    return {
        crew_member_id: Completeness(tuple(Step(part, *_WORDS[part], part in done) for part in PARTS))
        for crew_member_id, done in found.items()
    }
