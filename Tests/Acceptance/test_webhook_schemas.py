"""The published schemas and examples are valid, agree with each other and are not toothless."""

import copy
import json

import pytest
from jsonschema import Draft202012Validator

from harness.schemas import FOLDER, SchemaBook

BOOK = SchemaBook()
EXAMPLES = {
    path.name.removesuffix(".json"): json.loads(path.read_text())
    for path in sorted((FOLDER / "examples").glob("*.json"))
}
TYPES = sorted(BOOK.schemas)


def test_there_is_an_example_for_each_schema():
    assert sorted(EXAMPLES) == TYPES


@pytest.mark.parametrize("type", TYPES)
def test_the_schema_is_valid_and_named_for_its_event(type):
    schema = BOOK.schemas[type]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:adms-bridge:webhook-schema:{type}"
    assert schema["properties"]["type"]["const"] == type


@pytest.mark.parametrize("type", TYPES)
def test_the_example_satisfies_its_schema(type):
    assert BOOK.faults(EXAMPLES[type]) == []


@pytest.mark.parametrize("type", TYPES)
def test_every_property_is_described(type):
    def check(schema: dict, path: str) -> None:
        for name, property in schema.get("properties", {}).items():
            assert property.get("description", "").endswith("."), f"{path}.{name}"
            check(property, f"{path}.{name}")

    check(BOOK.schemas[type], type)


def test_all_events_have_the_same_envelope():
    def envelope(type: str) -> dict:
        properties = copy.deepcopy(BOOK.schemas[type]["properties"])
        del properties["type"]["const"], properties["data"]
        return properties

    assert all(envelope(type) == envelope(TYPES[0]) for type in TYPES)


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
