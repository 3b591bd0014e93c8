import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../../../src/client/core/api.ts';
import { makeConnection } from '../../../../src/client/core/connection.ts';
import { isProgress } from '../../../../src/client/page/stored-progress.ts';
import { eventually } from '../../../fixtures/eventually.ts';
import { makeFakeStorage } from '../../../fixtures/fake-storage.ts';

type Answers = Record<string, (init: RequestInit) => Response | Promise<Response>>;

/** A server made of its answers; a path that has none is answered with the page of a static host. */
function serve(answers: Answers): void {
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    const answer = answers[path];
    return answer
      ? answer(init)
      : new Response('<html>', { status: 404, headers: { 'content-type': 'text/html' } });
  });
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
/** The name that the server gave of itself as it sent the page. */
function sentBy(name: string): void {
  vi.stubGlobal('performance', { getEntriesByType: () => [{ serverTiming: [{ name }] }] });
}
const health = json({ status: 'ok', signedIn: true, engine: { state: 'ready', steps: [] } });
const signedIn = json({
  person: { id: '1', name: 'Reader' },
  makesSessions: true,
  makesCourses: true,
  changesPeople: true,
});
const refused = json({ error: { code: 'not-signed-in', title: 'Not signed in', message: 'No login.' } }, 401);

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe('connection', () => {
  it('takes pages without a server for the reading edition', async () => {
    serve({});
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('reading');
  });

  it('takes a host that answers every path with a page for the reading edition', async () => {
    vi.stubGlobal('fetch', async () => new Response('<html>', { headers: { 'content-type': 'text/html' } }));
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('reading');
  });

  it('knows a server that does not know the reader', async () => {
    serve({ '/api/sign-in': refused });
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('signed-out');
  });

  it('asks nothing where the page says whose server it is from and no key is stored', async () => {
    const asked = vi.fn(refused);
    serve({ '/api/sign-in': asked });
    sentBy('drydock');
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('signed-out');
    expect(asked).not.toHaveBeenCalled();
    vi.stubGlobal('localStorage', makeFakeStorage({ 'drydock:sign-in': { key: 'old', person: '1' } }));
    const later = makeConnection();
    await later.look();
    expect(later.reach.value).toBe('signed-out');
    expect(asked).toHaveBeenCalledOnce();
  });

  it('asks its own server again that did not answer the first question', async () => {
    vi.useFakeTimers();
    vi.stubGlobal('localStorage', makeFakeStorage({ 'drydock:sign-in': { key: 'kept', person: '1' } }));
    const answers: Answers = { '/api/sign-in': () => Promise.reject(new TypeError('fetch failed')) };
    serve(answers);
    sentBy('drydock');
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('lost');
    // It takes the question, and says nothing.
    answers['/api/sign-in'] = ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
      });
    await vi.advanceTimersByTimeAsync(11_500);
    answers['/api/sign-in'] = signedIn;
    await vi.advanceTimersByTimeAsync(1_500);
    expect(reach.value).toBe('signed-in');
  });

  it('asks nobody where the page was sent by another host', async () => {
    const asked = vi.fn(signedIn);
    serve({ '/api/sign-in': asked });
    sentBy('another');
    const { reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('reading');
    expect(asked).not.toHaveBeenCalled();
  });

  it('says that nobody is signed in where a server that was away is back and never knew the reader', async () => {
    vi.useFakeTimers();
    const answers: Answers = { '/api/sign-in': refused, '/api/health': health };
    serve(answers);
    const { reach, look, lookAtEngine } = makeConnection();
    await look();
    const gone = () => Promise.reject(new TypeError('fetch failed'));
    Object.assign(answers, { '/api/health': gone, '/api/sign-in': gone });
    await lookAtEngine();
    expect(reach.value).toBe('lost');
    answers['/api/sign-in'] = refused;
    await vi.advanceTimersByTimeAsync(5000);
    expect(reach.value).toBe('signed-out');
  });

  it('says with the stored key who asks, and nothing where there is none or it is another’s', async () => {
    const seen: RequestInit[] = [];
    serve({
      '/api/health': health,
      '/api/sign-in': signedIn,
      '/api/predictions': (init) => {
        seen.push(init);
        return new Response(null, { status: 204 });
      },
    });
    const storage = makeFakeStorage({ 'drydock:sign-in': { key: 'kept', person: '1' } });
    vi.stubGlobal('localStorage', storage);
    const { api, reach, look } = makeConnection();
    await look();
    expect(reach.value).toBe('signed-in');
    await api.call('predict', { body: { key: 'a', value: 'b' } });
    storage.removeItem('drydock:sign-in');
    await api.call('predict', { body: { key: 'a', value: 'b' } });
    storage.setItem('drydock:sign-in', JSON.stringify({ key: 'other', person: '2' }));
    await api.call('predict', { body: { key: 'a', value: 'b' } });
    expect(seen[0]).toMatchObject({ method: 'POST', body: '{"key":"a","value":"b"}' });
    expect(seen.map(({ headers }) => new Headers(headers).get('authorization'))).toEqual([
      'Bearer kept',
      null,
      null,
    ]);
    expect(seen.every(({ credentials }) => credentials === 'omit')).toBe(true);
  });

  it('signs in who joined a session in place of who was there, whose sign-in ends', async () => {
    const seen: [method: string | undefined, key: string | null][] = [];
    const answer = (init: RequestInit) => {
      seen.push([init.method, new Headers(init.headers).get('authorization')]);
      return init.method === 'DELETE' ? new Response(null, { status: 204 }) : signedIn();
    };
    serve({ '/api/sign-in': answer, '/api/labs': json([]), '/api/health': health });
    const storage = makeFakeStorage({ 'drydock:sign-in': { key: 'old', person: '1' } });
    vi.stubGlobal('localStorage', storage);
    const { look, alias, signInAs } = makeConnection();
    expect(alias).toBeUndefined();
    await look();
    const joined = { key: 'new', person: '2', alias: 'Anna' };
    const api = await signInAs(joined);
    expect(seen).toEqual([
      ['GET', 'Bearer old'],
      ['DELETE', 'Bearer old'],
    ]);
    expect(JSON.parse(storage.getItem('drydock:sign-in') ?? '')).toEqual(joined);
    await api.call('signedIn');
    expect(seen.at(-1)).toEqual(['GET', 'Bearer new']);
    expect(makeConnection()).toMatchObject({ person: '2', alias: 'Anna' });
  });

  describe('a stream', () => {
    const opened = vi.fn();
    const told: unknown[] = [];
    afterEach(() => {
      opened.mockReset();
      told.length = 0;
    });
    /** A server that opens WebSockets and says so much, or opens none. */
    const openWith = (frames: readonly string[] | undefined) => {
      vi.stubGlobal('location', { origin: 'http://room.test' });
      class Socket extends EventTarget {
        constructor() {
          super();
          queueMicrotask(() => {
            if (frames !== undefined) this.dispatchEvent(new Event('open'));
            for (const data of frames ?? [])
              this.dispatchEvent(Object.assign(new Event('message'), { data }));
            this.dispatchEvent(new Event('close'));
          });
        }
        close() {}
      }
      vi.stubGlobal('WebSocket', Socket);
    };
    const follow = async () => {
      const parse = (frame: string): unknown => JSON.parse(frame);
      const source = { name: 'boardEvents', call: { session: 'S1' }, parse } as const;
      const { api } = makeConnection();
      for await (const event of api.follow(source, new AbortController().signal, opened)) told.push(event);
    };

    it('is read frame by frame, and an event of another form says what to do', async () => {
      openWith(['1', '2', 'none']);
      await expect(follow()).rejects.toMatchObject({
        report: { fix: expect.stringContaining('Reload the page') },
      });
      expect(opened).toHaveBeenCalledOnce();
      expect(told).toEqual([1, 2]);
    });

    it('that is not opened is asked about by a request, which says why', async () => {
      openWith(undefined);
      const message = 'There is no such thing here for you.';
      serve({
        '/api/sessions/S1/board/events': json(
          { error: { code: 'not-found', title: 'Not found', message } },
          404,
        ),
      });
      await expect(follow()).rejects.toMatchObject({ status: 404, report: { message } });
      expect(opened).not.toHaveBeenCalled();
    });

    it('that broke once it was open ends, and is asked about no more', async () => {
      openWith(['1']);
      serve({ '/api/sessions/S1/board/events': refused });
      await follow();
      expect(told).toEqual([1]);
    });
  });

  it('tells a login that ended from one that never was', async () => {
    const answers: Answers = { '/api/health': health, '/api/sign-in': signedIn };
    serve(answers);
    const { reach, look, stillSignedIn } = makeConnection();
    await look();
    answers['/api/sign-in'] = refused;
    expect(await stillSignedIn()).toBe(false);
    expect(reach.value).toBe('ended');
  });

  it('loads the page anew once somebody else is signed in, and goes on where it is who was', async () => {
    const asked = vi.fn(signedIn);
    serve({ '/api/health': health, '/api/sign-in': asked });
    const storage = makeFakeStorage({ 'drydock:sign-in': { key: 'one', person: '1' } });
    const reload = vi.fn();
    const hear = new EventTarget();
    vi.stubGlobal('localStorage', storage);
    vi.stubGlobal('location', { reload });
    vi.stubGlobal('addEventListener', hear.addEventListener.bind(hear));
    const signIn = (person: string) => {
      storage.setItem('drydock:sign-in', JSON.stringify({ key: 'other', person }));
      hear.dispatchEvent(Object.assign(new Event('storage'), { key: 'drydock:sign-in' }));
    };
    const { person, look } = makeConnection();
    expect(person).toBe('1');
    await look();
    signIn('1');
    await eventually(() => expect(asked).toHaveBeenCalledTimes(2));
    expect(reload).not.toHaveBeenCalled();
    signIn('2');
    expect(reload).toHaveBeenCalledOnce();
  });

  it('asks again while the engine is prepared', async () => {
    vi.useFakeTimers();
    const answers: Answers = {
      '/api/health': json({
        status: 'ok',
        signedIn: true,
        engine: { state: 'preparing', steps: [{ step: 'a', title: 'A', status: 'running' }] },
      }),
      '/api/sign-in': signedIn,
    };
    serve(answers);
    const { engine, lookAtEngine } = makeConnection();
    await lookAtEngine();
    expect(engine.value?.steps[0]?.title).toBe('A');
    answers['/api/health'] = health;
    await vi.advanceTimersByTimeAsync(5000);
    expect(engine.value?.state).toBe('ready');
  });

  it('says that the server is lost, and comes back by itself', async () => {
    vi.useFakeTimers();
    const answers: Answers = { '/api/health': health, '/api/sign-in': signedIn };
    serve(answers);
    const { api, reach, look } = makeConnection();
    await look();
    const gone = () => Promise.reject(new TypeError('fetch failed'));
    Object.assign(answers, { '/api/health': gone, '/api/sign-in': gone });
    const error = await api.call('health').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({ status: 0, report: { fix: expect.stringContaining('npm start') } });
    expect(reach.value).toBe('lost');
    Object.assign(answers, { '/api/health': health, '/api/sign-in': signedIn });
    await vi.advanceTimersByTimeAsync(5000);
    expect(reach.value).toBe('signed-in');
  });

  it('hands on what the server says went wrong, and says so where it says nothing', async () => {
    const report = { code: 'port-taken', title: 'A port is already in use', message: 'Port 8080 is taken.' };
    serve({
      '/api/host': json({ error: report }, 409),
      '/api/labs': json({ error: report, current: {} }, 409),
      '/api/sign-ins': () => new Response('', { status: 500 }),
      '/api/progress': json({ error: { code: 'unheard-of', title: '?', message: '?' } }, 418),
    });
    const { api } = makeConnection();
    for (const route of ['host', 'labs'] as const)
      await expect(api.call(route)).rejects.toMatchObject({ status: 409, report });
    await expect(api.call('signIns')).rejects.toThrow('answered 500');
    await expect(api.call('progress')).rejects.toThrow('answered 418');
  });

  it('reads progress by its shape, and says of another form what to do', async () => {
    const stored = { chapters: {}, labs: {}, predictions: {}, recalls: {} };
    const answers: Answers = { '/api/progress': json(stored) };
    serve(answers);
    const { api } = makeConnection();
    expect(await api.read('progress', isProgress)).toEqual(stored);
    answers['/api/progress'] = json({ ...stored, recalls: [] });
    await expect(api.read('progress', isProgress)).rejects.toMatchObject({
      status: 200,
      report: { fix: expect.stringContaining('Reload the page') },
    });
    answers['/api/progress'] = json(
      { error: { code: 'disk-full', title: 'Full', message: 'It is full.' } },
      507,
    );
    await expect(api.read('progress', isProgress)).rejects.toMatchObject({
      status: 507,
      report: { message: 'It is full.' },
    });
  });

  it('takes no answer of another form for one, and says what to do', async () => {
    serve({ '/api/host': json({ facts: 'many' }), '/api/progress': json([]) });
    const { api } = makeConnection();
    for (const route of ['host', 'progress'] as const)
      await expect(api.call(route)).rejects.toMatchObject({
        status: 200,
        report: { fix: expect.stringContaining('Reload the page') },
      });
  });
});
