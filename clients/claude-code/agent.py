"""The real Claude Code in an environment of its own, and what the server says about the requests it made."""

import json
import os
import re
import signal
import subprocess
import tempfile
import urllib.request
from pathlib import Path

from checks import KEY, URL

_PROGRAM = [os.environ["CREMA_NODE"], os.environ["CREMA_CLAUDE_CODE"]]


class Agent:
    """One user's home and project folder. Claude Code sees no variable of ours and no file outside of them."""

    def __init__(self, model, **variables):
        self.folder = Path(tempfile.mkdtemp()).resolve()
        self.project = self.folder / "project"
        (self.folder / "home").mkdir()
        self.project.mkdir()
        self._environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / "home"),
            "TMPDIR": str(self.folder),
            "ANTHROPIC_BASE_URL": URL,
            "ANTHROPIC_API_KEY": KEY,
            "ANTHROPIC_MODEL": model,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
            **variables,
        }

    def ask(self, *arguments, limit):
        """What it prints on the way, as documents; the last is the result. It is ended after `limit` seconds."""
        command = [*_PROGRAM, *arguments, "--output-format", "stream-json", "--verbose"]
        with subprocess.Popen(
            command,
            cwd=self.project,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            try:
                output, errors = process.communicate(timeout=limit)
            finally:
                if process.poll() is None:
                    os.killpg(process.pid, signal.SIGKILL)
        documents = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
        if process.returncode != 0 or not documents or documents[-1]["type"] != "result":
            last = documents[-1] if documents else None
            raise AssertionError(f"Claude Code ended with status {process.returncode}: {last}\n{errors}")
        return documents


def blocks(documents, kind):
    """The content blocks of that kind, in order."""
    contents = [d["message"]["content"] for d in documents if d["type"] in ("assistant", "user")]
    return [block for content in contents if isinstance(content, list) for block in content if block["type"] == kind]


class Counters:
    """The server's counters since this object was made."""

    def __init__(self):
        self._before = _metrics()

    def _since(self, family, label):
        wanted = re.compile(rf'{family}{{.*{label}="([^"]*)".*}}')
        counts = {}
        for name, value in _metrics().items():
            found = wanted.fullmatch(name)
            change = value - self._before.get(name, 0)
            if found and change:
                counts[found[1]] = counts.get(found[1], 0) + change
        return counts

    def statuses(self):
        return self._since("crema_requests_total", "status")

    def tokens(self):
        return self._since("crema_tokens_total", "kind")


def _metrics():
    lines = _get("/metrics").splitlines()
    return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines if not line.startswith("#"))}


def model():
    """The first model that the server lists."""
    return json.loads(_get("/v1/models", {"anthropic-version": "2023-06-01"}))["data"][0]


def _get(path, headers=None):
    request = urllib.request.Request(URL + path, headers={"x-api-key": KEY, **(headers or {})})
    with urllib.request.urlopen(request, timeout=10) as response:
        return response.read().decode()
