"""The part of the book in a database that holds what elements are learnt from and what was learnt."""

from collections.abc import Iterable, Sequence

from sqlalchemy import delete
from sqlmodel import Session, SQLModel, col, select

from assistant.elements import Depiction, Likeness, Photo, Training
from assistant.errors import NotFound
from assistant.story import Patient
from storage.tables import DepictionRow, LikenessRow, PatientRow, PhotoRow, TrainingRow


def photo_row(photo: Photo) -> PhotoRow:
    """The row of a photo."""
    return PhotoRow(
        id=photo.id,
        patient_id=photo.patient_id,
        element_id=photo.element_id,
        added=photo.added_at.timestamp(),
        value=photo.model_dump_json(),
    )


def depiction_row(depiction: Depiction) -> DepictionRow:
    """The row of a consent."""
    return DepictionRow(
        id=depiction.id,
        patient_id=depiction.patient_id,
        element_id=depiction.element_id,
        at=depiction.at.timestamp(),
        value=depiction.model_dump_json(),
    )


def training_row(training: Training) -> TrainingRow:
    """The row of a training."""
    return TrainingRow(
        id=training.id,
        patient_id=training.patient_id,
        asked=training.asked_at.timestamp(),
        value=training.model_dump_json(),
    )


def likeness_row(likeness: Likeness) -> LikenessRow:
    """The row of a likeness."""
    return LikenessRow(
        id=likeness.id,
        patient_id=likeness.patient_id,
        element_id=likeness.element_id,
        made=likeness.wanted_at.timestamp(),
        value=likeness.model_dump_json(),
    )


def media_of(photos: Iterable[Photo], trainings: Iterable[Training], likenesses: Iterable[Likeness]) -> set[str]:
    """Every medium that these hold."""
    media = {part for photo in photos for part in (photo.media_id, photo.preview_id)}
    media |= {part for made in trainings for point in made.checkpoints for part in (point.media_id, point.grid_id)}
    media |= {likeness.media_id for likeness in likenesses}
    return {part for part in media if part}


class SqlElements:
    """What a `Book` says of elements, inside one unit of work."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def _save(self, row: SQLModel) -> None:
        self._session.merge(row)
        self._session.flush()

    def _needs_elements(self, patient_id: str, element_ids: Sequence[str]) -> None:
        """Work that ends after its element was deleted must not bring a row back."""
        row = self._session.get(PatientRow, patient_id)
        if row is None:
            raise NotFound(what="patient")
        known = {element.id for element in Patient.model_validate_json(row.value).elements}
        if not known.issuperset(element_ids):
            raise NotFound(what="element")

    def photo(self, photo_id: str) -> Photo:
        row = self._session.get(PhotoRow, photo_id)
        if row is None:
            raise NotFound(what="photo")
        return Photo.model_validate_json(row.value)

    def photos(self, patient_id: str, element_id: str | None = None) -> list[Photo]:
        query = select(PhotoRow).where(PhotoRow.patient_id == patient_id)
        if element_id is not None:
            query = query.where(PhotoRow.element_id == element_id)
        rows = self._session.exec(query.order_by(col(PhotoRow.added), col(PhotoRow.id)))
        return [Photo.model_validate_json(row.value) for row in rows]

    def save_photo(self, photo: Photo) -> None:
        self._needs_elements(photo.patient_id, [photo.element_id])
        self._save(photo_row(photo))

    def remove_photo(self, photo_id: str) -> None:
        self._remove(self._session.get(PhotoRow, photo_id))

    def depictions(self, patient_id: str, element_id: str | None = None) -> list[Depiction]:
        query = select(DepictionRow).where(DepictionRow.patient_id == patient_id)
        if element_id is not None:
            query = query.where(DepictionRow.element_id == element_id)
        rows = self._session.exec(query.order_by(col(DepictionRow.at).desc(), col(DepictionRow.id).desc()))
        return [Depiction.model_validate_json(row.value) for row in rows]

    def save_depiction(self, depiction: Depiction) -> None:
        self._needs_elements(depiction.patient_id, [depiction.element_id])
        self._save(depiction_row(depiction))

    def training(self, training_id: str) -> Training:
        row = self._session.get(TrainingRow, training_id)
        if row is None:
            raise NotFound(what="training")
        return Training.model_validate_json(row.value)

    def trainings(self, patient_id: str, element_id: str | None = None) -> list[Training]:
        query = select(TrainingRow).where(TrainingRow.patient_id == patient_id)
        rows = self._session.exec(query.order_by(col(TrainingRow.asked).desc(), col(TrainingRow.id).desc()))
        found = [Training.model_validate_json(row.value) for row in rows]
        return [training for training in found if element_id is None or element_id in training.element_ids]

    def save_training(self, training: Training) -> None:
        self._needs_elements(training.patient_id, training.element_ids)
        self._save(training_row(training))

    def likeness(self, likeness_id: str) -> Likeness:
        row = self._session.get(LikenessRow, likeness_id)
        if row is None:
            raise NotFound(what="likeness")
        return Likeness.model_validate_json(row.value)

    def likenesses(self, patient_id: str, element_id: str | None = None) -> list[Likeness]:
        query = select(LikenessRow).where(LikenessRow.patient_id == patient_id)
        if element_id is not None:
            query = query.where(LikenessRow.element_id == element_id)
        rows = self._session.exec(query.order_by(col(LikenessRow.made).desc(), col(LikenessRow.id).desc()))
        return [Likeness.model_validate_json(row.value) for row in rows]

    def save_likeness(self, likeness: Likeness) -> None:
        self._needs_elements(likeness.patient_id, [likeness.element_id])
        if likeness.training_id is not None:
            self.training(likeness.training_id)
        self._save(likeness_row(likeness))

    def remove_training(self, training_id: str) -> None:
        self._remove(self._session.get(TrainingRow, training_id))

    def remove_likeness(self, likeness_id: str) -> None:
        self._remove(self._session.get(LikenessRow, likeness_id))

    def _remove(self, row: SQLModel | None) -> None:
        if row is not None:
            self._session.delete(row)
            self._session.flush()

    def erase_element(self, patient_id: str, element_id: str) -> list[str]:
        trainings = self.trainings(patient_id, element_id)
        taught = {training.id for training in trainings}
        likenesses = [
            likeness
            for likeness in self.likenesses(patient_id)
            if likeness.element_id == element_id or likeness.training_id in taught
        ]
        media = media_of(self.photos(patient_id, element_id), trainings, likenesses)
        gone = [likeness.id for likeness in likenesses]
        self._session.expunge_all()
        self._session.execute(delete(LikenessRow).where(col(LikenessRow.id).in_(gone)))
        self._session.execute(delete(TrainingRow).where(col(TrainingRow.id).in_(taught)))
        for table in (PhotoRow, DepictionRow):
            of_element = (col(table.patient_id) == patient_id, col(table.element_id) == element_id)
            self._session.execute(delete(table).where(*of_element))
        return sorted(media)
