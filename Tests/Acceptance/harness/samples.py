"""Rows, templates and pictures as terminals send them; made up, and the same in every run."""

import base64
import gzip
import hashlib
import io
import random
import tarfile


def some_bytes(size: int, seed: object = 0) -> bytes:
    return random.Random(f"{size} {seed}").randbytes(size)


def jpeg(size: int = 600, seed: object = 0) -> bytes:
    """Bytes that begin and end as a JPEG does, with everything inside that could lead a reader astray."""
    traps = b"\x00\nPIN=9\nCMD=uploadphoto\x00\r\n\t\xff\xd8\xff"
    begin, end = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + traps, b"\xff\xd9"
    return begin + some_bytes(size - len(begin) - len(end), seed) + end


def text_of(content: bytes) -> str:
    return base64.b64encode(content).decode()


def withheld(content: bytes, content_type: str | None = None, shown: bool = False) -> dict:
    """What an event says of `content`: `template` without, `photo` with a content type."""
    return {
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        **({"content_type": content_type} if content_type else {}),
        "content_base64": text_of(content) if shown else None,
    }


def row(kind: str, **cells: object) -> str:
    """`KIND key=value<TAB>key=value…`; without a kind only the cells."""
    text = "\t".join(f"{key}={value}" for key, value in cells.items())
    return f"{kind} {text}" if kind else text


def user_row(pin: str, name: str = "Isa", password: str = "", kind: str = "USER", **more: object) -> str:
    """A person, in the cells and the order an X100-C has."""
    cells = {"PIN": pin, "Name": name, "Pri": 0, "Passwd": password, "Card": "", "Grp": 1}
    cells |= {"TZ": "0000000100000000", "Verify": 0, "ViceCard": ""}
    return row(kind, **(cells | more))


def finger_row(pin: str, template: bytes, finger: int = 0, kind: str = "FP", **more: object) -> str:
    text = text_of(template)
    cells = {"PIN": pin, "FID": finger, "Size": len(text), "Valid": 1, "TMP": text}
    return row(kind, **(cells | more))


def biodata_row(pin: str, type: int, template: bytes, kind: str = "BIODATA", **more: object) -> str:
    cells = {"Pin": pin, "No": 0, "Index": 0, "Valid": 1, "Duress": 0, "Type": type}
    cells |= {"MajorVer": 1, "MinorVer": 0, "Format": 0, "Tmp": text_of(template)}
    return row(kind, **(cells | more))


def operation_row(code: int, time: str, *objects: object, operator: str = "0") -> str:
    cells = [*objects, 0, 0, 0, 0][:4]
    return "\t".join([f"OPLOG {code}", operator, time, *map(str, cells)])


def photo_upload(
    file_name: str, serial: str, picture: bytes, *, size: int | None = None, command: str = "uploadphoto"
) -> bytes:
    """The body of an attendance photo: header lines, a NUL, the picture."""
    size = len(picture) if size is None else size
    return f"PIN={file_name}\nSN={serial}\nsize={size}\nCMD={command}".encode() + b"\0" + picture


def packed(*files: bytes) -> bytes:
    """A gzipped tar of these files."""
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for number, content in enumerate(files):
            member = tarfile.TarInfo(f"operlog{number}.txt")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return gzip.compress(archive.getvalue(), mtime=0)


def lines(*rows: str) -> bytes:
    return "".join(one + "\n" for one in rows).encode()
