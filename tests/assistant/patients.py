"""Two invented patients for the tests of understanding."""

from assistant.composing import compose
from assistant.story import Address, Element, ElementKind, Language, Patient, Scene, Transcript
from assistant.understanding import scene_of


def _selves(prefix: str, man: bool) -> tuple[Element, ...]:
    words = ("young man", "man", "old man") if man else ("young woman", "woman", "old woman")
    stages = ("youth", "adulthood", "old_age")
    return tuple(
        Element(
            id=f"{prefix}-{stage}",
            token=f"{prefix}{stage[:3]}",
            kind=ElementKind.SELF,
            class_word=word,
            stage=stage,
            aliases=("yo", "I", "Remedios" if not man else "Arthur"),
        )
        for stage, word in zip(stages, words, strict=True)
    )


REMEDIOS = Patient(
    id="remedios",
    name="Remedios Vega",
    language="es",
    address=Address.USTED,
    born=1940,
    home="Ronda, Málaga",
    country="Spain",
    occupation="seamstress, Ronda",
    elements=(
        *_selves("reme", man=False),
        Element(
            id="benito",
            token="benitosp",
            kind=ElementKind.PERSON,
            class_word="man",
            stage="adulthood",
            relation="husband",
            aliases=("Benito", "mi marido"),
        ),
        Element(
            id="luis",
            token="luisbro",
            kind=ElementKind.PERSON,
            class_word="boy",
            stage="youth",
            relation="brother",
            aliases=("Luis", "mi hermano"),
        ),
        Element(
            id="tajo", token="tajopl", kind=ElementKind.PLACE, class_word="stone bridge", aliases=("Puente Nuevo",)
        ),
        Element(
            id="nube",
            token="nubecab",
            kind=ElementKind.ANIMAL,
            class_word="goat",
            stage="youth",
            aliases=("Nube", "mi cabra"),
        ),
    ),
)
ARTHUR = Patient(
    id="arthur",
    name="Arthur Pell",
    language="en",
    address=Address.FIRST_NAME,
    born=1938,
    home="Whitby",
    country="England",
    occupation="carpenter, Whitby",
    elements=(
        *_selves("art", man=True),
        Element(
            id="edie",
            token="ediewif",
            kind=ElementKind.PERSON,
            class_word="woman",
            stage="adulthood",
            relation="wife",
            aliases=("Edie", "my wife"),
        ),
    ),
)

WHO: dict[Language, Patient] = {"es": REMEDIOS, "en": ARTHUR}


def read(text: str, language: Language) -> Scene:
    """What the rules make of words that one of the two typed."""
    transcript = Transcript(recollection_id="one", language=language, text=text, source="typed")
    return scene_of(transcript, patient=WHO[language])


def painted(text: str, language: Language) -> str:
    """The prompt of those words."""
    return compose(read(text, language), patient=WHO[language]).positive
