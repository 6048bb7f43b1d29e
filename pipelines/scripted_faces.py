"""Faces from a script: for tests, and for houses that want no face to be looked at."""

from collections.abc import Mapping

from assistant.elements import Face
from pipelines.photos import Pixels


class ScriptedFaces:
    """A `FaceFinder` that finds what the script says of pictures of a size, (width, height), and nobody elsewhere."""

    def __init__(self, script: Mapping[tuple[int, int], tuple[Face, ...]] | None = None) -> None:
        self._script = dict(script or {})

    def __call__(self, pixels: Pixels, closely: bool) -> tuple[Face, ...]:
        """See `FaceFinder`."""
        height, width = pixels.shape[:2]
        found = self._script.get((width, height), ())
        return found if closely else tuple(face.model_copy(update={"print": ()}) for face in found)
