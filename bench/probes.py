"""Conversations whose greedy answers are known from a server that keeps nothing: whatever happens to a cache, they must stay."""

import random

import serving
from replay import filler

ANSWER_TOKENS = 8


class Probes:
    """Asks them of a cold server once; later answers are held against those."""

    def __init__(self, cold, count=3, size=1200):
        dice = random.Random(5)
        self.bodies = [body(filler.prose(dice, size), f"Who pays for berth {at}?") for at in range(1, count + 1)]
        self.expected = [serving.ask_messages(cold.port, one).text for one in self.bodies]
        if not all(self.expected):
            raise RuntimeError("a probe has an empty answer and would prove nothing")

    def differing(self, server, headers=None):
        """What a server answers otherwise, in words."""
        for at, (one, expected) in enumerate(zip(self.bodies, self.expected), 1):
            text = serving.ask_messages(server.port, one, headers).text
            if text != expected:
                yield f"probe {at} was answered {text!r}, not {expected!r}"


def body(system, *texts, tokens=ANSWER_TOKENS):
    """A greedy request; the texts are in turn the user's and the assistant's."""
    messages = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]
    return {"model": "default", "max_tokens": tokens, "temperature": 0, "system": system, "messages": messages}


#: Keys and values may be reused, whole answers not.
NO_ANSWER = {"x-crema-cache": "bypass"}


def talk(server, dice, turns, size, tokens=2):
    """A conversation nobody had before. Yields after each answer."""
    system, texts = filler.prose(dice, size), []
    for turn in range(turns):
        texts.append(f"Turn {turn}: " + filler.prose(dice, size // 6))
        answer = serving.ask_messages(server.port, body(system, *texts, tokens=tokens), NO_ANSWER)
        texts.append(answer.text or "Yes.")
        yield answer
