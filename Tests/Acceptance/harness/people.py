"""What the tests of tenants, keys and devices share: customers made over the API."""

from .api import API
from .bridge import Bridge


def new_customer(bridge: Bridge, tenant: str, **key: object) -> API:
    """Makes a tenant and a key of it; the API as that key sees it."""
    made = bridge.admin(None).post("/v1/tenants", {"id": tenant, "name": tenant.title()})
    assert made.status == 201, (made.status, made.body)
    return new_key_of(bridge, tenant, **key)


def new_key_of(bridge: Bridge, tenant: str, **key: object) -> API:
    reply = bridge.admin(tenant).post("/v1/keys", key)
    assert reply.status == 201, (reply.status, reply.body)
    return bridge.api(reply.json["key"])


def patch(api: API, path: str, body: object):
    return api.ask("PATCH", path, body)


def walk(api: API, path: str, limit: int) -> list[dict]:
    """Every element of a list, page by page."""
    seen, after = [], ""
    while True:
        reply = api.get(f"{path}{'&' if '?' in path else '?'}limit={limit}{after}")
        assert reply.status == 200, (reply.status, reply.body)
        page = reply.json
        assert set(page) == {"data", "next"} and len(page["data"]) <= limit
        seen += page["data"]
        if page["next"] is None:
            return seen
        after = f"&after={page['next']}"
