"""The bridge under test: a real process with a folder, two ports and a log of its own."""

import http.client
import os
import re
import signal
import subprocess
from pathlib import Path
from typing import Any

from .api import API
from .ports import free_port
from .settings import ADMIN_KEY
from .terminal import Terminal, new_serial
from .waiting import PATIENCE, wait_until
from .wire import Address
from .yaml import to_yaml

ROOT = Path(__file__).resolve().parents[3]


def find_program() -> Path | None:
    """The executable: $ADMS_BRIDGE, else the repository's newest release or debug build."""
    if named := os.environ.get("ADMS_BRIDGE"):
        return Path(named).resolve()
    built = [ROOT / ".build" / kind / "adms-bridge" for kind in ("release", "debug")]
    built = [path for path in built if path.exists()]
    return max(built, key=lambda path: path.stat().st_mtime, default=None)


def run_program(
    program: Path, *arguments: str, timeout: float = PATIENCE, **how: Any
) -> subprocess.CompletedProcess[str]:
    """Runs a verb to its end, with what it printed."""
    return subprocess.run(
        [program, *arguments],
        text=True,
        capture_output=True,
        timeout=timeout,
        stdin=subprocess.DEVNULL,
        **how,
    )


class Bridge:
    """`adms-bridge serve` on free ports of 127.0.0.1; the same ports and data after every restart."""

    def __init__(
        self, program: Path, folder: Path, settings: dict[str, Any], data_dir: Path | None = None
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.program = program
        self.folder = folder
        self.data_dir = data_dir or folder / "data"
        self.log_path = folder / "bridge.log"
        self.config_path = folder / "config.yaml"
        self.device_port, self.api_port = free_port(), free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self.configure(settings)

    # Its life

    def configure(self, settings: dict[str, Any]) -> None:
        """Writes the configuration; a running bridge does not notice."""
        settings = {"data_dir": str(self.data_dir), **settings}
        for name, port in (("device_listener", self.device_port), ("api_listener", self.api_port)):
            settings[name] = {"port": port, **settings.get(name, {})}
        self.config_path.write_text(to_yaml(settings))

    def start(self) -> "Bridge":
        """Starts it and waits until it serves."""
        self.launch()
        wait_until(self._is_ready, what="GET /readyz = 200")
        return self

    def launch(self) -> None:
        """Starts it and waits for nothing."""
        assert self._process is None, "it runs already"
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [self.program, "serve", "--config", self.config_path],
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self, timeout: float = PATIENCE) -> int:
        """Asks it to stop (SIGTERM); its exit code."""
        return self._end(signal.SIGTERM, timeout)

    def kill(self) -> None:
        """Ends it as a power cut does."""
        assert self._end(signal.SIGKILL, PATIENCE) == -signal.SIGKILL

    def restart(self, settings: dict[str, Any] | None = None) -> "Bridge":
        assert self.stop() == 0, self.log
        if settings is not None:
            self.configure(settings)
        return self.start()

    def exit_code(self, timeout: float = PATIENCE) -> int:
        """Waits for it to end by itself."""
        process, self._process = self._process, None
        assert process is not None, "it does not run"
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def process_id(self) -> int:
        assert self._process is not None
        return self._process.pid

    # How to talk to it

    @property
    def devices(self) -> Address:
        return "127.0.0.1", self.device_port

    def terminal(self, serial: str | None = None, **how: Any) -> Terminal:
        return Terminal(self.devices, serial or new_serial(), **how)

    def api(self, key: str | None) -> API:
        return API(("127.0.0.1", self.api_port), key)

    def admin(self, tenant: str | None = "default") -> API:
        """The API with the admin key, acting for `tenant`."""
        return API(("127.0.0.1", self.api_port), ADMIN_KEY, {"Bridge-Tenant": tenant} if tenant else {})

    # What it says

    @property
    def log(self) -> str:
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def wait_for_log(self, pattern: str, timeout: float = PATIENCE) -> re.Match[str]:
        return wait_until(lambda: re.search(pattern, self.log), timeout, f"{pattern!r} in the log")

    def _is_ready(self) -> bool:
        assert self._process is not None
        code = self._process.poll()
        assert code is None, f"ended with {code} while starting:\n{self.log}"
        connection = http.client.HTTPConnection("127.0.0.1", self.api_port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except OSError:
            return False
        finally:
            connection.close()

    def _end(self, how: signal.Signals, timeout: float) -> int:
        assert self._process is not None, "it does not run"
        process, self._process = self._process, None
        process.send_signal(how)
        try:
            return process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise AssertionError(
                f"did not end within {timeout} s of {how.name}:\n{self.log[-4000:]}"
            ) from None
