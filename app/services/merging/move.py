"""Every row of the merged person: moved, left behind, or joined with the kept person's."""

from typing import Any

from cryptography.fernet import Fernet
from sqlmodel import Session

from app.models.account import Role
from app.models.registration import EvidenceKind
from app.models.trust import ConsentPurpose
from app.services.audit import Actor
from app.services.merging.holds import joint_numbers
from app.services.merging.journal import Journal, Row, list_rows_where
from app.services.merging.rules import RULES, Moves
from app.services.person_key import person_cipher

NUMBERED = ("hold", "hold_span")
PROVES = {
    EvidenceKind.RESIDENCE: "residence_evidence",
    EvidenceKind.CREDENTIAL: "credential",
    EvidenceKind.TRAINING: "training_record",
    EvidenceKind.CREDIT: "credit",
    EvidenceKind.ROLE: "crew_role",
}
"""Kind of a file -> the table whose row it proves."""

Joined = dict[tuple[str, int], int]
"""Table and id of a row that stays behind -> the kept person's row that stands for it."""


class Mover:
    """Moves what one person has to another, writing down each row that it touches."""

    def __init__(self, session: Session, actor: Actor, journal: Journal, *, kept_id: int, merged_id: int) -> None:
        self._session = session
        self._at = actor.at
        self._journal = journal
        self._kept, self._merged = kept_id, merged_id
        self._ciphers = [person_cipher(session, person, actor.at) for person in (merged_id, kept_id)]
        session.flush()  # a key that was just made is read again by id

    def move_all(self) -> None:
        """Apply the rule of every column that refers to a person."""
        numbers = joint_numbers(self._session, self._kept, self._merged)
        self._renumber(numbers)
        joined: Joined = {}
        for place, rule in RULES.items():
            if isinstance(rule, Moves):
                table, column = place.split(".")
                joined |= self._move(table, column, rule, numbers)
        self._follow_evidence(joined)
        self._one_primary_role()
        self._last_word_on_consents()
        self._accounts()

    def _renumber(self, numbers: dict[tuple[int, int], int]) -> None:
        for table in NUMBERED:
            for row in list_rows_where(self._session, table, "crew_member_id", self._kept):
                self._journal.write(table, row, self._number(row, numbers))

    @staticmethod
    def _number(row: Row, numbers: dict[tuple[int, int], int]) -> dict[str, Any]:
        found = numbers.get((row["crew_member_id"], row["accept_seq"] or 0))
        return {} if found is None else {"accept_seq": found}

    def _move(self, table: str, column: str, rule: Moves, numbers: dict[tuple[int, int], int]) -> Joined:
        own = {}
        if rule.alike is not None:
            rows = list_rows_where(self._session, table, column, self._kept)
            own = {key: row for row in rows if (key := rule.alike(row)) is not None}
        joined: Joined = {}
        for row in list_rows_where(self._session, table, column, self._merged):
            twin = own.get(rule.alike(row)) if rule.alike else None
            if twin is not None:
                self._join(table, rule, twin, row)
                joined[(table, row["id"])] = twin["id"]
            else:
                values = {column: self._kept, **(self._number(row, numbers) if table in NUMBERED else {})}
                self._journal.write(table, row, values, unnoted=reseal(row, rule.sealed, *self._ciphers))
        return joined

    def _join(self, table: str, rule: Moves, twin: Row, left: Row) -> None:
        if rule.take is None:
            return
        values, behind = rule.take(twin, left)
        self._journal.write(table, left, behind)
        self._journal.write(table, twin, values)

    def _follow_evidence(self, joined: Joined) -> None:
        """Let a file prove the row that now stands for what it proved."""
        for row in list_rows_where(self._session, "evidence", "crew_member_id", self._kept):
            subject = joined.get((PROVES.get(row["kind"], ""), row["subject_id"] or 0))
            if subject is not None:
                self._journal.write("evidence", row, {"subject_id": subject})

    def _one_primary_role(self) -> None:
        """Keep one primary role: the kept person's, where they have one."""
        rows = list_rows_where(self._session, "crew_role", "crew_member_id", self._kept)
        changes = self._journal.changes
        moved = {change.id for change in changes if change.table == "crew_role" and "crew_member_id" in change.after}
        primary = sorted((row for row in rows if row["is_primary"]), key=lambda row: row["id"] in moved)
        for row in primary[1:]:
            self._journal.write("crew_role", row, {"is_primary": False})

    def _last_word_on_consents(self) -> None:
        """Whoever withdrew under one profile after agreeing under the other has withdrawn."""
        rows = list_rows_where(self._session, "consent", "crew_member_id", self._kept)
        for purpose in ConsentPurpose:
            mine = [row for row in rows if row["purpose"] == purpose]
            withdrawn = max((row["withdrawn_at"] for row in mine if row["withdrawn_at"]), default=None)
            live = [row for row in mine if row["withdrawn_at"] is None]
            if withdrawn is None or any(row["given_at"] >= withdrawn for row in live):
                continue
            for row in live:  # as of now: what was disclosed meanwhile was disclosed by consent
                self._journal.write("consent", row, {"withdrawn_at": self._at})

    def _accounts(self) -> None:
        """Leave the kept person one account: theirs, or the other one; a second one of a crew member is closed."""
        taken = bool(list_rows_where(self._session, "account", "crew_member_id", self._kept))
        for row in list_rows_where(self._session, "account", "crew_member_id", self._merged):
            if not taken:
                self._journal.write("account", row, {"crew_member_id": self._kept})
            elif row["role"] == Role.CREW:
                self._journal.write("account", row, {"active": False})


def reseal(row: Row, columns: tuple[str, ...], opens: Fernet, seals: Fernet) -> dict[str, bytes]:
    """Return columns that were sealed under one person's key, sealed under another's; empty ones stay empty."""
    return {name: seals.encrypt(opens.decrypt(row[name])) for name in columns if row[name]}
