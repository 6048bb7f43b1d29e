"""A reader and a judge that were told beforehand what to say: for tests, demonstrations, machines without a model."""

from collections.abc import Mapping, Sequence

from assistant.elements import ACCEPTED, Print, Sample, Scores, Trial, share
from assistant.errors import EvocaError
from assistant.story import Box, ElementKind, Language, Patient, Reading


class ScriptedReader:
    """The `Reader` that answers a memory with the reading its script has for it, and any other with `otherwise`.

    The empty reading leaves everything to the rules. A stage that the patient does not have is left out, as a real
    reader cannot name it. `fault` is raised instead of an answer, where there is one.
    """

    def __init__(
        self,
        script: Mapping[str, Reading] | None = None,
        *,
        otherwise: Reading | None = None,
        fault: EvocaError | None = None,
    ) -> None:
        self._script, self._otherwise, self._fault = dict(script or {}), otherwise or Reading(), fault

    @property
    def name(self) -> str:
        """Which model reads, for the record."""
        return "scripted"

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:  # noqa: ARG002  # the port's names
        """See `assistant.ports.Reader`."""
        if self._fault is not None:
            raise self._fault
        reading = self._script.get(text, self._otherwise)
        known = {stage.key for stage in patient.stages}
        return reading if reading.stage in known else reading.model_copy(update={"stage": None})


class ScriptedJudge:
    """The `Judge` whose verdicts were told beforehand: `sure` for the pictures that its script does not name.

    A picture's print is its length and its last byte, so that equal pictures have equal prints.
    """

    name = "scripted"

    def __init__(self, script: Mapping[bytes, float] | None = None, *, sure: float = 0.9) -> None:
        self._script, self._sure = dict(script or {}), sure

    def blind_to(self, kind: ElementKind) -> frozenset[str]:  # noqa: ARG002  # the port's names
        """It does not look at prompts."""
        return frozenset({"fidelity"})

    def prints_of(self, pictures: Sequence[bytes], *, kind: ElementKind) -> tuple[Print, ...]:  # noqa: ARG002  # the port's names
        """See `assistant.ports.Judge`."""
        return tuple((float(len(picture)), float(picture[-1])) for picture in pictures if picture)

    def accepts(self, picture: bytes, *, box: Box | None, kind: ElementKind, prints: Sequence[Print]) -> float:  # noqa: ARG002  # the port's names
        """See `assistant.ports.Judge`."""
        return self._script.get(picture, self._sure) if prints else 0.0

    def score(self, trial: Trial) -> Scores:
        """See `assistant.ports.Judge`."""

        def accepted(sample: Sample) -> bool:
            return self.accepts(sample.png, box=sample.box, kind=trial.kind, prints=trial.prints) >= ACCEPTED

        copies = sum(sample.png in trial.lessons for sample in trial.painted)
        return Scores(
            identity=share(map(accepted, trial.painted)),
            fidelity=1.0,
            copying=copies / len(trial.painted),
            drift=share(map(accepted, trial.plain)),
        )
