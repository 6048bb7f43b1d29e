"""The coach: what it says of a photo and of a set, and that only the minimum blocks."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant import wording
from assistant.coaching import (
    advise_photo,
    advise_set,
    checklist,
    compose_caption,
    framing_of,
    training_set,
    view_of,
)
from assistant.comparing import counted, is_same, outliers
from assistant.cropping import holds, side_of, square, suggest_crop
from assistant.elements import Face, Findings, Framing, Photo, Tick
from assistant.story import Box, Element, ElementKind, Language
from tests.assistant.photo_sets import WHOLE, a_face, photo
from tests.making import values

PERSON, DOG, PLACE = ElementKind.PERSON, ElementKind.ANIMAL, ElementKind.PLACE


def said_of(one: Photo, kind: ElementKind = PERSON) -> set[str]:
    return {advice.key for advice in advise_photo(one, kind=kind)}


def said_of_set(photos: list[Photo], kind: ElementKind = PERSON, *, consented: bool = True) -> dict[str, bool]:
    return {advice.key: advice.blocks for advice in advise_set(photos, kind=kind, consented=consented)}


def met(photos: list[Photo], kind: ElementKind = PERSON) -> set[str]:
    return {wish.key for wish in checklist(photos, kind=kind) if wish.met}


def test_a_good_photo_needs_no_advice() -> None:
    assert said_of(photo()) == set()


@pytest.mark.parametrize(
    ("key", "one"),
    [
        ("photo_too_few_pixels", photo(crop=Box(left=0, top=0, width=0.63, height=0.63))),
        ("photo_blurred", photo(sharpness=12.0)),
        ("photo_too_dark", photo(brightness=0.05)),
        ("photo_too_bright", photo(brightness=0.95)),
        ("photo_flat", photo(contrast=0.02)),
        ("photo_several_faces", photo(0, a_face(left=0.1), a_face(1.0, left=0.7, height=0.3))),
        (
            "photo_cropped_others",
            photo(0, a_face(left=0.1), a_face(1.0, left=0.8), crop=Box(left=0, top=0, width=0.7, height=0.7)),
        ),
        ("photo_face_outside", photo(0, a_face(left=0.0), crop=Box(left=0.35, top=0.35, width=0.65, height=0.65))),
        ("photo_small_face", photo(0, a_face(top=0.6, height=0.08))),
        ("photo_covered_face", photo(ticks=(Tick.COVERED_FACE,))),
    ],
)
def test_each_fault_of_a_photo_is_named_alone(key: str, one: Photo) -> None:
    assert said_of(one) == {key}


def test_no_face_is_a_fault_of_people_only() -> None:
    empty = photo().model_copy(update={"findings": photo().findings.model_copy(update={"faces": ()})})
    assert said_of(empty) == {"photo_no_face"}
    assert said_of(empty.model_copy(update={"ticks": (Tick.FROM_THE_SIDE,)})) == set()
    assert said_of(empty.model_copy(update={"framing": Framing.FULL_BODY})) == set()
    assert said_of(empty, PLACE) == set()
    assert said_of(photo(), DOG) == {"photo_with_people"}


def test_nine_photos_block_and_ten_do_not() -> None:
    nine = [photo(number) for number in range(9)]
    assert said_of_set(nine)["set_one_missing"]
    assert said_of_set(nine[:8])["set_too_few"]
    assert not any(said_of_set([*nine, photo(9)]).values())


def test_the_same_photo_ten_times_is_one_photo() -> None:
    ten = [photo().model_copy(update={"id": f"again{number}"}) for number in range(10)]
    assert [one.id for one in counted(ten)] == ["again0"]
    said = advise_set(ten, kind=PERSON, consented=True)
    assert said[0].key == "set_too_few"
    assert said[0].data["missing"] == 9
    assert sum(advice.key == "set_same_picture" for advice in said) == 9


def test_nearly_the_same_counts_but_is_told() -> None:
    one = photo(1)
    near = photo(2, fingerprint=f"{int(one.findings.fingerprint, 16) ^ 0b11111:016x}")
    resaved = photo(3, fingerprint=f"{int(one.findings.fingerprint, 16) ^ 0b1:016x}")
    assert len(counted([one, near])) == 2
    assert "set_near_picture" in said_of_set([one, near])
    assert is_same(one, resaved)
    assert "set_same_picture" in said_of_set([one, resaved])


def test_consent_blocks_whatever_else_there_is() -> None:
    assert said_of_set([photo(number) for number in range(12)], consented=False)["set_no_consent"]


def test_only_the_minimum_blocks() -> None:
    worst = [photo(number, sharpness=1.0, brightness=0.01, colours=(1.0, *([0.0] * 14))) for number in range(12)]
    said = said_of_set(worst)
    assert {"set_same_clothes", "set_same_light"} <= said.keys()
    assert not any(said.values())
    assert not any(advice.blocks for one in worst for advice in advise_photo(one, kind=PERSON))


def test_another_person_stands_out_until_the_family_answers() -> None:
    album = [photo(number, a_face(number / 100)) for number in range(5)] + [photo(5, a_face(3.0))]
    assert [one.id for one in outliers(album)] == ["f005"]
    assert "set_outliers" in said_of_set(album)
    vouched = [*album[:5], album[5].model_copy(update={"ticks": (Tick.THIS_ONE,)})]
    assert outliers(vouched) == []
    assert len(counted(vouched)) == 6
    denied = [*album[:5], album[5].model_copy(update={"ticks": (Tick.NOT_THIS_ONE,)})]
    assert outliers(denied) == []
    assert len(counted(denied)) == 5


def test_places_have_no_outliers() -> None:
    album = [photo(number, a_face(float(number))) for number in range(5)]
    assert not {"set_outliers", "set_same_clothes", "set_always_two"} & said_of_set(album, PLACE).keys()


def test_two_people_in_every_photo_are_told() -> None:
    both = [photo(number, a_face(left=0.1), a_face(1.0, left=0.6)) for number in range(5)]
    assert "set_always_two" in said_of_set(both)
    assert "set_always_two" not in said_of_set([*both, photo(9)])


def test_always_the_same_jumper() -> None:
    red, blue = (1.0, *([0.0] * 14)), (*([0.0] * 7), 1.0, *([0.0] * 7))
    same = [photo(number, colours=red) for number in range(4)]
    assert "set_same_clothes" in said_of_set(same)
    assert "want_clothes" not in met(same)
    changed = [*same[:2], photo(7, colours=blue), photo(8, colours=blue)]
    assert "set_same_clothes" not in said_of_set(changed)
    assert "want_clothes" in met(changed)


@pytest.mark.parametrize(
    ("face", "framing", "view"),
    [
        (a_face(height=0.5), Framing.CLOSE_UP, "frontal"),
        (a_face(height=0.2, turn=-15.0), Framing.WAIST_UP, "three_quarter"),
        (a_face(top=0.05, height=0.1, turn=40.0), Framing.FULL_BODY, "profile"),
        (a_face(height=0.5, turn=None), Framing.CLOSE_UP, ""),
    ],
)
def test_a_face_suggests_how_much_is_shown_and_from_where(face: Face, framing: Framing, view: str) -> None:
    assert (framing_of(photo(0, face)), view_of(photo(0, face))) == (framing, view)


def test_the_family_knows_better() -> None:
    told = photo(0, a_face(height=0.5), framing=Framing.FULL_BODY, ticks=(Tick.FROM_THE_SIDE,))
    assert (framing_of(told), view_of(told)) == (Framing.FULL_BODY, "profile")


def test_the_list_fills_in_as_photos_arrive() -> None:
    first = [photo(0, a_face(height=0.5))]
    assert met(first) == {"want_close_up", "want_frontal"}
    rest = [
        photo(1, a_face(height=0.2, turn=20.0), ticks=(Tick.SMILE, Tick.INDOORS), brightness=0.3),
        photo(2, a_face(top=0.05, height=0.1), ticks=(Tick.OUTDOORS,)),
        photo(3, ticks=(Tick.FROM_THE_SIDE,)),
    ]
    missing = {wish.key for wish in checklist(first + rest, kind=PERSON)} - met(first + rest)
    assert missing == {"want_photos", "want_clothes"}


def test_places_and_animals_have_a_shorter_list() -> None:
    lengths = {kind: len(checklist([], kind=kind)) for kind in ElementKind}
    assert lengths[ElementKind.SELF] == lengths[PERSON] == 12
    assert lengths[DOG] == 7
    assert lengths[PLACE] == lengths[ElementKind.OBJECT] == 5


@pytest.mark.parametrize("language", ["es", "en"])
def test_everything_the_coach_says_has_words(language: Language) -> None:
    names = {name for name in wording.names(language) if name.startswith(("photo_", "set_", "want_"))}
    wished = {wish.key for kind in ElementKind for wish in checklist([], kind=kind)}
    assert wished <= names
    for name in names & {f"photo_{rest}" for rest in ("blurred", "no_face", "cropped_others", "small_face")}:
        assert len(wording.say(name, language)) > 20


def test_a_caption_names_what_must_not_become_part_of_her() -> None:
    one = photo(0, a_face(height=0.5), ticks=(Tick.SMILE, Tick.INDOORS), colours=(*([0.0] * 7), 1.0, *([0.0] * 7)))
    said = compose_caption(one, token="rosazuk", kind=PERSON)
    assert said == "close-up photo of rosazuk, facing the camera, smiling, in blue clothes, indoors"
    assert compose_caption(one, token="kiozuk", kind=DOG) == "photo of kiozuk, indoors"


def test_lessons_are_the_photos_that_count() -> None:
    element = Element(id="rosamad", token="rosazuk", kind=PERSON, class_word="woman")
    album = [photo(0), photo(1, kept=False), photo(2, caption="rosazuk at the sea"), photo(0)]
    learnt = training_set(element, album)
    assert [lesson.photo_id for lesson in learnt.lessons] == ["f000", "f002"]
    assert "rosazuk" in learnt.lessons[0].caption
    assert learnt.lessons[1].caption == "rosazuk at the sea"


# Squares


def test_the_square_holds_the_head_and_leaves_the_neighbour_out() -> None:
    faces = [a_face(left=0.1, top=0.2, height=0.3), a_face(1.0, left=0.7, top=0.2, height=0.25)]
    crop = suggest_crop(1000, 800, faces)
    assert holds(crop, faces[0])
    assert not holds(crop, faces[1])
    other = suggest_crop(1000, 800, faces, of=1)
    assert holds(other, faces[1])
    assert not holds(other, faces[0])


def test_cheek_to_cheek_gives_the_closest_square() -> None:
    faces = [a_face(left=0.4, height=0.4), a_face(1.0, left=0.45, height=0.4)]
    assert side_of(suggest_crop(1000, 1000, faces), 1000, 1000) < 900


@settings(max_examples=60, deadline=None)
@given(
    st.integers(64, 5000),
    st.integers(64, 5000),
    st.lists(st.tuples(*[st.floats(0.02, 0.9)] * 3), max_size=3),
)
def test_a_suggested_square_is_square_and_inside(
    width: int, height: int, places: list[tuple[float, float, float]]
) -> None:
    boxes = [(left, top, min(size, 1 - left, 1 - top)) for left, top, size in places]
    faces = [Face(box=Box(left=x, top=y, width=size, height=size)) for x, y, size in boxes]
    for crop in (suggest_crop(width, height, faces), square(WHOLE, width, height)):
        assert crop.left + crop.width <= 1 + 1e-9
        assert crop.top + crop.height <= 1 + 1e-9
        assert crop.width * width == pytest.approx(crop.height * height, rel=1e-6, abs=1e-3)
        assert side_of(crop, width, height) >= 1


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(values(Findings), max_size=4), st.sampled_from(list(ElementKind)))
def test_the_coach_has_something_to_say_of_any_measurement(found: list[Findings], kind: ElementKind) -> None:
    usable = [
        one.model_copy(
            update={"width": abs(one.width) + 64, "height": abs(one.height) + 64, "fingerprint": f"{at:016x}"}
        )
        for at, one in enumerate(found)
    ]
    album = [photo(number).model_copy(update={"findings": one}) for number, one in enumerate(usable)]
    album = [one.model_copy(update={"findings": _same_prints(one.findings)}) for one in album]
    said = [*advise_set(album, kind=kind, consented=False)]
    for one in album:
        said += advise_photo(one, kind=kind)
        assert "tokzuk" in compose_caption(one, token="tokzuk", kind=kind)
    for advice in said:
        assert wording.say(advice.key, "es", address=None, **{"name": "Ana", **advice.data})
    assert "set_no_consent" in {advice.key for advice in said}


def _same_prints(found: Findings) -> Findings:
    """Prints of one length, as one encoder makes them, and colours as one measure does."""
    faces = tuple(
        face.model_copy(update={"print": (*face.print, 0.0, 0.0)[:2] if face.print else ()}) for face in found.faces
    )
    return found.model_copy(update={"faces": faces, "colours": (*found.colours, *([0.0] * 15))[:15]})
