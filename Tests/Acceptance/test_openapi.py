"""The API describes itself, and keeps to what it says."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from harness.api import assert_problem
from harness.openapi import APIDocument, JudgedAPI
from harness.settings import settings, tenant
from harness.wire import exchange, request_bytes

OPEN = {"/healthz", "/readyz", "/openapi.json"}


@pytest.fixture
def document(shared) -> APIDocument:
    return APIDocument(shared.bridge.api(None))


@pytest.fixture
def admin(start_bridge) -> JudgedAPI:
    bridge = start_bridge(settings(tenants=[tenant()]))
    return JudgedAPI.of(bridge.admin())


def target(path: str) -> str:
    return path.replace("{serial}", "NONE1").replace("{id}", "none")


def tool(name: str) -> str:
    """A program from PyPI, where somebody installed it: `python3 -m venv .build/venv`, then
    `.build/venv/bin/pip install openapi-spec-validator schemathesis`."""
    inside = Path(__file__).parents[2] / ".build" / "venv" / "bin" / name
    found = str(inside) if inside.exists() else shutil.which(name)
    return found or pytest.skip(f"{name} is not installed")


def test_an_openapi_validator_has_nothing_to_say(document, tmp_path):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document.json))
    run = subprocess.run(
        [tool("openapi-spec-validator"), str(path)], capture_output=True, text=True, timeout=60
    )
    assert run.returncode == 0, run.stdout + run.stderr


def test_schemathesis_finds_nothing(admin, tmp_path):
    """Thousands of requests made up from the document, right and wrong ones. What is right by the document may still
    break a rule JSON Schema cannot say, so that check is left out."""
    host, port = admin.address
    command = [tool("schemathesis"), "run", f"http://{host}:{port}/openapi.json", "--max-examples", "10"]
    command += ["--phases", "coverage,fuzzing", "--exclude-checks", "positive_data_acceptance", "--no-color"]
    # The same ones in every run: what it finds at random is for those who look for it, not for who wants to land.
    command += ["--generation-deterministic"]
    # It may guess the id of a command that waits, and how long to wait for it: a minute at most.
    command += ["--request-timeout", "90"]
    for name, value in {"Authorization": f"Bearer {admin.key}", **admin.headers}.items():
        command += ["-H", f"{name}: {value}"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=900, cwd=tmp_path)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_it_says_for_whom_each_operation_is(document):
    for method, path, operation in document.operations():
        assert operation["summary"] and operation["description"], (method, path)
        assert ("security" in operation) == (path not in OPEN), (method, path)


def test_every_operation_but_the_open_ones_needs_a_key(shared, document):
    for method, path, operation in document.operations():
        reply = shared.bridge.api(None).ask(method, target(path), {} if "requestBody" in operation else None)
        if path in OPEN:
            assert reply.status == 200, path
        else:
            assert_problem(reply, 401)
            assert reply.headers["www-authenticate"] == "Bearer"
            assert "401" in operation["responses"]


def test_other_methods_are_refused_with_those_there_are(shared, document):
    for path, item in document.json["paths"].items():
        if "/held" in path:
            continue  # A word where other paths have a serial number: see the table's own tests.
        methods = {method.upper() for method in item}
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - methods:
            reply = shared.bridge.api(shared.key).ask(method, target(path))
            assert_problem(reply, 405)
            allowed = set(reply.headers["allow"].split(", "))
            assert allowed == methods | ({"HEAD"} if "GET" in methods else set())


def test_a_head_is_answered_as_a_get_without_its_body(shared):
    for path in ["/healthz", "/openapi.json", "/v1/commands"]:
        get, head = (shared.bridge.api(shared.key).ask(method, path) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-type"] == get.headers["content-type"]


def test_the_request_id_is_in_header_problem_and_log(shared):
    reply = shared.bridge.api(shared.key).get("/v1/commands/none")
    problem = assert_problem(reply, 404)
    assert problem["request_id"] == reply.headers["x-request-id"]
    shared.bridge.wait_for_log(f"request_id={problem['request_id']}.*status=404")


WRONG = [None, True, -1, 0, 10**30, 1.5, "", "\x00", "x" * 70_000, "ü", [], [None], {}, {"a": None}]


def test_no_body_however_wrong_gets_anything_but_the_answers_described(admin):
    """Each field of each body in turn is given values of every kind; nothing may fail but the request."""
    document = admin.document
    for method, path, operation in document.operations():
        body = operation.get("requestBody")
        if body is None:
            continue
        schema = document.resolved(body["content"]["application/json"]["schema"])
        for name in [*schema.get("properties", {}), "unknown"]:
            for value in WRONG:
                reply = admin.ask(method, target(path), {name: value})
                assert reply.status < 500, (method, path, name, value, reply.body)


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b"7", 400),
        (b'{"a":1,"a":1}', 400),
        (b'{"a":"\xff"}', 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 40 + b"1" + b"}" * 40, 400),
    ],
    ids=["empty", "cut", "list", "number", "twice", "no-utf8", "deep", "deep-objects"],
)
def test_a_body_that_is_no_json_object_is_refused(admin, raw, status):
    reply = admin.ask("POST", "/v1/endpoints", raw=raw)
    assert_problem(reply, status)


def test_a_body_of_ten_megabytes_is_refused_before_it_is_sent(shared):
    head = {"Host": "x", "Authorization": f"Bearer {shared.key}", "Content-Length": str(10 << 20)}
    reply = exchange(
        ("127.0.0.1", shared.bridge.api_port), request_bytes("POST", "/v1/endpoints", headers=head)
    )
    assert reply.status == 413


def test_a_query_nobody_knows_is_refused_by_name(admin):
    problem = assert_problem(admin.get("/v1/events?sinec=5"), 422)
    assert problem["errors"][0]["field"] == "sinec"


def test_counts_are_for_the_admin_only(shared):
    assert_problem(shared.bridge.api(None).get("/metrics"), 401)
    assert_problem(shared.bridge.api(shared.key).get("/metrics"), 403)
    reply = shared.bridge.admin(None).get("/metrics")
    assert reply.status == 200 and reply.headers["content-type"].startswith("text/plain")
    figures = dict(
        line.rsplit(" ", 1) for line in reply.body.decode().splitlines() if not line.startswith("#")
    )
    assert float(figures["process_resident_memory_bytes"]) > 1 << 20
    assert "adms_bridge_polls_total" in figures


def test_every_command_has_a_schema_of_its_own_whose_example_is_right(admin, document):
    """What program generators see: the orders told apart by `type`, each with its params."""
    schemas = document.json["components"]["schemas"]
    orders = schemas["CommandOrder"]["discriminator"]["mapping"]
    assert set(schemas["BulkOrder"]["discriminator"]["mapping"]) == set(orders) and len(orders) > 40
    terminal = start_terminal(admin)
    for type, reference in orders.items():
        order = document.resolved({"$ref": reference})
        params = order["properties"]["params"]
        params = document.resolved(params.get("anyOf", [params])[0])
        assert params["additionalProperties"] is False and params["description"], type
        [example] = params["examples"]
        assert document.breaches({"type": type, "params": example}, "CommandOrder") == [], type
        assert document.breaches({"type": type, "params": {**example, "nope": 1}}, "CommandOrder"), type
        reply = admin.post(f"/v1/devices/{terminal}/commands", {"type": type, "params": example})
        refused = {"door.lock", "file.get", "file.put", "device.shell", "firmware.upgrade"}
        assert reply.status == (422 if type in refused else 202), (type, reply.body)


def start_terminal(admin: JudgedAPI) -> str:
    """A terminal of which nothing is known, so that it may be told everything."""
    reply = admin.post("/v1/devices", {"serial": "EXAMPLE1"})
    assert reply.status == 201, reply.body
    return "EXAMPLE1"
