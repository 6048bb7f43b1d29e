"""The `evoca` command."""

import os

import typer

from web.commands import book, doctor, learn, models, start, tell

SWITCHES = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "OMP_WAIT_POLICY": "PASSIVE",  # threads that wait busily take the cores from the pages and from each other
}

app = typer.Typer(
    name="evoca",
    help="Turns spoken memories into an illustrated life book, on this machine alone.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command()(start.start)
app.command()(start.worker)
app.command()(doctor.doctor)
app.add_typer(models.app, name="models")
app.command()(tell.tell)
app.command()(learn.learn)
app.command()(learn.convert)
app.command()(book.export)
app.command()(book.erase)


def main() -> None:
    """The entry point of the `evoca` script: sets what the model libraries read when they are loaded."""
    for switch, value in SWITCHES.items():
        os.environ.setdefault(switch, value)
    app()


if __name__ == "__main__":
    main()
