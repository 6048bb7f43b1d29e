"""The painter: any model of Stable Diffusion's architecture, from a diffusers folder or one .safetensors file.

Stable Diffusion XL, with its two text encoders, paints too, but learns and wears no likenesses.

Weights come as safetensors only and from this disk only. The model is loaded at the first picture and stays loaded.
"""

import contextlib
import functools
import importlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from assistant.composing import Blending, SettingsPolicy
from assistant.errors import EvocaError, LikenessUnwearable, ModelDamaged, ModelMissing
from assistant.ports import Judge, LikenessAtHand, Picture, Progress
from assistant.story import Layout, Prompt
from pipelines.fitting import counted
from pipelines.machine import MemoryPlan
from pipelines.weights import Hashes, check_safetensors

if TYPE_CHECKING:
    from diffusers import StableDiffusionPipeline

    from pipelines.repairing import Repairs
    from pipelines.studio import Studio

Sampler = Literal["dpm++ 2m", "ddim", "euler"]
NETWORKS: Final = ("unet", "vae", "text_encoder")
XL: Final = "StableDiffusionXLPipeline"
HALF: Final = ".fp16.safetensors"
OWN_AUTOENCODER: Final = "pipelines.storybook.latents"
POLICY_FILE: Final = "settings.json"
"""A painter's own sizes, steps and guidance (a `SettingsPolicy`), beside its model_index.json."""


class DiffusersPainter:
    """Paints with a local model of Stable Diffusion's architecture.

    `weights` is a diffusers folder, or a single .safetensors file with `config` naming a folder that holds the
    configuration and the tokenizer (by default the folder of the same name beside the file). `sampler` None takes what
    suits the model: DPM++ 2M, or DDIM where it was trained down to pure noise. `how` is the command that brings the
    weights, for the sentence of ModelMissing. With a `judge`, learnt elements that came out unlike themselves are
    painted anew; `blending` and `repairs` None take the painter's own and the usual.
    """

    def __init__(
        self,
        weights: Path,
        *,
        config: Path | None = None,
        memory: MemoryPlan | None = None,
        name: str | None = None,
        sampler: Sampler | None = None,
        how: str = "",
        hashes: Hashes | None = None,
        judge: Judge | None = None,
        blending: Blending | None = None,
        repairs: "Repairs | None" = None,
    ) -> None:
        self._weights = weights
        self._single = weights.suffix == ".safetensors"
        self._config = (config or weights.with_suffix("")) if self._single else weights
        self._memory = memory or MemoryPlan()
        self._name = name or weights.stem
        self._sampler = sampler
        self._how = how
        self._hashes = hashes or Hashes()
        self._judge, self._blending, self._repairs = judge, blending, repairs

    @property
    def name(self) -> str:
        """The painter's short name."""
        return self._name

    @property
    def config(self) -> Path:
        """The folder that holds its configuration and its tokenizer."""
        return self._config

    @functools.cached_property
    def hash(self) -> str:
        """sha256 over the weights. Raises ModelMissing, ModelDamaged."""
        self.check()
        below = self._weights.parent if self._single else self._weights
        with self._plainly():
            return self._hashes.of_files(self._weight_files(), below=below)

    @property
    def wears_likenesses(self) -> bool:
        """Whether it can learn and wear likenesses; said of a painter whose files are missing too."""
        try:
            index = json.loads((self._config / "model_index.json").read_text("utf-8"))
        except (OSError, ValueError):
            return True
        return not (isinstance(index, dict) and index.get("_class_name") == XL)

    @property
    def scheduler(self) -> str:
        """The sampler's name. Raises ModelMissing, ModelDamaged."""
        return self._sampler or self._sampler_that_suits()

    @functools.cached_property
    def side(self) -> int:
        """The side, in pixels, of the squares that the model was trained on. Raises ModelMissing, ModelDamaged."""
        with self._plainly():
            sample = self._settings_of("unet")["sample_size"]
            side = sample if isinstance(sample, int) else sample[0]
            return int(side) * self._grain

    @functools.cached_property
    def settings(self) -> SettingsPolicy:
        """The painter's own sizes, steps and guidance: from its folder, else the default ones at its own size.

        Raises ModelMissing, ModelDamaged.
        """
        from assistant.composing import default_settings

        self.check()
        own = self._config / POLICY_FILE
        with self._plainly():
            if own.exists():
                return SettingsPolicy.model_validate_json(own.read_text("utf-8"))
        return default_settings().model_copy(update={"width": self.side, "height": self.side})

    def count_tokens(self, words: str) -> int:
        """How many tokens the model's own tokenizer makes of the words, without the marks at start and end.

        Raises ModelMissing, ModelDamaged.
        """
        return counted(self.tokenizer, words)

    def check(self) -> None:
        """See that every file of weights is there and whole. Milliseconds. Raises ModelMissing, ModelDamaged."""
        if not self._weights.exists() or not self._config.is_dir():
            raise ModelMissing(model=self._name, how=self._how)
        files = self._weight_files()
        if not self._single:
            if not (self._weights / "model_index.json").exists():
                raise ModelMissing(model=self._name, how=self._how)
            for network in self._networks:
                if not any(file.parent.name == network for file in files):
                    raise ModelDamaged(model=self._name, file=f"{network}/*.safetensors")
            self._check_shards()
        for file in files:
            check_safetensors(file, model=self._name)

    def paint(
        self,
        prompt: Prompt,
        *,
        layout: Layout,  # noqa: ARG002 (the port's word; the prompt's regions hold its boxes)
        seeds: Sequence[int],
        progress: Progress,
        likenesses: Sequence[LikenessAtHand] = (),
    ) -> list[Picture]:
        """One picture per seed, in one batch. A seed gives the same picture alone and in company.

        Sizes are rounded to what the model's autoencoder can make. Words that do not fit the text encoder are left
        away from the end and named in `Picture.cut`. With likenesses and a judge, an element that came out unlike
        itself is painted anew, and `Picture.doubts` tells of those that stayed so. Raises ModelMissing, ModelDamaged,
        StoppedOnRequest, and LikenessRefused and what is below it.
        """
        if likenesses and not self.wears_likenesses:
            raise LikenessUnwearable(painter=self._name)
        progress(0, prompt.steps)
        return self._studio.paint(prompt, seeds=seeds, progress=progress, likenesses=likenesses)

    @functools.cached_property
    def _studio(self) -> "Studio":
        from pipelines.repairing import Repairs
        from pipelines.studio import Studio
        from pipelines.wardrobe import Wardrobe

        return Studio(
            wardrobe=Wardrobe(self._pipe, base_hash=lambda: self.hash, painter=self._name),
            name=self._name,
            grain=self._grain,
            threads=self._memory.threads,
            judge=self._judge,
            blending=self._blending or self.settings.blending,
            repairs=self._repairs or Repairs(),
        )

    def own_pipeline(self, *, dtype: str = "float32") -> "StableDiffusionPipeline":
        """A fresh pipeline on the processor that nobody else holds, with the noise schedule it was saved with.

        Raises ModelMissing, ModelDamaged.
        """
        import torch

        self.check()
        _hush()
        with self._plainly():
            self._know_own_parts()
            pipe = self._loaded(getattr(torch, dtype))
            pipe.set_progress_bar_config(disable=True)
            return pipe

    @functools.cached_property
    def _pipe(self) -> "StableDiffusionPipeline":
        pipe = self.own_pipeline(dtype=self._memory.dtype)
        with self._plainly():
            pipe.scheduler = _scheduler(self.scheduler, pipe.scheduler.config)
            return self._placed(pipe)

    def _know_own_parts(self) -> None:
        """Import this project's own autoencoder where the model uses it: diffusers loads no class it does not know."""
        index = json.loads((self._config / "model_index.json").read_text("utf-8"))
        if index.get("vae", [""])[0] == OWN_AUTOENCODER:
            importlib.import_module(OWN_AUTOENCODER)

    def _loaded(self, dtype: Any) -> Any:
        from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline

        extras: dict[str, Any] = {"feature_extractor": None, "image_encoder": None}
        if self.wears_likenesses:
            kind: Any = StableDiffusionPipeline
            extras |= {"safety_checker": None} | ({} if self._single else {"requires_safety_checker": False})
        else:
            kind = StableDiffusionXLPipeline
            extras |= {"add_watermarker": False}  # pictures are marked by `labelling`, as every painter's
        if self._single:
            return kind.from_single_file(
                str(self._weights), config=str(self._config), dtype=dtype, local_files_only=True, **extras
            )
        halves = all(file.name.endswith(HALF) for file in self._weight_files())
        return kind.from_pretrained(
            self._weights,
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            variant="fp16" if halves else None,
            **extras,
        )

    def _placed(self, pipe: Any) -> Any:
        """The pipeline on its device, as the memory plan says."""
        import torch

        if self._memory.channels_last:
            pipe.unet.to(memory_format=torch.channels_last)
            pipe.vae.to(memory_format=torch.channels_last)
        if self._memory.attention_slicing:
            pipe.enable_attention_slicing()
            pipe.vae.enable_slicing()
            if not self.wears_likenesses:  # its autoencoder works in full precision, at 1024 pixels
                pipe.vae.enable_tiling()
        if self._memory.cpu_offload:
            pipe.enable_model_cpu_offload()
            return pipe
        return pipe.to(self._memory.device)

    def _weight_files(self) -> list[Path]:
        if self._single:
            return [self._weights]
        return sorted(file for network in self._networks for file in (self._weights / network).glob("*.safetensors"))

    @property
    def _networks(self) -> tuple[str, ...]:
        return NETWORKS if self.wears_likenesses else (*NETWORKS, "text_encoder_2")

    def _check_shards(self) -> None:
        for index in self._weights.glob("*/*.safetensors.index.json"):
            with self._plainly(file=index.name):
                shards = set(json.loads(index.read_text("utf-8"))["weight_map"].values())
            for shard in sorted(shards):
                if not (index.parent / shard).exists():
                    raise ModelDamaged(model=self._name, file=str(shard))

    def _settings_of(self, part: str) -> dict[str, Any]:
        name = "scheduler_config.json" if part == "scheduler" else "config.json"
        loaded: dict[str, Any] = json.loads((self._config / part / name).read_text("utf-8"))
        return loaded

    @functools.cached_property
    def _grain(self) -> int:
        """Pixels of one latent's side."""
        return int(2 ** (len(self._settings_of("vae")["block_out_channels"]) - 1))

    def _sampler_that_suits(self) -> Sampler:
        with self._plainly():
            settings = self._settings_of("scheduler")
        # DPM++ 2M needs the fewest steps. A model trained down to pure noise keeps the sampler it was saved with,
        # where that is one of the two that begin at pure noise; DDIM always does.
        down_to_noise = settings.get("rescale_betas_zero_snr", False)
        return "ddim" if down_to_noise and settings["_class_name"] != "DPMSolverMultistepScheduler" else "dpm++ 2m"

    @functools.cached_property
    def tokenizer(self) -> Any:
        """The model's own tokenizer. Raises ModelMissing, ModelDamaged."""
        if not (self._config / "tokenizer").is_dir():
            raise ModelMissing(model=self._name, how=self._how)
        with self._plainly(file="tokenizer"):
            from transformers import CLIPTokenizer

            return CLIPTokenizer.from_pretrained(self._config / "tokenizer", local_files_only=True)

    @contextlib.contextmanager
    def _plainly(self, *, file: str = "") -> Iterator[None]:
        """Turn what the libraries raise for unusable files into ModelDamaged; our own errors pass."""
        try:
            yield
        except EvocaError:
            raise
        except (OSError, ValueError, KeyError, TypeError, RuntimeError, AttributeError, ImportError) as why:
            raise ModelDamaged(model=self._name, file=file or self._weights.name) from why


def _hush() -> None:
    """Keep the libraries from writing bars and advice about their own options between our lines."""
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    import diffusers

    diffusers.logging.set_verbosity_error()
    diffusers.logging.disable_progress_bar()


def _scheduler(sampler: str, config: Any) -> Any:
    """A sampler with the model's own noise schedule and prediction type."""
    import diffusers

    match sampler:
        case "ddim":
            return diffusers.DDIMScheduler.from_config(config, clip_sample=False, timestep_spacing="trailing")
        case "euler":
            return diffusers.EulerDiscreteScheduler.from_config(config, timestep_spacing="trailing")
        case _:
            return diffusers.DPMSolverMultistepScheduler.from_config(
                config, algorithm_type="dpmsolver++", solver_order=2, timestep_spacing="trailing"
            )


def storybook_painter(
    *, memory: MemoryPlan | None = None, hashes: Hashes | None = None, judge: Judge | None = None
) -> DiffusersPainter:
    """The painter that ships with the project. Raises nothing: what is missing or damaged shows when it is asked."""
    weights = Path(__file__).parent / "storybook" / "weights"
    return DiffusersPainter(weights, memory=memory, name="storybook", how="make weights", hashes=hashes, judge=judge)
