"""lists in order of names"""

import sqlalchemy as sa
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=300), server_default='', nullable=False))
        batch_op.create_index('ix_crew_member_status_name_key', ['status', 'name_key'], unique=False)
        batch_op.create_index('ix_crew_member_name_key', ['name_key'], unique=False)

    with op.batch_alter_table('work_base', schema=None) as batch_op:
        batch_op.create_index('ix_work_base_place_crew_member_id', ['place', 'crew_member_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('work_base', schema=None) as batch_op:
        batch_op.drop_index('ix_work_base_place_crew_member_id')

    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.drop_index('ix_crew_member_name_key')
        batch_op.drop_index('ix_crew_member_status_name_key')
        batch_op.drop_column('name_key')
