"""Voices and pictures, by their opaque ids. Range requests work, so that a recording can be wound."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import FileResponse

from web.depends import InMedia

router = APIRouter()
_TYPES: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webm": "audio/webm",
    ".ogg": "audio/ogg",
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
}


@router.get("/media/{media_id}")
def medium(media_id: str, media: InMedia) -> FileResponse:
    """One file. Raises NotFound."""
    path = media.path(media_id)
    kind = _TYPES.get(path.suffix, "application/octet-stream")
    return FileResponse(path, media_type=kind, headers={"cache-control": "private, no-cache"})
