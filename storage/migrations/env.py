"""Alembic's entry: it works on the connection that `storage.database.Database.migrate` hands over."""

from alembic import context
from sqlmodel import SQLModel

from storage import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
)
assert tables.PatientRow.metadata is SQLModel.metadata  # noqa: S101 (the import fills the metadata)
with context.begin_transaction():
    context.run_migrations()
