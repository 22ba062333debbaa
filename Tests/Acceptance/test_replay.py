"""Replay, redelivery, dead letters; and the figures by which a customer sees where it stands."""

import datetime
import time

import pytest

from harness.api import assert_problem
from harness.customers import (
    attempts_of,
    change_endpoint,
    log_of,
    make_endpoint,
    new_customer,
    punch,
    settled,
)
from harness.receiver import Answer
from harness.settings import endpoint
from harness.terminal import Punch
from harness.waiting import wait_until

QUICK = ["100ms"] * 40


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, retry_schedule=QUICK, **how):
        return new_customer(start_bridge, *endpoints, delivery={"retry_schedule": retry_schedule}, **how)

    return start


def replay(shop, **order) -> int:
    reply = shop.api.post("/v1/endpoints/shop/replay", order)
    assert reply.status == 202, reply.body
    return reply.json["events"]


def counts(receiver) -> dict[str, int]:
    """How often each pin was accepted."""
    found: dict[str, int] = {}
    for one in receiver.attempts(type="attendance.recorded"):
        if one.accepted:
            pin = one.event["data"]["pin"]
            found[pin] = found.get(pin, 0) + 1
    return found


def wait_for_counts(receiver, **wanted: int) -> None:
    expected = {name.removeprefix("p"): count for name, count in wanted.items()}
    receiver.wait_for(lambda _: counts(receiver) == expected)


# Replay


def test_a_replay_from_a_sequence_number_brings_that_event_and_those_after_it(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(*(punch(pin) for pin in range(1, 6)))
    receiver.wait_for_events(5)
    settled(shop.api, undelivered=0)
    log = log_of(shop.api)
    assert replay(shop, since=log[3]["sequence"]) == 2
    wait_for_counts(receiver, p1=1, p2=1, p3=1, p4=2, p5=2)
    settled(shop.api, waiting=0)
    assert replay(shop, since=log[1]["sequence"], until=log[2]["sequence"]) == 2
    wait_for_counts(receiver, p1=1, p2=2, p3=2, p4=2, p5=2)
    for one in receiver.deliveries:
        assert one.event == next(event for event in log if event["id"] == one.id)
    settled(shop.api, undelivered=0, waiting=0, status="healthy")


def test_a_replay_from_a_time_brings_what_was_accepted_then_or_later(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    for pin in (1, 2, 3):
        shop.terminal.punch(punch(pin))
        receiver.wait_for_event(pin=str(pin))
        settled(shop.api, undelivered=0)
        # So that no two have the same millisecond.
        taken = instant(log_of(shop.api)[-1]["timestamp"])
        wait_until(lambda: time.time() > taken + 0.005)
    times = [event["timestamp"] for event in log_of(shop.api)]
    assert replay(shop, since=times[1]) == 2
    wait_for_counts(receiver, p1=1, p2=2, p3=2)
    # What still waits for its booking is under way already and not queued twice.
    settled(shop.api, waiting=0)
    assert replay(shop, since=times[0], until=times[2]) == 2
    wait_for_counts(receiver, p1=2, p2=3, p3=2)
    settled(shop.api, waiting=0)
    assert replay(shop, since="2001-01-01T00:00:00+02:00") == 3
    wait_for_counts(receiver, p1=3, p2=4, p3=3)


def instant(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


def test_only_failed_brings_what_failed_and_only_missing_what_was_never_tried(start, receiver):
    shop = start(retry_schedule=["30ms"])
    shop.terminal.punch(punch("missing"))
    make_endpoint(shop.api, receiver)
    receiver.answer_by(lambda one: Answer(500) if one.event["data"]["pin"] == "dead" else None)
    shop.terminal.punch(punch("fine"))
    shop.terminal.punch(punch("dead"))
    receiver.wait_for_event(pin="fine")
    settled(shop.api, dead_letters=1, waiting=0)
    receiver.answer_by(lambda _: None)
    assert replay(shop, since=0, only="failed") == 1
    receiver.wait_for_event(pin="dead")
    assert counts(receiver) == {"fine": 1, "dead": 1}
    settled(shop.api, dead_letters=0, waiting=0)
    assert replay(shop, since=0, only="missing") == 1
    receiver.wait_for_event(pin="missing")
    assert counts(receiver) == {"fine": 1, "dead": 1, "missing": 1}
    settled(shop.api, undelivered=0, waiting=0)
    # Whatever is on record now, nothing failed or is missing any more.
    assert replay(shop, since=0, only="failed") == 0
    assert replay(shop, since=0, only="missing") == 0
    assert replay(shop, since=0) == 3
    wait_for_counts(receiver, missing=2, fine=2, dead=2)


def test_a_replay_can_be_of_some_types_and_only_of_types_the_endpoint_wants(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver, event_types=["attendance.*", "record.*"])
    shop.terminal.handshake()
    shop.terminal.attlog("nonsense", punch(1).line)
    receiver.wait_for_events(2)
    settled(shop.api, undelivered=0)
    assert replay(shop, since=0, event_types=["record.rejected"]) == 1
    receiver.wait_for_attempts(2, type="record.rejected")
    settled(shop.api, waiting=0)
    assert replay(shop, since=0, event_types=["device.*"]) == 0
    assert replay(shop, since=0) == 2
    receiver.wait_for_attempts(3, type="record.rejected")
    receiver.wait_for_attempts(2, type="attendance.recorded")
    assert len(receiver.deliveries) == 5


def test_a_replay_is_of_one_endpoint(start, start_receiver):
    one, other = start_receiver(), start_receiver()
    shop = start()
    make_endpoint(shop.api, one)
    make_endpoint(shop.api, other, "other")
    shop.terminal.punch(punch(1))
    for receiver in (one, other):
        receiver.wait_for_event(pin="1")
    settled(shop.api, undelivered=0)
    assert replay(shop, since=0) == 1
    wait_for_counts(one, p1=2)
    assert counts(other) == {"1": 1}


def test_a_replay_keeps_the_order_of_terminals(start, receiver):
    shop = start(terminals=3)
    make_endpoint(shop.api, receiver, ordering="device")
    for terminal in shop.terminals:
        terminal.punch(*(punch(pin) for pin in range(1, 11)))
    receiver.wait_for_events(30)
    settled(shop.api, undelivered=0, waiting=0)
    assert replay(shop, since=0) == 30
    receiver.wait_for(lambda seen: len(seen) == 60)
    for terminal in shop.terminals:
        again = [one.event["data"]["pin"] for one in receiver.attempts(serial=terminal.serial)][10:]
        assert again == [str(pin) for pin in range(1, 11)]


def test_a_replay_outlives_a_kill(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(*(punch(pin) for pin in range(1, 51)))
    receiver.wait_for_events(50)
    settled(shop.api, undelivered=0)
    receiver.down()
    assert replay(shop, since=0) == 50
    shop.bridge.kill()
    before = len(receiver.deliveries)
    receiver.up()
    shop.bridge.start()
    receiver.wait_for(lambda seen: len({one.id for one in seen[before:]}) == 50)


@pytest.mark.parametrize(
    ("order", "field"),
    [
        ({}, "since"),
        ({"since": -1}, "since"),
        ({"since": "yesterday"}, "since"),
        ({"since": 1.5}, "since"),
        ({"since": 5, "until": 4}, "until"),
        ({"since": 0, "only": "some"}, "only"),
        ({"since": 0, "event_types": ["nothing.*"]}, "event_types"),
        ({"since": 0, "more": 1}, "more"),
    ],
    ids=str,
)
def test_a_senseless_replay_is_refused(start, receiver, order, field):
    shop = start(endpoint(receiver, "shop"))
    problem = assert_problem(shop.api.post("/v1/endpoints/shop/replay", order), {400, 422})
    assert problem["errors"][0]["field"].startswith(field)


# One event


def test_one_event_is_delivered_again_to_one_endpoint_or_to_all(start, start_receiver):
    one, other, rejects = start_receiver(), start_receiver(), start_receiver()
    shop = start()
    make_endpoint(shop.api, one, "one")
    make_endpoint(shop.api, other, "other")
    make_endpoint(shop.api, rejects, "rejects", event_types=["record.*"])
    shop.terminal.punch(punch(1), punch(2))
    for receiver in (one, other):
        receiver.wait_for_events(2)
    for name in ("one", "other"):
        settled(shop.api, name, undelivered=0)
    id = log_of(shop.api)[0]["id"]
    assert shop.api.post(f"/v1/events/{id}/redeliver", {"endpoint": "one"}).json == {"events": 1}
    wait_for_counts(one, p1=2, p2=1)
    for name in ("one", "other"):
        settled(shop.api, name, waiting=0, undelivered=0)
    assert shop.api.post(f"/v1/events/{id}/redeliver").json == {"events": 2}
    wait_for_counts(one, p1=3, p2=1)
    wait_for_counts(other, p1=2, p2=1)
    assert not rejects.deliveries


# Dead letters


def test_dead_letters_are_listed_page_by_page_and_retried_one_by_one_or_all(start, receiver):
    shop = start(retry_schedule=["20ms"])
    make_endpoint(shop.api, receiver, max_in_flight=4)
    receiver.answer_always(Answer(422, {"webhook-delivery": "abort-message"}))
    for pin in range(1, 6):
        shop.terminal.punch(punch(pin))
        settled(shop.api, dead_letters=pin)
    letters, path = [], "/v1/endpoints/shop/dead-letters?limit=2"
    page = shop.api.get(path).json
    while True:
        letters += page["data"]
        if page["next"] is None:
            break
        page = shop.api.get(f"{path}&after={page['next']}").json
    assert [letter["event"] for letter in letters] == log_of(shop.api)
    assert {letter["error"] for letter in letters} == {"aborted"}
    assert all(letter["died_at"] for letter in letters)
    receiver.answer_always(Answer())
    some = [letters[1]["event"]["id"], letters[3]["event"]["id"]]
    retry = "/v1/endpoints/shop/dead-letters/retry"
    assert shop.api.post(retry, {"events": some}).json == {"events": 2}
    receiver.wait_for(lambda _: set(counts(receiver)) == {"2", "4"})
    settled(shop.api, dead_letters=3)
    assert shop.api.post(retry).json == {"events": 3}
    receiver.wait_for_events(5)
    settled(shop.api, dead_letters=0, waiting=0, undelivered=0)
    assert shop.api.post(retry).json == {"events": 0}


def test_dead_letters_outlive_a_kill(start, receiver):
    shop = start(retry_schedule=["20ms"])
    make_endpoint(shop.api, receiver)
    receiver.answer_always(Answer(500))
    shop.terminal.punch(punch(1))
    settled(shop.api, dead_letters=1)
    before = shop.api.get("/v1/endpoints/shop/dead-letters").json
    shop.bridge.kill()
    receiver.answer_always(Answer())
    shop.bridge.start()
    assert shop.api.get("/v1/endpoints/shop/dead-letters").json == before
    assert shop.api.post("/v1/endpoints/shop/dead-letters/retry").json == {"events": 1}
    receiver.wait_for_event(pin="1")


# A reader that polls


def test_a_polling_reader_never_loses_its_place(start):
    """Pages of every size, while events come in and the bridge is killed: all of them, once, in order."""
    shop = start(terminals=2)
    seen, place = [], "0"
    for round in range(8):
        for terminal in shop.terminals:
            terminal.punch(*(punch(round * 10 + number) for number in range(1, 11)))
        if round in (3, 6):
            shop.bridge.kill()
            shop.bridge.start()
        while True:
            page = shop.api.get(f"/v1/events?after={place}&limit={round % 4 + 1}").json
            seen += page["data"]
            place = page["last"]
            if page["next"] is None:
                break
            if round % 2:
                break
    while (page := shop.api.get(f"/v1/events?after={place}&limit=200").json)["data"]:
        seen += page["data"]
        place = page["last"]
    sequences = [event["sequence"] for event in seen]
    assert sequences == sorted(set(sequences))
    pins = [
        (event["device"]["serial"], event["data"]["pin"])
        for event in seen
        if event["type"] == "attendance.recorded"
    ]
    expected = {(terminal.serial, str(pin)) for terminal in shop.terminals for pin in range(1, 81)}
    assert len(pins) == len(expected) and set(pins) == expected


def test_a_reader_at_the_end_of_a_filtered_log_does_not_look_at_it_again(start):
    shop = start()
    shop.terminal.punch(*(punch(pin) for pin in range(1, 31)))
    page = shop.api.get("/v1/events?type=user.*").json
    assert page["data"] == [] and page["next"] is None
    assert int(page["last"]) >= log_of(shop.api)[-1]["sequence"]


# Where an endpoint stands


def test_position_undelivered_and_age_are_told(start, receiver):
    shop = start()
    made = make_endpoint(shop.api, receiver)
    assert made["undelivered"] == 0 and made["oldest_undelivered_age_seconds"] is None
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    reached = log_of(shop.api)[-1]["sequence"]
    wait_until(lambda: settled(shop.api, undelivered=0)["position"] >= reached)
    receiver.answer_always(Answer(500))
    shop.terminal.punch(*(punch(pin) for pin in range(2, 12)))
    shown = settled(shop.api, undelivered=10, status="failing")
    assert not shown["undelivered_is_minimum"]
    aged = wait_until(
        lambda: (one := shop.api.get("/v1/endpoints").json["data"][0])["oldest_undelivered_age_seconds"]
        and one
    )
    assert 1 <= aged["oldest_undelivered_age_seconds"] < 60
    receiver.answer_always(Answer())
    receiver.wait_for_events(11)
    shown = settled(shop.api, undelivered=0, waiting=0, status="healthy")
    assert shown["oldest_undelivered_age_seconds"] is None
    assert shown["position"] >= log_of(shop.api)[-1]["sequence"]


def test_of_an_endpoint_that_is_disabled_the_position_stands_still(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    settled(shop.api, undelivered=0)
    change_endpoint(shop.api, enabled=False)
    position = shop.api.get("/v1/endpoints/shop").json["position"]
    shop.terminal.punch(*(punch(pin) for pin in range(2, 7)))
    assert settled(shop.api, undelivered=5)["position"] == position
    shop.bridge.restart()
    assert settled(shop.api, undelivered=5)["position"] == position


def test_what_is_known_of_a_failing_endpoint_outlives_a_kill(start, receiver):
    receiver.answer_always(Answer(503))
    shop = start(retry_schedule=["100ms"] * 5 + ["8s"] * 9)
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    receiver.wait_for(lambda seen: len([one for one in seen if one.answered]) == 6)
    before = wait_until(
        lambda: (one := shop.api.get("/v1/endpoints/shop").json)["breaker"]["failures"] == 6 and one
    )
    assert before["breaker"]["state"] == "open" and before["last_error"] == "http_503"
    shop.bridge.kill()
    shop.bridge.start()
    after = shop.api.get("/v1/endpoints/shop").json
    for name in ("breaker", "last_error", "undelivered", "waiting", "position", "status", "last_success_at"):
        assert after[name] == before[name], name
    # It still knows that only a question at a time is due: of many new events one goes out, and its retries.
    shop.terminal.punch(*(punch(pin) for pin in range(2, 52)))
    receiver.wait_for(lambda seen: len(seen) >= 7)
    assert receiver.stays(lambda seen: len({one.id for one in seen}) == 2, 0.5)
    receiver.answer_always(Answer())
    receiver.wait_for_events(51)
    settled(shop.api, status="healthy", breaker={"state": "closed", "failures": 0, "failing_since": None})


def test_attempts_tell_everything_there_is_to_tell(start, receiver):
    shop = start(endpoint(receiver, event_types=["attendance.*"]))
    receiver.answer_next(Answer(500, body=b"out of order"))
    shop.terminal.punch(Punch("1", "2026-05-05 08:00:00"))
    failed, delivered = attempts_of(shop.api, 1, at_least=2)
    assert failed["status"] == 500 and failed["answer"] == "out of order" and failed["number"] == 1
    # The configuration lets this endpoint go anywhere, so its owner may know where it goes.
    assert failed["address"] == "127.0.0.1"
    assert delivered["number"] == 2 and delivered["status"] == 200
    assert instant(failed["at"]) <= instant(delivered["at"]) <= time.time() + 1
    assert 0 <= failed["duration_ms"] < 5000
