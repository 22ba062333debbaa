"""A full disk costs nobody a punch: what cannot be kept is not acknowledged, and it heals by itself."""

import os
import subprocess

import pytest

from harness.ledger import Ledger
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial
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
        settings(tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])]),
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
    wait_until(lambda: upload(5).status == 200, timeout=15, what="an acknowledgement after room was made")
    ledger.wait_until_balanced(receiver)

    assert bridge.stop() == 0, "it can be stopped"
    bridge.start()
    assert upload(5).status == 200
    ledger.wait_until_balanced(receiver)
