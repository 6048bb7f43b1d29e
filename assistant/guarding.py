"""The rules of care as a check: which of them a reply to a patient would break.

C1 more than one question mark          N3 says that somebody died or lives
C2 over 2 sentences or 15 words each    N4 argues, tells somebody to remember
C3 asks to remember, opens by asking    N5 adds a name, place or date
C8 the wrong form of address            N6 opens a painful theme
C9 another language                     N7 diagnoses or promises
N1 corrects                             N8 speaks as a relative
N2 tests, scores, hurries               U24 words of the machine
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from assistant.folding import fold
from assistant.lexicon.entries import find
from assistant.lexicon.names import first_names, gazetteer
from assistant.phrasing import pattern_of
from assistant.speaking import count_words, sentences, spoken_language, word_set
from assistant.story import Address, DetailKind, Language, Patient
from assistant.wording import choices, names, phrases
from assistant.words import Token, tokens_of

MOST_SENTENCES: Final = 2
MOST_WORDS: Final = 15
CODES: Final = ("C1", "C2", "C3", "C8", "C9", "N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8", "U24")

# Words that the person brought may be said back to them, though the assistant would not bring them itself.
_IF_SAID: Final = frozenset({"C8", "N6"})


def check(reply: str, *, said: str, patient: Patient, language: Language | None = None) -> tuple[str, ...]:
    """The codes of the rules that `reply` breaks after the patient said `said`; empty when it may be spoken.

    `language` is the speaker's; without it the words of `said` tell it.
    """
    language = language or spoken_language(said, patient.language)
    broken = set(_forbidden(reply, said, language))
    if reply.count("?") > 1:
        broken.add("C1")
    parts = sentences(reply)
    if len(parts) > MOST_SENTENCES or any(count_words(part) > MOST_WORDS for part in parts):
        broken.add("C2")
    if not parts or _opens_with_a_question(reply):
        broken.add("C3")
    if language == "es" and _wrong_address(reply, said, patient.address):
        broken.add("C8")
    if spoken_language(reply, language) != language:
        broken.add("C9")
    if _adds_something(reply, said, patient, language):
        broken.add("N5")
    return tuple(code for code in CODES if code in broken)


def is_painful(words: str, language: Language) -> bool:
    """Whether some words touch what only the person may open: they are not said back even so."""
    return any(_by_code(language)[code].search(fold(words)) for code in ("N3", "N6"))


@cache
def _by_code(language: Language) -> dict[str, re.Pattern[str]]:
    rules: dict[str, list[str]] = {}
    for line in phrases("forbidden", language):
        code, _, phrase = line.partition(" ")
        rules.setdefault(code, []).append(phrase)
    return {code: pattern_of(found) for code, found in rules.items()}


def _forbidden(reply: str, said: str, language: Language) -> Iterator[str]:
    folded, known = fold(reply), fold(said)
    for code, pattern in _by_code(language).items():
        for match in pattern.finditer(folded):
            if code not in _IF_SAID or not _stands(match[0], known):
                yield code


def _stands(words: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def _opens_with_a_question(reply: str) -> bool:
    ends = re.search(r"[.!?…,;:]", reply.lstrip(' ¿¡"«'))
    return reply.lstrip().startswith("¿") or (ends is not None and ends[0] == "?")


@cache
def _address_words(belongs_to: str) -> re.Pattern[str]:
    lines = (line.partition(" ") for line in phrases("address", "es"))
    return pattern_of(phrase for key, _, phrase in lines if key == belongs_to)


def _wrong_address(reply: str, said: str, address: Address) -> bool:
    """Spanish only: `tú` and the first name share the familiar forms."""
    foreign = _address_words("tu" if address is Address.USTED else "usted")
    known = fold(said)
    return any(not _stands(match[0], known) for match in foreign.finditer(fold(reply)))


@cache
def _own_words(language: Language) -> frozenset[str]:
    """Every word of the catalogue and of the subjects it offers: the assistant's own vocabulary."""
    found = [c for name in names(language) for a in (None, *Address) for c in choices(name, language, a)]
    return frozenset(token.bare for text in (*found, *phrases("topics", language)) for token in tokens_of(text))


def _adds_something(reply: str, said: str, patient: Patient, language: Language) -> bool:
    """A name, number, date, person or place that was neither said nor is in the profile."""
    known = {token.bare for token in tokens_of(said)} | _profile_words(patient)
    tokens = tokens_of(reply)
    return any(_is_new(tokens, at, known, language) for at in range(len(tokens)))


def _profile_words(patient: Patient) -> set[str]:
    texts = [patient.name, patient.home, patient.country, patient.occupation]
    texts += [alias for element in patient.elements for alias in element.aliases]
    return {token.bare for text in texts for token in tokens_of(text)}


def _is_new(tokens: tuple[Token, ...], at: int, known: set[str], language: Language) -> bool:
    token = tokens[at]
    word = token.bare
    if word in known or (word == "i" and language == "en"):
        return False
    if any(letter.isdigit() for letter in word) or fold(word) in word_set("dates", language):
        return True
    if token.capital and not token.opens and "…" not in token.before:
        return True
    if word in _own_words(language):
        return False
    called = token.capital and at + 1 < len(tokens) and tokens[at + 1].after_pause
    if token.capital and (called or word in first_names() or word in gazetteer()):
        return True
    entry = find([word], language)
    return entry is not None and entry[0].kind in {DetailKind.PEOPLE, DetailKind.PLACES}
