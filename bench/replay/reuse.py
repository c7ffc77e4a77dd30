"""How many tokens of a request could be reused: the yardstick the server's own numbers are held against.

What could be reused is decided by what the agent means, not by what the server makes of it: a request shares its beginning
with an earlier one as long as system prompt, tools in the head, and messages are equal as values, whatever their wire form
was (see talk.py). A server that renders the same conversation differently in two turns therefore does not lower the
yardstick, it misses it.

The length of the shared beginning comes from the same server:

- If the request goes on from an earlier one, it is that one's prompt as its usage told. If the answer given then is what
  stands next, its tokens count as well, less the last one, which was sampled and never computed.
- If it is an earlier one again, it is that prompt less its last token, which is always computed.
- If they part earlier (a new conversation after a compaction, a second subagent), it is what count_tokens says of the shared
  messages alone. That counts the end of a turn and the start of an answer too, so the yardstick is up to about ten tokens too
  long there: an error against the server.

Requests that are sent at the same time do not count as earlier to each other.
"""

from dataclasses import replace

from talk import Message, Text


class Yardstick:
    """Grows with the session. `count` gives the tokens of a request's prompt."""

    def __init__(self, count):
        self._count = count
        self._seen = []
        self._counted = {}

    def seen(self, request, answer):
        self._seen.append((request, answer))

    def reusable(self, request):
        """Tokens that an earlier request's prompt and answer share with this prompt."""
        exact, covered, longest, model = 0, -1, (-1, 0), None
        for earlier, answer in self._seen:
            if earlier.head() != request.head():
                continue
            messages, parts = shared(earlier.messages, request.messages)
            if messages == len(earlier.messages) and not (earlier.forced and not used(earlier, request)):
                tokens = answer.prompt - 1
                if used(earlier, request):
                    tokens = answer.prompt + max(0, answer.output - 1)
                elif len(request.messages) > messages:
                    tokens = answer.prompt
                exact, covered = max(exact, tokens), max(covered, messages)
            elif (messages, parts) > longest:
                longest, model = (messages, parts), earlier
        if model is not None and longest[0] > covered:
            return self._length(request, *longest)
        return exact

    def _length(self, request, messages, parts):
        cut = request.messages[:messages]
        if parts:
            cut += (Message(request.messages[messages].role, request.messages[messages].parts[:parts]),)
        cut = cut or (Message("user", (Text("a"),)),)
        key = (str(request.head()), cut)
        if key not in self._counted:
            self._counted[key] = self._count(replace(request, messages=cut))
        return self._counted[key] - 1


def used(earlier, request):
    """Whether the earlier request's answer is what comes next in this one."""
    at = len(earlier.messages)
    return len(request.messages) > at and request.messages[at].answers == earlier.number


def shared(first, second):
    """Equal messages at the beginning, and equal parts of the one after them."""
    messages = 0
    while messages < min(len(first), len(second)) and first[messages] == second[messages]:
        messages += 1
    if messages == min(len(first), len(second)) or first[messages].role != second[messages].role:
        return messages, 0
    parts, ones, others = 0, first[messages].parts, second[messages].parts
    while parts < min(len(ones), len(others)) and ones[parts] == others[parts]:
        parts += 1
    return messages, parts
