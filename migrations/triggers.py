"""Rules in the database: no two live booked spans of one person share a day; the audit is only ever added to.

PostgreSQL holds the first by an exclusion constraint; SQLite by triggers. Alembic's batch mode drops triggers on
SQLite, so they are made anew after every migration and looked for at start-up.
"""

from sqlalchemy import Connection, text

_OVERLAP = """
    SELECT RAISE(ABORT, 'booking_span_overlap') WHERE EXISTS (
        SELECT 1 FROM booking_span AS other
        WHERE other.crew_member_id = NEW.crew_member_id AND other.live AND other.id IS NOT NEW.id
        AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
    );
"""

SQLITE_TRIGGERS = {
    "booking_span_no_overlap_insert": (
        f"CREATE TRIGGER booking_span_no_overlap_insert AFTER INSERT ON booking_span WHEN NEW.live BEGIN {_OVERLAP} END"
    ),
    "booking_span_no_overlap_update": (
        f"CREATE TRIGGER booking_span_no_overlap_update AFTER UPDATE ON booking_span WHEN NEW.live BEGIN {_OVERLAP} END"
    ),
    "audit_event_only_added_update": (
        "CREATE TRIGGER audit_event_only_added_update BEFORE UPDATE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit_event_only_added'); END"
    ),
    "audit_event_only_added_delete": (
        "CREATE TRIGGER audit_event_only_added_delete BEFORE DELETE ON audit_event "
        "BEGIN SELECT RAISE(ABORT, 'audit_event_only_added'); END"
    ),
    "audit_link_only_added_update": (
        "CREATE TRIGGER audit_link_only_added_update BEFORE UPDATE ON audit_link "
        "BEGIN SELECT RAISE(ABORT, 'audit_link_only_added'); END"
    ),
    "audit_link_only_added_delete": (
        "CREATE TRIGGER audit_link_only_added_delete BEFORE DELETE ON audit_link "
        "BEGIN SELECT RAISE(ABORT, 'audit_link_only_added'); END"
    ),
}

_POSTGRES_CONSTRAINT = """
    ALTER TABLE booking_span ADD CONSTRAINT ex_booking_span_no_overlap EXCLUDE USING gist (
        int8range(crew_member_id::bigint, crew_member_id::bigint, '[]') WITH &&,
        daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (live)
"""

_POSTGRES_FUNCTION = """
    CREATE OR REPLACE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{table}_only_added'; END $$
"""

_POSTGRES_TRIGGER = """
    CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_only_added()
"""
_ONLY_ADDED = ("audit_event", "audit_link")


def _tables(connection: Connection) -> list[str]:
    """Return the tables that are only added to and are there: an earlier revision has not all of them."""
    return [table for table in _ONLY_ADDED if connection.dialect.has_table(connection, table)]


def missing_guards(connection: Connection) -> list[str]:
    """Name the triggers and constraints that should guard this database and don't."""
    tables = _tables(connection)
    if connection.dialect.name == "sqlite":
        found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        wanted = {name for name in SQLITE_TRIGGERS if not name.startswith("audit_") or name.startswith(tuple(tables))}
        return sorted(wanted - found)
    # by table, since a schema that a restore has put aside holds guards of the same names
    found = set(
        connection.scalars(text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('booking_span')"))
    )
    for table in tables:
        of_table = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:name)"
        found |= set(connection.scalars(text(of_table), {"name": table}))
    return sorted({"ex_booking_span_no_overlap", *(f"{table}_only_added" for table in tables)} - found)


def create_guards(connection: Connection) -> None:
    """Create whatever of the guards is missing; does nothing while the tables aren't there."""
    if not connection.dialect.has_table(connection, "booking_span"):
        return
    for name in missing_guards(connection):
        if connection.dialect.name == "sqlite":
            connection.execute(text(SQLITE_TRIGGERS[name]))
        elif name == "ex_booking_span_no_overlap":
            connection.execute(text(_POSTGRES_CONSTRAINT))
        else:
            table = name.removesuffix("_only_added")
            connection.execute(text(_POSTGRES_FUNCTION.format(table=table)))
            connection.execute(text(_POSTGRES_TRIGGER.format(table=table)))


def lift_guard(connection: Connection, table: str) -> None:
    """Let a migration change rows that are only ever added otherwise; `create_guards` closes it again at its end."""
    if connection.dialect.name == "sqlite":
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_added_{change}"))
    else:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_added ON {table}"))
