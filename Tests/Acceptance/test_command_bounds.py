"""Whose a command is, what may follow it, and what nobody but the keeper of the bridge may order."""

import datetime

import pytest

from harness.api import assert_problem
from harness.settings import device, key, new_key, settings, tenant
from harness.terminal import new_serial


@pytest.fixture
def two(start_bridge):
    """A bridge with two tenants and a terminal that is nobody's yet."""
    serial = new_serial()
    bridge = start_bridge(settings(tenants=[tenant("one"), tenant("two")]))
    return bridge, serial


def claim(bridge, name: str, serial: str):
    api = bridge.admin(name)
    reply = api.post("/v1/devices", {"serial": serial})
    assert reply.status == 201, reply.body
    return api


def test_a_bulk_order_takes_the_params_of_its_type(shared):
    api, terminal = shared.bridge.api(shared.key), shared.bridge.terminal()
    terminal.handshake()
    order = {"devices": [terminal.serial], "type": "user.upsert", "params": {"pin": "77", "name": "Rina"}}
    reply = api.post("/v1/commands", order)
    assert reply.status == 202, reply.body
    [command] = terminal.fetch()
    assert command.text == "DATA UPDATE USERINFO PIN=77\tName=Rina"
    problem = assert_problem(api.post("/v1/commands", {**order, "params": {"pin": "7", "nmae": "x"}}), 422)
    assert [error["field"] for error in problem["errors"]] == ["params.nmae"]


def test_both_the_terminals_and_the_params_of_a_bulk_order_are_judged(shared):
    api = shared.bridge.api(shared.key)
    order = {"devices": [], "type": "door.unlock", "params": {"door": 9}}
    problem = assert_problem(api.post("/v1/commands", order), 422)
    assert {error["field"] for error in problem["errors"]} == {"devices", "params.door"}
    problem = assert_problem(api.post("/v1/commands", {**order, "devices": "all"}), 422)
    assert {error["field"] for error in problem["errors"]} == {"params.door"}


def test_a_partial_bulk_order_goes_to_the_terminals_that_can_do_it(shared):
    api = shared.bridge.api(shared.key)
    new, old = shared.bridge.terminal(), shared.bridge.terminal()
    new.handshake()
    old.handshake(pushver="1.0.2")
    order = {
        "devices": [old.serial, "NOSUCHSERIAL", new.serial],
        "type": "biometrics.clear",
        "params": {"confirm": True},
    }
    problem = assert_problem(api.post("/v1/commands", order), 422)
    assert {error["field"] for error in problem["errors"]} == {"type", "devices[1]"}
    assert old.fetch() == [] and new.fetch() == []
    reply = api.post("/v1/commands", {**order, "partial": True})
    assert reply.status == 202, reply.body
    assert [command["device"] for command in reply.json["commands"]] == [new.serial]
    skipped = {entry["device"]: entry for entry in reply.json["skipped"]}
    assert set(skipped) == {old.serial, "NOSUCHSERIAL"}
    assert skipped[old.serial]["field"] == "type" and skipped[old.serial]["message"].startswith("must be")
    assert [command.text for command in new.fetch()] == ["CLEAR BIODATA"] and old.fetch() == []


def test_what_a_terminal_says_after_its_release_is_not_told_to_its_former_owner(two):
    bridge, serial = two
    first = claim(bridge, "one", serial)
    terminal = bridge.terminal(serial)
    terminal.handshake()
    orders = [first.order(serial, "user.query"), first.order(serial, "device.info")]
    commands = terminal.fetch()
    assert first.ask("DELETE", f"/v1/devices/{serial}").status == 204
    claim(bridge, "two", serial)
    terminal.upload("OPERLOG", b"USER PIN=501\tName=Somebody Else\tPri=0\tCard=777\n")
    terminal.answer(f"ID={commands[0].id}&Return=0&CMD=DATA")
    terminal.answer(f"ID={commands[1].id}&Return=0&CMD=INFO\nUserCount=3\nNote=of the second")
    for order in orders:
        ended = first.command(order["id"])
        assert ended["status"] == "failed" and ended["reason"] == "no_answer: the terminal was released or transferred"
        assert ended["result"] is None
    assert terminal.fetch() == []


def test_what_a_terminal_says_of_itself_on_being_asked_is_known_after_a_crash(start_bridge):
    serial = new_serial()
    bridge = start_bridge(settings(tenants=[tenant(devices=[device(serial)])]))
    terminal = bridge.terminal(serial)
    terminal.handshake()
    api = bridge.admin()
    for version in [12, 13]:
        order = api.order(serial, "device.info")
        [command] = terminal.fetch()
        terminal.answer(f"ID={command.id}&Return=0&CMD=INFO\nFPVersion={version}\nUserCount=3")
    assert api.command(order["id"])["status"] == "completed"
    bridge.kill()
    bridge.start()
    api = bridge.admin()
    assert api.get(f"/v1/devices/{serial}").json["options"]["FPVersion"] == "13"
    changed = api.get("/v1/events?type=device.options_changed").json["data"]
    assert changed[-1]["data"]["changed"]["FPVersion"] == {"from": "12", "to": "13"}
    template = {"pin": "7", "modality": "fingerprint", "major_version": "10", "template": "QUJD"}
    reply = api.post(f"/v1/devices/{serial}/commands", {"type": "biometric.upsert", "params": template})
    assert_problem(reply, 422)


SYSTEM = ["SHELL reboot", "Shell id", "GetFile /etc/passwd", "PutFile http://x/y\t/mnt/x", "UPGRADE type=1"]


@pytest.mark.parametrize("operator_types", [False, True])
def test_raw_texts_that_reach_into_the_system_are_for_the_keeper_of_the_bridge(start_bridge, operator_types):
    serial, text = new_serial(), new_key()
    bridge = start_bridge(
        settings(
            tenants=[
                tenant(
                    devices=[device(serial)],
                    keys=[key(text, scopes=["commands:write", "commands:raw"])],
                )
            ],
            commands={"operator_types": operator_types},
        )
    )
    path = f"/v1/devices/{serial}/commands"
    for raw in SYSTEM:
        problem = assert_problem(bridge.api(text).post(path, {"type": "raw", "params": {"text": raw}}), 422)
        assert [error["field"] for error in problem["errors"]] == ["params.text"], raw
        admin = bridge.admin().post(path, {"type": "raw", "params": {"text": raw}})
        assert admin.status == (202 if operator_types else 422), admin.body
    for raw in [" INFO", "\tINFO", " C:5:INFO", "C:5:INFO"]:
        assert_problem(bridge.api(text).post(path, {"type": "raw", "params": {"text": raw}}), 422)
    assert bridge.api(text).post(path, {"type": "raw", "params": {"text": "INFO"}}).status == 202


def test_nothing_follows_a_raw_text_in_the_same_answer(shared):
    api, terminal = shared.bridge.admin(), shared.bridge.terminal()
    terminal.handshake()
    for text in ["REBOOT", "INFO"]:
        api.order(terminal.serial, "raw", {"text": text})
    api.order(terminal.serial, "user.delete", {"pin": "4"})
    fetched = [[command.text for command in terminal.fetch()] for _ in range(3)]
    assert fetched == [["REBOOT"], ["INFO"], ["DATA DELETE USERINFO PIN=4"]]


def test_a_door_is_not_opened_hours_after_it_was_asked_to(shared):
    api, terminal = shared.bridge.admin(), shared.bridge.terminal()
    terminal.handshake()

    def life(type: str, **more) -> float:
        order = {"type": type, **more}
        made = api.post(f"/v1/devices/{terminal.serial}/commands", order).json
        span = [datetime.datetime.fromisoformat(made[name]) for name in ("created_at", "expires_at")]
        return (span[1] - span[0]).total_seconds()

    assert life("door.unlock") == 120
    assert life("door.unlock", expires_in="1h") == 3600
    assert life("device.check") == 86400
