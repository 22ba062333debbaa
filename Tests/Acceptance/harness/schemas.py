"""The published webhook schemas, as a judge of what arrives."""

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).resolve().parents[3] / "webhook-schemas"
#: The type of a body with several events.
BATCH = "batch"


class SchemaBook:
    """All schemas of a folder, by event type."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.schemas: dict[str, Any] = {
            path.name.removesuffix(".json"): json.loads(path.read_text())
            for path in sorted(folder.glob("*.json"))
        }
        self._validators = {name: Draft202012Validator(schema) for name, schema in self.schemas.items()}

    def faults(self, event: Any) -> list[str]:
        """What is wrong with the event or batch, one sentence per fault; an unknown type is a fault."""
        kind = event.get("type") if isinstance(event, dict) else None
        if kind not in self._validators:
            return [f"there is no schema for events of type {kind!r}"]
        faults = [
            f"{kind}: {'/'.join(map(str, error.absolute_path)) or '(event)'}: {error.message}"
            for error in self._validators[kind].iter_errors(event)
        ]
        # The schema of a batch knows of its events only what all events have.
        if kind == BATCH and not faults:
            for place, inner in enumerate(event["events"]):
                faults += [f"{BATCH}: events/{place}: {fault}" for fault in self.faults(inner)]
        return faults
