"""The rows. They are dumb: columns that are asked for, and the whole story value as its own JSON.

Instants are seconds since 1970-01-01 UTC, kept only to order by; the value itself holds the exact time with its zone.
`books.py` maps rows to story values and back.
"""

from sqlmodel import Field, SQLModel


class PatientRow(SQLModel, table=True):
    """A patient's profile."""

    __tablename__ = "patient"
    id: str = Field(primary_key=True)
    value: str


class RecollectionRow(SQLModel, table=True):
    """One telling."""

    __tablename__ = "recollection"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    state: str
    started: float
    value: str


class TranscriptRow(SQLModel, table=True):
    """The words of a telling, one row for each source: heard, typed, corrected."""

    __tablename__ = "transcript"
    recollection_id: str = Field(foreign_key="recollection.id", ondelete="CASCADE", primary_key=True)
    source: str = Field(primary_key=True)
    value: str


class SceneRow(SQLModel, table=True):
    """One revision of what was understood."""

    __tablename__ = "scene"
    recollection_id: str = Field(foreign_key="recollection.id", ondelete="CASCADE", primary_key=True)
    revision: int = Field(primary_key=True)
    value: str


class RenderRow(SQLModel, table=True):
    """One candidate picture."""

    __tablename__ = "render"
    id: str = Field(primary_key=True)
    recollection_id: str = Field(foreign_key="recollection.id", ondelete="CASCADE", index=True)
    painted: float
    media_id: str
    value: str


class ReviewRow(SQLModel, table=True):
    """A decision on a candidate."""

    __tablename__ = "review"
    id: str = Field(primary_key=True)
    render_id: str = Field(foreign_key="render.id", ondelete="CASCADE", index=True)
    at: float
    value: str


class EntryRow(SQLModel, table=True):
    """A page of the book. `position` is its place in the chapter."""

    __tablename__ = "entry"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    recollection_id: str = Field(foreign_key="recollection.id", ondelete="CASCADE")
    position: int
    value: str


class ReportRow(SQLModel, table=True):
    """How far one step has come. The subject is a recollection or a free picture."""

    __tablename__ = "report"
    subject_id: str = Field(primary_key=True)
    step: str = Field(primary_key=True)
    value: str


class AlertRow(SQLModel, table=True):
    """Something a therapist must see at once."""

    __tablename__ = "alert"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    raised: float
    closed: bool
    value: str


class FreePictureRow(SQLModel, table=True):
    """A picture without a telling."""

    __tablename__ = "free_picture"
    id: str = Field(primary_key=True)
    asked: float
    value: str


class PhotoRow(SQLModel, table=True):
    """A photo that an element is learnt from."""

    __tablename__ = "photo"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    element_id: str
    added: float
    value: str


class DepictionRow(SQLModel, table=True):
    """The consent of a shown person."""

    __tablename__ = "depiction"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    element_id: str
    at: float
    value: str


class TrainingRow(SQLModel, table=True):
    """One attempt to learn one element or several."""

    __tablename__ = "training"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    asked: float
    value: str


class LikenessRow(SQLModel, table=True):
    """What was learnt of an element."""

    __tablename__ = "likeness"
    id: str = Field(primary_key=True)
    patient_id: str = Field(foreign_key="patient.id", ondelete="CASCADE", index=True)
    element_id: str
    made: float
    value: str


class WorkRow(SQLModel, table=True):
    """Work that was asked for: the outbox between a request and the durable jobs. It holds ids only.

    `revision` counts how often work was asked for this subject; a run of an older revision stops. `queued` is when a
    worker handed it to the durable queue, None until then. `finished` is when its last step ended.
    """

    __tablename__ = "work"
    subject_id: str = Field(primary_key=True)
    kind: str
    revision: int
    priority: int
    asked: float
    queued: float | None = None
    finished: float | None = None
    stopped: bool = False


class WorkerRow(SQLModel, table=True):
    """A worker's sign of life. `executor_id` names the machine and the slot; `beat` is when it last gave a sign."""

    __tablename__ = "worker"
    executor_id: str = Field(primary_key=True)
    beat: float
