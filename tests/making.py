"""Story values for tests: whole, valid, and different only where a test says so."""

from typing import Any

from hypothesis import strategies as st

from assistant.story import (
    Address,
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
    StageReading,
    Transcript,
    Valence,
)

NAMES = st.from_regex(r"[a-z0-9]{1,12}(-[a-z0-9]{1,8})?", fullmatch=True)


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
