"""Receivers that behave badly, or stand where no webhook may go: no harm to others, nothing given away."""

import gzip
import re
import socket
import struct
import time
from pathlib import Path

import pytest

from harness.api import assert_problem
from harness.customers import attempts_of, make_endpoint, new_customer, punch, settled
from harness.hostile import HostileReceiver
from harness.receiver import Answer
from harness.settings import settings, tenant
from harness.waiting import wait_until

HEAD = b"HTTP/1.1 200 OK\r\n"
FAILED = b"HTTP/1.1 503 Oops\r\n"
PADDING = b"X-Padding: " + b"a" * 1000 + b"\r\n"


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, **delivery):
        quick = {"retry_schedule": ["100ms"] * 40, "timeout": "2s", **delivery}
        return new_customer(start_bridge, *endpoints, delivery=quick)

    return start


@pytest.fixture
def start_hostile():
    receivers = []

    def start(behave, **how):
        receivers.append(HostileReceiver(behave, **how))
        return receivers[-1]

    yield start
    for receiver in receivers:
        receiver.down()


# What they do


def endless(first: bytes, more: bytes):
    def behave(connection, ended):
        connection.sendall(first)
        while not ended.is_set():
            connection.sendall(more)

    return behave


def drip(text: bytes):
    """A byte, and a while later another."""

    def behave(connection, ended):
        for byte in text:
            connection.sendall(bytes([byte]))
            if ended.wait(0.2):
                return

    return behave


def saying(text: bytes):
    return lambda connection, _: connection.sendall(text)


def reset(connection, _):
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(_, ended):
    ended.wait()


BAD = {
    "endless headers": (endless(FAILED, PADDING), {"http_503", "connection_lost", "timeout"}),
    "one endless header": (
        endless(FAILED + b"X-Padding: ", b"a" * 4096),
        {"http_503", "connection_lost", "timeout"},
    ),
    "endless interim answers": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), {"connection_lost", "timeout"}),
    "endless status line": (endless(b"HTTP/1.1 200 ", b"O" * 4096), {"connection_lost", "timeout"}),
    "endless error": (
        endless(b"HTTP/1.1 500 Oops\r\n\r\n", b"z" * 65536),
        {"http_500", "connection_lost", "timeout"},
    ),
    "dripping head": (drip(HEAD + b"X: " + b"y" * 1000), {"timeout"}),
    "silence": (silence, {"timeout"}),
    "garbage": (saying(b"\x00\xff\x17\x03garbage\r\n\r\n"), {"connection_lost"}),
    "another protocol": (saying(b"SSH-2.0-OpenSSH_9.2\r\n"), {"connection_lost"}),
    "HTTP/0.9": (saying(b"<html>hello</html>"), {"connection_lost"}),
    "an HTTP/2 frame": (saying(b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"), {"connection_lost"}),
    "closed at once": (saying(b""), {"connection_lost"}),
    "reset": (reset, {"connection_lost"}),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer_is_a_failure_of_the_right_class_and_no_one_elses_affair(
    start, receiver, start_hostile, name
):
    behave, classes = BAD[name]
    hostile = start_hostile(behave)
    shop = start()
    make_endpoint(shop.api, hostile, "hostile")
    make_endpoint(shop.api, receiver, "healthy")
    shop.terminal.punch(punch(1))
    hostile.wait_for_connections(1)
    began = time.monotonic()
    shop.terminal.punch(*(punch(pin) for pin in range(2, 22)))
    receiver.wait_for_events(21)
    assert time.monotonic() - began < 20
    [attempt, *_] = [one for one in attempts_of(shop.api, 1, at_least=2) if one["endpoint"] == "hostile"]
    assert attempt["outcome"] in classes, attempt
    assert attempt["hint"] or attempt["status"]
    shown = settled(shop.api, "hostile", status="failing")
    assert shown["last_error"] in classes and shown["undelivered"] >= 1


def test_an_answer_that_ends_in_its_head_is_no_answer(start, start_hostile):
    """Its hint is promised: the connection ended before a whole HTTP/1.1 answer had come."""
    hostile = start_hostile(saying(HEAD + b"Content-Le"))
    shop = start()
    make_endpoint(shop.api, hostile)
    shop.terminal.punch(punch(1))
    assert attempts_of(shop.api, 1)[0]["outcome"] == "connection_lost"


ENDLESS = {
    "body to the end": (HEAD + b"\r\n", b"z" * 65536),
    "10 GB body": (HEAD + b"Content-Length: 10000000000\r\n\r\n", b"z" * 65536),
    "chunked body": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"10000\r\n" + b"z" * 65536 + b"\r\n"),
    "headers": (HEAD, PADDING),
    "trailers": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n", PADDING),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_endless_success_ends_and_costs_no_memory(start, receiver, start_hostile, name):
    """Whether it is success is for the status to say, which came first."""
    hostile = start_hostile(endless(*ENDLESS[name]))
    shop = start()
    make_endpoint(shop.api, receiver, "healthy")
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    before = resident_kib(shop.bridge)
    make_endpoint(shop.api, hostile, "hostile")
    for pin in range(2, 12):
        shop.terminal.punch(punch(pin))
    receiver.wait_for_events(11)
    hostile_ones = [one for one in attempts_of(shop.api, 2, at_least=2) if one["endpoint"] == "hostile"]
    assert hostile_ones[0]["outcome"] in {"delivered", "timeout", "connection_lost"}
    assert len(hostile_ones[0]["answer"] or "") <= 2048
    assert resident_kib(shop.bridge) - before < 30_000


@pytest.mark.parametrize(
    ("behave", "classes"),
    [
        (silence, {"timeout"}),
        (saying(b"HTTP/1.1 400 Bad Request\r\n\r\n"), {"tls_failed"}),
        (saying(b"\x16\x03\x03\xff\xff" + b"\x00" * 500), {"tls_failed", "connection_lost"}),
        (saying(b"\x15\x03\x03\x00\x02\x02\x28"), {"tls_failed"}),
        (reset, {"tls_failed", "connection_lost", "connect_failed"}),
    ],
    ids=["silence", "plain HTTP", "garbage", "alert", "reset"],
)
def test_a_bad_tls_handshake_is_a_failure_of_the_right_class(start, receiver, start_hostile, behave, classes):
    hostile = start_hostile(behave, reads_head=False)
    shop = start()
    url = hostile.url.replace("http://", "https://")
    order = {"id": "hostile", "url": url, "event_types": ["attendance.*"]}
    assert shop.api.post("/v1/endpoints", order).status == 201
    make_endpoint(shop.api, receiver, "healthy")
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    attempt = next(one for one in attempts_of(shop.api, 1, at_least=3) if one["endpoint"] == "hostile")
    assert attempt["outcome"] in classes and attempt["hint"], attempt


def test_a_gzip_bomb_is_not_unpacked(start, start_hostile):
    bomb = gzip.compress(bytes(200 << 20), 9)
    head = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    hostile = start_hostile(saying(head + bomb))
    shop = start(timeout="5s")
    before = resident_kib(shop.bridge)
    make_endpoint(shop.api, hostile)
    shop.terminal.punch(punch(1))
    [attempt] = attempts_of(shop.api, 1)
    assert attempt["outcome"] == "delivered" and attempt["duration_ms"] < 5000
    assert len(attempt["answer"] or "") <= 2048 and "\\u0000" * 100 not in repr(attempt["answer"])
    assert resident_kib(shop.bridge) - before < 20_000


def test_no_compressed_answer_is_asked_for(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    assert "gzip" not in receiver.deliveries[0].headers.get("accept-encoding", "")


def test_an_answer_that_breaks_off_is_tried_again(start, start_hostile):
    hostile = start_hostile(saying(HEAD + b"Content-Length: 100\r\n\r\nhalf"))
    shop = start()
    make_endpoint(shop.api, hostile)
    shop.terminal.punch(punch(1))
    attempt = attempts_of(shop.api, 1)[0]
    assert attempt["outcome"] == "connection_lost" and attempt["hint"], attempt
    settled(shop.api, undelivered=1)


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00binary", b"<script>alert(1)</script>", "Größe €".encode(), b"\r\n\x1b[31mred"]
)
def test_whatever_the_answers_body_is_it_is_shown_as_text(start, receiver, body):
    receiver.answer_next(Answer(500, body=body))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    answer = attempts_of(shop.api, 1)[0]["answer"]
    try:
        assert answer == body.decode()
    except UnicodeDecodeError:
        assert isinstance(answer, str)
    assert "\x1b[31m" not in shop.bridge.log


# Redirects to where nothing should go


@pytest.mark.parametrize(
    "place",
    ["http://169.254.169.254/latest/meta-data/", "http://[::1]:1/", "file:///etc/passwd", "//10.0.0.1/"],
)
def test_a_redirect_inside_is_a_failure_like_any_other(start, receiver, place):
    receiver.answer_next(Answer(302, {"Location": place}))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    failed, delivered = attempts_of(shop.api, 1, at_least=2)
    assert (failed["outcome"], delivered["outcome"]) == ("http_302", "delivered")
    assert "169.254" not in str(failed) and "10.0.0.1" not in str(failed)


# Addresses


@pytest.fixture
def guarded(start_bridge):
    """A bridge as people run it: no private address allowed."""
    bridge = start_bridge(settings(tenants=[tenant()]))
    return bridge


@pytest.fixture(scope="module")
def inside():
    """Something that listens on this machine and must never be connected to."""
    four = socket.create_server(("127.0.0.1", 0))
    four.setblocking(False)
    port = four.getsockname()[1]
    listeners = [four]
    try:
        six = socket.create_server(("::1", port), family=socket.AF_INET6)
        six.setblocking(False)
        listeners.append(six)
    except OSError:
        pass
    yield port, listeners
    for one in listeners:
        one.close()


INSIDE = [
    "127.0.0.1", "127.1", "127.0.1", "127.255.255.254", "2130706433", "0x7f000001", "0x7f.0.0.1", "0177.0.0.1",
    "017700000001", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::7f00:1]", "[2002:7f00:1::]", "0.0.0.0", "0",
    "localhost", "LOCALHOST", "localhost.", "169.254.169.254", "[fe80::1]", "[fd00:ec2::254]", "10.0.0.1",
    "172.16.0.1", "192.168.0.1", "100.64.0.1", "224.0.0.1", "255.255.255.255", "%31%32%37.0.0.1", "127。0。0。1",
]  # fmt: skip


@pytest.mark.parametrize("host", INSIDE)
def test_no_webhook_goes_inside_however_the_host_is_written(guarded, inside, host):
    port, listeners = inside
    api = guarded.admin()
    reply = api.post("/v1/endpoints", {"id": "inside", "url": f"https://{host}:{port}/"})
    if reply.status == 201:
        attempt = api.post("/v1/endpoints/inside/test").json
        assert attempt["outcome"] in {"blocked_address", "dns_failed"}, attempt
        assert attempt["address"] is None
        assert not re.search(r"\d+\.\d+\.\d+\.\d+|::", attempt["hint"])
    else:
        assert [error["field"] for error in assert_problem(reply, 422)["errors"]] == ["url"]
    for listener in listeners:
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://example.com/", "https://user:geheim@example.com/", "https://user@example.com/",
        "https://example.com:0/", "https://example.com:65536/", "https://example.com:-1/", "https://example.com:x/",
        "https://example.com/" + "a" * 3000, "https://", "https:///path", "https://:443/", "ftp://example.com/",
        "file:///etc/passwd", "gopher://127.0.0.1/", "javascript:alert(1)", "example.com/hooks", "",
        "https://exam ple.com/", "https://example.com/\r\nX: y", "https://example.com/\u0000", "https://exämple.com/",
        "https://example.com/#part", "https://[::1/", "https://[fe80::1%25lo]/",
    ],
    ids=lambda url: repr(url[:40]),
)  # fmt: skip
def test_an_impossible_address_is_refused_with_the_rule_it_breaks(guarded, url):
    reply = guarded.admin().post("/v1/endpoints", {"url": url})
    problem = assert_problem(reply, 422)
    [error] = problem["errors"]
    assert error["field"] == "url" and error["message"]
    assert "geheim" not in str(problem)
    assert guarded.admin().get("/v1/endpoints").json["data"] == []


@pytest.mark.parametrize("url", ["https://a..b/", "https://.../"])
def test_a_host_that_no_name_server_could_know_is_refused(guarded, url):
    assert_problem(guarded.admin().post("/v1/endpoints", {"url": url}), 422)


@pytest.mark.parametrize(
    "url",
    ["https://xn--exmple-cua.example/", "HTTPS://Example.COM:8443/a?b=c&d=%20", "https://e.example:65535"],
)
def test_an_unusual_address_is_taken_as_it_is(guarded, url):
    made = guarded.admin().post("/v1/endpoints", {"url": url, "enabled": False})
    assert made.status == 201 and made.json["url"] == url


def test_an_endpoint_cannot_be_moved_inside_either(guarded):
    api = guarded.admin()
    assert api.post("/v1/endpoints", {"id": "shop", "url": "https://e.example/"}).status == 201
    for patch in ({"url": "https://user:pw@e.example/"}, {"url": "http://127.0.0.1/"}, {"allow_private": True}):
        assert_problem(api.ask("PATCH", "/v1/endpoints/shop", patch), 422)
    assert api.get("/v1/endpoints/shop").json["url"] == "https://e.example/"


# Nothing is given away


def test_a_tenant_sees_no_address_of_the_operators_network(start, receiver, start_hostile):
    """The operator lets webhooks go to 127.0.0.0/8; what the names lead to stays the operator's affair."""
    hostile = start_hostile(reset)
    shop = start()
    for id, one in (("down", None), ("hostile", hostile), ("up", receiver)):
        port = one.port if one else 1
        order = {"id": id, "url": f"http://localhost:{port}/", "event_types": ["attendance.*"]}
        if one:
            order["secret"] = one.secret
        assert shop.api.post("/v1/endpoints", order).status == 201
    receiver.answer_next(Answer(500))
    shop.terminal.punch(punch(1))
    wanted = {"connect_failed", "connection_lost", "http_500"}
    wait_until(lambda: wanted <= {one["outcome"] for one in attempts_of(shop.api, 1)})
    attempts = attempts_of(shop.api, 1)
    assert {one["address"] for one in attempts} == {None}
    tests = [shop.api.post(f"/v1/endpoints/{id}/test").json for id in ("down", "hostile", "up")]
    lists = shop.api.get("/v1/endpoints").json
    said = repr((attempts, tests, lists))
    assert "127.0.0.1" not in said and "::1" not in said


def test_a_dozen_bad_receivers_do_not_slow_a_good_one(start, receiver, start_hostile):
    shop = start(timeout="20s")
    make_endpoint(shop.api, receiver, "healthy")
    shop.terminal.punch(punch("warm"))
    receiver.wait_for_event(pin="warm")
    names = ["silence", "endless headers", "dripping head", "endless error"] * 3
    for number, name in enumerate(names):
        make_endpoint(shop.api, start_hostile(BAD[name][0]), f"bad{number}")
    waits = []
    for pin in range(1, 101):
        sent = time.monotonic()
        shop.terminal.punch(punch(pin))
        receiver.wait_for_event(pin=str(pin))
        waits.append(receiver.attempts(pin=str(pin))[0].at - sent)
    # Usually milliseconds; a good endpoint behind a hanging one would wait for the 20 s of its timeout.
    assert sorted(waits)[98] < 10, waits


def resident_kib(bridge) -> int:
    status = Path(f"/proc/{bridge.process_id}/status").read_text()
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1])
