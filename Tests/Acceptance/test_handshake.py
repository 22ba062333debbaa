"""A terminal that introduces itself gets options it can act on, from a server it can believe."""

import email.utils
import time

import pytest

from conftest import ZONED
from harness.terminal import options_of

TABLES = {"ATTLOG", "OPERLOG", "ATTPHOTO"}


def test_the_option_block_begins_with_the_serial_and_has_what_terminals_need(shared):
    terminal = shared.bridge.terminal()
    reply = terminal.handshake()
    options = options_of(reply)
    assert reply.text.split("\n")[0] == f"GET OPTION FROM: {terminal.serial}"
    assert {f"{table}Stamp" for table in TABLES} <= set(options)
    assert {"ErrorDelay", "Delay", "TransTimes", "TransInterval", "TransFlag", "TimeZone"} <= set(options)
    assert options["Realtime"] == "1"
    assert options["Encrypt"] in ("0", "None")
    assert 30 <= int(options["ErrorDelay"]) <= 300
    assert 2 <= int(options["Delay"]) <= 60


def test_what_to_upload_is_named_and_separated_by_tabs(shared):
    flag = options_of(shared.bridge.terminal().handshake())["TransFlag"]
    kind, _, names = flag.partition(" ")
    assert kind == "TransData"
    assert {"AttLog", "OpLog"} <= set(names.split("\t"))
    assert " " not in names


def test_no_stamp_asks_for_everything_again(shared):
    options = options_of(shared.bridge.terminal().handshake())
    assert "0" not in {value for name, value in options.items() if name.endswith("Stamp")}


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Jakarta", "7"),
        ("Asia/Kolkata", "330"),
        ("America/Lima", "-5"),
        ("Pacific/Tongatapu", "780"),
    ],
)
def test_the_time_zone_is_whole_hours_or_minutes(shared, zone, expected):
    assert options_of(shared.bridge.terminal(ZONED[zone]).handshake())["TimeZone"] == expected


def test_the_time_zone_of_an_unnamed_device_is_the_default(shared):
    assert options_of(shared.bridge.terminal().handshake())["TimeZone"] == "0"


@pytest.mark.parametrize("version", ["2.2.14", "2.3.0", "2.4.0", "2.4.1", "2.4.2", "3.1.2", "", "nonsense"])
def test_every_protocol_version_gets_an_option_block(shared, version):
    options_of(shared.bridge.terminal().handshake(pushver=version))


def test_the_oldest_handshake_without_a_version_gets_an_option_block(shared):
    options_of(shared.bridge.terminal().ask("GET", "cdata", "options=all"))


@pytest.mark.parametrize("kind", ["att", "pid", "ins", "middle east"])
def test_every_attendance_device_type_gets_an_option_block(shared, kind):
    options_of(shared.bridge.terminal().handshake(DeviceType=kind, PushOptionsFlag="1"))


@pytest.mark.parametrize("request_of", ["handshake", "poll", "ping"])
def test_every_reply_has_the_headers_terminals_go_by(shared, request_of):
    reply = getattr(shared.bridge.terminal(), request_of)()
    assert reply.status == 200
    assert reply.header("content-type").split(";")[0].strip() == "text/plain"
    assert int(reply.header("content-length")) == len(reply.body) > 0
    assert reply.header("transfer-encoding") is None
    assert reply.header("content-encoding") is None
    date = email.utils.parsedate_to_datetime(reply.header("date"))
    assert reply.header("date").endswith(" GMT")
    assert abs(date.timestamp() - time.time()) < 5


def test_a_poll_with_nothing_to_do_is_answered_with_ok(shared):
    assert shared.bridge.terminal().poll().text.strip() == "OK"


def test_a_ping_is_answered_with_ok(shared):
    assert shared.bridge.terminal().ping().text.strip() == "OK"
