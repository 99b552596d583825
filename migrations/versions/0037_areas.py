"""The functional areas of very many processes are found by one step in an index each."""

from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

NAME = "ix_processes_functional_area"


def upgrade() -> None:
    op.create_index(NAME, "processes", ["functional_area"])


def downgrade() -> None:
    op.drop_index(NAME, "processes")
