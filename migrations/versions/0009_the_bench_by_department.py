"""the bench's history by department, in which a person counts once"""

import sqlalchemy as sa
from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('department_depth',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('department_id', sa.String(length=40), nullable=False),
    sa.Column('free', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('unknown', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_department_depth')),
    sa.UniqueConstraint('counted_on', 'department_id', 'week_on', name=op.f('uq_department_depth_counted_on_department_id_week_on'))
    )
    op.create_index('ix_department_depth_department_id_week_on', 'department_depth', ['department_id', 'week_on'], unique=False)


def downgrade() -> None:
    op.drop_index('ix_department_depth_department_id_week_on', table_name='department_depth')
    op.drop_table('department_depth')
