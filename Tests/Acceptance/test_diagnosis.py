"""`connected, but no attendance`: the API says why, in words and in codes."""

import pytest

from harness.api import assert_problem
from harness.bridge import Bridge
from harness.receiver import Receiver
from harness.settings import device, endpoint, key, new_key, settings, tenant
from harness.terminal import Punch, clock, new_serial
from harness.waiting import wait_until


def diagnose(api, serial: str) -> dict:
    """The diagnosis, whose form must be right."""
    reply = api.get(f"/v1/devices/{serial}/diagnosis")
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"].split(";")[0] == "application/json"
    found = reply.json
    assert list(found) == ["device", "status", "findings", "facts"]
    assert found["device"] == serial and isinstance(found["facts"], dict)
    for finding in found["findings"]:
        assert list(finding) == ["code", "severity", "message"]
        assert finding["severity"] in ("ok", "notice", "problem")
        assert finding["message"].endswith(".") and len(finding["message"]) > 20
    assert found["findings"], "healthy is a finding too"
    return found


def codes(api, serial: str) -> list[str]:
    return [finding["code"] for finding in diagnose(api, serial)["findings"]]


@pytest.fixture(scope="module")
def office(program, schemas, tmp_path_factory):
    """A bridge with terminals of many troubles, some of which never come."""
    receiver, text, other = Receiver(schemas).up(), new_key(), new_key()
    names = ["healthy", "absent", "guarded", "garbled", "mute", "drifting", "resumed", "zoned"]
    serials = {name: new_serial() for name in names}
    devices = [
        device(
            serial,
            "America/Lima" if name == "zoned" else "UTC",
            **({"comm_key": "swordfish"} if name == "guarded" else {}),
        )
        for name, serial in serials.items()
    ]
    configuration = settings(
        devices={"unknown": "hold"},
        tenants=[
            tenant(endpoints=[endpoint(receiver)], devices=devices, keys=[key(text)]),
            tenant("other", keys=[key(other)]),
        ],
    )
    bridge = Bridge(program, tmp_path_factory.mktemp("office"), configuration).start()
    yield bridge, serials, bridge.api(text), bridge.api(other)
    code = bridge.stop()
    receiver.down()
    assert (code, receiver.faults) == (0, []), bridge.log[-4000:]


def test_a_healthy_terminal_has_one_finding_and_that_is_ok(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["healthy"])
    terminal.handshake()
    terminal.punch(Punch("1", clock()))
    found = diagnose(api, terminal.serial)
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("ok", "ok")]
    assert found["status"] == "online"


def test_a_terminal_never_heard_is_said_to_be_so(office):
    _, serials, api, _ = office
    found = diagnose(api, serials["absent"])
    assert [(one["code"], one["severity"]) for one in found["findings"]] == [("never_seen", "problem")]
    assert found["status"] == "never_seen"
    assert serials["absent"] in found["findings"][0]["message"]


def test_a_terminal_gone_silent_is_offline(start_bridge):
    serial = new_serial()
    bridge = start_bridge(
        settings(devices={"offline_after": "1s"}, tenants=[tenant(devices=[device(serial)])])
    )
    bridge.terminal(serial).handshake()
    wait_until(lambda: "offline" in codes(bridge.admin(), serial), what="the finding offline")
    assert diagnose(bridge.admin(), serial)["status"] == "offline"


def test_a_terminal_that_polls_but_shook_no_hands_is_found(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["mute"])
    terminal.poll()
    assert "no_handshake" in codes(api, terminal.serial)
    terminal.handshake()
    assert codes(api, terminal.serial) == ["no_attendance"]
    terminal.punch(Punch("1", clock()))
    assert codes(api, terminal.serial) == ["ok"]


@pytest.mark.parametrize("how", ["handshake", "punch", "poll"])
def test_a_wrong_comm_key_is_found_until_the_right_one_comes(office, how):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["guarded"])
    match how:
        case "handshake":
            terminal.handshake(pushcommkey="herring")
        case "punch":
            row = b"1\t2026-05-04 08:00:00\t0\t1\n"
            assert terminal.ask("POST", "cdata", "table=ATTLOG&ComKey=herring", row).status == 503
        case _:
            terminal.ask("GET", "getrequest", "ComKey=herring")
    found = diagnose(api, terminal.serial)
    [finding] = [one for one in found["findings"] if one["code"] == "comm_key_mismatch"]
    assert finding["severity"] == "problem"
    assert "swordfish" not in str(found) and "herring" not in str(found)
    terminal.handshake(pushcommkey="swordfish")
    assert "comm_key_mismatch" not in codes(api, terminal.serial)


def test_uploads_of_which_nothing_is_understood_are_found(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["garbled"])
    terminal.handshake()
    terminal.attlog("1\tyesterday", "2\ttoday")
    assert codes(api, terminal.serial) == ["all_rejected"]
    terminal.attlog(f"1\t{clock()}\t0\t1")
    assert codes(api, terminal.serial) == ["some_rejected"]
    facts = diagnose(api, terminal.serial)["facts"]["uploads"]["ATTLOG"]
    assert (facts["lines"], facts["rejected"]) == (3, 2)


def test_a_wrong_clock_is_found_until_it_is_right(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["drifting"])
    terminal.handshake()
    terminal.punch(Punch("1", clock(2 * 3600 + 300)))
    found = diagnose(api, terminal.serial)
    [finding] = found["findings"]
    assert (finding["code"], finding["severity"]) == ("clock_drift", "problem")
    assert "2 hours ahead" in finding["message"] and "UTC" in finding["message"]
    assert abs(found["facts"]["clock_drift_seconds"] - 7500) <= 5
    terminal.punch(Punch("2", clock()))
    assert codes(api, terminal.serial) == ["ok"]


def test_an_order_to_send_again_shows_until_it_is_taken_up(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["resumed"])
    terminal.handshake()
    terminal.punch(Punch("1", clock()))
    assert api.post(f"/v1/devices/{terminal.serial}/reupload", {"table": "OPERLOG"}).status == 202
    found = diagnose(api, terminal.serial)
    assert [one["code"] for one in found["findings"]] == ["reupload_pending"]
    assert "OPERLOG" in found["findings"][0]["message"]
    terminal.handshake()
    assert codes(api, terminal.serial) == ["ok"]


def test_the_facts_are_what_support_asks_for_first(office):
    bridge, serials, api, _ = office
    terminal = bridge.terminal(serials["zoned"])
    terminal.handshake(pushver="2.4.0", language="83")
    terminal.options("FWVersion=Ver 1.2.3,CommKey=271828\n")
    terminal.upload("ATTLOG", b"1\t2026-05-04 08:00:00\t0\t1\n2\t2026-05-04 08:00:00\t0\t1\n", "728123456")
    facts = diagnose(api, terminal.serial)["facts"]
    assert facts["address"] == "127.0.0.1"
    assert (facts["push_version"], facts["language"], facts["firmware"]) == ("2.4.0", 83, "Ver 1.2.3")
    assert (facts["time_zone"], facts["charset"]) == ("America/Lima", "GB18030")
    assert facts["stamps"] == {"ATTLOG": "728123456"}
    assert facts["uploads"]["ATTLOG"]["lines"] == 2
    assert "TimeZone=-5" in facts["option_block"]
    assert "271828" not in str(facts)


def test_asking_changes_nothing(office):
    bridge, serials, api, _ = office
    first, second = (diagnose(api, serials["absent"]) for _ in range(2))
    assert first == second


# Who may ask


def test_a_held_serial_is_nobodys_device(office):
    bridge, _, api, _ = office
    stranger = bridge.terminal()
    stranger.handshake()
    stranger.punch(Punch("1", clock()))
    reply = api.get(f"/v1/devices/{stranger.serial}/diagnosis")
    problem = assert_problem(reply, 404)
    unknown = assert_problem(api.get(f"/v1/devices/{new_serial()}/diagnosis"), 404)
    assert {**problem, "request_id": ""} == {**unknown, "request_id": ""}, "it does not say which it is"


def test_another_tenants_device_is_nobodys_device(office):
    _, serials, _, other = office
    assert_problem(other.get(f"/v1/devices/{serials['healthy']}/diagnosis"), 404)


def test_the_right_scope_and_a_key_are_needed(start_bridge, receiver):
    serial, reader, writer = new_serial(), new_key(), new_key()
    keys = [key(reader, "reader", ["devices:read"]), key(writer, "writer", ["devices:write"])]
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)], keys=keys)])
    )
    path = f"/v1/devices/{serial}/diagnosis"
    assert_problem(bridge.api(writer).get(path), 403)
    assert_problem(bridge.api(None).get(path), 401)
    assert codes(bridge.api(reader), serial) == ["never_seen"]
    assert codes(bridge.admin(), serial) == ["never_seen"]


def test_after_a_restart_a_terminal_that_went_on_polling_has_an_old_handshake(start_bridge, receiver):
    serial, text = new_serial(), new_key()
    one = tenant(endpoints=[endpoint(receiver)], devices=[device(serial)], keys=[key(text)])
    bridge = start_bridge(settings(tenants=[one]))
    terminal, api = bridge.terminal(serial), bridge.api(text)
    terminal.handshake()
    bridge.restart()
    terminal.poll()
    terminal.punch(Punch("1", clock()))
    assert codes(api, serial) == ["old_handshake"]
    terminal.handshake()
    assert codes(api, serial) == ["ok"]
