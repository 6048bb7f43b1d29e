"""The bilingual lexicon of things that can be seen: people, animals, places and objects of everyday life.

Each line of `{people,animals,places,objects}.tsv` is one concept: English words, Spanish words (both comma-separated,
the first English one is the painter's word for every Spanish one unless `translations.tsv` knows better), flags.
A line in brackets opens a group; in `people.tsv` it tells how they look: `[grand f]`. Flags:

    uncounted   stuff without an article        weak     painted only when something more is said of it
    plural      means several by itself         part     a part of a house, nothing of its own beside a place
    kin         a relative                      own      painted by its own word at every stage
    relation:x  which relative                  weather  belongs to the weather as well
    exact       too wide a concept: only `translations.tsv` tells the English of its Spanish words
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from assistant.english import is_plural, plural, singular
from assistant.lexicon.forms import bases_es, plural_es
from assistant.story import DetailKind, Language
from assistant.words import Token, bare, tokens_of

_LONGEST: Final = 5
_FILES: Final = (
    ("people", DetailKind.PEOPLE),
    ("animals", DetailKind.ANIMALS),
    ("places", DetailKind.PLACES),
    ("objects", DetailKind.OBJECTS),
)


class Entry(NamedTuple):
    """One word of the lexicon in one of its forms. `look` and `gender` belong to people only."""

    kind: DetailKind
    lemma: str
    english: str
    many: bool = False
    look: str = ""
    gender: str = "x"
    flags: frozenset[str] = frozenset()

    @property
    def relation(self) -> str:
        """Which relative this is (`mother`), or nothing."""
        return next((flag[9:] for flag in self.flags if flag.startswith("relation:")), "")


_GENDERS: Final = {"woman": "f", "girl": "f", "man": "m", "boy": "m"}
Forms = dict[str, list[tuple[tuple[str, ...], Entry]]]


def rows(name: str) -> Iterator[list[str]]:
    """The lines of a data file, split at tabs; empty lines are skipped."""
    for line in (files("assistant.lexicon") / name).read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield line.split("\t")


@cache
def translations() -> Mapping[str, str]:
    """English words for Spanish ones (without accents) that differ from the first word of their concept."""
    return {bare(spanish): english for spanish, english, *_ in rows("translations.tsv")}


@cache
def homographs(language: Language) -> frozenset[str]:
    """Words that are something else than nouns as well; they count only in a noun's place."""
    return frozenset(bare(word) for key, words in rows("homographs.tsv") if key == language for word in words.split())


@cache
def uncounted_words() -> frozenset[str]:
    """English nouns that take no article."""
    words: set[str] = set()
    for name, _ in _FILES:
        for row in rows(f"{name}.tsv"):
            if len(row) > 2 and "uncounted" in row[2]:
                words.update(word.strip() for word in row[0].split(","))
    return frozenset(words)


def uncounted(words: str) -> bool:
    """Whether an English noun phrase names stuff rather than things: it takes no article."""
    return words in uncounted_words() or words.rsplit(maxsplit=1)[-1] in uncounted_words()


def _concepts() -> Iterator[tuple[DetailKind, list[str], list[str], Entry]]:
    for name, kind in _FILES:
        look, gender = "", "x"
        for row in rows(f"{name}.tsv"):
            if row[0].startswith("["):
                look, _, gender = row[0].strip("[]").partition(" ")
                continue
            english, spanish, flags = [*row, "", ""][:3]
            entry = Entry(kind, "", "", look=look, gender=gender or "x", flags=frozenset(flags.split()))
            yield kind, _split(english), _split(spanish), entry


def _split(words: str) -> list[str]:
    return [word.strip() for word in words.split(",") if word.strip()]


def _spanish_lemmas(word: str) -> Iterator[tuple[str, str]]:
    """A lemma and its gender mark: `panadero/a` gives panadero (m) and panadera (f)."""
    if not word.endswith("/a"):
        yield word, ""
        return
    masculine = word[:-2]
    yield masculine, "m"
    yield (masculine[:-1] if masculine.endswith(("o", "e")) else bare(masculine)) + "a", "f"


def _spanish(english: list[str], spanish: list[str], base: Entry) -> Iterator[Entry]:
    for written in spanish:
        for lemma, gender in _spanish_lemmas(written):
            word = translations().get(bare(lemma)) or _fallback(english, base.flags)
            many = "plural" in base.flags or bool(word and is_plural(word))
            entry = base._replace(lemma=lemma, english=word, many=many, gender=gender or base.gender)
            yield entry
            if not bare(lemma).endswith("s"):
                yield entry._replace(lemma=plural_es(lemma), english=_several(lemma, word, base.flags), many=True)
            elif many and word and base.kind is DetailKind.OBJECTS and " " not in lemma and bare(lemma)[-2] in "aeo":
                one = bare(lemma)[:-1]
                yield entry._replace(lemma=one, english=translations().get(one) or singular(word), many=False)


def _fallback(english: list[str], flags: frozenset[str]) -> str:
    """The concept's first word; nothing where the concept is too wide to stand for each of its words."""
    return "" if "exact" in flags or not english else english[0].partition(">")[0]


def _several(lemma: str, word: str, flags: frozenset[str]) -> str:
    told = translations().get(plural_es(lemma))
    return told or (word if "uncounted" in flags or not word else plural(word))


def _english(english: list[str], base: Entry) -> Iterator[Entry]:
    for written in english:
        lemma, _, told = written.partition(">")
        many = "plural" in base.flags or is_plural(lemma)
        gender = _GENDERS.get(told, base.gender)
        word = lemma if told in _GENDERS else told or lemma
        entry = base._replace(lemma=lemma, english=word, many=many, gender=gender)
        yield entry
        if plural(lemma) != lemma:
            yield entry._replace(lemma=plural(lemma), english=plural(word), many=True)
        elif many and "plural" in base.flags and singular(lemma) != lemma:
            yield entry._replace(lemma=singular(lemma), english=singular(word), many=False)


@cache
def _forms(language: Language) -> Forms:
    forms: Forms = {}
    known: set[tuple[str, ...]] = set()
    for _, english, spanish, base in _concepts():
        entries = _spanish(english, spanish, base) if language == "es" else _english(english, base)
        for entry in entries:
            words = tuple(token.bare for token in tokens_of(entry.lemma))
            if words and words not in known:
                known.add(words)
                forms.setdefault(words[0], []).append((words, entry))
    for candidates in forms.values():
        candidates.sort(key=lambda candidate: -len(candidate[0]))
    return forms


def find(words: Sequence[str], language: Language) -> tuple[Entry, int] | None:
    """The longest entry at the start of some folded words, and how many words it takes."""
    return _find(tuple(words), language) if words else None


@lru_cache(maxsize=65536)
def _find(words: tuple[str, ...], language: Language) -> tuple[Entry, int] | None:
    for pattern, entry in _forms(language).get(words[0], ()):
        if words[: len(pattern)] == pattern:
            return entry, len(pattern)
    if language == "es":
        for base in bases_es(words[0]):
            for pattern, entry in _forms(language).get(base, ()):
                if len(pattern) == 1 and base not in homographs(language):
                    return entry, 1
    return None


def entry_at(tokens: Sequence[Token], at: int, language: Language) -> tuple[Entry, int] | None:
    """The longest entry that starts at a token without crossing a pause, and how many tokens it takes."""
    words = [tokens[at].bare]
    for token in tokens[at + 1 : at + _LONGEST]:
        if token.after_pause:
            break
        words.append(token.bare)
    return find(words, language)
