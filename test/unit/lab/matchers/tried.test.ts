import { describe, expect, it } from 'vitest';
import type { Expectation } from '../../../../src/lab/matchers/expectation.ts';
import type { ProbeResult } from '../../../../src/lab/observation.ts';
import { makeObservation, makeObserved, makeProbeResult } from '../../../fixtures/observed.ts';
import { judged } from './judged.ts';

const http = (fields: Partial<ProbeResult>) =>
  makeObservation([makeObserved()], { probes: { p: makeProbeResult({ id: 'p', kind: 'http', ...fields }) } });
const exec = (fields: Partial<ProbeResult>) =>
  makeObservation([makeObserved()], { probes: { p: makeProbeResult({ id: 'p', kind: 'exec', ...fields }) } });
const answer = (more: object = {}): Expectation => ({ kind: 'http-answer', probe: 'p', ...more });
const result = (more: object = {}): Expectation => ({ kind: 'exec-result', probe: 'p', ...more });

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
  it.each([
    [result({ exitCode: 0 }), exec({ exitCode: 0, stdout: 'fine\n' }), 'pass web: exit status 0, “fine”.'],
    [result({ exitCode: 0 }), exec({ exitCode: 1 }), 'fail web: exit status 1; expected exit status 0.'],
    [
      result({ refused: true }),
      exec({ exitCode: 1, stderr: 'Permission denied' }),
      'pass web: exit status 1, “Permission denied”.',
    ],
    [
      result({ refused: true }),
      exec({ exitCode: 0, stdout: '' }),
      'fail web: exit status 0; expected a refusal.',
    ],
    [
      result({ exitCode: 0, includes: '{{word}}' }),
      exec({ exitCode: 0, stdout: 'BOT=ahoy' }),
      'pass web: exit status 0, “BOT=ahoy”.',
    ],
    [
      result({ exitCode: 0, includes: '{{word}}' }),
      exec({ exitCode: 0, stdout: 'BOT=' }),
      'fail web: exit status 0, “BOT=”; expected exit status 0 and “ahoy”.',
    ],
    [
      result({ refused: true }),
      exec({ error: 'there is no cat in it' }),
      'fail web: could not be tried: there is no cat in it; expected a refusal.',
    ],
  ])('%j', (expectation, observation, wanted) => {
    expect(judged(expectation, observation, { vars: { word: 'ahoy' } })).toBe(wanted);
  });
});

describe('what was not tried', () => {
  it.each([answer(), result()])('is not judged: %j', (expectation) => {
    expect(judged(expectation, makeObservation())).toBe(
      'skip Not judged yet: it is tried when you press Check.',
    );
  });

  it.each([answer(), result({ refused: true })])('fails where nobody is there: %j', (expectation) => {
    expect(judged(expectation, makeObservation([]))).toMatch(/^fail There is no container of service “web”/);
  });
});
