"""What becomes of an event, and of its endpoint, by what the receiver answers; and what goes along."""

import base64
import datetime
import email.utils
import re
import time

import pytest

from harness.certificates import Authority, self_signed
from harness.customers import attempts_of, change_endpoint, make_endpoint, new_customer, punch, settled
from harness.receiver import Answer
from harness.settings import endpoint

QUICK = ["100ms"] * 40
TYPES = ["attendance.*"]


@pytest.fixture
def start(start_bridge):
    def start(*endpoints, retry_schedule=QUICK, **delivery):
        return new_customer(start_bridge, *endpoints, delivery={"retry_schedule": retry_schedule, **delivery})

    return start


def instant(text: str) -> float:
    return datetime.datetime.fromisoformat(text).timestamp()


# Statuses


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed_and_the_attempt_says_so(start, start_receiver, status):
    receiver, elsewhere = start_receiver(), start_receiver()
    receiver.answer_next(Answer(status, {"Location": elsewhere.url}))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    failed, delivered = attempts_of(shop.api, 1, at_least=2)
    assert (failed["outcome"], failed["status"]) == (f"http_{status}", status)
    assert "redirects are never followed" in failed["hint"]
    assert delivered["outcome"] == "delivered" and delivered["hint"] is None
    assert elsewhere.connections == 0


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 413, 415, 422, 500, 502, 503, 504])
def test_any_other_refusal_is_tried_again_by_the_schedule(start, receiver, status):
    receiver.answer_next(Answer(status), Answer(status))
    shop = start(endpoint(receiver, event_types=TYPES), retry_schedule=["50ms", "50ms"])
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    assert [one["outcome"] for one in attempts_of(shop.api, 1, at_least=3)] == [
        f"http_{status}", f"http_{status}", "delivered",
    ]  # fmt: skip
    assert len({(one.id, one.body) for one in receiver.deliveries}) == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [(Answer(410), "410"), (Answer(200, {"webhook-delivery": "disable"}), "disable")],
    ids=["410", "header"],
)
def test_a_receiver_that_wants_no_more_is_disabled_and_the_others_hear_of_it(
    start, start_receiver, answer, reason
):
    gone, other, bystander = start_receiver(), start_receiver(), start_receiver()
    shop = start()
    make_endpoint(shop.api, gone, "gone", event_types=["*"])
    make_endpoint(shop.api, other, "other", event_types=["*"])
    make_endpoint(shop.api, bystander, "bystander")
    gone.answer_always(answer)
    shop.terminal.punch(punch(1))
    told = other.wait_for_event(type="endpoint.disabled")
    assert told["data"]["endpoint_id"] == "gone" and reason in told["data"]["reason"]
    assert told["device"] is None
    shown = settled(shop.api, "gone", status="disabled", enabled=False)
    assert reason in shown["disabled_because"]
    shop.terminal.punch(punch(2))
    bystander.wait_for_event(pin="2")
    other.wait_for_event(pin="2")
    assert {one.event["type"] for one in bystander.deliveries} == {"attendance.recorded"}
    seen = len(gone.deliveries)
    # Enabled again it goes on, and does not hear of its own end.
    gone.answer_always(Answer())
    change_endpoint(shop.api, "gone", enabled=True)
    gone.wait_for_event(pin="2")
    settled(shop.api, "gone", status="healthy", undelivered=0, disabled_because=None)
    assert len(gone.deliveries) > seen
    assert not gone.attempts(type="endpoint.disabled")


def test_disable_beside_an_error_keeps_the_event_for_later(start, receiver):
    receiver.answer_next(Answer(500, {"Webhook-Delivery": "disable"}))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    settled(shop.api, status="disabled")
    assert not receiver.events()
    change_endpoint(shop.api, enabled=True)
    receiver.wait_for_event(pin="1")


def test_abort_message_makes_a_dead_letter_at_once(start, receiver):
    receiver.answer_next(Answer(422, {"webhook-delivery": "abort-message"}, b"not ours"))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    settled(shop.api, dead_letters=1, waiting=0)
    [letter] = shop.api.get("/v1/endpoints/shop/dead-letters").json["data"]
    assert letter["attempts"] == 1 and letter["event"]["data"]["pin"] == "1"
    [attempt] = attempts_of(shop.api, 1)
    assert attempt["outcome"] == "aborted" and attempt["status"] == 422 and attempt["answer"] == "not ours"
    shop.terminal.punch(punch(2))
    receiver.wait_for_event(pin="2")
    assert len(receiver.attempts(pin="1")) == 1


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_pauses_the_endpoint(start, receiver, status, form):
    shop = start()
    make_endpoint(shop.api, receiver)
    began = time.time()
    until = int(began) + 5 if form == "date" else began + 4
    value = "4" if form == "seconds" else email.utils.formatdate(until, usegmt=True)
    receiver.answer_next(Answer(status, {"Retry-After": value}))
    shop.terminal.punch(punch(1))
    receiver.wait_for(lambda seen: seen and seen[0].answered)
    shown = settled(shop.api, status="paused")
    assert instant(shown["paused_until"]) >= until - 0.1
    shop.terminal.punch(punch(2))
    receiver.wait_for_events(2)
    first, *later = receiver.deliveries
    if form == "seconds":
        assert min(one.at for one in later) - first.at >= 3.9
    else:
        assert min(one.timestamp for one in later) >= until
    settled(shop.api, status="healthy", paused_until=None)


def test_a_429_that_does_not_say_how_long_pauses_too(start, receiver):
    receiver.answer_next(Answer(429))
    shop = start()
    make_endpoint(shop.api, receiver)
    began = time.time()
    shop.terminal.punch(punch(1))
    shown = settled(shop.api, status="paused", last_error="http_429")
    assert 30 <= instant(shown["paused_until"]) - began <= 120
    shop.terminal.punch(punch(2))
    assert receiver.stays(lambda seen: len(seen) == 1, 0.5)


def test_a_pause_is_a_day_at_most_and_outlives_a_kill(start, receiver):
    receiver.answer_next(Answer(429, {"Retry-After": "9999999"}))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    until = settled(shop.api, status="paused")["paused_until"]
    assert instant(until) - time.time() <= 86_400 + 1
    shop.bridge.kill()
    shop.bridge.start()
    assert settled(shop.api, status="paused")["paused_until"] == until
    assert receiver.stays(lambda seen: len(seen) == 1, 0.3)


def test_a_pause_is_of_one_endpoint_only(start, start_receiver):
    paused, other = start_receiver(), start_receiver()
    paused.answer_always(Answer(429, {"Retry-After": "60"}))
    shop = start()
    make_endpoint(shop.api, paused, "paused")
    make_endpoint(shop.api, other, "other")
    for pin in (1, 2, 3):
        shop.terminal.punch(punch(pin))
    other.wait_for_events(3)


def test_an_endpoint_that_fails_and_recovers_is_news_to_the_others(start, start_receiver):
    failing, other = start_receiver(), start_receiver()
    shop = start()
    make_endpoint(shop.api, failing, "failing", event_types=["*"])
    make_endpoint(shop.api, other, "other", event_types=["endpoint.*"])
    failing.answer_always(Answer(503))
    shop.terminal.punch(punch(1))
    told = other.wait_for_event(type="endpoint.failing")["data"]
    assert told["endpoint_id"] == "failing" and told["last_error"] == "http_503" and told["undelivered"] >= 1
    shown = settled(shop.api, "failing", status="failing")
    assert shown["breaker"]["failing_since"] == told["failing_since"]
    failing.answer_always(Answer())
    recovered = other.wait_for_event(type="endpoint.recovered")["data"]
    assert recovered["endpoint_id"] == "failing" and recovered["failing_since"] == told["failing_since"]
    failing.wait_for_event(pin="1")
    shown = settled(shop.api, "failing", status="healthy", undelivered=0)
    assert shown["breaker"] == {"state": "closed", "failures": 0, "failing_since": None}
    assert len(other.events(type="endpoint.failing")) == 1
    assert not [one for one in failing.deliveries if one.event["type"].startswith("endpoint.")]


def test_the_first_2_KiB_of_the_answer_are_kept(start, receiver):
    receiver.answer_next(Answer(500, body=b"x" * 5000))
    shop = start()
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    assert attempts_of(shop.api, 1)[0]["answer"] == "x" * 2048


# What goes along


def test_basic_auth_bearer_tokens_and_headers_go_along(start, start_receiver):
    basic, bearer = start_receiver(), start_receiver()
    shop = start()
    make_endpoint(
        shop.api, basic, "basic", auth={"type": "basic", "user": "bridge", "password": "p: äß€"}
    )
    make_endpoint(
        shop.api,
        bearer,
        "bearer",
        auth={"type": "bearer", "token": "t0ken.with-signs_~+/="},
        headers={"X-Branch": "12", "x-empty-ish": "a b"},
    )
    shop.terminal.punch(punch(1))
    for receiver in (basic, bearer):
        receiver.wait_for_event(pin="1")
    sent = basic.deliveries[0].headers["authorization"]
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == "bridge:p: äß€"
    headers = bearer.deliveries[0].headers
    assert headers["authorization"] == "Bearer t0ken.with-signs_~+/="
    assert headers["x-branch"] == "12" and headers["x-empty-ish"] == "a b"
    assert "x-branch" not in basic.deliveries[0].headers


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", "evt_x"),
        ("Webhook-Signature", "v1,x"),
        ("content-length", "1"),
        ("Content-Type", "text/plain"),
        ("host", "elsewhere"),
        ("user-agent", "x"),
        ("transfer-encoding", "chunked"),
        ("ce-id", "x"),
        ("X-Split", "a\r\nX-Injected: b"),
        ("X Space", "a"),
        ("", "a"),
    ],
)
def test_headers_the_bridge_decides_itself_and_broken_ones_are_refused(start, receiver, name, value):
    order = {"url": receiver.url, "headers": {name: value}}
    reply = start().api.post("/v1/endpoints", order)
    assert reply.status == 422, reply.body
    assert reply.json["errors"][0]["field"].startswith("headers")


def test_cloudevents_headers_go_along(start, receiver):
    shop = start()
    make_endpoint(shop.api, receiver, cloudevents=True)
    shop.terminal.punch(punch(1))
    event = receiver.wait_for_event(pin="1")
    headers = receiver.deliveries[0].headers
    serial = shop.terminal.serial
    assert {name: value for name, value in headers.items() if name.startswith("ce-")} == {
        "ce-specversion": "1.0",
        "ce-id": event["id"],
        "ce-type": "attendance.recorded",
        "ce-source": f"/tenants/default/devices/{serial}",
        "ce-subject": serial,
        "ce-time": event["timestamp"],
    }


# The question whether webhooks are wanted (CloudEvents webhook specification)


AGREED = Answer(200, {"WebHook-Allowed-Origin": "bridge.example", "WebHook-Allowed-Rate": "6000"})


def question_answered(answer: Answer):
    return lambda one: answer if one.method == "OPTIONS" else None


def of(receiver, method: str):
    return [one for one in receiver.deliveries if one.method == method]


def test_a_receiver_that_agrees_is_asked_once(start, start_receiver):
    receiver = start_receiver(check_events=False)
    receiver.answer_by(question_answered(AGREED))
    shop = start(origin="bridge.example")
    make_endpoint(shop.api, receiver, handshake=True, headers={"X-Branch": "7"})
    shop.terminal.punch(punch(1), punch(2))
    receiver.wait_for_events(2)
    [question] = of(receiver, "OPTIONS")
    assert receiver.deliveries[0] is question and question.body == b""
    assert question.headers["webhook-request-origin"] == "bridge.example"
    assert question.headers["x-branch"] == "7"
    shop.bridge.restart()
    shop.terminal.punch(punch(3))
    receiver.wait_for_event(pin="3")
    assert len(of(receiver, "OPTIONS")) == 1


@pytest.mark.parametrize(
    "refusal",
    [Answer(200), Answer(200, {"WebHook-Allowed-Origin": "other.example"}), Answer(405), Answer(500)],
    ids=["no-header", "other", "405", "500"],
)
def test_a_receiver_that_does_not_agree_gets_nothing_until_it_does(start, start_receiver, refusal):
    receiver = start_receiver(check_events=False)
    receiver.answer_by(question_answered(refusal))
    shop = start(origin="bridge.example")
    make_endpoint(shop.api, receiver, handshake=True)
    shop.terminal.punch(punch(1))
    shown = settled(shop.api, last_error="not_agreed", undelivered=1)
    assert shown["dead_letters"] == 0
    assert not of(receiver, "POST")
    receiver.answer_by(question_answered(Answer(204, {"webhook-allowed-origin": "*"})))
    receiver.wait_for_event(pin="1")
    settled(shop.api, status="healthy", undelivered=0)


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def server(authority):
    """What a receiver of this machine shows."""
    return authority.signs("server")


def last_error(shop, receiver, pin=1, id="shop"):
    shop.terminal.punch(punch(pin))
    return attempts_of(shop.api, pin)[0]


def test_authorities_of_the_configuration_are_trusted(start, start_receiver, authority, server):
    receiver = start_receiver(tls=server.server())
    shop = start(authorities=str(authority.certificate))
    make_endpoint(shop.api, receiver)
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")


def test_without_them_the_same_receiver_is_not_trusted(start, start_receiver, server):
    receiver = start_receiver(tls=server.server())
    shop = start()
    make_endpoint(shop.api, receiver)
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_untrusted" and "authority" in attempt["hint"]
    assert not receiver.deliveries


def test_a_self_signed_certificate_is_refused_with_the_right_words(
    start, start_receiver, authority, tmp_path
):
    receiver = start_receiver(tls=self_signed(tmp_path, "self").server())
    shop = start(authorities=str(authority.certificate))
    make_endpoint(shop.api, receiver)
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_untrusted" and "self-signed" in attempt["hint"]
    assert not receiver.deliveries


def test_an_expired_certificate_is_refused_with_the_right_words(start, start_receiver, authority):
    receiver = start_receiver(tls=authority.signs("expired", days="-1").server())
    shop = start(authorities=str(authority.certificate))
    make_endpoint(shop.api, receiver)
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_expired" and "expired" in attempt["hint"]
    settled(shop.api, last_error="tls_expired")
    assert not receiver.deliveries


def test_a_certificate_for_another_host_is_refused_with_the_right_words(start, start_receiver, authority):
    receiver = start_receiver(
        tls=authority.signs("elsewhere", "subjectAltName=DNS:elsewhere.example").server()
    )
    shop = start(authorities=str(authority.certificate))
    make_endpoint(shop.api, receiver)
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_wrong_host" and "another host" in attempt["hint"]
    assert not receiver.deliveries


def test_plain_http_at_an_https_address_is_a_failed_handshake(start, start_receiver):
    receiver = start_receiver(check_events=False)
    shop = start()
    url = receiver.url.replace("http://", "https://")
    order = {"id": "shop", "url": url, "event_types": TYPES}
    assert shop.api.post("/v1/endpoints", order).status == 201
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_failed" and "TLS" in attempt["hint"]


@pytest.fixture(scope="module")
def client(authority):
    return authority.signs("client", "extendedKeyUsage=clientAuth")


def test_a_client_certificate_opens_a_receiver_that_demands_one(
    start, start_receiver, authority, server, client
):
    receiver = start_receiver(tls=server.server(clients=authority.certificate))
    shop = start(authorities=str(authority.certificate))
    pair = {"certificate": client.certificate.read_text(), "private_key": client.key.read_text()}
    made = make_endpoint(shop.api, receiver, client_certificate=pair)
    assert "PRIVATE KEY" not in str(made) and "PRIVATE KEY" not in str(shop.api.get("/v1/endpoints").json)
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")
    shop.bridge.restart()
    shop.terminal.punch(punch(2))
    receiver.wait_for_event(pin="2")


def test_a_client_certificate_of_the_configuration_does_too(start, start_receiver, authority, server, client):
    receiver = start_receiver(tls=server.server(clients=authority.certificate))
    pair = {"certificate": str(client.certificate), "private_key": str(client.key)}
    shop = start(
        endpoint(receiver, event_types=TYPES, client_certificate=pair),
        authorities=str(authority.certificate),
    )
    shop.terminal.punch(punch(1))
    receiver.wait_for_event(pin="1")


def test_without_a_client_certificate_the_attempt_says_what_is_missing(
    start, start_receiver, authority, server
):
    receiver = start_receiver(tls=server.server(clients=authority.certificate))
    shop = start(authorities=str(authority.certificate))
    make_endpoint(shop.api, receiver)
    attempt = last_error(shop, receiver)
    assert attempt["outcome"] == "tls_client_certificate" and "client certificate" in attempt["hint"]
    assert not receiver.deliveries


def test_a_key_that_is_not_the_certificates_is_refused(start, receiver, client, server):
    pair = {"certificate": client.certificate.read_text(), "private_key": server.key.read_text()}
    reply = start().api.post("/v1/endpoints", {"url": receiver.url, "client_certificate": pair})
    assert reply.status == 422
    assert re.match("client_certificate", reply.json["errors"][0]["field"])
    assert "PRIVATE KEY" not in reply.body.decode()
