import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { service } from '../../../../src/lab/authoring.ts';
import { readQuantity } from '../../../../src/lab/checks/question.ts';
import { calls } from '../../../../src/lab/matchers/calls.ts';
import type { Fact } from '../../../../src/lab/observation/fact.ts';
import type { CallAnswer, CallAnswers } from '../../../../src/lab/observation/filters.ts';
import type { ProbeResult } from '../../../../src/lab/observation/probe-result.ts';
import { callsUsed } from '../../../../src/lab/observation/recorder.ts';
import { syscallsOf } from '../../../../src/lab/observation/syscall-table.ts';
import { processFilters } from '../../../../src/observe/filters/process-filters.ts';
import { makeObservation, makeObserved, makeProbeResult, makeProcess } from '../../../fixtures/observed.ts';
import { judged, judgedWhereGone } from './judged.ts';

const closedElsewhere = { foreign: { i386: 'kill-process', x32: 'errno 38' }, beyond: 'errno 38' } as const;
const answers = (fields: Partial<CallAnswers> = {}): CallAnswers => ({
  filters: 1,
  instructions: 90,
  known: 375,
  usual: 'allow',
  unusual: {},
  ...closedElsewhere,
  ...fields,
});
const filtered = (
  of: Partial<CallAnswers>,
  source: 'kernel' | 'declared' = 'kernel',
  probes: Readonly<Record<string, ProbeResult>> = {},
) => observing({ source, value: answers(of) }, probes);
const observing = (fact: Fact<CallAnswers>, probes: Readonly<Record<string, ProbeResult>> = {}) =>
  makeObservation(
    [makeObserved('web', { filters: { source: 'kernel', value: [{ pids: [4001], answers: fact }] } })],
    { probes },
  );
/** The answer to a few calls, all others let through. */
const answering = (answer: CallAnswer, ...names: string[]) => filtered({ unusual: { [answer]: names } });
const family = ['chmod', 'fchmod', 'fchmodat', 'fchmodat2'];
const status = (...parameters: Parameters<typeof judged>) => judged(...parameters).split(' ')[0];

/** What the kernel gave back of Docker 26.1's own profile, as runc made a filter of it. */
const docker = () => {
  const hex = readFileSync(new URL('../../../fixtures/observe/docker-filter.hex', import.meta.url), 'utf8');
  const files = new Map([['filters/4001', { text: `programs ${hex.trim()}`, cut: false }]]);
  const [only] = processFilters([makeProcess()], files, 'x86_64');
  if (!only) throw new Error('no entry');
  return observing(only.answers);
};

describe('case 277: calls that are refused', () => {
  it('are those that an errno is answered to, and that one where it is said', () => {
    const expectation = calls.refused(family, { errno: 'EPERM' });
    expect(status(expectation, answering('errno 1', ...family))).toBe('pass');
    expect(judged(expectation, answering('errno 1', 'chmod', 'fchmod', 'fchmodat'))).toBe(
      'fail web, server (pid 1 in the container): lets fchmodat2 through; expected a filter that refuses chmod, fchmod, fchmodat and fchmodat2 with EPERM.',
    );
    expect(judged(expectation, answering('errno 2', ...family))).toContain('answers ENOENT to chmod, fchmod');
    expect(judged(expectation, answering('kill-process', ...family))).toContain('kills for chmod');
    expect(status(calls.refused('chmod'), answering('kill-thread', 'chmod'))).toBe('pass');
  });

  it.each([
    ['a filter that says that all went well', 'errno 0'],
    ['one that asks another process', 'notify'],
    ['one that a tracer decides', 'trace'],
    ['one that only writes a line', 'log'],
    ['one that looks at the arguments', 'by-arguments'],
  ] as const)('are not refused by %s', (_, answer) => {
    expect(status(calls.refused('chmod'), answering(answer, 'chmod'))).toBe('fail');
  });

  it('are not refused where they can be made as of another architecture without a look', () => {
    const half = filtered({
      unusual: { 'errno 1': family },
      foreign: { i386: 'by-number', x32: 'errno 38' },
      around: { i386: [family[0] ?? ''] },
    });
    expect(status(calls.refused([...family]), half)).toBe('fail');
    expect(status(calls.refused(family.slice(1)), half)).toBe('pass');
    const around = filtered({ unusual: { 'errno 1': family }, foreign: { i386: 'allow', x32: 'errno 38' } });
    expect(judged(calls.refused(family), around)).toContain('every call made as of i386 is let through');
  });

  it('are refused by a filter that lets through all the rest, with what a later kernel adds', () => {
    const rest = {
      unusual: { 'errno 1': family },
      foreign: { i386: 'kill-thread', x32: 'kill-thread' },
    } as const;
    expect(status(calls.refused(family), filtered({ ...rest, beyond: 'allow' }))).toBe('pass');
  });

  it('leave those out that the architecture does not have', () => {
    const arm = filtered({ unusual: { 'errno 1': ['fchmod', 'fchmodat', 'fchmodat2'] } });
    const host = arm.host.source === 'unknown' ? undefined : arm.host.value;
    if (!host) throw new Error('no host');
    const onArm = {
      ...arm,
      host: { source: 'kernel', value: { ...host, architecture: 'aarch64' } },
    } as const;
    expect(status(calls.refused(family), onArm)).toBe('pass');
    expect(status(calls.refused('chmod'), onArm)).toBe('skip');
  });

  it('are not seen where nobody knows the filter, nor in a profile unless that is enough', () => {
    const hidden = observing({ source: 'unknown', reason: 'it is traced', cause: 'not-seen' });
    expect(status(calls.refused('chmod'), hidden)).toBe('fail');
    const declared = filtered({ unusual: { 'errno 1': ['chmod'] } }, 'declared');
    expect(status(calls.refused('chmod'), declared)).toBe('fail');
    expect(status(calls.refused('chmod'), declared, { acceptDeclared: true })).toBe('pass');
  });

  it('pass nothing where nothing runs', () => {
    const { missing, stopped } = judgedWhereGone(calls.refused('chmod'));
    expect([missing, stopped].every((each) => each.startsWith('fail'))).toBe(true);
  });
});

describe('calls that kill, and that are allowed', () => {
  it('are told apart', () => {
    expect(status(calls.killed('ptrace'), answering('kill-process', 'ptrace'))).toBe('pass');
    expect(status(calls.killed('ptrace'), answering('errno 1', 'ptrace'))).toBe('fail');
    expect(status(calls.killed('ptrace'), answering('trap', 'ptrace'))).toBe('fail');
    expect(status(calls.allowed('openat'), answering('log', 'openat'))).toBe('pass');
    expect(status(calls.allowed('openat'), answering('by-arguments', 'openat'))).toBe('fail');
  });
});

describe('how many calls are allowed', () => {
  const few = {
    usual: 'kill-process',
    unusual: { allow: ['read', 'write'], 'by-arguments': ['clone'] },
  } as const;
  it('counts what may be let through', () => {
    expect(status(calls.allowedAtMost(3), filtered(few))).toBe('pass');
    expect(judged(calls.allowedAtMost(2), filtered(few))).toContain('may make 3 of 375');
    const logged = { usual: 'log', unusual: { 'errno 1': ['bpf'] } } as const;
    expect(judged(calls.allowedAtMost(100), filtered(logged))).toContain('may make 374 of 375');
  });

  it('case 277: knows the ways around', () => {
    const around = filtered({ ...few, foreign: { i386: 'by-number', x32: 'allow' } });
    expect(judged(calls.allowedAtMost(60), around)).toContain('and every call made as of x32');
    expect(judged(calls.allowedAtMost(60), filtered({ ...few, beyond: 'allow' }))).toContain(
      'a later kernel',
    );
  });

  it('is a question too', () => {
    const observation = filtered(few);
    const web = service('web');
    expect(readQuantity(web.now.callsAllowed(), observation)).toEqual({ known: true, value: '3' });
    expect(readQuantity(web.now.filterInstructions(), observation)).toEqual({ known: true, value: '90' });
    const named = (name: string) => readQuantity(web.now.filterInstructions(name), observation);
    expect(named('server')).toEqual({ known: true, value: '90' });
    expect(named('nobody')).toMatchObject({ known: false, reason: 'web runs no nobody' });
    expect(readQuantity(web.now.answerOf('clone3'), docker())).toEqual({ known: true, value: 'ENOSYS' });
    expect(readQuantity(web.now.answerOf('mount'), docker())).toEqual({ known: true, value: 'EPERM' });
  });
});

describe('as strict as Docker’s own profile', () => {
  const strict = calls.asStrictAs('default');
  it('is that profile itself, and whatever closes more', () => {
    expect(status(strict, docker())).toBe('pass');
    const closed = { usual: 'errno 1', unusual: { allow: ['read', 'write', 'chmod'] } } as const;
    expect(status(strict, filtered(closed))).toBe('pass');
  });

  it('is none at all not, nor one that opens a call, or all arguments of one', () => {
    const none = filtered({ filters: 0, instructions: 0, foreign: {}, beyond: 'allow' });
    expect(judged(strict, none)).toMatch(/^fail .*lets clone, syslog, uselib and \d+ more through/);
    const table = (syscallsOf('amd64') ?? []).filter((name) => !['read', 'clone', 'unshare'].includes(name));
    const opened = { 'errno 1': table, 'by-arguments': [] } as const;
    expect(judged(strict, filtered({ unusual: opened }))).toContain('lets clone and unshare through besides');
    expect(
      status(calls.asStrictAs('default', { except: ['clone', 'unshare'] }), filtered({ unusual: opened })),
    ).toBe('pass');
  });

  it('asks for the same errno where that is said', () => {
    const same = calls.asStrictAs('default', { sameErrno: true });
    expect(status(same, docker())).toBe('pass');
    const closed = filtered({ usual: 'errno 38', unusual: { allow: ['read', 'write', 'chmod'] } });
    expect(status(strict, closed)).toBe('pass');
    expect(judged(same, closed)).toMatch(/^fail .*answers ENOSYS to syslog/);
    const two = answering('kill-process', 'mount');
    expect(judged(same, two)).toContain('through besides');
    const killing = filtered({
      usual: 'errno 1',
      unusual: { 'errno 38': ['clone3'], 'kill-process': ['mount'] },
    });
    expect(judged(same, killing)).toContain('kills for mount');
    expect(status(calls.asStrictAs('default', { sameErrno: true, except: ['mount'] }), killing)).toBe('pass');
  });

  it('is held against another service where that is named', () => {
    const plain = { ...makeObserved('plain'), service: 'plain' };
    const observation = answering('errno 1', 'bpf', 'mount');
    const both = { ...observation, containers: [...observation.containers, plain] };
    const asPlain = calls.asStrictAs({ name: 'plain' });
    expect(judged(asPlain, both)).toContain('lets clone through besides');
    expect(status(asPlain, observation)).toBe('fail');
    const value = answers({ filters: 0, instructions: 0, foreign: {}, beyond: 'allow' });
    const [first] = observation.containers;
    if (!first || plain.processes.source !== 'kernel') throw new Error('no container');
    const pids = plain.processes.value.map(({ pid }) => pid);
    const unfiltered = {
      ...plain,
      filters: { source: 'kernel', value: [{ pids, answers: { source: 'kernel', value } }] },
    } as const;
    expect(judged(asPlain, { ...observation, containers: [first, unfiltered] })).toMatch(
      /^fail .*plain has no filter/,
    );
  });
});

describe('as open as Docker’s own profile', () => {
  const open = calls.asOpenAs('default');
  it('is that profile itself, and whatever lets more through', () => {
    expect(status(open, docker())).toBe('pass');
    expect(status(open, filtered({ filters: 0, instructions: 0, foreign: {}, beyond: 'allow' }))).toBe(
      'pass',
    );
  });

  it('is none that refuses a call more, with whatever answer, or some arguments of it', () => {
    expect(judged(open, answering('errno 1', 'fchown', 'statx'))).toContain(
      'answers EPERM to fchown and statx',
    );
    expect(judged(open, answering('kill-process', 'statx'))).toContain('kills for statx');
    expect(judged(open, answering('by-arguments', 'ioctl'))).toContain('decides on ioctl');
    expect(status(open, answering('by-arguments', 'socket', 'clone', 'personality'))).toBe('pass');
    expect(status(open, answering('errno 1', 'clone'))).toBe('fail');
    expect(status(calls.asOpenAs('default', { except: ['statx'] }), answering('errno 1', 'statx'))).toBe(
      'pass',
    );
    // What a later version of the profile allows.
    expect(status(open, answering('errno 1', 'mseal'))).toBe('pass');
  });
});

describe('calls of other architectures', () => {
  it('have to be refused, each', () => {
    expect(status(calls.nativeOnly(), filtered({}))).toBe('pass');
    expect(judged(calls.nativeOnly(), docker())).toContain('may make calls as of i386 and x32');
    expect(status(calls.nativeOnly(), filtered({ filters: 0, foreign: {} }))).toBe('fail');
    expect(status(calls.nativeOnly(), filtered({}, 'declared'))).toBe('skip');
  });
});

describe('what a recorder saw', () => {
  const used = callsUsed(service('recorder'), service('web'));
  const { data, probes } = used.boundFilterOf(service('web'), { besides: ['exit_group'] });
  const [probe] = probes;
  if (!data.expect || !probe) throw new Error('no expectation');
  const told = (stdout: string, fields: Partial<ProbeResult> = {}) => ({
    [probe.id]: makeProbeResult({ id: probe.id, kind: 'exec', exitCode: 0, stdout, ...fields }),
  });
  const small = { usual: 'errno 1', unusual: { allow: ['read', 'write', 'exit_group'] } } as const;
  const verdict = (recorded: Readonly<Record<string, ProbeResult>>) =>
    judged(data.expect ?? calls.nativeOnly(), filtered(small, 'kernel', recorded));

  it('bounds what a filter lets through', () => {
    const all = 'calls 20\nkinds 3\nlost 0\ncall read 12\ncall write 7\ncall close 1\n';
    expect(verdict(told(all))).toMatch(/^pass /);
    expect(verdict(told('calls 1\nkinds 1\nlost 0\ncall read 1\n'))).toContain('may make write too');
  });

  it('says nothing where it was not told whole, and that is no pass', () => {
    expect(verdict(told('calls 1\ncall read 1\n'))).toMatch(/^fail .*did not tell all/);
    expect(verdict(told('', { exitCode: 1, stderr: 'no socket' }))).toMatch(/^fail .*no socket/);
    expect(verdict({})).toMatch(/^skip /);
  });

  it('is judged by words of its own', () => {
    const unused = used.without('vfork', 'clone3').data.expect;
    if (!unused) throw new Error('no expectation');
    const seeing = (stdout: string) => judged(unused, filtered({}, 'kernel', told(stdout)));
    expect(seeing('lost 0\ncall read 1\ncall clone 2\n')).toMatch(/^pass/);
    expect(seeing('lost 0\ncall read 1\ncall clone3 2\n')).toMatch(/^fail/);
    // What was lost may have been one of them, and whom it saw do nothing at all it did not watch.
    expect(seeing('lost 1\ncall read 1\n')).toMatch(/^fail .*1 .*lost/);
    expect(seeing('calls 0\nkinds 0\nlost 0\n')).toMatch(/^fail .*no call/);
  });
});
