"""What is told of and is out of sight: who stayed away, what was lost or swallowed, drawn, imitated, or only asked."""

import re
from collections.abc import Callable
from itertools import pairwise
from typing import Final

from assistant.absences import stayed_away
from assistant.extracting import Candidate
from assistant.lexicon.clues import clues
from assistant.lexicon.entries import find
from assistant.lexicon.verbs import is_finite
from assistant.mentioning import Neighbourhood
from assistant.story import DetailKind, ElementKind
from assistant.words import word_set

_LIVING: Final = frozenset({DetailKind.PEOPLE, DetailKind.ANIMALS})

_TAKEN: Final = {
    "es": word_set(
        "trago tragaba traga trague robo robaron roban quitaron requisaron confiscaron embargaron "
        "olvide olvido olvidamos olvidaron extravie extravio "
        "empeñamos empeñaron perdi perdio perdimos perdieron"
    ),
    "en": word_set("swallowed stole stolen forgot forgotten lost mislaid pawned"),
}
_FOUND: Final = word_set("encontre encontro encontramos encontraron aparecio aparecieron hallo found appeared turned")
_DRAWN: Final = {
    "es": word_set(
        "dibuje dibujo dibujaba dibujabamos dibujar dibujando señalar señale señalaba señalando recitar recitaba "
        "recitabamos nombrar copiaba copiabamos copiar calcar calcaba imaginar imaginaba imaginabamos"
    ),
    "en": word_set("drew drawing draw sketched sketching copied traced named recited imagined"),
}
_IMITATED: Final = {
    "es": word_set("imita imitar imitaba imitando imitaban remeda remedaba remedar remedando aprendio aprende"),
    "en": word_set("imitates imitated imitating imitate mimics mimicked mimicking mimic copies copied"),
}
_ASKED: Final = {
    "es": word_set("ver se sabe sabia sabiamos sabemos pregunto pregunta preguntaba pregunte recuerdo acuerdo"),
    "en": word_set(
        "see ask asked asks asking wonder wondered know knew knows guess guessed forget remember decide say"
    ),
}
_PICTURES: Final = {
    "es": word_set(
        "foto fotos fotografia fotografias cuadro cuadros dibujo dibujos postal postales mapa mapas pelicula "
        "peliculas cuento cuentos tebeo tebeos libro libros obra chiste cancion canciones historia "
        "historias noticia noticias programa programas novela novelas"
    ),
    "en": word_set(
        "photo photos photograph photographs picture pictures painting paintings drawing drawings postcard postcards "
        "map maps film films story stories news tale tales book books programme song songs play joke "
        "poem comic magazine dream opera musical"
    ),
}
_ABOUT: Final = word_set("de sobre del of about")
_SENT: Final = {
    "es": word_set("mandado mande mando mandaba mandamos mandabamos mandaron enviado envie envio enviaba enviamos"),
    "en": word_set("phoned telephoned rang ring phone emailed texted"),
}
_WROTE: Final = word_set("escribi escribia escribio escribiamos escribimos escribo telefonee telefoneaba llame llamo")
_SENT_TO: Final = word_set("sent posted wrote written writing write send post letter letters postcard")
_MADE_OF: Final = (["made", "from"], ["cut", "from"], ["sewn", "from"])
_MADE_DE: Final = word_set("sacado sacada sacados sacadas aprovechado aprovechada")
_STUFF: Final = word_set("madera tela lana piel cuero cera paja leche")
"""What is taken from a tree or a beast: "madera del castaño"."""
_PLAYED: Final = {
    "es": word_set("jugabamos jugaba jugaban jugar jugando juego jugamos jugue"),
    "en": word_set("played playing play"),
}
_DISGUISED: Final = ("disfra", "vestid", "vesti", "vistie", "caracteriz")
_WAS: Final = {"es": word_set("era eran es fue son"), "en": word_set("was is were")}
_BROUGHT: Final = word_set(
    "trajo traia trajeron traian mando mandaba envio enviaba llego llegaba sent ordered posted brought bought came"
)
_STAYED: Final = word_set("estaba estaban vivia vivian trabajaba trabajaban servia esta vive")
_VEHICLES: Final = word_set("train bus coach boat ferry plane road coaches trains boats")
_LETTERS: Final = word_set("carta cartas postal postales telegrama paquete llamaba llama llamo")
_FARTHEST: Final = 40
"""Words: what was said longer ago does not bear on a thing."""
_Check = Callable[[Neighbourhood, Candidate, list[str]], bool]


def is_elsewhere(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether a thing is out of sight though it is told of."""
    words = near.before(candidate.start, 7)
    checks: tuple[_Check, ...] = (_is_pictured, _is_asked, _is_matter, _is_in_speech, _is_before, _is_role)
    if stayed_away(near, candidate) or any(check(near, candidate, words) for check in checks):
        return True
    if candidate.kind is DetailKind.PEOPLE:
        checks = (_is_written_to, _is_taken, _is_played, _is_disguise, _is_prayed_for, _is_broadcast, _is_far_away)
    elif candidate.kind is DetailKind.PLACES:
        checks = (_is_drawn, _is_played, _is_source, _is_where_told)
    else:
        checks = (_is_taken, _is_drawn, _is_imitated, _is_material, _is_disguise, _is_character, _is_prayed_for)
        checks += (_is_broadcast,) if candidate.kind is DetailKind.ANIMALS else ()
    return any(check(near, candidate, words) for check in checks)


def _is_pictured(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Una foto de la playa", "a story of a wolf and a goat": what a picture shows, or a story tells, is not there."""
    merged = near.tokens[candidate.start].bare == "del"
    led = [*words, "de"] if merged else words
    if near.language == "en" and led[-1:] == ["about"] and _PICTURES["en"] & set(led):
        return True
    if led[-1:] in (["y"], ["and"]) and _acts(near, candidate):
        return False  # "las películas de Marisol y Paco me pasaba el pañuelo"
    for at, word in enumerate(led[:-1]):
        if word in _PICTURES[near.language] and led[at + 1] in _ABOUT:
            between = led[at + 2 :]
            small = clues("prepositions", near.language) | clues("near", near.language)
            if not any(w in small or is_finite(w, near.language) for w in between):
                return not between or between[-1] in {"y", "and", "e"} or len(between) == 1
    return False


def _acts(near: Neighbourhood, candidate: Candidate) -> bool:
    """Whether a verb follows at once: a new clause begins with the candidate."""
    after = near.after(candidate.end, 3)
    with_us = near.language == "es" and bool({"me", "nos", "se"} & set(after[:1]))
    return with_us and candidate.kind in _LIVING and any(is_finite(word, "es") for word in after[1:])


def _is_asked(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "To see which kettle it was", "no sabía qué tren": nobody says which one was there."""
    first = near.tokens[candidate.start]
    if near.language == "en":
        return first.bare in {"which", "whose"} and bool(_ASKED["en"] & set(words[-2:]))
    led = near.tokens[candidate.start - 1] if words[-1:] == ["que"] else first
    return led.lower in {"qué", "cuál", "cuáles"} and bool(_ASKED["es"] & set(words[-3:]))


def _is_in_speech(near: Neighbourhood, candidate: Candidate, _: list[str]) -> bool:
    """ "Y me dijo: ya es el mar", "grita: ¡el tren!": what somebody says after a colon. A trained place stays."""
    if candidate.element is not None and candidate.element.kind is ElementKind.PLACE:
        return False
    at, sentence = candidate.head, near.tokens[candidate.head].sentence
    first = max(0, at - _FARTHEST)
    while at > first and near.tokens[at].sentence >= sentence - 1:
        if ":" in near.tokens[at].before:
            calls = "¡" in near.tokens[at].before or "¿" in near.tokens[at].before
            said = clues("told", near.language) | _SAYING
            if calls or said & {t.bare for t in near.tokens[max(0, at - 5) : at]}:
                return near.tokens[at].sentence == sentence or _is_shout(near, at, candidate.head)
        at -= 1
    return False


def _is_shout(near: Neighbourhood, start: int, at: int) -> bool:
    """Whether a chain of shouts goes on: "¡la dama!, ¡el catrín!"."""
    between = near.tokens[start + 1 : at + 1]
    calls = any("!" in token.before for token in between)
    return calls and all("!" not in token.before or "¡" in token.before for token in between)


_SAYING: Final = word_set("digo dije dice dijo decia grita grito gritaba gritaban gritando said says shouted shouts")


def _is_written_to(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Se la hemos mandado a mi cuñada", "I wrote to Edie", "I phoned Cerys": who is at the other end."""
    del candidate
    if near.language == "es":
        if words[-1:] != ["a"]:
            return False
        handed = bool(_SENT["es"] & set(words[-2:-1])) and bool({"lo", "la", "los", "las"} & set(words[-5:-2]))
        return handed or (bool(_WROTE & set(words[-2:-1])) and not {"lo", "la"} & set(words[-4:-2]))
    if words[-1:] == ["to"]:
        return bool(_SENT_TO & set(words[-4:-1]))
    if words[-1:] == ["from"]:
        return len(words) > 1 and words[-2] not in {"away", "far"}
    return bool(_SENT["en"] & set(words[-1:])) or words[-2:] == ["rang", "up"]


def _is_taken(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Se tragó un calcetín", "I lost my purse": it is gone, unless it was found again."""
    led = near.language == "es" and candidate.kind is DetailKind.PEOPLE
    if led and words[-1:] != ["a"]:
        return False
    direct = words[:-1] if led else words
    if not _TAKEN[near.language] & set(direct[-1:]):
        return False
    return not _FOUND & set(near.beyond(candidate.end, 20))


def _is_drawn(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Me tocaba señalar los ríos", "I drew our house": a place on paper."""
    if candidate.element is not None and candidate.element.kind is not ElementKind.PLACE:
        return False
    sentence = near.tokens[candidate.head].sentence
    before = {t.bare for t in near.tokens[max(0, candidate.start - 10) : candidate.start] if t.sentence == sentence}
    on_map = candidate.kind is DetailKind.PLACES and not candidate.name and before & {"mapa", "map", "atlas"}
    if on_map and words[-1:] in (["y"], ["and"], ["con"], ["with"]):
        return True
    if candidate.kind is not DetailKind.PLACES:
        return bool({"imaginaba", "imaginabamos", "imagined"} & set(words[-1:]))
    return bool(_DRAWN[near.language] & set(words[-1:]))


def _is_imitated(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "El loro se aprendió el timbre": a sound."""
    del candidate
    if near.language == "es" and words[-1:] in (["aprendio"], ["aprende"]):
        return "se" in words[-3:-1]
    return bool(_IMITATED[near.language] & set(words[-1:]))


def _is_material(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "A dress made out of a curtain", "un vestido sacado de una sábana": the curtain is none any more."""
    if candidate.kind is not DetailKind.OBJECTS:
        return False
    if near.language == "en":
        made = bool({"made", "cut", "sewn", "run", "knocked", "fashioned"} & set(words[-5:]))
        return (made and words[-2:] in (["out", "of"], ["up", "from"], ["down", "from"])) or words[-2:] in _MADE_OF
    led = [*words, "de"] if near.tokens[candidate.start].bare == "del" else words
    return led[-1:] == ["de"] and bool((_MADE_DE | _STUFF) & set(led[-2:-1]))


def _is_played(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Jugábamos a los médicos", "we played shops": who and what is pretended."""
    if candidate.element is not None or candidate.name:
        return False
    if near.language == "es":
        return words[-1:] == ["a"] and bool(_PLAYED["es"] & set(words[-2:-1]))
    bare_noun = near.tokens[candidate.start].bare not in clues("determiners", "en")
    at = words[-2:-1] if words[-1:] == ["at"] else words[-1:]
    return bare_noun and bool(_PLAYED["en"] & set(at))


def _is_disguise(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Disfrazado de pirata", "dressed up as a bear": a costume."""
    if near.language == "es":
        living = candidate.kind in _LIVING and words[-1:] == ["de"]
        return living and any(word.startswith(_DISGUISED) for word in words[-3:-1])
    return candidate.kind in _LIVING and words[-1:] == ["as"] and "dressed" in words[-4:-1]


def _is_character(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Mi padre era un toro", "she was a gem": an animal or a thing said of a person is none."""
    if candidate.kind not in {DetailKind.ANIMALS, DetailKind.OBJECTS} or candidate.element is not None:
        return False
    if not _WAS[near.language] & set(words[-1:]) or {"'s", "lo", "of", "de"} & set(words[:-1]):
        return False
    told = near.tokens[candidate.start].bare in _SAID_TO_BE
    if told and words[-2:-1] and words[-2] in _WHO:
        return True
    who = [find([word], near.language) for word in words[-4:-1]]
    person = any(hit is not None and hit[0].kind is DetailKind.PEOPLE for hit in who)
    return person and (told or candidate.kind is DetailKind.ANIMALS)


_SAID_TO_BE: Final = word_set("un una unos unas a an")
_WHO: Final = word_set("yo ella i he she siempre always")


def _is_source(  # noqa: PLR0911 - a cascade of rules
    near: Neighbourhood, candidate: Candidate, words: list[str]
) -> bool:
    """ "A coat from Schofields", "mi cuñada, la de Barcelona": where a thing or a person is from."""
    if near.language == "es":
        led = [*words, "de"] if near.tokens[candidate.start].bare == "del" else words
        the_one = led[-2:] in (["la", "de"], ["el", "de"], ["los", "de"], ["las", "de"])
        sent = led[-1:] == ["desde"] and bool(
            _LETTERS & {t.bare for t in near.tokens[max(0, candidate.start - _FARTHEST) : candidate.start]}
        )
        brought = led[-1:] == ["de"] and bool(_BROUGHT & set(led[-4:-1]))
        elsewhere = led[-1:] == ["en"] and led[-3:-2] == ["que"] and led[-2] in _STAYED
        elsewhere = elsewhere or led[-4:] == ["se", "habia", "quedado", "en"]
        bound = led[-3:] in (["que", "iba", "a"], ["que", "va", "a"], ["que", "venia", "de"])
        return the_one or (bool(candidate.name) and (sent or brought or elsewhere or bound))
    ours = {"i", "we", "i'd", "we'd"} & set(words)
    if (words[-2:] == ["gone", "to"] or words[-2:] == ["home", "in"]) and not ours:
        return True
    if words[-1:] == ["in"] and words[-2:-1] in (["'s"], ["lives"]) and candidate.name:
        return True  # "our Tom's in Canada now"
    if words[-3:] in (["who", "was", "in"], ["who", "were", "in"], ["who", "lived", "in"]):
        return True
    if words[-2:-1] and words[-2] in _VEHICLES and words[-1] in {"to", "from", "for"} and candidate.name and not ours:
        return True
    if words[-1:] != ["from"] or not words[:-1]:
        return False
    if words[-2] in _BROUGHT:
        return True
    if {"fetched", "drew", "drank", "fetch", "carried", "picked"} & set(words[:-2]) and ours:
        return False  # "we fetched water from the well": who fetches is there
    thing = find(words[-2:-1], "en")
    return thing is not None and thing[0].kind is not DetailKind.PLACES


def _is_matter(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Con lo del burro nos reíamos", "mad about trains": an affair or a liking, nobody says that it stood there."""
    if near.language == "en":
        return words[-2:] in (["allergic", "to"], ["mad", "about"], ["crazy", "about"], ["keen", "on"], ["sick", "of"])
    led = words if near.tokens[candidate.start].bare == "del" else words[:-1] if words[-1:] == ["de"] else []
    affair = led[-1:] in (["lo"], ["aquello"], ["eso"]) and not clues("told", "es") & set(words)
    return affair or words[-2:] in (["alergia", "a"], ["alergico", "a"], ["alergica", "a"], ["loco", "por"])


def _is_before(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Antes de irnos a la playa", "before we went to the beach": not yet."""
    if near.language == "en":
        after = words[words.index("before") + 1 :] if "before" in words else []
        going = bool(after) and after[0] in {"i", "we", "he", "she", "they", "going", "leaving"}
        return going and len(after) < 4 and sum(is_finite(word, "en") for word in after) < 2
    led = words[:-1] if words[-1:] in (["a"], ["para"], ["en"]) else words
    verb = led[-1:] and re.fullmatch(r"\w*[aei]r(?:me|se|nos|l[oae]s?)?", led[-1])
    return bool(verb) and led[-3:-1] == ["antes", "de"] and candidate.kind is not DetailKind.PEOPLE


def _is_role(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Yo hacía de pastora", "una silla hacía de caballo": what it stood for."""
    bare_noun = near.tokens[candidate.start].bare not in clues("determiners", "es")
    served = {"hacia", "hacian", "hice", "hizo", "haciamos", "hacer", "haciendo", "servia", "servian", "sirvio"}
    return near.language == "es" and bare_noun and words[-1:] == ["de"] and bool(served & set(words[-2:-1]))


def _is_prayed_for(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Rezaba por las vacas", "prayed for my brother", "socks for soldiers": whom it is for need not be there."""
    if near.language == "en":
        crafted = candidate.kind is DetailKind.PEOPLE and not _is_kin(candidate) and bool(_CRAFTED & set(words))
        return words[-1:] == ["for"] and (bool({"prayed", "pray", "praying"} & set(words)) or crafted)
    if words[-1:] == ["por"]:
        return any(word.startswith("rez") or word in {"vela", "velas", "misa"} for word in words[:-1])
    making = any(word.startswith(("tej", "cosi", "bord", "recog")) for word in words)
    return words[-1:] == ["para"] and candidate.kind is DetailKind.PEOPLE and not _is_kin(candidate) and making


_CRAFTED: Final = word_set("knit knitted knitting sewed sewing sewn collected collecting packed packing")


def _is_kin(candidate: Candidate) -> bool:
    return candidate.element is not None or (candidate.entry is not None and "kin" in candidate.entry.flags)


def _is_broadcast(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "En la radio cantaba Antonio Molina", "vimos en la tele a los astronautas": far away."""
    if words[-1:] in (["con"], ["with"]) or _is_kin(candidate):
        return False
    if near.language == "en":
        after = near.after(candidate.end, 6)
        return any(a == "on" and b == "the" and c in _AIR for a, b, c in zip(after, after[1:], after[2:], strict=False))
    return any(
        a in {"en", "por"} and b == "la" and c in _AIR for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )


_AIR: Final = word_set("radio tele television pantalla wireless telly screen")


def _is_far_away(near: Neighbourhood, candidate: Candidate, _: list[str]) -> bool:
    """ "Mi hijo está en Alemania": somebody of whom it is said where he lives now."""
    after = near.after(candidate.end, 4)
    lives = after[:2] in (["esta", "en"], ["vive", "en"], ["trabaja", "en"], ["lives", "in"], ["is", "in"])
    named = candidate.end + 2 < len(near.tokens) and near.tokens[candidate.end + 2].capital
    return lives and named


def _is_where_told(near: Neighbourhood, candidate: Candidate, words: list[str]) -> bool:
    """ "Eso contaban en la casa": where a story was told is not where it plays."""
    del candidate
    pairs = set(pairwise(words))
    return near.language == "es" and bool(
        pairs & {("eso", "contaban"), ("eso", "decian"), ("se", "contaba"), ("eso", "contaba")}
    )
