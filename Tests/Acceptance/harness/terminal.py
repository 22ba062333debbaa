"""A terminal that speaks attendance PUSH over a bare socket."""

import datetime
import itertools
import os
import re
from dataclasses import dataclass, field
from urllib.parse import quote

from .wire import Address, Reply, exchange, request_bytes

_serials = itertools.count(1)
_COMMAND = re.compile(r"^C:([A-Za-z0-9]{1,16}):(.+)$")


def new_serial(prefix: str = "ACC") -> str:
    """A serial number no other test of this run uses."""
    return f"{prefix}{os.getpid() % 100000:05d}{next(_serials):05d}"


@dataclass(frozen=True)
class Punch:
    """One row of an attendance log, written in the seven columns most models send."""

    pin: str
    time: str
    status: int = 0
    verify: int = 1

    @property
    def line(self) -> str:
        return f"{self.pin}\t{self.time}\t{self.status}\t{self.verify}\t\t0\t0"


@dataclass(frozen=True)
class Command:
    """A command as a poll brought it."""

    id: str
    text: str

    @property
    def verb(self) -> str:
        """Everything before the fields, e.g. `DATA UPDATE USERINFO`."""
        first = self.text.split("\t")[0]
        return first.rsplit(" ", 1)[0] if "=" in first else first

    @property
    def fields(self) -> dict[str, str]:
        cells = self.text.removeprefix(self.verb).strip(" ").split("\t")
        return {key: value for key, _, value in (cell.partition("=") for cell in cells)}


@dataclass
class Terminal:
    """A terminal of one serial number; every request is a connection of its own, as old firmware does it."""

    address: Address
    serial: str = field(default_factory=new_serial)
    prefix: str = "/iclock"
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "Host": "bridge.example.test",
            "User-Agent": "iClock Proxy/1.09",
            "Connection": "close",
            "Accept": "*/*",
        }
    )

    def ask(self, method: str, page: str, query: str = "", body: bytes | None = None, **how) -> Reply:
        """`page` below the prefix with `SN` first in the query."""
        target = f"{self.prefix}/{page}?SN={self.serial}" + (f"&{query}" if query else "")
        return self.say(request_bytes(method, target, headers=self.headers, body=body, **how))

    def say(self, data: bytes) -> Reply:
        """Raw bytes on a fresh connection."""
        return exchange(self.address, data)

    def handshake(self, **query: str) -> Reply:
        facts = {"options": "all", "pushver": "2.4.1", "language": "69", **query}
        return self.ask("GET", "cdata", "&".join(f"{key}={quote(value)}" for key, value in facts.items()))

    def options(self, text: str) -> Reply:
        return self.ask("POST", "cdata", "table=options", text.encode())

    def upload(self, table: str, body: bytes, stamp: str = "9999") -> Reply:
        return self.ask("POST", "cdata", f"table={table}&Stamp={stamp}", body)

    def attlog(self, *lines: str) -> Reply:
        return self.upload("ATTLOG", "".join(line + "\n" for line in lines).encode())

    def punch(self, *punches: Punch) -> Reply:
        return self.attlog(*(punch.line for punch in punches))

    def poll(self, info: str | None = None) -> Reply:
        return self.ask("GET", "getrequest", f"INFO={quote(info, safe=',.')}" if info is not None else "")

    def ping(self) -> Reply:
        return self.ask("GET", "ping")

    def answer(self, *results: str) -> Reply:
        """Results like `ID=1&Return=0&CMD=DATA`, in one body."""
        return self.ask("POST", "devicecmd", body="".join(result + "\n" for result in results).encode())

    def fetch(self, info: str | None = None) -> list[Command]:
        """Polls, and insists on the answer's form: `OK`, or lines `C:<id>:<text>` that each end in LF."""
        reply = self.poll(info)
        assert reply.status == 200, reply
        if reply.text.strip() == "OK":
            return []
        return commands_in(reply)


def commands_in(reply: Reply) -> list[Command]:
    assert reply.text.endswith("\n"), f"the last command is not ended by LF: {reply.body!r}"
    matches = [(line, _COMMAND.match(line)) for line in reply.text.removesuffix("\n").split("\n")]
    assert all(match for _, match in matches), f"not all lines are commands: {reply.body!r}"
    return [Command(match[1], match[2]) for _, match in matches if match]


def options_of(reply: Reply) -> dict[str, str]:
    """The option block; fails where its form is not one that all firmware reads."""
    assert reply.status == 200
    assert reply.text.endswith("\n"), "old firmware does not read a last line that has no line end"
    assert "\r" not in reply.text
    first, *lines = reply.text.removesuffix("\n").split("\n")
    assert re.fullmatch(r"GET OPTION FROM: ?\S+", first)
    pairs = [line.partition("=") for line in lines]
    assert all(separator for _, separator, _ in pairs), reply.text
    names = [name for name, _, _ in pairs]
    assert len(names) == len(set(names)), f"an option is given twice: {names}"
    return {name: value for name, _, value in pairs}


def clock(ahead: float = 0, hours: float = 0) -> str:
    """What a clock shows that is `ahead` seconds ahead, in a zone `hours` ahead of UTC."""
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=ahead, hours=hours)
    return now.strftime("%Y-%m-%d %H:%M:%S")
