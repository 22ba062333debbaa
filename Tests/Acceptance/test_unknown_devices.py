"""Whoever knocks without being known loses nothing and learns nothing."""

import pytest

from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial

PUNCH = Punch("5", "2026-05-04 08:00:00")


def configuration(receiver, *devices, unknown: str) -> dict:
    return settings(
        devices={"unknown": unknown, "adopt_into": "default"},
        tenants=[tenant(endpoints=[endpoint(receiver)], devices=list(devices))],
    )


def assert_refused_for_now(reply) -> None:
    assert reply.status == 503
    assert reply.header("content-type").split(";")[0] == "text/plain"
    assert not reply.text.startswith("OK")


def test_a_held_terminal_keeps_polling_and_keeps_its_data_until_it_is_claimed(start_bridge, receiver):
    known, unknown = new_serial(), new_serial()
    bridge = start_bridge(configuration(receiver, device(known), unknown="hold"))
    terminal = bridge.terminal(unknown)
    assert terminal.handshake().text.startswith(f"GET OPTION FROM: {unknown}\n")
    assert terminal.poll().text.strip() == "OK"
    assert terminal.ping().text.strip() == "OK"
    assert_refused_for_now(terminal.punch(PUNCH))
    assert_refused_for_now(terminal.upload("OPERLOG", b"OPLOG 4\t14\t2026-05-04 08:00:00\t0\t0\t0\t0\n"))

    bridge.restart(configuration(receiver, device(known), device(unknown), unknown="hold"))
    assert terminal.handshake().status == 200
    bridge.terminal(known).punch(PUNCH)
    receiver.wait_for_event(serial=known, pin="5")
    assert receiver.events(serial=unknown, pin="5") == [], "nothing was kept of what was refused"
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    receiver.wait_for_event(serial=unknown, pin="5")


def test_a_held_terminal_makes_no_events(start_bridge, receiver):
    known, unknown = new_serial(), new_serial()
    bridge = start_bridge(configuration(receiver, device(known), unknown="hold"))
    stranger = bridge.terminal(unknown)
    stranger.handshake()
    stranger.poll()
    stranger.punch(PUNCH)
    bridge.terminal(known).punch(PUNCH)
    receiver.wait_for_event(serial=known, pin="5")
    assert receiver.attempts(serial=unknown) == []


def test_a_released_terminal_is_held_again(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(configuration(receiver, device(serial), unknown="hold"))
    assert bridge.terminal(serial).punch(PUNCH).status == 200
    receiver.wait_for_event(serial=serial, pin="5")
    bridge.restart(configuration(receiver, unknown="hold"))
    assert_refused_for_now(bridge.terminal(serial).punch(Punch("6", "2026-05-04 08:00:01")))


def test_an_adopted_terminal_is_registered_and_its_first_punch_delivered(start_bridge, receiver):
    bridge = start_bridge(configuration(receiver, unknown="adopt"))
    terminal = bridge.terminal()
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    registered = receiver.wait_for_event(serial=terminal.serial, type="device.registered")
    punch = receiver.wait_for_event(serial=terminal.serial, pin="5")
    assert registered["tenant"] == punch["tenant"] == "default"
    assert registered["device"]["name"] is None
    assert punch["data"]["time_zone"] == "UTC"


def test_an_adopted_terminal_is_still_known_after_a_restart(start_bridge, receiver):
    bridge = start_bridge(configuration(receiver, unknown="adopt"))
    terminal = bridge.terminal()
    terminal.handshake()
    receiver.wait_for_event(serial=terminal.serial, type="device.registered")
    bridge.restart(configuration(receiver, unknown="hold"))
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    receiver.wait_for_event(serial=terminal.serial, pin="5")
    assert len(receiver.events(serial=terminal.serial, type="device.registered")) == 1


def test_a_refused_terminal_hears_403_to_everything(start_bridge, receiver):
    known = new_serial()
    bridge = start_bridge(configuration(receiver, device(known), unknown="refuse"))
    terminal = bridge.terminal()
    for reply in (
        terminal.handshake(),
        terminal.poll(),
        terminal.punch(PUNCH),
        terminal.answer("ID=1&Return=0&CMD=X"),
    ):
        assert reply.status == 403
        assert reply.header("content-type").split(";")[0] == "text/plain"
        assert not reply.text.startswith("OK")
    assert bridge.terminal(known).punch(PUNCH).status == 200
    receiver.wait_for_event(serial=known, pin="5")
    assert receiver.attempts(serial=terminal.serial) == []


# Comm keys


@pytest.fixture
def guarded(start_bridge, receiver):
    """A bridge with one device that must carry the comm key `swordfish`."""
    serial = new_serial()
    bridge = start_bridge(configuration(receiver, device(serial, comm_key="swordfish"), unknown="hold"))
    return bridge.terminal(serial), receiver, bridge


def test_the_right_comm_key_in_the_handshake_opens_the_way_for_uploads(guarded):
    terminal, receiver, _ = guarded
    assert terminal.handshake(pushcommkey="swordfish").status == 200
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    receiver.wait_for_event(serial=terminal.serial, pin="5")


def test_the_right_comm_key_in_each_request_is_believed(guarded):
    terminal, receiver, _ = guarded
    reply = terminal.ask("POST", "cdata", "table=ATTLOG&ComKey=swordfish", PUNCH.line.encode() + b"\n")
    assert reply.text.strip() == "OK: 1"
    receiver.wait_for_event(serial=terminal.serial, pin="5")


@pytest.mark.parametrize("key", ["", "Swordfish", "swordfis", "swordfishy", None])
def test_without_the_right_comm_key_a_terminal_is_a_stranger(guarded, key):
    terminal, receiver, bridge = guarded
    reply = terminal.handshake() if key is None else terminal.handshake(pushcommkey=key)
    assert reply.text.startswith("GET OPTION FROM:")
    assert_refused_for_now(terminal.punch(PUNCH))
    assert terminal.handshake(pushcommkey="swordfish").status == 200
    assert terminal.punch(Punch("6", "2026-05-04 08:00:00")).status == 200
    receiver.wait_for_event(serial=terminal.serial, pin="6")
    assert receiver.attempts(serial=terminal.serial, pin="5") == []
    assert "swordfish" not in bridge.log


def test_without_its_comm_key_a_terminal_is_refused_where_strangers_are(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(configuration(receiver, device(serial, comm_key="swordfish"), unknown="refuse"))
    terminal = bridge.terminal(serial)
    assert terminal.handshake(pushcommkey="herring").status == 403
    assert terminal.punch(PUNCH).status == 403
    assert terminal.handshake(pushcommkey="swordfish").status == 200


def test_without_its_comm_key_a_terminal_is_not_adopted(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(configuration(receiver, device(serial, comm_key="swordfish"), unknown="adopt"))
    terminal = bridge.terminal(serial)
    assert not terminal.punch(PUNCH).text.startswith("OK")
    terminal.handshake(pushcommkey="swordfish")
    assert terminal.punch(Punch("6", "2026-05-04 08:00:00")).status == 200
    receiver.wait_for_event(serial=serial, pin="6")
    assert receiver.attempts(serial=serial, pin="5") == []


def test_a_stranger_with_a_known_serial_gets_no_commands(guarded):
    terminal, _, bridge = guarded
    bridge.admin().order(terminal.serial, "device.info")
    assert terminal.poll().text.strip() == "OK"
    terminal.handshake(pushcommkey="swordfish")
    assert [command.text for command in terminal.fetch()] == ["INFO"]


def test_a_stranger_with_a_known_serial_changes_nothing_that_is_known_of_it(guarded):
    """Else anybody could have names garbled, by telling another language, or stop what was ordered."""
    terminal, _, bridge = guarded
    terminal.handshake(pushcommkey="swordfish", pushver="2.4.1", language="69")
    terminal.handshake(pushcommkey="herring", pushver="2.2.14", language="83")
    terminal.ask("GET", "getrequest", "ComKey=herring&INFO=Ver%209,1,2,3,127.0.0.1")
    facts = bridge.admin().get(f"/v1/devices/{terminal.serial}/diagnosis").json["facts"]
    assert (facts["push_version"], facts["language"], facts["firmware"]) == ("2.4.1", 69, None)
