"""Configurations for the bridge under test."""

import copy
import secrets
from typing import Any

from .receiver import Receiver

ADMIN_KEY = "admin-key-of-the-acceptance-tests-0123456789"

ALL_SCOPES = [
    "events:read",
    "devices:read",
    "devices:write",
    "commands:read",
    "commands:write",
    "commands:raw",
    "endpoints:read",
    "endpoints:write",
    "audit:read",
]

_BASE: dict[str, Any] = {
    "shutdown_grace": "2s",
    "log": {"level": "debug", "format": "text"},
    "device_listener": {"bind": "127.0.0.1"},
    "api_listener": {"bind": "127.0.0.1"},
    "admin": {"key": ADMIN_KEY},
    "delivery": {
        "timeout": "5s",
        "retry_schedule": ["100ms", "100ms", "200ms", "200ms", "400ms"] + ["500ms"] * 40,
    },
}


def settings(**sections: Any) -> dict[str, Any]:
    """The base configuration with `sections` laid over it, key by key."""
    return _merged(copy.deepcopy(_BASE), sections)


def tenant(
    id: str = "default",
    *,
    endpoints: list[dict[str, Any]] | None = None,
    devices: list[dict[str, Any]] | None = None,
    keys: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    return {
        "id": id,
        "name": id.title(),
        "keys": keys or [],
        "endpoints": endpoints or [],
        "devices": devices or [],
    }


def endpoint(receiver: Receiver, id: str = "main", **more: Any) -> dict[str, Any]:
    """An endpoint to a receiver of ours, so over plain HTTP to a private address."""
    return {
        "id": id,
        "url": receiver.url,
        "secret": receiver.secret,
        "event_types": ["*"],
        "allow_private": True,
        **more,
    }


def device(serial: str, time_zone: str = "UTC", **more: Any) -> dict[str, Any]:
    return {"serial": serial, "name": f"Terminal {serial}", "time_zone": time_zone, **more}


def new_key() -> str:
    """An API key: `abk_` and 43 url-safe characters."""
    return "abk_" + secrets.token_urlsafe(32)


def key(text: str, id: str = "key", scopes: list[str] | None = None) -> dict[str, Any]:
    return {"id": id, "key": text, "scopes": ALL_SCOPES if scopes is None else scopes}


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    for name, value in over.items():
        both_are_sections = isinstance(value, dict) and isinstance(base.get(name), dict)
        base[name] = _merged(base[name], value) if both_are_sections else value
    return base
