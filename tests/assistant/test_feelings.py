"""Distress is heard in both languages; harmless sayings and denials are not distress."""

import pytest

from assistant.feelings import VOTE, Feeling, feel, voted
from assistant.story import FeelingScores, Language, Valence
from tests.assistant.patients import read

DISTRESS: list[tuple[Language, str]] = [
    ("es", "¿Dónde está mi madre? Quiero que venga."),
    ("es", "Sáqueme de aquí, por favor, me quiero ir a mi casa."),
    ("es", "No puedo más, no sé dónde estoy."),
    ("es", "Tengo mucho miedo por la noche."),
    ("es", "Desde que se fue él no tengo ganas de nada."),
    ("es", "Se me murió un hijo con tres añitos."),
    ("es", "No viene nadie, me han dejado sola."),
    ("es", "Yo lo que quiero es morirme."),
    ("en", "Where’s my mother? I want to go home."),
    ("en", "I'm so frightened at night, somebody help."),
    ("en", "After the funeral I couldn't get out of bed."),
    ("en", "Nobody visits me. I feel so lonely."),
    ("en", "We lost our little girl... we lost our girl that winter."),
    ("en", "I wish I were dead."),
    ("es", "Tengo un nudo en la garganta y me entra una congoja muy mala."),
    ("es", "¿Qué sitio es este? Mi familia no sabe que estoy aquí."),
    ("es", "El día que murió mi hermana ya no fui persona."),
    ("es", "No me lo perdono, la culpa fue mía."),
    ("es", "Ha visto usted a mi marido? Estaba conmigo ahora."),
    ("en", "I know I smell. What use am I to anyone?"),
    ("en", "Daddy, please come, they won't let me out."),
    ("en", "They made us watch, all of us, in the square."),
    ("en", "What street is this? I don't know which way to go."),
]

CALM: list[tuple[Language, str]] = [
    ("es", "Mi hermana lloró de alegría en la estación."),
    ("es", "Nos moríamos de risa con mi tío."),
    ("es", "Yo no tenía miedo a las vacas."),
    ("es", "Volvíamos a casa muertos de hambre y merendábamos pan con chocolate."),
    ("es", "Quiero mucho a mi hija y a mis nietos."),
    ("es", "Aprendí a tocar el violín con un señor mayor."),
    ("es", "¿Dónde está el mar más azul que en mi pueblo?"),
    ("en", "We laughed until we cried."),
    ("en", "I was never afraid of the water."),
    ("en", "I'm afraid I never learnt to cook."),
    ("en", "I wanted to go to the dance and my mother let me go in her shoes."),
    ("en", "He was dying to see the sea."),
    ("es", "Me voy a mi casa el domingo, que me lleva mi hijo."),
    ("es", "Mi hermana me encerró en el corral de broma y nos reímos."),
    ("es", "Se me cayó el pastel y me quería morir allí mismo, qué risa."),
    ("es", "Hay fuego en la chimenea y castañas en la sartén."),
    ("es", "El perro me sigue a todas partes y se acuerda de mí."),
    ("es", "No sé cómo se llama ese baile, pero lo bailé mil veces."),
    ("en", "My cousin pretended to be drowned and we threw him a towel."),
    ("en", "I still see her on the step, shelling peas, and I smile."),
    ("en", "They're taking me to the seaside in July."),
    ("en", "Daddy would come home with a paper of sweets."),
]


@pytest.mark.parametrize(("language", "text"), DISTRESS)
def test_distress_is_heard(language: Language, text: str) -> None:
    feeling = feel(text, language)
    assert feeling.distress
    assert feeling.valence is Valence.NEGATIVE
    assert all(text[span.start : span.end].strip() for span in feeling.spans)


@pytest.mark.parametrize(("language", "text"), CALM)
def test_calm_words_raise_no_alarm(language: Language, text: str) -> None:
    feeling = feel(text, language)
    assert not feeling.distress
    assert feeling.valence is not Valence.NEGATIVE


def test_sorrow_without_distress_is_negative() -> None:
    feeling = feel("Aquel invierno murió mi abuelo y lo enterraron en el pueblo.", "es")
    assert feeling.valence is Valence.NEGATIVE
    assert not feeling.distress


def test_more_joy_than_sorrow_is_positive() -> None:
    text = "I cried at the wedding, and then we danced and laughed and sang all night."
    assert feel(text, "en").valence is Valence.POSITIVE


def test_a_very_long_text_is_read_quickly() -> None:
    assert feel("bla bla llorar no " * 12_000, "es").distress is False


GLAD = Feeling(valence=Valence.POSITIVE, distress=False)


def test_without_a_voter_the_words_decide_alone() -> None:
    assert voted(GLAD, None) == GLAD


def test_a_voter_may_raise_what_the_words_do_not_say() -> None:
    lost = voted(GLAD, FeelingScores(negative=0.1, distress=VOTE))
    assert (lost.valence, lost.distress, lost.spans) == (Valence.NEGATIVE, True, ())
    sad = voted(GLAD, FeelingScores(negative=VOTE, distress=0.4))
    assert (sad.valence, sad.distress) == (Valence.NEGATIVE, False)
    assert voted(GLAD, FeelingScores(negative=0.4, distress=0.4)) == GLAD


def test_a_voter_never_takes_distress_back() -> None:
    said = feel("Quiero irme a mi casa, tengo miedo.", "es")
    assert said.distress
    assert voted(said, FeelingScores(negative=0, distress=0)) == said
    assert voted(said, FeelingScores(negative=1, distress=1)) == said  # and its spans stay


MERRY: list[tuple[Language, str]] = [
    ("es", "En el entierro de mi tío el cura se cayó al hoyo, pobre muerto. ¡Lo que nos reímos!"),
    ("es", "Se rompió el vestido en misa y me quería morir, pero de la vergüenza."),
    ("es", "Echaron una de guerra en el cine del pueblo, con bombas y muertos, y yo con mis pipas."),
    ("es", "Vimos una película de miedo con fantasmas y sangre, y mi prima comía churros."),
    ("es", "Triste no era, ni mucho menos: había farolillos."),
    ("es", "Heridos no hubo, muertos tampoco, y luego hicimos chocolate."),
    ("es", "Las lentejas se me pegaron a la cazuela."),
    ("en", "The hearse broke down outside the pub, and the dead man late for his own funeral. We laughed till tea."),
    ("en", "There was a war film on at the Regal, bombs and dead men, and I had a choc ice."),
    ("en", "You'd think I was frightened of the bull, in the dark and all, but I fed him an apple."),
    ("en", "There's a man next door keeps pigeons."),
    ("en", "He only had two days' leave, so we were wed by licence."),
    ("en", "Dad came up the ladder to finish the job."),
    ("es", "La huelga solo duró dos días."),
    ("es", "Mi primo vivió unos días en casa."),
    ("es", "De niña me hice pis en misa."),
]


@pytest.mark.parametrize(("language", "text"), MERRY)
def test_what_only_sounds_dark_is_not_sad(language: Language, text: str) -> None:
    feeling = feel(text, language)
    assert feeling.valence is not Valence.NEGATIVE
    assert not feeling.distress


WAR: list[tuple[Language, str]] = [
    ("es", "Los bombardeos nos cogieron en la cuna, y mi madre no volvió. El cine quedó en pie."),
    ("es", "Se reían de mí y lloraba, qué tristeza."),
    ("en", "They laughed at me and I cried, it was misery."),
]


@pytest.mark.parametrize(("language", "text"), WAR)
def test_a_film_or_others_laughter_takes_no_sorrow_back(language: Language, text: str) -> None:
    assert feel(text, language).valence is Valence.NEGATIVE


PLEAS: list[tuple[Language, str]] = [
    ("es", "Por las noches anda alguien por el cuarto. No me deje sola."),
    ("es", "Me tuvieron que lavar entre dos. Yo no quiero que me vean así."),
    ("es", "Mis sobrinos no han venido, hoy tampoco."),
    ("es", "Yo no hago más que estorbar, ando estorbando por la casa."),
    ("es", "La niña vivió tres días, nada más."),
    ("en", "Somebody comes in my room at night. Will you sit with me till I drop off?"),
    ("en", "I wet the bed and they had to change me."),
    ("en", "They haven't come again today. Nobody comes."),
    ("en", "I'm just in the way here."),
    ("en", "She only lived two days."),
]


@pytest.mark.parametrize(("language", "text"), PLEAS)
def test_pleas_in_everyday_words_are_heard(language: Language, text: str) -> None:
    assert feel(text, language).distress


FROM_AFAR: list[tuple[Language, str]] = [
    ("es", "Pasábamos mucha necesidad, con un caldo para ocho."),
    ("es", "Con mi prima estuve sin hablarme quince años por una finca."),
    ("en", "We went hungry that winter."),
    ("en", "I fell out with my sister over a clock and we never spoke for ten years."),
]


@pytest.mark.parametrize(("language", "text"), FROM_AFAR)
def test_hard_times_told_from_afar_are_sad_and_no_distress(language: Language, text: str) -> None:
    feeling = feel(text, language)
    assert feeling.valence is Valence.NEGATIVE
    assert not feeling.distress


TRIFLES: list[tuple[Language, str]] = [
    ("es", "Se me murió la radio y me quedé sin el partido."),
    ("es", "Ayer perdió el Betis y en el casino estamos de luto."),
    ("es", "Ay, qué disgusto, que se me han quemado las croquetas."),
    ("es", "Los frailes enterraron las monedas debajo del pozo, eso dicen."),
    ("es", "No llegó a verlo porque estaba de turno en la mina."),
    ("es", "Hoy no me acuerdo de nada, hija, pero qué sol más rico hace."),
    ("es", "Pusieron Casablanca y lloré todo lo que tenía."),
    ("en", "The hearing aid battery died halfway through the sermon."),
    ("en", "Our lads were slaughtered six to nil and I went to bed."),
    ("en", "I burnt the porridge and had to start again, it was dreadful."),
    ("en", "My brother buried the silver in the potato patch."),
    ("en", "They had Brief Encounter on and I sobbed right through it."),
    ("en", "It's bucketing down, I've my cardigan on and a lovely biscuit, I'm not stirring."),
]
GRAVE: list[tuple[Language, str]] = [
    ("es", "Se me murió en el coche, camino del hospital."),
    ("es", "Les mataron a dos en la cuneta."),
    ("es", "Perdimos a mi padre en Madrid."),
    ("es", "Hoy no me acuerdo de nada y me da miedo."),
    ("es", "Se llevaron las cosas de Julián y yo guardé su boina en un cajón."),
    ("es", "A la nena la bajaron en una caja chiquita y blanca."),
    ("es", "La noche que no volvió el barco mi abuela dejó la luz encendida."),
    ("es", "Su almohada todavía huele a él."),
    ("en", "We were in the car when my husband died."),
    ("en", "They carried a little white box and they lowered her down."),
    ("en", "I never moved his coat. It still smells of him."),
    ("en", "The night our boat didn't come home Mam left the lamp burning."),
    ("en", "When they took his clothes I kept one shirt in the drawer."),
    ("en", "They wouldn't let me look at the baby."),
]


@pytest.mark.parametrize(("language", "text"), TRIFLES)
def test_a_small_mishap_is_no_sorrow(language: Language, text: str) -> None:
    assert feel(text, language).valence is not Valence.NEGATIVE
    assert read(text, language).valence is not Valence.NEGATIVE


@pytest.mark.parametrize(("language", "text"), GRAVE)
def test_the_dead_and_their_things_are_no_small_mishap(language: Language, text: str) -> None:
    assert feel(text, language).distress


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El capataz nos descontaba media hora y a mí me daba una rabia que no comía."),
        ("es", "Aquello era una injusticia y había que tragar la rabia."),
        ("es", "Nos descontaron el jornal por llegar tarde un minuto."),
        ("en", "They docked our wages for singing."),
        ("en", "I was seething inside and nobody said a word."),
        ("en", "The foreman treated us like dirt."),
    ],
)
def test_wrong_that_was_done_is_negative_and_no_plea(language: Language, text: str) -> None:
    feeling = feel(text, language)
    assert feeling.valence is Valence.NEGATIVE
    assert not feeling.distress
