import { describe, expect, it } from 'vitest';
import { noNewPrivs, seccomp } from '../../../../src/lab/matchers/seccomp.ts';
import type { ObservedProcess } from '../../../../src/lab/observation/observation.ts';
import { makeObservation, makeObserved, makeProcess } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const running = (fields: Partial<ObservedProcess>) =>
  makeObservation([makeObserved('web', { processes: { source: 'kernel', value: [makeProcess(fields)] } })]);
const who = 'web, server (pid 1 in the container)';

describe('seccomp', () => {
  it.each([
    [seccomp.filtering(), { seccompMode: 2 }, `pass ${who}: runs with a seccomp filter.`],
    [
      seccomp.filtering(),
      { seccompMode: 0 },
      `fail ${who}: runs with no seccomp filter; expected a seccomp filter.`,
    ],
    [
      seccomp.filtering(),
      { seccompMode: 1 },
      `fail ${who}: runs with strict seccomp; expected a seccomp filter.`,
    ],
    [seccomp.off(), { seccompMode: 0 }, `pass ${who}: runs with no seccomp filter.`],
    [
      seccomp.off(),
      { seccompMode: 2 },
      `fail ${who}: runs with a seccomp filter; expected no seccomp filter.`,
    ],
    [noNewPrivs.set(), { noNewPrivileges: true }, `pass ${who}: no_new_privs is set.`],
    [
      noNewPrivs.set(),
      { noNewPrivileges: false },
      `fail ${who}: no_new_privs is clear; expected no_new_privs set.`,
    ],
    [noNewPrivs.clear(), { noNewPrivileges: false }, `pass ${who}: no_new_privs is clear.`],
  ] as const)('%j of %j', (expectation, fields, wanted) => {
    expect(judged(expectation, running(fields))).toBe(wanted);
  });

  it('passes nothing where there is no container or none that runs', () => {
    expect(judgedWhereGone(seccomp.off()).stopped).toBe(
      'fail web: is exited with status 3; expected no seccomp filter.',
    );
    expect(judgedWhereGone(noNewPrivs.clear()).missing).toMatch(/^fail There is no container/);
  });
});
