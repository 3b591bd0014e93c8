import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Check, CustomCheck } from '../../../../src/lab/checks/check.ts';
import { grade, selfPaced } from '../../../../src/lab/checks/grade.ts';
import { judge } from '../../../../src/lab/checks/judge.ts';
import type { Manifest } from '../../../../src/lab/manifest/manifest.ts';
import { caps } from '../../../../src/lab/matchers/capabilities.ts';
import type { Expectation } from '../../../../src/lab/matchers/expectation.ts';
import { user } from '../../../../src/lab/matchers/identity.ts';
import { life } from '../../../../src/lab/matchers/life.ts';
import type { Fact } from '../../../../src/lab/observation/fact.ts';
import type { Observation, ObservedProcess } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved, makeProcess, makeStopped } from '../../../fixtures/observed.ts';

const check = (service: string, expect: Expectation | undefined, more: Partial<Check> = {}): Check => ({
  service,
  processes: 'every',
  points: 1,
  mode: 'level',
  acceptDeclared: false,
  ...(expect && { expect }),
  ...more,
});

function judgeAll(
  parts: Partial<Pick<Manifest, 'guards' | 'checks' | 'customChecks' | 'tasks'>>,
  observation: Observation,
) {
  const manifest = { guards: {}, checks: {}, customChecks: {}, tasks: {}, ...parts } as Manifest;
  return judge(manifest, observation, {});
}

const asRoot = makeProcess({ uids: [0, 0, 0, 0] });
const withProcesses = (...value: ObservedProcess[]) =>
  makeObservation([makeObserved('web', { processes: { source: 'kernel', value } })]);

describe('guards', () => {
  const guards = { runs: check('web', life.running()) };
  const checks = {
    'web-user': check('web', user.notRoot(), { points: 3, why: 'Root is root.' }),
    'db-user': check('db', user.notRoot(), { points: 2 }),
  };
  const observed = (web = makeObserved('web')) => makeObservation([web, makeObserved('db')]);

  it('come first, are worth nothing, and hold nobody up while they pass', () => {
    const results = judgeAll({ guards, checks }, observed());
    expect(results.map(({ id, guard, status, of }) => [id, guard, status, of])).toEqual([
      ['runs', true, 'pass', 0],
      ['web-user', false, 'pass', 3],
      ['db-user', false, 'pass', 2],
    ]);
  });

  it('block the checks of their own service, and say so', () => {
    const results = judgeAll({ guards, checks }, observed(makeStopped('web')));
    expect(results.map(({ id, status, earned, of }) => [id, status, earned, of])).toEqual([
      ['runs', 'fail', 0, 0],
      ['web-user', 'blocked', 0, 3],
      ['db-user', 'pass', 2, 2],
    ]);
    expect(results[1]?.message).toBe(
      'Not judged, since “web: runs” does not hold. web: is exited with status 3; expected running.',
    );
  });

  it('that cannot be judged here leave their checks out of the sum', () => {
    const unseen = { source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' } as const;
    const results = judgeAll(
      { guards: { held: check('web', caps.effective.none()) }, checks },
      observed(makeObserved('web', { processes: unseen })),
    );
    expect(results.map(({ status, of }) => [status, of])).toEqual([
      ['skip', 0],
      ['skip', 0],
      ['pass', 2],
    ]);
  });

  it('of no service stand before all, and checks of no service behind all', () => {
    const ok: CustomCheck = () => ({ ok: true, observed: 'all is well', expected: 'well' });
    const no: CustomCheck = () => ({ ok: false, observed: 'it rains', expected: 'sun' });
    const custom = check('', undefined, { custom: 'no' });
    const all = judgeAll({ guards: { weather: custom }, checks, customChecks: { no } }, observed());
    expect(all.map(({ status }) => status)).toEqual(['fail', 'blocked', 'blocked']);
    const last = judgeAll(
      { guards, checks: { any: check('', undefined, { custom: 'ok' }) }, customChecks: { ok } },
      observed(makeStopped('web')),
    );
    expect(last.map(({ status }) => status)).toEqual(['fail', 'blocked']);
  });
});

describe('a check of processes', () => {
  const every = { it: check('web', user.notRoot()) };

  it('names the first process that is wrong and counts the others', () => {
    const helper = makeProcess({ ...asRoot, init: false, parentPid: 4001, name: 'helper', innerPid: 7 });
    const [result] = judgeAll({ checks: every }, withProcesses(makeProcess(), helper, helper));
    expect(result).toMatchObject({
      status: 'fail',
      container: 'web',
      process: 'helper (pid 7 in the container)',
      observed: 'runs as uid 0 (root)',
      expected: 'any uid but 0',
      message:
        'web, helper (pid 7 in the container): runs as uid 0 (root); so does 1 more of its 3 processes; expected any uid but 0.',
    });
  });

  it('looks at the first process alone where it says so', () => {
    const helper = makeProcess({ ...asRoot, init: false });
    const init = { it: check('web', user.notRoot(), { processes: 'init' }) };
    expect(judgeAll({ checks: init }, withProcesses(makeProcess(), helper))[0]?.status).toBe('pass');
    expect(judgeAll({ checks: every }, withProcesses(makeProcess(), helper))[0]?.status).toBe('fail');
  });

  it('looks at the processes of a name alone, and has it in its title', () => {
    const box = makeProcess({ init: false, parentPid: 4001, name: 'box' });
    const named = { it: check('web', user.notRoot(), { processes: { named: 'box' } }) };
    expect(judgeAll({ checks: named }, withProcesses(asRoot, box))[0]).toMatchObject({
      status: 'pass',
      title: 'web, box: does not run as root',
    });
    expect(judgeAll({ checks: named }, withProcesses(asRoot, { ...box, uids: asRoot.uids }))[0]?.status).toBe(
      'fail',
    );
  });

  it('never passes for want of a process', () => {
    expect(judgeAll({ checks: every }, withProcesses())[0]).toMatchObject({
      status: 'fail',
      message: 'web: is running; expected any uid but 0.',
    });
  });

  it('passes just when each process would by itself', () => {
    const uid = fc.constantFrom(0, 1, 10001);
    fc.assert(
      fc.property(fc.array(uid, { minLength: 1, maxLength: 6 }), (uids) => {
        const processes = uids.map((id) => makeProcess({ uids: [id, id, id, id] }));
        const [result] = judgeAll({ checks: every }, withProcesses(...processes));
        expect(result?.status === 'pass').toBe(uids.every((id) => id !== 0));
      }),
    );
  });
});

describe('facts', () => {
  const checks = { it: check('web', { kind: 'root-read-only', readOnly: true }) };
  const knowing = (rootReadOnly: Fact<boolean>) => makeObservation([makeObserved('web', { rootReadOnly })]);

  it('that are unknown are skipped with their reason and cost nothing', () => {
    const [result] = judgeAll(
      { checks },
      knowing({ source: 'unknown', reason: 'the probe is away', cause: 'host-lacks' }),
    );
    expect(result).toMatchObject({
      status: 'skip',
      earned: 0,
      of: 0,
      observed: 'unknown',
      message: 'Not judged here: the probe is away.',
    });
  });

  it('that are the Engine’s word alone are taken only where the check says so', () => {
    const declared = knowing({ source: 'declared', value: true });
    expect(judgeAll({ checks }, declared)[0]).toMatchObject({
      status: 'fail',
      of: 1,
      message:
        'web: could not be seen: only the Engine’s word is known of it here, not the kernel’s; expected read-only.',
    });
    const content = { it: { ...checks.it, acceptDeclared: true } };
    expect(judgeAll({ checks: content }, declared)[0]?.status).toBe('pass');
  });

  it('that a sandbox tells are taken', () => {
    expect(judgeAll({ checks }, knowing({ source: 'sandbox', value: true }))[0]?.status).toBe('pass');
  });

  it('of a service that is not there are named with those that are', () => {
    const [result] = judgeAll({ checks }, makeObservation([makeObserved('db'), makeObserved('bot')]));
    expect(result).toMatchObject({
      status: 'fail',
      message: 'There is no container of service “web”: there are only db, bot. Expected read-only.',
    });
  });
});

describe('a custom check', () => {
  const checks = { it: check('', undefined, { custom: 'mine', points: 2, title: 'Mine' }) };
  const judgeMine = (mine: CustomCheck) => judgeAll({ checks, customChecks: { mine } }, makeObservation())[0];

  it('passes, fails and skips by what it returns', () => {
    expect(judgeMine(() => ({ ok: true, observed: 'so it is', expected: 'so' }))).toMatchObject({
      status: 'pass',
      earned: 2,
      message: 'so it is.',
    });
    expect(judgeMine(() => ({ ok: false, observed: 'it is not', expected: 'so' }))).toMatchObject({
      status: 'fail',
      message: 'it is not; expected so.',
    });
    expect(judgeMine(() => ({ unknown: { reason: 'nobody knows', cause: 'host-lacks' } }))).toMatchObject({
      status: 'skip',
      of: 0,
    });
  });

  it('that throws is in error: it costs nothing, keeps its cause and takes no other check away', () => {
    const mine: CustomCheck = () => {
      throw new TypeError('mounts is undefined');
    };
    const results = judgeAll(
      { checks: { ...checks, user: check('web', user.notRoot()) }, customChecks: { mine } },
      makeObservation(),
    );
    expect(results[0]).toMatchObject({
      status: 'error',
      earned: 0,
      of: 0,
      message:
        'The check “Mine” broke (TypeError: mounts is undefined). That is a fault of the lab, not of your work, and costs nothing.',
      cause: expect.stringMatching(/^TypeError: mounts is undefined\n +at .*judge\.test\.ts/),
    });
    expect(results[1]?.status).toBe('pass');
    expect(grade(results, selfPaced)).toMatchObject({ earned: 1, of: 1 });
  });

  it('that is not there, or answers with nothing, is in error', () => {
    expect(judgeAll({ checks }, makeObservation())[0]).toMatchObject({
      status: 'error',
      message: expect.stringContaining('the manifest has no custom check “mine”'),
    });
    const nothing = (() => undefined) as unknown as CustomCheck;
    expect(judgeMine(nothing)?.status).toBe('error');
  });

  it('that is a guard and throws takes no points from what it guards', () => {
    const mine: CustomCheck = () => {
      throw new Error('x');
    };
    const results = judgeAll(
      { guards: checks, checks: { user: check('web', user.notRoot()) }, customChecks: { mine } },
      makeObservation(),
    );
    expect(results.map(({ status, of }) => [status, of])).toEqual([
      ['error', 0],
      ['blocked', 0],
    ]);
  });
});

describe('a result', () => {
  it('carries task, points, why and where, and is the same each time', () => {
    const parts = {
      checks: { it: check('web', user.is(7), { points: 4, why: 'Because.', readMore: '/start/#one-line' }) },
      tasks: { first: { title: 'First', checks: ['it'], questions: [], hints: [] } },
    };
    const [result] = judgeAll(parts, makeObservation());
    expect(result).toEqual({
      id: 'it',
      task: 'first',
      title: 'web: runs as uid 7',
      status: 'fail',
      guard: false,
      points: 4,
      earned: 0,
      of: 4,
      container: 'web',
      process: 'server (pid 1 in the container)',
      observed: 'runs as uid 10001',
      expected: 'uid 7',
      message: 'web, server (pid 1 in the container): runs as uid 10001; expected uid 7.',
      why: 'Because.',
      readMore: '/start/#one-line',
    });
    expect(judgeAll(parts, JSON.parse(JSON.stringify(makeObservation())))).toEqual([result]);
  });

  it('says why only where it does not pass', () => {
    const checks = { it: check('web', user.notRoot(), { why: 'Because.' }) };
    expect(judgeAll({ checks }, makeObservation())[0]).not.toHaveProperty('why');
  });

  it('of an edge is worth nothing, whether it is seen or not', () => {
    const checks = { it: check('web', user.notRoot(), { mode: 'edge', points: 5 }) };
    expect(judgeAll({ checks }, makeObservation())[0]).toMatchObject({ status: 'pass', earned: 0, of: 0 });
    expect(judgeAll({ checks }, withProcesses(asRoot))[0]).toMatchObject({ status: 'fail', of: 0 });
    const blocked = judgeAll({ guards: { runs: check('web', life.running()) }, checks }, makeObservation([]));
    expect(blocked[1]).toMatchObject({ status: 'blocked', of: 0 });
  });
});
