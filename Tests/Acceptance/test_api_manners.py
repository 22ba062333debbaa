"""What a customer's program meets at the API's edges: refusals it can read, whatever was wrong and however early."""

import http.client
import json

import pytest

from harness.api import APIReply, assert_problem
from harness.certificates import Authority
from harness.settings import device, key, new_key, settings, tenant
from harness.terminal import Punch
from harness.wire import Reply, exchange, request_bytes

GOOD = {"url": "https://shop.example.com/hooks"}


@pytest.fixture
def api(start_bridge):
    """A customer of a bridge that is set as one that serves customers."""
    text = new_key()
    bridge = start_bridge(settings(tenants=[tenant(devices=[device("M1")], keys=[key(text)])]))
    return bridge.api(text)


def problem_of(reply: Reply, status: int) -> dict:
    """The problem a raw reply brings, in full."""
    names = {name.lower(): value for name, value in reply.headers}
    found = assert_problem(APIReply(reply.status, names, reply.body), status)
    assert found["request_id"] == names["x-request-id"]
    return found


# Refused before the bridge's own code is asked


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + b"y" * 40_000 + b"\r\n\r\n", 431),
        (b"GET /healthz HTTP/1.1\r\nHost: x\r\n" + b"X: yyyyyyyy\r\n" * 4000 + b"\r\n", 431),
        (b"POST /v1/endpoints HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n", 400),
        (b"POST /v1/endpoints HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400),
        (b"GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n", 505),
        (b"GET /healthz HTTP/1.1\r\nno colon here\r\n\r\n", 400),
    ],
    ids=["target", "header", "headers", "length", "negative", "version", "colon"],
)
def test_what_the_http_library_refuses_is_a_problem_too(shared, head, status):
    reply = exchange(("127.0.0.1", shared.bridge.api_port), head)
    problem_of(reply, status)
    assert shared.bridge.api(None).get("/healthz").status == 200


@pytest.mark.parametrize("how", ["length", "chunks"])
@pytest.mark.parametrize("megabytes", [5, 10])
def test_a_body_far_too_large_is_answered_when_it_is_all_sent(shared, how, megabytes):
    """As Python's client does it: all of the body first, then a look at the answer."""
    headers = {"Authorization": f"Bearer {shared.key}", "Content-Type": "application/json"}
    body = b"x" * (megabytes << 20)
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", shared.bridge.api_port, timeout=30)
        pieces = (body[at : at + 65536] for at in range(0, len(body), 65536))
        connection.request("POST", "/v1/endpoints", body if how == "length" else pieces, headers)
        reply = connection.getresponse()
        assert (reply.status, reply.getheader("Content-Type")) == (413, "application/problem+json")
        assert json.loads(reply.read())["code"] == "body_too_large"
        connection.close()


# What is said of a field


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "10.1.2.3:8443",
        "192.168.1.1",
        "172.20.0.9",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",
        "[::1]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:10.0.0.1]",
        "[64:ff9b::7f00:1]",
        "127.1",
        "0x7f000001",
        "2130706433",
        "127.0.0.1.",
    ],
)
def test_an_address_no_webhook_may_go_to_is_refused_when_it_is_set(api, host):
    problem = assert_problem(api.post("/v1/endpoints", {"url": f"https://{host}/"}), 422)
    assert [error["field"] for error in problem["errors"]] == ["url"]
    assert api.post("/v1/endpoints", {**GOOD, "id": "e"}).status == 201
    problem = assert_problem(api.ask("PATCH", "/v1/endpoints/e", {"url": f"https://{host}/"}), 422)
    assert [error["field"] for error in problem["errors"]] == ["url"]
    assert api.ask("PATCH", "/v1/endpoints/e", {"name": "still"}).status == 200


def test_an_address_the_configuration_opens_is_taken(start_bridge):
    text = new_key()
    bridge = start_bridge(
        settings(tenants=[tenant(keys=[key(text)])], delivery={"allow_private_networks": ["10.1.0.0/16"]})
    )
    api = bridge.api(text)
    assert api.post("/v1/endpoints", {"url": "https://10.1.2.3/"}).status == 201
    assert api.post("/v1/endpoints", {"url": "https://[::ffff:10.1.2.3]/"}).status == 201
    assert api.post("/v1/endpoints", {"url": "https://93.184.215.14/"}).status == 201
    assert_problem(api.post("/v1/endpoints", {"url": "https://10.2.2.3/"}), 422)


def test_a_client_certificate_is_read_and_must_go_with_its_key(api, tmp_path):
    authority = Authority(tmp_path)
    one, other = authority.signs("one"), authority.signs("other")
    certificate, own, foreign = one.certificate.read_text(), one.key.read_text(), other.key.read_text()
    nonsense = "-----BEGIN {0}-----\nAAAA\n-----END {0}-----\n"
    cases = [
        (certificate, foreign, "client_certificate.private_key"),
        (nonsense.format("CERTIFICATE"), own, "client_certificate.certificate"),
        (certificate, nonsense.format("PRIVATE KEY"), "client_certificate.private_key"),
    ]
    for certificate_text, key_text, field in cases:
        pair = {"certificate": certificate_text, "private_key": key_text}
        reply = api.post("/v1/endpoints", {**GOOD, "client_certificate": pair})
        problem = assert_problem(reply, 422)
        assert [error["field"] for error in problem["errors"]] == [field]
        assert key_text.splitlines()[1] not in reply.body.decode()
    pair = {"certificate": certificate, "private_key": own}
    assert api.post("/v1/endpoints", {**GOOD, "id": "m", "client_certificate": pair}).status == 201
    change = {"client_certificate": {"private_key": foreign}}
    problem = assert_problem(api.ask("PATCH", "/v1/endpoints/m", change), 422)
    assert problem["errors"][0]["field"] == "client_certificate.private_key"


@pytest.mark.parametrize("template", ["Zm9vYg", "Zm9vYh==", "Zm9vYmF=", "Zm9vYmB="])
def test_base64_that_no_encoder_writes_is_no_template(api, template):
    params = {"pin": "1", "type": 1, "index": 1, "template": template}
    order = {"type": "biometric.upsert", "params": {**params, "modality": "fingerprint"}}
    problem = assert_problem(api.post("/v1/devices/M1/commands", order), 422)
    said = {error["field"]: error["message"] for error in problem["errors"]}
    assert "base64" in said["params.template"], said


def test_a_secret_is_taken_as_receivers_libraries_take_it_and_shown_in_full(api):
    problem = assert_problem(api.post("/v1/endpoints", {**GOOD, "secret": "whsec_short"}), 422)
    assert problem["errors"][0]["message"].startswith("must be whsec_ followed by")
    # Shorter by its padding than what was given is shown.
    reply = api.post("/v1/endpoints", {**GOOD, "secret": "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBg"})
    assert reply.json["secret"] == "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwBg=="


def test_a_change_may_be_called_a_merge_patch(api):
    api.post("/v1/endpoints", {**GOOD, "id": "e"})
    for path in ("/v1/endpoints/e", "/v1/devices/M1"):
        reply = api.ask("PATCH", path, raw=b'{"name":"x"}', Content_Type="application/merge-patch+json")
        assert reply.status != 415, reply.body
    assert api.get("/v1/endpoints/e").json["name"] == "x"
    reply = api.ask("POST", "/v1/endpoints", raw=b"{}", Content_Type="application/merge-patch+json")
    assert_problem(reply, 415)


def test_a_list_of_ten_thousand_mistakes_is_told_in_a_hundred_and_a_number(api):
    order = {"type": "device.info", "devices": ["a b"] * 10_000}
    problem = assert_problem(api.post("/v1/commands", order), 422)
    assert len(problem["errors"]) == 101
    assert "9900 more" in problem["errors"][-1]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ('{"url":"https://a.example/","rate_limit":99999999999999999999}', "rate_limit"),
        ('{"url":"https://a.example/","batch":{"max_events":99999999999999999999}}', "batch.max_events"),
        ('{"event_types":["\\"]",1e400]}', "event_types[1]"),
    ],
)
def test_a_number_too_large_for_anything_is_told_by_its_field(api, body, field):
    reply = api.ask("POST", "/v1/endpoints", raw=body.encode())
    problem = assert_problem(reply, 400)
    [error] = problem["errors"]
    assert error == {"field": field, "message": "numbers must fit 64 bits"}


@pytest.mark.parametrize(
    ("method", "path", "body", "field", "words"),
    [
        ("GET", "/v1/events?limit=abc", None, "limit", "must be an integer from 1 to 200"),
        ("GET", "/v1/events?limit=", None, "limit", "must be an integer from 1 to 200"),
        ("POST", "/v1/endpoints/e/replay", {"since": -1}, "since", "must be 0 or greater, is -1"),
        ("POST", "/v1/endpoints/e/replay", {"since": "soon"}, "since", "must be a time like"),
        (
            "POST",
            "/v1/endpoints",
            {**GOOD, "auth": {"type": "basic", "token": "x"}},
            "auth.user",
            "is required",
        ),
        ("POST", "/v1/endpoints", {**GOOD, "auth": {"type": "digest"}}, "auth.type", "must be one of basic, bearer"),
        ("POST", "/v1/endpoints", {**GOOD, "auth": {"token": "x"}}, "auth.type", "is required"),
        ("POST", "/v1/commands", {"type": "device.info", "devices": []}, "devices", "must have 1 to 10000 elements"),
        ("POST", "/v1/commands", {"type": "device.info", "devices": "M1"}, "devices", "must be an array, or all"),
    ],
)
def test_the_rule_that_is_broken_is_the_one_that_is_told(api, method, path, body, field, words):
    api.post("/v1/endpoints", {**GOOD, "id": "e"})
    problem = assert_problem(api.ask(method, path, body), 422)
    said = {error["field"]: error["message"] for error in problem["errors"]}
    # A time has its own length, which a text of another length is told instead.
    assert words in said.get(field, "") or (words.startswith("must be a time") and field in said), said


def test_credentials_may_be_changed_in_part(api):
    basic = {"type": "basic", "user": "u", "password": "p"}
    assert api.post("/v1/endpoints", {**GOOD, "id": "e", "auth": basic}).status == 201
    assert api.ask("PATCH", "/v1/endpoints/e", {"auth": {"password": "q"}}).status == 200
    problem = assert_problem(api.ask("PATCH", "/v1/endpoints/e", {"auth": {"type": "bearer"}}), 422)
    assert [error["field"] for error in problem["errors"]] == ["auth.token"]


def test_a_header_that_steers_a_request_must_not_come_twice(shared):
    for name, method, path in [
        ("Bridge-Tenant", "GET", "/v1/devices"),
        ("Idempotency-Key", "POST", "/v1/endpoints"),
        ("Authorization", "GET", "/v1/devices"),
    ]:
        headers = [("Host", "x"), ("Connection", "close")]
        admin = shared.bridge.admin().key
        headers += [("Authorization", f"Bearer {admin}"), ("Bridge-Tenant", "default")]
        headers += [("Content-Type", "application/json")]
        value = dict(headers).get(name, "once")
        headers = [pair for pair in headers if pair[0] != name] + [(name, value), (name, value)]
        raw = request_bytes(method, path, headers=headers, body=b"{}" if method == "POST" else None)
        problem = problem_of(exchange(("127.0.0.1", shared.bridge.api_port), raw), 400)
        assert problem["code"] == "header_given_twice" and name in problem["detail"]


def test_what_is_not_there_is_told_by_its_field(api):
    api.post("/v1/endpoints", {**GOOD, "id": "e"})
    event = "evt_" + "a" * 26
    assert_problem(api.post(f"/v1/events/{event}/redeliver", {"endpoint": "e"}), 404)
    problem = assert_problem(api.post("/v1/endpoints/e/dead-letters/retry", {"events": [event]}), 422)
    assert problem["errors"] == [{"field": "events[0]", "message": f"there is no event {event}"}]
    assert_problem(api.post("/v1/endpoints/nope/dead-letters/retry", {"events": [event]}), 404)


def test_an_event_is_not_delivered_again_to_an_endpoint_that_is_not_there(shared):
    api = shared.bridge.api(shared.key)
    shared.bridge.terminal().punch(Punch("3", "2026-05-07 08:00:00"))
    event = api.get("/v1/events?limit=1").json["data"][0]["id"]
    problem = assert_problem(api.post(f"/v1/events/{event}/redeliver", {"endpoint": "nope"}), 422)
    assert problem["errors"] == [{"field": "endpoint", "message": "there is no endpoint nope"}]


def test_a_stray_ampersand_says_nothing(api):
    for query in ["?&limit=1", "?limit=1&", "?&", "?"]:
        assert api.get(f"/v1/events{query}").status == 200, query


def test_a_slash_at_the_end_makes_no_other_request(api):
    first = api.post("/v1/endpoints", GOOD, Idempotency_Key="slash-1")
    again = api.post("/v1/endpoints/", GOOD, Idempotency_Key="slash-1")
    assert (first.status, again.status) == (201, 201)
    assert again.headers.get("idempotency-replayed") == "true"
    assert len(api.get("/v1/endpoints").json["data"]) == 1


@pytest.mark.parametrize("name", ["X-Auth", "X-Pass", "X-Pwd", "X-Credential", "X-Session-Id", "X-JWT", "Authorization"])
def test_a_header_whose_name_speaks_of_credentials_is_masked(api, name):
    reply = api.post("/v1/endpoints", {**GOOD, "headers": {name: "geheim", "X-Shop": "7"}})
    assert reply.json["headers"] == {name: "***", "X-Shop": "7"}


def test_probes_may_ask_with_a_query(shared):
    for path in ("/healthz", "/readyz", "/openapi.json"):
        assert shared.bridge.api(None).get(f"{path}?x=1&x=2").status == 200
    assert shared.bridge.admin(None).get("/metrics?x=1").status == 200


# The document


def test_operations_have_names_a_program_can_be_read_with(shared):
    document = shared.bridge.api(None).get("/openapi.json").json
    names = {
        operation["operationId"] for item in document["paths"].values() for operation in item.values()
    }
    assert {"createTenant", "listDevices", "claimDevice", "updateEndpoint", "deleteKey", "getEvent"} <= names
    assert not [name for name in names if "By" in name]


def test_the_document_tells_every_webhook(shared):
    document = shared.bridge.api(None).get("/openapi.json").json
    assert {"attendance.recorded", "command.completed", "webhook.test"} <= set(document["webhooks"])
    for type, item in document["webhooks"].items():
        schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert f'"{type}"' in json.dumps(schema)
