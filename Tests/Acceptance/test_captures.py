"""Bytes that real terminals sent get the answers that make real terminals go on."""

import re
from collections import Counter

import pytest

from harness.captures import Capture, all_captures
from harness.news import news_of
from harness.terminal import commands_in, new_serial
from harness.wire import exchange

CAPTURES = all_captures()
#: Endpoints of other dialects and of what the bridge refuses on purpose.
REFUSED = re.compile(r"/iclock/(registry|push|rtdata|exchange|file\b|FileName|service)", re.IGNORECASE)
COUNTED = {"ATTLOG", "OPERLOG", "BIODATA", "IDCARD"}
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


# What is told of them

KINDS = {
    "OPLOG": "operation.recorded",
    "USER": "user.updated",
    "FP": "biometric.updated",
    "FACE": "biometric.updated",
    "FVEIN": "biometric.updated",
    "BIODATA": "biometric.updated",
    "USERPIC": "user.photo_updated",
    "BIOPHOTO": "user.photo_updated",
    "IDCARD": "id_card.read",
    "ERRORLOG": "device.error_reported",
}
#: Its photo was cut short by whoever published it.
TRUNCATED = {"056-operlog-doc-biophoto"}
KEYED = [
    one
    for one in CAPTURES
    if one.is_attendance and (table_of(one) in {"OPERLOG", "BIODATA", "IDCARD", "ERRORLOG"})
]
PHOTOS = [one for one in CAPTURES if one.is_attendance and table_of(one) == "ATTPHOTO"]


def replayed(shared, capture: Capture, times: int = 1) -> list[dict]:
    """The events of the capture, sent by a terminal nobody else uses; each is valid by its schema, which the
    receiver checks."""
    terminal = shared.bridge.terminal(new_serial("CAP"))
    request = capture.request.replace(
        f"SN={serial_of(capture)}".encode(), f"SN={terminal.serial}".encode(), 1
    )
    for _ in range(times):
        assert exchange(shared.bridge.devices, request).status == 200
    types = {*KINDS.values(), "user.deleted", "record.rejected", "attendance.photo_captured"}
    return news_of(terminal, shared.receiver, *types)


def expected_types(capture: Capture) -> Counter[str]:
    """By the first word of each row."""
    counts: Counter[str] = Counter()
    for line in re.split(rb"[\r\n]+", capture.body):
        if words := line.decode().split(maxsplit=2):
            counts[KINDS[words[0]]] += 1
            if words[:2] == ["OPLOG", "9"]:
                counts["user.deleted"] += 1
    if capture.name in TRUNCATED:
        return Counter(["record.rejected"])
    return counts


def expected_data(capture: Capture) -> list[tuple[str, dict]]:
    """What the capture's sidecar says is in it, in the words of our events."""
    expect, found = capture.expect, []
    for one in expect.get("oplog", []):
        objects = [cell or None for cell in one["objs"]]
        found.append(("operation.recorded", {"operation_code": one["op"], "objects": objects}))
    found += [("operation.recorded", {"operation_code": code}) for code in expect.get("oplog_ops", [])]
    for one in expect.get("users", []):
        data = {"pin": one["pin"]}
        data |= {"name": one["name"]} if "name" in one else {}
        data |= {"privilege_code": one["pri"]} if "pri" in one else {}
        data |= {"card": one["card"] or None} if "card" in one else {}
        data |= {"card": str(one["card_decimal_le"])} if "card_decimal_le" in one else {}
        data |= {"verify_code": int(one["verify"])} if "verify" in one else {}
        found.append(("user.updated", data))
    for modality, name in ((1, "fp"), (7, "fvein")):
        for one in expect.get(name, []):
            data = {"pin": one["pin"], "modality_code": modality, "index": one["fid"]}
            found.append(("biometric.updated", data))
    found += [
        ("biometric.updated", {"pin": one["pin"], "modality_code": 2}) for one in expect.get("face", [])
    ]
    if table_of(capture) == "BIODATA":
        for one in expect["rows"]:
            data = {"pin": one["pin"], "modality_code": one["type"], "major_version": one["majorver"]}
            found.append(("biometric.updated", data))
    for kind, name in (("profile", "userpic"), ("comparison", "biophoto")):
        if capture.name not in TRUNCATED:
            photos = expect.get(name, [])
            found += [("user.photo_updated", {"pin": one["pin"], "kind": kind}) for one in photos]
    if table_of(capture) == "IDCARD":
        found += [("id_card.read", {"pin": one["pin"], "name": one["name"]}) for one in expect["rows"]]
    if table_of(capture) == "ERRORLOG":
        for one in expect["rows"]:
            data = {"code": one["code"], "origin": one["origin"], "command_id": one["cmd_id"]}
            found.append(("device.error_reported", data))
    return found


@pytest.mark.parametrize("capture", KEYED, ids=lambda one: one.name)
def test_every_captured_row_is_told_for_what_it_is(shared, capture):
    events = replayed(shared, capture)
    assert Counter(event["type"] for event in events) == expected_types(capture)
    for type, wanted in expected_data(capture):
        alike = [event["data"] for event in events if event["type"] == type]
        assert any({name: data[name] for name in wanted} == wanted for data in alike), (wanted, alike)


@pytest.mark.parametrize("capture", KEYED + PHOTOS, ids=lambda one: one.name)
def test_a_capture_sent_three_times_is_told_once(shared, capture):
    """But errors, which carry nothing to tell a repeat by: each of theirs counts."""
    if table_of(capture) == "OPERLOG" and "052" in capture.name:
        pytest.skip("two templates of one finger in one upload are a change each time")
    times = Counter(event["type"] for event in replayed(shared, capture, times=3))
    once = expected_types(capture) if capture in KEYED else Counter({"attendance.photo_captured": 1})
    if table_of(capture) == "ERRORLOG":
        assert 1 <= times["device.error_reported"] <= 3
    else:
        assert times == once


@pytest.mark.parametrize("capture", PHOTOS, ids=lambda one: one.name)
def test_every_captured_photo_is_told_whole(shared, capture):
    [event] = replayed(shared, capture)
    assert event["type"] == "attendance.photo_captured"
    data, expect = event["data"], capture.expect
    assert (data["pin"], data["local_time"]) == (expect["pin"], expect["time"])
    assert data["matched"] is (expect["pin"] is not None)
    assert data["photo"]["size"] == 47 and data["photo"]["content_type"] == "image/jpeg"
