"""Which nouns of composed prompts the storybook painter has a word for, and which it paints recognisably."""

import random
from collections import Counter
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from pydantic import BaseModel, ConfigDict

from assistant.composing import SettingsPolicy, compose
from assistant.story import DetailKind, Patient, Presence, Prompt, Transcript
from assistant.story import Scene as ToldScene
from assistant.subjects import subjects
from assistant.understanding import scene_of
from benchmarks.gold import load_memories, load_profiles
from benchmarks.patients import patient_of
from pipelines.storybook.cast import Animal, Person, Scene, Subject, Thing
from pipelines.storybook.classifier import Classifier, look
from pipelines.storybook.vocabulary import Meaning, meaning


class MemoryFigures(BaseModel):
    """Counts of drawable nouns over all prompts.

    `known` have a word of the painter's own, `near` one that stands in for them; `unknown` lists those with neither,
    `unseen` the painter's words that a prompt held and the classifier did not find in its picture.
    """

    model_config = ConfigDict(frozen=True)

    prompts: int
    nouns: int
    known: int
    near: int
    painted: int
    unknown: dict[str, int]
    unseen: dict[str, int]

    @property
    def share(self) -> float | None:
        """Painted recognisably, of all drawable nouns; None where there are none."""
        return self.painted / self.nouns if self.nouns else None


def told(scene: ToldScene, patient: Patient) -> list[tuple[DetailKind, str]]:
    """The drawable nouns of a scene: details that are present, and elements by their class word."""
    kinds = {"self": DetailKind.PEOPLE, "person": DetailKind.PEOPLE, "animal": DetailKind.ANIMALS,
             "place": DetailKind.PLACES, "object": DetailKind.OBJECTS}  # fmt: skip
    nouns = [
        (
            kinds[patient.element(use.element_id).kind.value],
            use.class_word or patient.element(use.element_id).class_word,
        )
        for use in scene.elements
    ]
    nouns += [
        (detail.kind, detail.english)
        for detail in scene.details
        if detail.presence is Presence.PRESENT and detail.element_id is None and detail.english
    ]
    return nouns


def stand_in(meanings: list[Meaning]) -> Scene:
    """The drawn scene nearest to what the painter understood: it says where to look for what."""
    subjects: list[Subject] = []
    place = "house"
    for one in meanings:
        match one.kind:
            case "person":
                subjects += [Person.model_validate({"who": name}) for name in one.names]
            case "animal":
                subjects.append(Animal(name=one.names[0]))
            case "thing":
                subjects.append(Thing(name=one.names[0]))
            case _:
                place = one.names[0]
    return Scene.model_validate({"subjects": tuple(subjects[:3]), "place": place})


def score_memories(
    pipe: StableDiffusionPipeline,
    classifier: Classifier,
    gold: Path,
    profiles: Path,
    *,
    settings: SettingsPolicy,
    limit: int,
) -> MemoryFigures:
    """Compose as the app does for this painter, paint and read back at most `limit` labelled memories.

    They are chosen evenly, always the same. Raises ValueError for settings without a dialect.
    """
    if settings.dialect is None:
        raise ValueError("the painter's settings hold no dialect")
    people = load_profiles(profiles)
    memories = list(load_memories(gold))
    random.Random(0).shuffle(memories)
    nouns = known = near = painted = prompts = 0
    unknown, unseen = Counter[str](), Counter[str]()
    for memory in memories[:limit]:
        if memory.tokens_any is None:
            continue
        patient = patient_of(memory.profile, people[memory.profile])
        transcript = Transcript(recollection_id=memory.id, language=memory.lang, text=memory.text, source="typed")
        scene = scene_of(transcript, patient=patient)
        asked = told(scene, patient)
        own = [meaning(noun) is not None for _, noun in asked]
        said = [settings.dialect.said(noun, kind) is not None for kind, noun in asked]
        spoken = settings.dialect.speak(subjects(scene, patient=patient)).told
        senses = [(subject.noun, sense) for subject in spoken if (sense := meaning(subject.noun))]
        missed = unrecognised(pipe, classifier, compose(scene, patient=patient, settings=settings), senses)
        prompts, nouns, known = prompts + 1, nouns + len(asked), known + sum(own)
        near += sum(there and not alike for there, alike in zip(said, own, strict=True))
        painted += len(senses) - len(missed)
        unknown.update(noun for (_, noun), there in zip(asked, said, strict=True) if not there)
        unseen.update(missed)
    return MemoryFigures(
        prompts=prompts, nouns=nouns, known=known, near=near, painted=painted,
        unknown=dict(unknown.most_common()), unseen=dict(unseen.most_common()),
    )  # fmt: skip


def unrecognised(
    pipe: StableDiffusionPipeline, classifier: Classifier, prompt: Prompt, senses: list[tuple[str, Meaning]]
) -> list[str]:
    """Those of the painter's nouns whose meaning the classifier does not find in the painted prompt."""
    if not senses:
        return []
    wanted = stand_in([sense for _, sense in senses])
    picture = pipe(
        prompt.positive,
        num_inference_steps=prompt.steps,
        guidance_scale=prompt.guidance,
        generator=torch.Generator("cpu").manual_seed(1),
    ).images[0]
    seen = look(classifier, [picture], [len(wanted.subjects)])[0]
    there = Counter([*seen.subjects, seen.place])
    missed = []
    for noun, sense in senses:
        if all(there[name] > 0 for name in sense.names):
            there.subtract(sense.names)
        else:
            missed.append(noun)
    return missed
