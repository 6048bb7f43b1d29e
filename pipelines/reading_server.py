"""Reading a memory with a language model behind an OpenAI-compatible server on this machine or in this house.

llama.cpp's server, Ollama and vLLM speak it. Memories are sensitive: an address that is not loopback or private is
refused, whatever the settings say.
"""

import socket
from collections.abc import Sequence
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel, ValidationError

from assistant.errors import ModelMissing, NotAllowed, ReaderUnsure
from assistant.story import Language, Patient, Reading
from pipelines import reading_prompt
from pipelines.reading_form import parse, quoted, schema

PATIENCE_SECONDS: Final = 300.0
"""A large model on a processor may take minutes; the telling does not wait for it."""


class _Message(BaseModel):
    content: str


class _Choice(BaseModel):
    message: _Message


class _Completion(BaseModel):
    choices: tuple[_Choice, ...]


class LocalServerReader:
    """A `Reader` that asks `{url}/chat/completions`, for example `http://127.0.0.1:11434/v1`.

    Raises NotAllowed (address_not_local) when the address lies outside this machine and its private network.
    """

    def __init__(self, url: str, *, model: str, patience_s: float = PATIENCE_SECONDS) -> None:
        self._url, self._model, self._patience_s = url.rstrip("/"), model, patience_s
        check_local(self._url)

    @property
    def name(self) -> str:
        """Which model reads, for the record."""
        return self._model

    def read(self, text: str, *, patient: Patient, language: Language) -> Reading:
        """See `assistant.ports.Reader`; a server that does not answer counts as a missing model."""
        stages = [stage.key for stage in patient.stages]
        memory = quoted(reading_prompt.beginning(text))
        if not memory:
            return Reading()
        messages = [*reading_prompt.fixed(language), {"role": "user", "content": reading_prompt.asked(memory)}]
        answer = self._ask(messages, stages)
        try:
            return parse(answer, stages)
        except ReaderUnsure:
            return parse(self._ask([*messages, *reading_prompt.repair(answer, language)], stages), stages)

    def _ask(self, messages: Sequence[reading_prompt.Message], stages: Sequence[str]) -> str:
        form = {"type": "json_schema", "json_schema": {"name": "reading", "strict": True, "schema": schema(stages)}}
        asked = {"model": self._model, "messages": messages, "temperature": 0, "seed": 0, "response_format": form}
        check_local(self._url)
        try:
            # No proxy and no redirects: either could carry a memory out of the house.
            with httpx.Client(timeout=self._patience_s, trust_env=False, follow_redirects=False) as client:
                answered = client.post(f"{self._url}/chat/completions", json=asked).raise_for_status()
            completion = _Completion.model_validate_json(answered.content)
        except httpx.HTTPError as trouble:
            raise ModelMissing(model=self._model, how=self._url) from trouble
        except ValidationError as trouble:
            raise ReaderUnsure(model=self._model) from trouble
        if not completion.choices:
            raise ReaderUnsure(model=self._model)
        return completion.choices[0].message.content


def check_local(url: str) -> None:
    """Refuse an address outside this machine and its private network. Raises NotAllowed, ModelMissing."""
    host = urlsplit(url).hostname
    if not host:
        raise NotAllowed(why="address_not_local")
    try:
        found = {ip_address(str(place[4][0]).split("%")[0]) for place in socket.getaddrinfo(host, None)}
    except OSError as trouble:
        raise ModelMissing(model=host, how=url) from trouble
    if not all(address.is_loopback or address.is_private for address in found):
        raise NotAllowed(why="address_not_local")
