"""A full disk, said as our own error."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from assistant.errors import DiskFull

NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def disk_watched(needed_bytes: int | None = None) -> Iterator[None]:
    """Turn "no space left" and "over quota" inside into DiskFull, with the megabytes needed where they are known."""
    try:
        yield
    except OSError as trouble:
        if trouble.errno not in NO_SPACE:
            raise
        data = {} if needed_bytes is None else {"needed_mb": needed_bytes / 1e6}
        raise DiskFull(**data) from trouble
