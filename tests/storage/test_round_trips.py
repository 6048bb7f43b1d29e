"""Whatever a story value holds, its row gives it back, through a real database."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import inspect as sa_inspect
from sqlmodel import SQLModel

from assistant import elements, story
from storage import books, element_books
from storage.database import Database
from tests.making import values

PAIRS: list[tuple[type[story.Value], Callable[[Any], SQLModel]]] = [
    (story.Patient, books.patient_row),
    (story.Recollection, books.recollection_row),
    (story.Transcript, books.transcript_row),
    (story.Scene, books.scene_row),
    (story.Render, books.render_row),
    (story.Review, books.review_row),
    (story.ChapterEntry, books.entry_row),
    (story.StepReport, books.report_row),
    (story.Alert, books.alert_row),
    (story.FreePicture, books.free_picture_row),
    (elements.Photo, element_books.photo_row),
    (elements.Depiction, element_books.depiction_row),
    (elements.Training, element_books.training_row),
    (elements.Likeness, element_books.likeness_row),
]


@pytest.mark.parametrize(("kind", "row_of"), PAIRS, ids=[kind.__name__ for kind, _ in PAIRS])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(data=st.data())
def test_a_value_survives_its_row(
    kind: type[story.Value], row_of: Callable[[Any], SQLModel], database: Database, data: st.DataObject
) -> None:
    value = data.draw(values(kind))
    row = row_of(value)
    with database.session() as session:
        session.connection().exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        session.add(row)
        session.flush()
        identity = sa_inspect(row).identity
        session.expunge_all()
        kept = session.get(type(row), identity)
        assert kept is not None
        assert kind.model_validate_json(kept.model_dump()["value"]) == value
        session.delete(kept)


def test_every_stored_type_has_its_pair() -> None:
    rows = {table.name for table in SQLModel.metadata.sorted_tables} - {"work", "worker"}
    assert len(PAIRS) == len(rows) == 14
