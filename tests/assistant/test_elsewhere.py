"""What is told of and is out of sight: who stayed away, what was lost, drawn, imitated, asked, played or far away."""

import pytest

from assistant.story import Language
from tests.assistant.patients import painted

_AWAY = [
    ("Fuimos a pie a la feria porque el burro no quiso andar.", "es", "donkey"),
    ("Luis nunca vino a la huerta, pero yo cogía tomates con mi abuela.", "es", "boy"),
    ("Televisión en mi pueblo no había; oíamos la radio en la cocina.", "es", "television"),
    ("Lavadora mi madre no tuvo jamás. Lavaba en el río.", "es", "washing machine"),
    ("Mi gata se tragó un dedal y corría por la cocina.", "es", "thimble"),
    ("Nos robaron las gallinas y mi abuela miraba el corral.", "es", "hens"),
    ("En la escuela yo dibujaba los ríos en la pizarra.", "es", "river"),
    ("La maestra tenía un mapa de España con los ríos y las montañas.", "es", "mountain"),
    ("Nos contaba la historia de un lobo y tres cabritas, junto a la lumbre.", "es", "goat"),
    ("Mi loro imitaba el timbre y yo salía a la puerta.", "es", "doorbell"),
    ("Me preguntó qué tren era y subimos al coche.", "es", "train"),
    ("Jugábamos a los médicos en el patio con una muñeca.", "es", "doctor"),
    ("Mi abuelo era un toro y cargaba los sacos en la era.", "es", "bull"),
    ("Llevaba un vestido sacado de una cortina.", "es", "curtain"),
    ("La mesa la hizo mi abuelo con madera del castaño.", "es", "chestnut"),
    ("Y mi madre gritó: ¡el lobo!, y corrimos a la casa.", "es", "wolf"),
    ("Llevábamos un palo por si venía el toro.", "es", "bull"),
    ("Teníamos que haber ido en el barco, pero fuimos en tren.", "es", "ship"),
    ("Hablaban de los aviones, sentados al fuego.", "es", "plane"),
    ("Mi abuela rezaba a San Antonio por las vacas.", "es", "cow"),
    ("En la radio cantaba Antonio Molina y yo planchaba camisas.", "es", "man"),
    ("A falta de pelota, jugábamos con un trapo.", "es", "ball"),
    ("Con lo del burro nos reíamos todos en la era.", "es", "donkey"),
    ("Antes de irnos a la playa hacíamos tortilla en la cocina.", "es", "beach"),
    ("Ella hacía de Virgen y yo de pastora, con un borrego.", "es", "statue"),
    ("Parecía que venía el tren, y era el viento en la chimenea.", "es", "train"),
    ("El tren que iba a Sevilla pasaba por delante de la casa.", "es", "Sevilla"),
    ("Mi padre decía que había visto un lobo, y yo miraba el monte.", "es", "wolf"),
    ("Our vicar couldn't come to the fair, so Mam and I had toffee apples.", "en", "vicar"),
    ("The dog stayed at home and we took the bus to the sea.", "en", "dog"),
    ("I lost my purse at the market and came home with the flowers.", "en", "purse"),
    ("I'd a postcard of the pier on the shelf in my bedroom.", "en", "pier"),
    ("I drew our church at school with a pencil.", "en", "church"),
    ("We played shops on the step with buttons.", "en", "shop"),
    ("My dress was made out of a parachute, with a ribbon.", "en", "parachute"),
    ("Mam asked which bus it was and I held the basket.", "en", "bus"),
    ("You should have taken the train, but we had the car.", "en", "train"),
    ("My nan told us there was a bull in the lane, and I hid in the shed.", "en", "bull"),
    ("We were poor as church mice and we shared an orange.", "en", "mice"),
    ("I used to knit socks for soldiers by the fire.", "en", "soldier"),
    ("The train to London went past our house.", "en", "London"),
    ("If I'd had the money I'd have bought a coat, but I had a shawl.", "en", "coat"),
    ("A letter came from my brother, who was in India, and we read it by the fire.", "en", "India"),
]
_THERE = [
    ("Mi hermano no llegaba a la mesa y le pusieron un cajón.", "es", "boy"),
    ("Mi abuela no salía de la cocina, siempre con el delantal.", "es", "old woman"),
    ("Mi madre se quedó en casa conmigo cosiendo un vestido.", "es", "woman"),
    ("Perdí la muñeca en la feria y la encontró mi tía.", "es", "doll"),
    ("Pintábamos la casa con cal y una brocha.", "es", "house"),
    ("Jugábamos a las cartas en la cocina.", "es", "cards"),
    ("Tenía que haber visto usted la tarta.", "es", "cake"),
    ("Leíamos un tebeo de piratas debajo de la mesa.", "es", "table"),
    ("Era un perro muy bueno y dormía en la cocina.", "es", "dog"),
    ("Mi madre me llamó: el caldo estaba en la mesa.", "es", "table"),
    ("You should have seen the cake, with candles on it.", "en", "cake"),
    ("We lost the dog on the moor, and Dad found him by the farm.", "en", "dog"),
    ("We played cards in the kitchen.", "en", "cards"),
    ("Mam wasn't tall and she stood on a stool.", "en", "woman"),
    ("The baby wouldn't go to sleep, so I rocked the cradle.", "en", "baby"),
    ("We took the train to London with a hamper.", "en", "London"),
    ("We took a boat from the harbour, with sandwiches.", "en", "boat"),
]


@pytest.mark.parametrize(("text", "language", "absent"), _AWAY)
def test_what_is_out_of_sight_is_not_painted(text: str, language: Language, absent: str) -> None:
    assert absent not in painted(text, language).replace("woman", "lady" if absent == "man" else "woman")


@pytest.mark.parametrize(("text", "language", "present"), _THERE)
def test_words_that_are_like_them_are_painted(text: str, language: Language, present: str) -> None:
    assert present in painted(text, language)
