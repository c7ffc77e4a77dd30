"""What a first user does, for the training run: waits for the window and the model, then asks once on each API.

Usage: first_use.py LOG PORT
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

LIMIT_SECONDS = 300


def until(what, holds):
    end = time.monotonic() + LIMIT_SECONDS
    while not holds():
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


def main(log, port):
    url = f"http://127.0.0.1:{port}"
    until("the window", lambda: log.exists() and "The window is shown" in log.read_text())
    until("the proxy", lambda: answers(url))
    question = {"model": "any", "max_tokens": 8, "messages": [{"role": "user", "content": "Say hello."}]}
    for stream in (False, True):
        ask(url, "/v1/messages", {**question, "stream": stream})
        ask(url, "/v1/chat/completions", {**question, "stream": stream})
    # A few looks of the dashboard at what has changed.
    time.sleep(3)


main(Path(sys.argv[1]), sys.argv[2])
