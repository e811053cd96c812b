"""the audit in plain text names only the commission's own people; indexes to search it by"""

import json

import sqlalchemy as sa
from alembic import op

from migrations.triggers import lift_guard

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

CONTACT = ('contact_name', 'contact_email', 'contact_phone')
INDEXES = {
    'ix_audit_event_at_id': ['at', 'id'],
    'ix_audit_event_person': ['crew_member_id', 'at', 'id'],
    'ix_audit_event_actor': ['actor_id', 'at', 'id'],
    'ix_audit_event_actor_name': ['actor_name', 'at', 'id'],
    'ix_audit_event_action': ['action', 'at', 'id'],
    'ix_audit_event_subject': ['subject_kind', 'subject_id', 'at', 'id'],
}
EARLIER = {
    'ix_audit_event_at': ['at'],
    'ix_audit_event_crew_member_id': ['crew_member_id'],
    'ix_audit_event_subject_kind_subject_id': ['subject_kind', 'subject_id'],
}


def upgrade() -> None:
    connection = op.get_bind()
    lift_guard(connection, 'audit_event')
    # accounts can be read; people who came by a link are told by each event's own person
    op.execute("UPDATE audit_event SET actor_name = 'e-mailed link' WHERE actor_kind = 'visitor' AND actor_name <> ''")
    op.execute(
        "UPDATE audit_event SET actor_name = '' WHERE actor_kind = 'account' AND actor_id IN"
        " (SELECT id FROM account WHERE role IN ('crew', 'production'))"
    )
    _take_contacts_out(connection)
    for name in EARLIER:
        op.drop_index(name, table_name='audit_event')
    for name, columns in INDEXES.items():
        op.create_index(name, 'audit_event', columns)


def _take_contacts_out(connection: sa.Connection) -> None:
    """Tell of changed contacts of productions that they changed, not from what to what."""
    events = sa.table('audit_event', sa.column('id'), sa.column('action'), sa.column('detail'))
    found = connection.execute(
        sa.select(events.c.id, events.c.detail).where(
            events.c.action == 'need:production:changed', events.c.detail.contains('contact_')
        )
    ).all()
    for event_id, detail in found:
        values = json.loads(detail)
        changed = sorted({name for side in values.values() for name in side if name in CONTACT})
        kept = {side: {name: v for name, v in told.items() if name not in CONTACT} for side, told in values.items()}
        kept.setdefault('after', {})['also_changed'] = changed
        text = json.dumps(kept, ensure_ascii=False, sort_keys=True)
        connection.execute(sa.update(events).where(events.c.id == event_id).values(detail=text))


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, table_name='audit_event')
    for name, columns in EARLIER.items():
        op.create_index(name, 'audit_event', columns)
