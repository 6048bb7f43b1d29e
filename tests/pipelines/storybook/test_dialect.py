"""The storybook painter's own words, and those that stand in for others."""

from pathlib import Path

from assistant.composing import SettingsPolicy
from assistant.story import DetailKind
from pipelines.storybook.dialect import dialect
from pipelines.storybook.vocabulary import meaning

WEIGHTS = Path(__file__).parents[3] / "pipelines" / "storybook" / "weights"


def test_every_stand_in_is_a_word_that_the_painter_was_taught() -> None:
    known = dialect()
    strange = {near for near in known.instead.values() if meaning(near) is None and near not in known.actions}
    assert strange == set()


def test_what_is_known_has_no_stand_in() -> None:
    known = dialect()
    assert set(known.instead) & set(known.knows) == set()
    assert len(known.instead) > 1000


def test_a_word_of_the_lexicon_stands_for_the_others_of_its_line() -> None:
    known = dialect()
    assert known.said("collie", DetailKind.ANIMALS) == known.said("terrier", DetailKind.ANIMALS) == ("dog", 1)


def test_the_weights_that_ship_tell_the_app_this_dialect() -> None:
    settings = SettingsPolicy.model_validate_json((WEIGHTS / "settings.json").read_text(encoding="utf-8"))
    anew = "python -m pipelines.storybook.export --to pipelines/storybook/weights"
    assert settings.dialect == dialect(), f"the lexicon changed: {anew}"
