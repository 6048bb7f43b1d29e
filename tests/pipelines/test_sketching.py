import pytest

from assistant.story import DetailKind, Origin, OriginKind
from pipelines.art import figures
from pipelines.art.casting import SIDE, Cast, cast_of
from pipelines.art.staging import spread
from pipelines.labelling import DigitalSource, digital_source
from pipelines.sketching import SketchPainter
from tests.pipelines.pictures import dice, layout, opened, prompt, unheard

PEOPLE, ANIMALS, OBJECTS, PLACES = DetailKind.PEOPLE, DetailKind.ANIMALS, DetailKind.OBJECTS, DetailKind.PLACES
FAMILY = layout("beach", ("old woman", PEOPLE), ("boy", PEOPLE), ("dog", ANIMALS), ("bucket", OBJECTS))


def sketch(words: str = "people", scene: object = FAMILY, *, origins: tuple[Origin, ...] = (), seed: int = 1) -> bytes:
    asked = prompt(words, origins=origins)
    return SketchPainter().paint(asked, layout=scene, seeds=[seed], progress=unheard)[0].png  # type: ignore[arg-type] # a Layout


def found(background: str, *standing: tuple[str, DetailKind], swimming: bool = False) -> Cast:
    return cast_of(layout(background, *standing), dice(), swimming=swimming)


def people(cast: Cast) -> list[figures.Figure]:
    return [actor.figure for actor in cast.actors if actor.figure]


def test_it_takes_well_under_a_second() -> None:
    painted = SketchPainter().paint(prompt(), layout=FAMILY, seeds=[1, 2, 3], progress=unheard)
    assert min(picture.seconds for picture in painted) < 1.0


def test_it_is_large_enough_to_look_at_whatever_was_asked() -> None:
    assert opened(sketch()).size == (SIDE, SIDE)
    asked = prompt().model_copy(update={"width": 1024, "height": 768})
    painted = SketchPainter().paint(asked, layout=FAMILY, seeds=[1], progress=unheard)
    assert opened(painted[0].png).size == (1024, 768)


def test_it_says_that_no_trained_model_made_it() -> None:
    assert digital_source(sketch()) is DigitalSource.DRAWN_BY_RULE


@pytest.mark.parametrize(
    ("one", "other"),
    [("snow", "people"), ("night", "people"), ("rain", "snow"), ("dancing", "people"), ("walking", "dancing")],
)
def test_season_weather_light_and_doing_are_seen(one: str, other: str) -> None:
    assert sketch(one) != sketch(other)


def test_the_styles_own_words_change_nothing() -> None:
    said = Origin(words="an old woman", kind=OriginKind.SAID)
    style = Origin(words="soft evening light, snow", kind=OriginKind.STYLE)
    assert sketch("x, soft evening light, snow", origins=(said, style)) == sketch("x", origins=(said,))


def test_what_cannot_be_drawn_is_left_out_and_named() -> None:
    scene = layout("beach", ("freedom", OBJECTS), ("bucket", OBJECTS), ("zyx", ANIMALS), ("Atlantis", PLACES))
    assert SketchPainter().left_out(scene) == ("freedom", "zyx", "Atlantis")
    assert sketch(scene=layout("beach", ("freedom", OBJECTS))) == sketch(scene=layout("beach"))


def test_water_and_weather_are_part_of_the_place() -> None:
    assert SketchPainter().left_out(layout("beach", ("cold water", OBJECTS), ("sand", OBJECTS))) == ()


def test_the_place_is_not_drawn_twice() -> None:
    assert found("church", ("old church", PLACES)).actors == []
    assert len(found("town square", ("church", PLACES)).actors) == 1


def test_lights_and_bunting_hang_above() -> None:
    cast = found("street", ("Christmas lights", OBJECTS), ("bunting", OBJECTS))
    assert (cast.overhead, cast.actors) == ({"lights", "flags"}, [])


def test_lights_across_the_water_are_no_string_of_bulbs() -> None:
    assert found("harbour", ("lights", OBJECTS)).overhead == set()


def test_whoever_sits_has_a_chair_already() -> None:
    scene = layout("kitchen", ("old woman", PEOPLE), ("chair", OBJECTS))
    assert len(cast_of(scene, dice()).actors) == 2
    assert len(cast_of(scene, dice(), pose="sitting").actors) == 1


def test_what_is_named_twice_does_not_fill_the_picture() -> None:
    bouquets = ("flowers", OBJECTS), ("carnations", OBJECTS), ("tulips", OBJECTS)
    assert len(found("square", *bouquets).actors) == 5


def test_a_garment_is_worn_by_the_likeliest_person() -> None:
    coat = people(found("laboratory", ("boy", PEOPLE), ("woman", PEOPLE), ("white coat", OBJECTS)))
    assert [figure.outfit == "white coat" for figure in coat] == [False, True]
    dress = people(found("fair", ("man", PEOPLE), ("woman", PEOPLE), ("yellow dress", OBJECTS)))
    assert (dress[1].outfit, dress[1].colour) == ("dress", "yellow")


def test_a_garment_without_anybody_to_wear_it_is_a_thing() -> None:
    assert len(found("shop", ("blue coat", OBJECTS)).actors) == 1
    dressed = found("church", ("bride", PEOPLE), ("groom", PEOPLE), ("jacket", OBJECTS))
    assert [figure.outfit for figure in people(dressed)] == ["wedding dress", "suit"]
    assert len(dressed.actors) == 3


def test_who_swims_is_dressed_for_it() -> None:
    assert people(found("beach", ("girl", PEOPLE), swimming=True))[0].outfit == "swimsuit"
    assert people(found("kitchen", ("girl", PEOPLE), swimming=True))[0].outfit != "swimsuit"
    assert (
        people(found("beach", ("girl in a red dress", PEOPLE), ("soldier", PEOPLE), swimming=True))[1].outfit
        == "uniform"
    )


def test_plurals_are_drawn_more_than_once() -> None:
    assert len(found("park", ("ducks", ANIMALS)).actors) == 3
    assert len(found("park", ("duck", ANIMALS)).actors) == 1


def test_a_colour_that_was_said_is_seen() -> None:
    assert found("road", ("green car", OBJECTS)).actors[0].body != found("road", ("car", OBJECTS)).actors[0].body


def test_a_cast_too_many_still_stands_inside_the_picture() -> None:
    crowd = [(f"{number} old men", PEOPLE) for number in ("four", "four", "four")]
    moved = spread(found("square", *crowd).actors, share=0.66)
    assert len(moved) == 12
    assert all(0 <= actor.x <= SIDE for actor in moved)
    assert [actor.x for actor in moved] == sorted(actor.x for actor in moved)


def test_neighbours_keep_clear_of_each_other_where_there_is_room() -> None:
    near = found("square", ("man", PEOPLE), ("woman", PEOPLE)).actors
    together = [actor.__class__(actor.tall, 250.0, actor.row, figure=actor.figure) for actor in near]
    left, right = spread(together, share=0.66)
    assert right.x - left.x >= 0.65 * left.wide


def test_the_order_from_left_to_right_is_the_layouts() -> None:
    cast = found("square", ("old man", PEOPLE), ("girl", PEOPLE), ("baby", PEOPLE))
    ages = [actor.figure.age for actor in spread(cast.actors, share=0.66) if actor.figure]
    assert ages == ["old", "child", "baby"]
