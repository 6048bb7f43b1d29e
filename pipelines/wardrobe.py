"""The likenesses that a loaded pipeline knows, and how a prompt with learnt elements is asked of it.

One element: the pipeline as ever with its adapter on. Several, one in a learnt place, or one that stands aside of where
the painter learnt it: regions. The latest likenesses
stay in, switched off, so that the next picture of the same patient waits for nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from assistant.composing import Blending
from assistant.elements import Method
from assistant.errors import LikenessNotCombinable, LikenessRefused, TokenTaken
from assistant.ports import LikenessAtHand
from assistant.story import Box, ElementKind, Prompt, Region
from pipelines.fitting import fitted
from pipelines.injecting import eject, inject, injected, wear, wear_in
from pipelines.likenesses import LearntLikeness, check_unaltered, read_likeness
from pipelines.regions import PLAIN, Part, regions_at_work

MOST_INSIDE: Final = 8
"""Likenesses that stay in a pipeline: those of two patients' pictures."""


class Worn(NamedTuple):
    """A learnt element of one picture: its likeness, the region that asks for it, the name of its adapter."""

    likeness: LikenessAtHand
    region: Region
    adapter: str


class Wardrobe:
    """Likenesses in one pipeline, by the hash of their files, which is compared when a file is read.

    `base_hash` tells the painter's hash, `painter` its name. At most `most` stay in; the one that was not used for
    longest goes first. Whatever was put in, taking it out gives the painter back bit for bit.
    """

    def __init__(self, pipe: Any, *, base_hash: Callable[[], str], painter: str, most: int = MOST_INSIDE) -> None:
        self.pipe = pipe
        self._base_hash, self._painter, self._most = base_hash, painter, most
        self._inside: dict[str, LearntLikeness] = {}

    def put_on(self, likenesses: Sequence[LikenessAtHand]) -> list[str]:
        """See that all are in and switched on; returns the names of their adapters, in order. None: the plain painter.

        Raises LikenessRefused and what is below it, TokenTaken; their data name the likeness.
        """
        names = [f"l{likeness.sha256[:24]}" for likeness in likenesses]
        whole = [likeness for likeness in likenesses if likeness.method is Method.DREAMBOOTH]
        if whole and len(set(names)) > 1:
            raise LikenessNotCombinable(file=whole[0].file.name, likeness=whole[0].id)
        missing = {name: one for name, one in zip(names, likenesses, strict=True) if name not in self._inside}
        fresh = {name: self._read(one) for name, one in missing.items()}
        self._make_room(names, fresh)
        for name, learnt in fresh.items():
            with _naming(missing[name]):
                inject(self.pipe, learnt, name)
            self._inside[name] = learnt
        for name in names:  # the latest used are the last
            self._inside[name] = self._inside.pop(name)
        wear(self.pipe, list(dict.fromkeys(names)))
        return names

    def _read(self, likeness: LikenessAtHand) -> LearntLikeness:
        with _naming(likeness):
            check_unaltered(likeness.file, likeness.sha256)
            return read_likeness(likeness.file, base_hash=self._base_hash(), painter=self._painter)

    def _make_room(self, names: Sequence[str], fresh: Mapping[str, LearntLikeness]) -> None:
        tokens = {token for learnt in fresh.values() for token in learnt.tokens}
        coming_whole = any(learnt.changes for learnt in fresh.values())
        for name, learnt in list(self._inside.items()):
            if name not in names and (coming_whole or learnt.changes or tokens & learnt.tokens.keys()):
                self._take_out(name)
        idle = [name for name in self._inside if name not in names]
        for name in idle[: max(0, len(self._inside) + len(fresh) - self._most)]:
            self._take_out(name)

    def _take_out(self, name: str) -> None:
        del self._inside[name]
        eject(self.pipe, name)

    def empty(self) -> None:
        """Take everything out."""
        for name in list(self._inside):
            self._take_out(name)

    @property
    def inside(self) -> list[str]:
        """The names of what is in."""
        return injected(self.pipe)


@contextmanager
def _naming(likeness: LikenessAtHand) -> Iterator[None]:
    """Let a refusal say which likeness it is about: files of several may have the same name."""
    try:
        yield
    except (LikenessRefused, TokenTaken) as refused:
        refused.data["likeness"] = likeness.id
        raise


def worn(wardrobe: Wardrobe, prompt: Prompt, likenesses: Sequence[LikenessAtHand]) -> list[Worn]:
    """Put on those likenesses that the prompt has regions for, and nothing else.

    Raises LikenessRefused and what is below it, TokenTaken.
    """
    regions = {region.element_id: region for region in prompt.regions}
    known = [one for one in likenesses if one.element_id in regions]
    placed = [one for one in known if regions[one.element_id].box is not None]
    behind = [one for one in known if one.kind is ElementKind.PLACE and one not in placed]
    wanted = known if len(known) == 1 else [*placed, *behind[:1]]
    names = wardrobe.put_on(wanted)
    return [Worn(one, regions[one.element_id], name) for one, name in zip(wanted, names, strict=True)]


@contextmanager
def asked_of(
    pipe: Any, prompt: Prompt, wearing: Sequence[Worn], *, blending: Blending, candidates: int
) -> Iterator[dict[str, Any]]:
    """What to call the pipeline with: words and guidance, or text states while regions are at work."""
    if len(wearing) <= 1 and not any(_stands_aside(one, blending) for one in wearing):
        words, _ = fitted(pipe.tokenizer, prompt.positive)
        negative, _ = fitted(pipe.tokenizer, prompt.negative)
        yield {
            "prompt": [words] * candidates,
            "negative_prompt": [negative] * candidates,
            "guidance_scale": prompt.guidance,
        }
        return
    parts = parts_of(pipe, prompt, wearing, blending=blending)
    with regions_at_work(pipe.unet, pipe.scheduler, parts, blending):
        yield {"prompt_embeds": parts[0].words.repeat(candidates, 1, 1), "guidance_scale": 1.0}


def parts_of(pipe: Any, prompt: Prompt, wearing: Sequence[Worn], *, blending: Blending) -> list[Part]:
    """One part behind all, one for each element with a box. Each is read with its own text adapter alone."""

    def part(words: str, negative: str, adapter: str, box: Any) -> Part:
        away = adapter if blending.against == "own" else PLAIN
        return Part(
            words=encoded(pipe, words, adapter),
            away=encoded(pipe, negative, away),
            adapter=adapter,
            away_adapter=away,
            guidance=prompt.guidance,
            box=box,
            moved=moved(box, blending),
        )

    place = next((one for one in wearing if one.region.box is None), None)
    behind = part(
        place.region.words if place else prompt.generic, prompt.negative, place.adapter if place else PLAIN, None
    )
    return [
        behind,
        *(
            part(
                one.region.alone if blending.centred else one.region.words,
                one.region.negative,
                one.adapter,
                one.region.box,
            )
            for one in wearing
            if one is not place
        ),
    ]


def _stands_aside(one: Worn, blending: Blending) -> bool:
    """Whether the only learnt element needs a region, for it stands elsewhere than in its photos."""
    return one.likeness.method is Method.LORA and moved(one.region.box, blending) != 0.0


def moved(box: Box | None, blending: Blending) -> float:
    """How far to the right a region's row sees the picture moved, as a share of its width."""
    return 0.5 - (box.left + box.width / 2) if box and blending.centred else 0.0


def encoded(pipe: Any, words: str, adapter: str) -> Any:
    """The text states of words, (1, tokens, width), read with one text adapter alone."""
    wear_in(pipe.text_encoder, [] if adapter == PLAIN else [adapter])
    kept, _ = fitted(pipe.tokenizer, words)
    states, _ = pipe.encode_prompt([kept], pipe._execution_device, 1, do_classifier_free_guidance=False)
    return states
