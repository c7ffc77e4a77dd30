"""What the shapes have in common: an agent that talks, calls tools and compacts when its window is full.

A shape's session is a generator. It yields groups of requests that its agents send at the same time and is sent their answers;
what it asks next depends on them. The assistant's turns are what the server really said. A small model hardly calls tools by
itself, so a scripted call follows that text. Now and then a call is demanded (tool_choice): if the model brings one, it is used,
with the id it was given.
"""

import json
import random
from dataclasses import dataclass, field

import filler
from talk import Call, Message, Request, Result, Text, Tool

#: Of an answer: enough to be real, few enough to measure prompts and not decoding.
ANSWER_TOKENS = 4
#: Room for a whole call.
CALL_TOKENS = 48
#: What a turn adds at most without the results' text: an answer, two calls, markers.
TURN_TOKENS = 60
#: A call is demanded in one of so many turns.
DEMAND_EVERY = 30


@dataclass
class Session:
    """How large things are, and how far the session is. `window` in tokens, `head` (system prompts, tools) in characters."""

    window: int
    requests: int
    head: int = 0
    sent: int = 0

    @property
    def turn(self):
        """Characters of a tool's result: about half a per cent of the window, as the turn's other tokens are many already."""
        return max(24, self.window // 48)

    @property
    def turn_tokens(self):
        """What a turn adds at most: results are up to 1.7 times as long as usual, with hardly more than a character a token."""
        return TURN_TOKENS + 2 * self.turn

    def past(self, share):
        """Whether this share of the session is over."""
        return self.sent >= share * self.requests


@dataclass
class Agent:
    """One conversation. `calls`: (tool, argument, value) which the script uses in turn."""

    session: Session
    name: str
    system: tuple
    tools: tuple
    calls: tuple
    headers: dict = field(default_factory=dict)
    greedy: bool = False
    model: str = "default"
    kind: str = "main"

    def __post_init__(self):
        self.random = random.Random(self.name)
        self.messages = []
        self.turns = 0
        self.used = 0

    def says(self, *texts, role="user"):
        self.messages.append(Message(role, tuple(Text(text) for text in texts)))

    def asks(self):
        """The user's next question."""
        self.says(f"Step {self.turns}: " + filler.prose(self.random, self.session.turn))

    def request(self, kind=None, max_tokens=ANSWER_TOKENS):
        """What it sends now."""
        self.session.sent += 1
        forced = self.calls[self.turns % len(self.calls)][0] if self.calls and self.turns % DEMAND_EVERY == 5 else ""
        return Request(
            self.session.sent, kind or self.kind, self.system, self.tools, tuple(self.messages),
            CALL_TOKENS if forced else max_tokens, self.greedy, forced, self.headers, self.model)

    def hears(self, request, answer, scripted=()):
        """The answer becomes the assistant's turn, with its own calls or else the scripted ones. Returns the calls."""
        self.used = answer.prompt + answer.output
        self.turns += 1
        own = tuple(Call(id, name, arguments, True) for id, name, arguments in answer.calls)
        real = bool(own) or not request.forced
        text = (Text(answer.text),) if answer.text.strip() and real else ()
        parts = text + (own or tuple(scripted)) or (Text("Done."),)
        self.messages.append(Message("assistant", parts, request.number if real else None))
        return [part for part in parts if isinstance(part, Call)]

    def goes_on(self, request, answer):
        """The next turn of its loop: mostly one tool's result, at times those of two, every fifth time a new question."""
        scripted = () if self.turns % 5 == 4 else self.script(2 if self.turns % 12 == 3 else 1)
        calls = self.hears(request, answer, scripted)
        if calls:
            self.returns(calls)
        else:
            self.asks()

    def script(self, count):
        """The next calls of the script."""
        made = []
        for at in range(count):
            name, argument, value = self.calls[(self.turns + at) % len(self.calls)]
            made.append(self.call(name, {argument: value.format(self.random.randint(1, 99))}))
        return tuple(made)

    def call(self, name, arguments):
        return Call(f"call_{self.random.getrandbits(96):024x}", name, arguments)

    def returns(self, calls, text=None):
        """The tools' results."""
        size = int(self.session.turn * self.random.uniform(0.3, 1.7)) // len(calls)
        self.messages.append(
            Message("user", tuple(Result(call.id, text or filler.lines(self.random, size)) for call in calls)))

    def full(self, turns=1):
        """Whether so many turns may not fit: known from the usage, as the real clients know it."""
        return self.used + turns * self.session.turn_tokens + CALL_TOKENS > self.session.window

    def summary(self):
        """How a conversation begins that continues this one."""
        return "This session continues an earlier one. Summary: " + filler.prose(self.random, 2 * self.session.turn)


def tool(name, random, size, *arguments, deferred=False):
    """A tool whose description has about so many characters."""
    properties = {argument: {"type": "string"} for argument in arguments}
    schema = {"type": "object", "properties": properties, "required": list(arguments)}
    return Tool(name, filler.prose(random, size), schema, deferred)


def chat_body(request, role, arguments=lambda call: call.arguments):
    """A Chat Completions body as the clients send it, `role` being that of the system prompt."""
    messages = [{"role": role, "content": "\n\n".join(request.system)}]
    for message in request.messages:
        text = "\n\n".join(part.text for part in message.parts if isinstance(part, Text))
        for part in message.parts:
            if isinstance(part, Result):
                messages.append({"role": "tool", "tool_call_id": part.call, "content": part.text})
        calls = [
            {"id": part.id, "type": "function", "function": {"name": part.name, "arguments": _json(arguments(part))}}
            for part in message.parts if isinstance(part, Call)]
        if text or calls:
            messages.append(
                {"role": message.role, "content": text or None} | ({"tool_calls": calls} if calls else {}))
    body = {"model": request.model, "messages": messages, "max_tokens": request.max_tokens}
    if request.tools:
        body["tools"] = [
            {"type": "function", "function": {"name": t.name, "description": t.description, "parameters": t.schema}}
            for t in request.tools]
    if request.forced:
        body["tool_choice"] = {"type": "function", "function": {"name": request.forced}}
    return body | {"temperature": 0} if request.greedy else body


def _json(value):
    return json.dumps(value, separators=(",", ":"))
