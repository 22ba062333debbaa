"""HTTP as bytes: requests that may be malformed, replies that are read strictly."""

import socket
from dataclasses import dataclass
from typing import Self

from .waiting import PATIENCE

Address = tuple[str, int]


@dataclass(frozen=True)
class Reply:
    """One HTTP reply, as it came."""

    version: str
    status: int
    headers: list[tuple[str, str]]
    body: bytes
    #: The bytes of the status line and the header block.
    head: bytes

    def header(self, name: str) -> str | None:
        """The value of the header, whatever its case; None where there is none."""
        values = [value for key, value in self.headers if key.lower() == name.lower()]
        assert len(values) <= 1, f"header {name} came {len(values)} times: {values}"
        return values[0] if values else None

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")

    @property
    def lines(self) -> list[str]:
        return self.text.splitlines()


class ConnectionClosed(AssertionError):
    """The other side closed before a whole reply had come."""


def request_bytes(
    method: str,
    target: str,
    *,
    headers: dict[str, str] | list[tuple[str, str]] | None = None,
    body: bytes | None = None,
    version: str = "HTTP/1.1",
) -> bytes:
    """A request exactly as described; Content-Length is added where there is a body and no framing header."""
    pairs = list(headers.items()) if isinstance(headers, dict) else list(headers or [])
    names = {name.lower() for name, _ in pairs}
    if body is not None and not names & {"content-length", "transfer-encoding"}:
        pairs.append(("Content-Length", str(len(body))))
    head = f"{method} {target} {version}\r\n" + "".join(f"{name}: {value}\r\n" for name, value in pairs)
    return head.encode("latin-1") + b"\r\n" + (body or b"")


def chunked(body: bytes, size: int = 7) -> bytes:
    """The body in chunked transfer coding, in chunks of `size` bytes."""
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


class Connection:
    """One TCP connection to a listener."""

    def __init__(self, address: Address, timeout: float = PATIENCE) -> None:
        self._socket = socket.create_connection(address, timeout=timeout)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._stream = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._stream.close()
        self._socket.close()

    def send(self, data: bytes) -> None:
        self._socket.sendall(data)

    def end_of_sending(self) -> None:
        """Closes our half, as a program does that has said all it will say."""
        self._socket.shutdown(socket.SHUT_WR)

    def reply(self, *, to_head: bool = False) -> Reply:
        """Reads one reply; `ConnectionClosed` where the connection ends (or is reset) before it is whole."""
        try:
            return self._read_reply(to_head)
        except ConnectionError as error:
            raise ConnectionClosed(f"reset while waiting for a reply: {error}") from error

    def is_closed_by_peer(self) -> bool:
        """Whether the other side closes without another byte; waits for it until the timeout."""
        try:
            return self._stream.read(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def _read_reply(self, to_head: bool) -> Reply:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = self._stream.readline(65536)
            if not line:
                raise ConnectionClosed(f"closed after {head!r}")
            head += line
        status_line, *header_lines = head.decode("latin-1").split("\r\n")[:-2]
        version, status = status_line.split(" ", 2)[:2]
        pairs = [(name, value.strip()) for name, _, value in (line.partition(":") for line in header_lines)]
        found = {name.lower(): value for name, value in pairs}
        if to_head or status in ("204", "304") or status.startswith("1"):
            body = b""
        elif "chunked" in found.get("transfer-encoding", ""):
            body = self._read_chunked()
        elif "content-length" in found:
            body = self._exactly(int(found["content-length"]))
        else:
            body = self._stream.read()
        return Reply(version, int(status), pairs, body, head)

    def _read_chunked(self) -> bytes:
        body = b""
        while size := int(self._stream.readline().split(b";")[0], 16):
            body += self._exactly(size)
            self._stream.readline()
        while self._stream.readline() not in (b"\r\n", b""):
            pass
        return body

    def _exactly(self, count: int) -> bytes:
        data = self._stream.read(count)
        if len(data) < count:
            raise ConnectionClosed(f"closed after {len(data)} of {count} body bytes")
        return data


def exchange(address: Address, data: bytes, timeout: float = PATIENCE) -> Reply:
    """Sends `data` on a connection of its own and reads one reply.

    A server that refuses early may close while we still send; what it said first is what counts.
    """
    with Connection(address, timeout) as connection:
        try:
            connection.send(data)
        except ConnectionError:
            pass
        return connection.reply()
