"""`batch`: several events in one request, which fails as a whole and is the same on every retry."""

import json
import time

import pytest

from harness.customers import (
    attempts_of,
    change_endpoint,
    log_of,
    make_endpoint,
    new_customer,
    punch,
    settled,
)
from harness.receiver import Answer, Delivery, Receiver
from harness.settings import endpoint

QUICK = ["100ms"] * 40
TYPES = ["attendance.*"]


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, retry_schedule=QUICK, **how):
        return new_customer(start_bridge, *endpoints, delivery={"retry_schedule": retry_schedule}, **how)

    return start


def pins(delivery: Delivery) -> list[str]:
    return [event["data"]["pin"] for event in delivery.event["events"]]


def taken(receiver: Receiver, serial: str | None = None) -> list[str]:
    """Pins of the different events in the batches that were accepted, in order of arrival."""
    return list(
        {
            event["id"]: event["data"]["pin"]
            for one in receiver.attempts(type="batch")
            if one.accepted
            for event in one.event["events"]
            if serial in (None, event["device"]["serial"])
        }.values()
    )


def wait_until_taken(receiver: Receiver, count: int) -> None:
    receiver.wait_for(lambda _: len(taken(receiver)) >= count)


def numbers(first: int, last: int) -> list[str]:
    return [str(pin) for pin in range(first, last + 1)]


def test_a_batch_has_the_events_as_the_log_has_them_in_their_order(start, receiver):
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 10, "max_wait": "5s"}))
    shop.terminal.punch(*(punch(pin) for pin in range(1, 11)))
    [batch] = receiver.wait_for_attempts(1, type="batch")
    assert batch.event["events"] == log_of(shop.api)
    assert pins(batch) == numbers(1, 10)
    text = shop.api.get("/v1/events?type=attendance.*&limit=200").body
    inside = batch.body.removeprefix(b'{"type":"batch","events":[').removesuffix(b"]}")
    assert inside in text, "the bytes are not those that are stored"


def test_no_batch_has_more_than_max_events(start, receiver):
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 7, "max_wait": "100ms"}))
    shop.terminal.punch(*(punch(pin) for pin in range(1, 51)))
    wait_until_taken(receiver, 50)
    assert max(len(pins(one)) for one in receiver.deliveries) == 7
    assert sorted(taken(receiver), key=int) == numbers(1, 50)
    assert len({one.id for one in receiver.deliveries}) == len(receiver.deliveries)


def test_a_full_batch_does_not_wait(start, receiver):
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 5, "max_wait": "5m"}))
    shop.terminal.punch(*(punch(pin) for pin in range(1, 6)))
    wait_until_taken(receiver, 5)


def test_an_event_waits_for_company_for_max_wait_and_no_longer(start, receiver):
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 100, "max_wait": "4s"}))
    began = time.monotonic()
    shop.terminal.punch(punch(1))
    shop.terminal.punch(punch(2))
    [batch] = receiver.wait_for_attempts(1)
    assert 3.9 <= batch.at - began
    assert pins(batch) == ["1", "2"]
    shop.terminal.punch(punch(3))
    wait_until_taken(receiver, 3)


def test_a_max_wait_of_nothing_sends_at_once(start, receiver):
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 100, "max_wait": "0s"}))
    shop.terminal.punch(punch(1))
    wait_until_taken(receiver, 1)
    assert pins(receiver.deliveries[0]) == ["1"]


def test_a_batch_that_fails_is_the_same_on_every_retry(start, receiver):
    receiver.answer_next(Answer(500), Answer(503), Answer.closing())
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 4, "max_wait": "5s"}))
    shop.terminal.punch(*(punch(pin) for pin in range(1, 5)))
    receiver.wait_for_attempts(1)
    # Events that come meanwhile are not squeezed into it.
    shop.terminal.punch(*(punch(pin) for pin in range(5, 9)))
    wait_until_taken(receiver, 8)
    first = [one for one in receiver.deliveries if "1" in pins(one)]
    assert len(first) >= 2 and first[-1].accepted
    assert {tuple(pins(one)) for one in first} == {("1", "2", "3", "4")}
    assert len({(one.id, one.body) for one in first}) == 1


def test_a_batch_fails_as_a_whole_and_every_event_says_so(start, receiver):
    receiver.answer_next(Answer(500))
    shop = start(endpoint(receiver, event_types=TYPES, batch={"max_events": 3, "max_wait": "5s"}))
    shop.terminal.punch(*(punch(pin) for pin in range(1, 4)))
    wait_until_taken(receiver, 3)
    first = log_of(shop.api)[0]["sequence"]
    for pin in (1, 2, 3):
        attempts = attempts_of(shop.api, pin, at_least=2)
        assert [(one["number"], one["outcome"], one["batch"]) for one in attempts] == [
            (1, "http_500", first),
            (2, "delivered", first),
        ]


def test_a_batch_that_keeps_failing_is_many_dead_letters_and_comes_back_from_the_dead(start, receiver):
    receiver.answer_always(Answer(500))
    shop = start(retry_schedule=["30ms"])
    make_endpoint(shop.api, receiver, batch={"max_events": 3, "max_wait": "5s"})
    shop.terminal.punch(*(punch(pin) for pin in range(1, 4)))
    settled(shop.api, dead_letters=3, waiting=0)
    receiver.answer_always(Answer())
    assert shop.api.post("/v1/endpoints/shop/dead-letters/retry").json == {"events": 3}
    wait_until_taken(receiver, 3)
    settled(shop.api, dead_letters=0, waiting=0)


def test_a_batch_is_the_same_after_a_kill(start, receiver):
    receiver.answer_always(Answer(503))
    shop = start(
        endpoint(receiver, event_types=TYPES, batch={"max_events": 6, "max_wait": "5s"}),
        retry_schedule=["400ms"] * 40,
    )
    shop.terminal.punch(*(punch(pin) for pin in range(1, 7)))
    receiver.wait_for(lambda seen: [one.answered for one in seen][:2] == [503, 503])
    shop.bridge.kill()
    receiver.answer_always(Answer())
    shop.bridge.start()
    wait_until_taken(receiver, 6)
    assert len({(one.id, one.body) for one in receiver.deliveries}) == 1


def test_with_ordering_a_failed_batch_holds_back_its_terminals_and_no_other(start, receiver):
    fails = [True]

    def choose(delivery: Delivery) -> Answer | None:
        return Answer(500) if fails[0] and "1" in pins(delivery) else None

    receiver.answer_by(choose)
    batch = {"max_events": 5, "max_wait": "200ms"}
    # So slow that the breaker, which would hold back the other too, does not open meanwhile.
    one = endpoint(receiver, event_types=TYPES, ordering="device", batch=batch)
    shop = start(one, terminals=2, retry_schedule=["2s"] * 40)
    held, other = shop.terminals
    held.punch(punch(1), punch(2))
    receiver.wait_for(lambda seen: [one.answered for one in seen][:2] == [500, 500])
    held.punch(punch(3))
    other.punch(punch(100), punch(101))
    receiver.wait_for(lambda _: taken(receiver, other.serial) == ["100", "101"])
    assert not taken(receiver, held.serial)
    fails[0] = False
    receiver.wait_for(lambda _: taken(receiver, held.serial) == ["1", "2", "3"])


def test_with_ordering_each_terminals_events_arrive_in_order_though_batches_fail(start, receiver):
    count = [0]

    def choose(_: Delivery) -> Answer | None:
        count[0] += 1
        return Answer(503) if count[0] % 4 == 0 else None

    receiver.answer_by(choose)
    batch = {"max_events": 8, "max_wait": "20ms"}
    shop = start(
        endpoint(receiver, event_types=TYPES, ordering="device", batch=batch),
        terminals=3,
        retry_schedule=["20ms"] * 60,
    )
    for round in range(5):
        for terminal in shop.terminals:
            terminal.punch(*(punch(round * 6 + number) for number in range(1, 7)))
    wait_until_taken(receiver, 90)
    for terminal in shop.terminals:
        assert taken(receiver, terminal.serial) == numbers(1, 30)
    assert [one for one in receiver.deliveries if one.answered == 503]


def test_batches_can_be_turned_on_and_off(start, receiver):
    shop = start()
    made = make_endpoint(shop.api, receiver, batch={"max_events": 2})
    assert made["batch"] == {"max_events": 2, "max_wait": "1s"}
    shop.terminal.punch(punch(1), punch(2))
    wait_until_taken(receiver, 2)
    assert change_endpoint(shop.api, batch=None)["batch"] is None
    shop.terminal.punch(punch(3))
    receiver.wait_for_event(type="attendance.recorded", pin="3")


def test_a_test_webhook_of_an_endpoint_with_batches_is_taken(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver, batch={})
    assert shop.api.post("/v1/endpoints/shop/test").json["outcome"] == "delivered"
    assert json.loads(receiver.deliveries[0].body)
