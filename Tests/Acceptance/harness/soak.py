"""Kills at random moments, for as long as one likes, and an exact account at the end.

Terminals upload without a break, the receiver answers as it likes, and the bridge is killed (SIGKILL) every
200 to 800 ms and started again on the same data. At the end everything drains and the books are closed:

    accepted = delivered + pending + dead,   nothing twice that a kill does not explain.
"""

import hashlib
import json
import random
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .bridge import Bridge
from .ledger import Key, Ledger, key_of_event
from .receiver import Answer, Delivery, Receiver
from .schemas import SchemaBook
from .terminal import Punch

#: What one kill may have sent again: the stretch a lane works on, and as much on its way to the disk.
REPEATS_PER_KILL = 2 * 64


class MoodyReceiver(Receiver):
    """Answers most requests with success, some with failure, some not at all; keeps books instead of requests."""

    def __init__(self, schemas: SchemaBook, rng: random.Random, patience: float) -> None:
        super().__init__(schemas)
        self._rng = rng
        #: How long the bridge waits for an answer.
        self._patience = patience
        self.is_moody = True
        #: By event id: digests of the bodies that came, and how often we said we have it.
        self.bodies: dict[str, set[str]] = {}
        self.accepted_ids: Counter[str] = Counter()
        self.keys: dict[str, Key] = {}
        #: By serial: sequence numbers in the order of their first arrival.
        self.first_arrivals: dict[str, list[int]] = {}
        self.requests = 0

    def _arrived(self, delivery: Delivery) -> Answer:
        faults = list(self._inspect(delivery))
        with self._changed:
            self.requests += 1
            self._faults += faults
            self._book(delivery)
            mood = self._rng.random() if self.is_moody else 1
            status = self._rng.choice((500, 503))
        if mood < 0.01:
            # Later than the bridge waits, so that it knows as well as we do that there was no answer.
            time.sleep(self._patience * 1.5)
            return Answer.closing()
        if mood < 0.03:
            return Answer.closing()
        return Answer(status) if mood < 0.2 else Answer()

    def _book(self, delivery: Delivery) -> None:
        event = delivery.event
        if delivery.id not in self.bodies and event.get("device"):
            self.first_arrivals.setdefault(event["device"]["serial"], []).append(event["sequence"])
        self.bodies.setdefault(delivery.id, set()).add(hashlib.sha256(delivery.body).hexdigest())
        if event.get("type") == "attendance.recorded":
            self.keys[delivery.id] = key_of_event(event)

    def _answered(self, delivery: Delivery, status: int) -> None:
        with self._changed:
            if 200 <= status < 300:
                self.accepted_ids[delivery.id] += 1
            self._changed.notify_all()

    @property
    def delivered(self) -> set[Key]:
        with self._changed:
            return {self.keys[id] for id in self.accepted_ids if id in self.keys}

    @property
    def repeats(self) -> int:
        """Deliveries of what we had said we have."""
        with self._changed:
            return sum(count - 1 for count in self.accepted_ids.values())


@dataclass
class Report:
    """What became of everything."""

    kills: int = 0
    requests: int = 0
    accepted: int = 0
    delivered: int = 0
    pending: int = 0
    dead: int = 0
    lost: int = 0
    #: Delivered though no terminal ever sent it.
    invented: int = 0
    #: Delivered again after we had said we have it: in all, and the most that one kill led to.
    repeats: int = 0
    most_repeats: int = 0
    #: Events that came with more than one body, or punches with more than one id.
    changed: int = 0
    #: Events that came for the first time after a later one of the same terminal.
    out_of_order: int = 0
    seconds: float = 0

    def __str__(self) -> str:
        return " ".join(
            f"{name}={value:.1f}" if isinstance(value, float) else f"{name}={value}"
            for name, value in vars(self).items()
        )


@dataclass
class Uploads:
    """Terminals that upload at once what they have, and again what was not acknowledged."""

    bridge: Bridge
    serials: list[str]
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    failures: list[str] = field(default_factory=list)
    _books: threading.Lock = field(default_factory=threading.Lock)
    _is_over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for number, serial in enumerate(self.serials):
            thread = threading.Thread(target=self._work, args=(serial, random.Random(self.seed + number)))
            self._threads.append(thread)
            thread.start()

    def end(self) -> None:
        """Lets every terminal bring its last batch to an end."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def _work(self, serial: str, rng: random.Random) -> None:
        terminal, number = self.bridge.terminal(serial), 0
        deadline = None
        while not self._is_over.is_set():
            size = rng.randint(1, 12)
            batch = [
                Punch(str(n % 5000 + 1), f"2026-{n // 86400 % 12 + 1:02d}-07 {_time(n)}")
                for n in range(number, number + size)
            ]
            with self._books:
                self.ledger.send(serial, batch)
            # As a terminal does: the same again until it hears OK.
            while True:
                try:
                    reply = terminal.punch(*batch)
                except (OSError, AssertionError):
                    reply = None
                if reply is not None and reply.status == 200:
                    break
                if reply is not None and reply.status != 503:
                    self.failures.append(f"{reply.status} {reply.text!r}")
                    return
                # Not for ever, when the bridge stays away.
                if self._is_over.is_set():
                    deadline = deadline or time.monotonic() + 20
                    if time.monotonic() > deadline:
                        self.failures.append(f"{serial} never brought its last batch to an end")
                        return
                time.sleep(0.02)
            if reply.text.strip() != f"OK: {size}":
                self.failures.append(f"{reply.text!r} for {size}")
                return
            with self._books:
                self.ledger.accept(serial, batch)
            number += size
            # The pace of a busy site; the receiver is in Python.
            time.sleep(rng.uniform(0.02, 0.08))


def _time(number: int) -> str:
    return f"{number // 3600 % 24:02d}:{number // 60 % 60:02d}:{number % 60:02d}"


def soak(
    bridge: Bridge, receiver: MoodyReceiver, serials: list[str], cycles: int, seed: int, progress: Any
) -> Report:
    """Runs the cycles and closes the books; `progress` is called with a line now and then.

    The bridge runs at the beginning and is stopped at the end.
    """
    rng, began, said = random.Random(seed), time.monotonic(), time.monotonic()
    report = Report()
    uploads = Uploads(bridge, serials, seed)
    uploads.begin()
    try:
        for cycle in range(cycles):
            time.sleep(rng.uniform(0.2, 0.8))
            repeats = receiver.repeats
            bridge.kill()
            report.kills += 1
            bridge.start()
            # What the kill before last led to is long delivered by the next.
            report.most_repeats = max(report.most_repeats, receiver.repeats - repeats)
            assert not uploads.failures, uploads.failures
            if time.monotonic() - said > 10:
                said = time.monotonic()
                progress(
                    f"soak: {cycle + 1}/{cycles} kills, {len(uploads.ledger.accepted)} accepted, "
                    f"{len(receiver.delivered)} delivered, {receiver.repeats} repeats"
                )
    finally:
        uploads.end()
    receiver.is_moody = False
    _drain(uploads.ledger, receiver)
    assert bridge.stop() == 0, bridge.log[-4000:]
    assert not uploads.failures, uploads.failures
    _close_books(report, bridge, uploads.ledger, receiver)
    report.seconds = time.monotonic() - began
    return report


def _drain(ledger: Ledger, receiver: MoodyReceiver) -> None:
    """Waits until all is delivered, or nothing more comes: what is missing then, the books must explain."""
    seen, still_since = -1, time.monotonic()
    while not ledger.accepted <= receiver.delivered and time.monotonic() - still_since < 10:
        if (now := len(receiver.delivered)) != seen:
            seen, still_since = now, time.monotonic()
        time.sleep(0.1)


def _close_books(report: Report, bridge: Bridge, ledger: Ledger, receiver: MoodyReceiver) -> None:
    delivered = receiver.delivered
    pending, dead = _kept(bridge)
    report.requests = receiver.requests
    report.accepted = len(ledger.accepted)
    report.delivered = len(delivered)
    report.pending = len(pending - delivered)
    report.dead = len(dead - delivered)
    report.lost = len(ledger.accepted - delivered - pending - dead)
    report.invented = len((delivered | pending | dead) - ledger.sent)
    report.repeats = receiver.repeats
    report.changed = sum(len(bodies) > 1 for bodies in receiver.bodies.values())
    report.changed += len(receiver.keys) - len(set(receiver.keys.values()))
    for sequences in receiver.first_arrivals.values():
        highest = 0
        for sequence in sequences:
            report.out_of_order += sequence < highest
            highest = max(highest, sequence)


def _kept(bridge: Bridge) -> tuple[set[Key], set[Key]]:
    """Punches that the stopped bridge still has to deliver, and those it has given up."""
    database = sqlite3.connect(f"file:{bridge.data_dir / 'bridge.db'}?mode=ro", uri=True)
    try:
        check = database.execute("PRAGMA quick_check").fetchall()
        assert check == [("ok",)], check
        queries = (
            "SELECT body FROM events JOIN endpoints ON endpoints.tenant = events.tenant"
            " WHERE events.type = 1 AND events.position > endpoints.position"
            " UNION ALL SELECT body FROM events JOIN waiting USING (position) WHERE events.type = 1",
            "SELECT body FROM events JOIN dead USING (position) WHERE events.type = 1",
        )
        pending, dead = (
            {key_of_event(json.loads(body)) for (body,) in database.execute(query)} for query in queries
        )
        return pending, dead
    finally:
        database.close()
