"""How a thing stands in a memory: present, only mentioned, denied, wished for, or a simile."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from assistant.elsewhere import is_elsewhere
from assistant.extracting import Candidate
from assistant.lexicon.clues import clues
from assistant.mentioning import Neighbourhood, is_only_mentioned
from assistant.scopes import Scopes
from assistant.story import DetailKind, ElementKind, Language, Presence
from assistant.supposed import is_bare_denial, is_supposed
from assistant.words import Token, word_set

_QUOTES: Final = {"«": "»", "“": "”", '"': '"'}
_HAVING: Final = word_set(
    "teniamos tenia tenian tuvimos tuve tuvo habia hubo hay he habiamos llevaba llevabamos gastabamos usabamos "
    "comiamos bebiamos existia existian quedaba quedaban llego conoci vi vimos compramos comprabamos habido "
    "veiamos quise quiso quisimos puse pusimos "
    "lleva llevan tiene tengo tenemos tienen uso gasto quiero quedan queda hago pongo pone echo echa "
    "toque tocamos tocaba cogi cogimos gane gastaba probe probamos pise pisamos pisaba"
)
_PRONOUNS: Final = word_set("me te se nos os lo la los las le les")
_GOING: Final = word_set("he hemos ha han fui fue fuimos fueron iba ibamos iban voy vamos llevaba llevabamos lleve")
_STILL: Final = word_set("entonces ya alli aqui todavia aun nunca jamas ahi yo nosotros apenas mas casi alla tampoco")

_REFUSING: Final = {
    "es": word_set("no nunca queria quiso querian quisieron quiere"),
    "en": word_set("refused never"),
}
_CROSSING: Final = {
    "es": word_set("cruzar pasar entrar subir bajar saltar acercarse cruzaba entraba subia"),
    "en": word_set("cross past over into through enter"),
}
_OWNER: Final = 4
"""Words for who had none."""
_WHO_EATS: Final = word_set("yo ahora hoy no ya siempre tambien solo me alli aqui")
_SEEMED: Final = word_set("aquello esto eso todo yo ella ellos ellas casi talmente mismamente")


class Judge:
    """Says how each candidate stands in one text."""

    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language
        self.scopes = Scopes(tokens, language)
        self.near = Neighbourhood(tokens, language)
        self._quoted = _quoted(tokens)
        for at, quoted in enumerate(self._quoted):
            if quoted:
                self.scopes.reach[at] = Presence.MENTIONED
        for at in self.scopes.told_later():
            self.scopes.reach[at] = self.scopes.reach[at] or Presence.MENTIONED

    def presence(self, candidate: Candidate) -> Presence:
        """How one candidate stands in the memory, by the rules alone."""
        if self._is_simile(candidate):
            return Presence.SIMILE
        if self._is_taken_back(candidate) or self._is_denied_after(candidate) or is_bare_denial(self.near, candidate):
            return Presence.DENIED
        reach = self.scopes.reach[candidate.head]
        if reach is Presence.MENTIONED:
            return reach
        if reach is Presence.DENIED and (self._is_where(candidate) or self._is_named_apart(candidate)):
            reach = None
        if reach in {Presence.DENIED, Presence.WISHED} and self._is_balked_at(candidate):
            reach = None
        if reach is Presence.DENIED or reach is Presence.WISHED:
            fulfilled = reach is Presence.WISHED and self._fulfilled(candidate)
            return Presence.PRESENT if fulfilled or self._is_doer(candidate) else reach
        if (
            self._quoted[candidate.head]
            or is_only_mentioned(self.near, candidate)
            or is_elsewhere(self.near, candidate)
            or is_supposed(self.near, candidate)
        ):
            return Presence.MENTIONED
        return Presence.PRESENT

    def _is_taken_back(self, candidate: Candidate) -> bool:
        """ "Detrás las torres no, que todavía no estaban": a bare no behind the thing, and a pause."""
        at = candidate.end
        if (
            self.language != "es"
            or at >= len(self.tokens)
            or self.tokens[at].bare != "no"
            or self.tokens[at].after_pause
        ):
            return False
        return at + 1 == len(self.tokens) or self.tokens[at + 1].after_pause

    def _is_where(self, candidate: Candidate) -> bool:
        """ "Nobody had a car in our street": the street is there."""
        if candidate.kind is not DetailKind.PLACES or self.near.before(candidate.start, 1) not in (
            ["en"],
            ["desde"],
            ["in"],
            ["on"],
        ):
            return False
        words = set(self.near.before(candidate.start, 7))
        return bool(words & _HAVING) or bool(words & {"had", "was", "were", "wasn't", "there"})

    def _is_balked_at(self, candidate: Candidate) -> bool:
        """ "La mula no quería cruzar el puente", "he wouldn't go past the gate": it lies before who refuses."""
        if candidate.kind is not DetailKind.PLACES:
            return False
        words = set(self.near.before(candidate.start, 6))
        refused = words & _REFUSING[self.language] or any(word.endswith("n't") for word in words)
        crossing = words & _CROSSING[self.language] or ("pasaba" in words and "por" in words)
        return bool(crossing) and bool(refused) and not words & {"fuimos", "pude", "pudimos", "i", "we"}

    def _is_named_apart(self, candidate: Candidate) -> bool:
        """ "A la playa nunca lo he llevado, a Hachiko": who was meant by the pronoun is no part of the denial."""
        at = candidate.start - 1
        living = candidate.kind in {DetailKind.PEOPLE, DetailKind.ANIMALS}
        led = self.language == "es" and living and at >= 0 and self.tokens[at].bare == "a"
        return led and self.tokens[at].after_pause and not self.tokens[at].opens

    def _is_doer(self, candidate: Candidate) -> bool:
        """Who wishes or refuses is there: "my mother wanted…" stands before the verb, "no quería mi madre" after."""
        if candidate.kind not in {DetailKind.PEOPLE, DetailKind.ANIMALS} or self.language != "es":
            return False
        before = self.near.before(candidate.start, 2)
        owned = self.tokens[candidate.start].bare in {"mi", "mis"} or candidate.name or candidate.element
        return bool(owned) and before[-1:] in (["dejaba"], ["dejo"], ["queria"], ["quiso"], ["podia"]) and bool(before)

    def _fulfilled(self, candidate: Candidate) -> bool:
        """A wish that came true in the next words: "quería una bicicleta y me la trajeron los Reyes"."""
        if candidate.element and candidate.element.kind is ElementKind.PERSON:
            return self._together_later(candidate)
        sentence = self.tokens[candidate.head].sentence
        ahead = self.tokens[candidate.end : candidate.end + 14]
        near = [token.bare for token in ahead if token.sentence <= sentence + 1][:8]
        denied = {"no", "nunca", "never", "ni", "didn't", "not", "but", "pero", "couldn't"} & set(near)
        got = clues("fulfilled", self.language)
        it = {"lo", "la", "los", "las"} if self.language == "es" else {"it", "one", "them", "that"}
        pairs = list(pairwise(near))
        came = any(b in got and a in it for a, b in pairs) or any(a in got and b in it for a, b in pairs)
        return came and not denied

    def _together_later(self, candidate: Candidate) -> bool:
        """ "Yo quería llevarla a París… fuimos a Lourdes, ella y yo": the person was there after all."""
        later = [token.bare for token in self.tokens[candidate.end :]]
        pairs = set(pairwise(later))
        together = {
            ("ella", "y"),
            ("el", "y"),
            ("con", "ella"),
            ("with", "her"),
            ("with", "him"),
            ("she", "and"),
            ("he", "and"),
        }
        return bool(pairs & together)

    def _is_denied_after(self, candidate: Candidate) -> bool:  # noqa: PLR0911 - a cascade of rules
        """ "Perro entonces no teníamos", "temporal no hubo", "yo en avión no he montado": the thing comes first."""
        if self.language != "es" or candidate.element or candidate.kind is DetailKind.PEOPLE:
            return False
        if self._is_never_reached(candidate):
            return True
        if self.tokens[candidate.start].bare in {"el", "la", "los", "las", "mi", "mis", "su", "del", "al", "lo"}:
            return False
        if candidate.kind is DetailKind.PLACES and self.near.before(candidate.start, 1) == ["en"]:
            return False
        at = candidate.end
        if self.near.beyond(at, 2) in (
            ["ni", "hablar"],
            ["ni", "en"],
            ["ni", "verlo"],
            ["ni", "soñarlo"],
            ["ni", "pensarlo"],
        ):
            return True
        while at < len(self.tokens) and self.tokens[at].bare in _STILL - {"nunca", "jamas", "tampoco"}:
            at += 1
        if self.tokens[candidate.start].opens:
            at = self._past_the_owner(at)
        if at + 1 >= len(self.tokens) or self.tokens[at].bare not in {"no", "nunca", "jamas", "tampoco"}:
            return False
        if self.tokens[at].opens or (self.tokens[at].after_pause and at > candidate.end):
            return False
        return self.tokens[at + 1].bare in _HAVING

    def _past_the_owner(self, at: int) -> int:
        """ "Coche mi padre no tuvo": who had none may stand between the thing at the head and its denial."""
        for ahead in range(at, min(at + _OWNER + 1, len(self.tokens))):
            if self.tokens[ahead].after_pause:
                break
            if self.tokens[ahead].bare in {"no", "nunca", "jamas", "tampoco"}:
                return ahead
        return at

    def _is_never_reached(self, candidate: Candidate) -> bool:
        """ "A la playa nunca lo he llevado", "al mar no fuimos": a place at the head of a sentence that is denied."""
        led = self.near.before(candidate.start, 2)
        to = led == ["a"] or (not led and self.tokens[candidate.start].bare == "al")
        after = self.near.beyond(candidate.end, 6)
        if not to or candidate.kind is not DetailKind.PLACES or after[:1] not in (["no"], ["nunca"], ["jamas"]):
            return False
        verb = next((word for word in after[1:] if word not in _PRONOUNS), "")
        return verb in _HAVING or verb in _GOING

    # Similes

    def _is_simile(self, candidate: Candidate) -> bool:
        words = self.near.before(candidate.start, 6)
        if not words:
            return False
        if words[-1] in {"y", "e", "and", "o", "or"} and len(words) > 2:
            return self._is_simile_too(candidate, words)
        return (
            self._spanish_simile(candidate, words) if self.language == "es" else self._english_simile(candidate, words)
        )

    def _is_simile_too(self, candidate: Candidate, words: list[str]) -> bool:
        """ "Como el perro y el gato", "like sugar and spice": the second of two in one likening."""
        determined = words[-3] in clues("determiners", self.language)
        likened = words[:-3] if determined else words[:-2]
        first = candidate._replace(start=candidate.start - (3 if determined else 2))
        return likened[-1:] in (["como"], ["like"], ["than"]) and self._is_simile(first)

    def _spanish_simile(self, candidate: Candidate, words: list[str]) -> bool:  # noqa: PLR0911 - a cascade of rules
        determined = self.tokens[candidate.start].bare in clues("determiners", "es")
        if words[-1] == "como" or (words[-2:-1] == ["como"] and words[-1] in {"a", "de", "en", "con", "por"}):
            role = any(word in clues("roles before como", "es") for word in words[-5:])
            at = candidate.start - (1 if words[-1] == "como" else 2)
            opens = self.tokens[at].opens
            eaten = words[-1] == "como" and candidate.kind is DetailKind.OBJECTS  # "Como sopa con mi nieta"
            because = opens and (eaten or self.near.has_verb_after(candidate.end))
            because = because or (eaten and not determined and bool(_WHO_EATS & set(words[-2:-1])))
            return not because and not (role and not determined)
        if words[-1] == "de" and words[-2:-1] and words[-2] in clues("body heads", "es"):
            return candidate.kind is DetailKind.ANIMALS or not determined
        if words[-1] == "de" and words[-2:-1] and words[-2] in clues("seeming", "es"):
            return True
        if words[-1] == "cual" or words[-1] in clues("seeming", "es"):
            return True
        if words[-1] in _SEEMED and words[-2:-1] and words[-2] in clues("seeming", "es"):
            return True
        if words[-2:] in (["igual", "que"], ["mismo", "que"], ["tal", "que"], ["igualito", "que"], ["hecho", "a"]):
            return True
        if words[-1] in {"hecho", "hecha", "hechos", "hechas"} and determined:
            return True
        if words[-3:-1] == ["como", "si"] or words[-2:] in (["que", "ni"], ["tamaño", "de"]):
            return True
        if words[-2:] in (["que", "era"], ["que", "eran"]) and {
            "creia",
            "creian",
            "creiamos",
            "pensaba",
            "pensabamos",
        } & set(words):
            return True
        compared = words[-1] == "que" and any(word in {"mas", "menos", "mejor", "peor"} for word in words[:-1])
        return compared and not {"no", "nada"} & set(words)

    def _english_simile(self, candidate: Candidate, words: list[str]) -> bool:  # noqa: PLR0911 - a cascade of rules
        article = self.tokens[candidate.start].bare in {"a", "an", "the"}
        if words[-1] == "like":
            return len(words) < 2 or words[-2] not in clues("like is a verb", "en")
        if words[-1] == "as" and words[-2:-1] and words[-2] in clues("likened", "en"):
            return True
        if words[-1] == "as":
            look = candidate.entry.look if candidate.entry else ""
            verb = (
                self.language == "en" and words[-2:-1] and words[-2] in {"worked", "dressed", "was", "job", "started"}
            )
            return (
                ("as" in words[:-1] or (article and len(words) > 1))
                and not verb
                and look not in {"kid", "young", "trade"}
            )
        if "like" in words and words[-2:] in (["it", "was"], ["they", "were"], ["he", "was"], ["she", "was"]):
            return True
        if words[-1] in {"than", "resembled"} and words[-2:] != ["rather", "than"]:
            return True
        if words[-3:] in (["the", "size", "of"], ["the", "shape", "of"], ["the", "colour", "of"]):
            return True
        if words[-2:] in (["it", "was"], ["they", "were"]) and {"thought", "think", "believed", "imagined"} & set(
            words
        ):
            return True
        return words[-2:] in (["as", "if"], ["as", "though"], ["such", "as"]) or (
            words[-1] == "for" and "with" in words[:-1] and article
        )


def _quoted(tokens: Sequence[Token]) -> list[bool]:
    """For every token, whether it stands between quotation marks: what somebody says, or reads."""
    inside: list[bool] = []
    closing = ""
    for token in tokens:
        for sign in token.before:
            if closing and sign == closing:
                closing = ""
            elif not closing and sign in _QUOTES:
                closing = _QUOTES[sign]
        inside.append(bool(closing))
    # A mark that nothing closes is no quotation.
    if closing:
        at = len(inside) - 1
        while at >= 0 and inside[at]:
            inside[at] = False
            at -= 1
    return inside
