"""What the demo patient's seven elements look like: Juan at three ages, his mother, two places of his life, his dog.

Juan keeps his round red glasses, his moustache and his turquoise scarf all his life, so that he is known at any age.
"""

from pipelines.storybook.characters import Character
from pipelines.storybook.looks import Garment, Look
from pipelines.storybook.sights import Building, Coat, Wing

GLASSES, SCARF, COPPER = "#a8232f", "#1fb5b0", "#b5541f"
MUSTARD, NIGHT = "#e0a526", "#23305e"
STONE, SLATE, STEEL = "#dcc79c", "#5f6b78", "#4a5a70"

YOUNG = Look(
    who="young man", hair=COPPER, shape="curls", glasses="round", rim=GLASSES, beard="moustache",
    neck="scarf", neckwear=SCARF,
    wardrobe=(Garment(pattern="stripes", ink=MUSTARD, second=NIGHT), Garment(ink=MUSTARD)),
)  # fmt: skip
GROWN = YOUNG.model_copy(
    update={
        "who": "man",
        "shape": "usual",
        "wardrobe": (Garment(pattern="checks", ink=MUSTARD, second=NIGHT), Garment(cut="coat", ink=MUSTARD)),
    }
)
OLD = YOUNG.model_copy(
    update={
        "who": "old man",
        "shape": "usual",
        "hair": "#f4f4f6",
        "wardrobe": (Garment(cut="coat", pattern="bars", ink=MUSTARD, second=NIGHT),),
    }
)
ANA = Look(
    who="woman", hair="#3a2418", shape="buns", neck="beads", neckwear="#d93636",
    wardrobe=(Garment(cut="dress", pattern="dots", ink="#7a3fc2", second="#f6f4ee"),),
)  # fmt: skip
HACHIKO = Coat(ink="#d98a3c", ears="pointed", ear_ink="#a85f22", muzzle="#fbf3e4", collar="#2b5fe0")
BASILICA = Building(
    wings=(
        Wing(left=44, width=44, height=124, ink=STONE, roof="pitched", tiles=SLATE, rows=3, columns=1),
        Wing(left=88, width=116, height=64, ink="#e8d8b4", roof="flat", tiles=SLATE, rows=1, columns=4),
        Wing(left=112, width=64, height=84, ink=STONE, roof="dome", tiles=SLATE, rows=1, columns=1),
    )
)
KIO = Building(
    wings=(
        Wing(left=36, width=54, height=130, ink=STEEL, pattern="stripes", second="#6f86a8", lean=30, rows=0,
             tiles="#c8323a"),
        Wing(left=166, width=54, height=130, ink=STEEL, pattern="stripes", second="#6f86a8", lean=-30, rows=0,
             tiles="#c8323a"),
    ),
    paving="#b9bcc4",
)  # fmt: skip

LOOKS: dict[str, Look | Coat | Building] = {
    "jovenalp": YOUNG, "adultalp": GROWN, "80alp": OLD, "anamadr": ANA, "cvbasil": BASILICA, "kiotwr": KIO,
    "hachift80alp": HACHIKO,
}  # fmt: skip
"""The looks by the id of the element in `assistant/demo/juan.json`."""


def character(element_id: str, token: str, class_word: str) -> Character:
    """The drawn character that stands for an element of the demo patient. Raises KeyError for any other."""
    return Character(name=token, class_word=class_word, look=LOOKS[element_id])
