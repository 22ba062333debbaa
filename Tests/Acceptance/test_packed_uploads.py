"""Packed uploads (`ContentType=tgz`) are read as if they were not packed, and never to the bridge's harm."""

import gzip
import io
import tarfile

import pytest

from harness.news import data_of, news_of
from harness.samples import finger_row, lines, operation_row, packed, some_bytes, user_row
from harness.terminal import Punch

QUERY = "table=OPERLOG&ContentType=tgz&Stamp=9999"
TOLD = ("user.updated", "operation.recorded", "biometric.updated", "record.rejected")


@pytest.fixture
def site(shared):
    return shared.bridge.terminal(), shared.receiver


def sent(terminal, body: bytes, query: str = QUERY):
    reply = terminal.ask("POST", "cdata", query, body)
    assert reply.status == 200 and reply.text.startswith("OK"), reply
    return reply.text


ROWS = [
    operation_row(4, "2026-05-04 08:00:00"),
    user_row("1", "Ana"),
    user_row("2", "Bo", password="60221411"),
    finger_row("1", some_bytes(900, "packed")),
]
TYPES = ["operation.recorded", "user.updated", "user.updated", "biometric.updated"]


@pytest.mark.parametrize(
    "query", [QUERY, "table=OPERLOG&contenttype=TGZ", "ContentType=tgz&table=operlog", "table=OPERLOG"]
)
def test_a_packed_operation_log_is_read_and_its_lines_counted(site, query):
    terminal, receiver = site
    assert sent(terminal, packed(lines(*ROWS)), query) == "OK: 4\n"
    assert [event["type"] for event in news_of(terminal, receiver, *TOLD)] == TYPES


def test_several_files_are_read_in_their_order_even_where_lines_end_with_the_file(site):
    terminal, receiver = site
    files = [lines(*ROWS[:2]).rstrip(b"\n"), b"", lines(*ROWS[2:])]
    assert sent(terminal, packed(*files)) == "OK: 4\n"
    assert [event["type"] for event in news_of(terminal, receiver, *TOLD)] == TYPES


def test_the_same_rows_packed_and_plain_are_the_same_events(site):
    terminal, receiver = site
    sent(terminal, packed(lines(*ROWS)))
    assert terminal.upload("OPERLOG", lines(*ROWS)).text == "OK: 4\n"
    assert len(news_of(terminal, receiver, *TOLD)) == 4


@pytest.mark.parametrize("format", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_folders_long_names_and_links_in_the_archive_do_no_harm(site, format):
    terminal, receiver = site
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=format) as tar:
        folder = tarfile.TarInfo("mnt")
        folder.type = tarfile.DIRTYPE
        tar.addfile(folder)
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
        content = lines(*ROWS)
        file = tarfile.TarInfo("../../" + "mnt/" * 10 + "operlog.txt")
        file.size = len(content)
        tar.addfile(file, io.BytesIO(content))
    assert sent(terminal, gzip.compress(archive.getvalue())) == "OK: 4\n"
    assert [event["type"] for event in news_of(terminal, receiver, *TOLD)] == TYPES


def test_gzip_without_tar_is_read_too(site):
    terminal, receiver = site
    sent(terminal, gzip.compress(lines(*ROWS)))
    types = [event["type"] for event in news_of(terminal, receiver, *TOLD)]
    assert types == TYPES or types == ["record.rejected"]


def test_packed_punches_are_not_lost(site):
    terminal, receiver = site
    body = packed(lines("5\t2026-05-04 08:00:00\t0\t1", "6\t2026-05-04 08:00:01\t0\t1"))
    assert sent(terminal, body, "table=ATTLOG&ContentType=tgz&Stamp=1") == "OK: 2\n"
    for pin in ("5", "6"):
        receiver.wait_for_event(serial=terminal.serial, type="attendance.recorded", pin=pin)


@pytest.mark.parametrize("rest", [0.02, 0.5, 0.95])
def test_a_truncated_archive_is_acknowledged_and_set_aside_or_told_as_far_as_it_goes(site, rest):
    terminal, receiver = site
    body = packed(lines(*(user_row(str(n), f"Person {n}", password="60221412") for n in range(1, 400))))
    sent(terminal, body[: int(len(body) * rest)])
    events = news_of(terminal, receiver, *TOLD)
    assert "record.rejected" in {event["type"] for event in events}, "what is missing is said to be missing"
    assert len(events) < 400
    for event in events:
        if event["type"] == "user.updated":
            assert event["data"]["name"] == f"Person {event['data']['pin']}", "no half row"


@pytest.mark.parametrize(
    "body",
    [
        gzip.compress(b"\0" * 1024),
        gzip.compress(some_bytes(5000)),
        b"\x1f\x8b" + some_bytes(3000, 2),
        b"\x1f\x8b\x08\x00",
        b"LZO1" + some_bytes(300, 3),
        packed(lines(*ROWS))[:-8] + b"\0" * 8,
        packed(lines(*ROWS))[:40] + b"\xff\xff\xff" + packed(lines(*ROWS))[43:],
    ],
    ids=["empty tar", "noise in gzip", "noise", "head only", "LZO", "wrong checksum", "flipped bytes"],
)
def test_what_cannot_be_unpacked_is_acknowledged_and_set_aside(site, body):
    terminal, receiver = site
    sent(terminal, body)
    rejected = data_of(news_of(terminal, receiver, "record.rejected"))
    for data in rejected:
        assert data["table"] == "OPERLOG" and data["reason"]
    assert terminal.punch(Punch("7", "2026-05-04 09:00:00")).text == "OK: 1\n"


def test_two_archives_that_cannot_be_unpacked_are_two_losses_also_when_as_long(site):
    """Each was acknowledged, so the terminal will not send it again: both must be told."""
    terminal, receiver = site
    for seed in (1, 2):
        sent(terminal, b"\x1f\x8b\x08\x00" + some_bytes(500, seed))
    assert len(news_of(terminal, receiver, "record.rejected")) == 2


@pytest.mark.parametrize("content", [b"\0", b"\n", b"USER PIN=1\tName=Ana\n"], ids=["NUL", "LF", "rows"])
def test_a_bomb_does_not_go_off(site, shared, content):
    """Hundreds of megabytes in a few hundred kilobytes: refused or read in part, without taking the memory."""
    terminal, receiver = site
    size = 300 << 20
    compressed = io.BytesIO()
    with gzip.GzipFile(fileobj=compressed, mode="wb", compresslevel=1, mtime=0) as packer:
        file = tarfile.TarInfo("operlog.txt")
        file.size = size
        packer.write(file.tobuf(tarfile.USTAR_FORMAT))
        block = (content * (1 << 20))[: 1 << 20]
        for _ in range(size >> 20):
            packer.write(block)
    before = memory_of(shared.bridge.process_id)
    sent(terminal, compressed.getvalue())
    assert memory_of(shared.bridge.process_id) - before < 200 << 10, "it grew by more than 200 MiB"
    assert news_of(terminal, receiver, "record.rejected"), "what was not read is said"


def memory_of(process: int) -> int:
    """The most it ever had resident, in KiB."""
    with open(f"/proc/{process}/status") as status:
        [line] = [line for line in status if line.startswith("VmHWM:")]
    return int(line.split()[1])


def test_no_password_in_an_archive_is_shown(site, shared):
    terminal, receiver = site
    whole = packed(lines(*ROWS))
    for body in (whole, whole[:-20]):
        sent(terminal, body)
    news_of(terminal, receiver)
    seen = b"".join(one.body for one in receiver.attempts(serial=terminal.serial))
    assert b"60221411" not in seen and "60221411" not in shared.bridge.log
