"""Says a scene in words, as prompts for Stable Diffusion are written: only what is drawn, in varied wording."""

import random

from pipelines.storybook.cast import ELDERS, Activity, Outfit, Person, Place, Scene, Style, Subject, Thing, Weather, Who

WHO_WORDS: dict[Who, tuple[str, ...]] = {
    "baby": ("baby", "newborn", "toddler", "infant"),
    "boy": ("boy", "little boy", "son", "grandson", "schoolboy", "young boy", "child", "brother"),
    "girl": ("girl", "little girl", "daughter", "granddaughter", "schoolgirl", "young girl", "sister", "niece"),
    "young man": ("young man", "teenage boy", "boyfriend", "student", "young father", "teenager"),
    "young woman": ("young woman", "teenage girl", "girlfriend", "young mother", "young wife", "young lady"),
    "man": ("man", "father", "husband", "uncle", "adult man", "middle-aged man", "gentleman", "friend", "teacher", "worker",
            "farmer", "fisherman", "neighbour", "boss", "cousin"),
    "woman": ("woman", "mother", "wife", "aunt", "adult woman", "middle-aged woman", "lady", "neighbour", "dressmaker"),
    "old man": ("old man", "grandfather", "elderly man", "old husband", "older man"),
    "old woman": ("old woman", "grandmother", "elderly woman", "old wife", "older woman", "old lady"),
}  # fmt: skip
PAIR_WORDS: dict[frozenset[Who], tuple[str, ...]] = {
    frozenset({"boy", "girl"}): ("two children", "children", "brother and sister", "boy and girl"),
    frozenset({"boy"}): ("two boys", "brothers", "boys"),
    frozenset({"girl"}): ("two girls", "sisters", "girls"),
    frozenset({"man", "woman"}): ("a couple", "parents", "husband and wife", "a family", "people"),
    frozenset({"man"}): ("two men", "men", "friends", "workers"),
    frozenset({"woman"}): ("two women", "women", "two friends"),
    frozenset({"old man", "old woman"}): ("an old couple", "grandparents", "an elderly couple"),
    frozenset({"young man", "young woman"}): ("a young couple", "young people", "two young friends", "students"),
    frozenset({"old man"}): ("two old men",),
    frozenset({"old woman"}): ("two old women",),
    frozenset({"baby"}): ("two babies", "twins"),
}
"""How two people are named together; children in any place, men and women by their order in the picture."""

PLACE_NOUNS: dict[Place, tuple[str, ...]] = {
    "beach": ("beach", "sea", "seaside", "coast", "shore", "sand", "island"),
    "mountains": ("mountains", "mountain", "sierra", "hills", "peak", "valley"),
    "forest": ("forest", "woods", "wood", "pine forest", "jungle"),
    "church": ("church", "cathedral", "chapel", "basilica", "temple", "convent", "hermitage", "wedding"),
    "town square": ("town square", "square", "plaza", "village square", "village", "town", "town hall", "fountain", "palace"),
    "street": ("street", "road", "neighbourhood", "avenue", "alley", "path"),
    "city": ("city", "big city", "downtown", "building", "skyscraper", "block of flats", "hotel"),
    "house": ("house", "home", "cottage", "village house", "cabin", "family home", "flat"),
    "garden": ("garden", "yard", "backyard", "patio", "terrace", "courtyard", "orchard", "balcony"),
    "farm": ("farm", "barn", "farmyard", "stable", "farmhouse"),
    "school": ("school", "university", "classroom", "schoolyard", "college", "academy"),
    "laboratory": ("laboratory", "lab", "research centre"),
    "office": ("office", "library", "study", "bank", "bookshop", "company"),
    "kitchen": ("kitchen", "bakery", "cooker"),
    "living room": ("living room", "sitting room", "lounge", "room", "flat", "apartment"),
    "bedroom": ("bedroom", "dormitory"),
    "hospital": ("hospital", "care home", "clinic", "nursing home", "ward", "surgery"),
    "station": ("station", "train station", "railway station", "platform", "railway"),
    "market": ("market", "shop", "store", "stall", "market square", "grocery"),
    "harbour": ("harbour", "port", "harbor", "pier", "dock", "lighthouse", "fishing port"),
    "river": ("river", "lake", "bridge", "pond", "stream", "reservoir", "swimming pool"),
    "fairground": ("fair", "fairground", "amusement park", "circus", "festival", "carnival", "fiesta"),
    "sports ground": ("sports ground", "football pitch", "stadium", "playground", "football ground", "field of play"),
    "workshop": ("workshop", "factory", "garage", "forge", "mine", "carpentry"),
    "stage": ("stage", "theatre", "dance hall", "concert", "cinema", "ballroom", "concert hall"),
    "park": ("park", "gardens", "bench", "promenade"),
    "restaurant": ("restaurant", "bar", "cafe", "dining room", "tavern", "pub", "canteen"),
    "countryside": ("countryside", "field", "fields", "country", "hill", "meadow", "vineyard", "olive grove"),
}  # fmt: skip
PLACE_LINKS = ("in a", "in the", "in the", "at the", "on the", "by the")
ALSO: dict[str, tuple[str, ...]] = {
    "dog": ("puppy", "hound"), "cat": ("kitten",), "horse": ("pony", "mare", "foal"), "cow": ("calf", "ox", "bull"),
    "sheep": ("lamb",), "pig": ("piglet", "hog"), "hen": ("chicken", "rooster", "cockerel"), "goat": ("kid goat",),
    "donkey": ("mule",), "bird": ("canary", "pigeon", "sparrow", "dove"), "duck": ("goose", "drake"),
    "rabbit": ("hare", "bunny"), "turtle": ("tortoise",), "deer": ("fawn",), "ball": ("football",),
    "bicycle": ("bike",), "car": ("taxi", "old car"), "train": ("steam train", "locomotive"), "boat": ("ship", "sailing boat", "fishing boat"),
    "motorcycle": ("scooter", "motorbike", "moped"), "lorry": ("truck", "van"), "airplane": ("plane", "aeroplane"),
    "violin": ("fiddle",), "drum": ("drums",), "television": ("tv",), "telephone": ("phone",), "books": ("book", "diary"),
    "cake": ("birthday cake", "pie"), "bread": ("loaf", "loaf of bread"), "wine": ("glass of wine", "glass", "bottle"),
    "coffee": ("cup of coffee", "cup of tea", "tea", "cup"), "apple": ("fruit", "apples"), "flowers": ("bouquet", "tulips"),
    "rose": ("roses",), "plant": ("flower pot", "plants"), "present": ("gift", "presents", "parcel"), "suitcase": ("bag", "suitcases", "luggage"),
    "thread": ("sewing thread", "sewing machine"), "wool": ("ball of wool", "knitting"), "doll": ("toy", "dolls"),
    "candle": ("candles",), "sofa": ("couch", "armchair"), "christmas tree": ("decorated tree",), "paints": ("palette", "paintbrush"),
    "hammer": ("tools", "tool"), "stew": ("soup", "pot", "stew pot", "food", "meal"), "letter": ("envelope", "letters", "postcard"),
    "trophy": ("cup prize", "medal"), "clock": ("watch",), "picture": ("painting", "photograph", "portrait"), "ring": ("wedding ring",),
    "balloon": ("balloons",), "kite": ("kites",), "egg": ("eggs",), "basket": ("baskets",), "accordion": ("concertina",),
    "carousel horse": ("carousel", "merry-go-round"), "paella": ("rice",), "camera": ("photo camera",), "chair": ("rocking chair",),
    "grapes": ("bunch of grapes",), "key": ("keys",), "microscope": ("scientific instrument",), "guitar": ("spanish guitar",),
}  # fmt: skip
"""Other words for animals and things."""

WEATHER_WORDS: dict[Weather, tuple[str, ...]] = {
    "sunny": ("sunny", "summer", "sunny day", "in the sun", "in summer", "sun", "warm sun", "morning"),
    "rain": ("rain", "in the rain", "rainy day", "rainy", "storm", "cloudy", "wind"),
    "snow": ("snow", "in the snow", "winter", "snowy", "in winter", "cold", "ice"),
    "autumn": ("autumn", "in autumn", "autumn leaves", "fall"),
    "spring": ("spring", "in spring", "blossom"),
    "night": ("night", "at night", "moonlight", "in the evening", "moon", "evening", "stars"),
    "sunset": ("sunset", "at sunset", "at dusk", "golden light", "sunrise", "dawn", "afternoon light"),
    "christmas": ("christmas", "christmas lights", "at christmas", "christmas eve"),
}
COLOURLESS: frozenset[Style] = frozenset({"sketch", "sepia"})
"""Styles that show no colours, so that none may be named."""

STYLE_WORDS: dict[Style, tuple[str, ...]] = {
    "storybook": ("storybook illustration", "storybook illustration, soft watercolour", "storybook", "illustration"),
    "watercolour": ("watercolour", "watercolor", "watercolour painting", "watercolour painting, soft colours"),
    "sketch": ("pencil sketch", "sketch", "pencil drawing"),
    "oil": ("oil painting", "oil on canvas", "oil"),
    "sepia": ("sepia photo", "old photograph", "sepia"),
}
OUTFIT_WORDS: dict[Outfit, tuple[str, ...]] = {
    "suit": ("in a suit", "in a dark suit", "wearing a suit"),
    "white coat": ("in a white coat", "in a lab coat", "dressed as a doctor", "dressed as a scientist"),
    "apron": ("in an apron", "wearing an apron", "dressed as a cook"),
    "uniform": ("in uniform", "in a uniform", "dressed as a soldier", "in a green uniform"),
    "wedding dress": ("in a wedding dress", "in a white wedding dress", "dressed as a bride"),
}
ACTIVITY_WORDS: dict[Activity, tuple[str, ...]] = {
    "standing": ("standing",),
    "sitting": ("sitting", "seated", "resting"),
    "walking": ("walking", "strolling", "going for a walk"),
    "running": ("running", "playing"),
    "dancing": ("dancing",),
    "reading": ("reading", "reading a book", "studying"),
    "cooking": ("cooking", "cooking a stew"),
    "playing chess": ("playing chess",),
    "fishing": ("fishing",),
    "painting": ("painting",),
    "playing the guitar": ("playing the guitar", "playing guitar"),
    "eating": ("eating", "eating bread"),
    "sewing": ("sewing",),
    "singing": ("singing",),
}
UNCOUNTED = frozenset(
    {"wool", "thread", "bread", "wine", "cheese", "coffee", "tea", "rice", "food", "luggage", "fruit", "knitting", "sand",
     "surgery", "countryside", "carpentry", "soup"}
)  # fmt: skip
FILLERS = tuple(
    """soft colours;warm light;detailed;Spain;England;France;Italy;Galicia;Andalusia;Scotland;Mexico;Argentina;
    Germany;Portugal;Madrid;London;Seville;Leeds;Dublin;New York;Bilbao;1930s;1940s;1950s;1960s;1970s;1980s;1990s;
    2000s;2010s;2020s;post-war years;gentle mood;tender;nostalgic;high quality;soft light;family memory;peaceful;
    masterpiece;beautiful;full body;vintage;calm colours;childhood;youth;adulthood;memory;smooth;flat colours""".split(";")
)
DISLIKES = (
    "blurry", "ugly", "deformed", "low quality", "bad anatomy", "text", "watermark", "extra limbs", "distorted face",
    "scary", "dark", "cropped", "worst quality", "disfigured", "photo", "realistic", "violence",
)  # fmt: skip


def caption(scene: Scene, chance: random.Random) -> str:
    """The scene in words; wording, order and what is left unsaid vary with `chance`."""
    first, later = _split(scene, chance)
    pair = pair_words(scene, chance) if chance.random() < 0.25 else None
    subjects = [pair] if pair else [subject_words(subject, scene, chance) for subject in first]
    parts = list(subjects) if chance.random() < 0.4 else [_joined(subjects, chance)] if subjects else []
    shared = shared_activity(scene)
    if shared and (shared != "standing" or chance.random() < 0.15):
        doing = chance.choice(ACTIVITY_WORDS[shared])
        if chance.random() < 0.5:
            parts[-1] += " " + doing
        else:
            parts.append(doing)
    where = place_words(scene, chance)
    if parts and chance.random() < 0.5:
        parts[-1] += " " + where
    else:
        parts.append(where)
    parts += [subject_words(subject, scene, chance) for subject in later]
    after: list[str] = []
    if weather_shows(scene) and chance.random() < (0.9 if scene.weather != "sunny" else 0.55):
        after.append(chance.choice(WEATHER_WORDS[scene.weather]))
    after += [_filler(chance) for _ in range(chance.choice((0, 0, 0, 1, 2, 3)))]
    chance.shuffle(after)
    return _with_style(", ".join(parts + after), scene.style, chance)


def _split(scene: Scene, chance: random.Random) -> tuple[tuple[Subject, ...], tuple[Subject, ...]]:
    """Things at the right may be named after the place, as composed prompts do."""
    living = len(scene.subjects)
    while living and isinstance(scene.subjects[living - 1], Thing):
        living -= 1
    if living == 0 or chance.random() < 0.5:
        living = len(scene.subjects)
    return scene.subjects[:living], scene.subjects[living:]


def pair_words(scene: Scene, chance: random.Random) -> str | None:
    """Two plainly dressed people in one expression, where there is one."""
    if len(scene.subjects) != 2 or len(scene.people) != 2:
        return None
    for person in scene.people:
        if person.mood != "calm" or person.skin != "light" or person.glasses or person.hat or person.outfit != "casual":
            return None
    words = PAIR_WORDS.get(frozenset(person.who for person in scene.people))
    return chance.choice(words) if words else None


def place_words(scene: Scene, chance: random.Random) -> str:
    """Where it is: "in the forest"."""
    nouns = PLACE_NOUNS[scene.place]
    noun = nouns[0] if chance.random() < 0.6 else chance.choice(nouns)
    if noun == "home":
        return "at home"
    link = chance.choice(PLACE_LINKS)
    return f"in {with_article(noun)}" if link == "in a" else f"{link} {noun}"


def dislikes(chance: random.Random) -> str:
    """Words such as negative prompts hold: they describe nothing that is drawn."""
    return ", ".join(chance.sample(DISLIKES, chance.randint(1, 8)))


def weather_shows(scene: Scene) -> bool:
    """Whether the weather can be seen: a stage has no window."""
    return scene.place != "stage" or scene.weather == "christmas"


def shared_activity(scene: Scene) -> Activity | None:
    """What all the people do (a baby, who only sits there, does not count); None where they differ."""
    doing = {person.activity for person in scene.people if person.who != "baby"}
    return doing.pop() if len(doing) == 1 else None


def subject_words(subject: Subject, scene: Scene, chance: random.Random) -> str:
    """One person, animal or thing with its article."""
    if not isinstance(subject, Person):
        others = ALSO.get(subject.name, ())
        return with_article(chance.choice(others) if others and chance.random() < 0.35 else subject.name)
    usual = chance.random() < 0.6
    words = WHO_WORDS[subject.who][0] if usual else chance.choice(WHO_WORDS[subject.who])
    before = [] if subject.mood == "calm" else [subject.mood]
    if subject.skin == "dark":
        before.append("dark-skinned")
    colours = scene.style not in COLOURLESS
    if colours and subject.who not in ELDERS and subject.who != "baby" and subject.hair != "brown":
        before.append("red-haired" if subject.hair == "red" else f"{subject.hair}-haired" if subject.hair == "black" else "blond")
    phrase = with_article(" ".join([*before, words]))
    extras = _worn(subject, chance, colours=colours)
    if shared_activity(scene) is None and subject.activity != "standing":
        extras.append(chance.choice(ACTIVITY_WORDS[subject.activity]))
    chance.shuffle(extras)
    return " ".join([phrase, *extras])


def with_article(noun: str) -> str:
    """The noun with "a" or "an" where it takes one."""
    if noun.split()[-1] in UNCOUNTED or (noun.endswith("s") and noun not in {"bus", "glass", "christmas"}):
        return noun
    return f"an {noun}" if noun[0] in "aeiou" and not noun.startswith("uni") else f"a {noun}"


def _worn(person: Person, chance: random.Random, *, colours: bool) -> list[str]:
    worn = []
    match person.outfit:
        case "casual" if colours and chance.random() < 0.7:
            worn.append(chance.choice(("in {}", "in {}", "in a {} jumper", "in a {} shirt", "wearing {}")).format(person.colour))
        case "dress" | "coat" as garment:
            coloured = f"{person.colour} {garment}" if colours else garment
            worn.append(f"{chance.choice(('in', 'wearing'))} a {coloured}")
        case "casual":
            pass
        case other:
            worn.append(chance.choice(OUTFIT_WORDS[other]))
    if person.glasses:
        worn.append("with glasses")
    if person.hat:
        worn.append(chance.choice(("with a hat", "wearing a hat")))
    return worn


def _joined(subjects: list[str], chance: random.Random) -> str:
    if len(subjects) == 1:
        return subjects[0]
    link = chance.choice((" and ", " and ", " with "))
    return ", ".join(subjects[:-1]) + link + subjects[-1]


def _filler(chance: random.Random) -> str:
    if chance.random() < 0.6:
        return chance.choice(FILLERS).strip()
    return "".join(chance.choice("bcdfglmnprstvz") + chance.choice("aeiou") for _ in range(chance.randint(2, 4))).title()


def _with_style(words: str, style: Style, chance: random.Random) -> str:
    if style == "storybook" and chance.random() < 0.4:
        return words
    name = chance.choice(STYLE_WORDS[style])
    if chance.random() < 0.2:
        return f"{with_article(name)} of {words}"
    return f"{words}, {name}"
