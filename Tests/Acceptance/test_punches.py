"""A punch at a terminal becomes one signed webhook that says what happened, once, under one id."""

import calendar
import itertools
import re
import time

import pytest

from conftest import ZONED
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial

_minutes = itertools.count()


def fresh_time() -> str:
    """A local time no other punch of this run uses."""
    minute = next(_minutes)
    return f"2026-06-{minute // 1440 + 1:02d} {minute // 60 % 24:02d}:{minute % 60:02d}:00"


def assert_acknowledged(reply, lines: int) -> None:
    assert reply.status == 200
    assert reply.header("content-type").split(";")[0] == "text/plain"
    assert reply.body.rstrip(b"\n") == b"OK: %d" % lines


def test_a_punch_becomes_a_webhook_with_exactly_these_fields(shared):
    terminal = shared.bridge.terminal(ZONED["Asia/Jakarta"])
    before = time.time()
    assert_acknowledged(terminal.attlog("1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t"), 1)
    event = shared.receiver.wait_for_event(serial=terminal.serial, pin="1156")
    after = time.time()

    sequence, stamp = event.pop("sequence"), event.pop("timestamp")
    assert re.fullmatch(r"evt_[a-z2-7]{26}", event.pop("id"))
    assert isinstance(sequence, int) and sequence > 0
    moment = time.strptime(stamp, "%Y-%m-%dT%H:%M:%S.%fZ")
    assert int(before) <= calendar.timegm(moment) <= after
    assert event == {
        "type": "attendance.recorded",
        "tenant": "default",
        "device": {"serial": terminal.serial, "name": f"Terminal {terminal.serial}"},
        "data": {
            "pin": "1156",
            "occurred_at": "2024-08-05T12:40:57+07:00",
            "local_time": "2024-08-05 12:40:57",
            "time_zone": "Asia/Jakarta",
            "direction": "check_out",
            "direction_code": 1,
            "verify_method": "fingerprint",
            "verify_code": 1,
            "work_code": None,
            "mask": None,
            "temperature_celsius": None,
            "reserved": ["0", "0"],
            "raw": "1156\t2024-08-05 12:40:57\t1\t1\t\t0\t0\t",
        },
    }


def test_the_webhook_can_be_verified_with_the_public_library(shared):
    standardwebhooks = pytest.importorskip("standardwebhooks")
    terminal = shared.bridge.terminal()
    terminal.punch(Punch("31", fresh_time()))
    [delivery] = shared.receiver.wait_for_attempts(1, serial=terminal.serial, type="attendance.recorded")
    standardwebhooks.Webhook(shared.receiver.secret).verify(delivery.body, delivery.headers)


def test_the_body_is_json_in_the_order_of_the_contract_without_needless_bytes(shared):
    terminal = shared.bridge.terminal()
    terminal.punch(Punch("32", fresh_time()))
    [delivery] = shared.receiver.wait_for_attempts(1, serial=terminal.serial, type="attendance.recorded")
    assert list(delivery.event) == ["id", "type", "timestamp", "tenant", "sequence", "device", "data"]
    assert b'": ' not in delivery.body and not delivery.body.endswith(b"\n")


def test_sequence_numbers_follow_the_order_of_the_upload(shared):
    terminal = shared.bridge.terminal()
    punches = [Punch(str(pin), fresh_time()) for pin in range(100, 150)]
    assert_acknowledged(terminal.punch(*punches), 50)
    events = shared.receiver.wait_for_events(50, serial=terminal.serial, type="attendance.recorded")
    by_sequence = sorted(events, key=lambda event: event["sequence"])
    assert [event["data"]["pin"] for event in by_sequence] == [punch.pin for punch in punches]
    assert len({event["sequence"] for event in events}) == 50


def test_a_punch_sent_again_is_acknowledged_again_but_no_second_event(shared):
    terminal = shared.bridge.terminal()
    first, last = Punch("41", fresh_time()), Punch("42", fresh_time())
    for _ in range(3):
        assert_acknowledged(terminal.punch(first), 1)
    assert_acknowledged(terminal.punch(first, first, last), 3)
    shared.receiver.wait_for_event(serial=terminal.serial, pin="42")
    assert len(shared.receiver.attempts(serial=terminal.serial, pin="41")) == 1


def test_a_punch_sent_again_in_another_shape_is_still_the_same_punch(shared):
    terminal, at = shared.bridge.terminal(), fresh_time()
    terminal.attlog(f"43\t{at}\t0\t1\t\t0\t0\t")
    terminal.attlog(f"43\t{at}\t0\t1\t9\t0\t0\t255\t255\t0")
    terminal.punch(Punch("44", fresh_time()))
    shared.receiver.wait_for_event(serial=terminal.serial, pin="44")
    assert len(shared.receiver.attempts(serial=terminal.serial, pin="43")) == 1


@pytest.mark.parametrize(
    "other",
    [
        Punch("52", "2026-03-03 09:00:00", 0, 1),
        Punch("51", "2026-03-03 09:00:01", 0, 1),
        Punch("51", "2026-03-03 09:00:00", 1, 1),
        Punch("51", "2026-03-03 09:00:00", 0, 15),
    ],
    ids=["pin", "time", "status", "verify"],
)
def test_punches_that_differ_in_one_key_field_are_two(shared, other):
    terminal = shared.bridge.terminal()
    terminal.punch(Punch("51", "2026-03-03 09:00:00", 0, 1), other)
    events = shared.receiver.wait_for_events(2, serial=terminal.serial, type="attendance.recorded")
    assert len({event["id"] for event in events}) == 2


def test_the_same_punch_at_two_terminals_is_two_events(shared):
    at = fresh_time()
    terminals = [shared.bridge.terminal(), shared.bridge.terminal()]
    ids = set()
    for terminal in terminals:
        terminal.punch(Punch("53", at))
        ids.add(shared.receiver.wait_for_event(serial=terminal.serial, pin="53")["id"])
    assert len(ids) == 2


def test_a_pin_keeps_its_leading_zeros_and_letters(shared):
    terminal = shared.bridge.terminal()
    pins = ["007", "7", "A7", "12345678901234"]
    terminal.punch(*(Punch(pin, "2026-03-04 08:00:00") for pin in pins))
    events = shared.receiver.wait_for_events(len(pins), serial=terminal.serial, type="attendance.recorded")
    assert {event["data"]["pin"] for event in events} == set(pins)


def test_a_punch_has_the_same_id_after_the_database_was_lost(start_bridge, start_receiver):
    serial, ids = new_serial(), []
    for _ in range(2):
        receiver = start_receiver()
        bridge = start_bridge(
            settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
        )
        bridge.terminal(serial).punch(Punch("61", "2026-04-01 08:00:00"))
        ids.append(receiver.wait_for_event(serial=serial, pin="61")["id"])
        assert bridge.stop() == 0
    assert ids[0] == ids[1]


def test_a_punch_is_still_one_event_after_a_restart(start_bridge, receiver):
    serial = new_serial()
    bridge = start_bridge(
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])])
    )
    bridge.terminal(serial).punch(Punch("62", "2026-04-01 08:00:00"))
    receiver.wait_for_event(serial=serial, pin="62")
    bridge.restart()
    assert_acknowledged(bridge.terminal(serial).punch(Punch("62", "2026-04-01 08:00:00")), 1)
    bridge.terminal(serial).punch(Punch("63", "2026-04-01 08:01:00"))
    later = receiver.wait_for_event(serial=serial, pin="63")
    [only] = receiver.attempts(serial=serial, pin="62")
    assert later["sequence"] > only.event["sequence"]


# Time


@pytest.mark.parametrize(
    ("zone", "local", "occurred_at", "ambiguous"),
    [
        ("Europe/Berlin", "2026-07-01 08:00:00", "2026-07-01T08:00:00+02:00", False),
        ("Europe/Berlin", "2026-01-01 08:00:00", "2026-01-01T08:00:00+01:00", False),
        ("Europe/Berlin", "2026-10-25 01:59:59", "2026-10-25T01:59:59+02:00", False),
        ("Europe/Berlin", "2026-10-25 02:30:00", "2026-10-25T02:30:00+02:00", True),
        ("Europe/Berlin", "2026-10-25 03:00:00", "2026-10-25T03:00:00+01:00", False),
        ("Europe/Berlin", "2026-03-29 01:59:59", "2026-03-29T01:59:59+01:00", False),
        ("Europe/Berlin", "2026-03-29 02:30:00", "2026-03-29T03:30:00+02:00", True),
        ("Europe/Berlin", "2026-03-29 03:00:00", "2026-03-29T03:00:00+02:00", False),
        ("Asia/Kolkata", "2026-05-05 23:59:59", "2026-05-05T23:59:59+05:30", False),
        ("America/Lima", "2024-02-29 00:00:00", "2024-02-29T00:00:00-05:00", False),
        ("Pacific/Tongatapu", "2026-12-31 23:59:59", "2026-12-31T23:59:59+13:00", False),
        ("America/St_Johns", "2026-01-10 06:00:00", "2026-01-10T06:00:00-03:30", False),
    ],
)
def test_a_local_time_is_placed_in_the_zone_of_its_device(shared, zone, local, occurred_at, ambiguous):
    terminal = shared.bridge.terminal(ZONED[zone])
    assert_acknowledged(terminal.punch(Punch("71", local)), 1)
    data = shared.receiver.wait_for_event(serial=terminal.serial, pin="71", local_time=local)["data"]
    assert (data["occurred_at"], data["time_zone"]) == (occurred_at, zone)
    assert data.get("time_ambiguous", False) is ambiguous


# The shapes of rows


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            [],
            {
                "direction_code": None,
                "verify_code": None,
                "direction": None,
                "verify_method": None,
                "reserved": [],
            },
        ),
        (["1"], {"direction_code": 1, "direction": "check_out", "verify_code": None}),
        (
            ["0", "1"],
            {"direction": "check_in", "verify_method": "fingerprint", "work_code": None, "reserved": []},
        ),
        (["1", "0", "9001"], {"verify_method": "automatic", "work_code": "9001", "reserved": []}),
        (["0", "1", "", "0", "0"], {"work_code": None, "reserved": ["0", "0"]}),
        (["1", "1", "", "0", "0", ""], {"work_code": None, "reserved": ["0", "0"]}),
        (
            ["0", "1", "", "0", "0", "210218199105072345", "0"],
            {"reserved": ["0", "0", "210218199105072345", "0"]},
        ),
        (
            ["1", "15", "", "0", "0", "255", "255", "0"],
            {"verify_method": "face", "mask": None, "temperature_celsius": None},
        ),
        (
            ["255", "1", "", "0", "0", "255", "255", "0", ""],
            {"direction": "undefined", "direction_code": 255},
        ),
        (
            ["1", "0", "9001", "0", "0", "1", "2", "3", "4", "5", "6", "1.0", "2.0", "3.0"],
            {"work_code": "9001", "reserved": ["0", "0", "1", "2", "3", "4", "5", "6", "1.0", "2.0", "3.0"]},
        ),
        (["2", "2", ""], {"direction": "break_out", "verify_method": "pin"}),
        (["3", "3", ""], {"direction": "break_in", "verify_method": "password"}),
        (["4", "4", ""], {"direction": "overtime_in", "verify_method": "card"}),
        (["5", "25", ""], {"direction": "overtime_out", "verify_method": "palm"}),
        (
            ["9", "200", ""],
            {"direction": "other", "direction_code": 9, "verify_method": "other", "verify_code": 200},
        ),
    ],
    ids=lambda value: f"{len(value) + 2} columns" if isinstance(value, list) else "",
)
def test_every_shape_of_row_in_the_field_is_understood(shared, columns, expected):
    terminal, at = shared.bridge.terminal(), fresh_time()
    row = "\t".join(["81", at, *columns])
    assert_acknowledged(terminal.attlog(row), 1)
    data = shared.receiver.wait_for_event(serial=terminal.serial, pin="81")["data"]
    assert {name: data[name] for name in expected} == expected
    assert data["raw"] == row


def test_mask_and_temperature_are_read_from_terminals_that_announce_them(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    terminal.options("MaskDetectionFunOn=1,IRTempDetectionFunOn=1\n")
    terminal.attlog(f"82\t{fresh_time()}\t0\t15\t\t0\t0\t1\t36.5\t36.5")
    data = shared.receiver.wait_for_event(serial=terminal.serial, pin="82")["data"]
    assert (data["mask"], data["temperature_celsius"]) == (1, 36.5)


# Ways to write the same upload


def sent_as(terminal, body: bytes, query: str = "table=ATTLOG&Stamp=9999", **how):
    return terminal.ask("POST", "cdata", query, body, **how)


@pytest.mark.parametrize(
    ("form", "lines"),
    [
        (b"{a}\r\n{b}\r\n", 2),
        (b"{a}\n{b}", 2),
        (b"\xef\xbb\xbf{a}\n{b}\n", 2),
        (b"\n\n{a}\n\n{b}\n\n", 2),
        (b"{a}\n{b}\n\x00\x00\x00", 2),
    ],
    ids=["CRLF", "no last newline", "byte order mark", "empty lines", "trailing NULs"],
)
def test_odd_line_ends_change_nothing(shared, form, lines):
    terminal = shared.bridge.terminal()
    rows = {pin: f"{pin}\t{fresh_time()}\t0\t1\t\t0\t0" for pin in ("91", "92")}
    body = form.replace(b"{a}", rows["91"].encode()).replace(b"{b}", rows["92"].encode())
    assert_acknowledged(sent_as(terminal, body), lines)
    events = shared.receiver.wait_for_events(2, serial=terminal.serial, type="attendance.recorded")
    assert {event["data"]["pin"]: event["data"]["raw"] for event in events} == rows
    assert shared.receiver.events(serial=terminal.serial, type="record.rejected") == []


@pytest.mark.parametrize(
    "query",
    [
        "table=ATTLOG&Stamp=0",
        "table=ATTLOG&Stamp=None",
        "table=ATTLOG&Stamp=2026-02-25T12:08:21",
        "table=ATTLOG",
        "Stamp=1&table=ATTLOG",
        "table=attlog&OpStamp=9999",
        "",
    ],
    ids=lambda query: query or "no table",
)
def test_a_punch_is_known_by_its_table_or_failing_that_by_its_look(shared, query):
    terminal = shared.bridge.terminal()
    reply = sent_as(terminal, f"93\t{fresh_time()}\t0\t4\n".encode(), query)
    assert reply.status == 200 and reply.body.startswith(b"OK")
    assert shared.receiver.wait_for_event(serial=terminal.serial, pin="93")["data"]["verify_method"] == "card"


@pytest.mark.parametrize(
    "content_type", [None, "text/plain", "application/x-www-form-urlencoded", "application/json"]
)
def test_the_content_type_of_an_upload_does_not_matter(shared, content_type):
    terminal = shared.bridge.terminal()
    if content_type:
        terminal.headers["Content-Type"] = content_type
    assert_acknowledged(terminal.punch(Punch("94", fresh_time())), 1)
    shared.receiver.wait_for_event(serial=terminal.serial, pin="94")


def test_a_day_of_history_in_one_upload_arrives_whole(shared):
    terminal = shared.bridge.terminal()
    punches = [
        Punch(str(n), f"2026-02-{n % 28 + 1:02d} 08:{n // 28 % 60:02d}:{n % 60:02d}") for n in range(1, 2001)
    ]
    assert_acknowledged(terminal.punch(*punches), 2000)
    events = shared.receiver.wait_for_events(
        2000, timeout=40, serial=terminal.serial, type="attendance.recorded"
    )
    assert {event["data"]["pin"] for event in events} == {punch.pin for punch in punches}
