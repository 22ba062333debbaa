"""Bytes that real terminals sent get the answers that make real terminals go on."""

import re

import pytest

from harness.captures import Capture, all_captures
from harness.terminal import commands_in
from harness.wire import exchange

CAPTURES = all_captures()
#: Endpoints of other dialects and of what the bridge refuses on purpose.
REFUSED = re.compile(r"/iclock/(registry|push|rtdata|exchange|file\b|FileName|service)", re.IGNORECASE)
COUNTED = {"ATTLOG", "OPERLOG", "BIODATA"}
PLAIN = {"OPTIONS", "ATTPHOTO", "ERRORLOG"}

pytestmark = pytest.mark.skipif(not CAPTURES, reason="no captures here")


def table_of(capture: Capture) -> str:
    found = re.search(r"[?&]table=([^&]*)", capture.target)
    return found[1].upper() if found else ""


def serial_of(capture: Capture) -> str | None:
    found = re.search(r"[?&]SN=([^&]*)", capture.target)
    return found[1] if found else None


def rows_of(capture: Capture) -> int:
    return len([row for row in re.split(rb"[\r\n]", capture.body) if row.strip(b"\0")])


@pytest.mark.parametrize("capture", [one for one in CAPTURES if one.is_attendance], ids=lambda one: one.name)
def test_the_terminal_hears_what_makes_it_go_on(shared, capture):
    reply = exchange(shared.bridge.devices, capture.request)
    assert reply.header("content-type").split(";")[0].strip() == "text/plain"
    assert int(reply.header("content-length")) == len(reply.body) > 0
    assert reply.header("date")
    if REFUSED.search(capture.target) or serial_of(capture) is None:
        assert reply.status in (400, 404) and not reply.text.startswith("OK")
        return
    assert reply.status == 200, reply
    page = capture.target.partition("?")[0].rstrip("/").rsplit("/", 1)[-1].lower().removesuffix(".aspx")
    match capture.method, page, table_of(capture):
        case "GET", "cdata", _ if re.search(r"[?&](options|pushver)=", capture.target):
            assert reply.text.startswith(f"GET OPTION FROM: {serial_of(capture)}\n")
            assert "\nTimeZone=" in reply.text and reply.text.endswith("\n")
        case "GET", "cdata", _:
            assert reply.text.strip()
        case "GET", "getrequest", _:
            assert reply.text.strip() == "OK" or commands_in(reply)
        case "POST", "cdata" | "edata", table if table in COUNTED:
            rows = rows_of(capture)
            assert reply.text.strip() == (f"OK: {rows}" if rows else "OK")
        case "POST", _, table if table in PLAIN:
            assert reply.text.strip() == "OK"
        case _:
            assert reply.text.startswith("OK")


@pytest.mark.parametrize(
    "capture", [one for one in CAPTURES if "-attlog-" in one.name], ids=lambda one: one.name
)
def test_every_captured_punch_is_delivered(shared, capture):
    """Also when it comes twice."""
    for _ in range(2):
        assert exchange(shared.bridge.devices, capture.request).status == 200
    wanted = {"serial": serial_of(capture), "type": "attendance.recorded"}
    first = capture.expect.get("first", {})
    if "time" not in first:
        shared.receiver.wait_for_events(capture.expect["count"] if "count" in capture.expect else 1, **wanted)
        return
    data = shared.receiver.wait_for_event(**wanted, pin=first["pin"], local_time=first["time"])["data"]
    assert (data["direction_code"], data["verify_code"]) == (first["status"], first["verify"])


def test_whatever_access_terminals_send_gets_a_plain_answer(shared):
    for capture in CAPTURES:
        if not capture.is_attendance:
            reply = exchange(shared.bridge.devices, capture.request)
            assert reply.status in (200, 400, 404, 405), (capture.name, reply)
            assert reply.header("content-type").split(";")[0].strip() == "text/plain"
