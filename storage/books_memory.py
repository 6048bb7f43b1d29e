"""The book in dictionaries: for tests, for trying things out, and as the plainest description of what a `Book` does."""

from collections.abc import Sequence
from typing import TypeVar

from assistant.elements import Depiction, Likeness, Photo, Training
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
    Value,
)
from storage.books import BEST_SOURCE_FIRST
from storage.element_books import media_of

V = TypeVar("V", bound=Value)


def _known(values: dict[str, V], key: str, what: str) -> V:
    if key not in values:
        raise NotFound(what=what)
    return values[key]


class BookMemory:
    """The `Book` in dictionaries. It forgets everything when the process ends."""

    def __init__(self) -> None:
        self._patients: dict[str, Patient] = {}
        self._recollections: dict[str, Recollection] = {}
        self._transcripts: dict[tuple[str, str], Transcript] = {}
        self._scenes: dict[tuple[str, int], Scene] = {}
        self._renders: dict[str, Render] = {}
        self._reviews: dict[str, Review] = {}
        self._entries: dict[str, ChapterEntry] = {}
        self._reports: dict[tuple[str, Step], StepReport] = {}
        self._alerts: dict[str, Alert] = {}
        self._free_pictures: dict[str, FreePicture] = {}
        self._photos: dict[str, Photo] = {}
        self._depictions: dict[str, Depiction] = {}
        self._trainings: dict[str, Training] = {}
        self._likenesses: dict[str, Likeness] = {}

    def patient(self, patient_id: str) -> Patient:
        return _known(self._patients, patient_id, "patient")

    def patients(self) -> list[Patient]:
        return sorted(self._patients.values(), key=lambda patient: (patient.name, patient.id))

    def save_patient(self, patient: Patient) -> None:
        self._patients[patient.id] = patient

    def recollection(self, recollection_id: str) -> Recollection:
        return _known(self._recollections, recollection_id, "recollection")

    def recollections(
        self, patient_id: str | None = None, *, state: RecollectionState | None = None
    ) -> list[Recollection]:
        found = (r for r in self._recollections.values() if patient_id in {None, r.patient_id})
        found = (r for r in found if state in {None, r.state})
        return sorted(found, key=lambda r: (r.started_at, r.id), reverse=True)

    def save_recollection(self, recollection: Recollection) -> None:
        self.patient(recollection.patient_id)
        self._recollections[recollection.id] = recollection

    def transcript(self, recollection_id: str) -> Transcript | None:
        versions = (self._transcripts.get((recollection_id, source)) for source in BEST_SOURCE_FIRST)
        return next((version for version in versions if version is not None), None)

    def save_transcript(self, transcript: Transcript) -> None:
        self.recollection(transcript.recollection_id)
        self._transcripts[transcript.recollection_id, transcript.source] = transcript

    def scene(self, recollection_id: str) -> Scene | None:
        return next(iter(self.scenes(recollection_id)), None)

    def scenes(self, recollection_id: str) -> list[Scene]:
        revisions = [scene for (told, _), scene in self._scenes.items() if told == recollection_id]
        return sorted(revisions, key=lambda scene: scene.revision, reverse=True)

    def add_scene(self, scene: Scene) -> bool:
        if (scene.recollection_id, scene.revision) in self._scenes:
            return False
        self.save_scene(scene)
        return True

    def save_scene(self, scene: Scene) -> None:
        self.recollection(scene.recollection_id)
        self._scenes[scene.recollection_id, scene.revision] = scene

    def render(self, render_id: str) -> Render:
        return _known(self._renders, render_id, "render")

    def renders(self, recollection_id: str) -> list[Render]:
        found = (render for render in self._renders.values() if render.recollection_id == recollection_id)
        return sorted(found, key=lambda render: (render.painted_at, render.id), reverse=True)

    def save_render(self, render: Render) -> None:
        self.recollection(render.recollection_id)
        self._renders[render.id] = render

    def reviews(self, recollection_id: str) -> list[Review]:
        painted = {render.id for render in self.renders(recollection_id)}
        found = (review for review in self._reviews.values() if review.render_id in painted)
        return sorted(found, key=lambda review: (review.at, review.id), reverse=True)

    def save_review(self, review: Review) -> None:
        self.render(review.render_id)
        self._reviews[review.id] = review

    def entry(self, entry_id: str) -> ChapterEntry:
        return _known(self._entries, entry_id, "entry")

    def entries(self, patient_id: str) -> list[ChapterEntry]:
        found = (entry for entry in self._entries.values() if entry.patient_id == patient_id)
        return sorted(found, key=lambda entry: (entry.order, entry.id))

    def save_entry(self, entry: ChapterEntry) -> None:
        self.patient(entry.patient_id)
        self.recollection(entry.recollection_id)
        self._entries[entry.id] = entry

    def reports(self, subject_id: str) -> list[StepReport]:
        return [self._reports[subject_id, step] for step in Step if (subject_id, step) in self._reports]

    def save_report(self, report: StepReport) -> None:
        if report.subject_id not in self._free_pictures:
            self.recollection(report.subject_id)
        self._reports[report.subject_id, report.step] = report

    def alerts(self, *, open_only: bool = True) -> list[Alert]:
        found = (alert for alert in self._alerts.values() if alert.closed_at is None or not open_only)
        return sorted(found, key=lambda alert: (alert.raised_at, alert.id), reverse=True)

    def save_alert(self, alert: Alert) -> None:
        self.patient(alert.patient_id)
        self._alerts[alert.id] = alert

    def free_picture(self, picture_id: str) -> FreePicture:
        return _known(self._free_pictures, picture_id, "free_picture")

    def free_pictures(self) -> list[FreePicture]:
        return sorted(self._free_pictures.values(), key=lambda picture: (picture.asked_at, picture.id), reverse=True)

    def save_free_picture(self, picture: FreePicture) -> None:
        self._free_pictures[picture.id] = picture

    def _needs_elements(self, patient_id: str, element_ids: Sequence[str]) -> None:
        known = {element.id for element in self.patient(patient_id).elements}
        if not known.issuperset(element_ids):
            raise NotFound(what="element")

    def photo(self, photo_id: str) -> Photo:
        return _known(self._photos, photo_id, "photo")

    def photos(self, patient_id: str, element_id: str | None = None) -> list[Photo]:
        found = (photo for photo in self._photos.values() if photo.patient_id == patient_id)
        found = (photo for photo in found if element_id in {None, photo.element_id})
        return sorted(found, key=lambda photo: (photo.added_at, photo.id))

    def save_photo(self, photo: Photo) -> None:
        self._needs_elements(photo.patient_id, [photo.element_id])
        self._photos[photo.id] = photo

    def remove_photo(self, photo_id: str) -> None:
        self._photos.pop(photo_id, None)

    def remove_training(self, training_id: str) -> None:
        self._trainings.pop(training_id, None)

    def remove_likeness(self, likeness_id: str) -> None:
        self._likenesses.pop(likeness_id, None)

    def depictions(self, patient_id: str, element_id: str | None = None) -> list[Depiction]:
        found = (depiction for depiction in self._depictions.values() if depiction.patient_id == patient_id)
        found = (depiction for depiction in found if element_id in {None, depiction.element_id})
        return sorted(found, key=lambda depiction: (depiction.at, depiction.id), reverse=True)

    def save_depiction(self, depiction: Depiction) -> None:
        self._needs_elements(depiction.patient_id, [depiction.element_id])
        self._depictions[depiction.id] = depiction

    def training(self, training_id: str) -> Training:
        return _known(self._trainings, training_id, "training")

    def trainings(self, patient_id: str, element_id: str | None = None) -> list[Training]:
        found = (training for training in self._trainings.values() if training.patient_id == patient_id)
        found = (training for training in found if element_id is None or element_id in training.element_ids)
        return sorted(found, key=lambda training: (training.asked_at, training.id), reverse=True)

    def save_training(self, training: Training) -> None:
        self._needs_elements(training.patient_id, training.element_ids)
        self._trainings[training.id] = training

    def likeness(self, likeness_id: str) -> Likeness:
        return _known(self._likenesses, likeness_id, "likeness")

    def likenesses(self, patient_id: str, element_id: str | None = None) -> list[Likeness]:
        found = (likeness for likeness in self._likenesses.values() if likeness.patient_id == patient_id)
        found = (likeness for likeness in found if element_id in {None, likeness.element_id})
        return sorted(found, key=lambda likeness: (likeness.wanted_at, likeness.id), reverse=True)

    def save_likeness(self, likeness: Likeness) -> None:
        self._needs_elements(likeness.patient_id, [likeness.element_id])
        if likeness.training_id is not None:
            self.training(likeness.training_id)
        self._likenesses[likeness.id] = likeness

    def erase_element(self, patient_id: str, element_id: str) -> list[str]:
        trainings = self.trainings(patient_id, element_id)
        taught = {training.id for training in trainings}
        photos, known = self.photos(patient_id, element_id), self.likenesses(patient_id)
        likenesses = [made for made in known if made.element_id == element_id or made.training_id in taught]
        for photo in photos:
            del self._photos[photo.id]
        for depiction in self.depictions(patient_id, element_id):
            del self._depictions[depiction.id]
        for training in trainings:
            del self._trainings[training.id]
        for likeness in likenesses:
            del self._likenesses[likeness.id]
        return sorted(media_of(photos, trainings, likenesses))

    def erase_patient(self, patient_id: str) -> list[str]:
        self.patient(patient_id)
        told = {recollection.id for recollection in self.recollections(patient_id)}
        painted = {render.id for render in self._renders.values() if render.recollection_id in told}
        media = {self._recollections[key].audio_id for key in told}
        media |= {self._renders[key].media_id for key in painted}
        media |= {part for entry in self.entries(patient_id) for part in (entry.media_id, entry.audio_id)}
        self._reviews = {key: value for key, value in self._reviews.items() if value.render_id not in painted}
        self._renders = {key: value for key, value in self._renders.items() if key not in painted}
        self._scenes = {key: value for key, value in self._scenes.items() if key[0] not in told}
        self._transcripts = {key: value for key, value in self._transcripts.items() if key[0] not in told}
        self._reports = {key: value for key, value in self._reports.items() if key[0] not in told}
        self._entries = {key: value for key, value in self._entries.items() if value.patient_id != patient_id}
        self._alerts = {key: value for key, value in self._alerts.items() if value.patient_id != patient_id}
        self._recollections = {key: value for key, value in self._recollections.items() if key not in told}
        media |= media_of(self.photos(patient_id), self.trainings(patient_id), self.likenesses(patient_id))
        self._photos = {key: value for key, value in self._photos.items() if value.patient_id != patient_id}
        self._depictions = {key: value for key, value in self._depictions.items() if value.patient_id != patient_id}
        self._trainings = {key: value for key, value in self._trainings.items() if value.patient_id != patient_id}
        self._likenesses = {key: value for key, value in self._likenesses.items() if value.patient_id != patient_id}
        del self._patients[patient_id]
        return sorted(part for part in media if part)
