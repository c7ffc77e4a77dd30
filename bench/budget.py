#!/usr/bin/env python3
"""A load that wants five times what the caches may take, and a folder that fails: do they stay below it, and do requests go on?

    bench/budget.sh [--only NAME,…]

While conversations nobody had before fill memory and SSD, a thread looks every 50 ms at the real size of the folder and at the
memory that Crema reports: neither may ever be more than its budget and one block. Then, one after the other:

    budget    the load itself
    shrunk    a start with a quarter of the SSD's budget on the same folder
    deleted   the folder is deleted while the server runs
    full      the folder's file system of 16 MB is full before the budget is reached (needs root: a tmpfs is mounted)
    readonly  nothing in the folder can be changed any more while the server runs (needs root and a disk that knows chattr +i)

In each, every request must be answered with status 200, and the probes as by a server that keeps nothing. Exits 1 if any of it does
not hold, or if a part could not be run; --only leaves out what cannot.
"""

import argparse
import random
import shutil
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import serving
from probes import NO_ANSWER, Probes, talk

MB = 1 << 20
SYSTEM_CHARS = 1600  # about 380 tokens
AT_ONCE = 3
#: How many times the budgets the load wants.
TIMES = 5
#: A file system smaller than the SSD's budget.
FULL_MB = 16


class Sampler(threading.Thread):
    """The largest sizes seen, every 50 ms. Metrics cost the server something, so they are asked for between two looks."""

    def __init__(self, server, folder):
        super().__init__(daemon=True)
        self.server, self.folder, self.ended = server, folder, threading.Event()
        self.ssd = self.memory = self.looks = 0

    def run(self):
        while not self.ended.wait(0.05):
            self.ssd = max(self.ssd, serving.folder_bytes(self.folder))
            try:
                self.memory = max(self.memory, int(self.server.metrics()["crema_engine_cache_bytes"]))
                self.looks += 1
            except OSError:
                pass  # it is being stopped


class Part:
    """One part of the table: a server, watched, under load."""

    def __init__(self, name, server, folder, probes, options, ssd_mb):
        self.name, self.server, self.folder, self.probes, self.options = name, server, folder, probes, options
        self.ssd_mb, self.failures, self.requests, self.tokens = ssd_mb, [], 0, 0

    def __enter__(self):
        self.server.start()
        self.block = self.server.block_bytes()
        self.sampler = Sampler(self.server, self.folder)
        self.sampler.start()
        return self

    def __exit__(self, *failure):
        try:
            if failure[0] is None:
                self.checks_probes()
                self.checks_sizes()
        except BaseException:
            self.server.kill()
            raise
        finally:
            self.sampler.ended.set()
            self.sampler.join()
        self.server.stop() if failure[0] is None else self.server.kill()

    def load(self, wanted):
        """Conversations until their keys and values are so many bytes."""
        per_token = self.block / serving.BLOCK_TOKENS
        lock = threading.Lock()

        def one(at):
            dice = random.Random(f"{self.name}/{at}")
            while self.tokens * per_token < wanted:
                for answer in talk(self.server, dice, 2, SYSTEM_CHARS):
                    with lock:
                        self.requests += 1
                        self.tokens += answer.prompt - answer.reused

        try:
            serving.at_once([lambda at=at: one(at) for at in range(AT_ONCE)])
        except (OSError, serving.Refused) as failure:
            self.failures.append(f"{self.name}: a request failed: {failure}")

    def checks_probes(self):
        self.failures += [f"{self.name}: {each}" for each in self.probes.differing(self.server, NO_ANSWER)]

    def checks_sizes(self):
        for what, seen, budget in (
                ("on the SSD", self.sampler.ssd, self.ssd_mb * MB + serving.BLOCK_HEADER),
                ("in memory", self.sampler.memory, self.options.memory_mb * MB)):
            if seen > budget + self.block:
                self.failures.append(f"{self.name}: {seen:,} bytes {what}, allowed are {budget + self.block:,}")
        if self.sampler.looks == 0:
            self.failures.append(f"{self.name}: the sampler saw nothing")

    def row(self):
        asked = self.tokens * self.block / serving.BLOCK_TOKENS / MB
        return (
            f"| {self.name} | {self.requests} | {asked:.0f} | {self.options.memory_mb} | {self.sampler.memory / MB:.1f} |"
            f" {self.ssd_mb} | {self.sampler.ssd / MB:.1f} | {len(self.failures)} |")


@contextmanager
def small_disk(folder, size_mb):
    """A file system of its own at this folder."""
    folder.mkdir()
    as_root(["mount", "-t", "tmpfs", "-o", f"size={size_mb}m,mode=0700", "tmpfs", str(folder)])
    try:
        yield
    finally:
        as_root(["umount", "-l", str(folder)])


def as_root(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(
            f"'{' '.join(command)}' failed: {done.stderr.strip()}. Run this part as root on Linux, or leave it out with --only.")


class Parts:
    """What each part of the program does; the names are those of --only."""

    def __init__(self, options, home, probes):
        self.options, self.home, self.probes = options, home, probes
        self.wanted = TIMES * (options.memory_mb + options.ssd_mb) * MB

    def part(self, name, folder, ssd_mb):
        server = serving.Crema(self.options.port, self.home, serving.NO_ANSWERS | {
            "CREMA_KV_BUDGET_BYTES": f"{self.options.memory_mb}MB", "CREMA_CACHING_SSD_ENABLED": "true",
            "CREMA_CACHING_SSD_FOLDER": str(folder), "CREMA_CACHING_SSD_BUDGET": f"{ssd_mb}MB",
            "CREMA_CACHING_SSD_FREE_FLOOR": "0", "CREMA_CACHING_SSD_DAILY_WRITES": "1024GB"})
        return Part(name, server, folder, self.probes, self.options, ssd_mb)

    def budget(self):
        with self.part("budget", self.home / "ssd", self.options.ssd_mb) as part:
            part.load(self.wanted)
        if part.sampler.ssd < self.options.ssd_mb * MB / 2:
            part.failures.append(f"budget: only {part.sampler.ssd:,} bytes ever came to the SSD: nothing was tested")
        return part

    def shrunk(self):
        """The budget is smaller than what is there from the moment the server is healthy."""
        with self.part("shrunk", self.home / "ssd", self.options.ssd_mb // 4) as part:
            part.load(self.wanted / 8)
        return part

    def deleted(self):
        with self.part("deleted", self.home / "ssd", self.options.ssd_mb) as part:
            part.load(self.wanted / 16)
            shutil.rmtree(part.folder, ignore_errors=True)
            part.load(self.wanted / 8)
            part.checks_probes()
        return part

    def full(self):
        folder = self.home / "full"
        with small_disk(folder, FULL_MB), self.part("full", folder, self.options.ssd_mb) as part:
            part.load(self.wanted / 8)
        if part.sampler.ssd < FULL_MB * MB / 2:
            part.failures.append(f"full: only {part.sampler.ssd:,} bytes ever came to the SSD: nothing was tested")
        return part

    def readonly(self):
        folder = self.home / "readonly"
        folder.mkdir()
        with self.part("readonly", folder, self.options.ssd_mb) as part:
            part.load(self.wanted / 16)
            # A file system with open files cannot be mounted anew without leave to write.
            as_root(["chattr", "-R", "+i", str(folder)])
            try:
                part.load(self.wanted / 8)
            finally:
                as_root(["chattr", "-R", "-i", str(folder)])
        return part


def main():
    names = ["budget", "shrunk", "deleted", "full", "readonly"]
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--memory-mb", type=int, default=32)
    parser.add_argument("--ssd-mb", type=int, default=64)
    parser.add_argument("--only", type=lambda text: text.split(","), default=names)
    options = parser.parse_args()
    if unknown := set(options.only) - set(names):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(names)}")
    failures, rows = [], []
    with serving.scratch_home() as home:
        with serving.Crema(options.port, home, serving.NO_CACHES) as cold:
            cold.start()
            probes = Probes(cold)
        parts = Parts(options, home, probes)
        for name in names:
            if name in options.only:
                try:
                    part = getattr(parts, name)()
                    rows.append(part.row())
                    failures += part.failures
                except (OSError, RuntimeError) as failure:
                    failures.append(f"{name}: {failure}")
                print(f"{name} done", file=sys.stderr, flush=True)
    print("| part | requests | wanted, MB | memory, MB | most seen | SSD, MB | most seen | wrong |")
    print("|---|---|---|---|---|---|---|---|\n" + "\n".join(rows))
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
