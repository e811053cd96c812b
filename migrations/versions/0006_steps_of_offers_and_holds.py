"""lines that go leave the history of their offers; holds keep when their clock began, days when they were agreed to"""

import sqlalchemy as sa
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.add_column(sa.Column('clock_from_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('hold_span', schema=None) as batch_op:
        batch_op.add_column(sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('accept_seq', sa.Integer(), nullable=True))

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('end_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.alter_column('position_id', existing_type=sa.Integer(), nullable=True)

    with op.batch_alter_table('offer_round', schema=None) as batch_op:
        batch_op.alter_column('position_id', existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    # offers of lines that are gone can't be told without the line
    op.execute('DELETE FROM offer WHERE position_id IS NULL')
    op.execute('DELETE FROM offer_round WHERE position_id IS NULL')
    with op.batch_alter_table('offer_round', schema=None) as batch_op:
        batch_op.alter_column('position_id', existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.alter_column('position_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column('end_reason')

    with op.batch_alter_table('hold_span', schema=None) as batch_op:
        batch_op.drop_column('accept_seq')
        batch_op.drop_column('accepted_at')

    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_column('clock_from_at')
