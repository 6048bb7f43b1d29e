"""A patient's profile as form fields."""

from assistant.composing import styles
from assistant.story import Address, Language, Patient, Value
from web.languages import tell
from web.pages import Choice, Person


class Who(Person):
    """The person of the profile page."""

    turn_minutes: int
    carer: str


class Select(Value):
    """A field with one of several values."""

    name: str
    label: str
    choices: tuple[Choice, ...]


SCALES = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2.0)
RATES = (0.6, 0.7, 0.85, 1.0, 1.15)


def selects_of(patient: Patient, language: Language) -> tuple[Select, ...]:
    """Everything that is chosen from a list, with what is chosen now."""
    comfort = patient.comfort
    themes = {
        "paper": tell("Paper", language),
        "dark": tell("Dark", language),
        "contrast": tell("Strong contrast", language),
    }
    addresses = {
        Address.USTED: tell("Formal (usted)", language),
        Address.TU: tell("Close (tú)", language),
        Address.FIRST_NAME: tell("By first name", language),
    }
    scales = {f"{scale:g}": f"{scale:.0%}" for scale in sorted({*SCALES, round(comfort.text_scale, 1)})}
    rates = {f"{rate:g}": f"{rate:.0%}" for rate in sorted({*RATES, comfort.voice_rate})}
    return (
        _select("text_scale", tell("Text size", language), scales, f"{round(comfort.text_scale, 1):g}"),
        _select("theme", tell("Colours", language), themes, comfort.theme),
        _select("voice_rate", tell("Speed of the voice", language), rates, f"{comfort.voice_rate:g}"),
        _select("style", tell("Style of the pictures", language), style_names(language), comfort.style),
        _select("address", tell("How to speak to the person", language), addresses, patient.address),
    )


def _select(name: str, label: str, words: dict[str, str] | dict[Address, str], chosen: str) -> Select:
    choices = tuple(Choice(key=key, words=word, chosen=key == chosen) for key, word in words.items())
    return Select(name=name, label=label, choices=choices)


def style_names(language: Language) -> dict[str, str]:
    """The styles a picture can have, by key."""
    known = {
        "storybook": tell("Storybook", language),
        "watercolour": tell("Watercolour", language),
        "pencil": tell("Pencil", language),
        "oil": tell("Oil painting", language),
        "photo": tell("Photograph", language),
    }
    return {key: known.get(key, key) for key in styles()}


def consent_ticks(patient: Patient, language: Language) -> tuple[Choice, ...]:
    """The consents, each on its own."""
    names = {
        "voice": tell("Voice: record and keep the tellings", language),
        "photos": tell("Photos: keep family photos", language),
        "generated_pictures": tell("Pictures: make pictures of the memories", language),
        "family_access": tell("Family: let the family read the book", language),
    }
    given = patient.consents.model_dump()
    return tuple(Choice(key=key, words=words, chosen=given[key]) for key, words in names.items())


def lives_of(patient: Patient, language: Language) -> tuple[tuple[str, str], ...]:
    """The short biography of each stage."""
    return tuple(
        (stage.names[language], patient.biographies[stage.key])
        for stage in patient.stages
        if stage.key in patient.biographies
    )
