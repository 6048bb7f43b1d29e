"""The form of an answer: what the grammar lets through, and what comes back from it."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from llguidance import LLMatcher, LLTokenizer
from llguidance.hf import from_tokenizer

from assistant.errors import ReaderUnsure
from assistant.story import DetailKind, Presence, Reading
from pipelines import reading_prompt
from pipelines.reading_form import EVIDENCE_WORDS, grammar, parse, quoted, schema
from tests.pipelines.tiny_reader import tiny_tokenizer

STAGES = ("youth", "adulthood", "old_age")
MEMORY = "Yo corría con mi perro negro por la playa de Cádiz."


@pytest.fixture(scope="module")
def tokens() -> LLTokenizer:
    return from_tokenizer(tiny_tokenizer())


def form(**changes: object) -> dict[str, Any]:
    thing = {"ev": "mi perro negro", "kind": "animals", "en": "black dog", "how": "present"}
    return {"things": [thing], "stage": "youth", **changes}


def written(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":"))


def allows(tokens: LLTokenizer, memory: str, answer: str) -> bool:
    matcher = LLMatcher(tokens, LLMatcher.grammar_from_lark(grammar(schema(STAGES), memory)))
    ids = tokens.tokenize_str(answer)
    return matcher.try_consume_tokens(ids) == len(ids) and bool(matcher.is_accepting())


def thing(**changes: str) -> dict[str, Any]:
    return form(things=[{**form()["things"][0], **changes}])


def test_a_whole_answer_is_allowed_and_understood(tokens: LLTokenizer) -> None:
    assert allows(tokens, MEMORY, written(form()))
    reading = parse(written(form()), STAGES)
    assert reading.stage == "youth"
    (mention,) = reading.mentions
    assert (mention.kind, mention.evidence, mention.presence) == (
        DetailKind.ANIMALS,
        "mi perro negro",
        Presence.PRESENT,
    )


@pytest.mark.parametrize(
    "answer",
    [
        thing(ev="mi gato negro"),
        thing(ev="negro mi perro"),
        thing(ev="erro neg"),
        thing(ev="con mi perro negro por la playa"),
        thing(kind="ghosts"),
        thing(how="maybe"),
        thing(en='a "dog"'),
        form(stage="childhood"),
        {**form(), "extra": 1},
    ],
    ids=str,
)
def test_the_grammar_lets_nothing_else_through(tokens: LLTokenizer, answer: dict[str, Any]) -> None:
    assert not allows(tokens, MEMORY, written(answer))


def test_a_memory_may_have_nothing_in_it(tokens: LLTokenizer) -> None:
    assert allows(tokens, MEMORY, written(form(things=[])))
    assert allows(tokens, MEMORY, written(thing(ev="")))


@given(text=st.text(min_size=1, max_size=60), start=st.integers(0, 8), length=st.integers(1, EVIDENCE_WORDS))
@settings(deadline=None, max_examples=60)
def test_any_few_words_of_any_memory_may_be_evidence(text: str, start: int, length: int) -> None:
    memory = quoted(text)
    words = memory.split(" ")[start : start + length]
    if not memory or not words:
        return
    assert allows(from_tokenizer(tiny_tokenizer()), memory, written(thing(ev=" ".join(words))))


@given(text=st.text(max_size=80))
def test_a_quoted_memory_needs_no_escapes(text: str) -> None:
    line = quoted(text)
    assert json.dumps(line, ensure_ascii=False) == f'"{line}"'
    assert quoted(line) == line


@pytest.mark.parametrize(
    "broken", ["", "no", "{", '{"things":[]}', written(form(stage=1)), written(form())[:-20]], ids=str
)
def test_what_is_no_answer_is_said(broken: str) -> None:
    with pytest.raises(ReaderUnsure):
        parse(broken, STAGES)


def test_words_around_the_object_are_ignored() -> None:
    assert parse(f"```json\n{written(form())}\n```", STAGES).stage == "youth"


def test_an_unknown_stage_is_none() -> None:
    assert parse(written(form(stage="unknown")), STAGES).stage is None
    assert parse(written(form(stage="childhood")), STAGES).stage is None


def test_a_thing_without_evidence_is_no_mention() -> None:
    assert parse(written(thing(ev=" ")), STAGES).mentions == ()
    assert isinstance(parse(written(thing(ev="x")), STAGES), Reading)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_examples_are_answers_to_their_memories(tokens: LLTokenizer, language: str) -> None:
    messages = reading_prompt.fixed(language)[1:]  # type: ignore[arg-type]  # one of both languages
    pairs = list(zip(messages[::2], messages[1::2], strict=True))
    assert len(pairs) >= 2
    for asked, answered in pairs:
        memory = asked["content"].removeprefix("Memory: «").removesuffix("»")
        assert quoted(memory) == memory
        assert allows(tokens, memory, answered["content"]), answered["content"]


def test_a_long_memory_is_read_to_the_end_of_a_sentence() -> None:
    long = "Íbamos al río. " * 1000
    assert reading_prompt.beginning(long).endswith("río.")
    assert len(reading_prompt.beginning("a" * 200_000)) == reading_prompt.MOST_CHARACTERS
    assert reading_prompt.beginning(MEMORY) == MEMORY


def test_what_has_no_sentences_is_parted_between_words() -> None:
    assert reading_prompt.beginning("madre padre", 7) == "madre"
    assert reading_prompt.passages("Íbamos al río. Y volvíamos tarde a casa", 18) == [
        "Íbamos al río.",
        "Y volvíamos tarde",
        "a casa",
    ]


@given(
    text=st.lists(st.sampled_from(["mar", "no.", "¿y?", "así…"]), max_size=60).map(" ".join), most=st.integers(4, 40)
)
def test_the_passages_of_a_text_are_all_of_it(text: str, most: int) -> None:
    parts = reading_prompt.passages(text, most)
    assert " ".join(parts) == text
    assert all(0 < len(part) <= most for part in parts)
