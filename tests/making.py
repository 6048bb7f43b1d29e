"""Story values for tests: whole, valid, and different only where a test says so."""

from collections.abc import Mapping
from datetime import UTC, datetime
from enum import EnumMeta
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from annotated_types import Ge, Le, MinLen
from hypothesis import strategies as st

from assistant.elements import Checkpoint, Depiction, Findings, LearningSettings, Likeness, Photo, Training
from assistant.story import (
    Address,
    Box,
    ChapterEntry,
    Element,
    ElementKind,
    Layout,
    Patient,
    Prompt,
    Recipe,
    Recollection,
    Render,
    Review,
    Scene,
    Span,
    StageReading,
    Transcript,
    Valence,
    Value,
)

V = TypeVar("V", bound=Value)
_PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: st.text(max_size=12),
    bool: st.booleans(),
    type(None): st.none(),
    datetime: st.datetimes(
        min_value=datetime(1970, 1, 2),
        max_value=datetime(2200, 1, 1),
        timezones=st.just(UTC),
    ),
    Span: st.tuples(st.integers(0, 99), st.integers(1, 9)).map(lambda pair: Span(start=pair[0], end=sum(pair))),
}


def _limits(metadata: tuple[Any, ...]) -> list[Any]:
    return [*metadata, *(limit for part in metadata for limit in getattr(part, "metadata", ()))]


def _number(kind: type, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    low: Any = next((limit.ge for limit in _limits(metadata) if isinstance(limit, Ge)), None)
    high: Any = next((limit.le for limit in _limits(metadata) if isinstance(limit, Le)), None)
    if kind is float:
        return st.floats(low, high, allow_nan=False, allow_infinity=False)
    return st.integers(-(2**40) if low is None else low, 2**40 if high is None else high)


def _several(hint: Any, metadata: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    parts = get_args(hint)
    if get_origin(hint) is Mapping:
        return st.dictionaries(_anything(parts[0]), _anything(parts[1]), max_size=2)
    least = next((limit.min_length for limit in _limits(metadata) if isinstance(limit, MinLen)), 0)
    return st.lists(_anything(parts[0]), min_size=least, max_size=2).map(tuple)


def _anything(hint: Any, metadata: tuple[Any, ...] = ()) -> st.SearchStrategy[Any]:
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _anything(parts[0], (*parts[1:], *metadata))
    if origin in {Union, UnionType}:
        return st.one_of([_anything(part, metadata) for part in parts])
    if origin is Literal or isinstance(hint, EnumMeta):
        return st.sampled_from(parts or list(hint))
    if origin in {tuple, Mapping}:
        return _several(hint, metadata)
    if hint in {int, float}:
        return _number(hint, metadata)
    return _PLAIN[hint] if hint in _PLAIN else values(hint)


@cache
def values(kind: type[V]) -> st.SearchStrategy[V]:
    """Any valid value of a story type, with every field filled."""
    fields = {name: _anything(field.annotation, tuple(field.metadata)) for name, field in kind.model_fields.items()}
    return st.fixed_dictionaries(fields).map(lambda data: kind(**data))


def a_patient(patient_id: str = "ines", **changes: Any) -> Patient:
    """A patient with an element for youth and one for her mother."""
    plain: dict[str, Any] = {
        "id": patient_id,
        "name": "Inés Robles",
        "language": "es",
        "address": Address.USTED,
        "born": 1941,
        "home": "Gijón",
        "country": "Spain",
        "elements": (
            Element(id="inesjov", token="inesjov", kind=ElementKind.SELF, class_word="young woman", stage="youth"),
            Element(
                id="rosamad",
                token="rosamad",
                kind=ElementKind.PERSON,
                class_word="woman",
                stage="youth",
                relation="mother",
                aliases=("Rosa", "mi madre"),
            ),
        ),
    }
    return Patient(**(plain | changes))


def a_recollection(recollection_id: str = "r1", patient_id: str = "ines", **changes: Any) -> Recollection:
    """A telling that has just begun."""
    plain: dict[str, Any] = {"id": recollection_id, "patient_id": patient_id, "language": "es"}
    return Recollection(**(plain | changes))


def a_transcript(recollection_id: str = "r1", text: str = "De niña iba a la playa.", **changes: Any) -> Transcript:
    """A typed transcript."""
    plain: dict[str, Any] = {
        "recollection_id": recollection_id,
        "language": "es",
        "text": text,
        "source": "typed",
    }
    return Transcript(**(plain | changes))


def a_scene(recollection_id: str = "r1", **changes: Any) -> Scene:
    """A happy scene of youth without details."""
    plain: dict[str, Any] = {
        "recollection_id": recollection_id,
        "language": "es",
        "title": "La playa",
        "stage": StageReading(stage="youth"),
        "valence": Valence.POSITIVE,
        "distress": False,
    }
    return Scene(**(plain | changes))


def a_prompt(**changes: Any) -> Prompt:
    """A short prompt."""
    plain: dict[str, Any] = {
        "positive": "a girl on a beach",
        "negative": "blurry",
        "steps": 20,
        "guidance": 7.0,
        "width": 512,
        "height": 512,
        "style": "storybook",
    }
    return Prompt(**(plain | changes))


def a_render(render_id: str = "p1", recollection_id: str = "r1", **changes: Any) -> Render:
    """A pending painting."""
    plain: dict[str, Any] = {
        "id": render_id,
        "recollection_id": recollection_id,
        "scene_revision": 1,
        "kind": "painting",
        "recipe": Recipe(
            prompt=a_prompt(),
            layout=Layout(background="beach"),
            seed=1,
            scheduler="none",
            painter="x",
            painter_hash="0",
        ),
        "media_id": f"{recollection_id}--{render_id}.png",
    }
    return Render(**(plain | changes))


def a_review(review_id: str = "v1", render_id: str = "p1", **changes: Any) -> Review:
    """An approval."""
    plain: dict[str, Any] = {"id": review_id, "render_id": render_id, "decision": "approve", "by": "therapist"}
    return Review(**(plain | changes))


def an_entry(
    entry_id: str = "e1", recollection_id: str = "r1", patient_id: str = "ines", **changes: Any
) -> ChapterEntry:
    """A page of youth."""
    plain: dict[str, Any] = {
        "id": entry_id,
        "patient_id": patient_id,
        "recollection_id": recollection_id,
        "stage": "youth",
        "title": "La playa",
        "words": "De niña iba a la playa.",
        "language": "es",
    }
    return ChapterEntry(**(plain | changes))


def a_photo(photo_id: str = "f1", element_id: str = "rosamad", patient_id: str = "ines", **changes: Any) -> Photo:
    """A sharp photo without a face, whole."""
    plain: dict[str, Any] = {
        "id": photo_id,
        "element_id": element_id,
        "patient_id": patient_id,
        "media_id": f"{photo_id}--copy.jpg",
        "preview_id": f"{photo_id}--small.jpg",
        "sha256": photo_id.rjust(64, "0"),
        "findings": Findings(
            width=800, height=800, sharpness=300.0, brightness=0.5, contrast=0.2, fingerprint="0123456789abcdef"
        ),
        "crop": Box(left=0, top=0, width=1, height=1),
    }
    return Photo(**(plain | changes))


def a_depiction(
    depiction_id: str = "c1", element_id: str = "rosamad", patient_id: str = "ines", **changes: Any
) -> Depiction:
    """Her mother's consent, given by her daughter."""
    plain: dict[str, Any] = {
        "id": depiction_id,
        "element_id": element_id,
        "patient_id": patient_id,
        "person": "Rosa",
        "given_by": "Inés",
        "purpose": "pictures in her life book",
        "state": "given",
    }
    return Depiction(**(plain | changes))


def a_training(
    training_id: str = "t1", element_id: str = "rosamad", patient_id: str = "ines", **changes: Any
) -> Training:
    """A quick training of one element with one checkpoint."""
    plain: dict[str, Any] = {
        "id": training_id,
        "patient_id": patient_id,
        "element_ids": (element_id,),
        "preset": "quick",
        "settings": LearningSettings(),
        "base": "storybook",
        "base_hash": "0" * 64,
        "checkpoints": (
            Checkpoint(
                step=100,
                media_id=f"{training_id}--100.safetensors",
                sha256="0" * 64,
                grid_id=f"{training_id}--100.png",
            ),
        ),
    }
    return Training(**(plain | changes))


def a_likeness(
    likeness_id: str = "k1", element_id: str = "rosamad", patient_id: str = "ines", **changes: Any
) -> Likeness:
    """A LoRA of her mother that was shipped, not learnt here."""
    plain: dict[str, Any] = {
        "id": likeness_id,
        "element_id": element_id,
        "patient_id": patient_id,
        "training_id": None,
        "method": "lora",
        "token": element_id,
        "class_word": "woman",
        "base": "storybook",
        "base_hash": "0" * 64,
        "step": 100,
        "media_id": f"{likeness_id}--likeness.safetensors",
        "sha256": "0" * 64,
    }
    return Likeness(**(plain | changes))
