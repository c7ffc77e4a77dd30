"""Runs the app as a first user would, for the training run: waits for the window and the model, asks once on each API, ends it.

Usage: first_use.py LOG PORT COMMAND...
"""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

LIMIT_SECONDS = 300


def until(what, app, holds):
    end = time.monotonic() + LIMIT_SECONDS
    while not holds():
        if app.poll() is not None:
            sys.exit(f"the app ended with status {app.returncode} before {what} came")
        if time.monotonic() > end:
            sys.exit(f"{what} did not come within {LIMIT_SECONDS} s")
        time.sleep(0.2)
    print(what, flush=True)


def ask(url, path, document=None):
    data = None if document is None else json.dumps(document).encode()
    request = urllib.request.Request(url + path, data, {"content-type": "application/json", "x-api-key": "training"})
    with urllib.request.urlopen(request, timeout=LIMIT_SECONDS) as response:
        return response.read()


def answers(url):
    try:
        return bool(ask(url, "/health"))
    except (urllib.error.URLError, ConnectionError):
        return False


def use(app, log, url):
    until("the window", app, lambda: log.exists() and "The window is shown" in log.read_text())
    until("the proxy", app, lambda: answers(url))
    question = {"model": "any", "max_tokens": 8, "messages": [{"role": "user", "content": "Say hello."}]}
    for stream in (False, True):
        ask(url, "/v1/messages", {**question, "stream": stream})
        ask(url, "/v1/chat/completions", {**question, "stream": stream})
    # A few looks of the dashboard at what has changed.
    time.sleep(3)


def main(log, port, *command):
    with subprocess.Popen(command) as app:
        try:
            use(app, Path(log), f"http://127.0.0.1:{port}")
        finally:
            app.terminate()


main(*sys.argv[1:])
