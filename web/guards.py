"""What stands before every request: who may ask, how much may be sent, and what a page may load."""

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import UploadTooLarge
from web.settings import Settings

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "manifest-src 'self'; worker-src 'none'; object-src 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
_SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def is_this_machine(host: str) -> bool:
    """Whether a Host header (with or without port) names the loopback. A page elsewhere cannot pass as us by DNS."""
    name = urlsplit(f"//{host}").hostname or ""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False


class Guards:
    """ASGI middleware: refuses other hosts and other sites' forms, bounds what is read, adds the safety headers."""

    def __init__(self, app: ASGIApp, *, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not is_this_machine(headers.get("host", "")):
            await PlainTextResponse("Evoca: 127.0.0.1", status_code=421)(scope, receive, send)
            return
        if scope["method"] not in _SAFE and not _from_here(headers):
            await PlainTextResponse("Evoca: 127.0.0.1", status_code=403)(scope, receive, send)
            return
        limit = self._limit(scope["path"])
        await self.app(scope, _bounded(receive, limit), _with_headers(send, scope["path"]))

    def _limit(self, path: str) -> int:
        if path.endswith("/upload"):
            return self.settings.upload_limit
        return self.settings.chunk_limit if "/chunks/" in path else self.settings.form_limit


def _from_here(headers: Headers) -> bool:
    """Whether a form was sent by one of our own pages; a browser that says nothing is believed."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin in {None, "null"} or urlsplit(origin).netloc == headers.get("host")


def _bounded(receive: Receive, limit: int) -> Receive:
    """Count what is read and stop at the limit, whatever the length header claims."""
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > limit:
            raise UploadTooLarge(limit_mb=round(limit / 2**20, 1))
        return message

    return counting


def _with_headers(send: Send, path: str) -> Send:
    async def adding(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if not path.startswith("/static/"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return adding
