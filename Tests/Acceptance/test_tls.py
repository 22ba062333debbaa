"""HTTPS for terminals: by certificate and key, with nothing else changed."""

import socket
import ssl
import subprocess

import pytest

from harness.settings import device, settings, tenant
from harness.terminal import new_serial
from harness.waiting import PATIENCE


@pytest.fixture(scope="module")
def identity(tmp_path_factory):
    """A throw-away certificate for 127.0.0.1 and its key."""
    folder = tmp_path_factory.mktemp("identity")
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-keyout", key, "-out", certificate, "-days", "2", "-subj", "/CN=127.0.0.1"]
        + ["-addext", "subjectAltName=IP:127.0.0.1"],
        check=True,
        capture_output=True,
    )
    return certificate, key


def ask(address, certificate, request: bytes) -> bytes:
    context = ssl.create_default_context(cafile=str(certificate))
    with socket.create_connection(address, timeout=PATIENCE) as plain:
        with context.wrap_socket(plain, server_hostname="127.0.0.1") as secure:
            secure.sendall(request)
            reply = b""
            while piece := secure.recv(65536):
                reply += piece
            return reply


def test_a_terminal_shakes_hands_and_uploads_over_tls(start_bridge, identity):
    certificate, key = identity
    serial = new_serial()
    bridge = start_bridge(
        settings(
            device_listener={"tls": {"certificate": str(certificate), "private_key": str(key)}},
            tenants=[tenant(devices=[device(serial)])],
        )
    )
    hello = f"GET /iclock/cdata?SN={serial}&options=all HTTP/1.1\r\nConnection: close\r\n\r\n".encode()
    assert f"GET OPTION FROM: {serial}\n".encode() in ask(bridge.devices, certificate, hello)
    row = b"7\t2026-05-04 08:00:00\t0\t1\n"
    head = f"POST /iclock/cdata?SN={serial}&table=ATTLOG HTTP/1.1\r\nConnection: close\r\n"
    upload = head.encode() + b"Content-Length: %d\r\n\r\n" % len(row) + row
    assert b"OK: 1" in ask(bridge.devices, certificate, upload)


def test_plain_http_at_a_tls_listener_is_answered_by_nothing_and_leaves_it_serving(start_bridge, identity):
    certificate, key = identity
    serial = new_serial()
    bridge = start_bridge(
        settings(
            device_listener={"tls": {"certificate": str(certificate), "private_key": str(key)}},
            tenants=[tenant(devices=[device(serial)])],
        )
    )
    poll = f"GET /iclock/getrequest?SN={serial} HTTP/1.1\r\nConnection: close\r\n\r\n".encode()
    with socket.create_connection(bridge.devices, timeout=PATIENCE) as plain:
        # The listener may hang up at any of these.
        try:
            plain.sendall(poll)
            plain.shutdown(socket.SHUT_WR)
            assert b"200" not in plain.recv(65536)
        except OSError:
            pass
    assert b"OK" in ask(bridge.devices, certificate, poll)


def test_an_unusable_certificate_is_a_clear_sentence(start_bridge, identity, tmp_path):
    certificate, _ = identity
    nonsense = tmp_path / "nonsense.pem"
    nonsense.write_text("nonsense")
    bridge = start_bridge(
        settings(device_listener={"tls": {"certificate": str(certificate), "private_key": str(nonsense)}}),
        ready=False,
    )
    bridge.launch()
    assert bridge.exit_code() == 1
    assert "certificate" in bridge.log
