"""A tiny OpenAI-compatible server on this machine, for tests."""

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class ChatServer:
    """Answers each chat with the next of its answers, the last one for ever; `asked` are the requests it had."""

    def __init__(self, answers: Sequence[str], *, status: int = 200, location: str = "") -> None:
        self.asked: list[dict[str, Any]] = []
        self.url = ""
        self._answers, self._status, self._location = list(answers), status, location

    def answer(self, request: dict[str, Any]) -> bytes:
        """The body of the next response."""
        self.asked.append(request)
        content = self._answers.pop(0) if len(self._answers) > 1 else self._answers[0]
        return json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]}).encode()

    @contextmanager
    def open(self) -> Iterator["ChatServer"]:
        """Listen on a free port of 127.0.0.1."""
        chat = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the standard library's name
                body = self.rfile.read(int(self.headers["Content-Length"]))
                answer = chat.answer(json.loads(body)) if self.path == "/v1/chat/completions" else b"{}"
                self.send_response(chat._status)
                if chat._location:
                    self.send_header("Location", chat._location)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *args: Any) -> None:  # the standard library's name
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        self.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
