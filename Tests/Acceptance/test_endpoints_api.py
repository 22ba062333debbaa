"""Customers make, change, test and mend their webhook endpoints over the API."""

import pytest

from harness import signatures
from harness.api import assert_problem
from harness.openapi import JudgedAPI
from harness.receiver import Answer
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until

SCOPES = ["endpoints:read", "endpoints:write", "events:read"]


def punch(pin: str | int) -> Punch:
    return Punch(str(pin), "2026-05-05 08:00:00")


@pytest.fixture
def start(start_bridge):
    """A bridge that may send to this machine over plain HTTP, as no bridge in the world should: `api` is a customer's,
    `terminal` theirs, and `admin` has every scope."""

    def start(*endpoints, **delivery):
        text, serial = new_key(), new_serial()
        bridge = start_bridge(
            settings(
                tenants=[
                    tenant(
                        endpoints=list(endpoints), devices=[device(serial)], keys=[key(text, scopes=SCOPES)]
                    ),
                    tenant("other"),
                ],
                delivery={"require_https": False, "allow_private_networks": ["127.0.0.0/8"], **delivery},
            )
        )
        bridge.customer = JudgedAPI.of(bridge.api(text))
        bridge.device = bridge.terminal(serial)
        return bridge

    return start


def make(api, receiver, **more):
    """Makes an endpoint to the receiver, whose secret signs; its description."""
    reply = api.post("/v1/endpoints", {"url": receiver.url, "secret": receiver.secret, **more})
    assert reply.status == 201, reply.body
    assert reply.headers["location"] == f"/v1/endpoints/{reply.json['id']}"
    return reply.json


def settled(api, id, **wanted):
    """The endpoint once it is as wanted."""

    def look():
        shown = api.get(f"/v1/endpoints/{id}").json
        return shown if all(shown[name] == value for name, value in wanted.items()) else None

    return wait_until(look, what=f"{id} to have {wanted}")


# From its making to its end


def test_an_endpoint_gets_what_happens_from_its_making_to_its_end(start, receiver):
    bridge = start()
    api, terminal = bridge.customer, bridge.device
    terminal.punch(punch("before"))
    made = make(api, receiver, id="shop", event_types=["attendance.*"])
    assert made["status"] == "healthy" and not made["managed"]
    terminal.punch(punch("between"))
    receiver.wait_for_event(pin="between")
    settled(api, "shop", undelivered=0)
    assert api.get("/v1/endpoints/shop").json["last_success_at"]
    assert api.delete("/v1/endpoints/shop").status == 204
    assert_problem(api.get("/v1/endpoints/shop"), 404)
    terminal.punch(punch("after"))
    assert receiver.stays(lambda _: not receiver.attempts(pin="after"), 1)
    assert not receiver.attempts(pin="before")


def test_a_disabled_endpoint_goes_on_where_it_stood(start, receiver):
    bridge = start()
    api = bridge.customer
    make(api, receiver, id="shop", event_types=["attendance.*"])
    assert api.ask("PATCH", "/v1/endpoints/shop", {"enabled": False}).json["status"] == "disabled"
    for pin in (1, 2):
        bridge.device.punch(punch(pin))
    assert receiver.stays(lambda seen: not seen, 1)
    settled(api, "shop", undelivered=2)
    assert api.ask("PATCH", "/v1/endpoints/shop", {"enabled": True}).status == 200
    receiver.wait_for_events(2, type="attendance.recorded")


def test_a_changed_address_is_used_from_then_on(start, start_receiver):
    old, new = start_receiver(), start_receiver()
    new.secret = old.secret
    bridge = start()
    make(bridge.customer, old, id="shop", event_types=["attendance.*"])
    assert bridge.customer.ask("PATCH", "/v1/endpoints/shop", {"url": new.url}).status == 200
    bridge.device.punch(punch(1))
    new.wait_for_event(pin="1")
    assert not old.deliveries


def test_what_was_made_over_the_api_is_there_after_a_restart(start, receiver):
    bridge = start()
    made = make(bridge.customer, receiver, id="shop", name="The shop", rate_limit=50, event_types=["user.*"])
    bridge.restart()
    again = JudgedAPI(("127.0.0.1", bridge.api_port), bridge.customer.key)
    shown = again.get("/v1/endpoints/shop").json
    for name in ("name", "url", "rate_limit", "event_types", "created_at"):
        assert shown[name] == made[name]


def test_what_the_configuration_has_is_seen_and_not_changed(start, receiver):
    bridge = start(endpoint(receiver, "main"))
    api = bridge.customer
    shown = api.get("/v1/endpoints/main").json
    assert shown["managed"] and shown["allow_private"]
    for reply in (
        api.ask("PATCH", "/v1/endpoints/main", {"name": "x"}),
        api.delete("/v1/endpoints/main"),
        api.post("/v1/endpoints/main/rotate-secret", {}),
    ):
        assert assert_problem(reply, 409)["code"] == "managed_by_configuration"


def test_another_tenant_sees_and_touches_nothing(start, receiver):
    bridge = start()
    make(bridge.customer, receiver, id="shop")
    stranger = bridge.admin("other")
    assert stranger.get("/v1/endpoints").json == {"data": [], "next": None}
    for method, path in [
        ("GET", ""), ("PATCH", ""), ("DELETE", ""), ("GET", "/secret"), ("POST", "/test"),
        ("POST", "/rotate-secret"), ("GET", "/dead-letters"), ("POST", "/dead-letters/retry"),
    ]:  # fmt: skip
        body = {} if method in ("POST", "PATCH") else None
        assert_problem(stranger.ask(method, f"/v1/endpoints/shop{path}", body), 404)
    assert_problem(stranger.post("/v1/endpoints/shop/replay", {"since": 0}), 404)


# Secrets


def test_secrets_are_in_no_list_and_no_log(start, receiver):
    bridge = start()
    api = bridge.customer
    credentials = {
        "auth": {"type": "basic", "user": "bridge", "password": "geheim-1"},
        "headers": {"X-Api-Key": "geheim-2", "X-Shop": "7"},
    }
    make(api, receiver, id="shop", **credentials)
    api.post("/v1/endpoints", {"url": "nonsense geheim-3", "secret": "whsec_geheim-4"})
    shown = api.get("/v1/endpoints").body + api.get("/v1/endpoints/shop").body
    assert b"geheim" not in shown and receiver.secret.encode() not in shown
    assert api.get("/v1/endpoints/shop").json["headers"]["X-Shop"] == "7"
    bridge.device.punch(punch(1))
    delivered = receiver.wait_for_attempts(1, pin="1")[0]
    assert delivered.headers["x-api-key"] == "geheim-2"
    assert delivered.headers["authorization"].startswith("Basic ")
    assert "geheim" not in bridge.log and receiver.secret not in bridge.log


def test_during_a_rotation_old_and_new_secret_sign(start, receiver):
    bridge = start()
    api = bridge.customer
    make(api, receiver, id="shop", event_types=["attendance.*"])
    assert api.get("/v1/endpoints/shop/secret").json["secret"] == receiver.secret
    rotated = api.post("/v1/endpoints/shop/rotate-secret", {"overlap": "1h"}).json
    assert rotated["previous"][0]["secret"] == receiver.secret != rotated["secret"]
    bridge.device.punch(punch(1))
    seen = receiver.wait_for_attempts(1, pin="1")[0]
    assert len(seen.headers["webhook-signature"].split(" ")) == 2
    assert signatures.fault(rotated["secret"], seen.headers, seen.body) is None


def test_no_template_goes_where_a_key_that_may_not_see_it_sends_it(start, receiver):
    bridge = start()
    order = {"url": receiver.url, "include_biometrics": True}
    assert_problem(bridge.customer.post("/v1/endpoints", order), 403)
    assert bridge.admin().post("/v1/endpoints", {**order, "id": "shop"}).status == 201
    reply = bridge.customer.ask("PATCH", "/v1/endpoints/shop", {"url": "https://elsewhere.example/"})
    assert_problem(reply, 403)


def test_private_addresses_are_for_the_configuration_alone(start, receiver):
    reply = start().customer.post("/v1/endpoints", {"url": receiver.url, "allow_private": True})
    assert [error["field"] for error in assert_problem(reply, 422)["errors"]] == ["allow_private"]


# Test webhooks


def test_a_test_webhook_goes_out_at_once_and_tells_what_came_of_it(start, receiver):
    bridge = start()
    api = bridge.customer
    make(api, receiver, id="shop", event_types=["user.*"])
    attempt = api.post("/v1/endpoints/shop/test", {"message": "Hello"}).json
    assert attempt["outcome"] == "delivered" and attempt["status"] == 200
    webhook = receiver.wait_for_event(type="webhook.test")
    assert webhook["id"] == attempt["event_id"] and webhook["data"] == {"message": "Hello"}
    assert api.get("/v1/events").json["data"] == []


@pytest.mark.parametrize(
    ("answer", "outcome", "status"),
    [(Answer(500, body=b"broken"), "http_500", 500), (Answer(301), "http_301", 301)],
    ids=["500", "301"],
)
def test_a_failed_test_webhook_tells_why(start, receiver, answer, outcome, status):
    bridge = start()
    make(bridge.customer, receiver, id="shop")
    receiver.answer_next(answer)
    attempt = bridge.customer.post("/v1/endpoints/shop/test").json
    assert (attempt["outcome"], attempt["status"]) == (outcome, status)
    if answer.body:
        assert attempt["answer"] == "broken"
    assert bridge.customer.get("/v1/endpoints/shop").json["status"] == "healthy"


def test_a_test_webhook_to_nobody_tells_so(start, receiver):
    bridge = start()
    make(bridge.customer, receiver, id="shop")
    receiver.down()
    assert bridge.customer.post("/v1/endpoints/shop/test").json["outcome"] == "connect_failed"


# What failed, and once more


def test_a_failing_endpoint_says_so_and_since_when(start, receiver):
    bridge = start(retry_schedule=["20s"])
    make(bridge.customer, receiver, id="shop", event_types=["attendance.*"])
    receiver.answer_always(Answer(500))
    bridge.device.punch(punch(1))
    shown = settled(bridge.customer, "shop", status="failing")
    assert shown["last_error"] == "http_500" and shown["breaker"]["failures"] >= 1
    assert shown["breaker"]["failing_since"] and shown["undelivered"] == 1


def test_attempts_are_counted_by_their_outcome(start, receiver):
    bridge = start()
    make(bridge.customer, receiver, retry_schedule=["100ms"])
    receiver.answer_next(Answer(500))
    bridge.device.punch(punch(1))
    receiver.wait_for_events(1, type="attendance.recorded")

    def outcomes():
        text = bridge.admin(None).get("/metrics").body.decode()
        return [
            f'adms_bridge_delivery_attempts_total{{outcome="{word}"}}' in text
            for word in ("delivered", "http_500")
        ]

    wait_until(lambda: all(outcomes()), what="both outcomes to be counted")


def test_dead_letters_are_listed_and_delivered_again(start, receiver):
    bridge = start(retry_schedule=["50ms"])
    api = bridge.customer
    make(api, receiver, id="shop", event_types=["attendance.*"])
    receiver.answer_always(Answer(500))
    bridge.device.punch(punch(1))
    settled(api, "shop", dead_letters=1)
    letter = api.get("/v1/endpoints/shop/dead-letters").json["data"][0]
    assert letter["event"]["data"]["pin"] == "1"
    assert letter["attempts"] == 2 and letter["error"] == "http_500"
    receiver.answer_always(Answer())
    assert api.post("/v1/endpoints/shop/dead-letters/retry").json == {"events": 1}
    again = receiver.wait_for_event(pin="1")
    assert again == letter["event"]
    settled(api, "shop", dead_letters=0, waiting=0)


def test_a_replay_brings_a_stretch_of_the_log_to_the_byte(start, receiver):
    bridge = start()
    api = bridge.customer
    for pin in (1, 2, 3):
        bridge.device.punch(punch(pin))
    log = api.get("/v1/events?type=attendance.*").json["data"]
    make(api, receiver, id="shop", event_types=["attendance.*"])
    reply = api.post("/v1/endpoints/shop/replay", {"since": log[1]["sequence"]})
    assert (reply.status, reply.json) == (202, {"events": 2})
    receiver.wait_for_events(2, type="attendance.recorded")
    assert {one["id"] for one in receiver.events()} == {one["id"] for one in log[1:]}
    assert all(event in log for event in receiver.events())
    assert api.post("/v1/endpoints/shop/replay", {"since": "2199-01-01T00:00:00Z"}).json == {"events": 0}
