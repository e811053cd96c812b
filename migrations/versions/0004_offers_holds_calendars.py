"""offers, challenges, calendars, asks; holds and bookings keep how they ended"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('action_link',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('purpose', sa.Enum('confirm_days', 'answer_offer', 'answer_reconfirm', 'answer_challenge', name='action_purpose', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=True),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_action_link_crew_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_action_link')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_action_link_token_hash'))
    )
    with op.batch_alter_table('action_link', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_action_link_crew_member_id'), ['crew_member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_action_link_expires_at'), ['expires_at'], unique=False)

    op.create_table('calendar_feed',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('address_encrypted', sa.LargeBinary(), nullable=False),
    sa.Column('provider', sa.String(length=40), nullable=False),
    sa.Column('status', sa.Enum('new', 'ok', 'failing', 'stopped', name='feed_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('etag', sa.String(length=300), nullable=False),
    sa.Column('last_modified', sa.String(length=100), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('tried_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_until_on', sa.Date(), nullable=True),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('failures', sa.Integer(), nullable=False),
    sa.Column('problem', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_calendar_feed_crew_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_feed'))
    )
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_feed_crew_member_id'), ['crew_member_id'], unique=False)
        batch_op.create_index('ix_calendar_feed_status_next_try_at', ['status', 'next_try_at'], unique=False)

    op.create_table('confirmation_ask',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('because', sa.String(length=40), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_confirmation_ask_crew_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_confirmation_ask'))
    )
    with op.batch_alter_table('confirmation_ask', schema=None) as batch_op:
        batch_op.create_index('ix_confirmation_ask_crew_member_id_asked_at', ['crew_member_id', 'asked_at'], unique=False)

    op.create_table('statement_batch',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_statement_batch_crew_member_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_statement_batch')),
    sa.UniqueConstraint('crew_member_id', 'form_key', name=op.f('uq_statement_batch_crew_member_id_form_key'))
    )
    op.create_table('feed_span',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('feed_id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('busy', 'tentative', name='feed_day_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_feed_span_starts_on_before_ends_on')),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_feed_span_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['feed_id'], ['calendar_feed.id'], name=op.f('fk_feed_span_feed_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_feed_span'))
    )
    with op.batch_alter_table('feed_span', schema=None) as batch_op:
        batch_op.create_index('ix_feed_span_crew_member_id_ends_on', ['crew_member_id', 'ends_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_feed_span_feed_id'), ['feed_id'], unique=False)

    op.create_table('calendar_subscription',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.Enum('crew_member', 'production', name='subscription_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=True),
    sa.Column('production_id', sa.Integer(), nullable=True),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("(kind = 'crew_member') = (crew_member_id IS NOT NULL) AND (kind = 'production') = (production_id IS NOT NULL)", name=op.f('ck_calendar_subscription_one_subject')),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_calendar_subscription_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_calendar_subscription_made_by_id')),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_calendar_subscription_production_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_calendar_subscription')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_calendar_subscription_token_hash'))
    )
    with op.batch_alter_table('calendar_subscription', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_calendar_subscription_crew_member_id'), ['crew_member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_calendar_subscription_production_id'), ['production_id'], unique=False)

    op.create_table('offer_round',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=False),
    sa.Column('production_id', sa.Integer(), nullable=False),
    sa.Column('role_id', sa.String(length=60), nullable=False),
    sa.Column('mode', sa.Enum('together', 'in_order', name='round_mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('status', sa.Enum('open', 'filled', 'exhausted', 'withdrawn', name='round_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('places', sa.Integer(), nullable=False),
    sa.Column('answer_hours', sa.Integer(), nullable=False),
    sa.Column('tells_title', sa.Boolean(), nullable=False),
    sa.Column('note', sa.String(length=1000), nullable=False),
    sa.Column('form_key', sa.String(length=64), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('answer_hours BETWEEN 1 AND 720', name=op.f('ck_offer_round_answer_hours')),
    sa.CheckConstraint('places >= 1', name=op.f('ck_offer_round_places')),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_offer_round_made_by_id')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_offer_round_position_id')),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_offer_round_production_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_round')),
    sa.UniqueConstraint('position_id', 'form_key', name=op.f('uq_offer_round_position_id_form_key'))
    )
    with op.batch_alter_table('offer_round', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_round_position_id'), ['position_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_round_production_id'), ['production_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_round_status'), ['status'], unique=False)

    op.create_table('challenge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('hold_id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('open', 'won', 'lost', 'withdrawn', name='challenge_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('deadline_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reminders', sa.Integer(), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_challenge_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_challenge_hold_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_challenge_made_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenge'))
    )
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenge_crew_member_id'), ['crew_member_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_challenge_hold_id'), ['hold_id'], unique=False)
        batch_op.create_index('ix_challenge_status_deadline_at', ['status', 'deadline_at'], unique=False)

    op.create_table('offer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('round_id', sa.Integer(), nullable=False),
    sa.Column('position_id', sa.Integer(), nullable=False),
    sa.Column('production_id', sa.Integer(), nullable=False),
    sa.Column('crew_member_id', sa.Integer(), nullable=False),
    sa.Column('ordinal', sa.Integer(), nullable=False),
    sa.Column('status', sa.Enum('waiting', 'sent', 'accepted', 'declined', 'expired', 'withdrawn', name='offer_status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer_by_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by', sa.Enum('self', 'call', 'email', 'feed', 'import', 'demo', name='statement_source', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decline_reason', sa.Enum('dates', 'other_work', 'pay', 'distance', 'role', 'personal', 'other', name='decline_reason', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('decline_note', sa.String(length=500), nullable=False),
    sa.Column('hold_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['crew_member_id'], ['crew_member.id'], name=op.f('fk_offer_crew_member_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_offer_hold_id')),
    sa.ForeignKeyConstraint(['position_id'], ['position.id'], name=op.f('fk_offer_position_id')),
    sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_offer_production_id')),
    sa.ForeignKeyConstraint(['round_id'], ['offer_round.id'], name=op.f('fk_offer_round_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer')),
    sa.UniqueConstraint('hold_id', name=op.f('uq_offer_hold_id')),
    sa.UniqueConstraint('round_id', 'crew_member_id', name=op.f('uq_offer_round_id_crew_member_id'))
    )
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.create_index('ix_offer_crew_member_id_status', ['crew_member_id', 'status'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_position_id'), ['position_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_offer_production_id'), ['production_id'], unique=False)
        batch_op.create_index('ix_offer_status_answer_by_at', ['status', 'answer_by_at'], unique=False)

    op.create_table('challenged_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('challenge_id', sa.Integer(), nullable=False),
    sa.Column('hold_id', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Enum('confirmed', 'released', 'no_answer', name='challenge_answer', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['challenge_id'], ['challenge.id'], name=op.f('fk_challenged_hold_challenge_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['hold_id'], ['hold.id'], name=op.f('fk_challenged_hold_hold_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_challenged_hold')),
    sa.UniqueConstraint('challenge_id', 'hold_id', name=op.f('uq_challenged_hold_challenge_id_hold_id'))
    )
    with op.batch_alter_table('challenged_hold', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_challenged_hold_hold_id'), ['hold_id'], unique=False)

    op.create_table('offer_span',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('offer_id', sa.Integer(), nullable=False),
    sa.Column('period', sa.Enum('prep', 'shoot', 'wrap', 'daily', name='period_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=40), nullable=True),
    sa.CheckConstraint('ends_on >= starts_on', name=op.f('ck_offer_span_starts_on_before_ends_on')),
    sa.ForeignKeyConstraint(['offer_id'], ['offer.id'], name=op.f('fk_offer_span_offer_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_offer_span'))
    )
    with op.batch_alter_table('offer_span', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_offer_span_offer_id'), ['offer_id'], unique=False)

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('end_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reconfirm_since_at', sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table('booking_span', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=40), nullable=True))

    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_asks_a_month', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('most_offers_a_week', sa.Integer(), nullable=True))

    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.add_column(sa.Column('revision', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('reminders', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('changed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('end_reason', sa.String(length=300), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reconfirm_since_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_hold_expires_at'), ['expires_at'], unique=False)

    with op.batch_alter_table('hold_span', schema=None) as batch_op:
        batch_op.add_column(sa.Column('place', sa.String(length=40), nullable=True))

    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.add_column(sa.Column('batch_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('lapsed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_statement_batch_id'), ['batch_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('statement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_statement_batch_id'))
        batch_op.drop_column('lapsed_at')
        batch_op.drop_column('batch_id')

    with op.batch_alter_table('hold_span', schema=None) as batch_op:
        batch_op.drop_column('place')

    with op.batch_alter_table('hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_hold_expires_at'))
        batch_op.drop_column('reconfirm_since_at')
        batch_op.drop_column('end_reason')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('changed_at')
        batch_op.drop_column('reminders')
        batch_op.drop_column('revision')

    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.drop_column('most_offers_a_week')
        batch_op.drop_column('most_asks_a_month')

    with op.batch_alter_table('booking_span', schema=None) as batch_op:
        batch_op.drop_column('place')

    with op.batch_alter_table('booking', schema=None) as batch_op:
        batch_op.drop_column('reconfirm_since_at')
        batch_op.drop_column('end_reason')
        batch_op.drop_column('ended_at')
        batch_op.drop_column('changed_at')
        batch_op.drop_column('revision')

    with op.batch_alter_table('offer_span', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_span_offer_id'))

    op.drop_table('offer_span')
    with op.batch_alter_table('challenged_hold', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_challenged_hold_hold_id'))

    op.drop_table('challenged_hold')
    with op.batch_alter_table('offer', schema=None) as batch_op:
        batch_op.drop_index('ix_offer_status_answer_by_at')
        batch_op.drop_index(batch_op.f('ix_offer_production_id'))
        batch_op.drop_index(batch_op.f('ix_offer_position_id'))
        batch_op.drop_index('ix_offer_crew_member_id_status')

    op.drop_table('offer')
    with op.batch_alter_table('challenge', schema=None) as batch_op:
        batch_op.drop_index('ix_challenge_status_deadline_at')
        batch_op.drop_index(batch_op.f('ix_challenge_hold_id'))
        batch_op.drop_index(batch_op.f('ix_challenge_crew_member_id'))

    op.drop_table('challenge')
    with op.batch_alter_table('offer_round', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_offer_round_status'))
        batch_op.drop_index(batch_op.f('ix_offer_round_production_id'))
        batch_op.drop_index(batch_op.f('ix_offer_round_position_id'))

    op.drop_table('offer_round')
    with op.batch_alter_table('calendar_subscription', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_calendar_subscription_production_id'))
        batch_op.drop_index(batch_op.f('ix_calendar_subscription_crew_member_id'))

    op.drop_table('calendar_subscription')
    with op.batch_alter_table('feed_span', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_feed_span_feed_id'))
        batch_op.drop_index('ix_feed_span_crew_member_id_ends_on')

    op.drop_table('feed_span')
    op.drop_table('statement_batch')
    with op.batch_alter_table('confirmation_ask', schema=None) as batch_op:
        batch_op.drop_index('ix_confirmation_ask_crew_member_id_asked_at')

    op.drop_table('confirmation_ask')
    with op.batch_alter_table('calendar_feed', schema=None) as batch_op:
        batch_op.drop_index('ix_calendar_feed_status_next_try_at')
        batch_op.drop_index(batch_op.f('ix_calendar_feed_crew_member_id'))

    op.drop_table('calendar_feed')
    with op.batch_alter_table('action_link', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_action_link_expires_at'))
        batch_op.drop_index(batch_op.f('ix_action_link_crew_member_id'))

    op.drop_table('action_link')
