"""A session of opencode, on Chat Completions: a title first, ten tools, temperature 0. It writes the arguments of the model's
calls with their keys in another order from turn to turn."""

import random

import filler
import serving
from agents import Agent, chat_body, tool
from talk import Message, Request, Text

SESSION = "ses_5c1e0b7ffeX2mQ"
CALLS = (("read", "path", "src/f{}.ts"), ("grep", "pattern", "fee_{}"), ("bash", "command", "bun t{}"))


def agent(session):
    """The conversation before its first request."""
    dice = random.Random(21)
    size = int(session.head * 0.75 / 10)
    named = [("bash", "command", "why"), ("edit", "path", "old", "new"), ("glob", "pattern"), ("grep", "pattern", "path"),
             ("list", "path"), ("read", "path", "from"), ("task", "prompt"), ("todo", "list"), ("webfetch", "url"),
             ("write", "path", "text")]
    system = ("You are a coding agent for the terminal. " + filler.prose(dice, int(session.head * 0.25)),)
    made = Agent(
        session, "opencode", system, tuple(tool(name, dice, size, *arguments) for name, *arguments in named), CALLS,
        {"x-session-id": SESSION}, greedy=True)
    made.says("Find out why the fee of berth 12 is wrong.")
    return made


def play(session):
    main = agent(session)
    session.sent += 1
    yield [Request(
        session.sent, "title", ("Write a title of at most fifty characters.",), (),
        (Message("user", (Text("Find out why the fee of berth 12 is wrong."),)),), 16, True, headers=main.headers)]
    compactions = 0
    while True:
        if main.full() or (session.past(0.8) and not compactions):
            main.says("Write a summary of this conversation.")
            yield [main.request("compaction")]
            main.messages = []
            main.says(main.summary())
            main.used, compactions = 0, compactions + 1
        else:
            request = main.request()
            [answer] = yield [request]
            main.goes_on(request, answer)


def ask(port, request):
    def arguments(call):
        keys = sorted(call.arguments, reverse=request.number % 2 == 1) if call.sampled else list(call.arguments)
        return {key: call.arguments[key] for key in keys}

    return serving.ask_chat(port, chat_body(request, "system", arguments), request.headers)


def as_sent(request):
    """A translation passes on what the agent means: it has no habits that move the head."""
    return request
