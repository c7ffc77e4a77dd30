"""Crema as the benchmarks use it: started, stopped and killed as a process of its own, and asked over HTTP.

A server gets a home of its own, in which only what is costly to make (native libraries, models) is borrowed from
CREMA_HOME: so its caches are empty at first, and a benchmark neither reads nor leaves anything in the user's.
"""

import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BORROWED = ["models", "cache/djl", "cache/unpacked"]
BLOCK_TOKENS = 64
#: What one cached block may take beyond its keys and values: the header of its file.
BLOCK_HEADER = 64 << 10

#: Every cache off. The settings are named in proxy/src/main/java/dev/crema/proxy/config/Setting.java.
NO_CACHES = {
    "CREMA_KV_BUDGET_BYTES": "0", "CREMA_CACHING_L1_ENABLED": "false", "CREMA_CACHING_SSD_ENABLED": "false",
    "CREMA_CACHING_L2_ENABLED": "false", "CREMA_CACHING_L3_ENABLED": "false", "CREMA_CACHING_PREWARM": "0s",
}
#: Only keys and values, so that no whole answer is repeated.
NO_ANSWERS = {"CREMA_CACHING_L2_ENABLED": "false", "CREMA_CACHING_L3_ENABLED": "false"}


@dataclass
class Answer:
    """What a server said, and what it cost. Times in seconds from the first byte sent."""

    text: str = ""
    calls: list = field(default_factory=list)  # [(id, name, arguments)]
    prompt: int = 0
    reused: int = 0
    output: int = 0
    first: float = 0.0
    total: float = 0.0
    level: str = ""

    def content(self):
        """What was said, without the ids of calls, which are new each time."""
        return self.text, [(name, arguments) for _, name, arguments in self.calls]


class Refused(RuntimeError):
    """An answer that is none: another status than 200, or an error in the stream."""


class NotStarted(RuntimeError):
    """A server that ended or was not healthy in time. Nothing of it is left."""


class Crema:
    """One server. `home` is kept between starts, so a restart finds what the run before has left."""

    def __init__(self, port, home, settings=None):
        self.port, self.home, self.settings = port, Path(home), dict(settings or {})
        self.process = None

    def start(self, patience=120):
        """Returns the seconds until it is healthy."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CREMA_CACHING_")}
        environment |= {"CREMA_HOME": str(self.home), **self.settings}
        begun = time.monotonic()
        with open(self.home / "server.log", "ab") as log:
            self.process = subprocess.Popen(self.command(), env=environment, stdout=log, stderr=log)
        while time.monotonic() - begun < patience:
            if self.process.poll() is not None:
                raise NotStarted(f"Crema ended with status {self.process.returncode} at its start:\n{self.log_tail()}")
            if self.healthy():
                return time.monotonic() - begun
            time.sleep(0.05)
        self.kill()
        raise NotStarted(f"Crema was not healthy after {patience} s:\n{self.log_tail()}")

    def command(self):
        return [ROOT / "crema", "serve", "--port", str(self.port)]

    def healthy(self):
        try:
            return get(self.port, "/health", 5)[0] == 200
        except OSError:
            return False

    def stop(self):
        """In order, as a user stops it."""
        self._end(signal.SIGTERM)

    def kill(self):
        """Without a moment for anything."""
        self._end(signal.SIGKILL)

    def _end(self, how):
        if self.process is not None:
            if self.process.poll() is None:
                self.process.send_signal(how)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
                raise RuntimeError("Crema did not end within 30 s of SIGTERM") from None
            finally:
                self.process = None

    def log_tail(self):
        return (self.home / "server.log").read_text(errors="replace")[-3000:]

    def metrics(self):
        text = get(self.port, "/metrics", 30)[1].decode()
        return {name: float(value) for name, value in re.findall(r"^(\w+) ([-0-9.E]+)$", text, re.MULTILINE)}

    def block_bytes(self):
        """What one block takes in memory and, but for its header, on the SSD."""
        return int(BLOCK_TOKENS * self.metrics().get("crema_engine_kv_bytes_per_token", 46_080))

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@contextmanager
def scratch_home():
    """A home without caches, on the disk of CREMA_HOME; gone at the end."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    shared = Path(os.environ["CREMA_HOME"])
    (shared / "bench").mkdir(exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix="home-", dir=shared / "bench"))
    try:
        for name in BORROWED:
            if (shared / name).exists():
                (home / name).parent.mkdir(parents=True, exist_ok=True)
                (home / name).symlink_to(shared / name)
        for part in (shared / "native").glob("*/*"):
            # A shim knows the place of its MLX: this home's own is built into it and goes with it.
            if not part.name.startswith("shim-"):
                (home / "native" / part.parent.name).mkdir(parents=True, exist_ok=True)
                (home / "native" / part.parent.name / part.name).symlink_to(part)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


def folder_bytes(folder):
    """Bytes of all files, those just being written included."""
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_size
            except FileNotFoundError:
                pass
    return total


def get(port, path, timeout):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


def count_tokens(port, body):
    """Tokens of a Messages body's prompt, as the server itself renders and counts it."""
    with _post(port, "/v1/messages/count_tokens", body, {}) as response:
        return json.loads(response.read())["input_tokens"]


@contextmanager
def _post(port, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
    try:
        connection.request("POST", path, json.dumps(body), {
            "Content-Type": "application/json", "anthropic-version": "2023-06-01", "x-api-key": "crema",
            "Authorization": "Bearer crema", **headers})
        response = connection.getresponse()
        if response.status != 200:
            raise Refused(f"port {port} answered {response.status}: {response.read()[:500].decode(errors='replace')}")
        yield response
    finally:
        connection.close()


def _events(response):
    for line in response:
        if line.startswith(b"data: ") and line.strip() != b"data: [DONE]":
            yield json.loads(line[6:])


def ask_messages(port, body, headers=None):
    """Asks by the Messages protocol, streamed."""
    answer, blocks, begun, ended = Answer(), {}, time.perf_counter(), False
    with _post(port, "/v1/messages?beta=true", body | {"stream": True}, headers or {}) as response:
        answer.level = response.getheader("x-crema-cache", "")
        for event in _events(response):
            match event["type"]:
                case "content_block_start":
                    blocks[event["index"]] = (event["content_block"], [])
                case "content_block_delta":
                    answer.first = answer.first or time.perf_counter() - begun
                    delta = event["delta"]
                    blocks[event["index"]][1].append(delta.get("text", delta.get("partial_json", "")))
                case "message_delta":
                    usage = event["usage"]
                case "message_stop":
                    ended = True
                case "error":
                    raise Refused(str(event))
    if not ended:
        raise Refused("the stream ended without message_stop")
    answer.total = time.perf_counter() - begun
    answer.first = answer.first or answer.total
    for block, pieces in blocks.values():
        if block["type"] == "text":
            answer.text += "".join(pieces)
        elif block["type"] == "tool_use":
            answer.calls.append((block["id"], block["name"], json.loads("".join(pieces) or "{}")))
    answer.reused = usage.get("cache_read_input_tokens", 0)
    answer.prompt = usage["input_tokens"] + answer.reused + usage.get("cache_creation_input_tokens", 0)
    answer.output = usage["output_tokens"]
    return answer


def ask_chat(port, body, headers=None):
    """Asks by the Chat Completions protocol, streamed; mlx_lm.server understands it too."""
    answer, calls, begun, usage = Answer(), {}, time.perf_counter(), None
    body = body | {"stream": True, "stream_options": {"include_usage": True}}
    with _post(port, "/v1/chat/completions", body, headers or {}) as response:
        answer.level = response.getheader("x-crema-cache", "")
        for event in _events(response):
            if "error" in event:
                raise Refused(str(event))
            usage = event.get("usage") or usage
            for choice in event.get("choices", []):
                delta = choice.get("delta", {})
                if delta.get("content") or delta.get("tool_calls"):
                    answer.first = answer.first or time.perf_counter() - begun
                answer.text += delta.get("content") or ""
                for piece in delta.get("tool_calls") or []:
                    call = calls.setdefault(piece["index"], ["", "", ""])
                    call[0] = piece.get("id") or call[0]
                    call[1] = piece["function"].get("name") or call[1]
                    call[2] += piece["function"].get("arguments") or ""
    if usage is None:
        raise Refused("the stream ended without its usage")
    answer.total = time.perf_counter() - begun
    answer.first = answer.first or answer.total
    answer.calls = [(call, name, json.loads(arguments or "{}")) for call, name, arguments in calls.values()]
    answer.prompt, answer.output = usage["prompt_tokens"], usage["completion_tokens"]
    answer.reused = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    return answer


def at_once(jobs):
    """Runs them in threads of their own; their results in order. The first failure is thrown when all have ended."""
    results, failures = [None] * len(jobs), []

    def run(index):
        try:
            results[index] = jobs[index]()
        except Exception as failure:  # told to the caller's thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
