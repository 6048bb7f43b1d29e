"""Who wears what: a coat belongs to the one who had it on, not to whoever tells of it."""

from collections.abc import Sequence
from typing import Final

from assistant.english import singular
from assistant.extracting import Candidate
from assistant.grounding import said_span
from assistant.story import Detail, DetailKind, Language, Presence
from assistant.words import Token, word_set

_WEARING: Final = {
    "es": word_set(
        "llevaba llevaban llevo vestia vestian vestida vestido vestidos vestidas iba iban lucia lucian con puesto "
        "puesta puestos puestas traia traian tenia estrenaba estrenaban usaba usaban gastaba gastaban lleva viste va de"
    ),
    "en": word_set("wore wearing in with had dressed wears has"),
}
_OWN: Final = word_set("yo me mi mis i my we our nos nosotros mine")
_JOINING: Final = word_set("y e and con with un una unos unas a an the el la los las su sus his her their")
_CARRIED: Final = word_set(
    "suitcase trunk case handbag bag purse rucksack satchel knapsack haversack wallet schoolbag luggage hatbox "
    "umbrella brolly parasol fan stick cane crutch crutches crook frame wheelchair handkerchief pocket lipstick "
    "perfume cologne compact comb moustache beard plait plaits braid braids ponytail wig hairpin watch bundle "
    "button buttons lace saddlebag saddlebags backpack basket"
)
_FARTHEST: Final = 4
"""Words between the wearer and the garment."""


def dressed(
    details: Sequence[Detail], found: Sequence[Candidate], tokens: Sequence[Token], language: Language
) -> tuple[Detail, ...]:
    """The details, garments with the place where their wearer was said."""
    wearers = _wearers(found, tokens, language)
    spans = {said_span(tokens, g.start, g.end): said_span(tokens, who.start, who.end) for g, who in wearers}
    there = {s for d in details if d.kind is DetailKind.PEOPLE and d.presence is Presence.PRESENT for s in d.said_in}
    return tuple(
        d.model_copy(update={"worn_by": spans[d.said_in[0]]})
        if d.kind is DetailKind.OBJECTS and spans.get(d.said_in[0]) in there
        else d
        for d in details
    )


def _wearers(
    found: Sequence[Candidate], tokens: Sequence[Token], language: Language
) -> list[tuple[Candidate, Candidate]]:
    pairs: list[tuple[Candidate, Candidate]] = []
    for at, garment in enumerate(found):
        if not _is_garment(garment) or not at:
            continue
        before = found[at - 1]
        between = [t.bare for t in tokens[before.end : garment.core]]
        if before.kind is DetailKind.PEOPLE and _wears(between, tokens[before.end : garment.core], language):
            pairs.append((garment, before))
        elif pairs and pairs[-1][0] is before and set(between) <= _JOINING:
            pairs.append((garment, pairs[-1][1]))
    return pairs


def _is_garment(candidate: Candidate) -> bool:
    """Whether one can be in it: of what is bought with clothes, bags and umbrellas are carried."""
    entry = candidate.entry
    if candidate.kind is not DetailKind.OBJECTS or entry is None or entry.look != "clothes":
        return False
    return not _CARRIED & set(singular(entry.english).split())


def _wears(words: Sequence[str], between: Sequence[Token], language: Language) -> bool:
    """Whether the words between a person and a garment say that the one has the other on."""
    if not words or len(words) > _FARTHEST or _OWN & set(words) or any(t.opens for t in between):
        return False
    return bool(_WEARING[language] & set(words))
