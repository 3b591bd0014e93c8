import { describe, expect, it } from 'vitest';
import {
  ask,
  caps,
  custom,
  defineLab,
  http,
  image,
  service,
  tried,
  user,
} from '../../../src/lab/authoring.ts';
import type { CustomCheck } from '../../../src/lab/check.ts';
import { draft } from '../../fixtures/manifest.ts';

const web = service('web');
const verdict: CustomCheck = () => ({ unknown: { reason: 'no matter', cause: 'host-lacks' } });
const define = (change: object) => defineLab({ ...draft, ...change });

describe('checks in the words of an author', () => {
  it('are data that say one thing more with each word, and leave the first as it was', () => {
    const plain = web.everyProcess(caps.effective.none());
    const rich = plain.points(4).titled('No powers').why('Because.').readMore('/x/#y').edge().orDeclared();
    expect(plain.data).toEqual({
      service: 'web',
      processes: 'every',
      expect: { kind: 'capabilities', set: 'effective', rule: 'within', names: [] },
      points: 1,
      mode: 'level',
      acceptDeclared: false,
    });
    expect(rich.data).toEqual({
      ...plain.data,
      points: 4,
      title: 'No powers',
      why: 'Because.',
      readMore: '/x/#y',
      mode: 'edge',
      acceptDeclared: true,
    });
  });

  it('look at the first process alone where they say init', () => {
    expect(web.init(user.notRoot()).data.processes).toBe('init');
    expect(web.image(image.noShell()).data.expect).toEqual({
      kind: 'image-content',
      what: 'shells',
      atMost: 0,
    });
  });

  it('bring the probe that they need', () => {
    const { data, probe } = http(web, 8080, '/health').says('{{word}}').points(2);
    expect(probe).toEqual({
      kind: 'http',
      id: 'http-web-8080-health',
      service: 'web',
      port: 8080,
      path: '/health',
      cheap: true,
      timeoutMs: 2_000,
    });
    expect(data).toMatchObject({
      points: 2,
      expect: { probe: probe?.id, status: 200, includes: '{{word}}' },
    });
    expect(tried(web, 'cat', '/etc/shadow').refused().probe).toMatchObject({
      kind: 'exec',
      argv: ['cat', '/etc/shadow'],
      cheap: false,
    });
  });

  it('tell long commands apart that begin alike', () => {
    const long = 'x'.repeat(80);
    const ids = ['a', 'b', 'a'].map((end) => tried(web, 'echo', long, end).succeeds().probe?.id ?? '');
    expect(ids[0]).toBe(ids[2]);
    expect(ids[0]).not.toBe(ids[1]);
    expect(ids.every((id) => /^exec-web-echo-x+-[a-z0-9]{1,6}$/.test(id))).toBe(true);
  });
});

describe('defineLab', () => {
  it('takes the data out of checks, and each probe once', () => {
    const serves = http(web, 80);
    const { guards, checks, probes } = define({
      guards: { serves: serves.answers() },
      checks: {
        says: serves.says('a'),
        'not-root': web.everyProcess(user.notRoot()),
        read: tried(web, 'id').succeeds(),
      },
    });
    expect(probes?.map(({ id }) => id)).toEqual(['http-web-80', 'exec-web-id']);
    expect(Object.keys(guards)).toEqual(['serves']);
    expect(Object.keys(checks)).toEqual(['says', 'not-root', 'read']);
    expect(JSON.parse(JSON.stringify(checks))).toEqual(checks);
  });

  it('keeps custom checks by their names', () => {
    const { checks, customChecks } = define({ checks: { mine: custom('mine', verdict).points(3) } });
    expect(customChecks).toEqual({ mine: verdict });
    expect(checks.mine).toEqual({
      service: '',
      processes: 'init',
      custom: 'mine',
      points: 3,
      mode: 'level',
      acceptDeclared: false,
    });
  });

  it('refuses two custom checks, or two probes, of one name', () => {
    const other: CustomCheck = () => ({ unknown: { reason: 'other', cause: 'host-lacks' } });
    const twice = { a: custom('mine', verdict), b: custom('mine', other) };
    expect(() => define({ checks: twice })).toThrow(
      'Two different custom checks of a lab are named “mine”, so one would be judged by the other.',
    );
    expect(() =>
      define({ checks: { a: custom('mine', verdict), b: custom('mine', verdict) } }),
    ).not.toThrow();
    const alike = { a: tried(web, 'cat', '/a/b').succeeds(), b: tried(web, 'cat', '/a-b').succeeds() };
    expect(() => define({ checks: alike })).toThrow(
      /Two different probes of a lab are named “exec-web-cat-a-b”/,
    );
  });
});

describe('questions in the words of an author', () => {
  it('ask for what is observed, at a moment', () => {
    expect(ask.number('How big?', web.at('start').imageMegabytes(), { within: 0.05, unit: 'MB' })).toEqual({
      prompt: 'How big?',
      kind: 'number',
      truth: { service: 'web', at: 'start', of: { kind: 'image-megabytes' } },
      within: 0.05,
      unit: 'MB',
    });
    expect(ask.text('Which?', web.now.kernelRelease())).toEqual({
      prompt: 'Which?',
      kind: 'text',
      truth: { service: 'web', at: 'now', of: { kind: 'kernel-release' } },
      within: 0,
    });
    expect(ask.choice('Which?', web.now.imageLibc(), ['glibc', 'musl'])).toMatchObject({
      kind: 'choice',
      choices: ['glibc', 'musl'],
    });
  });
});
