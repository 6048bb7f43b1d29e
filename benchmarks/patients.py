"""The invented patients of a gold file as patients of the story."""

from assistant.story import Address, Element, ElementKind, Patient
from benchmarks.gold import GoldProfile


def patient_of(key: str, profile: GoldProfile) -> Patient:
    """A profile as a patient; an element's id is its token."""
    elements = tuple(
        Element(
            id=element.token,
            token=element.token,
            kind=ElementKind(element.kind),
            class_word=element.class_word,
            stage=element.stage,
            relation=element.relation,
            aliases=element.aliases,
            deceased=element.deceased,
        )
        for element in profile.elements
    )
    return Patient(
        id=key,
        name=profile.name,
        language=profile.language,
        address=Address(profile.address),
        born=profile.born,
        home=profile.home,
        country=profile.country,
        occupation=profile.occupation,
        elements=elements,
    )
