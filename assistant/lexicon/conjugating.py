"""The forms of regular (and a few irregular) Spanish verbs in which people tell what they do or did."""

from typing import Final

_AR: Final = ["ar", "o", "a", "amos", "an", "aba", "abamos", "aban", "e", "o", "aron", "ando"]
_ER: Final = ["er", "o", "e", "emos", "en", "ia", "iamos", "ian", "i", "io", "ieron", "iendo"]
_IR: Final = ["ir", "o", "e", "imos", "en", "ia", "iamos", "ian", "i", "io", "ieron", "iendo"]
_IRREGULAR: Final = {
    "jugar": ("juego", "juega", "juegan", "jugue"),
    "leer": ("leyendo", "leyo", "leyeron"),
    "dormir": ("duermo", "duerme", "durmiendo", "durmio"),
    "hacer": ("hago", "hace", "hizo", "hice", "hicimos", "hicieron"),
    "dar": ("doy", "da", "dio", "di", "dimos", "dieron", "daba", "dabamos", "daban"),
    "tocar": ("toque",),
    "pescar": ("pesque",),
    "coger": ("cojo",),
    "recoger": ("recojo",),
    "regar": ("riego", "riega", "riegan", "regue"),
    "sembrar": ("siembro", "siembra", "siembran"),
    "fregar": ("friego", "friega"),
    "segar": ("siego", "siega"),
    "reir": ("rio", "rie", "reimos", "rien", "reia", "reiamos", "reian", "riendo"),
    "saltar": (),
    "sentar": ("siento", "sienta", "sientan"),
    "rezar": ("rece",),
    "cazar": ("cace",),
    "almorzar": ("almuerzo", "almuerza"),
    "conducir": ("conduzco", "conduje", "condujo"),
}
# Forms that are more often something else.
_NOT_FORMS: Final = frozenset({"como", "vino", "cazo", "cosa", "coso", "cena", "cocina", "pinta", "lavo", "canto", "toco",
                               "planta", "planto", "plancha", "pesca", "caza", "toca", "riega", "monto", "monta", "nada",
                               "nado", "mira", "miro", "baile", "cante", "salto", "coge", "vela", "rio", "tira", "tiro",
                               "tire", "pase", "rema", "remo", "dibujo", "venda", "vende", "siento", "sienta", "comi",
                               "siega", "ando", "ande", "anda", "monte", "tejo", "corre", "beso", "besa", "abrazo"})  # fmt: skip


def conjugated(infinitive: str) -> frozenset[str]:
    """Folded forms of a Spanish verb: infinitive, present, imperfect, past, gerund (first and third persons)."""
    ending = infinitive[-2:]
    stem = infinitive[:-2]
    endings = {"ar": _AR, "er": _ER, "ir": _IR}.get(ending)
    if endings is None:
        return frozenset({infinitive})
    forms = {stem + e for e in endings} | set(_IRREGULAR.get(infinitive, ()))
    return frozenset(forms - _NOT_FORMS)
