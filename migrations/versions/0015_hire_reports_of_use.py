"""hire reports: people from outside of the registry, local to the base, the title that a report made"""

import sqlalchemy as sa
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('hire_report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('others', sa.JSON(), server_default='[]', nullable=False))
    with op.batch_alter_table('hire_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_local_to_base', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('title', schema=None) as batch_op:
        batch_op.add_column(sa.Column('production_id', sa.Integer(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f('uq_title_production_id'), ['production_id'])
        batch_op.create_foreign_key(batch_op.f('fk_title_production_id'), 'production', ['production_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('title', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_title_production_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('uq_title_production_id'), type_='unique')
        batch_op.drop_column('production_id')
    with op.batch_alter_table('hire_line', schema=None) as batch_op:
        batch_op.drop_column('is_local_to_base')
    with op.batch_alter_table('hire_report', schema=None) as batch_op:
        batch_op.drop_column('others')
