"""An order that comes to several commands of a terminal is one command for people, with one outcome."""

import base64

import pytest

from harness.api import assert_problem
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Command, new_serial
from harness.waiting import wait_until

TEMPLATE = base64.b64encode(b"FMR\0" + bytes(range(60))).decode()


def finger(index: int) -> dict:
    return {"modality": "fingerprint", "index": index, "major_version": "10", "template": TEMPLATE}


PERSON = {"pin": "1001", "name": "Siti Rahma", "biometrics": [finger(1), finger(2)]}


@pytest.fixture
def shop(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.bridge.api(shared.key), shared.receiver


def ids(order: dict) -> list[str]:
    return [step["id"].removeprefix("cmd_") for step in order["steps"]]


def do(terminal, code: int = 0) -> list[Command]:
    """Fetches what is there and answers it."""
    commands = terminal.fetch()
    if commands:
        terminal.answer(*(f"ID={command.id}&Return={code}&CMD=DATA" for command in commands))
    return commands


def test_a_person_with_fingers_is_one_order_in_ordered_steps(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", PERSON)
    assert order["type"] == "user.upsert" and order["status"] == "queued"
    assert [step["type"] for step in order["steps"]] == ["user.upsert", "biometric.upsert", "biometric.upsert"]
    assert TEMPLATE not in str(order)
    assert api.command(order["id"]) == order
    later = api.order(terminal.serial, "user.delete", {"pin": "1001"})

    # The person alone at first; then one template to an answer, and before what was ordered later.
    first = terminal.fetch()
    assert [command.id for command in first] == ids(order)[:1]
    assert first[0].fields["PIN"] == "1001"
    assert terminal.fetch() == []
    assert api.command(order["id"])["status"] == "sent"
    terminal.answer(f"ID={first[0].id}&Return=0&CMD=DATA")
    assert [command.id for command in do(terminal)] == ids(order)[1:2]
    assert [command.id for command in do(terminal)] == [ids(order)[2], later["id"].removeprefix("cmd_")]

    data = receiver.wait_for_event(type="command.completed", command_id=order["id"])["data"]
    assert data["command"] == "user.upsert" and data["return_code"] == 0
    assert [step["status"] for step in data["result"]["steps"]] == ["completed"] * 3
    assert TEMPLATE not in str(data)
    receiver.wait_for_event(type="command.completed", command_id=later["id"])
    for id in ids(order):
        assert receiver.events(command_id="cmd_" + id) == [], "steps are no events"


def test_steps_are_seen_under_their_order_and_not_in_lists(shop):
    terminal, api, _ = shop
    order = api.order(terminal.serial, "user.upsert", PERSON)
    listed = api.get(f"/v1/commands?device={terminal.serial}").json["data"]
    assert [command["id"] for command in listed] == [order["id"]]
    step = order["steps"][1]
    assert api.command(step["id"]) == step


def test_without_the_person_no_template_is_sent(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", PERSON)
    [command] = do(terminal, -1)
    assert terminal.fetch() == []
    data = receiver.wait_for_event(type="command.failed", command_id=order["id"])["data"]
    assert data["return_code"] == -1
    assert data["reason"].startswith("step 1 of 3, user.upsert: ")
    assert [step["status"] for step in data["result"]["steps"]] == ["failed", "cancelled", "cancelled"]
    assert command.id == ids(order)[0]


def test_an_order_under_way_is_cancelled_as_far_as_it_can_be(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", PERSON)
    [command] = terminal.fetch()
    reply = api.delete(f"/v1/commands/{order['id']}")
    assert reply.status == 200
    assert [step["status"] for step in reply.json["steps"]] == ["sent", "cancelled", "cancelled"]
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    receiver.wait_for_event(type="command.failed", command_id=order["id"])
    assert terminal.fetch() == []
    whole = api.order(terminal.serial, "user.upsert", PERSON)
    assert api.delete(f"/v1/commands/{whole['id']}").json["status"] == "cancelled"
    assert terminal.fetch() == []


def test_an_order_of_several_steps_survives_a_kill(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    terminal, api = bridge.terminal(serial), bridge.admin()
    order = api.order(serial, "user.upsert", PERSON)
    [command] = terminal.fetch()
    bridge.kill()
    bridge.start()
    assert terminal.fetch() == []
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    for id in ids(order)[1:]:
        assert [command.id for command in do(terminal)] == [id]
    receiver.wait_for_event(type="command.completed", command_id=order["id"])


@pytest.fixture
def impatient(start_bridge):
    """A terminal that has a second to answer."""
    serial = new_serial()
    bridge = start_bridge(
        settings(commands={"answer_within": "1s"}, tenants=[tenant(devices=[device(serial)])])
    )
    return bridge.terminal(serial), bridge.admin()


def ended_as(api, order: dict, status: str) -> dict:
    return wait_until(lambda: (seen := api.command(order["id"]))["status"] == status and seen, what=status)


def test_what_is_not_answered_is_told_three_times_and_has_failed(impatient):
    terminal, api = impatient
    order = api.order(terminal.serial, "user.upsert", {"pin": "7", "name": "Rin"})
    told = [wait_until(terminal.fetch) for _ in range(3)]
    assert [[command.id for command in commands] for commands in told] == [[order["id"].removeprefix("cmd_")]] * 3
    assert len({command.text for commands in told for command in commands}) == 1
    ended = ended_as(api, order, "failed")
    assert ended["reason"] == "no_answer" and ended["return_code"] is None
    assert terminal.fetch() == []


def test_what_does_harm_when_repeated_is_told_once(impatient):
    terminal, api = impatient
    order = api.order(terminal.serial, "door.unlock", {"door": 1, "seconds": 5})
    assert len(terminal.fetch()) == 1
    ended = ended_as(api, order, "failed")
    assert ended["reason"] == "no_answer"
    assert terminal.fetch() == []


def test_what_reaches_into_a_terminals_system_is_for_the_operator_alone(start_bridge):
    serial = new_serial()
    shell = {"type": "device.shell", "params": {"command": "df"}}
    for on in (False, True):
        bridge = start_bridge(
            settings(commands={"operator_types": on}, tenants=[tenant(devices=[device(serial)])])
        )
        reply = bridge.admin().post(f"/v1/devices/{serial}/commands", shell)
        if on:
            assert reply.status == 202, reply.body
            assert [command.text for command in bridge.terminal(serial).fetch()] == ["SHELL df"]
        else:
            problem = assert_problem(reply, {400, 422})
            assert "commands.operator_types" in problem["errors"][0]["message"]


def test_a_tenants_key_never_orders_what_is_for_the_operator(shop):
    terminal, api, _ = shop
    reply = api.post(
        f"/v1/devices/{terminal.serial}/commands", {"type": "device.shell", "params": {"command": "df"}}
    )
    assert_problem(reply, {400, 422})


def test_an_answer_holds_no_more_than_the_configuration_says(start_bridge):
    serial, mobile = new_serial(), new_serial()
    bridge = start_bridge(
        settings(
            devices={"commands_per_answer": 5, "mobile_commands_per_answer": 2},
            tenants=[tenant(devices=[device(serial), device(mobile)])],
        )
    )
    bridge.terminal(mobile).options("CommType=GPRS")
    for one, limit in ((serial, 5), (mobile, 2)):
        for pin in range(1, 8):
            bridge.admin().order(one, "user.delete", {"pin": str(pin)})
        assert len(bridge.terminal(one).fetch()) == limit
