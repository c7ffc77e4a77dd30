#!/usr/bin/env python3
"""Crema's engine beside mlx_lm.server: the same MLX, BLAS, weights, prompts and threads, in one run.

    bench/engine_vs_mlx_lm.sh            # prepares the peer and calls this

Both servers run; they are measured in turns, round by round, so that a machine whose speed drifts drifts for both.
Every prompt is new, so no cache helps either side. Prints a table of medians and the ratio Crema / peer.
"""

import argparse
import http.client
import json
import random
import statistics
import threading
import time

WORDS = (
    "river stone lamp garden window copper paper silver morning harbor engine market winter bridge forest letter "
    "table music number signal ocean valley candle mirror thunder pocket ladder basket feather blanket compass"
).split()


class Server:
    def __init__(self, name, port, model):
        self.name, self.port, self.model = name, port, model

    def ask(self, prompt, max_tokens):
        """Streams an answer; returns (seconds to the first token, seconds in all, prompt tokens, answer tokens)."""
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": max_tokens,
            "temperature": 0,
            "stream": True,
            "stream_options": {"include_usage": True},
        }
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=600)
        begun = time.perf_counter()
        connection.request(
            "POST", "/v1/chat/completions", json.dumps(body), {"Content-Type": "application/json"}
        )
        response = connection.getresponse()
        if response.status != 200:
            raise RuntimeError(f"{self.name} answered {response.status}: {response.read()[:500]}")
        first, usage = None, {}
        for line in response:
            if not line.startswith(b"data: ") or line.startswith(b"data: [DONE]"):
                continue
            chunk = json.loads(line[6:])
            usage = chunk.get("usage") or usage
            for choice in chunk.get("choices", []):
                if first is None and (choice.get("delta") or {}).get("content"):
                    first = time.perf_counter() - begun
        total = time.perf_counter() - begun
        connection.close()
        return first or total, total, usage["prompt_tokens"], usage["completion_tokens"]


def text(words):
    return " ".join(random.choices(WORDS, k=words))


def prefill(server, words):
    first, _, prompt, _ = server.ask("Repeat the last word.\n" + text(words), 1)
    return prompt / first


def decode(server, tokens):
    first, total, _, answered = server.ask("Tell a long story about " + text(3) + ".", tokens)
    return (answered - 1) / (total - first)


def together(server, streams, tokens):
    answered = []
    threads = [
        threading.Thread(
            target=lambda: answered.append(server.ask("Tell a long story about " + text(3) + ".", tokens)[3])
        )
        for _ in range(streams)
    ]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(answered) / (time.perf_counter() - begun)


def overtaking(server, words):
    """Seconds to the first token of a short request that arrives half a second into a long prefill."""
    long_one = threading.Thread(target=lambda: server.ask("Repeat the last word.\n" + text(words), 2))
    long_one.start()
    time.sleep(0.5)
    first, _, _, _ = server.ask("Say hello to " + text(1) + ".", 2)
    long_one.join()
    return first


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--crema-port", type=int, required=True)
    parser.add_argument("--peer-port", type=int, required=True)
    parser.add_argument("--peer-model", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--prompt-words", type=int, default=1150, help="about 1,500 tokens")
    parser.add_argument("--answer-tokens", type=int, default=64)
    options = parser.parse_args()
    servers = [
        Server("Crema", options.crema_port, "default"),
        Server("mlx_lm.server", options.peer_port, options.peer_model),
    ]
    measures = [
        ("prefill, tok/s", True, lambda s: prefill(s, options.prompt_words)),
        ("decode, 1 stream, tok/s", True, lambda s: decode(s, options.answer_tokens)),
        ("decode, 4 streams together, tok/s", True, lambda s: together(s, 4, options.answer_tokens)),
        ("short request during a long prefill, s to first token", False, lambda s: overtaking(s, options.prompt_words)),
    ]
    random.seed(1)
    for server in servers:
        server.ask("Say hello.", 4)
    results = {name: {server.name: [] for server in servers} for name, _, _ in measures}
    for _ in range(options.rounds):
        for name, _, measure in measures:
            for server in servers:
                results[name][server.name].append(measure(server))
    print(f"| median of {options.rounds} rounds | Crema | mlx_lm.server | ratio |")
    print("|---|---|---|---|")
    for name, higher_is_better, _ in measures:
        ours, theirs = (statistics.median(results[name][server.name]) for server in servers)
        ratio = ours / theirs if higher_is_better else theirs / ours
        print(f"| {name} | {ours:.2f} | {theirs:.2f} | {ratio:.2f} × |")


if __name__ == "__main__":
    main()
