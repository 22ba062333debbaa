"""A webhook receiver that believes nothing: it checks signature and schema of every request it gets."""

import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import signatures
from .ports import free_port
from .schemas import SchemaBook
from .waiting import PATIENCE

_EVENT_ID = re.compile(r"evt_[a-z2-7]{26}")
_BATCH_ID = re.compile(r"batch_[a-z2-7]{26}")


@dataclass(frozen=True)
class Answer:
    """What the receiver does with a request."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    #: Say nothing until the receiver is told to `release` or goes down.
    hang: bool = False
    #: Close the connection without a word.
    close: bool = False

    @classmethod
    def hanging(cls) -> "Answer":
        return cls(hang=True)

    @classmethod
    def closing(cls) -> "Answer":
        return cls(close=True)


@dataclass
class Delivery:
    """One request that arrived."""

    at: float
    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    event: dict[str, Any]
    #: The status we answered; None while or if we did not.
    answered: int | None = None

    @property
    def id(self) -> str:
        return self.headers.get("webhook-id", "")

    @property
    def timestamp(self) -> int:
        return int(self.headers["webhook-timestamp"])

    @property
    def accepted(self) -> bool:
        return self.answered is not None and 200 <= self.answered < 300


class Receiver:
    """Listens on a port of 127.0.0.1 that stays the same while it goes down and comes back."""

    def __init__(
        self,
        schemas: SchemaBook,
        secret: str | None = None,
        check_events: bool = True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.secret = secret or signatures.new_secret()
        self.port = free_port()
        self.connections = 0
        self.deliveries: list[Delivery] = []
        self.tls = tls
        self._schemas = schemas
        self._check_events = check_events
        self._faults: list[str] = []
        self._changed = threading.Condition()
        self._next: list[Answer] = []
        self._default = Answer()
        self._choose: Callable[[Delivery], Answer | None] = lambda _: None
        self._released = threading.Event()
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}/hooks"

    # What it answers

    def answer_next(self, *answers: Answer) -> None:
        """The answers of the next requests, in order of arrival."""
        with self._changed:
            self._next += answers

    def answer_always(self, answer: Answer) -> None:
        """The answer of every request from now on that has no answer of its own."""
        with self._changed:
            self._default = answer

    def answer_by(self, choose: Callable[[Delivery], Answer | None]) -> None:
        """Asks for the answer of every request that has none of its own; None is the usual one."""
        with self._changed:
            self._choose = choose

    def release(self) -> None:
        """Lets hanging requests be answered with 200."""
        self._released.set()

    # Up and down

    def up(self) -> "Receiver":
        assert self._server is None, "it is up already"
        self._released = threading.Event()
        self._server = _Server(self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def down(self) -> None:
        """Stops listening and resets every connection."""
        if self._server is None or self._thread is None:
            return
        self._server.going_down = True
        self._released.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._thread.join()
        self._server = None

    # What it saw

    def wait_for(self, condition: Callable[[list[Delivery]], Any], timeout: float = PATIENCE) -> Any:
        """The first true value of `condition` over all deliveries so far; what came if it does not turn true."""
        with self._changed:
            value = self._changed.wait_for(lambda: condition(self.deliveries), timeout)
            if value:
                return value
            seen = [(one.event.get("type"), one.id, one.answered) for one in self.deliveries[-20:]]
        raise AssertionError(f"not within {timeout} s; {len(self.deliveries)} deliveries, the last: {seen}")

    def stays(self, condition: Callable[[list[Delivery]], Any], seconds: float) -> bool:
        """Whether `condition` holds now and at every arrival of the next seconds."""
        with self._changed:
            return not self._changed.wait_for(lambda: not condition(self.deliveries), seconds)

    def wait_for_event(self, timeout: float = PATIENCE, **wanted: Any) -> dict[str, Any]:
        """The first accepted event that `wanted` describes; see `events`."""
        return self.wait_for(lambda _: self.events(**wanted), timeout)[0]

    def wait_for_events(self, count: int, timeout: float = PATIENCE, **wanted: Any) -> list[dict[str, Any]]:
        """At least `count` different accepted events that `wanted` describes, in order of arrival."""
        return self.wait_for(lambda _: len(found := self.events(**wanted)) >= count and found, timeout)

    def events(self, type: str | None = None, serial: str | None = None, **data: Any) -> list[dict[str, Any]]:
        """Different events we accepted: of this type, of this device, with these values in `data`."""
        found: dict[str, dict[str, Any]] = {}
        for one in self.attempts(type=type, serial=serial, **data):
            if one.accepted:
                found.setdefault(one.id, one.event)
        return list(found.values())

    def attempts(self, type: str | None = None, serial: str | None = None, **data: Any) -> list[Delivery]:
        """Every request with such an event, however it was answered."""
        with self._changed:
            return [one for one in self.deliveries if _matches(one.event, type, serial, data)]

    def wait_for_attempts(self, count: int, timeout: float = PATIENCE, **wanted: Any) -> list[Delivery]:
        return self.wait_for(lambda _: len(found := self.attempts(**wanted)) >= count and found, timeout)

    @property
    def faults(self) -> list[str]:
        """Everything a careful receiver would have had to refuse; a test fails that leaves any."""
        with self._changed:
            return list(self._faults)

    # From the server's threads

    def _arrived(self, delivery: Delivery) -> Answer:
        faults = list(self._inspect(delivery)) if self._check_events else []
        with self._changed:
            self.deliveries.append(delivery)
            self._faults += faults
            answer = self._next.pop(0) if self._next else self._choose(delivery) or self._default
            self._changed.notify_all()
        return answer

    def _inspect(self, delivery: Delivery) -> Iterable[str]:
        if delivery.method != "POST":
            yield f"method is {delivery.method}"
        if delivery.headers.get("content-type") != "application/json":
            yield f"content-type is {delivery.headers.get('content-type')!r}"
        if not re.fullmatch(r"adms-bridge/\S+", delivery.headers.get("user-agent", "")):
            yield f"user-agent is {delivery.headers.get('user-agent')!r}"
        if fault := signatures.fault(self.secret, delivery.headers, delivery.body):
            yield f"{fault} on {delivery.body[:200]!r}"
        if delivery.event.get("type") == "batch":
            if not _BATCH_ID.fullmatch(delivery.id):
                yield f"webhook-id is {delivery.id!r}"
        else:
            if not _EVENT_ID.fullmatch(delivery.id):
                yield f"webhook-id is {delivery.id!r}"
            if delivery.event.get("id") != delivery.id:
                yield f"webhook-id {delivery.id} is not the event's id {delivery.event.get('id')}"
        yield from self._schemas.faults(delivery.event)

    def _answered(self, delivery: Delivery, status: int) -> None:
        with self._changed:
            delivery.answered = status
            self._changed.notify_all()


def _matches(event: dict[str, Any], type: str | None, serial: str | None, data: dict[str, Any]) -> bool:
    return (
        (type is None or event.get("type") == type)
        and (serial is None or (event.get("device") or {}).get("serial") == serial)
        and all(event.get("data", {}).get(key) == value for key, value in data.items())
    )


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 128
    going_down = False

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        super().__init__(("127.0.0.1", receiver.port), _Handler)
        if receiver.tls:
            # The handshake is the connection's own thread's: one that hangs in it holds back nobody.
            self.socket = receiver.tls.wrap_socket(
                self.socket, server_side=True, do_handshake_on_connect=False
            )

    def get_request(self):
        connection, address = super().get_request()
        self.receiver.connections += 1
        with self._lock:
            self._open.add(connection)
        return connection, address

    def shutdown_request(self, request) -> None:
        with self._lock:
            self._open.discard(request)
        if self.receiver.tls:
            self._let_read(request)
        super().shutdown_request(request)

    @staticmethod
    def _let_read(request: socket.socket) -> None:
        """A socket closed with something unread is reset, and a TLS alert on its way is lost with it."""
        try:
            request.settimeout(2)
            request.shutdown(socket.SHUT_WR)
            while socket.socket.recv(request, 65536):
                pass
        except OSError:
            pass

    def hang_up(self) -> None:
        with self._lock:
            for connection in self._open:
                try:
                    connection.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def handle_error(self, request, client_address) -> None:
        """A peer that goes away (killed bridges do) is no error of ours."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _handle(self) -> None:
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        try:
            event = json.loads(body)
        except ValueError:
            event = {}
        delivery = Delivery(
            at=time.monotonic(),
            method=self.command,
            path=self.path,
            headers={name.lower(): value for name, value in self.headers.items()},
            body=body,
            event=event if isinstance(event, dict) else {},
        )
        answer = receiver._arrived(delivery)
        if answer.hang:
            receiver._released.wait()
        if answer.close or self.server.going_down:
            self.close_connection = True
            return
        # Noted before it is sent: whoever waits for it must find it answered. A bridge that dies before it
        # reads the answer sends again, and that is what tests of crashes look for.
        receiver._answered(delivery, answer.status)
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_POST = do_GET = do_PUT = do_HEAD = do_OPTIONS = _handle

    def log_message(self, *_: object) -> None:
        pass
