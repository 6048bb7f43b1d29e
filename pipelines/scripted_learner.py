"""A learner that learns nothing: for tests, for trying the pages out, and for houses without a painter."""

import hashlib
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Final, Literal

from assistant.elements import Training, TrainingSet
from assistant.errors import EvocaError
from assistant.ports import Learnt, Progress

WORK: Final = "work"


class ScriptedLearner:
    """The `Learner` whose files only say what would have been learnt, one step in `step_seconds`.

    `base_hash` is the hash of the painter that it stands beside. `faults` are raised, each once, when the step of
    their key is about to be taken.
    """

    name = "scripted"
    size: Literal["small", "large"] = "small"

    def __init__(
        self,
        folder: Path,
        *,
        base_hash: str = "0" * 64,
        step_seconds: float = 0.0,
        faults: Mapping[int, EvocaError] | None = None,
    ) -> None:
        self.hash = base_hash
        self._folder = folder
        self._step_seconds = step_seconds
        self._faults = dict(faults or {})

    def learn(
        self,
        training: Training,
        sets: Sequence[TrainingSet],
        *,
        photo: Callable[[str], Path],
        until: int,
        progress: Progress,
    ) -> Learnt:
        """One chunk, as `assistant.ports.Learner` says. It looks at the photos' bytes alone."""
        work = self._folder / training.id / WORK
        work.mkdir(parents=True, exist_ok=True)
        state, file = work / "step", work / "likeness.safetensors"
        start = int(state.read_text("utf-8")) if state.exists() else 0
        seen = hashlib.sha256(b"".join(photo(one.media_id).read_bytes() for each in sets for one in each.lessons))
        for step in range(start, until):
            if step in self._faults:
                raise self._faults.pop(step)
            progress(step, training.settings.steps)
            time.sleep(self._step_seconds)
        if start < until:
            tokens = " ".join(one.token for one in sets)
            file.write_text(f"{tokens} {seen.hexdigest()} {until}", encoding="utf-8")
            state.write_text(str(until), encoding="utf-8")
        return Learnt(
            step=max(start, until),
            file=file,
            sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            step_seconds=self._step_seconds,
            loss=1.0 / (1 + until),
        )

    def forget(self, training_id: str) -> None:
        """Erase what was kept between chunks."""
        shutil.rmtree(self._folder / training_id / WORK, ignore_errors=True)
