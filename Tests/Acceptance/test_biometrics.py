"""Templates and pictures of people: described to everybody, shown only to endpoints that asked for them."""

import base64

import pytest

from harness.news import data_of, news_of
from harness.samples import (
    biodata_row,
    finger_row,
    jpeg,
    lines,
    operation_row,
    photo_upload,
    row,
    some_bytes,
    text_of,
    user_row,
    withheld,
)
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import new_serial

TOLD = ("biometric.updated", "user.photo_updated", "record.rejected")
TEMPLATE = some_bytes(1216, "template")


@pytest.fixture
def site(shared):
    return shared.bridge.terminal(), shared.receiver


def uploaded(terminal, *rows: str, table: str = "OPERLOG") -> None:
    reply = terminal.upload(table, lines(*rows))
    assert (reply.status, reply.text) == (200, f"OK: {len(rows)}\n")


def only(terminal, receiver) -> dict:
    [data] = data_of(news_of(terminal, receiver, *TOLD))
    return data


def test_a_template_becomes_a_webhook_with_exactly_these_fields(site):
    terminal, receiver = site
    cells = {"No": 6, "Index": 1, "Valid": 1, "Duress": 0, "MajorVer": 13, "MinorVer": 2, "Format": 0}
    uploaded(terminal, biodata_row("306", 1, TEMPLATE, **cells), table="BIODATA")
    assert only(terminal, receiver) == {
        "pin": "306",
        "modality": "fingerprint",
        "modality_code": 1,
        "index": 6,
        "piece": 1,
        "valid": 1,
        "duress": 0,
        "major_version": "13",
        "minor_version": "2",
        "format": "0",
        "template": withheld(TEMPLATE),
    }


@pytest.mark.parametrize(
    ("type", "modality"),
    [
        (0, "general"),
        (1, "fingerprint"),
        (2, "face"),
        (8, "palm_vein"),
        (9, "visible_light_face"),
        (10, "visible_light_palm"),
        (77, "other"),
    ],
)
def test_every_type_of_template_has_its_name(site, type, modality):
    terminal, receiver = site
    uploaded(terminal, biodata_row("306", type, TEMPLATE), table="BIODATA")
    data = only(terminal, receiver)
    assert (data["modality"], data["modality_code"]) == (modality, type)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            finger_row("2", TEMPLATE, 6),
            {"modality": "fingerprint", "modality_code": 1, "index": 6, "valid": 1},
        ),
        (finger_row("2", TEMPLATE, Valid=3), {"index": 0, "valid": 3}),
        (
            row("FACE", PIN=2, FID=2, SIZE=1624, VALID=1, TMP=text_of(TEMPLATE)),
            {"modality": "face", "modality_code": 2, "valid": 1},
        ),
        (
            row("FVEIN", Pin=2, FID=2, Index=1, Size=1624, Valid=1, Tmp=text_of(TEMPLATE)),
            {"modality": "finger_vein", "modality_code": 7, "index": 2, "piece": 1},
        ),
        (
            biodata_row("2", 9, TEMPLATE, MajorVer=39),
            {"major_version": "39", "modality": "visible_light_face"},
        ),
    ],
    ids=["FP", "FP under duress", "FACE", "FVEIN", "BIODATA among operations"],
)
def test_the_older_rows_say_the_same(site, line, expected):
    terminal, receiver = site
    uploaded(terminal, line)
    data = only(terminal, receiver)
    assert data["pin"] == "2" and data["template"] == withheld(TEMPLATE)
    assert {name: data[name] for name in expected} == expected


@pytest.mark.parametrize("size", [1, 2, 3, 4, 301, 302, 303])
def test_base64_keeps_its_padding_and_so_every_byte(site, size):
    terminal, receiver = site
    template = some_bytes(size, "padding")
    uploaded(terminal, biodata_row("306", 8, template), finger_row("307", template))
    for data in data_of(news_of(terminal, receiver, *TOLD)):
        assert data["template"] == withheld(template)


def test_pieces_of_one_face_are_told_apart(site):
    terminal, receiver = site
    rows = [biodata_row("5", 2, some_bytes(200, n), Index=n, MajorVer=12) for n in range(15)]
    uploaded(terminal, *rows, table="BIODATA")
    uploaded(terminal, *rows, table="BIODATA")
    events = news_of(terminal, receiver, *TOLD)
    assert [event["data"]["piece"] for event in events] == list(range(15))
    assert len({event["id"] for event in events}) == 15


def test_the_rows_of_an_older_face_do_not_take_each_others_place(site):
    """All pieces are one face; were they taken for one thing, each dump would be news again and again."""
    terminal, receiver = site
    rows = [row("FACE", PIN=5, FID=n, SIZE=4, VALID=1, TMP=text_of(some_bytes(90, n))) for n in range(12)]
    for _ in range(3):
        uploaded(terminal, *rows)
    assert len(news_of(terminal, receiver, *TOLD)) == 12


def test_a_template_repeated_is_told_once_and_a_change_is_told(site):
    terminal, receiver = site
    for seed in (1, 1, 2, 1):
        uploaded(terminal, finger_row("8", some_bytes(500, seed)))
    events = news_of(terminal, receiver, *TOLD)
    assert [event["data"]["template"] for event in events] == [
        withheld(some_bytes(500, seed)) for seed in (1, 2, 1)
    ]
    assert len({event["id"] for event in events}) == 3


def test_the_same_template_of_another_algorithm_is_another(site):
    terminal, receiver = site
    uploaded(terminal, biodata_row("9", 1, TEMPLATE, MajorVer=10), biodata_row("9", 1, TEMPLATE, MajorVer=13))
    assert len(news_of(terminal, receiver, *TOLD)) == 2


# Pictures


@pytest.mark.parametrize(
    ("line", "kind", "file_name"),
    [
        ("USERPIC PIN=123\tFileName=123.jpg\tSize={size}\tContent={text}", "profile", "123.jpg"),
        ("BIOPHOTO PIN=123\tFileName=a.jpg\tType=9\tSize={size}\tContent={text}", "comparison", "a.jpg"),
        (
            "BIOPHOTO PIN=123\tNo=0\tIndex=0\tFileName=a.jpg\tType=2\tSize={size}\tContent={text}",
            "comparison",
            "a.jpg",
        ),
        (
            "BIOPHOTO Content={text}\tSize={size}\tType=9\tFileName=a.jpg\tPIN=123",
            "comparison",
            "a.jpg",
        ),
        ("USERPIC PIN=123\tSize=1\tContent={text}", "profile", None),
        ("USERPIC Pin=123\tFILENAME=\tSIZE={size}\tCONTENT={text}", "profile", None),
    ],
)
def test_a_picture_of_a_person_is_described(site, line, kind, file_name):
    terminal, receiver = site
    picture = jpeg(900)
    uploaded(terminal, line.format(size=len(text_of(picture)), text=text_of(picture)))
    assert only(terminal, receiver) == {
        "pin": "123",
        "kind": kind,
        "file_name": file_name,
        "photo": withheld(picture, "image/jpeg"),
    }


@pytest.mark.parametrize(
    ("begin", "content_type"),
    [
        (b"\xff\xd8\xff\xdb", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"BM\x00\x00", "image/bmp"),
        (b"\x00\x01\x02\x03", "application/octet-stream"),
    ],
)
def test_a_picture_is_known_by_how_it_begins(site, begin, content_type):
    terminal, receiver = site
    picture = begin + some_bytes(50)
    uploaded(terminal, row("USERPIC", PIN=4, FileName="4.jpg", Size=1, Content=text_of(picture)))
    assert only(terminal, receiver)["photo"] == withheld(picture, content_type)


def test_profile_and_comparison_pictures_are_two_things(site):
    terminal, receiver = site
    cells = {"FileName": "5.jpg", "Size": 1, "Content": text_of(jpeg(300))}
    rows = [row("USERPIC", PIN=5, **cells), row("BIOPHOTO", PIN=5, **cells)]
    for _ in range(2):
        uploaded(terminal, *rows)
    assert len(news_of(terminal, receiver, *TOLD)) == 2


# Who may see them


@pytest.fixture
def watched(start_bridge, start_receiver):
    """A terminal whose events go to three endpoints: one for all to see, one with templates, one with photos."""
    serial = new_serial()
    receivers = {name: start_receiver() for name in ("plain", "biometrics", "photos")}
    endpoints = [
        endpoint(receivers["plain"], "plain", max_in_flight=1),
        endpoint(receivers["biometrics"], "biometrics", include_biometrics=True, max_in_flight=1),
        endpoint(receivers["photos"], "photos", include_photos=True, max_in_flight=1),
    ]
    bridge = start_bridge(settings(tenants=[tenant(endpoints=endpoints, devices=[device(serial)])]))
    return bridge, bridge.terminal(serial), receivers


def test_each_endpoint_sees_what_it_asked_for_and_all_get_the_same_event(watched):
    """The receivers check the signature over what each of them got."""
    bridge, terminal, receivers = watched
    template, picture, snap = some_bytes(70_001, "t"), jpeg(90_001), jpeg(40_003, "snap")
    uploaded(
        terminal,
        finger_row("1", template),
        biodata_row("1", 9, template),
        row("BIOPHOTO", PIN=1, FileName="1.jpg", Type=9, Size=1, Content=text_of(picture)),
        row("USERPIC", PIN=1, FileName="1.jpg", Size=1, Content=text_of(picture)),
        user_row("1"),
    )
    body = photo_upload("20260504080000-1.jpg", terminal.serial, snap)
    assert terminal.upload("ATTPHOTO", body).text.strip() == "OK"
    seen = {
        name: news_of(
            terminal,
            one,
            "biometric.updated",
            "user.photo_updated",
            "attendance.photo_captured",
            "user.updated",
        )
        for name, one in receivers.items()
    }
    for name, events in seen.items():
        shows_templates, shows_photos = name == "biometrics", name == "photos"
        assert [event["type"] for event in events] == [
            "biometric.updated",
            "biometric.updated",
            "user.photo_updated",
            "user.photo_updated",
            "user.updated",
            "attendance.photo_captured",
        ]
        for event in events[:2]:
            assert event["data"]["template"] == withheld(template, shown=shows_templates)
        for event in events[2:4]:
            assert event["data"]["photo"] == withheld(picture, "image/jpeg", shown=shows_photos)
        assert events[5]["data"]["photo"] == withheld(snap, "image/jpeg", shown=shows_photos)
    for ones in zip(*seen.values()):
        for event in ones:
            event["data"].get("template", event["data"].get("photo", {})).pop("content_base64", None)
        assert ones[0] == ones[1] == ones[2]
    for secret in (text_of(template)[:200], text_of(picture)[:200]):
        assert secret not in bridge.log


def test_templates_survive_a_kill_between_upload_and_delivery(watched):
    bridge, terminal, receivers = watched
    receiver = receivers["biometrics"]
    receiver.down()
    uploaded(terminal, finger_row("1", TEMPLATE), finger_row("1", TEMPLATE[::-1], 1))
    bridge.kill()
    bridge.start()
    receiver.up()
    for index, template in enumerate((TEMPLATE, TEMPLATE[::-1])):
        event = receiver.wait_for_event(type="biometric.updated", pin="1", index=index, timeout=30)
        assert event["data"]["template"] == withheld(template, shown=True)


def test_an_endpoint_that_asks_later_is_shown_what_comes_from_then_on(start_bridge, receiver):
    serial = new_serial()

    def asking(shown: bool) -> dict:
        one = endpoint(receiver, include_biometrics=shown)
        return settings(tenants=[tenant(endpoints=[one], devices=[device(serial)])])

    bridge = start_bridge(asking(False))
    terminal = bridge.terminal(serial)
    uploaded(terminal, finger_row("1", TEMPLATE))
    assert receiver.wait_for_event(type="biometric.updated", pin="1")["data"]["template"] == withheld(
        TEMPLATE
    )
    bridge.restart(asking(True))
    uploaded(terminal, finger_row("2", TEMPLATE))
    data = receiver.wait_for_event(type="biometric.updated", pin="2")["data"]
    assert data["template"] == withheld(TEMPLATE, shown=True)


@pytest.mark.parametrize("name", ["include_biometrics", "include_photos"])
def test_a_template_in_a_row_nobody_understands_is_not_shown_even_to_those_who_may(
    start_bridge, receiver, name
):
    serial, secret = new_serial(), text_of(some_bytes(3000, "secret"))
    one = endpoint(receiver, max_in_flight=1, **{name: True})
    bridge = start_bridge(settings(tenants=[tenant(endpoints=[one], devices=[device(serial)])]))
    terminal = bridge.terminal(serial)
    uploaded(
        terminal,
        f"FP PIN=\tFID=0\tTMP={secret}",
        f"HOLOGRAM Pin=1\tTmp={secret}",
        f"USERPIC PIN=\tContent={secret}",
        f"FP PIN=1 FID=0 TMP={secret}",
    )
    rejected = news_of(terminal, receiver, "record.rejected")
    assert len(rejected) == 4
    seen = b"".join(one.body for one in receiver.attempts())
    for text in (secret, secret[:100], base64.b64encode(secret.encode()).decode()[:100]):
        assert text.encode() not in seen and text not in bridge.log


def test_deleting_a_person_does_not_touch_what_is_known_of_others(site):
    terminal, receiver = site
    uploaded(terminal, finger_row("61", TEMPLATE), finger_row("62", TEMPLATE))
    uploaded(terminal, operation_row(9, "2026-05-04 08:00:00", 61))
    uploaded(terminal, finger_row("62", TEMPLATE))
    events = news_of(terminal, receiver, "biometric.updated")
    assert [event["data"]["pin"] for event in events] == ["61", "62"]
