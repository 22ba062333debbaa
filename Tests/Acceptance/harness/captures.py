"""Captured traffic of real terminals, which lives outside the repository."""

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .bridge import ROOT


def _folder() -> Path | None:
    named = os.environ.get("ADMS_CAPTURES")
    places = [named, ROOT.parent / "shared/captures", ROOT.parents[1] / "shared/captures"]
    return next((Path(place) for place in places if place and Path(place).is_dir()), None)


FOLDER = _folder()


@dataclass(frozen=True)
class Capture:
    """One request, byte for byte, and what its sidecar says is in it."""

    name: str
    request: bytes
    expect: dict[str, Any]

    @property
    def method(self) -> str:
        return self.request.split(b" ", 1)[0].decode()

    @property
    def target(self) -> str:
        return self.request.split(b" ", 2)[1].decode()

    @property
    def body(self) -> bytes:
        return self.request.partition(b"\r\n\r\n")[2]

    @property
    def is_attendance(self) -> bool:
        """Of the dialect this edition speaks."""
        return "-acc-" not in self.name


def all_captures() -> list[Capture]:
    """Every captured request; none where there is no folder of captures."""
    return [
        Capture(
            path.name.removesuffix(".req.http"),
            path.read_bytes(),
            json.loads(path.with_name(path.name.replace(".req.http", ".json")).read_text()).get("expect", {}),
        )
        for path in sorted(FOLDER.glob("*.req.http") if FOLDER else [])
    ]
