"""How a telling feels, by words alone: which phrases raise distress (D1) and which way the memory leans.

The phrases are lists (`wording/{es,en}/lists/`: distress, complaints, heavy, sorrow, soft, joy, merry, harmless,
trifles), written as `phrasing` tells; `@kin` in a phrase is any word of that class in `classes.txt`.
"""

import re
from functools import cache
from typing import Final

from assistant.folding import fold
from assistant.phrasing import pattern_of
from assistant.story import FeelingScores, Language, Span, Valence, Value
from assistant.wording import phrases

VOTE: Final = 0.5
"""From this score on a voter votes; its own thresholds are part of its scores."""

_NEGATION: Final = {
    "es": re.compile(r"\b(?:no|nunca|jamas|ni|sin|tampoco)\b(?:\W+\w+){0,2}\W*$"),
    "en": re.compile(r"(?:\b(?:not|never|no|nor|without|cannot)\b|n['’]t\b)(?:\W+\w+){0,2}\W*$"),
}
_TAKEN_BACK: Final = {
    "es": re.compile(
        r" +no +(?:es|era|fue|hubo|habia|hay|tuve|tenia|tuvimos|teniamos|pase|pasamos|estaba|estoy|daba)\b"
    ),
    "en": re.compile(r"(?!)"),
}
"""Behind a word, in Spanish: "triste no es", "heridos no hubo"."""
_SHOWN: Final = {
    "es": re.compile(
        r"\b(?:peliculas?|pelis?|cine|tele|television|series?|telenovelas?|teatro|novelas?|tebeos?"
        r"|(?:pusieron|echaron|ponian|echaban|daban|dieron|vi|vimos) una de)\b"
    ),
    "en": re.compile(r"\b(?:films?|pictures|telly|tv|television|programmes?|movies?|matinee|a play|comics?)\b"),
}
_WATCHED: Final = {
    "es": re.compile(
        r"\b(?:titanic|casablanca|bambi|cantinflas|lo que el viento se llevo|marcelino pan y vino|simplemente maria"
        r"|sara montiel|marisol|joselito|pedro infante|libertad lamarque|romeo y julieta|la dama de las camelias)\b"
    ),
    "en": re.compile(
        r"\b(?:titanic|casablanca|bambi|lassie|gone with the wind|brief encounter|the sound of music|doctor zhivago"
        r"|dr zhivago|love story|romeo and juliet|east ?enders|corrie|coronation street|emmerdale|call the midwife"
        r"|the repair shop|strictly|it's a wonderful life|old yeller|waterloo bridge|watership down)\b"
    ),
}
"""Films, plays and series that old people weep at."""
_TEARS: Final = {
    "es": re.compile(r"\bllor\w*|\blagrim\w*|\bsolloz\w*"),
    "en": re.compile(r"\b(?:cried|cry|crying|cries)(?: (?:my|our|her|his) eyes out)?\b|\bwept\b|\bweep\w*\b|\btears\b"
                     r"|\bsobb?\w*\b|\bblubb?\w*\b|\bbawl\w*\b"),
}  # fmt: skip
_DANGERS: Final = {
    "es": re.compile(
        r"\b(?:guerras?|bomb\w+|tanques?|muert[oa]s?|asesin\w+|mat(?:an|aban|aron|o|aba)|tiros|fusil\w*|herid\w+|sangre"
        r"|crimen|criminal|miedo|terror|fantasmas?|muere|moria|murio)\b"
    ),
    "en": re.compile(
        r"\b(?:wars?|bomb\w*|tanks?|dead|death|dies|died|murder\w*|kill\w*|shot|shooting|wounded|blood|ghosts?|horror"
        r"|drowned|scar(?:y|ed)|terror)\b"
    ),
}
_CLASS: Final = re.compile(r"@\w+")
_SENTENCE: Final = re.compile(r"[^.!?\n]+")
# A phrase that says no itself ("no puedo más") is not taken back by another no.
_SAYS_NO: Final = {
    "es": re.compile(r"(?:ya )?(?:no|nadie|nunca)\b"),
    "en": re.compile(r".*(?:\b(?:not|never|no)\b|n't\b)"),
}


class Feeling(Value):
    """What the words alone say. `spans` are the phrases that raised distress, in the order of the text."""

    valence: Valence
    distress: bool
    spans: tuple[Span, ...] = ()


@cache
def _classes(language: Language) -> dict[str, str]:
    """Words that stand for one another, by the name under which a phrase calls for them."""
    lines = (line.partition(":") for line in phrases("classes", language))
    return {f"@{name}": "/".join(words.split()) for name, _, words in lines}


@cache
def _pattern(name: str, language: Language) -> re.Pattern[str]:
    classes = _classes(language)
    return pattern_of(_CLASS.sub(lambda called: classes[called[0]], phrase) for phrase in phrases(name, language))


def _found(name: str, text: str, language: Language) -> list[Span]:
    """Where the phrases of a list stand in folded text, save those that a negation takes back."""
    return [
        Span(start=match.start(), end=match.end())
        for match in _pattern(name, language).finditer(text)
        if _SAYS_NO[language].match(match[0]) or not _denied(text, match, language)
    ]


def _denied(text: str, match: re.Match[str], language: Language) -> bool:
    if _TAKEN_BACK[language].match(text, match.end()):
        return True
    return _NEGATION[language].search(text[max(0, match.start() - 40) : match.start()]) is not None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _without_shown(text: str, language: Language) -> str:
    """The text with the dangers of a film, a play or a book blanked: nobody was in them."""

    def blank(sentence: re.Match[str]) -> str:
        watched = _WATCHED[language].search(sentence[0])
        if not watched and not _SHOWN[language].search(sentence[0]):
            return sentence[0]
        shown = _DANGERS[language].sub(_blank, sentence[0])
        return _TEARS[language].sub(_blank, shown) if watched else shown

    return _SENTENCE.sub(blank, text)


def _of_old_people(text: str, language: Language) -> bool:
    """A grandparent's death is told in sorrow, but from afar."""
    old = {"es": r"\babuel[oa]s?\b|\bbisabuel", "en": r"\bgran(?:d\w+)?s?\b|\bnan(?:na|a)?\b"}
    return re.search(old[language], text) is not None


def is_trifling(text: str, language: Language) -> bool:
    """Whether a small mishap is told of: burnt rice, a lost match, a flat battery."""
    return _pattern("trifles", language).search(_pattern("harmless", language).sub(_blank, fold(text))) is not None


def glad_words(text: str, language: Language) -> int:
    """How many glad words are said."""
    return len(_found("joy", _pattern("harmless", language).sub(_blank, fold(text)), language))


def feel(text: str, language: Language) -> Feeling:
    """Read distress and valence off the words.

    Harmless sayings ("muerto de risa", "lloró de alegría") are blanked first. Distress is negative; otherwise sorrow
    outweighs joy only where there is more of it or as much. Heavy sorrow with less joy beside it is distress.
    Of the soft words, which glad memories hold too, it takes two to make one sorrow. Who laughs at what is told is not
    sad, and what a film shows is no sorrow of the teller's; beside a small mishap soft words say nothing.
    """
    whole = _without_shown(fold(text), language)
    folded = _pattern("trifles", language).sub(_blank, _pattern("harmless", language).sub(_blank, whole))
    distress = _found("distress", folded, language)
    heavy, joy = _found("heavy", folded, language), glad_words(text, language)
    distress += [] if joy else _found("complaints", folded, language)
    soft = len({folded[span.start : span.end] for span in _found("soft", folded, language)}) // 2
    soft = 0 if is_trifling(text, language) else soft
    sorrow = max(len(_found("sorrow", folded, language)), len(heavy)) + soft
    if not distress and heavy and sorrow > joy and not _of_old_people(folded, language):
        distress = heavy
    if not distress and sorrow and _found("merry", whole, language):
        return Feeling(valence=Valence.POSITIVE, distress=False)
    if distress or (sorrow and sorrow >= joy):
        return Feeling(valence=Valence.NEGATIVE, distress=bool(distress), spans=tuple(distress))
    return Feeling(valence=Valence.POSITIVE if joy else Valence.NEUTRAL, distress=False)


def voted(feeling: Feeling, scores: FeelingScores | None) -> Feeling:
    """What the words say together with a trained voter: either may raise distress or a negative memory, none lowers it.

    Without scores the words decide alone. Distress that the voter alone heard has no spans.
    """
    if scores is None or feeling.distress:
        return feeling
    distress = scores.distress >= VOTE
    if distress or scores.negative >= VOTE:
        return Feeling(valence=Valence.NEGATIVE, distress=distress)
    return feeling
