"""Renders the test templates with transformers; JinjaGoldenTest and SnippetGoldenTest compare with its output.

Run from this folder after changing a template, a conversation or a snippet; it needs transformers 5 and jinja2 3.1:

    python render_templates.py
"""

import copy
import datetime
import json
import pathlib

import jinja2
import transformers.utils.chat_template_utils as chat_template_utils

import conversations
import snippets

RESOURCES = pathlib.Path(__file__).parent.parent / "resources/dev/crema/mlx/tokenizer"
TOKENS = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}


class FixedTime(datetime.datetime):
    """What strftime_now tells: the tests use the same instant."""

    @classmethod
    def now(cls, tz=None):
        return cls(2026, 3, 5, 14, 7, 9)


chat_template_utils.datetime = FixedTime


def outcome(render):
    """The text, or the words of raise_exception, or that the template is refused for another reason."""
    try:
        return {"expected": render()}
    except Exception as error:
        # raise_exception throws this very class; Jinja's own errors are subclasses of it.
        own_words = type(error) is jinja2.exceptions.TemplateError
        return {"raised": str(error)} if own_words else {"refused": True}


def chat(source, case):
    return chat_template_utils.render_jinja_template(
        [case["messages"]],
        tools=case["tools"],
        chat_template=source,
        add_generation_prompt=case["addGenerationPrompt"],
        **{**TOKENS, **case["variables"]},
    )[0][0]


def templates():
    cases = conversations.all_cases()
    rendered = {}
    for file in sorted((RESOURCES / "templates").glob("*.jinja")):
        source = file.read_text(encoding="utf-8")
        rendered[file.stem] = {name: outcome(lambda: chat(source, case)) for name, case in cases.items()}
    return {"tokens": TOKENS, "conversations": cases, "rendered": rendered}


def small():
    compiled = chat_template_utils._compile_jinja_template
    results = []
    for source in snippets.ALL:
        results.append({"template": source, **outcome(lambda: compiled(source).render(**copy.deepcopy(snippets.VARIABLES)))})
    return {"variables": snippets.VARIABLES, "snippets": results}


def write(name, golden):
    text = json.dumps(golden, ensure_ascii=False, indent=1)
    (RESOURCES / name).write_text(text + "\n", encoding="utf-8")


write("golden-templates.json", templates())
write("golden-snippets.json", small())
