"""A receiver that speaks HTTP badly, or not at all."""

import socket
import threading
from collections.abc import Callable

from .ports import free_port
from .signatures import new_secret
from .waiting import PATIENCE


class HostileReceiver:
    """Accepts connections on 127.0.0.1, reads the head of a request (unless it is not to), and then does what
    `behave` does with the socket.

    `behave` gets the socket and an event that is set when the receiver goes down; the connection is
    closed after it.
    """

    def __init__(
        self, behave: Callable[[socket.socket, threading.Event], None], reads_head: bool = True
    ) -> None:
        self.secret = new_secret()
        self.port = free_port()
        self.connections = 0
        self.changed = threading.Condition()
        self._behave = behave
        self._reads_head = reads_head
        self._ended = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", self.port), backlog=128)
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    def down(self) -> None:
        self._ended.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self.changed:
            for one in self._open:
                try:
                    one.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass
        self._thread.join()

    def wait_for_connections(self, count: int, timeout: float = PATIENCE) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: self.connections >= count, timeout), self.connections

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self.changed:
                self.connections += 1
                self._open.add(connection)
                self.changed.notify_all()
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            head = b""
            while self._reads_head and b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            self._behave(connection, self._ended)
        except OSError:
            pass
        finally:
            with self.changed:
                self._open.discard(connection)
            connection.close()
