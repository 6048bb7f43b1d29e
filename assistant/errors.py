"""Everything that can go wrong, as one tree.

    EvocaError                 a sentence for a person, and the data behind it
    ├── InputRefused           what somebody gave us cannot be used; what they gave is kept
    │   ├── NothingHeard       only silence or noise
    │   ├── RecordingUnreadable  not a recording, truncated beyond use, or a codec nobody knows
    │   ├── RecordingTooLong   over the limit of hours
    │   ├── UploadTooLarge     over the limit of bytes
    │   ├── TextTooLong        over the limit of characters
    │   ├── PhotoUnreadable    not a picture, or cut off
    │   ├── PhotoOfOtherKind   a picture, but of a kind that is not taken
    │   ├── PhotoTooLarge      over the limit of pixels
    │   ├── PhotoTooSmall      hardly any pixels
    │   ├── TooManyPhotos      over the limit of photos of one element
    │   ├── PhotosTellNothing  no photo shows anything to compare by
    │   ├── NameMissing        a form without the name it needs
    │   ├── NotSaid            words that do not stand in the memory
    │   ├── NotEnglish         not a short English word for the painter
    │   ├── TokenTaken         the painter or another element uses this token already
    │   └── LikenessRefused    a likeness file cannot be used
    │       ├── LikenessPickled    not safetensors: it may hold a program
    │       ├── LikenessForeign    weights of a kind or for a place that we do not know
    │       ├── LikenessMisshapen  wrong shape or rank
    │       ├── LikenessAltered    not the bytes that were kept
    │       ├── LikenessOfAnotherPainter  learnt on other weights than the painter's
    │       ├── LikenessNotCombinable     a whole likeness beside another one
    │       ├── LikenessIsPainter         no likeness but all of a painter's weights
    │       ├── LikenessUnvouched         nobody says which painter it was learnt on
    │       ├── LikenessUnwearable        the painter is of a kind that can wear none
    │       └── TriggerMissing            nobody says which word stands for the element
    ├── NotFound               no such patient, recollection, render…
    ├── NotAllowed             a rule of care or consent says no
    ├── ModelTrouble           a model cannot be used
    │   ├── ModelMissing       its files are not there
    │   ├── ModelDamaged       its files are not what they should be
    │   └── ReaderUnsure       it answered, but not with anything usable
    ├── LearningDiverged       a training's loss became no number; the last good checkpoint is kept
    ├── StoppedOnRequest       somebody cancelled; nothing is wrong
    ├── WorkerLost             a step was begun several times and the machine stopped each time
    └── StorageTrouble         the disk or the database
        ├── DiskFull
        ├── DatabaseBusy
        └── DatabaseTooNew     written by a newer version of this program

Each class names a message of the catalogue (`assistant/wording/{es,en}/errors.txt`, one `name: sentence` a line); the
data fill its places. No error text is ever shown to a patient: patient screens use the softer `patient_name` sentence.
"""

from typing import ClassVar

from assistant.story import FeelingScores


class EvocaError(Exception):
    """A fault with a sentence for a person.

    `name` is the key of its sentence in `errors.txt`; `data` fills the sentence's places and must hold no
    content of a memory, only names of things (a model, a file's size, a limit).
    """

    name: ClassVar[str] = "unexpected"
    patient_name: ClassVar[str] = "patient_try_again"

    def __init__(self, **data: str | int | float) -> None:
        super().__init__(self.name, data)
        self.data = data

    def __str__(self) -> str:
        details = ", ".join(f"{key}={value}" for key, value in self.data.items())
        return f"{self.name} ({details})" if details else self.name


class InputRefused(EvocaError):
    """What somebody gave us cannot be used; what they gave is kept."""

    name = "input_refused"


class NothingHeard(InputRefused):
    """Only silence or noise."""

    name = "nothing_heard"
    patient_name = "patient_not_heard"


class RecordingUnreadable(InputRefused):
    """Not a recording, truncated beyond use, or a codec nobody knows."""

    name = "recording_unreadable"
    patient_name = "patient_not_heard"


class RecordingTooLong(InputRefused):
    """Over the limit of hours. Data: `hours`, `limit_hours`."""

    name = "recording_too_long"


class UploadTooLarge(InputRefused):
    """Over the limit of bytes. Data: `limit_mb`."""

    name = "upload_too_large"


class TextTooLong(InputRefused):
    """Over the limit of characters. Data: `characters`, `limit`."""

    name = "text_too_long"


class TokenTaken(InputRefused):
    """The painter or another element uses this token already. Data: `token`."""

    name = "token_taken"


class LikenessRefused(InputRefused):
    """A likeness file cannot be used. Data: `file`, and for one that is known its id as `likeness`."""

    name = "likeness_refused"


class LikenessPickled(LikenessRefused):
    """Not safetensors: it may hold a program. Data: `file`."""

    name = "likeness_pickled"


class LikenessForeign(LikenessRefused):
    """Holds weights of a kind or for a place that we do not know. Data: `file`, `key`."""

    name = "likeness_foreign"


class LikenessMisshapen(LikenessRefused):
    """Holds weights of the wrong shape or rank. Data: `file`, `key`."""

    name = "likeness_misshapen"


class LikenessAltered(LikenessRefused):
    """Its bytes are no longer those that were kept: changed or damaged since. Data: `file`."""

    name = "likeness_altered"


class LikenessOfAnotherPainter(LikenessRefused):
    """Learnt on other weights than the painter's. Data: `file`, `base` (what it was learnt on), `painter`."""

    name = "likeness_of_another_painter"


class LikenessNotCombinable(LikenessRefused):
    """A whole likeness (DreamBooth) cannot be used beside another one. Data: `file`."""

    name = "likeness_not_combinable"


class LikenessIsPainter(LikenessRefused):
    """Holds all of a painter's weights: no likeness, but a painter of its own. Data: `file`."""

    name = "likeness_is_painter"


class LikenessUnvouched(LikenessRefused):
    """Neither the file nor the person who brings it says which painter it was learnt on. Data: `file`."""

    name = "likeness_unvouched"


class LikenessUnwearable(LikenessRefused):
    """The painter is of a kind that can learn and wear no likeness. Data: `painter`."""

    name = "likeness_unwearable"


class TriggerMissing(LikenessRefused):
    """Neither the file nor the person who brings it says which word stands for the element. Data: `file`."""

    name = "trigger_missing"


class NotSaid(InputRefused):
    """Words that do not stand in the memory cannot become a thing in it."""

    name = "not_said"


class NotEnglish(InputRefused):
    """Not a short word in plain letters that a painter could be told."""

    name = "not_english"


class PhotoUnreadable(InputRefused):
    """Not a picture, or cut off."""

    name = "photo_unreadable"


class PhotoOfOtherKind(InputRefused):
    """A picture, but of a kind that is not taken. Data: `kind`."""

    name = "photo_of_other_kind"


class PhotoTooLarge(InputRefused):
    """Over the limit of pixels. Data: `limit_megapixels`."""

    name = "photo_too_large"


class PhotoTooSmall(InputRefused):
    """Hardly any pixels. Data: `width`, `height`."""

    name = "photo_too_small"


class TooManyPhotos(InputRefused):
    """Over the limit of photos of one element. Data: `limit`."""

    name = "too_many_photos"


class PhotosTellNothing(InputRefused):
    """No photo shows anything by which the element could be told apart."""

    name = "photos_tell_nothing"


class NameMissing(InputRefused):
    """A form without the name it needs."""

    name = "name_missing"


class NotFound(EvocaError):
    """No such patient, recollection, render… Data: `what`."""

    name = "not_found"


class NotAllowed(EvocaError):
    """A rule of care or consent says no. Data: `why` (a key of the catalogue)."""

    name = "not_allowed"


class ModelTrouble(EvocaError):
    """A model cannot be used. Data: `model`."""

    name = "model_trouble"


class ModelMissing(ModelTrouble):
    """Its files are not there. Data: `model`, `how` (the command that brings it)."""

    name = "model_missing"


class ModelDamaged(ModelTrouble):
    """Its files are not what they should be. Data: `model`, `file`."""

    name = "model_damaged"


class ReaderUnsure(ModelTrouble):
    """The reader answered, but not with anything usable, twice. The rules decide alone and the therapist is told.

    `feeling` is what a voter beside the answer says of the memory, where there is one: it counts all the same.
    """

    name = "reader_unsure"

    def __init__(self, *, feeling: FeelingScores | None = None, **data: str | int | float) -> None:
        super().__init__(**data)
        self.feeling = feeling


class LearningDiverged(EvocaError):
    """A training's loss became no number; the last good checkpoint is kept. Data: `step`."""

    name = "learning_diverged"


class StoppedOnRequest(EvocaError):
    """Somebody cancelled; nothing is wrong."""

    name = "stopped"


class WorkerLost(EvocaError):
    """A step was begun several times and the machine stopped each time. Data: `attempts`."""

    name = "worker_lost"


class StorageTrouble(EvocaError):
    """The disk or the database."""

    name = "storage_trouble"


class DiskFull(StorageTrouble):
    """No space left. Data: `needed_mb` where known."""

    name = "disk_full"


class DatabaseBusy(StorageTrouble):
    """Locked for longer than we wait."""

    name = "database_busy"


class DatabaseTooNew(StorageTrouble):
    """Written by a newer version of this program; nothing was touched."""

    name = "database_too_new"
