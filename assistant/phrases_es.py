"""Spanish noun phrases: the noun, its adjectives, what it is made of or belongs to."""

from typing import Final

from assistant.extracting import LONGEST_EVIDENCE, Candidate, Telling
from assistant.lexicon.adjectives import spanish_at
from assistant.lexicon.clues import clues, pairs
from assistant.lexicon.conjugating import verb_lookalikes
from assistant.lexicon.entries import Entry, entry_at, find, homographs
from assistant.lexicon.verbs import is_finite
from assistant.proper_names import end_of_name, end_of_person
from assistant.story import DetailKind
from assistant.words import word_set

_ARTICLES: Final = frozenset({"la", "los", "las", "el"})
_ODD_GENDER: Final = word_set("radio mano foto moto canto")
_DEGREES: Final = word_set("muy tan mas bien todo toda todos todas y medio")
_SMALL: Final = frozenset({"te", "se", "si", "tu", "mas"})
_NOTHING_BUT: Final = frozenset({"puro", "puros"})
_HOME: Final = frozenset({"casa", "clase", "cama"})
_AFTER_VERBS: Final = frozenset({"vino", "punto", "cartas", "copas", "lana", "fuego", "plata", "leche"})
_ELLIPSES: Final = frozenset({"una", "uno", "unas", "unos", "la", "el", "las", "los", "llena", "lleno"})
""""Una de trapo": what it is made of, the thing itself is left out."""
_NOT_THINGS: Final = frozenset({("hacer", "fotos"), ("echar", "fotos"), ("dar", "clases")})


def spanish_phrase(telling: Telling, at: int, entry: Entry, length: int, before: Candidate | None) -> Candidate | None:
    """The noun phrase around the entry at a token, or None when the word is no noun here."""
    if not _is_noun(telling, at, entry, length, before):
        return None
    entry = _coffee(telling, at, entry)
    core, start, seen = _left(telling, at)
    end, more = _adjectives(telling, at + length)
    if "weak" in entry.flags and not seen and not more:
        return None
    if "part" in entry.flags and _is_part_of_place(telling, end):
        return None
    name_start = end
    end, tail = _complement(telling, end, entry)
    words = list(dict.fromkeys(word for word in seen + more if word and word not in entry.english.split()))
    english = " ".join([*words, entry.english]) if entry.english else ""
    name = ""
    if tail[:1].isupper():
        name = " ".join(t.text for t in telling.tokens[name_start:end] if t.capital)
        english = f"{tail} {english}" if entry.kind is not DetailKind.PEOPLE and english else english
    elif tail and english:
        english = f"{english} of {tail}"
    number = pairs("numbers", "es").get(telling.tokens[start].bare, "")
    end = min(end, start + LONGEST_EVIDENCE)
    return Candidate(entry.kind, start, core, at, end, english, entry, None, name, number)


def _coffee(telling: Telling, at: int, entry: Entry) -> Entry:
    """A café is a place only where somebody is in it or goes to it; otherwise it is drunk."""
    if telling.tokens[at].bare != "cafe" or entry.kind is not DetailKind.PLACES:
        return entry
    if not telling.breathes(at + 1) and telling.tokens[at + 1].capital:
        return entry  # "el café Los Leones"
    led = telling.before(at)
    inside = led in {"al", "del"} or (led in {"el", "un"} and telling.before(at - 1) in {"en", "hasta", "por"})
    drink = find(["cafelito"], "es")
    return entry if inside or drink is None else drink[0]


def _is_noun(telling: Telling, at: int, entry: Entry, length: int, before: Candidate | None) -> bool:  # noqa: C901, PLR0911 - a cascade of rules
    token = telling.tokens[at]
    small = length == 1 and (telling.is_preposition(at) or telling.is_determiner(at))
    small = small and not (token.bare in {"sobre", "sobres"} and telling.is_determiner(at - 1))
    if "weather" in entry.flags or small or _is_quarter(telling, at):
        return False
    if token.bare in _SMALL and token.lower == token.bare:
        return False
    if length > 1:
        return True
    if token.bare in _NOTHING_BUT and not telling.breathes(at + 1) and find([telling.tokens[at + 1].bare], "es"):
        return False  # "puros viejitos": nothing but old people
    if token.lower[-1] in "éóí" and entry.lemma[-1] != token.lower[-1]:
        return False  # monté is no monte
    if telling.before(at) == "muy" or (telling.before(at) == "de" and telling.before(at - 1) in _ELLIPSES):
        return False  # "el muy burro" is no donkey
    if (
        token.bare in _HOME
        and telling.before(at) in {"a", "en", "de", "por", "hasta", "para"}
        and not _goes_on(telling, at)
    ):
        return False
    if _is_vocative(telling, at, entry) or (telling.before(at), token.bare) in _NOT_THINGS:
        return False
    if token.bare not in homographs("es"):
        return token.lower != token.bare or token.bare not in verb_lookalikes() or not _is_verb(telling, at, before)
    if not telling.before(at):
        return before is not None and before.end == at and "," in token.before
    if _is_determined(telling, at) or (token.bare in _AFTER_VERBS and is_finite(telling.before(at), "es")):
        return True
    if telling.is_preposition(at - 1):
        return token.bare not in clues("only after an article", "es")
    return _is_joined(telling, at, before) or _follows_adjective(telling, at)


def _is_verb(telling: Telling, at: int, before: Candidate | None) -> bool:
    """Whether a word that is a noun and a verb is the verb here: "yo paseo", "me velo", "mi hermana rueda"."""
    led = telling.before(at)
    if not led:
        listed = before is not None and before.end == at and "," in telling.tokens[at].before
        goes_on = not telling.breathes(at + 1) and telling.tokens[at + 1].bare not in {"de", "del", "que", "y", "con"}
        return not listed and goes_on and telling.tokens[at].bare.endswith("o")
    if _is_determined(telling, at) or _is_joined(telling, at, before) or telling.is_preposition(at - 1):
        return False
    return not _follows_adjective(telling, at) and not is_finite(led, "es")


def _is_determined(telling: Telling, at: int) -> bool:
    """Whether an article or the like stands before a noun: "las planto", "lo canto", "que canto" are verbs."""
    led, word = telling.before(at), telling.tokens[at].bare
    if not telling.is_determiner(at - 1) or led in {"que", "lo"}:
        return False
    if led in {"la", "las", "los"} and word not in _ODD_GENDER:
        many = led != "la"
        return word.endswith("s") is many and (led == "los" or not word.endswith(("o", "os")))
    return True


def _is_joined(telling: Telling, at: int, before: Candidate | None) -> bool:
    """ "Con palas y rastrillo": behind another noun and an and."""
    return telling.before(at) in {"y", "e", "ni", "o"} and before is not None and before.end == at - 1


def _follows_adjective(telling: Telling, at: int) -> bool:
    """ "Buen vino": an adjective that is no noun ("la vecina llama")."""
    led = telling.before(at)
    return spanish_at([led]) is not None and find([led], "es") is None


def _is_quarter(telling: Telling, at: int) -> bool:
    """ "Un cuarto de aceite" is a measure, "los de cuarto" a class at school: neither is a room."""
    tokens = telling.tokens
    if tokens[at].bare != "cuarto":
        return False
    of_stuff = not telling.breathes(at + 2) and tokens[at + 1].bare == "de" and not telling.breathes(at + 1)
    stuff = find([tokens[at + 2].bare], "es") if of_stuff else None
    measure = stuff is not None and "uncounted" in stuff[0].flags | _FLUID.get(stuff[0].english, frozenset())
    return measure or (telling.before(at) == "de" and telling.before(at - 1) in _CLASSES)


_CLASSES: Final = word_set("grupo curso alumnos alumnas niños niñas chicos chicas los las maestra maestro")
_FLUID: Final = {
    word: frozenset({"uncounted"}) for word in ("oil", "milk", "wine", "sugar", "cheese", "coffee", "meat")
}


def _goes_on(telling: Telling, at: int) -> bool:
    """ "A casa de mi abuela": then it is a certain house."""
    return not telling.breathes(at + 1) and telling.tokens[at + 1].bare in {"de", "del"}


def _is_vocative(telling: Telling, at: int, entry: Entry) -> bool:
    """ "Qué luz, hija mía": somebody is spoken to."""
    if entry.kind is not DetailKind.PEOPLE or not telling.tokens[at].after_pause:
        return False
    after = telling.tokens[at + 1] if at + 1 < len(telling.tokens) else None
    if "¡" in telling.tokens[at].before and (after is None or after.after_pause):
        return True
    if after is not None and not after.after_pause:
        return after.bare in {"mia", "mio", "mias", "mios"}
    return after is None or "," not in after.before or "," in telling.tokens[at].before


def _left(telling: Telling, at: int) -> tuple[int, int, list[str]]:
    """Where the core and the whole phrase start, and the English of an adjective before the noun."""
    core, seen = at, []
    led = telling.before(at)
    hit = spanish_at([led]) if led and at > telling.done else None
    if hit is not None and find([led], "es") is None and led not in telling.determiners:
        core, seen = at - 1, [hit[0]]
    determined = core > telling.done and telling.before(core) in telling.determiners and telling.is_determiner(core - 1)
    return core, core - 1 if determined else core, seen


def _adjectives(telling: Telling, at: int) -> tuple[int, list[str]]:
    tokens = telling.tokens
    seen: list[str] = []
    while not telling.breathes(at) and at not in telling.taken:
        step = 1 if tokens[at].bare in _DEGREES else 0
        words = [t.bare for t in tokens[at + step : at + step + 3]]
        hit = spanish_at(words)
        joins = tokens[at].bare == "y"
        if tokens[at].bare == "bajo" and at + 1 < len(tokens) and telling.is_determiner(at + 1):
            break
        if hit is None or (joins and (not seen or find(words[:1], "es") is not None)):
            break
        if step + hit[1] == 1 and _starts_phrase(telling, at):
            break
        seen.append(hit[0])
        at += step + hit[1]
    return at, seen


def _starts_phrase(telling: Telling, at: int) -> bool:
    """Whether an adjective belongs to the noun that follows: "tenía mucha gente buen humor"."""
    if telling.tokens[at].bare not in {"buen", "gran", "primer", "mal", "mejor"} or telling.breathes(at + 1):
        return False
    return find([telling.tokens[at + 1].bare], "es") is not None


def _is_part_of_place(telling: Telling, at: int) -> bool:
    """ "La puerta de la iglesia": the church is the place, its door nothing of its own."""
    tokens = telling.tokens
    if telling.breathes(at) or tokens[at].bare not in {"de", "del"}:
        return False
    inner = at + 1
    if inner < len(tokens) and tokens[at].bare == "de" and telling.is_determiner(inner):
        inner += 1
    hit = entry_at(tokens, inner, "es") if inner < len(tokens) else None
    return inner in telling.taken or (hit is not None and hit[0].kind is DetailKind.PLACES)


def _complement(telling: Telling, at: int, entry: Entry) -> tuple[int, str]:
    """A name, or `de` and a bare noun or a name: where it ends, and its English or the name itself."""
    tokens = telling.tokens
    if entry.kind is DetailKind.PEOPLE:
        linked = not telling.breathes(at) and tokens[at].bare in {"la", "el"}
        end = end_of_person(telling, at + 1 if linked else at)
        named = end > at + 1 if linked else end > at
        return (end, tokens[end - 1].text) if named else (at, "")
    if telling.breathes(at) or telling.taken & set(range(at, at + 4)):
        return at, ""
    if tokens[at].capital and entry.kind is DetailKind.PLACES and tokens[at].bare not in telling.no_names:
        end = end_of_name(telling, at)
        return end, telling.text(at, end)
    if tokens[at].bare not in {"de", "del"} or at + 1 >= len(tokens) or tokens[at + 1].after_pause:
        return at, ""
    return _after_of(telling, at, entry)


def _after_of(telling: Telling, at: int, entry: Entry) -> tuple[int, str]:
    tokens, inner = telling.tokens, at + 1
    article = tokens[inner].bare in _ARTICLES
    first = inner + 1 if article else inner
    if first < len(tokens) and tokens[first].capital and entry.kind is DetailKind.PLACES:
        end = end_of_name(telling, first)
        return end, telling.text(first, end)
    if article or tokens[at].bare != "de":
        return at, ""
    hit = entry_at(tokens, inner, "es")
    if hit is None and entry.kind is DetailKind.OBJECTS and _tells_which(telling, inner):
        return inner + 1, ""
    if hit is None or hit[0].kind is DetailKind.PEOPLE or _is_holder(entry):
        return at, ""
    end, more = _adjectives(telling, inner + hit[1])
    return end, " ".join([*filter(None, more), hit[0].english])


def _tells_which(telling: Telling, at: int) -> bool:
    """ "Un carro de tojo", "guantes de fregar": an unknown word that belongs to the thing; it is said, not painted."""
    word = telling.tokens[at]
    small = telling.is_determiner(at) or telling.is_preposition(at) or word.bare in _NO_KINDS
    return not word.capital and not small and len(word.bare) > 3 and at not in telling.taken and word.bare.isalpha()


_NO_KINDS: Final = word_set("noche dia mañana tarde repente nuevo pronto nada verdad aqui alli alla ella ellos antes")


def _is_holder(entry: Entry) -> bool:
    """A basket and what is in it are two things to see; a glass of wine is one."""
    return entry.english.split()[-1:] in (
        ["basket"],
        ["baskets"],
        ["table"],
        ["suitcase"],
        ["cart"],
        ["boat"],
        ["tray"],
    )
