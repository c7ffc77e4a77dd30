#!/usr/bin/env python3
"""A conversation that outlives its server: what does the turn after a restart cost?

    bench/restart.sh

Turns over a 2,000-token handbook. After a third of them Crema is stopped as users stop it (SIGTERM), after two thirds it is
killed (SIGKILL) one second after an answer; each time it starts again on the same folder. Beside it runs a Crema that keeps
nothing. Each turn must be answered as there, and reuse at least 99 % of the turn before: its prompt and its answer, less the
answer's last token, which was sampled and never computed. Exits 1 if any of it does not hold.
"""

import argparse
import sys
import time

import serving
from conversation import TURNS, handbook

REUSE = 0.99


def ask(server, system, messages, tokens):
    return serving.ask_messages(server.port, {
        "model": "default", "max_tokens": tokens, "temperature": 0, "system": system, "messages": messages,
    }, {"X-Claude-Code-Session-Id": "5b1f0c52-9f0e-4c6b-8f43-restart00001"})


def question(number):
    again = "" if number <= len(TURNS) else f"Once more, for shift {number}: "
    return again + TURNS[(number - 1) % len(TURNS)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True, help="the first of two ports")
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--rules", type=int, default=69, help="69 make about 2,000 tokens")
    parser.add_argument("--answer-tokens", type=int, default=16)
    options = parser.parse_args()
    with serving.scratch_home() as one, serving.scratch_home() as other, \
            serving.Crema(options.port, one) as warm, serving.Crema(options.port + 1, other, serving.NO_CACHES) as cold:
        warm.start()
        cold.start()
        failures = talk(options, warm, cold)
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


def talk(options, warm, cold):
    failures, messages, reusable = [], [], 0
    system = handbook(options.rules)
    ends = {options.turns // 3 + 1: ("SIGTERM", warm.stop, 0), 2 * options.turns // 3 + 1: ("SIGKILL", warm.kill, 1)}
    for server in (warm, cold):
        ask(server, "Say hello.", [{"role": "user", "content": "Hello"}], 2)
    print("| turn | before it | prompt | could be reused | reused | of it | TTFT, s | cold TTFT, s | answer as cold |")
    print("|---|---|---|---|---|---|---|---|---|")
    for number in range(1, options.turns + 1):
        before = ""
        if number in ends:
            how, end, after = ends[number]
            time.sleep(after)
            end()
            before = f"{how}, started in {warm.start():.1f} s"
        messages.append({"role": "user", "content": question(number)})
        answer = ask(warm, system, messages, options.answer_tokens)
        expected = ask(cold, system, messages, options.answer_tokens)
        share = answer.reused / reusable if reusable else 1
        same = answer.text == expected.text
        print(
            f"| {number} | {before} | {answer.prompt} | {reusable} | {answer.reused} | {share:.2%} | {answer.first:.2f} |"
            f" {expected.first:.2f} | {same} |", flush=True)
        if share < REUSE:
            failures.append(f"turn {number}{' after ' + before if before else ''}: {share:.2%} reused, not {REUSE:.0%}")
        if not same:
            failures.append(f"turn {number}: {answer.text!r} is not {expected.text!r}")
        if expected.reused:
            failures.append(f"turn {number}: the server that keeps nothing reused {expected.reused} tokens")
        messages.append({"role": "assistant", "content": answer.text})
        reusable = answer.prompt + max(0, answer.output - 1)
    return failures


if __name__ == "__main__":
    main()
