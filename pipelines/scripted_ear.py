"""An ear that has been told beforehand what it will hear: for tests, demonstrations and machines without a model."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from assistant.errors import NothingHeard
from assistant.ports import Progress
from assistant.story import Language, Span, Transcript, Word
from pipelines.recording import loudness_db, pieces_of

_SECONDS_A_WORD = 0.4
_PROBABILITY = 0.8
_MARKS = "\"'“”‘’«»¿¡()[].,;:!?…-–—"


class ScriptedEar:
    """The `Ear` that opens a recording as any ear does and then says what its script says.

    `script` maps a recording's file name without suffix, or the sha256 (hex) of its bytes, to the words; `otherwise`
    are the words of every other recording. A silent recording has no words, whatever the script says.
    """

    def __init__(self, script: Mapping[str, str] | None = None, *, otherwise: str = "") -> None:
        self._script = dict(script or {})
        self._otherwise = otherwise

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
        """See `Ear`; each word takes 0.4 seconds and has the probability 0.8, whatever `names` hint.

        All the words are said in the last seconds too.
        """
        del names, last_s
        seconds, loud = 0.0, False
        for piece in pieces_of(recording, limit_hours=3.0):
            seconds = piece.start_s + len(piece.samples) / 16_000
            loud = loud or loudness_db(piece.samples) > -62
        whole = max(1, round(seconds))
        progress(0, whole)
        text = self._script.get(recording.stem) or self._script.get(_sha256(recording)) or self._otherwise
        if not text.strip() or not loud:
            raise NothingHeard()
        progress(whole, whole)
        return Transcript(
            recollection_id=recollection_id,
            language=language,
            text=text,
            source="heard",
            words=_timed(text),
            seconds=seconds,
        )


def _sha256(recording: Path) -> str:
    return hashlib.sha256(recording.read_bytes()).hexdigest()


def _timed(text: str) -> tuple[Word, ...]:
    words, at = [], 0
    for index, word in enumerate(filter(None, (part.strip(_MARKS) for part in text.split()))):
        at = text.index(word, at)
        start_s = index * _SECONDS_A_WORD
        words.append(
            Word(
                span=Span(start=at, end=at + len(word)),
                start_s=start_s,
                end_s=start_s + _SECONDS_A_WORD,
                probability=_PROBABILITY,
            )
        )
        at += len(word)
    return tuple(words)
