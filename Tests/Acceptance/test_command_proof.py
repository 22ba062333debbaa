"""`Return=0` is not the end of a query, whose answer comes as uploads, nor of a write that is to be verified."""

import pytest

from harness.news import news_of
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import new_serial
from harness.waiting import PATIENCE

SITI = "USER PIN=1001\tName=Siti Rahma\tPri=0\tPasswd=\tCard=123456789\tGrp=1\tTZ=0000000100000000"


@pytest.fixture
def shop(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.bridge.api(shared.key), shared.receiver


def done(receiver, order: dict, type: str = "command.completed") -> dict:
    return receiver.wait_for_event(type=type, command_id=order["id"])["data"]


@pytest.mark.parametrize("receipt_first", [True, False])
def test_a_query_for_a_person_completes_with_the_person(shop, receipt_first):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.query", {"pin": "1001"})
    [command] = terminal.fetch()
    acts = [
        lambda: terminal.answer(f"ID={command.id}&Return=0&CMD=DATA"),
        lambda: terminal.upload("OPERLOG", (SITI + "\n").encode()),
    ]
    first, second = acts if receipt_first else reversed(acts)
    assert first().status == 200
    assert api.command(order["id"])["status"] == "sent"
    assert second().status == 200
    result = done(receiver, order)["result"]
    assert result["count"] == 1 and result["complete"] is True
    assert (result["users"][0]["pin"], result["users"][0]["name"]) == ("1001", "Siti Rahma")


def test_a_query_completes_with_the_person_though_its_terminal_never_says_that_it_is_done(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.query", {"pin": "1001"})
    [command] = terminal.fetch()
    terminal.upload("OPERLOG", (SITI + "\n").encode())
    # It waits half a minute for the word.
    told = receiver.wait_for_event(type="command.completed", command_id=order["id"], timeout=2 * PATIENCE)
    assert told["data"]["return_code"] is None and told["data"]["result"]["count"] == 1
    ended = api.command(order["id"])
    for _ in range(2):
        terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
        assert api.command(order["id"]) == {**ended, "return_code": 0}
    assert news_of(terminal, receiver, "record.rejected") == []


def test_a_query_for_everybody_completes_when_the_terminal_falls_silent(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.query")
    [command] = terminal.fetch()
    # Known before, so no news, and yet the answer.
    for _ in range(2):
        terminal.upload("OPERLOG", (SITI + "\n").encode())
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    terminal.upload("OPERLOG", b"USER PIN=1002\tName=Budi\tPri=0\tCard=\tGrp=1\n")
    result = done(receiver, order)["result"]
    assert result["count"] == 2 and result["truncated"] is False and result["complete"] is None
    assert {user["pin"] for user in result["users"]} == {"1001", "1002"}


def test_a_query_for_punches_says_how_many_came(shop):
    terminal, api, receiver = shop
    span = {"from": "2026-11-20 08:00:00", "until": "2026-11-20 09:00:00"}
    order = api.order(terminal.serial, "attendance.query", span)
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    terminal.attlog(
        "1001\t2026-11-20 08:00:00\t0\t1\t\t0\t0", "1001\t2026-11-20 10:00:00\t0\t1\t\t0\t0"
    )
    assert done(receiver, order)["result"] == {"count": 1, "complete": None}


def test_a_query_answered_over_a_restart_completes_by_its_receipt(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    order = bridge.admin().order(serial, "user.query")
    [command] = bridge.terminal(serial).fetch()
    bridge.kill()
    bridge.start()
    bridge.terminal(serial).answer(f"ID={command.id}&Return=0&CMD=DATA")
    assert done(receiver, order)["result"] == {"complete": None}


@pytest.mark.parametrize("name", ["Siti Rahma", "Siti R"])
def test_a_verified_write_completes_only_if_the_terminal_has_it(shop, name):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.upsert", {"pin": "1001", "name": "Siti Rahma", "verify": True})
    assert order["verifying"] is False
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    now = api.command(order["id"])
    assert (now["status"], now["verifying"], now["return_code"]) == ("sent", True, 0)
    [query] = terminal.fetch()
    assert query.text == "DATA QUERY USERINFO PIN=1001"
    assert query.id != command.id
    terminal.upload("OPERLOG", f"USER PIN=1001\tName={name}\tPri=0\tCard=\tGrp=1\n".encode())
    terminal.answer(f"ID={query.id}&Return=0&CMD=DATA")
    if name == "Siti Rahma":
        assert done(receiver, order)["return_code"] == 0
    else:
        reason = done(receiver, order, "command.failed")["reason"]
        assert reason.startswith("not_verified: ") and reason.endswith("name")
        assert name not in reason
    assert api.command(order["id"])["verifying"] is False
    assert len(receiver.events(serial=terminal.serial, type="command.completed")) <= 1


def test_a_verified_deletion_completes_when_nobody_is_found(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.delete", {"pin": "1001", "verify": True})
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    [query] = terminal.fetch()
    terminal.answer(f"ID={query.id}&Return=-4&CMD=DATA")
    assert done(receiver, order)["result"] == {"verified_by": "return_code"}


def test_a_verified_deletion_says_that_only_silence_speaks_for_it(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "user.delete", {"pin": "1001", "verify": True})
    [command] = terminal.fetch()
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    [query] = terminal.fetch()
    terminal.answer(f"ID={query.id}&Return=0&CMD=DATA")
    assert done(receiver, order)["result"] == {"verified_by": "silence"}


def test_what_a_person_had_can_be_taken_away_and_that_is_verified(shop):
    terminal, api, receiver = shop
    params = {"pin": "1001", "name": "", "password": "", "expires": False, "time_zones": [2], "verify": True}
    order = api.order(terminal.serial, "user.upsert", params)
    [command] = terminal.fetch()
    assert command.text == (
        "DATA UPDATE USERINFO PIN=1001\tName=\tPasswd=\tTZ=0001000200000000"
        "\tStartDatetime=0\tEndDatetime=0\tExpires=0"
    )
    terminal.answer(f"ID={command.id}&Return=0&CMD=DATA")
    [query] = terminal.fetch()
    row = "USER PIN=1001\tName=\tPri=0\tPasswd=\tCard=\tGrp=1\tTZ=0001000200000000\tExpires=0"
    terminal.upload("OPERLOG", (row + "\n").encode())
    terminal.answer(f"ID={query.id}&Return=0&CMD=DATA")
    assert done(receiver, order)["result"] == {"verified_by": "upload"}


# Results by other ways


@pytest.mark.parametrize(
    ("method", "page"), [("GET", "devicecmd"), ("POST", "devicecmd"), ("GET", "cdata"), ("POST", "cdata")]
)
def test_a_result_may_stand_in_the_query(shop, method, page):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    body = b"" if method == "POST" else None
    reply = terminal.ask(method, page, f"ID={command.id}&Return=0&CMD=CHECK", body)
    assert (reply.status, reply.text.strip()) == (200, "OK")
    done(receiver, order)


def test_a_result_may_come_to_cdata(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    terminal.ask("POST", "cdata", body=f"ID={command.id}&Return=0&CMD=CHECK\n".encode())
    done(receiver, order)


def test_a_result_said_again_is_no_reject_and_another_one_is(shop):
    terminal, api, receiver = shop
    order = api.order(terminal.serial, "device.check")
    [command] = terminal.fetch()
    for _ in range(2):
        terminal.answer(f"ID={command.id}&Return=0&CMD=CHECK")
    done(receiver, order)
    terminal.answer(f"ID={command.id}&Return=-1&CMD=CHECK")
    receiver.wait_for_event(type="record.rejected", serial=terminal.serial)
    assert len(receiver.events(type="record.rejected", serial=terminal.serial)) == 1
