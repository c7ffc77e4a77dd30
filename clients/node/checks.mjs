// Runs checks: a line for each, and under a failed one the reason.

import assert from "node:assert/strict";

export const URL = process.env.CREMA_URL;
export const KEY = process.env.CREMA_API_KEY;

const checks = [];

export function check(sentence, run) {
  checks.push({ sentence, run });
}

/** The error of that class with which the promise is rejected. */
export async function failsWith(error, promise) {
  const raised = await promise.then(
    () => assert.fail(`${error.name} was not thrown`),
    (e) => e,
  );
  if (!(raised instanceof error)) throw raised;
  return raised;
}

/** All that an asynchronous sequence yields. */
export async function all(sequence) {
  const items = [];
  for await (const item of await sequence) items.push(item);
  return items;
}

export async function run(client) {
  for (const { sentence, run } of checks) {
    try {
      await run();
      console.log(`ok      ${client}: ${sentence}`);
    } catch (e) {
      process.exitCode = 1;
      console.log(`FAILED  ${client}: ${sentence}\n    ${String(e.stack).replaceAll("\n", "\n    ")}`);
    }
  }
}
