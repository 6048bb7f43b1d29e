"""The words of a painter that knows few: what it is told instead of those it was never taught."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from assistant.english import is_plural, plural, singular
from assistant.story import DetailKind, Value
from assistant.subjects import Subject

_LINKS: Final = frozenset({"of", "with", "in", "on", "at", "from", "for", "to"})


class Said(NamedTuple):
    """A noun phrase in a painter's own words, and how many people, animals or things it puts in the picture."""

    words: str
    number: int


class Spoken(NamedTuple):
    """The subjects as a painter is told them, those it has no word for, and those it has no room for."""

    told: tuple[Subject, ...]
    no_word: tuple[str, ...]
    no_room: tuple[str, ...]


class Dialect(Value):
    """What a painter understands.

    `knows` holds the noun phrases it was taught and how many people, animals or things each puts in the picture ("two
    men": 2, "beach": 0). `instead` says which of its own words comes nearest to another noun ("sheepdog": "dog").
    `adjectives` are those it was taught to see on people and places, `actions` what it was taught that people do. It
    can paint `most` people, animals and things at once, before one place.
    """

    knows: Mapping[str, int]
    instead: Mapping[str, str]
    adjectives: tuple[str, ...]
    actions: tuple[str, ...]
    most: int

    def speak(self, subjects: Sequence[Subject]) -> Spoken:
        """The subjects in the painter's words, in their order.

        The patient's own elements are the last to go for lack of room; learnt ones keep their words.
        """
        said = [Said(one.words, 1) if one.token else self.said(one.words, one.kind) for one in subjects]
        room, places, kept = self.most, 1, set[int]()
        for at in sorted(range(len(subjects)), key=lambda at: subjects[at].element_id is None):
            words, is_place = said[at], subjects[at].kind is DetailKind.PLACES
            if words and (places if is_place else room >= words.number):
                kept.add(at)
                places, room = places - is_place, room - words.number * (not is_place)
        return Spoken(
            tuple(
                one.model_copy(update={"painted_as": words.words})
                for at, (one, words) in enumerate(zip(subjects, said, strict=True))
                if words and at in kept
            ),
            tuple(one.words for one, words in zip(subjects, said, strict=True) if not words),
            tuple(one.words for at, one in enumerate(subjects) if said[at] and at not in kept),
        )

    def doing(self, action: str) -> str:
        """What people are told to do: the action itself, the one that stands in for it, or nothing."""
        return action if action in self.actions else self.instead.get(action, "")

    def said(self, phrase: str, kind: DetailKind) -> Said | None:
        """A noun phrase without article in the painter's words; None where none of them comes near.

        The longest known ending of the noun counts: a white fishing boat is a fishing boat. People keep their clothes,
        they and places the adjectives that the painter knows.
        """
        words = phrase.split()
        link = next((at for at, word in enumerate(words) if at and word in _LINKS), len(words))
        for end in dict.fromkeys((len(words), link)):
            for begin in range(link):
                own = self._own(" ".join(words[begin:end]).lower(), kind)
                if own is None:
                    continue
                if kind not in {DetailKind.PEOPLE, DetailKind.PLACES}:
                    return own
                before = [word for word in words[:begin] if word in self.adjectives]
                worn = kind is DetailKind.PEOPLE and end == link and words[link : link + 1] == ["in"]
                clothes = words[link:] if worn else []
                dressed = [*before, *own.words.split()] + ([] if " in " in own.words else clothes)
                return Said(" ".join(dressed), own.number)
        return None

    def _own(self, noun: str, kind: DetailKind) -> Said | None:
        """The noun itself where it is known, else the word that stands in for it."""
        for form in dict.fromkeys((noun, singular(noun))):
            number = self.knows.get(form)
            if number is not None and (number == 0) is (kind is DetailKind.PLACES):
                return Said(form, number)
            if form in self.instead:
                near = self.instead[form]
                several = plural(near.split(" in ")[0])
                if kind is DetailKind.PEOPLE and is_plural(noun) and several in self.knows:
                    return Said(several, self.knows[several])
                number = self.knows.get(near.split(" in ")[0], 1)
                return Said(near, number) if (number == 0) is (kind is DetailKind.PLACES) else None
        return None
