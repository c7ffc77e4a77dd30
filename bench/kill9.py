#!/usr/bin/env python3
"""kill -9 at random moments while keys and values go to the SSD: does the next start work, and is every answer right?

    bench/kill9.sh [--times N]

Each round starts Crema on the folder the last kill left, with so little memory that blocks move to the SSD, asks the probes,
loads it with conversations nobody had before, three at a time, and kills it after a random while. After each start: healthy, no
more on the SSD than the budget and one block, the probes' greedy answers as those of a server that keeps nothing (asked
twice: from keys and values, and with whole answers allowed). Exits 1 if any of it does not hold, or if so few kills met a
write that nothing was tested.
"""

import argparse
import http.client
import random
import statistics
import sys
import threading
import time

import serving
from probes import NO_ANSWER, Probes, talk

MB = 1 << 20
#: A write this short before the kill counts as met by it.
RECENT = 0.25


class Watch(threading.Thread):
    """Looks at the folder all the time. `changed`: when its size was last another."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.folder, self.changed, self.largest, self.ended = folder, 0.0, 0, threading.Event()

    def run(self):
        last = None
        while not self.ended.wait(0.02):
            size = serving.folder_bytes(self.folder)
            if last is not None and size != last:
                self.changed = time.monotonic()
            last = size
            self.largest = max(self.largest, size)


def load(server, seed, killed, failures):
    """Conversations until the server is gone."""
    dice = random.Random(seed)
    try:
        while not killed.is_set():
            for _ in talk(server, dice, 3, 700):
                if killed.is_set():
                    return
    except (OSError, http.client.HTTPException, serving.Refused, ValueError) as failure:  # ValueError: a line cut short
        if not killed.is_set():
            failures.append(f"a request failed before the kill: {failure!r}")


def round_of(number, server, folder, probes, dice, options):
    """One start, one kill. Returns its seconds to start, the bytes found, whether it met a write, and what was wrong."""
    seconds = server.start()
    wrong = []
    allowed = options.ssd_mb * MB + server.block_bytes() + serving.BLOCK_HEADER
    found = serving.folder_bytes(folder)
    if found > allowed:
        wrong.append(f"{found:,} bytes were left on the SSD, allowed are {allowed:,}")
    wrong += probes.differing(server, NO_ANSWER)
    wrong += probes.differing(server)
    watch, killed = Watch(folder), threading.Event()
    watch.start()
    loads = [
        threading.Thread(target=load, args=(server, f"{number}/{at}", killed, wrong)) for at in range(3)]
    for each in loads:
        each.start()
    time.sleep(dice.uniform(0.1, options.longest))
    met = time.monotonic() - watch.changed < RECENT
    killed.set()
    server.kill()
    watch.ended.set()
    for each in [*loads, watch]:
        each.join()
    if watch.largest > allowed:
        wrong.append(f"{watch.largest:,} bytes were on the SSD under load, allowed are {allowed:,}")
    return seconds, found, met, wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--times", type=int, default=100)
    parser.add_argument("--memory-mb", type=int, default=24)
    parser.add_argument("--ssd-mb", type=int, default=128)
    parser.add_argument("--longest", type=float, default=4.0, help="seconds of load at most")
    parser.add_argument("--seed", type=int, default=9)
    options = parser.parse_args()
    dice, failures, starts, met, unstarted = random.Random(options.seed), [], [], 0, 0
    with serving.scratch_home() as home:
        with serving.Crema(options.port, home, serving.NO_CACHES) as cold:
            cold.start()
            probes = Probes(cold)
        folder = home / "ssd"
        server = serving.Crema(options.port, home, {
            "CREMA_KV_BUDGET_BYTES": f"{options.memory_mb}MB", "CREMA_CACHING_SSD_ENABLED": "true",
            "CREMA_CACHING_SSD_FOLDER": str(folder), "CREMA_CACHING_SSD_BUDGET": f"{options.ssd_mb}MB",
            "CREMA_CACHING_SSD_FREE_FLOOR": "0", "CREMA_CACHING_SSD_DAILY_WRITES": "1024GB"})
        with server:
            for number in range(1, options.times + 1):
                try:
                    seconds, found, hit, wrong = round_of(number, server, folder, probes, dice, options)
                except serving.NotStarted as failure:
                    unstarted += 1
                    failures.append(f"round {number}: {failure}")
                    continue
                starts.append(seconds)
                met += hit
                failures += [f"round {number}: {each}" for each in wrong]
                print(
                    f"round {number}: started in {seconds:.1f} s on {found / MB:.1f} MB,"
                    f" {'a write was under way' if hit else 'nothing was being written'}, {len(wrong)} wrong",
                    file=sys.stderr, flush=True)
            last = server.start()
            failures += [f"after the last kill: {each}" for each in probes.differing(server, NO_ANSWER)]
            server.stop()
    if met < options.times / 4:
        failures.append(f"only {met} of {options.times} kills met a write: too little was tested")
    print("| kills | met a write | starts that failed | start, s, median | longest | wrong |\n|---|---|---|---|---|---|")
    print(
        f"| {options.times} | {met} | {unstarted} | {statistics.median([*starts, last]):.1f} | {max([*starts, last]):.1f} |"
        f" {len(failures)} |")
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
