"""Who changed what, when and from where."""

import pytest

from harness.api import assert_problem
from harness.people import new_customer, new_key_of, patch, walk
from harness.settings import device, settings, tenant


@pytest.fixture
def bridge(start_bridge):
    return start_bridge(settings(tenants=[tenant("managed")]))


def test_every_change_is_told_newest_first_without_values(bridge):
    api = new_customer(bridge, "acme", id="payroll")
    made = api.post("/v1/devices", {"serial": "AUDIT0001", "comm_key": "swordfish"})
    patch(api, "/v1/devices/AUDIT0001", {"name": "Door"})
    order = api.order("AUDIT0001", "user.upsert", {"pin": "7", "password": "60221423"})
    api.delete(f"/v1/commands/{order['id']}")
    api.post("/v1/endpoints", {"id": "e", "url": "https://example.com/x"})
    api.get("/v1/endpoints/e/secret")
    api.delete("/v1/endpoints/e")
    api.delete("/v1/devices/AUDIT0001")
    bridge.restart()
    reply = bridge.admin("acme").get("/v1/audit")
    assert b"swordfish" not in reply.body and b"60221423" not in reply.body
    notes = reply.json["data"]
    assert [(note["action"], note["object"]) for note in notes] == [
        ("DELETE /v1/devices/{serial}", "/v1/devices/AUDIT0001"),
        ("DELETE /v1/endpoints/{id}", "/v1/endpoints/e"),
        ("GET /v1/endpoints/{id}/secret", "/v1/endpoints/e/secret"),
        ("POST /v1/endpoints", "/v1/endpoints/e"),
        ("DELETE /v1/commands/{id}", f"/v1/commands/{order['id']}"),
        ("POST /v1/devices/{serial}/commands", "/v1/devices/AUDIT0001/commands"),
        ("PATCH /v1/devices/{serial}", "/v1/devices/AUDIT0001"),
        ("POST /v1/devices", "/v1/devices/AUDIT0001"),
        ("POST /v1/keys", "/v1/keys/payroll"),
    ]
    claim = notes[-2]
    assert claim["actor"] == "key:payroll" and claim["address"] == "127.0.0.1" and claim["tenant"] == "acme"
    assert claim["fields"] == ["serial", "comm_key"]
    assert claim["request_id"] == made.headers["x-request-id"]
    assert notes[-1]["actor"] == "admin"
    numbers = [note["number"] for note in notes]
    assert numbers == sorted(numbers, reverse=True)


def test_the_admin_sees_all_tenants_or_one_and_a_customer_its_own(bridge):
    acme, rival = new_customer(bridge, "acme"), new_customer(bridge, "rival")
    acme.post("/v1/devices", {"serial": "AUDIT0001"})
    rival.post("/v1/devices", {"serial": "AUDIT0002"})
    everything = walk(bridge.admin(None), "/v1/audit", 2)
    assert [note["tenant"] for note in everything] == ["rival", "acme", "rival", None, "acme", None, "managed"]
    assert {note["tenant"] for note in walk(bridge.admin("acme"), "/v1/audit", 1)} == {"acme"}
    own = walk(acme, "/v1/audit", 1)
    assert [note["object"] for note in own] == ["/v1/devices/AUDIT0001", f"/v1/keys/{own[-1]['details']['id']}"]
    # Which of them the admin did is told, not from where.
    assert [note["address"] for note in own] == ["127.0.0.1", None]
    assert_problem(new_key_of(bridge, "acme", scopes=["devices:read"]).get("/v1/audit"), 403)
    assert_problem(bridge.admin("nobody").get("/v1/audit"), 404)


def test_what_the_configuration_file_changed_is_in_it(bridge):
    own = bridge.admin("managed").get("/v1/audit").json["data"]
    assert [(note["actor"], note["action"], note["address"]) for note in own] == [
        ("configuration", "configuration file", None)
    ]
    bridge.restart()
    assert bridge.admin("managed").get("/v1/audit").json["data"] == own
    bridge.restart(settings(tenants=[tenant("managed", devices=[device("AUDIT0003")])]))
    newest = bridge.admin("managed").get("/v1/audit").json["data"][0]
    assert newest["details"] == {"devices_claimed": ["AUDIT0003"]}


def test_what_was_refused_is_not_in_it(bridge):
    api = new_customer(bridge, "acme")
    before = walk(bridge.admin(None), "/v1/audit", 50)
    assert_problem(api.post("/v1/devices", {"serial": "a b"}), 422)
    assert_problem(api.delete("/v1/endpoints/none"), 404)
    assert_problem(bridge.admin(None).delete("/v1/tenants/managed"), 409)
    assert_problem(bridge.admin(None).post("/v1/tenants", {"id": "acme"}), 409)
    assert walk(bridge.admin(None), "/v1/audit", 50) == before
