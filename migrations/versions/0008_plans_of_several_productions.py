"""plans of several productions"""

import sqlalchemy as sa
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('plan',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('status', sa.Enum('draft', 'queued', 'running', 'done', 'cancelled', 'failed', name='plan_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('view', sa.Enum('confirmed', 'if_confirmed', name='plan_view', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('based_on_id', sa.Integer(), nullable=True),
    sa.Column('may_move_holds', sa.Boolean(), nullable=False),
    sa.Column('time_limit_seconds', sa.Integer(), nullable=False),
    sa.Column('seed', sa.BigInteger(), nullable=False),
    sa.Column('today_on', sa.Date(), nullable=False),
    sa.Column('roster_version', sa.Integer(), nullable=True),
    sa.Column('weight_set_id', sa.Integer(), nullable=True),
    sa.Column('slots', sa.Integer(), nullable=False),
    sa.Column('filled', sa.Integer(), nullable=False),
    sa.Column('tiers', sa.JSON(), nullable=False),
    sa.Column('baseline', sa.JSON(), nullable=False),
    sa.Column('progress', sa.JSON(), nullable=False),
    sa.Column('error', sa.String(length=400), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('alive_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_asked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('time_limit_seconds BETWEEN 1 AND 3600', name=op.f('ck_plan_time_limit_seconds')),
    sa.ForeignKeyConstraint(['based_on_id'], ['plan.id'], name=op.f('fk_plan_based_on_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_plan_made_by_id')),
    sa.ForeignKeyConstraint(['weight_set_id'], ['weight_set.id'], name=op.f('fk_plan_weight_set_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan'))
    )
    op.create_index('ix_plan_based_on_id', 'plan', ['based_on_id'], unique=False)
    op.create_index('ix_plan_status', 'plan', ['status'], unique=False)
    op.create_table('plan_instance',
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('problem', sa.LargeBinary(), nullable=False),
    sa.Column('answer', sa.LargeBinary(), nullable=False),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_instance_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('plan_id', name=op.f('pk_plan_instance'))
    )
    op.create_table('plan_production',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('source', sa.Enum('need', 'brief', 'package', name='plan_source', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('need_id', sa.Integer(), nullable=True),
    sa.Column('production_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=200), nullable=False),
    sa.Column('shift_days', sa.Integer(), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.CheckConstraint('priority BETWEEN 1 AND 5', name=op.f('ck_plan_production_priority')),
    sa.ForeignKeyConstraint(['need_id'], ['need.id'], name=op.f('fk_plan_production_need_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_production_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_plan_production_production_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_production')),
    sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_plan_production_plan_id_key'))
    )
    op.create_index('ix_plan_production_need_id', 'plan_production', ['need_id'], unique=False)
    op.create_table('plan_rule',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('pin', 'forbid', 'away', name='plan_rule_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('line_key', sa.String(length=100), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('ends_on', sa.Date(), nullable=True),
    sa.CheckConstraint("kind <> 'away' OR (starts_on IS NOT NULL AND ends_on >= starts_on)", name=op.f('ck_plan_rule_days')),
    sa.CheckConstraint("kind = 'away' OR line_key <> ''", name=op.f('ck_plan_rule_line')),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_plan_rule_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_rule_plan_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_rule'))
    )
    op.create_index('ix_plan_rule_crew_member_id', 'plan_rule', ['crew_member_id'], unique=False)
    op.create_index('uq_plan_rule_days', 'plan_rule', ['plan_id', 'crew_member_id', 'starts_on'], unique=True, sqlite_where=sa.text("kind = 'away'"), postgresql_where=sa.text("kind = 'away'"))
    op.create_index('uq_plan_rule_line', 'plan_rule', ['plan_id', 'crew_member_id', 'line_key'], unique=True, sqlite_where=sa.text("kind <> 'away'"), postgresql_where=sa.text("kind <> 'away'"))
    op.create_table('plan_line',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('plan_production_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=100), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=True),
    sa.Column('role_id', sa.String(length=60), nullable=True),
    sa.Column('department_id', sa.String(length=40), nullable=True),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('trainee', sa.Boolean(), nullable=False),
    sa.Column('quantity', sa.Integer(), nullable=False),
    sa.Column('weight', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('asked', sa.JSON(), nullable=False),
    sa.CheckConstraint('quantity >= 1', name=op.f('ck_plan_line_quantity')),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_line_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_production_id'], ['plan_production.id'], name=op.f('fk_plan_line_plan_production_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_plan_line_position_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_line')),
    sa.UniqueConstraint('plan_id', 'key', name=op.f('uq_plan_line_plan_id_key'))
    )
    op.create_index('ix_plan_line_plan_production_id', 'plan_line', ['plan_production_id'], unique=False)
    op.create_index('ix_plan_line_position_id', 'plan_line', ['position_id'], unique=False)
    op.create_table('plan_slot',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('plan_id', sa.Integer(), nullable=False),
    sa.Column('plan_line_id', sa.Integer(), nullable=False),
    sa.Column('slot', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=True),
    sa.Column('placement', sa.Enum('chosen', 'pinned', 'booked', 'held', name='plan_placement', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('sure', sa.Boolean(), nullable=False),
    sa.Column('gap', sa.Enum('role_unknown', 'nobody_holds_role', 'all_booked', 'unconfirmed', 'requirement', 'taken_in_plan', 'forbidden', name='plan_gap', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('gap_detail', sa.JSON(), nullable=False),
    sa.Column('remedy', sa.JSON(), nullable=False),
    sa.Column('offer_round_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_plan_slot_crew_member_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['offer_round_id'], ['offer_round.id'], name=op.f('fk_plan_slot_offer_round_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_slot_plan_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['plan_line_id'], ['plan_line.id'], name=op.f('fk_plan_slot_plan_line_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_slot')),
    sa.UniqueConstraint('plan_line_id', 'slot', name=op.f('uq_plan_slot_plan_line_id_slot'))
    )
    op.create_index('ix_plan_slot_crew_member_id', 'plan_slot', ['crew_member_id'], unique=False)
    op.create_index('ix_plan_slot_plan_id', 'plan_slot', ['plan_id'], unique=False)
    op.create_table('plan_span',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('plan_line_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.Enum('prep', 'shoot', 'wrap', 'daily', name='period_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_plan_span_starts_on_before_ends_on')),
    sa.ForeignKeyConstraint(['plan_line_id'], ['plan_line.id'], name=op.f('fk_plan_span_plan_line_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_span'))
    )
    op.create_index('ix_plan_span_plan_line_id', 'plan_span', ['plan_line_id'], unique=False)



def downgrade() -> None:
    op.drop_index('ix_plan_span_plan_line_id', table_name='plan_span')
    op.drop_table('plan_span')
    op.drop_index('ix_plan_slot_plan_id', table_name='plan_slot')
    op.drop_index('ix_plan_slot_crew_member_id', table_name='plan_slot')
    op.drop_table('plan_slot')
    op.drop_index('ix_plan_line_position_id', table_name='plan_line')
    op.drop_index('ix_plan_line_plan_production_id', table_name='plan_line')
    op.drop_table('plan_line')
    op.drop_index('uq_plan_rule_line', table_name='plan_rule')
    op.drop_index('uq_plan_rule_days', table_name='plan_rule')
    op.drop_index('ix_plan_rule_crew_member_id', table_name='plan_rule')
    op.drop_table('plan_rule')
    op.drop_index('ix_plan_production_need_id', table_name='plan_production')
    op.drop_table('plan_production')
    op.drop_table('plan_instance')
    op.drop_index('ix_plan_status', table_name='plan')
    op.drop_index('ix_plan_based_on_id', table_name='plan')
    op.drop_table('plan')
