"""Verbs: whether a word looks like a finite one, and the English `-ing` word for those that can be painted."""

from typing import Final

from assistant.lexicon.entries import find
from assistant.story import Language

_SPANISH: Final = (
    "aba", "abas", "aban", "abamos", "abais", "ia", "ian", "iamos", "aron", "ieron", "eron", "aste", "iste",
    "ara", "aran", "iera", "ieran", "iese", "ase", "aria", "eria", "iria", "arian", "erian",
)  # fmt: skip
_ENDINGS_WE: Final = ("amos", "emos", "imos")
_SPANISH_WORDS: Final = frozenset(
    ["es", "son", "era", "eran", "fue", "fueron", "hay", "habia", "hubo", "ha", "han", "he", "hemos", "fui", "estoy", "esta", "estan", "estamos", "estuve", "estuvo", "soy", "somos", "tengo", "tiene", "tenemos", "tienen", "tuve", "tuvo", "voy", "va", "van", "vamos", "iba", "iban", "ibamos", "hago", "hace", "hacemos", "hizo", "hice", "hicimos", "dio", "di", "dimos", "veo", "ve", "ven", "vemos", "vi", "vio", "vimos", "vino", "vine", "vinieron", "puso", "puse", "pusimos", "trajo", "traje", "trajeron", "dijo", "dije", "quiso", "quise", "pudo", "pude", "supo", "supe", "gusta", "gustan", "encanta", "sale", "salgo", "salimos", "llega", "llego", "llegue", "compro", "compre", "regalo", "llevo", "lleve", "gano", "gane", "murio", "cayo", "oyo", "hacia", "hacian", "podia", "tenia", "tenian", "daba", "daban", "veia", "veian", "sabia", "decia", "quedo", "quede", "empezo", "empece", "canto", "cante", "bailo", "baile", "comi", "comio", "subi", "subio", "bajo", "baje", "corri", "corrio", "vivi", "vivio", "conoci", "conocio", "naci", "nacio", "sentia", "acabo", "acabe", "paso", "pase", "volvi", "volvio", "entre", "entro", "salio", "sali", "pidio", "pedi", "eligio", "cogi", "cogio", "perdi", "perdio", "puede", "puedo", "juego", "jugamos", "como", "comemos", "leo", "lee", "escucho", "duerme", "duermo", "viene", "vienen", "pone", "pongo", "sigue", "sigo", "llama", "llaman", "dice", "dicen", "cuida", "cuido", "riego", "toca", "toco", "monto", "monte", "toque", "acuerdo", "recuerdo", "era"]
)
_ENGLISH_WORDS: Final = frozenset(
    ["is", "are", "was", "were", "am", "be", "been", "had", "has", "have", "did", "does", "do", "went", "go", "goes", "came", "come", "comes", "made", "make", "makes", "took", "take", "takes", "got", "get", "gets", "gave", "give", "saw", "see", "sees", "ran", "run", "sat", "sit", "sits", "stood", "stand", "ate", "eat", "drank", "drink", "sang", "sing", "bought", "buy", "brought", "bring", "wore", "wear", "rode", "ride", "drove", "drive", "won", "win", "lost", "lose", "met", "meet", "told", "tell", "said", "say", "says", "kept", "keep", "fell", "felt", "feel", "knew", "know", "left", "found", "find", "let", "put", "built", "held", "heard", "grew", "swam", "swum", "slept", "slid", "shone", "rang", "caught", "taught", "thought", "sold", "sent", "spent", "spoke", "wrote", "used", "could", "would", "should", "might", "can", "will", "shall", "must", "i'd", "we'd", "he'd", "she'd", "they'd", "i'm", "it's", "we're", "they're", "he's", "she's", "there's", "began", "broke", "flew", "threw", "woke", "cut", "hit", "hung", "read", "lit", "fed", "led", "swept", "didn't", "couldn't", "wasn't", "weren't", "don't"]
)


def is_finite(word: str, language: Language) -> bool:
    """Whether a folded word looks like a finite verb. A guess by form; words of the lexicon are nouns first."""
    if language == "en":
        return word in _ENGLISH_WORDS or (word.endswith("ed") and len(word) > 4 and find([word], "en") is None)
    if word in _SPANISH_WORDS:
        return True
    if len(word) < 4 or not word.endswith(_SPANISH + _ENDINGS_WE):
        return False
    return find([word], "es") is None
