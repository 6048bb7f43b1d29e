"""Whose story it is: the teller's own, or one that somebody else told ("contaba mi madre que…")."""

from collections.abc import Sequence
from typing import Final

from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.story import Language
from assistant.words import Token

_FIRST_PERSON_VERBS: Final = {
    "es": ("abamos", "iamos", "imos", "amos", "emos"),
    "en": (),
}
_I: Final = {
    "es": frozenset(
        [
            "yo",
            "conmigo",
            "nosotros",
            "nosotras",
            "estuve",
            "tuve",
            "fui",
            "hice",
            "soy",
            "estoy",
            "tengo",
            "voy",
            "era-yo",
            "eramos",
            "ibamos",
            "vi",
        ]
    ),
    "en": frozenset(["i", "we", "me", "us", "i'm", "i'd", "i've", "i'll", "we'd", "we've", "we're"]),
}
_JOINTS: Final = {
    "es": frozenset({"que", "como", "cuando"}),
    "en": frozenset({"that", "how", "about", "of", "when", "she", "he", "they", "there"}),
}
_LISTENING: Final = frozenset({"me", "nos", "us"})


def is_anothers_story(tokens: Sequence[Token], language: Language) -> bool:
    """Whether a story is told of somebody else's life, in which the teller does not appear."""
    afterwards = _told_afterwards(tokens, language)
    if afterwards is not None:
        # What follows "eso lo contaba ella" is the teller's remark, not the story.
        sentence = tokens[afterwards].sentence
        before = [at for at in range(len(tokens)) if tokens[at].sentence < sentence] or list(range(afterwards))
        return not any(_is_teller(tokens, at, language) for at in before)
    start = _told_until(tokens, language)
    if start is None:
        return False
    return not any(_is_teller(tokens, at, language) for at in range(start, len(tokens)))


def told_within(tokens: Sequence[Token], language: Language) -> tuple[tuple[int, int], ...]:
    """Stretches of the teller's own memory in which somebody tells of something else: to the end of the sentence."""
    found = []
    told = clues("told", language) - {"story", "stories", "dijo", "dice", "says"}
    for at, token in enumerate(tokens):
        joint = _joint(tokens, at, language) if token.bare in told and _somebody_near(tokens, at, language) else None
        if joint is not None:
            end = joint
            while end < len(tokens) and not tokens[end].opens and not _is_teller_again(tokens, end):
                end += 1
            if not any(_is_teller(tokens, inner, language) for inner in range(joint, end)):
                found.append((joint, end))
    return tuple(found)


def _is_teller_again(tokens: Sequence[Token], at: int) -> bool:
    """ "Decía que había visto un lobo, y yo…": after a pause the teller goes on."""
    words = [token.bare for token in tokens[at : at + 2]]
    joins = {"y", "pero", "asi", "and", "but", "so"}
    return tokens[at].after_pause and words[0] in joins and bool({"yo", *_I["en"]} & set(words[1:]))


def _told_until(tokens: Sequence[Token], language: Language) -> int | None:
    """The token after "contaba mi madre que", "my mother told us how", "según mi abuelo"."""
    told = clues("told", language) - {"story", "stories", "dijo", "dice", "said", "says"}
    for at, token in enumerate(tokens):
        if token.bare in told and _somebody_near(tokens, at, language):
            joint = _joint(tokens, at, language)
            if joint is not None:
                return joint
        if token.bare in {"segun", "according"} and _somebody_near(tokens, at, language):
            return at + 4
    return None


def _told_afterwards(tokens: Sequence[Token], language: Language) -> int | None:
    """ "Eso lo contaba ella", "eso contaban en la casa", "so she told me": the whole story is another's."""
    words = [token.bare for token in tokens]
    if language == "es":
        verbs = {"contaba", "contaban", "conto", "contaron", "decian"}
        told = (
            at
            for at, word in enumerate(words)
            if word in verbs
            and at
            and (words[at - 1] in {"eso", "asi"} or (words[at - 1] == "lo" and _of_that(words, at)))
        )
        return next(told, None)
    ends = {
        ("so", "she", "said"),
        ("so", "he", "said"),
        ("so", "she", "told"),
        ("so", "he", "told"),
        ("so", "they", "said"),
    }
    return next((at for at in range(len(words)) if tuple(words[at : at + 3]) in ends), None)


def _of_that(words: Sequence[str], at: int) -> bool:
    """ "Eso me lo contaba…", "lo contaba ella": a whole story is spoken of, not an evening of telling."""
    return "eso" in words[max(0, at - 3) : at] or words[at + 1 : at + 2] in (["ella"], ["el"], ["ellos"], ["ellas"])


def _joint(tokens: Sequence[Token], at: int, language: Language) -> int | None:
    joints = _JOINTS[language]
    for ahead in range(at + 1, min(at + 8, len(tokens))):
        if tokens[ahead].opens or ":" in tokens[ahead].before:
            return None
        if tokens[ahead].bare in joints:
            return ahead + 1
        if tokens[ahead].bare in clues("told object", language) and language == "es":
            return None
    return None


def _somebody_near(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether a third person tells: somebody stands within four words, and no "yo" does."""
    near = tokens[max(0, at - 4) : at + 5]
    if any(token.bare in {"yo", "i"} for token in tokens[max(0, at - 2) : at + 1]):
        return False
    if language == "en" and any(token.bare in {"she", "he", "they"} for token in tokens[max(0, at - 2) : at]):
        return True
    hits = [find([token.bare], language) for token in near]
    return any(hit is not None and hit[0].kind.value == "people" for hit in hits)


def _is_teller(tokens: Sequence[Token], at: int, language: Language) -> bool:
    word = tokens[at].bare
    if language == "en":
        return word in _I["en"]
    if word in _I["es"] or (word.endswith(_FIRST_PERSON_VERBS["es"]) and find([word], "es") is None):
        return True
    if word in {"me", "nos"} and at + 1 < len(tokens):
        return tokens[at + 1].bare not in clues("told", "es")
    return False
