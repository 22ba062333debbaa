"""The API tells people and programs exactly what it wants and what was wrong."""

import json

import pytest

from harness.api import API, assert_problem
from harness.settings import ADMIN_KEY, device, key, new_key, settings, tenant
from harness.terminal import new_serial
from harness.wire import request_bytes, exchange


@pytest.fixture
def shop(shared):
    terminal = shared.bridge.terminal()
    terminal.handshake()
    return f"/v1/devices/{terminal.serial}/commands", shared.bridge.api(shared.key), terminal


# Who may


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_needs_no_key(shared, path):
    assert shared.bridge.api(None).get(path).status == 200


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Basic YTpi",
        "Bearer wrong",
        f"Bearer {new_key()}",
        ADMIN_KEY,
        f"Bearer {ADMIN_KEY}x",
    ],
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/v1/commands"), ("POST", "/v1/devices/X/commands")])
def test_without_a_valid_key_nothing_is_answered(shared, authorization, method, path):
    headers = {} if authorization is None else {"Authorization": authorization}
    body = {"type": "device.info", "params": {}} if method == "POST" else None
    assert_problem(shared.bridge.api(None).ask(method, path, body, **headers), 401)


def test_the_word_bearer_may_be_written_in_any_case(shared):
    assert shared.bridge.api(None).get("/v1/commands", Authorization=f"bearer {shared.key}").status == 200


def test_a_key_without_the_scope_is_refused(start_bridge):
    reader, writer, serial = new_key(), new_key(), new_serial()
    keys = [
        key(reader, "reader", ["commands:read"]),
        key(writer, "writer", ["commands:write"]),
    ]
    bridge = start_bridge(settings(tenants=[tenant(devices=[device(serial)], keys=keys)]))
    path, order = f"/v1/devices/{serial}/commands", {"type": "device.info", "params": {}}
    assert bridge.api(reader).get("/v1/commands").status == 200
    assert_problem(bridge.api(reader).post(path, order), 403)
    taken = bridge.api(writer).post(path, order)
    assert taken.status == 202
    assert_problem(bridge.api(writer).get("/v1/commands"), 403)
    assert_problem(bridge.api(reader).delete(f"/v1/commands/{taken.json['id']}"), 403)
    assert_problem(bridge.api(writer).post(path, {"type": "raw", "params": {"text": "INFO"}}), 403)


def test_a_removed_key_opens_nothing_after_the_next_start(start_bridge):
    old = new_key()
    bridge = start_bridge(settings(tenants=[tenant(keys=[key(old)])]))
    assert bridge.api(old).get("/v1/commands").status == 200
    bridge.restart(settings(tenants=[tenant()]))
    assert_problem(bridge.api(old).get("/v1/commands"), 401)


def test_another_tenants_things_do_not_exist(shared, shop):
    path, api, _ = shop
    mine = api.post(path, {"type": "device.info", "params": {}}).json
    stranger = shared.bridge.api(shared.other_key)
    assert_problem(stranger.post(path, {"type": "device.info", "params": {}}), 404)
    assert_problem(stranger.get(f"/v1/commands/{mine['id']}"), 404)
    assert_problem(stranger.delete(f"/v1/commands/{mine['id']}"), 404)
    assert mine["id"] not in {command["id"] for command in stranger.get("/v1/commands").json["data"]}
    assert_problem(api.post("/v1/devices/OTHER00000001/commands", {"type": "device.info", "params": {}}), 404)
    assert api.command(mine["id"])["status"] == "queued"


def test_a_customers_key_cannot_act_for_another_tenant(shared):
    reply = shared.bridge.api(shared.key).get("/v1/commands", Bridge_Tenant="other")
    assert_problem(reply, {400, 403})


def test_the_admin_key_acts_for_the_tenant_it_names(shared, shop):
    path, _, terminal = shop
    order = {"type": "device.info", "params": {}}
    assert shared.bridge.admin("default").post(path, order).status == 202
    assert_problem(shared.bridge.admin("other").post(path, order), 404)
    assert_problem(shared.bridge.admin(None).post(path, order), 400)
    assert_problem(shared.bridge.admin("nobody").post(path, order), 404)


def test_the_admin_key_is_made_once_where_none_is_given(start_bridge):
    configuration = settings(tenants=[tenant()])
    configuration["admin"] = {"key": None}
    bridge = start_bridge(configuration)
    path = bridge.data_dir / "admin.key"
    assert path.stat().st_mode & 0o777 == 0o600
    made = path.read_text().strip()
    assert len(made) >= 32 and made not in bridge.log
    api = API(("127.0.0.1", bridge.api_port), made, {"Bridge-Tenant": "default"})
    assert api.get("/v1/commands").status == 200
    bridge.restart()
    assert path.read_text().strip() == made
    assert api.get("/v1/commands").status == 200


# What is wrong with an order


@pytest.mark.parametrize(
    "control", ["\t", "\r", "\n", "\x00", "\x1b", "\x7f"], ids=["TAB", "CR", "LF", "NUL", "ESC", "DEL"]
)
@pytest.mark.parametrize(
    ("type", "params", "field"),
    [
        ("user.upsert", {"pin": "1", "name": "A{}B"}, "params.name"),
        ("user.upsert", {"pin": "1{}"}, "params.pin"),
        ("user.upsert", {"pin": "1", "card": "{}5"}, "params.card"),
        ("device.set_option", {"name": "VOLUME", "value": "6{}7"}, "params.value"),
        ("device.set_option", {"name": "VOL{}UME", "value": "67"}, "params.name"),
    ],
    ids=["name", "pin", "card", "value", "option"],
)
def test_what_the_line_protocol_cannot_carry_is_refused_by_field(shop, type, params, field, control):
    path, api, terminal = shop
    sent = {name: value.format(control) for name, value in params.items()}
    problem = assert_problem(api.post(path, {"type": type, "params": sent}), 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert terminal.fetch() == []


@pytest.mark.parametrize("control", ["\r", "\n", "\x00"], ids=["CR", "LF", "NUL"])
def test_a_raw_command_cannot_smuggle_in_a_second_one(shop, control):
    path, api, terminal = shop
    text = f"INFO{control}C:9:REBOOT"
    problem = assert_problem(api.post(path, {"type": "raw", "params": {"text": text}}), 422)
    assert [error["field"] for error in problem["errors"]] == ["params.text"]
    assert terminal.fetch() == []


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"type"}),
        ({"type": "user.teleport", "params": {}}, {"type"}),
        ({"type": 7, "params": {}}, {"type"}),
        ({"type": "device.info", "params": []}, {"params"}),
        ({"type": "device.info", "params": {}, "prioritty": 1}, {"prioritty"}),
        ({"type": "device.info", "params": {}, "priority": "high"}, {"priority"}),
        ({"type": "device.info", "params": {}, "expires_in": "soon"}, {"expires_in"}),
        ({"type": "device.info", "params": {"verbose": True}}, {"params.verbose"}),
        ({"type": "user.upsert", "params": {}}, {"params.pin"}),
        ({"type": "user.upsert", "params": {"pin": 1001}}, {"params.pin"}),
        ({"type": "user.upsert", "params": {"pin": "0"}}, {"params.pin"}),
        ({"type": "user.upsert", "params": {"pin": "1", "privilege": "god"}}, {"params.privilege"}),
        ({"type": "user.upsert", "params": {"pin": "1", "name": "x" * 5000}}, {"params.name"}),
        ({"type": "user.upsert", "params": {"pin": "1", "name": "x Card=5"}}, {"params.name"}),
        (
            {"type": "user.upsert", "params": {"pin": "", "name": "a\tb", "shoe": 43}},
            {"params.pin", "params.name", "params.shoe"},
        ),
        ({"type": "door.unlock", "params": {"door": 0}}, {"params.door"}),
        ({"type": "door.unlock", "params": {"seconds": 1.5}}, {"params.seconds"}),
        (
            {"type": "attendance.query", "params": {"from": "2026-02-30T00:00:00", "until": "now"}},
            {"params.from", "params.until"},
        ),
        (
            {
                "type": "attendance.query",
                "params": {"from": "2026-02-02T00:00:00", "until": "2026-02-01T00:00:00"},
            },
            {"params.until"},
        ),
        ({"type": "device.set_option", "params": {"name": "~SerialNumber", "value": "1"}}, {"params.name"}),
        ({"type": "raw", "params": {"text": ""}}, {"params.text"}),
    ],
    ids=lambda value: ",".join(sorted(value)) if isinstance(value, set) else "",
)
def test_every_wrong_field_of_an_order_is_named(shop, body, fields):
    path, api, terminal = shop
    problem = assert_problem(api.post(path, body), 422)
    assert {error["field"] for error in problem["errors"]} == fields
    assert terminal.fetch() == []


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"type=device.info",
        b"[]",
        b"null",
        b'"x"',
        b'{"type":"device.info",}',
        b'{"type":"\xff"}',
        b"[" * 100_000,
    ],
    ids=["empty", "cut", "form", "array", "null", "string", "comma", "not utf-8", "deep"],
)
def test_a_body_that_is_no_json_object_is_refused(shop, raw):
    path, api, _ = shop
    assert_problem(api.post(path, raw=raw), {400, 422})


def test_a_body_of_another_type_is_refused(shop):
    path, api, _ = shop
    raw = json.dumps({"type": "device.info", "params": {}}).encode()
    assert_problem(api.post(path, raw=raw, Content_Type="text/plain"), 415)


def test_a_charset_beside_the_type_is_fine(shop):
    path, api, _ = shop
    raw = json.dumps({"type": "device.info", "params": {}}).encode()
    assert api.post(path, raw=raw, Content_Type="application/json; charset=utf-8").status == 202


def test_a_repeated_member_is_refused(shop):
    path, api, _ = shop
    assert_problem(
        api.post(path, raw=b'{"type":"device.info","type":"device.reboot","params":{}}'), {400, 422}
    )


# Lists


def test_a_list_comes_in_pages_that_have_each_command_once(shop):
    path, api, terminal = shop
    ids = [api.post(path, {"type": "device.info", "params": {}}).json["id"] for _ in range(5)]
    seen, after, pages = [], "", 0
    while True:
        reply = api.get(f"/v1/commands?device={terminal.serial}&limit=2{after}")
        assert reply.status == 200
        page = reply.json
        assert set(page) == {"data", "next"} and len(page["data"]) <= 2
        seen += [command["id"] for command in page["data"]]
        pages += 1
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert sorted(seen) == sorted(ids) and len(seen) == 5
    assert pages == 3


def test_a_list_can_be_narrowed_by_status(shop):
    path, api, terminal = shop
    cancelled, queued = (api.post(path, {"type": "device.info", "params": {}}).json["id"] for _ in range(2))
    api.delete(f"/v1/commands/{cancelled}")
    for status, expected in (("cancelled", [cancelled]), ("queued", [queued]), ("failed", [])):
        found = api.get(f"/v1/commands?device={terminal.serial}&status={status}").json["data"]
        assert [command["id"] for command in found] == expected


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=-1", "limit"),
        ("limit=many", "limit"),
        ("limit=1000000", "limit"),
        ("after=nonsense", "after"),
        ("status=lost", "status"),
        ("device=%20", "device"),
        ("devise=X", "devise"),
    ],
)
def test_a_wrong_query_is_refused_by_field(shop, query, field):
    _, api, _ = shop
    problem = assert_problem(api.get(f"/v1/commands?{query}"), 422)
    assert [error["field"] for error in problem["errors"]] == [field]


# Everything else


@pytest.mark.parametrize(
    "path",
    [
        "/v1",
        "/v1/",
        "/v1/nothing",
        "/v1/commands/cmd_0",
        "/v1/commands/cmd_999999999",
        "/v1/commands/../../etc",
        "/v2/x",
        "/index.html",
    ],
)
def test_what_does_not_exist_is_said_so(shared, path):
    assert_problem(shared.bridge.api(shared.key).get(path), 404)


def test_a_command_for_an_unknown_device_is_refused(shared):
    assert_problem(
        shared.bridge.api(shared.key).post("/v1/devices/NOSUCH/commands", {"type": "device.info"}), 404
    )


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_a_method_a_path_does_not_have_is_refused_with_those_it_has(shared, method):
    reply = shared.bridge.api(shared.key).ask(method, "/v1/commands")
    assert_problem(reply, 405)
    assert "GET" in reply.headers["allow"]


def test_a_body_over_the_limit_is_refused(shared):
    reply = shared.bridge.api(shared.key).post("/v1/devices/X/commands", raw=b" " * (2 << 20))
    assert reply.status == 413


def test_two_requests_have_two_request_ids(shared):
    ids = {
        assert_problem(shared.bridge.api(shared.key).get("/v1/nothing"), 404)["request_id"] for _ in range(2)
    }
    assert len(ids) == 2


def test_terminals_are_not_served_at_the_api_nor_people_at_the_terminals_door(shared):
    api_port = ("127.0.0.1", shared.bridge.api_port)
    assert (
        exchange(api_port, request_bytes("GET", "/iclock/getrequest?SN=X1", headers={"Host": "x"})).status
        == 404
    )
    headers = {"Host": "x", "Authorization": f"Bearer {shared.key}"}
    assert (
        exchange(shared.bridge.devices, request_bytes("GET", "/v1/commands", headers=headers)).status == 404
    )
