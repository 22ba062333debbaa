"""The bridge starts where it can, says plainly where it cannot, and stops in order."""

import json
import os
import signal
import socket

import pytest

from harness.bridge import Bridge
from harness.people import new_customer
from harness.receiver import Answer
from harness.settings import ADMIN_KEY, device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until
from harness.wire import Connection, exchange, request_bytes


def assert_refuses(bridge: Bridge, *words: str) -> None:
    """It ends by itself with code 1 and a sentence that has these words, without a stack trace."""
    bridge.launch()
    assert bridge.exit_code() == 1, bridge.log
    last = bridge.log.strip().splitlines()[-1]
    for word in words:
        assert word in last, bridge.log
    for crash in ("Fatal error", "Stack dump", "*** "):
        assert crash not in bridge.log


def test_it_starts_with_a_folder_that_does_not_exist_and_keeps_it_private(start_bridge):
    bridge = start_bridge(settings(tenants=[tenant()]))
    assert bridge.data_dir.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in bridge.data_dir.iterdir() if path.is_file())


def test_a_second_process_on_the_same_data_is_refused_and_the_first_goes_on(start_bridge):
    serial = new_serial()
    configuration = settings(tenants=[tenant(devices=[device(serial)])])
    first = start_bridge(configuration)
    second = start_bridge(configuration, ready=False, data_dir=first.data_dir)
    assert_refuses(second, str(first.data_dir), "another")
    assert first.terminal(serial).punch(Punch("1", "2026-05-10 08:00:00")).status == 200


def test_nobody_is_told_it_is_ready_before_terminals_are_served(start_bridge):
    bridge = start_bridge(settings(tenants=[tenant()]), ready=False)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", bridge.device_port))
        taken.listen()
        # While it fails to serve terminals, nothing of the API may answer; that would be for a moment only.
        for _ in range(10):
            bridge.launch()
            answered = False
            while bridge.runs:
                try:
                    socket.create_connection(("127.0.0.1", bridge.api_port), timeout=1).close()
                    answered = True
                except OSError:
                    pass
            assert bridge.exit_code() == 1 and not answered, bridge.log


def test_behind_a_trusted_proxy_the_audit_has_the_callers_address(start_bridge):
    proxied = {"trusted_proxies": ["127.0.0.0/8"]}
    bridge = start_bridge(settings(api_listener={"bind": "127.0.0.1", **proxied}, tenants=[tenant()]))
    headers = {"X_Forwarded_For": "198.51.100.1, 203.0.113.7"}
    admin = bridge.admin("default")
    assert admin.ask("POST", "/v1/devices", {"serial": "PROXIED0001"}, **headers).status == 201
    note = admin.get("/v1/audit").json["data"][0]
    assert (note["action"], note["address"]) == ("POST /v1/devices", "203.0.113.7")
    # Terminals' listener trusts nobody.
    bridge.terminal("PROXIED0001").poll()
    assert admin.get("/v1/devices/PROXIED0001").json["address"] == "127.0.0.1"


def test_the_data_is_free_again_after_a_kill(start_bridge):
    bridge = start_bridge(settings(tenants=[tenant()]))
    bridge.kill()
    bridge.start()


def assert_refuses_configuration(bridge: Bridge, *words: str) -> None:
    """It ends by itself with the code of a wrong configuration, and a line of the file's that has these words."""
    bridge.launch()
    assert bridge.exit_code() == 2, bridge.log
    last = bridge.log.strip().splitlines()[-1]
    for word in (".yaml: ", *words):
        assert word in last, bridge.log


def test_a_file_that_lists_another_tenants_terminal_is_refused_and_nothing_changes(start_bridge):
    serial, mine = new_serial(), new_serial()
    good = settings(tenants=[tenant("managed", devices=[device(mine)])])
    bridge = start_bridge(good)
    api = new_customer(bridge, "acme")
    assert api.post("/v1/devices", {"serial": serial}).status == 201
    bridge.stop()
    bridge.configure(settings(tenants=[tenant("managed", devices=[device(serial)])]))
    assert_refuses_configuration(
        bridge, serial, "managed", "is claimed by another tenant over the API: release or transfer it first"
    )
    bridge.configure(good)
    bridge.start()
    assert api.get(f"/v1/devices/{serial}").status == 200
    assert bridge.admin("managed").get(f"/v1/devices/{mine}").status == 200


@pytest.mark.parametrize("how", ["tenants", "adopt_into"])
def test_a_file_that_brings_a_removed_tenant_back_is_refused(start_bridge, how):
    bridge = start_bridge(settings(tenants=[tenant()]))
    new_customer(bridge, "acme")
    assert bridge.admin(None).delete("/v1/tenants/acme").status == 200
    bridge.stop()
    adopting = {"unknown": "adopt", "adopt_into": "acme"}
    bridge.configure(
        settings(tenants=[tenant(), tenant("acme")])
        if how == "tenants"
        else settings(devices=adopting, tenants=[])
    )
    assert_refuses_configuration(bridge, "acme", "was removed", "not given again")


@pytest.mark.parametrize("place", ["a file", "below a file", "below nothing"])
def test_a_data_folder_that_cannot_be_is_named(start_bridge, tmp_path, place):
    (tmp_path / "file").write_text("not a folder")
    data_dir = {
        "a file": tmp_path / "file",
        "below a file": tmp_path / "file" / "data",
        "below nothing": tmp_path / "missing" / "data",
    }[place]
    bridge = start_bridge(settings(tenants=[tenant()]), ready=False, data_dir=data_dir)
    if place == "below nothing":
        bridge.launch()
        if not wait_until(lambda: not bridge.runs or bridge._is_ready(), what="a decision"):
            return
        if bridge.runs:
            return  # making the folders on the way is fine too
        assert bridge.exit_code() == 1 and str(data_dir) in bridge.log
    else:
        assert_refuses(bridge, str(data_dir))


def test_a_folder_without_permission_is_named(start_bridge, tmp_path):
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere")
    (tmp_path / "closed").mkdir(mode=0o500)
    bridge = start_bridge(settings(tenants=[tenant()]), ready=False, data_dir=tmp_path / "closed" / "data")
    assert_refuses(bridge, str(tmp_path / "closed"))


def test_a_database_that_is_none_is_named_and_left_alone(start_bridge):
    bridge = start_bridge(settings(tenants=[tenant()]))
    assert bridge.stop() == 0
    [database] = [path for path in bridge.data_dir.iterdir() if path.suffix in (".db", ".sqlite", ".sqlite3")]
    junk = b"this is not a database " * 100
    database.write_bytes(junk)
    for companion in bridge.data_dir.glob(database.name + "-*"):
        companion.unlink()
    bridge.launch()
    assert bridge.exit_code() == 1, bridge.log
    assert str(bridge.data_dir) in bridge.log
    assert database.read_bytes() == junk


@pytest.mark.parametrize("listener", ["device_port", "api_port"])
def test_a_port_in_use_is_named(start_bridge, listener):
    bridge = start_bridge(settings(tenants=[tenant()]), ready=False)
    port = getattr(bridge, listener)
    with socket.create_server(("127.0.0.1", port)):
        assert_refuses(bridge, str(port))
    bridge.start()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_it_ends_with_0_when_asked_to(start_bridge, how):
    bridge = start_bridge(settings(tenants=[tenant()]))
    os.kill(bridge.process_id, how)
    assert bridge.exit_code() == 0


def test_a_stop_closes_the_doors_and_finishes_what_is_under_way(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(
            shutdown_grace="50s",
            delivery={"timeout": "50s"},
            tenants=[
                tenant(endpoints=[endpoint(receiver, event_types=["attendance.*"])], devices=[device(serial)])
            ],
        )
    )
    receiver.answer_next(Answer.hanging())
    bridge.terminal(serial).punch(Punch("1", "2026-05-10 08:00:00"))
    receiver.wait_for_attempts(1, pin="1")
    os.kill(bridge.process_id, signal.SIGTERM)

    def is_shut() -> bool:
        try:
            socket.create_connection(bridge.devices, timeout=2).close()
            return False
        except OSError:
            return True

    wait_until(is_shut, what="the terminals' door shut")
    receiver.release()
    assert bridge.exit_code() == 0
    bridge.start()
    bridge.terminal(serial).punch(Punch("2", "2026-05-10 08:00:00"))
    receiver.wait_for_event(pin="2")
    assert len(receiver.attempts(pin="1")) == 1, "it was answered in the time of grace"


def test_a_stop_does_not_wait_for_ever(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(
            shutdown_grace="1s",
            delivery={"timeout": "60s"},
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
        )
    )
    receiver.answer_always(Answer.hanging())
    bridge.terminal(serial).punch(Punch("1", "2026-05-10 08:00:00"))
    receiver.wait_for_attempts(1)
    with Connection(bridge.devices) as half:
        half.send(b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: 10\r\n\r\n1")
        assert bridge.stop(timeout=30) == 0


def test_idle_connections_do_not_hold_up_a_stop(start_bridge):
    bridge = start_bridge(settings(shutdown_grace="30s", tenants=[tenant()]))
    connections = [Connection(bridge.devices) for _ in range(20)]
    for connection in connections[:10]:
        connection.send(request_bytes("GET", "/iclock/ping?SN=X1", headers={"Host": "x"}))
        connection.reply()
    assert bridge.stop(timeout=20) == 0
    for connection in connections:
        connection.close()


def test_restarts_do_not_move_or_repeat_sequence_numbers(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    sequences = []
    for pin in range(1, 4):
        bridge.terminal(serial).punch(Punch(str(pin), "2026-05-10 08:00:00"))
        sequences.append(receiver.wait_for_event(pin=str(pin))["sequence"])
        bridge.restart()
    assert sequences == sorted(set(sequences))


def test_secrets_are_not_in_the_log(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    bridge.terminal(serial).punch(Punch("1", "2026-05-10 08:00:00"))
    receiver.wait_for_event(pin="1")
    bridge.admin().get("/v1/commands")
    assert bridge.stop() == 0
    assert receiver.secret[6:] not in bridge.log and ADMIN_KEY not in bridge.log


def test_json_logs_are_json_line_by_line(start_bridge):
    bridge = start_bridge(settings(log={"level": "debug", "format": "json"}, tenants=[tenant()]))
    bridge.terminal().poll()
    exchange(bridge.devices, request_bytes("GET", '/iclock/"\\x?SN=X1', headers={"Host": "x"}))
    assert bridge.stop() == 0
    lines = bridge.log.splitlines()
    assert lines and all(isinstance(json.loads(line), dict) for line in lines)
