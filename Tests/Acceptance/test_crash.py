"""What a terminal was told is kept survives whatever happens to the bridge."""

import random
import threading

import pytest

from harness.ledger import Ledger
from harness.receiver import Answer
from harness.settings import device, endpoint, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import PATIENCE


@pytest.fixture
def line(start_bridge, receiver):
    """A bridge with one terminal and one receiver, and the books."""
    serial = new_serial()
    bridge = start_bridge(
        settings(
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial)])],
            delivery={"timeout": "30s"},
        )
    )
    return bridge, bridge.terminal(serial), receiver, Ledger()


def upload(terminal, ledger: Ledger, punches: list[Punch]) -> bool:
    """Sends the punches and books what the terminal may believe; whether it was acknowledged."""
    ledger.send(terminal.serial, punches)
    try:
        reply = terminal.punch(*punches)
    except (AssertionError, OSError):
        return False
    if reply.status != 200:
        return False
    assert reply.text.strip() == f"OK: {len(punches)}"
    ledger.accept(terminal.serial, punches)
    return True


def punches(first: int, count: int) -> list[Punch]:
    return [
        Punch(str(pin), f"2026-05-06 {pin // 3600 % 24:02d}:{pin // 60 % 60:02d}:{pin % 60:02d}")
        for pin in range(first, first + count)
    ]


def test_a_kill_between_acknowledgement_and_delivery_loses_nothing(line):
    bridge, terminal, receiver, ledger = line
    receiver.answer_always(Answer.hanging())
    assert upload(terminal, ledger, punches(1, 20))
    receiver.wait_for_attempts(1)
    bridge.kill()
    receiver.down()
    receiver.answer_always(Answer())
    receiver.up()
    bridge.start()
    ledger.wait_until_balanced(receiver)
    assert ledger.duplicates(receiver) == 0, "nothing had been answered before the kill"


def test_a_kill_right_after_the_acknowledgement_loses_nothing(line):
    bridge, terminal, receiver, ledger = line
    receiver.down()
    assert upload(terminal, ledger, punches(1, 100))
    bridge.kill()
    receiver.up()
    bridge.start()
    ledger.wait_until_balanced(receiver)


def test_a_kill_between_delivery_and_its_booking_delivers_again_with_the_same_id(line):
    bridge, terminal, receiver, ledger = line
    assert upload(terminal, ledger, punches(1, 1))
    receiver.wait_for_event(pin="1")
    bridge.kill()
    bridge.start()
    assert upload(terminal, ledger, punches(2, 1))
    receiver.wait_for_event(pin="2")
    assert len({one.id for one in receiver.attempts(pin="1")}) == 1
    ledger.wait_until_balanced(receiver)


def test_what_was_not_acknowledged_can_be_sent_again_after_a_kill(line):
    bridge, terminal, receiver, ledger = line
    assert upload(terminal, ledger, punches(1, 5))
    bridge.kill()
    assert not upload(terminal, ledger, punches(6, 5))
    bridge.start()
    assert upload(terminal, ledger, punches(1, 10))
    ledger.wait_until_balanced(receiver)


def test_random_kills_while_terminals_upload_lose_nothing(start_bridge, receiver):
    """Five times: four terminals upload as fast as they can, the bridge is killed after a random number of
    acknowledgements, and the terminals go on with what was not acknowledged."""
    rng = random.Random(20261120)
    serials = [new_serial() for _ in range(4)]
    bridge = start_bridge(
        settings(
            tenants=[tenant(endpoints=[endpoint(receiver)], devices=[device(serial) for serial in serials])]
        )
    )
    ledger, books = Ledger(), threading.Lock()
    next_pin = dict.fromkeys(serials, 1)
    failures: list[BaseException] = []

    for _ in range(5):
        target, acknowledged = rng.randint(20, 80), threading.Semaphore(0)
        stop = threading.Event()

        def work(serial: str, size: int) -> None:
            terminal = bridge.terminal(serial)
            while not stop.is_set():
                batch = punches(next_pin[serial], size)
                with books:
                    ledger.send(serial, batch)
                try:
                    reply = terminal.punch(*batch)
                except (OSError, AssertionError):
                    return
                try:
                    assert (reply.status, reply.text.strip()) == (200, f"OK: {size}")
                except AssertionError as failure:
                    failures.append(failure)
                    return
                with books:
                    ledger.accept(serial, batch)
                next_pin[serial] += size
                acknowledged.release()

        workers = [threading.Thread(target=work, args=(serial, rng.randint(1, 12))) for serial in serials]
        for worker in workers:
            worker.start()
        for _ in range(target):
            assert acknowledged.acquire(timeout=PATIENCE), f"no acknowledgement any more; {failures}"
        bridge.kill()
        stop.set()
        for worker in workers:
            worker.join()
        bridge.start()

    assert failures == []
    for serial in serials:
        last = punches(next_pin[serial], 3)
        ledger.send(serial, last)
        assert bridge.terminal(serial).punch(*last).text.strip() == "OK: 3"
        ledger.accept(serial, last)
    ledger.wait_until_balanced(receiver)


def test_a_stop_gives_back_what_is_under_way_and_the_next_start_delivers_it(line):
    bridge, terminal, receiver, ledger = line
    receiver.answer_always(Answer.hanging())
    assert upload(terminal, ledger, punches(1, 5))
    receiver.wait_for_attempts(1)
    assert bridge.stop() == 0
    receiver.down()
    receiver.answer_always(Answer())
    receiver.up()
    bridge.start()
    ledger.wait_until_balanced(receiver)
