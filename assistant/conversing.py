"""What the assistant says to the patient: chosen at once by rules, never by a language model.

A reply begins with the person's own words, thanks, and leaves one open invitation. Every reply passes `guarding.check`;
one that would break a rule is replaced by a sentence that cannot.
"""

import re
from enum import StrEnum
from typing import Annotated, Final

from pydantic import Field

from assistant.echoing import fragments, recent
from assistant.feelings import Feeling, feel
from assistant.folding import fold
from assistant.guarding import check
from assistant.phrasing import pattern_of
from assistant.speaking import count_words, spoken_language
from assistant.story import (
    Address,
    Language,
    Patient,
    Valence,
    Value,
)
from assistant.wording import choices, phrases, say

MOST_FELT: Final = 20_000
"""Characters at the end of a telling that are searched for distress before answering; understanding reads all."""


class Offer(StrEnum):
    """What the person may choose after a reply. Keeping silent is always a choice too."""

    KEEP_TALKING = "keep_talking"
    SOMETHING_NICE = "something_nice"
    CALL_CARER = "call_carer"
    LOOK_AT_BOOK = "look_at_book"
    REST = "rest"


class Turn(Value):
    """Where the conversation stands.

    `empties` counts empty turns in a row, this one included; `minutes` run since the session began; `tellings` counts
    the tellings of this session before this one, so that the wording varies.
    """

    empties: Annotated[int, Field(ge=0)] = 0
    minutes: Annotated[float, Field(ge=0)] = 0.0
    tellings: Annotated[int, Field(ge=0)] = 0


class Reply(Value):
    """What is shown and read aloud, and at most three choices. `why` names the rule that chose the words."""

    text: str
    language: Language
    offers: tuple[Offer, ...]
    distress: bool = False
    why: str


FIRST_TURN: Final = Turn()
GO_ON: Final = (Offer.KEEP_TALKING, Offer.LOOK_AT_BOOK, Offer.REST)
GENTLE_END: Final = (Offer.REST, Offer.LOOK_AT_BOOK, Offer.KEEP_TALKING)
COMFORT: Final = (Offer.KEEP_TALKING, Offer.SOMETHING_NICE, Offer.REST)
EXITS: Final = (Offer.KEEP_TALKING, Offer.SOMETHING_NICE, Offer.CALL_CARER)


def reply_to(said: str | None, *, patient: Patient, turn: Turn = FIRST_TURN) -> Reply:
    """Answer a turn. `said` None: something was told whose words are not known yet; "": nothing was said.

    A story told again is received as new: nothing here knows of earlier tellings.
    """
    if said is None:
        return _plain("", patient, turn, patient.language)
    feeling, said, language = _taken_in(said, patient)
    if feeling.distress:
        return _reply("distress", EXITS, said, patient, language, distress=True)
    if is_empty(said, language):
        return _after_silence(patient, turn, language)
    if _matches("enough", said, language):
        return _reply("farewell_plain", GENTLE_END, said, patient, language)
    if feeling.valence is Valence.NEGATIVE:
        return _reply("heavy", COMFORT, said, patient, language)
    return _received(said, patient, turn, language, glad=feeling.valence is Valence.POSITIVE)


def _taken_in(said: str, patient: Patient) -> tuple[Feeling, str, Language]:
    """How a telling feels, its recent words, and the speaker's language."""
    latest = recent(said)
    language = spoken_language(latest, patient.language)
    return feel(said[-MOST_FELT:], language), latest, language


def is_empty(said: str, language: Language) -> bool:
    """Whether a turn holds nothing to say back: silence, "no sé", a hum."""
    words = " ".join(re.findall(r"[\w']+", fold(said)))
    return not re.search(r"[^\W\d_]", words) or bool(_pattern("nothing_said", language).fullmatch(words))


def something_nice(patient: Patient, *, turn: Turn = FIRST_TURN) -> Reply:
    """A choice of two pleasant subjects, asked for after distress."""
    return _choice_of_two("something_nice", patient, turn, patient.language)


def greeting(patient: Patient) -> str:
    """The sentence above the one large button."""
    return _sentence("greeting", patient, patient.language)


def farewell(patient: Patient, *, said: str = "") -> str:
    """The end of a turn ("Ahora no") or of a session: thanks, and the person's own good thing when there is one."""
    feeling, said, language = _taken_in(said, patient)
    if said.strip() and feeling.valence is not Valence.NEGATIVE:
        for fragment in fragments(said, patient=patient, language=language):
            text = _filled(choices("farewell", language, patient.address)[0], patient, fragment=fragment)
            if not check(text, said=said, patient=patient, language=language):
                return text
    return _sentence("farewell_plain", patient, language)


def called(patient: Patient) -> str:
    """What is shown when help was asked for (D3)."""
    return _sentence("called", patient, patient.language)


def ask_alike(patient: Patient) -> str:
    """Whether a picture of the book looks right: a question without a wrong answer (I5)."""
    return _sentence("alike", patient, patient.language)


def thank_for_answer(patient: Patient) -> str:
    """What follows that question, whatever was answered."""
    return _sentence("alike_thanks", patient, patient.language)


def carer_card(patient: Patient) -> tuple[str, ...]:
    """What whoever is with the person may do and say (D6), a line each."""
    language = patient.language
    do = choices("carer_do", language)
    words = choices("carer_say", language, patient.address)
    return (*do, *(say("carer_line", language, words=sentence) for sentence in words))


def offer_words(offer: Offer, language: Language, address: Address) -> str:
    """What stands on the button of an offer."""
    return say(f"offer_{offer}", language, address=address)


def _plain(said: str, patient: Patient, turn: Turn, language: Language) -> Reply:
    if _is_late(patient, turn):
        return _reply("late_plain", GENTLE_END, said, patient, language)
    return _reply("told_plain", GO_ON, said, patient, language, pick=turn.tellings)


def _received(said: str, patient: Patient, turn: Turn, language: Language, *, glad: bool) -> Reply:
    late = _is_late(patient, turn)
    name = "late" if late else "told_glad" if glad else "told"
    sentences = choices(name, language, patient.address)
    for fragment in fragments(said, patient=patient, language=language):
        text = _filled(sentences[turn.tellings % len(sentences)], patient, fragment=fragment)
        if not check(text, said=said, patient=patient, language=language):
            return Reply(text=text, language=language, offers=GENTLE_END if late else GO_ON, why=name)
    return _plain(said, patient, turn, language)


def _after_silence(patient: Patient, turn: Turn, language: Language) -> Reply:
    """An open invitation, then a choice of two, then a picture or rest (C4)."""
    if turn.empties <= 1:
        return _reply("empty_once", GO_ON, "", patient, language)
    if turn.empties == 2:
        return _choice_of_two("empty_twice", patient, turn, language)
    return _reply("empty_often", (Offer.LOOK_AT_BOOK, Offer.REST), "", patient, language)


def _choice_of_two(name: str, patient: Patient, turn: Turn, language: Language) -> Reply:
    pairs = phrases("topics", language)
    one, _, other = pairs[turn.tellings % len(pairs)].partition(" | ")
    text = say(name, language, address=patient.address, one=one, other=other)
    return Reply(text=text, language=language, offers=(Offer.KEEP_TALKING, Offer.REST), why=name)


def _is_late(patient: Patient, turn: Turn) -> bool:
    return turn.minutes >= patient.comfort.turn_minutes


def _reply(
    name: str,
    offers: tuple[Offer, ...],
    said: str,
    patient: Patient,
    language: Language,
    *,
    distress: bool = False,
    pick: int = 0,
) -> Reply:
    sentences = choices(name, language, patient.address)
    text = _filled(sentences[pick % len(sentences)], patient)
    if check(text, said=said, patient=patient, language=language):
        name, text = "safe", _sentence("safe", patient, language)
    return Reply(text=text, language=language, offers=offers, distress=distress, why=name)


def _sentence(name: str, patient: Patient, language: Language) -> str:
    return _filled(choices(name, language, patient.address)[0], patient)


def _filled(sentence: str, patient: Patient, *, fragment: str = "") -> str:
    first_name = (patient.name.split() or [""])[0]
    text = sentence.format_map({"name": first_name, "fragment": fragment})
    return text[:1].upper() + text[1:]


def _matches(name: str, said: str, language: Language) -> bool:
    """Whether a short turn is one of a list's wishes; in a longer one the words may belong to the story."""
    return count_words(said) <= 8 and _pattern(name, language).search(fold(said)) is not None


def _pattern(name: str, language: Language) -> re.Pattern[str]:
    return pattern_of(phrases(name, language))
