"""feedback: texts under the person's key, matters that staff look at first"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

MATTERS = ('none', 'waiting', 'shown', 'kept')


def upgrade() -> None:
    with op.batch_alter_table('feedback', schema=None) as batch_op:  # nothing has written it before
        for column in ('note', 'answer'):
            batch_op.drop_column(column)
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        for column in ('note', 'answer', 'staff_note'):
            batch_op.add_column(sa.Column(column, sa.LargeBinary(), server_default='', nullable=False))
        batch_op.add_column(
            sa.Column(
                'matter',
                sa.Enum(*MATTERS, name='matter_state', native_enum=False, create_constraint=True, length=40),
                server_default='none',
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('looked_by_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_feedback_matter'), ['matter'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_feedback_looked_by_id'), 'account', ['looked_by_id'], ['id'])
        batch_op.create_check_constraint(
            batch_op.f('ck_feedback_looked_at'), "matter NOT IN ('shown', 'kept') OR looked_at IS NOT NULL"
        )


def downgrade() -> None:
    op.execute("DELETE FROM feedback")  # what it says can't be read as it was kept before
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_feedback_looked_at'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_feedback_looked_by_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('ck_feedback_matter_state'), type_='check')
        batch_op.drop_index(batch_op.f('ix_feedback_matter'))
        for column in ('note', 'answer', 'staff_note', 'matter', 'looked_at', 'looked_by_id'):
            batch_op.drop_column(column)
    with op.batch_alter_table('feedback', schema=None) as batch_op:
        for column in ('note', 'answer'):
            batch_op.add_column(sa.Column(column, sa.String(length=2000), server_default='', nullable=False))
        # as 0011 made them
        for column in ('note', 'answer'):
            batch_op.alter_column(column, server_default=None)
