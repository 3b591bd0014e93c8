/** Two people on one server, each with a lab of their own: the use cases are the real ones, the store is too. */
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  closing,
  type RequestOptions,
  type ServerAtWork,
  type SignedIn,
} from '../../fixtures/server-at-work.ts';
import { path, type Resident, type SharedServer, startSharedServer } from './shared-server.ts';

let shared: SharedServer;
let at: ServerAtWork;
let ann: Resident;
let ben: Resident;

beforeAll(async () => {
  shared = await startSharedServer();
  ({ at } = shared);
  ann = await shared.moveIn('ann');
  ben = await shared.moveIn('ben');
});
afterAll(() => shared?.[Symbol.asyncDispose]());

const call = (as: SignedIn, method: string, address: string, body?: unknown, more: RequestOptions = {}) =>
  at.request(address, { method, as, ...(body === undefined ? {} : { body: JSON.stringify(body) }), ...more });

describe('case 57: what one person has, another cannot name', () => {
  test('a sign-in says whose it is', async () => {
    expect((await call(ann, 'GET', '/api/sign-in')).json()).toMatchObject({ person: { name: 'ann' } });
    expect((await call(ben, 'GET', '/api/sign-in')).json()).toMatchObject({ person: { name: 'ben' } });
  });

  test('files are one’s own, and so are those that are saved', async () => {
    const read = async (as: SignedIn) =>
      (await call(as, 'GET', `${path}/file?path=compose.yaml`)).json() as { text: string; revision: string };
    const [anns, bens] = [await read(ann), await read(ben)];
    expect([anns.text, bens.text]).toEqual(['# of ann\n', '# of ben\n']);
    const stolen = await call(
      ben,
      'PUT',
      `${path}/file?path=compose.yaml`,
      { text: '# taken\n' },
      { headers: { 'if-match': anns.revision } },
    );
    expect(stolen.status).toBe(409);
    expect(stolen.text).not.toContain('of ann');
    for (const key of ['party', 'person', 'run', 'user'])
      expect((await call(ben, 'GET', `${path}/file?path=compose.yaml&${key}=${ann.party}`)).text).toContain(
        'of ben',
      );
    expect((await call(ben, 'GET', `${path}/file?path=../ann/compose.yaml`)).status).toBe(400);
    expect(await read(ann)).toEqual(anns);
  });

  test('what was said and read is one’s own', async () => {
    await call(ann, 'PUT', '/api/progress/chapters/start', { readTo: 0.5 });
    await call(ann, 'POST', '/api/predictions', { key: 'start:caps', value: 'none', confidence: 0.7 });
    expect((await call(ann, 'GET', '/api/progress')).json()).toMatchObject({
      chapters: { start: { readTo: 0.5 } },
      predictions: { 'start:caps': { value: 'none' } },
    });
    expect((await call(ben, 'GET', '/api/progress')).json()).toMatchObject({ chapters: {}, predictions: {} });
  });

  test('a job of another is a 404 to cancel, and goes on', async () => {
    const begun = (await call(ann, 'POST', `${path}/start`)).json() as { job: { id: string } };
    const anns = async () => (await call(ann, 'GET', `${path}/status`)).json() as { job?: { id: string } };
    expect((await anns()).job?.id).toBe(begun.job.id);
    expect((await call(ben, 'GET', `${path}/status`)).json()).not.toHaveProperty('job');
    const refused = await call(ben, 'POST', `/api/jobs/${begun.job.id}/cancel`);
    expect(refused.status).toBe(404);
    const none = await call(ben, 'POST', '/api/jobs/none/cancel');
    expect(refused.text.replaceAll(begun.job.id, 'none')).toBe(none.text);
    expect((await anns()).job?.id).toBe(begun.job.id);
    expect((await call(ann, 'POST', `/api/jobs/${begun.job.id}/cancel`)).status).toBe(204);
  });

  test('a terminal is one’s own: where another has one, there is none', async () => {
    const socket = at.webSocket(`${path}/terminals/main?columns=80&rows=24&party=${ann.party}`, {
      as: ben,
    });
    expect(await closing(socket)).toMatchObject({ code: 1008 });
  });

  test('events of one are not told to another', async () => {
    const heard: string[] = [];
    const following = request({
      host: '127.0.0.1',
      port: at.server.port,
      path: `${path}/events`,
      headers: { authorization: `Bearer ${ben.key}` },
      agent: false,
    });
    following.on('response', (response) => response.on('data', (chunk) => heard.push(String(chunk))));
    following.on('error', () => undefined);
    following.end();
    await expect.poll(() => heard.join('')).toContain('event: status');
    const content = (await call(ann, 'GET', `${path}/file?path=compose.yaml`)).json() as { revision: string };
    const save = (as: SignedIn, name: string, revision: string) =>
      call(as, 'PUT', `${path}/file?path=${name}`, { text: 'x' }, { headers: { 'if-match': revision } });
    expect((await save(ann, 'compose.yaml', content.revision)).status).toBe(200);
    expect((await save(ben, 'mine.txt', '')).status).toBe(200);
    await expect.poll(() => heard.join('')).toContain('mine.txt');
    expect(heard.join('')).not.toContain('"paths":["compose.yaml"]');
    following.destroy();
  });
});
