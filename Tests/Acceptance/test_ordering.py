"""`ordering: device`: of one terminal one after the other, whatever fails, and of the others all the same."""

import random

import pytest

from harness.customers import attempts_of, change_endpoint, make_endpoint, new_customer, punch, settled
from harness.receiver import Answer, Receiver
from harness.settings import endpoint

QUICK = ["100ms"] * 40
ORDERED = {"event_types": ["attendance.*"], "ordering": "device", "max_in_flight": 32}


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, retry_schedule=QUICK, **how):
        return new_customer(start_bridge, *endpoints, delivery={"retry_schedule": retry_schedule}, **how)

    return start


def first_arrivals(receiver: Receiver, serial: str) -> list[int]:
    """Sequence numbers of a terminal's events in the order in which each was first seen."""
    return list(dict.fromkeys(one.event["sequence"] for one in receiver.attempts(serial=serial)))


def acceptances(receiver: Receiver, serial: str) -> list[str]:
    return [event["data"]["pin"] for event in receiver.events(serial=serial)]


def failing(*pins: str | int):
    return lambda delivery: Answer(500) if delivery.event["data"]["pin"] in map(str, pins) else None


def test_an_event_that_fails_holds_back_its_terminal_and_no_other(start, receiver):
    receiver.answer_by(failing("held"))
    shop = start(endpoint(receiver, **ORDERED), terminals=3, retry_schedule=["1s"] * 40)
    held, *others = shop.terminals
    held.punch(punch("held"), punch("behind 1"), punch("behind 2"))
    receiver.wait_for_attempts(2, pin="held")
    for terminal in others:
        terminal.punch(*(punch(pin) for pin in range(1, 21)))
    for terminal in others:
        receiver.wait_for_events(20, serial=terminal.serial)
    assert {one.event["data"]["pin"] for one in receiver.attempts(serial=held.serial)} == {"held"}
    receiver.answer_by(lambda _: None)
    receiver.wait_for_events(3, serial=held.serial)
    assert acceptances(receiver, held.serial) == ["held", "behind 1", "behind 2"]


def test_other_endpoints_are_not_held_back(start, start_receiver):
    failing_one, ordered, plain = start_receiver(), start_receiver(), start_receiver()
    failing_one.answer_by(failing("1"))
    shop = start(
        endpoint(failing_one, "failing", **ORDERED),
        endpoint(ordered, "ordered", **ORDERED),
        endpoint(plain, "plain", event_types=["attendance.*"]),
    )
    shop.terminal.punch(*(punch(pin) for pin in range(1, 11)))
    for other in (ordered, plain):
        other.wait_for_events(10)
    assert {one.event["data"]["pin"] for one in failing_one.deliveries} == {"1"}
    assert acceptances(ordered, shop.terminal.serial) == [str(pin) for pin in range(1, 11)]


def test_while_a_terminals_request_is_under_way_no_other_of_it_is(start, receiver):
    shop = start(endpoint(receiver, **ORDERED), terminals=3)
    slow, *others = shop.terminals
    receiver.answer_by(lambda one: Answer.hanging() if one.event["data"]["pin"] == "slow" else None)
    # A new endpoint gets one request at a time until it has answered some.
    others[0].punch(*(punch(f"9{pin}") for pin in range(5)))
    receiver.wait_for_events(5)
    slow.punch(punch("slow"), *(punch(pin) for pin in range(1, 6)))
    receiver.wait_for_attempts(1, pin="slow")
    for terminal in others:
        terminal.punch(*(punch(pin) for pin in range(1, 6)))
    for terminal in others:
        receiver.wait_for_event(serial=terminal.serial, pin="5")
    assert {one.event["data"]["pin"] for one in receiver.attempts(serial=slow.serial)} == {"slow"}
    receiver.release()
    receiver.wait_for_events(6, serial=slow.serial)
    assert acceptances(receiver, slow.serial) == ["slow", "1", "2", "3", "4", "5"]


def test_with_every_fifth_attempt_failing_each_terminals_events_arrive_in_order(start, receiver):
    rng = random.Random(20261121)
    receiver.answer_by(lambda _: Answer(503) if rng.random() < 0.2 else None)
    shop = start(endpoint(receiver, **ORDERED), terminals=5, retry_schedule=["20ms"] * 60)
    for round in range(4):
        for terminal in shop.terminals:
            terminal.punch(*(punch(round * 10 + number) for number in range(1, 11)))
    for terminal in shop.terminals:
        receiver.wait_for_events(40, serial=terminal.serial, timeout=30)
        arrived = first_arrivals(receiver, terminal.serial)
        assert arrived == sorted(arrived)
        assert acceptances(receiver, terminal.serial) == [str(pin) for pin in range(1, 41)]
    assert [one for one in receiver.deliveries if one.answered == 503], "nothing failed"


@pytest.mark.parametrize("end", ["kill", "stop"])
def test_the_order_outlives_a_restart(start, receiver, end):
    rng = random.Random(7)
    receiver.answer_by(lambda _: Answer(503) if rng.random() < 0.2 else None)
    shop = start(endpoint(receiver, **ORDERED), terminals=4, retry_schedule=["30ms"] * 60)
    for terminal in shop.terminals:
        terminal.punch(*(punch(pin) for pin in range(1, 41)))
    receiver.wait_for(lambda _: len(receiver.events()) >= 40)
    if end == "kill":
        shop.bridge.kill()
    else:
        assert shop.bridge.stop() == 0
    assert len(receiver.events()) < 160, "all was delivered before the end: nothing is tested"
    shop.bridge.start()
    for terminal in shop.terminals:
        receiver.wait_for_events(40, serial=terminal.serial, timeout=30)
        arrived = first_arrivals(receiver, terminal.serial)
        assert arrived == sorted(arrived)
        assert acceptances(receiver, terminal.serial) == [str(pin) for pin in range(1, 41)]


def test_a_held_back_terminal_is_still_held_back_after_a_kill(start, receiver):
    receiver.answer_by(failing("held"))
    shop = start(endpoint(receiver, **ORDERED), terminals=2, retry_schedule=["1s"] * 40)
    held, other = shop.terminals
    held.punch(punch("held"), punch("behind"))
    receiver.wait_for(lambda _: [a.answered for a in receiver.attempts(pin="held")][:2] == [500, 500])
    shop.bridge.kill()
    before = len(receiver.attempts(pin="held"))
    shop.bridge.start()
    other.punch(punch("free"))
    receiver.wait_for_event(pin="free")
    receiver.wait_for_attempts(before + 1, pin="held")
    assert not receiver.attempts(pin="behind")
    receiver.answer_by(lambda _: None)
    receiver.wait_for_event(pin="behind")
    assert acceptances(receiver, held.serial) == ["held", "behind"]


def test_skip_after_gives_up_the_poison_and_sets_its_terminal_free(start, receiver):
    receiver.answer_by(failing("poison"))
    shop = start()
    make_endpoint(shop.api, receiver, skip_after=3, **ORDERED)
    shop.terminal.punch(punch("poison"), punch("next"), punch("last"))
    receiver.wait_for_event(pin="last")
    assert len(receiver.attempts(pin="poison")) == 3
    assert acceptances(receiver, shop.terminal.serial) == ["next", "last"]
    settled(shop.api, dead_letters=1, waiting=0, undelivered=0)
    [letter] = shop.api.get("/v1/endpoints/shop/dead-letters").json["data"]
    assert (letter["event"]["data"]["pin"], letter["attempts"], letter["error"]) == ("poison", 3, "http_500")


def test_an_exhausted_schedule_sets_the_terminal_free(start, receiver):
    receiver.answer_by(failing("poison"))
    shop = start(retry_schedule=["30ms", "30ms"])
    make_endpoint(shop.api, receiver, **ORDERED)
    shop.terminal.punch(punch("poison"), punch("next"))
    receiver.wait_for_event(pin="next")
    assert len(receiver.attempts(pin="poison")) == 3
    settled(shop.api, dead_letters=1)


def test_skip_after_on_a_running_endpoint_frees_what_it_holds_back(start, receiver):
    receiver.answer_by(failing("poison"))
    shop = start()
    make_endpoint(shop.api, receiver, **ORDERED)
    shop.terminal.punch(punch("poison"), punch("next"))
    receiver.wait_for_attempts(3, pin="poison")
    change_endpoint(shop.api, skip_after=1)
    receiver.wait_for_event(pin="next")
    settled(shop.api, dead_letters=1)


def test_every_attempt_of_a_held_back_event_is_on_record(start, receiver):
    receiver.answer_next(Answer(500), Answer(404))
    shop = start(endpoint(receiver, **ORDERED))
    shop.terminal.punch(punch(1), punch(2))
    receiver.wait_for_event(pin="2")
    assert [one["outcome"] for one in attempts_of(shop.api, 1, at_least=3)] == [
        "http_500", "http_404", "delivered",
    ]  # fmt: skip
    assert [one["outcome"] for one in attempts_of(shop.api, 2)] == ["delivered"]
