"""Stand-ins for tests that no one else needs: they obey the ports, do almost nothing, and can be slow or fail."""

import struct
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.composing import SettingsPolicy
from assistant.errors import EvocaError
from assistant.ports import LikenessAtHand, Picture, Progress
from assistant.story import Language, Layout, Patient, Prompt, Reading, Step, Transcript


def png_of(seed: int, side: int = 8) -> bytes:
    """A small valid PNG of one grey."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes([seed % 256]) * side for _ in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def no_progress(done: int, of: int, /) -> None:
    """A `Progress` that nobody watches."""


class GreyPainter:
    """A `Painter` of grey squares: `steps` progress calls with `pause_s` between, then `fault` or the pictures."""

    def __init__(
        self,
        name: str = "grey",
        *,
        steps: int = 3,
        pause_s: float = 0.0,
        fault: EvocaError | Exception | None = None,
        settings: SettingsPolicy | None = None,
    ) -> None:
        self.name = name
        self.settings = settings
        self.hash = "0" * 64
        self.scheduler = "none"
        self.painted: list[tuple[Prompt, tuple[int, ...]]] = []
        self.given: list[tuple[Layout, tuple[LikenessAtHand, ...]]] = []
        self._steps, self._pause_s, self._fault = steps, pause_s, fault

    def count_tokens(self, words: str) -> int:
        """A word is a token."""
        return len(words.split())

    def paint(
        self,
        prompt: Prompt,
        *,
        layout: Layout,
        seeds: Sequence[int],
        progress: Progress,
        likenesses: Sequence[LikenessAtHand] = (),
    ) -> list[Picture]:
        """See `Painter`."""
        for done in range(self._steps):
            time.sleep(self._pause_s)
            progress(done + 1, self._steps)
        if self._fault is not None:
            raise self._fault
        self.painted.append((prompt, tuple(seeds)))
        self.given.append((layout, tuple(likenesses)))
        return [Picture(png=png_of(seed), seed=seed, seconds=0.1) for seed in seeds]


class RepeatingEar:
    """An `Ear` that hears the bytes of the recording as text; it raises `fault` instead when there is one."""

    def __init__(self, *, fault: Exception | None = None, before: Callable[[], object] = lambda: None) -> None:
        self._fault = fault
        self._before = before

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
        """See `Ear`."""
        del names, last_s
        self._before()
        if self._fault is not None:
            raise self._fault
        progress(1, 1)
        text = recording.read_bytes().decode()
        return Transcript(recollection_id=recollection_id, language=language, text=text, source="heard", seconds=1.0)


class FixedReader:
    """A `Reader` that always gives the same reading, or raises `fault`."""

    name = "fixed"

    def __init__(self, reading: Reading | None = None, *, fault: Exception | None = None) -> None:
        self._reading = reading or Reading()
        self._fault = fault
        self.read_texts: list[str] = []

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `Reader`."""
        del patient, language
        self.read_texts.append(text)
        if self._fault is not None:
            raise self._fault
        return self._reading


class ListedJobs:
    """`Jobs` that only write down what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, ...]] = []

    def illustrate(self, recollection_id: str) -> None:
        """See `Jobs`."""
        self.asked.append(("illustrate", recollection_id))

    def again(self, recollection_id: str, step: Step) -> None:
        """See `Jobs`."""
        self.asked.append(("again", recollection_id, step.value))

    def paint_free(self, picture_id: str) -> None:
        """See `Jobs`."""
        self.asked.append(("paint_free", picture_id))

    def learn(self, training_id: str) -> None:
        """See `Jobs`."""
        self.asked.append(("learn", training_id))

    def cancel(self, subject_id: str) -> None:
        """See `Jobs`."""
        self.asked.append(("cancel", subject_id))

    def forget(self, subject_id: str) -> None:
        """See `Jobs`."""
        self.asked.append(("forget", subject_id))


def written_on(png: bytes, sentence: str) -> bytes:
    """A label that only appends the sentence, so that a test finds it again."""
    return png + sentence.encode()
