"""A full disk costs nobody a punch: what cannot be kept is not acknowledged, and it heals by itself."""

import os
import subprocess

import pytest

from harness.ledger import Ledger
from harness.receiver import Answer
from harness.samples import finger_row, jpeg, lines, photo_upload, some_bytes, user_row, withheld
from harness.settings import ADMIN_KEY, device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial, options_of
from harness.waiting import wait_until

SIZE = 16 << 20


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 16 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("mounting needs root")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", place], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip(f"mounting is not permitted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", place], check=True)


def fill(path) -> None:
    """Writes until there is no room for another byte."""
    with open(path, "wb", buffering=0) as file:
        for size in (1 << 20, 4096, 1):
            try:
                while True:
                    file.write(b"\0" * size)
            except OSError:
                pass


def test_nothing_is_acknowledged_on_a_full_disk_and_all_goes_on_when_there_is_room(
    start_bridge, receiver, small_disk
):
    serial, ledger = new_serial(), Ledger()
    bridge = start_bridge(
        # So small a disk is below every watermark: this is about what happens without one.
        settings(
            retention={"min_free_disk": 0},
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
        ),
        data_dir=small_disk / "data",
    )
    terminal, pins = bridge.terminal(serial), iter(range(1, 1_000_000))

    def upload(count: int):
        punches = []
        for _ in range(count):
            pin = next(pins)
            punches.append(
                Punch(str(pin), f"2026-05-11 {pin // 3600 % 24:02d}:{pin // 60 % 60:02d}:{pin % 60:02d}")
            )
        ledger.send(serial, punches)
        reply = terminal.punch(*punches)
        if reply.status == 200:
            ledger.accept(serial, punches)
        return reply

    assert upload(10).status == 200
    receiver.wait_for_events(10, type="attendance.recorded")

    fill(small_disk / "filler")
    replies = []
    for _ in range(200):
        replies.append(upload(50))
        if replies[-1].status != 200:
            break
    assert replies[-1].status == 503, "a full disk was never noticed"
    assert replies[-1].header("content-type").split(";")[0] == "text/plain"
    for _ in range(5):
        assert upload(50).status in (200, 503)
    assert bridge.runs
    assert terminal.poll().status == 200, "terminals still poll"

    (small_disk / "filler").unlink()
    wait_until(lambda: upload(5).status == 200, what="an acknowledgement after room was made")
    ledger.wait_until_balanced(receiver)

    assert bridge.stop() == 0, "it can be stopped"
    bridge.start()
    assert upload(5).status == 200
    ledger.wait_until_balanced(receiver)


@pytest.fixture
def cramped(start_bridge, receiver, small_disk):
    """A terminal of a bridge on the small disk, with a way to fill that and one to make room."""
    serial = new_serial()
    bridge = start_bridge(
        # So small a disk is below every watermark: this is about what happens without one.
        settings(
            retention={"min_free_disk": 0},
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
        ),
        data_dir=small_disk / "data",
    )
    terminal = bridge.terminal(serial)
    terminal.handshake()

    def fill_up() -> None:
        fill(small_disk / "filler")
        for pin in range(1, 100_000, 50):
            punches = [Punch(str(pin + n), "2026-05-12 08:00:00") for n in range(50)]
            if terminal.punch(*punches).status == 503:
                return

    return bridge, terminal, fill_up, (small_disk / "filler").unlink


def test_no_picture_or_template_is_acknowledged_on_a_full_disk(cramped, receiver):
    _, terminal, fill_up, make_room = cramped
    picture, template = jpeg(40_000), some_bytes(30_000)
    fill_up()
    photo = photo_upload("20260504080000-7.jpg", terminal.serial, picture)
    rows = lines(user_row("7"), finger_row("7", template))
    assert terminal.upload("ATTPHOTO", photo).status == 503
    assert terminal.upload("OPERLOG", rows).status == 503
    make_room()
    wait_until(lambda: terminal.upload("ATTPHOTO", photo).status == 200, what="room for the photo")
    wait_until(lambda: terminal.upload("OPERLOG", rows).status == 200, what="room for the rows")
    told = receiver.wait_for_event(type="attendance.photo_captured", pin="7")
    assert told["data"]["photo"] == withheld(picture, "image/jpeg")
    told = receiver.wait_for_event(type="biometric.updated", pin="7")
    assert told["data"]["template"] == withheld(template)
    receiver.wait_for_event(type="user.updated", pin="7")


def test_a_changed_option_that_could_not_be_kept_is_told_when_the_terminal_says_it_again(cramped, receiver):
    _, terminal, fill_up, make_room = cramped
    assert terminal.options("FWVersion=1\n").status == 200
    fill_up()
    versions = iter(range(2, 10_000))
    refused = next(
        str(version) for version in versions if terminal.options(f"FWVersion={version}\n").status == 503
    )
    make_room()
    wait_until(
        lambda: terminal.options(f"FWVersion={refused}\n").status == 200,
        what="room for the terminal's options",
    )
    change = {"FWVersion": {"from": str(int(refused) - 1), "to": refused}}
    receiver.wait_for_event(type="device.options_changed", changed=change)


def test_an_order_to_send_again_is_not_lost_with_a_handshake_that_could_not_be_kept(cramped):
    bridge, terminal, fill_up, make_room = cramped
    reply = bridge.admin().post(f"/v1/devices/{terminal.serial}/reupload", {"table": "OPERLOG"})
    assert reply.status == 202
    fill_up()
    first = terminal.handshake()
    make_room()
    if first.status != 200:
        first = wait_until(lambda: (it := terminal.handshake()).status == 200 and it, what="a handshake")
    assert options_of(first)["OPERLOGStamp"] == "0"


def test_below_the_watermark_nothing_new_is_taken_and_what_was_taken_is_still_delivered(
    start_bridge, receiver, small_disk
):
    serial = new_serial()
    bridge = start_bridge(
        settings(
            retention={"min_free_disk": "8MiB"},
            delivery={"retry_schedule": ["1s"] * 60},
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
        ),
        data_dir=small_disk / "data",
    )
    terminal, punch = bridge.terminal(serial), Punch("2", "2026-05-11 08:01:00")
    receiver.answer_always(Answer(500))
    assert terminal.punch(Punch("1", "2026-05-11 08:00:00")).status == 200
    filler = small_disk / "filler"
    filler.write_bytes(b"x" * (9 << 20))
    wait_until(lambda: terminal.punch(punch).status == 503, what="a refusal below the watermark")
    wait_until(lambda: bridge.api(ADMIN_KEY).get("/readyz").status == 503, what="/readyz to notice")
    assert terminal.poll().status == 200
    receiver.answer_always(Answer(200))
    receiver.wait_for_events(1, type="attendance.recorded")
    filler.unlink()
    wait_until(lambda: terminal.punch(punch).status == 200, what="an acknowledgement")
    receiver.wait_for_events(2, type="attendance.recorded")
    assert "store.disk_short" in bridge.log and "store.disk_has_room" in bridge.log
