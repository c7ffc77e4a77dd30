"""The official Anthropic SDK against the lite backend, which answers from the script that the Java tests use too."""

import asyncio
import time

import anthropic
from checks import KEY, URL, check, equal, fails_with, run

WEATHER = {
    "name": "get_weather",
    "description": "The weather of a city",
    "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
}
TIME = {"name": "get_time", "description": "The time", "input_schema": {"type": "object", "properties": {}}}


def connect(**options):
    # Strict: a missing or mistyped field is an error instead of a silent None.
    return anthropic.Anthropic(
        **{"base_url": URL, "api_key": KEY, "timeout": 30, "_strict_response_validation": True, **options}
    )


client = connect()


def asked(text, **options):
    return {
        "model": "crema-lite",
        "max_tokens": 1000,
        "messages": [{"role": "user", "content": text}],
        **options,
    }


def followed_up(request, answer, results):
    turns = [{"role": "assistant", "content": answer.content}, {"role": "user", "content": results}]
    return {**request, "messages": request["messages"] + turns}


def result(call, content, **options):
    return {"type": "tool_result", "tool_use_id": call.id, "content": content, **options}


def calls(message):
    return [block for block in message.content if block.type == "tool_use"]


def without_ids(message):
    dumped = message.model_dump(exclude={"id": True, "content": {"__all__": {"id", "parsed_output"}}})
    dumped.pop("parsed_output", None)
    return dumped


@check
def an_answer_arrives_whole():
    message = client.messages.create(**asked("Hi"))
    equal([block.text for block in message.content], ["You said: Hi"])
    equal((message.stop_reason, message.stop_sequence, message.role), ("end_turn", None, "assistant"))
    assert message._request_id.startswith("req_"), message._request_id


@check
def the_streamed_answer_equals_the_whole_one():
    for text, tools in (("Hi", []), ("think", []), ("usage", []), ("compare", [WEATHER]), ("time", [TIME])):
        request = asked(text, tools=tools)
        with client.messages.stream(**request) as stream:
            streamed = stream.get_final_message()
        equal(without_ids(streamed), without_ids(client.messages.create(**request)))


@check
def events_come_in_their_order():
    kinds = [event.type for event in client.messages.create(**asked("compare", tools=[WEATHER], stream=True))]
    blocks = [kind for kind in kinds if kind in ("content_block_start", "content_block_stop")]
    equal((kinds[0], kinds[-2:]), ("message_start", ["message_delta", "message_stop"]))
    equal(blocks, ["content_block_start", "content_block_stop"] * 3)


@check
def the_async_client_streams():
    async def text():
        async with anthropic.AsyncAnthropic(base_url=URL, api_key=KEY, timeout=30) as aio:
            async with aio.messages.stream(**asked("Hi")) as stream:
                return "".join([piece async for piece in stream.text_stream])

    equal(asyncio.run(text()), "You said: Hi")


@check
def one_tool_call_goes_round():
    request = asked("What is the weather?", tools=[WEATHER])
    answer = client.messages.create(**request)
    (call,) = calls(answer)
    equal((answer.stop_reason, call.name, call.input), ("tool_use", "get_weather", {"city": "Graz"}))
    end = client.messages.create(**followed_up(request, answer, [result(call, "sunny")]))
    equal((end.stop_reason, end.content[0].text), ("end_turn", "The tool says: sunny"))


@check
def two_streamed_tool_calls_go_round():
    request = asked("Please compare", tools=[WEATHER])
    with client.messages.stream(**request) as stream:
        answer = stream.get_final_message()
    first, second = calls(answer)
    equal((first.input, second.input), ({"city": "Graz", "days": [1, 2]}, {"city": "Zürich 😀"}))
    assert first.id != second.id, first.id
    results = [result(first, [{"type": "text", "text": "sunny"}]), result(second, "no such city", is_error=True)]
    end = client.messages.create(**followed_up(request, answer, results))
    assert end.content[0].text.startswith("Both tools answered"), end
    assert end.content[0].text.endswith("no such city"), end


@check
def a_call_without_arguments_has_an_empty_input():
    with client.messages.stream(**asked("time", tools=[TIME])) as stream:
        equal([call.input for call in calls(stream.get_final_message())], [{}])


@check
def parallel_calls_can_be_switched_off():
    choice = {"type": "auto", "disable_parallel_tool_use": True}
    equal(len(calls(client.messages.create(**asked("compare", tools=[WEATHER], tool_choice=choice)))), 1)


@check
def limits_and_stop_strings_end_the_answer():
    cut = client.messages.create(**asked("Hi", max_tokens=2))
    equal((cut.stop_reason, cut.content[0].text, cut.usage.output_tokens), ("max_tokens", "You said", 2))
    stopped = client.messages.create(**asked("Hi", stop_sequences=["never", " Hi"]))
    equal((stopped.stop_reason, stopped.stop_sequence, stopped.content[0].text), ("stop_sequence", " Hi", "You said:"))


@check
def token_counts_agree():
    request = asked("Count me", system="Be brief.", tools=[WEATHER])
    message = client.messages.create(**request)
    del request["max_tokens"]
    equal(client.messages.count_tokens(**request).input_tokens, message.usage.input_tokens)


@check
def usage_keeps_its_parts_apart():
    usage = client.messages.create(**asked("usage")).usage
    equal(
        (usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens, usage.output_tokens),
        (11, 700, 30, 5),
    )
    equal(usage.cache_creation.ephemeral_5m_input_tokens, 30)


@check
def models_are_listed_in_pages_and_found_by_id():
    equal([model.id for model in client.models.list(limit=1)], ["crema-lite", "crema-tiny"])
    model = client.models.retrieve("crema-tiny")
    equal((model.display_name, model.max_input_tokens), ("Crema Tiny", 100))


@check
def an_unknown_model_is_not_found_but_still_answered():
    error = fails_with(anthropic.NotFoundError, lambda: client.models.retrieve("claude-nobody"))
    equal(error.type, "not_found_error")
    equal(client.messages.create(**asked("Hi", model="claude-nobody")).content[0].text, "You said: Hi")


@check
def a_malformed_request_is_refused_once_with_its_reason():
    error = fails_with(anthropic.BadRequestError, lambda: client.messages.create(**asked("Hi", messages=[])))
    equal(error.type, "invalid_request_error")
    assert "messages" in error.api_message, error
    equal(error.body["request_id"], error.request_id)
    equal(error.response.headers["x-should-retry"], "false")


@check
def a_prompt_beyond_the_window_says_so_in_the_words_clients_compact_on():
    request = asked("x" * 1000, model="crema-tiny")
    error = fails_with(anthropic.BadRequestError, lambda: client.messages.create(**request))
    equal(error.api_message, "prompt is too long: 254 tokens > 100 maximum")


@check
def the_key_travels_in_either_header():
    for options in (
        {"api_key": KEY},
        {"api_key": None, "auth_token": KEY},
        {"default_headers": {"x-api-key": KEY, "authorization": anthropic.omit}},
    ):
        equal(connect(**options).messages.create(**asked("Hi")).content[0].text, "You said: Hi")
        equal(len(connect(**options).models.list().data), 2)
    error = fails_with(anthropic.AuthenticationError, lambda: connect(api_key="wrong").messages.create(**asked("Hi")))
    equal((error.status_code, error.type), (401, "authentication_error"))


@check
def both_versions_and_beta_are_answered():
    for version in ("2023-06-01", "2026-10-21"):
        dated = connect(default_headers={"anthropic-version": version})
        equal(dated.messages.create(**asked("Hi")).content[0].text, "You said: Hi")
        equal(dated.beta.messages.create(**asked("Hi"), betas=["some-beta"]).content[0].text, "You said: Hi")


@check
def a_full_server_is_asked_again_when_it_said():
    before = time.monotonic()
    error = fails_with(
        anthropic.APIStatusError, lambda: connect(max_retries=1).messages.create(**asked("overload", stream=True))
    )
    equal((error.status_code, error.type), (529, "overloaded_error"))
    equal(error.response.request.headers["x-stainless-retry-count"], "1")
    assert time.monotonic() - before >= 1, "it did not wait for the second of retry-after"


@check
def a_fault_in_the_middle_of_a_stream_is_raised():
    pieces = []

    def read():
        with client.messages.stream(**asked("break")) as stream:
            pieces.extend(stream.text_stream)

    error = fails_with(anthropic.APIStatusError, read)
    equal((error.type, "".join(pieces)), ("api_error", "It begins well"))


run("python anthropic")
