"""The book in a database: rows to story values and back.

`SqlBook` works inside one unit of work. `SettledBook` makes every call a unit of its own, for work that takes minutes
between two calls and must not hold the writers' turn meanwhile.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from assistant.errors import NotFound
from assistant.story import (
    Alert,
    ChapterEntry,
    FreePicture,
    Patient,
    Recollection,
    RecollectionState,
    Render,
    Review,
    Scene,
    Step,
    StepReport,
    Transcript,
)
from storage.element_books import SqlElements, media_of
from storage.tables import (
    AlertRow,
    EntryRow,
    FreePictureRow,
    PatientRow,
    RecollectionRow,
    RenderRow,
    ReportRow,
    ReviewRow,
    SceneRow,
    TranscriptRow,
    WorkRow,
)

# A person's correction comes before what was heard, what was heard before what was typed.
BEST_SOURCE_FIRST: Final = ("corrected", "heard", "typed", "overheard")
STEPS_IN_ORDER: Final = tuple(Step)

P = ParamSpec("P")
R = TypeVar("R")


def patient_row(patient: Patient) -> PatientRow:
    """The row of a patient."""
    return PatientRow(id=patient.id, value=patient.model_dump_json())


def recollection_row(recollection: Recollection) -> RecollectionRow:
    """The row of a recollection."""
    return RecollectionRow(
        id=recollection.id,
        patient_id=recollection.patient_id,
        state=recollection.state.value,
        started=recollection.started_at.timestamp(),
        value=recollection.model_dump_json(),
    )


def transcript_row(transcript: Transcript) -> TranscriptRow:
    """The row of a transcript."""
    return TranscriptRow(
        recollection_id=transcript.recollection_id, source=transcript.source, value=transcript.model_dump_json()
    )


def scene_row(scene: Scene) -> SceneRow:
    """The row of a scene's revision."""
    return SceneRow(recollection_id=scene.recollection_id, revision=scene.revision, value=scene.model_dump_json())


def render_row(render: Render) -> RenderRow:
    """The row of a candidate."""
    return RenderRow(
        id=render.id,
        recollection_id=render.recollection_id,
        painted=render.painted_at.timestamp(),
        media_id=render.media_id,
        value=render.model_dump_json(),
    )


def review_row(review: Review) -> ReviewRow:
    """The row of a decision."""
    return ReviewRow(id=review.id, render_id=review.render_id, at=review.at.timestamp(), value=review.model_dump_json())


def entry_row(entry: ChapterEntry) -> EntryRow:
    """The row of a page."""
    return EntryRow(
        id=entry.id,
        patient_id=entry.patient_id,
        recollection_id=entry.recollection_id,
        position=entry.order,
        value=entry.model_dump_json(),
    )


def report_row(report: StepReport) -> ReportRow:
    """The row of a step's report."""
    return ReportRow(subject_id=report.subject_id, step=report.step.value, value=report.model_dump_json())


def alert_row(alert: Alert) -> AlertRow:
    """The row of an alert."""
    return AlertRow(
        id=alert.id,
        patient_id=alert.patient_id,
        raised=alert.raised_at.timestamp(),
        closed=alert.closed_at is not None,
        value=alert.model_dump_json(),
    )


def free_picture_row(picture: FreePicture) -> FreePictureRow:
    """The row of a picture without a telling."""
    return FreePictureRow(id=picture.id, asked=picture.asked_at.timestamp(), value=picture.model_dump_json())


class SqlBook(SqlElements):
    """The `Book` inside one unit of work of `storage.database.Database`."""

    def _needs(self, table: type[SQLModel], key: str, what: str) -> None:
        """Writers take turns, so what is there now is there when the row is saved."""
        if self._session.get(table, key) is None:
            raise NotFound(what=what)

    def patient(self, patient_id: str) -> Patient:
        row = self._session.get(PatientRow, patient_id)
        if row is None:
            raise NotFound(what="patient")
        return Patient.model_validate_json(row.value)

    def patients(self) -> list[Patient]:
        found = [Patient.model_validate_json(row.value) for row in self._session.exec(select(PatientRow))]
        return sorted(found, key=lambda patient: (patient.name, patient.id))

    def save_patient(self, patient: Patient) -> None:
        self._save(patient_row(patient))

    def recollection(self, recollection_id: str) -> Recollection:
        row = self._session.get(RecollectionRow, recollection_id)
        if row is None:
            raise NotFound(what="recollection")
        return Recollection.model_validate_json(row.value)

    def recollections(
        self, patient_id: str | None = None, *, state: RecollectionState | None = None
    ) -> list[Recollection]:
        query = select(RecollectionRow).order_by(col(RecollectionRow.started).desc(), col(RecollectionRow.id).desc())
        if patient_id is not None:
            query = query.where(RecollectionRow.patient_id == patient_id)
        if state is not None:
            query = query.where(RecollectionRow.state == state.value)
        return [Recollection.model_validate_json(row.value) for row in self._session.exec(query)]

    def save_recollection(self, recollection: Recollection) -> None:
        self._needs(PatientRow, recollection.patient_id, "patient")
        self._save(recollection_row(recollection))

    def transcript(self, recollection_id: str) -> Transcript | None:
        query = select(TranscriptRow).where(TranscriptRow.recollection_id == recollection_id)
        rows = sorted(self._session.exec(query), key=lambda row: BEST_SOURCE_FIRST.index(row.source))
        return Transcript.model_validate_json(rows[0].value) if rows else None

    def save_transcript(self, transcript: Transcript) -> None:
        self._needs(RecollectionRow, transcript.recollection_id, "recollection")
        self._save(transcript_row(transcript))

    def scene(self, recollection_id: str) -> Scene | None:
        query = select(SceneRow).where(SceneRow.recollection_id == recollection_id)
        row = self._session.exec(query.order_by(col(SceneRow.revision).desc())).first()
        return Scene.model_validate_json(row.value) if row else None

    def scenes(self, recollection_id: str) -> list[Scene]:
        query = select(SceneRow).where(SceneRow.recollection_id == recollection_id)
        rows = self._session.exec(query.order_by(col(SceneRow.revision).desc()))
        return [Scene.model_validate_json(row.value) for row in rows]

    def add_scene(self, scene: Scene) -> bool:
        if self._session.get(SceneRow, (scene.recollection_id, scene.revision)) is not None:
            return False
        self.save_scene(scene)
        return True

    def save_scene(self, scene: Scene) -> None:
        self._needs(RecollectionRow, scene.recollection_id, "recollection")
        self._save(scene_row(scene))

    def render(self, render_id: str) -> Render:
        row = self._session.get(RenderRow, render_id)
        if row is None:
            raise NotFound(what="render")
        return Render.model_validate_json(row.value)

    def renders(self, recollection_id: str) -> list[Render]:
        query = select(RenderRow).where(RenderRow.recollection_id == recollection_id)
        rows = self._session.exec(query.order_by(col(RenderRow.painted).desc(), col(RenderRow.id).desc()))
        return [Render.model_validate_json(row.value) for row in rows]

    def save_render(self, render: Render) -> None:
        self._needs(RecollectionRow, render.recollection_id, "recollection")
        self._save(render_row(render))

    def reviews(self, recollection_id: str) -> list[Review]:
        query = select(ReviewRow).join(RenderRow).where(RenderRow.recollection_id == recollection_id)
        rows = self._session.exec(query.order_by(col(ReviewRow.at).desc(), col(ReviewRow.id).desc()))
        return [Review.model_validate_json(row.value) for row in rows]

    def save_review(self, review: Review) -> None:
        self._needs(RenderRow, review.render_id, "render")
        self._save(review_row(review))

    def entry(self, entry_id: str) -> ChapterEntry:
        row = self._session.get(EntryRow, entry_id)
        if row is None:
            raise NotFound(what="entry")
        return ChapterEntry.model_validate_json(row.value)

    def entries(self, patient_id: str) -> list[ChapterEntry]:
        query = select(EntryRow).where(EntryRow.patient_id == patient_id)
        rows = self._session.exec(query.order_by(col(EntryRow.position), col(EntryRow.id)))
        return [ChapterEntry.model_validate_json(row.value) for row in rows]

    def save_entry(self, entry: ChapterEntry) -> None:
        self._needs(RecollectionRow, entry.recollection_id, "recollection")
        self._save(entry_row(entry))

    def reports(self, subject_id: str) -> list[StepReport]:
        rows = self._session.exec(select(ReportRow).where(ReportRow.subject_id == subject_id))
        found = [StepReport.model_validate_json(row.value) for row in rows]
        return sorted(found, key=lambda report: STEPS_IN_ORDER.index(report.step))

    def save_report(self, report: StepReport) -> None:
        known = self._session.get(RecollectionRow, report.subject_id) or self._session.get(
            FreePictureRow, report.subject_id
        )
        if known is None:  # work that ends after its patient was erased must not bring a row back
            raise NotFound(what="recollection")
        self._save(report_row(report))

    def alerts(self, *, open_only: bool = True) -> list[Alert]:
        query = select(AlertRow).order_by(col(AlertRow.raised).desc(), col(AlertRow.id).desc())
        if open_only:
            query = query.where(col(AlertRow.closed).is_(False))
        return [Alert.model_validate_json(row.value) for row in self._session.exec(query)]

    def save_alert(self, alert: Alert) -> None:
        self._needs(PatientRow, alert.patient_id, "patient")
        self._save(alert_row(alert))

    def free_picture(self, picture_id: str) -> FreePicture:
        row = self._session.get(FreePictureRow, picture_id)
        if row is None:
            raise NotFound(what="free_picture")
        return FreePicture.model_validate_json(row.value)

    def free_pictures(self) -> list[FreePicture]:
        query = select(FreePictureRow).order_by(col(FreePictureRow.asked).desc(), col(FreePictureRow.id).desc())
        return [FreePicture.model_validate_json(row.value) for row in self._session.exec(query)]

    def save_free_picture(self, picture: FreePicture) -> None:
        self._save(free_picture_row(picture))

    def erase_patient(self, patient_id: str) -> list[str]:
        self.patient(patient_id)
        recollections = self.recollections(patient_id)
        told = [recollection.id for recollection in recollections]
        media = {recollection.audio_id for recollection in recollections}
        media |= {render.media_id for recollection_id in told for render in self.renders(recollection_id)}
        media |= {part for entry in self.entries(patient_id) for part in (entry.media_id, entry.audio_id)}
        media |= media_of(self.photos(patient_id), self.trainings(patient_id), self.likenesses(patient_id))
        self._session.expunge_all()
        for table in (ReportRow, WorkRow):
            self._session.execute(delete(table).where(col(table.subject_id).in_(told)))
        self._session.execute(delete(PatientRow).where(col(PatientRow.id) == patient_id))
        return sorted(part for part in media if part)


Sessions = Callable[[], AbstractContextManager[Session]]


def _alone(method: Callable[Concatenate[SqlBook, P], R], *, saves: bool) -> Callable[Concatenate["SettledBook", P], R]:
    """The same call in a unit of work of its own."""

    def call(book: "SettledBook", /, *args: P.args, **kwargs: P.kwargs) -> R:
        with book.writing() if saves else book.reading() as session:
            return method(SqlBook(session), *args, **kwargs)

    return call


class SettledBook:
    """The `Book` whose every call is a unit of work of its own: what was saved is durable when the call returns."""

    def __init__(self, *, reading: Sessions, writing: Sessions) -> None:
        self.reading = reading
        self.writing = writing

    patient = _alone(SqlBook.patient, saves=False)
    patients = _alone(SqlBook.patients, saves=False)
    save_patient = _alone(SqlBook.save_patient, saves=True)
    recollection = _alone(SqlBook.recollection, saves=False)
    recollections = _alone(SqlBook.recollections, saves=False)
    save_recollection = _alone(SqlBook.save_recollection, saves=True)
    transcript = _alone(SqlBook.transcript, saves=False)
    save_transcript = _alone(SqlBook.save_transcript, saves=True)
    scene = _alone(SqlBook.scene, saves=False)
    scenes = _alone(SqlBook.scenes, saves=False)
    save_scene = _alone(SqlBook.save_scene, saves=True)
    add_scene = _alone(SqlBook.add_scene, saves=True)
    render = _alone(SqlBook.render, saves=False)
    renders = _alone(SqlBook.renders, saves=False)
    save_render = _alone(SqlBook.save_render, saves=True)
    reviews = _alone(SqlBook.reviews, saves=False)
    save_review = _alone(SqlBook.save_review, saves=True)
    entry = _alone(SqlBook.entry, saves=False)
    entries = _alone(SqlBook.entries, saves=False)
    save_entry = _alone(SqlBook.save_entry, saves=True)
    reports = _alone(SqlBook.reports, saves=False)
    save_report = _alone(SqlBook.save_report, saves=True)
    alerts = _alone(SqlBook.alerts, saves=False)
    save_alert = _alone(SqlBook.save_alert, saves=True)
    free_picture = _alone(SqlBook.free_picture, saves=False)
    free_pictures = _alone(SqlBook.free_pictures, saves=False)
    save_free_picture = _alone(SqlBook.save_free_picture, saves=True)
    photo = _alone(SqlBook.photo, saves=False)
    photos = _alone(SqlBook.photos, saves=False)
    save_photo = _alone(SqlBook.save_photo, saves=True)
    remove_photo = _alone(SqlBook.remove_photo, saves=True)
    depictions = _alone(SqlBook.depictions, saves=False)
    save_depiction = _alone(SqlBook.save_depiction, saves=True)
    training = _alone(SqlBook.training, saves=False)
    trainings = _alone(SqlBook.trainings, saves=False)
    save_training = _alone(SqlBook.save_training, saves=True)
    remove_training = _alone(SqlBook.remove_training, saves=True)
    likeness = _alone(SqlBook.likeness, saves=False)
    remove_likeness = _alone(SqlBook.remove_likeness, saves=True)
    likenesses = _alone(SqlBook.likenesses, saves=False)
    save_likeness = _alone(SqlBook.save_likeness, saves=True)
    erase_element = _alone(SqlBook.erase_element, saves=True)
    erase_patient = _alone(SqlBook.erase_patient, saves=True)
