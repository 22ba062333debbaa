"""A command ordered over the API reaches its terminal once, in the terminal's words, and its outcome comes back."""

import re

import pytest

from harness.api import assert_problem
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import new_serial

USER = {
    "pin": "1001",
    "name": "Siti Rahma",
    "privilege": "registrar",
    "password": "271828",
    "card": "123456789",
    "group": 1,
}


@pytest.fixture
def shop(shared):
    """A terminal of the shared bridge that has introduced itself, and the customer's API."""
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.bridge.api(shared.key), shared.receiver


def outcome(receiver, order: dict, type: str, **how) -> dict:
    return receiver.wait_for_event(type=type, command_id=order["id"], **how)


def test_an_order_is_answered_with_its_id_and_where_to_look(shop):
    terminal, api, _ = shop
    reply = api.post(f"/v1/devices/{terminal.serial}/commands", {"type": "device.info", "params": {}})
    assert reply.status == 202
    assert reply.headers["content-type"].split(";")[0] == "application/json"
    order = reply.json
    assert re.fullmatch(r"cmd_[1-9][0-9]{0,15}", order["id"])
    assert order["status"] == "queued"
    assert (order["type"], order["device"]) == ("device.info", terminal.serial)
    assert reply.headers["location"] == f"/v1/commands/{order['id']}"
    assert api.get(reply.headers["location"]).json == order


def test_a_user_is_written_to_the_terminal_and_the_outcome_reported(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", USER)
    [command] = terminal.fetch()
    assert command.id == order["id"].removeprefix("cmd_")
    assert command.verb == "DATA UPDATE USERINFO"
    expected = {
        "PIN": "1001",
        "Name": "Siti Rahma",
        "Pri": "2",
        "Passwd": "271828",
        "Card": "123456789",
        "Grp": "1",
    }
    assert {name: command.fields[name] for name in expected} == expected
    assert api.command(order["id"])["status"] == "sent"

    reply = terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    assert (reply.status, reply.text.strip()) == (200, "OK")
    data = outcome(receiver, order, "command.completed")["data"]
    assert data == {
        "command_id": order["id"],
        "command": "user.upsert",
        "params": USER | {"password": "***"},
        "return_code": 0,
        "reason": None,
        "result": None,
    }
    assert api.command(order["id"])["status"] == "completed"


@pytest.mark.parametrize(
    ("type", "params", "text", "echo"),
    [
        ("door.unlock", {"door": 1, "seconds": 5}, "AC_UNLOCK", "AC_UNLOCK"),
        ("door.unlock", {}, "AC_UNLOCK", "AC_UNLOCK"),
        ("device.reboot", {}, "REBOOT", "REBOOT"),
        ("device.check", {}, "CHECK", "CHECK"),
        ("user.delete", {"pin": "1001"}, "DATA DELETE USERINFO PIN=1001", "DATA"),
        ("user.query", {"pin": "1001"}, "DATA QUERY USERINFO PIN=1001", "DATA"),
        (
            "attendance.query",
            {"from": "2026-11-01T00:00:00", "until": "2026-11-02 00:00:00"},
            "DATA QUERY ATTLOG StartTime=2026-11-01 00:00:00\tEndTime=2026-11-02 00:00:00",
            "DATA",
        ),
        ("device.set_option", {"name": "VOLUME", "value": "67"}, "SET OPTION VOLUME=67", "SET OPTION"),
        ("raw", {"text": "DATA QUERY USERINFO PIN=9"}, "DATA QUERY USERINFO PIN=9", "DATA"),
    ],
)
def test_each_command_has_its_text_and_completes(shop, type, params, text, echo):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, type, params)
    [command] = terminal.fetch()
    assert command.text == text
    terminal.answer(f"ID={command.id}&Return=0&CMD={echo}")
    data = outcome(receiver, order, "command.completed")["data"]
    assert (data["command"], data["return_code"]) == (type, 0)


def test_the_answer_to_info_comes_back_as_the_result(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.info")
    [command] = terminal.fetch()
    assert command.text == "INFO"
    terminal.answer(
        f"ID={command.id}&Return=0&CMD=INFO",
        "~DeviceName=LX35",
        "UserCount=2",
        "~OEMVendor=ZKTECO CO., LTD.",
        "FWVersion=ZLM31-FXO1-3.1.8",
    )
    result = outcome(receiver, order, "command.completed")["data"]["result"]
    assert result["~DeviceName"] == "LX35"
    assert result["~OEMVendor"] == "ZKTECO CO., LTD."
    assert result["FWVersion"] == "ZLM31-FXO1-3.1.8"
    assert api.command(order["id"])["result"] == result


@pytest.mark.parametrize("code", [-1, -10, -1002, -1004, -424242])
def test_a_refusal_of_the_terminal_is_a_failed_command(shop, code):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.delete", {"pin": "404"})
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return={code}&CMD=DATA")
    data = outcome(receiver, order, "command.failed")["data"]
    assert data["return_code"] == code and data["reason"]
    assert api.command(order["id"])["status"] == "failed"


def test_several_results_in_one_body_settle_several_commands(shop):
    terminal, api, receiver = shop
    orders = [api.order(terminal.serial, "user.delete", {"pin": str(pin)}) for pin in (1, 2, 3)]
    commands = terminal.fetch()
    assert [command.text for command in commands] == [f"DATA DELETE USERINFO PIN={pin}" for pin in (1, 2, 3)]
    results = [f"ID={command.id}&Return={code}&CMD=DATA" for command, code in zip(commands, (0, -10, 0))]
    assert terminal.answer(*reversed(results)).text.strip() == "OK"
    outcome(receiver, orders[0], "command.completed")
    outcome(receiver, orders[1], "command.failed")
    outcome(receiver, orders[2], "command.completed")


def test_a_result_sent_twice_is_one_outcome(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    for _ in range(2):
        assert terminal.answer(f"ID={command.id}&Return=0&CMD=CHECK").text.strip() == "OK"
    terminal.answer(f"ID={command.id}&Return=-1&CMD=CHECK")
    later = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return=0&CMD=CHECK")
    outcome(receiver, later, "command.completed")
    assert len(receiver.events(command_id=order["id"])) == 1
    assert api.command(order["id"])["status"] == "completed"


@pytest.mark.parametrize(
    "result", ["ID=99999999&Return=0&CMD=DATA", "ID=info8487&Return=0&CMD=DATA", "ID=&Return=", "?"]
)
def test_a_result_nobody_waits_for_is_acknowledged(shop, result):
    terminal, _, _ = shop
    reply = terminal.answer(result)
    assert (reply.status, reply.text.strip()) == (200, "OK")


def test_another_terminal_cannot_answer_for_this_one(shop, shared):
    terminal, api, _ = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    assert shared.bridge.terminal().answer(f"ID={command.id}&Return=0&CMD=CHECK").status == 200
    assert api.command(order["id"])["status"] == "sent"


def test_a_command_handed_out_is_not_handed_out_again_while_its_answer_is_awaited(shop):
    terminal, api, _ = shop
    api.order(terminal.serial, "user.upsert", USER)
    assert len(terminal.fetch()) == 1
    for _ in range(3):
        assert terminal.fetch() == []


def test_a_command_goes_to_its_own_terminal_only(shop, shared):
    terminal, api, _ = shop
    api.order(terminal.serial, "device.info")
    assert shared.bridge.terminal().fetch() == []
    assert len(terminal.fetch()) == 1


def test_nothing_follows_a_reboot_in_the_same_answer(shop):
    terminal, api, _ = shop
    for type in ("device.info", "device.reboot", "device.check"):
        api.order(terminal.serial, type)
    seen = []
    while batch := [command.text for command in terminal.fetch()]:
        assert "REBOOT" not in batch[:-1]
        seen += batch
    assert sorted(seen) == ["CHECK", "INFO", "REBOOT"]


def test_more_urgent_commands_go_first(shop):
    terminal, api, _ = shop
    api.order(terminal.serial, "user.delete", {"pin": "1"})
    api.order(terminal.serial, "user.delete", {"pin": "2"}, priority=10)
    assert [command.fields["PIN"] for command in terminal.fetch()] == ["2", "1"]


def test_many_commands_come_in_order_and_in_bounded_answers(shop):
    terminal, api, _ = shop
    for pin in range(1, 131):
        api.order(terminal.serial, "user.delete", {"pin": str(pin)})
    seen: list[str] = []
    while commands := terminal.fetch():
        assert len(commands) <= 200
        seen += [command.fields["PIN"] for command in commands]
        terminal.answer(*(f"ID={command.id}&Return=0&CMD=DATA" for command in commands))
    assert seen == [str(pin) for pin in range(1, 131)]


def test_a_name_in_any_script_reaches_the_terminal_byte_for_byte(shop):
    terminal, api, _ = shop
    api.order(terminal.serial, "user.upsert", {"pin": "1", "name": "أحمد علي Łukasz 山田"})
    [command] = terminal.fetch()
    assert command.fields["Name"] == "أحمد علي Łukasz 山田"


# Ends without an answer


def test_a_command_nobody_fetches_expires(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.info", expires_in="1s")
    data = outcome(receiver, order, "command.expired")["data"]
    assert data["return_code"] is None and data["reason"]
    assert api.command(order["id"])["status"] == "expired"
    assert terminal.fetch() == []


def test_a_queued_command_can_be_cancelled_and_is_then_never_handed_out(shop):
    terminal, api, _ = shop
    order = api.order(terminal.serial, "device.reboot")
    reply = api.delete(f"/v1/commands/{order['id']}")
    assert reply.status in (200, 204)
    assert api.command(order["id"])["status"] == "cancelled"
    assert terminal.fetch() == []


def test_a_command_already_handed_out_cannot_be_cancelled(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    assert_problem(api.delete(f"/v1/commands/{order['id']}"), 409)
    terminal.answer(f"ID={command.id}&Return=0&CMD=CHECK")
    outcome(receiver, order, "command.completed")
    assert_problem(api.delete(f"/v1/commands/{order['id']}"), 409)


@pytest.mark.parametrize("end", ["stop", "kill"])
def test_commands_and_what_became_of_them_survive_a_restart(start_bridge, receiver, end):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    terminal, api = bridge.terminal(serial), bridge.admin()
    sent = api.order(serial, "device.check")
    [command] = terminal.fetch()
    queued = api.order(serial, "device.info")
    getattr(bridge, end)()
    bridge.start()
    assert [api.command(order["id"])["status"] for order in (sent, queued)] == ["sent", "queued"]
    assert [command.text for command in terminal.fetch()] == ["INFO"], "the command under way is not repeated"
    terminal.answer(f"ID={command.id}&Return=0&CMD=CHECK")
    outcome(receiver, sent, "command.completed")
    later = api.order(serial, "device.info")
    assert int(later["id"][4:]) > int(queued["id"][4:])


def test_no_password_of_a_user_is_ever_shown(shop, shared):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", USER | {"password": "60221407"})
    terminal.fetch()
    terminal.answer(f"ID={order['id'][4:]}&Return=0&CMD=DATA")
    outcome(receiver, order, "command.completed")
    assert b"60221407" not in b"".join(one.body for one in receiver.attempts(serial=terminal.serial))
    assert "60221407" not in str(api.command(order["id"]))
    assert "60221407" not in shared.bridge.log
