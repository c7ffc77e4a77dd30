#!/usr/bin/env python3
"""200 requests, 16 at a time, one in five abandoned at a random moment: what is left of them?

    bench/soak.sh [OPTION of crema serve ...]

A small round of the same kind comes first; what the server holds after that is the baseline. After the large round native
handles and MLX's memory must be exactly there again, threads too, and the process about as large. Exits 1 if not.
"""

import argparse
import json
import random
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

BUSY = ["crema_requests_active", "crema_engine_active", "crema_engine_queued"]
EXACT = ["crema_engine_live_arrays", "crema_engine_active_bytes", "crema_engine_cache_blocks"]
HEAD = (
    "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Type: application/json\r\n"
    "anthropic-version: 2023-06-01\r\nx-api-key: crema\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
)


def metrics(port):
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
    return {name: float(value) for name, value in re.findall(r"^(\w+) ([-0-9.E]+)$", text, re.MULTILINE)}


def idle(port, seconds=60):
    """The metrics once nothing is being answered any more."""
    end = time.monotonic() + seconds
    while True:
        now = metrics(port)
        if all(now[name] == 0 for name in BUSY):
            return now
        if time.monotonic() > end:
            raise RuntimeError("still busy: " + str({name: now[name] for name in BUSY}))
        time.sleep(0.1)


def resident_mb(pid):
    return int(subprocess.check_output(["ps", "-o", "rss=", "-p", str(pid)])) / 1024


def ask(port, number, max_tokens, patience):
    """Streams an answer; leaves after so many seconds, if any are given. Returns what came of it."""
    body = json.dumps({
        "model": "default", "max_tokens": max_tokens, "stream": True, "temperature": 0.8,
        "messages": [{"role": "user", "content": f"Tell the story of number {number}. " + "It was a long way. " * (number % 9)}],
    }).encode()
    end = time.monotonic() + (patience if patience is not None else 600)
    answer = b""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall((HEAD % (port, len(body))).encode() + body)
        while (left := end - time.monotonic()) > 0:
            connection.settimeout(left)
            try:
                piece = connection.recv(65536)
            except TimeoutError:
                break
            if not piece:
                break
            answer += piece
    if b"event: message_stop" in answer:
        return "whole"
    if patience is not None:
        return "abandoned"
    return "broken: " + answer[:300].decode(errors="replace")


def storm(port, requests, at_once, max_tokens):
    """Every fifth request leaves at any time from its first to about its last moment."""
    begun = time.monotonic()
    chance = random.Random(7)
    with ThreadPoolExecutor(at_once) as clients:
        def one(number):
            started = time.monotonic()
            leaves = number % 5 == 4
            result = ask(port, number, max_tokens, chance.uniform(0, longest[0]) if leaves else None)
            if not leaves:
                longest[0] = max(longest[0], time.monotonic() - started)
            return result

        longest = [1.0]
        results = Counter(clients.map(one, range(requests)))
    print(f"{requests} requests in {time.monotonic() - begun:.1f} s: {dict(results)}", flush=True)
    return results


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--pid", type=int, required=True)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=16)
    parser.add_argument("--max-tokens", type=int, default=16)
    parser.add_argument("--growth-mb", type=float, default=128, help="allowed for the process: the Java heap's garbage")
    options = parser.parse_args()

    storm(options.port, 2 * options.at_once, options.at_once, options.max_tokens)
    before, resident_before = idle(options.port), resident_mb(options.pid)
    results = storm(options.port, options.requests, options.at_once, options.max_tokens)
    after, resident_after = idle(options.port), resident_mb(options.pid)

    print("| | before | after |\n|---|---|---|")
    for name in EXACT + ["crema_jvm_threads", "crema_jvm_heap_bytes"]:
        print(f"| {name} | {before[name]:.0f} | {after[name]:.0f} |")
    print(f"| resident, MB | {resident_before:.0f} | {resident_after:.0f} |")

    failures = [f"{name}: {before[name]:.0f} became {after[name]:.0f}" for name in EXACT if before[name] != after[name]]
    if after["crema_jvm_threads"] > before["crema_jvm_threads"] + 2:
        failures.append("threads were left")
    if resident_after > resident_before + options.growth_mb:
        failures.append(f"the process grew by {resident_after - resident_before:.0f} MB")
    failures += [result for result in results if result.startswith("broken")]
    if results["abandoned"] < options.requests / 10:
        failures.append(f"only {results['abandoned']} requests were abandoned in time: nothing was tested")
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
