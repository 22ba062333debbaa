"""Acceptance tests: the real program, spoken to as terminals, customers and receivers speak to it.

They are written against the contract (README and docs), never against the sources, and need nothing but
Debian's python3-pytest and python3-jsonschema:

    /usr/bin/python3 -m pytest Tests/Acceptance                           all of them
    /usr/bin/python3 -m pytest Tests/Acceptance/test_crash.py             one file
    /usr/bin/python3 -m pytest Tests/Acceptance -k "kill and receiver"    by words of the names
    ADMS_BRIDGE=/path/to/adms-bridge /usr/bin/python3 -m pytest …         another build

Without `ADMS_BRIDGE` the newest of `.build/release/adms-bridge` and `.build/debug/adms-bridge` is taken; where
there is none, all tests but those of the harness and the schemas are skipped. `ADMS_CAPTURES` names the folder
of captured terminal traffic; without it and without `../shared/captures` the replay is skipped.

How they are made:
- A test that kills, fills or reconfigures a bridge starts its own (`start_bridge`). A test that only talks uses
  the shared one and a serial number of its own, so tests may run in any order, alone or together.
- Nothing sleeps for an effect: tests wait on a condition of the receiver, with a generous limit.
- Every request any receiver gets is checked for signature, headers and schema; a fault fails the test.
- Waits of the bridge itself (retries, leases) are made short by configuration, never by a changed clock.
"""

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.bridge import Bridge, find_program
from harness.receiver import Receiver
from harness.schemas import SchemaBook
from harness.settings import device, endpoint, key, new_key, settings, tenant

#: Terminals of the shared bridge whose clocks run in these zones; all others run in UTC.
ZONED = {
    "Asia/Jakarta": "ZONEJAKARTA01",
    "Europe/Berlin": "ZONEBERLIN001",
    "Asia/Kolkata": "ZONEKOLKATA01",
    "America/Lima": "ZONELIMA00001",
    "Pacific/Tongatapu": "ZONETONGA0001",
    "America/St_Johns": "ZONESTJOHNS01",
}


# Programs inherit what is ignored, and a shell has what it runs in the background ignore this one.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """Shows the logs of a failed test's bridges."""
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for bridge in item.stash.get(_BRIDGES, []):
            report.sections.append((f"log of the bridge in {bridge.folder}", bridge.log[-6000:]))


_BRIDGES = pytest.StashKey[list[Bridge]]()


@pytest.fixture(scope="session")
def program() -> Path:
    """The executable under test."""
    path = find_program()
    if path is None:
        pytest.skip("adms-bridge is not built and ADMS_BRIDGE is not set")
    assert os.access(path, os.X_OK), f"ADMS_BRIDGE is no executable: {path}"
    return path


@pytest.fixture(scope="session")
def schemas() -> SchemaBook:
    return SchemaBook()


@pytest.fixture
def start_receiver(schemas: SchemaBook) -> Iterator[Callable[..., Receiver]]:
    """Starts receivers; at the end none may have got anything it would have had to refuse."""
    receivers: list[Receiver] = []

    def start(**how: Any) -> Receiver:
        receivers.append(Receiver(schemas, **how).up())
        return receivers[-1]

    yield start
    for receiver in receivers:
        receiver.down()
    assert not [fault for receiver in receivers for fault in receiver.faults]


@pytest.fixture
def receiver(start_receiver: Callable[..., Receiver]) -> Receiver:
    """A receiver of this test alone."""
    return start_receiver()


@pytest.fixture
def start_bridge(
    program: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Bridge]]:
    """Starts bridges of this test alone; at the end each must stop in peace."""
    bridges: list[Bridge] = []
    request.node.stash[_BRIDGES] = bridges

    def start(settings: dict[str, Any], *, ready: bool = True, **how: Any) -> Bridge:
        bridges.append(Bridge(program, tmp_path / f"bridge-{len(bridges)}", settings, **how))
        return bridges[-1].start() if ready else bridges[-1]

    yield start
    codes = [bridge.stop() for bridge in bridges if bridge.runs]
    assert not any(codes), f"exit codes {codes}"


@pytest.fixture(scope="session")
def shared(
    program: Path, schemas: SchemaBook, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SimpleNamespace]:
    """A bridge for tests that only talk: `bridge`, its `receiver`, and an API `key` of tenant `default`.

    Unknown serials are adopted, so a test invents its terminals; those in `ZONED` are set to their zones.
    Tenant `other` owns one device, `OTHER00000001`, and has the key `other_key`.
    """
    receiver = Receiver(schemas).up()
    customer_key, other_key = new_key(), new_key()
    devices = [device(serial, zone) for zone, serial in ZONED.items()]
    # One webhook at a time, so what arrives was told after what arrived before: see `harness.news`.
    in_order = endpoint(receiver, max_in_flight=1)
    configuration = settings(
        devices={"unknown": "adopt", "adopt_into": "default"},
        # libmicrohttpd can overlook a half close behind garbage; its connection then ends by this deadline.
        device_listener={"header_timeout": "2s"},
        tenants=[
            tenant(endpoints=[in_order], devices=devices, keys=[key(customer_key, "customer")]),
            tenant("other", devices=[device("OTHER00000001")], keys=[key(other_key, "other")]),
        ],
    )
    bridge = Bridge(program, tmp_path_factory.mktemp("shared"), configuration).start()
    yield SimpleNamespace(bridge=bridge, receiver=receiver, key=customer_key, other_key=other_key)
    code = bridge.stop()
    receiver.down()
    assert code == 0, bridge.log[-4000:]


@pytest.fixture(autouse=True)
def _nothing_to_refuse(request: pytest.FixtureRequest) -> Iterator[None]:
    """The shared receiver got nothing faulty while this test ran, and the shared bridge still runs."""
    uses_shared = "shared" in request.fixturenames
    shared = request.getfixturevalue("shared") if uses_shared else None
    before = len(shared.receiver.faults) if shared else 0
    if shared:
        request.node.stash[_BRIDGES] = [shared.bridge]
    yield
    if shared:
        assert shared.bridge.runs, "the shared bridge died"
        assert shared.receiver.faults[before:] == []
