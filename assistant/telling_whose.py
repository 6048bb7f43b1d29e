"""Whose story it is: the teller's own, or one that somebody else told ("contaba mi madre que…")."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.story import Language
from assistant.words import Token, word_set

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
_FARTHEST_TELLER: Final = 10
"""Words between who tells and the telling: "mi suegro, que en paz descanse, contaba"."""


def is_anothers_story(tokens: Sequence[Token], language: Language) -> bool:
    """Whether a story is told of somebody else's life, in which the teller does not appear."""
    afterwards = _told_afterwards(tokens, language)
    if afterwards is not None:
        # What follows "eso lo contaba ella" is the teller's remark, not the story.
        sentence = tokens[afterwards].sentence
        before = [at for at in range(len(tokens)) if tokens[at].sentence < sentence] or list(range(afterwards))
        return not any(_takes_part(tokens, at, language) for at in before)
    start = _told_until(tokens, language)
    if start is None:
        return False
    return not any(_takes_part(tokens, at, language) for at in range(start, len(tokens)))


def _takes_part(tokens: Sequence[Token], at: int, language: Language) -> bool:
    """Whether the teller does something here: "I wasn't born", "yo no lo vi", "I often think of it" are remarks."""
    if not _is_teller(tokens, at, language):
        return False
    start = end = at
    while start > 0 and not tokens[start].after_pause and at - start < _LONGEST_CLAUSE:
        start -= 1
    while end + 1 < len(tokens) and not tokens[end + 1].after_pause and end - at < _LONGEST_CLAUSE:
        end += 1
    clause = [token.bare for token in tokens[start : end + 1]]
    if len(clause) == 1:
        return False
    if language == "es":
        unseen = any(a == "yo" and b in {"no", "nunca", "ni", "todavia", "aun"} for a, b in pairwise(clause))
        return not (unseen or _THOUGHTS["es"] & set(clause))
    if set(pairwise(clause)) & _APPEALS:
        return False
    first = next(place for place in range(start, at + 1) if _is_teller(tokens, place, language))
    ahead = [token.bare for token in tokens[first + 1 : first + 4]]
    unseen = bool({"wasn't", "never", "didn't", "weren't", "hadn't"} & set(ahead[:2])) and bool(_UNSEEN & set(ahead))
    return not (unseen or _THOUGHTS["en"] & set(ahead))


_APPEALS: Final = frozenset({("tell", "me"), ("believe", "me"), ("ask", "me"), ("mind", "me"), ("tell", "us")})
"""What is said to the listener: "so you tell me", "believe me"."""
_LONGEST_CLAUSE: Final = 20
"""Words to either side; longer ones are no clause."""
_THOUGHTS: Final = {
    "es": word_set("pienso creo acuerdo imagino pregunto se supongo digo recuerdo"),
    "en": word_set("think wonder know suppose imagine remember guess reckon believe mean say"),
}
_UNSEEN: Final = word_set("born there see saw know knew meet met believe believed seen met been about")


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
    """Whether a third person tells: somebody stands before it in the sentence, or just behind, and no "yo" does."""
    first = max(0, at - 4)
    while first > 0 and at - first < _FARTHEST_TELLER and not tokens[first].opens:
        first -= 1
    near = tokens[first : at + 5]
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
