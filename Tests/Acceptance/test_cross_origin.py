"""Pages of other sites use the API from a browser only where the configuration says so (CORS)."""

import pytest

from harness.settings import settings, tenant

PORTAL = "https://portal.example"


def test_no_page_of_another_site_may_read_answers(shared):
    for method in ("GET", "OPTIONS"):
        reply = shared.bridge.api(shared.key).ask(
            method, "/v1/commands", Origin="https://evil.example", Access_Control_Request_Method="GET"
        )
        assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.fixture
def open_to_portal(start_bridge):
    return start_bridge(settings(api={"allowed_origins": [PORTAL]}, tenants=[tenant()]))


def cors(reply) -> dict[str, str]:
    return {name: value for name, value in reply.headers.items() if name.startswith("access-control-")}


def test_a_page_of_a_site_that_is_named_may_use_the_api(open_to_portal):
    asked = open_to_portal.api(None).ask(
        "OPTIONS",
        "/v1/devices",
        Origin=PORTAL,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type,idempotency-key",
    )
    assert (asked.status, asked.body) == (204, b"")
    told = cors(asked)
    assert told["access-control-allow-origin"] == PORTAL
    assert "POST" in told["access-control-allow-methods"].split(", ")
    wanted = {"authorization", "bridge-tenant", "content-type", "idempotency-key"}
    assert wanted == set(told["access-control-allow-headers"].lower().split(", "))
    assert "access-control-allow-credentials" not in told
    for reply in (
        open_to_portal.admin().get("/v1/devices", Origin=PORTAL),
        open_to_portal.admin().get("/v1/devices/NONE", Origin=PORTAL),
        open_to_portal.api(None).get("/v1/devices", Origin=PORTAL),
        open_to_portal.api(None).get("/openapi.json", Origin=PORTAL),
    ):
        assert cors(reply)["access-control-allow-origin"] == PORTAL
        assert "X-Request-Id" in cors(reply)["access-control-expose-headers"]
        assert reply.headers["vary"] == "Origin" and "x-request-id" in reply.headers


def test_a_page_of_any_other_site_may_not(open_to_portal):
    others = ["https://evil.example", "http://portal.example", PORTAL + ":8443", PORTAL + "/", "null", "*", ""]
    for origin in others:
        for method, status in (("GET", 200), ("OPTIONS", 405)):
            reply = open_to_portal.admin().ask(
                method, "/v1/devices", Origin=origin, Access_Control_Request_Method="GET"
            )
            assert reply.status == status
            assert not cors(reply) and reply.headers["vary"] == "Origin", origin
