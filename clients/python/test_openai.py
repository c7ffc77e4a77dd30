"""The official OpenAI SDK against the lite backend, which answers from the script that the Java tests use too."""

import asyncio
import json
import time

import openai
from checks import KEY, URL, check, equal, fails_with, run


def function(name, **properties):
    schema = {"type": "object", "properties": properties, "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": schema}}


WEATHER = function("get_weather", city={"type": "string"})
TIME = function("get_time")


def connect(**options):
    # Strict: a missing or mistyped field is an error instead of a silent None.
    return openai.OpenAI(
        **{"base_url": URL + "/v1", "api_key": KEY, "timeout": 30, "_strict_response_validation": True, **options}
    )


client = connect()
chat = client.chat.completions


def asked(text, **options):
    return {"model": "crema-lite", "messages": [{"role": "user", "content": text}], **options}


def text(completion):
    return completion.choices[0].message.content


def arguments(message):
    return [json.loads(call.function.arguments) for call in message.tool_calls]


def without_ids(completion):
    calls = {"tool_calls": {"__all__": {"id": True, "index": True, "function": {"parsed_arguments"}}}, "parsed": True}
    dumped = completion.model_dump(
        exclude={"id": True, "created": True, "choices": {"__all__": {"message": calls}}}, exclude_none=True
    )
    return dumped


@check
def an_answer_arrives_whole():
    completion = chat.create(**asked("Hi"))
    (choice,) = completion.choices
    equal((choice.message.role, choice.message.content), ("assistant", "You said: Hi"))
    equal((choice.finish_reason, completion.object), ("stop", "chat.completion"))
    assert completion._request_id.startswith("req_"), completion._request_id


@check
def the_streamed_answer_equals_the_whole_one():
    for words, tools in (("Hi", None), ("think", None), ("usage", None), ("compare", [WEATHER]), ("time", [TIME])):
        request = asked(words, **({"tools": tools} if tools else {}))
        with chat.stream(**request, stream_options={"include_usage": True}) as stream:
            streamed = stream.get_final_completion()
        equal(without_ids(streamed), without_ids(chat.create(**request)))


@check
def usage_comes_last_and_only_if_it_is_asked_for():
    chunks = list(chat.create(**asked("Hi", stream=True, stream_options={"include_usage": True})))
    equal((chunks[-1].choices, chunks[-1].usage.completion_tokens), ([], 3))
    equal([chunk.usage for chunk in chunks[:-1]], [None] * (len(chunks) - 1))
    assert all(chunk.usage is None for chunk in chat.create(**asked("Hi", stream=True)))


@check
def the_async_client_streams():
    async def pieces():
        async with openai.AsyncOpenAI(base_url=URL + "/v1", api_key=KEY, timeout=30) as aio:
            return [chunk.choices[0].delta.content async for chunk in await aio.chat.completions.create(**request)]

    request = asked("Hi", stream=True)
    equal("".join(piece or "" for piece in asyncio.run(pieces())), "You said: Hi")


@check
def one_tool_call_goes_round():
    request = asked("What is the weather?", tools=[WEATHER])
    choice = chat.create(**request).choices[0]
    (call,) = choice.message.tool_calls
    equal((choice.finish_reason, call.type, call.function.name), ("tool_calls", "function", "get_weather"))
    equal(arguments(choice.message), [{"city": "Graz"}])
    turns = [choice.message, {"role": "tool", "tool_call_id": call.id, "content": "sunny"}]
    end = chat.create(**{**request, "messages": request["messages"] + turns})
    equal((end.choices[0].finish_reason, text(end)), ("stop", "The tool says: sunny"))


@check
def two_streamed_tool_calls_go_round():
    request = asked("Please compare", tools=[WEATHER])
    with chat.stream(**request) as stream:
        message = stream.get_final_completion().choices[0].message
    first, second = message.tool_calls
    equal(arguments(message), [{"city": "Graz", "days": [1, 2]}, {"city": "Zürich 😀"}])
    assert first.id != second.id, first.id
    turns = [
        {
            "role": "assistant",
            "content": message.content,
            "tool_calls": [
                {"id": c.id, "type": "function", "function": {"name": c.function.name, "arguments": c.function.arguments}}
                for c in (first, second)
            ],
        },
        {"role": "tool", "tool_call_id": first.id, "content": "sunny"},
        {"role": "tool", "tool_call_id": second.id, "content": [{"type": "text", "text": "rain"}]},
    ]
    end = chat.create(**{**request, "messages": request["messages"] + turns})
    equal(text(end), "Both tools answered, at last: rain")


@check
def a_call_without_arguments_has_empty_ones():
    with chat.stream(**asked("time", tools=[TIME])) as stream:
        equal(arguments(stream.get_final_completion().choices[0].message), [{}])


@check
def parallel_calls_can_be_switched_off():
    completion = chat.create(**asked("compare", tools=[WEATHER], parallel_tool_calls=False))
    equal(len(completion.choices[0].message.tool_calls), 1)


@check
def reasoning_is_kept_apart():
    message = chat.create(**asked("think")).choices[0].message
    equal((message.content, message.model_extra["reasoning_content"]), ("Thought.", "First this, then that."))


@check
def limits_and_stop_strings_end_the_answer():
    cut = chat.create(**asked("Hi", max_completion_tokens=2))
    equal((cut.choices[0].finish_reason, text(cut), cut.usage.completion_tokens), ("length", "You said", 2))
    stopped = chat.create(**asked("Hi", stop=["never", " Hi"]))
    equal((stopped.choices[0].finish_reason, text(stopped)), ("stop", "You said:"))


@check
def usage_adds_up():
    usage = chat.create(**asked("usage")).usage
    equal((usage.prompt_tokens, usage.completion_tokens, usage.total_tokens), (741, 5, 746))
    equal(usage.prompt_tokens_details.cached_tokens, 700)


@check
def models_are_listed_and_found_by_id():
    equal([model.id for model in client.models.list()], ["crema-lite", "crema-tiny"])
    equal(client.models.retrieve("crema-tiny").owned_by, "crema")


@check
def an_unknown_model_is_not_found_but_still_answered():
    error = fails_with(openai.NotFoundError, lambda: client.models.retrieve("gpt-nobody"))
    equal(error.code, "model_not_found")
    equal(text(chat.create(**asked("Hi", model="gpt-nobody"))), "You said: Hi")


@check
def a_malformed_request_is_refused_with_its_place():
    error = fails_with(openai.BadRequestError, lambda: chat.create(**asked("Hi", temperature="hot")))
    equal((error.type, error.param), ("invalid_request_error", "temperature"))
    assert error.request_id.startswith("req_"), error.request_id


@check
def a_prompt_beyond_the_window_has_its_own_code():
    error = fails_with(openai.BadRequestError, lambda: chat.create(**asked("x" * 1000, model="crema-tiny")))
    equal((error.code, error.param), ("context_length_exceeded", "messages"))
    assert "maximum context length is 100 tokens" in error.message, error.message


@check
def texts_become_vectors():
    texts = ["Which files did I change today?", "An espresso takes thirty seconds.", "List the files modified today."]
    # Unasked, the SDK wants base64 and decodes it itself, but its strict mode looks before that.
    answer = connect(_strict_response_validation=False).embeddings.create(model="any", input=texts)
    first, other, similar = (each.embedding for each in answer.data)
    equal((len(first), [each.index for each in answer.data]), (384, [0, 1, 2]))
    dot = lambda a, b: sum(x * y for x, y in zip(a, b))
    assert dot(first, similar) > dot(first, other) + 0.3, (dot(first, similar), dot(first, other))
    plain = client.embeddings.create(model="any", input=texts[0], encoding_format="float").data[0].embedding
    assert abs(dot(plain, first) - 1) < 1e-4
    equal(fails_with(openai.BadRequestError, lambda: client.embeddings.create(model="any", input=[1, 2])).param, "input[0]")


@check
def a_wrong_key_is_refused():
    error = fails_with(openai.AuthenticationError, lambda: connect(api_key="wrong").chat.completions.create(**asked("Hi")))
    equal((error.status_code, error.code), (401, "invalid_api_key"))


@check
def a_full_server_is_asked_again_when_it_said():
    before = time.monotonic()
    error = fails_with(
        openai.InternalServerError,
        lambda: connect(max_retries=1).chat.completions.create(**asked("overload", stream=True)),
    )
    equal((error.status_code, error.code), (503, "overloaded"))
    equal(error.response.request.headers["x-stainless-retry-count"], "1")
    assert time.monotonic() - before >= 1, "it did not wait for the second of retry-after"


@check
def a_fault_in_the_middle_of_a_stream_is_raised():
    pieces = []

    def read():
        for chunk in chat.create(**asked("break", stream=True)):
            pieces.append(chunk.choices[0].delta.content or "")

    error = fails_with(openai.APIError, read)
    equal((error.message, "".join(pieces)), ("A scripted fault.", "It begins well"))


run("python openai")
