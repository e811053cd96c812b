"""Rules that tables alone can't hold, kept by the database.

Rule 1: no two live booked spans of one person share a day. PostgreSQL holds it by an exclusion constraint; SQLite by
triggers. The audit is only ever added to. A signed hire report and its lines never change again, except that
a line follows its person where two profiles are merged (the digest is made without people). Lines may be added, as a
correction is one; that no other was added is what the digest shows.

On SQLite, Alembic's batch mode drops a table's triggers, and fails where another table's trigger names it; so all are
dropped before every migration, made anew after it, and looked for at start-up.
"""

from sqlalchemy import Connection, text

_OVERLAP = """
    SELECT RAISE(ABORT, 'booking_span_overlap') WHERE EXISTS (
        SELECT 1 FROM booking_span AS other
        WHERE other.crew_member_id = NEW.crew_member_id AND other.live AND other.id IS NOT NEW.id
        AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on
    );
"""
_SIGNED = "EXISTS (SELECT 1 FROM hire_report WHERE id = OLD.report_id AND status = 'signed')"
LINE_COLUMNS = (
    "id", "report_id", "corrects_id", "booking_id", "role_id", "title_as_credited", "level", "starts_on", "ends_on",
    "days", "base_place", "residence_place", "residence_state", "residence_evidence", "residence_valid_until_on",
    "is_local", "is_local_to_base", "is_trainee", "programme", "pay_band", "confirmed", "reason", "made_at",
    "made_by_id",
)  # fmt: skip
"""All columns of a hire line but the person's id, which a merge may turn."""

SQLITE_TRIGGERS = {
    "booking_span_no_overlap_insert": (
        "booking_span",
        (
            f"CREATE TRIGGER booking_span_no_overlap_insert AFTER INSERT ON booking_span WHEN NEW.live "
            f"BEGIN {_OVERLAP} END"
        ),
    ),
    "booking_span_no_overlap_update": (
        "booking_span",
        (
            f"CREATE TRIGGER booking_span_no_overlap_update AFTER UPDATE ON booking_span WHEN NEW.live "
            f"BEGIN {_OVERLAP} END"
        ),
    ),
    "audit_event_only_added_update": (
        "audit_event",
        (
            "CREATE TRIGGER audit_event_only_added_update BEFORE UPDATE ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'audit_event_only_added'); END"
        ),
    ),
    "audit_event_only_added_delete": (
        "audit_event",
        (
            "CREATE TRIGGER audit_event_only_added_delete BEFORE DELETE ON audit_event "
            "BEGIN SELECT RAISE(ABORT, 'audit_event_only_added'); END"
        ),
    ),
    "audit_link_only_added_update": (
        "audit_link",
        (
            "CREATE TRIGGER audit_link_only_added_update BEFORE UPDATE ON audit_link "
            "BEGIN SELECT RAISE(ABORT, 'audit_link_only_added'); END"
        ),
    ),
    "audit_link_only_added_delete": (
        "audit_link",
        (
            "CREATE TRIGGER audit_link_only_added_delete BEFORE DELETE ON audit_link "
            "BEGIN SELECT RAISE(ABORT, 'audit_link_only_added'); END"
        ),
    ),
    "hire_report_signed_update": (
        "hire_report",
        (
            "CREATE TRIGGER hire_report_signed_update BEFORE UPDATE ON hire_report WHEN OLD.status = 'signed' "
            "BEGIN SELECT RAISE(ABORT, 'hire_report_signed'); END"
        ),
    ),
    "hire_report_signed_delete": (
        "hire_report",
        (
            "CREATE TRIGGER hire_report_signed_delete BEFORE DELETE ON hire_report WHEN OLD.status = 'signed' "
            "BEGIN SELECT RAISE(ABORT, 'hire_report_signed'); END"
        ),
    ),
    "hire_line_signed_update": (
        "hire_line",
        (
            f"CREATE TRIGGER hire_line_signed_update BEFORE UPDATE OF {', '.join(LINE_COLUMNS)} ON hire_line "
            f"WHEN {_SIGNED} BEGIN SELECT RAISE(ABORT, 'hire_report_signed'); END"
        ),
    ),
    "hire_line_signed_delete": (
        "hire_line",
        (
            f"CREATE TRIGGER hire_line_signed_delete BEFORE DELETE ON hire_line WHEN {_SIGNED} "
            "BEGIN SELECT RAISE(ABORT, 'hire_report_signed'); END"
        ),
    ),
}
"""Name -> (table, statement)."""

_POSTGRES_CONSTRAINT = """
    ALTER TABLE booking_span ADD CONSTRAINT ex_booking_span_no_overlap EXCLUDE USING gist (
        int8range(crew_member_id::bigint, crew_member_id::bigint, '[]') WITH &&,
        daterange(starts_on, ends_on, '[]') WITH &&
    ) WHERE (live)
"""

_POSTGRES_ONLY_ADDED = """
    CREATE OR REPLACE FUNCTION {table}_only_added() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{table}_only_added'; END $$;
    CREATE TRIGGER {table}_only_added BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {table}_only_added()
"""
_POSTGRES_REPORT = """
    CREATE OR REPLACE FUNCTION hire_report_signed() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'hire_report_signed'; END $$;
    CREATE TRIGGER hire_report_signed BEFORE UPDATE OR DELETE ON hire_report
    FOR EACH ROW WHEN (OLD.status = 'signed') EXECUTE FUNCTION hire_report_signed()
"""
_POSTGRES_LINE = """
    CREATE OR REPLACE FUNCTION hire_line_signed() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM hire_report WHERE id = OLD.report_id AND status = 'signed') AND (
            TG_OP = 'DELETE' OR to_jsonb(NEW) - 'crew_member_id' <> to_jsonb(OLD) - 'crew_member_id'
        ) THEN RAISE EXCEPTION 'hire_report_signed'; END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER hire_line_signed BEFORE UPDATE OR DELETE ON hire_line
    FOR EACH ROW EXECUTE FUNCTION hire_line_signed()
"""
POSTGRES_GUARDS = {
    "ex_booking_span_no_overlap": ("booking_span", _POSTGRES_CONSTRAINT),
    "audit_event_only_added": ("audit_event", _POSTGRES_ONLY_ADDED.format(table="audit_event")),
    "audit_link_only_added": ("audit_link", _POSTGRES_ONLY_ADDED.format(table="audit_link")),
    "hire_report_signed": ("hire_report", _POSTGRES_REPORT),
    "hire_line_signed": ("hire_line", _POSTGRES_LINE),
}
"""Name -> (table, statements)."""


def missing_guards(connection: Connection) -> list[str]:
    """Name the triggers and constraints that should guard the tables of this database and don't."""
    if connection.dialect.name == "sqlite":
        found = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
        return sorted(
            name for name, (table, _) in SQLITE_TRIGGERS.items() if name not in found and _has(connection, table)
        )
    found = set()
    for table in sorted({table for table, _ in POSTGRES_GUARDS.values()}):
        # by table, since a schema that a restore has put aside holds guards of the same names
        for what in (
            "SELECT conname FROM pg_constraint WHERE conrelid = to_regclass(:name)",
            "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:name)",
        ):
            found |= set(connection.scalars(text(what), {"name": table}))
    return sorted(name for name, (table, _) in POSTGRES_GUARDS.items() if name not in found and _has(connection, table))


def _has(connection: Connection, table: str) -> bool:
    """Tell whether the table is there, and is of the shape that the guards are written for."""
    if not connection.dialect.has_table(connection, table):
        return False
    if table != "hire_line" or connection.dialect.name != "sqlite":
        return True
    return set(connection.scalars(text("SELECT name FROM pragma_table_info('hire_line')"))).issuperset(LINE_COLUMNS)


def drop_triggers(connection: Connection) -> None:
    """Take the triggers off for a migration, on SQLite; `create_guards` puts them back in the same transaction."""
    if connection.dialect.name == "sqlite":
        for name in SQLITE_TRIGGERS:
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))


def create_guards(connection: Connection) -> None:
    """Create whatever of the guards is missing."""
    guards = SQLITE_TRIGGERS if connection.dialect.name == "sqlite" else POSTGRES_GUARDS
    for name in missing_guards(connection):
        connection.exec_driver_sql(guards[name][1])


def lift_guard(connection: Connection, table: str) -> None:
    """Let a migration change rows that are only ever added otherwise; `create_guards` closes it again at its end."""
    if connection.dialect.name == "sqlite":
        for change in ("update", "delete"):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_added_{change}"))
    else:
        connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_only_added ON {table}"))
