"""The book in dictionaries: for tests, for trying things out, and as the plainest description of what a `Book` does."""

from typing import TypeVar

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
        revisions = [scene for (told, _), scene in self._scenes.items() if told == recollection_id]
        return max(revisions, key=lambda scene: scene.revision, default=None)

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
        del self._patients[patient_id]
        return sorted(part for part in media if part)
