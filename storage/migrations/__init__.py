"""The migrations, as files for alembic."""
