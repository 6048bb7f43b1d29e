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
_SEEING: Final = word_set("ver verlo verla verlos verlas tiempo estar conocer conocerlo conocerla")
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
    if after[:1] in (["ese"], ["esa"], ["este"], ["esta"]):
        after = after[1:]
    if near.language == "es" and candidate.kind is DetailKind.PEOPLE and _sent_from_afar(near, candidate, after):
        return True
    if candidate.kind is DetailKind.PEOPLE and _had_no_idea(near, candidate, after):
        return True
    return _did_not_come_es(near, candidate, after) if near.language == "es" else _did_not_come_en(after)


def _sent_from_afar(near: Neighbourhood, candidate: Candidate, after: Sequence[str]) -> bool:
    """ "Mi mujer me mandaba el chorizo hasta Suiza", "mi papá me mandaba a cuidar…": who sends is not there."""
    if near.before(candidate.start, 1) in (["con"], ["y"]) or after[:1] not in (["me"], ["nos"]):
        return False
    sends = after[1:2] and after[1] in _SENDS
    errand = after[2:3] == ["a"] and after[3:4] and after[3].endswith(("ar", "er", "ir"))
    posted = (after[1:2] and after[1] in _POSTS) or {"hasta", "desde", "correo", "carta", "paquete"} & set(
        near.beyond(candidate.end, 14)
    )
    return bool(sends and (errand or posted))


_SENDS: Final = word_set("mandaba mando mandaban mandaron enviaba envio enviaban enviaron escribia escribio escribian")
_POSTS: Final = word_set("enviaba envio enviaban enviaron escribia escribio escribian")


def _had_no_idea(near: Neighbourhood, candidate: Candidate, after: Sequence[str]) -> bool:
    """ "Mam never knew", "el director ni se enteró", "Nan would have had a fit": who would have, was not there."""
    before = near.before(candidate.start, 5)
    if near.language == "en":
        if after[:2] in (["would", "have"], ["never", "knew"], ["never", "found"], ["had", "no"], ["didn't", "know"]):
            return after[:2] != ["had", "no"] or after[2:3] == ["idea"]
        return after[:1] == ["would've"] or (before[-1:] == ["if"] and bool(_FOUND_OUT & set(after[:1])))
    would = [word for word in after[:4] if word not in _CLITICS]
    if would[:1] and would[0] in _WOULD_HAVE and would[1:2] and would[1].endswith(("ado", "ido", "cho", "sto")):
        return True
    if "si" in before and before[-1:] and before[-1] in _FINDS_OUT:
        return True
    rest = [word for word in after[:5] if word not in _CLITICS]
    knew = next((at for at, word in enumerate(rest[1:3], 1) if word in _LEARNT), None)
    if knew is None or rest[:1] not in (["no"], ["ni"], ["nunca"], ["jamas"]):
        return False
    return not any(word.endswith(("ar", "er", "ir")) for word in rest[knew + 1 : knew + 2])  # "no sabía bailar" danced


_WOULD_HAVE: Final = word_set("hubiera habria hubiese hubieran habrian hubiesen")
_FINDS_OUT: Final = word_set("entera enteraba enterase enterara ve pilla viera viese supiera sabe sabia coge")
_LEARNT: Final = word_set("entero enteraba enteraron supo sabia supieron")
_FOUND_OUT: Final = word_set("had knew found saw caught finds knows")


def _did_not_come_es(  # noqa: C901, PLR0911 - a cascade of rules
    near: Neighbourhood, candidate: Candidate, after: Sequence[str]
) -> bool:
    if after[:2] == ["se", "quedo"] or after[:2] == ["se", "quedaba"]:
        return bool(_HOME & set(after[2:5])) and not _WITH_US & set(after)
    if after[:3] in (["se", "habia", "ido"], ["se", "habia", "marchado"], ["ya", "habia", "muerto"]):
        return True
    if after[:3] == ["se", "habia", "quedado"] and after[3:4] in (["en"], ["con"]):
        return not _WITH_US & set(after)
    if after[:3] in (["no", "llego", "a"], ["no", "llegaba", "a"], ["no", "llegaron", "a"]):
        return bool(_SEEING & set(after[3:4]))
    if after[:2] in (["habia", "emigrado"], ["habia", "muerto"]):
        return True
    if after[:1] in (["estaba"], ["seguia"], ["estaban"], ["seguian"]) and "en" in after[1:3]:
        still = {"todavia", "aun"} & set(after) or after[0].startswith("segu") or after[2:4] == ["la", "cama"]
        if still and not _WITH_US & set(after):
            return True
    if after[:1] == ["estaba"]:
        return after[1:2] in (["trabajando"], ["malo"], ["mala"], ["embarcado"]) and not _WITH_US & set(after)
    if not after or after[0] not in _NO["es"]:
        return False
    rest = [word for word in after[1:] if word not in _CLITICS]
    if rest[:1] in (["llegaba"], ["llegaban"]) and len(rest) == 1:
        return True
    if rest[:1] and rest[0] in _CAME:
        return rest[1:2] not in (["de"], ["solo"], ["sola"])
    if len(rest) > 1 and rest[0] in _COULD:
        because = {"porque", "como"} & set(near.before(candidate.start, 2))
        return rest[1] in _COMING or (bool(because) and rest[1].endswith(("ar", "er", "ir")))
    return rest[:1] in (["estaba"], ["estuvo"]) and (len(rest) == 1 or rest[1] in {"en", "alli", "aqui", "con"})


def _did_not_come_en(after: Sequence[str]) -> bool:  # noqa: PLR0911 - a cascade of rules
    if after[:2] in (["stayed", "at"], ["stayed", "behind"], ["stayed", "home"], ["had", "stayed"]):
        return not _WITH_US & set(after)
    if after[:2] in (["was", "home"], ["were", "home"], ["was", "still"]) and after[2:3] in (["in"], ["at"], ["with"]):
        return not _WITH_US & set(after)
    if after[:3] in (["was", "back", "home"], ["were", "back", "home"], ["was", "at", "work"], ["were", "at", "work"]):
        return True
    if after[:2] in (["had", "gone"], ["had", "moved"], ["had", "emigrated"]):
        return True
    if after[:1] in (["wasn't"], ["weren't"], ["isn't"]):
        return after[1:2] in (["there"], ["here"], ["with"], ["allowed"]) or after[1:3] == ["able", "to"]
    denied = bool(after) and (after[0].endswith("n't") or after[0] in _NO["en"])
    if after[:2] in (["was", "not"], ["could", "not"], ["did", "not"]):
        return after[2:3] in (["there"], ["come"], ["with"])
    return denied and (bool(_NOT_CAME & set(after[1:2])) or after[1:3] in (["make", "it"], ["go", "with"]))
