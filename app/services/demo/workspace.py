"""The demo's workspaces: who sees to which production next, and a question between the two sides."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlmodel import Session

from app.models.need import Need
from app.queries.production import get_production
from app.queries.workspace import list_production_lines
from app.services.audit import Actor
from app.services.workspace import add_follow_up, answer_question, ask_question

STEPS = (
    ("Confirmar con arte las fechas de construcción", 2),
    ("Enviar la primera lista de crew", 5),
    ("Llamar a la oficina por el segundo bloque", -1),
)


def set_next_steps(session: Session, staff: Actor, contact: Actor, needs: Sequence[Need], *, today: date) -> None:
    """Set a next step of each need's production, and let the first be asked something that it answers."""
    for need, (step, days) in zip(needs, STEPS, strict=False):
        production = get_production(session, need.production_id)
        due_on, owner_id = today + timedelta(days=days), staff.account_id or 0
        add_follow_up(session, staff, production=production, step=step, owner_id=owner_id, due_on=due_on)
    if needs:
        production = get_production(session, needs[0].production_id)
        line = list_production_lines(session, needs[0].production_id)[0]
        asked = ask_question(
            session,
            staff,
            production=production,
            text="¿El día de descanso es domingo o lunes?",
            by_production=False,
            position_id=line.id,
        )
        answer_question(
            session,
            contact,
            production=production,
            question_id=asked.id or 0,
            answer="Domingo; en la semana de Tequila, lunes.",
            by_production=True,
        )
        ask_question(
            session, contact, production=production, text="¿Hay planta de luz con permiso?", by_production=True
        )
