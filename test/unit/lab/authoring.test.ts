import { describe, expect, it } from 'vitest';
import {
  ask,
  caps,
  custom,
  defineLab,
  http,
  image,
  program,
  service,
  user,
} from '../../../src/lab/authoring.ts';
import type { CustomCheck } from '../../../src/lab/checks/check.ts';
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

  it('bring the probe that they need, under an id of its own', () => {
    const { data, probes } = http(web, 8080, '/health', { withinMs: 500 }).says('{{word}}').points(2);
    expect(probes).toEqual([
      {
        kind: 'http',
        id: expect.stringMatching(/^http-web-[a-z0-9]+$/),
        service: 'web',
        port: 8080,
        path: '/health',
        cheap: true,
        timeoutMs: 500,
      },
    ]);
    expect(data).toMatchObject({
      points: 2,
      expect: { probe: probes[0]?.id, status: 200, includes: '{{word}}' },
    });
    const options = { user: '0', in: 'workbench', withinMs: 900, parallel: true } as const;
    expect(program(web, ['cat', '/etc/shadow'], options).failsWith('EACCES').probes).toMatchObject([
      {
        argv: ['cat', '/etc/shadow'],
        user: '0',
        in: 'workbench',
        timeoutMs: 900,
        parallel: true,
        cheap: false,
      },
    ]);
  });

  it('tell apart what is tried by all that it says', () => {
    const idOf = (argv: string[], options = {}) => program(web, argv, options).probe.id;
    const ids = [idOf(['cat', '/a/b']), idOf(['cat', '/a-b']), idOf(['cat', '/a/b'], { user: '0' })];
    expect(new Set(ids).size).toBe(3);
    expect(idOf(['cat', '/a/b'])).toBe(ids[0]);
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
        read: program(web, ['id']).succeeds(),
      },
    });
    expect(probes?.map(({ kind, service: of }) => `${kind} ${of}`)).toEqual(['http web', 'exec web']);
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

  it('refuses two custom checks of one name', () => {
    const other: CustomCheck = () => ({ unknown: { reason: 'other', cause: 'host-lacks' } });
    const twice = { a: custom('mine', verdict), b: custom('mine', other) };
    expect(() => define({ checks: twice })).toThrow(
      'Two different custom checks of a lab are named “mine”, so one would be judged by the other.',
    );
    expect(() =>
      define({ checks: { a: custom('mine', verdict), b: custom('mine', verdict) } }),
    ).not.toThrow();
  });
});

describe('questions in the words of an author', () => {
  it('ask for what is observed, at a moment', () => {
    expect(
      ask.number('How big?', web.at('start').imageMegabytes(), { within: 0.05, unit: 'MB' }).data,
    ).toEqual({
      prompt: 'How big?',
      kind: 'number',
      truth: { service: 'web', at: 'start', of: { kind: 'image-megabytes' } },
      within: 0.05,
      unit: 'MB',
    });
    expect(ask.text('Which?', web.now.kernelRelease()).data).toEqual({
      prompt: 'Which?',
      kind: 'text',
      truth: { service: 'web', at: 'now', of: { kind: 'kernel-release' } },
      within: 0,
    });
    expect(ask.choice('Which?', web.now.imageLibc(), ['glibc', 'musl']).data).toMatchObject({
      kind: 'choice',
      choices: ['glibc', 'musl'],
    });
  });

  it('bring along what has to be tried for them', () => {
    const calls = program(web, ['count']);
    const { data, probes } = ask.number('How many?', calls.quantity('calls', 'start'));
    expect(data.truth).toEqual({
      service: 'web',
      at: 'start',
      of: { kind: 'printed', probe: calls.probe.id, word: 'calls' },
    });
    expect(
      define({ questions: { calls: ask.number('How many?', calls.quantity('calls')) } }).probes,
    ).toContainEqual(calls.probe);
    expect(probes).toEqual([calls.probe]);
  });
});
