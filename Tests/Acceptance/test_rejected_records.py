"""What cannot be understood is acknowledged, set aside and reported; it never holds back what can."""

import base64

import pytest

from harness.terminal import Punch

GOOD = [Punch("11", "2026-05-01 08:00:00"), Punch("12", "2026-05-01 08:00:01")]


@pytest.mark.parametrize(
    "bad",
    [
        "13\t2026-02-30 08:00:00\t0\t1\t\t0\t0",
        "13\t2026-05-01 24:00:00\t0\t1\t\t0\t0",
        "13\t2026-13-01 08:00:00\t0\t1\t\t0\t0",
        "13\tyesterday\t0\t1\t\t0\t0",
        "13\t\t0\t1\t\t0\t0",
        "13",
        "\t2026-05-01 08:00:00\t0\t1",
        "13\t2026-05-01 08:00:00\tin\t1",
        "<html><body>login</body></html>",
        '{"pin": "13"}',
        "13\t2026-05-01 08:00:00\t99999999999999999999\t1",
    ],
)
def test_a_bad_line_is_reported_and_holds_nothing_back(shared, bad):
    terminal = shared.bridge.terminal()
    reply = terminal.attlog(GOOD[0].line, bad, GOOD[1].line)
    assert (reply.status, reply.text.strip()) == (200, "OK: 3")
    shared.receiver.wait_for_events(2, serial=terminal.serial, type="attendance.recorded")
    data = shared.receiver.wait_for_event(serial=terminal.serial, type="record.rejected")["data"]
    assert (data["table"], data["line"], data["line_base64"]) == ("ATTLOG", bad, None)
    assert data["reason"]
    assert {
        event["data"]["pin"]
        for event in shared.receiver.events(serial=terminal.serial, type="attendance.recorded")
    } == {
        "11",
        "12",
    }


def test_a_line_that_is_not_utf8_is_reported_byte_for_byte(shared):
    terminal, bad = shared.bridge.terminal(), b"14\t\xff\xfe\xc3\x28 08:00:00\t0\t1"
    reply = terminal.upload("ATTLOG", GOOD[0].line.encode() + b"\n" + bad + b"\n")
    assert (reply.status, reply.text.strip()) == (200, "OK: 2")
    data = shared.receiver.wait_for_event(serial=terminal.serial, type="record.rejected")["data"]
    assert data["line"] is None
    assert base64.b64decode(data["line_base64"], validate=True) == bad
    shared.receiver.wait_for_event(serial=terminal.serial, pin="11")


def test_a_rejected_line_sent_again_is_no_second_event(shared):
    terminal = shared.bridge.terminal()
    for _ in range(3):
        assert terminal.attlog("15\tnever\t0\t1").text.strip() == "OK: 1"
    terminal.punch(GOOD[0])
    shared.receiver.wait_for_event(serial=terminal.serial, pin="11")
    shared.receiver.wait_for_event(serial=terminal.serial, type="record.rejected")
    assert len(shared.receiver.attempts(serial=terminal.serial, type="record.rejected")) == 1


@pytest.mark.parametrize("table", ["HOLOGRAM", "attphoto2", "a" * 64])
def test_an_unknown_table_is_acknowledged_and_reported(shared, table):
    terminal = shared.bridge.terminal()
    reply = terminal.upload(table, b"Pin=1\tShape=round\nPin=2\tShape=square\n")
    assert reply.status == 200 and reply.text.startswith("OK")
    assert reply.header("content-type").split(";")[0] == "text/plain"
    events = shared.receiver.wait_for_events(2, serial=terminal.serial, type="record.rejected")
    assert {event["data"]["line"] for event in events} == {"Pin=1\tShape=round", "Pin=2\tShape=square"}
    assert {event["data"]["table"] for event in events} == {table}


def test_secrets_and_templates_of_unread_tables_are_not_passed_on(shared):
    terminal = shared.bridge.terminal()
    body = (
        b"USER PIN=1160\tName=Isa\tPri=0\tPasswd=27182818\tCard=\tGrp=1\n"
        b"FP PIN=1160\tFID=0\tSize=16\tValid=1\tTMP=SpJpY2V0ZW1wbGF0ZQ==\n"
    )
    reply = terminal.upload("OPERLOG", body)
    assert (reply.status, reply.text.strip()) == (200, "OK: 2")
    terminal.punch(GOOD[0])
    shared.receiver.wait_for_event(serial=terminal.serial, pin="11")
    seen = b"".join(one.body for one in shared.receiver.attempts(serial=terminal.serial))
    for secret in (b"27182818", b"SpJpY2V0ZW1wbGF0ZQ", base64.b64encode(b"27182818")):
        assert secret not in seen
        assert secret.decode() not in shared.bridge.log
