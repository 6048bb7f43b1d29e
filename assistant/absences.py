"""Who stayed away: "Paco no pudo venir", "Dad couldn't come", "the dog stayed at home"."""

from collections.abc import Sequence
from typing import Final

from assistant.extracting import Candidate
from assistant.mentioning import Neighbourhood
from assistant.story import DetailKind
from assistant.words import word_set

_LIVING: Final = frozenset({DetailKind.PEOPLE, DetailKind.ANIMALS})
_NO: Final = {"es": word_set("no nunca jamas tampoco"), "en": word_set("never not")}
_CLITICS: Final = word_set("me te se nos os lo la los las le les ya todavia aun")
_COULD: Final = word_set("pudo podia pudieron podian quiso queria quisieron puede quiere llego llegaron")
_COMING: Final = word_set("venir ir aparecer acudir asistir acompañar acompañarnos acompañarme acercarse volver llegar")
_CAME: Final = word_set(
    "vino venia viene vinieron aparecio aparecia aparece aparecieron acudio acudieron asistio asistieron sale salen"
)
_NOT_CAME: Final = word_set("come came turn turned show showed arrive arrived attend join joined")
_WITH_US: Final = word_set("conmigo nosotros nosotras me us mi nos")
_HOME: Final = word_set("casa pueblo tierra cama cuartel hotel orilla puerto")


def stayed_away(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether somebody did not come: "Paco no pudo venir", "Dad couldn't come", "the dog stayed at home"."""
    if candidate.kind not in _LIVING:
        return False
    after = near.after(candidate.end, 8)
    return _did_not_come_es(near, candidate, after) if near.language == "es" else _did_not_come_en(after)


def _did_not_come_es(  # noqa: PLR0911 - a cascade of rules
    near: Neighbourhood, candidate: Candidate, after: Sequence[str]
) -> bool:
    if after[:2] == ["se", "quedo"] or after[:2] == ["se", "quedaba"]:
        return bool(_HOME & set(after[2:5])) and not _WITH_US & set(after)
    if after[:3] in (["se", "habia", "ido"], ["se", "habia", "marchado"], ["ya", "habia", "muerto"]):
        return True
    if after[:2] in (["habia", "emigrado"], ["habia", "muerto"]):
        return True
    if after[:1] == ["estaba"]:
        return after[1:2] in (["trabajando"], ["malo"], ["mala"], ["embarcado"]) and not _WITH_US & set(after)
    if not after or after[0] not in _NO["es"]:
        return False
    rest = [word for word in after[1:] if word not in _CLITICS]
    if rest[:1] and rest[0] in _CAME:
        return rest[1:2] not in (["de"], ["solo"], ["sola"])
    if len(rest) > 1 and rest[0] in _COULD:
        because = {"porque", "como"} & set(near.before(candidate.start, 2))
        return rest[1] in _COMING or (bool(because) and rest[1].endswith(("ar", "er", "ir")))
    return rest[:1] in (["estaba"], ["estuvo"]) and (len(rest) == 1 or rest[1] in {"en", "alli", "aqui", "con"})


def _did_not_come_en(after: Sequence[str]) -> bool:
    if after[:2] in (["stayed", "at"], ["stayed", "behind"], ["stayed", "home"], ["had", "stayed"]):
        return not _WITH_US & set(after)
    if after[:2] in (["had", "gone"], ["had", "moved"], ["had", "emigrated"]):
        return True
    if after[:1] in (["wasn't"], ["weren't"], ["isn't"]):
        return after[1:2] in (["there"], ["here"], ["with"], ["allowed"]) or after[1:3] == ["able", "to"]
    denied = bool(after) and (after[0].endswith("n't") or after[0] in _NO["en"])
    if after[:2] in (["was", "not"], ["could", "not"], ["did", "not"]):
        return after[2:3] in (["there"], ["come"], ["with"])
    return denied and (bool(_NOT_CAME & set(after[1:2])) or after[1:3] in (["make", "it"], ["go", "with"]))
