"""A session of Claude Code: its sizes, its habits, and its ways to spoil a prefix.

- The first system block changes with every request; cache_control moves to the newest messages, whose content is then a list
  of blocks, a string later on.
- The first message is followed by one of the role system (environment, date, git status).
- ToolSearch answers with references; the tools then appear in the middle of the list.
- Subagents, with a system prompt of their own, run at the same time as each other, and as their parent.
- A quota check and a title, on the small model, next to the first turn.
- When the window is full the conversation is summarised and begins anew with the summary.
"""

import hashlib
import json
import random
from dataclasses import replace

import filler
import serving
from agents import Agent, tool
from talk import Message, Request, Result, Text, anthropic_block, anthropic_tool

MODEL, SMALL_MODEL = "claude-sonnet-4-5", "claude-haiku-4-5"
SESSION = "6a0c8e4e-2a35-4f0e-9a51-3d1c53a1b7f0"
SHORT = "You are a coding agent. You work in the user's terminal today."
CALLS = (("Read", "path", "src/f{}.py"), ("Bash", "command", "make t{}"), ("Grep", "pattern", "berth_{}"),
         ("Edit", "path", "src/f{}.py"))
#: Of the head: tools, system prompt, environment, as they were seen.
TOOLS_SHARE, SYSTEM_SHARE, ENVIRONMENT_SHARE = 0.65, 0.155, 0.195


def agent(session):
    """The main conversation before its first request."""
    dice = random.Random(1)
    size = int(session.head * TOOLS_SHARE / 11)
    named = [("Bash", "command"), ("Edit", "path", "text"), ("Glob", "pattern"), ("Grep", "pattern"), ("Read", "path"),
             ("Skill", "name"), ("Task", "kind", "prompt"), ("Todo", "list"), ("ToolSearch", "query"), ("WebFetch", "url"),
             ("Write", "path", "text")]
    tools = [tool(name, dice, size, *arguments) for name, *arguments in named]
    tools.insert(4, tool("DeferredToolPlaceholder", dice, 20, deferred=True))
    half = int(session.head * SYSTEM_SHARE / 2)
    long = filler.prose(dice, half) + " Memory: /home/ada/.agent/projects/harbour/memory. " + filler.prose(dice, half)
    made = Agent(session, "main", (SHORT, long), tuple(tools), CALLS, {"X-Claude-Code-Session-Id": SESSION}, model=MODEL)
    begins(made, "Find out why the fee of berth 12 is wrong.")
    return made


def begins(main, prompt):
    """A conversation's first two messages."""
    dice = random.Random(2)
    size = int(main.session.head * ENVIRONMENT_SHARE)
    main.messages = []
    main.says("<system-reminder>\nUse the todo list.\n</system-reminder>", prompt)
    main.says(
        "Working directory: /home/ada/harbour\nToday's date: 2026-11-21\ngitStatus: main, 2 files changed\n"
        + filler.prose(dice, size), role="system")


def subagent(main, name):
    dice = random.Random(3)
    system = ("You are a search agent for a coding agent.", filler.prose(dice, int(main.session.head * SYSTEM_SHARE)))
    tools = tuple(t for t in main.tools if t.name in ("Bash", "Glob", "Grep", "Read"))
    made = Agent(
        main.session, name, system, tools, CALLS[:3], main.headers | {"x-claude-code-agent-id": name}, model=MODEL,
        kind="subagent")
    made.says(f"Task of {name}: " + filler.prose(made.random, main.session.turn))
    return made


def small(main, kind, system, prompt, max_tokens):
    """A request on the small model."""
    main.session.sent += 1
    return Request(
        main.session.sent, kind, system, (), (Message("user", (Text(prompt),)),), max_tokens, headers=main.headers,
        model=SMALL_MODEL)


def play(session):
    main = agent(session)
    rounds = max(2, session.requests // 20)
    yield [small(main, "quota", (), "quota", 1)]
    title = small(main, "title", ("Write a title of five words.",), "Find out why the fee of berth 12 is wrong.", 16)
    first = main.request()
    _, answer = yield [title, first]
    main.goes_on(first, answer)
    events = [(0.1, tool_search), (0.25, foreground), (0.45, quota), (0.55, background)]
    compactions = 0
    while True:
        due = bool(events) and session.past(events[0][0])
        if main.full(rounds if due else 1) or (session.past(0.8) and not compactions):
            yield from compaction(main)
            compactions += 1
        elif due:
            yield from events.pop(0)[1](main, rounds)
        else:
            yield from turn(main)


def turn(main):
    request = main.request()
    [answer] = yield [request]
    main.goes_on(request, answer)


def quota(main, _):
    yield [small(main, "quota", (), "quota", 1)]


def tool_search(main, _):
    request = main.request()
    [answer] = yield [request]
    call = main.call("ToolSearch", {"query": "notebook"})
    found = [tool(name, main.random, 120, "path", deferred=True) for name in ("NotebookEdit", "NotebookRead")]
    calls = main.hears(request, answer, [call])
    main.messages.append(Message("user", tuple(
        Result(c.id, "", tuple(t.name for t in found)) if c is call else Result(c.id, "done") for c in calls)))
    main.tools = main.tools[:6] + tuple(found) + main.tools[6:]


def foreground(main, rounds):
    """Two subagents; the parent waits for both."""
    calls, subagents = yield from launched(main, "search")
    for _ in range(rounds):
        yield from together(subagents)
    main.returns(calls)


def background(main, rounds):
    """Two subagents; the parent goes on."""
    calls, subagents = yield from launched(main, "check")
    main.returns(calls, "The agent has started.")
    for _ in range(rounds):
        yield from together([main, *subagents])


def launched(main, name):
    request = main.request()
    [answer] = yield [request]
    tasks = [main.call("Task", {"kind": name, "prompt": f"{name} {at}"}) for at in (1, 2)]
    return main.hears(request, answer, tasks), [subagent(main, f"{name}-{at}") for at in (1, 2)]


def together(agents):
    requests = [each.request() for each in agents]
    answers = yield requests
    for each, request, answer in zip(agents, requests, answers):
        each.goes_on(request, answer)


def compaction(main):
    main.says("Summarise this conversation for the one who continues it.")
    yield [main.request("compaction")]
    begins(main, main.summary())
    main.used = 0


def billing(request):
    suffix = hashlib.sha256(str(request.number).encode()).hexdigest()[:8]
    return f"x-anthropic-billing-header: cc_version=2.1.330; cc_entrypoint=cli; cch={suffix};"


def as_sent(request):
    """What a translation that knows no habits passes on."""
    return replace(
        request, system=(billing(request), *request.system), tools=tuple(replace(t, deferred=False) for t in request.tools))


def encode(request):
    """The body, with the habits."""
    system = [{"type": "text", "text": text} for text in (billing(request), *request.system)]
    system[-1]["cache_control"] = {"type": "ephemeral"}
    last = len(request.messages) - 1
    body = {
        "model": request.model,
        "messages": [message(each, at >= last - 1) for at, each in enumerate(request.messages)],
        "system": system,
        "tools": [anthropic_tool(each) for each in request.tools],
        "metadata": {"user_id": json.dumps({"session_id": SESSION, "account": "none"})},
        "max_tokens": request.max_tokens,
        "thinking": {"type": "adaptive"},
        "context_management": {"edits": []},
        "output_config": {"effort": "medium"},
    }
    if request.forced:
        body["tool_choice"] = {"type": "tool", "name": request.forced}
    return body | {"temperature": 0} if request.greedy else body


def message(message, newest):
    blocks = [anthropic_block(part) for part in message.parts]
    if newest:
        blocks[-1]["cache_control"] = {"type": "ephemeral"}
    elif len(blocks) == 1 and blocks[0]["type"] == "text":
        return {"role": message.role, "content": blocks[0]["text"]}
    return {"role": message.role, "content": blocks}


def ask(port, request):
    return serving.ask_messages(port, encode(request), request.headers)
