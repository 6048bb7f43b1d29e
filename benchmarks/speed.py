"""How long people wait, and how much memory it takes: `python -m benchmarks.speed [--json]`.

Starts the application as `evoca start` does, on a data folder of its own, and tells it a recording as a browser would.
The first telling loads the models; it is reported apart. The figures of the aims are medians of the tellings after it.
`reading_ratio` is measured by `benchmarks.reading_speed` in the same run, before the application starts.
"""

import argparse
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple
from uuid import uuid4

import httpx
import psutil  # type: ignore[import-untyped]  # its types are a package of their own

from benchmarks.report import print_json, print_table

RECORDING: Final = Path(__file__).parents[1] / "tests" / "audio" / "dev-02.flac"
PIECE: Final = 64 * 1024
POLL_SECONDS: Final = 0.25
PATIENCE_SECONDS: Final = 300.0
OPENING_SECONDS: Final = 180.0
GIB: Final = 2**30


class Waits(NamedTuple):
    """Seconds from *He terminado* to the assistant's answer, the sketch and the first candidate (None: none came)."""

    answer: float
    sketch: float | None
    candidate: float | None


class Watch:
    """Samples the memory of a process and all its children; `peak` is the largest sum in bytes (PSS: shared once)."""

    def __init__(self, pid: int) -> None:
        self.peak = 0
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._over.wait(POLL_SECONDS):
            total = 0
            for process in [self._root, *self._root.children(recursive=True)]:
                try:
                    total += process.memory_full_info().pss
                except psutil.Error:
                    continue
            self.peak = max(self.peak, total)

    def close(self) -> None:
        """Stop looking."""
        self._over.set()
        self._thread.join()


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def application(folder: Path) -> Iterator[tuple[httpx.Client, Watch]]:
    """Evoca, open on a data folder of its own. Raises TimeoutError when it does not open."""
    port = free_port()
    environment = {**os.environ, "EVOCA_DATA_FOLDER": str(folder), "EVOCA_PORT": str(port)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "web", "start"], env=environment, stdout=log, stderr=log, start_new_session=True
        )
        watch = Watch(process.pid)
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60, follow_redirects=True) as client:
                wait_for_opening(client, process)
                yield client, watch
        finally:
            watch.close()
            process.send_signal(signal.SIGINT)
            process.wait(60)


def wait_for_opening(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    """Wait until the first page answers and Juan's own pictures are made. Raises TimeoutError."""
    until = time.monotonic() + OPENING_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if client.get("/").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(POLL_SECONDS)
    raise TimeoutError("the application did not open")


def tell(client: httpx.Client, patient: str, recording: bytes) -> Waits:
    """Tell a recording in pieces, press *He terminado*, and wait for what comes."""
    told = uuid4().hex
    for index, start in enumerate(range(0, len(recording), PIECE)):
        client.post(
            f"/tell/{patient}/{told}/chunks/{index}", content=recording[start : start + PIECE]
        ).raise_for_status()
    began = time.perf_counter()
    client.post(f"/tell/{patient}/{told}/finish").raise_for_status()
    answer = time.perf_counter() - began
    seen: dict[str, float] = {}
    while time.perf_counter() - began < PATIENCE_SECONDS:
        page = client.get(f"/review/{told}").raise_for_status().text
        for kind in ("sketch", "painting"):
            if kind not in seen and re.search(rf'id="render-{told}-{kind}', page):
                seen[kind] = time.perf_counter() - began
        if "painting" in seen or finished(page, told):
            break
        time.sleep(POLL_SECONDS)
    return Waits(answer, seen.get("sketch"), seen.get("painting"))


def finished(page: str, told: str) -> bool:
    """Whether nothing is under way any more: the page has stopped asking how far the work has come."""
    return f"/review/{told}/progress" not in page


def median(values: list[float | None]) -> float | None:
    """The median, or None when one never came."""
    there = [value for value in values if value is not None]
    return round(statistics.median(there), 2) if there and len(there) == len(values) else None


def measure(recording: Path, *, patient: str, times: int) -> dict[str, float | None]:
    """Tell the recording once cold and `times` times warm."""
    data = recording.read_bytes()
    with tempfile.TemporaryDirectory() as folder, application(Path(folder)) as (client, watch):
        first = tell(client, patient, data)
        later = [tell(client, patient, data) for _ in range(times)]
        return {
            "answer_seconds": median([waits.answer for waits in later]),
            "sketch_seconds": median([waits.sketch for waits in later]),
            "candidate_seconds": median([waits.candidate for waits in later]),
            "first_sketch_seconds": median([first.sketch]),
            "first_candidate_seconds": median([first.candidate]),
            "peak_gb": round(watch.peak / GIB, 2),
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--recording", type=Path, default=RECORDING, help="about 20 seconds of speech")
    parser.add_argument("--patient", default="juan")
    parser.add_argument("--times", type=int, default=3, help="warm tellings")
    parser.add_argument("--no-reading", action="store_true", help="leave out the comparison with plain generate()")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures: dict[str, float | None] = {"reading_ratio": None}
    if not chosen.no_reading:
        from benchmarks.reading_speed import measure_reading

        figures["reading_ratio"] = round(measure_reading().ratio, 2)
    figures |= measure(chosen.recording, patient=chosen.patient, times=chosen.times)
    if chosen.json:
        print_json(figures)
    else:
        print_table("Speed", rows(figures))


def rows(figures: dict[str, float | None]) -> list[tuple[str, float | None, str, bool | None]]:
    """The figures beside their aims."""
    aims: dict[str, tuple[str, Callable[[float], bool]]] = {
        "reading_ratio": ("≥ 3 x plain generate()", lambda value: value >= 3),
        "answer_seconds": ("≤ 2 s", lambda value: value <= 2),
        "sketch_seconds": ("≤ 20 s", lambda value: value <= 20),
        "candidate_seconds": ("≤ 45 s", lambda value: value <= 45),
        "peak_gb": ("< 8 GB", lambda value: value < 8),
    }
    return [
        (name, value, aims[name][0] if name in aims else "", aims[name][1](value) if name in aims and value else None)
        for name, value in figures.items()
    ]


if __name__ == "__main__":
    main()
