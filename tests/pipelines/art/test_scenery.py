import pytest

from pipelines.art.backdrops import OUTSIDE
from pipelines.art.icons import ART, read_rows
from pipelines.art.interiors import INSIDE
from pipelines.art.landscape import Air
from pipelines.art.scenery import NOWHERE, Place, air_of, backdrop, place_of
from tests.pipelines.pictures import dice


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("beach", "beach"),
        ("beach of la Caleta", "beach"),
        ("old laboratory", "laboratory"),
        ("village square", "square"),
        ("churches", "church"),
        ("care home", "care home"),
        ("kitchen of the house", "kitchen"),
        ("open-air dance", "fairground"),
        ("railway station", "station"),
        ("Café", "dining room"),
    ],
)
def test_places_are_known_by_their_words(words: str, name: str) -> None:
    assert place_of(words).name == name


@pytest.mark.parametrize("words", ["", "nowhere special", "abroad"])
def test_an_unknown_place_is_a_plain_sheet(words: str) -> None:
    assert place_of(words) is NOWHERE


def test_every_place_has_its_painter() -> None:
    for row in read_rows(ART / "places.txt"):
        kind, paint = row.partition(":")[0].split()[-2:]
        assert paint in (INSIDE if kind == "inside" else OUTSIDE), row[:40]


@pytest.mark.parametrize(
    ("text", "air"),
    [
        ("snowy winter evening", Air(season="winter", weather="snow", light="sunset")),
        ("rain at night", Air(weather="rain", light="night")),
        ("a raincoat and a nightingale", Air()),
        ("Christmas, snow", Air(weather="snow", christmas=True)),
        ("spring morning", Air(season="spring")),
        ("", Air()),
    ],
)
def test_season_weather_and_light_come_from_whole_words(text: str, air: Air) -> None:
    assert air_of(text) == air


@pytest.mark.parametrize("paint", sorted(OUTSIDE))
def test_outside_the_air_is_seen(paint: str) -> None:
    place = Place("here", inside=False, paint=paint)
    airs = [Air(), Air(weather="snow"), Air(light="night"), Air(light="sunset"), Air(weather="rain")]
    assert len({backdrop(place, air, dice()) for air in airs}) == len(airs)


@pytest.mark.parametrize("paint", sorted(INSIDE))
def test_inside_every_room_is_drawn_and_seeds_repeat(paint: str) -> None:
    place = Place("here", inside=True, paint=paint)
    drawn = backdrop(place, Air(), dice())
    assert "<rect" in drawn
    assert drawn == backdrop(place, Air(), dice())
