"""The doors through which models and storage enter. Each has at least two adapters that pass one contract test."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from assistant.elements import Depiction, Findings, Likeness, Method, Photo, Print, Scores, Training, TrainingSet, Trial
from assistant.story import (
    Alert,
    Box,
    ChapterEntry,
    Doubt,
    ElementKind,
    FreePicture,
    Language,
    Layout,
    Patient,
    Prompt,
    Reading,
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

if TYPE_CHECKING:
    from assistant.composing import SettingsPolicy


class Progress(Protocol):
    """Told how far a piece of work has come; may raise `StoppedOnRequest` to end it."""

    def __call__(self, done: int, of: int, /) -> None:
        """`done` of `of` steps are finished."""


class Ear(Protocol):
    """Turns a recording into words. Adapters: faster-whisper, and a scripted ear for tests and demos."""

    def hear(
        self,
        recording: Path,
        *,
        recollection_id: str,
        language: Language,
        names: Sequence[str],
        progress: Progress,
        last_s: float | None = None,
    ) -> Transcript:
        """Hear a recording of any common container and codec; with `last_s`, only its last so many seconds.

        `names` are at most 15 names of this patient's elements, used as hints. The transcript's `suggestions` are
        left empty: matching names is `listening`'s work. Progress counts whole seconds of sound.
        Raises NothingHeard, RecordingUnreadable, ModelMissing, ModelDamaged, StoppedOnRequest.
        """


class Reader(Protocol):
    """Tags a memory. Adapters: a local transformers model, an OpenAI-compatible local server, a scripted reader."""

    @property
    def name(self) -> str:
        """Which model reads, for the record."""

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """Propose stage, valence, distress and what is mentioned; a proposal that grounding will check.

        Raises ReaderUnsure, ModelMissing, ModelDamaged.
        """


class LikenessAtHand(Value):
    """A likeness as a painter takes it: the file, what it is of, and the base model that it was learnt on.

    `name` is what the therapist calls the element; `file` is the safetensors file and `sha256` its hash; `base_hash`
    is the `Painter.hash` it belongs to. `prints` tell the element apart by the judge of that name; without any, nobody
    can check what was painted.
    """

    id: str
    element_id: str
    name: str
    token: str
    class_word: str
    kind: ElementKind
    method: Method = Method.LORA
    file: Path
    sha256: str
    base_hash: str
    judge: str = ""
    prints: tuple[Print, ...] = ()


class Picture(Value):
    """A painted picture: PNG bytes without any label yet, its seed, and the seconds it took.

    `cut` are the words at the prompt's end that did not fit the painter's text encoder; `doubts` are what the
    therapist should know of this picture.
    """

    png: bytes
    seed: int
    seconds: float
    cut: str = ""
    doubts: tuple[Doubt, ...] = ()


class Painter(Protocol):
    """Paints a prompt. Adapters: diffusers, and the sketch of vector art."""

    @property
    def name(self) -> str:
        """The painter's short name, shown to therapists."""

    @property
    def hash(self) -> str:
        """Identifies its weights (sha256, hex); the same pictures need the same hash."""

    @property
    def scheduler(self) -> str:
        """The sampler's name, for the recipe."""

    @property
    def settings(self) -> "SettingsPolicy | None":
        """Its own sizes, steps and guidance; None where the default ones do. Raises ModelMissing, ModelDamaged."""

    def count_tokens(self, words: str) -> int:
        """How many text-encoder tokens `words` take, without the start and end marks."""

    def paint(
        self,
        prompt: Prompt,
        *,
        layout: Layout,
        seeds: Sequence[int],
        progress: Progress,
        likenesses: Sequence[LikenessAtHand] = (),
    ) -> list[Picture]:
        """Paint one picture per seed, in one batch. Progress counts denoising steps.

        `likenesses` are those whose tokens the prompt names, at most one per element and learnt on this painter.
        Raises ModelMissing, ModelDamaged, StoppedOnRequest, and LikenessRefused (with all below it) or TokenTaken,
        whose data hold as `likeness` the id of the one that cannot be worn.
        """


TokenCounter = Callable[[str], int]


class Judge(Protocol):
    """Tells whether a picture shows an element. Adapters: drawn characters, real faces, and a scripted judge."""

    @property
    def name(self) -> str:
        """Which encoder judges, for the record."""

    def blind_to(self, kind: ElementKind) -> frozenset[str]:
        """The names of the `Scores` that it cannot tell; it gives 1 for likeness and prompt, 0 for the faults."""

    def prints_of(self, pictures: Sequence[bytes], *, kind: ElementKind) -> tuple[Print, ...]:
        """What tells the element apart in each picture it was learnt from (PNG or JPEG, cropped around it).

        A picture in which it finds nothing of the kind gives no print, so there may be fewer prints than pictures.
        """

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:
        """How surely the picture shows, in the box (None: anywhere), the element of the prints: 0..1.

        From 0.5 on it is taken for the element. Of two elements, the likelier has the higher number. No prints: 0.
        """

    def score(self, trial: Trial) -> Scores:
        """Identity, fidelity, copying and drift of what a checkpoint painted."""


class Seen(Value):
    """What became of a photo: a copy and a small preview, both JPEG in sRGB without metadata, and what was measured.

    `crop` is the square that `findings` speak of: the asked one, or a suggestion that leaves other people out.
    """

    clean: bytes
    preview: bytes
    findings: Findings
    crop: Box


class PhotoEye(Protocol):
    """Looks at family photos. Adapters: Pillow with dlib's faces, and with faces from a script."""

    def look(self, data: bytes, *, people: bool, crop: Box | None = None) -> Seen:
        """Open a JPEG, PNG, WebP or HEIC, turn it upright and measure it; of an animation, the first picture.

        `people` asks for a closer look at faces, with what tells them apart. The biggest face comes first. `data` is
        never kept or altered. Raises PhotoUnreadable, PhotoOfOtherKind, PhotoTooLarge, PhotoTooSmall, ModelMissing.
        """


class Learnt(Value):
    """A training as it stands after a chunk: its likeness file, what one step took, and the chunk's mean loss.

    `file` belongs to the learner and lasts until its next chunk. `remark` names a sentence on how it fitted itself
    into the machine, empty where there is nothing to say.
    """

    step: int
    file: Path
    sha256: str
    step_seconds: float
    loss: float
    remark: str = ""


class Learner(Protocol):
    """Learns elements on one painter's weights. Adapters: diffusers with peft, and a scripted learner."""

    @property
    def name(self) -> str:
        """The painter's short name."""

    @property
    def hash(self) -> str:
        """The painter's hash: what is learnt can be worn by a painter of the same hash only."""

    @property
    def size(self) -> Literal["small", "large"]:
        """What presets go by: a painter of this project's own, or one of Stable Diffusion's size."""

    def learn(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        *,
        photo: Callable[[str], Path],
        until: int,
        progress: Progress,
    ) -> Learnt:
        """Go on from the last finished chunk up to step `until`; all sets are learnt together, into one file.

        Begun again after any interruption it gives the same. `photo` finds the file of a medium. Progress counts
        steps of `training.settings.steps` and is told at every step; what is prepared before the first tells it too.
        Raises LearningDiverged, DiskFull, PhotoUnreadable, TokenTaken, ModelMissing, ModelDamaged, ModelTrouble,
        StoppedOnRequest. After any of them the last finished chunk stands.
        """

    def forget(self, training_id: str) -> None:
        """Erase everything it keeps of a training; no error when there is nothing."""


class Book(Protocol):
    """Everything the database remembers. Adapters: SQLModel, and a dictionary for tests.

    `save_*` inserts or replaces by id and returns nothing; a getter of one thing raises NotFound, and so does saving a
    part of something that is not there (an element has to be in its patient's profile). Saving is durable when the
    caller's unit of work commits. All raise DatabaseBusy and DiskFull.
    """

    def patient(self, patient_id: str) -> Patient: ...
    def patients(self) -> list[Patient]: ...
    def save_patient(self, patient: Patient) -> None: ...

    def recollection(self, recollection_id: str) -> Recollection: ...
    def recollections(
        self, patient_id: str | None = None, *, state: RecollectionState | None = None
    ) -> list[Recollection]:
        """Newest first; of one patient or all, in one state or any."""

    def save_recollection(self, recollection: Recollection) -> None: ...

    def transcript(self, recollection_id: str) -> Transcript | None:
        """The newest version: a correction comes before what was heard."""

    def save_transcript(self, transcript: Transcript) -> None: ...

    def scene(self, recollection_id: str) -> Scene | None:
        """The newest revision."""

    def scenes(self, recollection_id: str) -> list[Scene]:
        """Every revision, newest first."""

    def save_scene(self, scene: Scene) -> None: ...
    def add_scene(self, scene: Scene) -> bool:
        """Save a scene whose revision is not there yet; False, and nothing saved, when somebody was quicker."""

    def render(self, render_id: str) -> Render: ...
    def renders(self, recollection_id: str) -> list[Render]:
        """Newest first."""

    def save_render(self, render: Render) -> None: ...

    def reviews(self, recollection_id: str) -> list[Review]: ...
    def save_review(self, review: Review) -> None: ...

    def entry(self, entry_id: str) -> ChapterEntry: ...
    def entries(self, patient_id: str) -> list[ChapterEntry]:
        """In the book's order."""

    def save_entry(self, entry: ChapterEntry) -> None: ...

    def reports(self, subject_id: str) -> list[StepReport]:
        """One per step that has been asked for, in the order of `Step`."""

    def save_report(self, report: StepReport) -> None: ...

    def alerts(self, *, open_only: bool = True) -> list[Alert]: ...
    def save_alert(self, alert: Alert) -> None: ...

    def free_picture(self, picture_id: str) -> FreePicture: ...
    def free_pictures(self) -> list[FreePicture]:
        """Newest first."""

    def save_free_picture(self, picture: FreePicture) -> None: ...

    def photo(self, photo_id: str) -> Photo: ...
    def photos(self, patient_id: str, element_id: str | None = None) -> list[Photo]:
        """Of one element or all, in the order in which they were added."""

    def save_photo(self, photo: Photo) -> None: ...
    def remove_photo(self, photo_id: str) -> None:
        """Forget one photo; no error when it is gone already. Its files are the caller's to delete."""

    def depictions(self, patient_id: str, element_id: str | None = None) -> list[Depiction]:
        """Newest first; of one element or all."""

    def save_depiction(self, depiction: Depiction) -> None: ...

    def training(self, training_id: str) -> Training: ...
    def trainings(self, patient_id: str, element_id: str | None = None) -> list[Training]:
        """Newest first; those that teach one element, alone or with others, or all."""

    def save_training(self, training: Training) -> None: ...

    def likeness(self, likeness_id: str) -> Likeness: ...
    def likenesses(self, patient_id: str, element_id: str | None = None) -> list[Likeness]:
        """The one wanted last first (`Likeness.wanted_at`); of one element or all."""

    def save_likeness(self, likeness: Likeness) -> None:
        """A likeness that was learnt needs its training, one that was imported or shipped only its element."""

    def remove_training(self, training_id: str) -> None:
        """No error when it is gone already. Its media are not touched."""

    def remove_likeness(self, likeness_id: str) -> None:
        """No error when it is gone already. Its media are not touched."""

    def erase_element(self, patient_id: str, element_id: str) -> list[str]:
        """Remove an element's photos, depictions, trainings and likenesses; returns the media ids to delete.

        What was learnt together with others goes too, for it knows this element. The profile is left as it is.
        """

    def erase_patient(self, patient_id: str) -> list[str]:
        """Remove every row of a patient; returns the media ids to delete."""


class Media(Protocol):
    """Files: voice, pictures. Adapters: a folder on disk, and memory for tests. Ids are opaque and safe in a URL."""

    def keep_chunk(self, recollection_id: str, index: int, data: bytes) -> None:
        """Store one piece of a recording durably (fsync) before returning. The same index again replaces it.

        Raises DiskFull.
        """

    def join_chunks(self, recollection_id: str, *, suffix: str = ".webm") -> str | None:
        """Join the chunks, in order, into one medium; None when there are none. They stay until `forget_chunks`."""

    def forget_chunks(self, recollection_id: str) -> None: ...

    def put(self, data: bytes, *, suffix: str, owner: str = "", name: str = "") -> str:
        """Store bytes durably and return their id. Raises DiskFull.

        `owner` is the recollection or free picture that they belong to, so that `forget` finds them. The same owner
        and name again replace the file, so that work done twice leaves one.
        """

    def path(self, media_id: str) -> Path:
        """Where the file is. Raises NotFound."""

    def delete(self, media_id: str) -> None:
        """Remove the file; no error when it is gone already."""

    def forget(self, owner: str) -> None:
        """Remove every file of an owner, its chunks too; no error when there are none."""


class Jobs(Protocol):
    """Durable work. Arguments are ids only. Adapters: dbos, and one that works at once in the same thread."""

    def illustrate(self, recollection_id: str) -> None:
        """Queue every step that a told recollection still needs; asking twice starts it once."""

    def again(self, recollection_id: str, step: Step) -> None:
        """Queue one step and the ones after it anew (a retry, a corrected transcript, a new seed)."""

    def paint_free(self, picture_id: str) -> None:
        """Queue a picture without a telling."""

    def learn(self, training_id: str) -> None:
        """Queue what a training still needs, piece by piece, behind every picture."""

    def cancel(self, subject_id: str) -> None:
        """Ask whatever runs for this recollection, free picture or training to stop; returns at once."""

    def forget(self, subject_id: str) -> None:
        """Stop whatever runs for it and remove every trace of its jobs."""
