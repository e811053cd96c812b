"""A person who leaves the registry: what they were asked and hold ends at once, not when its clock runs out."""

from sqlmodel import Session

from app.models.crew import CrewMember, CrewStatus
from app.queries.booking import list_person_bookings
from app.queries.hold import list_person_holds
from app.queries.offer import list_person_offers, lock_rounds
from app.services.audit import Actor
from app.services.booking import cancel_booking
from app.services.hold_end import end_holds
from app.services.locks import lock_people
from app.services.offer_round import withdraw_one
from app.services.step_texts import PERSON_LEFT
from app.services.steps import Verb


def end_of_person(session: Session, actor: Actor, member: CrewMember) -> None:
    """Withdraw the offers to somebody who left and release their holds; rounds ask the next when their job runs.

    Those who wait for their turn are passed over when it comes. Who withdrew may still work where they are booked:
    that is between them and the production. Only the bookings of somebody who died are cancelled.
    """
    person = member.id or 0
    lock_people(session, [person])
    asked = [row.offer for row in list_person_offers(session, person)]
    rounds = {round_.id: round_ for round_ in lock_rounds(session, [offer.round_id for offer in asked])}
    for offer in asked:
        withdraw_one(session, actor, rounds[offer.round_id], offer, reason=PERSON_LEFT)
    holds = [row.hold for row in list_person_holds(session, person)]
    end_holds(session, actor, holds, Verb.RELEASE, reason=PERSON_LEFT)
    if member.status is CrewStatus.DECEASED:
        for row in list_person_bookings(session, person):
            cancel_booking(session, actor, booking=row.booking, reason=PERSON_LEFT)
