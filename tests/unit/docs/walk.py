"""Doing what a page says: its files are written, its commands run, its output compared."""

import os
import re
import shlex
import signal
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path

from tests.unit.docs.pages import Block, Step, blocks, matches, steps

# `make` and the activation of its environment are the frame that the tests themselves run in.
_FRAME = re.compile(r"make |\. \.venv/bin/activate$")
_STATUS = "echo $?"


class Walk:
    """One reader at work in one folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self._folder = folder
        self._port = port
        self._status = 0
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self._environment = {**os.environ, "PATH": path, "LC_ALL": "C.UTF-8"}

    def follow(self, text: str) -> int:
        """Do everything that a page says, and return how many commands were run."""
        return sum(self._do(block) for block in blocks(text))

    def _do(self, block: Block) -> int:
        if block.file is not None:
            file = self._folder / block.file
            file.parent.mkdir(exist_ok=True)
            file.write_text(block.content, encoding="utf-8")
        if block.language != "console":
            return 0
        done = [step for step in steps(block) if not _FRAME.match(step.command)]
        for step in done:
            self._step(step)
        assert self._status == 0, f"{block.content}\nends with status {self._status}, which the page hides"
        return len(done)

    def _step(self, step: Step) -> None:
        if step.command == _STATUS:
            written, self._status = f"{self._status}\n", 0
        else:
            assert self._status == 0, f"before {step.command}: status {self._status}, which the page hides"
            written = self._serve(step) if step.command.endswith(" serve") else self._run(step)
        assert matches(written, step.output), f"$ {step.command}\nwrote:\n{written}"

    def _run(self, step: Step) -> str:
        done = subprocess.run(
            ["bash", "-c", step.command],
            cwd=self._folder,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        self._status = done.returncode
        return done.stdout.decode()

    def _serve(self, step: Step) -> str:
        """Serve on a free port, look at the home page as the reader does, and stop with Ctrl-C."""
        command = [*shlex.split(step.command), "--port", str(self._port)]
        with subprocess.Popen(
            command, cwd=self._folder, env=self._environment, stderr=subprocess.PIPE
        ) as server:
            assert server.stderr is not None
            try:
                said = server.stderr.readline().decode()
                assert self._visit() == 200
            finally:
                server.send_signal(signal.SIGINT)
            self._status = server.wait(timeout=30)
        return said.replace(f":{self._port}/", ":8080/")

    def _visit(self) -> int:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        connection.request("GET", "/")
        status = connection.getresponse().status
        connection.close()
        return status
