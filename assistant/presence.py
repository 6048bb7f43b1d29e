"""How a thing stands in a memory: present, only mentioned, denied, wished for, or a simile. Rules over small word lists."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.lexicon.clues import clue_phrases, clues
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_finite
from assistant.story import DetailKind, Language, Presence
from assistant.words import Token

_AND: Final = frozenset({"y", "e", "and"})
_NEAR: Final = 4


class Scopes:
    """For every token, whether a denial or a wish reaches it. One pass over the text."""

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
            token = self.tokens[at]
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
                if not narrow or is_finite(token.bare, self.language):
                    scope, narrow = None, 0
            at += 1

    def _ends(self, at: int, scope: Presence) -> bool:
        token = self.tokens[at]
        if token.opens or token.bare in self._breakers:
            return True
        if ";" in token.before or "…" in token.before or "..." in token.before or ":" in token.before:
            return True
        if token.after_pause:
            return not self._goes_on(at)
        if token.bare in _AND:
            return (scope is Presence.WISHED and self._new_clause(at)) or self._new_clause(at)
        return False

    def _goes_on(self, at: int) -> bool:
        """Whether after a comma a list goes on ("no teníamos luz, agua, ni nada") rather than a new clause."""
        if self.tokens[at].bare in {"ni", "nor", "or"}:
            return True
        words = []
        for token in self.tokens[at : at + 6]:
            if words and token.after_pause:
                break
            words.append(token.bare)
        if any(is_finite(word, self.language) for word in words):
            return False
        return words[0] not in {"con", "en", "with", "in", "at", "on", "solo", "just", "only", "todo", "de", "por"}

    def _new_clause(self, at: int) -> bool:
        for token in self.tokens[at + 1 : at + 5]:
            if token.after_pause:
                return False
            if is_finite(token.bare, self.language):
                return True
        return False

    def _phrase(self, name: str, at: int) -> int:
        for phrase in clue_phrases(name, self.language).get(self.tokens[at].bare, ()):
            if tuple(token.bare for token in self.tokens[at : at + len(phrase)]) == phrase:
                return len(phrase)
        return 0

    def _opens(self, at: int) -> tuple[Presence | None, int, int] | None:
        """The scope that opens here, how many tokens its cue takes, and how far it reaches (0: to the clause's end)."""
        word = self.tokens[at].bare
        if skip := self._phrase("no real negation phrases", at):
            return None, skip, 0
        if length := self._phrase("wish phrases", at):
            return Presence.WISHED, length, 0
        if word in clues("small negation", self.language):
            return Presence.DENIED, 1, 4
        if word in clues("negation", self.language) or word.endswith("n't"):
            return self._denial(at)
        if word in clues("wish", self.language):
            return (None, 1, 0) if self._is_love(at) else (Presence.WISHED, 1, 0)
        return None

    def _denial(self, at: int) -> tuple[Presence | None, int, int] | None:
        if self.tokens[at].bare in {"no"} and self.language == "es" and self._alone(at):
            return None
        ahead = self.tokens[at + 1 : at + 4]
        if any(token.bare in clues("no real negation", self.language) for token in ahead):
            return None, 1, 0
        if any(token.bare in clues("wish", self.language) for token in ahead[:2]):
            return Presence.DENIED, 1, 0
        return Presence.DENIED, 1, 0

    def _alone(self, at: int) -> bool:
        after = self.tokens[at + 1] if at + 1 < len(self.tokens) else None
        return after is None or after.after_pause

    def _is_love(self, at: int) -> bool:
        """ "Quería mucho a mi abuela", "wanted for nothing": no wish for a thing."""
        ahead = [token.bare for token in self.tokens[at + 1 : at + 4]]
        if self.language == "en":
            return ahead[:1] == ["for"]
        return "mucho" in ahead[:2] or ahead[:1] == ["a"] or "tanto" in ahead[:1] or ahead[:1] == ["decir"]


class Judge:
    """Says how each candidate stands in one text."""

    def __init__(self, tokens: Sequence[Token], language: Language, found: Sequence[Candidate]) -> None:
        self.tokens, self.language, self.found = tokens, language, found
        self.scopes = Scopes(tokens, language)

    def presence(self, candidate: Candidate) -> Presence:
        """How one candidate stands in the memory, by the rules alone."""
        if self._is_simile(candidate):
            return Presence.SIMILE
        reach = self.scopes.reach[candidate.head]
        if reach is Presence.DENIED or reach is Presence.WISHED:
            return Presence.PRESENT if reach is Presence.WISHED and self._fulfilled(candidate) else reach
        if self._is_question(candidate) or self._is_only_mentioned(candidate):
            return Presence.MENTIONED
        return Presence.PRESENT

    def _before(self, at: int, number: int) -> list[str]:
        """Folded words before a token in its clause, nearest last."""
        words: list[str] = []
        while at > 0 and len(words) < number and not self.tokens[at].after_pause:
            at -= 1
            words.insert(0, self.tokens[at].bare)
        return words

    def _after(self, at: int, number: int) -> list[str]:
        words: list[str] = []
        for token in self.tokens[at : at + number]:
            if token.after_pause:
                break
            words.append(token.bare)
        return words

    def _fulfilled(self, candidate: Candidate) -> bool:
        """A wish that came true in the next words: "quería una bicicleta y me la trajeron los Reyes"."""
        sentence = self.tokens[candidate.head].sentence
        ahead = self.tokens[candidate.end : candidate.end + 14]
        near = [token.bare for token in ahead if token.sentence <= sentence + 1]
        denied = {"no", "nunca", "never", "ni", "didn't", "not", "but", "pero"} & set(near[:8])
        return not denied and any(word in clues("fulfilled", self.language) for word in near[:8])

    def _is_question(self, candidate: Candidate) -> bool:
        words = self._before(candidate.start, 4)
        if self.language == "es":
            return bool({"donde", "dile", "digale", "llama", "llame", "llamad"} & set(words[-3:]))
        return "where" in words[-3:] or words[-1:] == ["tell"] or "where's" in words

    # Similes

    def _is_simile(self, candidate: Candidate) -> bool:
        words = self._before(candidate.start, 6)
        if not words:
            return False
        if self.language == "es":
            return self._spanish_simile(candidate, words)
        return self._english_simile(candidate, words)

    def _spanish_simile(self, candidate: Candidate, words: list[str]) -> bool:
        determined = self.tokens[candidate.start].bare in clues("determiners", "es")
        if words[-1] == "como":
            role = any(word in clues("roles before como", "es") for word in words[-5:])
            opens = self.tokens[candidate.start - 1].opens
            return not opens and not (role and not determined)
        if words[-1] in {"cual"} or words[-1] in clues("seeming", "es"):
            return True
        joined = f" {' '.join(words)} "
        if words[-1] == "que" and any(word in {"mas", "menos", "igual", "mismo", "igualito"} for word in words[:-1]):
            return not {"no", "nada"} & set(words)
        return any(f" {p} " in joined and words[-1] == p.split()[-1] for p in _SIMILE_PHRASES["es"])

    def _english_simile(self, candidate: Candidate, words: list[str]) -> bool:
        if words[-1] == "like":
            return len(words) < 2 or words[-2] not in clues("like is a verb", "en")
        if words[-1] == "as" and "as" in words[:-1]:
            return True
        if words[-1] in {"than", "resembled"} and words[-2:] != ["rather", "than"]:
            return True
        return (words[-1] == "as" and self._role(candidate)) or words[-2:] in (["as", "if"], ["as", "though"])

    def _role(self, candidate: Candidate) -> bool:
        return False

    # Only mentioned

    def _is_only_mentioned(self, candidate: Candidate) -> bool:
        words = self._before(candidate.start, 7)
        if self._is_event_frame(words):
            return True
        if candidate.kind is DetailKind.PEOPLE:
            return (
                self._is_predicate(candidate, words)
                or self._is_owner(candidate, words)
                or self._is_giver(words)
                or self._is_thought_of(words)
                or self._is_described(candidate)
                or self._is_gone(candidate)
                or self._is_quoted(candidate, words)
            )
        if candidate.kind is DetailKind.PLACES:
            return self._is_origin(candidate, words)
        return False

    def _is_event_frame(self, words: list[str]) -> bool:
        if self.language == "es":
            return words[-2:] in (["antes", "de"], ["despues", "de"], ["antes", "del"], ["despues", "del"]) or words[
                -3:
            ] in (["en", "vez", "de"], ["en", "lugar", "de"], ["antes", "de", "ir"])
        return words[-1:] in (["before"], ["after"]) or words[-2:] in (["instead", "of"], ["before", "the"])

    def _is_predicate(self, candidate: Candidate, words: list[str]) -> bool:
        """ "Mi padre era pescador", "trabajaba de químico", "as a nurse": what somebody was, not somebody."""
        look = candidate.entry.look if candidate.entry else ""
        if not words or candidate.name or candidate.element:
            return False
        verbs = clues("professions before", self.language)
        if self.language == "en":
            return words[-1] in verbs or (words[-1] == "as" and len(words) > 1)
        determined = self.tokens[candidate.start].bare in clues("determiners", "es")
        if not determined and words[-1] in {"de", "como"} | verbs:
            return look in {"trade", "kid", "young", "own", "adult", "peer"} or words[-1] in verbs
        return words[-1] in {"era", "fue", "es", "soy", "ser", "siendo", "fui"} and look in {"trade", "adult"}

    def _is_owner(self, candidate: Candidate, words: list[str]) -> bool:
        """ "la gabardina de mi padre", "my father's coat", "los compañeros del laboratorio"."""
        if self.language == "en":
            own = self._after(candidate.end, 2)
            if own[:1] == ["'s"]:
                return True
            return words[-1:] == ["of"] and not any(word in clues("near", "en") for word in words[-3:-1])
        first = self.tokens[candidate.start].bare
        if first != "del" and words[-1:] != ["de"]:
            return False
        head = words[:-1] if words[-1:] == ["de"] else words
        return not head or head[-1] not in clues("near", "es")

    def _is_giver(self, words: list[str]) -> bool:
        """Who made or gave a thing in a relative clause, or after a participle and `por` / `by`."""
        verbs = clues("transfer verbs", self.language)
        if self.language == "es":
            if words[-1:] == ["por"] and words[-2:-1] and words[-2] in verbs:
                return True
            if "que" not in words:
                return False
            between = words[words.index("que") + 1 :]
            return any(word in verbs for word in between)
        return (words[-1:] == ["by"] and words[-2:-1] != [] and words[-2] in verbs) or words[-2:] == ["from", "my"]

    def _is_thought_of(self, words: list[str]) -> bool:
        verbs = clues("thinking verbs", self.language)
        return any(word in verbs for word in words[-3:])

    def _is_described(self, candidate: Candidate) -> bool:
        """ "Mi padre era pescador y yo…": a description only; the same person doing something else is present anyway."""
        after = self._after(candidate.end, 6)
        if not after:
            return False
        if self.language == "es":
            if after[0] not in {"era", "fue", "es", "trabajaba"}:
                return False
            rest = find(after[1:2], "es") or find(after[2:3], "es")
            return after[0] == "trabajaba" or (rest is not None and rest[0].look in {"trade", "adult"})
        if after[0] not in {"was", "worked"}:
            return False
        if after[0] == "worked":
            return True
        rest = find(after[2:3], "en") or find(after[3:4], "en")
        return after[1:2] in (["a"], ["an"], ["the"]) and rest is not None and rest[0].look in {"trade", "adult"}

    def _is_gone(self, candidate: Candidate) -> bool:
        words = set(self._before(candidate.start, 4)[-3:]) | set(self._after(candidate.end, 5))
        if self.language == "es":
            gone = {"murio", "fallecio", "falto", "muerto", "embarcado", "faltaba", "muriera"}
            return bool(words & gone) or {"estaba", "fuera"} <= words or {"estaba", "guerra"} <= words
        return bool(words & {"died", "dead"}) or {"passed", "away"} <= words or {"was", "away"} <= words

    def _is_quoted(self, candidate: Candidate, words: list[str]) -> bool:
        """ "Contaba mi madre que…", "según mi abuelo", "my mother told us that…"."""
        told = clues("told", self.language)
        after = self._after(candidate.end, 5)
        if self.language == "es":
            if words[-1:] == ["segun"]:
                return True
            if after[:1] == ["que"] and any(word in told for word in words[-2:]):
                return True
            verb = next((i for i, word in enumerate(after[:4]) if word in told), None)
            return verb is not None and after[verb + 1 : verb + 2] in (["que"], ["como"]) and not after[0] == "que"
        if words[-2:] == ["according", "to"]:
            return True
        verb = next((i for i, word in enumerate(after[:4]) if word in told), None)
        following = after[verb + 1 : verb + 4] if verb is not None else []
        return bool({"that", "how", "about"} & set(following))

    def _is_origin(self, candidate: Candidate, words: list[str]) -> bool:
        """Where somebody came from, and a place that only tells whose people they are."""
        if self.language == "es":
            first = self.tokens[candidate.start].bare
            if first != "del" and words[-1:] != ["de"]:
                return False
            head = words[:-1] if words[-1:] == ["de"] else words
            owner = find(head[-1:], "es") if head else None
            if owner is not None and owner[0].kind is DetailKind.PEOPLE:
                return True
            return bool(head) and head[-1] in {"era", "eran", "vino", "vinieron", "llego", "lejos", "vuelta"}
        if words[-1:] == ["from"]:
            return words[-2:-1] in (["was"], ["were"], ["came"], ["is"])
        return (
            (bool({"first", "only"} & set(words[-4:]))
            and words[-1:] in (["on"], ["in"]))
            or (words[-1:] == ["of"]
            and (bool({"first", "only"} & set(words))))
        )


_SIMILE_PHRASES: Final = {
    "es": ("igual que", "lo mismo que", "hecho", "hecha", "tal que", "como si fuera", "como si fuese", "ni que fuera"),
}
