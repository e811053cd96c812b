"""rights with clocks, versions of the notice that ask anew, blocking, pauses that end by themselves"""

import sqlalchemy as sa
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

PURPOSES = "purpose IN ('confirm_days', 'answer_offer', 'answer_reconfirm', 'answer_challenge', 'undo_erasure')"
EARLIER_PURPOSES = "purpose IN ('confirm_days', 'answer_offer', 'answer_reconfirm', 'answer_challenge')"
CONSENTS = ('registry', 'share_with_productions', 'statistics', 'training')


def upgrade() -> None:
    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('blocked_record', sa.LargeBinary(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('paused_until_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('pause_told', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('notice_told', sa.String(length=20), server_default='', nullable=False))
        batch_op.add_column(sa.Column('stay_asks', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('stay_asked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f('ix_crew_member_paused_until_on'), ['paused_until_on'], unique=False)
    # nothing has written these two tables before
    with op.batch_alter_table('privacy_notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('asks_anew', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.alter_column('asks_anew', server_default=None)
    with op.batch_alter_table('arco_request', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                'purpose',
                sa.Enum(*CONSENTS, name='consent_purpose', native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column('identity_proof', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('extension_reason', sa.String(length=500), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reminded_on', sa.Date(), nullable=True))
    with op.batch_alter_table('action_link', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_action_link_action_purpose'), type_='check')
        batch_op.create_check_constraint(op.f('ck_action_link_action_purpose'), PURPOSES)


def downgrade() -> None:
    op.execute("DELETE FROM action_link WHERE purpose = 'undo_erasure'")
    with op.batch_alter_table('action_link', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_action_link_action_purpose'), type_='check')
        batch_op.create_check_constraint(op.f('ck_action_link_action_purpose'), EARLIER_PURPOSES)
    with op.batch_alter_table('arco_request', schema=None) as batch_op:
        batch_op.drop_column('reminded_on')
        batch_op.drop_column('extension_reason')
        batch_op.drop_column('identity_proof')
        batch_op.drop_constraint(op.f('ck_arco_request_consent_purpose'), type_='check')
        batch_op.drop_column('purpose')
    with op.batch_alter_table('privacy_notice', schema=None) as batch_op:
        batch_op.drop_column('asks_anew')
    with op.batch_alter_table('crew_member', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_crew_member_paused_until_on'))
        for column in ('stay_asked_at', 'stay_asks', 'notice_told', 'pause_told', 'paused_until_on', 'blocked_record'):
            batch_op.drop_column(column)
