"""The person's own words, chosen to be said back: a place, an animal or a thing that was there."""

from collections.abc import Iterator, Sequence
from typing import Final

from assistant.feelings import feel
from assistant.guarding import is_painful
from assistant.lexicon.names import first_names, gazetteer
from assistant.speaking import count_words
from assistant.story import Address, DetailKind, Language, Patient, Presence, Scene, Transcript, Valence
from assistant.understanding import scene_of
from assistant.words import Token, bare, tokens_of

MOST_HEARD: Final = 1500
"""Characters at the end of a telling that a reply looks at: enough for its last minute, and quick."""

MOST_SAID_BACK: Final = 5
"""Words: more would be a repetition, not an echo."""

_KINDS: Final = (DetailKind.PLACES, DetailKind.ANIMALS, DetailKind.OBJECTS)
_ARTICLES: Final = frozenset(
    ["el", "la", "los", "las", "un", "una", "unos", "unas", "the", "a", "an", "some"],
)
_CONTRACTED: Final = {"al": "el", "del": "el"}
_MINE: Final = {"mi": ("su", "tu"), "mis": ("sus", "tus"), "my": ("your", "your"), "our": ("your", "your")}
_NOT_MINE: Final = frozenset(
    [
        *("su", "sus", "nuestro", "nuestra", "nuestros", "nuestras", "ese", "esa", "aquel", "aquella", "este", "esta"),
        *("his", "her", "their", "its", "that", "this", "these", "those", "every", "no"),
    ]
)
_BEFORE: Final = _ARTICLES | _CONTRACTED.keys() | _MINE.keys() | _NOT_MINE


def fragments(said: str, *, patient: Patient, language: Language) -> Iterator[str]:
    """A few of the person's own words that may be said back, best first: a place, an animal, a thing that was there.

    Never from a sad sentence, never a person, never more than five words. "Mi" becomes "su", "tu" or "your".
    """
    tail = recent(said)
    transcript = Transcript(recollection_id="", language=language, text=tail, source="typed")
    scene = scene_of(transcript, patient=patient)
    tokens = tokens_of(tail)
    for first, last in _spots(scene, tokens):
        words = _said_back(tokens, first, last, patient=patient)
        sentence = [token for token in tokens if token.sentence == tokens[first].sentence]
        around = tail[sentence[0].start : sentence[-1].end]
        sad = feel(around, language).valence is Valence.NEGATIVE
        if words and not sad and not is_painful(words, language) and count_words(words) <= MOST_SAID_BACK:
            yield words


def recent(said: str) -> str:
    """The last words of a telling, cut before a word."""
    if len(said) <= MOST_HEARD:
        return said
    tail = said[-MOST_HEARD:]
    return tail[tail.find(" ") + 1 :]


def _spots(scene: Scene, tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """First and last token of every detail that may be said back: places, then animals, then things."""
    for kind in _KINDS:
        for detail in scene.details:
            if detail.presence is not Presence.PRESENT or detail.kind is not kind:
                continue
            span = detail.said_in[0]
            inside = [at for at, token in enumerate(tokens) if span.start <= token.start and token.end <= span.end]
            if inside:
                yield inside[0], inside[-1]


def _said_back(tokens: Sequence[Token], first: int, last: int, *, patient: Patient) -> str:
    """The words with the small word before them; empty when they are somebody else's or too bare to stand alone."""
    before = None
    if first and not tokens[first].after_pause and tokens[first - 1].bare in _BEFORE:
        before = tokens[first - 1]
    while first < last and tokens[first].bare in _BEFORE:
        before, first = tokens[first], first + 1
    body = " ".join(token.text for token in tokens[first : last + 1])
    if before is None:
        return body if _stands_alone(tokens[first], body, patient) else ""
    if before.bare in _ARTICLES:
        return f"{before.lower if before.opens else before.text} {body}"
    if before.bare in _CONTRACTED:
        return f"{_CONTRACTED[before.bare]} {body}"
    if before.bare in _MINE:
        return f"{_MINE[before.bare][0 if patient.address is Address.USTED else 1]} {body}"
    return ""


def _stands_alone(token: Token, body: str, patient: Patient) -> bool:
    """Names, and several things together; a lone noun without its article sounds like a label."""
    if not token.capital:
        return body.endswith("s")
    aliases = {bare(word) for element in patient.elements for alias in element.aliases for word in alias.split()}
    return not token.opens or token.bare in first_names() or token.bare in gazetteer() or token.bare in aliases
