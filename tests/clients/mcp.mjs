// Asks as the SDK of the Model Context Protocol does, over streamable HTTP.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { base, failing, key, questions, report, WRONG } from './driving.mjs';

async function connected(address, shown) {
  const client = new Client({ name: 'tests', version: '1' });
  const headers = { Authorization: `Bearer ${shown}` };
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', address), { requestInit: { headers } }));
  return client;
}

async function use(client, name, given) {
  const { content, structuredContent, isError } = await client.callTool({ name, arguments: given });
  return { text: content[0].text, structured: structuredContent ?? null, failed: isError ?? false };
}

const client = await connected(base, key);

await report({
  mcp: {
    server: () => client.getServerVersion(),
    tools: async () => (await client.listTools()).tools.map(({ name, outputSchema }) => [name, Boolean(outputSchema)]),
    ask: () => use(client, 'ask', { question: questions.cost }),
    abstention: () => use(client, 'ask', { question: questions.nobody }),
    search: () => use(client, 'search', { query: 'repair of the bridge' }),
    fetch: () => use(client, 'fetch', { id: 'bridge' }),
    check: () => use(client, 'check', { text: 'The repair of the bridge costs 400 crowns.' }),
    templates: async () => (await client.listResourceTemplates()).resourceTemplates.map((it) => it.uriTemplate),
    resource: async () => (await client.readResource({ uri: 'article://bridge' })).contents[0].text,
    prompts: async () => (await client.listPrompts()).prompts.map(({ name }) => name),
    error: () => use(client, 'ask', { question: ' ' }),
    unknown: () => use(client, 'answer', { question: questions.cost }),
    wrong_key: () => connected(base, WRONG),
    failing: async () => use(await connected(failing, key), 'ask', { question: questions.cost }),
  },
});
await client.close();
