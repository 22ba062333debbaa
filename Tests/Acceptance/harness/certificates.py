"""Throw-away certificate authorities and certificates, by the openssl program."""

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Certificate:
    """PEM files."""

    certificate: Path
    key: Path

    def server(self, clients: Path | None = None) -> ssl.SSLContext:
        """For a server that shows this; `clients`: whose certificates it demands of those who come."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.key)
        if clients is not None:
            context.load_verify_locations(clients)
            context.verify_mode = ssl.CERT_REQUIRED
        return context


class Authority:
    """Signs certificates."""

    def __init__(self, folder: Path, name: str = "Throw-away CA") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.own = self_signed(folder, "authority", subject=name, extension="basicConstraints=critical,CA:TRUE")

    @property
    def certificate(self) -> Path:
        return self.own.certificate

    def signs(self, name: str, extension: str = "subjectAltName=IP:127.0.0.1", days: str = "2") -> Certificate:
        """A certificate for this machine, or for a client."""
        made = Certificate(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        request, extensions = self.folder / f"{name}.csr", self.folder / f"{name}.ext"
        extensions.write_text(extension + "\n")
        _openssl("req", "-new", *_NEW_KEY, "-keyout", made.key, "-out", request, "-subj", f"/CN={name}")
        _openssl(
            *("x509", "-req", "-in", request, "-CA", self.own.certificate, "-CAkey", self.own.key),
            *("-CAcreateserial", "-days", days, "-extfile", extensions, "-out", made.certificate),
        )
        return made


def self_signed(
    folder: Path,
    name: str,
    subject: str = "127.0.0.1",
    extension: str = "subjectAltName=IP:127.0.0.1",
) -> Certificate:
    made = Certificate(folder / f"{name}.pem", folder / f"{name}.key")
    _openssl(
        *("req", "-x509", *_NEW_KEY, "-keyout", made.key, "-out", made.certificate, "-days", "2"),
        *("-subj", f"/CN={subject}", "-addext", extension),
    )
    return made


_NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


def _openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *arguments], check=True, capture_output=True)
