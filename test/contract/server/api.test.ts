import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { jobKinds } from '../../../src/lab/wire/jobs.ts';
import { newAttempt, newRun } from '../../fixtures/attempt.ts';
import {
  type RequestOptions,
  type ServerAtWork,
  type SignedIn,
  startServerAtWork,
} from '../../fixtures/server-at-work.ts';

let at: ServerAtWork;
let me: SignedIn;
beforeAll(async () => {
  at = await startServerAtWork();
  me = await at.signIn();
});
beforeEach(() => void at.runner.calls.splice(0));
afterAll(() => at[Symbol.asyncDispose]());

const lab = '/api/labs/start/first-container';
const call = (method: string, path: string, body?: unknown, options: RequestOptions = {}) =>
  at.request(path, {
    method,
    as: me,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...options,
  });

describe('labs', () => {
  test('are listed and looked up; one that is not there is a 404', async () => {
    expect((await call('GET', '/api/labs')).json()).toMatchObject([
      { id: 'start/first-container' },
      { id: 'base-images/measure' },
    ]);
    expect((await call('GET', lab)).json()).toMatchObject({ id: 'start/first-container', level: 'guided' });
    expect((await call('GET', `${lab}/status`)).json()).toMatchObject({ phase: 'stopped' });
    const missing = await call('GET', '/api/labs/start/nowhere');
    expect(missing.status).toBe(404);
    expect(missing.json()).toMatchObject({
      error: { code: 'not-found', message: 'There is no lab start/nowhere.' },
    });
    expect((await call('GET', '/api/labs/..%2f/x')).status).toBe(400);
  });

  test.each(jobKinds)('%s begins a job', async (kind) => {
    const answer = await call('POST', `${lab}/${kind}`);
    expect(answer.status).toBe(202);
    expect(answer.json()).toMatchObject({ job: { kind } });
    expect(at.runner.calls).toEqual([`${kind} start/first-container`]);
  });

  test('jobs are cancelled', async () => {
    expect((await call('POST', '/api/jobs/job-1/cancel')).status).toBe(204);
    expect(at.runner.cancelled).toContain('job-1');
    expect((await call('POST', '/api/jobs/none/cancel')).status).toBe(404);
  });

  test('are checked, hinted, answered, solved', async () => {
    expect((await call('POST', `${lab}/check`)).json()).toMatchObject({ attempt: 'A', of: 2 });
    expect((await call('POST', `${lab}/hints`, { task: 'drop' })).json()).toMatchObject({ left: 2 });
    expect((await call('POST', `${lab}/answers`, { question: 'layers', value: '4' })).json()).toMatchObject({
      correct: true,
    });
    expect((await call('GET', `${lab}/solution`)).json()).toMatchObject([{ path: 'compose.yaml' }]);
  });

  test('tell what programs printed at the newest attempt, and nothing before there was one', async () => {
    const other = '/api/labs/base-images/measure/printed';
    expect((await call('GET', other)).json()).toEqual({ printed: {} });
    const party = at.store.localPerson().party.id;
    const run = at.store.createRun(newRun(party, 'base-images/measure'));
    const attempt = newAttempt(run.id);
    const ran = { kind: 'exec', at: attempt.at, durationMs: 1, exitCode: 0 } as const;
    for (const stdout of ['lost 0\ncall read 1\n', 'lost 0\ncall read 2\n']) {
      const probes = {
        told: { ...ran, id: 'told', stdout },
        failed: { ...ran, id: 'failed', exitCode: 1, stdout },
      };
      at.store.addAttempt({ ...attempt, observation: { ...attempt.observation, probes } });
    }
    expect((await call('GET', other)).json()).toEqual({
      at: attempt.observation.takenAt,
      printed: { told: 'lost 0\ncall read 2\n' },
    });
    expect((await call('GET', '/api/labs/start/nowhere/printed')).status).toBe(404);
    expect((await at.request(other)).status).toBe(401);
  });

  test('take commands by name, never as text', async () => {
    expect((await call('POST', `${lab}/commands`, { transcript: 'start-1', command: 0 })).status).toBe(204);
    expect(at.runner.calls).toEqual(['type start-1 0 main']);
    expect(
      (await call('POST', `${lab}/commands`, { transcript: 'start-1', command: 'rm -rf /' })).status,
    ).toBe(400);
  });
});

describe('a request that is not as it should be', () => {
  test('names what is wrong', async () => {
    const answer = await call('POST', `${lab}/answers`, { question: 'layers', value: 4, confidence: 2 });
    expect(answer.status).toBe(400);
    expect(answer.json()).toMatchObject({
      error: { code: 'bad-request', message: expect.stringMatching(/body.*value:.*confidence:/) },
    });
  });

  test('may come in chunks of no declared length', async () => {
    const body = '{"question":"layers","value":"4"}';
    const head = [
      `POST ${lab}/answers HTTP/1.1`,
      `Host: 127.0.0.1:${at.server.port}`,
      `Authorization: Bearer ${me.key}`,
      'Content-Type: application/json',
      'Transfer-Encoding: chunked',
      'Connection: close',
    ];
    const chunks = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
    expect(await at.raw(`${head.join('\r\n')}\r\n\r\n${chunks}`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  test('to nowhere is a 404 in JSON', async () => {
    expect((await call('GET', '/api/nowhere')).json()).toMatchObject({ error: { code: 'not-found' } });
    expect((await call('DELETE', '/')).status).toBe(404);
  });
});

describe('files', () => {
  const file = (path: string) => `${lab}/file?path=${encodeURIComponent(path)}`;

  test('are listed, read, saved over the revision that was read', async () => {
    const read = (await call('GET', file('compose.yaml'))).json() as { revision: string; text: string };
    expect((await call('GET', `${lab}/files`)).json()).toMatchObject([
      { path: 'compose.yaml', revision: read.revision },
    ]);
    const saved = await call(
      'PUT',
      file('compose.yaml'),
      { text: 'services: { web: {} }\n' },
      { headers: { 'if-match': `"${read.revision}"` } },
    );
    expect(saved.status).toBe(200);
    const stale = await call(
      'PUT',
      file('compose.yaml'),
      { text: 'mine' },
      { headers: { 'if-match': read.revision } },
    );
    expect(stale.status).toBe(409);
    expect(stale.json()).toMatchObject({
      error: { code: 'stale-revision' },
      current: { text: 'services: { web: {} }\n', revision: (saved.json() as { revision: string }).revision },
    });
  });

  test('are saved anew only where there is none, and a save over a deleted one says so', async () => {
    const create = () => call('PUT', file('new.txt'), { text: 'new' }, { headers: { 'if-none-match': '*' } });
    const { revision } = (await create()).json() as { revision: string };
    expect((await create()).status).toBe(409);
    expect((await call('DELETE', file('new.txt'))).status).toBe(204);
    const gone = await call('PUT', file('new.txt'), { text: 'mine' }, { headers: { 'if-match': revision } });
    expect(gone.json()).toMatchObject({ current: { path: 'new.txt', revision: '', sizeBytes: 0 } });
    expect(
      (await call('PUT', file('new.txt'), { text: 'mine' }, { headers: { 'if-match': '' } })).status,
    ).toBe(200);
    expect((await call('PUT', file('new.txt'), { text: 'mine' })).json()).toMatchObject({
      error: { fix: expect.stringContaining('if-match') },
    });
  });

  test('are created, renamed, deleted', async () => {
    expect((await call('POST', `${lab}/file`, { path: 'a/b.txt', kind: 'file' })).json()).toMatchObject({
      path: 'a/b.txt',
    });
    expect((await call('POST', `${lab}/file/rename`, { from: 'a/b.txt', to: 'c.txt' })).json()).toMatchObject(
      { path: 'c.txt' },
    );
    expect((await call('DELETE', file('c.txt'))).status).toBe(204);
    expect((await call('DELETE', file('c.txt'))).status).toBe(404);
  });
});

test('progress is kept for the person', async () => {
  expect(
    (await call('PUT', '/api/progress/chapters/start', { readTo: 0.5, lab: 'start/first-container' })).status,
  ).toBe(204);
  expect(
    (await call('POST', '/api/predictions', { key: 'start:caps', value: 'none', confidence: 0.7 })).status,
  ).toBe(204);
  const { person } = at.store.localPerson();
  expect(at.store.chapterPositions(person.id)).toMatchObject([
    { chapter: 'start', readTo: 0.5, lab: 'start/first-container' },
  ]);
  expect(at.store.latestAnswers({ person: person.id, kind: 'predict' })).toMatchObject([
    { key: 'start:caps', value: 'none', confidence: 0.7 },
  ]);
  expect((await call('PUT', '/api/progress/chapters/start', { readTo: 2 })).status).toBe(400);
  expect((await call('GET', '/api/progress')).json()).toEqual({
    chapters: {},
    labs: {},
    predictions: {},
    recalls: {},
  });
});

test('the API describes itself, every path of the protocol with its schemas', async () => {
  const document = (await call('GET', '/api/openapi.json')).json() as {
    openapi: string;
    paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    components: { schemas: Record<string, unknown> };
  };
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  const at = '/api/labs/{chapter}/{lab}';
  expect(operations.sort()).toEqual(
    [
      'get /api/health',
      'get /api/sign-in',
      'delete /api/sign-in',
      'get /api/sign-ins',
      'get /api/assignments/{assignment}/people/{person}/adjustments',
      'get /api/courses/{course}/labs',
      'get /api/courses/{course}/times',
      'post /api/courses/{course}/assignments/preview',
      'get /api/lti/courses',
      'post /api/lti/courses/{course}',
      'get /api/sessions/{session}/shares/{id}/files',
      'get /api/sessions/{session}/table',
      'delete /api/sign-ins',
      'delete /api/sign-ins/{id}',
      'get /api/host',
      'post /api/logins',
      'get /api/labs',
      `get ${at}`,
      `get ${at}/status`,
      `get ${at}/events`,
      ...jobKinds.map((kind) => `post ${at}/${kind}`),
      `post ${at}/check`,
      `post ${at}/why`,
      `put ${at}/attempts/{id}`,
      `post ${at}/attempts/{id}/evidence`,
      `get ${at}/attempts/{id}/observation`,
      `get ${at}/printed`,
      `get ${at}/solution`,
      `post ${at}/hints`,
      `post ${at}/answers`,
      `post ${at}/commands`,
      `get ${at}/files`,
      `get ${at}/file`,
      `put ${at}/file`,
      `post ${at}/file`,
      `post ${at}/file/rename`,
      `delete ${at}/file`,
      'post /api/jobs/{id}/cancel',
      'get /api/progress',
      'put /api/progress/chapters/{chapter}',
      'post /api/predictions',
      'post /api/recalls',
      'post /api/sign-in',
      `delete ${at}/terminals/{name}`,
      'post /api/join',
      'post /api/join/terms',
      'put /api/my-session/agreed',
      'get /api/my-session/data',
      'get /api/people/{person}/data',
      'delete /api/people/{person}/data',
      'post /api/rejoin',
      'get /api/my-session',
      'get /api/my-session/events',
      'get /api/my-session/work',
      'post /api/my-session/link',
      'put /api/my-session/link',
      'get /api/my-session/shown',
      'post /api/my-session/catch-up',
      'post /api/my-session/bring-back',
      'delete /api/sessions/{session}/learners/{person}',
      'put /api/sessions/{session}/learners/{person}/link',
      'get /api/sessions/{session}/predictions',
      'put /api/sessions/{session}/shown',
      'delete /api/sessions/{session}/shown',
      'post /api/sessions/{session}/catch-ups',
      'delete /api/my-session/agreed',
      'put /api/my-session/hand',
      'delete /api/my-session/hand',
      'get /api/my-session/shares',
      'put /api/my-session/shares/{id}',
      'put /api/my-session/pointers/{id}',
      'post /api/sessions/{session}/learners/{person}/pointers',
      'get /api/sessions/{session}/mirror',
      'delete /api/sessions/{session}/mirror',
      'delete /api/my-session/shares/{id}',
      'post /api/sessions/{session}/learners/{person}/shares',
      'delete /api/sessions/{session}/shares/{id}',
      'get /api/sessions',
      'post /api/sessions',
      'get /api/sessions/{session}',
      'patch /api/sessions/{session}',
      'get /api/sessions/{session}/board',
      'get /api/sessions/{session}/board/events',
      'get /api/sessions/{session}/record',
      'get /api/sessions/{session}/learners/{person}',
      'get /api/sessions/{session}/learners/{person}/attempts/{id}/observation',
      'post /api/sessions/{session}/hands/{id}/take',
      'delete /api/sessions/{session}/hands/{id}',
      'post /api/sessions/{session}/notices',
      'get /api/people',
      'post /api/people',
      'post /api/people/{person}/roles/take',
      'post /api/people/{person}/login',
      'get /api/courses',
      'post /api/courses',
      'patch /api/courses/{course}',
      'get /api/courses/{course}/kept-work',
      'get /api/courses/{course}/roster',
      'put /api/courses/{course}/roster',
      'post /api/courses/{course}/roster/{person}/login',
      'post /api/courses/{course}/assignments',
      'get /api/assignments',
      'get /api/assignments/{assignment}',
      'put /api/assignments/{assignment}',
      'get /api/assignments/{assignment}/gradebook',
      'put /api/assignments/{assignment}/exports',
      'get /api/assignments/{assignment}/submissions/{id}',
      'get /api/assignments/{assignment}/submissions/{id}/files/{hash}',
      'get /api/assignments/{assignment}/gradings/{id}/evidence',
      'get /api/assignments/{assignment}/gradings/{id}/verification',
      'get /api/assignments/{assignment}/gradings/{id}/observations/{look}',
      'get /api/assignments/{assignment}/people/{person}/work',
      'post /api/assignments/{assignment}/people/{person}/adjustments',
      'post /api/assignments/{assignment}/people/{person}/overrides',
      'post /api/assignments/{assignment}/people/{person}/comments',
      'get /api/assignments/{assignment}/regrades',
      'get /api/assignments/{assignment}/regradable',
      'post /api/assignments/{assignment}/regrades',
      'post /api/assignments/{assignment}/regrades/{id}',
      'get /api/my-assignments',
      'get /api/my-assignments/{assignment}',
      'post /api/my-assignments/{assignment}/open',
      'get /api/my-assignments/{assignment}/labs/{chapter}/{lab}/work',
      'post /api/my-assignments/{assignment}/labs/{chapter}/{lab}/submissions',
      'get /api/lti/platforms',
      'post /api/lti/platforms',
      'post /api/lti/platforms/{platform}/confirm',
      'post /api/lti/platforms/{platform}/deployments',
      'delete /api/lti/platforms/{platform}',
      'post /api/lti/invitations',
      'get /api/lti/scores',
      'post /api/lti/scores/retry',
    ].sort(),
  );
  expect(document.components.schemas).toMatchObject({
    LabStatus: { type: 'object' },
    ErrorReport: { required: ['code', 'title', 'message'] },
  });
  expect(document.paths[`${at}/status`]?.get?.responses[200]).toMatchObject({
    content: { 'application/json': { schema: { $ref: '#/components/schemas/LabStatus' } } },
  });
});

test('who refuses a program is asked with a service and a command', async () => {
  const asked = { service: 'web', argv: ['mount', '-t', 'tmpfs', 'none', '/mnt'] };
  const answer = await call('POST', `${lab}/why`, asked);
  expect(answer.json()).toMatchObject({ found: 'refused', refusers: [{ id: 'seccomp' }], trials: 9 });
  for (const wrong of [{ service: 'web', argv: [] }, { argv: ['id'] }, { service: '', argv: ['id'] }])
    expect((await call('POST', `${lab}/why`, wrong)).status).toBe(400);
});

test('what breaks inside is told in the form of every error, and logged', async () => {
  at.runner.checkError = new Error('the cable is loose');
  const answer = await call('POST', `${lab}/check`);
  at.runner.checkError = undefined;
  expect(answer.status).toBe(500);
  expect(answer.json()).toMatchObject({ error: { code: 'internal', message: 'the cable is loose' } });
  expect(at.log()).toContain('the cable is loose');
});

test('answers of the API are kept by nobody', async () => {
  expect((await call('GET', '/api/labs')).headers['cache-control']).toBe('no-store');
  expect((await at.request('/api/labs')).headers['cache-control']).toBe('no-store');
});
