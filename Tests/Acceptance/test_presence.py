"""The bridge notices terminals: when they first come, what they say of themselves, when they fall silent."""

import pytest

from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial


@pytest.fixture
def watchful(start_bridge, receiver):
    """A bridge that misses a terminal after a second, and one terminal's serial."""
    serial = new_serial()
    bridge = start_bridge(
        settings(
            devices={"unknown": "hold", "offline_after": "1s"},
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
        )
    )
    return bridge, receiver, serial


def test_the_first_word_of_a_terminal_registers_it_once(watchful):
    bridge, receiver, serial = watchful
    terminal = bridge.terminal(serial)
    terminal.handshake()
    terminal.poll()
    terminal.punch(Punch("1", "2026-05-03 08:00:00"))
    event = receiver.wait_for_event(serial=serial, type="device.registered")
    receiver.wait_for_event(serial=serial, pin="1")
    assert event["device"] == {"serial": serial, "name": f"Terminal {serial}"}
    assert event["data"]["address"] == "127.0.0.1"
    assert event["data"]["dialect"] == "attendance"
    assert len(receiver.events(serial=serial, type="device.registered")) == 1


def test_a_silent_terminal_goes_offline_and_its_next_word_brings_it_online(watchful):
    bridge, receiver, serial = watchful
    terminal = bridge.terminal(serial)
    for cycle in (1, 2):
        terminal.poll()
        offline = receiver.wait_for_events(cycle, timeout=30, serial=serial, type="device.offline")
        assert len(offline) == cycle
        terminal.poll()
        online = receiver.wait_for_events(cycle, serial=serial, type="device.online")
        assert len(online) == cycle
    sequences = [event["sequence"] for event in receiver.events(serial=serial)]
    assert len(set(sequences)) == len(sequences)


def test_what_a_terminal_says_of_itself_is_shown(watchful):
    bridge, receiver, serial = watchful
    terminal = bridge.terminal(serial)
    terminal.handshake(pushver="2.4.1")
    terminal.poll(info="Ver 8.0.4.6-20211110,12,34,5678,192.168.1.201,10,7,15,9,111,0,0,0")
    data = receiver.wait_for_event(timeout=30, serial=serial, type="device.offline")["data"]
    assert data["firmware"] == "Ver 8.0.4.6-20211110"
    assert data["push_version"] == "2.4.1"
    assert data["counts"] == {"users": 12, "fingerprints": 34, "punches": 5678, "faces": 9}


@pytest.mark.parametrize(
    ("info", "firmware", "counts"),
    [
        (",1,2,1,192.168.1.101", None, {"users": 1, "fingerprints": 2, "punches": 1, "faces": None}),
        ("Ver 1", "Ver 1", {"users": None, "fingerprints": None, "punches": None, "faces": None}),
        ("Ver 2,x,-5,99999999999999999999,ip", "Ver 2", {"users": None}),
    ],
    ids=["short", "firmware only", "nonsense"],
)
def test_however_little_or_odd_a_terminal_says_it_is_taken(watchful, info, firmware, counts):
    bridge, receiver, serial = watchful
    terminal = bridge.terminal(serial)
    assert terminal.poll(info=info).text.strip() == "OK"
    data = receiver.wait_for_event(timeout=30, serial=serial, type="device.offline")["data"]
    assert (data["firmware"] or None) == firmware
    assert {name: data["counts"][name] for name in counts} == counts


OPTIONS = (
    "~DeviceName=SpeedFace-V5L,MAC=00:17:61:13:20:21,~OEMVendor=ZKTECO CO., LTD.,RegDeviceType=,"
    "FWVersion=ZAM180-NF50VA-Ver3.4.9,PushVersion=Ver 2.0.33S-20220623,IPAddress=192.168.1.59\n"
)


def test_options_are_acknowledged_without_a_count_or_terminals_send_them_for_ever(shared):
    reply = shared.bridge.terminal().options(OPTIONS)
    assert (reply.status, reply.text.strip()) == (200, "OK")


def test_the_firmware_is_read_from_options_whose_values_have_commas(watchful):
    bridge, receiver, serial = watchful
    bridge.terminal(serial).options(OPTIONS)
    data = receiver.wait_for_event(timeout=30, serial=serial, type="device.offline")["data"]
    assert data["firmware"] == "ZAM180-NF50VA-Ver3.4.9"


def test_options_are_shown_whole_over_the_api(shared):
    terminal = shared.bridge.terminal()
    terminal.options(OPTIONS)
    reply = shared.bridge.api(shared.key).get(f"/v1/devices/{terminal.serial}")
    if reply.status in (404, 405):
        pytest.skip("this edition has no GET /v1/devices/{serial}")
    options = reply.json["options"]
    assert options["~OEMVendor"] == "ZKTECO CO., LTD."
    assert options["RegDeviceType"] == ""
    assert options["MAC"] == "00:17:61:13:20:21"


def test_what_a_terminal_said_is_still_known_after_a_restart(watchful):
    bridge, receiver, serial = watchful
    terminal = bridge.terminal(serial)
    terminal.handshake(pushver="2.4.0")
    terminal.poll(info="Ver 9,3,0,0,1.2.3.4,10,7,15,0,111")
    receiver.wait_for_event(timeout=30, serial=serial, type="device.offline")
    bridge.restart()
    terminal.poll()
    receiver.wait_for_events(2, timeout=30, serial=serial, type="device.offline")
    last = receiver.events(serial=serial, type="device.offline")[-1]["data"]
    assert (last["firmware"], last["push_version"], last["counts"]["users"]) == ("Ver 9", "2.4.0", 3)
    assert len(receiver.events(serial=serial, type="device.registered")) == 1
