"""free text within one index"""

from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.drop_index('ix_crew_member_status_name_key')
        batch_op.drop_index('ix_crew_member_name_key')
        batch_op.create_index('ix_crew_member_status_name_key', ['status', 'name_key', 'search_text'], unique=False)
        batch_op.create_index('ix_crew_member_name_key', ['name_key', 'search_text'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.drop_index('ix_crew_member_name_key')
        batch_op.drop_index('ix_crew_member_status_name_key')
        batch_op.create_index('ix_crew_member_status_name_key', ['status', 'name_key'], unique=False)
        batch_op.create_index('ix_crew_member_name_key', ['name_key'], unique=False)
