"""A conversation as an agent means it: without the habits of its wire form, which the shapes add when they encode it.

Two requests share their beginning if these values are equal; so what could be reused follows from them (see reuse.py), and
the peer and the token counter get their own renderings of the same values.
"""

import json
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Tool:
    """A tool; a deferred one is no part of the head: the model learns of it where a result refers to it."""

    name: str
    description: str
    schema: dict = field(hash=False)
    deferred: bool = False


@dataclass(frozen=True)
class Text:
    text: str


@dataclass(frozen=True)
class Call:
    """A tool call. `sampled`: the server made it, so the id is the server's."""

    id: str
    name: str
    arguments: dict = field(hash=False)  # equal whatever the order of its keys
    sampled: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Result:
    """What a tool returned: text, or the names of deferred tools that ToolSearch found."""

    call: str
    text: str
    tools: tuple = ()


@dataclass(frozen=True)
class Message:
    """`answers`: the number of the request whose real answer this message begins with."""

    role: str
    parts: tuple
    answers: int | None = field(default=None, compare=False)


@dataclass
class Request:
    """One request as it is meant. `encode(request)` of its shape gives the body that the client sends."""

    number: int
    kind: str
    system: tuple
    tools: tuple
    messages: tuple
    max_tokens: int
    greedy: bool = False
    forced: str = ""  # the tool that must be called
    headers: dict = field(default_factory=dict)
    model: str = "default"

    def head(self):
        """What every request of the conversation begins with, the order of the tools aside."""
        return self.system, sorted((t.name, t.description, str(t.schema)) for t in self.tools if not t.deferred)


def plain_messages(request):
    """A Messages body without any habit, to count tokens."""
    body = {"model": request.model, "messages": [plain_message(message) for message in request.messages]}
    if request.system:
        body["system"] = "\n\n".join(request.system)
    if request.tools:
        body["tools"] = [anthropic_tool(tool) for tool in request.tools]
    return body


def anthropic_tool(tool):
    wire = {"name": tool.name, "description": tool.description, "input_schema": tool.schema}
    return wire | {"defer_loading": True} if tool.deferred else wire


def plain_message(message):
    return {"role": message.role, "content": [anthropic_block(part) for part in message.parts]}


def anthropic_block(part):
    match part:
        case Text(text):
            return {"type": "text", "text": text}
        case Call(id, name, arguments):
            return {"type": "tool_use", "id": id, "name": name, "input": arguments}
        case Result(call, text, ()):
            return {"type": "tool_result", "tool_use_id": call, "content": text}
        case Result(call, _, tools):
            references = [{"type": "tool_reference", "tool_name": name} for name in tools]
            return {"type": "tool_result", "tool_use_id": call, "content": references}


def peer_chat(request, model):
    """For a server whose template knows no tools: they, their calls and results become text. Without any habit, so the
    peer's own prefix cache is at its best."""
    described = "\n".join(
        json.dumps({"type": "function", "function": {
            "name": t.name, "description": t.description, "parameters": t.schema}})
        for t in sorted(request.tools, key=lambda tool: tool.name) if not t.deferred)
    head = "\n\n".join([*request.system, *(["# Tools\n" + described] if described else [])])
    messages = [{"role": "system", "content": head}] if head else []
    for message in request.messages:
        text = "\n\n".join(peer_text(part, request.tools) for part in message.parts)
        messages.append({"role": message.role, "content": text})
    body = {"model": model, "messages": messages, "max_tokens": request.max_tokens}
    return body | {"temperature": 0} if request.greedy else body


def peer_text(part, tools):
    match part:
        case Text(text):
            return text
        case Call(_, name, arguments):
            written = json.dumps({"name": name, "arguments": arguments}, sort_keys=True)
            return f"<tool_call>\n{written}\n</tool_call>"
        case Result(_, text, names):
            found = [json.dumps({"name": t.name, "parameters": t.schema}) for t in tools if t.name in names]
            return "<tool_response>\n" + "\n".join([text, *found]) + "\n</tool_response>"
