"""Pictures taken at punches, in every form terminals send them."""

import pytest

from harness.news import data_of, news_of
from harness.samples import jpeg, photo_upload, text_of, withheld
from harness.wire import Connection, request_bytes

PICTURE = jpeg(700)


@pytest.fixture
def site(shared):
    return shared.bridge.terminal(), shared.receiver


def sent(terminal, body: bytes, page: str = "cdata", query: str = "table=ATTPHOTO&Stamp=9999") -> None:
    """Sends a photo, which must be acknowledged without a count."""
    reply = terminal.ask("POST", page, query, body)
    assert (reply.status, reply.text) == (200, "OK\n")


def told(terminal, receiver) -> list[dict]:
    return data_of(news_of(terminal, receiver, "attendance.photo_captured", "record.rejected"))


def test_a_photo_becomes_a_webhook_with_exactly_these_fields(site):
    terminal, receiver = site
    sent(terminal, photo_upload("20260504080000-1156.jpg", terminal.serial, PICTURE))
    assert told(terminal, receiver) == [
        {
            "pin": "1156",
            "occurred_at": "2026-05-04T08:00:00+00:00",
            "local_time": "2026-05-04 08:00:00",
            "time_zone": "UTC",
            "file_name": "20260504080000-1156.jpg",
            "matched": True,
            "photo": withheld(PICTURE, "image/jpeg"),
        }
    ]


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("cdata", "table=ATTPHOTO&Stamp=9999"),
        ("cdata", "table=attphoto&PhotoStamp=9999"),
        ("cdata", ""),
        ("fdata", "table=ATTPHOTO&PhotoStamp=452345678"),
        ("fdata", ""),
        ("fdata.aspx", "PhotoStamp=1"),
    ],
)
@pytest.mark.parametrize("command", ["uploadphoto", "realupload"])
def test_a_photo_is_taken_wherever_terminals_bring_it(site, page, query, command):
    terminal, receiver = site
    body = photo_upload("20260504080000-1156.jpg", terminal.serial, PICTURE, command=command)
    sent(terminal, body, page, query)
    [data] = told(terminal, receiver)
    assert (data["pin"], data["photo"]) == ("1156", withheld(PICTURE, "image/jpeg"))


@pytest.mark.parametrize(
    ("name", "pin", "time", "matched"),
    [
        ("20260504080000-1156.jpg", "1156", "2026-05-04 08:00:00", True),
        ("20260504080000-007.jpg", "007", "2026-05-04 08:00:00", True),
        ("20260504080000-A7.JPG", "A7", "2026-05-04 08:00:00", True),
        ("20260504080000.jpg", None, "2026-05-04 08:00:00", False),
        ("20260504080000-0-1457-990101199001011234.jpg", "1457", "2026-05-04 08:00:00", True),
        ("20260504080000-1-1457-990101199001011234.jpg", "1457", "2026-05-04 08:00:00", False),
        ("20260504080000-2-1457-990101199001011234.jpg", "1457", "2026-05-04 08:00:00", False),
        ("20260504080000-3-1457-990101199001011234.jpg", "1457", "2026-05-04 08:00:00", True),
        ("20260504080000-4-1457-990101199001011234.jpg", "1457", "2026-05-04 08:00:00", False),
    ],
)
def test_the_files_name_says_who_when_and_whether(site, name, pin, time, matched):
    terminal, receiver = site
    sent(terminal, photo_upload(name, terminal.serial, PICTURE))
    [data] = told(terminal, receiver)
    assert (data["file_name"], data["pin"], data["local_time"], data["matched"]) == (name, pin, time, matched)


@pytest.mark.parametrize("name", ["20260230080000-5.jpg", "front.jpg", "-.jpg", ".jpg", "2026-05.jpg"])
def test_a_name_without_a_time_loses_no_photo(site, name):
    terminal, receiver = site
    sent(terminal, photo_upload(name, terminal.serial, PICTURE))
    [data] = told(terminal, receiver)
    assert data["file_name"] == name and data["photo"] == withheld(PICTURE, "image/jpeg")
    assert data["occurred_at"] is None and data["local_time"] is None


@pytest.mark.parametrize("size", [0, 1, 699, 701, 10**12, -1])
def test_a_wrong_size_changes_nothing(site, size):
    terminal, receiver = site
    sent(terminal, photo_upload("20260504080000-1.jpg", terminal.serial, PICTURE, size=size))
    [data] = told(terminal, receiver)
    assert data["photo"] == withheld(PICTURE, "image/jpeg")


@pytest.mark.parametrize(
    ("form", "picture"),
    [
        (b"PIN=20260504080000-1.jpg\nSN=X\nsize=9\nCMD=uploadphoto\0", text_of(PICTURE).encode()),
        (b"PIN=20260504080000-1.jpg\nSN=X\nsize=9\nCMD=uploadphoto\0", text_of(PICTURE).encode() + b"\n"),
        (b"PIN=20260504080000-1.jpg\r\nSN=X\r\nsize=9\r\nCMD=uploadphoto\0", PICTURE),
        (b"PIN=20260504080000-1.jpg\nSN=X\nsize=9\nCMD=uploadphoto", PICTURE),
        (b"PIN=20260504080000-1.jpg\nSN=X\nsize=9\nCMD=uploadphoto\n", PICTURE),
        (b"Pin=20260504080000-1.jpg\nsn=X\nSize=9\ncmd=realupload\0", PICTURE),
        (b"PIN=20260504080000-1.jpg\nCMD=uploadphoto\0", PICTURE),
    ],
    ids=["base64", "base64 and LF", "CRLF", "no NUL", "LF for NUL", "other case", "few lines"],
)
def test_odd_forms_carry_the_same_photo(site, form, picture):
    terminal, receiver = site
    sent(terminal, form + picture)
    [data] = told(terminal, receiver)
    assert (data["pin"], data["local_time"]) == ("1", "2026-05-04 08:00:00")
    assert data["photo"] == withheld(PICTURE, "image/jpeg")


def test_a_photo_sent_again_is_told_once_and_another_picture_is_told(site):
    terminal, receiver = site
    for picture in (PICTURE, PICTURE, jpeg(700, "other")):
        sent(terminal, photo_upload("20260504080000-1.jpg", terminal.serial, picture))
    assert len(told(terminal, receiver)) == 2


@pytest.mark.parametrize(
    "body",
    [
        b"PIN=20260504080000-1.jpg\nSN=X\nsize=9\nCMD=uploadphoto\0",
        b"PIN=20260504080000-1.jpg\nSN=X\nsize=0\nCMD=uploadphoto",
        b"\0" + PICTURE,
        PICTURE,
        b"size=9\nCMD=uploadphoto\0" + PICTURE,
        b"PIN=\nSN=X\nsize=9\nCMD=uploadphoto\0" + PICTURE,
        b"hello\n",
        b"PIN=" + b"9" * 5000 + b"\nCMD=uploadphoto\0" + PICTURE,
    ],
    ids=[
        "no picture",
        "neither NUL nor picture",
        "no header",
        "bare",
        "no name",
        "empty name",
        "text",
        "long",
    ],
)
def test_what_is_no_photo_is_acknowledged_set_aside_and_not_shown(site, body):
    terminal, receiver = site
    sent(terminal, body)
    events = told(terminal, receiver)
    assert events, "it was dropped"
    seen = b"".join(one.body for one in receiver.attempts(serial=terminal.serial))
    assert text_of(PICTURE)[:100].encode() not in seen and b"JFIF" not in seen


@pytest.mark.parametrize("head", [b"\0", b"PIN=\nSN=X\nsize=9\nCMD=uploadphoto\0"])
def test_two_pictures_nobody_can_place_are_two_losses_also_when_as_long(site, head):
    """Each was acknowledged, so the terminal will not send it again: both must be told."""
    terminal, receiver = site
    for seed in (1, 2):
        sent(terminal, head + jpeg(700, seed))
    assert len(told(terminal, receiver)) == 2


def test_a_photo_among_pipelined_requests_does_not_leak_into_the_next(site, shared):
    """The picture ends where its Content-Length says, whatever it looks like."""
    terminal, receiver = site
    body = photo_upload("20260504080000-1.jpg", terminal.serial, PICTURE)
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTPHOTO"
    with Connection(shared.bridge.devices) as connection:
        for _ in range(3):
            connection.send(request_bytes("POST", target, headers={"Host": "x"}, body=body))
            assert connection.reply().text == "OK\n"
    assert len(told(terminal, receiver)) == 1
