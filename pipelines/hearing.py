"""The ear: faster-whisper with the settings that people who pause, search for words and speak softly need."""

import os
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from assistant.errors import ModelDamaged, ModelMissing, NothingHeard, RecordingTooLong
from assistant.folding import fold
from assistant.ports import Progress
from assistant.story import Language, Span, Transcript, Word
from pipelines.recording import RATE, Piece, end_of, loudness_db, pieces_of, seconds_of

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

MOST_NAMES: Final = 15
"""More hints than this make Whisper write names that nobody said."""

SILENCE_DB: Final = -62.0
"""Below this level a piece is silence: a quiet voice one metre from a laptop lies near -45 dB."""

DOUBTED: Final = 0.05
"""A hinted name that the sound alone gives less than this is heard again without the hint."""

_MARKS: Final = " \t\n\"'“”‘’«»¿¡()[]{}.,;:!?…-–—"
_NEEDED: Final = ("config.json", "tokenizer.json", "model.bin")


class _Said(NamedTuple):
    """A word as Whisper writes it (with its leading space and marks), its times in the recording, its probability."""

    text: str
    start_s: float
    end_s: float
    probability: float


class _Segment(NamedTuple):
    """A few words in a row; how likely it is that nobody spoke, and the mean log probability of its tokens."""

    words: list[_Said]
    no_speech: float
    log_probability: float


class WhisperEar:
    """The `Ear` over a folder of a faster-whisper model (CTranslate2 format).

    `cpu_threads` 0 takes every processor this process may use. The model is loaded at the first hearing and stays
    loaded; hearings of several threads wait for each other. `limit_hours` is the longest recording that is heard.
    """

    def __init__(self, folder: Path, *, cpu_threads: int = 0, limit_hours: float = 3.0, device: str = "cpu") -> None:
        self.folder = folder
        self.limit_hours = limit_hours
        self._cpu_threads = cpu_threads
        self._device = device
        self._model: WhisperModel | None = None
        self._one_at_a_time = Lock()

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
        """See `Ear`. Raises RecordingTooLong besides."""
        seconds = seconds_of(recording)
        if seconds > self.limit_hours * 3600:
            raise RecordingTooLong(hours=seconds / 3600, limit_hours=self.limit_hours)
        said: list[_Said] = []
        heard_s = 0.0
        progress(0, _whole(seconds))
        with self._one_at_a_time:
            pieces = pieces_of(recording, limit_hours=self.limit_hours)
            for piece in pieces if last_s is None else [end_of(pieces, last_s)]:
                heard_s = piece.start_s + len(piece.samples) / RATE
                for words in self._hear_piece(piece, language=language, names=names):
                    said.extend(words)
                    progress(min(_whole(words[-1].end_s), _whole(heard_s)), _whole(max(seconds, heard_s)))
                progress(_whole(heard_s), _whole(max(seconds, heard_s)))
        if not said:
            raise NothingHeard()
        text, words_heard = _written(said)
        return Transcript(
            recollection_id=recollection_id,
            language=language,
            text=text,
            source="heard",
            words=words_heard,
            seconds=heard_s,
        )

    def _hear_piece(self, piece: Piece, *, language: Language, names: Sequence[str]) -> Iterator[list[_Said]]:
        """The segments of a piece that somebody said, in order."""
        if loudness_db(piece.samples) < SILENCE_DB:
            return
        for segment in self._segments(piece, language, names):
            doubted = [name for name in names if _not_in_the_sound(name, segment.words)]
            if doubted:
                rest = [name for name in names if name not in doubted]
                again = self._segments(_cut(piece, segment), language, rest)
                yield from (other.words for other in again if not _invented(other, rest))
            elif not _invented(segment, names):
                yield segment.words

    def _segments(self, piece: Piece, language: Language, names: Sequence[str]) -> Iterator[_Segment]:
        segments, _ = self._loaded().transcribe(
            piece.samples,
            language=language,
            beam_size=5,
            temperature=[0.0, 0.4],
            vad_filter=True,
            vad_parameters={"min_silence_duration_ms": 700},
            condition_on_previous_text=False,
            word_timestamps=True,
            hallucination_silence_threshold=2.0,
            hotwords=", ".join(names[:MOST_NAMES]) or None,
        )
        for segment in segments:
            words = _with_a_length(
                [
                    _Said(
                        w.word,
                        piece.start_s + float(w.start),
                        piece.start_s + float(w.end),
                        min(1.0, max(0.0, float(w.probability))),
                    )
                    for w in segment.words or ()
                ]
            )
            if words:
                yield _Segment(words, segment.no_speech_prob, segment.avg_logprob)

    def warm_up(self) -> None:
        """Load the model now, so that the first hearing does not wait for it. Raises ModelMissing, ModelDamaged."""
        with self._one_at_a_time:
            self._loaded()

    def _loaded(self) -> "WhisperModel":
        if self._model is None:
            self._model = _load(self.folder, self._cpu_threads, self._device)
        return self._model


def _load(folder: Path, cpu_threads: int, device: str) -> "WhisperModel":
    for name in _NEEDED:
        if not (folder / name).is_file():
            raise ModelMissing(model=folder.name, how=f"evoca models fetch {folder.name}")
    from faster_whisper import WhisperModel

    try:
        return WhisperModel(
            str(folder),
            device=device,
            compute_type="int8" if device == "cpu" else "float16",
            cpu_threads=cpu_threads or len(os.sched_getaffinity(0)),
            local_files_only=True,
        )
    except Exception as error:  # the tokenizer's library raises bare Exception
        raise ModelDamaged(model=folder.name, file="model.bin") from error


def _whole(seconds: float) -> int:
    return max(1, round(seconds))


@cache
def _inventions() -> dict[str, str]:
    """Folded phrase -> `always` or `doubtful`."""
    text = (files("pipelines") / "hearing_inventions.txt").read_text(encoding="utf-8")
    lines = [line.split(": ", 1) for line in text.splitlines() if line and not line.startswith("#")]
    return {phrase.strip(): when for when, phrase in lines}


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[\w']+", fold(text)))


def _invented(segment: _Segment, names: Sequence[str]) -> bool:
    """Whether nobody said this segment: a phrase of Whisper's own, its hints read back, or noise taken for a voice."""
    sure = sum(word.probability for word in segment.words) / len(segment.words)
    bare = _bare("".join(word.text for word in segment.words))
    kind = _inventions().get(bare)
    if not bare or kind == "always":
        return True
    if kind == "doubtful" and (sure < 0.5 or segment.no_speech > 0.5):
        return True
    if segment.no_speech > 0.6 and segment.log_probability < -0.8:
        return True
    if len(segment.words) > 1 and bare in _bare(" ".join(names)) and sure < 0.6:
        return True
    if len(segment.words) <= 4 and segment.no_speech > 0.15 and segment.log_probability < -1.0:
        return True
    return sure < 0.35 and (segment.no_speech > 0.35 or segment.log_probability < -0.9)


def _with_a_length(words: list[_Said]) -> list[_Said]:
    """The words without a row of three or more that take no time at all.

    When the voice has ended, Whisper may go round in circles until its window is full; such words have no place in
    the sound to stand on. A single word without a length is a flaw of the alignment and stays.
    """
    kept: list[_Said] = []
    for timeless, group in groupby(words, key=lambda word: word.end_s - word.start_s < 0.03):
        row = list(group)
        if not timeless or len(row) < 3:
            kept.extend(row)
    return kept


def _not_in_the_sound(name: str, words: Sequence[_Said]) -> bool:
    """Whether a hint was written although the sound speaks against it.

    The probabilities of the words come from aligning them with the sound alone, without the hints; a name that was
    really said lay above 0.1 there even in bad recordings.
    """
    wanted = _bare(name).split()
    heard = [_bare(word.text) for word in words]
    places = [at for at in range(len(heard)) if heard[at : at + len(wanted)] == wanted]
    return any(max(word.probability for word in words[at : at + len(wanted)]) < DOUBTED for at in places)


def _cut(piece: Piece, segment: _Segment) -> Piece:
    """The sound of a segment, with a little around it."""
    start = max(0, int((segment.words[0].start_s - piece.start_s - 0.3) * RATE))
    end = int((segment.words[-1].end_s - piece.start_s + 0.3) * RATE)
    return Piece(piece.samples[start:end], piece.start_s + start / RATE)


def _written(said: Sequence[_Said]) -> tuple[str, tuple[Word, ...]]:
    """The text and the span of each word in it, marks around the words left out of the spans."""
    text, words = "", []
    for word in said:
        piece = word.text if text and word.text[:1].isspace() else word.text.lstrip()
        start = len(text) + len(piece) - len(piece.lstrip(_MARKS))
        text += piece
        end = len(text) - (len(piece) - len(piece.rstrip(_MARKS)))
        if end > start:
            words.append(
                Word(
                    span=Span(start=start, end=end),
                    start_s=word.start_s,
                    end_s=max(word.start_s, word.end_s),
                    probability=word.probability,
                )
            )
    return text, tuple(words)
