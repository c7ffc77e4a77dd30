#!/usr/bin/env python3
"""Sessions of agents, 100 requests each: Crema, Crema without caches, and mlx_lm.server, in one run.

    bench/replay.sh [--quick] [--shapes claude-code,codex,opencode] [--window N] [--requests N]

Every group of requests that an agent sends at once goes to the three servers in turns; Crema's answers become the
conversation that all of them read. Without caches nothing is extrapolated: every request is computed. Sampling is what the
client asks for: opencode's requests are greedy, and both Cremas must answer them alike; Claude Code and Codex send no
temperature.

The peer reads the same conversation in its own protocol, with tools, calls and results as text and without the agents' habits:
what Crema's cache hygiene does is given to it. With --peer-as-sent it gets what a plain translation would pass on: the
changing first block of the system prompt, and tools as they come.

What could be reused is said by reuse.py. Exits 1 unless at least 99 % of it is reused, the session is at least 15 times faster than
without caches (at the default window and length; less can be reused in a smaller one), a repeated request at least 100 times,
and greedy answers are equal.
"""

import argparse
import statistics
import sys
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import claude_code
import codex
import opencode
import plot
import serving
from agents import Session
from reuse import Yardstick
from talk import Message, Request, Text, peer_chat, plain_messages

SHAPES = {"claude-code": claude_code, "codex": codex, "opencode": opencode}
WARM, COLD, PEER = "Crema", "Crema without caches", "mlx_lm.server"
#: The default model's.
WINDOW, REQUESTS = 8192, 100
#: Of the window, what the first request takes.
FIRST_SHARE = 0.6
FLOORS = {"reuse": 0.99, "session": 15, "repeated": 100}
REPEATS = 21


@dataclass
class Tally:
    """One server's part of a session. A hit is a request that reused at least half of its prompt."""

    prompt: int = 0
    reused: int = 0
    hits: int = 0
    seconds: float = 0.0
    times: list = field(default_factory=list)  # [(number, seconds)]


class Replay:
    """One shape's session on all servers. `ask`: server → function of a request."""

    def __init__(self, shape, session, ask, count):
        self.shape, self.session, self.ask = shape, session, ask
        self.yardstick = Yardstick(count)
        self.tallies = {name: Tally() for name in ask}
        self.reusable = self.reached = self.differing = self.groups = 0
        self.kinds = {}
        self.last = None
        self.level = ""

    def run(self):
        play, answers = self.shape.play(self.session), None
        left = self.session.requests
        while left > 0:
            group = play.send(answers)[:left]
            left -= len(group)
            answers = self.group(group)
            print(f"\r{self.session.requests - left}/{self.session.requests} requests", end="", file=sys.stderr, flush=True)
        play.close()
        print(file=sys.stderr)

    def group(self, group):
        """Sends it to all servers, another one first each time. Returns Crema's answers."""
        reusable = [self.yardstick.reusable(request) for request in group]
        names = list(self.ask)
        first = self.groups % len(names)
        self.groups += 1
        # Crema's answers are needed only for the next group: so the order is free.
        told = {name: self.send(name, group) for name in names[first:] + names[:first]}
        for request, could, warm, cold in zip(group, reusable, told[WARM], told[COLD]):
            self.reusable += could
            self.reached += min(warm.reused, could)
            self.kinds.setdefault(request.kind, []).append((could, min(warm.reused, could)))
            self.differing += request.greedy and warm.content() != cold.content()
            self.yardstick.seen(request, warm)
            if request.kind == "main":
                self.last = request
        return told[WARM]

    def send(self, name, group):
        begun = time.perf_counter()
        answers = serving.at_once([lambda request=request: self.ask[name](request) for request in group])
        tally = self.tallies[name]
        tally.seconds += time.perf_counter() - begun
        for request, answer in zip(group, answers):
            tally.prompt += answer.prompt
            tally.reused += answer.reused
            tally.hits += 2 * answer.reused >= answer.prompt
            tally.times.append((request.number, answer.total))
        return answers

    def repeated(self):
        """Seconds of the last main request, greedy, asked again: name → median."""
        request = replace(self.last, greedy=True, forced="")
        self.ask[WARM](request)
        answers = [self.ask[WARM](request) for _ in range(REPEATS)]
        self.level = answers[-1].level
        seconds = {WARM: statistics.median(answer.total for answer in answers)}
        return seconds | {name: self.ask[name](request).total for name in self.ask if name != WARM}


def calibrated(shape, session, count):
    """The session with a head that makes its first request as large as it is to be."""
    def tokens(head):
        return count(shape.agent(replace(session, head=head)).request())

    target, low, high = session.window * FIRST_SHARE, tokens(0), tokens(8000)
    if low > target:
        sys.exit(f"a window of {session.window} tokens is too small for this shape: its tools alone need {low}")
    return replace(session, head=int(8000 * (target - low) / (high - low)))


def warm_up(ask):
    """The first requests of a process are slow. Returns prompt tokens per second of the last one: server → rate."""
    rates = {}
    for name, one in ask.items():
        for at in range(3):
            text = f"Round {at} on {name}. " + f"The boat at berth {at} stays for {at + 2} nights. " * 20
            answer = one(Request(0, "warm-up", ("Say yes.",), (), (Message("user", (Text(text),)),), 2))
            rates[name] = (answer.prompt - answer.reused) / answer.total
    return rates


def report(name, replay, repeats):
    print(f"\n### {name}: {replay.session.requests} requests, window {replay.session.window}\n")
    print("| server | prompt tokens | reused | could be reused | of these | hit rate | total, s | saved, s | times faster |")
    print("|---|---|---|---|---|---|---|---|---|")
    cold = replay.tallies[COLD].seconds
    for server, tally in replay.tallies.items():
        could, share = ("", "")
        if server == WARM:
            could, share = f"{replay.reusable:,}", f"{replay.reached / max(1, replay.reusable):.2%}"
        print(
            f"| {server} | {tally.prompt:,} | {tally.reused:,} ({tally.reused / tally.prompt:.1%}) | {could} | {share} |"
            f" {tally.hits / replay.session.requests:.0%} | {tally.seconds:.1f} | {cold - tally.seconds:.1f} |"
            f" {cold / tally.seconds:.1f} |")
    print("\n| a repeated request | s | times faster | answered from |\n|---|---|---|---|")
    for server, seconds in repeats.items():  # none if the session broke off
        level = replay.level if server == WARM else ""
        print(f"| {server} | {seconds:.4f} | {repeats[COLD] / seconds:,.1f} | {level} |")
    print("\n| Crema, kind of request | requests | could be reused | reused of it |\n|---|---|---|---|")
    for kind, pairs in replay.kinds.items():
        could, reached = (sum(column) for column in zip(*pairs))
        print(f"| {kind} | {len(pairs)} | {could:,} | {reached / could if could else 1:.2%} |", flush=True)


def failures(name, replay, repeats, whole):
    share = replay.reached / max(1, replay.reusable)
    speed = replay.tallies[COLD].seconds / replay.tallies[WARM].seconds
    again = repeats[COLD] / repeats[WARM]
    if share < FLOORS["reuse"]:
        yield f"{name}: {share:.2%} of what could be reused was reused, not {FLOORS['reuse']:.0%}"
    if whole and speed < FLOORS["session"]:
        yield f"{name}: the session was {speed:.1f} times faster, not {FLOORS['session']}"
    if again < FLOORS["repeated"]:
        yield f"{name}: a repeated request was {again:.1f} times faster, not {FLOORS['repeated']}"
    if replay.differing:
        yield f"{name}: {replay.differing} greedy answers differ from those without caches"
    if replay.tallies[COLD].reused:
        yield f"{name}: the server without caches reused {replay.tallies[COLD].reused} tokens"


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True, help="the first of two ports for Crema")
    parser.add_argument("--peer-port", type=int, help="of a running mlx_lm.server")
    parser.add_argument("--no-peer", action="store_true", help="without mlx_lm.server")
    parser.add_argument("--peer-model", default="default_model")
    parser.add_argument("--peer-as-sent", action="store_true")
    parser.add_argument("--shapes", type=lambda text: text.split(","))
    parser.add_argument("--window", type=int)
    parser.add_argument("--requests", type=int)
    parser.add_argument("--quick", action="store_true", help="Claude Code only, 25 requests, a window of 1,536")
    parser.add_argument("--plots", type=Path, help="folder for the plots")
    options = parser.parse_args()
    quick = options.quick
    options.shapes = options.shapes or (["claude-code"] if quick else list(SHAPES))
    options.window = options.window or (1536 if quick else WINDOW)
    options.requests = options.requests or (25 if quick else REQUESTS)
    options.plots = options.plots or (None if quick else serving.ROOT / "docs" / "img")
    for shape in options.shapes:
        if shape not in SHAPES:
            parser.error(f"no shape {shape}; there are {', '.join(SHAPES)}")
    return options


def main():
    options = arguments()
    failed = []
    with serving.scratch_home() as one, serving.scratch_home() as other, \
            serving.Crema(options.port, one) as warm, serving.Crema(options.port + 1, other, serving.NO_CACHES) as cold:
        warm.start()
        cold.start()
        for name in options.shapes:
            failed += session(name, options, warm, cold)
    for failure in failed:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failed else 0)


def session(name, options, warm, cold):
    shape = SHAPES[name]

    def count(request):
        return serving.count_tokens(warm.port, plain_messages(request))

    def peer(request):
        sent = shape.as_sent(request) if options.peer_as_sent else request
        return serving.ask_chat(options.peer_port, peer_chat(sent, options.peer_model))

    ask = {WARM: lambda request: shape.ask(warm.port, request), COLD: lambda request: shape.ask(cold.port, request)}
    if options.peer_port and not options.no_peer:
        ask[PEER] = peer
    rates = warm_up(ask)
    measured = calibrated(shape, Session(options.window, options.requests), count)
    tokens = options.requests * options.window * (1 + FIRST_SHARE) / 2
    print(
        f"{name}: about {tokens:,.0f} prompt tokens; without caches, at {rates[COLD]:.0f} a second, about"
        f" {tokens / rates[COLD] / 60:.0f} minutes", file=sys.stderr)
    replay = Replay(shape, measured, ask, count)
    try:
        replay.run()
    except serving.Refused:
        report(name, replay, {})
        raise
    repeats = replay.repeated()
    report(name, replay, repeats)
    if options.plots:
        plot.write(
            options.plots / f"replay-{name}.svg", f"{name}: seconds per request",
            {server: sorted(tally.times) for server, tally in replay.tallies.items()}, "request", "seconds")
    whole = options.window >= WINDOW and options.requests >= REQUESTS
    return failures(name, replay, repeats, whole)


if __name__ == "__main__":
    main()
