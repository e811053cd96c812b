"""the workspace of productions"""

import sqlalchemy as sa
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('follow_up',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('production_id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=True),
    sa.Column('step', sa.String(length=200), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_by_id', sa.Integer(), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('(done_at IS NULL) = (done_by_id IS NULL)', name=op.f('ck_follow_up_done_by')),
    sa.ForeignKeyConstraint(['done_by_id'], ['account.id'], name=op.f('fk_follow_up_done_by_id')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_follow_up_made_by_id')),
    sa.ForeignKeyConstraint(['owner_id'], ['account.id'], name=op.f('fk_follow_up_owner_id')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_follow_up_position_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_follow_up_production_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follow_up'))
    )
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_follow_up_owner_id'), ['owner_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_follow_up_position_id'), ['position_id'], unique=False)
        batch_op.create_index('ix_follow_up_production_id_done_at', ['production_id', 'done_at'], unique=False)

    op.create_table('production_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('production_id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=True),
    sa.Column('by_production', sa.Boolean(), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.String(length=2000), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f('ck_production_question_answered_at')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['account.id'], name=op.f('fk_production_question_answered_by_id')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['account.id'], name=op.f('fk_production_question_asked_by_id')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_production_question_position_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_production_question_production_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_production_question'))
    )
    with op.batch_alter_table('production_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_production_question_position_id'), ['position_id'], unique=False)
        batch_op.create_index('ix_production_question_production_id', ['production_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('production_question', schema=None) as batch_op:
        batch_op.drop_index('ix_production_question_production_id')
        batch_op.drop_index(batch_op.f('ix_production_question_position_id'))

    op.drop_table('production_question')
    with op.batch_alter_table('follow_up', schema=None) as batch_op:
        batch_op.drop_index('ix_follow_up_production_id_done_at')
        batch_op.drop_index(batch_op.f('ix_follow_up_position_id'))
        batch_op.drop_index(batch_op.f('ix_follow_up_owner_id'))

    op.drop_table('follow_up')
