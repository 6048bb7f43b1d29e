"""The weights of words hear sadness that no list has; they only ever raise, and a reader's voter goes before them."""

import pytest

from assistant.feelings import VOTE, feel
from assistant.story import FeelingScores, Language, Reading, Transcript, Valence
from assistant.understanding import scene_of
from assistant.weighing import features, sadness, weighed
from tests.assistant.patients import WHO, read

_UNLISTED: tuple[Language, str] = ("en", "Mother never smiled again after the news.")


def test_features_are_words_stems_and_pairs() -> None:
    assert features("Mi vecina canta") == {"mi", "vecina", "vecin*", "canta", "mi vecina", "vecina canta", "mi _ canta"}


def test_an_empty_text_is_not_sad() -> None:
    assert weighed("").negative < VOTE


def test_sad_words_weigh_more_than_glad_ones() -> None:
    assert sadness("nobody came and I cried")[0] > sadness("we danced and sang and had cake")[0]


@pytest.mark.parametrize("text", ["We fed the ducks in the park.", "Mi abuela hacía rosquillas los domingos."])
def test_a_calm_telling_gets_no_vote(text: str) -> None:
    scores = weighed(text)
    assert scores.negative < VOTE
    assert scores.distress <= scores.negative


def test_the_weights_raise_what_no_list_hears() -> None:
    language, text = _UNLISTED
    assert feel(text, language).valence is not Valence.NEGATIVE
    assert read(text, language).valence is Valence.NEGATIVE


def test_a_readers_voter_goes_before_the_weights() -> None:
    text = "Nobody came, and nothing was left of it all for any of us."
    calm = Reading(feeling=FeelingScores(negative=0.0, distress=0.0))
    told = Transcript(recollection_id="one", language="en", text=text, source="typed")
    scene = scene_of(told, patient=WHO["en"], reading=calm)
    assert scene.valence is feel(text, "en").valence
