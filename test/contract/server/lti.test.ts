/** Learning platforms over HTTP: launches, links, registrations, and what is kept out. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { claims } from '../../../src/lti/claims.ts';
import { destinationParameter } from '../../../src/lti/message.ts';
import { type Classroom, openClassroom } from '../../fixtures/lti/classroom.ts';
import {
  authorize,
  begin,
  dataOf,
  fieldsOf,
  finish,
  launch,
  launchWhole,
  postForm,
} from '../../fixtures/lti/launch-steps.ts';
import { instructor, learner } from '../../fixtures/lti/platform.ts';
import { startServerAtWork } from '../../fixtures/server-at-work.ts';
import { quietSeats } from '../../fixtures/sessions/quiet-seats.ts';
import { lab } from '../../fixtures/sessions/room.ts';

let room: Classroom;
afterEach(() => room[Symbol.asyncDispose]());

const own = () => `http://127.0.0.1:${room.at.server.port}`;
const signInBy = async (open: string) => {
  const token = new URL(open, own()).hash.slice(1);
  const answer = await room.at.request('/api/sign-in', { method: 'POST', body: JSON.stringify({ token }) });
  expect(answer.status, answer.text).toBe(200);
  return answer.json() as { readonly key: string; readonly person: string };
};
const policyOf = (headers: Readonly<Record<string, unknown>>) => String(headers['content-security-policy']);

describe.each(['canvas', 'moodle'] as const)('a launch from %s', (dialect) => {
  beforeEach(async () => {
    room = await openClassroom(dialect);
  });

  test('signs a learner in, in the course that it came from, at what was linked', async () => {
    const { at, platform } = room;
    platform.say({ destination: `lab:${lab}` });
    const told = await launchWhole(at, platform);
    expect(told.status, told.text).toBe(200);
    const { open, title } = told.json() as { open: string; title: string };
    expect(open).toMatch(/^\/login\?to=%2Fstart%2F#[\w-]{43}$/);
    expect(title).toBe(at.runner.listLabs().find(({ id }) => id === lab)?.title);
    const me = await signInBy(open);
    expect((await at.request('/api/sign-in', { as: me })).json()).toMatchObject({
      person: { name: 'Anna Berg' },
    });
    const [course] = at.store.listCourses();
    expect(course).toMatchObject({ title: 'Operating systems' });
    expect(at.store.heldRoles(me.person)).toEqual([{ role: 'learner', scope: `course:${course?.id}` }]);
    expect((await at.request(`/api/labs/${lab}/start`, { method: 'POST', as: me })).status).toBe(202);
    expect((await at.request('/api/lti/platforms', { as: me })).status).toBe(404);
  });

  test('is of the same person each time, and of another for another subject', async () => {
    const { at, platform } = room;
    const comes = async (subject: string) => {
      platform.say({ subject });
      return (await signInBy(((await launchWhole(at, platform)).json() as { open: string }).open)).person;
    };
    const [anna, bert, again] = [await comes('1'), await comes('2'), await comes('1')];
    expect(again).toBe(anna);
    expect(bert).not.toBe(anna);
  });

  test('goes by GET, and asks for what the specification wants', async () => {
    const { at, platform } = room;
    const { next = '', state } = dataOf(await begin(at, platform));
    const asked = Object.fromEntries(new URL(next).searchParams);
    expect(asked).toMatchObject({
      scope: 'openid',
      response_type: 'id_token',
      response_mode: 'form_post',
      prompt: 'none',
      redirect_uri: `${own()}/lti/launch`,
      lti_message_hint: 'message-1',
      state,
    });
    const other = dataOf(await begin(at, platform));
    expect(new URL(other.next ?? '').searchParams.get('nonce')).not.toBe(asked.nonce);
  });

  test('may begin by a form that the platform posts', async () => {
    const { at, platform } = room;
    const page = await postForm(at, '/lti/login', platform.login(), platform.origin);
    expect(page.status).toBe(200);
    expect(dataOf(page).next).toContain(platform.origin);
  });
});

describe('what is refused', () => {
  beforeEach(async () => {
    room = await openClassroom('canvas');
  });
  const answered = async () => {
    const { next = '', secret = '', state = '' } = dataOf(await begin(room.at, room.platform));
    return { secret, state, fields: await authorize(next) };
  };

  test('a token that came before, with its state or with another', async () => {
    const { at, platform } = room;
    const first = await answered();
    expect((await launch(at, platform, first.fields)).status).toBe(200);
    const replayed = await launch(at, platform, first.fields);
    expect([replayed.status, replayed.text]).toEqual([403, expect.stringContaining('it came twice')]);
    const second = await answered();
    const mixed = await launch(at, platform, { state: second.state, id_token: first.fields.id_token ?? '' });
    expect(mixed.text).toContain('not the answer to what this browser asked');
    // Whose answer was not spoilt by that.
    expect((await launch(at, platform, second.fields)).status).toBe(200);
  });

  test('case 354: a token that comes again with its state in another spelling', async () => {
    const { at, platform } = room;
    const { fields } = await answered();
    const spellings = Array.from({ length: 40 }, (_, index) => `${fields.state}${'='.repeat(index)}`);
    const all = await Promise.all(spellings.map((state) => launch(at, platform, { ...fields, state })));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('a launch of which only one of many that come at once gets in', async () => {
    const { at, platform } = room;
    const { fields } = await answered();
    const all = await Promise.all(Array.from({ length: 8 }, () => launch(at, platform, fields)));
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  test('another browser that ends what the first began; the first still can', async () => {
    const { at, platform } = room;
    const { secret, fields } = await answered();
    const { ticket = '' } = dataOf(await launch(at, platform, fields));
    for (const guess of ['', 'x', (await answered()).secret]) {
      const other = await finish(at, ticket, guess);
      expect([other.status, other.text]).toEqual([403, expect.stringContaining('another browser began it')]);
    }
    expect((await finish(at, ticket, secret)).status).toBe(200);
    expect((await finish(at, ticket, secret)).status).toBe(403);
  });

  test('a page of another site that asks to finish, or to choose', async () => {
    const { secret, fields } = await answered();
    const { ticket = '' } = dataOf(await launch(room.at, room.platform, fields));
    for (const path of ['/lti/finish', '/lti/choose']) {
      const headers = { 'sec-fetch-site': 'cross-site' };
      const asked = { method: 'POST', headers, body: JSON.stringify({ ticket, secret }) };
      expect((await room.at.request(path, asked)).text).toContain('may not use this server');
    }
    expect((await finish(room.at, ticket, secret)).status).toBe(200);
  });

  test('a state of nobody, and one that is older than five minutes', async () => {
    const { at, platform } = room;
    const { fields } = await answered();
    expect((await launch(at, platform, { ...fields, state: 'x'.repeat(43) })).status).toBe(403);
    room.now = new Date(room.now.getTime() + 300_001);
    expect((await launch(at, platform, fields)).text).toContain('longer than five minutes');
  });

  test('a deployment that nobody confirmed: it waits for its owner, and is taken then', async () => {
    const { at, platform, id } = room;
    platform.say({ claims: { [claims.deployment]: 'deployment:2' } });
    const { next = '' } = dataOf(await begin(at, platform));
    const page = await launch(at, platform, await authorize(next));
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('has to confirm the deployment')]);
    const owner = await at.signIn();
    const listed = (await at.request('/api/lti/platforms', { as: owner })).json();
    expect(listed).toMatchObject([
      { deployments: [{ deployment: 'deployment:1' }, { deployment: 'deployment:2', state: 'waiting' }] },
    ]);
    await at.request(`/api/lti/platforms/${id}/confirm`, { method: 'POST', as: owner });
    expect((await launchWhole(at, platform)).status).toBe(200);
  });

  test.each([
    [
      'no role of the course',
      { roles: ['http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator'] },
      'neither a learner',
    ],
    ['no role at all', { roles: [] }, 'neither a learner'],
    ['a link to what is not here', { destination: 'lab:no/such' }, 'not here any more'],
  ])('whoever has %s, in words', async (_, said, words) => {
    room.platform.say(said);
    const told = await launchWhole(room.at, room.platform);
    expect([told.status, told.text]).toEqual([403, expect.stringContaining(words)]);
  });

  test('a platform that is not registered, waits, or was removed meanwhile', async () => {
    const { at, platform, id } = room;
    for (const change of [
      { iss: 'https://evil.test' },
      { client_id: 'client-2' },
      { target_link_uri: 'https://evil.test/lti/launch' },
    ] as Record<string, string>[])
      expect((await begin(at, platform, change)).status).toBe(403);
    const { fields } = await answered();
    at.store.removePlatform(id);
    expect((await launch(at, platform, fields)).status).toBe(403);
    at.store.addPlatform(platform.registration, 'waiting');
    expect((await begin(at, platform)).text).toContain('waits for whoever runs this server');
  });

  test('no launch of a confirmed platform for one that waits beside it', async () => {
    const { at, platform } = room;
    at.store.addPlatform({ ...platform.registration, clientId: 'client-2' }, 'waiting');
    const { client_id: _, ...login } = platform.login();
    const page = await at.request(`/lti/login?${new URLSearchParams(login)}`);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('data-next')]);
    expect((await begin(at, platform, { client_id: 'client-2' })).text).toContain('waits for whoever runs');
  });

  test('case 338: nobody’s launch by a flood of logins, since none of them is kept', async () => {
    const { at, platform } = room;
    const { fields, secret } = await answered();
    const states = new Set<string>();
    for (let index = 0; index < 50; index += 1)
      states.add(dataOf(await begin(at, platform, { login_hint: 'x'.repeat(4_000) })).state ?? '');
    expect(states.size).toBe(50);
    const tickets = () => {
      using db = new DatabaseSync(join(at.home, 'drydock.db'), { readOnly: true });
      return db.prepare('SELECT kind FROM lti_ticket').all();
    };
    expect(tickets()).toEqual([]);
    const { ticket = '' } = dataOf(await launch(at, platform, fields));
    expect((await finish(at, ticket, secret)).status).toBe(200);
    // That it was answered is, until nobody could answer it any more.
    expect(tickets()).toEqual([{ kind: 'asked' }]);
  });

  test('an error of the platform is said as it said it, as text', async () => {
    const { state } = await answered();
    const page = await launch(room.at, room.platform, {
      state,
      error: 'login_required',
      error_description: '<b>Log in</b>',
    });
    expect([page.status, page.text]).toEqual([403, expect.stringContaining('&lt;b&gt;Log in')]);
  });

  test('a key that is not published: asked for again, and not for each token', async () => {
    const { at, platform } = room;
    await answered().then(({ fields }) => launch(at, platform, fields));
    const before = platform.keysAsked();
    for (let index = 0; index < 5; index += 1) {
      const { state, fields } = await answered();
      const forged = await platform.sign(platform.payload('N'), { kid: `k-${index}` });
      expect((await launch(at, platform, { ...fields, state, id_token: forged })).status).toBe(403);
    }
    expect(platform.keysAsked() - before).toBeLessThanOrEqual(1);
  });
});

describe('the door', () => {
  beforeEach(async () => {
    room = await openClassroom('canvas');
  });

  test('lets forms of other sites in at two paths, and nothing else of theirs anywhere', async () => {
    const { at } = room;
    const form = 'application/x-www-form-urlencoded';
    const send = (method: string, path: string, origin: string, type = form) =>
      at.request(path, {
        method,
        headers: { origin, 'content-type': type },
        ...(method === 'POST' ? { body: 'a=1' } : {}),
      });
    for (const origin of ['https://lms.test', 'null']) {
      // They get as far as the page, which says what it wants.
      for (const path of ['/lti/login', '/lti/launch'])
        expect((await send('POST', path, origin)).text).toContain('You are not let in');
      for (const [method, path] of [
        ['POST', '/lti/finish'],
        ['POST', '/lti/choose'],
        ['POST', '/lti/login/'],
        ['POST', '/lti/launch?x=/lti/launch'],
        ['POST', '//lti/launch'],
        ['POST', '/lti/../api/sign-in'],
        ['POST', '/api/sign-in'],
        ['POST', '/api/lti/invitations'],
        ['GET', '/lti/login'],
        ['GET', '/lti/jwks.json'],
        ['PUT', '/lti/launch'],
        ['OPTIONS', '/lti/launch'],
        ['GET', '/'],
      ] as const)
        expect((await send(method, path, origin)).json(), `${method} ${path}`).toMatchObject({
          error: { code: 'not-allowed', message: expect.stringContaining('may not use this server') },
        });
      for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=x'])
        expect((await send('POST', '/lti/launch', origin, type)).json()).toMatchObject({
          error: { code: 'not-allowed' },
        });
    }
    const rebound = await at.request('/lti/launch', {
      method: 'POST',
      headers: { origin: 'https://lms.test', 'content-type': form, host: 'evil.test' },
      body: 'a=1',
    });
    expect(rebound.json()).toMatchObject({ error: { message: expect.stringContaining('not called') } });
  });

  test('a page is framed by the platform that asked alone, all others by nobody', async () => {
    const { at, platform } = room;
    const page = await begin(at, platform);
    expect(policyOf(page.headers)).toContain(`frame-ancestors ${platform.origin}`);
    expect(policyOf(page.headers)).toContain(`script-src 'self';`);
    expect(policyOf(page.headers)).not.toContain('unsafe-eval');
    expect(page.headers['cross-origin-opener-policy']).toBe('unsafe-none');
    for (const path of ['/', '/login', '/lti/jwks.json', '/lti/nothing', '/api/health']) {
      const { headers } = await at.request(path);
      expect(policyOf(headers), path).toContain(`frame-ancestors 'none'`);
      expect(headers['cross-origin-opener-policy'], path).toBe('same-origin');
    }
    room.at.store.removePlatform(room.id);
    expect(policyOf((await begin(at, platform)).headers)).toContain(`frame-ancestors 'none'`);
  });

  test('no answer sets a cookie, and a body that is too large is refused', async () => {
    const { at, platform } = room;
    expect((await begin(at, platform)).headers['set-cookie']).toBeUndefined();
    const large = await launch(at, platform, { state: 'x', id_token: 'x'.repeat(70_000) });
    expect(large.status).toBe(413);
  });

  test('signs nobody in where seats are for one person', async () => {
    await using alone = await (await import('../../fixtures/server-at-work.ts')).startServerAtWork({
      localPlatforms: true,
      clock: () => room.now,
    });
    const { id } = alone.store.addPlatform(room.platform.registration, 'confirmed');
    alone.store.confirmDeployment(id, 'deployment:1');
    const tool = { target_link_uri: `${alone.server.url}/lti/launch` };
    room.platform.say({ claims: { [claims.target]: `${alone.server.url}/lti/launch` } });
    const { next = '', secret = '', state = '' } = dataOf(await begin(alone, room.platform, tool));
    const nonce = new URL(next).searchParams.get('nonce') ?? '';
    const id_token = await room.platform.sign(room.platform.payload(nonce));
    const { ticket = '' } = dataOf(await launch(alone, room.platform, { state, id_token }));
    expect((await finish(alone, ticket, secret)).json()).toMatchObject({
      error: { code: 'lti-refused', fix: expect.stringContaining('--seats-for many') },
    });
  });
});

describe('roles', () => {
  beforeEach(async () => {
    room = await openClassroom('canvas');
  });

  test('are those of the platform’s course: who loses one is signed out', async () => {
    const { at, platform } = room;
    platform.say({ roles: [instructor] });
    const me = await signInBy(((await launchWhole(at, platform)).json() as { open: string }).open);
    expect((await at.request('/api/sessions', { as: me })).status).toBe(200);
    platform.say({ roles: [learner] });
    const now = await signInBy(((await launchWhole(at, platform)).json() as { open: string }).open);
    expect(now.person).toBe(me.person);
    expect((await at.request('/api/sessions', { as: me })).status).toBe(401);
    expect((await at.request('/api/sessions', { as: now })).status).toBe(404);
    expect(at.store.heldRoles(me.person).map(({ role }) => role)).toEqual(['learner']);
  });
});

describe('linking', () => {
  beforeEach(async () => {
    room = await openClassroom('canvas');
  });
  const choose = (fields: Record<string, string>) => postForm(room.at, '/lti/choose', fields, own());

  test('who teaches chooses a lab, and the platform gets it signed', async () => {
    const { at, platform } = room;
    platform.say({ deepLinking: true, roles: [instructor] });
    const { choice } = (await launchWhole(at, platform)).json() as { choice: string };
    const list = await choose({ choice });
    expect(list.text).toContain(`value="lab:${lab}"`);
    const back = await choose({ choice, destination: `lab:${lab}` });
    expect(policyOf(back.headers)).toContain(`form-action 'self' ${platform.origin};`);
    const action = /action="([^"]*)"/.exec(back.text)?.[1] ?? '';
    expect(action).toBe(`${platform.origin}/deep-link-return?course=7`);
    const { JWT = '' } = fieldsOf(back.text);
    const taken = await fetch(action, { method: 'POST', body: new URLSearchParams({ JWT }) });
    expect(await taken.text()).toContain('Linked');
    expect(platform.linked).toMatchObject([
      {
        [claims.messageType]: 'LtiDeepLinkingResponse',
        [claims.version]: '1.3.0',
        [claims.deployment]: 'deployment:1',
        [claims.data]: 'kept-for-us',
        [claims.contentItems]: [
          {
            type: 'ltiResourceLink',
            url: `${own()}/lti/launch`,
            custom: { [destinationParameter]: `lab:${lab}` },
          },
        ],
      },
    ]);
    expect((await choose({ choice, destination: `lab:${lab}` })).status).toBe(403);
  });

  test('nothing can be chosen too; a learner, and a page of another site, choose nothing', async () => {
    const { at, platform } = room;
    platform.say({ deepLinking: true, roles: [instructor] });
    const { choice } = (await launchWhole(at, platform)).json() as { choice: string };
    expect((await postForm(at, '/lti/choose', { choice }, platform.origin)).status).toBe(403);
    expect((await choose({ choice, destination: 'lab:no/such' })).status).toBe(403);
    const { JWT = '' } = fieldsOf((await choose({ choice, nothing: '1' })).text);
    await fetch(`${platform.origin}/deep-link-return`, {
      method: 'POST',
      body: new URLSearchParams({ JWT }),
    });
    expect(platform.linked).toMatchObject([{ [claims.contentItems]: [] }]);
    platform.say({ deepLinking: true, roles: [learner] });
    const refused = await launchWhole(at, platform);
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('only those who teach')]);
  });
});

describe.each(['canvas', 'moodle'] as const)('a registration of %s by itself', (dialect) => {
  beforeEach(async () => {
    room = await openClassroom(dialect, false);
  });

  test('is used once, and believed once its owner confirmed it', async () => {
    const { at, platform } = room;
    const owner = await at.signIn();
    const { register } = (await at.request('/api/lti/invitations', { method: 'POST', as: owner })).json() as {
      register: string;
    };
    const query = new URLSearchParams({
      openid_configuration: `${platform.origin}/.well-known/openid-configuration`,
      registration_token: 'registration-1',
    });
    const path = `${register.slice(own().length)}&${query}`;
    const page = await at.request(path);
    expect([page.status, page.text]).toEqual([200, expect.stringContaining('lti confirm')]);
    expect((await at.request(path)).status).toBe(403);
    expect(platform.registered).toMatchObject([
      {
        initiate_login_uri: `${own()}/lti/login`,
        redirect_uris: [`${own()}/lti/launch`],
        jwks_uri: `${own()}/lti/jwks.json`,
        token_endpoint_auth_method: 'private_key_jwt',
      },
    ]);
    expect((await begin(at, platform)).text).toContain('waits for whoever runs this server');
    const [{ id } = { id: '' }] = at.store.listPlatforms();
    await at.request(`/api/lti/platforms/${id}/confirm`, { method: 'POST', as: owner });
    if (dialect === 'canvas')
      await at.request(`/api/lti/platforms/${id}/deployments`, {
        method: 'POST',
        as: owner,
        body: JSON.stringify({ deployment: 'deployment:1' }),
      });
    expect((await launchWhole(at, platform)).status).toBe(200);
  });

  test('case 339: from an address within is not asked for where no such platform was said to be', async () => {
    const { platform } = room;
    await using at = await startServerAtWork({ roomSeats: quietSeats });
    for (const origin of [platform.origin, platform.origin.replace('http:', 'https:')]) {
      const query = new URLSearchParams({
        ticket: at.store.mintTicket('register', '', 60_000),
        openid_configuration: `${origin}/.well-known/openid-configuration`,
      });
      const page = await at.request(`/lti/register?${query}`);
      expect([page.status, page.text]).toEqual([502, expect.stringContaining('--local-platforms')]);
    }
    expect(platform.book.asked).toEqual([]);
    expect(at.store.listPlatforms()).toEqual([]);
  });

  test('without an invitation nothing is asked of anybody', async () => {
    const query = new URLSearchParams({ ticket: 'x', openid_configuration: `${room.platform.origin}/x` });
    expect((await room.at.request(`/lti/register?${query}`)).status).toBe(403);
    expect(room.platform.book.asked).toEqual([]);
  });
});
