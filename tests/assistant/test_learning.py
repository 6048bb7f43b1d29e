"""Learning as work: chunks, samples, proposal, acceptance, and all that may come between."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assistant.checkpoints import neighbours, propose
from assistant.consenting import deny_consent
from assistant.elements import Checkpoint, LearningSettings, Method, Preset, Scores, Training, TrainingState
from assistant.errors import DiskFull, EvocaError, LearningDiverged, ModelMissing, ModelTrouble, NotAllowed, NotFound
from assistant.learning import accept, begin_learning, delete_likeness, discard_training, learn_on, stop_learning
from assistant.presets import seconds_for, seconds_left, settings_for
from assistant.reporting import Halt
from assistant.school import School, with_class_word
from assistant.story import Element, ElementKind, RenderState
from pipelines.scripted import ScriptedJudge
from pipelines.scripted_learner import ScriptedLearner
from storage.books_memory import BookMemory
from storage.media_memory import MediaMemory
from tests.fakes import GreyPainter, ListedJobs
from tests.making import a_depiction, a_patient, a_photo, a_recollection, a_render

SETTINGS = LearningSettings(steps=25, checkpoint_every=10)


def going() -> Halt:
    return Halt.NO


def sheet_of(rows: Any, names: Any, columns: Any) -> bytes:
    return b"|".join(b"".join(row) for row in rows) + "".join([*names, *columns]).encode()


def curve_of(points: Any, proposed: int | None) -> bytes:
    return f"{[point.step for point in points]} {proposed}".encode()


class House:
    """A patient with photos of her mother and her dog, everybody's consent, and a school."""

    def __init__(self, folder: Path, **ports: Any) -> None:
        self.book, self.media, self.jobs = BookMemory(), MediaMemory(folder / "media"), ListedJobs()
        mother = Element(id="rosamad", token="rosamad", kind=ElementKind.PERSON, class_word="woman")
        dog = Element(id="kiotwr", token="kiotwr", kind=ElementKind.ANIMAL, class_word="dog")
        self.book.save_patient(a_patient(elements=(mother, dog)))
        self.book.save_depiction(a_depiction())
        for element in ("rosamad", "kiotwr"):
            for number in range(10):
                self.photo(f"{element}{number}", element)
        self.painter, self.judge = GreyPainter(), ScriptedJudge()
        self.learner = ports.pop("learner", None) or ScriptedLearner(folder / "learning")
        plain: dict[str, Any] = {"painter": self.painter, "judge": self.judge, "sheet": sheet_of, "curve": curve_of}
        self.school = School(book=self.book, media=self.media, learner=self.learner, **(plain | ports))

    def photo(self, name: str, element: str) -> None:
        media = self.media.put(name.encode(), suffix=".jpg", owner=name, name="copy")
        fingerprint = f"{hash(name) & (2**64 - 1):016x}"
        findings = a_photo().findings.model_copy(update={"fingerprint": fingerprint})
        self.book.save_photo(a_photo(name, element, media_id=media, preview_id=None, findings=findings))

    def begin(self, *elements: str, **changes: Any) -> Training:
        given: dict[str, Any] = {"preset": Preset.QUICK, "settings": SETTINGS, "painter": self.painter} | changes
        return begin_learning("ines", elements or ("rosamad",), book=self.book, jobs=self.jobs, **given)

    def work(self, training: Training, halted: Callable[[], Halt] = going) -> Training:
        pieces = 0
        while self.school.take(training.id, halted):
            pieces += 1
            assert pieces < 50
        return self.book.training(training.id)


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_a_training_goes_chunk_by_chunk_to_a_proposal(house: House) -> None:
    training = house.begin()
    assert house.jobs.asked == [("learn", training.id)]
    pieces = []
    while house.school.take(training.id, going):
        known = house.book.training(training.id)
        pieces.append((known.step, sum(point.grid_id is not None for point in known.checkpoints)))
    assert pieces == [(10, 0), (10, 1), (20, 1), (20, 2), (25, 2), (25, 3)]
    done = house.book.training(training.id)
    assert done.state is TrainingState.PROPOSED
    assert done.proposed == 10
    assert (done.judge, len(done.prints)) == ("scripted", 1)
    assert done.curve_id is not None
    assert house.media.path(done.curve_id).read_bytes() == b"[10, 20, 25] 10"
    assert list((house.learner._folder / training.id).iterdir()) == []


def test_every_checkpoint_paints_the_same_grid_with_the_likeness_and_the_plain_class(house: House) -> None:
    house.work(house.begin())
    per_checkpoint = len(house.painter.painted) // 3
    assert per_checkpoint == 8
    first, second = (house.painter.painted[at * per_checkpoint : (at + 1) * per_checkpoint] for at in (0, 1))
    assert first == second
    named = [prompt for prompt, _ in first if "rosamad woman" in prompt.positive]
    plain = [prompt for prompt, _ in first if "rosamad" not in prompt.positive]
    assert (len(named), len(plain)) == (4, 4)
    assert all("a woman" in prompt.positive for prompt in plain)
    assert {len(seeds) for prompt, seeds in first if prompt in named} == {2}
    worn = [given for _, given in house.painter.given]
    assert {one.base_hash for given in worn for one in given} == {house.painter.hash}
    assert all(len(given) == 1 for given in worn)
    assert all(prompt.regions[0].element_id == "rosamad" for prompt, _ in first)


def test_two_elements_learnt_together_become_two_likenesses_of_one_file(house: House) -> None:
    training = house.work(house.begin("rosamad", "kiotwr"))
    made = accept(training.id, book=house.book, media=house.media)
    assert [(one.element_id, one.token) for one in made] == [("rosamad", "rosamad"), ("kiotwr", "kiotwr")]
    assert len({one.sha256 for one in made}) == 1
    assert b"rosamad kiotwr" in house.media.path(made[1].media_id).read_bytes()


def test_the_accepted_checkpoint_is_the_one_that_was_chosen(house: House) -> None:
    training = house.work(house.begin())
    proposed = accept(training.id, book=house.book, media=house.media)[0]
    other = accept(training.id, 20, book=house.book, media=house.media)[0]
    assert (proposed.step, other.step) == (10, 20)
    assert proposed.photo_hashes == tuple(sorted(proposed.photo_hashes, key=proposed.photo_hashes.index))
    assert len(proposed.photo_hashes) == 10
    assert proposed.depiction_ids == ("c1",)
    assert proposed.prints
    assert house.book.training(training.id).state is TrainingState.ACCEPTED
    assert accept(training.id, 20, book=house.book, media=house.media) == [
        other.model_copy(update={"made_at": house.book.likeness(other.id).made_at})
    ]
    assert len(house.book.likenesses("ines")) == 2
    with pytest.raises(NotFound):
        accept(training.id, 11, book=house.book, media=house.media)


@pytest.mark.parametrize(
    ("caption", "learnt"),
    [
        ("close-up photo of rosamad, smiling", "close-up photo of rosamad woman, smiling"),
        ("rosamad woman at the beach", "rosamad woman at the beach"),
        ("at the beach", "rosamad woman, at the beach"),
    ],
)
def test_captions_name_an_element_as_prompts_will(house: House, caption: str, learnt: str) -> None:
    assert with_class_word(caption, house.book.patient("ines").element("rosamad")) == learnt
    captions: list[str] = []

    class Watching(ScriptedLearner):
        def learn(self, training: Training, sets: Any, **named: Any) -> Any:
            captions.extend(lesson.caption for lesson in sets[0].lessons)
            return super().learn(training, sets, **named)

    school = School(book=house.book, media=house.media, learner=Watching(house.learner._folder))
    school.take(house.begin().id, going)
    assert len(captions) == 10
    assert all("rosamad woman" in told for told in captions)


def test_asking_twice_learns_once(house: House) -> None:
    first = house.begin()
    assert house.begin().id == first.id
    assert len(house.jobs.asked) == 1


def test_nothing_is_learnt_without_consent_photos_or_painter(house: House) -> None:
    with pytest.raises(ModelMissing):
        house.begin(painter=None)
    house.book.remove_photo("rosamad3")
    with pytest.raises(NotAllowed) as few:
        house.begin()
    assert few.value.data["why"] == "too_few_photos"
    deny_consent("ines", "rosamad", person="Rosa", given_by="Rosa", book=house.book, media=house.media, jobs=house.jobs)
    with pytest.raises(NotAllowed) as refused:
        house.begin()
    assert refused.value.data["why"] == "no_likeness_consent"


def test_consent_that_is_taken_back_while_it_learns_ends_it_without_a_trace(house: House) -> None:
    training = house.begin()
    assert house.school.take(training.id, going)
    deny_consent("ines", "rosamad", person="Rosa", given_by="Rosa", book=house.book, media=house.media, jobs=house.jobs)
    assert not house.school.take(training.id, going)
    assert house.book.trainings("ines") == []
    with pytest.raises(NotFound):
        house.media.path(f"{training.id}--step-000010.safetensors")


@pytest.mark.parametrize(
    ("fault", "name"), [(LearningDiverged(step=17), "learning_diverged"), (DiskFull(), "disk_full")]
)
def test_a_fault_keeps_the_last_good_checkpoint_and_it_can_go_on(tmp_path: Path, fault: EvocaError, name: str) -> None:
    house = House(tmp_path, learner=ScriptedLearner(tmp_path / "learning", faults={17: fault}))
    training = house.work(house.begin())
    assert (training.state, training.fault, training.step, training.proposed) == (TrainingState.FAILED, name, 10, 10)
    assert house.media.path(training.checkpoints[0].media_id).is_file()
    learn_on(training.id, book=house.book, jobs=house.jobs)
    assert house.jobs.asked[-1] == ("learn", training.id)
    pace = house.book.training(training.id).settings.learning_rate / SETTINGS.learning_rate
    assert pace == (0.5 if name == "learning_diverged" else 1.0), "at the same rates it would go astray again"
    done = house.work(training)
    assert (done.state, [point.step for point in done.checkpoints]) == (TrainingState.PROPOSED, [10, 20, 25])
    assert done.fault == ""


def test_photos_that_were_all_taken_away_meanwhile_are_missed_in_words(house: House) -> None:
    training = house.begin()
    assert house.school.take(training.id, going)
    for number in range(10):
        house.book.remove_photo(f"rosamad{number}")
    ended = house.work(training)
    assert (ended.fault, ended.fault_data["why"]) == ("not_allowed", "too_few_photos")
    assert (ended.state, ended.proposed) == (TrainingState.FAILED, 10)


def test_an_unforeseen_fault_is_told_without_its_words(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    words = "what Rosa said"

    class Broken(ScriptedLearner):
        def learn(self, *given: Any, **named: Any) -> Any:
            raise RuntimeError(words)

    house = House(tmp_path, learner=Broken(tmp_path / "learning"))
    assert house.work(house.begin()).fault == "unexpected"
    assert words not in caplog.text
    assert "RuntimeError" in caplog.text


def test_a_chunk_that_kills_every_worker_is_given_up(house: House) -> None:
    class Power(BaseException):
        """The machine stops."""

    class Fatal(ScriptedLearner):
        def learn(self, *given: Any, **named: Any) -> Any:
            raise Power

    training = house.begin()
    deadly = School(book=house.book, media=house.media, learner=Fatal(house.learner._folder))
    for _ in range(3):
        with pytest.raises(Power):
            deadly.take(training.id, going)
    assert not deadly.take(training.id, going)
    assert house.book.training(training.id).fault == "worker_lost"


def test_stopping_ends_it_and_its_checkpoints_stay(house: House) -> None:
    training = house.begin()
    house.school.take(training.id, going)
    stop_learning(training.id, book=house.book, jobs=house.jobs)
    assert house.jobs.asked[-1] == ("cancel", training.id)
    assert not house.school.take(training.id, lambda: Halt.CANCELLED)
    known = house.book.training(training.id)
    assert (known.state, known.fault, len(known.checkpoints)) == (TrainingState.CANCELLED, "stopped", 1)
    waiting = house.begin("kiotwr")
    stop_learning(waiting.id, book=house.book, jobs=house.jobs)
    assert house.book.training(waiting.id).state is TrainingState.CANCELLED


def test_progress_is_written_once_a_second_with_what_a_step_takes(tmp_path: Path) -> None:
    house = House(tmp_path, learner=ScriptedLearner(tmp_path / "learning", step_seconds=0.16))
    seen: list[tuple[int, float | None]] = []
    plain = house.book.save_training

    class Watched(BookMemory):
        def save_training(self, training: Training) -> None:
            seen.append((training.step, training.step_seconds))
            plain(training)

    watched = Watched()
    watched.__dict__ = house.book.__dict__
    training = house.begin()
    School(book=watched, media=house.media, learner=house.learner).take(training.id, going)
    told = [entry for entry in seen if 0 < entry[0] < 10]
    assert 1 <= len(told) <= 2
    assert all(seconds == pytest.approx(0.16, rel=0.3) for _, seconds in told)


def test_a_painter_that_has_changed_is_refused(tmp_path: Path) -> None:
    house = House(tmp_path, learner=ScriptedLearner(tmp_path / "learning", base_hash="1" * 64))
    assert house.work(house.begin()).fault == "likeness_of_another_painter"


def test_samples_that_cannot_be_painted_do_not_stop_the_learning(tmp_path: Path) -> None:
    house = House(tmp_path, painter=GreyPainter(fault=ModelTrouble(model="grey")))
    training = house.work(house.begin())
    assert training.state is TrainingState.PROPOSED
    assert [point.grid_id for point in training.checkpoints] == ["", "", ""]
    assert training.proposed == 25


def test_without_painter_or_judge_it_learns_all_the_same(tmp_path: Path) -> None:
    house = House(tmp_path, judge=None)
    school = School(book=house.book, media=house.media, learner=house.learner)
    training = house.begin()
    while school.take(training.id, going):
        pass
    assert house.book.training(training.id).proposed == 25


def test_deleting_a_likeness_erases_its_training_and_hides_its_pictures(house: House) -> None:
    training = house.work(house.begin())
    likeness = accept(training.id, book=house.book, media=house.media)[0]
    told = a_recollection()
    house.book.save_recollection(told)
    render = a_render(recollection_id=told.id)
    recipe = render.recipe.model_copy(update={"likeness_ids": (likeness.id,)})
    house.book.save_render(render.model_copy(update={"recipe": recipe}))
    delete_likeness(likeness.id, book=house.book, media=house.media, jobs=house.jobs)
    assert house.book.likenesses("ines") == []
    assert house.book.trainings("ines") == []
    assert house.book.renders(told.id)[0].state is RenderState.HIDDEN
    for media_id in (likeness.media_id, training.checkpoints[0].media_id, training.checkpoints[0].grid_id or ""):
        with pytest.raises(NotFound):
            house.media.path(media_id)
    assert len(house.book.photos("ines", "rosamad")) == 10
    assert house.jobs.asked[-1] == ("forget", training.id)


def test_an_attempt_that_came_to_nothing_is_erased_and_one_of_which_a_likeness_came_is_not(house: House) -> None:
    taken, idle = house.work(house.begin()), house.work(house.begin("kiotwr"))
    accept(taken.id, book=house.book, media=house.media)
    ports: Any = {"book": house.book, "media": house.media, "jobs": house.jobs}
    with pytest.raises(NotAllowed) as refused:
        discard_training(taken.id, **ports)
    assert refused.value.data["why"] == "likeness_came_of_it"
    discard_training(idle.id, **ports)
    assert house.jobs.asked[-1] == ("forget", idle.id)
    assert [one.id for one in house.book.trainings("ines")] == [taken.id]
    for point in idle.checkpoints:
        for media_id in (point.media_id, point.grid_id or ""):
            with pytest.raises(NotFound):
                house.media.path(media_id)
    with pytest.raises(NotFound):
        discard_training(idle.id, **ports)


# Choosing


def point(step: int, identity: float, *, drift: float = 0.0) -> Checkpoint:
    scores = Scores(identity=identity, fidelity=1.0, copying=0.0, drift=drift)
    return Checkpoint(step=step, media_id=f"{step}", sha256="0" * 64, scores=scores)


def test_the_earliest_within_two_percent_of_the_best_is_proposed() -> None:
    assert propose([point(300, 0.92), point(100, 0.5), point(200, 0.90), point(400, 0.93)]) == 200
    assert propose([point(100, 0.5), point(200, 0.80), point(300, 0.93)]) == 300
    assert propose([point(100, 0.9), point(200, 1.0, drift=0.5)]) == 100
    assert propose([]) is None
    assert propose([point(1, 0.5).model_copy(update={"scores": None}), point(2, 0.1)]) == 2


def test_the_proposed_one_is_shown_beside_its_neighbours(house: House) -> None:
    training = house.work(house.begin())
    assert [known and known.step for known in neighbours(training)] == [None, 10, 20]
    middle = training.model_copy(update={"proposed": 20})
    assert [known and known.step for known in neighbours(middle)] == [10, 20, 25]


# Presets and time


@pytest.mark.parametrize("kind", list(ElementKind))
@pytest.mark.parametrize("size", ["small", "large"])
def test_closer_choices_learn_longer(kind: ElementKind, size: Any) -> None:
    quick, recommended, closest = (settings_for(preset, kind=kind, size=size) for preset in Preset)
    assert quick.steps < recommended.steps
    assert quick.method is recommended.method is Method.LORA
    assert closest.method is Method.DREAMBOOTH
    assert all(one.steps % one.checkpoint_every == 0 for one in (quick, recommended, closest))


def test_little_memory_sees_one_picture_at_a_time_and_as_many_per_step() -> None:
    tight = settings_for(Preset.RECOMMENDED, kind=ElementKind.PERSON, size="large", device="small card")
    roomy = settings_for(Preset.RECOMMENDED, kind=ElementKind.PERSON, size="large", device="card")
    assert (tight.batch, tight.accumulate, roomy.batch, roomy.accumulate) == (1, 2, 2, 1)


def test_the_time_is_told_from_what_was_measured_on_this_machine(house: House) -> None:
    training = house.work(house.begin()).model_copy(update={"step_seconds": 2.0})
    longer = SETTINGS.model_copy(update={"steps": 100, "batch": 4})
    assert seconds_for(longer, [training], base_hash=training.base_hash) == pytest.approx(400.0)
    assert seconds_for(longer, [training], base_hash="1" * 64) is None
    assert seconds_for(longer, [], base_hash=training.base_hash) is None
    assert seconds_left(training.model_copy(update={"step": 5})) == pytest.approx(40.0)
