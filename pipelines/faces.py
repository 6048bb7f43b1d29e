"""Faces in photos, by dlib's public-domain and Boost-licensed models.

Only the frontal and the convolutional detectors, the 5-point landmarks and the face encoder are used. The package that
brings them also holds a 68-point predictor, which may not be used commercially: it is never opened.
"""

import importlib.util
import math
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from PIL import Image

from assistant.elements import Face
from assistant.errors import ModelMissing
from assistant.story import Box
from pipelines.photos import Pixels

LOOKED_AT: Final = 1000
CLOSER_LOOK: Final = 480
SURE: Final = 0.0
CLOSER_SURE: Final = 0.6
NOSE_AHEAD: Final = 2.25
"""The outer eye corners lie about 90 mm apart, the base of the nose about 40 mm before them: 90 / 40."""


class DlibFaces:
    """A `FaceFinder`: dlib's frontal detector, and where it finds nobody its slower convolutional one.

    The models are read at the first look. One look at a time: dlib's detectors are not made for several threads.
    """

    def __init__(self, models: Path | None = None) -> None:
        self._models = models
        self._turn = Lock()

    def __call__(self, pixels: Pixels, closely: bool) -> tuple[Face, ...]:
        """Faces of an upright picture, the biggest first. Raises ModelMissing."""
        small = _fitted(pixels, LOOKED_AT)
        with self._turn:
            found = self._frontal(small)
            if not found and closely:
                small = _fitted(pixels, CLOSER_LOOK)
                found = self._any_side(small)
            faces = [self._face(small, rectangle, closely) for rectangle in found]
        return tuple(sorted(faces, key=lambda face: face.box.width * face.box.height, reverse=True))

    def _frontal(self, pixels: Pixels) -> list[Any]:
        rectangles, scores, _ = self._frontal_detector.run(pixels, 0, SURE)
        return [rectangle for rectangle, score in zip(rectangles, scores, strict=True) if score > SURE]

    def _any_side(self, pixels: Pixels) -> list[Any]:
        return [found.rect for found in self._any_side_detector(pixels, 0) if found.confidence > CLOSER_SURE]

    def _face(self, pixels: Pixels, rectangle: Any, closely: bool) -> Face:
        points = self._landmarks(pixels, rectangle)
        told_by = (
            tuple(float(number) for number in self._encoder.compute_face_descriptor(pixels, points)) if closely else ()
        )
        height, width = pixels.shape[:2]
        left, top = max(rectangle.left(), 0), max(rectangle.top(), 0)
        right, bottom = min(rectangle.right() + 1, width), min(rectangle.bottom() + 1, height)
        box = Box(left=left / width, top=top / height, width=(right - left) / width, height=(bottom - top) / height)
        return Face(box=box, turn=turn_of([(point.x, point.y) for point in points.parts()]), print=told_by)

    @cached_property
    def _library(self) -> Any:
        try:
            import dlib  # type: ignore[import-untyped]  # dlib has no type information
        except ImportError:
            raise ModelMissing(model="dlib", how="pip install dlib-bin") from None
        return dlib

    def _file(self, name: str) -> str:
        path = (self._models or _packaged_models()) / name
        if not path.is_file():
            raise ModelMissing(model="face-recognition-models", how="pip install face-recognition-models")
        return str(path)

    @cached_property
    def _frontal_detector(self) -> Any:
        return self._library.get_frontal_face_detector()

    @cached_property
    def _any_side_detector(self) -> Any:
        return self._library.cnn_face_detection_model_v1(self._file("mmod_human_face_detector.dat"))

    @cached_property
    def _landmarks(self) -> Any:
        return self._library.shape_predictor(self._file("shape_predictor_5_face_landmarks.dat"))

    @cached_property
    def _encoder(self) -> Any:
        return self._library.face_recognition_model_v1(self._file("dlib_face_recognition_resnet_model_v1.dat"))


def _packaged_models() -> Path:
    """Where the package of models lies; it is never imported, for its own code needs what newer Pythons lack."""
    package = importlib.util.find_spec("face_recognition_models")
    if package is None or package.origin is None:
        raise ModelMissing(model="face-recognition-models", how="pip install face-recognition-models")
    return Path(package.origin).parent / "models"


def _fitted(pixels: Pixels, longest: int) -> Pixels:
    """The picture with its longer side at most `longest`."""
    height, width = pixels.shape[:2]
    scale = min(1.0, longest / max(height, width))
    if scale == 1.0:
        return np.ascontiguousarray(pixels)
    small = Image.fromarray(pixels).resize((round(width * scale), round(height * scale)), Image.Resampling.LANCZOS)
    return np.ascontiguousarray(small)


def turn_of(points: list[tuple[float, float]]) -> float:
    """The yaw in degrees, negative to the picture's left, from dlib's 5 points: two eyes' corners, the nose's base.

    Measured along the line of the eyes, so that a tilted head does not count as a turned one.
    """
    (rx, ry), _, (lx, ly), _, (nx, ny) = points
    across = (rx - lx, ry - ly)
    width = math.hypot(*across)
    if width == 0:
        return 90.0
    middle = ((rx + lx) / 2, (ry + ly) / 2)
    along = ((nx - middle[0]) * across[0] + (ny - middle[1]) * across[1]) / width
    return math.degrees(math.atan(NOSE_AHEAD * along / width))
