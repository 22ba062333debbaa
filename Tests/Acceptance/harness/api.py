"""A customer's program: JSON over HTTP with a bearer key."""

import http.client
import json
from dataclasses import dataclass, field
from typing import Any

from .waiting import PATIENCE


@dataclass(frozen=True)
class APIReply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class API:
    address: tuple[str, int]
    key: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self, method: str, path: str, body: Any = None, *, raw: bytes | None = None, **headers: str
    ) -> APIReply:
        """`body` is sent as JSON, `raw` as it is; `headers` by name with `_` for `-`."""
        sent = dict(self.headers)
        if self.key is not None:
            sent["Authorization"] = f"Bearer {self.key}"
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            sent["Content-Type"] = "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = http.client.HTTPConnection(*self.address, timeout=PATIENCE)
        try:
            connection.request(method, path, raw, sent)
            reply = connection.getresponse()
            lower = {name.lower(): value for name, value in reply.getheaders()}
            return APIReply(reply.status, lower, reply.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> APIReply:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: Any = None, **how: Any) -> APIReply:
        return self.ask("POST", path, body, **how)

    def delete(self, path: str) -> APIReply:
        return self.ask("DELETE", path)

    def order(
        self, serial: str, type: str, params: dict[str, Any] | None = None, **more: Any
    ) -> dict[str, Any]:
        """Orders a command that must be taken; the answer's body."""
        reply = self.post(f"/v1/devices/{serial}/commands", {"type": type, "params": params or {}, **more})
        assert reply.status == 202, (reply.status, reply.body)
        return reply.json

    def command(self, id: str) -> dict[str, Any]:
        reply = self.get(f"/v1/commands/{id}")
        assert reply.status == 200, (reply.status, reply.body)
        return reply.json


def assert_problem(reply: APIReply, status: int | set[int]) -> dict[str, Any]:
    """The reply is a problem document (RFC 9457) of the contract's form; its body."""
    assert reply.status in ({status} if isinstance(status, int) else status), (reply.status, reply.body)
    assert reply.headers["content-type"].split(";")[0] == "application/problem+json"
    problem = reply.json
    assert {"type", "title", "status", "detail", "code", "request_id"} <= set(problem), problem
    assert set(problem) <= {"type", "title", "status", "detail", "code", "errors", "request_id"}, problem
    assert problem["status"] == reply.status
    for name in ("type", "title", "code", "request_id"):
        assert isinstance(problem[name], str) and problem[name], problem
    for error in problem.get("errors") or []:
        assert set(error) == {"field", "message"}, problem
    return problem
