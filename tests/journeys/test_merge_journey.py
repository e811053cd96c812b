"""Staff make one person of two profiles, and two again."""

from datetime import UTC, date, datetime

from sqlmodel import select

from app.db import reading, write_transaction
from app.models.availability import Hold
from app.models.duplicate import DuplicatePair
from tests.factories.booking import make_hold
from tests.factories.crew import make_crew_member
from tests.factories.production import make_production
from tests.journeys.visit import Site, Visitor

REASONS = [
    {"feature": "second_surname", "outcome": "same", "bits": 6.2},
    {"feature": "given_name", "outcome": "part", "bits": 3.1},
    {"feature": "phone", "outcome": "differs", "bits": -1.4},
]


def _make_two(site: Site) -> tuple[int, int]:
    """Make two profiles of one person, the second with a hold; return their ids."""
    with write_transaction(site.engine) as session:
        low = make_crew_member(session, "gaffer", phone="+523312345678", email="ana@example.org").id or 0
        other = make_crew_member(
            session, "gaffer", "electrician", given_name="Ana María", phone="+523387654321", credit_name="Ana Ruiz"
        )
        high = other.id or 0
        make_hold(session, high, make_production(session).id or 0, (date(2027, 3, 1), date(2027, 3, 5)))
        found_at = datetime(2026, 11, 20, tzinfo=UTC)
        pair = DuplicatePair(low_id=low, high_id=high, probability=962, reasons=REASONS, found_at=found_at)
        session.add(pair)
    return low, high


def _holder(site: Site) -> int:
    with reading(site.engine) as session:
        return session.exec(select(Hold.crew_member_id)).one()


def test_staff_merge_two_profiles_and_undo_it(visitor: Visitor) -> None:
    low, high = _make_two(visitor.site)
    visitor.sign_in_with_password(visitor.site.make_staff())
    visitor.go("/duplicates")
    visitor.page.get_by_role("main").locator("td a.button").first.click()
    visitor.page.wait_for_url(f"**/duplicates/{high}/{low}")  # who has more had better stay
    visitor.follow("Keep the other profile", "Conservar el otro perfil")
    name = visitor.page.locator("input[name=given_name]:checked")
    assert name.get_attribute("value") == "other"  # the more complete one is suggested
    name.press("ArrowLeft")
    assert visitor.page.locator("input[name=given_name]:checked").get_attribute("value") == "kept"
    visitor.page.locator("input[name=credit_name][value=other]").check()
    visitor.press("Merge into one person", "Fusionar en una persona")
    visitor.sees("One person: Ana Ruiz", "Una persona: Ana Ruiz")
    visitor.sees("one hold, in the order of acceptance", "un apartado, en el orden de aceptación")
    assert _holder(visitor.site) == low
    done = visitor.page.url
    visitor.page.goto(f"/crew/{high}")
    assert visitor.page.url.endswith(f"/crew/{low}")
    visitor.look()
    visitor.page.goto(done)
    visitor.press("Undo the merge", "Deshacer la fusión")
    visitor.sees("Two people again", "Otra vez dos personas")
    assert _holder(visitor.site) == high
    visitor.go("/duplicates/merges")
    visitor.go(f"/duplicates/of/{low}?q=lopez")
