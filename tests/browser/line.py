"""A line between a browser and a server that can be cut: everything that goes over it breaks off, and comes back later."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit


class Line:
    """Hands every connection on to a server; `address` is what the browser opens."""

    def __init__(self, server: str) -> None:
        target = urlsplit(server)
        self._target = (str(target.hostname), int(target.port or 80))
        self._door = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self._is_cut = threading.Event()
        self._last_word = b""
        self._is_last_word_heard = True
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def cut(self) -> None:
        """Breaks off what is open and lets nothing new through."""
        self._is_cut.set()
        for one in list(self._open):
            self._end(one)

    def cut_at(self, answer: bytes, *, is_heard: bool) -> None:
        """Cuts the line at the next answer of the server that begins so: after it came through, or instead of it."""
        self._is_last_word_heard = is_heard
        self._last_word = answer

    def mend(self) -> None:
        """New connections get through again."""
        self._is_cut.clear()

    def close(self) -> None:
        self._door.close()
        self.cut()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):  # the door was closed
            while True:
                near, _ = self._door.accept()
                if self._is_cut.is_set():
                    near.close()
                    continue
                far = socket.create_connection(self._target)
                self._open |= {near, far}
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while content := source.recv(65536):
                is_last = bool(self._last_word) and content.startswith(self._last_word)
                if not is_last or self._is_last_word_heard:
                    sink.sendall(content)
                if is_last:
                    self._last_word = b""
                    self.cut()
        self._end(source)
        self._end(sink)

    def _end(self, one: socket.socket) -> None:
        with contextlib.suppress(OSError):
            one.shutdown(socket.SHUT_RDWR)
        one.close()
        self._open.discard(one)


@contextmanager
def line_to(server: str) -> Iterator[Line]:
    """A line to a server, closed afterwards."""
    line = Line(server)
    try:
        yield line
    finally:
        line.close()
