"""Rows of people and templates with every field spoiled in every way: told or set aside, never lost, never fatal."""

import base64

import pytest

from harness.news import data_of, news_of
from harness.samples import (
    biodata_row,
    finger_row,
    jpeg,
    lines,
    photo_upload,
    some_bytes,
    text_of,
    user_row,
    withheld,
)
from harness.terminal import Punch
from harness.wire import Connection, ConnectionClosed, exchange, request_bytes

TOLD = ("user.updated", "biometric.updated", "user.photo_updated", "record.rejected")
TEMPLATE = some_bytes(120, "bad rows")
TEXT = text_of(TEMPLATE)

ROWS = {
    "USER": user_row("7", "Isa", "60221415", Pri=2, Card=99, Verify=-1, StartDatetime=0, EndDatetime=0),
    "FP": finger_row("7", TEMPLATE),
    "BIODATA": biodata_row("7", 9, TEMPLATE),
}
TYPE = {"USER": "user.updated", "FP": "biometric.updated", "BIODATA": "biometric.updated"}
#: Without these a row says nothing of anybody.
NEEDED = {"USER": {"PIN"}, "FP": {"PIN", "TMP"}, "BIODATA": {"Pin", "Type", "Tmp"}}
FIELDS = [
    (kind, cell.partition("=")[0])
    for kind, line in ROWS.items()
    for cell in line.removeprefix(kind + " ").split("\t")
]


def spoiled(kind: str, field: str, change) -> str:
    """The row with one cell changed: `change` gets its key and its value and says the whole cell, or None."""
    cells = [cell.partition("=")[::2] for cell in ROWS[kind].removeprefix(kind + " ").split("\t")]
    changed = [change(key, value) if key == field else f"{key}={value}" for key, value in cells]
    return f"{kind} " + "\t".join(cell for cell in changed if cell is not None)


def outcome(shared, line: str) -> list[dict]:
    """What becomes of the row between two good ones, which must both be told."""
    terminal = shared.bridge.terminal()
    reply = terminal.upload("OPERLOG", lines(user_row("1"), line, user_row("2")))
    assert (reply.status, reply.text) == (200, "OK: 3\n")
    events = news_of(terminal, shared.receiver, *TOLD)
    good = [event for event in events if event["data"].get("pin") in ("1", "2")]
    assert len(good) == 2
    seen = b"".join(one.body for one in shared.receiver.attempts(serial=terminal.serial))
    for secret in (b"60221415", TEXT[:60].encode(), base64.b64encode(b"60221415")):
        assert secret not in seen
    assert "60221415" not in shared.bridge.log
    return [event for event in events if event not in good]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_without_a_field_a_row_is_told_unless_it_says_nothing_then(shared, kind, field):
    [event] = outcome(shared, spoiled(kind, field, lambda key, value: None))
    wanted = "record.rejected" if field in NEEDED[kind] else TYPE[kind]
    assert event["type"] == wanted, event["data"]
    if wanted == "record.rejected":
        assert field.lower() in event["data"]["reason"].lower(), "the reason names the field"


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_an_empty_field_is_as_good_as_none(shared, kind, field):
    [event] = outcome(shared, spoiled(kind, field, lambda key, value: f"{key}="))
    wanted = "record.rejected" if field in NEEDED[kind] else TYPE[kind]
    assert event["type"] == wanted, event["data"]


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize("length", [300, 100_000])
def test_a_field_too_long_breaks_nothing(shared, kind, field, length):
    [event] = outcome(shared, spoiled(kind, field, lambda key, value: f"{key}={'9' * length}"))
    if event["type"] == "record.rejected":
        assert event["data"]["reason"]
    assert len(str(event)) < 150_000


@pytest.mark.parametrize(("kind", "field"), FIELDS)
@pytest.mark.parametrize(
    "value", ["abc!", "-99999999999999999999", "1.5", "\x7f\x01", "=", "[", "[zz]", "null"]
)
def test_a_field_of_another_kind_breaks_nothing(shared, kind, field, value):
    [event] = outcome(shared, spoiled(kind, field, lambda key, _: f"{key}={value}"))
    assert event["type"] in (TYPE[kind], "record.rejected")


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_key_said_twice_breaks_nothing_and_shows_nothing(shared, kind, field):
    [event] = outcome(shared, spoiled(kind, field, lambda key, value: f"{key}={value}\t{key}={value}"))
    assert event["type"] in (TYPE[kind], "record.rejected")


@pytest.mark.parametrize("case", [str.upper, str.lower, str.title, str.swapcase])
@pytest.mark.parametrize("kind", ROWS)
def test_keys_are_known_in_any_case(shared, kind, case):
    cells = [cell.partition("=") for cell in ROWS[kind].removeprefix(kind + " ").split("\t")]
    [plain] = outcome(shared, ROWS[kind])
    [event] = outcome(shared, f"{kind} " + "\t".join(case(key) + "=" + value for key, _, value in cells))
    plain["data"].pop("raw", None), event["data"].pop("raw", None)
    assert (event["type"], event["data"]) == (TYPE[kind], plain["data"])


@pytest.mark.parametrize(
    "other", ["PIN=8", "Passwd=60221415", "Card=5", "TMP=AAAA", "Name=Eve", "Pri=14", "\\tPri=14"]
)
def test_the_text_of_another_key_in_a_name_is_part_of_the_name(shared, other):
    events = outcome(shared, spoiled("USER", "Name", lambda key, _: f"{key}=x {other}"))
    [data] = data_of(events)
    assert (data["pin"], data["privilege_code"], data["card"]) == ("7", 2, "99")
    if "Passwd" not in other and "TMP" not in other:
        assert data["name"] == f"x {other}"


@pytest.mark.parametrize("pin", ["0", " ", "00", "-1", "1" * 65, "a\x00b", "\u202e7", "山"])
@pytest.mark.parametrize("kind", ROWS)
def test_a_pin_that_is_nobodys_is_told_of_nobody(shared, kind, pin):
    field = "Pin" if kind == "BIODATA" else "PIN"
    events = outcome(shared, spoiled(kind, field, lambda key, _: f"{key}={pin}"))
    assert len(events) == 1
    if pin in ("0", " "):
        assert events[0]["type"] == "record.rejected"


@pytest.mark.parametrize(
    "text",
    [
        "!",
        "AAA",
        "A",
        "====",
        "AAAA====",
        "AA=A",
        "AAAA AAAA",
        "AAAA\0",
        "-_-_",
        "\u00e4\u00e4\u00e4\u00e4",
        "AAAA=",
        "AAAAA",
    ],
)
@pytest.mark.parametrize(("kind", "field"), [("FP", "TMP"), ("BIODATA", "Tmp")])
def test_a_template_that_is_no_base64_is_told_or_set_aside(shared, kind, field, text):
    [event] = outcome(shared, spoiled(kind, field, lambda key, _: f"{key}={text}"))
    assert event["type"] in (TYPE[kind], "record.rejected")
    if event["type"] == "biometric.updated":
        assert event["data"]["template"]["size"] > 0, "an empty template is none"


@pytest.mark.parametrize(
    "line",
    [
        "USER",
        "USER ",
        "USER\t",
        "FP",
        "BIODATA ",
        "OPLOG",
        "OPLOG ",
        "USERPIC PIN=7",
        "BIOPHOTO Content=AAAA",
    ],
)
def test_a_kind_with_nothing_behind_it_is_set_aside(shared, line):
    [event] = outcome(shared, line)
    assert event["type"] == "record.rejected"


@pytest.mark.parametrize(
    "line",
    [
        "FP PIN=\tFID=0\tTMP={}",
        "HOLOGRAM Pin=1\tTmp={}",
        "USER PIN=\tName=Isa\tPri={}",
        "USER PIN=\tName=" + "x" * 9000 + "{}",
    ],
    ids=["template", "unknown kind", "person", "far behind"],
)
def test_two_rows_set_aside_are_two_however_much_of_them_is_shown(shared, line):
    """Each was acknowledged, so the terminal will not send it again: both must be told."""
    terminal = shared.bridge.terminal()
    for seed in (1, 2):
        terminal.upload("OPERLOG", lines(line.format(text_of(some_bytes(300, seed)))))
    assert len(news_of(terminal, shared.receiver, "record.rejected")) == 2


def test_a_thousand_cells_and_a_thousand_keys_are_taken(shared):
    events = outcome(shared, "USER PIN=7\t" + "\t".join(f"Key{n}={n}" for n in range(20_000)))
    assert len(events) == 1
    events = outcome(shared, "USER PIN=7" + "\t" * 50_000)
    assert len(events) == 1


# Large ones

LIMIT = 16 << 20


def test_a_photo_just_below_the_limit_is_taken_whole(shared):
    terminal = shared.bridge.terminal()
    head = photo_upload("20260504080000-7.jpg", terminal.serial, b"", size=0)
    picture = jpeg(LIMIT - len(head) - 1)
    reply = terminal.upload("ATTPHOTO", head + picture)
    assert (reply.status, reply.text) == (200, "OK\n")
    data = shared.receiver.wait_for_event(
        serial=terminal.serial, type="attendance.photo_captured", pin="7", timeout=30
    )["data"]
    assert data["photo"] == withheld(picture, "image/jpeg")


def test_a_photo_in_a_row_of_megabytes_is_taken_whole(shared):
    terminal = shared.bridge.terminal()
    picture = jpeg(2 << 20)
    reply = terminal.upload(
        "OPERLOG", lines(f"USERPIC PIN=7\tFileName=7.jpg\tSize=1\tContent={text_of(picture)}")
    )
    assert (reply.status, reply.text) == (200, "OK: 1\n")
    data = shared.receiver.wait_for_event(serial=terminal.serial, type="user.photo_updated")[
        "data"
    ]
    assert data["photo"] == withheld(picture, "image/jpeg")


def test_a_row_too_long_for_any_photo_is_set_aside_unseen_and_holds_nothing_back(shared):
    [event] = outcome(shared, f"USERPIC PIN=7\tSize=1\tContent={text_of(jpeg(11 << 20))}")
    if event["type"] == "record.rejected":
        assert len(str(event)) < 10_000


@pytest.mark.parametrize("how", ["announced", "sent"])
def test_a_photo_above_the_limit_is_refused(shared, how):
    terminal = shared.bridge.terminal()
    size = LIMIT + 1
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTPHOTO"
    head = request_bytes("POST", target, headers={"Host": "x", "Content-Length": str(size)})
    try:
        reply = exchange(shared.bridge.devices, head + (b"x" * size if how == "sent" else b""))
    except ConnectionClosed:
        assert how == "sent"  # cut off while we were still sending
    else:
        assert reply.status == 413 and not reply.text.startswith("OK")
    assert terminal.punch(Punch("1", "2026-05-04 08:00:00")).text == "OK: 1\n"


def test_many_large_uploads_at_once_are_all_taken(shared):
    """Ten terminals send a megabyte each before any hears an answer."""
    terminals = [shared.bridge.terminal() for _ in range(10)]
    pictures = [jpeg(1 << 20, n) for n in range(10)]
    connections = [Connection(shared.bridge.devices) for _ in terminals]
    for terminal, picture, connection in zip(terminals, pictures, connections):
        body = photo_upload("20260504080000-7.jpg", terminal.serial, picture)
        target = f"/iclock/cdata?SN={terminal.serial}&table=ATTPHOTO"
        connection.send(request_bytes("POST", target, headers={"Host": "x"}, body=body))
    for connection in connections:
        assert connection.reply().text == "OK\n"
        connection.close()
    for terminal, picture in zip(terminals, pictures):
        event = shared.receiver.wait_for_event(serial=terminal.serial, pin="7")
        assert event["data"]["photo"] == withheld(picture, "image/jpeg")


# Somebody else's


def test_what_a_tenants_terminal_says_goes_to_that_tenant_alone(shared):
    """The receiver is of tenant `default`; the terminal is of tenant `other`."""
    theirs, ours = shared.bridge.terminal("OTHER00000001"), shared.bridge.terminal()
    rows = lines(user_row("7", "Theirs"), finger_row("7", TEMPLATE))
    assert theirs.upload("OPERLOG", rows).text == "OK: 2\n"
    assert theirs.upload("ATTPHOTO", photo_upload("20260504080000-7.jpg", "X", jpeg(200))).text == "OK\n"
    theirs.options("FWVersion=1\n"), theirs.options("FWVersion=2\n")
    assert ours.upload("OPERLOG", rows).text == "OK: 2\n"
    assert len(news_of(ours, shared.receiver, *TOLD)) == 2
    assert shared.receiver.attempts(serial="OTHER00000001") == []


@pytest.mark.parametrize("where", ["SN=OTHER00000001\n", "SN=../../etc\n", ""])
def test_the_serial_inside_a_photo_does_not_decide_whose_it_is(shared, where):
    terminal = shared.bridge.terminal()
    body = f"PIN=20260504080000-7.jpg\n{where}size=1\nCMD=uploadphoto".encode() + b"\0" + jpeg(200)
    assert terminal.upload("ATTPHOTO", body).text == "OK\n"
    event = shared.receiver.wait_for_event(serial=terminal.serial, pin="7")
    assert (event["tenant"], event["device"]["serial"]) == ("default", terminal.serial)
