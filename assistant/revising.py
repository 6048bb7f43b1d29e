"""A therapist changes what was understood. Every change is a revision, and every revision can be gone back to.

Nothing is painted by a change: pictures are drawn anew when the therapist asks for it, once for all changes.
"""

from collections.abc import Callable

from assistant.correcting import of_this_life, put_back
from assistant.errors import NotFound
from assistant.pages import follow
from assistant.ports import Book, Jobs
from assistant.story import Patient, Render, RenderState, Scene, Step

Change = Callable[[Scene, Patient], Scene]


def change_scene(recollection_id: str, change: Change, *, by: str, book: Book) -> Scene:
    """Make a changed scene the newest revision; its page moves to its chapter. A change that changes nothing is none.

    Raises NotFound, and whatever the change raises.
    """
    scene = _scene(recollection_id, book=book)
    patient = book.patient(book.recollection(recollection_id).patient_id)
    changed = of_this_life(change(scene, patient), patient)
    if changed.model_copy(update={"restored_from": scene.restored_from}) == scene:
        return scene
    back = changed.restored_from if changed.restored_from != scene.restored_from else None
    update = {"revision": scene.revision + 1, "changed_by": by, "restored_from": back}
    changed = changed.model_copy(update=update)
    book.save_scene(changed)
    follow(changed, book=book)
    return changed


def go_back(recollection_id: str, revision: int, *, by: str, book: Book) -> Scene:
    """Make an earlier revision of the same words the newest one. Raises NotFound."""
    older = next((known for known in book.scenes(recollection_id) if known.revision == revision), None)
    if older is None:
        raise NotFound(what="revision")
    return change_scene(recollection_id, lambda scene, _: put_back(scene, older), by=by, book=book)


def forget_elements(patient_id: str, *, by: str, book: Book) -> None:
    """Take what the profile no longer knows out of every scene of a patient. Raises NotFound."""
    for recollection in book.recollections(patient_id):
        if book.scene(recollection.id) is not None:
            change_scene(recollection.id, lambda scene, _: scene, by=by, book=book)


def before_last_change(recollection_id: str, *, book: Book) -> int | None:
    """The revision that undoing leads to: the one before a therapist's last change that still holds. None without one.

    Undoing twice goes back twice.
    """
    known = {scene.revision: scene for scene in book.scenes(recollection_id)}
    newest = known.get(max(known, default=0))
    if newest is None:
        return None
    holds = known.get(newest.restored_from or newest.revision, newest)
    before = known.get(holds.revision - 1)
    if not holds.changed_by or before is None or before.of_words != newest.of_words:
        return None
    return before.revision


def paint_anyway(recollection_id: str, *, by: str, book: Book, jobs: Jobs) -> Scene:
    """A therapist asks for a picture of a memory that starts none by itself (N9): who asked first stays named.

    Raises NotFound.
    """
    scene = _scene(recollection_id, book=book)
    if scene.picture_asked_by:
        return scene
    asked = change_scene(
        recollection_id, lambda known, _: known.model_copy(update={"picture_asked_by": by}), by=by, book=book
    )
    jobs.again(recollection_id, Step.SKETCHING)
    return asked


def draw_again(recollection_id: str, *, book: Book, jobs: Jobs) -> None:
    """Sketch and paint what was changed since the last picture; without a change nothing is done. Raises NotFound."""
    if is_outdated(recollection_id, book=book):
        jobs.again(recollection_id, Step.SKETCHING)


def is_outdated(recollection_id: str, *, book: Book) -> bool:
    """Whether a therapist changed the scene after its pictures were made, and a picture may be made of it."""
    scene = book.scene(recollection_id)
    return (
        scene is not None
        and bool(scene.changed_by)
        and scene.may_paint
        and not any(_shows(render, scene) for render in book.renders(recollection_id))
    )


def _shows(render: Render, scene: Scene) -> bool:
    return render.scene_revision == scene.revision and render.state is not RenderState.SUPERSEDED


def _scene(recollection_id: str, *, book: Book) -> Scene:
    scene = book.scene(recollection_id)
    if scene is None:
        raise NotFound(what="scene")
    return scene
