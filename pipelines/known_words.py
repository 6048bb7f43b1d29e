"""Which words a painter's tokenizer has as one piece: such a word may mean something to it already."""

import json
from functools import cached_property
from pathlib import Path

from assistant.errors import ModelDamaged


class KnownWords:
    """Tells whether the painter in a diffusers folder knows a word; without a folder it is the one that ships.

    A painter in a single file is taken to know none: learning asks its tokenizer again.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(__file__).parent / "storybook" / "weights"

    def __call__(self, word: str) -> bool:
        """Whether the vocabulary has the whole word. Raises ModelDamaged."""
        return f"{word.lower()}</w>" in self._vocabulary or word.lower() in self._vocabulary

    @cached_property
    def _vocabulary(self) -> frozenset[str]:
        file = self._folder / "tokenizer" / "vocab.json"
        if not file.is_file():
            return frozenset()
        try:
            return frozenset(json.loads(file.read_text(encoding="utf-8")))
        except (ValueError, OSError):
            raise ModelDamaged(model=self._folder.name, file="tokenizer/vocab.json") from None
