"""The API's own document, by which every answer can be judged."""

import re
from dataclasses import dataclass
from typing import Any

import jsonschema

from .api import API, APIReply


class APIDocument:
    """What `/openapi.json` says."""

    def __init__(self, api: API) -> None:
        reply = api.get("/openapi.json")
        assert reply.status == 200
        self.json: dict[str, Any] = reply.json
        self._resolver = jsonschema.RefResolver("", self.json)

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Method, path and description of each."""
        return [
            (method.upper(), path, operation)
            for path, item in self.json["paths"].items()
            for method, operation in item.items()
        ]

    def resolved(self, value: dict[str, Any]) -> dict[str, Any]:
        """What a reference leads to."""
        while "$ref" in value:
            value = self._resolver.resolve(value["$ref"])[1]
        return value

    def faults(self, method: str, path: str, reply: APIReply) -> list[str]:
        """Where an answer is not as the document says."""
        where = f"{method} {path} {reply.status}"
        operation = self._operation(method, path.partition("?")[0])
        if operation is None:
            return [] if reply.status in (404, 405, 401) else [f"{where}: no such operation"]
        answer = operation["responses"].get(str(reply.status))
        if answer is None:
            return [f"{where}: the document knows no such status"]
        if "x-request-id" not in reply.headers:
            return [f"{where}: no X-Request-Id"]
        content = answer.get("content")
        if content is None:
            return [f"{where}: a body, though there is none"] if reply.body else []
        type = reply.headers.get("content-type", "").split(";")[0]
        if type not in content:
            return [f"{where}: content type {type}"]
        if not type.endswith("json"):
            return []
        validator = jsonschema.Draft202012Validator(content[type]["schema"], resolver=self._resolver)
        return [
            f"{where}: {'.'.join(map(str, error.absolute_path))}: {error.message[:300]}"
            for error in validator.iter_errors(reply.json)
        ]

    def breaches(self, value: Any, schema: str) -> list[str]:
        """In what a value is not as a component says."""
        reference = {"$ref": f"#/components/schemas/{schema}"}
        validator = jsonschema.Draft202012Validator(reference, resolver=self._resolver)
        return [error.message[:300] for error in validator.iter_errors(value)]

    def _operation(self, method: str, path: str) -> dict[str, Any] | None:
        found = []
        for template, item in self.json["paths"].items():
            pattern = re.sub(r"\\{[^}]*\\}", "[^/]+", re.escape(template))
            if re.fullmatch(pattern, path) and method.lower() in item:
                found.append((template.count("{"), item[method.lower()]))
        return min(found, key=lambda one: one[0])[1] if found else None


@dataclass(frozen=True)
class JudgedAPI(API):
    """An API whose every answer must be as its own document says."""

    document: APIDocument | None = None

    @classmethod
    def of(cls, api: API) -> "JudgedAPI":
        return cls(api.address, api.key, api.headers, APIDocument(api))

    def ask(self, method: str, path: str, body: Any = None, **how: Any) -> APIReply:
        reply = super().ask(method, path, body, **how)
        if self.document is not None and method != "HEAD":
            assert self.document.faults(method, path, reply) == []
        return reply
