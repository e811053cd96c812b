"""Each page that links lead to, for one role: no violation that axe finds, nothing sticks out, no error.

A file of tests a role, so that the longest walk does not keep one worker busy with all the others.
"""

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from app.db import write_transaction
from app.models.account import Account, Role
from app.models.intake import UploadKind
from app.queries.demo import find_demo_crew_member
from app.services.account import create_account, make_sign_in_link
from app.services.audit import Actor
from app.services.demo.asks import ask_around
from app.services.demo.needs import hand_in_examples
from app.services.imports.upload import open_upload
from app.services.match import match_need
from tests.factories.spreadsheet import csv_bytes
from tests.journeys.visit import Site, Visitor

MOST_PAGES = 90
CREW = 600
_NAMES = re.compile(r"/\d[\d-]*|(?<=^/bench)/[\w-]+|(?<=^/director)/\w+|(?<=/people)/\w+|(?<=^/certificates)/[\w-]+")
_FILES = re.compile(r"\.(csv|xlsx|pdf|json|yaml|ics)$|/sign-out")


def _furnish(site: Site) -> dict[Role, str]:
    """Fill the registry, hand in a need, ask for dates, match, leave an import; return a sign-in address a role."""
    site.fill(CREW)
    now = datetime.now(UTC)
    with write_transaction(site.engine) as session:
        command = Actor.command("journey", now)
        accounts: dict[Role, Account] = {}
        accounts |= {role: _make_account(session, command, role) for role in Role if role is not Role.CREW}
        staff, production = Actor.of(accounts[Role.STAFF], now), Actor.of(accounts[Role.PRODUCTION], now)
        contact = accounts[Role.PRODUCTION].id
        needs = hand_in_examples(session, production, staff, contact_account_id=contact, today=now.date())
        asked = ask_around(session, needs[0], production=production, person=command)
        accounts[Role.CREW] = _make_account(session, command, Role.CREW, asked)
        match_need(session, staff, needs[0], today=now.date())
        data = csv_bytes(("Nombre", "Puesto", "Correo"), ("Ana Ríos", "Comprador", "no"), ("Beto", "Gaffer", ""))
        open_upload(session, staff, kind=UploadKind.CREW, data=data, file_name="lista.csv")
        return {role: make_sign_in_link(session, account, now=now) for role, account in accounts.items()}


def _make_account(session: Session, actor: Actor, role: Role, who: int | None = None) -> Account:
    if role is Role.CREW and who is None:
        member = find_demo_crew_member(session)
        who = member.id if member else None
    return create_account(
        session,
        actor,
        email=f"{role.value}@example.org",
        role=role,
        name=role.value,
        crew_member_id=who,
        fictional=True,  # by a link alone, as in the demo
    )


def _kind(address: str) -> str:
    """Return the page's kind: its address with ids, days, and names of departments, lists and steps taken out."""
    return _NAMES.sub("/#", urlsplit(address).path)


def _walk(visitor: Visitor) -> set[str]:
    """Look at one page of each kind that links lead to, from the front page on; return the kinds."""
    waiting, seen = ["/"], set[str]()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if _kind(address) in seen:
            continue
        seen.add(_kind(address))
        visitor.go(address)
        links = visitor.page.eval_on_selector_all("a[href^='/']", "all => all.map(a => a.getAttribute('href'))")
        waiting += [link.split("#")[0] for link in links if not _FILES.search(link.split("?")[0])]
    return seen


def look_at_every_page(visitor: Visitor, role: Role | None) -> set[str]:
    """Sign in as `role` over a furnished registry, follow the links, and return the kinds of pages that were sound."""
    tokens = _furnish(visitor.site)
    if role is not None:
        visitor.page.goto(f"/sign-in/{tokens[role]}")
        visitor.page.get_by_role("main").get_by_role("button").click()
        visitor.page.wait_for_url(lambda url: "/sign-in" not in url)
    return _walk(visitor)
