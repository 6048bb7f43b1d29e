"""A reader that has been told beforehand what it will say: for tests, demonstrations and machines without a model."""

from collections.abc import Mapping

from assistant.errors import EvocaError
from assistant.story import Language, Patient, Reading


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
