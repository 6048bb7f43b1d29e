"""Whether a word looks like a finite verb, and whether it tells of the past or the present. Guesses by form."""

from typing import Final

from assistant.lexicon.clues import clues
from assistant.lexicon.conjugating import irregular_past, past_forms, present_forms
from assistant.lexicon.entries import find
from assistant.story import Language
from assistant.words import Token, word_set

_SPANISH_PAST: Final = (
    "aba", "abas", "aban", "abamos", "iamos", "aron", "ieron", "ian", "iera", "ieran", "aria", "eria",
    "iria", "arian", "erian", "iese", "ria",
)  # fmt: skip
_ACCENTED_PAST: Final = ("ó", "é", "í", "ía", "ían", "íamos", "ábamos")
_NO_VERBS: Final = word_set(
    "aquí allí ahí así maní jabalí colibrí rubí puré canapé chalé puntapié bisté café bebé "
    "también después porqué qué sé té josé día tía guía María todavía vía fría"
)
_ENGLISH_PAST: Final = word_set(
    "was were had did went came made took got gave saw ran sat stood ate drank sang bought brought wore rode "
    "drove won lost met told said kept fell felt knew left found let put built held heard grew swam slept slid "
    "shone rang caught taught thought sold sent spent spoke wrote used could would began broke flew threw woke "
    "cut hit hung read lit fed led swept didn't couldn't wasn't weren't i'd we'd he'd she'd they'd became paid "
    "hid blew shook chose tore burnt learnt dreamt spilt lent bent dug stuck struck stole fought sought meant "
    "dealt drew"
)
_ENGLISH_PRESENT: Final = word_set(
    "is are am have has go goes come comes make makes take takes do does get gets give gives see sees run runs "
    "sit sits eat drink sing sings buy bring brings wear wears know knows find keep keeps tell tells say says "
    "hold holds think like likes love loves want wants need needs i'm it's we're they're he's she's there's "
    "i've don't doesn't can can't live lives watch walk walks play plays read sleeps sleep feed feeds water "
    "knit help helps visit visits call calls look looks use still cook bake grow i'll let hear smell barks "
    "purrs sits enjoy potter"
) - {"read", "let", "like", "still", "can", "water", "want", "think", "do"}


def is_finite(word: str, language: Language) -> bool:
    """Whether a folded word looks like a finite verb; words of the lexicon are nouns first."""
    if language == "en":
        if word in _ENGLISH_PAST or word in _ENGLISH_PRESENT or word in {"should", "might", "will", "must", "do"}:
            return True
        return word.endswith("ed") and len(word) > 4 and find([word], "en") is None
    if word in past_forms() or word in present_forms():
        return True
    return len(word) > 3 and word.endswith(_SPANISH_PAST) and find([word], "es") is None


def is_past(token: Token, language: Language) -> bool:
    """Whether a word tells of the past for certain enough: `canto` does not, `cantó` and `cantaba` do."""
    word = token.bare
    if language == "en":
        return word in _ENGLISH_PAST or (word.endswith("ed") and len(word) > 4 and find([word], "en") is None)
    if token.lower in _NO_VERBS or (token.capital and not token.opens):
        return False
    if token.lower.endswith(_ACCENTED_PAST) and len(word) > 3:
        return word in past_forms() or find([word], "es") is None
    if word in present_forms():
        return False
    if word.endswith(("e", "o", "i")):
        return word in irregular_past()
    return word in past_forms() or (len(word) > 3 and word.endswith(_SPANISH_PAST) and find([word], "es") is None)


def is_present(token: Token, language: Language) -> bool:
    """Whether a word is a present form that is hardly anything else."""
    if language == "en":
        return token.bare in _ENGLISH_PRESENT
    if token.lower.endswith(("ó", "é", "í")) and len(token.bare) > 2:
        return False
    return token.bare in present_forms() and token.bare not in clues("determiners", "es")
