"""What is only supposed, likened by somebody, told of others, or the reason of something else: nobody saw it there."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_finite
from assistant.mentioning import Neighbourhood
from assistant.story import DetailKind
from assistant.words import Token, word_set

_PERHAPS: Final = word_set("sera seran seria serian")
_SAYS: Final = {
    "es": word_set("dice dicen decia decian dijo dijeron jura juraba cree creia asegura aseguraba"),
    "en": word_set("says say said swore swears reckons reckoned thinks thought claimed claims"),
}
_BEING: Final = {"es": word_set("es era son eran fue"), "en": word_set("is was are were it's he's she's")}
_THERE_IS: Final = {"es": word_set("hay habia ve veia"), "en": word_set("there's are is was were")}
_QUARREL: Final = {
    "es": word_set("pelea pelearon peleamos reñimos riñeron discutimos discutian enfado enfadamos enfadados "
                   "peleados reñidos hablarme hablarnos hablarse disgusto pleito pleitos"),
    "en": word_set("fell falling row rowed rows quarrel quarrelled argument argued squabbled fought fight"),
}  # fmt: skip
_FISHING: Final = word_set("andar ir iba ibamos salir saliamos salia faenar fuimos iban salian vamos")
_FALLEN: Final = (["come", "off"], ["fallen", "off"], ["fell", "off"], ["thrown", "from"], ["came", "off"])
_PART_OF_A_TOWN: Final = word_set("half medio media")
_BARE_HEAD: Final = word_set("nunca jamas tampoco no")
_PRONOUNS: Final = word_set("me te se nos os lo la los las le les")
_LONGEST_ECHO: Final = 5


def is_supposed(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether a thing is only supposed or the reason of something else."""
    words = near.before(candidate.start, 7)
    if near.language == "es":
        if set(near.after(candidate.end, 1)) & _PERHAPS and candidate.element is None:
            return True  # "para una jirafa será"
        if _CATCH & set(candidate.english.split()) and words[-1:] == ["a"] and _FISHING & set(words[-2:-1]):
            return candidate.element is None  # "andar a la sardina"
    if words[-1:] in (["por"], ["over"]) and candidate.kind is DetailKind.OBJECTS:
        far = [t.bare for t in near.tokens[max(0, candidate.start - 12) : candidate.start]]
        reason = words[-2:-1] in (["todo"], ["all"]) or bool(_QUARREL[near.language] & set(far))
        return reason and not _is_said_of(words)
    checks = (_is_what_is_said, _is_part_of_a_town, _is_on_screen)
    return any(check(near, candidate, words) for check in checks) or _is_fall(near, words)


def _is_said_of(words: Sequence[str]) -> bool:
    return bool({"pasamos", "fuimos", "leaned", "climbed", "walked"} & set(words))


def _is_what_is_said(near: Neighbourhood, candidate: Candidate, words: Sequence[str]) -> bool:
    """ "El vecino dice que es un tigre", "dice que en el bosque hay lobos": somebody's opinion of what there is."""
    if candidate.kind not in {DetailKind.ANIMALS, DetailKind.PEOPLE} or candidate.element is not None:
        return False
    if _THERE_IS[near.language] & set(words[-1:]) and _SAYS[near.language] & set(words[:-1]):
        return True
    return bool(_BEING[near.language] & set(words[-1:])) and bool(_SAYS[near.language] & set(words[-4:-1]))


def _is_part_of_a_town(near: Neighbourhood, candidate: Candidate, words: Sequence[str]) -> bool:
    """ "I nursed half of Swansea", "vino media Sevilla": its people, not the town."""
    if candidate.kind is not DetailKind.PLACES or not (candidate.name or near.tokens[candidate.head].capital):
        return False
    led = [*words, near.tokens[candidate.start].bare] if candidate.start < candidate.head else list(words)
    return bool(_PART_OF_A_TOWN & set(led[-1:])) or led[-2:] == ["half", "of"]


def _is_on_screen(near: Neighbourhood, candidate: Candidate, _: Sequence[str]) -> bool:
    """ "Pusieron una de la guerra, con tanques", "a film with wolves in it": what a film shows."""
    if candidate.kind is DetailKind.PLACES or candidate.element is not None:
        return False
    sentence = near.tokens[candidate.head].sentence
    first = candidate.start
    while first > 0 and near.tokens[first - 1].sentence == sentence and candidate.start - first < _FARTHEST_FILM:
        first -= 1
    led = [t.bare for t in near.tokens[first : candidate.start]]
    shown = next((at for at in range(len(led) - 1, -1, -1) if led[at] in _FILMS or _is_one_of(led, at)), None)
    if shown is None or _TELLERS & set(led[shown:]):
        return False
    return bool(_SHOWING & set(led[shown + 1 :]))


def _is_one_of(led: Sequence[str], at: int) -> bool:
    return led[at] == "una" and bool(_PUT_ON & set(led[at - 1 : at])) and list(led[at + 1 : at + 2]) == ["de"]


_CATCH: Final = word_set(
    "fish sardine sardines octopus tuna cod crab crabs mussels prawns eels squid anchovies mushrooms"
)
_FARTHEST_FILM: Final = 30
"""Words between a film and what it shows."""
_FILMS: Final = word_set("pelicula pelis peli telenovela serie film films movie programme")
_PUT_ON: Final = word_set("pusieron echaron ponian echaban daban dieron")
_SHOWING: Final = word_set("con de donde sobre with about of where")
_TELLERS: Final = word_set("yo me nos mi i we my our us")


def _is_fall(near: Neighbourhood, words: Sequence[str]) -> bool:
    """ "He'd come off a motorbike": how it had happened, before what is told."""
    return near.language == "en" and list(words[-2:]) in _FALLEN and bool({"he'd", "she'd", "had", "i'd"} & set(words))


def is_bare_denial(near: Neighbourhood, candidate: Candidate) -> bool:
    """ "Ovejas no guardó ni una": a thing without an article at the head of a clause, and a no behind it."""
    if near.language != "es" or candidate.kind not in {DetailKind.ANIMALS, DetailKind.OBJECTS}:
        return False
    first = near.tokens[candidate.start]
    if not first.after_pause or candidate.element is not None or first.bare in clues("determiners", "es"):
        return False
    after = near.after(candidate.end, 5)
    verb = next((word for word in after[1:] if word not in _PRONOUNS), "")
    return bool(_BARE_HEAD & set(after[:1])) and is_finite(verb, "es") and verb not in clues("no real negation", "es")


def is_echo(tokens: Sequence[Token], candidate: Candidate) -> bool:
    """ "¡Un tigre!": a sentence of nothing but a thing said again, which stands as it stood before."""
    sentence = tokens[candidate.head].sentence
    first, last = candidate.start, candidate.end
    while first > 0 and tokens[first - 1].sentence == sentence and last - first <= _LONGEST_ECHO:
        first -= 1
    while last < len(tokens) and tokens[last].sentence == sentence and last - first <= _LONGEST_ECHO:
        last += 1
    rest = [t.bare for t in (*tokens[first : candidate.start], *tokens[candidate.end : last])]
    if last - first > _LONGEST_ECHO or set(rest) - _ECHOING:
        return False
    return not any(find([word], "es") or find([word], "en") for word in rest)


_ECHOING: Final = word_set(
    "por para con de y and a an the un una fijate mire oiga eh tu usted oh ay just imagine what que"
)
