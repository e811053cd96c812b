"""cohorts with seats and a status, the way to a certificate, placements beside a mentor"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

ISSUED = sa.text('certificate_issued_on IS NOT NULL')
RESULTS = "result IN ('asked', 'waiting', 'enrolled', 'attended', 'completed', 'approved', 'dropped_out')"
EARLIER_RESULTS = "result IN ('enrolled', 'attended', 'completed', 'approved')"


def upgrade() -> None:
    op.create_table('placement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.String(length=60), nullable=False),
    sa.Column('mentor_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=True),
    sa.Column('production_id', sa.Integer(), nullable=True),
    sa.Column('position_id', sa.Integer(), nullable=True),
    sa.Column('booking_id', sa.Integer(), nullable=True),
    sa.Column('production_name', sa.String(length=200), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('hours', sa.Integer(), nullable=True),
    sa.Column('outcome', sa.Enum('recommended', 'more_practice', 'not_recommended', name='placement_outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('outcome_on', sa.Date(), nullable=True),
    sa.Column('mentor_note', sa.String(length=1000), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('fictional', sa.Boolean(), nullable=False),
    sa.CheckConstraint("production_id IS NOT NULL OR production_name <> ''", name=op.f('ck_placement_somewhere')),
    sa.CheckConstraint('(outcome IS NULL) = (outcome_on IS NULL)', name=op.f('ck_placement_outcome_has_its_day')),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_placement_starts_on_before_ends_on')),
    sa.CheckConstraint('hours >= 0', name=op.f('ck_placement_hours')),
    sa.CheckConstraint('mentor_id <> crew_member_id', name=op.f('ck_placement_mentor_is_another')),
    sa.ForeignKeyConstraint(['booking_id'], ['booking.id'], name=op.f('fk_placement_booking_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_placement_course_id')),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_placement_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_placement_made_by_id')),
    sa.ForeignKeyConstraint(['mentor_id'], ['crew_member.id'], name=op.f('fk_placement_mentor_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_placement_position_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_placement_production_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement')),
    sa.UniqueConstraint('crew_member_id', 'role_id', 'starts_on', name=op.f('uq_placement_crew_member_id_role_id_starts_on'))
    )
    for column in ('booking_id', 'course_id', 'mentor_id', 'position_id', 'production_id', 'role_id'):
        op.create_index(f'ix_placement_{column}', 'placement', [column], unique=False)

    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.add_column(sa.Column('instructor', sa.String(length=160), server_default='', nullable=False))
        batch_op.add_column(sa.Column('level', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('seats', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('cost_per_seat_centavos', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('status', sa.String(length=40), server_default='finished', nullable=False))
        batch_op.create_check_constraint(op.f('ck_course_course_status'), "status IN ('planned', 'open', 'running', 'finished', 'cancelled')")
        batch_op.create_check_constraint(op.f('ck_course_seats'), 'seats >= 1')
        batch_op.create_check_constraint(op.f('ck_course_level'), 'level BETWEEN 1 AND 5')
        batch_op.create_check_constraint(op.f('ck_course_cost_per_seat'), 'cost_per_seat_centavos >= 0')
        batch_op.create_index(op.f('ix_course_status'), ['status'], unique=False)
    # what was kept before has no word for it: its days tell
    op.execute("UPDATE course SET status = 'running' WHERE ends_on >= CURRENT_DATE")
    op.execute("UPDATE course SET status = 'planned' WHERE starts_on > CURRENT_DATE")

    with op.batch_alter_table('training_record', schema=None) as batch_op:
        batch_op.add_column(sa.Column('enrolled_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('queued_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('dropped_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('certificate_issued_on', sa.Date(), nullable=True))
        batch_op.drop_constraint(op.f('ck_training_record_training_result'), type_='check')
        batch_op.create_check_constraint(op.f('ck_training_record_training_result'), RESULTS)
        batch_op.create_check_constraint(op.f('ck_training_record_dropped_with_reason'), "result <> 'dropped_out' OR dropped_reason <> ''")
        batch_op.create_check_constraint(op.f('ck_training_record_certificate_of_a_graduate'), "certificate_issued_on IS NULL OR (certificate_number <> '' AND result IN ('completed', 'approved'))")
    op.create_index('uq_training_record_certificate_number', 'training_record', ['certificate_number'], unique=True, sqlite_where=ISSUED, postgresql_where=ISSUED)


def downgrade() -> None:
    op.drop_index('uq_training_record_certificate_number', table_name='training_record')
    # earlier code knows one word only for whoever is on the list without a result
    with op.batch_alter_table('training_record', schema=None) as batch_op:
        for name in ('training_result', 'dropped_with_reason', 'certificate_of_a_graduate'):
            batch_op.drop_constraint(op.f(f'ck_training_record_{name}'), type_='check')
        for column in ('enrolled_on', 'queued_at', 'dropped_reason', 'certificate_issued_on'):
            batch_op.drop_column(column)
    op.execute("UPDATE training_record SET result = 'enrolled' WHERE NOT " + EARLIER_RESULTS)
    with op.batch_alter_table('training_record', schema=None) as batch_op:
        batch_op.create_check_constraint(op.f('ck_training_record_training_result'), EARLIER_RESULTS)

    op.drop_index(op.f('ix_course_status'), table_name='course')
    with op.batch_alter_table('course', schema=None) as batch_op:
        for name in ('course_status', 'seats', 'level', 'cost_per_seat'):
            batch_op.drop_constraint(op.f(f'ck_course_{name}'), type_='check')
        for column in ('instructor', 'level', 'seats', 'cost_per_seat_centavos', 'status'):
            batch_op.drop_column(column)
    op.drop_table('placement')
