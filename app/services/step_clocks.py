"""Whatever the clock does to holds, challenges and bookings, in one go."""

from sqlmodel import Session

from app.services.audit import Actor
from app.services.booking import complete_bookings, list_over
from app.services.challenge import list_due_challenges, run_challenges
from app.services.hold import expire_holds, list_due_holds
from app.services.locks import lock_people


def run_clocks(session: Session, actor: Actor) -> dict[str, int]:
    """Run challenges first, so that who was promoted by one is not also run out; return how many of each."""
    # everybody at once, in order of ids: three rounds of locks one after another could wait for each other's people
    people = {each.crew_member_id for each in list_due_challenges(session, actor)}
    people |= {each.crew_member_id for each, _ in list_due_holds(session, actor)}
    people |= {each.crew_member_id for each in list_over(session, actor)}
    lock_people(session, people)
    challenges = run_challenges(session, actor)
    holds = expire_holds(session, actor)
    return {
        "challenges_won": challenges["won"],
        "released": challenges["released"],
        "expired": holds["expired"],
        "reminded": challenges["reminded"] + holds["reminded"],
        **complete_bookings(session, actor),
    }
