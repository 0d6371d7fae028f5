"""The real thing, started as anybody starts it: `grenier demo`, in a process of its own, in a folder we watch."""

import importlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.ports import free_port

ROOT = Path(__file__).parents[2]
LONGEST_START = 300.0
LONGEST_STOP = 120.0


def watched_folder() -> Path:
    """Return a new folder with a short path: the database's socket lies in it, and sockets have short names."""
    path = Path(tempfile.mkdtemp(prefix="gj"))
    path.chmod(0o755)
    for name in ("tmp", "home"):
        (path / name).mkdir()
    return path


def wait_until(true: Callable[[], bool], *, within: float) -> bool:
    """Wait for `true`; tell whether it came."""
    until = time.monotonic() + within
    while not true():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


class House:
    """A demonstration in `watched`: data in `d`, temporary files in `tmp`, what it says in `log`."""

    def __init__(self, watched: Path, *, port: int | None = None) -> None:
        self.watched = watched
        self.port = port or free_port()
        self.data = watched / "d"
        self.log = watched / "log"
        self.scratch = watched / "tmp"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"

    def environment(self, **more: str) -> dict[str, str]:
        """Return what the command is told: nothing of ours but the path, and what measures coverage."""
        passed = {name: value for name, value in os.environ.items() if name.startswith("COV")}
        return {
            **passed,
            "PATH": os.environ["PATH"],
            "LANG": "C.UTF-8",
            "HOME": str(self.watched / "home"),
            "TMPDIR": str(self.scratch),
            "GRENIER_DATA": str(self.data),
            **more,
        }

    def command(
        self, *words: str, typed: str | None = None, **more: str
    ) -> subprocess.CompletedProcess[str]:
        """Run one `grenier` command on this data folder, to its end."""
        return subprocess.run(
            [sys.executable, "-m", "workspace", *words],
            cwd=ROOT,
            env=self.environment(**more),
            input=typed,
            text=True,
            capture_output=True,
            timeout=LONGEST_START,
            check=False,
        )

    def start(self, *words: str) -> None:
        """Start the demonstration as the leader of its own group, like a terminal; wait for its greeting."""
        said = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "workspace", "demo", "--port", str(self.port), *words],
                cwd=ROOT,
                env=self.environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        process = self._process

        def over() -> bool:
            return process.poll() is not None or b"Grenier is ready" in self.log.read_bytes()[said:]

        assert wait_until(over, within=LONGEST_START), self.log.read_text()
        assert process.poll() is None, self.log.read_text()

    def interrupt(self) -> int:
        """Press Ctrl-C: the whole group hears it, as in a terminal. Return the exit code."""
        assert self._process is not None
        os.killpg(self._process.pid, signal.SIGINT)
        code = self._process.wait(LONGEST_STOP)
        self._process = None
        return code

    def restart(self) -> None:
        self.interrupt()
        self.start()

    def close(self) -> None:
        """Stop what runs and remove the folder."""
        if self._process is not None and self._process.poll() is None:
            self.interrupt()
        shutil.rmtree(self.watched)

    def passwords(self) -> Mapping[str, str]:
        """Return the password of each demonstration sign-in."""
        known = json.loads((self.data / "keys" / "demo-sign-ins.json").read_text("utf-8"))
        return {who["login"]: who["password"] for who in known}

    def leaves_nothing_running(self) -> bool:
        """Tell whether all that lived in the data folder is gone, or goes in a moment."""
        return wait_until(lambda: self.left_running() == [], within=LONGEST_STOP)

    def left_running(self) -> list[str]:
        """Return the processes that still live in the data folder or were told of it."""
        psutil = importlib.import_module("psutil")
        return [str(process) for process in psutil.process_iter() if _mentions(process, self.data)]


def _mentions(process: Any, folder: Path) -> bool:
    psutil = importlib.import_module("psutil")
    try:
        said = [process.cwd(), *process.cmdline(), process.environ().get("GRENIER_DATA", "")]
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False
    return any(str(folder) in word for word in said)
