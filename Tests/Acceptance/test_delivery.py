"""Whatever a receiver does, its events reach it in the end, and no other receiver notices."""

import email.utils
import time

import pytest

from harness import signatures
from harness.receiver import Answer
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until


def punch(pin: str | int) -> Punch:
    return Punch(str(pin), "2026-05-05 08:00:00")


@pytest.fixture
def start(start_bridge):
    """Starts a bridge with one tenant of one terminal and these endpoints; the terminal (`terminal.bridge`
    is the bridge)."""

    def start(*endpoints, **sections):
        serial = new_serial()
        bridge = start_bridge(
            settings(tenants=[tenant(endpoints=list(endpoints), devices=[device(serial)])], **sections)
        )
        terminal = bridge.terminal(serial)
        terminal.bridge = bridge
        return terminal

    return start


# Failures that pass


def test_an_event_waits_for_a_receiver_that_is_down(start, receiver):
    receiver.down()
    terminal = start(endpoint(receiver))
    for pin in (1, 2, 3):
        assert terminal.punch(punch(pin)).text.strip() == "OK: 1"
    terminal.bridge.wait_for_log(r"(?s)delivery.*delivery")
    receiver.up()
    receiver.wait_for_events(3, serial=terminal.serial, type="attendance.recorded")


@pytest.mark.parametrize(
    "failure",
    [
        Answer(500),
        Answer(503, body=b"<html>down for maintenance</html>"),
        Answer(404),
        Answer(413),
        Answer(422),
        Answer.closing(),
        Answer(300),
    ],
    ids=["500", "503", "404", "413", "422", "closed", "300"],
)
def test_a_failed_delivery_is_tried_again_with_the_same_id_and_body_and_a_fresh_signature(
    start, receiver, failure
):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(failure, failure)
    terminal.punch(punch(4))
    receiver.wait_for_event(serial=terminal.serial, pin="4")
    attempts = receiver.attempts(serial=terminal.serial, pin="4")
    assert len(attempts) == 3
    assert len({one.id for one in attempts}) == 1
    assert len({one.body for one in attempts}) == 1
    for one in attempts:
        assert signatures.fault(receiver.secret, one.headers, one.body, tolerance=30) is None


def test_the_timestamp_of_a_retry_is_that_of_the_retry(start, receiver):
    terminal = start(
        endpoint(receiver, event_types=["attendance.*"]), delivery={"retry_schedule": ["1500ms"]}
    )
    receiver.answer_next(Answer(500))
    terminal.punch(punch(5))
    receiver.wait_for_event(serial=terminal.serial, pin="5")
    first, second = receiver.attempts(serial=terminal.serial, pin="5")
    assert second.timestamp > first.timestamp
    assert second.headers["webhook-signature"] != first.headers["webhook-signature"]


def test_waits_follow_the_schedule(start, receiver):
    terminal = start(
        endpoint(receiver, event_types=["attendance.*"]),
        delivery={"retry_schedule": ["300ms", "900ms", "100ms"]},
    )
    receiver.answer_next(Answer(500), Answer(500), Answer(500))
    terminal.punch(punch(6))
    receiver.wait_for_event(serial=terminal.serial, pin="6")
    times = [one.at for one in receiver.attempts(serial=terminal.serial, pin="6")]
    waits = [later - earlier for earlier, later in zip(times, times[1:])]
    # Jitter may take a fifth; how late an attempt may come is nobody's promise.
    assert waits[0] >= 0.3 * 0.78 and waits[1] >= 0.9 * 0.78 and waits[2] >= 0.1 * 0.78, waits


def test_a_receiver_that_hangs_is_given_up_on_and_tried_again(start, receiver):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]), delivery={"timeout": "2s"})
    receiver.answer_next(Answer.hanging())
    terminal.punch(punch(7))
    receiver.wait_for_event(serial=terminal.serial, pin="7")
    hung, delivered = receiver.attempts(serial=terminal.serial, pin="7")
    assert hung.answered is None and delivered.id == hung.id
    assert delivered.at - hung.at >= 1


def test_after_the_last_wait_of_the_schedule_no_more_attempts_are_made(start, receiver):
    terminal = start(
        endpoint(receiver, event_types=["attendance.*"]), delivery={"retry_schedule": ["50ms", "100ms"]}
    )
    receiver.answer_next(*[Answer(500)] * 3)
    terminal.punch(punch(8))
    receiver.wait_for(lambda _: [a.answered for a in receiver.attempts(pin="8")] == [500] * 3)
    terminal.punch(punch(9))
    receiver.wait_for_event(serial=terminal.serial, pin="9")
    assert receiver.stays(lambda _: len(receiver.attempts(pin="8")) == 3, seconds=1)


def test_a_failed_event_does_not_hold_back_the_next(start, receiver):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]), delivery={"retry_schedule": ["1h"]})
    receiver.answer_next(Answer(500))
    terminal.punch(punch(10))
    receiver.wait_for_attempts(1, pin="10")
    terminal.punch(punch(11))
    receiver.wait_for_event(pin="11")


def test_a_waiting_event_is_still_delivered_after_a_restart(start, receiver):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]), delivery={"retry_schedule": ["2s"]})
    receiver.answer_next(Answer(500))
    terminal.punch(punch(12))
    receiver.wait_for(lambda _: [a.answered for a in receiver.attempts(pin="12")] == [500])
    terminal.bridge.restart()
    receiver.wait_for_event(pin="12")
    assert len({one.id for one in receiver.attempts(pin="12")}) == 1


# Verdicts


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_every_2xx_is_success(start, receiver, status):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(Answer(status))
    terminal.punch(punch(20))
    receiver.wait_for_event(pin="20")
    terminal.punch(punch(21))
    receiver.wait_for_event(pin="21")
    assert receiver.stays(lambda _: len(receiver.attempts(pin="20")) == 1, seconds=0.5)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_a_failure_and_never_followed(start, start_receiver, status):
    receiver, elsewhere = start_receiver(), start_receiver(check_events=False)
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(Answer(status, {"Location": elsewhere.url}))
    terminal.punch(punch(22))
    receiver.wait_for_event(pin="22")
    assert [one.answered for one in receiver.attempts(pin="22")] == [status, 200]
    assert elsewhere.connections == 0


def test_410_disables_the_endpoint_for_good_and_no_other(start, start_receiver):
    gone, other = start_receiver(), start_receiver()
    types = ["attendance.*"]
    terminal = start(endpoint(gone, "gone", event_types=types), endpoint(other, "other", event_types=types))
    gone.answer_next(Answer(410))
    terminal.punch(punch(23))
    gone.wait_for(lambda _: [a.answered for a in gone.attempts(pin="23")] == [410])
    other.wait_for_event(pin="23")
    terminal.punch(punch(24))
    other.wait_for_event(pin="24")
    terminal.bridge.restart()
    terminal.punch(punch(25))
    other.wait_for_event(pin="25")
    assert gone.stays(lambda deliveries: len(deliveries) == 1, seconds=1)


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_pauses_the_whole_endpoint_at_least_that_long(start, receiver, status):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(Answer(status, {"Retry-After": "5"}))
    terminal.punch(punch(26))
    [refused] = receiver.wait_for_attempts(1, pin="26")
    receiver.wait_for(lambda _: refused.answered)
    terminal.bridge.wait_for_log(r"(?i)delivery")
    time_of_second_punch = time.monotonic()
    terminal.punch(punch(27))
    receiver.wait_for_events(2, type="attendance.recorded")
    assert time_of_second_punch - refused.at < 5, "the machine was too slow for this test to say anything"
    # What was already on its way when the answer came may still arrive; what begins later may not.
    again = [one for one in receiver.attempts(type="attendance.recorded") if one is not refused]
    assert min(one.at for one in again) - refused.at >= 4.8


def test_a_retry_after_date_is_understood(start, receiver):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    until = int(time.time()) + 3
    receiver.answer_next(Answer(429, {"Retry-After": email.utils.formatdate(until, usegmt=True)}))
    terminal.punch(punch(28))
    receiver.wait_for_event(pin="28")
    assert receiver.attempts(pin="28")[1].timestamp >= until - 1


@pytest.mark.parametrize("value", ["soon", "-5", "", "99999999999999999999", "0"])
def test_a_senseless_retry_after_does_no_harm(start, receiver, value):
    terminal = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(Answer(500, {"Retry-After": value}))
    terminal.punch(punch(29))
    [first] = receiver.wait_for_attempts(1, pin="29")
    receiver.wait_for(lambda _: first.answered)
    if value == "99999999999999999999":
        # May be taken for the longest pause there is, so only the bridge's health is asked for.
        assert terminal.punch(punch(30)).status == 200
    else:
        receiver.wait_for_event(pin="29")


# Several endpoints


def test_a_hanging_endpoint_does_not_hold_back_another(start, start_receiver):
    healthy, hanging = start_receiver(), start_receiver()
    hanging.answer_always(Answer.hanging())
    terminal = start(endpoint(hanging, "hanging"), endpoint(healthy, "healthy"), delivery={"timeout": "90s"})
    for first in range(0, 300, 50):
        terminal.punch(*(punch(pin) for pin in range(1000 + first, 1050 + first)))
    healthy.wait_for_events(300, type="attendance.recorded")
    assert hanging.events() == []
    assert hanging.attempts()
    hanging.release()


def test_an_endpoint_gets_the_types_it_asked_for_and_no_others(start, start_receiver):
    everything, punches, rejects = start_receiver(), start_receiver(), start_receiver()
    terminal = start(
        endpoint(everything, "everything", event_types=["*"]),
        endpoint(punches, "punches", event_types=["attendance.*"]),
        endpoint(rejects, "rejects", event_types=["record.rejected"]),
    )
    terminal.attlog("1\tnever\t0\t1", punch(31).line)
    everything.wait_for_event(type="record.rejected")
    everything.wait_for_event(type="attendance.recorded")
    everything.wait_for_event(type="device.registered")
    punches.wait_for_event(pin="31")
    rejects.wait_for_event(type="record.rejected")
    assert {event["type"] for event in punches.events()} == {"attendance.recorded"}
    assert {event["type"] for event in rejects.events()} == {"record.rejected"}


def test_tenants_get_their_own_events_only(start_bridge, start_receiver):
    mine, yours = start_receiver(), start_receiver()
    my_serial, your_serial = new_serial(), new_serial()
    bridge = start_bridge(
        settings(
            tenants=[
                tenant("mine", endpoints=[endpoint(mine)], devices=[device(my_serial)]),
                tenant("yours", endpoints=[endpoint(yours)], devices=[device(your_serial)]),
            ]
        )
    )
    for serial in (my_serial, your_serial):
        bridge.terminal(serial).punch(punch(32))
    assert mine.wait_for_event(pin="32")["tenant"] == "mine"
    assert yours.wait_for_event(pin="32")["tenant"] == "yours"
    assert mine.events(serial=your_serial) == [] and yours.events(serial=my_serial) == []


def test_a_new_endpoint_begins_at_the_end_of_the_log(start_bridge, start_receiver):
    old, new = start_receiver(), start_receiver()
    serial = new_serial()

    def configuration(*endpoints):
        return settings(tenants=[tenant(endpoints=list(endpoints), devices=[device(serial)])])

    bridge = start_bridge(configuration(endpoint(old, "old")))
    bridge.terminal(serial).punch(punch(33))
    old.wait_for_event(pin="33")
    bridge.restart(configuration(endpoint(old, "old"), endpoint(new, "new")))
    bridge.terminal(serial).punch(punch(34))
    new.wait_for_event(pin="34")
    old.wait_for_event(pin="34")
    assert new.attempts(pin="33") == [] and len(old.attempts(pin="33")) == 1


def test_a_changed_secret_signs_from_the_next_start(start_bridge, start_receiver):
    before = start_receiver()
    serial = new_serial()
    bridge = start_bridge(settings(tenants=[tenant(endpoints=[endpoint(before)], devices=[device(serial)])]))
    bridge.terminal(serial).punch(punch(35))
    before.wait_for_event(pin="35")
    after = start_receiver()
    bridge.restart(settings(tenants=[tenant(endpoints=[endpoint(after)], devices=[device(serial)])]))
    bridge.terminal(serial).punch(punch(36))
    after.wait_for_event(pin="36")


# The guard


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]", "2130706433"]
)
def test_an_endpoint_at_a_private_address_is_never_connected_to(start, start_receiver, host):
    inside, outside = start_receiver(check_events=False), start_receiver()
    blocked = {
        "id": "inside",
        "url": f"https://{host}:{inside.port}/hooks",
        "secret": inside.secret,
        "event_types": ["*"],
    }
    terminal = start(blocked, endpoint(outside, "outside"), delivery={"retry_schedule": ["50ms", "50ms"]})
    terminal.punch(punch(40))
    outside.wait_for_event(pin="40")
    terminal.punch(punch(41))
    outside.wait_for_event(pin="41")
    assert outside.stays(lambda _: inside.connections == 0, seconds=0.5)


def test_an_allowed_network_lets_the_guard_through(start, start_receiver):
    inside = start_receiver(check_events=False)
    url = f"https://127.0.0.1:{inside.port}/hooks"
    start_one = {"id": "inside", "url": url, "secret": inside.secret, "event_types": ["*"]}
    terminal = start(start_one, delivery={"allow_private_networks": ["127.0.0.0/8"]})
    terminal.punch(punch(42))
    # The receiver speaks no TLS, so a connection is all that can be seen.
    wait_until(lambda: inside.connections, what="a connection to the allowed network")
