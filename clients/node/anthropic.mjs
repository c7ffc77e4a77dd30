// The official Anthropic SDK against the lite backend, which answers from the script that the Java tests use too.

import Anthropic from "@anthropic-ai/sdk";
import assert from "node:assert/strict";
import { all, check, failsWith, KEY, run, URL } from "./checks.mjs";

const { deepEqual, equal, match, notEqual, ok } = assert;

const WEATHER = {
  name: "get_weather",
  description: "The weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const TIME = { name: "get_time", description: "The time", input_schema: { type: "object", properties: {} } };

const connect = (options) => new Anthropic({ baseURL: URL, apiKey: KEY, timeout: 30_000, ...options });
const client = connect();

const asked = (text, options) => ({
  model: "crema-lite",
  max_tokens: 1000,
  messages: [{ role: "user", content: text }],
  ...options,
});
const followedUp = (request, answer, results) => ({
  ...request,
  messages: [
    ...request.messages,
    { role: "assistant", content: answer.content },
    { role: "user", content: results },
  ],
});
const result = (call, content, options) => ({ type: "tool_result", tool_use_id: call.id, content, ...options });
const calls = (message) => message.content.filter((block) => block.type === "tool_use");
/** What an answer says, without what differs from one to the next and what only the SDK adds. */
const said = ({ id, parsed_output, content, ...rest }) =>
  JSON.parse(JSON.stringify({ ...rest, content: content.map(({ id, ...block }) => block) }));

check("an answer arrives whole", async () => {
  const message = await client.messages.create(asked("Hi"));
  deepEqual(message.content, [{ type: "text", text: "You said: Hi" }]);
  deepEqual([message.type, message.role, message.stop_reason, message.stop_sequence], ["message", "assistant", "end_turn", null]);
  match(message.id, /^msg_/);
  match(message._request_id, /^req_/);
});

check("the streamed answer equals the whole one", async () => {
  for (const [text, tools] of [["Hi", []], ["think", []], ["usage", []], ["compare", [WEATHER]], ["time", [TIME]]]) {
    const streamed = await client.messages.stream(asked(text, { tools })).finalMessage();
    deepEqual(said(streamed), said(await client.messages.create(asked(text, { tools }))));
  }
});

check("events come in their order", async () => {
  const events = await all(client.messages.create(asked("compare", { tools: [WEATHER], stream: true })));
  const kinds = events.map((event) => event.type);
  equal(kinds[0], "message_start");
  deepEqual(kinds.slice(-2), ["message_delta", "message_stop"]);
  const blocks = events.filter((event) => /^content_block_st/.test(event.type)).map((event) => [event.type, event.index]);
  deepEqual(blocks, [0, 1, 2].flatMap((index) => [["content_block_start", index], ["content_block_stop", index]]));
});

check("one tool call goes round", async () => {
  const request = asked("What is the weather?", { tools: [WEATHER] });
  const answer = await client.messages.create(request);
  const [call] = calls(answer);
  deepEqual([answer.stop_reason, call.name, call.input], ["tool_use", "get_weather", { city: "Graz" }]);
  const end = await client.messages.create(followedUp(request, answer, [result(call, "sunny")]));
  deepEqual([end.stop_reason, end.content[0].text], ["end_turn", "The tool says: sunny"]);
});

check("two streamed tool calls go round", async () => {
  const request = asked("Please compare", { tools: [WEATHER] });
  const answer = await client.messages.stream(request).finalMessage();
  const [first, second] = calls(answer);
  deepEqual([first.input, second.input], [{ city: "Graz", days: [1, 2] }, { city: "Zürich 😀" }]);
  notEqual(first.id, second.id);
  const results = [result(first, [{ type: "text", text: "sunny" }]), result(second, "no such city", { is_error: true })];
  const end = await client.messages.create(followedUp(request, answer, results));
  match(end.content[0].text, /^Both tools answered.*no such city$/);
});

check("a call without arguments has an empty input", async () => {
  const message = await client.messages.stream(asked("time", { tools: [TIME] })).finalMessage();
  deepEqual(calls(message).map((call) => call.input), [{}]);
});

check("token counts agree", async () => {
  const { max_tokens, ...request } = asked("Count me", { system: "Be brief.", tools: [WEATHER] });
  const { usage } = await client.messages.create({ ...request, max_tokens });
  equal((await client.messages.countTokens(request)).input_tokens, usage.input_tokens);
});

check("usage keeps its parts apart", async () => {
  const { usage } = await client.messages.create(asked("usage"));
  deepEqual(
    [usage.input_tokens, usage.cache_read_input_tokens, usage.cache_creation_input_tokens, usage.output_tokens],
    [11, 700, 30, 5],
  );
  deepEqual(usage.cache_creation, { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 0 });
});

check("models are listed in pages and found by id", async () => {
  deepEqual((await all(client.models.list({ limit: 1 }))).map((model) => model.id), ["crema-lite", "crema-tiny"]);
  equal((await client.models.retrieve("crema-tiny")).display_name, "Crema Tiny");
  equal((await failsWith(Anthropic.NotFoundError, client.models.retrieve("claude-nobody"))).status, 404);
});

check("a malformed request is refused with its reason", async () => {
  const error = await failsWith(Anthropic.BadRequestError, client.messages.create(asked("Hi", { messages: [] })));
  equal(error.error.error.type, "invalid_request_error");
  match(error.message, /messages/);
  match(error.requestID, /^req_/);
});

check("a prompt beyond the window says so in the words clients compact on", async () => {
  const request = asked("x".repeat(1000), { model: "crema-tiny" });
  const error = await failsWith(Anthropic.BadRequestError, client.messages.create(request));
  equal(error.error.error.message, "prompt is too long: 254 tokens > 100 maximum");
});

check("the key travels in either header", async () => {
  for (const options of [
    { apiKey: KEY },
    { apiKey: null, authToken: KEY },
    { defaultHeaders: { "x-api-key": KEY, authorization: null } },
  ]) {
    equal((await connect(options).messages.create(asked("Hi"))).content[0].text, "You said: Hi");
    equal((await connect(options).models.list()).data.length, 2);
  }
  const wrong = connect({ apiKey: "wrong" }).messages.create(asked("Hi"));
  equal((await failsWith(Anthropic.AuthenticationError, wrong)).error.error.type, "authentication_error");
});

check("both versions and beta are answered", async () => {
  for (const version of ["2023-06-01", "2026-10-21"]) {
    const dated = connect({ defaultHeaders: { "anthropic-version": version } });
    equal((await dated.messages.create(asked("Hi"))).content[0].text, "You said: Hi");
    equal((await dated.beta.messages.create(asked("Hi", { betas: ["some-beta"] }))).content[0].text, "You said: Hi");
  }
});

check("a full server is asked again when it said", async () => {
  const before = performance.now();
  const full = connect({ maxRetries: 1 }).messages.create(asked("overload", { stream: true }));
  const error = await failsWith(Anthropic.APIError, full);
  deepEqual([error.status, error.error.error.type], [529, "overloaded_error"]);
  ok(performance.now() - before >= 1000, "it did not wait for the second of retry-after");
});

check("a fault in the middle of a stream is thrown", async () => {
  let text = "";
  const stream = client.messages.stream(asked("break")).on("text", (piece) => (text += piece));
  const error = await failsWith(Anthropic.APIError, stream.finalMessage());
  match(error.message, /A scripted fault/);
  equal(text, "It begins well");
});

await run("node anthropic");
