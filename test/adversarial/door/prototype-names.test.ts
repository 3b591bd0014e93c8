/** Names that every object of the language has are names like others, wherever somebody may say one. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { errorCatalogue } from '../../../src/lab/errors.ts';
import { path as labPath, type Resident, type SharedServer, startSharedServer } from './shared-server.ts';

let shared: SharedServer;
let me: Resident;
beforeAll(async () => {
  shared = await startSharedServer();
  me = await shared.moveIn('ada');
});
afterAll(() => shared[Symbol.asyncDispose]());

const inherited = [...Object.getOwnPropertyNames(Object.prototype), 'prototype', 'then', 'toJSON', 'length'];

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Told {
  readonly status: number;
  readonly text: string;
}

/** Streams of events are let go of once they have begun. */
async function ask({ method, path, headers, body }: Question): Promise<Told> {
  const content = body === undefined ? {} : { 'content-type': 'application/json' };
  const sent = request({
    host: '127.0.0.1',
    port: shared.at.server.port,
    agent: false,
    method,
    path,
    headers: { authorization: `Bearer ${me.key}`, ...content, ...headers },
  });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  sent.on('error', () => undefined);
  const status = response.statusCode ?? 0;
  if (response.headers['content-type']?.startsWith('text/event-stream')) {
    sent.destroy();
    return { status, text: '' };
  }
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status, text };
}

const ErrorBody = z.object({
  error: z.object({
    code: z.enum(Object.keys(errorCatalogue) as [string, ...string[]]),
    message: z.string(),
  }),
});

/** Answered, or refused in words of ours: never a fault of ours, and no prototype was touched. */
function expectOrdinary(asked: Question, { status, text }: Told): void {
  const about = `${JSON.stringify(asked)} → ${status} ${text.slice(0, 300)}`;
  expect(status, about).toBeLessThan(500);
  // Dots in a path may lead out of the API, to where pages are; whoever looks at none is told in JSON.
  const { pathname } = new URL(asked.path, 'http://any');
  const isPage = asked.method === 'GET' && !pathname.startsWith('/api/');
  if (isPage) expect(text, about).toMatch(/^<!doctype html>/i);
  else if (status >= 400) expect(ErrorBody.safeParse(JSON.parse(text)).success, about).toBe(true);
  expect(Object.keys(Object.prototype)).toEqual([]);
}

const wildText = fc.oneof(
  fc.constantFrom(...inherited),
  fc.string({ unit: 'binary', maxLength: 40 }).filter((text) => text.isWellFormed()),
  fc.constantFrom('', '.', '..', '%', '%00', '\u202e', 'x'.repeat(300), '-1', 'null', 'NaN'),
);
/** Sent as text, since `__proto__` in an object of ours would be its prototype. */
const wildJson = fc.oneof(
  wildText.map((text) => JSON.stringify(text)),
  fc.constantFrom(
    'null',
    'true',
    '-1',
    '1e308',
    '[]',
    '{}',
    '{"__proto__":{"polluted":1}}',
    '[[[[]]]]',
    '{"constructor":{"prototype":{"polluted":1}}}',
  ),
  fc.json({ maxDepth: 2 }),
);

/** As much of JSON Schema as the API's description uses. */
const SchemaNode = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  $ref: z.string().optional(),
});
const Description = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional(),
        requestBody: z
          .object({ content: z.object({ 'application/json': z.object({ schema: SchemaNode }) }) })
          .optional(),
      }),
    ),
  ),
  components: z.object({ schemas: z.record(z.string(), SchemaNode) }),
});
type Description = z.output<typeof Description>;
type Operation = Description['paths'][string][string];

/** Values that a schema lets through, made of names that everything has; now and then something else. */
function bodyOf(schema: z.output<typeof SchemaNode>, all: Description): fc.Arbitrary<string> {
  const named =
    schema.$ref === undefined ? undefined : all.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  if (named !== undefined) return bodyOf(named, all);
  const right = (): fc.Arbitrary<string> => {
    if (schema.enum !== undefined) return fc.constantFrom(...schema.enum.map((each) => JSON.stringify(each)));
    if (schema.properties !== undefined) {
      const members = Object.entries(schema.properties).map(([name, value]) =>
        bodyOf(SchemaNode.parse(value), all).map((text) => `${JSON.stringify(name)}:${text}`),
      );
      return fc.tuple(...members).map((texts) => `{${texts.join(',')}}`);
    }
    if (schema.type === 'boolean') return fc.constantFrom('true', 'false');
    if (schema.type === 'number' || schema.type === 'integer') return fc.constantFrom('0', '1', '2', '0.5');
    return fc.constantFrom(...inherited).map((name) => JSON.stringify(name));
  };
  return fc.oneof({ weight: 6, arbitrary: right() }, { weight: 1, arbitrary: wildJson });
}

const headerText = wildText.map((text) => encodeURIComponent(text).slice(0, 200));

function questionOf(path: string, method: string, operation: Operation, all: Description) {
  const names = (operation.parameters ?? []).map((parameter) => {
    const value =
      parameter.in === 'header' ? headerText : wildText.map((text) => encodeURIComponent(text.slice(0, 400)));
    return value.map((text) => ({ ...parameter, text }));
  });
  const schema = operation.requestBody?.content['application/json'].schema;
  const body = schema === undefined ? fc.constant(undefined) : bodyOf(schema, all);
  // Mostly of a lab that is there, so that what stands behind it is reached.
  const base = fc.oneof(
    { weight: 4, arbitrary: fc.constant(path.replace('/api/labs/{chapter}/{lab}', labPath)) },
    { weight: 1, arbitrary: fc.constant(path) },
  );
  return fc
    .record({ base, names: fc.tuple(...names), body })
    .map(({ base: at, names: given, body: sent }): Question => {
      const filled = given
        .filter(({ in: where }) => where === 'path')
        .reduce((text, { name, text: value }) => text.replace(`{${name}}`, () => value || '-'), at);
      const query = given
        .filter(({ in: where }) => where === 'query')
        .map(({ name, text }) => `${name}=${text}`);
      const headers = given
        .filter(({ in: where }) => where === 'header')
        .map(({ name, text }) => [name, text] as const);
      return {
        method: method.toUpperCase(),
        path: query.length > 0 ? `${filled}?${query.join('&')}` : filled,
        headers: Object.fromEntries(headers),
        body: sent,
      };
    });
}

describe('case 195: names that every object has', () => {
  test('are ordinary on every route of the API, and wild values are answered in our words', async () => {
    const { text } = await ask({ method: 'GET', path: '/api/openapi.json', headers: {}, body: undefined });
    const all = Description.parse(JSON.parse(text));
    const routes = Object.entries(all.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );
    expect(routes.length).toBeGreaterThan(20);
    // Those that end sign-ins end the one that asks: last.
    const isLast = ({ path }: { readonly path: string }) => Number(path.startsWith('/api/sign-in'));
    routes.sort((one, another) => isLast(one) - isLast(another));
    for (const { path, method, operation } of routes) {
      await fc.assert(
        fc.asyncProperty(questionOf(path, method, operation, all), async (asked) => {
          expectOrdinary(asked, await ask(asked));
        }),
        { numRuns: 60 },
      );
    }
    me = await shared.moveIn('grace');
  });

  test.each(inherited)('%s: there is no such task, question, lab, transcript, job or page', async (name) => {
    const post = (path: string, body: unknown): Question => ({
      method: 'POST',
      path,
      headers: {},
      body: JSON.stringify(body),
    });
    const missing = [
      post(`${labPath}/hints`, { task: name }),
      post(`${labPath}/answers`, { question: name, value: name }),
      post(`${labPath}/commands`, { transcript: name, command: 0, terminal: 'main' }),
      post(`/api/jobs/${name}/cancel`, {}),
      { method: 'GET', path: `/${name}`, headers: {}, body: undefined },
    ];
    for (const asked of missing) expect((await ask(asked)).status, JSON.stringify(asked)).toBe(404);
    const lab = await ask({ method: 'GET', path: `/api/labs/${name}/${name}`, headers: {}, body: undefined });
    expect([400, 404]).toContain(lab.status);
  });

  test('are kept as predictions and recalls like others', async () => {
    for (const key of inherited) {
      const say = (path: string, body: string) => ask({ method: 'POST', path, headers: {}, body });
      const name = JSON.stringify(key);
      expect((await say('/api/predictions', `{"key":${name},"value":"x","correct":true}`)).status).toBe(204);
      expect((await say('/api/recalls', `{"key":${name},"had":true}`)).status).toBe(204);
    }
    const { text } = await ask({ method: 'GET', path: '/api/progress', headers: {}, body: undefined });
    const { predictions, recalls } = z
      .object({ predictions: z.unknown(), recalls: z.unknown() })
      .parse(JSON.parse(text));
    expect(Object.keys(predictions ?? {})).toEqual(expect.arrayContaining(inherited));
    expect(Object.keys(recalls ?? {})).toEqual(expect.arrayContaining(inherited));
  });
});
