"""jobs to look at: their entries, tries and fences of runs; the bench's history"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('job',
    sa.Column('id', sa.String(length=60), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('period_seconds', sa.Float(), nullable=False),
    sa.Column('offset_seconds', sa.Float(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    op.create_table('bench_depth',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('counted_on', sa.Date(), nullable=False),
    sa.Column('week_on', sa.Date(), nullable=False),
    sa.Column('role_id', sa.String(length=60), nullable=False),
    sa.Column('free', sa.Integer(), nullable=False),
    sa.Column('held', sa.Integer(), nullable=False),
    sa.Column('booked', sa.Integer(), nullable=False),
    sa.Column('unknown', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bench_depth')),
    sa.UniqueConstraint('counted_on', 'role_id', 'week_on', name=op.f('uq_bench_depth_counted_on_role_id_week_on'))
    )
    op.create_index('ix_bench_depth_role_id_week_on', 'bench_depth', ['role_id', 'week_on'], unique=False)
    op.add_column('job_run', sa.Column('attempts', sa.Integer(), server_default='1', nullable=False))
    op.add_column('job_run', sa.Column('fence', sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column('job_run', 'fence')
    op.drop_column('job_run', 'attempts')
    op.drop_index('ix_bench_depth_role_id_week_on', table_name='bench_depth')
    op.drop_table('bench_depth')
    op.drop_table('job')
