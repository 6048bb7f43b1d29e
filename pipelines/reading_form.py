"""The form in which a reader answers: one JSON object with short keys, as a schema, as a grammar, and back.

The grammar is the schema made stricter for one memory: evidence can only be words of that memory, in their order.
"""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.errors import ReaderUnsure
from assistant.story import DetailKind, Mention, Presence, Reading

MOST_THINGS: Final = 10
EVIDENCE_WORDS: Final = 6
UNKNOWN: Final = "unknown"

Schema = dict[str, Any]
_EVIDENCE: Final[Schema] = {"type": "string", "maxLength": 80, "x-evidence": True}
_WORDS: Final[Schema] = {"type": "string", "maxLength": 80}


class _Form(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class ThingForm(_Form):
    """One thing as it stands in the answer: evidence, kind, English, presence."""

    ev: str
    kind: DetailKind
    en: str
    how: Presence


class AnswerForm(_Form):
    """The whole answer, in the order in which it is written: a stage is easier to name after the things."""

    things: tuple[ThingForm, ...]
    stage: str


def schema(stages: Sequence[str], most_things: int = MOST_THINGS) -> Schema:
    """The JSON schema of an answer; `stages` are the keys of the patient's life stages."""
    thing = {
        "ev": _EVIDENCE,
        "kind": {"enum": [kind.value for kind in DetailKind]},
        "en": _WORDS,
        "how": {"enum": [presence.value for presence in Presence]},
    }
    answer = {
        "things": {"type": "array", "maxItems": most_things, "items": _object(thing)},
        "stage": {"enum": [*stages, UNKNOWN]},
    }
    return _object(answer)


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def quoted(text: str) -> str:
    """A memory as it is shown to a reader: one line, and without signs that JSON would have to escape."""
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text.replace('"', "'").replace("\\", "/")).strip()


def grammar(form: Schema, memory: str) -> str:
    """A Lark grammar of the answers of a form to `memory` (as `quoted` gave it), written without spaces."""
    few_words = rf"/([^ \"\\]+ ){{0,{EVIDENCE_WORDS - 1}}}[^ \"\\]+/"
    return "\n".join(
        (
            f"start: {_rule(form)}",
            f"EVIDENCE: VERBATIM & {few_words}",
            f"VERBATIM: %regex {json.dumps({'substring_words': memory}, ensure_ascii=False)}",
            r'WORDS: /[^"\\\x00-\x1f\x7f]{0,80}/',
        )
    )


def _rule(form: Schema) -> str:
    match form:
        case {"enum": [*choices]}:
            return "(" + " | ".join(json.dumps(json.dumps(choice)) for choice in choices) + ")"
        case {"type": "array", "items": items, "maxItems": most}:
            item = _rule(items)
            return rf'"[" ({item} ("," {item}){{0,{most - 1}}})? "]"'
        case {"type": "object", "properties": properties}:
            pairs = (f"{json.dumps(json.dumps(key) + ':')} {_rule(value)}" for key, value in properties.items())
            return '"{" ' + ' "," '.join(pairs) + ' "}"'
        case {"type": "string", "x-evidence": True}:
            return r'"\"" EVIDENCE? "\""'
        case {"type": "string"}:
            return r'"\"" WORDS "\""'
    raise ValueError(f"no rule for {form}")


def parse(answer: str, stages: Sequence[str]) -> Reading:
    """The reading in an answer; what stands around the object is ignored. Raises ReaderUnsure."""
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    try:
        form = AnswerForm.model_validate_json(found.group() if found else "")
    except ValidationError as trouble:
        raise ReaderUnsure from trouble
    return Reading(
        stage=form.stage if form.stage in stages else None,
        mentions=tuple(
            Mention(kind=thing.kind, evidence=thing.ev, english=thing.en.strip(), presence=thing.how)
            for thing in form.things
            if thing.ev.strip()
        ),
    )
