// Asks over chat completions and responses as openai-node does.
import OpenAI from 'openai';
import { base, failing, key, questions, report, WRONG } from './driving.mjs';

const sent = new Set();
const client = new OpenAI({ baseURL: base, apiKey: key, maxRetries: 0 });
const stranger = new OpenAI({ baseURL: base, apiKey: WRONG, maxRetries: 0 });
const late = new OpenAI({ baseURL: failing, apiKey: key, maxRetries: 0 });
// `fetch` is an option of the client's; here it notes the headers that a page would have to be allowed.
const onPage = new OpenAI({
  baseURL: base,
  apiKey: key,
  maxRetries: 0,
  dangerouslyAllowBrowser: true,
  fetch: (url, init) => {
    for (const name of new Headers(init.headers).keys()) sent.add(name);
    return fetch(url, init);
  },
});

const chat = (question, model = 'dateline') => ({ model, messages: [{ role: 'user', content: question }] });
const respond = (question, model = 'dateline') => ({ model, input: question });

function ofChat(completion) {
  const [{ message, finish_reason }] = completion.choices;
  const citations = (message.annotations ?? []).map(({ url_citation: { url, title } }) => ({ url, title }));
  return { text: message.content, citations, finish: finish_reason, reason: completion.dateline.reason };
}

function ofResponse(response) {
  const { annotations } = response.output[0].content[0];
  const citations = annotations.map(({ url, title, filename, quote, version, span }) => ({
    url, title: title ?? filename, quote, version, span,
  }));
  return { text: response.output_text, citations, finish: response.status, reason: response.dateline.reason };
}

async function streamedChat(from) {
  const pieces = [];
  const stream = from.chat.completions.stream(chat(questions.overview));
  stream.on('content', (delta) => pieces.push(delta));
  const completion = await stream.finalChatCompletion();
  const [{ message }] = completion.choices;
  const citations = (message.annotations ?? []).map(({ url_citation: { url, title } }) => ({ url, title }));
  return { pieces, whole: message.content, citations };
}

async function streamedResponse(from) {
  const pieces = [];
  const stream = from.responses.stream(respond(questions.overview));
  stream.on('response.output_text.delta', ({ delta }) => pieces.push(delta));
  const { text, citations } = ofResponse(await stream.finalResponse());
  return { pieces, whole: text, citations };
}

await report({
  chat: {
    models: async () => (await client.models.list()).data.map(({ id }) => id),
    model: async () => (await client.models.retrieve('dateline:extractive')).id,
    answer: async () => ofChat(await client.chat.completions.create(chat(questions.cost))),
    tickets: async () => ofChat(await client.chat.completions.create(chat(questions.tickets))),
    stream: () => streamedChat(client),
    abstention: async () => ofChat(await client.chat.completions.create(chat(questions.nobody))),
    follow_up: async () => {
      const first = (await client.chat.completions.create(chat(questions.cost))).choices[0].message;
      const messages = [...chat(questions.cost).messages, first, { role: 'user', content: questions.follow_up }];
      return ofChat(await client.chat.completions.create({ model: 'dateline', messages }));
    },
    error: () => client.chat.completions.create(chat(questions.cost, 'gpt-5')),
    wrong_key: () => stranger.chat.completions.create(chat(questions.cost)),
    failing: () => streamedChat(late),
    headers: async () => {
      await onPage.chat.completions.stream(chat(questions.cost)).done();
      return [...sent];
    },
  },
  responses: {
    answer: async () => ofResponse(await client.responses.create(respond(questions.cost))),
    tickets: async () => ofResponse(await client.responses.create(respond(questions.tickets))),
    stream: () => streamedResponse(client),
    abstention: async () => ofResponse(await client.responses.create(respond(questions.nobody))),
    follow_up: async () => {
      const first = await client.responses.create(respond(questions.cost));
      const input = questions.follow_up;
      return ofResponse(await client.responses.create({ model: 'dateline', input, previous_response_id: first.id }));
    },
    error: () => client.responses.create(respond(questions.cost, 'gpt-5')),
    wrong_key: () => stranger.responses.create(respond(questions.cost)),
    failing: () => streamedResponse(late),
  },
});
