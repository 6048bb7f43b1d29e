"""What elements are learnt from and what was learnt."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def _part_of_patient(name: str, *columns: sa.Column[str] | sa.Column[float]) -> None:
    op.create_table(
        name,
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("patient_id", sa.String(), nullable=False),
        *columns,
        sa.Column("value", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["patient_id"], ["patient.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table(name, schema=None) as batch_op:
        batch_op.create_index(batch_op.f(f"ix_{name}_patient_id"), ["patient_id"], unique=False)


def _of_element(name: str, instant: str) -> None:
    element = sa.Column("element_id", sa.String(), nullable=False)
    _part_of_patient(name, element, sa.Column(instant, sa.Float(), nullable=False))


def upgrade() -> None:
    """Make the four tables."""
    _of_element("photo", "added")
    _of_element("depiction", "at")
    _part_of_patient("training", sa.Column("asked", sa.Float(), nullable=False))
    _of_element("likeness", "made")
