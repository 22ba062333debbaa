"""The published schemas and examples are valid, agree with each other and are not toothless."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from harness.schemas import BATCH, FOLDER, SchemaBook

BOOK = SchemaBook()
EXAMPLES = {
    path.name.removesuffix(".json"): json.loads(path.read_text())
    for path in sorted((FOLDER / "examples").glob("*.json"))
}
BODIES = sorted(BOOK.schemas)
TYPES = [type for type in BODIES if type != BATCH]
#: Events that are about no terminal.
WITHOUT_DEVICE = [type for type in TYPES if type.split(".")[0] in ("endpoint", "webhook")]


def test_there_is_an_example_for_each_schema():
    assert sorted(EXAMPLES) == BODIES


@pytest.mark.parametrize("type", BODIES)
def test_the_schema_is_valid_and_named_for_its_event(type):
    schema = BOOK.schemas[type]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:adms-bridge:webhook-schema:{type}"
    assert schema["properties"]["type"]["const"] == type


@pytest.mark.parametrize("type", BODIES)
def test_the_example_satisfies_its_schema(type):
    assert BOOK.faults(EXAMPLES[type]) == []


@pytest.mark.parametrize("type", BODIES)
def test_every_property_is_described(type):
    def check(schema: dict, path: str) -> None:
        if "items" in schema:
            check(schema["items"], f"{path}[]")
        for name, property in schema.get("properties", {}).items():
            assert property.get("description", "").endswith("."), f"{path}.{name}"
            check(property, f"{path}.{name}")

    check(BOOK.schemas[type], type)


def test_all_events_have_the_same_envelope_but_for_the_device_of_those_that_are_about_none():
    def envelope(schema: dict, *without: str) -> dict:
        properties = copy.deepcopy(schema["properties"])
        for name in ("type", "data", *without):
            del properties[name]
        return properties

    first = BOOK.schemas[TYPES[0]]
    for type in TYPES:
        schema = BOOK.schemas[type]
        if type in WITHOUT_DEVICE:
            assert schema["properties"]["device"]["type"] == "null"
            assert envelope(schema, "device") == envelope(first, "device")
        else:
            assert envelope(schema) == envelope(first)
    inner = BOOK.schemas[BATCH]["properties"]["events"]["items"]
    assert envelope(inner, "device") == envelope(first, "device")
    assert inner["required"] == first["required"]


@pytest.mark.parametrize("type", WITHOUT_DEVICE)
def test_an_event_about_no_terminal_names_none(type):
    event = copy.deepcopy(EXAMPLES[type])
    event["device"] = EXAMPLES["attendance.recorded"]["device"]
    assert BOOK.faults(event)
    del event["device"]
    assert BOOK.faults(event)


@pytest.mark.parametrize(
    ("type", "name", "value"),
    [
        ("endpoint.failing", "failing_since", None),
        ("endpoint.failing", "undelivered", -1),
        ("endpoint.recovered", "failing_since", None),
        ("endpoint.recovered", "last_error", "timeout"),
        ("endpoint.disabled", "reason", None),
        ("endpoint.disabled", "reason", ""),
        ("endpoint.backlog_dropped", "dropped", 0),
        ("endpoint.backlog_dropped", "failing_since", "2026-11-20T07:07:31.004Z"),
        ("webhook.test", "message", None),
    ],
)
def test_a_wrong_value_in_an_event_about_an_endpoint_is_a_fault(type, name, value):
    event = copy.deepcopy(EXAMPLES[type])
    event["data"][name] = value
    assert BOOK.faults(event)


@pytest.mark.parametrize(
    "change",
    [
        lambda batch: batch.update(events=[]),
        lambda batch: batch.update(surprise=1),
        lambda batch: batch.pop("type"),
        lambda batch: batch["events"].append(copy.deepcopy(EXAMPLES[BATCH])),
        lambda batch: batch["events"][0].update(surprise=1),
        lambda batch: batch["events"][0]["data"].update(surprise=1),
        lambda batch: batch["events"][0].update(type="nobody.knows"),
        lambda batch: batch["events"].extend(batch["events"] * 400),
    ],
    ids=["empty", "key", "no type", "nested", "event", "data", "unknown", "too many"],
)
def test_a_wrong_batch_is_a_fault(change):
    batch = copy.deepcopy(EXAMPLES[BATCH])
    change(batch)
    assert BOOK.faults(batch)


@pytest.mark.parametrize("type", TYPES)
@pytest.mark.parametrize("part", ["event", "data"])
def test_a_key_nobody_described_is_a_fault(type, part):
    event = copy.deepcopy(EXAMPLES[type])
    (event if part == "event" else event["data"])["surprise"] = 1
    assert BOOK.faults(event)


@pytest.mark.parametrize("type", TYPES)
def test_every_key_of_the_example_is_required_or_said_to_be_optional(type):
    for name in EXAMPLES[type]["data"]:
        event = copy.deepcopy(EXAMPLES[type])
        del event["data"][name]
        assert BOOK.faults(event), name


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["id"], "evt_0000000000000000000000000o"),
        (["timestamp"], "2026-11-20T00:58:41Z"),
        (["sequence"], 0),
        (["device"], None),
        (["data", "pin"], ""),
        (["data", "pin"], 2048),
        (["data", "occurred_at"], "2026-11-20T07:58:39"),
        (["data", "work_code"], ""),
        (["data", "direction"], "sideways"),
        (["data", "time_ambiguous"], False),
    ],
)
def test_a_wrong_value_in_a_punch_is_a_fault(path, value):
    event = copy.deepcopy(EXAMPLES["attendance.recorded"])
    target = event
    for name in path[:-1]:
        target = target[name]
    target[path[-1]] = value
    assert BOOK.faults(event)


@pytest.mark.parametrize(("line", "line_base64"), [(None, None), ("a", "YQ==")])
def test_a_rejected_line_is_text_or_base64_but_not_both(line, line_base64):
    event = copy.deepcopy(EXAMPLES["record.rejected"])
    event["data"] |= {"line": line, "line_base64": line_base64}
    assert BOOK.faults(event)
