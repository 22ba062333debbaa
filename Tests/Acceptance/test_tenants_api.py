"""A vendor takes customers in and lets them go, over the API."""

import pytest

from harness.api import assert_problem
from harness.people import new_customer, new_key_of, patch, walk
from harness.settings import device, settings, tenant
from harness.signatures import new_secret
from harness.terminal import Punch, new_serial

PUNCH = Punch("5", "2026-05-04 08:00:00")


@pytest.fixture
def bridge(start_bridge):
    return start_bridge(settings(devices={"unknown": "hold"}, tenants=[tenant("managed")]))


def test_a_customer_comes_in_with_three_calls_and_survives_a_restart(bridge):
    api = new_customer(bridge, "acme")
    assert api.post("/v1/endpoints", {"url": "https://example.com/hooks"}).status == 201
    bridge.restart()
    assert bridge.admin(None).get("/v1/tenants/acme").json["name"] == "Acme"
    assert len(api.get("/v1/endpoints").json["data"]) == 1


def test_tenants_are_listed_page_by_page(bridge):
    for id in ("b", "a", "c"):
        new_customer(bridge, id)
    assert [found["id"] for found in walk(bridge.admin(None), "/v1/tenants", 2)] == ["a", "b", "c", "managed"]


def test_a_tenant_is_renamed_and_an_id_is_given_once(bridge):
    admin = bridge.admin(None)
    new_customer(bridge, "acme")
    assert patch(admin, "/v1/tenants/acme", {"name": "Acme Ltd"}).json["name"] == "Acme Ltd"
    assert assert_problem(admin.post("/v1/tenants", {"id": "acme"}), 409)["code"] == "tenant_exists"
    assert_problem(patch(admin, "/v1/tenants/nobody", {"name": "X"}), 404)


def test_a_removed_tenant_is_gone_with_all_it_had_and_told_how_much(bridge):
    admin, api, serial = bridge.admin(None), new_customer(bridge, "acme"), new_serial()
    assert api.post("/v1/devices", {"serial": serial}).status == 201
    assert api.post("/v1/endpoints", {"url": "https://example.com/x"}).status == 201
    terminal = bridge.terminal(serial)
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    assert api.post(f"/v1/devices/{serial}/commands", {"type": "device.check"}).status == 202
    events = len(api.get("/v1/events").json["data"])
    removed = admin.delete("/v1/tenants/acme")
    assert removed.status == 200
    assert removed.json == {
        "id": "acme", "keys": 1, "endpoints": 1, "devices": [serial], "commands": 1, "events": events,
        "answers": 0, "states": 0,
    }
    assert_problem(api.get("/v1/events"), 401)
    assert_problem(bridge.admin("acme").get("/v1/events"), 404)
    assert_problem(admin.get("/v1/tenants/acme"), 404)
    assert_problem(admin.post("/v1/tenants", {"id": "acme"}), 409)
    assert terminal.punch(PUNCH).status == 503, "its terminal is nobody's"
    bridge.restart()
    assert_problem(api.get("/v1/events"), 401)
    assert_problem(admin.get("/v1/tenants/acme"), 404)
    assert terminal.punch(PUNCH).status == 503


def test_a_managed_tenant_can_only_be_looked_at(bridge):
    admin = bridge.admin(None)
    assert admin.get("/v1/tenants/managed").json["managed"] is True
    for reply in (admin.delete("/v1/tenants/managed"), patch(admin, "/v1/tenants/managed", {"name": "X"})):
        assert assert_problem(reply, 409)["code"] == "managed_by_configuration"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["id"]),
        ({"id": None}, ["id"]),
        ({"id": ""}, ["id"]),
        ({"id": "a b"}, ["id"]),
        ({"id": "x" * 65}, ["id"]),
        ({"id": 7}, ["id"]),
        ({"id": "ok1", "name": "a\nb"}, ["name"]),
        ({"id": "ok2", "name": "x" * 201}, ["name"]),
        ({"id": "ok3", "colour": "red"}, ["colour"]),
    ],
)
def test_a_wrong_tenant_is_refused_by_field(bridge, body, fields):
    problem = assert_problem(bridge.admin(None).post("/v1/tenants", body), 422)
    assert [error["field"] for error in problem["errors"]] == fields


def test_tenants_are_the_admins_alone(bridge):
    api = new_key_of(bridge, "managed")
    for method, path in [("GET", ""), ("POST", ""), ("GET", "/managed"), ("PATCH", "/managed"), ("DELETE", "/managed")]:
        problem = assert_problem(api.ask(method, f"/v1/tenants{path}", {} if method != "GET" else None), 403)
        assert problem["code"] == "admin_only"


def test_what_left_the_file_can_be_changed_and_removed(start_bridge):
    serial = new_serial()
    hook = {"id": "erp", "url": "https://example.com/", "secret": new_secret()}
    left = tenant("left", endpoints=[hook, {**hook, "id": "crm"}], devices=[device(serial)])
    bridge = start_bridge(settings(tenants=[tenant("managed"), left]))
    api = bridge.admin("left")
    assert assert_problem(api.delete("/v1/endpoints/erp"), 409)["code"] == "managed_by_configuration"
    bridge.restart(settings(tenants=[tenant("managed")]))
    found = api.get("/v1/endpoints/erp").json
    assert found["managed"] is False and found["enabled"] is False
    assert patch(api, "/v1/endpoints/crm", {"enabled": True}).json["enabled"] is True
    assert api.delete("/v1/endpoints/erp").status == 204
    assert_problem(api.get(f"/v1/devices/{serial}"), 404)
    assert api.post("/v1/devices", {"serial": serial}).status == 201
    assert bridge.admin(None).delete("/v1/tenants/left").json["endpoints"] == 1
