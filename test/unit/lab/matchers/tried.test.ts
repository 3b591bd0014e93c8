import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../../src/lab/matchers/expectation.ts';
import type { ProbeResult } from '../../../../src/lab/observation/probe-result.ts';
import { makeObservation, makeObserved, makeProbeResult } from '../../../fixtures/observed.ts';
import { judged } from './judged.ts';

const http = (fields: Partial<ProbeResult>) =>
  makeObservation([makeObserved()], { probes: { p: makeProbeResult({ id: 'p', kind: 'http', ...fields }) } });
const exec = (fields: Partial<ProbeResult>) =>
  makeObservation([makeObserved()], { probes: { p: makeProbeResult({ id: 'p', kind: 'exec', ...fields }) } });
const answer = (more: object = {}): Expectation => ({ kind: 'http-answer', probe: 'p', ...more });
type Rule = Extract<Expectation, { kind: 'exec-result' }>['rule'];
const result = (rule: Rule = { is: 'exit', status: 0 }): Expectation => ({
  kind: 'exec-result',
  probe: 'p',
  rule,
});

describe('an HTTP answer', () => {
  it.each([
    [answer(), http({ status: 404, body: 'nothing here' }), 'pass web: status 404, “nothing here”.'],
    [answer(), http({ status: 500, body: 'oops' }), 'fail web: status 500, “oops”; expected an answer.'],
    [
      answer(),
      http({ error: 'connection refused' }),
      'fail web: no answer: connection refused; expected an answer.',
    ],
    [
      answer({ status: 200, includes: '{{word}}' }),
      http({ status: 200, body: 'ahoy there' }),
      'pass web: status 200, “ahoy there”.',
    ],
    [
      answer({ status: 200, includes: '{{word}}' }),
      http({ status: 200, body: 'hello\nahoi' }),
      'fail web: status 200, “hello”; expected status 200 with “ahoy”.',
    ],
    [
      answer({ status: 200 }),
      http({ status: 302, body: `${'x'.repeat(80)}` }),
      `fail web: status 302, “${'x'.repeat(57)}…”; expected status 200.`,
    ],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation, { vars: { word: 'ahoy' } })).toBe(wanted);
  });
});

describe('a program that was tried', () => {
  const denied = 'nsenter: setns: Operation not permitted\n';
  it.each<[Rule, Partial<ProbeResult>, string]>([
    [{ is: 'exit', status: 0 }, { exitCode: 0, stdout: 'fine\n' }, 'pass web: exit status 0, “fine”.'],
    [{ is: 'exit', status: 0 }, { exitCode: 1 }, 'fail web: exit status 1; expected exit status 0.'],
    [{ is: 'exit', status: 137 }, { exitCode: 137 }, 'pass web: exit status 137 (SIGKILL).'],
    [{ is: 'killed', by: 'SIGSYS' }, { exitCode: 159 }, 'pass web: exit status 159 (SIGSYS).'],
    [
      { is: 'killed', by: 'SIGSYS' },
      { exitCode: 1 },
      'fail web: exit status 1; expected exit status 159 (SIGSYS).',
    ],
    [
      { is: 'printing', text: '{{word}}' },
      { exitCode: 0, stdout: 'BOT=' },
      'fail web: exit status 0, “BOT=”; expected exit status 0 and “ahoy”.',
    ],
    [
      { is: 'printing', text: '{{word}}' },
      { exitCode: 0, stdout: 'BOT=ahoy' },
      'pass web: exit status 0, “BOT=ahoy”.',
    ],
    [
      { is: 'lacking', text: 'hunter2' },
      { exitCode: 0, stdout: 'TOKEN=hunter2' },
      'fail web: exit status 0, “TOKEN=hunter2”; expected exit status 0 without “hunter2”.',
    ],
    [
      { is: 'lacking', text: 'hunter2' },
      { exitCode: 0, stdout: 'x', truncated: true },
      'fail web: exit status 0, and more was printed than is kept; expected exit status 0 without “hunter2”.',
    ],
    [
      { is: 'matching', pattern: '^id \\d+$' },
      { exitCode: 0, stdout: 'a\nid 7\nb' },
      'pass web: exit status 0, “a”.',
    ],
    [
      { is: 'failing', with: ['EPERM'] },
      { exitCode: 1, stderr: denied },
      'pass web: exit status 1, “nsenter: setns: Operation not permitted”.',
    ],
    [
      { is: 'failing', with: ['ENOSYS'] },
      { exitCode: 1, stderr: 'Operation not permitted' },
      'fail web: exit status 1, “Operation not permitted”; expected ENOSYS.',
    ],
    [
      { is: 'failing', with: ['EACCES', 'EPERM'] },
      { exitCode: 126, stdout: 'exec failed: permission denied: Permission denied' },
      'fail web: exit status 126, “exec failed: permission denied: Permission denied”; expected EACCES or EPERM.',
    ],
    [
      { is: 'failing', with: ['EPERM'] },
      { exitCode: 0, stderr: denied },
      'fail web: exit status 0, “nsenter: setns: Operation not permitted”; expected EPERM.',
    ],
    [
      { is: 'failing', with: ['ENOENT'] },
      { exitCode: 127, stdout: 'no such file or directory: No such file or directory' },
      'fail web: exit status 127, “no such file or directory: No such file or directory”; expected ENOENT.',
    ],
    [
      { is: 'exit', status: 1 },
      { error: 'there is no cat in it' },
      'fail web: could not be tried: there is no cat in it; expected exit status 1.',
    ],
    [{ is: 'number', atMost: 0.6 }, { exitCode: 0, stdout: '0.5\n' }, 'pass web: printed 0.5.'],
    [
      { is: 'number', word: 'calls', atMost: '{{most}}' },
      { exitCode: 0, stdout: 'calls 401 of many' },
      'fail web: printed 401; expected at most 400 behind “calls”.',
    ],
    [
      { is: 'number', word: 'calls', atMost: 400 },
      { exitCode: 0, stdout: 'none' },
      'fail web: exit status 0, “none”; expected at most 400 behind “calls”.',
    ],
  ])('%j of %j', (rule, given, wanted) => {
    expect(judged(result(rule), exec(given), { vars: { word: 'ahoy', most: '400' } })).toBe(wanted);
  });

  it('may print so many times what another printed', () => {
    const rule: Rule = {
      is: 'number',
      word: 'calls',
      atMost: { probe: 'before', word: 'calls', times: 0.5 },
    };
    const both = (now: number, before: Partial<ProbeResult>) =>
      makeObservation([makeObserved()], {
        probes: {
          p: makeProbeResult({ id: 'p', kind: 'exec', exitCode: 0, stdout: `calls ${now}` }),
          before: makeProbeResult({ id: 'before', kind: 'exec', ...before }),
        },
      });
    expect(judged(result(rule), both(50, { exitCode: 0, stdout: 'calls 100' }))).toBe(
      'pass web: printed 50.',
    );
    expect(judged(result(rule), both(51, { exitCode: 0, stdout: 'calls 100' }))).toMatch(
      /^fail web: printed 51;/,
    );
    expect(judged(result(rule), both(1, { exitCode: 127 }))).toMatch(
      /^fail .*nothing that it could be compared/,
    );
  });

  it('has to be so in every container of the service', () => {
    const replicas = [makeProbeResult({ id: 'p', kind: 'exec', exitCode: 1, container: 'shop-web-2' })];
    expect(judged(result(), exec({ exitCode: 0, container: 'shop-web-1', replicas }))).toBe(
      'fail web (shop-web-2): exit status 1; expected exit status 0.',
    );
  });

  it('is not judged where this machine has no place to run it', () => {
    const error = 'nobody is let in to the host of this engine';
    expect(judged(result(), exec({ error, cause: 'host-lacks' }))).toBe(`skip Not judged here: ${error}.`);
  });
});

describe('what was not tried', () => {
  it.each([answer(), result()])('is not judged: %j', (expectation) => {
    expect(judged(expectation, makeObservation())).toBe(
      'skip Not judged yet: it is tried when you press Check.',
    );
  });

  it.each([answer(), result()])('fails where nobody is there: %j', (expectation) => {
    expect(judged(expectation, makeObservation([]))).toMatch(/^fail There is no container of service “web”/);
  });
});
