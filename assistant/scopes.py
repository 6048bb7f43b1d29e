"""How far a denial or a wish reaches: one pass over the words of a memory."""

from collections.abc import Sequence
from typing import Final

from assistant.lexicon.clues import clue_phrases, clues
from assistant.lexicon.conjugating import verb_lookalikes
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_finite
from assistant.story import Language, Presence
from assistant.words import Token, word_set

_AND: Final = frozenset({"y", "e", "and"})
_BROKEN_BY: Final = (";", "…", "...", ":", "»", "«")
_PLACING: Final = word_set(
    "con en with in at on solo just only todo por para pero sino yo nosotros mi nos que eso ahora no na "
    "i we he she they it you ella ellos junto al debajo detras delante encima cerca alrededor beside by under behind "
    "near round sitting standing"
)
_PARTICIPLES: Final = ("ado", "ada", "ados", "adas", "ido", "ida", "idos", "idas", "ando", "endo")
_CLITICS: Final = word_set("me te se nos os lo la los las le les que to ever")
_REACH_OF_CONTRAST: Final = 3
_CORRECTING: Final = word_set("perdon digo espera espere bueno primero miento mentira ya")
"""Behind a no, in Spanish, without a comma: the teller begins anew."""
_REACH_OF_NONE: Final = 4
"""Words after `sin`, `ni`, `without`, `no` (before a noun) that these still deny."""


class Scopes:
    """For every token, whether a denial or a wish reaches it (`reach`)."""

    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language
        self.reach: list[Presence | None] = [None] * len(tokens)
        self._breakers = clues("clause breakers", language)
        self._run()

    def _run(self) -> None:
        scope: Presence | None = None
        narrow = 0
        at = 0
        while at < len(self.tokens):
            if scope is not None and self._ends(at, scope):
                scope, narrow = None, 0
            opened = self._opens(at)
            if opened is not None:
                scope, length, narrow = opened
                at += length
                continue
            self.reach[at] = scope
            if narrow:
                narrow -= 1
                if not narrow or is_finite(self.tokens[at].bare, self.language):
                    scope, narrow = None, 0
            at += 1

    def _ends(self, at: int, scope: Presence) -> bool:
        token = self.tokens[at]
        if token.opens or token.bare in self._breakers or any(mark in token.before for mark in _BROKEN_BY):
            return True
        if token.after_pause:
            return not self._goes_on(at, scope)
        return token.bare in _AND and self._new_clause(at)

    def _goes_on(self, at: int, scope: Presence) -> bool:
        """Whether after a comma a list goes on ("no teníamos luz, agua, ni nada") rather than a new clause."""
        if self.tokens[at].bare in {"ni", "nor", "or"}:
            return True
        words: list[str] = []
        for token in self.tokens[at : at + 7]:
            if words and token.after_pause:
                break
            words.append(token.bare)
        if any(is_finite(word, self.language) for word in words) or self._is_doing(words[0]):
            return False
        if self.language == "es" and words[0] in verb_lookalikes() and set(words[1:2]) & clues("determiners", "es"):
            return False  # "ya no trabajo, coso una falda"
        # A wish is dreamt on with its places ("ser pintor, en París"); what follows a denial is mostly instead of it.
        return scope is Presence.WISHED or words[0] not in _PLACING

    def _is_doing(self, word: str) -> bool:
        """ "Hablaban de aviones, sentados al fuego": a participle goes back to who spoke."""
        return self.language == "es" and word.endswith(_PARTICIPLES) and find([word], "es") is None

    def _new_clause(self, at: int) -> bool:
        for token in self.tokens[at + 1 : at + 6]:
            if token.after_pause:
                return False
            if is_finite(token.bare, self.language):
                return True
        return False

    def told_later(self) -> frozenset[int]:
        """The words of a last sentence that leaps on from what was told before: "años después…", "for years after".

        Where the telling goes on from there, it is the scene that has moved.
        """
        last = self.tokens[-1].sentence if self.tokens else 0
        words = frozenset(at for at, token in enumerate(self.tokens) if token.sentence == last)
        return words if last and any(self._phrase("later phrases", at) for at in words) else frozenset()

    def _phrase(self, name: str, at: int) -> int:
        second = self.tokens[at + 1].bare if at + 1 < len(self.tokens) else ""
        for phrase in clue_phrases(name, self.language).get(self.tokens[at].bare, ()):
            if len(phrase) > 1 and phrase[1] != second:
                continue
            if tuple(token.bare for token in self.tokens[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def _opens(self, at: int) -> tuple[Presence | None, int, int] | None:  # noqa: PLR0911 - a cascade of rules
        """The scope that opens here, how many tokens its cue takes, and how far it reaches (0: to the clause's end)."""
        word = self.tokens[at].bare
        if skip := self._phrase("no real negation phrases", at):
            return None, skip, 0
        if length := self._phrase("wish phrases", at):
            return Presence.WISHED, length, 0
        if length := self._phrase("belief phrases", at) or self._phrase("source phrases", at):
            return Presence.MENTIONED, length, 0
        if length := self._phrase("giving up phrases", at):
            return Presence.DENIED, length, _REACH_OF_NONE
        if word in clues("small negation", self.language):
            denied = at > 0 and self.reach[at - 1] is Presence.DENIED
            return Presence.DENIED, 1, 0 if denied and not self.tokens[at].opens else _REACH_OF_NONE
        if word in clues("negation", self.language) or word.endswith("n't"):
            return self._denial(at)
        if word in clues("wish", self.language):
            return (None, 1, 0) if self._is_love(at) else (Presence.WISHED, 1, 0)
        return None

    def _denial(self, at: int) -> tuple[Presence | None, int, int] | None:
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        if after is None or after.after_pause:
            return None
        verb = next((t.bare for t in self.tokens[at + 1 : at + 5] if t.bare not in _CLITICS), "")
        if verb in clues("no real negation", self.language):
            return None, 1, 0
        if self.language == "es" and self.tokens[at].bare == "no" and after.bare in _CORRECTING:
            return None, 1, 0
        return Presence.DENIED, 1, _REACH_OF_CONTRAST if self._denies_a_thing(at) else 0

    def _denies_a_thing(self, at: int) -> bool:
        """ "No a la playa a la sierra", "el guardia no el alcalde": a bare no before a thing reaches no further."""
        if self.language != "es" or self.tokens[at].bare != "no":
            return False
        words = [token.bare for token in self.tokens[at + 1 : at + 4]]
        if words[0] in clues("prepositions", "es"):
            words = words[1:]
        elif words[0] not in {"el", "un", "una", "mi", "mis"}:
            return False  # "no la conociste"
        noun = words[1:2] if words[:1] and words[0] in clues("determiners", "es") else words[:1]
        capital = any(token.capital for token in self.tokens[at + 1 : at + 4])
        return bool(noun) and (capital or find(noun, "es") is not None)

    def _is_love(self, at: int) -> bool:
        """ "Quería mucho a mi abuela", "wanted for nothing": no wish for a thing."""
        ahead = [token.bare for token in self.tokens[at + 1 : at + 4]]
        if self.language == "en":
            return ahead[:1] == ["for"]
        return "mucho" in ahead[:2] or "muchisimo" in ahead[:2] or ahead[:1] in (["a"], ["tanto"], ["decir"], ["como"])
