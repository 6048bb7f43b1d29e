"""When a memory plays: ages, family, happenings named by their year, the present, and what tells no time."""

import pytest

from assistant.story import Language
from tests.assistant.patients import read

_TIMES: list[tuple[str, Language, str | None]] = [
    ("Thirty-nine I was and we went on the ferry.", "en", "adulthood"),
    ("Tendría yo treinta y cinco treinta y seis cuando compramos la furgoneta.", "es", "adulthood"),
    ("Yo tendría unos cincuenta por ahí y plantamos un olivo.", "es", "adulthood"),
    ("I was eight or nine and we kept a goat.", "en", "youth"),
    ("Guiso en la cazuela que era de mi suegra, con su laurel.", "es", "old_age"),
    ("Riego los geranios con la jarra que me dejó mi madre.", "es", "old_age"),
    ("I bake in the tin that was my mother's, with a bit of nutmeg.", "en", "old_age"),
    ("I sleep under the quilt my mother made me and the cat comes too.", "en", "old_age"),
    ("Mi suegra me dejó la cazuela y guisé conejo.", "es", "adulthood"),
    ("Estaba yo en segundo de normal y nos llevaron a Toledo en un autocar.", "es", "youth"),
    ("Yo estaba en quinto de carrera y vivía en una pensión con un gato.", "es", "youth"),
    ("Daba clase en tercero de primaria y tenía un globo terráqueo.", "es", "adulthood"),
    ("Mi hijo estaba en segundo de primaria y llevaba cartera.", "es", "adulthood"),
    ("In the fifth form we wore straw hats and carried hockey sticks.", "en", "youth"),
    ("My junior year I drove a milk truck.", "en", "youth"),
    ("I taught the second grade and kept a hamster.", "en", "adulthood"),
    ("Aquí tengo mi gato y mi tele.", "es", "old_age"),
    ("Mis hijos quieren que me mude a un piso con terraza, y yo aquí tengo mi gato.", "es", "old_age"),
    ("My son wants me to move to a flat with a lift, but I've my hens here.", "en", "old_age"),
    ("Andaría yo por los nueve y robábamos higos.", "es", "youth"),
    ("Tendría mis doce cuando vi el mar.", "es", "youth"),
    ("No había cumplido los veinte y ya conducía el carro.", "es", "youth"),
    ("Recién cumplidos los treinta compré la moto.", "es", "adulthood"),
    ("Rondaría yo los cuarenta y tantos cuando subimos al Teide.", "es", "adulthood"),
    ("No tendría más de seis, y me subí al carro.", "es", "youth"),
    ("Cuando mi hijo era pequeño hacíamos cometas de papel.", "es", "adulthood"),
    ("Cuando mis hijos eran chicos íbamos al pantano con la tortilla.", "es", "adulthood"),
    ("Cuando nacieron los mellizos pintamos la cuna de verde.", "es", "adulthood"),
    ("Mi niña tenía tres años y se metió en la fuente.", "es", "adulthood"),
    ("Me jubilé y me compré una caña de pescar.", "es", "old_age"),
    ("Cuando trabajaba en Correos llevaba un carrito amarillo.", "es", "adulthood"),
    ("Aquí en la residencia hicimos rosquillas ayer.", "es", "old_age"),
    ("La señora que me baña me puso colonia y cantamos.", "es", "old_age"),
    ("El chico que me trae la compra me dejó unas naranjas.", "es", "old_age"),
    ("El arroz se lava bien y se pone en la cazuela, y no se remueve.", "es", None),
    ("Para hacer jabón hace falta sosa y aceite, y se mueve con un palo.", "es", None),
    ("Hay que picar la cebolla muy fina y ponerla en la sartén.", "es", None),
    ("Contaba mi abuelo que él, con dieciocho años, cruzó la sierra con un burro.", "es", None),
    ("Mi tía Engracia, que era muy fantasiosa, contaba que su padre tuvo un oso. Yo no lo vi, claro.", "es", None),
    ("La nevada del cincuenta y seis nos tapó la puerta y salimos por la ventana.", "es", "youth"),
    ("La riada del ochenta y dos se llevó el puente, y lo vimos desde el balcón.", "es", "adulthood"),
    ("Con treinta y pico me saqué el carné y fuimos a la playa.", "es", "adulthood"),
    ("Fuimos al Retiro y la barca daba vueltas, tenía yo cuarenta y algo. Todavía me río.", "es", "adulthood"),
    ("Compramos un televisor cuando nació Marta. Ahora me hace gracia.", "es", "adulthood"),
    ("Llevábamos a los niños al río con las sandalias de goma.", "es", "adulthood"),
    ("Mi yerno me trajo un melón y lo partimos en el patio.", "es", "old_age"),
    ("Con el babi puesto comíamos el pan con chocolate.", "es", "youth"),
    ("Había una fuente y un caballo bebía.", "es", None),
    ("Mi bisnieta me pintó las uñas.", "es", "old_age"),
    ("Hace cuarenta años que abrimos la tienda y pusimos un farol. Yo tenía treinta y cinco.", "es", "adulthood"),
    ("A los seis o siete me perdí en la feria y me dieron un globo.", "es", "youth"),
    ("Mi abuelo me llevaba en el burro a la huerta.", "es", "youth"),
    ("Me casé en mayo y llevaba un ramo de azahar.", "es", "adulthood"),
    ("Ayer vino mi hija con una tarta.", "es", "old_age"),
    ("Ya no salgo, pero riego las plantas desde la silla.", "es", "old_age"),
    ("El maestro nos daba con la regla y yo escondía las manos.", "es", "youth"),
    ("Mi marido y yo pusimos un kiosco en la esquina.", "es", "adulthood"),
    ("Estaba embarazada de siete meses y me subí a la noria.", "es", "adulthood"),
    ("Mi vecino tiene quince años y toca la trompeta.", "es", "old_age"),
    ("Mi hermana tenía cinco años y yo tres, y nos bañaban en un barreño.", "es", "youth"),
    ("Mi nieto no había nacido; yo tenía cincuenta años y plantamos un olivo.", "es", "adulthood"),
    ("De mozos íbamos a rondar con la guitarra.", "es", "youth"),
    ("En el setenta y tres nos tocó la lotería y compramos un sofá.", "es", "adulthood"),
    ("El otro día me llevaron a ver los almendros.", "es", "old_age"),
    ("Mi suegra hacía una paella en el patio y yo pelaba gambas.", "es", "adulthood"),
    ("Mi quinta se fue a la mili y nos raparon.", "es", "youth"),
    ("Con ochenta y tantos y aún bailo el pasodoble.", "es", "old_age"),
    ("Mi hermana era mayor; cuando Marta era pequeñita le hacíamos barquitos de papel.", "es", "adulthood"),
    ("Fui a casa de mi maestra con doce años y un cesto.", "es", "youth"),
    ("Me fui con él con veinte años a la feria.", "es", "youth"),
    ("Desde que enviudé como en la cocina con la radio.", "es", "old_age"),
    ("Ahora me da lástima aquel coche, que compramos cuando nació la niña.", "es", "adulthood"),
    ("I can't have been more than six and I climbed on the cart.", "en", "youth"),
    ("I'd be nine, and we pinched apples.", "en", "youth"),
    ("I must have been about ten when the circus came with an elephant.", "en", "youth"),
    ("I was all of seven and I'd a red scarf.", "en", "youth"),
    ("I'd just turned forty and we bought a caravan.", "en", "adulthood"),
    ("I was going on twelve and the river froze.", "en", "youth"),
    ("When I was thirty-odd we went to Whitby with the tent.", "en", "adulthood"),
    ("I'd be thirty-something, and we had a barge.", "en", "adulthood"),
    ("When my son was little we flew kites on the moor.", "en", "adulthood"),
    ("When the twins were small we had a paddling pool.", "en", "adulthood"),
    ("When our Susan was a baby the pram rolled into the duck pond.", "en", "adulthood"),
    ("We took the children to Blackpool and it rained.", "en", "adulthood"),
    ("We had the kids with us and a flask of tea.", "en", "adulthood"),
    ("The girl who does my feet brought me a daffodil.", "en", "old_age"),
    ("The lady who comes on Tuesdays played the piano and we sang.", "en", "old_age"),
    ("You want cold hands for pastry, and you put it in the pantry.", "en", None),
    ("You take a pound of plums and you stone them, and you boil the sugar.", "en", None),
    ("You put the kettle on first, then you warm the pot, and you never use a bag.", "en", None),
    ("My father used to tell how his uncle kept a bear in the yard. I often think about it.", "en", None),
    ("My gran told us how she had walked to London with a goose. I never believed it.", "en", None),
    ("The floods of fifty-three took our shed.", "en", "youth"),
    ("It was the drought of seventy-six and we washed in a bucket.", "en", "adulthood"),
    ("I was thirty and we danced on the pier. I still laugh about it.", "en", "adulthood"),
    ("Now that was a wedding! I was thirty-two and the cake fell over.", "en", "adulthood"),
    ("We bought the shop when I was thirty. Now it makes me smile.", "en", "adulthood"),
    ("I retired and I bought a greenhouse.", "en", "old_age"),
    ("My daughter-in-law brought me a cactus.", "en", "old_age"),
    ("They had me in the garden here yesterday with a trowel.", "en", "old_age"),
    ("I was a lad of ten and we had a ferret.", "en", "youth"),
    ("Miss Hargreaves rapped my knuckles with a ruler and I hid the slate.", "en", "youth"),
    ("When I was on the buses I had a ticket machine.", "en", "adulthood"),
    ("There was a fountain and a horse was drinking.", "en", None),
    ("My great-granddaughter painted my nails.", "en", "old_age"),
    ("My husband and I opened a chip shop.", "en", "adulthood"),
    ("Eight months pregnant I was, and I rode on the big wheel.", "en", "adulthood"),
    ("Coming up to nine, I was, and I had a bike.", "en", "youth"),
    ("I was getting on for fifty and I learnt to swim.", "en", "adulthood"),
    ("Mam sent me to the corner shop with a jug.", "en", "youth"),
    ("Eighty-odd and I still dance the foxtrot.", "en", "old_age"),
    ("In seventy-one we won a pig at the fair.", "en", "adulthood"),
    ("The other day they took me to see the bluebells.", "en", "old_age"),
    ("I was married at twenty-eight and we had a carriage.", "en", "adulthood"),
    ("In my teens we went to the dance in a borrowed van.", "en", "youth"),
    ("In my late thirties I took up the violin.", "en", "adulthood"),
    ("I wasn't yet five and I'd a doll.", "en", "youth"),
    ("I'm ninety next month and I still paint.", "en", "old_age"),
    ("My brother was eight and I was six, and we had a raft.", "en", "youth"),
    ("Looking back it still makes me laugh: the tent blew away and I was forty.", "en", "adulthood"),
    ("When my brother was born I hid under the table with a biscuit.", "en", "youth"),
]


@pytest.mark.parametrize(("text", "language", "stage"), _TIMES)
def test_the_time_that_is_told_is_heard_and_no_other(text: str, language: Language, stage: str | None) -> None:
    assert read(text, language).stage.stage == stage


_OTHERS: list[tuple[str, Language]] = [
    ("Mi suegro, que en gloria esté, contaba que él subió con quince años a un globo. Yo no subí, claro.", "es"),
    ("Contaba mi madrina que su abuela tuvo un lobo en el corral. Me acuerdo mucho de eso.", "es"),
    ("My grandmother used to tell, and I wasn't born then, how her brother had a bear in the cellar.", "en"),
    ("My father told us how he walked to Leeds with a pig. I often think of it.", "en"),
]


@pytest.mark.parametrize(("text", "language"), _OTHERS)
def test_a_remark_does_not_put_the_teller_into_anothers_story(text: str, language: Language) -> None:
    scene = read(text, language)
    assert not scene.patient_in_picture
    assert scene.stage.stage is None


def test_who_does_something_in_the_story_is_in_it() -> None:
    assert read("Contaba mi abuelo que había lobos, y yo corría a la cocina con el candil.", "es").patient_in_picture


_NOT_MINE: list[tuple[str, Language]] = [
    ("Tuve que llamar a la vecina. Veinte años tendrá la muchacha.", "es"),
    ("Él saltó la tapia con quince años y una escopeta.", "es"),
]


@pytest.mark.parametrize(("text", "language"), _NOT_MINE)
def test_anothers_age_is_not_the_tellers(text: str, language: Language) -> None:
    assert read(text, language).stage.stage != "youth"


def test_a_plea_of_today_has_no_stage_by_a_relative_alone() -> None:
    scene = read("¿Dónde está mi madre? Dijo que venía y no viene. Tengo miedo.", "es")
    assert scene.distress
    assert scene.stage.stage is None
