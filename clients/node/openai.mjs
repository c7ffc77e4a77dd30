// The official OpenAI SDK against the lite backend, which answers from the script that the Java tests use too.

import assert from "node:assert/strict";
import OpenAI from "openai";
import { all, check, failsWith, KEY, run, URL } from "./checks.mjs";

const { deepEqual, equal, match, notEqual, ok } = assert;

const tool = (name, properties) => ({
  type: "function",
  function: { name, description: name, parameters: { type: "object", properties, required: Object.keys(properties) } },
});
const WEATHER = tool("get_weather", { city: { type: "string" } });
const TIME = tool("get_time", {});

const connect = (options) => new OpenAI({ baseURL: `${URL}/v1`, apiKey: KEY, timeout: 30_000, ...options });
const client = connect();
const chat = client.chat.completions;

const asked = (text, options) => ({ model: "crema-lite", messages: [{ role: "user", content: text }], ...options });
const text = (completion) => completion.choices[0].message.content;
const inputs = (message) => message.tool_calls.map((call) => JSON.parse(call.function.arguments));
const result = (call, content) => ({ role: "tool", tool_call_id: call.id, content });

/** What an answer says, without what differs from one to the next and what only the SDK adds. */
function said({ id, created, choices, ...rest }) {
  const [{ message, finish_reason }] = choices;
  const calls = (message.tool_calls ?? []).map(({ type, function: { name, arguments: json } }) => ({ type, name, json }));
  const { content, role, reasoning_content = null } = message;
  return { ...rest, finish_reason, message: { content, role, reasoning_content, calls } };
}

check("an answer arrives whole", async () => {
  const completion = await chat.create(asked("Hi"));
  equal(completion.object, "chat.completion");
  const [choice] = completion.choices;
  deepEqual([choice.message.role, choice.message.content, choice.finish_reason], ["assistant", "You said: Hi", "stop"]);
  match(completion._request_id, /^req_/);
});

check("the streamed answer equals the whole one", async () => {
  for (const [words, tools] of [["Hi"], ["usage"], ["compare", [WEATHER]], ["time", [TIME]]]) {
    const streamed = await chat.stream(asked(words, { tools, stream_options: { include_usage: true } })).finalChatCompletion();
    deepEqual(said(streamed), said(await chat.create(asked(words, { tools }))));
  }
});

check("usage comes last and only if it is asked for", async () => {
  const chunks = await all(chat.create(asked("Hi", { stream: true, stream_options: { include_usage: true } })));
  const last = chunks.pop();
  deepEqual([last.choices, last.usage.completion_tokens], [[], 3]);
  ok(chunks.every((chunk) => chunk.usage === null));
  ok((await all(chat.create(asked("Hi", { stream: true })))).every((chunk) => !chunk.usage));
});

check("one tool call goes round", async () => {
  const request = asked("What is the weather?", { tools: [WEATHER] });
  const [{ message, finish_reason }] = (await chat.create(request)).choices;
  const [call] = message.tool_calls;
  deepEqual([finish_reason, call.type, call.function.name], ["tool_calls", "function", "get_weather"]);
  deepEqual(inputs(message), [{ city: "Graz" }]);
  const end = await chat.create({ ...request, messages: [...request.messages, message, result(call, "sunny")] });
  deepEqual([end.choices[0].finish_reason, text(end)], ["stop", "The tool says: sunny"]);
});

check("two streamed tool calls go round", async () => {
  const request = asked("Please compare", { tools: [WEATHER] });
  const [{ message }] = (await chat.stream(request).finalChatCompletion()).choices;
  const [first, second] = message.tool_calls;
  deepEqual(inputs(message), [{ city: "Graz", days: [1, 2] }, { city: "Zürich 😀" }]);
  notEqual(first.id, second.id);
  const results = [result(first, "sunny"), result(second, [{ type: "text", text: "rain" }])];
  const end = await chat.create({ ...request, messages: [...request.messages, message, ...results] });
  equal(text(end), "Both tools answered, at last: rain");
});

check("a call without arguments has empty ones", async () => {
  const [{ message }] = (await chat.stream(asked("time", { tools: [TIME] })).finalChatCompletion()).choices;
  deepEqual(inputs(message), [{}]);
});

check("reasoning is kept apart, streamed and whole", async () => {
  const { message } = (await chat.create(asked("think"))).choices[0];
  deepEqual([message.content, message.reasoning_content], ["Thought.", "First this, then that."]);
  const deltas = (await all(chat.create(asked("think", { stream: true })))).map((chunk) => chunk.choices[0].delta);
  equal(deltas.map((delta) => delta.reasoning_content ?? "").join(""), message.reasoning_content);
});

check("usage adds up", async () => {
  const { usage } = await chat.create(asked("usage"));
  deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens], [741, 5, 746]);
  equal(usage.prompt_tokens_details.cached_tokens, 700);
});

check("models are listed and found by id", async () => {
  deepEqual((await all(client.models.list())).map((model) => model.id), ["crema-lite", "crema-tiny"]);
  equal((await client.models.retrieve("crema-tiny")).owned_by, "crema");
  equal((await failsWith(OpenAI.NotFoundError, client.models.retrieve("gpt-nobody"))).code, "model_not_found");
});

check("a malformed request is refused with its place", async () => {
  const error = await failsWith(OpenAI.BadRequestError, chat.create(asked("Hi", { temperature: "hot" })));
  deepEqual([error.type, error.param], ["invalid_request_error", "temperature"]);
  match(error.requestID, /^req_/);
});

check("a prompt beyond the window has its own code", async () => {
  const error = await failsWith(OpenAI.BadRequestError, chat.create(asked("x".repeat(1000), { model: "crema-tiny" })));
  deepEqual([error.code, error.param], ["context_length_exceeded", "messages"]);
});

check("texts become vectors", async () => {
  const texts = ["Which files did I change today?", "An espresso takes thirty seconds.", "List the files modified today."];
  const answer = await client.embeddings.create({ model: "any", input: texts });
  const [first, other, similar] = answer.data.map((each) => Array.from(each.embedding));
  const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
  equal(first.length, 384);
  ok(dot(first, similar) > dot(first, other) + 0.3, "similar texts are not closer");
  const plain = await client.embeddings.create({ model: "any", input: texts[0], encoding_format: "float" });
  ok(Math.abs(dot(plain.data[0].embedding, first) - 1) < 1e-4, "the encodings differ");
  equal((await failsWith(OpenAI.BadRequestError, client.embeddings.create({ model: "any", input: [1, 2] }))).param, "input[0]");
});

check("a wrong key is refused", async () => {
  const wrong = connect({ apiKey: "wrong" }).chat.completions.create(asked("Hi"));
  equal((await failsWith(OpenAI.AuthenticationError, wrong)).code, "invalid_api_key");
});

check("a full server is asked again when it said", async () => {
  const before = performance.now();
  const full = connect({ maxRetries: 1 }).chat.completions.create(asked("overload", { stream: true }));
  const error = await failsWith(OpenAI.InternalServerError, full);
  deepEqual([error.status, error.code], [503, "overloaded"]);
  ok(performance.now() - before >= 1000, "it did not wait for the second of retry-after");
});

check("a fault in the middle of a stream is thrown", async () => {
  let said = "";
  const read = async () => {
    for await (const chunk of await chat.create(asked("break", { stream: true }))) {
      said += chunk.choices[0].delta.content ?? "";
    }
  };
  match((await failsWith(OpenAI.APIError, read())).message, /A scripted fault/);
  equal(said, "It begins well");
});

await run("node openai");
