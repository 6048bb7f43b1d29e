"""Which nouns of composed prompts the storybook painter has a word for, and which it paints recognisably."""

import random
from collections import Counter
from pathlib import Path

import torch
from diffusers import StableDiffusionPipeline
from pydantic import BaseModel, ConfigDict

from assistant.composing import compose
from assistant.story import DetailKind, Patient, Presence, Prompt, Transcript
from assistant.story import Scene as ToldScene
from assistant.understanding import scene_of
from benchmarks.gold import load_memories, load_profiles
from benchmarks.patients import patient_of
from pipelines.storybook.cast import Animal, Person, Scene, Subject, Thing
from pipelines.storybook.classifier import Classifier, look
from pipelines.storybook.vocabulary import Meaning, meaning


class MemoryFigures(BaseModel):
    """Counts of drawable nouns over all prompts, and the nouns that the painter has no word for."""

    model_config = ConfigDict(frozen=True)

    prompts: int
    nouns: int
    known: int
    painted: int
    unknown: dict[str, int]

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
    pipe: StableDiffusionPipeline, classifier: Classifier, gold: Path, profiles: Path, *, limit: int
) -> MemoryFigures:
    """Compose, paint and read back at most `limit` labelled memories (evenly chosen, always the same)."""
    people = load_profiles(profiles)
    memories = list(load_memories(gold))
    random.Random(0).shuffle(memories)
    nouns = known = painted = prompts = 0
    unknown: Counter[str] = Counter()
    for memory in memories[:limit]:
        if memory.tokens_any is None:
            continue
        patient = patient_of(memory.profile, people[memory.profile])
        transcript = Transcript(recollection_id=memory.id, language=memory.lang, text=memory.text, source="typed")
        scene = scene_of(transcript, patient=patient)
        prompt = compose(scene, patient=patient)
        asked = told(scene, patient)
        understood = [(noun, meaning(noun)) for _, noun in asked]
        unknown.update(noun for noun, sense in understood if sense is None)
        nouns += len(asked)
        known += sum(sense is not None for _, sense in understood)
        painted += recognised(pipe, classifier, prompt, [sense for _, sense in understood if sense])
        prompts += 1
    return MemoryFigures(
        prompts=prompts, nouns=nouns, known=known, painted=painted, unknown=dict(unknown.most_common())
    )


def recognised(pipe: StableDiffusionPipeline, classifier: Classifier, prompt: Prompt, senses: list[Meaning]) -> int:
    """How many of the nouns' meanings the classifier finds in the painted prompt."""
    if not senses:
        return 0
    wanted = stand_in(senses)
    picture = pipe(
        prompt.positive, num_inference_steps=20, guidance_scale=3.0, generator=torch.Generator("cpu").manual_seed(1)
    ).images[0]
    seen = look(classifier, [picture], [len(wanted.subjects)])[0]
    there = Counter([*seen.subjects, seen.place])
    found = 0
    for sense in senses:
        if all(there[name] > 0 for name in sense.names):
            found += 1
            there.subtract(sense.names)
    return found
