"""Nothing anybody sends breaks the bridge, and whoever sends it hears a plain word."""

import random

import pytest

from harness.bridge import Bridge
from harness.receiver import Receiver
from harness.settings import endpoint, settings, tenant
from harness.terminal import Punch, new_serial
from harness.waiting import wait_until
from harness.wire import Connection, ConnectionClosed, chunked, exchange, request_bytes

HOST = {"Host": "bridge.example.test", "Connection": "close"}
PUNCH = Punch("3", "2026-05-07 08:00:00")


def assert_plain(reply, *statuses: int) -> None:
    """A refusal a terminal does not take for success: plain text, not `OK`."""
    assert reply.status in statuses, reply
    assert reply.header("content-type").split(";")[0] == "text/plain"
    assert reply.body and not reply.text.startswith("OK")
    assert "<" not in reply.text


def assert_serves(bridge) -> None:
    assert bridge.runs
    assert bridge.terminal().punch(PUNCH).text.strip() == "OK: 1"


# Who is it?


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?",
        "?SN=",
        "?table=ATTLOG",
        "?SN=%20",
        "?SN=A%20B",
        "?SN=" + "A" * 33,
        "?SN=" + "A" * 5000,
        "?SN=..%2F..%2Fetc%2Fpasswd",
        "?SN=%00",
        "?SN=A%00B",
        "?SN=%FF%FE",
        "?SN=';DROP%20TABLE%20devices;--",
        "?SN=%E5%B1%B1",
        "?SN=A%0D%0AX-Injected:%201",
        "?SN=%",
        "?SN=%zz",
    ],
)
@pytest.mark.parametrize(
    ("method", "page"), [("GET", "cdata"), ("GET", "getrequest"), ("POST", "cdata"), ("POST", "devicecmd")]
)
def test_a_missing_or_illegal_serial_is_refused(shared, method, page, query):
    body = PUNCH.line.encode() + b"\n" if method == "POST" else None
    reply = exchange(
        shared.bridge.devices, request_bytes(method, f"/iclock/{page}{query}", headers=HOST, body=body)
    )
    assert_plain(reply, 400)
    assert reply.header("x-injected") is None


@pytest.mark.parametrize("serial", ["A", "A" * 32, "a-b_C9", "0000000000000"])
def test_every_legal_serial_is_taken(shared, serial):
    terminal = shared.bridge.terminal(serial)
    assert terminal.punch(PUNCH).text.strip() == "OK: 1"
    shared.receiver.wait_for_event(serial=serial, pin="3")


# What does it want?


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/iclock",
        "/iclock/",
        "/iclock/nothing",
        "/cdata",
        "/favicon.ico",
        "/iclock/cdata/x",
        "/iclockcdata",
    ],
)
def test_an_unknown_path_is_refused(shared, path):
    for method, body in (("GET", None), ("POST", b"x=1\n")):
        reply = exchange(
            shared.bridge.devices, request_bytes(method, f"{path}?SN=X1", headers=HOST, body=body)
        )
        assert_plain(reply, 404)


@pytest.mark.parametrize("page", ["exchange", "registry"])
def test_what_this_bridge_does_not_speak_is_refused_plainly(shared, page):
    reply = shared.bridge.terminal().ask("POST", page, "type=publickey", b"PublicKey=AAAA\n")
    assert_plain(reply, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"])
def test_another_method_is_refused(shared, method):
    reply = shared.bridge.terminal().ask(method, "cdata", "table=ATTLOG", b"1\t2026-05-07 08:00:00\n")
    assert_plain(reply, 405, 501)


# How is it written?


@pytest.mark.parametrize(
    "data",
    [
        b"\r\n\r\n\r\n\r\n",
        b"hello\r\n\r\n",
        b"GET\r\n\r\n",
        b"GET /iclock/cdata?SN=X1\r\n\r\n",
        b"GET /iclock/cdata?SN=X1 HTTP/9.9\r\n\r\n",
        b"GET /iclock/cdata?SN=X1 HTTP/1.1\r\nno colon\r\n\r\n",
        b"GET /iclock/cdata?SN=X1 HTTP/1.1\r\n: empty\r\n\r\n",
        b"GET /iclock/cdata?SN=X1 HTTP/1.1\r\nA: b\r\n folded\r\n\r\n",
        b"GET /iclock/cdata?SN=X1 HTTP/1.1\r\nA: \x00\r\n\r\n",
        b"GET /iclock/\x00cdata?SN=X1 HTTP/1.1\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: x\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: +1\r\n\r\n1",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n12",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n0\r\n\r\n",
        b"POST /iclock/cdata?SN=X1 HTTP/1.1\r\nContent-Length: 99999999999999999999999\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"\xff" * 5000,
    ],
)
def test_what_is_no_http_is_refused_or_cut_off_and_never_acknowledged(shared, data):
    with Connection(shared.bridge.devices) as connection:
        try:
            connection.send(data)
            connection.end_of_sending()
            reply = connection.reply()
        except (ConnectionClosed, ConnectionError):
            pass
        else:
            assert reply.status >= 400, reply
    assert_serves(shared.bridge)


def test_random_bytes_do_not_break_it(shared):
    rng = random.Random(7)
    for _ in range(200):
        with Connection(shared.bridge.devices) as connection:
            try:
                connection.send(rng.randbytes(rng.randint(1, 300)) + b"\r\n\r\n")
                connection.end_of_sending()
                connection.reply()
            except (ConnectionClosed, ConnectionError, ValueError):
                pass
    assert_serves(shared.bridge)


def test_mangled_uploads_are_acknowledged_line_by_line_or_refused(shared):
    """A thousand mutations of good rows: the answer is an acknowledgement or a plain refusal, never a 5xx."""
    rng, terminal = random.Random(11), shared.bridge.terminal()
    rows = b"".join(f"{pin}\t2026-05-08 08:00:{pin:02d}\t0\t1\t\t0\t0\r\n".encode() for pin in range(1, 6))
    with Connection(shared.bridge.devices) as connection:
        for _ in range(1000):
            body = bytearray(rows)
            for _ in range(rng.randint(1, 8)):
                body[rng.randrange(len(body))] = rng.randrange(256)
            target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG"
            connection.send(request_bytes("POST", target, headers={"Host": "x"}, body=bytes(body)))
            reply = connection.reply()
            assert reply.status == 200 and reply.text.startswith("OK"), (reply, bytes(body))
    assert_serves(shared.bridge)


# How much is it?


@pytest.mark.parametrize("table", ["ATTLOG", "OPERLOG", "BIODATA", "ERRORLOG", "NOSUCH"])
def test_an_empty_body_is_acknowledged(shared, table):
    reply = shared.bridge.terminal().upload(table, b"")
    assert (reply.status, reply.text.strip()) == (200, "OK")


@pytest.fixture(scope="module")
def strict(program, schemas, tmp_path_factory):
    """A bridge with small limits."""
    receiver = Receiver(schemas).up()
    configuration = settings(
        devices={"unknown": "adopt"},
        device_listener={
            "max_body": "64KiB",
            "max_header": "4KiB",
            "header_timeout": "1s",
            "body_timeout": "2s",
            "idle_timeout": "2s",
            "max_connections_per_address": 20,
        },
        tenants=[tenant(endpoints=[endpoint(receiver)])],
    )
    bridge = Bridge(program, tmp_path_factory.mktemp("strict"), configuration).start()
    yield bridge, receiver
    code = bridge.stop()
    receiver.down()
    assert (code, receiver.faults) == (0, []), bridge.log[-4000:]


def test_a_body_over_the_limit_is_refused_before_it_is_sent(strict):
    bridge, _ = strict
    terminal = bridge.terminal()
    headers = HOST | {"Content-Length": str(65 * 1024)}
    reply = exchange(
        bridge.devices,
        request_bytes("POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=headers),
    )
    assert_plain(reply, 413)


def test_a_body_at_the_limit_is_taken(strict):
    bridge, receiver = strict
    terminal = bridge.terminal()
    line = PUNCH.line.encode() + b"\n"
    body = line + b"\n" * (64 * 1024 - len(line))
    assert terminal.upload("ATTLOG", body).text.strip() == "OK: 1"
    receiver.wait_for_event(serial=terminal.serial, pin="3")


def test_a_chunked_body_over_the_limit_is_refused(strict):
    bridge, receiver = strict
    terminal = bridge.terminal()
    line = PUNCH.line.encode() + b"\n"
    body = chunked(line * (80 * 1024 // len(line)), 4096)
    headers = HOST | {"Transfer-Encoding": "chunked"}
    data = request_bytes(
        "POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=headers, body=body
    )
    try:
        assert_plain(exchange(bridge.devices, data), 413)
    except ConnectionClosed:
        pass  # cut off while we were still sending
    other = bridge.terminal()
    other.punch(PUNCH)
    receiver.wait_for_event(serial=other.serial, pin="3")
    assert receiver.attempts(serial=terminal.serial, pin="3") == []


@pytest.mark.parametrize("where", ["one header", "many headers", "request line"])
def test_a_head_over_the_limit_is_refused(strict, where):
    bridge, _ = strict
    headers, target = dict(HOST), "/iclock/getrequest?SN=X1"
    if where == "one header":
        headers["X-Long"] = "a" * 8000
    elif where == "many headers":
        headers |= {f"X-{n}": "a" * 20 for n in range(400)}
    else:
        target += "&x=" + "a" * 8000
    try:
        reply = exchange(bridge.devices, request_bytes("GET", target, headers=headers))
    except ConnectionClosed:
        pass
    else:
        assert reply.status in (400, 413, 414, 431)
    assert_serves(bridge)


def test_a_head_that_trickles_is_cut_off(strict):
    bridge, _ = strict
    with Connection(bridge.devices, timeout=15) as connection:
        connection.send(b"GET /iclock/getrequest?SN=X1 HTTP/1.1\r\nHost: x\r\n")
        try:
            assert connection.reply().status in (400, 408)
        except ConnectionClosed:
            pass
    assert_serves(bridge)


def test_a_body_that_never_comes_is_cut_off_and_nothing_kept(strict):
    bridge, receiver = strict
    terminal = bridge.terminal()
    body = PUNCH.line.encode() + b"\n"
    headers = HOST | {"Content-Length": str(len(body) + 100)}
    target = f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG"
    with Connection(bridge.devices, timeout=15) as connection:
        connection.send(request_bytes("POST", target, headers=headers, body=body))
        try:
            assert connection.reply().status in (400, 408)
        except ConnectionClosed:
            pass
    other = bridge.terminal()
    other.punch(PUNCH)
    receiver.wait_for_event(serial=other.serial, pin="3")
    assert receiver.attempts(serial=terminal.serial, pin="3") == []


@pytest.mark.parametrize("end", ["shutdown", "close"])
def test_half_a_request_is_not_taken_for_a_whole(strict, end):
    bridge, receiver = strict
    terminal = bridge.terminal()
    line = PUNCH.line.encode() + b"\n"
    data = request_bytes(
        "POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=HOST, body=line * 2
    )
    with Connection(bridge.devices) as connection:
        connection.send(data[: -len(line)])
        if end == "shutdown":
            connection.end_of_sending()
            try:
                assert connection.reply().status >= 400
            except ConnectionClosed:
                pass
    other = bridge.terminal()
    other.punch(PUNCH)
    receiver.wait_for_event(serial=other.serial, pin="3")
    assert receiver.attempts(serial=terminal.serial, pin="3") == []


def test_an_idle_connection_is_closed(strict):
    bridge, _ = strict
    with Connection(bridge.devices, timeout=15) as connection:
        connection.send(request_bytes("GET", f"/iclock/ping?SN={new_serial()}", headers={"Host": "x"}))
        assert connection.reply().status == 200
        assert connection.is_closed_by_peer()


def test_one_address_cannot_take_all_connections(strict):
    bridge, _ = strict
    connections = [Connection(bridge.devices, timeout=10) for _ in range(25)]
    answered = 0
    poll = request_bytes("GET", "/iclock/ping?SN=X1", headers={"Host": "x"})
    for connection in connections:
        try:
            connection.send(poll)
            answered += connection.reply().status == 200
        except (ConnectionClosed, ConnectionError):
            pass
    assert answered <= 20
    for connection in connections:
        connection.close()

    def serves() -> bool:
        try:
            return (
                exchange(bridge.devices, request_bytes("GET", "/iclock/ping?SN=X1", headers=HOST)).status
                == 200
            )
        except (ConnectionClosed, ConnectionError):
            return False

    assert answered > 0
    wait_until(serves, what="service after the connections were closed")


def test_a_line_of_a_megabyte_is_taken_and_the_next_line_too(shared):
    terminal = shared.bridge.terminal()
    reply = terminal.attlog("7\t" + "x" * (1 << 20), PUNCH.line)
    assert (reply.status, reply.text.strip()) == (200, "OK: 2")
    shared.receiver.wait_for_event(serial=terminal.serial, pin="3")
    rejected = shared.receiver.wait_for_event(serial=terminal.serial, type="record.rejected")
    assert rejected["data"]["reason"]


def test_a_row_of_ten_thousand_columns_is_taken(shared):
    terminal = shared.bridge.terminal()
    reply = terminal.attlog(PUNCH.line + "\t1" * 10_000)
    assert (reply.status, reply.text.strip()) == (200, "OK: 1")
    shared.receiver.wait_for_events(2, serial=terminal.serial)  # registered, and the row as whatever it is


def test_the_same_connection_serves_many_requests(shared):
    terminal = shared.bridge.terminal()
    with Connection(shared.bridge.devices) as connection:
        for _ in range(500):
            connection.send(
                request_bytes("GET", f"/iclock/getrequest?SN={terminal.serial}", headers={"Host": "x"})
            )
            assert connection.reply().text.strip() == "OK"


def test_clients_that_go_away_without_listening_leave_nothing_behind(shared):
    terminal = shared.bridge.terminal()
    for pin in range(1, 51):
        row = f"{pin}\t2026-05-09 08:00:00\t0\t1\t\t0\t0\n".encode()
        with Connection(shared.bridge.devices) as connection:
            connection.send(
                request_bytes(
                    "POST", f"/iclock/cdata?SN={terminal.serial}&table=ATTLOG", headers=HOST, body=row
                )
            )
    assert_serves(shared.bridge)
