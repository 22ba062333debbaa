"""A customer of a bridge that may send to this machine over plain HTTP, as no bridge in the world should."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from .api import API
from .bridge import Bridge
from .openapi import JudgedAPI
from .receiver import Receiver
from .settings import device, key, new_key, settings, tenant
from .terminal import Punch, new_serial
from .waiting import wait_until

SCOPES = ["endpoints:read", "endpoints:write", "events:read"]


def punch(pin: str | int) -> Punch:
    return Punch(str(pin), "2026-05-05 08:00:00")


def new_customer(
    start_bridge: Callable[..., Bridge],
    *endpoints: dict[str, Any],
    terminals: int = 1,
    delivery: dict[str, Any] | None = None,
    **sections: Any,
) -> SimpleNamespace:
    """A bridge whose tenant `default` has these endpoints and some terminals: `bridge`, `settings`, `terminals`,
    the first of them as `terminal`, and `api` with a key that may see events and change endpoints."""
    text, serials = new_key(), [new_serial() for _ in range(terminals)]
    configuration = settings(
        tenants=[
            tenant(
                endpoints=list(endpoints),
                devices=[device(serial) for serial in serials],
                keys=[key(text, scopes=SCOPES)],
            ),
            tenant("other"),
        ],
        delivery={"require_https": False, "allow_private_networks": ["127.0.0.0/8"], **(delivery or {})},
        **sections,
    )
    bridge = start_bridge(configuration)
    made = [bridge.terminal(serial) for serial in serials]
    return SimpleNamespace(
        bridge=bridge,
        settings=configuration,
        api=JudgedAPI.of(bridge.api(text)),
        terminals=made,
        terminal=made[0],
    )


def make_endpoint(api: API, receiver: Receiver, id: str = "shop", **more: Any) -> dict[str, Any]:
    """Makes an endpoint to the receiver, whose secret signs; its description."""
    order = {"id": id, "url": receiver.url, "secret": receiver.secret, "event_types": ["attendance.*"], **more}
    reply = api.post("/v1/endpoints", order)
    assert reply.status == 201, reply.body
    return reply.json


def change_endpoint(api: API, id: str = "shop", **settings: Any) -> dict[str, Any]:
    reply = api.ask("PATCH", f"/v1/endpoints/{id}", settings)
    assert reply.status == 200, reply.body
    return reply.json


def settled(api: API, id: str = "shop", **wanted: Any) -> dict[str, Any]:
    """The endpoint once it is as wanted."""

    def look() -> dict[str, Any] | None:
        shown = api.get(f"/v1/endpoints/{id}").json
        return shown if all(shown[name] == value for name, value in wanted.items()) else None

    return wait_until(look, what=f"{id} to have {wanted}")


def log_of(api: API, type: str = "attendance.*") -> list[dict[str, Any]]:
    """The whole log over the API, in order."""
    events, after = [], "0"
    while after is not None:
        page = api.get(f"/v1/events?after={after}&type={type}&limit=200").json
        events += page["data"]
        after = page["next"]
    return events


def attempts_of(api: API, pin: str | int, at_least: int = 1) -> list[dict[str, Any]]:
    """What is on record about attempts to deliver the punch, once there are so many."""
    [id] = [event["id"] for event in log_of(api) if event["data"]["pin"] == str(pin)]

    def look() -> list[dict[str, Any]] | None:
        found = api.get(f"/v1/events/{id}/attempts").json["data"]
        return found if len(found) >= at_least else None

    return wait_until(look, what=f"{at_least} attempts of {pin} on record")
