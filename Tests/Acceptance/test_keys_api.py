"""Keys come, open what they are for, and end at once."""

import concurrent.futures
import http.client
import re

import pytest

from harness.api import assert_problem
from harness.people import new_customer, walk
from harness.settings import key, new_key, settings, tenant


@pytest.fixture
def bridge(start_bridge):
    managed = key(new_key(), "managed")
    return start_bridge(settings(tenants=[tenant(keys=[managed]), tenant("other")]))


def test_a_key_is_shown_once_and_never_again(bridge):
    admin = bridge.admin()
    made = admin.post("/v1/keys", {"id": "payroll", "name": "Payroll", "scopes": ["events:read"]})
    assert made.status == 201 and made.headers["location"] == "/v1/keys/payroll"
    secret = made.json["key"]
    assert re.fullmatch(r"abk_[A-Za-z0-9_-]{43}", secret)
    listed = admin.get("/v1/keys")
    assert secret.encode() not in listed.body
    assert {found["id"]: found["managed"] for found in listed.json["data"]} == {
        "managed": True, "payroll": False,
    }
    assert bridge.api(secret).get("/v1/events").status == 200
    assert assert_problem(bridge.api(secret).get("/v1/commands"), 403)["code"] == "scope_missing"
    assert secret not in bridge.log
    assert secret.encode() not in b"".join(path.read_bytes() for path in bridge.data_dir.iterdir())


def test_a_key_opens_across_restarts_until_it_is_revoked(bridge):
    admin = bridge.admin()
    made = admin.post("/v1/keys").json
    api = bridge.api(made["key"])
    bridge.restart()
    assert api.get("/v1/events").status == 200
    assert admin.delete(f"/v1/keys/{made['id']}").status == 204
    assert_problem(api.get("/v1/events"), 401)
    assert_problem(admin.delete(f"/v1/keys/{made['id']}"), 404)
    bridge.restart()
    assert_problem(api.get("/v1/events"), 401)


def test_a_key_ends_when_it_said(bridge):
    api = bridge.api(bridge.admin().post("/v1/keys", {"expires_in": "60s"}).json["key"])
    assert api.get("/v1/events").status == 200
    assert_problem(bridge.admin().post("/v1/keys", {"expires_in": "1s"}), 422)


def test_a_managed_key_ends_in_its_file_only(bridge):
    assert assert_problem(bridge.admin().delete("/v1/keys/managed"), 409)["code"] == "managed_by_configuration"
    assert assert_problem(bridge.admin().post("/v1/keys", {"id": "managed"}), 409)["code"] == "key_exists"


def test_keys_are_one_tenants(bridge):
    theirs = bridge.admin("other").post("/v1/keys", {"id": "mine"})
    assert theirs.status == 201
    assert_problem(bridge.admin().delete("/v1/keys/mine"), 404)
    assert [found["id"] for found in walk(bridge.admin("other"), "/v1/keys", 1)] == ["mine"]
    api = bridge.api(theirs.json["key"])
    problem = assert_problem(api.get("/v1/events", Bridge_Tenant="default"), 403)
    assert problem["code"] == "other_tenant"


def test_unless_said_a_key_sees_no_templates_and_sends_no_raw_text(bridge):
    scopes = bridge.admin().post("/v1/keys").json["scopes"]
    assert len(scopes) == 8 and not {"commands:raw", "biometrics:read"} & set(scopes)


def test_a_customer_makes_no_keys(bridge):
    api = new_customer(bridge, "acme")
    for method, path in (("GET", ""), ("POST", ""), ("DELETE", "/x")):
        assert_problem(api.ask(method, f"/v1/keys{path}", {} if method == "POST" else None), 403)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"id": "a b"}, "id"),
        ({"name": ""}, "name"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["all"]}, "scopes[0]"),
        ({"scopes": "events:read"}, "scopes"),
        ({"expires_in": "soon"}, "expires_in"),
        ({"expires_in": 60}, "expires_in"),
        ({"key": "abk_mine"}, "key"),
    ],
)
def test_a_wrong_key_is_refused_by_field(bridge, body, field):
    problem = assert_problem(bridge.admin().post("/v1/keys", body), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


def test_who_asks_too_fast_is_told_how_long_to_wait(bridge):
    slow, fast = (bridge.api(bridge.admin().post("/v1/keys").json["key"]) for _ in range(2))

    def hammer(_):
        # One connection, or the asking would be no faster than the rate.
        connection = http.client.HTTPConnection(*fast.address, timeout=15)
        for _ in range(2000):
            connection.request("GET", "/v1/commands/cmd_1", headers={"Authorization": f"Bearer {fast.key}"})
            reply = connection.getresponse()
            reply.read()
            if reply.status == 429:
                connection.close()
                return int(reply.headers["Retry-After"])
        return None

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        waits = [wait for wait in pool.map(hammer, range(4)) if wait is not None]
    assert waits and min(waits) >= 1
    assert slow.get("/v1/events").status == 200


def test_a_key_that_asks_too_often_is_told_to_wait_as_the_configuration_says(start_bridge):
    texts = [new_key(), new_key()]
    keys = [key(text, f"key{place}") for place, text in enumerate(texts)]
    bridge = start_bridge(settings(tenants=[tenant(keys=keys)], api={"key_rate": 1}))
    replies = [bridge.api(texts[0]).get("/v1/commands") for _ in range(20)]
    assert {reply.status for reply in replies} == {200, 429}
    refused = next(reply for reply in replies if reply.status == 429)
    problem = assert_problem(refused, 429)
    assert problem["code"] == "too_many_requests" and int(refused.headers["retry-after"]) >= 1
    assert bridge.api(texts[1]).get("/v1/commands").status == 200
    assert bridge.admin().get("/v1/commands").status == 200
