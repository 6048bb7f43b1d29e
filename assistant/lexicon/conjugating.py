"""Spanish verb forms in which people tell what they do or did: regular rules and the common stem changes."""

from functools import cache
from typing import Final

from assistant.lexicon.clues import clues
from assistant.words import word_set

_PRESENT: Final = {
    "ar": ["o", "a", "as", "amos", "an", "ais"],
    "er": ["o", "e", "es", "emos", "en", "eis"],
    "ir": ["o", "e", "es", "imos", "en", "is"],
}
_PAST: Final = {
    "ar": ["aba", "abas", "abamos", "aban", "e", "o", "aron", "amos", "aste", "ara", "aran"],
    "er": ["ia", "ias", "iamos", "ian", "i", "io", "ieron", "imos", "iste", "iera", "ieran"],
    "ir": ["ia", "ias", "iamos", "ian", "i", "io", "ieron", "imos", "iste", "iera", "ieran"],
}
_GERUND: Final = {"ar": "ando", "er": "iendo", "ir": "iendo"}
_STEM_CHANGES: Final = {
    "jugar": "jueg", "dormir": "duerm", "volver": "vuelv", "mover": "muev", "poder": "pued", "soler": "suel",
    "contar": "cuent", "colgar": "cuelg", "encontrar": "encuentr", "soñar": "sueñ", "sonar": "suen", "volar": "vuel",
    "rodar": "rued", "probar": "prueb", "recordar": "recuerd", "oler": "huel", "cocer": "cuec", "morder": "muerd",
    "llover": "lluev", "morir": "muer", "soltar": "suelt", "querer": "quier", "empezar": "empiez", "cerrar": "cierr",
    "despertar": "despiert", "calentar": "calient", "regar": "rieg", "fregar": "frieg", "segar": "sieg",
    "sembrar": "siembr", "sentar": "sient", "sentir": "sient", "pedir": "pid", "servir": "sirv", "vestir": "vist",
    "seguir": "sig", "reñir": "riñ", "elegir": "elig", "encender": "enciend", "entender": "entiend", "perder": "pierd",
    "tender": "tiend", "nevar": "niev", "merendar": "meriend", "remendar": "remiend", "acostar": "acuest",
    "apretar": "apriet", "almorzar": "almuerz", "atender": "atiend", "enterrar": "entierr", "reunir": "reun",
    "freir": "fri", "reir": "ri", "sonreir": "sonri", "tener": "tien", "venir": "vien", "escoger": "escog",
    "perseguir": "persig", "conseguir": "consig", "corregir": "corrig", "soler ": "suel", "envolver": "envuelv",
}  # fmt: skip
_IRREGULAR_PRESENT: Final = word_set(
    "soy es somos son eres estoy esta estas estamos estan voy va vas vamos van hay he ha hemos han doy da das "
    "damos dan veo ve ves vemos ven tengo vengo pongo salgo hago hace traigo trae digo dice se sabe oigo oye "
    "oyen caigo cae conozco cojo recojo puedo leo lee leen huyo huye rio rie rien sonrie sonrio"
)
_IRREGULAR_PAST: Final = word_set(
    "fui fue fuimos fueron era eras eramos eran iba ibas ibamos iban hubo habia habiamos habian tuve tuvo "
    "tuvimos tuvieron estuve estuvo estuvimos estuvieron hice hizo hicimos hicieron vine vino vinimos vinieron "
    "di dio dimos dieron puse puso pusimos pusieron dije dijo dijimos dijeron traje trajo trajimos trajeron "
    "quise quiso quisimos pude pudo pudimos pudieron supe supo vi vio vimos vieron durmio durmieron murio "
    "murieron pidio pidieron sirvio siguio vistio anduve anduvo anduvimos leyo leyeron oyo oyeron cayo cayeron "
    "condujo conduje rio rieron sonrio jugue toque pesque cace rece llegue pague saque regue busque"
)
# Forms that are more often something else.
_NOT_FORMS: Final = word_set(
    "como cosa coso vino cazo toco canto cante baile salto monte monta nada nado ando ande vela rio tira tiro "
    "tire pase rema remo dibujo beso besa abrazo para pare pares paro cara traje traje cubo cola cuenta cuento "
    "cuentas este esta estas estos nombre cosas comas coma mande coge corte corta cortas borde borda cena "
    "comida cocina lavo planta planta pinta pintas pesca caza plancha marcha parte parten parto pegas mate "
    "mata matas pico pica picas rompe robo roba tome toma tomo gusto gustos gasto gastos guardas fumo humo "
    "llama llamas llena llano paso pasas pasa peino quita reza rezo regalo regalas sale sales saca saco sacas "
    "seca secas seco segundo siembra sube suena suelo suelas suela sueño sueñas tarde tardes tarda toca tocas "
    "trata tratas trato trago tragos usa uso usas venda vende vista vistas viaje viajes vuelo vuela vivas viva "
    "visto viste nieve nieves niego gane cure cobre cobra mira miras mire mire sopla sopa siega siegas sigue"
) - {"sale", "sube", "toca", "mira", "llama", "usa", "vende", "sigue"}


def _split(infinitive: str) -> tuple[str, str] | None:
    ending = infinitive[-2:]
    return (infinitive[:-2], ending) if ending in _PRESENT else None


def _present(infinitive: str) -> set[str]:
    parts = _split(infinitive)
    if parts is None:
        return set()
    stem, ending = parts
    forms = {form for form in (stem + e for e in _PRESENT[ending]) if len(form) > 2}
    changed = _STEM_CHANGES.get(infinitive)
    if changed:
        forms |= {changed + e for e in _PRESENT[ending] if e not in {"amos", "emos", "imos", "ais", "eis", "is"}}
    return forms


def _past(infinitive: str) -> set[str]:
    parts = _split(infinitive)
    return {form for form in (parts[0] + e for e in _PAST[parts[1]]) if len(form) > 2} if parts else set()


@cache
def present_forms() -> frozenset[str]:
    """Folded present forms of the common verbs that are hardly ever anything else."""
    verbs = clues("verbs", "es")
    return (frozenset(form for verb in verbs for form in _present(verb)) | _IRREGULAR_PRESENT) - _NOT_FORMS - {"esta"}


@cache
def past_forms() -> frozenset[str]:
    """Folded past forms of the common verbs; those spelt like a present one without its accent are included."""
    verbs = clues("verbs", "es")
    return (frozenset(form for verb in verbs for form in _past(verb)) | _IRREGULAR_PAST) - _NOT_FORMS


@cache
def verb_lookalikes() -> frozenset[str]:
    """Folded present forms of many verbs, also those that are nouns as often: `paseo`, `velo`, `planta`."""
    verbs = clues("verbs", "es") | clues("verbs that look like nouns", "es")
    return frozenset(form for verb in verbs for form in _present(verb))


_IRREGULAR: Final = {
    "hacer": "hago haga hice hizo hicimos hicieron hecho haria",
    "dar": "doy daba dabamos daban di dio dimos dieron dado",
    "poner": "pongo ponga puse puso pusimos pusieron puesto",
    "tener": "tengo tuve tuvo tuvimos tuvieron",
    "estar": "estoy esta estas estamos estan estuve estuvo estuvimos estuvieron",
    "ser": "soy es somos son era eras eramos eran fui fue fuimos fueron sea",
    "ir": "voy va vas vamos van iba ibas ibamos iban fui fue fuimos fueron yendo",
    "venir": "vengo vine vino vinimos vinieron",
    "andar": "anduve anduvo anduvimos anduvieron",
    "decir": "digo dice dicen dije dijo dijimos dijeron",
    "traer": "traigo traje trajo trajeron",
    "buscar": "busque busquemos",
    "pagar": "pague",
    "sacar": "saque",
    "llegar": "llegue",
    "echar": "echo",
    "caer": "caigo cae cayo cayeron cayendo",
    "ver": "veo ve vemos ven vi vio vimos vieron veia veian viendo",
    "romper": "roto",
}


@cache
def every_form(infinitive: str) -> frozenset[str]:
    """Every folded form of one Spanish verb that is known, those that are nouns as well included."""
    parts = _split(infinitive)
    if parts is None:
        return frozenset({infinitive})
    stem, ending = parts
    participle = stem + ("ado" if ending == "ar" else "ido")
    forms = {infinitive, stem + _GERUND[ending], participle} | _present(infinitive) | _past(infinitive)
    forms |= {f"{infinitive}{clitic}" for clitic in ("se", "me", "te", "nos", "le", "les")}
    return frozenset(forms | word_set(_IRREGULAR.get(infinitive, "")))


def irregular_past() -> frozenset[str]:
    """Folded past forms that carry no accent to tell them from present ones (dijo, hizo, puso…)."""
    return _IRREGULAR_PAST - _NOT_FORMS


@cache
def conjugated(infinitive: str) -> frozenset[str]:
    """Folded forms of one Spanish verb: infinitive, present, imperfect, past, gerund."""
    parts = _split(infinitive)
    if parts is None:
        return frozenset({infinitive})
    stem, ending = parts
    gerunds = {stem + _GERUND[ending]}
    if infinitive in _STEM_CHANGES and ending == "ir":
        gerunds.add({"dormir": "durmiendo", "morir": "muriendo"}.get(infinitive, f"{_STEM_CHANGES[infinitive]}iendo"))
    irregular = {
        "hacer": {"hago", "hice", "hizo", "hicimos", "hicieron"},
        "dar": {"doy", "daba", "dabamos", "daban", "di", "dio", "dimos"},
        "leer": {"leyendo", "leyo"},
        "reir": {"riendo", "reimos", "reia", "reiamos", "reian"},
    }.get(infinitive, set())
    forms = {infinitive} | _present(infinitive) | _past(infinitive) | gerunds | irregular
    return frozenset(forms - _NOT_FORMS)
