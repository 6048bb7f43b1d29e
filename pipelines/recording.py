"""Recordings of any common container and codec, opened piece by piece so that hours of sound never fill the memory."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.error import FFmpegError
from numpy.typing import NDArray

from assistant.errors import RecordingTooLong, RecordingUnreadable

Samples = NDArray[np.float32]

RATE: Final = 16_000
"""Hz: what Whisper hears."""

PIECE_S: Final = 300.0
"""The most seconds of one piece: 19 MB of samples."""

_QUIET_S: Final = 0.5
_LOOK_BACK_S: Final = 30.0

_OPTIONS: Final = {
    # A playlist is a text that makes the library open other files and addresses: only real containers are let in.
    "format_whitelist": "matroska,webm,ogg,mov,mp4,m4a,3gp,3g2,mj2,wav,w64,flac,mp3,aac,aiff,caf,amr,asf,au",
    "protocol_whitelist": "file",
}


class Piece(NamedTuple):
    """Mono float32 samples in -1…1 at 16 kHz and the second of the recording at which they start."""

    samples: Samples
    start_s: float


def seconds_of(recording: Path) -> float:
    """How long the sound is, read from its packets without decoding them. Raises RecordingUnreadable."""
    end = 0.0
    with _opened(recording) as container:
        stream = container.streams.audio[0]
        packets = container.demux(stream)
        while True:
            try:
                packet = next(packets)
            except StopIteration:
                break
            except FFmpegError:
                break
            if packet.pts is not None:
                length = packet.duration or 0
                end = max(end, float((packet.pts + length) * packet.time_base))
    return end


def pieces_of(recording: Path, *, limit_hours: float) -> Iterator[Piece]:
    """The sound in pieces of at most `PIECE_S` seconds, each cut at the quietest place near its end.

    What can be decoded of a damaged recording is given; broken packets are left out. Nothing else is in memory than
    one piece. Raises RecordingUnreadable when nothing can be decoded, RecordingTooLong.
    """
    start, waiting, held = 0, [], 0
    for samples in _decoded(recording):
        waiting.append(samples)
        held += len(samples)
        if held > PIECE_S * RATE:
            sound = np.concatenate(waiting)
            cut = _quietest(sound)
            yield Piece(sound[:cut], start / RATE)
            start += cut
            waiting, held = [sound[cut:]], len(sound) - cut
        if start + held > limit_hours * 3600 * RATE:
            raise RecordingTooLong(hours=(start + held) / RATE / 3600, limit_hours=limit_hours)
    if not start and not held:
        raise RecordingUnreadable()
    yield Piece(np.concatenate(waiting) if waiting else np.zeros(0, np.float32), start / RATE)


def end_of(pieces: Iterable[Piece], seconds: float) -> Piece:
    """The last seconds of a recording, as one piece. Raises what `pieces_of` raises."""
    kept: list[Piece] = []
    for piece in pieces:
        kept = [*kept[-1:], piece]
    sound = np.concatenate([piece.samples for piece in kept])[-round(seconds * RATE) :]
    end_s = kept[-1].start_s + len(kept[-1].samples) / RATE
    return Piece(sound, end_s - len(sound) / RATE)


def loudness_db(samples: Samples) -> float:
    """The level of the loudest 5 % of frames of 30 ms, in dB below full scale; -120 for no sound at all."""
    frame = RATE * 30 // 1000
    whole = samples[: len(samples) // frame * frame]
    if not len(whole):
        return -120.0
    power = np.mean(np.square(whole.reshape(-1, frame), dtype=np.float64), axis=1)
    return float(10 * np.log10(max(float(np.quantile(power, 0.95)), 1e-12)))


def _opened(recording: Path) -> Any:
    try:
        container = av.open(str(recording), mode="r", metadata_errors="ignore", options=_OPTIONS)
    except (FFmpegError, OSError, ValueError) as error:
        raise RecordingUnreadable() from error
    if not container.streams.audio:
        container.close()
        raise RecordingUnreadable()
    return container


def _decoded(recording: Path) -> Iterator[Samples]:
    resampler = AudioResampler(format="flt", layout="mono", rate=RATE)
    with _opened(recording) as container:
        packets = container.demux(container.streams.audio[0])
        while True:
            try:
                packet = next(packets)
            except (StopIteration, FFmpegError):
                break
            try:
                for frame in packet.decode():
                    frame.pts = None
                    for part in resampler.resample(frame):
                        yield part.to_ndarray().reshape(-1).astype(np.float32)
            except (FFmpegError, ValueError):
                continue  # a broken packet: the ones after it may be whole
        for part in resampler.resample(None):
            yield part.to_ndarray().reshape(-1).astype(np.float32)


def _quietest(sound: Samples) -> int:
    """Where to cut: the middle of the quietest half second in the last thirty seconds."""
    window = int(_QUIET_S * RATE)
    tail = sound[-int(_LOOK_BACK_S * RATE) :]
    energy = np.convolve(np.square(tail, dtype=np.float64), np.ones(window), mode="valid")[:: RATE // 20]
    at = int(np.argmin(energy)) * (RATE // 20) + window // 2
    return len(sound) - len(tail) + at
