"""The web application, as a factory: `create_app(settings)`."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.responses import RedirectResponse
from fastapi.staticfiles import StaticFiles

from web import faults
from web.guards import Guards
from web.rendering import STATIC
from web.routes import (
    book,
    boxes,
    correcting,
    elements,
    learning,
    likenesses,
    media,
    patients,
    picture,
    review,
    start,
    telling,
)
from web.settings import Settings
from web.wiring import Shelf, open_shelf


def create_app(settings: Settings, shelf: Shelf | None = None) -> FastAPI:
    """The application over a shelf; without one it opens the shelf that the settings name, and closes it at the end."""
    ours = shelf is None
    opened = shelf if shelf is not None else open_shelf(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        if ours:
            opened.close()

    app = FastAPI(
        title="Evoca",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        form_limits={"max_part_size": settings.form_limit},
    )
    app.state.settings = settings
    app.state.shelf = opened
    faults.install(app)
    app.add_middleware(Guards, settings=settings)  # the last added stands before all others
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_api_route("/favicon.ico", _favicon, include_in_schema=False)
    for part in (
        start,
        patients,
        elements,
        learning,
        likenesses,
        telling,
        review,
        correcting,
        boxes,
        book,
        picture,
        media,
    ):
        app.include_router(part.router)
    return app


def _favicon() -> RedirectResponse:
    return RedirectResponse("/static/favicon.svg", status_code=308)
