"""A program that is not sure whether it was heard asks again, and nothing is done twice."""

import concurrent.futures

import pytest

from harness.api import assert_problem
from harness.people import new_customer
from harness.settings import settings, tenant
from harness.terminal import new_serial


@pytest.fixture
def bridge(start_bridge):
    return start_bridge(settings(tenants=[tenant("managed")]))


@pytest.fixture
def shop(bridge):
    api, serial = new_customer(bridge, "acme"), new_serial()
    assert api.post("/v1/devices", {"serial": serial}).status == 201
    return api, f"/v1/devices/{serial}/commands"


CHECK = {"type": "device.check"}


def test_the_same_again_is_answered_as_before_also_after_a_restart(bridge, shop):
    api, path = shop
    first = api.post(path, CHECK, Idempotency_Key="once")
    assert first.status == 202 and "idempotency-replayed" not in first.headers
    for _ in range(2):
        again = api.post(path, CHECK, Idempotency_Key="once")
        assert (again.status, again.body) == (202, first.body)
        assert again.headers["location"] == first.headers["location"]
        assert again.headers["idempotency-replayed"] == "true"
        assert again.headers["x-request-id"] != first.headers["x-request-id"]
        bridge.restart()
    assert len(api.get("/v1/commands").json["data"]) == 1


def test_another_request_under_the_same_key_is_refused(shop):
    api, path = shop
    api.post(path, CHECK, Idempotency_Key="once")
    for other in ({"type": "device.info"}, {**CHECK, "priority": 1}):
        problem = assert_problem(api.post(path, other, Idempotency_Key="once"), 422)
        assert problem["code"] == "idempotency_key_reused"
    assert len(api.get("/v1/commands").json["data"]) == 1


def test_at_once_it_is_done_once(shop):
    api, path = shop
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        replies = list(pool.map(lambda _: api.post(path, CHECK, Idempotency_Key="once"), range(48)))
    taken = [reply for reply in replies if reply.status == 202]
    assert taken and len({reply.body for reply in taken}) == 1
    for reply in replies:
        if reply.status != 202:
            assert assert_problem(reply, 409)["code"] == "request_in_progress"
    assert len(api.get("/v1/commands").json["data"]) == 1


def test_what_was_refused_may_be_put_right_under_the_same_key(shop):
    api, path = shop
    assert_problem(api.post(path, {"type": "nonsense"}, Idempotency_Key="once"), 422)
    assert_problem(api.post(path, raw=b"{", Idempotency_Key="once"), 400)
    assert api.post(path, CHECK, Idempotency_Key="once").status == 202


def test_a_new_key_and_a_new_secret_are_shown_once_and_lie_nowhere(bridge, shop):
    api, _ = shop
    admin = bridge.admin("acme")
    secrets = []
    for caller, path, body, name in [
        (admin, "/v1/keys", {"id": "k"}, "key"),
        (api, "/v1/endpoints", {"id": "e", "url": "https://example.com/x"}, "secret"),
        (api, "/v1/endpoints/e/rotate-secret", {}, "secret"),
    ]:
        first = caller.post(path, body, Idempotency_Key="once" + name + path[-6:])
        assert first.status in (200, 201)
        secrets.append(first.json[name])
        again = caller.post(path, body, Idempotency_Key="once" + name + path[-6:])
        assert again.headers["idempotency-replayed"] == "true" and again.json[name] is None
    stored = b"".join(path.read_bytes() for path in bridge.data_dir.iterdir())
    assert secrets[0].encode() not in stored
    assert api.get("/v1/endpoints/e/secret").json["secret"] == secrets[2]


@pytest.mark.parametrize("key", ["", "a b", "x" * 256, "caf\xe9"])
def test_a_key_that_is_none_is_refused(shop, key):
    api, path = shop
    assert assert_problem(api.post(path, CHECK, Idempotency_Key=key), 400)["code"] == "invalid_idempotency_key"


def test_a_kill_between_request_and_answer_does_nothing_twice(bridge, shop):
    api, path = shop
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(api.post, path, CHECK, Idempotency_Key=f"k{n}") for n in range(200)]
        concurrent.futures.wait(asked, return_when=concurrent.futures.FIRST_COMPLETED)
        bridge.kill()
    bridge.start()
    before = {}
    for n, future in enumerate(asked):
        if future.exception() is None and future.result().status == 202:
            before[n] = future.result().json["id"]
    for n in range(200):
        reply = api.post(path, CHECK, Idempotency_Key=f"k{n}")
        if reply.status == 202:
            assert n not in before or reply.json["id"] == before[n]
        else:
            assert assert_problem(reply, 409)["code"] == "answer_lost" and n not in before
    ids, after = set(), ""
    while True:
        page = api.get(f"/v1/commands?limit=200{after}").json
        ids |= {command["id"] for command in page["data"]}
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(ids) == 200
