"""Where a patient's elements are named in a text: by alias, by relation ("my mother"), or as the ear suggested."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from assistant.lexicon.entries import entry_at, find
from assistant.lexicon.names import first_names
from assistant.story import Element, ElementKind, Language, NameSuggestion, Patient
from assistant.words import Token, bare, tokens_of

_MINE: Final = {
    "es": frozenset({"mi", "mis", "nuestra", "nuestro"}),
    "en": frozenset({"my", "our"}),
}
_WITHOUT_MINE: Final = frozenset(
    ["mama", "papa", "mami", "papi", "mum", "mam", "mummy", "dad", "daddy", "mom", "amama"]
)
_OF: Final = frozenset({"de", "del", "en", "of", "in", "at"})
_ARTICLES: Final = frozenset(["el", "la", "los", "las", "the", "un", "una", "a", "an"])


class Named(NamedTuple):
    """An element named at tokens [at, at + length)."""

    element: Element
    at: int
    length: int


def _patterns(patient: Patient) -> list[tuple[tuple[str, ...], Element]]:
    found = []
    for element in patient.elements:
        if element.kind is ElementKind.SELF:
            continue
        for alias in element.aliases:
            words = tuple(token.bare for token in tokens_of(alias))
            if words:
                found.append((words, element))
    return sorted(found, key=lambda pattern: -len(pattern[0]))


def is_generic(alias: str, language: Language) -> bool:
    """Whether an alias is made of common words only ("mi perro", "the park")."""
    words = [token.bare for token in tokens_of(alias)]
    known = _MINE[language] | _ARTICLES
    rest = [word for word in words if word not in known]
    return bool(rest) and all(find([word], language) is not None for word in rest) and alias == alias.lower()


def _is_someone_else(tokens: Sequence[Token], at: int, element: Element, language: Language) -> bool:
    """Whether a name is another's: "mi tía Ana" when the trained Ana is the mother, "my friend Tom"."""
    if element.kind not in {ElementKind.PERSON, ElementKind.ANIMAL} or at == 0 or tokens[at].after_pause:
        return False
    before = find([tokens[at - 1].bare], language)
    if before is None:
        return tokens[at - 1].bare in {"mrs", "mr", "don", "doña", "señor", "señora", "sor", "fray", "saint", "san"}
    relation = before[0].relation or before[0].look
    if element.kind is ElementKind.ANIMAL:
        return before[0].kind.value == "people"
    return (
        bool(relation)
        and element.relation is not None
        and before[0].relation != element.relation
        and (tokens[at - 1].bare not in {"man", "boy", "girl", "niño", "niña", "bebe", "little"})
    )


def _is_elsewhere(tokens: Sequence[Token], at: int, length: int, alias_words: tuple[str, ...]) -> bool:
    """Whether a common word goes on to a name of its own: "the park in Whitby", "la iglesia de San Juan"."""
    after = at + length
    if after + 1 >= len(tokens) or tokens[after].after_pause or tokens[after].bare not in _OF:
        return False
    following = next((t for t in tokens[after + 1 : after + 3] if t.bare not in _ARTICLES), None)
    return following is not None and following.capital and following.bare not in alias_words


def _alias_at(
    tokens: Sequence[Token],
    at: int,
    patterns: list[tuple[tuple[str, ...], Element]],
    language: Language,
) -> Named | None:
    for words, element in patterns:
        if tuple(token.bare for token in tokens[at : at + len(words)]) != words:
            continue
        alias = " ".join(words)
        generic = all(find([w], language) or w in _MINE[language] | _ARTICLES for w in words) and not tokens[at].capital
        if generic and _is_elsewhere(tokens, at, len(words), words):
            continue
        if len(words) == 1 and alias in first_names() and _is_someone_else(tokens, at, element, language):
            continue
        return Named(element, at, len(words))
    return None


def _relative_at(tokens: Sequence[Token], at: int, patient: Patient, language: Language) -> Named | None:
    """A relative who is meant without doubt: "mi mamá", "my mum", "nuestra madre"."""
    mine = tokens[at].bare in _MINE[language]
    start = at + 1 if mine else at
    if start >= len(tokens) or not (mine or tokens[at].bare in _WITHOUT_MINE):
        return None
    hit = entry_at(tokens, start, language)
    if hit is None or not hit[0].relation or hit[0].many:
        return None
    same = [e for e in patient.elements if e.relation == hit[0].relation]
    if len(same) != 1 or _names_another(tokens, start + hit[1], same[0]):
        return None
    return Named(same[0], at, start - at + hit[1])


def _names_another(tokens: Sequence[Token], at: int, element: Element) -> bool:
    if at >= len(tokens) or tokens[at].after_pause or not tokens[at].capital:
        return False
    names = {word for alias in element.aliases for word in bare(alias).split()}
    return tokens[at].bare in first_names() and tokens[at].bare not in names


def named_elements(
    tokens: Sequence[Token], patient: Patient, language: Language, suggestions: Sequence[NameSuggestion] = ()
) -> Iterator[Named]:
    """The elements named in a text, in order, without overlap. Suggestions come by sound, so generic words never do."""
    patterns = _patterns(patient)
    heard = {s.span.start: s for s in suggestions if not is_generic(s.alias, language)}
    at = 0
    while at < len(tokens):
        found = _alias_at(tokens, at, patterns, language) or _relative_at(tokens, at, patient, language)
        suggestion = heard.get(tokens[at].start)
        if found is None and suggestion is not None:
            length = sum(1 for token in tokens[at : at + 8] if token.end <= suggestion.span.end)
            element = next((e for e in patient.elements if e.id == suggestion.element_id), None)
            if element is not None and element.kind is not ElementKind.SELF:
                found = Named(element, at, max(length, 1))
        if found is None:
            at += 1
            continue
        yield found
        at += found.length
