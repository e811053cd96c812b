"""deeds for many people at once, staff's tags on people, saved views of the crew list"""

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

KINDS = ('edit', 'tag', 'untag', 'ask', 'invite', 'merge_tags', 'delete_tag')
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    op.create_table(
        'crew_tag',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=60), nullable=False),
        sa.Column('key', sa.String(length=60), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_crew_tag_made_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crew_tag')),
        sa.UniqueConstraint('key', name=op.f('uq_crew_tag_key')),
    )
    op.create_table(
        'crew_tagging',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('crew_member_id', sa.Integer(), nullable=False),
        sa.Column('tag_id', sa.Integer(), nullable=False),
        sa.Column('tagged_at', sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ['crew_member_id'], ['crew_member.id'], name=op.f('fk_crew_tagging_crew_member_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['tag_id'], ['crew_tag.id'], name=op.f('fk_crew_tagging_tag_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_crew_tagging')),
        sa.UniqueConstraint('crew_member_id', 'tag_id', name=op.f('uq_crew_tagging_crew_member_id_tag_id')),
    )
    op.create_index('ix_crew_tagging_tag_id_crew_member_id', 'crew_tagging', ['tag_id', 'crew_member_id'])
    op.create_table(
        'bulk_deed',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column(
            'kind',
            sa.Enum(*KINDS, name='bulk_kind', native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column('people', sa.Integer(), nullable=False),
        sa.Column('left_out', sa.Integer(), nullable=False),
        sa.Column('detail', sa.JSON(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=True),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('undone_by_id', sa.Integer(), nullable=True),
        sa.Column('put_back', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_bulk_deed_made_by_id')),
        sa.ForeignKeyConstraint(['undone_by_id'], ['account.id'], name=op.f('fk_bulk_deed_undone_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_deed')),
    )
    op.create_index(op.f('ix_bulk_deed_made_at'), 'bulk_deed', ['made_at'])
    op.create_table(
        'bulk_change',
        sa.Column('id', BIG_ID, nullable=False),
        sa.Column('deed_id', sa.Integer(), nullable=False),
        sa.Column('crew_member_id', sa.Integer(), nullable=False),
        sa.Column('sealed', sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ['crew_member_id'], ['crew_member.id'], name=op.f('fk_bulk_change_crew_member_id'), ondelete='CASCADE'
        ),
        sa.ForeignKeyConstraint(['deed_id'], ['bulk_deed.id'], name=op.f('fk_bulk_change_deed_id'), ondelete='CASCADE'),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_bulk_change')),
        sa.UniqueConstraint('deed_id', 'crew_member_id', name=op.f('uq_bulk_change_deed_id_crew_member_id')),
    )
    op.create_index(op.f('ix_bulk_change_crew_member_id'), 'bulk_change', ['crew_member_id'])
    op.create_table(
        'saved_view',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('made_by_id', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=80), nullable=False),
        sa.Column('filters', sa.JSON(), nullable=False),
        sa.Column('shared', sa.Boolean(), nullable=False),
        sa.Column('earlier', sa.JSON(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(['made_by_id'], ['account.id'], name=op.f('fk_saved_view_made_by_id')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_saved_view')),
    )
    op.create_index(op.f('ix_saved_view_made_by_id'), 'saved_view', ['made_by_id'])


def downgrade() -> None:
    for table in ('saved_view', 'bulk_change', 'bulk_deed', 'crew_tagging', 'crew_tag'):
        op.drop_table(table)
