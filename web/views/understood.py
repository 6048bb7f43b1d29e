"""What was understood of a memory, for a therapist: stage, things, elements, feeling, doubts."""

from assistant.ports import Book
from assistant.story import Detail, DetailKind, Doubt, Language, Patient, Presence, Recollection, Scene, Valence, Value
from assistant.wording import WordingMissing, say
from web.languages import tell
from web.pages import DETAIL_ICONS, Chip, Choice, element_chip
from web.views.correcting import Corrections, corrections_of, kind_names


class Group(Value):
    """The things of one kind."""

    name: str
    chips: tuple[Chip, ...]


class Understood(Value):
    """Everything that was understood, in words."""

    stage: str
    stage_because: str
    groups: tuple[Group, ...]
    elements: tuple[Chip, ...]
    feeling: str
    doubts: tuple[str, ...]
    stages: tuple[Choice, ...]
    corrections: Corrections


def understood_of(recollection: Recollection, patient: Patient, book: Book, language: Language) -> Understood | None:
    """What was understood, or None before that."""
    scene = book.scene(recollection.id)
    if scene is None:
        return None
    return Understood(
        stage=stage_name(scene.stage.stage, patient, language),
        stage_because=_because(scene, language),
        groups=_groups(scene, language),
        elements=tuple(element_chip(patient.element(use.element_id), patient, language) for use in scene.elements),
        feeling=_feeling(scene, language),
        doubts=tuple(doubt_sentence(doubt, language) for doubt in scene.doubts),
        stages=tuple(
            Choice(key=stage.key, words=stage.names[language], chosen=stage.key == scene.stage.stage)
            for stage in patient.stages
        ),
        corrections=corrections_of(scene, patient, book, language),
    )


def stage_name(stage: str | None, patient: Patient, language: Language) -> str:
    """A life stage's name, or that it is not known."""
    names = {s.key: s.names[language] for s in patient.stages}
    return names.get(stage or "", tell("Not known", language))


def _because(scene: Scene, language: Language) -> str:
    return {
        "rules": tell("by the words of the memory", language),
        "model": tell("as the reading model understood it", language),
        "therapist": tell("chosen by a therapist", language),
        "nobody": tell("nobody has said it: please choose", language),
    }[scene.stage.decided_by]


def _groups(scene: Scene, language: Language) -> tuple[Group, ...]:
    groups = [Group(name=name, chips=_chips(scene, kind, language)) for kind, name in kind_names(language).items()]
    return tuple(group for group in groups if group.chips)


def _chips(scene: Scene, kind: DetailKind, language: Language) -> tuple[Chip, ...]:
    return tuple(_chip(detail, language) for detail in scene.details if detail.kind is kind)


def _chip(detail: Detail, language: Language) -> Chip:
    remarks = {
        Presence.PRESENT: "",
        Presence.MENTIONED: tell("only mentioned", language),
        Presence.DENIED: tell("said not to be there", language),
        Presence.WISHED: tell("wished for", language),
        Presence.SIMILE: tell("a comparison", language),
    }
    present = detail.presence is Presence.PRESENT
    return Chip(words=detail.text, icon=DETAIL_ICONS[detail.kind], present=present, remark=remarks[detail.presence])


def _feeling(scene: Scene, language: Language) -> str:
    if scene.distress:
        return tell("A hard moment. No picture is made unless you ask for it.", language)
    return {
        Valence.POSITIVE: tell("A good memory", language),
        Valence.NEUTRAL: tell("Neither good nor sad", language),
        Valence.NEGATIVE: tell("A sad memory. No picture is made unless you ask for it.", language),
    }[scene.valence]


def doubt_sentence(doubt: Doubt, language: Language) -> str:
    """A doubt as a sentence; one that has no sentence yet is at least named as a doubt."""
    try:
        return say(doubt.key, language, address=None, **doubt.data)
    except WordingMissing:
        return tell("Something here is not certain. Please look at it with care.", language)
