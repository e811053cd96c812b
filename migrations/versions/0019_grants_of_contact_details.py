"""grants of contact details with purpose and last day, and releases with a code"""

import secrets
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None

SIGNS = '23456789ABCDEFGHJKMNPQRSTVWXYZ'
DAY = timedelta(days=1)
WITHOUT_END = timedelta(days=365)
BASES = ('consent', 'grant')
ENDS = ('person', 'commission')
RECORDED = 'recorded before grounds were kept'
PURPOSE = 'hiring crew for this production'

old = sa.table('disclosure', *map(sa.column, (
    'id', 'production_id', 'basis', 'purpose', 'granted_by_id', 'granted_at', 'expires_at', 'revoked_at', 'grant_id',
    'disclosed_at', 'ended_at', 'ended_by',
)))
grants = sa.table('disclosure_grant', *map(sa.column, (
    'id', 'production_id', 'basis', 'purpose', 'ground', 'granted_by_id', 'granted_at', 'until_on', 'revoked_at',
)))
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'disclosure_grant',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('production_id', sa.Integer(), nullable=False),
        sa.Column('contact_account_id', sa.Integer(), nullable=True),
        sa.Column(
            'basis',
            sa.Enum(*BASES, name='disclosure_basis', native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column('purpose', sa.String(length=200), nullable=False),
        sa.Column('ground', sa.String(length=400), nullable=False),
        sa.Column('granted_by_id', sa.Integer(), nullable=True),
        sa.Column('granted_at', AT, nullable=False),
        sa.Column('until_on', sa.Date(), nullable=False),
        sa.Column('revoked_at', AT, nullable=True),
        sa.Column('revoked_by_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(length=300), nullable=False),
        sa.CheckConstraint("basis <> 'grant' OR ground <> ''", name=op.f('ck_disclosure_grant_ground')),
        sa.CheckConstraint(
            "revoked_at IS NULL OR reason <> ''", name=op.f('ck_disclosure_grant_revoked_with_reason')
        ),
        sa.ForeignKeyConstraint(['contact_account_id'], ['account.id'], name=op.f('fk_disclosure_grant_contact_account_id')),
        sa.ForeignKeyConstraint(['granted_by_id'], ['account.id'], name=op.f('fk_disclosure_grant_granted_by_id')),
        sa.ForeignKeyConstraint(['production_id'], ['production.id'], name=op.f('fk_disclosure_grant_production_id')),
        sa.ForeignKeyConstraint(['revoked_by_id'], ['account.id'], name=op.f('fk_disclosure_grant_revoked_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosure_grant')),
    )
    with op.batch_alter_table('disclosure_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosure_grant_production_id'), ['production_id'], unique=False)
    _releases_get_codes()
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('grant_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('disclosed_at', AT, nullable=True))
        batch_op.add_column(sa.Column('ended_at', AT, nullable=True))
        batch_op.add_column(
            sa.Column(
                'ended_by',
                sa.Enum(*ENDS, name='disclosure_end', native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
    _group_into_grants()
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index('ix_disclosure_crew_member_id_production_id')
        batch_op.drop_index(batch_op.f('ix_disclosure_production_id'))
        batch_op.drop_constraint(op.f('ck_disclosure_disclosure_basis'), type_='check')
        batch_op.drop_constraint(op.f('fk_disclosure_production_id'), type_='foreignkey')
        batch_op.drop_constraint(op.f('fk_disclosure_granted_by_id'), type_='foreignkey')
        for column in (
            'production_id', 'basis', 'purpose', 'granted_by_id', 'granted_at', 'expires_at', 'revoked_at'
        ):
            batch_op.drop_column(column)
        batch_op.alter_column('grant_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('disclosed_at', existing_type=AT, nullable=False)
        batch_op.create_foreign_key(op.f('fk_disclosure_grant_id'), 'disclosure_grant', ['grant_id'], ['id'])
        batch_op.create_check_constraint(
            op.f('ck_disclosure_ended_by'), '(ended_at IS NULL) = (ended_by IS NULL)'
        )
        batch_op.create_index(batch_op.f('ix_disclosure_grant_id'), ['grant_id'], unique=False)
        batch_op.create_index(
            'ix_disclosure_crew_member_id_grant_id', ['crew_member_id', 'grant_id'], unique=False
        )


def _releases_get_codes() -> None:
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.add_column(sa.Column('code', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('given_to', sa.String(length=400), server_default='', nullable=False))
        batch_op.add_column(sa.Column('purpose', sa.String(length=400), server_default='', nullable=False))
        batch_op.add_column(sa.Column('contacts_until_on', sa.Date(), nullable=True))
        batch_op.alter_column('need_id', existing_type=sa.Integer(), nullable=True)
    bind = op.get_bind()
    release = sa.table('release', sa.column('id'), sa.column('code'))
    used: set[str] = set()
    for row in bind.execute(sa.select(release.c.id)).all():
        while (code := '-'.join(''.join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(2))) in used:
            pass
        used.add(code)
        bind.execute(release.update().where(release.c.id == row.id).values(code=code))
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.alter_column('code', existing_type=sa.String(length=20), nullable=False)
        batch_op.alter_column('given_to', existing_type=sa.String(length=400), server_default=None)
        batch_op.alter_column('purpose', existing_type=sa.String(length=400), server_default=None)
        batch_op.create_unique_constraint(op.f('uq_release_code'), ['code'])


def _group_into_grants() -> None:
    """What one release made for one production on one basis with one end is one grant."""
    bind = op.get_bind()
    found = bind.execute(
        sa.select(
            old.c.id, old.c.production_id, old.c.basis, old.c.purpose, old.c.granted_by_id,
            sa.type_coerce(old.c.granted_at, AT).label('granted_at'),
            sa.type_coerce(old.c.expires_at, AT).label('expires_at'),
        ).order_by(old.c.id)
    ).all()
    made: dict[tuple[object, ...], int] = {}
    for row in found:
        until_on = _last_day(row.granted_at, row.expires_at)
        key = (row.production_id, row.basis, row.purpose, row.granted_by_id, until_on)
        if key not in made:
            made[key] = len(made) + 1
            bind.execute(
                sa.text(
                    'INSERT INTO disclosure_grant (id, production_id, basis, purpose, ground, granted_by_id, granted_at,'
                    " until_on, reason) SELECT :made, production_id, basis, :purpose, :ground, granted_by_id,"
                    " granted_at, :until_on, '' FROM disclosure WHERE id = :id"
                ).bindparams(sa.bindparam('until_on', type_=sa.Date())),
                {
                    'made': made[key],
                    'purpose': row.purpose if row.basis == 'grant' and row.purpose else PURPOSE,
                    'ground': RECORDED if row.basis == 'grant' else '',
                    'until_on': until_on,
                    'id': row.id,
                },
            )
        bind.execute(
            sa.text(
                'UPDATE disclosure SET grant_id = :made, disclosed_at = granted_at, ended_at = revoked_at,'
                " ended_by = CASE WHEN revoked_at IS NULL THEN NULL ELSE 'commission' END WHERE id = :id"
            ),
            {'made': made[key], 'id': row.id},
        )
    if made and bind.dialect.name == 'postgresql':
        op.execute("SELECT setval(pg_get_serial_sequence('disclosure_grant', 'id'), max(id)) FROM disclosure_grant")


def _last_day(granted_at: datetime, expires_at: datetime | None) -> object:
    """Return the last whole day before a disclosure's end: none is made longer by being counted in days."""
    return (expires_at - DAY if expires_at else granted_at + WITHOUT_END).date()


def downgrade() -> None:
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.add_column(sa.Column('production_id', sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                'basis',
                sa.Enum(*BASES, name='disclosure_basis', native_enum=False, create_constraint=True, length=40),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column('purpose', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('granted_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('granted_at', AT, nullable=True))
        batch_op.add_column(sa.Column('expires_at', AT, nullable=True))
        batch_op.add_column(sa.Column('revoked_at', AT, nullable=True))
    bind = op.get_bind()
    for grant in bind.execute(sa.text('SELECT id, until_on FROM disclosure_grant').columns(until_on=sa.Date())).all():
        expires_at = datetime.combine(grant.until_on + DAY, datetime.min.time(), tzinfo=UTC)
        bind.execute(
            sa.text(
                'UPDATE disclosure SET production_id = g.production_id, basis = g.basis, purpose = g.purpose,'
                ' granted_by_id = g.granted_by_id, granted_at = disclosed_at, expires_at = :expires_at,'
                ' revoked_at = COALESCE(ended_at, g.revoked_at) FROM disclosure_grant AS g'
                ' WHERE g.id = disclosure.grant_id AND g.id = :id'
            ).bindparams(sa.bindparam('expires_at', type_=AT)),
            {'expires_at': expires_at, 'id': grant.id},
        )
    with op.batch_alter_table('disclosure', schema=None) as batch_op:
        batch_op.drop_index('ix_disclosure_crew_member_id_grant_id')
        batch_op.drop_index(batch_op.f('ix_disclosure_grant_id'))
        batch_op.drop_constraint(op.f('ck_disclosure_ended_by'), type_='check')
        batch_op.drop_constraint(op.f('ck_disclosure_disclosure_end'), type_='check')
        batch_op.drop_constraint(op.f('fk_disclosure_grant_id'), type_='foreignkey')
        for column in ('grant_id', 'disclosed_at', 'ended_at', 'ended_by'):
            batch_op.drop_column(column)
        batch_op.alter_column('production_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('basis', existing_type=sa.String(length=40), nullable=False)
        batch_op.alter_column('granted_at', existing_type=AT, nullable=False)
        batch_op.alter_column('purpose', existing_type=sa.String(length=200), server_default=None)
        batch_op.create_foreign_key(op.f('fk_disclosure_production_id'), 'production', ['production_id'], ['id'])
        batch_op.create_foreign_key(op.f('fk_disclosure_granted_by_id'), 'account', ['granted_by_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_disclosure_production_id'), ['production_id'], unique=False)
        batch_op.create_index(
            'ix_disclosure_crew_member_id_production_id', ['crew_member_id', 'production_id'], unique=False
        )
    with op.batch_alter_table('disclosure_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_disclosure_grant_production_id'))
    op.drop_table('disclosure_grant')
    op.execute('UPDATE disclosure SET release_id = NULL WHERE release_id IN (SELECT id FROM release WHERE need_id IS NULL)')
    op.execute('DELETE FROM release WHERE need_id IS NULL')
    with op.batch_alter_table('release', schema=None) as batch_op:
        batch_op.drop_constraint(op.f('uq_release_code'), type_='unique')
        for column in ('code', 'given_to', 'purpose', 'contacts_until_on'):
            batch_op.drop_column(column)
        batch_op.alter_column('need_id', existing_type=sa.Integer(), nullable=False)
