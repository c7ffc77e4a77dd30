#!/usr/bin/env python3
"""Ten turns after a 2,000-token system prompt: what each turn costs, and whether reuse changes the answers.

    bench/conversation.sh

Two Cremas with the same model: one as users run it, one whose prefix cache may keep nothing. Each turn is asked of both;
greedy answers must be equal, the warm one must compute only what is new plus at most one block, and its second turn must
start within new/total + 10 % of the first turn's time to the first token. Exits 1 if any of it does not hold.
"""

import argparse
import http.client
import json
import sys
import time

BLOCK = 64
TURNS = [
    "Name one thing to check before opening the shop.",
    "And what comes after that?",
    "Who should be called if the grinder stops?",
    "Write one short sentence for the notice board.",
    "How many bags of beans are ordered per week?",
    "Say that again in five words.",
    "What is the most important rule of the house?",
    "Which task can wait until evening?",
    "Give me a title for this handbook.",
    "Thank you. Anything else?",
]


def handbook(rules):
    tasks = ["clean the steam wand", "weigh the beans", "check the water filter", "empty the knock box",
             "write down the temperature", "count the cups", "rinse the pitchers", "wipe the counter"]
    lines = ["You are the assistant of a small coffee shop. Follow this handbook and answer in one or two sentences.", ""]
    lines += [
        f"Rule {i}. At {6 + i % 12}:{i * 7 % 60:02d} {tasks[i % 8]}, then {tasks[(i * 3 + 1) % 8]}, and tell shift {i % 4 + 1}."
        for i in range(1, rules + 1)
    ]
    return "\n".join(lines)


def ask(port, system, messages, max_tokens):
    """Returns (answer, usage, seconds to the first text)."""
    body = {
        "model": "default", "max_tokens": max_tokens, "temperature": 0, "stream": True,
        "system": system, "messages": messages,
    }
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=900)
    begun = time.perf_counter()
    connection.request(
        "POST", "/v1/messages", json.dumps(body),
        {"Content-Type": "application/json", "anthropic-version": "2023-06-01", "x-api-key": "crema"},
    )
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"port {port} answered {response.status}: {response.read()[:500]}")
    text, usage, first = "", {}, None
    for line in response:
        if not line.startswith(b"data: "):
            continue
        event = json.loads(line[6:])
        if event["type"] == "content_block_delta":
            first = first or time.perf_counter() - begun
            text += event["delta"].get("text", "")
        elif event["type"] == "message_delta":
            usage = event["usage"]
        elif event["type"] == "error":
            raise RuntimeError(str(event))
    connection.close()
    return text, usage, first or time.perf_counter() - begun


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--warm-port", type=int, required=True)
    parser.add_argument("--cold-port", type=int, required=True)
    parser.add_argument("--rules", type=int, default=69, help="69 make about 2,000 tokens")
    parser.add_argument("--answer-tokens", type=int, default=24)
    options = parser.parse_args()
    system, messages, failures = handbook(options.rules), [], []
    previous_total = 0
    first_turn = None
    ask(options.warm_port, "Say hello.", [{"role": "user", "content": "Hello"}], 2)
    ask(options.cold_port, "Say hello.", [{"role": "user", "content": "Hello"}], 2)
    print("| turn | prompt | reused | computed | new | TTFT, s | cold TTFT, s | answer as cold |")
    print("|---|---|---|---|---|---|---|---|")
    for number, question in enumerate(TURNS, 1):
        messages.append({"role": "user", "content": question})
        text, usage, ttft = ask(options.warm_port, system, messages, options.answer_tokens)
        cold_text, cold_usage, cold_ttft = ask(options.cold_port, system, messages, options.answer_tokens)
        reused = usage["cache_read_input_tokens"]
        computed = usage["input_tokens"] + usage["cache_creation_input_tokens"]
        total = reused + computed
        new = total - previous_total
        same = text == cold_text
        print(f"| {number} | {total} | {reused} | {computed} | {new} | {ttft:.2f} | {cold_ttft:.2f} | {same} |", flush=True)
        if not same:
            failures.append(f"turn {number}: {text!r} is not {cold_text!r}")
        if cold_usage["cache_read_input_tokens"] != 0:
            failures.append(f"turn {number}: the cold server reused tokens")
        if number == 1:
            first_turn = ttft
        else:
            if computed > new + BLOCK:
                failures.append(f"turn {number}: computed {computed} tokens for {new} new ones")
            if number == 2:
                allowed = (new / total + 0.10) * first_turn
                print(f"turn 2 may take {allowed:.2f} s to its first token ({new}/{total} new + 10 % of {first_turn:.2f} s)", file=sys.stderr)
                if ttft > allowed:
                    failures.append(f"turn 2: {ttft:.2f} s to the first token, allowed {allowed:.2f}")
        messages.append({"role": "assistant", "content": text})
        previous_total = total + usage["output_tokens"]
    for failure in failures:
        print("FAILED " + failure, file=sys.stderr)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
