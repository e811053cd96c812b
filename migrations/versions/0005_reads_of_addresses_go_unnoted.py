"""reads of addresses go unnoted: opening a calendar writes nothing, so there is nothing to keep of it"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column('calendar_subscription', 'read_at')  # without a copy of the table: its CHECKs stay on SQLite too


def downgrade() -> None:
    op.add_column('calendar_subscription', sa.Column('read_at', sa.DateTime(timezone=True), nullable=True))
