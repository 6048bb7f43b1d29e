"""What an administrator may choose, read from the environment (`EVOCA_DATA_FOLDER=…`) or a `.env` file."""

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.story import Language

EarChoice = Literal["whisper", "scripted"]
EyeChoice = Literal["faces", "no_faces"]
PainterChoice = Literal["auto", "storybook", "sketch"]


class Settings(BaseSettings):
    """Every setting with its default. Sizes are bytes unless the name says otherwise.

    `ear`, `reader` and `painter` choose adapters: `auto` takes the best that this machine has. A reader may also be
    `rules`, the path of a model, or a server of this house as `http://host/v1#model`. `painter_path` is a diffusers
    folder or a single .safetensors file. `work` says who does the durable steps: a worker process, or this process at
    once (trying out, tests). `ear_script` is what the scripted ear hears. `eye` says whether faces are looked for in
    family photos. A `scripted` learner only says what it would have learnt (trying out, tests).
    """

    model_config = SettingsConfigDict(env_prefix="EVOCA_", env_file=".env", frozen=True, extra="ignore")

    data_folder: Path = Path("var")
    models_folder: Path | None = None
    database_url: str = ""
    jobs_url: str = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8600
    language: Language = "es"
    ear: EarChoice = "whisper"
    ear_script: str = ""
    reader: str = "auto"
    painter: PainterChoice = "auto"
    learner: Literal["auto", "scripted"] = "auto"
    eye: EyeChoice = "faces"
    painter_path: Path | None = None
    work: Literal["worker", "at_once"] = "worker"
    chunk_limit: Annotated[int, Field(ge=1)] = 8 * 2**20
    upload_limit: Annotated[int, Field(ge=1)] = 512 * 2**20
    form_limit: Annotated[int, Field(ge=1)] = 4 * 2**20

    @field_validator("host")
    @classmethod
    def _only_this_machine(cls, host: str) -> str:
        """Until there are accounts, nothing but this machine may reach the application."""
        if host == "localhost":
            return host
        try:
            loopback = ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise ValueError("Evoca has no accounts yet: it listens on this machine only (127.0.0.1)")
        return host

    @property
    def book_url(self) -> str:
        """The database's address; a SQLite file in the data folder unless another was given."""
        return self.database_url or f"sqlite:///{(self.data_folder / 'evoca.sqlite').absolute()}"

    @property
    def queue_url(self) -> str:
        """The durable jobs' database; its own SQLite file unless another was given."""
        return self.jobs_url or f"sqlite:///{(self.data_folder / 'jobs.sqlite').absolute()}"

    @property
    def media_folder(self) -> Path:
        """Where voices and pictures lie."""
        return self.data_folder / "media"
