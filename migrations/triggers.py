"""Rule 1 in the database: no two live booked spans of one person share a day.

PostgreSQL holds it by an exclusion constraint; SQLite by triggers. Alembic's batch mode drops triggers on SQLite, so
they are made anew after every migration and looked for at start-up.
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
}

_POSTGRES_CONSTRAINT = """
    ALTER TABLE booking_span ADD CONSTRAINT ex_booking_span_no_overlap EXCLUDE USING gist (
        int8range(crew_member_id::bigint, crew_member_id::bigint, '[]') WITH &&,
        daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (live)
"""

_POSTGRES_FUNCTION = """
    CREATE OR REPLACE FUNCTION audit_event_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'audit_event_only_added'; END $$
"""

_POSTGRES_TRIGGER = """
    CREATE TRIGGER audit_event_only_added BEFORE UPDATE OR DELETE ON audit_event
    FOR EACH ROW EXECUTE FUNCTION audit_event_only_added()
"""


def missing_guards(connection: Connection) -> list[str]:
    """Name the triggers and constraints that should guard this database and don't."""
    if connection.dialect.name == "sqlite":
        found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return sorted(set(SQLITE_TRIGGERS) - found)
    # by table, since a schema that a restore has put aside holds guards of the same names
    found = set(
        connection.scalars(text("SELECT conname FROM pg_constraint WHERE conrelid = to_regclass('booking_span')"))
    )
    found |= set(connection.scalars(text("SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('audit_event')")))
    return sorted({"ex_booking_span_no_overlap", "audit_event_only_added"} - found)


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
            connection.execute(text(_POSTGRES_FUNCTION))
            connection.execute(text(_POSTGRES_TRIGGER))
