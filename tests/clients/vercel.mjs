// Asks as the Vercel AI SDK does: over responses, chat completions, and its provider for compatible servers.
import { generateText, streamText } from 'ai';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { base, failing, key, questions, report, WRONG } from './driving.mjs';

const sent = new Set();
// `fetch` is an option of the kit's; here it notes the headers that a page would have to be allowed.
const noting = (url, init) => {
  for (const name of new Headers(init.headers).keys()) sent.add(name);
  return fetch(url, init);
};
const cited = (sources) => sources.map(({ url, title }) => ({ url, title }));

function ask(model, prompt) {
  return typeof prompt === 'string'
    ? generateText({ model, prompt, maxRetries: 0 })
    : generateText({ model, messages: prompt, maxRetries: 0 });
}

async function whole(model, prompt) {
  const { text, sources, finishReason, warnings } = await ask(model, prompt);
  return { text, citations: cited(sources), finish: finishReason, warnings };
}

async function streamed(model) {
  const pieces = [];
  const sources = [];
  const faults = [];
  // Without a handler the kit prints errors; they come as parts of the stream as well.
  const result = streamText({ model, prompt: questions.overview, maxRetries: 0, onError: () => {} });
  for await (const part of result.fullStream) {
    if (part.type === 'text-delta') pieces.push(part.text);
    if (part.type === 'source') sources.push(part);
    if (part.type === 'error') faults.push(part.error);
  }
  if (faults.length) throw faults[0] instanceof Error ? faults[0] : new Error(JSON.stringify(faults[0]));
  return { pieces, whole: await result.text, citations: cited(sources) };
}

async function followUp(model) {
  const messages = [{ role: 'user', content: questions.cost }];
  const { response } = await ask(model, messages);
  return whole(model, [...messages, ...response.messages, { role: 'user', content: questions.follow_up }]);
}

const calls = (named) => ({
  answer: () => whole(named(base, key)('dateline'), questions.cost),
  tickets: () => whole(named(base, key)('dateline'), questions.tickets),
  stream: () => streamed(named(base, key)('dateline')),
  abstention: () => whole(named(base, key)('dateline'), questions.nobody),
  follow_up: () => followUp(named(base, key)('dateline')),
  error: () => whole(named(base, key)('gpt-5'), questions.cost),
  wrong_key: () => whole(named(base, WRONG)('dateline'), questions.cost),
  failing: () => streamed(named(failing, key)('dateline')),
});

await report({
  responses: {
    ...calls((baseURL, apiKey) => createOpenAI({ baseURL, apiKey, fetch: noting })),
    headers: () => [...sent],
  },
  chat: calls((baseURL, apiKey) => createOpenAI({ baseURL, apiKey }).chat),
  compatible: calls((baseURL, apiKey) => createOpenAICompatible({ baseURL, apiKey, name: 'dateline' })),
});
