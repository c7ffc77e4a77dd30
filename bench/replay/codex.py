"""A session of Codex, on Chat Completions: a developer's message, append-only input, a session header and a cache key."""

import random

import filler
import serving
from agents import Agent, chat_body, tool

SESSION = "019a7f04-5bd2-7c31-8a02-7d0b2c6f4e11"
CALLS = (("shell", "command", "sed -n {}p fee.py"), ("shell", "command", "rg berth_{}"), ("apply_patch", "patch", "@@ {}"))


def agent(session):
    """The conversation before its first request."""
    dice = random.Random(11)
    size = int(session.head * 0.5 / 7)
    named = [("shell", "command"), ("apply_patch", "patch"), ("update_plan", "plan"), ("view_image", "path"),
             ("list_agents",), ("wait", "seconds"), ("request_input", "question")]
    system = ("You are a coding agent in a terminal. " + filler.prose(dice, int(session.head * 0.4)),)
    made = Agent(
        session, "codex", system, tuple(tool(name, dice, size, *arguments) for name, *arguments in named), CALLS,
        {"session-id": SESSION})
    begins(made, "Find out why the fee of berth 12 is wrong.")
    return made


def begins(main, prompt):
    dice = random.Random(12)
    main.messages = []
    main.says(
        "<environment_context>\n<cwd>/home/ada/harbour</cwd>\n" + filler.prose(dice, int(main.session.head * 0.1))
        + "\n</environment_context>", prompt)


def play(session):
    main = agent(session)
    compactions = 0
    while True:
        if main.full() or (session.past(0.8) and not compactions):
            main.says("Write a summary for the one who continues this work.")
            yield [main.request("compaction")]
            begins(main, main.summary())
            main.used, compactions = 0, compactions + 1
        else:
            request = main.request()
            [answer] = yield [request]
            main.goes_on(request, answer)


def ask(port, request):
    body = chat_body(request, "developer") | {"prompt_cache_key": SESSION, "store": False, "parallel_tool_calls": True}
    return serving.ask_chat(port, body, request.headers)


def as_sent(request):
    """A translation passes on what the agent means: it has no habits that move the head."""
    return request
