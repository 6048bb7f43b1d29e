"""Whether a thing is only mentioned: owners, makers, trades, the dead, what is missed, where somebody came from."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_finite
from assistant.story import DetailKind, Language
from assistant.words import Token, word_set

_MISSING: Final = word_set("echo echaba echabamos echare eche echamos echar echando echaban echas")
_LONGING: Final = word_set("extraño extrañaba añoro añoraba añoramos")
_TRADES: Final = frozenset({"trade", "adult", "kid", "young", "own", "peer"})
_FROM: Final = word_set(
    "era eran es vino vinieron llego lejos vuelta volvia volvi volviamos volvio volvimos venia venian "
    "regresaba regrese regreso regresamos vine veniamos natural traido traidos traida llegado venido venidos "
    "hablaba hablaban cartas uno una otro gente huele olian olia huelen olor sabor recien"
)
_LIVED: Final = word_set("trabajaba estaba vivia estuvo servia esta vive trabaja estudia estan viven trabajan")


class Neighbourhood:
    """The words around a place in a text, within its clause."""

    def __init__(self, tokens: Sequence[Token], language: Language) -> None:
        self.tokens, self.language = tokens, language

    def before(self, at: int, number: int) -> list[str]:
        """Folded words before a token in its clause, nearest last."""
        words: list[str] = []
        while at > 0 and len(words) < number and not self.tokens[at].after_pause:
            at -= 1
            words.insert(0, self.tokens[at].bare)
        return words

    def after(self, at: int, number: int) -> list[str]:
        """Folded words from a token on, to the next pause."""
        words: list[str] = []
        for token in self.tokens[at : at + number]:
            if token.after_pause:
                break
            words.append(token.bare)
        return words

    def is_gone(self, candidate: Candidate) -> bool:
        """Whether a person is told to have died or to be away."""
        return candidate.kind is DetailKind.PEOPLE and _is_gone(self, candidate, self.before(candidate.start, 7))

    def has_verb_after(self, at: int) -> bool:
        """Whether the clause goes on with a finite verb."""
        return any(is_finite(word, self.language) for word in self.after(at, 6))

    def beyond(self, at: int, number: int) -> list[str]:
        """Folded words from a token on, across pauses."""
        return [token.bare for token in self.tokens[at : at + number]]


def is_only_mentioned(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether the candidate takes no part in what is told."""
    words = near.before(candidate.start, 7)
    if any(check(near, words) for check in (_is_event_frame, _is_missed, _is_sought, _is_feared)):
        return True
    if candidate.kind is DetailKind.PEOPLE:
        checks = (
            _is_predicate,
            _is_owner,
            _is_giver,
            _is_thought_of,
            _is_described,
            _is_gone,
            _is_quoted,
            _is_short_answer,
        )
        return any(check(near, candidate, words) for check in checks)
    if candidate.kind is DetailKind.PLACES:
        return _is_origin(near, candidate, words)
    return False


def _is_event_frame(near: Neighbourhood, words: list[str]) -> bool:
    if near.language == "es":
        return words[-2:] in (
            ["antes", "de"],
            ["despues", "de"],
            ["antes", "del"],
            ["despues", "del"],
            ["antes", "que"],
        ) or words[-3:] in (
            ["en", "vez", "de"],
            ["en", "lugar", "de"],
        )
    return words[-1:] in (["before"], ["after"]) or words[-2:] == ["instead", "of"]


def _is_missed(near: Neighbourhood, words: list[str]) -> bool:
    if near.language == "es":
        if words[-1:] in (["de"], ["acordaba"], ["acordabamos"]) and {"acordaba", "acordabamos"} & set(words[-2:]):
            return True
        missed = "menos" in words[-5:] and bool(_MISSING & set(words))
        return missed or bool(_LONGING & set(words[-4:]))
    return bool({"miss", "missed", "missing"} & set(words[-3:]))


def _is_sought(near: Neighbourhood, words: list[str]) -> bool:
    if near.language == "es":
        return bool({"donde", "dile", "digale", "llame", "llamad"} & set(words[-3:])) and words[-1] not in {"vivia"}
    return (
        ("where" in words[-2:] and words[-1] in {"is", "are", "where"})
        or words[-1:] == ["tell"]
        or "where's" in words[-2:]
    )


def _is_feared(near: Neighbourhood, words: list[str]) -> bool:
    """ "Le da miedo el agua", "afraid of the dark": a fear is in the mind."""
    if near.language == "es":
        return "miedo" in words[-2:] or words[-2:] in (["miedo", "a"], ["miedo", "de"])
    return words[-1:] == ["of"] and bool({"afraid", "frightened", "scared", "terrified", "fear"} & set(words[-2:]))


def _is_predicate(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Mi padre era pescador", "trabajaba de químico", "as a nurse": what somebody was, not somebody."""
    look = candidate.entry.look if candidate.entry else ""
    if not words or candidate.name or candidate.element or _is_the_one_who(near, candidate):
        return False
    verbs = clues("professions before", near.language)
    if near.language == "en":
        exists = "there" in words[-3:] or "where" in words[-3:]
        return (words[-1] in verbs and not exists) or (words[-1] == "as" and len(words) > 1)
    if near.tokens[candidate.start].bare not in clues("determiners", "es"):
        return words[-1] in verbs or (words[-1] in {"de", "como"} and look in _TRADES)
    return words[-1] in {"era", "fue", "es", "soy", "ser", "siendo", "fui", "seria"} and look in _TRADES


def _is_the_one_who(near: Neighbourhood, candidate: Candidate) -> bool:
    """ "Fue el cura el que bailó", "it was the vicar who sang": no trade, but who did it."""
    after = near.after(candidate.end, 2)
    if near.language == "es":
        return after in (["el", "que"], ["la", "que"], ["los", "que"], ["las", "que"]) or after[:1] == ["quien"]
    return after[:1] == ["who"] and "it" in near.before(candidate.start, 3)


def _is_owner(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "la gabardina de mi padre", "my father's coat", "at my nan's"."""
    if near.language == "en":
        if near.after(candidate.end, 1) == ["'s"]:
            return True
        return words[-1:] == ["of"] and not clues("near", "en") & set(words[-3:-1])
    first = near.tokens[candidate.start].bare
    if first != "del" and words[-1:] != ["de"]:
        return False
    head = words[:-1] if words[-1:] == ["de"] else words
    return not head or head[-1] not in clues("near", "es")


def _is_giver(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """Who made or gave a thing, in a relative clause or after a participle and `por` / `by`."""
    verbs = clues("transfer verbs", near.language)
    if near.language == "es":
        if words[-1:] == ["por"] and words[-2:-1] and words[-2] in verbs:
            return True
        if "que" not in words:
            return False
        between = words[words.index("que") + 1 :]
        return bool(between) and between[-1] in verbs
    made_by = words[-1:] == ["by"] and bool(set(words[-2:-1]) & verbs)
    if words[-2:] == ["from", "my"] or made_by:
        return True
    thing = find(words[-1:], "en") if words else None
    relative = words[-1:] == ["that"] or (thing is not None and thing[0].kind is DetailKind.OBJECTS)
    after = near.after(candidate.end, 2)
    had_made = after[:1] == ["had"] and bool(set(after[1:2]) & verbs)
    return relative and (had_made or bool(set(after[:1]) & verbs))


def _is_thought_of(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    del candidate
    return bool(clues("thinking verbs", near.language) & set(words[-3:]))


def _is_described(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Mi padre era pescador y yo…": a description only, unless the next sentence goes on with him."""
    del words
    after = near.after(candidate.end, 6)
    if not after:
        return False
    if near.language == "es":
        rest = find(after[1:2], "es") or find(after[2:3], "es")
        trade = rest is not None and rest[0].look in {"trade", "adult"}
        return after[0] == "trabajaba" or (after[0] in {"era", "fue", "es"} and trade)
    if after[0] not in {"was", "worked"} or _goes_on_with(near, candidate):
        return False
    rest = find(after[2:3], "en") or find(after[3:4], "en")
    return after[0] == "worked" or (
        after[1:2] in (["a"], ["an"], ["the"]) and rest is not None and rest[0].look in {"trade", "adult"}
    )


def _goes_on_with(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether the next sentence begins with he or she."""
    sentence = near.tokens[candidate.head].sentence
    following = next((t for t in near.tokens[candidate.end : candidate.end + 30] if t.sentence == sentence + 1), None)
    return following is not None and following.bare in {"he", "she", "he'd", "she'd", "he's", "she's"}


def _is_gone(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """Who died, or was far away."""
    around = set(words[-3:]) | set(near.after(candidate.end, 5))
    if near.language == "es":
        gone = {
            "murio",
            "fallecio",
            "falto",
            "embarcado",
            "faltaba",
            "muriera",
            "ahogo",
            "mataron",
            "fusilaron",
            "murieron",
        }
        away = {"fuera", "guerra", "frente", "america", "preso"}
        return bool(around & gone) or ("estaba" in around and bool(around & away))
    after = set(near.after(candidate.end, 5))
    if "was" in after and after & {"army", "navy", "abroad", "work", "prison", "hospital", "war", "france", "forces"}:
        return True
    return bool(around & {"died", "drowned", "killed"}) or {"passed", "away"} <= around or {"was", "away"} <= around


def _is_quoted(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Contaba mi madre que…", "según mi abuelo", "my mother told us that…"."""
    told = clues("told", near.language)
    after = near.after(candidate.end, 7)
    if words[-1:] == ["segun"] or words[-2:] == ["according", "to"]:
        return True
    if near.language == "es":
        if near.beyond(candidate.end, 1) == ["que"] and told & set(words[-2:]):
            return True
        verb = next((i for i, word in enumerate(after[:3]) if word in told), None)
        return verb is not None and after[verb + 1 : verb + 2] in (["que"], ["como"]) and after[0] != "que"
    verb = next((i for i, word in enumerate(after[:5]) if word in told), None)
    return verb is not None and bool({"that", "how", "about"} & set(after[verb + 1 : verb + 4]))


def _is_short_answer(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "My friend Joyce did": only set against the teller."""
    after = near.after(candidate.end, 2)
    return near.language == "en" and not words and after in (["did"], ["had"], ["was"], ["could"])


def _is_origin(  # noqa: PLR0911 - a cascade of rules
    near: Neighbourhood, candidate: Candidate, words: list[str]
) -> bool:
    """Where somebody came from, what it smells of, and a place that only tells whose people they are."""
    if near.language == "en":
        if words[-1:] == ["from"]:
            came = bool({"came", "come", "comes"} & set(words[-4:]))
            return came or words[-2:-1] in (
                ["was"],
                ["were"],
                ["came"],
                ["is"],
                ["back"],
                ["home"],
                ["letter"],
                ["letters"],
            )
        if words[-1:] in (["on"], ["in"]) and bool({"first", "only"} & set(words[-5:])):
            return True
        return words[-1:] == ["of"] and bool({"smell", "smells", "smelled", "smelt", "first"} & set(words))
    first = near.tokens[candidate.start].bare
    if words[-1:] == ["en"] and words[-2:-1] and words[-2] in _LIVED:
        who = find(words[-3:-2], "es") if len(words) > 2 else None
        return who is not None and who[0].kind is DetailKind.PEOPLE
    if words[-1:] == ["a"] and words[-2:-1] in (["huelen"], ["huele"], ["olia"], ["olian"], ["olor"]):
        return True
    if first != "del" and words[-1:] != ["de"]:
        return False
    head = words[:-1] if words[-1:] == ["de"] else words
    owner = find(head[-1:], "es") if head else None
    if owner is not None and (owner[0].kind is not DetailKind.PLACES) and "part" not in owner[0].flags:
        return head[-1] not in clues("near", "es")
    return bool(head) and bool(_FROM & set(head[-2:]))
