"""A terminal's clock: what it is told the time is, and who hears when it is wrong."""

import datetime
import email.utils
import re
import time

import pytest

from conftest import ZONED
from harness.news import data_of, news_of
from harness.samples import jpeg, lines, operation_row, photo_upload
from harness.terminal import Punch, clock, options_of

ODD = {"Asia/Kolkata": "330", "Asia/Jakarta": "7", "America/Lima": "-5", "Pacific/Tongatapu": "780"}


def punch(terminal, ahead: float, pin: str = "1", hours: float = 0) -> None:
    """One punch, reported at once by a terminal whose clock is `ahead` seconds ahead."""
    assert terminal.punch(Punch(pin, clock(ahead, hours))).text == "OK: 1\n"


def drifts(terminal, receiver) -> list[int]:
    return [data["drift_seconds"] for data in data_of(news_of(terminal, receiver, "device.clock_drifted"))]


@pytest.fixture
def site(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return terminal, shared.receiver


def near(value: int, expected: int) -> bool:
    return abs(value - expected) <= 60


def test_a_clock_that_is_right_is_no_news(site):
    terminal, receiver = site
    for ahead in (0, -280, 280, 10, 0):
        punch(terminal, ahead, pin=str(300 + ahead))
    assert drifts(terminal, receiver) == []


def test_a_clock_that_is_ahead_is_told_at_once_and_once(site):
    terminal, receiver = site
    for pin in ("1", "2", "3"):
        punch(terminal, 3600, pin)
    [seconds] = drifts(terminal, receiver)
    assert near(seconds, 3600)


def test_a_clock_that_is_behind_is_told_once_when_a_second_punch_says_so_too(site):
    """One late punch may have waited for the network."""
    terminal, receiver = site
    punch(terminal, -7200, "1")
    assert drifts(terminal, receiver) == []
    for pin in ("2", "3", "4"):
        punch(terminal, -7200, pin)
    [seconds] = drifts(terminal, receiver)
    assert near(seconds, -7200)


def test_late_punches_one_by_one_are_no_drift(site):
    """An outage ends: each waited for another time."""
    terminal, receiver = site
    for pin, ahead in (("1", -86400), ("2", -43200), ("3", -20000), ("4", -3000), ("5", 0)):
        punch(terminal, ahead, pin)
    assert drifts(terminal, receiver) == []


def test_each_change_of_the_drift_is_told(site):
    terminal, receiver = site
    for pin, ahead in enumerate((3600, 3600, 7200, 0, 0, 3600, 86400 * 365)):
        punch(terminal, ahead, str(pin))
    seen = drifts(terminal, receiver)
    assert len(seen) == 4
    assert all(near(*pair) for pair in zip(seen, (3600, 7200, 3600, 86400 * 365))), seen


def test_the_drift_is_measured_in_the_terminals_zone(shared):
    """A clock right in Kolkata is hours from UTC, and one set to UTC there is wrong."""
    terminal = shared.bridge.terminal(ZONED["Asia/Kolkata"])
    terminal.handshake()
    punch(terminal, 0, "901", hours=5.5)
    assert drifts(terminal, shared.receiver) == []
    punch(terminal, 0, "902", hours=7.5)
    [seconds] = drifts(terminal, shared.receiver)
    assert near(seconds, 7200)


def test_history_is_no_drift(site):
    terminal, receiver = site
    for _ in range(3):
        rows = [Punch(str(pin), clock(86400 + pin)) for pin in range(1, 6)]
        assert terminal.punch(*rows).text == "OK: 5\n"
    terminal.upload("OPERLOG", lines(operation_row(4, clock(86400))))
    terminal.upload("ATTPHOTO", photo_upload("20301231080000-1.jpg", terminal.serial, jpeg(200)))
    assert drifts(terminal, receiver) == []


def test_a_drifting_punch_is_told_as_the_clock_showed_it(site):
    terminal, receiver = site
    at = clock(3600)
    terminal.punch(Punch("77", at))
    assert receiver.wait_for_event(serial=terminal.serial, pin="77")["data"]["local_time"] == at


# What it is told


@pytest.mark.parametrize(("zone", "expected"), ODD.items())
def test_the_handshake_names_the_zone_in_hours_or_minutes(shared, zone, expected):
    reply = shared.bridge.terminal(ZONED[zone]).handshake()
    assert f"\nTimeZone={expected}\n" in reply.text


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Asia/Kolkata", "+05:30"),
        ("America/Lima", "-05:00"),
        ("Pacific/Tongatapu", "+13:00"),
        (None, "+00:00"),
    ],
)
@pytest.mark.parametrize("by", ["version", "stamp"])
def test_the_handshake_names_the_zone_to_a_clock_of_the_clock_series_as_they_do(shared, zone, expected, by):
    terminal = shared.bridge.terminal(ZONED.get(zone) if by == "version" else None)
    if by == "version":
        options = options_of(terminal.handshake(pushver="2.32"))
        assert options["TimeZone"] == expected
    else:
        terminal.upload("ATTLOG", b"", "2026-02-25T12:08:21")
        options = options_of(terminal.handshake())
        assert options["TimeZone"] == "+00:00"
    assert len(options["TransFlag"]) <= 90
    terminal.upload("ATTLOG", b"", "9999")  # terminals of zones are shared: it shall not stay one
    terminal.handshake()


def test_every_answer_has_the_time_in_its_date(shared):
    terminal = shared.bridge.terminal()
    replies = [
        terminal.handshake(),
        terminal.poll(),
        terminal.ping(),
        terminal.punch(Punch("1", "2026-05-04 08:00:00"), Punch("2", "2026-05-04 08:00:00")),
        terminal.upload("OPERLOG", b""),
        terminal.options("~DeviceName=A\n"),
        terminal.answer("ID=1&Return=0&CMD=X"),
        terminal.ask("GET", "cdata", "type=time"),
        terminal.ask("GET", "nothing"),
        terminal.ask("POST", "exchange", "", b"x"),
    ]
    for reply in replies:
        date = reply.header("date")
        assert re.fullmatch(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", date), date
        assert abs(email.utils.parsedate_to_datetime(date).timestamp() - time.time()) < 60


@pytest.mark.parametrize("zone", [*ODD, "UTC", "America/St_Johns"])
def test_a_terminal_that_asks_for_the_time_is_told_it_with_its_offset(shared, zone):
    terminal = shared.bridge.terminal(ZONED.get(zone))
    reply = terminal.ask("GET", "cdata", "type=time")
    assert reply.status == 200
    match = re.fullmatch(r"Time=(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d)\n", reply.text)
    assert match, reply.text
    told = datetime.datetime.fromisoformat(match[1])
    assert abs(told.timestamp() - time.time()) < 60
    if zone in ODD:
        value = int(ODD[zone])
        assert told.utcoffset() == datetime.timedelta(minutes=value if abs(value) > 60 else value * 60)
