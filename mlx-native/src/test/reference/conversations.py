"""Conversations the test templates are rendered with."""

UNICODE = "Größe → 東京 🙂 \"quoted\" 'single' <b>&amp;</b>\n\n  indented\ttab  "

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Tells the weather.\nFor one city.",
        "parameters": {
            "type": "object",
            "properties": {
                "city": {"type": "string", "description": "City — its name"},
                "days": {"type": "integer", "default": 3, "minimum": 1},
                "unit": {"type": "string", "enum": ["celsius", "fahrenheit"], "default": "celsius"},
                "detail": {
                    "type": "object",
                    "properties": {"layers": {"type": "array", "items": {"type": "number"}}},
                    "required": ["layers"],
                },
                "note": {"type": ["string", "null"], "nullable": True},
            },
            "required": ["city"],
        },
    },
}
RUN = {
    "type": "function",
    "function": {
        "name": "run",
        "description": "Runs a command",
        "parameters": {
            "type": "object",
            "properties": {
                "command": {"type": "string"},
                "quiet": {"type": "boolean", "default": False},
                "timeout": {"type": "number", "default": 0.5},
            },
            "required": ["command", "quiet"],
            "additionalProperties": False,
        },
        "strict": True,
    },
}
NOW = {"type": "function", "function": {"name": "now", "description": "", "parameters": {"type": "object", "properties": {}}}}


def call(name, arguments, identity):
    return {"id": identity, "type": "function", "function": {"name": name, "arguments": arguments}}


def case(messages, tools=None, prompt=True, **variables):
    return {"messages": messages, "tools": tools, "addGenerationPrompt": prompt, "variables": variables}


def all_cases():
    weather = call(
        "get_weather",
        {"city": "Zürich", "days": 2, "factor": 1.5, "exact": 2.0, "dry": True, "note": None, "layers": [1, "a", {"deep": []}]},
        "call00001",
    )
    run = call("run", {"command": "ls -la\necho \"x\"", "quiet": False}, "call00002")
    now = call("now", {}, "call00003")
    return {
        "one question": case([{"role": "user", "content": "Hello " + UNICODE}]),
        "system and history": case(
            [
                {"role": "system", "content": " You are terse.\n"},
                {"role": "user", "content": UNICODE},
                {"role": "assistant", "content": "  Sure. \n"},
                {"role": "user", "content": "More"},
            ]
        ),
        "no prompt at the end": case(
            [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello there"}], prompt=False
        ),
        "tools offered": case(
            [{"role": "system", "content": "Use tools."}, {"role": "user", "content": "Weather?"}],
            tools=[WEATHER, RUN, NOW],
        ),
        "tool called and answered": case(
            [
                {"role": "user", "content": "Weather?"},
                {"role": "assistant", "content": "", "tool_calls": [weather]},
                {"role": "tool", "name": "get_weather", "tool_call_id": "call00001", "content": '{"degrees": 1.0}'},
                {"role": "assistant", "content": "It is 1°."},
                {"role": "user", "content": "Thanks"},
            ],
            tools=[WEATHER, RUN],
        ),
        "two calls and no content": case(
            [
                {"role": "system", "content": "S"},
                {"role": "user", "content": "Go"},
                {"role": "assistant", "content": None, "tool_calls": [run, now]},
                {"role": "tool", "name": "run", "tool_call_id": "call00002", "content": "total 0"},
                {"role": "tool", "name": "now", "tool_call_id": "call00003", "content": "12:00"},
            ],
            tools=[RUN, NOW],
        ),
        "content in parts": case(
            [
                {"role": "system", "content": [{"type": "text", "text": "Look closely."}]},
                {"role": "user", "content": [{"type": "text", "text": "One "}, {"type": "text", "text": UNICODE}]},
                {"role": "assistant", "content": [{"type": "text", "text": "Seen."}]},
                {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": "And this?"}]},
            ]
        ),
        "thinking in history": case(
            [
                {"role": "user", "content": "First"},
                {"role": "assistant", "content": "<think>\nold thoughts\n</think>\n\nAnswer"},
                {"role": "user", "content": "Second"},
                {"role": "assistant", "reasoning_content": "\nfresh thoughts\n", "content": "On it.", "tool_calls": [run]},
                {"role": "tool", "name": "run", "tool_call_id": "call00002", "content": "done"},
            ],
            tools=[RUN],
            enable_thinking=True,
        ),
        "thinking off": case(
            [
                {"role": "user", "content": "First"},
                {"role": "assistant", "thinking": "hm", "content": "Answer"},
                {"role": "user", "content": "Second"},
            ],
            enable_thinking=False,
            reasoning_effort="low",
        ),
        "roles that do not alternate": case(
            [{"role": "user", "content": "A"}, {"role": "user", "content": "B"}, {"role": "assistant", "content": "C"}]
        ),
        "nothing said": case([]),
    }
