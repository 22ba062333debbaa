"""Customers claim their terminals, say how they are, and let them go."""

import pytest

from harness.api import assert_problem
from harness.people import new_customer, patch, walk
from harness.settings import device, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until

PUNCH = Punch("5", "2026-05-04 08:00:00")
MANAGED = "MANAGED00001"


@pytest.fixture
def bridge(start_bridge):
    managed = tenant("managed", devices=[device(MANAGED)])
    return start_bridge(settings(devices={"unknown": "hold"}, tenants=[managed]))


@pytest.fixture
def acme(bridge):
    return new_customer(bridge, "acme")


def test_a_terminal_that_knocked_is_claimed_and_serves_at_once(bridge, acme):
    terminal = bridge.terminal()
    terminal.handshake(pushver="2.4.1", language="69")
    assert terminal.punch(PUNCH).status == 503
    held = bridge.admin(None).get("/v1/devices/held").json["data"]
    assert [found["serial"] for found in held] == [terminal.serial]
    assert held[0]["address"] == "127.0.0.1"
    claimed = acme.post("/v1/devices", {"serial": terminal.serial, "name": "Door", "time_zone": "Asia/Jakarta"})
    assert claimed.status == 201 and claimed.headers["location"] == f"/v1/devices/{terminal.serial}"
    assert bridge.admin(None).get("/v1/devices/held").json["data"] == []
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    shown = acme.get(f"/v1/devices/{terminal.serial}").json
    assert shown["status"] == "online" and shown["address"] == "127.0.0.1" and shown["time_zone"] == "Asia/Jakarta"
    events = acme.get("/v1/events?type=attendance.recorded").json["data"]
    assert events[0]["device"] == {"serial": terminal.serial, "name": "Door"}
    assert events[0]["data"]["occurred_at"].endswith("+07:00")


def test_a_terminal_claimed_before_it_calls_is_never_seen_until_it_does(bridge, acme):
    serial = new_serial()
    made = acme.post("/v1/devices", {"serial": serial}).json
    assert made["status"] == "never_seen" and made["last_seen"] is None and made["managed"] is False
    terminal = bridge.terminal(serial)
    terminal.handshake(pushver="2.4.1")
    shown = acme.get(f"/v1/devices/{serial}").json
    assert shown["status"] == "online" and shown["push_version"] == "2.4.1"
    bridge.restart()
    assert acme.get(f"/v1/devices/{serial}").json["push_version"] == "2.4.1"


def test_a_serial_is_one_tenants_and_nobody_learns_whose(bridge, acme):
    other, serial = new_customer(bridge, "rival"), new_serial()
    assert acme.post("/v1/devices", {"serial": serial}).status == 201
    assert assert_problem(acme.post("/v1/devices", {"serial": serial}), 409)["code"] == "already_claimed"
    for taken in (serial, MANAGED):
        reply = other.post("/v1/devices", {"serial": taken})
        assert assert_problem(reply, 409)["code"] == "claimed_by_another"
        assert b"acme" not in reply.body and b"managed" not in reply.body
    assert_problem(other.get(f"/v1/devices/{serial}"), 404)
    assert_problem(patch(other, f"/v1/devices/{serial}", {"name": "mine"}), 404)
    assert_problem(other.delete(f"/v1/devices/{serial}"), 404)
    assert other.get("/v1/devices").json["data"] == []


def test_a_released_terminal_is_held_and_its_commands_are_cancelled(bridge, acme):
    serial = new_serial()
    acme.post("/v1/devices", {"serial": serial})
    terminal = bridge.terminal(serial)
    terminal.handshake()
    order = acme.order(serial, "device.check")
    assert acme.delete(f"/v1/devices/{serial}").status == 204
    assert acme.command(order["id"])["status"] == "cancelled"
    assert terminal.poll().text.strip() == "OK"
    assert terminal.punch(PUNCH).status == 503
    assert_problem(acme.get(f"/v1/devices/{serial}"), 404)
    bridge.restart()
    assert terminal.punch(PUNCH).status == 503
    assert acme.post("/v1/devices", {"serial": serial}).status == 201
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"


def test_a_comm_key_and_networks_hold_from_the_next_request_and_are_set_back_by_null(bridge, acme):
    serial = new_serial()
    made = acme.post("/v1/devices", {"serial": serial, "comm_key": "swordfish"})
    assert made.json["has_comm_key"] is True and b"swordfish" not in made.body
    terminal = bridge.terminal(serial)
    assert terminal.punch(PUNCH).status == 503
    path = f"/v1/devices/{serial}"
    assert patch(acme, path, {"comm_key": None, "networks": ["192.0.2.0/24"]}).json["has_comm_key"] is False
    assert terminal.punch(PUNCH).status == 503
    shown = patch(acme, path, {"networks": ["127.0.0.0/8", "192.0.2.0/24"]}).json
    assert shown["networks"] == ["127.0.0.0/8", "192.0.2.0/24"]
    assert terminal.punch(PUNCH).status == 200
    assert patch(acme, path, {"networks": None}).json["networks"] is None
    assert "swordfish" not in bridge.log


def test_a_changed_zone_has_the_terminal_shake_hands_again(bridge, acme):
    serial = new_serial()
    acme.post("/v1/devices", {"serial": serial})
    terminal = bridge.terminal(serial)
    terminal.handshake()
    patch(acme, f"/v1/devices/{serial}", {"time_zone": "Asia/Jakarta"})
    wait_until(lambda: "CHECK" in terminal.poll().text, what="a CHECK")
    assert "TimeZone=7" in terminal.handshake().text


def test_a_transfer_is_the_admins_and_explicit(bridge, acme):
    rival, serial = new_customer(bridge, "rival"), new_serial()
    acme.post("/v1/devices", {"serial": serial, "name": "Door"})
    path, step = f"/v1/devices/{serial}/transfer", {"to": "rival", "confirm": True}
    assert_problem(acme.post(path, step), 403)
    admin = bridge.admin("acme")
    for wrong in ({"to": "rival"}, {"to": "rival", "confirm": False}, {"to": "nobody", "confirm": True}):
        assert_problem(admin.post(path, wrong), 422)
    assert admin.post(path, step).json == {"serial": serial, "tenant": "rival"}
    assert_problem(acme.get(f"/v1/devices/{serial}"), 404)
    assert rival.get(f"/v1/devices/{serial}").json["name"] is None
    assert bridge.terminal(serial).punch(PUNCH).status == 200
    types = [event["type"] for event in rival.get("/v1/events").json["data"]]
    assert types[:2] == ["device.registered", "attendance.recorded"]
    assert_problem(bridge.admin("managed").post(f"/v1/devices/{MANAGED}/transfer", step), 409)


def test_a_managed_terminal_is_changed_in_its_file_only(bridge):
    admin = bridge.admin("managed")
    assert admin.get(f"/v1/devices/{MANAGED}").json["managed"] is True
    assert_problem(patch(admin, f"/v1/devices/{MANAGED}", {"name": "X"}), 409)
    assert_problem(admin.delete(f"/v1/devices/{MANAGED}"), 409)


def test_lists_are_read_page_by_page_and_narrowed(bridge, acme):
    serials = [f"LIST{number:04d}" for number in range(7)]
    for serial in serials:
        assert acme.post("/v1/devices", {"serial": serial}).status == 201
    bridge.terminal(serials[3]).poll()
    assert [found["serial"] for found in walk(acme, "/v1/devices", 3)] == serials
    online = walk(acme, "/v1/devices?status=online", 3)
    assert [found["serial"] for found in online] == [serials[3]]


def test_an_order_for_many_gives_each_its_command(bridge, acme):
    serials = [f"MANY{number:04d}" for number in range(5)]
    for serial in serials:
        acme.post("/v1/devices", {"serial": serial})
    reply = acme.post("/v1/commands", {"devices": "all", "type": "device.check"})
    assert reply.status == 202
    assert [found["device"] for found in reply.json["commands"]] == serials
    assert len({found["id"] for found in reply.json["commands"]}) == 5
    assert "CHECK" in bridge.terminal(serials[2]).poll().text
    wrong = acme.post("/v1/commands", {"devices": [serials[0], "NOBODY1", MANAGED], "type": "device.check"})
    fields = [error["field"] for error in assert_problem(wrong, 422)["errors"]]
    assert fields == ["devices[1]", "devices[2]"]
    assert len(walk(acme, "/v1/commands", 3)) == 5, "for none of them where one is wrong"


def test_who_waits_for_a_command_hears_when_the_terminal_has_it(bridge, acme):
    import threading

    serial = new_serial()
    acme.post("/v1/devices", {"serial": serial})
    terminal = bridge.terminal(serial)
    terminal.handshake()
    id = acme.order(serial, "device.check")["id"]
    heard = []
    waiter = threading.Thread(
        target=lambda: heard.append(acme.get(f"/v1/commands/{id}?wait=10s").json["status"])
    )
    waiter.start()
    wait_until(lambda: not waiter.is_alive() or terminal.poll().text.startswith("C:"), what="the command")
    waiter.join()
    assert heard in (["sent"], ["queued"])
    assert acme.get(f"/v1/commands/{id}?wait=100ms").json["status"] == "sent"
    assert_problem(acme.get(f"/v1/commands/{id}?wait=61s"), 422)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "serial"),
        ({"serial": "a b"}, "serial"),
        ({"serial": "X1", "time_zone": "Mars/Base"}, "time_zone"),
        ({"serial": "X1", "comm_key": ""}, "comm_key"),
        ({"serial": "X1", "comm_key": "a\tb"}, "comm_key"),
        ({"serial": "X1", "charset": "KLINGON"}, "charset"),
        ({"serial": "X1", "charset": "UTF-16BE"}, "charset"),
        ({"serial": "X1", "networks": []}, "networks"),
        ({"serial": "X1", "networks": ["10.0.0.1/8"]}, "networks[0]"),
        ({"serial": "X1", "networks": "10.0.0.0/8"}, "networks"),
        ({"serial": "X1", "name": 7}, "name"),
        ({"serial": "X1", "tenant": "other"}, "tenant"),
    ],
)
def test_a_wrong_claim_is_refused_by_field(bridge, acme, body, field):
    problem = assert_problem(acme.post("/v1/devices", body), 422)
    assert [error["field"] for error in problem["errors"]] == [field]
