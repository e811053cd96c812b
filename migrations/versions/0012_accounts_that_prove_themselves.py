"""readers, links that set a password, devices that prove themselves; tries to sign in are counted in rate_count"""

import sqlalchemy as sa
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ROLES = "role IN ('crew', 'production', 'reader', 'staff', 'admin')"
EARLIER_ROLES = "role IN ('crew', 'production', 'staff', 'admin')"
PURPOSES = "purpose IN ('sign_in', 'password')"
EARLIER_PURPOSES = "purpose IN ('sign_in')"


def upgrade() -> None:
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_account_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_account_role'), ROLES)
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_sign_in_link_link_purpose'), type_='check')
        batch_op.create_check_constraint(op.f('ck_sign_in_link_link_purpose'), PURPOSES)
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.add_column(sa.Column('address', sa.String(length=60), server_default='', nullable=False))
        batch_op.alter_column('second_factor_at', new_column_name='proven_at', existing_type=sa.DateTime(timezone=True))
    # whoever signed in before proved themselves then
    op.execute('UPDATE device SET proven_at = created_at WHERE proven_at IS NULL')
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.alter_column('proven_at', existing_type=sa.DateTime(timezone=True), nullable=False)
    op.drop_table('sign_in_attempt')


def downgrade() -> None:
    op.create_table('sign_in_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('email_hash', sa.String(length=64), nullable=False),
    sa.Column('address_hash', sa.String(length=64), nullable=False),
    sa.Column('succeeded', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sign_in_attempt'))
    )
    for column in ('address_hash', 'at', 'email_hash'):
        op.create_index(f'ix_sign_in_attempt_{column}', 'sign_in_attempt', [column], unique=False)
    with op.batch_alter_table('device', schema=None) as batch_op:
        batch_op.alter_column('proven_at', new_column_name='second_factor_at', existing_type=sa.DateTime(timezone=True), nullable=True)
        batch_op.drop_column('address')
    # earlier code knows neither readers nor links that set a password
    op.execute("UPDATE account SET role = 'production', active = false WHERE role = 'reader'")
    op.execute("DELETE FROM sign_in_link WHERE purpose = 'password'")
    with op.batch_alter_table('sign_in_link', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_sign_in_link_link_purpose'), type_='check')
        batch_op.create_check_constraint(op.f('ck_sign_in_link_link_purpose'), EARLIER_PURPOSES)
    with op.batch_alter_table('account', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('ck_account_role'), type_='check')
        batch_op.create_check_constraint(op.f('ck_account_role'), EARLIER_ROLES)
